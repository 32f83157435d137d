"""Latitude and longitude in two columns."""

from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coordinates import lettered, sexagesimal
from geo.coordinates.pairs import read_pair, read_whole
from geo.coordinates.reading import Axis, PairReading, Reading, ReadingError, arrange
from geo.coordinates.scan import read_axes
from geo.coordinates.standards import read_packed
from geo.coordinates.table import Readings
from geo.coordinates.text import clean, clean_column, decimals, is_missing, is_plain, to_text


class _Cell(NamedTuple):
    """One cell as read: one axis, or several, or the reason why not."""

    status: Literal["ok", "missing", "unreadable", "ambiguous"]
    axes: tuple[Reading, ...]
    note: str | None


class _Row(NamedTuple):
    status: str
    longitude: float
    latitude: float
    format: str | None
    unit_deg: float
    note: str | None


_COMMA = r"^[+-]?\d{1,3},\d{1,30}$"
_MISSING = _Cell("missing", (), None)


def parse_latitude_longitude(latitude_text: Any, longitude_text: Any) -> pd.DataFrame:
    r"""Read a latitude column and a longitude column.

    Letters in the cells are believed before the headers: a row whose latitude cell says E or W
    and whose longitude cell says N or S is read by its letters, with a note. A latitude cell that
    holds both numbers is read where the other cell or its letters settle the order, else reported
    with both readings.

    Parameters
    ----------
    latitude_text, longitude_text
        Series with one index, or arrays, of shape (n,): text, numbers or nulls.

    Returns
    -------
    DataFrame
        The columns of `parse_coordinates`.  The finer of the two cells gives ``precision_m``,
        since spreadsheets drop zeros at the end of a number.

    Raises
    ------
    ValueError
        The two differ in length or index.

    Examples
    --------
    >>> latitude, longitude = ["31,5042", "31°30'15\"N", 95.2], ["34,4661", "34°27'58\"E", 3]
    >>> table = parse_latitude_longitude(latitude, longitude)
    >>> table[["latitude", "longitude", "format", "status"]].round(4)
       latitude  longitude         format        status
    0   31.5042    34.4661  decimal_comma            ok
    1   31.5042    34.4661            dms            ok
    2       NaN        NaN        decimal  out_of_range
    """
    latitude, longitude = to_text(latitude_text), to_text(longitude_text)
    if len(latitude) != len(longitude) or not latitude.index.equals(longitude.index):
        raise ValueError("the latitude and longitude columns differ in length or index")
    out = Readings(len(latitude))
    plain = is_plain(latitude) & is_plain(longitude)
    _read_plain(latitude, longitude, plain, out)
    missing = is_missing(latitude) & is_missing(longitude)
    out.refuse(missing, "missing", None)
    odd = ~plain & ~missing
    if not odd.any():
        return out.to_frame(latitude.index)
    cleaned = (clean_column(latitude, odd), clean_column(longitude, odd))
    odd &= ~_read_cleaned(*cleaned, out)
    odd &= ~sexagesimal.read_columns(*cleaned, odd, out)
    odd &= ~lettered.read_columns(*cleaned, odd, out)
    _read_odd(latitude, longitude, odd, out)
    return out.to_frame(latitude.index)


def _read_plain(
    latitude: pd.Series, longitude: pd.Series, where: npt.NDArray[np.bool_], out: Readings
) -> None:
    latitude, longitude = latitude[where], longitude[where]
    out.latitude[where] = latitude.str.strip().astype("float64")
    out.longitude[where] = longitude.str.strip().astype("float64")
    out.unit_deg[where] = 10.0 ** -np.fmax(decimals(latitude), decimals(longitude))
    out.format[where] = "decimal"


def _read_cleaned(latitude: pd.Series, longitude: pd.Series, out: Readings) -> Any:
    """Read plain numbers of other scripts or with a decimal comma; return where that was so."""
    with_comma = latitude.str.match(_COMMA) | longitude.str.match(_COMMA)
    points = [
        text.where(~text.str.match(_COMMA), text.str.replace(",", ".", regex=False))
        for text in (latitude, longitude)
    ]
    plain = is_plain(points[0]) & is_plain(points[1])
    _read_plain(points[0], points[1], plain, out)
    out.format[plain & with_comma.to_numpy(dtype=bool)] = "decimal_comma"
    return plain


def _read_odd(
    latitude: pd.Series, longitude: pd.Series, where: npt.NDArray[np.bool_], out: Readings
) -> None:
    """Read each distinct odd pair of cells once."""
    places = np.flatnonzero(where)
    pairs = pd.DataFrame({"latitude": latitude.iloc[places], "longitude": longitude.iloc[places]})
    group = pairs.groupby(["latitude", "longitude"], dropna=False, sort=False)
    distinct = pairs.drop_duplicates()
    read = Readings(len(distinct))
    for place, (north, east) in enumerate(distinct.itertuples(index=False)):
        row = _read_row(north, east)
        read.latitude[place], read.longitude[place] = row.latitude, row.longitude
        read.unit_deg[place], read.format[place] = row.unit_deg, row.format
        read.refuse(place, row.status, row.note)
    out.take(places, read, group.ngroup().to_numpy())


def _read_row(latitude_text: Any, longitude_text: Any) -> _Row:
    latitude, longitude = _read_cell(latitude_text), _read_cell(longitude_text)
    try:
        if len(latitude.axes) == 1 and len(longitude.axes) == 1:
            return _from_two(latitude.axes[0], longitude.axes[0])
        for one, other, text in (
            (latitude, longitude, latitude_text),
            (longitude, latitude, longitude_text),
        ):
            if len(one.axes) > 1:
                return _from_one(one, other, str(text))
    except ReadingError as error:
        return _refused(error.status, error.note)
    return _why_not(latitude, longitude)


def _read_cell(text: Any) -> _Cell:
    if not isinstance(text, str) or is_missing(pd.Series([text], dtype="str"))[0]:
        return _MISSING
    text = clean(text)
    try:
        if packed := read_packed(text.upper(), text):
            return _Cell("ok", (packed,), None)
        if whole := read_whole(text, None):
            return _Cell("ok", _axes_of(whole), None)
        return _Cell("ok", tuple(read_axes(text, 1)), None)
    except ReadingError as error:
        return _Cell(error.status, (), error.note)


def _axes_of(pair: PairReading) -> tuple[Reading, ...]:
    return (
        Reading(pair.longitude, "longitude", pair.format, pair.unit_deg),
        Reading(pair.latitude, "latitude", pair.format, pair.unit_deg),
    )


def _from_two(latitude: Reading, longitude: Reading) -> _Row:
    """Read one number per column, believing letters before headers."""
    told: tuple[Axis | None, Axis | None] = (latitude.axis, longitude.axis)
    if told == ("longitude", "latitude"):
        pair = arrange(latitude, longitude, None)
        note = "the letters say that the columns are exchanged; read by the letters"
        return _Row("ok", pair.longitude, pair.latitude, pair.format, pair.unit_deg, note)
    if told[0] == "longitude" or told[1] == "latitude":
        if told[0] == told[1]:
            raise ReadingError("unreadable", f"both cells are marked as a {told[0]}")
        note = (
            "a letter contradicts its column: could be "
            f"latitude {latitude.degrees:.10g}, longitude {longitude.degrees:.10g}, or "
            f"latitude {longitude.degrees:.10g}, longitude {latitude.degrees:.10g}"
        )
        raise ReadingError("ambiguous", note)
    pair = arrange(latitude, longitude, "latlon")
    return _Row("ok", pair.longitude, pair.latitude, pair.format, pair.unit_deg, None)


def _from_one(one: _Cell, other: _Cell, text: str) -> _Row:
    """Read a cell that holds both numbers, with what the other cell adds."""
    if len(one.axes) != 2:  # noqa: PLR2004
        raise ReadingError("unreadable", f"{len(one.axes)} numbers in one cell")
    first, second = one.axes
    note = "both numbers stand in one cell"
    if len(other.axes) == 1 and not (first.axis or second.axis):
        repeated = other.axes[0].degrees
        if repeated == second.degrees != first.degrees:
            pair = arrange(first, second, "latlon")
        elif repeated == first.degrees != second.degrees:
            pair = arrange(first, second, "lonlat")
        else:
            raise ReadingError("ambiguous", f"{note}, and the other cell holds a different one")
        note = f"{note}; the other cell repeats one of them"
        return _Row("ok", pair.longitude, pair.latitude, pair.format, pair.unit_deg, note)
    if len(other.axes) > 1 and other.axes != one.axes:
        raise ReadingError("ambiguous", "each cell holds two numbers, and they differ")
    read = read_pair(text, None)
    if read is None:
        raise ReadingError("unreadable", note)
    if len(other.axes) == 1 and not _repeats(other.axes[0], read):
        raise ReadingError("ambiguous", f"{note}, and the other cell holds a different one")
    note = f"{note}; {read.note}" if read.note else note
    return _Row("ok", read.longitude, read.latitude, read.format, read.unit_deg, note)


def _repeats(one: Reading, pair: PairReading) -> bool:
    """Whether a number is one of a pair, as far as the digits of either say."""
    unit_deg = max(one.unit_deg, pair.unit_deg)
    axes: tuple[tuple[Axis, float], ...]
    axes = (("latitude", pair.latitude), ("longitude", pair.longitude))
    return any(
        abs(one.degrees - number) <= unit_deg for axis, number in axes if one.axis in {None, axis}
    )


def _why_not(latitude: _Cell, longitude: _Cell) -> _Row:
    cells = {"latitude": latitude, "longitude": longitude}
    notes = [f"{name}: {cell.note}" for name, cell in cells.items() if cell.note]
    statuses = [cell.status for cell in cells.values()]
    for status in ("unreadable", "ambiguous"):
        if status in statuses:
            return _refused(status, "; ".join(notes) or None)
    if "missing" not in statuses:
        return _refused("unreadable", "no coordinate can be read from the cells")
    lacking = [name for name, cell in cells.items() if cell.status == "missing"]
    note = f"only the {lacking[0]} is missing" if len(lacking) == 1 else None
    return _refused("missing", note)


def _refused(status: str, note: str | None) -> _Row:
    return _Row(status, np.nan, np.nan, None, np.nan, note)
