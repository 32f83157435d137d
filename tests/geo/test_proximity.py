"""Nearest and within-radius joins: exactly what comparing every pair of places would find.

The oracle is `pyproj.Geod` over every pair, no index, no bound. The geodesic itself is held to
values that Karney published.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import geo
from geo import closed_form
from geo.ellipsoid import (
    COINCIDENT_M,
    earth_centred,
    geodesics,
    longest_chord,
    longest_geodesic,
    shortest_geodesic,
)
from geo.pairs import batches, expand
from geo.proximity import pairs_nearest, pairs_within
from tests.geo.geodtest import SET_OF_2010, TWENTY, rows

pytestmark = pytest.mark.usefixtures("form")
WGS84 = Geod(ellps="WGS84")
MILLIMETRE = 1e-3


def series(longitude, latitude, index=None):
    return gpd.GeoSeries.from_xy(longitude, latitude, index=index, crs=4326)


def every_pair(left, right):
    """Distances and bearings of all pairs, shape (left, right), straight from pyproj."""
    n, m = len(left[0]), len(right[0])
    azimuth, _, metres = WGS84.inv(
        np.repeat(left[0], m), np.repeat(left[1], m), np.tile(right[0], n), np.tile(right[1], n)
    )
    return np.reshape(metres, (n, m)), np.reshape(azimuth, (n, m))


def world(rng, n):
    return rng.uniform(-180, 180, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))


def around_poles(rng, n):
    latitude = 90.0 - rng.exponential(0.05, n)
    latitude[: n // 5] = 90.0
    return rng.uniform(-180, 180, n), latitude * rng.choice([-1, 1], n)


def around_antimeridian(rng, n):
    longitude = 180.0 - rng.exponential(0.1, n)
    longitude[: n // 10] = 180.0
    return longitude * rng.choice([-1, 1], n), rng.normal(-17, 0.2, n)


def clusters(rng, n):
    middle = world(np.random.default_rng(5), 5)
    which = rng.integers(0, 5, n)
    return middle[0][which] + rng.normal(0, 0.02, n), np.clip(
        middle[1][which] + rng.normal(0, 0.02, n), -90, 90
    )


def one_equator(rng, n):
    return rng.uniform(-180, 180, n), np.zeros(n)


def coincident(rng, n):
    longitude, latitude = clusters(rng, 1 + n // 8)
    which = rng.integers(0, len(longitude), n)
    return longitude[which], latitude[which]


SETS = [world, around_poles, around_antimeridian, clusters, one_equator, coincident]


def antipodes(place, rng, spread):
    longitude, latitude = place
    n = len(longitude)
    return (
        (longitude + 180 + rng.normal(0, spread, n) + 180) % 360 - 180,
        np.clip(-latitude + rng.normal(0, spread, n), -90, 90),
    )


def expect_within(left, right, radius):
    """Hold `geo.within` to the oracle: same pairs, same order, distances and bearings."""
    metres, azimuth = every_pair(left, right)
    radius = np.broadcast_to(radius, len(left[0]))
    rows, columns = np.nonzero(metres <= radius[:, None])
    order = np.lexsort((columns, metres[rows, columns], rows))
    rows, columns = rows[order], columns[order]
    found = pairs_within(series(*left), series(*right), radius)
    assert found.left.tolist() == rows.tolist()
    assert found.right.tolist() == columns.tolist()
    expect_measured(found, metres[rows, columns], azimuth[rows, columns])
    return len(rows)


def expect_nearest(left, right, k):
    metres, azimuth = every_pair(left, right)
    kept = min(k, metres.shape[1])
    columns = np.argsort(metres, axis=1, kind="stable")[:, :kept].ravel()
    rows = np.repeat(np.arange(len(metres)), kept)
    found = pairs_nearest(series(*left), series(*right), k)
    assert found.left.tolist() == rows.tolist()
    assert found.right.tolist() == columns.tolist()
    expect_measured(found, metres[rows, columns], azimuth[rows, columns])


def expect_measured(found, metres, azimuth):
    np.testing.assert_allclose(found.distance_m, metres, rtol=0, atol=MILLIMETRE)
    apart = metres >= COINCIDENT_M
    assert np.isnan(found.bearing_deg[~apart]).all()
    bearing = found.bearing_deg[apart]
    assert ((bearing >= 0) & (bearing < 360)).all()
    turn = (bearing - azimuth[apart] + 180) % 360 - 180
    np.testing.assert_allclose(turn, 0, atol=1e-9)


@pytest.mark.parametrize("of", SETS)
@pytest.mark.parametrize("radius_m", [0.5, 500.0, 50_000.0, 3e6, 1.99e7])
def test_within_finds_what_every_pair_finds(of, radius_m):
    rng = np.random.default_rng(8)
    expect_within(of(rng, 300), of(rng, 200), radius_m)


def test_the_sets_reach_what_they_are_for():
    """Otherwise the comparison above could be of nothing with nothing."""
    rng = np.random.default_rng(8)
    for of, radius_m in [(around_poles, 500.0), (around_antimeridian, 500.0), (clusters, 500.0)]:
        left, right = of(rng, 300), of(rng, 200)
        assert expect_within(left, right, radius_m) > 10
    metres, _ = every_pair(left := around_antimeridian(rng, 300), right := left)
    across = np.sign(left[0])[:, None] != np.sign(right[0])
    assert (metres[across] < 5000).sum() > 100


@pytest.mark.parametrize("of", SETS)
@pytest.mark.parametrize("k", [1, 3, 40])
def test_nearest_finds_what_every_pair_finds(of, k):
    rng = np.random.default_rng(9)
    expect_nearest(of(rng, 300), of(rng, 150), k)


@pytest.mark.parametrize("of", [world, one_equator, around_poles, coincident])
@pytest.mark.parametrize("spread_deg", [0.0, 0.01, 0.5])
def test_near_antipodes(of, spread_deg):
    """Where the order by chord is wrong: half the world away the longer chord may be nearer."""
    rng = np.random.default_rng(10)
    left = of(rng, 80)
    right = antipodes(left, rng, spread_deg)
    expect_nearest(left, right, 1)
    expect_nearest((left[0][:1], left[1][:1]), right, 5)
    expect_within(left, right, 2.0003e7)
    one_place = (np.repeat(left[0][:1], 60), np.repeat(left[1][:1], 60))
    expect_nearest(one_place, antipodes(one_place, rng, spread_deg), 2)


def test_the_order_by_chord_is_wrong_near_antipodes():
    """The reason for the certificate; if this fails, the test above tests little."""
    rng = np.random.default_rng(11)
    left = world(rng, 200)
    right = antipodes((np.repeat(left[0][:1], 99), np.repeat(left[1][:1], 99)), rng, 0.1)
    left = (left[0][:1] + rng.normal(0, 0.1, 50), left[1][:1] + rng.normal(0, 0.1, 50))
    chord = np.linalg.norm(earth_centred(*left)[:, None] - earth_centred(*right), axis=2)
    metres, _ = every_pair(left, right)
    assert (np.argmin(chord, axis=1) != np.argmin(metres, axis=1)).sum() > 5


def test_a_larger_table_of_towns_seen_from_the_world():
    rng = np.random.default_rng(12)
    left = tuple(np.hstack([world(rng, 300), clusters(rng, 900)]))
    right = clusters(rng, 800)
    expect_nearest(left, right, 2)
    expect_within(left, right, rng.uniform(1, 2e5, 1200))


longitudes = st.one_of(
    st.floats(-180, 180), st.sampled_from([-180.0, -179.9999999, 0.0, 90.0, 179.9999999, 180.0])
)
latitudes = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -89.9999999, 0.0, 90.0, 45.0]))
spots = st.lists(st.tuples(longitudes, latitudes), min_size=1, max_size=8)


def columns_of(places):
    longitude, latitude = zip(*places, strict=True)
    return np.array(longitude), np.array(latitude)


@settings(max_examples=300, deadline=None)
@given(spots, spots, st.floats(1e-3, 2.1e7))
def test_any_places_within_any_radius(left, right, radius_m):
    expect_within(columns_of(left), columns_of(right), radius_m)


@settings(max_examples=300, deadline=None)
@given(spots, spots, st.integers(1, 10))
def test_the_nearest_of_any_places(left, right, k):
    expect_nearest(columns_of(left), columns_of(right), k)


@settings(max_examples=200, deadline=None)
@given(longitudes, latitudes, st.floats(0, 360), st.floats(0.01, 1.9e7))
def test_a_radius_of_exactly_the_distance_holds_the_pair(longitude, latitude, azimuth, metres):
    there_x, there_y, _ = WGS84.fwd(longitude, latitude, azimuth, metres)
    here, there = series([longitude], [latitude]), series([there_x], [there_y])
    _, _, exact = WGS84.inv(longitude, latitude, there_x, there_y)
    assert abs(exact - metres) < MILLIMETRE
    assert len(geo.within(here, there, exact)) == 1
    assert len(geo.within(here, there, np.nextafter(exact, 0))) == 0


def test_a_radius_per_row():
    left = series([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], index=["a", "b", "c"])
    right = series([0.001, 0.002], [0.0, 0.0], index=["x", "y"])
    by_row = pd.Series([1.0, 150.0, 1e9], index=left.index)
    found = geo.within(left, right, by_row)
    pairs = list(zip(found.left_id, found.right_id, strict=True))
    assert pairs == [("b", "x"), ("c", "x"), ("c", "y")]
    assert len(geo.within(left, right, np.inf)) == 6
    for wrong in (by_row[::-1], by_row.to_numpy()[:2]):
        with pytest.raises(ValueError, match="radius_m"):
            geo.within(left, right, wrong)
    for wrong in (0.0, -1.0, np.nan, [5.0, 0.0, 5.0]):
        with pytest.raises(ValueError, match="above zero"):
            geo.within(left, right, wrong)


@pytest.mark.parametrize("k", [0, -1, 1.5])
def test_neighbours_are_whole_numbers(k):
    with pytest.raises(ValueError, match="neighbours"):
        geo.nearest(series([0.0], [0.0]), series([0.0], [0.0]), k)


def test_nothing_in_nothing_out():
    some, none = series([1.0], [2.0]), series([], [])
    null = gpd.GeoSeries([None, None], crs=4326)
    for left, right in [(none, some), (some, none), (none, none), (null, some), (some, null)]:
        near, close = geo.nearest(left, right, 3), geo.within(left, right, 10.0)
        assert len(near) == len(close) == 0
        assert list(close) == ["left_id", "right_id", "distance_m", "bearing_deg"]
        assert list(near) == [*close, "rank"]
        assert near["distance_m"].dtype == close["distance_m"].dtype == float


def test_rows_without_a_place_are_passed_over_and_ids_kept():
    left = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_xy([0, 9, 0.1], [0, 9, 0.0]), crs=4326)
    left.index = pd.Index(["a", "lost", "c"])
    left.loc["lost", "geometry"] = None
    right = gpd.GeoDataFrame(
        {"name": list("pqr")},
        geometry=[None, *gpd.points_from_xy([0.1, 0.0], [0.0, 0.0])],
        index=[30, 20, 10],
        crs=4326,
    )
    found = geo.nearest(left, right, 5)
    assert found.left_id.tolist() == ["a", "a", "c", "c"]
    assert found.right_id.tolist() == [10, 20, 20, 10]
    assert found["rank"].tolist() == [1, 2, 1, 2]
    assert "bearing_deg" not in geo.nearest(left, right, bearing=False)
    assert "bearing_deg" not in geo.within(left, right, 10.0, bearing=False)


def test_equal_distances_keep_the_order_of_the_table():
    left = series([0.0], [0.0])
    right = series([1.0, 0.5, 1.0, 0.5, 1.0], np.zeros(5), index=list("edcba"))
    assert geo.nearest(left, right, 4).right_id.tolist() == ["d", "b", "e", "c"]
    assert geo.nearest(left, right, 3).right_id.tolist() == ["d", "b", "e"]
    many = series(np.full(500, 7.0), np.full(500, 7.0))
    assert geo.nearest(left, many, 3).right_id.tolist() == [0, 1, 2]


def test_what_a_projection_could_not_place_has_no_place():
    good = series([34.0], [31.0])
    lost = gpd.GeoSeries.from_wkt(["POINT (Infinity 0)", "POINT (34 31)"], crs=4326)
    shapes = [shapely.Polygon([(0, 0), (1, 0), (np.inf, 1)]), shapely.box(30, 30, 40, 40)]
    assert geo.nearest(lost, good, 2).left_id.tolist() == [1]
    assert geo.nearest(good, gpd.GeoSeries(shapes, crs=4326), 2).right_id.tolist() == [1]


@pytest.mark.parametrize("crs", [3857, 32636, 2039, "ESRI:54030"])
def test_other_reference_systems_change_nothing(crs):
    rng = np.random.default_rng(13)
    left = series(34.4 + rng.normal(0, 0.05, 50), 31.5 + rng.normal(0, 0.05, 50))
    right = series(34.4 + rng.normal(0, 0.05, 40), 31.5 + rng.normal(0, 0.05, 40))
    plain = geo.nearest(left, right, 2)
    other = geo.nearest(left.to_crs(crs), right.to_crs(crs), 2)
    pd.testing.assert_frame_equal(plain, other, rtol=0, atol=1e-3)


def test_what_cannot_be_measured_is_refused_with_a_mend():
    good = series([34.0], [31.0])
    with pytest.raises(ValueError, match=r"set_crs\(\"EPSG:4326\"\)"):
        geo.nearest(gpd.GeoSeries.from_xy([34.0], [31.0]), good)
    with pytest.raises(ValueError, match="were longitude and latitude exchanged"):
        geo.nearest(good, series([31.0], [134.0], index=["x"]))
    exchanged = gpd.GeoSeries.from_wkt(["POLYGON ((0 0, 1 0, 1 134, 0 0))"], crs=4326)
    with pytest.raises(ValueError, match="row 0: the latitude 134 does not exist"):
        geo.nearest(good, exchanged)
    with pytest.raises(TypeError, match="GeoDataFrame"):
        geo.within(pd.DataFrame({"x": [1]}), good, 5.0)
    square = gpd.GeoSeries.from_wkt(["POLYGON ((0 0, 1 0, 1 1, 0 0))"], crs=4326)
    with pytest.raises(ValueError, match="representative_point"):
        geo.within(square, good, 5.0)
    for wkt in (
        "LINESTRING (0 0, 1 1)",
        "MULTIPOINT (0 0, 1 1)",
        "GEOMETRYCOLLECTION (POINT (0 0))",
    ):
        with pytest.raises(ValueError, match="neither point nor area"):
            geo.within(good, gpd.GeoSeries.from_wkt([wkt], crs=4326), 5.0)


# Checks of GeographicLib's own tests (GeodSolve0, 4, 6, 9-11, 33), read in the file that
# `tests.geo.geodtest` names, all on WGS 84.
PUBLISHED = [
    # latitude, longitude, latitude, longitude, metres, digits
    (40.6, -73.8, 49.01666667, 2.55, 5_853_226.0, 0.5),
    (36.493349428792, 0.0, 36.49334942879201, 0.0000008, 0.072, 5e-4),
    (88.202499451857, 0.0, -88.202499451857, 179.981022032992859592, 20_003_898.214, 5e-4),
    (89.262080389218, 0.0, -89.262080389218, 179.992207982775375662, 20_003_925.854, 5e-4),
    (89.333123580033, 0.0, -89.333123580032997687, 179.99295812360148422, 20_003_926.881, 5e-4),
    (56.320923501171, 0.0, -56.320923501171, 179.664747671772880215, 19_993_558.287, 5e-4),
    (52.784459512564, 0.0, -52.784459512563990912, 179.634407464943777557, 19_991_596.095, 5e-4),
    (48.522876735459, 0.0, -48.52287673545898293, 179.599720456223079643, 19_989_144.774, 5e-4),
    (0.0, 0.0, 0.0, 179.0, 19_926_189.0, 0.5),
    (0.0, 0.0, 0.0, 179.5, 19_980_862.0, 0.5),
    (0.0, 0.0, 0.0, 180.0, 20_003_931.0, 0.5),
    (0.0, 0.0, 1.0, 180.0, 19_893_357.0, 0.5),
]
PUBLISHED_BEARINGS = [
    # latitude, longitude, latitude, longitude, degrees, digits
    (40.6, -73.8, 49.01666667, 2.55, 53.47022, 5e-6),
    (0.0, 0.0, 0.0, 179.0, 90.0, 5e-6),
    (0.0, 0.0, 0.0, 179.5, 55.96650, 5e-6),
    (0.0, 0.0, 1.0, 180.0, 0.0, 5e-6),
]


@pytest.mark.parametrize(("y1", "x1", "y2", "x2", "metres", "digits"), PUBLISHED)
def test_distances_karney_published(y1, x1, y2, x2, metres, digits):
    found = geo.nearest(series([x1], [y1]), series([x2], [y2]))
    assert found.distance_m[0] == pytest.approx(metres, rel=0, abs=digits)


@pytest.mark.parametrize(("y1", "x1", "y2", "x2", "degrees", "digits"), PUBLISHED_BEARINGS)
def test_bearings_karney_published(y1, x1, y2, x2, degrees, digits):
    found = geo.nearest(series([x1], [y1]), series([x2], [y2]))
    assert found.bearing_deg[0] == pytest.approx(degrees, rel=0, abs=digits)


@pytest.mark.parametrize("text", [SET_OF_2010, TWENTY], ids=["set of 2010", "twenty"])
def test_the_published_set_of_geodesics(text):
    """Distances to a tenth of a micrometre; azimuths wherever the way is not all but unstable.

    Azimuths of the set follow from the distance; near antipodes and poles the way back from
    rounded degrees magnifies what was rounded, so they are held to 1e-6 degrees there.
    """
    y1, x1, azimuth, y2, x2, _, metres = np.array(rows(text)).T
    assert len(metres) in (20, 100)
    found = pairs_nearest_one_to_one(x1, y1, x2, y2)
    np.testing.assert_allclose(found.distance_m, metres, rtol=0, atol=closed_form.ERROR_M)
    turn = (found.bearing_deg - azimuth + 180) % 360 - 180
    steady = (np.abs(y1) < 89.9) & (np.abs(y2) < 89.9) & (metres < 1.95e7)
    assert steady.sum() >= 19
    np.testing.assert_allclose(turn[steady], 0, atol=1e-6)


def pairs_nearest_one_to_one(x1, y1, x2, y2):
    parts = [
        geo.nearest(series(x1[nth : nth + 1], y1[nth : nth + 1]), series([x2[nth]], [y2[nth]]))
        for nth in range(len(x1))
    ]
    return pd.concat(parts, ignore_index=True)


def test_north_has_one_name():
    _, bearing = geodesics(np.zeros(3), np.zeros(3), np.array([0.0, -1e-16, 1e-16]), np.ones(3))
    assert ((bearing >= 0) & (bearing < 1e-9)).all()


@settings(max_examples=500, deadline=None)
@given(longitudes, latitudes, longitudes, latitudes)
def test_the_chord_bounds_the_way(x1, y1, x2, y2):
    ends = earth_centred([x1, x2], [y1, y2])
    chord = np.linalg.norm(ends[0] - ends[1])
    _, _, metres = WGS84.inv(x1, y1, x2, y2)
    assert shortest_geodesic(chord) <= metres <= longest_geodesic(chord)
    assert chord <= longest_chord(metres)


def test_the_bounds_are_close_where_they_matter():
    """A bound that is always true and never tight would hide a slow search."""
    metres = np.array([100.0, 500.0, 5_000.0])
    assert (longest_chord(metres) - metres <= 2e-5).all()
    assert (longest_geodesic(metres) - metres < 2e-4).all()
    assert (metres - shortest_geodesic(metres) < 2e-4).all()


def test_batches_hold_every_row_with_candidates_once():
    counts = np.array([0, 700_000, 0, 700_000, 5, 3_000_000, 1, 0])
    runs = [run.tolist() for run in batches(counts)]
    assert [row for run in runs for row in run] == [1, 3, 4, 5, 6]
    assert len(runs) > 2
    assert list(batches(np.zeros(4, dtype=int))) == []
    rows, columns = expand(np.array([4, 7]), [[3, 1], [2]], np.array([2, 1]))
    assert rows.tolist() == [4, 4, 7]
    assert columns.tolist() == [3, 1, 2]
