"""Column names, reduced to what tells them apart: no case, no stray blanks, no invisible marks."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS: Final = re.compile(r"\s+")
# letters and digits, and the vowel signs of scripts that write them beside the letters
_WORD: Final = re.compile(r"(?:[^\W_]|[\u0900-\u0dff\u0e31-\u0e4e\u102b-\u109d])+")
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0640\u064b-\u0652\u0670]")
_LETTERS: Final = str.maketrans("أإآٱىة", "اااايه")


def fold(text: object) -> str:
    r"""Return a header in the form it is compared in.

    Casefolded, runs of white space made one blank, ends stripped, byte-order marks and other
    invisible characters dropped, compatible characters unified (NFKC: no-break blanks, full-width
    letters).

    Examples
    --------
    >>> fold("\ufeff Location  of\u00a0Incident ")
    'location of incident'
    >>> fold(None)
    ''
    """
    if text is None:
        return ""
    said = str(text)
    if said.isascii():  # nothing invisible, nothing to unify
        return " ".join(said.split()).casefold()
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", said))
    return _BLANKS.sub(" ", plain).strip().casefold()


def fold_key(text: object) -> str:
    """Return a header as words joined by single blanks, separators and signs gone.

    ``"GPS_Latitude"``, ``"gps latitude"`` and ``"GPS-Latitude:"`` are then the same; a unit in
    brackets stays as a word.

    Examples
    --------
    >>> fold_key("GPS_Latitude (deg.)")
    'gps latitude deg'
    """
    return " ".join(_WORD.findall(fold(text)))


def unaccented(text: object) -> str:
    """Return folded text without accents and Arabic vowel signs, the Arabic alif one letter.

    Only for comparing, not for showing.

    Examples
    --------
    >>> unaccented("Décembre"), unaccented("أكتوبر")
    ('decembre', 'اكتوبر')
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", fold(text).translate(_LETTERS)))
    return unicodedata.normalize("NFC", plain).translate(_LETTERS)


def match_key(text: object) -> str:
    """Return a header as `fold_key` does, and without what people leave out or vary in spelling.

    Examples
    --------
    >>> match_key("Département"), match_key("خطّ_العرض")
    ('departement', 'خط العرض')
    >>> match_key("الإحداثيات") == match_key("الاحداثيات")
    True
    """
    return " ".join(_WORD.findall(unaccented(text)))


def unique_headers(names: Iterable[object]) -> list[str]:
    """Return header cells as unique, non-empty labels.

    An empty header becomes ``column 7``; one that comes again gets ``" (2)"``.

    Examples
    --------
    >>> unique_headers(["id", None, "id", " Name "])
    ['id', 'column 2', 'id (2)', ' Name ']
    """
    out: list[str] = []
    taken: set[str] = set()
    for position, name in enumerate(names, start=1):
        text = "" if name is None else _INVISIBLE.sub("", str(name))
        label = text if fold(text) else f"column {position}"
        candidate, again = label, 1
        while candidate in taken:
            again += 1
            candidate = f"{label} ({again})"
        taken.add(candidate)
        out.append(candidate)
    return out
