"""Joins of points with points, in arrays: what lies within a radius, and how many.

`geo.strips` proposes, the chord through the Earth drops most of what is too far, and
`geo.closed_form` measures the rest, all in the compiled kernels of `geo.kernels`. Whatever the
error of that form could decide is asked of Karney's geodesics (PROJ): pairs on the edge of a
radius, pairs at equal distances, and all that is far.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from geo import closed_form, compiled
from geo.compiled import processors, run
from geo.ellipsoid import Floats, Integers, earth_centred, geodesics, longest_chord
from geo.kernels import ASK, POLE_DEG, collect, put_in_order, tally
from geo.pairs import Pairs, no_bearing
from geo.strips import Strips, columns, reach_deg

PAIRS_AT_ONCE = 1 << 20
ROWS_AT_ONCE = 1 << 15
_IN_CACHE = 1 << 16
_STEPS_OF_A_QUERY = 16
_LEAST_ROWS = 256
_NO_LIMIT = 1 << 62
_MOST_ROWS = 0.9
_WIDER = 256.0
_WHOLE_EARTH_M = 4e7

Answer = TypeVar("Answer")


class Spots(NamedTuple):
    """Points in degrees on WGS 84, two arrays of one length."""

    longitude: Floats
    latitude: Floats

    def take(self, rows: Integers | slice) -> "Spots":
        """Return some of the points."""
        return Spots(self.longitude[rows], self.latitude[rows])


def same_spot(one: Spots, other: Spots) -> npt.NDArray[np.bool_]:
    """Say which points are the very same: every longitude of a pole is one spot."""
    same: npt.NDArray[np.bool_] = one.latitude == other.latitude
    same &= (one.longitude == other.longitude) | (np.abs(one.latitude) == POLE_DEG)
    return same


def measure(here: Spots, there: Spots, rows: Integers, columns: Integers) -> Floats:
    """Return the geodesic distances of pairs of rows by PROJ, in metres."""
    return karney(here, there, rows, columns)[0]


def karney(here: Spots, there: Spots, rows: Integers, columns: Integers) -> tuple[Floats, Floats]:
    """Return distances and bearings of pairs of rows by PROJ."""
    return geodesics(
        here.longitude[rows], here.latitude[rows], there.longitude[columns], there.latitude[columns]
    )


def bearings(
    here: Spots, there: Spots, rows: Integers, columns: Integers, metres: Floats
) -> Floats:
    """Return the bearings of pairs of rows whose distances are known; NaN for coincident ones."""
    degrees = np.empty(len(rows))
    for first in range(0, len(rows), _IN_CACHE):
        some = slice(first, first + _IN_CACHE)
        start, end = rows[some], columns[some]
        ends = (
            here.longitude[start],
            here.latitude[start],
            there.longitude[end],
            there.latitude[end],
        )
        quick = closed_form.bearing_holds(metres[some], *ends[:3])
        turned = closed_form.bearing(*ends, metres[some])
        slow = np.flatnonzero(~quick)
        turned[slow] = geodesics(*(end[slow] for end in ends))[1]
        degrees[some] = turned
    return degrees


def within_by_blocks(
    here: Spots, there: Spots, radius_m: Floats, *, bearing: bool
) -> Iterator[tuple[int, int, Pairs]]:
    """Yield every pair within the radius, some rows of ``here`` after the other.

    Parameters
    ----------
    here, there
        The points.
    radius_m
        Metres, one per point of ``here``.
    bearing
        Whether to give bearings, else NaN.

    Yields
    ------
    First and last row of ``here`` (exclusive), and their pairs in order. No block has more than
    `PAIRS_AT_ONCE` pairs, unless it is a single row.
    """
    search = _Search(here, there, radius_m)

    def answer(first: int, last: int) -> tuple[int, Pairs]:
        with search.listed(first, last) as listed:
            pairs = _ordered(here, there, radius_m, listed)
            if bearing:
                pairs = pairs._replace(bearing_deg=bearings(here, there, *pairs[:3]))
            return listed.last, pairs

    first = 0
    for last, pairs in in_turn(answer, len(radius_m)):
        yield first, last, pairs
        first = last


def count_points(here: Spots, there: Spots, radii_m: Floats) -> Integers:
    """Return how many points of ``there`` lie within each radius of each point of ``here``.

    Parameters
    ----------
    here, there
        The points.
    radii_m
        Metres, ascending, shape (r,).

    Returns
    -------
    Shape (n, r). No pairs are kept: the memory is that of the tables.
    """
    # asked from the side with more points, so that the smaller one is sorted
    from_here = len(here.longitude) >= len(there.longitude)
    queries, indexed = (here, there) if from_here else (there, here)
    n, rings = len(queries.longitude), len(radii_m)
    search = _Search(queries, indexed, np.broadcast_to(radii_m[-1], n))
    table = np.zeros(len(here.longitude) * rings, dtype=np.int64)
    radii = np.array(radii_m, dtype=float)
    one_at_a_time = Lock()

    def answer(first: int, last: int) -> tuple[int, None]:
        with search.listed(first, last) as (_, reached, count, right, metres):
            edge = np.empty(len(right), dtype=np.int64)
            steps, pairs = len(right) + n, (count, right, metres, radii)
            with one_at_a_time:
                edges = run(tally, steps, len(count), *pairs, int(from_here), first, table, edge)
            at = edge[:edges]
            query, other = np.repeat(np.arange(first, reached), count)[at], right[at]
            ring = np.searchsorted(radii, measure(queries, indexed, query, other))
            owner = (query if from_here else other) * rings + ring
            with one_at_a_time:
                np.add.at(table, owner[ring < rings], 1)
        return reached, None

    for _ in in_turn(answer, n):
        pass
    return np.cumsum(table.reshape(-1, rings), axis=1)


def in_turn(
    answer: Callable[[int, int], tuple[int, Answer]], n: int
) -> Iterator[tuple[int, Answer]]:
    """Yield the answers for rows 0 to ``n`` in order, worked out on all processors.

    Parameters
    ----------
    answer
        Given first and last row (exclusive), says how far it came and what it found.
    n
        How many rows. A few blocks of them are in the making at once, no more.
    """
    workers = processors()
    step = min(ROWS_AT_ONCE, max(_LEAST_ROWS, -(-n // (4 * workers))))
    begun = 0
    while n <= step and begun < n:  # not worth a second thread
        begun, found = answer(begun, n)
        yield begun, found
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[tuple[int, Future[tuple[int, Answer]]]] = deque()
        while begun < n or waiting:
            while begun < n and len(waiting) < 2 * workers:
                last = min(begun + step, n)
                waiting.append((last, pool.submit(answer, begun, last)))
                begun = last
            last, future = waiting.popleft()
            reached, found = future.result()
            if reached < last:
                waiting.appendleft((last, pool.submit(answer, reached, last)))
            yield reached, found


def settle_ties(here: Spots, there: Spots, pairs: Pairs) -> Pairs:
    """Put pairs right whose distances differ by less than the closed form's error.

    Parameters
    ----------
    here, there
        The points.
    pairs
        In order, by distances from the closed form.

    Returns
    -------
    In the order that Karney's distances give, and at the very same spot in the order of ``there``.
    """
    close = np.diff(pairs.distance_m) <= 2.0 * closed_form.ERROR_M
    close &= np.diff(pairs.left) == 0
    tied = np.flatnonzero(close)
    if not len(tied):
        return pairs
    one, other = pairs.right[tied], pairs.right[tied + 1]
    apart = ~same_spot(there.take(one), there.take(other))
    if not apart.any():
        return pairs
    # all of a run of ties, where any two of it are different spots
    starts = np.r_[0, np.flatnonzero(np.diff(tied) > 1) + 1]
    doubtful = np.logical_or.reduceat(apart, starts)
    lengths = np.diff(np.r_[starts, len(tied)])
    tied = tied[np.repeat(doubtful, lengths)]
    at = np.union1d(tied, tied + 1)
    exact, _ = karney(here, there, pairs.left[at], pairs.right[at])
    metres = pairs.distance_m.copy()
    metres[at] = exact
    return pairs._replace(distance_m=metres).ordered()


class _Listed(NamedTuple):
    """Pairs of some queries, in no order and some of them beyond the radius.

    Attributes
    ----------
    first, last
        The queries, last exclusive.
    counts
        How many each has.
    right, metres
        Rows of the index, and distances.
    """

    first: int
    last: int
    counts: Integers
    right: Integers
    metres: Floats


class _Search:
    """A search of all that lies within a radius of each query."""

    def __init__(self, queries: Spots, indexed: Spots, radius_m: Floats) -> None:
        self._queries, self._indexed, self._radius = queries, indexed, radius_m
        self._index = Strips(*indexed, _usual(radius_m))
        self._rooms: list[tuple[Integers, Floats]] = []
        self._spent = 0

    @contextmanager
    def listed(self, first: int, last: int) -> Iterator[_Listed]:
        """List pairs of some queries, as many as there is room for, until the context ends."""
        room = self._rooms.pop() if self._rooms else _room(PAIRS_AT_ONCE)
        reached, counts, said = self._collect(first, last, room)
        if reached == first:  # a single query has more
            room = _room(len(self._index.rows))
            reached, counts, said = self._collect(first, last, room)
        right, metres = room[0][: said[0]], room[1][: said[0]]
        if said[1]:
            at = np.flatnonzero(metres == ASK)
            query = np.repeat(np.arange(first, reached), counts)[at]
            metres[at] = measure(self._queries, self._indexed, query, right[at])
        yield _Listed(first, reached, counts, right, metres)
        self._rooms.append(room)

    def _collect(
        self, first: int, last: int, room: tuple[Integers, Floats]
    ) -> tuple[int, Integers, Integers]:
        longitude, latitude = self._queries.take(slice(first, last))
        radius, index = np.array(self._radius[first:last]), self._index
        count, said = np.zeros(len(radius), dtype=np.int64), np.zeros(3, dtype=np.int64)
        # steps are counted, so that those in plain Python cannot become many
        steps = self._spent + _STEPS_OF_A_QUERY * len(self._radius)
        most = compiled.SMALL_WORK if steps <= compiled.SMALL_WORK else _NO_LIMIT
        reached = run(
            *(collect, steps, 0, len(radius), np.array(latitude), columns(longitude)),
            *(earth_centred(longitude, latitude).ravel(), reach_deg(radius)),
            *(longest_chord(radius) ** 2, radius, index.height_deg, index.start, index.columns),
            *(index.places, index.rows, most, *room, count, said),
        )
        self._spent += int(said[2])
        return first + reached, count[:reached], said


def _room(pairs: int) -> tuple[Integers, Floats]:
    return np.empty(pairs, dtype=np.int64), np.empty(pairs)


def _ordered(here: Spots, there: Spots, radius_m: Floats, listed: _Listed) -> Pairs:
    first, last, count, right, metres = listed
    left, close = np.empty(len(right), dtype=np.int64), np.zeros(1, dtype=np.int64)
    radius, steps = np.array(radius_m[first:last]), len(right) + len(radius_m)
    kept = run(put_in_order, steps, len(count), count, radius, right, metres, left, close)
    left[:kept] += first
    pairs = Pairs(left[:kept], right[:kept].copy(), metres[:kept].copy(), no_bearing(kept))
    return settle_ties(here, there, pairs) if close[0] else pairs


def _usual(radius_m: Floats) -> float:
    """Return the radius to index for: most rows have no wider one, and none is far wider."""
    if not len(radius_m):
        return 1.0
    widest = float(radius_m.max())
    if widest == radius_m.min():
        return widest
    widest = min(widest, _WHOLE_EARTH_M)
    return max(float(np.quantile(radius_m, _MOST_ROWS)), widest / _WIDER)
