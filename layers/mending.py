"""Coordinates that were decided on, put into the cells of a list, and read back to be sure.

What must never happen here: a cell of a row that nobody decided on changed, or a mend written so
that the list reads as anything else than what was decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.coordinates import parse_coordinates
from layers.errors import InputError
from layers.formats.header import is_blank
from layers.load import Loaded
from layers.notation import Order, decimals_of, order_shown, write_axis, write_pair
from layers.verbatim import Sheet, Verbatim

_GEOD: Final = Geod(ellps="WGS84")
_SAME_M: Final = 1.0
"""A mend that reads back farther off than this was written wrongly."""
_AGREE_M: Final = 100.0
_TWIN: Final = 0.95
_SAME_DEG: Final = 1e-6
_LEAST: Final = 2

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


class Mended(NamedTuple):
    """The list with the mends in it; the cells that were written; notes.

    ``cells``: ``row``, ``column``, ``old``, ``new``, ``as_it_was``.
    """

    verbatim: Verbatim
    cells: pd.DataFrame
    notes: tuple[str, ...]


class _Columns(NamedTuple):
    """Which columns hold places, counted from 0: axes, cells of both, and copies of an axis."""

    latitude: int | None
    longitude: int | None
    pairs: list[int]
    copies: list[tuple[int, bool]]
    orders: dict[int, Order | None]


def mend(
    verbatim: Verbatim, loaded: Loaded, targets: Mapping[str, Place], *, lettered: bool = False
) -> Mended:
    """Put coordinates into a list.

    Parameters
    ----------
    verbatim
        The list as it stands.
    loaded
        What was read of it.
    targets
        Facility id to the latitude and longitude that its rows are to say. Rows that repeat an id
        are mended with it.
    lettered
        Write pairs in one cell with letters, so that no order of a column is relied on.

    Raises
    ------
    InputError
        No column is known to hold the places.
    """
    columns = _columns(verbatim, loaded)
    if columns.latitude is None and not columns.pairs and verbatim.places is None:
        raise InputError(
            f"{verbatim.file}: it is not known which of its columns hold the coordinates, so no "
            "mend can be written; say it in a mapping (nostrike columns) and check again"
        )
    rows = [list(row) for row in verbatim.list_sheet.rows]
    mended_rows = {
        number + verbatim.offset - 1 for name in targets for number in _rows_of(name, loaded)
    }
    sheet = _unmerged(verbatim.list_sheet, rows, columns, mended_rows)
    places = list(verbatim.places) if verbatim.places is not None else None
    likes = _likes(rows, verbatim, columns)
    written: list[dict[str, Any]] = []
    for facility, place in targets.items():
        old = loaded.table.geometry.get(facility)
        for number in _rows_of(facility, loaded):
            at = number + verbatim.offset - 1
            cells = _cells(rows[at], columns, place, _point(old), likes, lettered=lettered)
            for column, cell, as_it_was in cells:
                rows[at] += [None] * (column + 1 - len(rows[at]))
                written.append(
                    {
                        "row": at + 1,
                        "column": verbatim.columns[column],
                        "old": rows[at][column],
                        "new": cell,
                        "as_it_was": as_it_was,
                    }
                )
                rows[at][column] = cell
            if places is not None:
                places[at + 1 - verbatim.first] = shapely.to_wkb(shapely.Point(place[1], place[0]))
    sheets = list(verbatim.sheets)
    sheets[verbatim.at] = replace(sheet, rows=rows)
    mended = replace(
        verbatim,
        sheets=tuple(sheets),
        places=None if places is None else tuple(places),
    )
    table = pd.DataFrame(written, columns=["row", "column", "old", "new", "as_it_was"])
    return Mended(mended, table, _notes(table))


def wrongly_read(before: Loaded, after: Loaded, targets: Mapping[str, Place]) -> list[str]:
    """Return the ids of which the mended list does not say what was decided, or was before."""
    points = before.table.geometry.representative_point()
    wanted = pd.DataFrame({"x": points.x, "y": points.y})
    for facility, (latitude, longitude) in targets.items():
        wanted.loc[facility] = [longitude, latitude]
    lost = wanted.index[~wanted.index.isin(after.table.index)]
    read = after.table.geometry.reindex(wanted.index).representative_point()
    known = wanted["x"].notna() & read.notna()
    distance = np.full(len(wanted), np.inf)
    distance[(wanted["x"].isna() & read.isna()).to_numpy()] = 0.0
    place = wanted[known]
    at = read[known]
    sides = (place["x"], place["y"], at.x, at.y)
    _, _, metres = _GEOD.inv(*(side.to_numpy() for side in sides))
    distance[known.to_numpy()] = metres
    return list(dict.fromkeys([*lost, *wanted.index[distance > _SAME_M]]))


def _rows_of(facility: str, loaded: Loaded) -> list[int]:
    repeats = loaded.merges.loc[loaded.merges["id"].eq(facility), "row"].dropna()
    return list(dict.fromkeys([int(loaded.table.at[facility, "row"]), *map(int, repeats)]))  # noqa: PD008


def _columns(verbatim: Verbatim, loaded: Loaded) -> _Columns:
    meanings = {
        label: {word.strip() for word in said.split(",")}
        for label, said in loaded.read_as[0]["columns"].items()
    }
    latitude = longitude = None
    pairs: list[int] = []
    for place, label in enumerate(verbatim.columns):
        words = meanings.get(label or "", set())
        if "coordinates" in words or {"latitude", "longitude"} <= words:
            pairs.append(place)
        elif "latitude" in words and latitude is None:
            latitude = place
        elif "longitude" in words and longitude is None:
            longitude = place
    if latitude is None or longitude is None:
        latitude = longitude = None
    taken = {latitude, longitude, *pairs}
    return _Columns(
        latitude,
        longitude,
        pairs,
        _copies(verbatim, loaded, taken),
        {pair: _order(verbatim, loaded, pair) for pair in pairs},
    )


def _points(verbatim: Verbatim, loaded: Loaded) -> pd.DataFrame:
    """Return latitude and longitude of the rows that are points, by the row of the sheet."""
    table = loaded.table[loaded.table.geometry.geom_type.eq("Point").to_numpy()]
    rows = table["row"].astype("int64").to_numpy() + verbatim.offset
    axes = {"latitude": table.geometry.y.to_numpy(), "longitude": table.geometry.x.to_numpy()}
    return pd.DataFrame(axes, index=rows)


def _column(verbatim: Verbatim, rows: Sequence[int], place: int) -> list[Any]:
    sheet = verbatim.list_sheet.rows
    return [sheet[n - 1][place] if place < len(sheet[n - 1]) else None for n in rows]


def _order(verbatim: Verbatim, loaded: Loaded, pair: int) -> Order | None:
    points = _points(verbatim, loaded)
    texts = _column(verbatim, list(points.index), pair)
    return order_shown(texts, points.itertuples(index=False, name=None))


def _copies(verbatim: Verbatim, loaded: Loaded, taken: set[int | None]) -> list[tuple[int, bool]]:
    """Return the columns that repeat an axis: they would contradict a mend if they stayed."""
    points = _points(verbatim, loaded)
    found = []
    for place in range(len(verbatim.columns)):
        if place in taken or verbatim.columns[place] is None:
            continue
        said = pd.Series(_column(verbatim, list(points.index), place), index=points.index)
        numbers = _numbers(said)
        filled = numbers.notna()
        if filled.sum() < _LEAST:
            continue
        for axis in ("latitude", "longitude"):
            agree = (numbers - points[axis]).abs().lt(_SAME_DEG)[filled].mean()
            if agree >= _TWIN:
                found.append((place, axis == "latitude"))
    return found


def _numbers(cells: pd.Series) -> pd.Series:
    text = cells.map(lambda cell: str(cell).replace(",", ".") if cell is not None else None)
    return pd.to_numeric(text, errors="coerce").astype("float64")


def _likes(rows: list[list[Any]], verbatim: Verbatim, columns: _Columns) -> dict[int, Any]:
    """Return, per column, the first filled cell: it shows the notation to an empty one."""
    wanted = [columns.latitude, columns.longitude, *columns.pairs]
    body = rows[verbatim.first - 1 : verbatim.last]
    return {
        place: next(
            (row[place] for row in body if place < len(row) and not is_blank(row[place])), None
        )
        for place in wanted
        if place is not None
    }


def _point(shape: Any) -> Place | None:
    if shape is None or shape.is_empty:
        return None
    point = shape.representative_point()
    return float(point.y), float(point.x)


def _cells(
    row: Sequence[Any],
    columns: _Columns,
    place: Place,
    old: Place | None,
    likes: Mapping[int, Any],
    *,
    lettered: bool,
) -> list[tuple[int, Any, bool]]:
    """Return the cells of one row to write: column, content, whether in the notation it had."""

    def now(column: int) -> Any:
        return row[column] if column < len(row) else None

    axes = [c for c in (columns.latitude, columns.longitude) if c is not None]
    pairs = [pair for pair in columns.pairs if not is_blank(now(pair))]
    decimals = decimals_of(now(column) for column in (*axes, *pairs))
    out: list[tuple[int, Any, bool]] = []
    by_axes = bool(axes) and (any(not is_blank(now(c)) for c in axes) or not pairs)
    for column in axes if by_axes else ():
        is_latitude = column == columns.latitude
        made = write_axis(
            place[not is_latitude], now(column), decimals, latitude=is_latitude, like=likes[column]
        )
        out.append((column, *made))
    if by_axes:
        pairs = [pair for pair in pairs if _says(now(pair), columns.orders[pair], old)]
    for pair in pairs or ([] if by_axes else columns.pairs):
        order = None if lettered else columns.orders[pair]
        out.append((pair, *write_pair(*place, now(pair), decimals, order, likes[pair])))
    for column, is_latitude in columns.copies:
        number = _numbers(pd.Series([now(column)])).iloc[0]
        if old is not None and abs(number - old[not is_latitude]) < _SAME_DEG:
            made = write_axis(place[not is_latitude], now(column), decimals, latitude=is_latitude)
            out.append((column, *made))
    return out


def _says(cell: Any, order: Order | None, old: Place | None) -> bool:
    """Return whether a further cell of both axes says the same old place, so that it goes along."""
    if old is None:
        return False
    read = parse_coordinates(pd.Series([str(cell)]), order=order).iloc[0]
    if read["status"] != "ok":
        return False
    _, _, metres = _GEOD.inv(read["longitude"], read["latitude"], old[1], old[0])
    return bool(metres <= _AGREE_M)


def _unmerged(sheet: Sheet, rows: list[list[Any]], columns: _Columns, mended: set[int]) -> Sheet:
    """Take apart merged cells of coordinates that hold for a mended row: each is to say its own."""
    places = {columns.latitude, columns.longitude, *columns.pairs}
    kept = []
    for low, high in sheet.merged:
        (top, west), (bottom, east) = low, high
        spanned = range(top, bottom + 1)
        if not (places & set(range(west, east + 1)) and mended & set(spanned)):
            kept.append((low, high))
            continue
        value = rows[top][west] if west < len(rows[top]) else None
        for n in spanned:
            cells = rows[n] if n < len(rows) else []
            if any(not is_blank(cell) for cell in cells):
                cells += [None] * (west + 1 - len(cells))
                cells[west] = value
    return replace(sheet, merged=tuple(kept))


def _notes(cells: pd.DataFrame) -> tuple[str, ...]:
    other = cells[~cells["as_it_was"].astype(bool)]
    if not len(other):
        return ()
    filled = [str(cell) for cell in other["old"] if not is_blank(cell)]
    said = f" (for instance {filled[0]!r})" if filled else " (they were empty)"
    note = (
        f"cells that held no decimal degrees{said} now hold their mend as decimal degrees: "
        f"{len(other)}"
    )
    return (note,)
