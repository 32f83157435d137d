r"""Hemispheres, axes and units as words, abbreviations and letters of many scripts.

Each becomes the one sign that `geo.coordinates.scan` reads: N S E W, ``{`` for latitude, ``}``
for longitude, and the marks of degrees, minutes and seconds. To add a language, add its words
to the table. What means two things in two languages (the letter O) does not belong there.

Examples
--------
>>> spell_out("48°30' пн. ш., 35°15' сх. д."), spell_out("شمالا 31.5 شرقا 34.4")
("48°30' N, 35°15' E", 'N 31.5 E 34.4')
"""

import re
import unicodedata
from typing import Final

from geo.coordinates.reading import ReadingError

# A point stands for a point and a blank, or either, or neither; _ for a blank; * for any ending.
_WORDS: Final[dict[str, str]] = {
    "N": """north northern nord nördlich* norte noord noordelijk* settentrion* kuzey nb n.br.
        n.breite пн.ш. пн.широт* пн. північ* північн* с.ш. с.широт* с. север* сев.ш. сев.
        شمال* الشمال* ش צפון उत्तर उत्तरी မြောက် 北纬 北緯""",
    "S": """south southern sud süd südlich* sur sul zuid zuidelijk* güney zb s.br. s.breite
        пд.ш. пд.широт* пд. південь південн* півдня ю.ш. ю.широт* ю. юг юга южн*
        جنوب* الجنوب* ج דרום दक्षिण दक्षिणी တောင် 南纬 南緯""",
    "E": """east eastern est este leste ost östlich* oost oostelijk* doğu ol ö.l. ö.länge
        сх.д. сх.довгот* сх. схід* східн* в.д. в.долгот* в. восток* восточн* вост.д. вост. е
        شرق* الشرق* ق מזרח पूर्व पूर्वी အရှေ့ 东经 東經 東経""",
    "W": """west western ouest oeste ovest westlich* westelijk* batı wl w.l. w.länge
        зх.д. зх.довгот* зх. захід* західн* з.д. з.долгот* з. запад* западн* зап.д. зап.
        غرب* الغرب* غ מערב पश्चिम पश्चिमी အနောက် 西经 西經 西経""",
    "{": """latitude latitud latitudine lat. breite breitengrad breedte breedtegraad enlem
        широта широты широти широт шир. خط_العرض دائرة_العرض العرض عرض_جغرافیایی عرض
        קו_רוחב अक्षांश လတ္တီကျု လတ္တီတွဒ်""",
    "}": """longitude longitud longitudine long. lon. lng. länge längengrad lengte lengtegraad
        boylam долгота долготы довгота довготи долгот довгот долг. довг.
        خط_الطول الطول طول_جغرافیایی طول קו_אורך देशांतर देशान्तर လောင်ဂျီကျု လောင်ဂျီတွဒ်""",
    "°": """degrés degré grad graden grados grado градус* град. гр. درجة درجه अंश डिग्री
        ဒီဂရီ 度""",
    "'": """minutos minuto minuten хвилин* хв. минут* мин. دقيقة دقیقه دقيقه मिनट
        မိနစ် 分""",
    '"': """segundos segundo sekunden secondes seconde секунд* сек. ثانية ثانیه ثانيه सेकंड
        စက္ကန့် 秒""",
}
_RUNNING: Final = ("MYANMAR", "DEVANAGARI", "CJK")  # scripts that need no blank between words
_LETTER: Final = r"[^\W\d_]"


def _pattern(word: str) -> str:
    inner = re.escape(word.removesuffix("*").rstrip("."))
    inner = inner.replace(r"\.", r"\.?\s?").replace("_", r"\s")
    inner += r"\w*" * word.endswith("*") + r"\.?" * word.endswith(".")
    if unicodedata.name(word[0]).startswith(_RUNNING):
        return inner
    return rf"(?<!{_LETTER}){inner}(?!{_LETTER})"


def _compiled() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return one pattern with a group per sign, the longest words first."""
    groups = [
        "|".join(_pattern(word) for word in sorted(words.split(), key=len, reverse=True))
        for words in _WORDS.values()
    ]
    ends = r"(?:\s*[:=])?"
    whole = "|".join(
        f"(?P<g{place}>(?:{group}){ends * (sign in '{}')})"
        for place, (sign, group) in enumerate(zip(_WORDS, groups, strict=True))
    )
    return re.compile(whole, re.IGNORECASE), tuple(_WORDS)


_ANY, _SIGNS = _compiled()
_LATIN_UNITS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), mark)
    for pattern, mark in (
        (r"(?<=\d)\s*(?:degrees?|deg\.?|d)(?![^\WNSEW\d])", "°"),
        (r"(?<=\d)\s*(?:minutes?|mins?\.?)(?![^\WNSEW\d])", "'"),
        (r"(?<=\d)\s*(?:seconds?|secs?\.?)(?![^\WNSEW\d])", '"'),
        (r"(?<=\d)o(?=\s*\d{1,2}(?:[.,]\d+)?\s*')", "°"),  # the letter o in the degree's place
    )
)
_WORDY: Final = re.compile(r"[^\W\d_]{2}|[dmo]|[^\x00-\x7f°]|[)]", re.IGNORECASE)
_LETTER_M: Final = re.compile(r"(?<=\d)\s*m(?![^\WNSEW\d])", re.IGNORECASE)
_LETTER_S: Final = re.compile(r"('\s*\d+(?:[.,]\d+)?)\s*s(?![^\WNSEW\d])")
_LETTER_S_THEN_HEMISPHERE: Final = re.compile(r"('\s*\d+(?:[.,]\d+)?)\s*S(?=\s*[NSEW])")
_LETTER_S_ALONE: Final = re.compile(r"'\s*\d+(?:[.,]\d+)?\s*S(?!\w)")
_SAID_TWICE: Final = re.compile(r"(?:(?<=[NS])\s*\{|(?<=[EW])\s*\})")
_POINT_AFTER_LETTER: Final = re.compile(r"(?<=[NSEWO])\.(?!\d)")

# Languages in which the letter O is the west, and in which it is the east.
_O_IS_WEST: Final = re.compile(
    r"\b(?:est|este|sud|sur|sul|norte|ouest|oeste|latitud)\b", re.IGNORECASE
)
_O_IS_EAST: Final = re.compile(
    r"\b(?:süd|noord|zuid|ost|oost|breite|breitengrad|breedte|[nz]b|[ow]l)\b"
    r"|\bn\.?\s?br\.?|(?<=\d)\s*Z\b|\bZ\s*(?=\d)",
    re.IGNORECASE,
)
_LETTER_O: Final = re.compile(r"(?<![^\W\d])O(?![^\W\d])", re.IGNORECASE)


def spell_out(text: str) -> str:
    """Replace words and foreign letters by marks and letters, then fold the case.

    Raises
    ------
    ReadingError
        A letter could be a unit or a hemisphere.
    """
    if not _WORDY.search(text):
        return _POINT_AFTER_LETTER.sub("", text.upper())
    text = _settle_letter_o(text)
    text = _ANY.sub(_sign, text)
    for pattern, mark in _LATIN_UNITS:
        text = pattern.sub(mark, text)
    if unit := _LETTER_M.search(text):
        text = _LETTER_M.sub("'", text)
        text = _LETTER_S_THEN_HEMISPHERE.sub(r'\1"', _LETTER_S.sub(r'\1"', text))
        if "M" in unit[0] and _LETTER_S_ALONE.search(text):
            raise ReadingError("ambiguous", "the last S could stand for seconds or for south")
    return _POINT_AFTER_LETTER.sub("", _SAID_TWICE.sub("", text.upper()))


def _sign(match: re.Match[str]) -> str:
    sign = _SIGNS[int(str(match.lastgroup)[1:])]
    return f";{sign}" if match[0].endswith((":", "=")) else sign  # "Lat:" begins an axis


def _settle_letter_o(text: str) -> str:
    """Read the letter O where other words of the cell show the language."""
    west, east = bool(_O_IS_WEST.search(text)), bool(_O_IS_EAST.search(text))
    if west == east:
        return text
    return _LETTER_O.sub("W" if west else "E", text)
