"""The joins compared. Each takes the two tables in EPSG:4326 and gives pairs by row position.

The time of a contender includes all it needs from there: projecting, indexing, measuring. Those of
geopandas and shapely take metres from a plane, as is common; that of scipy from a sphere.
"""

from collections.abc import Callable
from importlib import import_module
from itertools import chain
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod, Transformer
from scipy.spatial import cKDTree

import geo
from geo.neighbours import nearest_points
from geo.pairs import concatenate
from geo.points import Spots, within_by_blocks

_SPHERE_M = 6_371_008.8
_METRES_PER_DEGREE = 111_320.0
_PLANE = "EPSG:3857"
_GEOD = Geod(ellps="WGS84")
_TO_CENTRE = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


class Found(NamedTuple):
    """Pairs of row positions and the distance that the contender gives them, metres."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    distance_m: npt.NDArray[np.float64]


Join = Callable[[gpd.GeoSeries, gpd.GeoSeries, float | None], Found]
"""A join of two tables: within a radius in metres, or the nearest where that is None."""


def exact(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by geodesics: the subject of this benchmark."""
    pairs = geo.nearest(left, right) if radius_m is None else geo.within(left, right, radius_m)
    return Found(
        pairs["left_id"].to_numpy(), pairs["right_id"].to_numpy(), pairs["distance_m"].to_numpy()
    )


def exact_without_bearing(
    left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None
) -> Found:
    """Join as `exact`, leaving the bearing out."""
    if radius_m is None:
        pairs = geo.nearest(left, right, bearing=False)
    else:
        pairs = geo.within(left, right, radius_m, bearing=False)
    return Found(
        pairs["left_id"].to_numpy(), pairs["right_id"].to_numpy(), pairs["distance_m"].to_numpy()
    )


def exact_in_arrays(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join as `exact_without_bearing`, from coordinates to row numbers: no table is made."""
    here, there = _spots(left), _spots(right)
    if radius_m is None:
        pairs = nearest_points(here, there, 1, bearing=False)
    else:
        radius = np.full(len(left), radius_m)
        blocks = within_by_blocks(here, there, radius, bearing=False)
        pairs = concatenate((block for *_, block in blocks), len(left))
    return Found(pairs.left, pairs.right, pairs.distance_m)


def _spots(points: gpd.GeoSeries) -> Spots:
    return Spots(points.x.to_numpy(), points.y.to_numpy())


def geopandas_mercator(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by geopandas on the Web Mercator plane."""
    here = gpd.GeoDataFrame(geometry=left).to_crs(_PLANE)
    there = gpd.GeoDataFrame(geometry=right).to_crs(_PLANE)
    if radius_m is None:
        joined = gpd.sjoin_nearest(here, there, distance_col="metres")
        distance = joined["metres"].to_numpy()
    else:
        joined = gpd.sjoin(here, there, predicate="dwithin", distance=radius_m)
        ends = there.geometry.to_numpy()[joined["index_right"].to_numpy()]
        distance = shapely.distance(joined.geometry.to_numpy(), ends)
    return Found(joined.index.to_numpy(), joined["index_right"].to_numpy(), distance)


def shapely_degrees(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by shapely's tree on plain degrees, one degree taken for 111 km everywhere."""
    here, there = left.to_numpy(), right.to_numpy()
    tree = shapely.STRtree(there)
    if radius_m is None:
        rows, columns = tree.query_nearest(here, all_matches=False)
    else:
        rows, columns = tree.query(here, "dwithin", radius_m / _METRES_PER_DEGREE)
    distance = shapely.distance(here[rows], there[columns]) * _METRES_PER_DEGREE
    return Found(rows, columns, distance)


def scipy_sphere(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by scipy's tree on a sphere of the Earth's mean radius."""
    start, tree = _on_sphere(left), cKDTree(_on_sphere(right))
    if radius_m is None:
        _, columns = tree.query(start, workers=-1)
        rows = np.arange(len(start))
    else:
        chord = 2.0 * _SPHERE_M * np.sin(radius_m / (2.0 * _SPHERE_M))
        counts = tree.query_ball_point(start, chord, return_length=True, workers=-1)
        lists = tree.query_ball_point(start, chord, workers=-1)
        rows = np.repeat(np.arange(len(start)), counts)
        columns = np.concatenate([np.asarray(some, dtype=np.int64) for some in lists])
    gap = np.linalg.norm(start[rows] - tree.data[columns], axis=1)
    return Found(rows, columns, 2.0 * _SPHERE_M * np.arcsin(gap / (2.0 * _SPHERE_M)))


def _on_sphere(points: gpd.GeoSeries) -> npt.NDArray[np.float64]:
    lam, phi = np.radians(points.x.to_numpy()), np.radians(points.y.to_numpy())
    return _SPHERE_M * np.column_stack(
        [np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)]
    )


def kd_tree_refined(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by scipy's tree on Earth-centred coordinates, candidates measured by `pyproj.Geod`."""
    start, tree = _earth_centred(left), cKDTree(_earth_centred(right))
    if radius_m is None:
        _, columns = tree.query(start, workers=-1)
        rows = np.arange(len(start))
    else:  # no chord is longer than the way
        lists = tree.query_ball_point(start, radius_m, workers=-1)
        rows = np.repeat(np.arange(len(start)), np.fromiter(map(len, lists), int, len(lists)))
        columns = np.fromiter(chain.from_iterable(lists), np.int64, len(rows))
    return _refined(left, right, rows, columns, radius_m)


def geopandas_widened(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by geopandas on the Web Mercator plane, widened by latitude, measured by `Geod`."""
    if radius_m is None:
        raise NotSupportedError
    here, there = left.to_crs(_PLANE), right.to_crs(_PLANE)
    wide = 1.01 * radius_m / np.cos(np.radians(np.minimum(np.abs(left.y.to_numpy()) + 0.1, 89.0)))
    rows, columns = there.sindex.query(here.to_numpy(), predicate="dwithin", distance=wide)
    return _refined(left, right, rows, columns, radius_m)


def ball_tree_haversine(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by scikit-learn's ball tree and the haversine distance."""
    tree_of = _optional("sklearn.neighbors").BallTree
    start, tree = _radians(left), tree_of(_radians(right), metric="haversine")
    if radius_m is None:
        metres, columns = tree.query(start)
        return Found(np.arange(len(start)), columns.ravel(), metres.ravel() * _SPHERE_M)
    lists, metres = tree.query_radius(start, radius_m / _SPHERE_M, return_distance=True)
    rows = np.repeat(np.arange(len(start)), np.fromiter(map(len, lists), int, len(lists)))
    return Found(rows, np.concatenate(lists), np.concatenate(metres) * _SPHERE_M)


def duckdb_boxes(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by DuckDB: boxes of degrees, then its distance on the spheroid (its spatial extension).

    The extension is fetched by DuckDB itself, the first time.
    """
    if radius_m is None:
        raise NotSupportedError
    duckdb = _optional("duckdb")
    database = duckdb.connect()
    try:
        database.sql("INSTALL spatial; LOAD spatial")
    except duckdb.Error as fault:
        raise NotSupportedError from fault
    for name, places in (("here", left), ("there", right)):
        table = pd.DataFrame({"n": np.arange(len(places)), "x": places.x, "y": places.y})
        database.register(name, table)
    high = radius_m / 110_000.0
    found = database.execute(
        "WITH close AS (SELECT a.n AS i, b.n AS j, "
        "ST_Distance_Spheroid(ST_Point2D(a.y, a.x), ST_Point2D(b.y, b.x)) AS d "
        "FROM here a JOIN there b ON b.y BETWEEN a.y - $h AND a.y + $h "
        "AND b.x BETWEEN a.x - $h / cos(radians(a.y)) AND a.x + $h / cos(radians(a.y))) "
        "SELECT i, j, d FROM close WHERE d <= $r",
        {"h": high, "r": radius_m},
    ).fetchnumpy()
    return Found(found["i"], found["j"], found["d"])


def sedona_sphere(left: gpd.GeoSeries, right: gpd.GeoSeries, radius_m: float | None) -> Found:
    """Join by SedonaDB's geography type, which lies on a sphere."""
    sedona = _optional("sedonadb").connect()
    for name, places in (("here", left), ("there", right)):
        table = pd.DataFrame({"n": np.arange(len(places)), "x": places.x, "y": places.y})
        sedona.create_data_frame(table).to_view(f"{name}_xy", overwrite=True)
        sedona.sql(f"SELECT n, ST_GeogPoint(x, y) AS g FROM {name}_xy").to_view(  # noqa: S608
            name, overwrite=True
        )
    if radius_m is None:
        raise NotSupportedError
    found = sedona.sql(
        "SELECT here.n AS i, there.n AS j, ST_Distance(here.g, there.g) AS d "  # noqa: S608
        f"FROM here JOIN there ON ST_DWithin(here.g, there.g, {radius_m})"
    ).to_pandas()
    return Found(found["i"].to_numpy(), found["j"].to_numpy(), found["d"].to_numpy())


class NotSupportedError(Exception):
    """A contender has no such join, or is not installed."""


def _optional(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as fault:
        raise NotSupportedError from fault


def _refined(
    left: gpd.GeoSeries,
    right: gpd.GeoSeries,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    radius_m: float | None,
) -> Found:
    x, y, to_x, to_y = left.x.to_numpy(), left.y.to_numpy(), right.x.to_numpy(), right.y.to_numpy()
    metres = _GEOD.inv(x[rows], y[rows], to_x[columns], to_y[columns])[2]
    kept = slice(None) if radius_m is None else metres <= radius_m
    return Found(rows[kept], columns[kept], metres[kept])


def _radians(points: gpd.GeoSeries) -> npt.NDArray[np.float64]:
    return np.radians(np.column_stack([points.y.to_numpy(), points.x.to_numpy()]))


def _earth_centred(points: gpd.GeoSeries) -> npt.NDArray[np.float64]:
    x, y, z = _TO_CENTRE.transform(points.x.to_numpy(), points.y.to_numpy(), np.zeros(len(points)))
    return np.column_stack([x, y, z])


CONTENDERS: dict[str, Join] = {
    "geo": exact,
    "geo, no bearing": exact_without_bearing,
    "geo, in arrays": exact_in_arrays,
    "kd-tree, refined by Geod": kd_tree_refined,
    "geopandas, EPSG:3857": geopandas_mercator,
    "geopandas, widened, Geod": geopandas_widened,
    "scikit-learn, haversine": ball_tree_haversine,
    "DuckDB, boxes, spheroid": duckdb_boxes,
    "SedonaDB, geography": sedona_sphere,
    "shapely, degrees": shapely_degrees,
    "scipy, sphere": scipy_sphere,
}
