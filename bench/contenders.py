"""The joins compared. Each takes the two tables in EPSG:4326 and gives pairs by row position.

The time of a contender includes all it needs from there: projecting, indexing, measuring. Those of
geopandas and shapely take metres from a plane, as is common; that of scipy from a sphere.
"""

from collections.abc import Callable
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

import geo

_SPHERE_M = 6_371_008.8
_METRES_PER_DEGREE = 111_320.0
_PLANE = "EPSG:3857"


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


CONTENDERS: dict[str, Join] = {
    "geo": exact,
    "geo, no bearing": exact_without_bearing,
    "geopandas, EPSG:3857": geopandas_mercator,
    "shapely, degrees": shapely_degrees,
    "scipy, sphere": scipy_sphere,
}
