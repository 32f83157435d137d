"""Notations whose order a standard sets: WKT, GeoJSON, ODK geopoints, ISO 6709, packed digits."""

import re
from typing import Final, Literal, NoReturn

import numpy as np

from geo.coordinates.reading import Axis, PairReading, Reading, ReadingError, excerpt, unit_of

_REAL: Final = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_WKT: Final = re.compile(
    rf"(?:SRID\s*=\s*(?P<srid>\d+)\s*;)?\s*POINT\s*(?:Z|M|ZM)?\s*"
    rf"\(\s*(?P<x>{_REAL})\s+(?P<y>{_REAL})(?:\s+{_REAL}){{0,2}}\s*\)",
    re.IGNORECASE,
)
_WKT_LIKE: Final = re.compile(
    r"(?:SRID\s*=\s*\d+\s*;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY: Final = re.compile(r"(?:SRID\s*=\s*\d+\s*;)?\s*POINT\s*(?:Z|M|ZM)?\s*EMPTY", re.IGNORECASE)
_GEOPOINT: Final = re.compile(
    r"(?P<y>[+-]?\d+\.\d+) (?P<x>[+-]?\d+\.\d+) "
    r"(?P<altitude>-?\d+(?:\.\d+)?) (?P<accuracy>\d+(?:\.\d+)?)"
)
_GEOJSON: Final = re.compile(
    rf"\{{(?=.*\"type\"\s*:\s*\"Point\").*\"coordinates\"\s*:\s*"
    rf"\[\s*(?P<x>{_REAL})\s*,\s*(?P<y>{_REAL})\s*(?:,\s*{_REAL}\s*)?\].*\}}"
)
_ISO_6709: Final = re.compile(
    r"(?P<y>[+-]\d{2}(?:\d{2}){0,2}(?:\.\d+)?)(?P<x>[+-]\d{3}(?:\d{2}){0,2}(?:\.\d+)?)"
    r"(?:[+-]\d+(?:\.\d+)?)?(?:CRS[\w:]+)?(?P<end>/)?"
)
_PACKED: Final = re.compile(
    r"(?:(?P<before>[NSEW])[ ,]?)?(?P<digits>\d{4,7}(?:\.\d+)?)(?:[ ,]?(?P<after>[NSEW]))?"
)
_PACKED_PAIR: Final = re.compile(
    r"([NS][ ,]?\d{4,6}(?:\.\d+)?|\d{4,6}(?:\.\d+)?[ ,]?[NS])[ ,;/]*"
    r"([EW][ ,]?\d{5,7}(?:\.\d+)?|\d{5,7}(?:\.\d+)?[ ,]?[EW])"
)
_FULL_TURN: Final = 60.0
_FORMATS: Final = ("decimal", "dm", "dms")


def is_empty_point(text: str) -> bool:
    """Whether the text is a WKT point without coordinates."""
    return bool(_EMPTY.fullmatch(text))


def read_standard(text: str) -> PairReading | None:
    """Read one notation of a standard; None where the text is of no such notation.

    Raises
    ------
    ReadingError
        It is one of them, and gives no longitude and latitude.

    Examples
    --------
    >>> read_standard("+313015+0342758/").format, read_standard("POINT (34.46 31.5)").latitude
    ('iso6709', 31.5)
    """
    if match := _WKT.fullmatch(text):
        if match["srid"] not in {None, "4326"}:
            note = f"the point is in EPSG:{match['srid']}, not in longitude and latitude"
            raise ReadingError("unreadable", note)
        return _decimals(match["x"], match["y"], "wkt")
    if _WKT_LIKE.fullmatch(text):
        raise ReadingError("unreadable", f"not a WKT point: {excerpt(text)}")
    if match := _GEOJSON.fullmatch(text):
        return _decimals(match["x"], match["y"], "geojson")
    if match := _GEOPOINT.fullmatch(text):
        note = f"read as an ODK geopoint with a stated accuracy of {match['accuracy']} m"
        return _decimals(match["x"], match["y"], "geopoint", note)
    match = _ISO_6709.fullmatch(text.replace(" ", ""))
    if match and (match["end"] or match["x"].startswith(("+", "-0"))):  # else a dash may divide
        return _iso_6709(match["y"], match["x"], text)
    if match := _PACKED_PAIR.fullmatch(text.upper()):
        north, east = read_packed(match[1], text), read_packed(match[2], text)
        if north is not None and east is not None and north.format == east.format:
            unit_deg = min(north.unit_deg, east.unit_deg)
            return PairReading(east.degrees, north.degrees, north.format, unit_deg, None)
    return None


def _decimals(x: str, y: str, written: str, note: str | None = None) -> PairReading:
    longitude, latitude = float(x), float(y)
    if not (np.isfinite(longitude) and np.isfinite(latitude)):
        raise ReadingError("unreadable", "not a finite number")
    return PairReading(longitude, latitude, written, min(unit_of(x), unit_of(y)), note)


def _iso_6709(latitude: str, longitude: str, text: str) -> PairReading | None:
    north, east = _unpack(latitude[1:], 2, text), _unpack(longitude[1:], 3, text)
    if north[2] != east[2]:
        return None
    degrees = [
        -value if sign == "-" else value
        for sign, value in ((longitude[0], east[0]), (latitude[0], north[0]))
    ]
    return PairReading(degrees[0], degrees[1], "iso6709", min(north[1], east[1]), None)


def read_packed(text: str, whole: str) -> Reading | None:
    """Read degrees, minutes and seconds written without marks, as in ``313015N``.

    Parameters
    ----------
    text
        One axis in capitals: two digits of degrees for a latitude, three for a longitude, then
        minutes, then perhaps seconds; a letter before or behind.
    whole
        The whole cell, for messages.

    Returns
    -------
    None where the text is something else, or has no letter or two.

    Examples
    --------
    >>> round(read_packed("0342758.5E", "").degrees, 6)
    34.46625
    """
    match = _PACKED.fullmatch(text)
    if match is None or bool(match["before"]) == bool(match["after"]):
        return None
    letter = match["before"] or match["after"]
    axis: Axis = "latitude" if letter in "NS" else "longitude"
    wide: Literal[2, 3] = 2 if axis == "latitude" else 3
    if len(match["digits"].partition(".")[0]) not in {wide + 2, wide + 4}:
        return None
    degrees, unit_deg, parts = _unpack(match["digits"], wide, whole)
    return Reading(-degrees if letter in "SW" else degrees, axis, _FORMATS[parts - 1], unit_deg)


def _unpack(digits: str, wide: int, text: str) -> tuple[float, float, int]:
    """Return the degrees, one unit in the last place, and how many parts there are."""
    whole, _, fraction = digits.partition(".")
    parts = [whole[:wide], *(whole[place : place + 2] for place in range(wide, len(whole), 2))]
    values = [float(part) for part in parts]
    values[-1] = float(f"{parts[-1]}.{fraction or 0}")
    for name, value in zip(("minutes", "seconds"), values[1:], strict=False):
        if value >= _FULL_TURN:
            _sixty(name, value, text)
    degrees = sum(value / _FULL_TURN**power for power, value in enumerate(values))
    return degrees, 10.0 ** -len(fraction) / _FULL_TURN ** (len(parts) - 1), len(parts)


def _sixty(name: str, value: float, text: str) -> NoReturn:
    raise ReadingError("unreadable", f"{name} of {value:g} in {excerpt(text)}: 60 or more")
