"""One line per incident, held to Monte Carlo, and counts held to enumeration."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

import geo
from geo.counting import count_near
from tests.geo.stage import LAT, LON, away, incidents, sites

SIGMAS = np.sqrt(-2.0 * np.log(0.05))


def simulated(error_m, model, offsets, site_error_m, radius_m, n=200_000):
    """Return how often a drawn place lies within the radius of any drawn site, and its error."""
    rng = np.random.default_rng(7)
    if model == "normal":
        spot = rng.normal(size=(n, 2)) * error_m / SIGMAS
    else:
        turn = rng.uniform(0, 2 * np.pi, n)
        spot = error_m * np.sqrt(rng.uniform(size=n))[:, None] * np.c_[np.cos(turn), np.sin(turn)]
    near = np.zeros(n, dtype=bool)
    for offset in offsets:
        place = np.asarray(offset) + rng.normal(size=(n, 2)) * site_error_m / SIGMAS
        near |= np.hypot(*(spot - place).T) <= radius_m
    share = near.mean()
    return share, np.sqrt(share * (1 - share) / n)


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize("error_m", [200.0, 600.0])
def test_p_any_agrees_with_monte_carlo(model, error_m):
    polar = [(450.0, 20.0), (520.0, 35.0), (700.0, 200.0), (510.0, 300.0)]
    near = sites(*(away(d, b) for d, b in polar), error_m=60.0)
    one = incidents(error_m, model=model)
    flags = geo.flag_strikes(one, near, 500)
    summary = geo.summarise_incidents(one, near, flags, 500)
    turn = [(d * np.sin(np.radians(b)), d * np.cos(np.radians(b))) for d, b in polar]
    share, error = simulated(error_m, model, turn, 60.0, 500.0)
    assert summary["p_any_500"].iloc[0] == pytest.approx(share, abs=4 * error + 0.004)
    share, error = simulated(2 * error_m, model, turn, 120.0, 500.0)
    assert summary["p_any_500_doubled"].iloc[0] == pytest.approx(share, abs=4 * error + 0.01)


def test_six_buildings_of_one_campus_are_not_six_chances():
    campus = sites(*(away(900.0 + 15.0 * k, 90.0 + k) for k in range(6)))
    one = incidents(800.0)
    flags = geo.flag_strikes(one, campus, 500)
    p_any = geo.summarise_incidents(one, campus, flags, 500)["p_any_500"].iloc[0]
    independent = 1 - np.prod(1 - flags["p"])
    assert flags["p"].max() <= p_any < 0.5 * independent < 0.5 * flags["p"].sum()


def test_the_mass_left_out_is_that_of_pairs_beyond_the_flags():
    one, near = incidents(400.0), sites(away(1_000.0))
    flags = geo.flag_strikes(one, near, 500)
    assert len(flags) == 0
    summary = geo.summarise_incidents(one, near, flags, 500)
    p = float(geo.probability_within(1_000.0, 400.0, 500.0, site_error_m=20.0))
    assert 0.0 < p < 0.05
    assert summary["p_left_out_500"].iloc[0] == pytest.approx(p, abs=1e-9)
    assert summary["p_any_500"].iloc[0] == pytest.approx(p, abs=1e-9)
    assert summary["tier_any_500"].tolist() == ["unlikely"]


def test_the_reported_hit_stands_beside_and_changes_nothing():
    two = incidents(25_000.0, 25_000.0, model="disc", reported_hit=[True, False])
    near = sites(away(10.0))
    flags = geo.flag_strikes(two, near, 500)
    summary = geo.summarise_incidents(two, near, flags, 500)
    assert summary["reported_hit"].tolist() == [True, False]
    assert summary["tier_any_500"].tolist() == ["cannot_tell"] * 2
    assert len(set(summary["place_key"])) == 1


def test_a_point_of_unknown_accuracy_has_no_nearest_facility():
    one = incidents(np.nan, location_precision="unknown")
    near = sites(away(10.0))
    summary = geo.summarise_incidents(one, near, geo.flag_strikes(one, near, 500), 500)
    assert summary["nearest_distance_m"].isna().all()
    assert summary["tier_any_500"].tolist() == ["cannot_tell"]


def test_an_incident_in_a_footprint_is_near_it():
    ground = gpd.GeoSeries([Point(LON, LAT)], crs=4326).to_crs(32636).buffer(200).to_crs(4326)
    one, near = incidents(50.0), sites(ground.iloc[0])
    flags = geo.flag_strikes(one, near, 500)
    assert flags["distance_m"].tolist() == [0.0]
    assert flags["bearing_deg"].isna().all()
    summary = geo.summarise_incidents(one, near, flags, 500)
    assert summary["tier_any_500"].tolist() == ["almost_certain"]


def summary_of(p, keys, tier="likely"):
    return pd.DataFrame({"p_any_500": p, "tier_any_500": tier, "place_key": keys})


def enumerated(p):
    """Return the 95 % interval of a sum of independent events by trying every outcome."""
    weight = np.zeros(len(p) + 1)
    for outcome in itertools.product((0, 1), repeat=len(p)):
        chance = np.prod([x if hit else 1 - x for x, hit in zip(p, outcome, strict=True)])
        weight[sum(outcome)] += chance
    cumulative = np.cumsum(weight)
    return int((cumulative < 0.025).sum()), int((cumulative < 0.975).sum())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=9))
def test_the_independent_interval_is_that_of_every_outcome(p):
    count = count_near(summary_of(p, [str(k) for k in range(len(p))]), 500)
    cumulative_edges = enumerated([round(x, 12) for x in p])
    assert (count.low_independent, count.high_independent) == cumulative_edges
    assert count.low <= count.expected <= count.high or count.low == count.high


def test_incidents_on_one_place_go_together_and_the_wider_interval_leads():
    count = count_near(summary_of([0.5] * 20, ["one"] * 20), 500)
    assert (count.low_together, count.high_together) == (0, 20)
    assert 0 < count.low_independent < count.high_independent < 20
    assert (count.low, count.high, count.places) == (0, 20, 1)


def test_incidents_around_a_site_known_no_better_share_its_error():
    """By way of each other too: the first two share a place, the next two a site."""
    table = summary_of([0.5] * 4, ["one", "one", "two", "three"])
    table["shared_site_id"] = pd.array([None, "s", "s", None], dtype="str")
    count = count_near(table, 500)
    apart = count_near(table.drop(columns="shared_site_id"), 500)
    # three that go together and one of its own: 0 or 3, and one more or not
    assert (count.low_together, count.high_together) == (0, 4)
    assert count.places == 3
    assert count.low_independent == apart.low_independent
    assert count.high_independent == apart.high_independent
    many = summary_of([0.5] * 40, [str(k) for k in range(40)])
    together = count_near(many.assign(shared_site_id="s"), 500)
    assert (together.low_together, together.high_together) == (0, 40)
    alone = count_near(many.assign(shared_site_id=pd.array([None] * 40, dtype="str")), 500)
    assert alone.low_together == alone.low_independent > 5
    assert alone.high_together == alone.high_independent < 35


def test_which_incidents_hang_on_a_site():
    near = sites(away(100.0), away(9_000.0), error_m=200.0)
    some = incidents(50.0, 200.0, 201.0, np.nan)
    summary = geo.summarise_incidents(some, near, geo.flag_strikes(some, near, 500), 500)
    nearest = near.index[0]
    assert summary["shared_site_id"].fillna("").tolist() == [nearest, nearest, "", ""]


@pytest.mark.parametrize("model", ["normal", "disc"])
def test_errors_scaled_are_errors_stated_so(model):
    near = sites(away(450.0), away(700.0, 200.0), error_m=60.0)
    some = incidents(300.0, 900.0, 4_000.0, np.nan, model=model)
    for factor in (0.5, 1.0, 2.0):
        scaled = geo.summarise_scaled(some, near, [500, 1000], factor)
        told = some.assign(error_m=factor * some["error_m"])
        there = near.assign(error_m=factor * near["error_m"])
        flags = geo.flag_strikes(told, there, [500, 1000])
        whole = geo.summarise_incidents(told, there, flags, [500, 1000])
        for name in ("p_any_500", "tier_any_500", "p_any_1000", "tier_any_1000", "place_key"):
            pd.testing.assert_series_equal(scaled[name], whole[name])
    with pytest.raises(ValueError, match="above zero"):
        geo.summarise_scaled(some, near, 500, 0.0)


def test_an_error_that_nobody_stated_is_scaled_too():
    near = sites(away(520.0), error_m=np.nan)
    one = incidents(10.0)
    p = [
        geo.summarise_scaled(one, near, 500, factor)["p_any_500"].iloc[0]
        for factor in (0.25, 1.0, 4.0)
    ]
    assert p[0] < p[1] < p[2] < 0.5


def test_what_cannot_be_told_is_not_counted_as_far():
    table = summary_of([0.9, np.nan, np.nan], ["a", "b", None])
    table["tier_any_500"] = ["likely", "cannot_tell", None]
    count = count_near(table, 500)
    assert (count.n, count.assessable) == (2, 1)
    nothing = count_near(table.iloc[:0], 500)
    assert (nothing.n, nothing.low, nothing.high) == (0, 0, 0)


def test_a_large_count_agrees_with_its_normal_limit():
    p = np.random.default_rng(3).uniform(0, 1, 20_000)
    count = count_near(summary_of(p, np.arange(p.size).astype(str)), 500)
    middle, spread = p.sum(), np.sqrt((p * (1 - p)).sum())
    assert count.low_independent == pytest.approx(middle - 1.96 * spread, abs=1.5)
    assert count.high_independent == pytest.approx(middle + 1.96 * spread, abs=1.5)
