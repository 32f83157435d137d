"""Which sites of one place have discs that touch: others cannot both be near, so they add up."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.ellipsoid import Floats, Integers

_PAIRS_AT_ONCE = 4_000_000
_LARGEST = 256


def touching(place: Integers, east_m: Floats, north_m: Floats, reach_m: Floats) -> Integers:
    """Return a number per entry, the same for entries of a place that hang together.

    Parameters
    ----------
    place
        Which place, ascending, shape (n,).
    east_m, north_m
        Of each entry, in its place's own plane.
    reach_m
        Radius of its disc; two discs touch where their centres are no further apart than both.

    Notes
    -----
    Places with more than 256 entries are taken to hang together as a whole.

    Examples
    --------
    >>> touching(np.zeros(3, int), np.array([0, 9, 1.5]), np.zeros(3), np.ones(3)).tolist()
    [0, 1, 0]
    """
    n = len(place)
    starts = np.flatnonzero(np.r_[True, place[1:] != place[:-1]][:n])
    size = np.diff(np.r_[starts, n])
    following = np.repeat(starts + size, size) - np.arange(n) - 1
    crowded = np.repeat(size > _LARGEST, size)
    one, other = [np.flatnonzero(crowded & (following > 0))], []
    other.append(one[0] + 1)
    count = np.where(crowded, 0, following)
    end = np.cumsum(count)
    cuts = np.searchsorted(end, np.arange(_PAIRS_AT_ONCE, end[-1] if n else 0, _PAIRS_AT_ONCE))
    for rows in np.split(np.arange(n), cuts):
        first = np.repeat(rows, count[rows])
        nth = np.arange(len(first)) - np.repeat(np.cumsum(count[rows]) - count[rows], count[rows])
        second = first + 1 + nth
        gap = (east_m[first] - east_m[second]) ** 2 + (north_m[first] - north_m[second]) ** 2
        touch = gap <= (reach_m[first] + reach_m[second]) ** 2
        one.append(first[touch])
        other.append(second[touch])
    ends = np.concatenate(one), np.concatenate(other)
    graph = coo_array((np.ones(len(ends[0]), dtype=bool), ends), shape=(n, n))
    group: Integers = connected_components(graph, directed=False)[1].astype(np.int64)
    return group
