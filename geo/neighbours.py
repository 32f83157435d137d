"""The nearest points of points, in arrays: proposed by the chord, certified on the ellipsoid.

The order by chord is not always that by geodesic: half the world away the longer chord may be
nearer. So one neighbour more than asked for is looked up; where even the shortest geodesic that its
chord allows is longer than what was found, nothing further off can come before. Where not,
everything within the distance of what was found is compared.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.closed_form import ERROR_M
from geo.compiled import run
from geo.ellipsoid import Floats, Integers, earth_centred, shortest_geodesic
from geo.kernels import POLE_DEG, SETTLED, certify
from geo.pairs import Pairs, no_bearing
from geo.points import Spots, bearings, in_turn, measure, within_by_blocks
from geo.tree import Tree

_CELLS = 1 << 16
_BITS_OF_ROW = 31
_IN_CACHE = 1 << 15


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
    found, rest = _by_chord(here, sites.spots, min(k, len(sites.spots.longitude)))
    _compare(here, sites.spots, found, rest)
    pairs = _all_members(found.pairs(), sites, k)
    if bearing:

        def answer(first: int, last: int) -> tuple[int, Floats]:
            some = slice(first, last)
            return last, bearings(
                here, there, pairs.left[some], pairs.right[some], pairs.distance_m[some]
            )

        turned = [part for _, part in in_turn(answer, len(pairs.left))]
        pairs = pairs._replace(bearing_deg=np.concatenate(turned))
    return pairs


class _Found(NamedTuple):
    """The k nearest of each row, nearest first: places and metres, shape (n, k)."""

    right: Integers
    metres: Floats

    def pairs(self) -> Pairs:
        n, k = self.right.shape
        left = np.repeat(np.arange(n), k)
        return Pairs(left, self.right.ravel(), self.metres.ravel(), no_bearing(n * k))

    def put(self, rows: Integers, pairs: Pairs) -> None:
        """Put in the pairs of some rows, k of each and in order."""
        k = self.right.shape[1]
        self.right[rows] = pairs.right.reshape(-1, k)
        self.metres[rows] = pairs.distance_m.reshape(-1, k)


class _Open(NamedTuple):
    """Rows whose nearest are not known, and a distance that has k of them within."""

    rows: Integers
    bound_m: Floats


def _by_chord(here: Spots, there: Spots, k: int) -> tuple[_Found, _Open]:
    """Find the k nearest by chord, and the rows where that may not be the k nearest."""
    centred = earth_centred(*there)
    tree, places = Tree(centred), centred.ravel()
    n, ask = len(here.longitude), min(k + 1, tree.n)
    steps = tree.steps(n, ask)
    found = _Found(np.empty((n, k), dtype=np.int64), np.empty((n, k)))
    order = _along_a_curve(here)

    def answer(first: int, last: int) -> tuple[int, _Open]:
        rows = order[first:last]
        some = earth_centred(*here.take(rows))
        near, squared = tree.nearest(some, ask, steps)
        state = np.empty(len(rows), dtype=np.int64)
        run(
            *(certify, steps, k, ask, tree.n, some.ravel(), places, near.ravel()),
            *(squared.ravel(), rows, found.right.ravel(), found.metres.ravel(), state),
        )
        at = np.flatnonzero(state != SETTLED)
        if not len(at):
            return last, _Open(at, np.empty(0))
        # a chord that must be longer than what is found, unless there is none left
        chord = np.sqrt(squared[at, -1]) if ask > k else np.full(len(at), np.inf)
        return last, _by_geodesic(here, there, found, rows[at], near[at, :k], chord)

    rests = [rest for _, rest in in_turn(answer, n)]
    return found, _Open(*(np.concatenate(column) for column in zip(*rests, strict=True)))


def _by_geodesic(
    here: Spots, there: Spots, found: _Found, rows: Integers, near: Integers, chord: Floats
) -> _Open:
    """Measure the k nearest by chord by Karney's geodesics, where the closed form cannot."""
    k = near.shape[1]
    left, right = np.repeat(rows, k), near.ravel()
    pairs = Pairs(left, right, measure(here, there, left, right), no_bearing(len(left)))
    bound = pairs.distance_m.reshape(-1, k).max(axis=1)
    # were the next one as near, it would have to be compared: rounding and ties
    settled = (shortest_geodesic(chord) > bound + 2.0 * ERROR_M) | np.isinf(chord)
    place = np.repeat(np.arange(len(rows)), k)
    best = pairs._replace(left=place).take(np.repeat(settled, k)).ordered()
    found.put(rows[settled], best)
    return _Open(rows[~settled], bound[~settled])


def _compare(here: Spots, there: Spots, found: _Found, rest: _Open) -> None:
    """Compare all that is no further than what was found, for the rows where that is open."""
    radius = rest.bound_m + 2.0 * ERROR_M
    k = found.right.shape[1]
    for first, last, near in within_by_blocks(here.take(rest.rows), there, radius, bearing=False):
        found.put(rest.rows[first:last], near.take(ranks(near.left) <= k))


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
    # every longitude of a pole is one spot
    x = np.where(np.abs(there.latitude) == POLE_DEG, 0.0, there.longitude)
    code, _ = pd.factorize(x + 1j * there.latitude)
    # numbered by their first rows, which is the order of ties
    n = int(code.max()) + 1
    if n == len(code):
        every = np.arange(n)
        return _Sites(there, every, every, np.ones(n, dtype=np.int64))
    member = np.argsort(code, kind="stable")
    size = np.bincount(code)
    first = np.cumsum(size) - size
    return _Sites(there.take(member[first]), member, first, size)


def _all_members(pairs: Pairs, sites: _Sites, k: int) -> Pairs:
    """Return the k nearest rows from the k nearest places."""
    if len(sites.first) == len(sites.member):
        return pairs
    if k == 1:
        return pairs._replace(right=sites.member[sites.first[pairs.right]])
    size = np.minimum(sites.size[pairs.right], k)
    nth = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    every = pairs.take(np.repeat(np.arange(len(size)), size))
    every = every._replace(right=sites.member[sites.first[every.right] + nth]).ordered()
    return every.take(ranks(every.left) <= k)


def _along_a_curve(here: Spots) -> Integers:
    """Return rows along a Morton curve: neighbours asked one after the other share the cache."""
    if len(here.longitude) >> _BITS_OF_ROW:
        return np.arange(len(here.longitude))
    key = np.empty(len(here.longitude), dtype=np.uint64)
    for first in range(0, len(key), _IN_CACHE):
        some = slice(first, first + _IN_CACHE)
        across = _spread((here.longitude[some] + 180.0) % 360.0 * (_CELLS / 360.0))
        along = _spread((here.latitude[some] + 90.0) * ((_CELLS - 1) / 180.0))
        key[some] = (across << np.uint64(1) | along) << np.uint64(_BITS_OF_ROW)
    key |= np.arange(len(key), dtype=np.uint64)
    key.sort()
    rows: Integers = (key & np.uint64((1 << _BITS_OF_ROW) - 1)).astype(np.int64)
    return rows


def _spread(cells: Floats) -> npt.NDArray[np.uint64]:
    """Put a nought between any two of the sixteen binary digits of whole numbers."""
    bits = cells.astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits
