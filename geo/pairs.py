"""Pairs of places in arrays: held, ordered, joined, and made in batches of bounded size."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.ellipsoid import Floats, Integers

_PAIRS_AT_ONCE = 1_000_000
_BITS = 63
_LEAST_ROOM = 12
_BIT_MORE = 1.25
_BEARING = 3
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
    return concatenate(parts).ordered()


def concatenate(parts: Iterable[Pairs], rows: int = 0) -> Pairs:
    """Return all pairs of all parts, in the order they come in; no two parts need to be held.

    Parameters
    ----------
    parts
        The pairs.
    rows
        Where they come in the order of left rows, how many of these there are: tells beforehand
        how much there will be.
    """
    columns: list[npt.NDArray[Any]] = [np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)]
    n = 0
    for part in parts:
        last = n + len(part.left)
        if not _is_none(part.bearing_deg) and len(columns) == _BEARING:
            columns.append(np.full(n, np.nan))
        for nth, more in enumerate(part[: len(columns)]):
            if last > len(columns[nth]):
                expected = _BIT_MORE * last * (rows / (1 + part.left[-1]) if rows else 1.0)
                longer = np.empty(int(expected) + 1, columns[nth].dtype)
                longer[:n] = columns[nth][:n]
                columns[nth] = longer
            columns[nth][n:last] = more
        n = last
    left, right, distance, *turned = (column[:n] for column in columns)
    return Pairs(left, right, distance, turned[0] if turned else no_bearing(n))


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
