"""Which pairs are compared at all: two sources, one country, dates that lie close, places in reach.

An interval join on sorted keys, in chunks: memory is bounded by the chunk, time grows with the
number of pairs and not with the square of the rows.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from geo.ellipsoid import Floats, Integers
from geo.linkage.fields import MAX_DAYS, Fields

PAIRS_AT_ONCE: Final = 2_000_000
SLACK_M: Final = 25_000.0
_SPAN: Final = 1_000_000
_EARTH_M: Final = 6_371_008.8
_LENGTHS: Final = ((0, 1), (2, 8), (9, MAX_DAYS))


def candidates(
    fields: Fields, left: Integers, right: Integers, window_days: int, shift_days: int = 0
) -> Iterator[tuple[Integers, Integers]]:
    """Yield pairs of row numbers that could be one event, chunk by chunk.

    Parameters
    ----------
    fields
        All rows.
    left, right
        Row numbers of the two sides.
    window_days
        How many days two reports of one event may lie apart.
    shift_days
        Days by which the right side is moved: pairs of another time, none of which is one event.

    Yields
    ------
    Two arrays of equal length. Both rows are usable, of one country, their intervals no further
    apart than the window, and their places, where both have one, no further than three times their
    joint error and 25 km.
    """
    left, right = left[fields.usable[left]], right[fields.usable[right]]
    length = fields.last_day[right] - fields.first_day[right]
    for shortest, longest in _LENGTHS:
        part = right[(length >= shortest) & (length <= longest)]
        if len(part):
            yield from _joined(fields, left, part, window_days, shift_days, longest)


def _joined(
    fields: Fields, left: Integers, right: Integers, window_days: int, shift_days: int, longest: int
) -> Iterator[tuple[Integers, Integers]]:
    key = fields.country[right].astype(np.int64) * _SPAN + fields.first_day[right] + shift_days
    order = np.argsort(key, kind="stable")
    key, right = key[order], right[order]
    base = fields.country[left].astype(np.int64) * _SPAN
    low = np.searchsorted(key, base + fields.first_day[left] - window_days - longest, side="left")
    high = np.searchsorted(key, base + fields.last_day[left] + window_days, side="right")
    count = high - low
    end = np.cumsum(count)
    total = int(end[-1]) if len(end) else 0
    cuts = np.searchsorted(end, np.arange(PAIRS_AT_ONCE, total, PAIRS_AT_ONCE), side="right")
    for rows in np.split(np.arange(len(left)), np.unique(cuts)):
        size = count[rows]
        if not size.sum():
            continue
        one = np.repeat(left[rows], size)
        nth = np.arange(len(one)) - np.repeat(np.cumsum(size) - size, size)
        other = right[np.repeat(low[rows], size) + nth]
        near = day_gap(fields, one, other, shift_days) <= window_days
        one, other = one[near], other[near]
        reached = in_reach(fields, one, other)
        yield one[reached], other[reached]


def day_gap(fields: Fields, left: Integers, right: Integers, shift_days: int = 0) -> Integers:
    """Return the days between two intervals, 0 where they meet."""
    after = fields.first_day[right] + shift_days - fields.last_day[left]
    before = fields.first_day[left] - fields.last_day[right] - shift_days
    gap: Integers = np.maximum(np.maximum(after, before), 0)
    return gap


def in_reach(fields: Fields, left: Integers, right: Integers) -> np.ndarray[tuple[int], np.dtype]:
    """Return where two places could be one, as far as their errors go; unknown places can."""
    reach_m = 3.0 * np.hypot(fields.error_m[left], fields.error_m[right]) + SLACK_M
    close: np.ndarray[tuple[int], np.dtype] = ~(distance_m(fields, left, right) > reach_m)
    return close


def distance_m(fields: Fields, left: Integers, right: Integers) -> Floats:
    """Return great-circle metres, NaN where a place is unknown.

    A sphere is enough here: errors are kilometres, and the sphere is off by half a per cent.
    """
    x1, y1 = np.radians(fields.x[left]), np.radians(fields.y[left])
    x2, y2 = np.radians(fields.x[right]), np.radians(fields.y[right])
    half = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    metres: Floats = 2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return metres
