"""The nearest points of points, in arrays: proposed by the chord, certified on the ellipsoid.

The order by chord is not always that by geodesic: half the world away the longer chord may be
nearer. So one neighbour more than asked for is looked up; where even the shortest geodesic that its
chord allows is longer than what was found, nothing further off can come before. Where not, more is
compared, in the end everything that the bound allows.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geo.closed_form import ERROR_M
from geo.ellipsoid import Floats, Integers, longest_chord, shortest_geodesic
from geo.pairs import Pairs, batches, expand, join, no_bearing
from geo.points import Spots, bearings, measure, settle_ties

_GROWTH = 4
_MOST_BY_GROWTH = 64
_ROWS_AT_ONCE = 1 << 17
_CELLS = 1 << 16
_BITS_OF_ROW = 31


def nearest_points(here: Spots, there: Spots, k: int, *, bearing: bool) -> Pairs:
    """Return the ``k`` nearest points of ``there`` to each of ``here``, in order.

    Parameters
    ----------
    here, there
        The points, neither empty.
    k
        How many; fewer where there are fewer.
    bearing
        Whether to give bearings, else NaN.
    """
    sites = _distinct(there)
    tree = cKDTree(_columns(sites.spots), balanced_tree=False)
    order = _along_a_curve(here)
    along = here.take(order)
    found = []
    for first in range(0, len(order), _ROWS_AT_ONCE):
        rows = np.arange(first, min(first + _ROWS_AT_ONCE, len(order)))
        for part in _nearest_distinct(along, sites.spots, tree, rows, min(k, tree.n)):
            found.append(_all_members(part, sites, k))  # noqa: PERF401
    pairs = _put_back(join(found), order)
    if bearing:
        pairs = pairs._replace(bearing_deg=bearings(here, there, *pairs[:3]))
    return pairs


def _put_back(pairs: Pairs, order: Integers) -> Pairs:
    """Return pairs of rows along the curve by the rows they were, each of which has as many."""
    n = len(order)
    each = len(pairs.left) // n
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    at = place if each == 1 else (each * place[:, None] + np.arange(each)).ravel()
    return pairs.take(at)._replace(left=np.repeat(np.arange(n), each))


def ranks(left: Integers) -> Integers:
    """Count the pairs of each left row from 1, where the pairs of a row stand together."""
    if not len(left):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, left[1:] != left[:-1]])
    sizes = np.diff(np.r_[starts, len(left)])
    return np.arange(len(left)) - np.repeat(starts, sizes) + 1


class _Sites(NamedTuple):
    """Distinct places, and the rows that stand on each: ``member[first[i]:first[i] + size[i]]``."""

    spots: Spots
    member: Integers
    first: Integers
    size: Integers


def _distinct(there: Spots) -> _Sites:
    """Take rows on the very same spot as one: a query for the two nearest would see one place."""
    member = np.lexsort((there.latitude, there.longitude))  # stable: rows of a place in order
    x, y = there.longitude[member], there.latitude[member]
    first = np.flatnonzero(np.r_[True, (x[1:] != x[:-1]) | (y[1:] != y[:-1])])
    size = np.diff(np.r_[first, len(member)])
    # in the order of their first rows, which is the order of ties
    order = np.argsort(member[first])
    first, size = first[order], size[order]
    return _Sites(there.take(member[first]), member, first, size)


def _all_members(pairs: Pairs, sites: _Sites, k: int) -> Pairs:
    """Return the k nearest rows from the k nearest places."""
    if k == 1 or len(sites.first) == len(sites.member):
        return pairs._replace(right=sites.member[sites.first[pairs.right]])
    size = np.minimum(sites.size[pairs.right], k)
    nth = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    every = pairs.take(np.repeat(np.arange(len(size)), size))
    every = every._replace(right=sites.member[sites.first[every.right] + nth]).ordered()
    return every.take(ranks(every.left) <= k)


def _nearest_distinct(
    here: Spots, there: Spots, tree: cKDTree, rows: Integers, k: int
) -> list[Pairs]:
    """Return the k nearest of each row, settled in rounds."""
    found = []
    pairs, settled, bound = _by_chord(here, there, tree, rows, k)
    found.append(pairs)
    ask = _GROWTH * (k + 1)
    while not settled.all():
        rows, bound = rows[~settled], bound[~settled]
        if ask > max(_MOST_BY_GROWTH, _GROWTH * (k + 1)):
            return found + _by_ball(here, there, tree, rows, bound, k)
        pairs, settled, bound = _by_more(here, there, tree, rows, k, ask)
        found.append(pairs)
        ask *= _GROWTH
    return found


def _by_chord(
    here: Spots, there: Spots, tree: cKDTree, rows: Integers, k: int
) -> tuple[Pairs, npt.NDArray[np.bool_], Floats]:
    """Take the k nearest by chord where the next one proves that they are the nearest."""
    ask = min(k + 1, tree.n)
    chord, column = tree.query(_columns(here.take(rows)), k=ask, workers=-1)
    chord, column = chord.reshape(len(rows), ask), column.reshape(len(rows), ask)
    pairs = _measured(here, there, rows, column[:, :k])
    bound = pairs.distance_m.reshape(len(rows), k).max(axis=1)
    # were the next one as near, it would have to be compared: rounding and ties
    settled = shortest_geodesic(chord[:, -1]) > bound + 2.0 * ERROR_M
    if ask == k:
        settled[:] = True
    if not settled.all():
        pairs = pairs.take(np.repeat(settled, k))
    return (_in_order(here, there, pairs) if k > 1 else pairs), settled, bound


def _by_more(
    here: Spots, there: Spots, tree: cKDTree, rows: Integers, k: int, ask: int
) -> tuple[Pairs, npt.NDArray[np.bool_], Floats]:
    """Measure the ``ask`` nearest by chord; settle the rows no place further off can enter.

    Also returns the distance of the k-th best so far: what is sought lies within it.
    """
    ask = min(ask, tree.n)
    chord, column = tree.query(_columns(here.take(rows)), k=ask, workers=-1)
    chord, column = chord.reshape(len(rows), ask), column.reshape(len(rows), ask)
    pairs = _measured(here, there, rows, column)
    bound = np.partition(pairs.distance_m.reshape(len(rows), ask), k - 1, axis=1)[:, k - 1]
    settled = (shortest_geodesic(chord[:, -1]) > bound + 2.0 * ERROR_M) | (ask == tree.n)
    pairs = _in_order(here, there, pairs.take(np.repeat(settled, ask)))
    return pairs.take(ranks(pairs.left) <= k), settled, bound


def _by_ball(
    here: Spots, there: Spots, tree: cKDTree, rows: Integers, bound: Floats, k: int
) -> list[Pairs]:
    """Compare everything that could be as near as the k-th best: near antipodes, and many ties."""
    start, chord = _columns(here.take(rows)), longest_chord(bound + 2.0 * ERROR_M)
    counts = tree.query_ball_point(start, chord, return_length=True, workers=-1)
    found = []
    for some in batches(counts):
        lists = tree.query_ball_point(start[some], chord[some])
        near, column = expand(rows[some], lists, counts[some])
        metres = measure(here, there, near, column)
        pairs = _in_order(here, there, Pairs(near, column, metres, no_bearing(len(near))))
        found.append(pairs.take(ranks(pairs.left) <= k))
    return found


def _measured(here: Spots, there: Spots, rows: Integers, column: npt.NDArray[np.int64]) -> Pairs:
    left, right = np.repeat(rows, column.shape[1]), column.ravel()
    return Pairs(left, right, measure(here, there, left, right), no_bearing(len(left)))


def _in_order(here: Spots, there: Spots, pairs: Pairs) -> Pairs:
    return settle_ties(here, there, pairs.ordered())


def _columns(some: Spots) -> Floats:
    return np.column_stack([some.x, some.y, some.z])


def _along_a_curve(here: Spots) -> Integers:
    """Return rows along a Morton curve: neighbours asked one after the other share the cache."""
    if len(here.x) >> _BITS_OF_ROW:
        return np.arange(len(here.x))
    key = _spread((here.longitude + 180.0) % 360.0 * (_CELLS / 360.0)) << np.uint64(1)
    key |= _spread((here.latitude + 90.0) * ((_CELLS - 1) / 180.0))
    key <<= np.uint64(_BITS_OF_ROW)
    key |= np.arange(len(here.x), dtype=np.uint64)
    key.sort()
    rows: Integers = (key & np.uint64((1 << _BITS_OF_ROW) - 1)).astype(np.int64)
    return rows


def _spread(cells: Floats) -> npt.NDArray[np.uint64]:
    """Put a nought between any two of the sixteen binary digits of whole numbers."""
    bits = cells.astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits
