"""Grid references: UTM with its zone, and MGRS (DMA TM 8358.1), both on WGS 84.

PROJ does the projection; the letters are ours. The ``mgrs`` package answers with the corner of a
cell in its version 1.5.4 and with the middle in 1.6.0, which agrees with this module on 100,000
random references to less than a centimetre.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import pyproj

from geo.coordinates.reading import PairReading, ReadingError, excerpt
from geo.coordinates.text import METRES_PER_DEGREE

BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
"""Letters of the bands of 8 degrees from 80° S; the last has 12."""

_SQUARE_M: Final = 100_000
_CYCLE_M: Final = 2_000_000
_ROWS: Final = "ABCDEFGHJKLMNPQRSTUV"
_COLUMNS: Final = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")  # by the zone's remainder of three
_ZONES: Final = 60
_FINEST_DIGITS: Final = 5
_MGRS: Final = re.compile(
    r"(?:MGRS|USNG)?[ :]*(?P<zone>\d{1,2})?(?P<gap>[ -]?)(?P<band>[A-Z])(?P<within>[ -]?)"
    r"(?P<column>[A-Z]) ?(?P<row>[A-Z])[ -]?(?P<first>\d*)(?:[ ,-]+(?P<second>\d+))?"
)
_ZONELESS: Final = re.compile(r"[A-HJ-NP-Z]{2} ?(?:\d{3,5} \d{3,5}|\d{6}|\d{8}|\d{10})")
_WORDS: Final = frozenset(("DEG", "EST", "SUD", "SUR", "LAT", "GRD", "MIN", "SEC"))
_FEWEST_DIGITS_AFTER_WORD: Final = 4

# Polar squares: columns, and the easting and northing where letters begin.
_POLAR: Final = {
    "A": ("JKLPQRSTUXYZ", 800_000, 800_000),
    "B": ("ABCFGHJKLPQR", 2_000_000, 800_000),
    "Y": ("JKLPQRSTUXYZ", 800_000, 1_300_000),
    "Z": ("ABCFGHJ", 2_000_000, 1_300_000),
}
_POLAR_ROWS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class _Square(NamedTuple):
    """The south-west corner of a cell in its projection, and the cell's side, in metres."""

    epsg: int
    easting: float
    northing: float
    side: float


@lru_cache(maxsize=130)
def _inverse(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)


def to_degrees(epsg: int, easting: float, northing: float) -> tuple[float, float]:
    """Return longitude and latitude of a place given in metres of a projection."""
    longitude, latitude = _inverse(epsg).transform(easting, northing, errcheck=True)
    return float(longitude), float(latitude)


def band_limits(band: str) -> tuple[float, float]:
    """Return the southern and northern limit of a band.

    Examples
    --------
    >>> band_limits("R"), band_limits("X")
    ((24.0, 32.0), (72.0, 84.0))
    """
    south = -80.0 + 8.0 * BANDS.index(band)
    return south, south + (12.0 if band == "X" else 8.0)


def zone_limits(zone: int, band: str) -> tuple[float, float] | None:
    """Return the western and eastern limit of a zone, wider or absent off Norway.

    Examples
    --------
    >>> zone_limits(36, "R"), zone_limits(32, "V"), zone_limits(34, "X")
    ((30.0, 36.0), (3.0, 12.0), None)
    """
    norway = {(31, "V"): (0.0, 3.0), (32, "V"): (3.0, 12.0)}
    svalbard = {31: (0.0, 9.0), 33: (9.0, 21.0), 35: (21.0, 33.0), 37: (33.0, 42.0)}
    if (zone, band) in norway:
        return norway[zone, band]
    if band == "X" and zone in range(31, 38):
        return svalbard.get(zone)
    return 6.0 * zone - 186.0, 6.0 * zone - 180.0


def read_mgrs(text: str) -> PairReading | None:
    """Read an MGRS reference as the middle of its cell; None where the text is none.

    Raises
    ------
    ReadingError
        It is one, and names no place.

    Examples
    --------
    >>> place = read_mgrs("36RXV 34521 87123")
    >>> round(place.longitude, 5), round(place.latitude, 5), round(place.unit_deg * 111320, 6)
    (34.41665, 31.51117, 0.5)
    """
    upper = text.upper()
    match = _MGRS.fullmatch(upper)
    if match is None:
        if _ZONELESS.fullmatch(upper):
            note = f"{excerpt(text)} looks like MGRS without its zone, as in 36R"
            raise ReadingError("unreadable", note)
        return None
    digits = match["first"] + (match["second"] or "")
    polar = match["zone"] is None
    if polar and match["band"] not in _POLAR:
        return None
    if not upper.startswith(("MGRS", "USNG")):
        word = match["band"] + match["column"] + match["row"] in _WORDS and not match["within"]
        if word and (match["gap"] or len(digits) < _FEWEST_DIGITS_AFTER_WORD):
            return None
        if polar and len(digits) < 2 * _FINEST_DIGITS:
            return None  # three letters and a few digits are many things
    half = _halves(match["first"], match["second"], text)
    place = (match["column"], match["row"], half)
    beyond: str | None = None
    if polar:
        square = _polar_square(match["band"], *place, text)
    else:
        square, beyond = _square(int(match["zone"]), match["band"], *place, text)
    middle = square.side / 2
    longitude, latitude = to_degrees(square.epsg, square.easting + middle, square.northing + middle)
    said = f"the middle of a cell of {square.side:,.0f} m"
    note = f"{said}; {beyond}" if beyond else said
    return PairReading(longitude, latitude, "mgrs", middle / METRES_PER_DEGREE, note)


def _halves(first: str, second: str | None, text: str) -> tuple[str, str]:
    if second is None:
        middle, odd = divmod(len(first), 2)
        first, second = first[:middle], first[middle:]
        if odd:
            note = f"an odd number of digits in {excerpt(text)}: easting and northing need as many"
            raise ReadingError("unreadable", note)
    if len(first) != len(second):
        note = f"easting and northing differ in digits in {excerpt(text)}: a zero may be lost"
        raise ReadingError("unreadable", note)
    if len(first) > _FINEST_DIGITS:
        raise ReadingError("unreadable", f"more digits than MGRS has in {excerpt(text)}")
    return first, second


def _square(
    zone: int, band: str, column: str, row: str, digits: tuple[str, str], text: str
) -> tuple[_Square, str | None]:
    """Return the cell in the zone's projection, and a note where it lies beyond its zone."""
    check_zone(zone)
    limits = zone_limits(zone, band) if band in BANDS else None
    if limits is None or column not in _COLUMNS[zone % 3] or row not in _ROWS:
        raise ReadingError("unreadable", f"MGRS has no square {zone}{band} {column}{row}")
    side = float(10 ** (_FINEST_DIGITS - len(digits[0])))
    east = _SQUARE_M * (_COLUMNS[zone % 3].index(column) + 1)
    north = _SQUARE_M * ((_ROWS.index(row) - 5 * (zone % 2 == 0)) % len(_ROWS))
    south_of_equator = band < "N"
    epsg = (32700 if south_of_equator else 32600) + zone
    bounds = (*limits, *band_limits(band))
    for northing in range(north, 10_000_000, _CYCLE_M):
        if not _touches(epsg, east, northing, float(_SQUARE_M), bounds):
            continue
        cell = _Square(
            epsg,
            east + int(digits[0] or 0) * side,
            northing + int(digits[1] or 0) * side,
            side,
        )
        inside = _touches(*cell, bounds)
        note = None if inside else f"the cell lies beyond {zone}{band}, in which its square begins"
        return cell, note
    note = f"the square {column}{row} does not reach into {zone}{band} in {excerpt(text)}"
    raise ReadingError("unreadable", note)


def _touches(
    epsg: int, east: float, north: float, side: float, bounds: tuple[float, float, float, float]
) -> bool:
    """Whether a cell reaches into the bounds (west, east, south, north)."""
    corners = [
        to_degrees(epsg, east + right * side, north + up * side)
        for right in (0.0, 0.5, 1.0)
        for up in (0.0, 1.0)
    ]
    middle = (bounds[0] + bounds[1]) / 2
    across = [(place[0] - middle + 180.0) % 360.0 - 180.0 + middle for place in corners]
    along = [place[1] for place in corners]
    slack = 1e-9
    return (
        max(across) >= bounds[0] - slack
        and min(across) <= bounds[1] + slack
        and max(along) >= bounds[2] - slack
        and min(along) <= bounds[3] + slack
    )


def _polar_square(band: str, column: str, row: str, digits: tuple[str, str], text: str) -> _Square:
    columns, east, north = _POLAR[band]
    if column not in columns or row not in _POLAR_ROWS:
        raise ReadingError("unreadable", f"MGRS has no square {band} {column}{row}")
    side = float(10 ** (_FINEST_DIGITS - len(digits[0])))
    cell = _Square(
        5042 if band in "AB" else 5041,
        east + _SQUARE_M * columns.index(column) + int(digits[0] or 0) * side,
        north + _SQUARE_M * _POLAR_ROWS.index(row) + int(digits[1] or 0) * side,
        side,
    )
    latitude = to_degrees(cell.epsg, cell.easting + side / 2, cell.northing + side / 2)[1]
    least = 79.0 if band in "AB" else 83.0  # a square may begin just beyond 80° S or 84° N
    if abs(latitude) < least:
        raise ReadingError("unreadable", f"{excerpt(text)} lies too far from the pole")
    return cell


def check_zone(zone: int) -> None:
    """Refuse a zone that UTM does not have.

    Raises
    ------
    ReadingError
        The zone is not one of 1 to 60.
    """
    if not 1 <= zone <= _ZONES:
        raise ReadingError("unreadable", f"no UTM zone {zone}: they are 1 to {_ZONES}")
