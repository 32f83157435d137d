"""How probable it is that two rows are one event: Fellegi and Sunter's model, with chance measured.

Fellegi and Sunter (1969) weigh each agreement by how much more often it occurs in true pairs (m)
than in chance pairs (u). Three things are done so that no labelled pair is needed:

- u is counted, not guessed: the same comparison is made with one side's dates moved by weeks. None
  of those pairs is one event, and they have the same places, actors and habits of coding.
- m and the share of true pairs come from expectation maximisation (Winkler 1988) with u held.
- Fields are not independent, so the product of weights is too sure of itself. The pairs of moved
  dates say how many chance pairs reach a weight; the probability never exceeds the share that
  remains (a local false discovery rate, Efron 2004; decoys as Elias and Gygi 2007 use them).

Then rows compete: a row has at most one partner in another list, so what speaks for one candidate
speaks against the others.
"""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression

from geo.ellipsoid import Floats, Integers
from geo.linkage.evidence import FIELDS, levels_of
from geo.linkage.fields import Rows

_PRIOR_PAIRS: Final = 40.0
_CHANCE_PRIOR: Final = 50.0
_ROUNDS: Final = 60
_SETTLED: Final = 1e-6
_MESSAGES: Final = 50
_GUESSES: Final = 6
_NEARLY: Final = 0.005
_NEGLIGIBLE: Final = 1e-4
_BIN_PAIRS: Final = 40
_FEW_CHANCE_PAIRS: Final = 50
_SUREST: Final = 1 - 1e-6
_MOST_OF_LIST: Final = 0.95
_FEWEST: Final = 0.01
_LITTLE: Final = 1.2
_CROWDED: Final = 32
_HALF_A_PAIR: Final = 0.125
"""Half a pair in one of four moves: what may have been missed where no chance pair was seen."""


class Patterns(NamedTuple):
    """Distinct patterns of agreement in places of like crowding, and how many pairs each has.

    Attributes
    ----------
    codes
        `geo.linkage.evidence.pattern_codes` times 32, plus the crowding; ascending, shape (n,).
    pairs
        Number of pairs; of moved pairs, brought to the number expected among the real ones.
    """

    codes: Integers
    pairs: Floats


@dataclass(frozen=True)
class Model:
    """What was learnt about two lists.

    Attributes
    ----------
    weight
        Natural logarithm of the likelihood ratio of each pattern.
    p
        Probability of each pattern, before candidates compete.
    m, u
        Per field, the share of true and of chance pairs in each level.
    partners
        Estimated true partners per row that has a candidate.
    calibrated
        Whether there were chance pairs enough to hold the probabilities down.
    """

    codes: Integers
    weight: Floats
    p: Floats
    m: dict[str, Floats]
    u: dict[str, Floats]
    partners: float
    calibrated: bool


def crowding(left: Rows, right: Rows, n_rows: int, share: float = 1.0) -> Integers:
    """Return how many candidates the rows of each pair have, as a power of two.

    The one candidate of a row in a quiet country is likelier to be its partner than each of fifty
    candidates on a day of heavy fighting, however alike they are.

    Parameters
    ----------
    left, right
        Row numbers of all pairs of two lists.
    n_rows
        Number of rows in all.
    share
        Share of the left rows that was looked at.
    """
    ours = np.bincount(left, minlength=n_rows)[left]
    theirs = np.maximum(np.bincount(right, minlength=n_rows)[right] / share, 1.0)
    power: Integers = np.round(0.5 * np.log2(ours * theirs)).astype(np.int64)
    return np.minimum(power, _CROWDED - 1)


def counted(codes: list[Integers], crowds: list[Integers], share: float = 1.0) -> Patterns:
    """Return distinct patterns with their counts, divided by the share that was looked at."""
    if not codes:
        return Patterns(np.empty(0, dtype=np.int64), np.empty(0))
    both = joint_codes(np.concatenate(codes), np.concatenate(crowds))
    which, distinct = pd.factorize(both)  # by hashing: many pairs, few patterns
    order = np.argsort(distinct)
    return Patterns(distinct[order], np.bincount(which)[order] / share)


def joint_codes(codes: Integers, crowds: Integers) -> Integers:
    """Return one number for pattern and crowding."""
    return codes * _CROWDED + crowds


def fit(real: Patterns, chance: Patterns) -> Model:
    """Learn from the patterns of two lists.

    Parameters
    ----------
    real
        Patterns of the candidate pairs.
    chance
        Patterns of pairs with moved dates.
    """
    enough = float(chance.pairs.sum()) >= _FEW_CHANCE_PAIRS
    levels, null_levels = (levels_of(part.codes // _CROWDED) for part in (real, chance))
    per_candidate, null_per = (_per_candidate(part.codes % _CROWDED) for part in (real, chance))
    u = {
        name: _shares(null_levels[name], chance.pairs, field.by_chance, _CHANCE_PRIOR)
        for name, field in FIELDS.items()
    }
    rows = float((real.pairs * per_candidate).sum())
    partners = 1 / 3
    believed = _beyond_chance(real, chance)
    for _ in range(_ROUNDS):
        m = {
            name: _shares(levels[name], believed, field.expected, _PRIOR_PAIRS)
            for name, field in FIELDS.items()
        }
        weight = _weights(levels, m, u)
        believed = _belief(_odds(weight, partners * per_candidate)) * real.pairs
        before, partners = partners, np.clip(float(believed.sum()) / rows, _FEWEST, _MOST_OF_LIST)
        if abs(partners - before) < _SETTLED:
            break
    odds = _odds(weight, partners * per_candidate)
    p = np.minimum(_belief(odds), _SUREST)
    if enough:
        chance_odds = _odds(_weights(null_levels, m, u), partners * null_per)
        p = np.minimum(p, _not_by_chance(odds, real.pairs, chance_odds, chance.pairs))
    return Model(real.codes, weight, p, m, u, partners, enough)


def _beyond_chance(real: Patterns, chance: Patterns) -> Floats:
    """Return, per real pattern, how many pairs it has beyond those of chance and its own noise.

    Where to begin matters: from the expected shares alone, lists that code one event in two ways
    (a facility here, a person there) would never be seen to have anything in common.
    """
    kinds, which = np.unique(real.codes // _CROWDED, return_inverse=True)
    seen = np.bincount(which, weights=real.pairs)
    by_chance = np.zeros(len(kinds))
    at = np.searchsorted(kinds, chance.codes // _CROWDED)
    there = at < len(kinds)
    there[there] = kinds[at[there]] == (chance.codes // _CROWDED)[there]
    np.add.at(by_chance, at[there], chance.pairs[there])
    excess = np.maximum(seen - by_chance - np.sqrt(by_chance + 1), 0)
    begun: Floats = (excess / np.maximum(seen, 1))[which] * real.pairs
    return begun


def _per_candidate(crowds: Integers) -> Floats:
    share: Floats = np.exp2(-crowds.astype(float))
    return share


def _shares(level: Any, pairs: Floats, start: tuple[float, ...], prior: float) -> Floats:
    """Return the share of pairs in each level, ``prior`` pairs of the starting shares added."""
    known = level >= 0
    n = np.bincount(level[known], weights=pairs[known], minlength=len(start))
    shares: Floats = (n + prior * np.array(start)) / (n.sum() + prior)
    return shares


def _weights(levels: dict[str, Any], m: dict[str, Floats], u: dict[str, Floats]) -> Floats:
    weight = np.zeros(len(next(iter(levels.values()))))
    for name, level in levels.items():
        weight += np.append(_log_ratio(name, m[name] / u[name]), 0.0)[level]
    return weight


def _log_ratio(name: str, ratio: Floats) -> Floats:
    """Return what each level speaks for, with agreement never counted against a pair."""
    falling = np.array(FIELDS[name].falling)
    log = np.clip(np.log(ratio), -_LITTLE, _LITTLE)
    steps = np.minimum.accumulate(np.log(ratio)[falling])
    steps[0], steps[-1] = max(steps[0], 0.0), min(steps[-1], 0.0)
    log[falling] = steps
    return log


def _odds(weight: Floats, prior: Floats) -> Floats:
    """Return the logarithm of the odds."""
    odds: Floats = np.log(prior / (1 - prior)) + weight
    return odds


def _belief(odds: Floats) -> Floats:
    belief: Floats = 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
    return belief


def _not_by_chance(
    odds: Floats, pairs: Floats, chance_odds: Floats, chance_pairs: Floats
) -> Floats:
    """Return, by odds, the share of pairs beyond those that chance brings to such odds."""
    unlikely = np.log(0.01)
    below = float(pairs[odds < unlikely].sum()), float(chance_pairs[chance_odds < unlikely].sum())
    scale = below[0] / below[1] if min(below) >= _FEW_CHANCE_PAIRS else 1.0
    order = np.argsort(-odds, kind="stable")
    bins = ((np.cumsum(pairs[order]) - pairs[order]) // _BIN_PAIRS).astype(np.int64)
    number = np.cumsum(np.diff(bins, prepend=bins[:1]) > 0)
    inside = np.bincount(number, weights=pairs[order])
    middle = np.bincount(number, weights=pairs[order] * odds[order]) / inside
    lowest = np.full(len(inside), np.inf)
    np.minimum.at(lowest, number, odds[order])
    upto = np.argsort(chance_odds)
    mass = np.append(np.cumsum(chance_pairs[upto][::-1])[::-1], 0.0)
    above = mass[np.searchsorted(chance_odds[upto], lowest, side="left")]
    chance = np.diff(above, prepend=0.0) * scale
    left = 1 - (chance + _HALF_A_PAIR * scale) / inside
    falling = isotonic_regression(np.clip(left, 0, 1), weights=inside, increasing=False).x
    held: Floats = np.interp(odds, middle[::-1], falling[::-1])
    return held


def compete(
    left: Rows, right: Rows, p: Floats, crowds: Integers, partners: float, n_rows: int
) -> Floats:
    """Return probabilities with each row having at most one partner in the other list.

    Parameters
    ----------
    left, right
        Row numbers of the pairs of two lists.
    p
        Probability of each pair by itself.
    crowds
        Of `crowding`.
    partners
        True partners per row, as `fit` guessed them; estimated anew here, since now no row counts
        twice.
    n_rows
        Number of rows in all.

    Returns
    -------
    Shape (n,).

    Examples
    --------
    >>> two = np.array([1, 2])
    >>> compete(np.array([0, 0]), two, np.array([0.9, 0.9]), two * 0 + 1, 0.5, 3).round(2)
    array([0.5, 0.5])
    """
    bounded = np.minimum(p, _SUREST)
    share = _per_candidate(crowds)
    rows = float(share.sum())
    odds = bounded / (1 - bounded)
    # odds against having no partner at all are up to 20 times those against this one candidate
    live = np.flatnonzero(odds > _NEGLIGIBLE)
    left, right, odds, share = left[live], right[live], odds[live], share[live]
    marginal = bounded.copy()
    for _ in range(_GUESSES):
        against_none = odds * (1 - partners * share) / (1 - partners)
        marginal[live] = paired_off(left, right, against_none, n_rows)
        before, partners = partners, np.clip(float(marginal.sum()) / rows, _FEWEST, _MOST_OF_LIST)
        if abs(partners - before) < _NEARLY:
            break
    return marginal


def paired_off(left: Rows, right: Rows, odds: Floats, n_rows: int) -> Floats:
    """Return how probable each pair is over all ways to pair rows off, none twice.

    A way weighs the product of its pairs' odds. Belief propagation (Williams and Lau 2014) always
    converges; it is exact where the pairs hang together as a tree, and close elsewhere.

    Examples
    --------
    >>> paired_off(np.array([0, 0]), np.array([1, 2]), np.array([9.0, 9.0]), 3).round(3)
    array([0.474, 0.474])
    """
    free_left = free_right = np.ones(len(odds))
    for _ in range(_MESSAGES):
        toward = odds * free_right
        heard = np.bincount(left, weights=toward, minlength=n_rows)[left] - toward
        newer_left = 1 / (1 + np.maximum(heard, 0))
        toward = odds * newer_left
        heard = np.bincount(right, weights=toward, minlength=n_rows)[right] - toward
        newer_right = 1 / (1 + np.maximum(heard, 0))
        moved = np.abs(newer_left - free_left).max(initial=0.0)
        free_left, free_right = newer_left, newer_right
        if moved < _SETTLED:
            break
    both = odds * free_left * free_right
    marginal: Floats = both / (1 + both)
    return marginal


def weigh(model: Model, levels: dict[str, Any]) -> Floats:
    """Return the log likelihood ratio of pairs by their levels, seen before or not."""
    return _weights(levels, model.m, model.u)


def looked_up(model: Model, codes: Integers) -> tuple[Floats, Floats]:
    """Return weight and p of each pair by its joint code."""
    at = np.searchsorted(model.codes, codes)
    return model.weight[at], model.p[at]
