"""Which sites an incident could concern, and when it is safe to say: none."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo.ellipsoid import geodesics
from geo.location import locate
from geo.probability import probability_within
from geo.reach import (
    ASSUMED_SITE_ERROR_M,
    TO_A_THOUSANDTH,
    areas_in_reach,
    by_place_pairs,
    least_radius_in_reach,
    points_in_reach,
    site_errors,
)
from geo.tiers import NEGLIGIBLE
from geo.union import Sites, probability_near_any
from geo.vocabulary import SIGMAS_PER_ERROR

DEGREE_M = 110_000.0


def points(longitude, latitude, **columns):
    geometry = gpd.points_from_xy(longitude, latitude, crs=4326)
    return gpd.GeoDataFrame(columns, geometry=geometry)


def strike(error_m, model="disc", **columns):
    named = {"error_m": error_m, "error_model": model, **columns}
    return points([34.0], [31.0], **{name: [value] for name, value in named.items()})


def reach(incidents, facilities, radius_m=500.0, areas=None):
    least = least_radius_in_reach(
        incidents,
        locate(incidents, areas),
        facilities,
        np.arange(len(incidents)),
        radius_m,
        areas,
    )
    return (least <= radius_m).tolist()


def scattered(rng, n, within_m):
    """Sites all over a disc of ``within_m`` around the strike."""
    away, turn = within_m * np.sqrt(rng.uniform(size=n)), rng.uniform(0, 2 * np.pi, n)
    east, north = away * np.cos(turn), away * np.sin(turn)
    return points(34.0 + east / 95_500.0, 31.0 + north / 110_860.0)


def p_any_of(incidents, facilities, radius_m):
    """The probability near any of all sites, none left out, for one incident."""
    n = len(facilities)
    here, there = incidents.geometry.iloc[0], facilities.geometry
    away, bearing = geodesics(
        np.full(n, here.x), np.full(n, here.y), there.x.to_numpy(), there.y.to_numpy()
    )
    turn = np.radians(np.nan_to_num(bearing))
    sites = Sites(
        np.zeros(n, np.int64), away * np.sin(turn), away * np.cos(turn), site_errors(facilities)
    )
    error = incidents["error_m"].to_numpy(float)
    model = incidents["error_model"].iloc[0]
    return float(probability_near_any(sites, error, radius_m, model=model)[0])


def test_two_hundred_sites_of_a_small_share_each_are_not_unlikely():
    """Each p is 0.0004, far below 0.001; together they cover 7 % of where it may have been."""
    sites = scattered(np.random.default_rng(1), 200, 24_000.0)
    vague = strike(25_000.0)
    single = probability_within(
        geo.nearest(vague, sites, 200).distance_m, 25_000.0, 500.0, model="disc"
    )
    assert (single < NEGLIGIBLE).all()
    assert single == pytest.approx(np.full(200, 0.0004), abs=1e-5)
    assert p_any_of(vague, sites, 500.0) > 0.06
    assert reach(vague, sites) == [True]


def test_a_single_site_in_reach_suffices():
    for x, expected in ((34.2, True), (34.26, True), (34.28, False), (35.0, False)):
        assert reach(strike(25_000.0), points([x], [31.0])) == [expected]


def test_a_normal_reaches_beyond_its_error():
    sites = points([34.0 + 1.3 * 25_000 / 95_500], [31.0])
    assert reach(strike(25_000.0, "disc"), sites) == [False]
    assert reach(strike(25_000.0, "normal"), sites) == [True]
    assert reach(strike(25_000.0, "normal"), points([35.0], [31.0])) == [False]


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize("site_error", [0.0, 50.0, 5_000.0])
@pytest.mark.parametrize("strike_error", [0.0, 2_000.0, 25_000.0])
def test_never_unlikely_while_all_sites_together_are_not(model, site_error, strike_error):
    """A ring of 300 sites, ever wider: once it is out of reach, p_any is below 0.001."""
    incident = strike(strike_error, model)
    turn = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    seen = set()
    for away in np.geomspace(300.0, 90_000.0, 60):
        ring = points(
            34.0 + away * np.cos(turn) / 95_500.0,
            31.0 + away * np.sin(turn) / 110_860.0,
            error_m=np.full(300, site_error),
        )
        possible = reach(incident, ring)[0]
        seen.add(possible)
        if not possible:
            single = probability_within(
                geo.nearest(incident, ring, 300).distance_m,
                strike_error,
                500.0,
                model=model,
                site_error_m=site_error,
            )
            assert min(p_any_of(incident, ring, 500.0), single.sum()) < NEGLIGIBLE
    assert seen == {True, False}


def test_places_not_known_are_not_in_reach_of_anything():
    """They are told by the tier instead: NaN is ``cannot_tell``."""
    table = strike(np.nan, None)
    assert reach(table, points([34.0], [31.0])) == [False]


def test_no_sites_nothing_in_reach():
    none = points([], [])
    assert reach(strike(25_000.0), none) == [False]
    lost = points([34.0], [31.0])
    lost.loc[0, "geometry"] = None
    assert reach(strike(25_000.0), lost) == [False]


AREAS = gpd.GeoDataFrame(
    geometry=[shapely.box(34, 31, 34.3, 31.3), shapely.box(40, 10, 41, 11)],
    index=pd.Index(["here", "elsewhere"], name="area_id"),
    crs=4326,
)


def test_areas():
    rows = [
        {"error_model": "area", "area_id": "here"},
        {"error_model": "area", "area_id": "elsewhere"},
        {"error_model": "area", "area_id": "unheard of"},
        {"error_model": "area", "area_id": "here"},
    ]
    table = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=[None] * 4, crs=4326)
    inside = points([34.1], [31.1])
    assert reach(table, inside, areas=AREAS) == [True, False, False, True]
    beside = points([34.3 + 450 / 95_000], [31.1], error_m=[0.0])
    assert reach(table, beside, areas=AREAS) == [True, False, False, True]
    assert reach(table, points([34.32], [31.1]), areas=AREAS) == [False] * 4
    assert reach(table, inside) == [False] * 4


def test_sites_that_did_not_exist_are_not_in_reach():
    then = {"date_start": pd.Timestamp("2023-10-17"), "date_end": pd.Timestamp("2023-10-17")}
    later = points([34.1], [31.1], exists_from=[pd.Timestamp("2024-01-01")])
    before = points([34.1], [31.1], exists_from=[pd.Timestamp("2001-01-01")])
    by_point = strike(25_000.0, **then)
    by_area = strike(np.nan, "area", area_id="here", **then)
    for table in (by_point, by_area):
        assert reach(table, later, areas=AREAS) == [False]
        assert reach(table, before, areas=AREAS) == [True]


def test_pairs_are_those_of_the_radius_and_both_spreads():
    rng = np.random.default_rng(2)
    incidents = points(*rng.normal([[34], [31]], 0.05, (2, 80)))
    sites = points(*rng.normal([[34], [31]], 0.05, (2, 60)))
    sites["error_m"] = rng.choice([5.0, 50.0, 4_000.0, np.nan], 60)
    spread = rng.choice([0.0, 600.0, 5_000.0], 80)
    for factor in (1.0, 2.0):
        found = points_in_reach(incidents, sites, 500.0, spread, factor)
        everything = geo.nearest(incidents, sites, 60).sort_values(
            ["left_id", "distance_m", "right_id"]
        )
        allowed = (
            500.0 + spread[everything.left_id] + factor * site_errors(sites)[everything.right_id]
        )
        expected = everything[everything.distance_m <= allowed]
        assert found.left.tolist() == expected.left_id.tolist()
        assert found.right.tolist() == expected.right_id.tolist()
        assert 100 < len(expected) < 4_000


def test_site_errors():
    table = points([0.0, 1.0], [0.0, 0.0], error_m=[np.nan, 7.0])
    assert site_errors(table).tolist() == [ASSUMED_SITE_ERROR_M, 7.0]
    assert site_errors(table[["geometry"]]).tolist() == [ASSUMED_SITE_ERROR_M] * 2
    with pytest.raises(ValueError, match="row 1: error_m is negative"):
        site_errors(table.assign(error_m=[0.0, -1.0]))


def test_a_thousandth():
    radius = np.array([TO_A_THOUSANDTH * 1_000.0])
    p = probability_within(0.0, 1_000.0, radius)
    assert p[0] == pytest.approx(0.999)
    sigmas = SIGMAS_PER_ERROR * TO_A_THOUSANDTH
    assert sigmas == pytest.approx(np.sqrt(-2 * np.log(0.001)))


def test_pairs_of_areas_and_sites():
    sites = points([34.1, 34.3 + 300 / 95_000, 40.5, 34.2], [31.1, 31.1, 10.5, 31.2])
    pairs = areas_in_reach(AREAS.geometry, sites, 500.0, 1.0)
    assert pairs.left.tolist() == [0, 0, 0, 1]
    assert sorted(pairs.right[:3].tolist()) == [0, 1, 3]
    assert pairs.distance_m[[0, 1, 3]].tolist() == [0, 0, 0]
    assert pairs.distance_m[2] == pytest.approx(300, rel=0.02)
    row, nth = by_place_pairs(np.array([1, 0, 5, 0]), pairs.left)
    site = pairs.right[nth]
    assert row.tolist() == [0, 1, 1, 1, 3, 3, 3]
    assert site.tolist() == [2, *pairs.right[:3], *pairs.right[:3]]
