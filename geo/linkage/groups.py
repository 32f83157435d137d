"""Links to events: groups in which no list has two rows that it keeps apart.

Links are taken from the surest down, and one is left out where it would join two groups that may
not be one. Taking at once every link that is the surest of both its groups gives the same groups
as taking them one by one, and needs no loop over links.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.ellipsoid import Floats, Integers

MOST_SOURCES: Final = 62


class Bounds(NamedTuple):
    """What a group may not hold.

    Attributes
    ----------
    source
        Source of each row, 0 to 61: a group has at most one row of each.
    first_day, last_day
        Of each row; the rows of a group lie no further apart than ``window_days``.
    window_days
        As in the comparison.
    apart
        Pairs of rows that must not meet in a group, shape (m, 2).
    """

    source: npt.NDArray[np.int32]
    first_day: Integers
    last_day: Integers
    window_days: int
    apart: npt.NDArray[np.int64]


def grouped(
    left: Integers, right: Integers, strength: Floats, bounds: Bounds, sure: npt.NDArray[np.int64]
) -> Integers:
    """Return a group number per row.

    Parameters
    ----------
    left, right
        Row numbers of the links.
    strength
        How sure each link is; equal ones are taken in the order of their rows.
    bounds
        What a group may not hold.
    sure
        Pairs that are one event because a person or a shared number says so, shape (k, 2): joined
        before anything else, whatever the bounds say.

    Returns
    -------
    Integers, equal for rows of one group: the lowest row number of the group.

    Raises
    ------
    ValueError
        More than 62 sources, or a pair that is both sure and apart.
    """
    n = len(bounds.source)
    if n and int(bounds.source.max()) >= MOST_SOURCES:
        raise ValueError(f"at most {MOST_SOURCES} sources can be linked in one run")
    group = components(sure[:, 0], sure[:, 1], n)
    if len(bounds.apart) and (group[bounds.apart[:, 0]] == group[bounds.apart[:, 1]]).any():
        raise ValueError("a pair is declared to be one event and to be two")
    # only rows that links could bring together need keeping apart
    hangs = components(np.r_[left, sure[:, 0]], np.r_[right, sure[:, 1]], n)
    within = hangs[bounds.apart[:, 0]] == hangs[bounds.apart[:, 1]]
    bounds = bounds._replace(apart=bounds.apart[within])
    order = np.lexsort((right, left, -strength))
    left, right = left[order], right[order]
    rank = np.arange(len(left))
    state = _State(group, bounds, n)
    while len(rank):
        one, other = state.group[left], state.group[right]
        open_ = state.may_join(one, other)
        left, right, rank, one, other = (a[open_] for a in (left, right, rank, one, other))
        if not len(rank):
            break
        best = np.full(n, np.iinfo(np.int64).max)
        np.minimum.at(best, one, rank)
        np.minimum.at(best, other, rank)
        taken = (best[one] == rank) & (best[other] == rank)
        state.join(one[taken], other[taken])
    return state.group


class _State:
    """The groups so far, with what each holds."""

    def __init__(self, group: Integers, bounds: Bounds, n: int) -> None:
        self.group = group
        self.window = bounds.window_days
        self.mask = np.zeros(n, dtype=np.int64)
        np.bitwise_or.at(self.mask, group, np.int64(1) << bounds.source.astype(np.int64))
        self.latest = np.full(n, np.iinfo(np.int64).min)
        np.maximum.at(self.latest, group, bounds.first_day)
        self.earliest = np.full(n, np.iinfo(np.int64).max)
        np.minimum.at(self.earliest, group, bounds.last_day)
        self.apart = bounds.apart
        self.n = n

    def may_join(self, one: Integers, other: Integers) -> npt.NDArray[np.bool_]:
        free = (one != other) & ((self.mask[one] & self.mask[other]) == 0)
        latest = np.maximum(self.latest[one], self.latest[other])
        earliest = np.minimum(self.earliest[one], self.earliest[other])
        free &= latest - earliest <= self.window
        if len(self.apart):
            barred = self._key(self.group[self.apart[:, 0]], self.group[self.apart[:, 1]])
            free &= ~np.isin(self._key(one, other), barred)
        open_: npt.NDArray[np.bool_] = free
        return open_

    def _key(self, one: Integers, other: Integers) -> Integers:
        key: Integers = np.minimum(one, other) * self.n + np.maximum(one, other)
        return key

    def join(self, one: Integers, other: Integers) -> None:
        low, high = np.minimum(one, other), np.maximum(one, other)
        becomes = np.arange(self.n)
        becomes[high] = low
        self.mask[low] |= self.mask[high]
        self.latest[low] = np.maximum(self.latest[low], self.latest[high])
        self.earliest[low] = np.minimum(self.earliest[low], self.earliest[high])
        self.group = becomes[self.group]


def components(left: Integers, right: Integers, n: int) -> Integers:
    """Return, for each of ``n`` rows, the lowest row number of what hangs together with it."""
    edges = coo_array((np.ones(len(left), dtype=bool), (left, right)), shape=(n, n))
    label = connected_components(edges, directed=False)[1]
    lowest = np.full(n, n, dtype=np.int64)
    np.minimum.at(lowest, label, np.arange(n))
    group: Integers = lowest[label]
    return group
