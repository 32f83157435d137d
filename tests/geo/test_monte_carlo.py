"""Probabilities and counts against draws: exact binomial bounds, corrected for all comparisons.

Seeds are fixed. A share of draws is compared by the bounds of Clopper and Pearson at a level of
0.05 over the number of cases, so that all of them together fail by chance once in twenty seeds.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo.counting import _all_or_nothing, _distribution, count_near
from geo.probability import probability_within
from geo.union import UNION_ERROR, Sites, probability_near_any
from geo.vocabulary import SIGMAS_PER_ERROR

AT_ONCE = 100_000


def bounds(hits, draws, cases):
    level = 0.05 / cases / 2
    low = stats.beta.ppf(level, hits, draws - hits + 1) if hits else 0.0
    high = stats.beta.ppf(1 - level, hits + 1, draws - hits) if hits < draws else 1.0
    return low, high


def place(rng, model, error, n):
    if model == "normal":
        return rng.normal(0, error / SIGMAS_PER_ERROR, (n, 2))
    away, turn = error * np.sqrt(rng.uniform(size=n)), rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([away * np.cos(turn), away * np.sin(turn)])


def hits_of(rng, model, error, radius, spots, own, draws):
    """How many draws lie near any of the sites, and near the first of them."""
    any_, first = 0, 0
    for _ in range(draws // AT_ONCE):
        strike = place(rng, model, error, AT_ONCE)
        near = np.zeros(AT_ONCE, bool)
        for nth, (spot, site_error) in enumerate(zip(spots, own, strict=True)):
            site = spot + rng.normal(0, site_error / SIGMAS_PER_ERROR, (AT_ONCE, 2))
            this = np.hypot(*(strike - site).T) <= radius
            first += this.sum() if nth == 0 else 0
            near |= this
        any_ += near.sum()
    return int(any_), int(first)


def compare(cases, draws, seed):
    rng = np.random.default_rng(seed)
    between = 0
    for nth in range(cases):
        model = ("normal", "disc")[nth % 2]
        radius = 10 ** rng.uniform(2, 4)
        error = radius * 10 ** rng.uniform(-1, 0.6)
        n = int(rng.integers(1, 7))
        # some of them right at the edge, where p is neither 0 nor 1
        away = np.abs(radius + rng.normal(0, 0.7 * error, n))
        turn = rng.uniform(0, 2 * np.pi, n)
        spots = np.column_stack([away * np.cos(turn), away * np.sin(turn)])
        own = rng.choice([0.0, 0.05, 0.5], n) * radius
        near, first = hits_of(rng, model, error, radius, spots, own, draws)
        sites = Sites(np.zeros(n, np.int64), *spots.T, own)
        p_any = probability_near_any(sites, np.array([error]), radius, model=model)[0]
        p = probability_within(away[0], error, radius, model=model, site_error_m=own[0])
        for value, hits, allowed in ((p_any, near, UNION_ERROR), (float(p), first, 1e-4)):
            low, high = bounds(hits, draws, cases)
            assert low - allowed <= value <= high + allowed, (nth, model, value, low, high)
        between += 0.05 < p_any < 0.95
    return between


def test_a_few_cases_against_draws():
    assert compare(16, 100_000, 1) >= 4


@pytest.mark.long
def test_two_hundred_cases_against_a_million_draws():
    assert compare(200, 1_000_000, 2) >= 50


@pytest.mark.parametrize("groups", ["independent", "together"])
def test_intervals_hold_what_they_say_and_no_less(groups):
    """A nominal 95 % interval covers 95 %; counts are whole numbers, so it may cover more."""
    rng, draws = np.random.default_rng(3), 20_000
    worst = 3 * np.sqrt(0.95 * 0.05 / draws)
    for n in (3, 12, 60):
        p = rng.beta(0.6, 0.6, n)
        key = np.arange(n) if groups == "independent" else rng.integers(0, max(n // 4, 2), n)
        table = pd.DataFrame(
            {"p_any_500": p, "tier_any_500": "likely", "place_key": key.astype(str)}
        )
        count = count_near(table, 500)
        shared = rng.uniform(size=(draws, n))[:, key]
        drawn = (shared <= p).sum(axis=1)
        low, high = getattr(count, f"low_{groups}"), getattr(count, f"high_{groups}")
        assert ((drawn >= low) & (drawn <= high)).mean() >= 0.95 - worst

        # and its whole distribution: randomised within each whole number it is uniform
        parts = [_all_or_nothing(p[key == k]) for k in np.unique(key)]
        cumulative = np.r_[0.0, np.cumsum(_distribution(parts))]
        uniform = rng.uniform(cumulative[drawn], cumulative[drawn + 1])
        assert stats.kstest(uniform, "uniform").pvalue > 1e-3


def test_an_interval_of_the_wrong_kind_would_show():
    """Incidents that go together, counted as if each stood alone, are not held in 95 %."""
    rng, n = np.random.default_rng(4), 40
    p, key = np.full(n, 0.5), np.repeat(np.arange(2), 20)
    table = pd.DataFrame({"p_any_500": p, "tier_any_500": "likely", "place_key": key.astype(str)})
    count = count_near(table, 500)
    drawn = (rng.uniform(size=(5_000, 2))[:, key] <= p).sum(axis=1)
    held = (drawn >= count.low_independent) & (drawn <= count.high_independent)
    assert held.mean() < 0.9
    assert ((drawn >= count.low) & (drawn <= count.high)).mean() >= 0.95
