"""Pairs of places in arrays: held, ordered, joined, and made in batches of bounded size."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.ellipsoid import Floats, Integers

_PAIRS_AT_ONCE = 1_000_000


class Pairs(NamedTuple):
    """Pairs of rows with the distance between them; four arrays of one length.

    Attributes
    ----------
    left, right
        Row positions.
    distance_m
        Geodesic metres.
    bearing_deg
        From left to right, clockwise from north; NaN where there is none.
    """

    left: Integers
    right: Integers
    distance_m: Floats
    bearing_deg: Floats

    def take(self, which: npt.NDArray[np.bool_] | Integers) -> "Pairs":
        """Return the pairs chosen by a mask or by position."""
        return Pairs(
            self.left[which], self.right[which], self.distance_m[which], self.bearing_deg[which]
        )

    def ordered(self) -> "Pairs":
        """Return the pairs sorted by left row, distance, right row."""
        if self._are_ordered():
            return self
        return self.take(np.lexsort((self.right, self.distance_m, self.left)))

    def _are_ordered(self) -> bool:
        """Say whether sorting would change nothing: looking costs far less than sorting."""
        left, right = np.diff(self.left), np.diff(self.right)
        further = np.diff(self.distance_m)
        same, tied = left == 0, (left == 0) & (further == 0)
        return bool((left >= 0).all() and (further[same] >= 0).all() and (right[tied] >= 0).all())


def join(parts: Sequence[Pairs]) -> Pairs:
    """Return all pairs of all parts, sorted by left row, distance, right row."""
    if not parts:
        nothing = np.empty(0, dtype=np.int64)
        return Pairs(nothing, nothing, np.empty(0), np.empty(0))
    return Pairs(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.distance_m for part in parts]),
        np.concatenate([part.bearing_deg for part in parts]),
    ).ordered()


def batches(counts: Integers) -> Iterator[Integers]:
    """Yield runs of row positions whose counts add up to about a million, leaving out zeros.

    Parameters
    ----------
    counts
        How many candidates each row will have, shape (n,).
    """
    rows = np.flatnonzero(counts)
    if len(rows):
        batch = np.cumsum(counts[rows]) // _PAIRS_AT_ONCE
        yield from np.split(rows, np.flatnonzero(np.diff(batch)) + 1)


def expand(
    rows: Integers, lists: Sequence[Sequence[int]], counts: Integers
) -> tuple[Integers, Integers]:
    """Return lists of partners, one per row, as two arrays of one length."""
    total = int(counts.sum())
    return np.repeat(rows, counts), np.fromiter(chain.from_iterable(lists), np.int64, total)
