"""Joins of points with points, in arrays: what lies within a radius, and how many.

`geo.strips` proposes candidates, the chord through the Earth drops most of the wrong ones, and
`geo.closed_form` measures the rest. Whatever its error could decide is asked of Karney's geodesics
(PROJ): pairs on the edge of a radius, pairs at equal distances, and all that is far.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from geo import closed_form
from geo.ellipsoid import (
    E2,
    EQUATORIAL_M,
    Floats,
    Integers,
    geodesics,
    longest_chord,
)
from geo.pairs import Pairs, join, no_bearing
from geo.strips import Runs, Strips

CANDIDATES_AT_ONCE = 4_000_000
_IN_CACHE = 1 << 16
_QUERIES_AT_ONCE = 1 << 17
_RADIUS_CLASS = 4.0
_WHOLE_EARTH_M = 4e7


class Spots(NamedTuple):
    """Points: degrees and Earth-centred metres, five arrays of one length."""

    longitude: Floats
    latitude: Floats
    x: Floats
    y: Floats
    z: Floats

    def take(self, rows: Integers | slice) -> "Spots":
        """Return some of the points."""
        return Spots(*(column[rows] for column in self))


def spots(longitude: Floats, latitude: Floats) -> Spots:
    """Return points of degrees on WGS 84."""
    lam, phi = np.radians(longitude), np.radians(latitude)
    sin = np.sin(phi)
    normal = EQUATORIAL_M / np.sqrt(1.0 - E2 * sin * sin)
    across = normal * np.cos(phi)
    x, y = across * np.cos(lam), across * np.sin(lam)
    return Spots(longitude, latitude, x, y, normal * (1.0 - E2) * sin)


def measure(here: Spots, there: Spots, rows: Integers, columns: Integers) -> Floats:
    """Return the geodesic distances of pairs of rows, at most `closed_form.ERROR_M` off."""
    rise = there.z[columns] - here.z[rows]
    squared = (there.x[columns] - here.x[rows]) ** 2
    squared += (there.y[columns] - here.y[rows]) ** 2
    squared += rise * rise
    return _measured(here, there, rows, columns, squared, rise)


def _measured(
    here: Spots, there: Spots, rows: Integers, columns: Integers, squared: Floats, rise: Floats
) -> Floats:
    metres = closed_form.distance(squared, rise, here.z[rows] + rise / 2.0)
    far = np.flatnonzero(squared > closed_form.LONGEST_M**2)
    if len(far):
        metres[far] = karney(here, there, rows[far], columns[far])[0]
    return metres


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
    `CANDIDATES_AT_ONCE` candidates, unless it is a single row.
    """
    waiting = [(0, len(radius_m))]
    while waiting:
        first, last = waiting.pop()
        some = here.take(slice(first, last))
        search = _Search(some, there, radius_m[first:last])
        parts = min(-(-search.candidates // CANDIDATES_AT_ONCE), last - first)
        if parts > 1:
            cuts = np.linspace(first, last, parts + 1).astype(int).tolist()
            waiting += list(pairwise(cuts))[::-1]
            continue
        found = [Pairs(*part, no_bearing(len(part[0]))) for part in search.pairs()]
        pairs = settle_ties(some, there, join(found))
        if bearing:
            pairs = pairs._replace(bearing_deg=bearings(some, there, *pairs[:3]))
        yield first, last, pairs._replace(left=pairs.left + first)


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
    Shape (n, r). No pairs are listed: the memory is that of the tables.
    """
    n, rings = len(here.x), len(radii_m)
    counts = np.zeros(n * (rings + 1), dtype=np.int64)
    for rows, columns, metres in _Search(here, there, np.full(n, radii_m[-1])).pairs():
        ring = np.searchsorted(radii_m, metres)
        for radius in radii_m:
            edge = np.flatnonzero(np.abs(metres - radius) <= closed_form.ERROR_M)
            exact = karney(here, there, rows[edge], columns[edge])[0]
            ring[edge] = np.searchsorted(radii_m, exact)
        counts += np.bincount(rows * (rings + 1) + ring, minlength=len(counts))
    return np.cumsum(counts.reshape(n, rings + 1)[:, :rings], axis=1)


def settle_ties(here: Spots, there: Spots, pairs: Pairs) -> Pairs:
    """Put pairs right whose distances differ by less than the closed form's error.

    Parameters
    ----------
    here, there
        The points.
    pairs
        In order, by distances from `measure`.

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
    apart = (there.longitude[one] != there.longitude[other]) | (
        there.latitude[one] != there.latitude[other]
    )
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


class _Class(NamedTuple):
    """Rows of ``here`` with radii of one size, searched together.

    Attributes
    ----------
    rows
        Rows of ``here``.
    from_here
        Whether these are the queries and ``there`` is indexed, or the other way round.
    queries, indexed
        Earth-centred coordinates of the two sides, the second in the order of the index.
    order
        The row of each indexed point, in its own table.
    runs
        What to compare with what.
    """

    rows: Integers
    from_here: bool
    queries: Spots
    indexed: Spots
    order: Integers
    runs: list[Runs]


class _Search:
    """A search of all pairs within a radius, asked from the side that has fewer points."""

    def __init__(self, here: Spots, there: Spots, radius_m: Floats) -> None:
        self._here, self._there, self._radius = here, there, radius_m
        self._classes = [self._class(rows) for rows in _radius_classes(radius_m)]
        self.candidates = sum(
            int((runs.last - runs.first).sum()) for some in self._classes for runs in some.runs
        )

    def pairs(self) -> Iterator[tuple[Integers, Integers, Floats]]:
        """Yield rows of here, rows of there and distances within the radius, in no order."""
        for some in self._classes:
            chord = float(longest_chord(self._radius[some.rows].max()))
            for runs in some.runs:
                for query, inner in _expanded(runs):
                    found = self._compared(some, query, inner, chord)
                    if len(found[0]):
                        yield found

    def _class(self, rows: Integers) -> _Class:
        mine = self._here.take(rows) if len(rows) < len(self._here.x) else self._here
        radius = self._radius[rows]
        from_here = len(rows) < len(self._there.x)
        queries, indexed = (mine, self._there) if from_here else (self._there, mine)
        widest = float(radius.max())
        index = Strips(indexed.longitude, indexed.latitude, widest)
        # asked in the order of the index, one search falls near the one before
        along = Strips(queries.longitude, queries.latitude, widest).order
        runs = []
        for part in np.array_split(along, 1 + len(along) // _QUERIES_AT_ONCE):
            reach = radius[part] if from_here else np.full(len(part), widest)
            found = index.near(queries.longitude[part], queries.latitude[part], reach)
            runs.append(found._replace(query=part[found.query]))
        return _Class(rows, from_here, queries, indexed.take(index.order), index.order, runs)

    def _compared(
        self, some: _Class, query: Integers, inner: Integers, chord_m: float
    ) -> tuple[Integers, Integers, Floats]:
        asked, indexed = some.queries, some.indexed
        rise = indexed.z[inner] - asked.z[query]
        squared = (indexed.x[inner] - asked.x[query]) ** 2
        squared += (indexed.y[inner] - asked.y[query]) ** 2
        squared += rise * rise
        near = np.flatnonzero(squared <= chord_m * chord_m)
        query, inner, squared, rise = query[near], inner[near], squared[near], rise[near]
        metres = closed_form.distance(squared, rise, asked.z[query] + rise / 2.0)
        theirs = some.order[inner]
        mine, columns = (query, theirs) if some.from_here else (theirs, query)
        rows = some.rows[mine]
        radius = self._radius[rows]
        doubtful = np.abs(metres - radius) <= closed_form.ERROR_M
        doubtful |= squared > closed_form.LONGEST_M**2
        at = np.flatnonzero(doubtful)
        if len(at):
            metres[at] = karney(self._here, self._there, rows[at], columns[at])[0]
        kept = metres <= radius
        return rows[kept], columns[kept], metres[kept]


def _expanded(runs: Runs) -> Iterator[tuple[Integers, Integers]]:
    """Yield query rows and index rows of all runs, as many at once as the cache holds."""
    count = runs.last - runs.first
    end = np.cumsum(count)
    if not len(end):
        return
    cuts = np.searchsorted(end, np.arange(_IN_CACHE, end[-1], _IN_CACHE), side="right")
    for first, last in zip(np.r_[0, cuts], np.r_[cuts, len(end)], strict=True):
        if last > first:
            some = slice(first, last)
            before = end[first] - count[first]
            query = np.repeat(runs.query[some], count[some])
            shift = runs.first[some] - (end[some] - count[some] - before)
            yield query, np.arange(end[last - 1] - before) + np.repeat(shift, count[some])


def _radius_classes(radius_m: Floats) -> Iterator[Integers]:
    """Group rows by the size of their radius, so that one wide search widens no other."""
    if not len(radius_m):
        return
    size = np.floor(np.log(np.minimum(radius_m, _WHOLE_EARTH_M)) / np.log(_RADIUS_CLASS))
    for value in np.unique(size):
        yield np.flatnonzero(size == value)
