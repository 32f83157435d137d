"""Exact proximity on the ellipsoid: which places are nearest, which lie within a radius.

The answers are those of comparing every pair by `pyproj.Geod`: the same pairs, the same distances.
Points are joined in `geo.points` and `geo.neighbours`, footprints in `geo.footprints`.
"""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.ellipsoid import Floats, Integers
from geo.footprints import Footprints
from geo.neighbours import nearest_points, ranks
from geo.pairs import Pairs, concatenate, join
from geo.places import Places, places
from geo.points import Spots, count_points, within_by_blocks

_ROWS_AT_ONCE = 1 << 18


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


def iter_within(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    radius_m: npt.ArrayLike,
    *,
    bearing: bool = True,
) -> Iterator[pd.DataFrame]:
    """Yield what `within` returns in parts, so that pairs without number fit into memory.

    Parameters
    ----------
    left, right, radius_m, bearing
        As for `within`.

    Yields
    ------
    DataFrames as of `within`, of a few million pairs at most (unless one row has more), none empty.
    One after the other they are the rows of `within`, in the same order. Write each away, for
    instance with `pyarrow.parquet.ParquetWriter`, and let it go.

    Examples
    --------
    >>> sites = gpd.GeoSeries.from_xy([34.46, 34.30], [31.53, 31.40], index=["a", "b"], crs=4326)
    >>> sum(len(part) for part in iter_within(sites, sites, 30_000.0))
    4
    """
    here, there = places(left, "left", footprints=False), places(right, "right", footprints=True)
    for pairs in _blocks_within(here, there, _radii(radius_m, left), bearing=bearing):
        if len(pairs.left):
            yield _frame(left, right, pairs, bearing=bearing)


def count_within(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    radii_m: npt.ArrayLike,
) -> pd.DataFrame:
    """Count the places of ``right`` within each of several radii of each place of ``left``.

    Parameters
    ----------
    left
        Points, any CRS.
    right
        Points or footprints, any CRS.
    radii_m
        Metres, above zero.

    Returns
    -------
    Indexed like ``left``; a column per radius, ascending (``n_500``, ``n_1000``, ...): how many
    lie at most that far. A row without a place has none. No pairs are listed on the way.

    Raises
    ------
    ValueError
        A radius is not above zero, a CRS is missing, or a geometry is neither point nor polygon.

    Examples
    --------
    >>> sites = gpd.GeoSeries.from_xy([34.46, 34.30], [31.53, 31.40], index=["a", "b"], crs=4326)
    >>> strikes = gpd.GeoSeries.from_xy([34.4602, 34.463], [31.5304, 31.53], crs=4326)
    >>> count_within(sites, strikes, [100, 500]).to_dict("index")
    {'a': {'n_100': 1, 'n_500': 2}, 'b': {'n_100': 0, 'n_500': 0}}
    """
    radii = np.unique(np.asarray(radii_m, dtype=float))
    if not radii.size or not (radii > 0).all():
        raise ValueError(f"radii_m are {radii.tolist()}; give one or more, metres above zero")
    here, there = places(left, "left", footprints=False), places(right, "right", footprints=True)
    counts = np.zeros((len(left), len(radii)), dtype=np.int64)
    if len(here.point_rows) and len(there.point_rows):
        counts[here.point_rows] += count_points(_spots(here), _spots(there), radii)
    if len(there.polygon_rows):
        footprints = Footprints(there.polygons)
        for first in range(0, len(here.point_rows), _ROWS_AT_ONCE):
            some = slice(first, first + _ROWS_AT_ONCE)
            widest = np.full(len(here.point_rows[some]), radii[-1])
            pairs = footprints.within(here.longitude[some], here.latitude[some], widest)
            for nth, radius in enumerate(radii):
                near = here.point_rows[some][pairs.left[pairs.distance_m <= radius]]
                counts[:, nth] += np.bincount(near, minlength=len(left))
    names = [f"n_{radius:.15g}" for radius in radii]
    return pd.DataFrame(counts, index=left.index, columns=names)


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
    return frame.assign(rank=ranks(pairs.left))


def pairs_within(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    radius_m: npt.ArrayLike,
    *,
    bearing: bool = True,
) -> Pairs:
    """Return what `within` does, by row position instead of index value."""
    here, there = places(left, "left", footprints=False), places(right, "right", footprints=True)
    blocks = _blocks_within(here, there, _radii(radius_m, left), bearing=bearing)
    return concatenate(blocks, len(left))


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
        pairs = nearest_points(_spots(here), _spots(there), int(k), bearing=bearing)
        found.append(_by_row(pairs, here.point_rows, there.point_rows))
    if len(here.point_rows) and len(there.polygon_rows):
        footprints = Footprints(there.polygons)
        pairs = footprints.nearest(here.longitude, here.latitude, int(k))
        found.append(_by_row(pairs, here.point_rows, there.polygon_rows))
    if not len(there.polygon_rows):
        return found[0] if found else join([])
    return _best(join(found), int(k))


def _best(pairs: Pairs, k: int) -> Pairs:
    return pairs.take(ranks(pairs.left) <= k)


def _blocks_within(
    here: Places, there: Places, radius: Floats, *, bearing: bool
) -> Iterator[Pairs]:
    """Yield the pairs within the radius by row position, some rows after the other."""
    radius = radius[here.point_rows]
    if not len(radius):
        return
    footprints = Footprints(there.polygons) if len(there.polygon_rows) else None
    # footprints are compared by row; without them the candidates alone say how much is a block
    step = len(radius) if footprints is None else _ROWS_AT_ONCE
    every, sites = _spots(here), _spots(there)
    for start in range(0, len(radius), step):
        part = slice(start, min(start + step, len(radius)))
        for low, high, points in within_by_blocks(
            every.take(part), sites, radius[part], bearing=bearing
        ):
            first, last = start + low, start + high
            found = [_by_row(points, here.point_rows[part], there.point_rows)]
            if footprints is None:
                yield found[0]
            else:
                some = slice(first, last)
                areas = footprints.within(here.longitude[some], here.latitude[some], radius[some])
                found.append(_by_row(areas, here.point_rows[some], there.polygon_rows))
                yield join(found)


def _spots(some: Places) -> Spots:
    return Spots(some.longitude, some.latitude)


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


def _by_row(pairs: Pairs, left_rows: Integers, right_rows: Integers) -> Pairs:
    return pairs._replace(left=left_rows[pairs.left], right=right_rows[pairs.right])


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
