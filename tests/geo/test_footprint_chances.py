"""Probabilities near footprints, against draws with the real distance, closed forms and grids.

Shapes are drawn in metres around a middle, and set on the Earth by geodesics from there.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy import special

import geo
from geo.footprint_chances import probability_near_outlines
from geo.outlines import Outlines
from geo.probability import lens_share, probability_within
from geo.union import UNION_ERROR
from geo.vocabulary import SIGMAS_PER_ERROR
from tests.geo.stage import GEOD, LAT, LON

DRAWS = 40_000
ALLOWED = 1e-4


def square(half, x=0.0, y=0.0):
    return shapely.box(x - half, y - half, x + half, y + half)


def shore(n=400, size=600.0):
    """A footprint of many corners, its bays deep and shallow."""
    turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
    away = size * (1 + 0.15 * np.sin(7 * turn) + 0.01 * np.sin(41 * turn))
    return shapely.Polygon(np.column_stack([away * np.sin(turn), away * np.cos(turn)]))


SHAPES = {
    "house": square(20.0),
    "campus": shapely.Polygon([(-200, -100), (200, -100), (200, 0), (0, 0), (0, 150), (-200, 150)]),
    "two kilometres": square(1_000.0),
    "ring": square(1_400.0).difference(square(1_200.0)),
    # shallower than a hundredth of the larger radii, which GEOS fills before it buffers
    "dented wall": shapely.Polygon([(-700, -50), (700, -50), (700, 50), (0, 46), (-700, 50)]),
    "wall": shapely.box(-1_500, -10, 1_500, 10),
    "two wings": shapely.MultiPolygon([square(100.0, -600.0), square(100.0, 600.0)]),
    "shore": shore(),
}


def degrees(plane_m, longitude=LON, latitude=LAT):
    east, north = np.atleast_2d(plane_m).T
    n = np.full(len(east), 1.0)
    bearing = np.degrees(np.arctan2(east, north))
    return np.column_stack(
        GEOD.fwd(longitude * n, latitude * n, bearing, np.hypot(east, north))[:2]
    )


def on_earth(shape, longitude=LON, latitude=LAT):
    # edges are straight in degrees: short ones are so in metres too
    dense = shape
    if shape.is_valid:
        dense = shapely.segmentize(shape, 50.0)
    return shapely.transform(dense, lambda corners: degrees(corners, longitude, latitude))


def drawn(rng, model, error, n=DRAWS):
    if model == "normal":
        return rng.normal(0, error / SIGMAS_PER_ERROR, (n, 2))
    away, turn = error * np.sqrt(rng.uniform(size=n)), rng.uniform(0, 2 * np.pi, n)
    return np.column_stack([away * np.sin(turn), away * np.cos(turn)])


def near_edge(rng, shape, radius, spread):
    """A spot whose distance from the shape is the radius, give or take the errors."""
    turn = rng.uniform(0, 2 * np.pi)
    way = np.linspace(0, 12_000, 4_000)[:, None] * [np.sin(turn), np.cos(turn)]
    gap = shapely.distance(shape, shapely.points(way)) - radius - spread * rng.normal() / 2
    return way[np.argmin(np.abs(gap))]


def p_near(shape, at, error, radius, model="normal", site_error=0.0, **where):
    longitude, latitude = degrees(at, **where).T
    n = len(longitude)
    return probability_near_outlines(
        Outlines(np.array([on_earth(shape, **where)])),
        np.zeros(n, np.int64),
        (longitude, latitude),
        shapely.distance(shape, shapely.points(np.atleast_2d(at))),
        np.full(n, float(error)),
        radius,
        model=np.full(n, model, dtype=object),
        site_error_m=np.full(n, float(site_error)),
    )


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize("name", SHAPES)
def test_what_draws_say(name, model):
    shape = SHAPES[name]
    shapely.prepare(shape)
    rng = np.random.default_rng(sum(map(ord, name + model)))
    for radius in (100.0, 500.0, 5_000.0):
        for error, site in ((100.0, 50.0), (600.0, 50.0), (300.0, 1_500.0), (2.0, 1.0)):
            at = near_edge(rng, shape, radius, np.hypot(error, site))
            p = p_near(shape, at, error, radius, model, site)[0]
            spots = at + drawn(rng, model, error) - drawn(rng, "normal", site)
            share = shapely.dwithin(shape, shapely.points(spots), radius).mean()
            deviation = np.sqrt(max(p * (1 - p), 1 / DRAWS) / DRAWS)
            assert abs(p - share) <= 4 * deviation + ALLOWED, (radius, error, site, at)


def by_grid(shape, at, error, radius, model, steps):
    """The mass within reach on a fine square grid; cells at the edge count by their share."""
    half = error * (1.0 if model == "disc" else 2.2)
    cell = 2 * half / steps
    axis = (np.arange(steps) + 0.5) * cell - half
    x, y = (a.ravel() for a in np.meshgrid(axis, axis))
    if model == "normal":
        weight = np.exp(-(x**2 + y**2) / 2 / (error / SIGMAS_PER_ERROR) ** 2)
    else:
        weight = np.clip(0.5 + (error - np.hypot(x, y)) / cell, 0, 1)
    away = shapely.distance(shape, shapely.points(x + at[0], y + at[1]))
    return float((np.clip(0.5 + (radius - away) / cell, 0, 1) * weight).sum() / weight.sum())


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize(
    ("name", "radius", "error"),
    [
        ("campus", 500.0, 700.0),
        ("campus", 150.0, 300.0),
        ("dented wall", 500.0, 60.0),
        ("dented wall", 5_000.0, 80.0),
        ("two wings", 500.0, 300.0),
        ("two wings", 5_000.0, 80.0),
        ("shore", 5_000.0, 80.0),
    ],
)
def test_what_a_fine_grid_says(name, radius, error, model):
    """Far closer than draws can: to the accuracy that is stated."""
    shape = SHAPES[name]
    shapely.prepare(shape)
    at = near_edge(np.random.default_rng(len(name)), shape, radius, error)
    grid = by_grid(shape, at, error, radius, model, steps=350)
    p = p_near(shape, at, error, radius, model)[0]
    assert 0.01 < p < 0.999
    assert p == pytest.approx(grid, abs=ALLOWED, rel=0)


def test_a_footprint_like_a_point_is_a_point():
    speck = square(1e-5)
    rng = np.random.default_rng(8)
    for radius in (200.0, 5_000.0):
        for error, site in ((radius, 50.0), (radius / 20, 5.0), (0.0, radius / 3)):
            spread = np.hypot(error, site)
            away = np.abs(radius + rng.normal(0, spread, 40))
            turn = rng.uniform(0, 2 * np.pi, 40)
            at = away[:, None] * np.column_stack([np.sin(turn), np.cos(turn)])
            for model in ("normal", "disc"):
                p = p_near(speck, at, error, radius, model, site)
                rice = probability_within(away, error, radius, model=model, site_error_m=site)
                np.testing.assert_allclose(p, rice, atol=ALLOWED)


def test_a_sharp_disc_is_a_lens():
    away = np.linspace(1.0, 1_900.0, 60)
    p = p_near(square(1e-5), away[:, None] * [0.6, 0.8], 900.0, 1_000.0, "disc")
    lens = lens_share(away, np.full(60, 900.0), np.full(60, 1_000.0))
    np.testing.assert_allclose(p, lens, atol=ALLOWED)


def test_half_a_plane_is_a_normal_of_one_dimension():
    """Beside a long wall only the error across it counts."""
    wall = shapely.box(-400_000, -400_000, 400_000, 0)
    wall = shapely.intersection(wall, square(4_000.0))
    gap = np.linspace(-400, 400, 17)
    at = np.column_stack([np.zeros(17), 500.0 + gap])
    p = p_near(wall, at, 500.0, 500.0)
    # between its ends the wall's edge, straight in the plane, is that on the Earth to 2 cm
    np.testing.assert_allclose(p, special.ndtr(-gap * SIGMAS_PER_ERROR / 500.0), atol=ALLOWED)


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize("tiny", [0.0, 1e-9, 1e-3, 0.1])
def test_without_any_error_it_is_so_or_not(model, tiny):
    at = np.array([[0.0, 0.0], [900.0, 0.0], [1_499.0, 0.0], [1_501.0, 0.0], [9e4, 0.0]])
    p = p_near(SHAPES["two kilometres"], at, tiny, 500.0, model)
    np.testing.assert_allclose(p, [1, 1, 1, 0, 0], atol=1e-9)


def test_deep_inside_a_large_ring_is_not_near_it():
    p = p_near(SHAPES["ring"], np.array([[0.0, 0.0], [1_300.0, 0.0]]), 300.0, 500.0)
    np.testing.assert_allclose(p, [0, 1], atol=1e-4)


def test_p_grows_with_the_radius_and_with_the_footprint():
    at = np.array([[900.0, 300.0]])
    by_radius = [
        p_near(SHAPES["campus"], at, 600.0, radius, "normal", 50.0)[0]
        for radius in (50, 100, 300, 500, 501, 700, 2_000)
    ]
    assert (np.diff(by_radius) >= 0).all()
    grown = [
        p_near(shapely.buffer(SHAPES["campus"], extra), at, 600.0, 500.0)[0]
        for extra in (1, 2, 50, 300)
    ]
    assert (np.diff(grown) > 0).all()


@pytest.mark.parametrize("latitude", [-17.0, 69.0, 0.0])
def test_across_the_antimeridian(latitude):
    here, there = (
        {"longitude": 20.0, "latitude": latitude},
        {"longitude": 180.0, "latitude": latitude},
    )
    shape, at = SHAPES["campus"], np.array([[700.0, 200.0], [-650.0, 90.0]])
    whole = p_near(shape, at, 500.0, 500.0, **here)
    round_ = on_earth(shape, **there)
    unwrapped = shapely.transform(round_, lambda c: np.column_stack([c[:, 0] % 360, c[:, 1]]))
    west = unwrapped.intersection(shapely.box(170, -90, 180, 90))
    east = unwrapped.intersection(shapely.box(180, -90, 190, 90))
    east = shapely.transform(east, lambda c: c - np.array([360.0, 0.0]))
    parts = shapely.get_parts([west, east])
    parts = shapely.get_parts(parts)
    cut = shapely.MultiPolygon(list(parts[shapely.area(parts) > 0]))
    longitude, latitudes = degrees(at, **there).T
    for outline in (unwrapped, cut):
        p = probability_near_outlines(
            Outlines(np.array([outline])),
            np.zeros(2, np.int64),
            (longitude, latitudes),
            shapely.distance(shape, shapely.points(at)),
            np.full(2, 500.0),
            500.0,
            model=np.full(2, "normal", dtype=object),
            site_error_m=np.zeros(2),
        )
        np.testing.assert_allclose(p, whole, atol=ALLOWED)


def test_an_outline_that_crosses_itself_counts_both_its_lobes():
    bow = shapely.Polygon([(-300, -100), (300, 100), (300, -100), (-300, 100)])
    lobes = shapely.make_valid(bow)
    at = np.array([[-700.0, 0.0], [700.0, 0.0], [0.0, 520.0]])
    np.testing.assert_allclose(
        p_near(bow, at, 300.0, 500.0), p_near(lobes, at, 300.0, 500.0), atol=ALLOWED
    )


def strike(error_m, model="normal", at=(0.0, 0.0), **more):
    longitude, latitude = degrees(np.array(at)).T
    table = {"error_m": [float(error_m)], "error_model": [model], "is_strike": [True], **more}
    points = gpd.points_from_xy(longitude, latitude)
    return gpd.GeoDataFrame(table, index=["i"], geometry=points, crs=4326)


def sites(shapes, error_m):
    index = [f"f{nth}" for nth in range(len(shapes))]
    own = np.broadcast_to(np.asarray(error_m, float), len(shapes))
    return gpd.GeoDataFrame({"error_m": own}, index=index, geometry=shapes, crs=4326)


def union_by_draws(rng, shapes, error, radius, model, own):
    spots = drawn(rng, model, error)
    near = np.zeros(DRAWS, bool)
    for shape, site_error in zip(shapes, own, strict=True):
        shapely.prepare(shape)
        moved = shapely.points(spots - drawn(rng, "normal", site_error))
        near |= shapely.dwithin(shape, moved, radius)
    return near.mean()


def shifted(name, x, y):
    return shapely.transform(SHAPES[name], lambda corners: corners + np.array([x, y]))


UNIONS = {
    "buildings of a campus": (
        [square(20.0 + 5 * k, 420.0 + 60.0 * k, 130.0 * (k % 3)) for k in range(6)],
        300.0, 500.0, [50.0] * 6,
    ),
    "campus beside campus": (
        [shifted("campus", 900.0, 0.0), shifted("campus", -850.0, 100.0), square(30.0, 0.0, 800.0)],
        700.0, 500.0, [50.0, 20.0, 400.0],
    ),
    "two kilometres and a clinic": (
        [shifted("two kilometres", 1_650.0, 0.0), square(15.0, 300.0, 480.0)],
        300.0, 500.0, [50.0, 50.0],
    ),
    "large and known badly": (
        [shifted("wall", 0.0, 900.0), shifted("two kilometres", 1_900.0, -400.0)],
        500.0, 500.0, [900.0, 1_500.0],
    ),
    "around the place": (
        [shifted("ring", 300.0, 0.0), square(40.0, 100.0, 0.0), shifted("two wings", 0.0, 700.0)],
        400.0, 500.0, [50.0, 50.0, 200.0],
    ),
    "far but large": (
        [shifted("two kilometres", 6_500.0, 0.0), shifted("campus", -5_000.0, 300.0)],
        2_500.0, 5_000.0, [50.0, 50.0],
    ),
}  # fmt: skip


@pytest.mark.parametrize("model", ["normal", "disc"])
@pytest.mark.parametrize("name", UNIONS)
def test_any_of_several_footprints_is_what_draws_say(name, model):
    shapes, error, radius, own = UNIONS[name]
    incident, listed = strike(error, model), sites([on_earth(shape) for shape in shapes], own)
    flags = geo.flag_strikes(incident, listed, radius)
    summary = geo.summarise_incidents(incident, listed, flags, radius).iloc[0]
    rng = np.random.default_rng(len(name))
    for factor, column in ((1.0, ""), (2.0, "_doubled")):
        scaled = factor * np.array(own)
        share = union_by_draws(rng, shapes, factor * error, radius, model, scaled)
        p = summary[f"p_any_{radius:.0f}{column}"]
        # beyond 99.9 % of both errors nothing is looked for
        allowed = UNION_ERROR * (1.0 if factor == 1 else 4.0)
        assert abs(p - share) <= 4 * np.sqrt(share * (1 - share) / DRAWS) + allowed, column
    p_any = summary[f"p_any_{radius:.0f}"]
    assert (
        flags["p"].max() - 1e-9
        <= p_any
        <= flags["p"].sum() + summary[f"p_left_out_{radius:.0f}"] + 1e-9
    )


def test_footprints_have_their_own_probability_in_the_flags():
    """A campus of a kilometre begins 450 m from the strike: its near corner is not all of it."""
    campus = square(500.0, 950.0)
    incident, listed = strike(900.0), sites([on_earth(campus)], 50.0)
    flag = geo.flag_strikes(incident, listed, 500).iloc[0]
    corner = float(geo.probability_within(450.0, 900.0, 500.0, site_error_m=50.0))
    rng = np.random.default_rng(3)
    share = union_by_draws(rng, [campus], 900.0, 500.0, "normal", [50.0])
    assert flag["distance_m"] == pytest.approx(450.0, abs=0.01)
    assert flag["p"] == pytest.approx(share, abs=0.005)
    assert flag["p"] > corner + 0.05


def test_a_large_footprint_makes_no_vague_place_assessable():
    """Whether the data can tell is settled before any site is looked at, by what a point could."""
    around = on_earth(square(3_000.0))
    incident, listed = strike(1_200.0), sites([around], 50.0)
    flags = geo.flag_strikes(incident, listed, [500, 1_000])
    assert flags["tier"].tolist() == ["cannot_tell", "almost_certain"]
    assert pd.isna(flags["p"].iloc[0])


def test_the_share_of_an_area_is_set_beside_the_whole_footprint():
    district, campus = square(1_200.0), shapely.box(300, -900, 2_500, 900)
    areas = gpd.GeoDataFrame(index=["d"], geometry=[on_earth(district)], crs=4326)
    incident = strike(np.nan, "area", area_id=["d"])
    listed = sites([on_earth(campus), on_earth(square(20.0, -1_500.0))], 1.0)
    flags = geo.flag_strikes(incident, listed, 1_000, areas=areas).set_index("facility_id")
    reach = [shapely.buffer(s, 1_000, quad_segs=256) for s in (campus, square(20.0, -1_500.0))]
    exact = [district.intersection(zone).area / district.area for zone in reach]
    assert flags["p"].tolist() == pytest.approx(exact, abs=UNION_ERROR)
    assert flags["distance_m"].tolist() == pytest.approx([0.0, 280.0], abs=0.2)
    summary = geo.summarise_incidents(incident, listed, flags.reset_index(), 1_000, areas=areas)
    both = district.intersection(shapely.union_all(reach)).area / district.area
    assert summary["p_any_1000"].iloc[0] == pytest.approx(both, abs=UNION_ERROR)


def test_an_area_within_a_footprint_is_near_it_wherever_its_middle_lies():
    """The footprint's own middle is 3 km off."""
    areas = gpd.GeoDataFrame(index=["d"], geometry=[on_earth(square(300.0))], crs=4326)
    listed = sites([on_earth(shapely.box(-500, -500, 6_500, 500))], 20.0)
    flags = geo.flag_strikes(strike(np.nan, "area", area_id=["d"]), listed, 500, areas=areas)
    assert flags["distance_m"].tolist() == [0.0]
    assert flags["p"].iloc[0] == pytest.approx(1.0, abs=1e-6)


def test_incidents_that_share_a_place_are_told_as_if_alone():
    """Points and outlines, places shared or not, sites that had opened for some only."""
    rng = np.random.default_rng(12)
    spots, n = rng.normal(0, 400, (6, 2)), 40
    at = rng.integers(0, 6, n)
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 100, n), "D")
    longitude, latitude = degrees(spots[at]).T
    incidents = gpd.GeoDataFrame(
        {
            "error_m": rng.choice([150.0, 600.0], n),
            "error_model": rng.choice(["normal", "disc"], n),
            "date_start": day,
            "date_end": day,
        },
        index=[f"i{nth}" for nth in range(n)],
        geometry=gpd.points_from_xy(longitude, latitude),
        crs=4326,
    )
    opened = pd.to_datetime(["2024-02-10", None, None, "2024-03-01", None, "2030-01-01"])
    places = [SHAPES["campus"], square(30.0, 500.0), square(60.0, -700.0, 100.0)]
    points = [shapely.Point(degrees(spot)[0]) for spot in rng.normal(0, 500, (3, 2))]
    listed = sites([*map(on_earth, places), *points], 50.0).assign(exists_from=opened)
    together = geo.flag_strikes(incidents, listed, [300, 500])
    summary = geo.summarise_incidents(incidents, listed, together, [300, 500])
    assert together["facility_id"].nunique() == 5
    for nth in range(0, n, 8):
        one = incidents.iloc[[nth]]
        flags = geo.flag_strikes(one, listed, [300, 500])
        mine = together[together["incident_id"] == one.index[0]].reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, flags, atol=1e-12, rtol=0)
        alone = geo.summarise_incidents(one, listed, flags, [300, 500])
        pd.testing.assert_frame_equal(summary.iloc[[nth]], alone, atol=1e-12, rtol=0)
    assert summary["p_any_500"].nunique() > 8
