"""Where each row is: from two cells, one cell, well-known text, or a layer's own geometry.

What is ambiguous stays without a place, and keeps both readings; nothing is guessed.
"""

from typing import Any, Final, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coordinates import parse_coordinates, parse_latitude_longitude
from geo.vocabulary import CRS
from layers.source import RawTable, Source

Order = Literal["latlon", "lonlat"]

_OUTLINE: Final = r"(?i)^\s*(?:SRID=4326;)?\s*(?:MULTI)?POLYGON\b"
_LONGEST_RAW: Final = 200
_COLUMNS: Final = (
    "geometry",
    "coordinates_raw",
    "coordinates_format",
    "coordinates_status",
    "coordinates_note",
    "coordinates_precision_m",
)


class Places(NamedTuple):
    """The place of each row: the canonical columns, notes, and the formats with their counts."""

    table: pd.DataFrame
    notes: tuple[str, ...]
    formats: str | None


def has_places(raw: RawTable, frame: pd.DataFrame) -> bool:
    """Return whether the table has anything that could be a place."""
    two = {"latitude_text", "longitude_text"} <= set(frame)
    return raw.geometry is not None or two or "coordinates_text" in frame


def read_places(raw: RawTable, frame: pd.DataFrame, source: Source) -> Places:
    """Read the place of each row.

    Parameters
    ----------
    raw
        For the geometry of a layer.
    frame
        What the source read, with the texts of the coordinates; some rows of ``raw`` may be gone.
    source
        For the order of pairs in one cell, where it is known.

    Returns
    -------
    Places. A layer's geometry comes first, then two cells, then one.
    """
    table = _nowhere(frame.index)
    notes: list[str] = []
    if raw.geometry is not None:
        _fill(table, _of_layer(raw, frame.index, notes, points=source.role == "incidents"))
    if {"latitude_text", "longitude_text"} <= set(frame):
        _fill(table, _of_two_cells(frame["latitude_text"], frame["longitude_text"]))
    if "coordinates_text" in frame:
        _fill(table, _of_one_cell(frame, source, notes))
    return Places(table, tuple(notes), _formats(table["coordinates_format"]))


def _formats(column: pd.Series) -> str | None:
    """Say which notations the column has, with counts, and where it changes from one to another."""
    counts = column.value_counts()
    said = ", ".join(f"{name} ({n})" for name, n in counts.items()) or None
    read = column.notna().to_numpy().nonzero()[0]
    names = column.iloc[read].to_numpy()
    changes = (names[1:] != names[:-1]).nonzero()[0]
    if said is None or len(changes) != 1:
        return said
    before, after = names[changes[0]], names[changes[0] + 1]
    return f"{said}; {before} until row {read[changes[0]] + 1} of the table, then {after}"


def _nowhere(index: pd.Index) -> pd.DataFrame:
    table = pd.DataFrame(dict.fromkeys(_COLUMNS), index=index, dtype=object)
    table["coordinates_status"] = "missing"
    table["coordinates_precision_m"] = table["coordinates_precision_m"].astype("float64")
    return table


def _fill(table: pd.DataFrame, more: pd.DataFrame) -> None:
    """Put ``more`` where no place was read yet and something stands."""
    open_rows = table["coordinates_status"].eq("missing")
    rows = open_rows & (more["coordinates_status"].ne("missing") | table["coordinates_raw"].isna())
    table.loc[rows] = more.loc[rows, list(_COLUMNS)]


def _of_layer(raw: RawTable, index: pd.Index, notes: list[str], *, points: bool) -> pd.DataFrame:
    places = raw.geometry.loc[index]  # type: ignore[union-attr]
    text = raw.geometry_text.loc[index] if raw.geometry_text is not None else places.to_wkt()
    values = places.to_numpy()
    kind = pd.Series(shapely.get_type_id(values), index=index)
    outline = kind.isin([3, 6])
    wanted = kind.eq(0) if points else kind.eq(0) | outline
    other = places.notna().to_numpy() & ~wanted.to_numpy()
    if other.any():
        values = values.copy()
        values[other] = shapely.point_on_surface(values[other])
        what = "outlines or lines are" if points else "lines or groups of points are"
        notes.append(f"{int(other.sum())} {what} represented by a point on them")
    x, y = shapely.get_x(values), shapely.get_y(values)
    inside = np.isnan(x) | ((np.abs(x) <= 180) & (np.abs(y) <= 90))  # noqa: PLR2004 - the globe
    status = np.where(places.isna(), "missing", np.where(inside, "ok", "out_of_range"))
    values = np.where(inside, values, None)
    reprojected = any(note.startswith("reprojected") for note in raw.notes)
    name = kind.map({0: "layer point", 3: "layer outline", 6: "layer outline"})
    return pd.DataFrame(
        {
            "geometry": pd.Series(values, index=index, dtype=object),
            "coordinates_raw": text,
            "coordinates_format": name.fillna("layer feature").where(places.notna()),
            "coordinates_status": status,
            "coordinates_note": pd.Series(
                "the coordinates lie outside the globe", index=index, dtype=object
            ).mask(inside, None),
            "coordinates_precision_m": np.nan if reprojected else _digits(x, y, other),
        },
        index=index,
    )


def _digits(x: Any, y: Any, other: Any) -> Any:
    """Return the metres that the digits of points allow; nothing for other features."""
    points = ~np.isnan(x) & ~other
    out = np.full(len(x), np.nan)
    read = parse_latitude_longitude(
        pd.Series(y[points]).astype("str"), pd.Series(x[points]).astype("str")
    )
    out[points] = read["precision_m"].to_numpy()
    return out


def _text(cells: pd.Series) -> pd.Series:
    """Return cells as text; numbers at their shortest, whole floats without ".0"."""
    return cells.astype("str")


def _columns(read: pd.DataFrame, raw: pd.Series) -> pd.DataFrame:
    points = shapely.points(read["longitude"].to_numpy(), read["latitude"].to_numpy())
    known = read["status"].eq("ok") & read["longitude"].notna()
    return pd.DataFrame(
        {
            "geometry": pd.Series(points, index=read.index, dtype=object).where(known, None),
            "coordinates_raw": raw,
            "coordinates_format": read["format"],
            "coordinates_status": read["status"],
            "coordinates_note": read["note"],
            "coordinates_precision_m": read["precision_m"],
        }
    )


def _of_two_cells(latitude: pd.Series, longitude: pd.Series) -> pd.DataFrame:
    latitude, longitude = _text(latitude), _text(longitude)
    raw = latitude.fillna("").str.cat(longitude.fillna(""), sep=" | ")
    raw = raw.mask(latitude.isna() & longitude.isna())
    return _columns(parse_latitude_longitude(latitude, longitude), raw)


def _of_one_cell(frame: pd.DataFrame, source: Source, notes: list[str]) -> pd.DataFrame:
    text = _text(frame["coordinates_text"])
    order: Order | None = source.coordinate_order
    if "coordinates_order" in frame and frame["coordinates_order"].notna().any():
        order = frame["coordinates_order"].dropna().iloc[0]
        notes.append(f"the header says the order of the pairs: {_in_words(order)}")
    outline = text.str.match(_OUTLINE).fillna(False).astype(bool)
    pairs = text.mask(outline)
    if order is None:
        order = _order_shown(pairs, notes)
    out = _columns(parse_coordinates(pairs, order=order), text)
    return _with_outlines(out, text, outline)


def _in_words(order: Order | None) -> str:
    return "latitude, longitude" if order == "latlon" else "longitude, latitude"


def _order_shown(pairs: pd.Series, notes: list[str]) -> Order | None:
    """Return the order that the whole column allows, if only one: some value is beyond 90."""
    undecided = parse_coordinates(pairs)["status"].eq("ambiguous")
    if not undecided.any():
        return None
    fits = {
        order: parse_coordinates(pairs, order=order)["status"].eq("ok")
        for order in ("latlon", "lonlat")
    }
    only_latlon = int((fits["latlon"] & ~fits["lonlat"]).sum())
    only_lonlat = int((fits["lonlat"] & ~fits["latlon"]).sum())
    if bool(only_latlon) == bool(only_lonlat):
        return None
    order: Order = "latlon" if only_latlon else "lonlat"
    notes.append(
        f"pairs are read as {_in_words(order)}: {max(only_latlon, only_lonlat)} rows allow nothing "
        "else, no row the contrary"
    )
    return order


def _with_outlines(out: pd.DataFrame, text: pd.Series, outline: pd.Series) -> pd.DataFrame:
    """Read polygons in well-known text."""
    if not outline.any():
        return out
    wkt = text[outline].str.replace(r"(?i)^\s*SRID=4326;\s*", "", regex=True)
    shapes = shapely.from_wkt(wkt.to_numpy(dtype=object), on_invalid="ignore")
    read = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes = shapely.make_valid(shapely.force_2d(shapes))
    west, south, east, north = shapely.bounds(shapes).T
    inside = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)  # noqa: PLR2004
    rows = out.index[outline]
    status = np.where(~read, "unreadable", np.where(inside, "ok", "out_of_range"))
    note = pd.Series("the well-known text is not complete", index=rows, dtype=object)
    note = note.where(~read, None)
    out.loc[rows, "geometry"] = pd.Series(np.where(status == "ok", shapes, None), index=rows)
    out.loc[rows, "coordinates_raw"] = text[outline].str.slice(0, _LONGEST_RAW)
    out.loc[rows, "coordinates_format"] = "wkt outline"
    out.loc[rows, "coordinates_status"] = status
    out.loc[rows, "coordinates_note"] = note
    return out


def geo_series(geometry: pd.Series) -> gpd.GeoSeries:
    """Return a column of shapes as a GeoSeries in EPSG:4326, nulls as None."""
    values = geometry.to_numpy(dtype=object)
    missing = pd.isna(geometry).to_numpy()
    return gpd.GeoSeries(np.where(missing, None, values), index=geometry.index, crs=CRS)
