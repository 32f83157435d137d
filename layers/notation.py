"""A coordinate written the way a list writes them: decimal point or comma, letters, pairs, WKT.

What is in no such notation (degrees and minutes, UTM, MGRS, a link) becomes decimal degrees, and
that is said. Digits: six decimals (0.1 m), more where the list itself has more.
"""

import re
from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple

Order = Literal["latlon", "lonlat"]

_NUMBER: Final = r"[-+\u2212]?\d+(?:\.\d+)?"
_COMMA_NUMBER: Final = r"[-+\u2212]?\d+,\d+"
_AXIS: Final = re.compile(rf"^\s*(?:{_NUMBER}|{_COMMA_NUMBER})\s*$")
_LETTERED: Final = re.compile(
    rf"^\s*(?:{_NUMBER}|{_COMMA_NUMBER})(\s*°?\s*)([NSEWnsew])\s*$"
)  # fmt: skip
_PAIRS: Final = (
    re.compile(rf"^(\s*[(\[]?\s*)({_NUMBER})(\s*[,;/|]\s*|\s+)({_NUMBER})(\s*[)\]]?\s*)$"),
    re.compile(rf"^(\s*)({_COMMA_NUMBER})(\s*[;/|]\s*|,\s+|\s+)({_COMMA_NUMBER})(\s*)$"),
)
_WKT: Final = re.compile(r"(?i)^(\s*(?:SRID=4326;\s*)?POINT\s*\(\s*)[^()]*(\)\s*)$")
_FEWEST, _MOST = 6, 10


class Written(NamedTuple):
    """A coordinate as it goes into a cell, and whether its notation is the one the cell had."""

    cell: Any
    as_it_was: bool


def decimals_of(cells: Iterable[Any]) -> int:
    """Return how many decimals the numbers of cells have at most: at least 6, at most 10.

    Examples
    --------
    >>> decimals_of(["31,5", 34.41234567])
    8
    """
    found = [_FEWEST]
    for cell in cells:
        text = repr(cell) if isinstance(cell, float) else str(cell or "")
        found += [len(digits) for digits in re.findall(r"\d[.,](\d+)", text)]
    return min(max(found), _MOST)


def write_axis(
    degrees: float, cell: Any, decimals: int, *, latitude: bool, like: Any = None
) -> Written:
    """Write one axis into a cell.

    Parameters
    ----------
    degrees
        Signed degrees.
    cell
        What stands there now.
    decimals
        See `decimals_of`.
    latitude
        Which letters it takes.
    like
        A cell of the same column that shows its notation, where this one does not.

    Examples
    --------
    >>> write_axis(-31.5, "31,25", 6, latitude=True).cell
    '-31,5'
    >>> write_axis(-31.5, "31.25 N", 6, latitude=True).cell
    '31.5 S'
    >>> write_axis(31.5, "31°15'", 6, latitude=True)
    Written(cell='31.5', as_it_was=False)
    """
    for shown in (cell, like):
        if isinstance(shown, (int, float)) and not isinstance(shown, bool):
            return Written(round(float(degrees), decimals), as_it_was=True)
        text = "" if shown is None else str(shown)
        lettered = _LETTERED.match(text)
        if lettered:
            letters = "NS" if latitude else "EW"
            letter = letters[degrees < 0]
            letter = letter.lower() if lettered[2].islower() else letter
            number = _number(abs(degrees), decimals, comma="," in text)
            return Written(f"{number}{lettered[1]}{letter}", as_it_was=True)
        if _AXIS.match(text):
            comma = "," in text or ("." not in text and "," in str(like or ""))
            return Written(_number(degrees, decimals, comma=comma), as_it_was=True)
        if text.strip():
            break
    return Written(_number(degrees, decimals, comma=False), as_it_was=False)


def write_pair(
    latitude: float, longitude: float, cell: Any, decimals: int, order: Order | None, like: Any
) -> Written:
    """Write both axes into one cell; without a known order, letters say which is which.

    Examples
    --------
    >>> write_pair(31.5, 34.4, "1.5, 2.5", 6, "latlon", None).cell
    '31.5, 34.4'
    >>> write_pair(31.5, 34.4, "POINT (1 2)", 6, None, None).cell
    'POINT (34.4 31.5)'
    >>> write_pair(31.5, -34.4, "36RXV1234567890", 6, "latlon", None)
    Written(cell='31.5 N, 34.4 W', as_it_was=False)
    """
    for shown in (cell, like):
        text = "" if shown is None else str(shown)
        wkt = _WKT.match(text)
        if wkt:
            x, y = (_number(axis, decimals, comma=False) for axis in (longitude, latitude))
            return Written(f"{wkt[1]}{x} {y}{wkt[2]}", as_it_was=True)
        pair = next((found for found in (form.match(text) for form in _PAIRS) if found), None)
        if pair and order:
            comma = "," in pair[2]
            axes = (latitude, longitude) if order == "latlon" else (longitude, latitude)
            first, second = (_number(axis, decimals, comma=comma) for axis in axes)
            return Written(f"{pair[1]}{first}{pair[3]}{second}{pair[5]}", as_it_was=True)
        if text.strip():
            break
    north = f"{_number(abs(latitude), decimals, comma=False)} {'NS'[latitude < 0]}"
    east = f"{_number(abs(longitude), decimals, comma=False)} {'EW'[longitude < 0]}"
    return Written(f"{north}, {east}", as_it_was=False)


def order_shown(texts: Iterable[Any], places: Iterable[tuple[float, float]]) -> Order | None:
    """Return the order that pairs of a column were read in, None where they do not agree.

    Examples
    --------
    >>> order_shown(["31.5, 34.4", "31.6, 34.5"], [(31.5, 34.4), (31.6, 34.5)])
    'latlon'
    """
    orders: set[Order] = set()
    for text, (latitude, longitude) in zip(texts, places, strict=True):
        pair = next((f for f in (form.match(str(text or "")) for form in _PAIRS) if f), None)
        if pair is None:
            continue
        first, second = (
            float(n.replace(",", ".").replace("\u2212", "-")) for n in pair.group(2, 4)
        )
        if abs(first - second) < 1e-9:  # noqa: PLR2004 - says nothing of the order
            continue
        if (first, second) == (latitude, longitude):
            orders.add("latlon")
        elif (first, second) == (longitude, latitude):
            orders.add("lonlat")
    return orders.pop() if len(orders) == 1 else None


def _number(degrees: float, decimals: int, *, comma: bool) -> str:
    text = f"{degrees:.{decimals}f}".rstrip("0")
    text = text + "0" if text.endswith(".") else text
    text = "0.0" if text == "-0.0" else text
    return text.replace(".", ",") if comma else text
