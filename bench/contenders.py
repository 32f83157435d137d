"""The joins compared: each takes strikes and sites, and gives pairs by row position.

Those that work on geometries are given tables in EPSG:4326, the others arrays of degrees, as their
users would have them. The time of a contender includes all it needs from there: projecting,
indexing, measuring. Geopandas and shapely take metres from a plane, as is common; scipy's tree of
a sphere, SedonaDB and scikit-learn from a sphere.
"""

from collections.abc import Callable
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod, Transformer
from scipy.spatial import cKDTree

import geo
from bench.data import Places
from geo.neighbours import nearest_points
from geo.pairs import concatenate
from geo.points import Spots, count_points, within_by_blocks

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


RINGS_M = (500.0, 1_000.0, 2_000.0, 5_000.0)


class Contender(NamedTuple):
    """A join, and what it takes.

    Attributes
    ----------
    join
        Within a radius in metres, or the nearest where that is None.
    of_tables
        Whether it takes geometries, else arrays of degrees.
    rings
        Counts, for each place of the first, those of the second within each of `RINGS_M`.
    """

    join: Callable[[Any, Any, float | None], Found]
    of_tables: bool
    rings: Callable[[Any, Any], npt.NDArray[np.int64]] | None = None


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


def exact_in_arrays(left: Places, right: Places, radius_m: float | None) -> Found:
    """Join as `exact_without_bearing`, from coordinates to row numbers: no table is made."""
    here, there = Spots(*left), Spots(*right)
    if radius_m is None:
        pairs = nearest_points(here, there, 1, bearing=False)
    else:
        radius = np.broadcast_to(radius_m, len(left.longitude))
        blocks = within_by_blocks(here, there, radius, bearing=False)
        pairs = concatenate((block for *_, block in blocks), len(radius))
    return Found(pairs.left, pairs.right, pairs.distance_m)


def exact_rings(sites: gpd.GeoSeries, strikes: gpd.GeoSeries) -> npt.NDArray[np.int64]:
    """Count by `geo.count_within`."""
    return geo.count_within(sites, strikes, RINGS_M).to_numpy()


def exact_rings_in_arrays(sites: Places, strikes: Places) -> npt.NDArray[np.int64]:
    """Count as `exact_rings`, from coordinates to counts."""
    return count_points(Spots(*sites), Spots(*strikes), np.array(RINGS_M))


def kd_tree_rings(sites: Places, strikes: Places) -> npt.NDArray[np.int64]:
    """Count the pairs of `kd_tree_refined`."""
    found = kd_tree_refined(sites, strikes, RINGS_M[-1])
    wide = len(RINGS_M)
    ring = found.left * wide + np.searchsorted(RINGS_M, found.distance_m)
    counts = np.bincount(ring, minlength=len(sites.longitude) * wide)
    return np.cumsum(counts.reshape(-1, wide), axis=1)


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


def scipy_sphere(left: Places, right: Places, radius_m: float | None) -> Found:
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


def _on_sphere(points: Places) -> npt.NDArray[np.float64]:
    lam, phi = np.radians(points.longitude), np.radians(points.latitude)
    return _SPHERE_M * np.column_stack(
        [np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)]
    )


def kd_tree_refined(left: Places, right: Places, radius_m: float | None) -> Found:
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
    degrees = [Places(some.x.to_numpy(), some.y.to_numpy()) for some in (left, right)]
    wide = 1.01 * radius_m / np.cos(np.radians(np.minimum(np.abs(degrees[0].latitude) + 0.1, 89.0)))
    rows, columns = there.sindex.query(here.to_numpy(), predicate="dwithin", distance=wide)
    return _refined(*degrees, rows, columns, radius_m)


def ball_tree_haversine(left: Places, right: Places, radius_m: float | None) -> Found:
    """Join by scikit-learn's ball tree and the haversine distance."""
    tree_of = _optional("sklearn.neighbors").BallTree
    start, tree = _radians(left), tree_of(_radians(right), metric="haversine")
    if radius_m is None:
        metres, columns = tree.query(start)
        return Found(np.arange(len(start)), columns.ravel(), metres.ravel() * _SPHERE_M)
    lists, metres = tree.query_radius(start, radius_m / _SPHERE_M, return_distance=True)
    rows = np.repeat(np.arange(len(start)), np.fromiter(map(len, lists), int, len(lists)))
    return Found(rows, np.concatenate(lists), np.concatenate(metres) * _SPHERE_M)


def duckdb_boxes(left: Places, right: Places, radius_m: float | None) -> Found:
    """Join by DuckDB and its spatial extension: boxes of degrees, then its spheroid's distance."""
    if radius_m is None:
        raise NotSupportedError
    duckdb = _optional("duckdb")
    package = Path(_optional("duckdb_extension_spatial").__file__).parent
    [extension] = package.glob(f"extensions/v{duckdb.__version__}/spatial.duckdb_extension")
    database = duckdb.connect()
    database.load_extension(str(extension))
    for name, places in (("here", left), ("there", right)):
        table = _numbered(places)
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


def sedona_sphere(left: Places, right: Places, radius_m: float | None) -> Found:
    """Join by SedonaDB's geography type, which lies on a sphere."""
    sedona = _optional("sedonadb").connect()
    for name, places in (("here", left), ("there", right)):
        table = _numbered(places)
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


def _numbered(places: Places) -> pd.DataFrame:
    return pd.DataFrame(
        {"n": np.arange(len(places.longitude)), "x": places.longitude, "y": places.latitude}
    )


def _refined(
    left: Places,
    right: Places,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    radius_m: float | None,
) -> Found:
    start, end = (place[rows] for place in left), (place[columns] for place in right)
    metres = _GEOD.inv(*start, *end)[2]
    kept = slice(None) if radius_m is None else metres <= radius_m
    return Found(rows[kept], columns[kept], metres[kept])


def _radians(points: Places) -> npt.NDArray[np.float64]:
    return np.radians(np.column_stack([points.latitude, points.longitude]))


def _earth_centred(points: Places) -> npt.NDArray[np.float64]:
    x, y, z = _TO_CENTRE.transform(
        points.longitude, points.latitude, np.zeros(len(points.longitude))
    )
    return np.column_stack([x, y, z])


OURS = "geo, in arrays"

CONTENDERS: dict[str, Contender] = {
    OURS: Contender(exact_in_arrays, of_tables=False, rings=exact_rings_in_arrays),
    "geo": Contender(exact, of_tables=True, rings=exact_rings),
    "geo, no bearing": Contender(exact_without_bearing, of_tables=True),
    "kd-tree, refined by Geod": Contender(kd_tree_refined, of_tables=False, rings=kd_tree_rings),
    "geopandas, EPSG:3857": Contender(geopandas_mercator, of_tables=True),
    "geopandas, widened, Geod": Contender(geopandas_widened, of_tables=True),
    "scikit-learn, haversine": Contender(ball_tree_haversine, of_tables=False),
    "DuckDB, boxes, spheroid": Contender(duckdb_boxes, of_tables=False),
    "SedonaDB, geography": Contender(sedona_sphere, of_tables=False),
    "shapely, degrees": Contender(shapely_degrees, of_tables=True),
    "scipy, sphere": Contender(scipy_sphere, of_tables=False),
}
