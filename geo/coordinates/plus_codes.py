"""Plus Codes (Open Location Code, github.com/google/open-location-code), the full ones.

The package of that name was last released in 2019, as source only; the code is a page of
arithmetic on a published specification, and is tested against the project's own examples.
"""

import re
from typing import Final

from geo.coordinates.reading import PairReading, ReadingError

_ALPHABET: Final = "23456789CFGHJMPQRVWX"
_BASE: Final = len(_ALPHABET)
_PAIRED: Final = 10  # digits in pairs, latitude and longitude by turns; then a grid of 4 by 5
_LONGEST: Final = 15
_ROWS: Final = 5
_COLUMNS: Final = 4
_DIGIT: Final = f"[{_ALPHABET}]"
_FULL: Final = re.compile(
    rf"(?P<code>(?:{_DIGIT}{{8}}\+(?:{_DIGIT}{{2,}})?|(?:{_DIGIT}{{2}}){{1,3}}0{{2,6}}\+))"
    r"(?:[ ,]+[^\d+]*)?",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(
    rf"(?=[^+]*[CFGHJMPQRVWX]|[^+]*\+\d*[CFGHJMPQRVWX])(?:{_DIGIT}{{2}}){{1,3}}\+{_DIGIT}{{2,}}"
    r"(?:[ ,].*)?",
    re.IGNORECASE,
)
_LIKE: Final = re.compile(r"[A-Z\d]{8}\+[A-Z\d]*", re.IGNORECASE)


def read_plus_code(text: str) -> PairReading | None:
    """Read a full Plus Code as the middle of its cell; None where the text is none.

    Raises
    ------
    ReadingError
        A short code, which needs the place that it was shortened for, or no valid one.

    Examples
    --------
    >>> read_plus_code("8FVC2222+22")[:3]
    (8.0000625, 47.0000625, 'plus_code')
    """
    if match := _FULL.fullmatch(text):
        code = match["code"].upper()
        if len(code.replace("+", "")) == _PAIRED - 2 or code[8] == "+":
            return _decode(code)
    if _SHORT.fullmatch(text):
        note = "a short Plus Code is read only with the place it was shortened for; give the full"
        raise ReadingError("unreadable", f"{note} one (its first four characters are missing)")
    if _LIKE.fullmatch(text) and not text.replace("+", "").isdecimal():
        raise ReadingError("unreadable", "like a Plus Code, but with characters that none has")
    return None


def _decode(code: str) -> PairReading:
    digits = code.replace("+", "").rstrip("0")[:_LONGEST]
    values = [_ALPHABET.index(digit) for digit in digits]
    latitude, longitude, tall, wide = -90.0, -180.0, float(_BASE**2), float(_BASE**2)
    for place in range(0, min(len(values), _PAIRED), 2):
        tall, wide = tall / _BASE, wide / _BASE
        latitude += values[place] * tall
        longitude += values[place + 1] * wide
    for value in values[_PAIRED:]:
        tall, wide = tall / _ROWS, wide / _COLUMNS
        latitude += value // _COLUMNS * tall
        longitude += value % _COLUMNS * wide
    latitude, longitude = latitude + tall / 2, longitude + wide / 2
    if latitude > 90 or longitude > 180:  # noqa: PLR2004 - the globe
        raise ReadingError("unreadable", "like a Plus Code, but of a place beyond the globe")
    note = "the middle of the cell of a Plus Code"
    return PairReading(longitude, latitude, "plus_code", max(tall, wide) / 2, note)
