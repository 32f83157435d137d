"""Capture-recapture against published figures, against simulation, and where it must refuse."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from geo.linkage import by_year, poisson_ratio, recapture
from geo.linkage.recapture import chao_lower, chapman, log_linear

HEPATITIS = {
    (True, True, True): 28.0,
    (True, True, False): 21.0,
    (True, False, True): 17.0,
    (False, True, True): 18.0,
    (True, False, False): 69.0,
    (False, True, False): 55.0,
    (False, False, True): 63.0,
}
"""Hepatitis A in northern Taiwan, 1995: three lists of 135, 122 and 126 cases, 271 in all (Chao,
Tsay, Lin, Shau and Chao 2001, Statistics in Medicine 20, table II)."""


@pytest.mark.parametrize(
    ("first", "second", "both", "n", "se", "low", "high"),
    [
        (1754, 452, 337, 2351, 58, 2250, 2478),
        (1754, 1135, 911, 2185, 22, 2146, 2233),
        (1754, 173, 134, 2261, 88, 2117, 2468),
        (452, 1135, 249, 2057, 77, 1922, 2224),
        (452, 173, 97, 803, 47, 725, 913),
        (1135, 173, 126, 1555, 67, 1445, 1712),
    ],
)
def test_chapman_as_published_for_four_lists_of_diabetes(first, second, both, n, se, low, high):
    """Bruno et al. 1994, as the R package CARE1 prints them (Petersen gives the overlaps)."""
    found = chapman(first, second, both)
    assert (round(found.n), round(found.low), round(found.high)) == (n, low, high)
    assert found.low < found.n < found.high
    assert se > 0


def test_chapman_as_published_for_attacks_on_health_care_in_syria():
    """Haar et al. 2018: 90 and 177 events, 60 matched."""
    assert chapman(90, 177, 60).n == pytest.approx(264.5, abs=0.05)


def test_saturated_model_of_three_lists_as_published():
    found = {one.method: one for one in log_linear(HEPATITIS)}
    assert len(found) == 8
    assert round(found["log_linear: 1*2, 1*3, 2*3"].n) == 1313
    assert all(one.seen == 271 for one in found.values())


def test_models_of_three_lists_against_their_closed_forms():
    found = {one.method.partition(": ")[2]: one.n for one in log_linear(HEPATITIS)}
    # lists 2 and 3 independent given 1: only events that list 1 lacks tell of the unseen
    unseen = (
        HEPATITIS[False, True, False] * HEPATITIS[False, False, True] / HEPATITIS[False, True, True]
    )
    assert found["1*2, 1*3"] == pytest.approx(271 + unseen, rel=1e-6)
    # 1 and 2 depend, 3 is independent of both
    either = (
        HEPATITIS[True, True, True] + HEPATITIS[True, False, True] + HEPATITIS[False, True, True]
    )
    without = (
        HEPATITIS[True, True, False] + HEPATITIS[True, False, False] + HEPATITIS[False, True, False]
    )
    assert found["1*2"] == pytest.approx(
        271 + HEPATITIS[False, False, True] * without / either, rel=1e-6
    )
    # complete independence: N solves N = seen / (1 - product of what each list misses)
    n = found["independent"]
    assert n * (1 - (1 - 135 / n) * (1 - 122 / n) * (1 - 126 / n)) == pytest.approx(271, rel=1e-6)


def simulated(rng, n, chances, dependence=0.0):
    """Lists that see each event with their own chance; with dependence, some events are easier."""
    ease = rng.normal(0, dependence, n)
    logit = np.log(np.array(chances) / (1 - np.array(chances)))
    seen = rng.random((n, len(chances))) < 1 / (1 + np.exp(-(logit + ease[:, None])))
    return pd.DataFrame(seen, columns=list("abc")[: len(chances)])


def test_independent_lists_give_the_truth_and_dependent_ones_too_little():
    rng = np.random.default_rng(7)
    truth, inside, low, bound = 1_000, 0, [], []
    for _ in range(200):
        two = recapture(simulated(rng, truth, [0.4, 0.3]))
        inside += two.estimates[0].low <= truth <= two.estimates[0].high
        low.append(recapture(simulated(rng, truth, [0.4, 0.3], 1.5)).estimates[0].n)
        bound.append(recapture(simulated(rng, truth, [0.4, 0.3, 0.2], 1.0)).estimates[-1].n)
    assert binomtest(inside, 200, 0.95).pvalue > 0.001
    assert np.mean(low) < 0.9 * truth
    assert np.mean(bound) < truth


def test_recall_of_the_linkage_is_put_right():
    rng = np.random.default_rng(8)
    seen = simulated(rng, 4_000, [0.5, 0.4])
    missed = seen[seen["a"] & seen["b"] & (rng.random(4_000) < 0.3)]
    split = pd.concat(
        [
            seen.drop(missed.index),
            missed.assign(b=False),
            missed.assign(a=False),
        ]
    )
    found = recapture(split, recall=0.7)
    assert found.estimates[0].n > 4_500
    assert found.corrected[0].n == pytest.approx(4_000, rel=0.05)
    assert found.corrected[0].seen == pytest.approx(int((seen.any(axis=1)).sum()), rel=0.02)


def test_three_lists_are_put_right_too():
    rng = np.random.default_rng(9)
    seen = simulated(rng, 4_000, [0.5, 0.4, 0.3])
    found = recapture(seen, recall=0.8)
    names = [one.method for one in found.estimates]
    assert names[0] == "log_linear: independent"
    assert names[-1] == "chao_lower"
    assert len(found.corrected) == 9
    assert all(b.n <= a.n for a, b in zip(found.estimates[:1], found.corrected[:1], strict=True))


def test_it_refuses_where_it_cannot_be_made():
    rng = np.random.default_rng(1)
    seen = simulated(rng, 300, [0.5, 0.4])
    assert recapture(seen[["a"]]).refused == "one_list"
    assert recapture(seen.assign(b=False)).refused == "one_list"
    assert recapture(seen, dependent=frozenset({frozenset({"a", "b"})})).refused == "one_lineage"
    few = seen.iloc[:20]
    assert recapture(few).refused == "few_shared"
    assert recapture(few).shared < 10
    assert not recapture(few).estimates


def test_a_pair_that_cites_another_does_not_count():
    rng = np.random.default_rng(2)
    seen = simulated(rng, 2_000, [0.5, 0.4, 0.4])
    found = recapture(seen, dependent=frozenset({frozenset({"a", "b"})}))
    assert [one.method for one in found.estimates] == ["chapman"]


def test_chao_is_a_lower_bound_that_counts_the_lists():
    assert chao_lower(187, 56, 271, lists=3).n == pytest.approx(271 + 2 / 3 * 187 * 186 / (2 * 57))
    assert chao_lower(187, 56, 271).high is None


# --- ratios -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "earlier"), [(3, 5), (0, 4), (7, 0), (120, 60)])
def test_ratio_is_the_exact_conditional_interval(later, earlier):
    found = poisson_ratio(np.array([later]), np.array([earlier]))
    exact = binomtest(later, later + earlier).proportion_ci(method="exact")
    odds = [share / (1 - share) if share < 1 else np.inf for share in (exact.low, exact.high)]
    assert found.low[0] == pytest.approx(odds[0])
    assert found.high[0] == pytest.approx(odds[1])


def test_ratio_of_nothing_is_nothing():
    found = poisson_ratio(np.array([0.0, np.nan]), np.array([0.0, 3.0]))
    assert np.isnan(found.ratio).all()
    assert np.isnan(found.high).all()


def test_the_interval_holds_as_often_as_it_says():
    rng = np.random.default_rng(4)
    later, earlier = rng.poisson(30, 4_000), rng.poisson(20, 4_000)
    found = poisson_ratio(later, earlier)
    assert ((found.low <= 1.5) & (found.high >= 1.5)).mean() >= 0.95


def test_years_stand_beside_the_year_before_and_the_base():
    table = by_year(pd.Series({2019: 10, 2020: 20, 2022: 5}), 2019)
    assert table.loc[2020, "ratio_before"] == 2
    assert np.isnan(table.loc[2022, "ratio_before"])
    assert table.loc[2022, "ratio_base"] == 0.5
