"""Distances to footprints: 0 inside, else geodesic to the nearest point of the boundary.

Two oracles that share nothing with `geo.footprints`: the boundary cut into points and searched by
golden section with `pyproj.Geod`, and a polygon drawn on the azimuthal equidistant plane of the
point (where distances from that point are true) and measured by shapely.
"""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Proj

import geo

WGS84 = Geod(ellps="WGS84")
MILLIMETRE = 1e-3
GOLDEN = (np.sqrt(5) - 1) / 2


def rings(polygon):
    parts = getattr(polygon, "geoms", [polygon])
    return [np.asarray(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]


def inside(polygon, x, y):
    """Ray casting, even-odd over all rings; the boundary itself is nobody's."""
    odd = False
    for ring in rings(polygon):
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                odd = not odd
    return odd


def by_search(polygon, x, y, steps=400):
    """Least geodesic to any edge: sampled, then golden section around the best sample."""
    best = np.inf
    for ring in rings(polygon):
        for start, end in pairwise(ring):

            def metres(share, start=start, end=end):
                spot = start + np.atleast_1d(share)[:, None] * (end - start)
                n = len(spot)
                return WGS84.inv(np.full(n, x), np.full(n, y), spot[:, 0], spot[:, 1])[2]

            share = np.linspace(0, 1, steps)
            sampled = metres(share)
            nth = int(np.argmin(sampled))
            low, high = share[max(nth - 1, 0)], share[min(nth + 1, steps - 1)]
            for _ in range(60):
                third = GOLDEN * (high - low)
                first, second = metres([high - third, low + third])
                low, high = (low, low + third) if first < second else (high - third, high)
            best = min(best, sampled[nth], metres((low + high) / 2)[0])
    return best


def by_plane(polygon, x, y, step_deg):
    """Distance on the azimuthal equidistant plane of the point, edges cut every ``step_deg``."""
    plane = Proj(proj="aeqd", lon_0=x, lat_0=y, ellps="WGS84")
    fine = shapely.segmentize(polygon, step_deg)
    drawn = shapely.transform(fine, lambda at: np.column_stack(plane(at[:, 0], at[:, 1])))
    return shapely.distance(drawn.boundary, shapely.Point(0, 0))


def found(polygon, x, y):
    points = gpd.GeoSeries.from_xy(x, y, crs=4326)
    table = geo.nearest(points, gpd.GeoSeries([polygon], crs=4326))
    assert table.left_id.tolist() == list(range(len(points)))
    return table


def star(rng, x, y, size_deg, corners=9):
    turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
    away = size_deg * rng.uniform(0.3, 1, corners)
    stretch = max(np.cos(np.radians(y)), 0.05)
    return shapely.Polygon(
        np.column_stack([x + away * np.cos(turn) / stretch, y + away * np.sin(turn)])
    )


def expect(polygon, x, y, also_plane=None):
    table = found(polygon, x, y)
    for nth, metres in enumerate(table.distance_m):
        at = x[nth], y[nth]
        if inside(polygon, *at):
            assert metres == 0
            assert np.isnan(table.bearing_deg[nth])
            continue
        assert metres == pytest.approx(by_search(polygon, *at), rel=0, abs=MILLIMETRE)
        if also_plane:
            drawn = by_plane(polygon, *at, also_plane)
            assert metres == pytest.approx(drawn, rel=1e-6, abs=MILLIMETRE)
        # whoever walks that far that way stands on the boundary
        ahead = WGS84.fwd(*at, table.bearing_deg[nth], metres)[:2]
        assert by_search(polygon, *ahead) < MILLIMETRE


@pytest.mark.parametrize("latitude", [0.0, 31.5, -62.0, 84.0])
@pytest.mark.parametrize("size_deg", [0.002, 0.2])
def test_buildings_and_districts(latitude, size_deg):
    rng = np.random.default_rng(int(abs(latitude) * 10 + size_deg * 1000))
    polygon = star(rng, 34.0, latitude, size_deg)
    spread = 2 * size_deg
    x = 34.0 + rng.normal(0, spread / max(np.cos(np.radians(latitude)), 0.1), 12)
    y = latitude + rng.normal(0, spread, 12)
    expect(polygon, x, y, also_plane=size_deg / 2000)


def test_some_of_them_are_inside():
    rng = np.random.default_rng(1)
    polygon = star(rng, 34.0, 31.0, 0.01)
    x, y = 34 + rng.normal(0, 0.006, 60), 31 + rng.normal(0, 0.006, 60)
    nought = (found(polygon, x, y).distance_m == 0).tolist()
    assert nought == [inside(polygon, *at) for at in zip(x, y, strict=True)]
    assert 10 < sum(nought) < 50


def test_a_hole_is_outside_and_an_edge_is_inside():
    yard = shapely.box(0, 0, 0.01, 0.01).difference(shapely.box(0.002, 0.002, 0.008, 0.008))
    x, y = np.array([0.005, 0.001, 0.0, 0.004]), np.array([0.005, 0.005, 0.003, 0.0031])
    expect(yard, x[[0, 1, 3]], y[[0, 1, 3]])
    metres = found(yard, x, y).distance_m
    assert metres[0] == pytest.approx(0.003 * 110_574.3, rel=1e-3)
    assert metres[1] == 0
    assert metres[2] == 0
    assert metres[3] == pytest.approx(0.0011 * 110_574.3, rel=1e-3)


def test_parts_count_as_one_footprint():
    both = shapely.MultiPolygon([shapely.box(0, 0, 0.01, 0.01), shapely.box(1, 0, 1.01, 0.01)])
    expect(both, np.array([0.3, 0.7, 1.005]), np.array([0.0, 0.2, 0.005]))


@pytest.mark.parametrize(
    "polygon",
    [
        shapely.box(179.9, -17.1, 180.1, -17.0),
        shapely.box(-180.1, -17.1, -179.9, -17.0),
        shapely.MultiPolygon(
            [shapely.box(179.9, -17.1, 180, -17.0), shapely.box(-180, -17.1, -179.9, -17.0)]
        ),
    ],
    ids=["runs east", "runs west", "cut"],
)
def test_across_the_antimeridian(polygon):
    points = (
        np.array([-179.95, 179.95, -179.8, 179.8, 180.0, -180.0, -179.89]),
        np.array([-17.05, -17.05, -17.05, -17.05, -17.02, -17.02, -16.99]),
    )
    metres = found(polygon, *points).distance_m.to_numpy()
    twin = shapely.box(-0.1, -17.1, 0.1, -17.0)
    moved = (points[0] + 180.0 + 180.0) % 360.0 - 180.0  # the same, around Greenwich
    np.testing.assert_allclose(metres, found(twin, moved, points[1]).distance_m, atol=MILLIMETRE)
    assert (metres[[0, 1, 4, 5]] == 0).all()
    assert (metres[[2, 3, 6]] > 100).all()


def test_around_a_pole():
    cap = shapely.box(-180, 89, 180, 90)
    assert found(cap, np.array([10.0, -170.0]), np.array([89.5, 90.0])).distance_m.tolist() == [
        0,
        0,
    ]
    below = found(cap, np.array([12.3, -180.0]), np.array([88.0, 88.9]))
    for metres, latitude in zip(below.distance_m, (88.0, 88.9), strict=True):
        assert metres == pytest.approx(WGS84.inv(0, latitude, 0, 89)[2], abs=MILLIMETRE)
    near = shapely.box(20, 89.9, 60, 89.95)
    x, y = np.array([200.0, -100.0, 40.0, 0.0, 40.0]), np.array([89.9, 90.0, 89.8, 89.99, -89.9])
    expect(near, x, y)


def test_long_edges_are_straight_in_longitude_and_latitude():
    """A parallel is no geodesic: the middle of this edge lies 10 km from the great ellipse."""
    strip = shapely.box(0, 59, 10, 60)
    table = found(strip, np.array([5.0]), np.array([61.0]))
    assert table.distance_m[0] == pytest.approx(WGS84.inv(5, 61, 5, 60)[2], abs=MILLIMETRE)
    assert table.bearing_deg[0] == pytest.approx(180, abs=1e-3)
    expect(strip, np.array([-3.0, 5.0, 15.0, 5.0]), np.array([59.5, 58.0, 63.0, -59.0]))


def test_far_away_and_close_by():
    hut = shapely.box(34.0, 31.0, 34.0002, 31.0001)
    near_foot = 34.0001, 31.0001 + 1e-8
    expect(
        hut, np.array([-146.0, 100.0, -33.0, near_foot[0]]), np.array([-31, 0, 80, near_foot[1]])
    )


def every_distance(points, polygons):
    return np.array(
        [
            [0.0 if inside(p, x, y) else by_search(p, x, y, 60) for p in polygons]
            for x, y in zip(points.x, points.y, strict=True)
        ]
    )


def test_points_and_footprints_in_one_table():
    rng = np.random.default_rng(3)
    shapes = [star(rng, *at, 0.01, 5) for at in rng.normal([34, 31], 0.02, (12, 2))]
    shapes[1::3] = shapely.points(rng.normal([34, 31], 0.02, (4, 2)))
    right = gpd.GeoSeries(
        [*shapes, None, shapely.Polygon()], crs=4326, index=list("abcdefghijklmn")
    )
    points = gpd.GeoSeries.from_xy(*rng.normal([[34], [31]], 0.02, (2, 15)), crs=4326)
    metres = np.empty((15, 12))
    is_point = np.isin(np.arange(12), range(1, 12, 3))
    metres[:, ~is_point] = every_distance(points, [s for s in shapes if s.geom_type == "Polygon"])
    for nth in np.flatnonzero(is_point):
        site = shapes[nth]
        metres[:, nth] = WGS84.inv(points.x, points.y, np.full(15, site.x), np.full(15, site.y))[2]

    near = geo.nearest(points, right, 4)
    assert len(near) == 60
    for row, some in near.groupby("left_id"):
        wanted = np.sort(metres[row])[:4]
        np.testing.assert_allclose(some.distance_m, wanted, rtol=0, atol=MILLIMETRE)
        chosen = [list(right.index).index(name) for name in some.right_id]
        np.testing.assert_allclose(metres[row, chosen], wanted, rtol=0, atol=MILLIMETRE)
    assert (near.distance_m == 0).any()

    radius = 1200.0
    assert np.abs(metres - radius).min() > 0.01  # no pair so close to the edge that 1 mm decides
    close = geo.within(points, right, radius)
    pairs = {
        (row, list(right.index).index(name))
        for row, name in zip(close.left_id, close.right_id, strict=True)
    }
    assert pairs == set(
        zip(*(where.tolist() for where in np.nonzero(metres <= radius)), strict=True)
    )
    assert len(close) == len(pairs) > 20


def test_more_neighbours_than_footprints():
    polygons = gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)], crs=4326)
    points = gpd.GeoSeries.from_xy([0.5], [0.5], crs=4326)
    assert geo.nearest(points, polygons, 9).right_id.tolist() == [0, 1]


def test_a_footprint_in_another_reference_system():
    polygon = gpd.GeoSeries([shapely.box(34.0, 31.0, 34.01, 31.01)], crs=4326)
    points = gpd.GeoSeries.from_xy([34.02, 34.005], [31.0, 31.005], crs=4326)
    projected = geo.nearest(points.to_crs(32636), polygon.to_crs(32636))
    np.testing.assert_allclose(
        projected.distance_m, geo.nearest(points, polygon).distance_m, atol=MILLIMETRE
    )


corner = st.tuples(st.floats(-1, 1), st.floats(-1, 1))


@settings(max_examples=120, deadline=None)
@given(
    st.lists(corner, min_size=3, max_size=6, unique=True),
    corner,
    st.floats(-80, 80),
    st.sampled_from([1e-4, 1e-2, 1.0, 8.0]),
)
def test_any_polygon_and_any_point(corners, point, latitude, size_deg):
    ring = np.array(corners) * size_deg + [0, latitude]
    polygon = shapely.convex_hull(shapely.MultiPoint(ring))
    if polygon.geom_type != "Polygon" or polygon.area < 1e-12 * size_deg**2:
        return
    x, y = point[0] * 2 * size_deg, latitude + point[1] * size_deg
    metres = found(polygon, np.array([x]), np.array([y])).distance_m[0]
    wanted = by_search(polygon, x, y, 200)
    if metres == 0:
        assert inside(polygon, x, y) or wanted < MILLIMETRE
    else:
        assert not inside(polygon, x, y)
        assert metres == pytest.approx(wanted, rel=0, abs=MILLIMETRE)


@pytest.mark.long
def test_many_polygons_of_every_size_and_latitude():
    rng = np.random.default_rng(4)
    for _ in range(300):
        latitude = rng.uniform(-88, 88)
        size_deg = 10 ** rng.uniform(-4, 0)
        polygon = star(rng, rng.uniform(-180, 180), latitude, size_deg, int(rng.integers(3, 15)))
        low, high = polygon.bounds[1], polygon.bounds[3]
        if low < -89.9 or high > 89.9:
            continue
        middle = polygon.centroid
        x = middle.x + rng.normal(0, 10 ** rng.uniform(-1, 2) * size_deg, 4)
        y = np.clip(middle.y + rng.normal(0, 3 * size_deg, 4), -90, 90)
        for metres, *at in zip(found(polygon, x, y).distance_m, x, y, strict=True):
            wanted = 0.0 if inside(polygon, *at) else by_search(polygon, *at)
            assert metres == pytest.approx(wanted, rel=0, abs=MILLIMETRE)
