"""Exact proximity on the ellipsoid: which places are nearest, which lie within a radius.

The answers are those of comparing every pair by `pyproj.Geod`: the same pairs, the same distances.
An index in Earth-centred coordinates only proposes candidates, and the chord through the Earth,
never longer than the way over it, proves that none was missed (`geo.ellipsoid`).
"""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from geo.ellipsoid import (
    Floats,
    Integers,
    earth_centred,
    geodesics,
    longest_chord,
    shortest_geodesic,
)
from geo.footprints import Footprints
from geo.pairs import Pairs, batches, expand, join
from geo.places import Places, places

_GROWTH = 4
_MOST_BY_GROWTH = 64
_ROWS_AT_ONCE = 200_000


def within(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    radius_m: npt.ArrayLike,
    *,
    bearing: bool = True,
) -> pd.DataFrame:
    """Return every pair of places whose geodesic distance is at most ``radius_m``.

    Parameters
    ----------
    left
        Points, any CRS; rows without geometry give no pairs.
    right
        Points or footprints (polygons, multipolygons), any CRS.
    radius_m
        Metres, above zero: one for all, or one per row of ``left``.
    bearing
        Whether to give the bearing.

    Returns
    -------
    DataFrame with ``left_id``, ``right_id`` (index values), ``distance_m`` (0 inside a footprint,
    else to the nearest point of its boundary) and ``bearing_deg`` (from left to right, clockwise
    from north, 0 to 360; null for coincident places and inside a footprint), sorted by the order
    of ``left``, then distance, then the order of ``right``.

    Raises
    ------
    ValueError
        A radius is not above zero, a CRS is missing, or a geometry is neither point nor polygon.

    Notes
    -----
    Geodesics after Karney (2013), doi:10.1007/s00190-012-0578-z. The edges of a footprint are
    straight in longitude and latitude, as the OGC standards read them.

    Examples
    --------
    >>> sites = gpd.GeoSeries.from_xy([34.46, 34.30], [31.53, 31.40], index=["a", "b"], crs=4326)
    >>> strikes = gpd.GeoSeries.from_xy([34.4602], [31.5304], index=["s"], crs=4326)
    >>> within(strikes, sites, 500.0).round(1)
      left_id right_id  distance_m  bearing_deg
    0       s        a        48.2        203.2
    """
    pairs = pairs_within(left, right, radius_m, bearing=bearing)
    return _frame(left, right, pairs, bearing=bearing)


def nearest(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    k: int = 1,
    *,
    bearing: bool = True,
) -> pd.DataFrame:
    """Return the ``k`` nearest places of ``right`` to each point of ``left``.

    Parameters
    ----------
    left, right, bearing
        As for `within`.
    k
        How many neighbours; fewer where ``right`` has fewer.

    Returns
    -------
    DataFrame as of `within`, with ``rank`` (1 is nearest; equal distances in the order of
    ``right``), sorted by the order of ``left``, then rank.

    Raises
    ------
    ValueError
        ``k`` is below 1, a CRS is missing, or a geometry is neither point nor polygon.

    Examples
    --------
    >>> sites = gpd.GeoSeries.from_xy([179.9, 170.0], [0.0, 0.0], index=["a", "b"], crs=4326)
    >>> strikes = gpd.GeoSeries.from_xy([-179.9], [0.0], index=["s"], crs=4326)
    >>> nearest(strikes, sites).round(1)
      left_id right_id  distance_m  bearing_deg  rank
    0       s        a     22263.9        270.0     1
    """
    pairs = pairs_nearest(left, right, k, bearing=bearing)
    frame = _frame(left, right, pairs, bearing=bearing)
    return frame.assign(rank=_ranks(pairs.left))


def pairs_within(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    radius_m: npt.ArrayLike,
    *,
    bearing: bool = True,
) -> Pairs:
    """Return what `within` does, by row position instead of index value."""
    here, there = places(left, "left", footprints=False), places(right, "right", footprints=True)
    radius = _radii(radius_m, left)[here.point_rows]
    found = []
    if len(here.point_rows) and len(there.point_rows):
        found.append(_points_within(here, there, radius, bearing=bearing))
    if len(here.point_rows) and len(there.polygon_rows):
        footprints = Footprints(there.polygons)
        pairs = footprints.within(here.longitude, here.latitude, radius)
        found.append(_by_row(pairs, here.point_rows, there.polygon_rows))
    return join(found)


def pairs_nearest(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    k: int = 1,
    *,
    bearing: bool = True,
) -> Pairs:
    """Return what `nearest` does, by row position instead of index value."""
    if k < 1 or k != int(k):
        raise ValueError(f"k is {k!r}; ask for a whole number of neighbours, 1 or more")
    here, there = places(left, "left", footprints=False), places(right, "right", footprints=True)
    found = []
    if len(here.point_rows) and len(there.point_rows):
        found.append(_points_nearest(here, there, int(k), bearing=bearing))
    if len(here.point_rows) and len(there.polygon_rows):
        footprints = Footprints(there.polygons)
        pairs = footprints.nearest(here.longitude, here.latitude, int(k))
        found.append(_by_row(pairs, here.point_rows, there.polygon_rows))
    pairs = join(found)
    return pairs.take(_ranks(pairs.left) <= k)


def _radii(radius_m: npt.ArrayLike, left: gpd.GeoDataFrame | gpd.GeoSeries) -> Floats:
    if isinstance(radius_m, pd.Series):
        if not radius_m.index.equals(left.index):
            raise ValueError("radius_m is a Series whose index is not that of left; reindex it")
        radius_m = radius_m.to_numpy(dtype=float)
    radius = np.asarray(radius_m, dtype=float)
    if radius.ndim and radius.shape != (len(left),):
        raise ValueError(
            f"radius_m has shape {radius.shape}; give one number, or one per row of left, "
            f"{len(left)}"
        )
    if not np.all(radius > 0):
        bad = radius[~(radius > 0)].ravel()[0]
        raise ValueError(f"radius_m is {bad:g}; give metres above zero")
    return np.array(np.broadcast_to(radius, len(left)))


def _points_within(here: Places, there: Places, radius: Floats, *, bearing: bool) -> Pairs:
    tree = cKDTree(earth_centred(there.longitude, there.latitude))
    start = earth_centred(here.longitude, here.latitude)
    found = []
    for rows, columns in ball_candidates(tree, start, longest_chord(radius)):
        pairs = _measure(here, there, rows, columns, bearing=bearing)
        # each batch by itself: fewer at once sort faster, and the batches follow one another
        found.append(pairs.take(pairs.distance_m <= radius[pairs.left]).ordered())
    return _by_row(join(found), here.point_rows, there.point_rows)


def _points_nearest(here: Places, there: Places, k: int, *, bearing: bool) -> Pairs:
    tree = cKDTree(earth_centred(there.longitude, there.latitude))
    start = earth_centred(here.longitude, here.latitude)
    k = min(k, tree.n)
    found = []
    for first in range(0, len(start), _ROWS_AT_ONCE):
        open_rows = np.arange(first, min(first + _ROWS_AT_ONCE, len(start)))
        ask = k + 1
        while len(open_rows):
            pairs, settled, bound = _certified(
                here, there, tree, start, open_rows, k, ask, bearing=bearing
            )
            found.append(pairs)
            open_rows, bound = open_rows[~settled], bound[~settled]
            ask *= _GROWTH
            if ask > max(_MOST_BY_GROWTH, _GROWTH * k) and len(open_rows):
                found += _by_ball(here, there, tree, start, open_rows, bound, k, bearing=bearing)
                break
    return _by_row(join(found), here.point_rows, there.point_rows)


def _certified(
    here: Places,
    there: Places,
    tree: cKDTree,
    start: Floats,
    rows: Integers,
    k: int,
    ask: int,
    *,
    bearing: bool,
) -> tuple[Pairs, npt.NDArray[np.bool_], Floats]:
    """Take the ``ask`` nearest by chord; settle the rows no place further off by chord can enter.

    Also returns the distance of the k-th best so far: what is sought lies within it.
    """
    ask = min(ask, tree.n)
    chord, column = tree.query(start[rows], k=ask, workers=-1)
    chord, column = chord.reshape(len(rows), ask), column.reshape(len(rows), ask)
    pairs = _measure(here, there, np.repeat(rows, ask), column.ravel(), bearing=bearing)
    bound = np.partition(pairs.distance_m.reshape(len(rows), ask), k - 1, axis=1)[:, k - 1]
    settled = (shortest_geodesic(chord[:, -1]) > bound) | (ask == tree.n)
    pairs = pairs.take(np.repeat(settled, ask)).ordered()
    return pairs.take(_ranks(pairs.left) <= k), settled, bound


def _by_ball(
    here: Places,
    there: Places,
    tree: cKDTree,
    start: Floats,
    rows: Integers,
    bound: Floats,
    k: int,
    *,
    bearing: bool,
) -> list[Pairs]:
    """Compare everything that could be as near as the k-th best: near antipodes, and many ties."""
    found = []
    for near, columns in ball_candidates(tree, start[rows], longest_chord(bound)):
        pairs = _measure(here, there, rows[near], columns, bearing=bearing).ordered()
        found.append(pairs.take(_ranks(pairs.left) <= k))
    return found


def ball_candidates(
    tree: cKDTree, centres: Floats, chord_m: Floats
) -> Iterator[tuple[Integers, Integers]]:
    """Yield (row of ``centres``, row of ``tree``) of all within the chords, in bounded batches."""
    counts = tree.query_ball_point(centres, chord_m, return_length=True, workers=-1)
    for rows in batches(counts):
        lists = tree.query_ball_point(centres[rows], chord_m[rows], return_sorted=True)
        yield expand(rows, lists, counts[rows])


def _measure(
    here: Places, there: Places, rows: Integers, columns: Integers, *, bearing: bool
) -> Pairs:
    distance, azimuth = geodesics(
        here.longitude[rows], here.latitude[rows], there.longitude[columns], there.latitude[columns]
    )
    return Pairs(rows, columns, distance, azimuth if bearing else np.full(len(rows), np.nan))


def _by_row(pairs: Pairs, left_rows: Integers, right_rows: Integers) -> Pairs:
    return pairs._replace(left=left_rows[pairs.left], right=right_rows[pairs.right])


def _ranks(left: Integers) -> Integers:
    """Count the pairs of each left row from 1, where the pairs of a row stand together."""
    if not len(left):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, left[1:] != left[:-1]])
    sizes = np.diff(np.r_[starts, len(left)])
    return np.arange(len(left)) - np.repeat(starts, sizes) + 1


def _frame(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    pairs: Pairs,
    *,
    bearing: bool,
) -> pd.DataFrame:
    columns = {
        "left_id": left.index.take(pairs.left),
        "right_id": right.index.take(pairs.right),
        "distance_m": pairs.distance_m,
    }
    if bearing:
        columns["bearing_deg"] = pairs.bearing_deg
    return pd.DataFrame(columns)
