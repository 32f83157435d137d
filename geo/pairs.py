"""Pairs of places in arrays: held, ordered, joined, and made in batches of bounded size."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.ellipsoid import Floats, Integers

_PAIRS_AT_ONCE = 1_000_000
_BITS = 63
_LEAST_ROOM = 12
_BELOW_ONE = 1.0 - 1e-9


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
        left = self.left[which]
        bearing = self.bearing_deg
        bearing = no_bearing(len(left)) if _is_none(bearing) else bearing[which]
        return Pairs(left, self.right[which], self.distance_m[which], bearing)

    def ordered(self) -> "Pairs":
        """Return the pairs sorted by left row, distance, right row."""
        if self._are_ordered():
            return self
        return self.take(_order(self.left, self.right, self.distance_m))

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
    if len(parts) == 1:
        return parts[0].ordered()
    left, right, distance, bearing = (list(column) for column in zip(*parts, strict=True))
    return Pairs(
        np.concatenate(left),
        np.concatenate(right),
        np.concatenate(distance),
        no_bearing(sum(map(len, bearing)))
        if all(_is_none(part) for part in bearing)
        else np.concatenate(bearing),
    ).ordered()


def no_bearing(n: int) -> Floats:
    """Return NaN for every one of ``n`` pairs, in the memory of a single one; not to be written."""
    return np.broadcast_to(np.nan, n)


def _is_none(bearing: Floats) -> bool:
    return bearing.strides == (0,)


def _order(left: Integers, right: Integers, distance_m: Floats) -> Integers:
    """Return the order by left row, distance, right row.

    One sort of whole numbers that hold the left row, as much of the distance as there is room for,
    and the position: several times as fast as three sorts. What the cut distance leaves tied is
    sorted apart.
    """
    n = len(left)
    place = int(n).bit_length()
    room = _BITS - place - int(left.max(initial=0)).bit_length()
    furthest = float(distance_m.max(initial=0.0))
    if room < _LEAST_ROOM or not np.isfinite(furthest):
        return np.lexsort((right, distance_m, left))
    key = left << room
    key |= (distance_m * ((1 << room) / max(furthest, 1.0) * _BELOW_ONE)).astype(np.int64)
    key <<= place
    key |= np.arange(n)
    key.sort()
    order = key & ((1 << place) - 1)
    key >>= place
    same = np.flatnonzero(key[1:] == key[:-1])
    if len(same):
        at = np.union1d(same, same + 1)
        rows = order[at]
        order[at] = rows[np.lexsort((right[rows], distance_m[rows], left[rows]))]
    return order


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
