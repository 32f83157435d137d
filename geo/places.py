"""Where the rows of a table lie: longitudes and latitudes out of geometry columns, checked."""

import warnings
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.ellipsoid import Floats, Integers
from geo.vocabulary import CRS

_POINT, _POLYGON, _MULTIPOLYGON = 0, 3, 6
_POLE_DEG = 90.0

_MENDS = {
    1: "lines have no place of their own; buffer them to areas or take a point of each",
    2: "rings have no place of their own; make polygons of them",
    4: "explode() the multipoints into one row per point",
    5: "lines have no place of their own; buffer them to areas or take a point of each",
    7: "explode() the collections and keep points and polygons",
}


class Places(NamedTuple):
    """The usable points and polygons of a table, by position of their rows.

    Attributes
    ----------
    point_rows, longitude, latitude
        Row positions of points and their degrees on WGS 84, shape (n,).
    polygon_rows, polygons
        Row positions of polygons and multipolygons, shape (m,), and the geometries.
    """

    point_rows: Integers
    longitude: Floats
    latitude: Floats
    polygon_rows: Integers
    polygons: npt.NDArray[np.object_]


def places(table: gpd.GeoDataFrame | gpd.GeoSeries, name: str, *, footprints: bool) -> Places:
    """Return where the rows of a table lie, in EPSG:4326.

    Parameters
    ----------
    table
        Any CRS. Null and empty geometries are left out, and those a projection put at infinity.
    name
        What to call the table in messages.
    footprints
        Whether polygons are allowed.

    Raises
    ------
    TypeError
        The table has no geometry.
    ValueError
        No CRS is stated, a geometry is neither point nor polygon, or a latitude is impossible.
    """
    if not isinstance(table, gpd.GeoDataFrame | gpd.GeoSeries):
        raise TypeError(f"{name} is a {type(table).__name__}; give a GeoDataFrame or a GeoSeries")
    geometry = _in_degrees(table.geometry, name)
    shapes = np.asarray(geometry.array, dtype=object)
    shapes = np.where(shapely.is_empty(shapes), np.array(None, dtype=object), shapes)
    kinds = shapely.get_type_id(shapes)
    is_point, is_polygon = kinds == _POINT, np.isin(kinds, (_POLYGON, _MULTIPOLYGON))
    _refuse_other_kinds(table, name, kinds, is_point | is_polygon)
    if is_polygon.any() and not footprints:
        row = table.index[np.flatnonzero(is_polygon)[0]]
        raise ValueError(
            f"{name}, row {row!r}: a polygon stands where a point is needed; take "
            "representative_point(), or give the polygons as the right-hand table"
        )
    longitude = shapely.get_x(shapes[is_point])
    latitude = shapely.get_y(shapes[is_point])
    finite = np.isfinite(longitude) & np.isfinite(latitude)
    rows = np.flatnonzero(is_point)[finite]
    longitude, latitude = longitude[finite], latitude[finite]
    _refuse_impossible(table, name, rows, latitude)
    bounds = shapely.bounds(shapes[is_polygon])
    finite = np.isfinite(bounds).all(axis=1)
    polygon_rows = np.flatnonzero(is_polygon)[finite]
    for side in (1, 3):  # south and north
        _refuse_impossible(table, name, polygon_rows, bounds[finite, side])
    return Places(rows, longitude, latitude, polygon_rows, shapes[polygon_rows])


def in_degrees(table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return a table in EPSG:4326, with a warning where it had to be reprojected.

    Raises
    ------
    ValueError
        No CRS is stated.
    """
    _refuse_without_crs(table.geometry, name)
    if table.crs == CRS:
        return table
    warnings.warn(
        f"{name} are in {table.crs.to_string()}; reprojected to {CRS}", UserWarning, stacklevel=3
    )
    return table.to_crs(CRS)


def located(table: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Say which rows have a place: a geometry that is neither null nor empty."""
    shapes = np.asarray(table.geometry.array, dtype=object)
    has: npt.NDArray[np.bool_] = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return has


def polygons_of(
    table: gpd.GeoDataFrame, rows: Integers
) -> tuple[npt.NDArray[np.object_], Integers]:
    """Return the footprints among some rows of a table, each once.

    Parameters
    ----------
    table
        Points and footprints.
    rows
        Row positions, in any order, some perhaps more than once, shape (n,).

    Returns
    -------
    polygons
        Shape (m,).
    which
        The polygon of each of ``rows``, -1 for one that is none, shape (n,).
    """
    used, of = np.unique(rows, return_inverse=True)
    shapes = np.asarray(table.geometry.iloc[used].array, dtype=object)
    is_polygon = np.isin(shapely.get_type_id(shapes), (_POLYGON, _MULTIPOLYGON))
    is_polygon &= np.isfinite(shapely.bounds(shapes)).all(axis=1)
    which = np.where(is_polygon, np.cumsum(is_polygon) - 1, -1)
    return shapes[is_polygon], which[of]


def _refuse_without_crs(geometry: gpd.GeoSeries, name: str) -> None:
    if geometry.crs is None:
        raise ValueError(
            f"{name}: no coordinate reference system is stated; say which one it is, for instance "
            f'{name}.set_crs("{CRS}") for longitude and latitude in degrees'
        )


def _in_degrees(geometry: gpd.GeoSeries, name: str) -> gpd.GeoSeries:
    _refuse_without_crs(geometry, name)
    return geometry if geometry.crs == CRS else geometry.to_crs(CRS)


def _refuse_impossible(
    table: gpd.GeoDataFrame | gpd.GeoSeries, name: str, rows: Integers, latitude: Floats
) -> None:
    impossible = np.flatnonzero(np.abs(latitude) > _POLE_DEG)
    if len(impossible):
        at = impossible[0]
        raise ValueError(
            f"{name}, row {table.index[rows[at]]!r}: the latitude {latitude[at]:g} does not exist; "
            "were longitude and latitude exchanged, or is the CRS another one?"
        )


def _refuse_other_kinds(
    table: gpd.GeoDataFrame | gpd.GeoSeries,
    name: str,
    kinds: npt.NDArray[np.int_],
    allowed: npt.NDArray[np.bool_],
) -> None:
    other = np.flatnonzero(~allowed & (kinds >= 0))
    if len(other):
        row, kind = table.index[other[0]], int(kinds[other[0]])
        what = shapely.GeometryType(kind).name.lower()
        raise ValueError(f"{name}, row {row!r}: a {what} is neither point nor area; {_MENDS[kind]}")


def column(table: pd.DataFrame, name: str, default: Any) -> pd.Series:
    """Return a column of a table, or a column of the default value where the table has none."""
    if name in table:
        return table[name]
    return pd.Series(default, index=table.index)
