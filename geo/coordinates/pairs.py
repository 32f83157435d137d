"""Cells that hold both coordinates: "31.5, 34.46", DMS pairs, grid references, links."""

from typing import Any, Final

import numpy as np
import pandas as pd

from geo.coordinates import lettered, sexagesimal
from geo.coordinates.grids import read_mgrs
from geo.coordinates.links import read_link
from geo.coordinates.plus_codes import read_plus_code
from geo.coordinates.reading import Order, PairReading, ReadingError, arrange, excerpt
from geo.coordinates.scan import read_axes
from geo.coordinates.standards import is_empty_point, read_standard
from geo.coordinates.table import Readings
from geo.coordinates.text import clean, clean_column, decimals, is_missing, to_text
from geo.coordinates.utm import read_utm

_NUMBER: Final = r"[+-]?\d{1,12}(?:\.\d{1,30})?"
_PLAIN_PAIR: Final = rf"^\s*[(\[]?\s*(?P<first>{_NUMBER})(?:,\s+|\s*[;|]\s*|\s+|\s*,)"
_PLAIN_PAIR_END: Final = rf"(?P<second>{_NUMBER})\s*[)\]]?\s*$"


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
        (``decimal``, ``decimal_comma``, ``dm``, ``dms``, ``mixed``, ``wkt``, ``geojson``,
        ``geopoint``, ``iso6709``, ``geo_uri``, ``map_link``, ``utm``, ``mgrs``, ``plus_code``),
        ``precision_m`` (one unit in the last place written, in metres along a meridian; half a
        cell where a code names one, as MGRS and Plus Codes do),
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
    cleaned = clean_column(cells, odd)
    if order is not None:
        odd &= ~_read_plain(cleaned, odd, order, out)
    odd &= ~sexagesimal.read_pairs(cleaned, odd, out)
    odd &= ~lettered.read_pairs(cleaned, odd, out)
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
    if is_empty_point(text):
        return None
    known = read_whole(text, order)
    if known is not None:
        return known
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


def read_whole(text: str, order: Order | None) -> PairReading | None:
    """Read a notation that is a whole place by itself; None where the text is of no such kind.

    Raises
    ------
    ReadingError
        It is of such a kind, and gives no place or two.
    """
    return (
        read_standard(text)
        or read_link(text, order)
        or read_plus_code(text)
        or read_mgrs(text)
        or read_utm(text, order)
    )
