"""Names of facilities, made comparable across scripts, spellings and word orders.

Latin letters come from `anyascii`; similarity from `rapidfuzz` (normalised indel distance). A name
that says nothing but the kind of place ("Health Centre") is generic: two of them agreeing is no
evidence.
"""

import re
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from anyascii import anyascii
from rapidfuzz import fuzz, process

ALIKE: Final = 0.85
"""From this similarity on, two names are taken for one and the same."""

GENERIC_CAP: Final = 0.5
OTHER_KIND_FACTOR: Final = 0.8
_SUBSET_FACTOR: Final = 0.9

# kind of place -> its words, in the languages and scripts of the lists
_KIND_WORDS: Final[dict[str, str]] = {
    "hospital": """
        hospital hospitals hosp hopital hôpital hospitalier krankenhaus spital ospedale bolnica
        مستشفى مستشفي المستشفى مستشفیٰ بیمارستان лікарня лікарні больница госпіталь госпиталь
        mustashfa mostashfa likarnia bolnitsa""",
    "primary": """
        clinic clinics klinik clinique clinica clínica policlinic polyclinic polyclinique
        policlinica
        dispensary dispensaire ambulatory ambulatoriya phc phcc phcu chc csps csi cs cscom
        عيادة العيادة عيادات مستوصف поліклініка поликлиника клініка клиника амбулаторія амбулатория
        health santé sante salud saúde saude centre center centers centres centro zentrum
        مركز المركز صحي الصحي الصحية центр""",
    "post": "post poste puesto posto station point نقطة пункт фельдшерський фап фельдшерский",
    "pharmacy": "pharmacy pharmacie pharma farmacia apotheke chemist drugstore صيدلية аптека",
    "laboratory": "laboratory laboratoire lab labs laboratorio مختبر معمل лабораторія лаборатория",
    "dentist": "dental dentist dentiste dentista أسنان стоматологія стоматология",
    "maternity": "maternity maternité maternite maternidad maternidade ولادة пологовий роддом",
}
_FILLER_WORDS: Final = """
    the of and for in at de du des la le les l d el del los las do da dos das e y et und der die das
    al ash as an ar at ad az ul ou bin
    medical medicale médical medico médico medica médica complex complexe compound facility unit
    unité unidad campus building general général generale central centrale primary care main
    public private gov govt government governmental ministry moh national state municipal city town
    district regional county provincial oblast referral teaching university
    no nr num number numero
    ltd llc inc co gmbh sarl sa ngo foundation charity charitable association society
    طبي الطبي مجمع المجمع العام الحكومي الأولية الرعاية
    міська районна обласна центральна городская районная областная центральная номер медичний
    медицинский кнп комунальне некомерційне підприємство
"""


def _fold(text: str) -> str:
    """Latin lower-case letters and digits, single blanks."""
    text = re.sub(r"\b\u0627\u0644(?=\w{2})", "", text)  # the Arabic article, written onto the word
    latin = anyascii(text).casefold().replace("'", "").replace("`", "")
    return re.sub(r"[\W_]+", " ", latin).strip()


_KIND_OF: Final = {
    _fold(word): kind for kind, words in _KIND_WORDS.items() for word in words.split()
}
_FILLERS: Final = frozenset(_fold(word) for word in _FILLER_WORDS.split())


@lru_cache(maxsize=250_000)
def _parts(text: str) -> tuple[str, str, bool]:
    """Return the core of a name (words sorted), its kind, and whether it is generic."""
    words = _fold(text).split()
    kinds = [_KIND_OF[word] for word in words if word in _KIND_OF]
    core = [word for word in words if word not in _KIND_OF and word not in _FILLERS]
    kind = next((kind for kind in kinds if kind != "primary"), kinds[0] if kinds else "")
    has_letters = any(not word.isdecimal() for word in core)
    generic = not core or not has_letters
    return " ".join(sorted(core or words)), kind, generic


def _table(names: pd.Series) -> pd.DataFrame:
    """Core, kind, generic and numbers of each name; each distinct name is taken apart once."""
    codes, distinct = pd.factorize(names.astype("str"))
    parts = [_parts(str(name)) for name in distinct]
    table = pd.DataFrame(
        [*parts, ("", "", True)], columns=["core", "kind", "generic"], dtype=object
    )
    return table.iloc[codes].set_axis(names.index)


def normalise_names(names: pd.Series) -> pd.Series:
    """Return names in Latin letters, without words for kind, legal form or size, words sorted.

    A name of nothing but such words keeps them, so that it is not empty. Null gives "".

    Examples
    --------
    >>> names = pd.Series(["Al-Shifa Hospital", "The SHIFA medical complex", "Лікарня № 3"])
    >>> normalise_names(names).tolist()
    ['shifa', 'shifa', '3']
    """
    return _table(names)["core"].astype("str").rename(names.name)


def is_generic(names: pd.Series) -> npt.NDArray[np.bool_]:
    """Where a name says the kind of place or a number only, or is null.

    Examples
    --------
    >>> is_generic(pd.Series(["Health Centre", "Hospital 4", "Nyala Hospital", None])).tolist()
    [True, True, False, True]
    """
    generic: npt.NDArray[np.bool_] = _table(names)["generic"].to_numpy(dtype=bool)
    return generic


def name_similarity(left: Any, right: Any) -> npt.NDArray[np.float64]:
    """Return how alike the names are, pair by pair.

    Parameters
    ----------
    left, right
        Names, shape (n,) each.

    Returns
    -------
    Shape (n,), 0 to 1, null where a name is null: the best of three indel ratios (words sorted,
    blanks and articles left out, and 0.9 of the ratio of shared words). Names of different kinds
    ("clinic", "pharmacy") keep 0.8 of it; generic names, or names whose numbers differ, at most
    0.5.

    Examples
    --------
    >>> name_similarity(["Al-Shifa Hospital", "Nyala 4"], ["Shifa Complex", "Nyala 5"])
    array([1. , 0.5])
    """
    left, right = pd.Series(left, dtype="str"), pd.Series(right, dtype="str")
    one, other = _table(left.reset_index(drop=True)), _table(right.reset_index(drop=True))
    a, b = one["core"].astype(str), other["core"].astype(str)
    ratios = [
        _ratio(a, b, fuzz.ratio),
        _ratio(_run_together(a), _run_together(b), fuzz.ratio),
        _SUBSET_FACTOR * _ratio(a, b, fuzz.token_set_ratio),
    ]
    similarity: npt.NDArray[np.float64] = np.max(ratios, axis=0)
    kind_a, kind_b = one["kind"].to_numpy(), other["kind"].to_numpy()
    clash = (kind_a != kind_b) & (kind_a != "") & (kind_b != "")
    similarity = np.where(clash, similarity * OTHER_KIND_FACTOR, similarity)
    weak = (one["generic"] | other["generic"]).to_numpy(dtype=bool) | _numbers_differ(a, b)
    similarity = np.where(weak, np.minimum(similarity, GENERIC_CAP), similarity)
    unknown = left.isna().to_numpy() | right.isna().to_numpy()
    return np.where(unknown, np.nan, similarity)


def _run_together(cores: pd.Series) -> pd.Series:
    """Words without blanks, and without an Arabic article written onto one."""
    return cores.str.replace(r"\b[ae]l(?=\w{4})| ", "", regex=True)


def _ratio(left: pd.Series, right: pd.Series, scorer: Any) -> npt.NDArray[np.float64]:
    if not len(left):
        return np.empty(0)
    scores = process.cpdist(left.tolist(), right.tolist(), scorer=scorer, dtype=np.float64)
    return np.asarray(scores, dtype=np.float64) / 100.0


def _numbers_differ(left: pd.Series, right: pd.Series) -> npt.NDArray[np.bool_]:
    """Where both names hold numbers, and not the same ones."""
    numbers = [side.str.findall(r"\d+").map(sorted).str.join(" ") for side in (left, right)]
    differ = (numbers[0] != numbers[1]) & (numbers[0] != "") & (numbers[1] != "")
    return np.asarray(differ, dtype=bool)
