"""The probability that a strike fell within a radius of a site, against draws and closed forms.

Draws are seeded; a share of n draws is held to 4 of its standard errors (6 in 100,000 would fail by
chance, and the seed is fixed), plus the accuracy that the docstring claims.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

import geo
from geo.probability import lens_share, max_probability, probability_within
from geo.vocabulary import SIGMAS_PER_ERROR

DRAWS = 200_000
LENGTHS = st.floats(0.5, 1e5)


def standard_errors(share, n, *, how_many=4.0):
    return how_many * np.sqrt(np.maximum(share * (1 - share), 1.0 / n) / n)


def drawn_place(rng, model, error_m, n):
    if model == "normal":
        return rng.normal(0, error_m / SIGMAS_PER_ERROR, (n, 2))
    away, turn = error_m * np.sqrt(rng.uniform(size=n)), rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([away * np.cos(turn), away * np.sin(turn)])


def drawn_share(distance, error, radius, model, site_error, seed):
    rng = np.random.default_rng(seed)
    strike = drawn_place(rng, model, error, DRAWS)
    site = drawn_place(rng, "normal", site_error, DRAWS) + np.array([distance, 0.0])
    return (np.linalg.norm(strike - site, axis=1) <= radius).mean()


CASES = [
    # distance, error, radius, site error
    (0.0, 600.0, 500.0, 0.0),
    (412.0, 600.0, 500.0, 0.0),
    (500.0, 600.0, 500.0, 50.0),
    (800.0, 600.0, 500.0, 50.0),
    (0.0, 5_000.0, 500.0, 50.0),
    (3_000.0, 5_000.0, 1_000.0, 1_100.0),
    (490.0, 20.0, 500.0, 20.0),
    (500.0, 1.0, 500.0, 0.0),
    (900.0, 500.0, 500.0, 400.0),
    (400.0, 2_000.0, 2_000.0, 700.0),
    (100.0, 30.0, 500.0, 1_500.0),
]


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize(("distance", "error", "radius", "site_error"), CASES)
def test_what_draws_say(model, distance, error, radius, site_error):
    p = probability_within(distance, error, radius, model=model, site_error_m=site_error)
    seed = int(distance + 3 * error + 7 * radius + 11 * site_error)
    drawn = drawn_share(distance, error, radius, model, site_error, seed)
    assert abs(p - drawn) <= standard_errors(float(p), DRAWS) + 1e-4


@pytest.mark.long
@pytest.mark.parametrize("model", ["normal", "disc"])
def test_what_draws_say_of_anything(model):
    rng = np.random.default_rng(77)
    for seed in range(400):
        radius = 10 ** rng.uniform(1, 4)
        error, site_error = radius * 10 ** rng.uniform(-2, 1, 2)
        distance = np.abs(radius + rng.normal(0, error + site_error))
        p = probability_within(distance, error, radius, model=model, site_error_m=site_error)
        drawn = drawn_share(distance, error, radius, model, site_error, seed)
        tolerance = standard_errors(float(p), DRAWS, how_many=5) + 1e-4
        assert abs(p - drawn) <= tolerance, (distance, error, radius, site_error)


def test_the_normal_is_a_rice_and_a_noncentral_chi_square():
    rng = np.random.default_rng(5)
    radius = 10 ** rng.uniform(1, 4, 300)
    sigma = radius * 10 ** rng.uniform(-1, 1, 300)
    distance = np.abs(radius + sigma * rng.normal(0, 2, 300))
    p = probability_within(distance, sigma * SIGMAS_PER_ERROR, radius)
    rice = stats.rice.cdf(radius / sigma, distance / sigma)
    chi_square = stats.ncx2.cdf((radius / sigma) ** 2, 2, (distance / sigma) ** 2)
    np.testing.assert_allclose(p, rice, atol=1e-9)
    np.testing.assert_allclose(p, chi_square, atol=1e-9)


def test_a_small_error_agrees_with_the_integral_too():
    """There the code takes a shorter way than the series: right to 1e-6."""
    rng = np.random.default_rng(6)
    for _ in range(200):
        radius = 10 ** rng.uniform(1, 4.5)
        sigma = radius * 10 ** rng.uniform(-4, -1.5)
        distance = radius + sigma * rng.uniform(-8, 8)

        def density(x, d=distance, s=sigma):
            return x / s**2 * np.exp(-((x - d) ** 2) / (2 * s**2)) * special.i0e(x * d / s**2)

        low = distance - 12 * sigma
        middle = min(distance, radius)
        whole = sum(
            integrate.quad(density, *ends, epsabs=1e-12)[0]
            for ends in ((low, middle), (middle, radius))
            if ends[1] > ends[0]
        )
        p = probability_within(distance, sigma * SIGMAS_PER_ERROR, radius)
        assert p == pytest.approx(whole, rel=0, abs=1e-6)


def test_error_m_holds_95_in_a_hundred():
    p = probability_within(0.0, [10.0, 600.0, 25_000.0], [10.0, 600.0, 25_000.0])
    np.testing.assert_allclose(p, 0.95, atol=1e-9)
    assert pytest.approx(np.sqrt(-2 * np.log(0.05))) == SIGMAS_PER_ERROR


@pytest.mark.parametrize("model", ["normal", "disc"])
def test_without_any_error_it_is_so_or_not(model):
    p = probability_within([0.0, 499.9, 500.0, 500.1, 9e9], 0.0, 500.0, model=model)
    assert p.tolist() == [1, 1, 1, 0, 0]


@pytest.mark.parametrize("model", ["normal", "disc"])
def test_limits(model):
    def near(distance, error, radius, site_error=0.0):
        return float(
            probability_within(distance, error, radius, model=model, site_error_m=site_error)
        )

    assert near(400.0, 1e-3, 500.0) == pytest.approx(1)
    assert near(600.0, 1e-3, 500.0) == pytest.approx(0)
    assert near(1e4, 5e3, 1e7, 50.0) == 1
    assert near(1e7, 5e3, 500.0, 50.0) == 0
    assert near(0.0, 1e7, 500.0, 50.0) == pytest.approx(0, abs=1e-7)
    assert near(400.0, 1e-6, 500.0, 1e-6) == 1
    assert np.isnan(near(np.nan, 5.0, 5.0))
    assert np.isnan(near(5.0, np.nan, 5.0))
    assert np.isnan(near(5.0, 5.0, 5.0, np.nan))


def test_a_disc_of_no_size_is_a_sure_place():
    p = probability_within(450.0, 0.0, 500.0, model="disc", site_error_m=80.0)
    assert p == probability_within(450.0, 0.0, 500.0, model="normal", site_error_m=80.0)


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize("tiny", [5e-324, 1e-200, 1e-9, 1e-6, 1e-3])
def test_errors_of_next_to_nothing(model, tiny):
    for site_error in (0.0, tiny, 80.0):
        p, sure = (
            probability_within([0, 400, 600], error, 500.0, model=model, site_error_m=site_error)
            for error in (tiny, 0.0)
        )
        np.testing.assert_allclose(p, sure, atol=1e-4)


def test_a_tiny_site_error_does_not_jump():
    """The two ways a disc is computed meet where the one takes over from the other."""
    disc, distance = 5_000.0, np.linspace(0, 6_000, 200)
    edge = 1e-3 * disc * SIGMAS_PER_ERROR
    below, above = (
        probability_within(distance, disc, 700.0, model="disc", site_error_m=edge * factor)
        for factor in (0.999, 1.001)
    )
    np.testing.assert_allclose(below, above, atol=2e-4)


@settings(max_examples=300, deadline=None)
@given(LENGTHS, LENGTHS, LENGTHS, LENGTHS, st.sampled_from(["normal", "disc"]))
def test_p_falls_with_distance_and_rises_with_the_radius(distance, error, radius, site, model):
    farther = distance * np.array([1.0, 1.01, 1.3, 2.0, 10.0])
    wider = radius * np.array([1.0, 1.01, 1.3, 2.0, 10.0])
    by_distance = probability_within(farther, error, radius, model=model, site_error_m=site)
    by_radius = probability_within(distance, error, wider, model=model, site_error_m=site)
    for p in (by_distance, by_radius):
        assert ((p >= 0) & (p <= 1)).all()
    assert (np.diff(by_distance) <= 2e-4).all()
    assert (np.diff(by_radius) >= -2e-4).all()
    at_it = max_probability(error, radius, model=model, site_error_m=site)
    assert by_distance[0] <= at_it + 1e-4


@settings(max_examples=300, deadline=None)
@given(LENGTHS, LENGTHS, LENGTHS)
def test_a_share_of_a_disc_is_a_share(distance, disc, radius):
    share = float(lens_share(np.array([distance]), np.array([disc]), np.array([radius]))[0])
    assert 0 <= share <= min(1.0, (radius / disc) ** 2) + 1e-12
    # what of the disc the site reaches is what of the site's circle the disc reaches
    back = float(lens_share(np.array([distance]), np.array([radius]), np.array([disc]))[0])
    assert share * disc**2 == pytest.approx(back * radius**2, rel=1e-6, abs=1e-6 * disc**2)


def test_a_lens_known_from_geometry():
    """Two unit circles, each through the other's middle: 2 pi / 3 - sqrt(3) / 2."""
    share = lens_share(np.ones(1), np.ones(1), np.ones(1))
    assert share[0] == pytest.approx((2 * np.pi / 3 - np.sqrt(3) / 2) / np.pi)


def test_the_most_that_any_site_could_have():
    sigma = 900.0 / SIGMAS_PER_ERROR
    assert max_probability(900.0, 500.0) == pytest.approx(1 - np.exp(-(500**2) / (2 * sigma**2)))
    assert max_probability(2_000.0, 500.0, model="disc") == pytest.approx(1 / 16)
    assert max_probability(400.0, 500.0, model="disc") == 1
    assert max_probability(0.0, 500.0) == 1
    area = max_probability(np.nan, 500.0, model="area", area_m2=[4e6, 1e5, np.nan])
    np.testing.assert_allclose(area, [np.pi / 16, 1, np.nan])


def test_vague_begins_at_2_08_radii():
    edge = SIGMAS_PER_ERROR / np.sqrt(2 * np.log(2))
    assert edge == pytest.approx(2.08, abs=5e-3)
    most = max_probability(np.array([0.999, 1.001]) * edge * 500.0, 500.0)
    assert most[0] > 0.5 > most[1]


def test_what_is_not_a_question_is_refused():
    with pytest.raises(ValueError, match="above zero"):
        probability_within(1.0, 1.0, [5.0, 0.0])
    with pytest.raises(ValueError, match="negative"):
        probability_within(-1.0, 1.0, 5.0)
    with pytest.raises(ValueError, match="negative"):
        probability_within(1.0, 1.0, 5.0, site_error_m=-1.0)
    with pytest.raises(ValueError, match="'cube' is not known"):
        probability_within(1.0, 1.0, 5.0, model="cube")


def test_arguments_broadcast():
    p = geo.probability_within(np.zeros((3, 1)), np.full(4, 100.0), 500.0)
    assert p.shape == (3, 4)
    assert np.shape(geo.probability_within(0.0, 0.0, 1.0)) == ()
    assert len(geo.probability_within([], 0.0, 1.0, model="disc", site_error_m=3.0)) == 0
