"""Cells that hold both coordinates: "31.5, 34.46", DMS pairs, WKT."""

import re
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from geo.coordinates.scan import Reading, ReadingError, excerpt, read_axes
from geo.coordinates.sexagesimal import read_pairs
from geo.coordinates.table import MAX_LATITUDE, Readings
from geo.coordinates.text import clean, decimals, is_missing, to_text

Order = Literal["latlon", "lonlat"]

_NUMBER: Final = r"[+-]?\d{1,12}(?:\.\d{1,30})?"
_PLAIN_PAIR: Final = rf"^\s*[(\[]?\s*(?P<first>{_NUMBER})(?:,\s+|\s*[;|]\s*|\s+|\s*,)"
_PLAIN_PAIR_END: Final = rf"(?P<second>{_NUMBER})\s*[)\]]?\s*$"
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


class PairReading(NamedTuple):
    """Both axes of one cell; ``note`` says how the order was found where that matters."""

    longitude: float
    latitude: float
    format: str
    unit_deg: float
    note: str | None


def parse_coordinates(text: Any, *, order: Order | None = None) -> pd.DataFrame:
    """Read cells that hold latitude and longitude together.

    Parameters
    ----------
    text
        Series or array of cells, shape (n,).
    order
        Which number comes first in cells that do not say so themselves (by letters, labels or as
        WKT, whose x is the longitude by its standard). None: not known; a pair that fits both
        ways is then ambiguous and reported with both readings, never guessed.

    Returns
    -------
    DataFrame
        Same index. ``longitude``, ``latitude`` in degrees (null unless status is ok), ``format``
        (``decimal``, ``decimal_comma``, ``dm``, ``dms``, ``wkt``, ``geopoint``, ``mixed``),
        ``precision_m`` (one unit in the last place written, in metres along a meridian),
        ``status`` (`geo.vocabulary.COORDINATE_STATUSES`), ``note``, and ``raw_longitude``,
        ``raw_latitude``: the numbers as read, kept also where they lie beyond the globe.

    Examples
    --------
    >>> import pandas as pd
    >>> table = parse_coordinates(pd.Series(["POINT (34.4661 31.5042)", "31.5, 34.46"]))
    >>> table[["longitude", "latitude", "status"]]
       longitude  latitude     status
    0    34.4661   31.5042         ok
    1        NaN       NaN  ambiguous
    >>> table["note"][1]
    'could be latitude 31.5, longitude 34.46, or latitude 34.46, longitude 31.5'
    """
    if order not in {None, "latlon", "lonlat"}:
        raise ValueError(f"order is 'latlon', 'lonlat' or None, not {order!r}")
    cells = to_text(text)
    out = Readings(len(cells))
    missing = is_missing(cells)
    out.refuse(missing, "missing", None)
    odd = ~missing
    if order is not None:
        odd &= ~_read_plain(cells, odd, order, out)
    odd &= ~read_pairs(cells, odd, out)
    _read_odd(cells, odd, order, out)
    return out.to_frame(cells.index)


def _read_plain(cells: pd.Series, where: Any, order: Order, out: Readings) -> Any:
    """Read two plain decimals per cell, as whole columns; return where that was possible."""
    found = cells.where(where).str.extract(_PLAIN_PAIR + _PLAIN_PAIR_END)
    # "31,34" could be one number with a decimal comma, "31,5042 ..." has one: not plain.
    first, second = found["first"], found["second"]
    both_whole = ~(first.str.contains(".", regex=False) | second.str.contains(".", regex=False))
    comma = cells.str.contains(r"\d,\d", regex=True)
    plain = (first.notna() & ~(both_whole.fillna(False) & comma.fillna(False))).to_numpy(dtype=bool)
    first, second = first[plain], second[plain]
    digits = np.fmax(decimals(first), decimals(second))
    latitude, longitude = (first, second) if order == "latlon" else (second, first)
    out.latitude[plain] = latitude.astype("float64")
    out.longitude[plain] = longitude.astype("float64")
    out.unit_deg[plain] = 10.0**-digits
    out.format[plain] = "decimal"
    return plain


def _read_odd(cells: pd.Series, where: Any, order: Order | None, out: Readings) -> None:
    """Read each distinct text that no fast path takes, once."""
    places = np.flatnonzero(where)
    codes, distinct = pd.factorize(cells.iloc[places])
    read = Readings(len(distinct))
    for place, text in enumerate(distinct):
        try:
            reading = read_pair(str(text), order)
        except ReadingError as error:
            read.refuse(place, error.status, error.note)
            continue
        if reading is None:
            read.refuse(place, "missing", None)
            continue
        read.longitude[place], read.latitude[place] = reading.longitude, reading.latitude
        read.unit_deg[place], read.format[place] = reading.unit_deg, reading.format
        read.note[place] = reading.note
    out.take(places, read, codes)


def read_pair(text: str, order: Order | None) -> PairReading | None:
    """Read one cell that holds both coordinates; None where it is an empty point.

    Raises
    ------
    ReadingError
        With the reason, or with both readings.
    """
    text = clean(text)
    known = _read_known(text)
    if known is not None:
        return known
    if _EMPTY.fullmatch(text):
        return None
    if _WKT_LIKE.fullmatch(text):
        raise ReadingError("unreadable", f"not a WKT point: {excerpt(text)}")
    axes = read_axes(text, 2)
    if len(axes) == 1:
        note = f"one number where two were expected: {excerpt(text)}"
        if "," in text:
            first, _, second = text.partition(",")
            note = f"could be {first}.{second} alone, or {first} and {second}"
            raise ReadingError("ambiguous", note)
        raise ReadingError("unreadable", note)
    if len(axes) != 2:  # noqa: PLR2004
        note = f"{len(axes)} numbers where two were expected: {excerpt(text)}"
        raise ReadingError("unreadable", note)
    return arrange(axes[0], axes[1], order)


def _read_known(text: str) -> PairReading | None:
    """Read the notations whose order a standard sets: WKT points and ODK geopoints."""
    if match := _WKT.fullmatch(text):
        if match["srid"] not in {None, "4326"}:
            note = f"the point is in EPSG:{match['srid']}, not in longitude and latitude"
            raise ReadingError("unreadable", note)
        longitude, latitude = float(match["x"]), float(match["y"])
        if not (np.isfinite(longitude) and np.isfinite(latitude)):
            raise ReadingError("unreadable", "not a finite number")
        unit_deg = min(_unit_deg(match["x"]), _unit_deg(match["y"]))
        return PairReading(longitude, latitude, "wkt", unit_deg, None)
    if match := _GEOPOINT.fullmatch(text):
        unit_deg = min(_unit_deg(match["x"]), _unit_deg(match["y"]))
        note = f"read as an ODK geopoint with a stated accuracy of {match['accuracy']} m"
        return PairReading(float(match["x"]), float(match["y"]), "geopoint", unit_deg, note)
    return None


def _unit_deg(number: str) -> float:
    mantissa, _, exponent = number.lower().partition("e")
    return float(10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])))


def arrange(first: Reading, second: Reading, order: Order | None) -> PairReading:
    """Say which of two numbers is the longitude: by letters, else by ``order``, else by range.

    Raises
    ------
    ReadingError
        Both readings fit and nothing says which holds, or both letters name one axis.
    """
    unit_deg = min(first.unit_deg, second.unit_deg)
    written = first.format if first.format == second.format else "mixed"
    if {first.format, second.format} == {"decimal", "decimal_comma"}:
        written = "decimal_comma"
    if first.axis and first.axis == second.axis:
        raise ReadingError("unreadable", f"both numbers are marked as a {first.axis}")
    note = None
    if first.axis or second.axis:
        latitude_first = first.axis == "latitude" or second.axis == "longitude"
    elif order is not None:
        latitude_first = order == "latlon"
    elif abs(first.degrees) > MAX_LATITUDE >= abs(second.degrees):
        latitude_first, note = False, "longitude first: only that fits the range"
    elif abs(second.degrees) > MAX_LATITUDE >= abs(first.degrees):
        latitude_first, note = True, "latitude first: only that fits the range"
    elif first.degrees == second.degrees:
        latitude_first = True
    else:
        one, other = f"{first.degrees:.10g}", f"{second.degrees:.10g}"
        note = f"could be latitude {one}, longitude {other}, or latitude {other}, longitude {one}"
        raise ReadingError("ambiguous", note)
    latitude, longitude = (first, second) if latitude_first else (second, first)
    return PairReading(longitude.degrees, latitude.degrees, written, unit_deg, note)
