"""The probability to lie near any site: the union of the sites' discs, never a sum or a product."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.probability import lens_share, probability_within
from geo.union import UNION_ERROR, Sites, near_any_of_points, probability_near_any
from geo.vocabulary import SIGMAS_PER_ERROR

DRAWS = 100_000


def p_any(east, north, error, radius, model="normal", site_error=0.0):
    """One place and its sites."""
    n = len(east)
    sites = Sites(
        np.zeros(n, np.int64),
        np.asarray(east, float),
        np.asarray(north, float),
        np.full(n, site_error, float) if np.ndim(site_error) == 0 else np.asarray(site_error),
    )
    return float(probability_near_any(sites, np.array([float(error)]), radius, model=model)[0])


def each(east, north, error, radius, model="normal", site_error=0.0):
    return probability_within(
        np.hypot(east, north), error, radius, model=model, site_error_m=site_error
    )


def by_draws(east, north, error, radius, model, site_error, seed):
    rng = np.random.default_rng(seed)
    if model == "normal":
        strike = rng.normal(0, error / SIGMAS_PER_ERROR, (DRAWS, 2))
    else:
        away, turn = error * np.sqrt(rng.uniform(size=DRAWS)), rng.uniform(0, 2 * np.pi, DRAWS)
        strike = np.column_stack([away * np.cos(turn), away * np.sin(turn)])
    reached = np.zeros(DRAWS, bool)
    sigma = np.broadcast_to(site_error, len(east)) / SIGMAS_PER_ERROR
    for x, y, s in zip(east, north, sigma, strict=True):
        site = [x, y] + rng.normal(0, 1, (DRAWS, 2)) * s
        reached |= np.hypot(*(strike - site).T) <= radius
    return reached.mean()


def by_grid(east, north, error, radius, model, site_error, steps=1200):
    """The same integral on a square grid, each site's blurred edge by scipy's chi-square."""
    half = error * (1.0 if model == "disc" else 2.0)
    axis = (np.arange(steps) + 0.5) / steps * 2 * half - half
    x, y = np.meshgrid(axis, axis)
    if model == "normal":
        weight = np.exp(-(x**2 + y**2) / 2 / (error / SIGMAS_PER_ERROR) ** 2)
    else:
        weight = (x**2 + y**2 <= error**2).astype(float)
    missed = np.ones_like(x)
    for at_x, at_y, own in zip(east, north, np.broadcast_to(site_error, len(east)), strict=True):
        away = np.hypot(x - at_x, y - at_y)
        if own:
            s = own / SIGMAS_PER_ERROR
            table = np.linspace(0, away.max(), 4000)
            q = stats.ncx2.cdf((radius / s) ** 2, 2, (table / s) ** 2)
            missed *= 1 - np.interp(away, table, q)
        else:
            missed *= away > radius
    return 1 - (missed * weight).sum() / weight.sum()


def random_case(rng):
    n = int(rng.integers(2, 10))
    radius = 500.0
    error = radius * 10 ** rng.uniform(-0.7, 1)
    east, north = rng.normal(0, rng.uniform(0.2, 1.2) * error + 0.3 * radius, (2, n))
    site_error = rng.integers(0, 2, n) * radius * 10 ** rng.uniform(-1.5, 0.3, n)
    return east, north, error, radius, site_error


def test_a_campus_of_six_buildings():
    """Six buildings 130 m apart, a strike known to 2.8 km: three answers, one of them right."""
    east = 130.0 * np.array([-1, 0, 1, -1, 0, 1])
    north = 130.0 * np.array([-0.5, -0.5, -0.5, 0.5, 0.5, 0.5])
    single = each(east, north, 2_846.0, 500.0)
    assert single.sum() == pytest.approx(0.53, abs=5e-3)
    assert 1 - np.prod(1 - single) == pytest.approx(0.42, abs=5e-3)
    truth = p_any(east, north, 2_846.0, 500.0)
    assert truth == pytest.approx(0.13, abs=5e-3)
    drawn = by_draws(east, north, 2_846.0, 500.0, "normal", 0.0, 1)
    assert abs(truth - drawn) < 4 * np.sqrt(0.13 * 0.87 / DRAWS) + UNION_ERROR


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize("seed", range(8))
def test_what_draws_say(model, seed):
    case = random_case(np.random.default_rng(seed))
    east, north, error, radius, site_error = case
    p = p_any(east, north, error, radius, model, site_error)
    drawn = by_draws(east, north, error, radius, model, site_error, seed)
    assert abs(p - drawn) <= 4 * np.sqrt(max(p * (1 - p), 1 / DRAWS) / DRAWS) + UNION_ERROR


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize("seed", range(100, 106))
def test_the_stated_accuracy_holds(model, seed):
    east, north, error, radius, site_error = random_case(np.random.default_rng(seed))
    p = p_any(east, north, error, radius, model, site_error)
    assert p == pytest.approx(
        by_grid(east, north, error, radius, model, site_error), rel=0, abs=UNION_ERROR
    )


@pytest.mark.long
@pytest.mark.parametrize("model", ["normal", "disc"])
def test_the_stated_accuracy_holds_at_large(model):
    rng = np.random.default_rng(2026)
    worst = 0.0
    for _ in range(100):
        east, north, error, radius, site_error = random_case(rng)
        p = p_any(east, north, error, radius, model, site_error)
        grid = by_grid(east, north, error, radius, model, site_error)
        worst = max(worst, abs(p - grid))
    assert worst <= UNION_ERROR


@pytest.mark.parametrize("model", ["normal", "disc"])
def test_sites_whose_discs_do_not_touch_add_up(model):
    east, north = np.array([-1500.0, 1500.0, 0.0]), np.array([0.0, 0.0, 1500.0])
    single = each(east, north, 4_000.0, 500.0, model)
    assert p_any(east, north, 4_000.0, 500.0, model) == pytest.approx(single.sum(), abs=UNION_ERROR)


@pytest.mark.parametrize("model", ["normal", "disc"])
def test_one_place_listed_many_times_is_one_place(model):
    east, north = np.full(12, 300.0), np.full(12, -200.0)
    single = each(east, north, 2_000.0, 500.0, model)[0]
    assert p_any(east, north, 2_000.0, 500.0, model) == pytest.approx(single, abs=UNION_ERROR)


def test_sites_whose_own_errors_differ_are_independent_of_one_another():
    """With the strike's place known exactly only the sites' errors are left, and they multiply."""
    east, north, own = np.array([450.0, 0.0, -700.0]), np.array([0.0, 600.0, 0.0]), [300, 500, 900]
    single = each(east, north, 0.0, 500.0, site_error=np.array(own))
    expected = 1 - np.prod(1 - single)
    assert expected < single.sum() - 0.1
    for model in ("normal", "disc"):
        p = p_any(east, north, 0.0, 500.0, model, np.array(own, float))
        assert p == pytest.approx(expected, abs=UNION_ERROR)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-4, 4), st.floats(-4, 4)), min_size=1, max_size=7),
    st.floats(0, 8_000),
    st.floats(0, 800),
    st.sampled_from(["normal", "disc"]),
)
def test_what_any_union_obeys(places, error, own, model):
    east, north = 1_000.0 * np.array(places).T
    p = p_any(east, north, error, 500.0, model, own)
    single = each(east, north, error, 500.0, model, own)
    assert single.max() - 1e-12 <= p <= min(single.sum(), 1.0) + 1e-12
    assert p_any(east, north, error, 600.0, model, own) >= p - 2 * UNION_ERROR
    fewer = p_any(east[:-1], north[:-1], error, 500.0, model, own) if len(east) > 1 else 0.0
    assert p >= fewer - 2 * UNION_ERROR
    turned = p_any(-north, east, error, 500.0, model, own)
    assert p == pytest.approx(turned, abs=2 * UNION_ERROR)


def test_many_places_at_once_are_the_same_as_one_by_one():
    rng = np.random.default_rng(4)
    place = np.repeat(np.arange(60), rng.integers(0, 9, 60))
    sites = Sites(
        place, *rng.normal(0, 900, (2, len(place))), rng.choice([0.0, 60.0, 700.0], len(place))
    )
    error = rng.choice([0.0, 300.0, 2_000.0], 60)
    together = probability_near_any(sites, error, 500.0)
    for nth in range(60):
        mine = sites.place == nth
        alone = probability_near_any(
            Sites(np.zeros(mine.sum(), np.int64), *(column[mine] for column in sites[1:])),
            error[nth : nth + 1],
            500.0,
        )
        assert together[nth] == pytest.approx(alone[0], abs=1e-12)
    assert (together[np.setdiff1d(np.arange(60), place)] == 0).all()
    assert len(np.unique(place)) < 60


def test_no_site_no_probability():
    empty = Sites(np.empty(0, np.int64), *(np.empty(0) for _ in range(3)))
    assert probability_near_any(empty, np.array([5.0, 500.0]), 500.0).tolist() == [0, 0]


def test_points_that_stand_for_an_area():
    """Points all over a disc are a disc: each site's share is the lens, the union the disc's."""
    nth = np.arange(40_000)
    away = 3_000 * np.sqrt((nth + 0.5) / len(nth))
    turn = nth * np.pi * (3 - np.sqrt(5))
    points = np.column_stack([away * np.cos(turn), away * np.sin(turn)])
    sites = np.array([[0.0, 0.0], [700.0, 0.0], [2_900.0, 0.0], [9_000.0, 0.0]])
    single, any_ = near_any_of_points(points, sites, np.zeros(4), 500.0)
    lens = lens_share(np.hypot(*sites.T), np.full(4, 3_000.0), np.full(4, 500.0))
    np.testing.assert_allclose(single, lens, atol=UNION_ERROR)
    union = by_grid(*sites.T, 3_000.0, 500.0, "disc", 0.0)
    assert any_ == pytest.approx(union, abs=UNION_ERROR)
    assert single.max() < any_ < single.sum()
    blurred, _ = near_any_of_points(points, sites, np.full(4, 400.0), 500.0)
    by_disc = each(*sites.T, 3_000.0, 500.0, "disc", 400.0)
    np.testing.assert_allclose(blurred, by_disc, atol=UNION_ERROR)
    none, nothing = near_any_of_points(points, np.empty((0, 2)), np.empty(0), 500.0)
    assert len(none) == 0
    assert nothing == 0


def test_far_more_sites_than_matter_leave_the_accuracy_as_stated():
    """Groups that add up, and sites each too improbable to count that together are not nothing."""
    rng = np.random.default_rng(5)
    for error in (1_000.0, 3_000.0, 9_000.0):
        east, north = rng.uniform(-6_000, 6_000, (2, 60))
        site_error = rng.choice([0.0, 50.0, 300.0], 60)
        p = p_any(east, north, error, 500.0, "normal", site_error)
        grid = by_grid(east, north, error, 500.0, "normal", site_error)
        assert p == pytest.approx(grid, rel=0, abs=UNION_ERROR)
