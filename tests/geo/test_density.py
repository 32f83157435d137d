"""Shares of areas: against closed forms, draws over the ellipsoid, and an equal-area polygon."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.density import share_of_area
from geo.location import equal_area
from geo.probability import max_probability
from geo.union import UNION_ERROR
from geo.vocabulary import SIGMAS_PER_ERROR

WGS84 = Geod(ellps="WGS84")
DRAWS = 40_000


def share(polygon, x, y, error=0.0, radius=500.0, **more):
    x, y = np.atleast_1d(x).astype(float), np.atleast_1d(y).astype(float)
    area = gpd.GeoSeries([polygon], crs=4326)
    return share_of_area(area, shapely.points(x, y), np.full(len(x), float(error)), radius, **more)


def surface(polygon):
    return float(equal_area(gpd.GeoSeries([polygon], crs=4326)).area.iloc[0])


def by_draws(polygon, x, y, error, radius, seed):
    """Draw spots of the polygon, even over the ellipsoid's surface to far below the tolerance."""
    rng = np.random.default_rng(seed)
    west, south, east, north = polygon.bounds
    low, high = np.sin(np.radians([south, north]))
    spots = np.empty((0, 2))
    while len(spots) < DRAWS:
        tried = np.column_stack(
            [
                rng.uniform(west, east, DRAWS),
                np.degrees(np.arcsin(rng.uniform(low, high, DRAWS))),
            ]
        )
        spots = np.concatenate([spots, tried[shapely.contains_xy(polygon, *tried.T)]])
    spots = spots[:DRAWS]
    any_, single = np.zeros(DRAWS, bool), []
    for at_x, at_y in zip(x, y, strict=True):
        azimuth, metres = rng.uniform(0, 360, DRAWS), error / SIGMAS_PER_ERROR
        metres = metres * np.sqrt(-2 * np.log(rng.uniform(size=DRAWS)))
        site = WGS84.fwd(np.full(DRAWS, at_x), np.full(DRAWS, at_y), azimuth, metres)
        near = WGS84.inv(*spots.T, site[0], site[1])[2] <= radius
        single.append(near.mean())
        any_ |= near
    return np.array(single), any_.mean()


DISTRICTS = {
    "town": shapely.box(34.4, 31.4, 34.43, 31.42),
    "north": shapely.box(25.0, 69.9, 25.2, 70.0),
    "bent": shapely.Polygon([(0, 0), (0.1, 0), (0.1, 0.02), (0.02, 0.02), (0.02, 0.1), (0, 0.1)]),
    "holed": shapely.box(30, -20, 30.1, -19.9).difference(
        shapely.box(30.03, -19.97, 30.08, -19.92)
    ),
    "parts": shapely.MultiPolygon(
        [shapely.box(10, 45, 10.03, 45.02), shapely.box(10.05, 45.01, 10.08, 45.05)]
    ),
}


@pytest.mark.parametrize("name", DISTRICTS)
@pytest.mark.parametrize("error", [0.0, 400.0])
def test_what_draws_say(name, error):
    polygon = DISTRICTS[name]
    rng = np.random.default_rng(len(name))
    west, south, east, north = polygon.buffer(0.004).bounds
    x, y = rng.uniform(west, east, 6), rng.uniform(south, north, 6)
    single, any_ = share(polygon, x, y, error, 700.0)
    drawn, drawn_any = by_draws(polygon, x, y, error, 700.0, 7)

    def tolerance(p):
        return 4 * np.sqrt(np.maximum(p * (1 - p), 1 / DRAWS) / DRAWS) + UNION_ERROR

    assert (np.abs(single - drawn) <= tolerance(drawn)).all()
    assert abs(any_ - drawn_any) <= tolerance(drawn_any)
    assert single.max() <= any_ + 1e-9
    assert any_ <= single.sum() + 1e-9
    assert any_ > 0.01


def test_a_disc_all_inside_has_the_share_of_its_surface():
    polygon = shapely.box(34.0, 31.0, 34.1, 31.1)
    single, any_ = share(polygon, [34.05], [31.05], radius=2_000.0)
    exact = np.pi * 2_000.0**2 / surface(polygon)
    assert single[0] == pytest.approx(exact, abs=UNION_ERROR)
    assert any_ == pytest.approx(single[0], abs=1e-12)
    assert exact == pytest.approx(
        float(max_probability(np.nan, 2_000.0, model="area", area_m2=surface(polygon)))
    )


def test_half_a_disc_at_an_edge():
    polygon = shapely.box(34.0, 31.0, 34.1, 31.1)
    single, _ = share(polygon, [34.0], [31.05], radius=2_000.0)
    exact = np.pi * 2_000.0**2 / surface(polygon) / 2
    assert single[0] == pytest.approx(exact, abs=UNION_ERROR)


def test_no_site_has_more_than_the_most():
    rng = np.random.default_rng(9)
    for polygon in DISTRICTS.values():
        west, south, east, north = polygon.bounds
        x, y = rng.uniform(west, east, 20), rng.uniform(south, north, 20)
        for radius in (300.0, 1_500.0, 50_000.0):
            single, any_ = share(polygon, x, y, 80.0, radius)
            most = max_probability(np.nan, radius, model="area", area_m2=surface(polygon))
            assert (single <= most + UNION_ERROR).all()
            assert 0 <= any_ <= 1
    assert any_ == pytest.approx(1)


def test_sites_far_off_and_no_sites():
    polygon = DISTRICTS["town"]
    single, any_ = share(polygon, [-100.0, 80.0], [20.0, -80.0])
    assert single == pytest.approx([0, 0], abs=1e-8)
    assert any_ == pytest.approx(0, abs=1e-8)
    none, nothing = share(polygon, np.empty(0), np.empty(0))
    assert len(none) == 0
    assert nothing == 0


def test_twice_as_far_from_the_middle_is_a_quarter_of_the_share():
    polygon = shapely.box(34.0, 31.0, 34.1, 31.1)
    once, _ = share(polygon, [34.05], [31.05], radius=1_500.0)
    twice, _ = share(polygon, [34.05], [31.05], radius=1_500.0, scale=2.0)
    assert twice[0] == pytest.approx(once[0] / 4, abs=UNION_ERROR)


def test_another_reference_system():
    polygon = DISTRICTS["town"]
    area = gpd.GeoSeries([polygon], crs=4326)
    x, y, own = np.array([34.41]), np.array([31.41]), np.array([50.0])
    site = shapely.points(x, y)
    plain, projected = (share_of_area(a, site, own, 500.0) for a in (area, area.to_crs(32636)))
    assert projected[0] == pytest.approx(plain[0], abs=UNION_ERROR)


def test_a_sliver_too_thin_for_any_point_still_counts():
    thin = shapely.Polygon([(34, 31), (34.3, 31.3), (34.3 + 1e-9, 31.3), (34, 31)])
    middle = thin.representative_point()
    single, any_ = share(thin, [middle.x], [middle.y])
    assert single[0] > 0
    assert any_ > 0


@pytest.mark.parametrize(
    "across",
    [
        shapely.MultiPolygon(
            [shapely.box(179.95, -17.1, 180, -17.0), shapely.box(-180, -17.1, -179.95, -17.0)]
        ),
        shapely.box(179.95, -17.1, 180.05, -17.0),
        shapely.box(-180.05, -17.1, -179.95, -17.0),
    ],
    ids=["cut", "runs east", "runs west"],
)
def test_across_the_antimeridian(across):
    whole = shapely.box(-0.05, -17.1, 0.05, -17.0)
    assert surface(across) == pytest.approx(surface(whole))
    there = share(across, [180.0, -179.97], [-17.05, -17.02], radius=1_500.0)
    here = share(whole, [0.0, 0.03], [-17.05, -17.02], radius=1_500.0)
    np.testing.assert_allclose(there[0], here[0], atol=UNION_ERROR)
    assert there[1] == pytest.approx(here[1], abs=UNION_ERROR)


def test_islands_far_apart_count_by_their_surface():
    """Three hundred islets and one island as large as all of them, in a sea a thousand times it."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 1.5, 300), rng.uniform(0, 1.5, 300)
    side = 0.002
    islets = [shapely.box(*at, at[0] + side, at[1] + side) for at in zip(x, y, strict=True)]
    long_side = side * np.sqrt(300)
    island = shapely.box(3.0, 0.0, 3.0 + long_side, long_side)
    middle = 3.0 + long_side / 2, long_side / 2
    single, _ = share(shapely.MultiPolygon([*islets, island]), *middle, radius=10_000.0)
    assert single[0] == pytest.approx(0.5, abs=UNION_ERROR)
