"""Names of facilities, made comparable across scripts, spellings and word orders.

Latin letters come from `anyascii`, after Arabic and Cyrillic letters have been made alike;
similarity from `rapidfuzz` (normalised indel distance). A name that says nothing but the kind of
place ("Health Centre") is generic: two of them agreeing is no evidence.
"""

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from anyascii import anyascii
from rapidfuzz import fuzz, process

ALIKE: Final = 0.85
"""From this similarity on, two names are taken for one and the same."""

GENERIC_CAP: Final = 0.5
OTHER_KIND_FACTOR: Final = 0.8
CLOSE_KIND_FACTOR: Final = 0.92
_CLOSE_KINDS: Final = ("primary", "post")
_SUBSET_FACTOR: Final = 0.9
_NEARLY_ALL: Final = 0.75
_SOUND_FACTOR: Final = 0.97
_BONES: Final = ((False, 5, 0.9), (True, 4, 0.95))
"""Names in one script, or in two: letters their consonants must have, and what agreement counts."""

# kind of place -> its words, in the languages and scripts of the lists
_KIND_WORDS: Final[dict[str, str]] = {
    "hospital": """
        hospital hospitals hosp hôpital hopital hôpitaux hospitalier hospitalière
        krankenhaus klinikum
        spital ospedale bolnica ziekenhuis hastane hastanesi xəstəxana szpital spitali
        مستشفى مستشفي المستشفى مستشفیٰ مشفى بیمارستان شفاخانه روغتون هسپتال
        лікарня лікарні больница больницы госпіталь госпиталь болница клінічна клиническая
        mustashfa mostashfa mushtashfa likarnia likarnya bolnitsa bimaristan shafakhana""",
    "primary": """
        clinic clinics klinik klinika kliniek clinique cliniques clinica clínica
        policlinic polyclinic
        polyclinique policlinica polikliniek polyklinik poliklinika ambulatorium ambulatorio sağlık
        saglik ocağı merkezi gezondheidscentrum dispensary dispensaire dispensario
        healthcare subcentre subcenter ambulatory
        ambulatoriya phc phcc phcu hc chc mch smi csps csi cs cscom hlth
        عيادة العيادة عيادات مستوصف المستوصف کلینیک درمانگاه
        поліклініка поликлиника клініка клиника амбулаторія амбулатория диспансер
        health santé sante salud saúde saude gesundheit gezondheid
        centre center centers centres centro zentrum centrum ctr cntr
        مركز المركز مرکز صحي صحية الصحي الصحية центр оздоровчий здоровʼя здоровья markaz merkez""",
    "post": """post poste posto puesto station point نقطة пункт фельдшерський фап фельдшерский
        фельдшерско акушерский""",
    "pharmacy": """pharmacy pharmacie pharma farmacia farmácia apotheke apotheek eczane
    chemist drugstore
        صيدلية الصيدلية داروخانه аптека""",
    "laboratory": """laboratory laboratoire lab labs laboratorio laboratório labor
    laboratorium مختبر معمل
        лабораторія лаборатория""",
    "dentist": """dental dentist dentiste dentista tandarts zahnarzt أسنان стоматологія стоматология
        стоматологічна стоматологическая""",
    "maternity": """maternity mat maternité maternite maternidad maternidade kraamkliniek
    ولادة توليد
        пологовий роддом родильный""",
}
_FILLER_WORDS: Final = """
    the of and for in at de du des la le les l d el del los las do da dos das e y et und der die das
    van het een of voor en ve fi bi bil wa
    al ash as an ar at ad az ul ou bin
    medical medicale médical medico médico medica médica medisch medizinisch tibbi med complex
    complexe compound facility facilities unit units unité unidad campus building block
    general généra générale general gen algemeen central centrale main primary care
    public private gov govt government governmental ministry moh national state municipal city town
    comm community village
    district dist regional reg county provincial province governorate oblast rural referral ref
    teaching training university univ education educational universitaire
    no nr num number numero nº
    specialised specialized specialist speciality spécialisé ltd llc inc co gmbh sarl sa ngo
    foundation charity charitable association society bv plc
    طبي الطبي الطبية طبية مجمع المجمع العام عام الحكومي حكومي الأولية الرعاية التعليمي
    تعليمي الجامعي
    المرجعي الريفي ريفي العمومي الخاص الوطني الأهلي التخصصي الخيري الخيرية التكاملية
    المجتمعي جمعية الجمعية مؤسسة
    міська районна обласна центральна городская районная областная центральная центральний номер
    медичний медична медицинский медицинская кнп комунальне некомерційне підприємство заклад
    громади міської ради обласної районної державна государственное учреждение гбуз муз им імені
    первинної будинок дом медико санітарної допомоги багатопрофільна
"""

# words with a meaning, by the one word that stands for them in every language
_MEANINGS: Final[dict[str, str]] = {
    "martyr": "martyr martyrs martyrs' shahid shaheed shahed shuhada shohada martelaar martelaren"
    " شهيد الشهيد شهداء الشهداء",
    "children": "child children childrens children's pediatric paediatric pediatrics enfants enfant"
    " pédiatrique pédiatrie infantil niños kinder kinderziekenhuis kinderkrankenhaus أطفال الأطفال"
    " дитяча детская дитячий детский atfal",
    "women": "women woman womens women's femmes mujeres vrouwen frauen النساء نساء жіноча",
    "saint": "saint st ste sainte santa san santo sint svyatoi святої святого святой القديس قديس",
    "friend": "friend friends friendship amitié amistad صداقة الصداقة дружби vriendschap",
    "hope": "hope espoir esperanza hoop أمل الأمل amal надія надежда",
    "mercy": "mercy misericordia رحمة الرحمة rahma rahmah",
    "peace": "peace paix paz vrede سلام السلام salam salaam мир миру",
    "field": "field campaign ميداني الميداني الميدانية ميدانية польовий полевой",
    "military": "military militaire militar militair عسكري العسكري військовий военный askari",
    "patient": "patient patients مريض المريض المرضى хворих",
    "disease": "disease diseases maladies أمراض للأمراض الأمراض",
    "crescent": "crescent croissant هلال الهلال hilal halve",
    "red": "red rouge rojo rode أحمر الأحمر ahmar червоний красный червоного",
    "cross": "cross croix cruz kruis صليب الصليب хрест крест хреста",
    "north": "north northern nord norte noord شمال الشمالي северная північна shamal",
    "south": "south southern sud sur zuid جنوب الجنوبي южная південна janoub",
    "east": "east eastern est este oost شرق الشرقي восточная східна",
    "west": "west western ouest oeste غرب الغربي западная західна",
    "new": "new nouveau nouvelle nueva nuevo nieuw nieuwe جديد الجديد الجديدة нова новая jadid",
    "old": "old ancien ancienne viejo oud oude قديم القديم القديمة стара старая qadim",
    "eye": "eye eyes ophthalmic ophthalmology yeux ojos oog عيون العيون очна глазная",
    "heart": "heart cardiac cardiology coeur cœur corazón hart قلب القلب القلبية кардіологічна",
    "trauma": "trauma traumatology traumatologie травматології травматологии الإصابات",
    "mental": "mental psychiatric psychiatry psychiatrique psychiatrische نفسية النفسية"
    " психіатрична"
    " психиатрическая",
    "emergency": "emergency urgence urgences urgencias noodhulp طوارئ الطوارئ швидкої скорой",
    "doctor": "dr doctor docteur doktor دكتور الدكتور د",
    "mount": "mount mt mont monte jabal jebel jabel gebel جبل",
    "memorial": "memorial mem mémorial التذكاري",
    "international": "international intl internationale دولي الدولي internacional міжнародний",
}

_ARABIC: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیې", "ي"),
        "ؤ": "و",
        "ئ": "ي",
        "ک": "ك",
        **dict.fromkeys("ـ\u0640\u200c\u200d\u200e\u200f", ""),
        **dict.fromkeys(map(chr, range(0x064B, 0x0660)), ""),
        "\u0670": "",
        "ء": "",
    }
)
_VOWEL_LETTERS: Final = str.maketrans({"ا": "a", "ع": "a", "ة": "a", "ه": "h"})
_ARTICLE: Final = re.compile(r"\b[وبل]?\u0627\u0644(?=\w{2})")  # written onto the word
_ELISION: Final = re.compile(r"\b[ldLD]['’](?=\w)")
_UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]")
_H_OF_G: Final = str.maketrans({"г": "h", "Г": "H", "ґ": "g", "и": "y", "И": "Y"})
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_SLAVIC_ENDING: Final = re.compile(
    r"(?<=\w{4})(?:skoho|skogo|skaia|skaya|skoyi|skoi|skoy|skyi|skyy|skiy|skii|skij|ska|ske|skoe)\b"
)
_YEARS: Final = re.compile(
    r"[(\[]\s*(?:since|from|until|till|depuis|jusqu\w*|seit|bis|sinds|tot|з|с|до|منذ|حتى)?\s*"
    r"(?:1[89]|20)\d\d\s*(?:[-–—/]\s*(?:(?:1[89]|20)\d\d)?)?\s*[)\]]",
    re.IGNORECASE,
)
_MOTHER_AND_CHILD: Final = re.compile(
    r"\bmaternal\W+(?:and\W+)?child\w*|\bmat\w+\W+inf\w+|(?:ال)?أمومة\W+و(?:ال)?طفولة",
    re.IGNORECASE,
)
_OTHER_SCRIPT: Final = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
_SOUNDS: Final = (
    ("ph", "f"), ("kh", "h"), ("gh", "k"), ("sh", "x"), ("ch", "x"), ("th", "t"), ("dh", "d"),
    ("zh", "z"), ("dj", "k"), ("j", "k"), ("p", "b"), ("v", "f"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "i"), ("ai", "a"), ("ay", "a"),
    ("q", "k"), ("c", "k"), ("g", "k"), ("y", "i"), ("w", "u"), ("e", "i"), ("o", "u"),
)  # fmt: skip
_MARKS: Final = (r"\d+", r"\b(?:north|south|east|west)\b", r"\b(?:new|old)\b")
_DOUBLED: Final = re.compile(r"(\w)\1+")
_VOWELS: Final = re.compile("[aiu ]")
_RUNS: Final = re.compile(r"[\W_]+")


def _fold(text: str, *, ukrainian: bool = False) -> str:
    """Latin lower-case letters and digits, single blanks; without notes of years in brackets."""
    if text.isascii():
        return _fold_ascii(text)
    text = _MOTHER_AND_CHILD.sub(" mch ", _ELISION.sub(" ", _YEARS.sub(" ", text)))
    text = text.translate(_ARABIC)
    text = _ARTICLE.sub("", text).translate(_VOWEL_LETTERS)
    if ukrainian or _UKRAINIAN.search(text):
        text = text.translate(_H_OF_G)
    slavic = bool(_CYRILLIC.search(text))
    latin = re.sub(r"['`’ʼ]", "", anyascii(text).casefold())
    if slavic:
        latin = _SLAVIC_ENDING.sub("", latin)
    return _RUNS.sub(" ", latin).strip()


def _fold_ascii(text: str) -> str:
    """Do the same where all letters are Latin already: most names, and a third of the work."""
    if "(" in text or "[" in text:
        text = _YEARS.sub(" ", text)
    if "'" in text:
        text = _ELISION.sub(" ", text)
    low = text.casefold()
    if "mat" in low:
        low = _MOTHER_AND_CHILD.sub(" mch ", low)
    return _RUNS.sub(" ", low.replace("'", "").replace("`", "")).strip()


def _spelt(words: str) -> set[str]:
    """Return words as they are folded in a text, Cyrillic ones in both ways."""
    return {_fold(word, ukrainian=way) for word in words.split() for way in (False, True)}


_KIND_OF: Final = {word: kind for kind, words in _KIND_WORDS.items() for word in _spelt(words)}
_FILLERS: Final = frozenset(_spelt(_FILLER_WORDS))
_MEANING_OF: Final = {word: one for one, words in _MEANINGS.items() for word in _spelt(words)}


class _Name(NamedTuple):
    """A name taken apart."""

    core: str
    kind: str
    generic: bool


_NOTHING: Final = _Name("", "", generic=True)


@lru_cache(maxsize=250_000)
def _parts(text: str) -> _Name:
    """Return the core of a name (words sorted), its kind, and whether it is generic."""
    words = _fold(text).split()
    kinds = [_KIND_OF[word] for word in words if word in _KIND_OF]
    core = [
        _MEANING_OF.get(word, word)
        for word in words
        if word not in _KIND_OF and word not in _FILLERS
    ]
    kind = next((kind for kind in kinds if kind != "primary"), kinds[0] if kinds else "")
    has_letters = any(not word.isdecimal() for word in core)
    return _Name(" ".join(sorted(core or words)), kind, generic=not core or not has_letters)


class _Heard(NamedTuple):
    """How a name sounds."""

    sound: str
    bones: str
    other_script: bool


_SILENCE: Final = _Heard("", "", other_script=False)


def _heard(text: str) -> _Heard:
    """Return the sound of a name's core, its consonants, and whether it is in another script."""
    sound = _sound(_parts(text).core)
    bones = _VOWELS.sub("", sound).replace("h", "k")
    return _Heard(sound, bones, _OTHER_SCRIPT.search(text) is not None)


class Word(NamedTuple):
    """A word of a name or a text, made comparable.

    Attributes
    ----------
    text
        Latin lower-case letters and digits; one word for what means the same in every language.
    part
        ``core``, ``filler``, or the kind of place that it is a word for.
    sound, bones
        How it is spoken, and the consonants of that.
    """

    text: str
    part: str
    sound: str
    bones: str


@lru_cache(maxsize=250_000)
def read_word(word: str) -> tuple[Word, ...]:
    """Take one word of a text apart: mostly one, none of a mark, two of words written as one.

    Examples
    --------
    >>> [(word.text, word.part) for text in ("مستشفى", "the", "Shifa") for word in read_word(text)]
    [('mstshfy', 'hospital'), ('the', 'filler'), ('shifa', 'core')]
    """
    read = []
    for folded in _fold(word).split():
        part = _KIND_OF.get(folded) or ("filler" if folded in _FILLERS else "core")
        one = _MEANING_OF.get(folded, folded)
        sound = _sound(one)
        read.append(Word(one, part, sound, _VOWELS.sub("", sound).replace("h", "k")))
    return tuple(read)


def _sound(core: str) -> str:
    """Return how a core is spoken, roughly: what romanisations of one name have in common."""
    for letters, sound in _SOUNDS:
        core = core.replace(letters, sound)
    return _DOUBLED.sub(r"\1", re.sub(r"\b[ai]l(?=\w{4})", "", core))


def _table(names: pd.Series) -> pd.DataFrame:
    """Take each distinct name apart once, and hear it."""
    codes, distinct = pd.factorize(names.astype("str"))
    texts = [str(name) for name in distinct]
    rows = [(*_parts(text), *_heard(text)) for text in texts]
    columns = [*_Name._fields, *_Heard._fields]
    table = pd.DataFrame([*rows, (*_NOTHING, *_SILENCE)], columns=columns, dtype=object)
    return table.iloc[codes].set_axis(names.index)


def _part(names: pd.Series, part: str) -> npt.NDArray[np.object_]:
    """Return one part of each name."""
    codes, distinct = pd.factorize(names.astype("str"))
    found = np.empty(len(distinct) + 1, dtype=object)
    found[:-1] = [getattr(_parts(name), part) for name in distinct.astype(object).tolist()]
    found[-1] = getattr(_NOTHING, part)
    each: npt.NDArray[np.object_] = found[codes]
    return each


def normalise_names(names: pd.Series) -> pd.Series:
    """Return names in Latin letters, without words for kind, legal form or size, words sorted.

    A name of nothing but such words keeps them, so that it is not empty. Null gives "".

    Examples
    --------
    >>> names = pd.Series(["Al-Shifa Hospital", "The SHIFA medical complex", "Лікарня № 3"])
    >>> normalise_names(names).tolist()
    ['shifa', 'shifa', '3']
    """
    return pd.Series(_part(names, "core"), index=names.index, dtype="str", name=names.name)


def is_generic(names: pd.Series) -> npt.NDArray[np.bool_]:
    """Where a name says the kind of place or a number only, or is null.

    Examples
    --------
    >>> is_generic(pd.Series(["Health Centre", "Hospital 4", "Nyala Hospital", None])).tolist()
    [True, True, False, True]
    """
    return _part(names, "generic").astype(bool)


def name_similarity(left: Any, right: Any) -> npt.NDArray[np.float64]:
    """Return how alike the names are, pair by pair.

    Parameters
    ----------
    left, right
        Names, shape (n,) each.

    Returns
    -------
    Shape (n,), 0 to 1, null where a name is null: the best of five indel ratios (words sorted;
    blanks and articles left out; 0.9 of that of shared words; 0.97 of that of sounds, where
    romanisations agree; 0.9 or, across scripts, 0.95 of that of consonants, of five or four letters
    and more). Of sounds and consonants three quarters must agree. Names of different kinds
    ("clinic", "pharmacy") keep 0.8 of it, centre and post 0.92; generic names, or names whose
    numbers or compass words differ, at most 0.5.

    Examples
    --------
    >>> name_similarity(["Al-Shifa Hospital", "Nyala 4"], ["Shifa Complex", "Nyala 5"])
    array([1. , 0.5])
    """
    left, right = pd.Series(left, dtype="str"), pd.Series(right, dtype="str")
    one, other = _table(left.reset_index(drop=True)), _table(right.reset_index(drop=True))
    a, b = one["core"].astype(str), other["core"].astype(str)
    heard = [side["sound"].astype(str).str.replace(" ", "") for side in (one, other)]
    ratios = [
        _ratio(a, b, fuzz.ratio),
        _ratio(_run_together(a), _run_together(b), fuzz.ratio),
        _SUBSET_FACTOR * _ratio(a, b, fuzz.token_set_ratio),
        _SOUND_FACTOR * _nearly_all(_ratio(heard[0], heard[1], fuzz.ratio)),
        _by_bones(one, other),
    ]
    similarity: npt.NDArray[np.float64] = np.max(ratios, axis=0)
    similarity = similarity * _kind_factor(one["kind"].to_numpy(), other["kind"].to_numpy())
    weak = (one["generic"] | other["generic"]).to_numpy(dtype=bool) | _marks_differ(a, b)
    similarity = np.where(weak, np.minimum(similarity, GENERIC_CAP), similarity)
    unknown = left.isna().to_numpy() | right.isna().to_numpy()
    return np.where(unknown, np.nan, similarity)


def _kind_factor(
    one: npt.NDArray[np.object_], other: npt.NDArray[np.object_]
) -> npt.NDArray[np.float64]:
    """Return what names of different kinds keep: lists often call a health post a centre."""
    differ = (one != other) & (one != "") & (other != "")
    close = np.isin(one, _CLOSE_KINDS) & np.isin(other, _CLOSE_KINDS)
    return np.where(differ, np.where(close, CLOSE_KIND_FACTOR, OTHER_KIND_FACTOR), 1.0)


def _nearly_all(ratio: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the ratio where it is high: some sounds any two names have in common."""
    return np.where(ratio >= _NEARLY_ALL, ratio, 0.0)


def _by_bones(one: pd.DataFrame, other: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Compare consonants only, as Arabic writes names, where there are enough of them."""
    a, b = one["bones"].astype(str), other["bones"].astype(str)
    two_scripts = (one["other_script"] != other["other_script"]).to_numpy(dtype=bool)
    shorter = np.minimum(a.str.len(), b.str.len()).to_numpy()
    ratio = _nearly_all(_ratio(a, b, fuzz.ratio))
    score = np.zeros(len(a))
    for crossing, letters, factor in _BONES:
        score = np.where((two_scripts == crossing) & (shorter >= letters), factor * ratio, score)
    return score


def _run_together(cores: pd.Series) -> pd.Series:
    """Words without blanks, and without an Arabic article written onto one."""
    return cores.str.replace(r"\b[ae]l(?=\w{4})| ", "", regex=True)


def _ratio(left: pd.Series, right: pd.Series, scorer: Any) -> npt.NDArray[np.float64]:
    if not len(left):
        return np.empty(0)
    scores = process.cpdist(left.tolist(), right.tolist(), scorer=scorer, dtype=np.float64)
    return np.asarray(scores, dtype=np.float64) / 100.0


def _marks_differ(left: pd.Series, right: pd.Series) -> npt.NDArray[np.bool_]:
    """Where both names hold numbers, or words that set neighbours apart, and not the same ones."""
    differ = np.zeros(len(left), dtype=bool)
    for mark in _MARKS:
        one, other = (side.str.findall(mark).map(sorted).str.join(" ") for side in (left, right))
        differ |= ((one != other) & (one != "") & (other != "")).to_numpy(dtype=bool)
    return differ
