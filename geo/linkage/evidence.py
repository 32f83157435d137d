"""What two rows agree on, field by field, in a few levels each.

A level is coarse on purpose: chances are estimated per level, and a level must be common enough to
be counted. -1 stands for a field that one of the two rows says nothing about: it is no evidence
either way.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process

from geo.ellipsoid import Floats, Integers
from geo.linkage.candidates import day_gap, distance_m
from geo.linkage.fields import Fields
from geo.linkage.words import shared_words

Levels = npt.NDArray[np.int8]

_ALIKE: Final = 85.0
_SITE_M, _SHARP_M, _MEDIUM_M = 2_000.0, 12_000.0, 40_000.0
_CLOSE_SHARE: Final = 0.25
_COSINES: Final = (0.5, 0.3, 0.18, 0.08)


class Field(NamedTuple):
    """One field of comparison.

    Attributes
    ----------
    levels
        What each level is called in a table of links.
    expected
        The share of true pairs in each level that is assumed until the data say more.
    by_chance
        The same of pairs that are not one event.
    falling
        Levels from the best agreement to the worst: a worse one never speaks more for a pair, the
        best never against it, the worst never for it. Levels that are not named (two rows that
        both report nobody hurt) may speak a little either way.
    """

    levels: tuple[str, ...]
    expected: tuple[float, ...]
    by_chance: tuple[float, ...]
    falling: tuple[int, ...]


_COUNT: Final = Field(
    ("same_number", "both_none", "close_number", "one_none", "other_number"),
    (0.20, 0.65, 0.04, 0.08, 0.03),
    (0.02, 0.72, 0.02, 0.20, 0.04),
    (0, 2, 3, 4),
)
FIELDS: Final = {
    "date": Field(
        ("same_day", "overlap", "1_day", "2_days_or_more"),
        (0.72, 0.14, 0.10, 0.04),
        (0.15, 0.05, 0.25, 0.55),
        (0, 2, 3),
    ),
    "place": Field(
        ("same_spot", "within_error", "within_wide_error", "within_area", "near_error", "far"),
        (0.20, 0.35, 0.28, 0.10, 0.05, 0.02),
        (0.01, 0.04, 0.10, 0.15, 0.20, 0.50),
        (0, 1, 2, 3, 4, 5),
    ),
    "admin": Field(("same", "differs"), (0.90, 0.10), (0.20, 0.80), (0, 1)),
    "actor": Field(
        ("same_name", "same_type", "differs"), (0.60, 0.35, 0.05), (0.05, 0.50, 0.45), (0, 1, 2)
    ),
    "event": Field(("same", "alike", "differs"), (0.70, 0.18, 0.12), (0.20, 0.25, 0.55), (0, 1, 2)),
    "target": Field(("same", "differs"), (0.85, 0.15), (0.45, 0.55), (0, 1)),
    "killed": _COUNT,
    "injured": _COUNT,
    "kidnapped": _COUNT,
    "arrested": _COUNT,
    "damage": Field(
        ("same_number", "both_none", "other_number", "one_none"),
        (0.25, 0.60, 0.05, 0.10),
        (0.06, 0.60, 0.04, 0.30),
        (0, 2, 3),
    ),
    "words": Field(
        ("many", "several", "some", "few", "hardly_any"),
        (0.28, 0.24, 0.20, 0.16, 0.12),
        (0.002, 0.008, 0.03, 0.12, 0.84),
        (0, 1, 2, 3, 4),
    ),
    "cites": Field(("one_cites_the_other", "neither"), (0.10, 0.90), (0.01, 0.99), (0, 1)),
}
"""Name -> field. The shares are where it starts: expected ones weigh as much as forty pairs,
those of chance as much as fifty."""


def evidence(
    fields: Fields, left: Integers, right: Integers, shift_days: int = 0
) -> dict[str, Levels]:
    """Return the level of each field for each pair, in the order of `FIELDS`.

    Parameters
    ----------
    fields
        All rows.
    left, right
        Row numbers, shape (n,) each.
    shift_days
        By how many days the right side was moved.
    """
    counts = [
        _count_level(fields.counts[left, k], fields.counts[right, k])
        for k in range(fields.counts.shape[1])
    ]
    place, placed = _place(fields, left, right)
    return {
        "date": _date(fields, left, right, shift_days),
        "place": place,
        "admin": np.where(placed, -1, _admin(fields, left, right)).astype(np.int8),
        "actor": _actor(fields, left, right),
        "event": _event(fields, left, right),
        "target": _same(fields.target[left], fields.target[right]),
        "killed": _killed(fields, left, right, counts[0]),
        "injured": counts[1],
        "kidnapped": counts[2],
        "arrested": counts[3],
        "damage": _damage(fields, left, right),
        "words": _words(fields, left, right),
        "cites": _cites(fields, left, right),
    }


def _choose(conditions: list[Any], n: int, default: int = -1) -> Levels:
    """Return the number of the first condition that holds."""
    level = np.full(n, default, dtype=np.int8)
    for number in range(len(conditions) - 1, -1, -1):
        level[conditions[number]] = number
    return level


def _date(fields: Fields, left: Integers, right: Integers, shift_days: int) -> Levels:
    gap = day_gap(fields, left, right, shift_days)
    exact = (fields.last_day[left] - fields.first_day[left] == 0) & (
        fields.last_day[right] - fields.first_day[right] == 0
    )
    return _choose([(gap == 0) & exact, gap == 0, gap == 1, gap > 1], len(left))


def _place(fields: Fields, left: Integers, right: Integers) -> tuple[Levels, Any]:
    metres = distance_m(fields, left, right)
    error_m = np.hypot(fields.error_m[left], fields.error_m[right])
    inside = metres <= error_m
    placed = ~np.isnan(metres)
    levels = [
        inside & (metres <= _SITE_M) & (error_m <= _SHARP_M),
        inside & (error_m <= _SHARP_M),
        inside & (error_m <= _MEDIUM_M),
        inside,
        metres <= 2 * error_m,
        placed,
    ]
    return _choose(levels, len(left)), placed


def _admin(fields: Fields, left: Integers, right: Integers) -> Levels:
    alike = _likeness(fields.admin1, fields.admin1_names, left, right)
    return _choose([alike >= _ALIKE, alike < _ALIKE], len(left))


def _actor(fields: Fields, left: Integers, right: Integers) -> Levels:
    alike = _likeness(fields.actor, fields.actor_names, left, right)
    one, other = fields.actor_type[left], fields.actor_type[right]
    both = (one >= 0) & (other >= 0)
    return _choose([alike >= _ALIKE, both & (one == other), both & (one != other)], len(left))


def _likeness(codes: Any, names: list[str], left: Integers, right: Integers) -> Floats:
    """Return how alike two names are, 0 to 100, each distinct pair of names compared once."""
    one, other = codes[left].astype(np.int64), codes[right].astype(np.int64)
    both = (one >= 0) & (other >= 0)
    score = np.full(len(left), np.nan)
    if not both.any():
        return score
    wide = len(names)
    key = np.minimum(one, other)[both] * wide + np.maximum(one, other)[both]
    which, distinct = pd.factorize(key)
    spelt = np.array(names, dtype=object)
    scores = process.cpdist(
        spelt[distinct // wide], spelt[distinct % wide], scorer=fuzz.token_set_ratio
    )
    score[both] = np.asarray(scores, dtype=float)[which]
    return score


def _event(fields: Fields, left: Integers, right: Integers) -> Levels:
    one, other = fields.event_type[left], fields.event_type[right]
    both = (one >= 0) & (other >= 0)
    kin = fields.family[left] == fields.family[right]
    kin &= fields.family[left] >= 0
    kin |= fields.any_attack[left] & fields.forceful[right]
    kin |= fields.any_attack[right] & fields.forceful[left]
    return _choose([both & (one == other), both & kin, both], len(left))


def _same(one: Any, other: Any) -> Levels:
    both = (one >= 0) & (other >= 0)
    return _choose([both & (one == other), both], len(one))


def _count_level(one: Floats, other: Floats) -> Levels:
    both = ~(np.isnan(one) | np.isnan(other))
    some = (one > 0) & (other > 0)
    close = np.abs(one - other) <= np.maximum(1, _CLOSE_SHARE * np.fmax(one, other))
    levels = [some & (one == other), both & (one + other == 0), some & close, both & ~some, some]
    return _choose(levels, len(one))


def _killed(fields: Fields, left: Integers, right: Integers, workers: Levels) -> Levels:
    """Compare health workers killed; else all deaths; else the one with the other.

    A list of health workers killed and a list of all deaths count different people: more dead than
    health workers is no contradiction, fewer is one.
    """
    deaths = _count_level(fields.fatalities[left], fields.fatalities[right])
    level = np.where(workers >= 0, workers, deaths)
    for some, all_ in ((left, right), (right, left)):
        staff, dead = fields.counts[some, 0], fields.fatalities[all_]
        mixed = _choose([(staff > 0) & (staff == dead), staff + dead == 0], len(left))
        mixed[staff > dead] = 4
        level = np.where((level < 0) & ~np.isnan(staff + dead), mixed, level)
    return level.astype(np.int8)


def _damage(fields: Fields, left: Integers, right: Integers) -> Levels:
    one = np.column_stack([fields.destroyed[left], fields.damaged[left]])
    other = np.column_stack([fields.destroyed[right], fields.damaged[right]])
    both = ~(np.isnan(one).any(axis=1) | np.isnan(other).any(axis=1))
    some = (one.sum(axis=1) > 0) & (other.sum(axis=1) > 0)
    none = (one.sum(axis=1) == 0) & (other.sum(axis=1) == 0)
    levels = [both & some & (one == other).all(axis=1), both & none, both & some, both]
    return _choose(levels, len(left))


def _words(fields: Fields, left: Integers, right: Integers) -> Levels:
    cosine = shared_words(fields.text, left, right)
    return _choose([*(cosine >= limit for limit in _COSINES), cosine >= -1], len(left))


def _cites(fields: Fields, left: Integers, right: Integers) -> Levels:
    if not fields.cites.any():
        return np.full(len(left), -1, dtype=np.int8)
    named = (fields.cites[left] >> fields.source[right]) & 1
    named |= (fields.cites[right] >> fields.source[left]) & 1
    return np.where(named == 1, 0, 1).astype(np.int8)


def pattern_codes(levels: dict[str, Levels]) -> Integers:
    """Return one number per pair that stands for all its levels."""
    code = np.zeros(len(next(iter(levels.values()))), dtype=np.int64)
    for name, field in FIELDS.items():
        code = code * (len(field.levels) + 1) + (levels[name].astype(np.int64) + 1)
    return code


def levels_of(codes: Integers) -> dict[str, Levels]:
    """Return the levels that `pattern_codes` made the numbers of."""
    rest = codes.copy()
    out: dict[str, Levels] = {}
    for name, field in reversed(FIELDS.items()):
        size = len(field.levels) + 1
        out[name] = (rest % size - 1).astype(np.int8)
        rest //= size
    return {name: out[name] for name in FIELDS}
