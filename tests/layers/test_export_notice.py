"""Notices read back: every file and notation gives the places that went in."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point, Polygon

import layers
from geo.coordinates import parse_coordinates
from layers.export.mgrs import format_mgrs
from layers.export.notice import Heading, write_notice
from layers.export.notice_places import write_notice_geojson, write_notice_kml
from layers.export.notice_rows import notice_rows, vertices
from layers.schema import conform_facilities

GEOD = Geod(ellps="WGS84")
HEADING = Heading("additions", "Party A", "3", "2026-05-31", "0123456789abcdef")

places = st.tuples(
    st.floats(-179.9, 179.9).map(lambda x: round(x, 7)),
    st.floats(-84, 84).map(lambda y: round(y, 7)),
)


def site_table(points, outline):
    shapes = [Point(p) for p in points]
    if outline:
        x, y = points[0]
        shapes[0] = Polygon([(x, y), (x + 0.002, y), (x + 0.002, y + 0.001), (x, y + 0.001)])
    frame = gpd.GeoDataFrame(
        {
            "source": "generic_facilities",
            "name": [f"Site {n}" for n in range(len(points))],
            "kind": "hospital",
            "coordinates_status": "ok",
            "error_m": 20.0,
            "error_basis": "stated 20 m",
        },
        index=[f"generic_facilities:S{n}" for n in range(len(points))],
        geometry=shapes,
        crs="EPSG:4326",
    )
    return conform_facilities(frame)


@given(st.lists(places, min_size=1, max_size=5, unique=True), st.booleans())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_file_reads_back_as_the_same_places(tmp_path, points, outline):
    table = site_table(points, outline)
    rows = notice_rows(table)
    write_notice(tmp_path / "n.xlsx", rows, vertices(table), HEADING)
    write_notice_geojson(tmp_path / "n.geojson", table, rows, HEADING)
    write_notice_kml(tmp_path / "n.kml", table, rows, HEADING)
    spot = table.geometry.representative_point()
    for name in ("n.xlsx", "n.geojson", "n.kml"):
        back = layers.read_facilities(tmp_path / name)
        assert len(back) == len(table), name
        own = back.geometry.representative_point()
        assert apart(spot, own.x, own.y) < 0.1, name  # six decimals are 0.08 m at most
        assert back["name"].tolist() == table["name"].tolist()
        if outline and name != "n.xlsx":
            corners = np.sort(np.asarray(back.geometry.iloc[0].exterior.coords)[:, :2], axis=0)
            true = np.sort(np.asarray(table.geometry.iloc[0].exterior.coords), axis=0)
            np.testing.assert_allclose(corners, true, atol=6e-7)
    for column, metres in (("dms", 0.32), ("mgrs", 0.8)):
        read = parse_coordinates(rows[column])
        assert (read["status"] == "ok").all(), rows[column].tolist()
        assert apart(spot, read["longitude"], read["latitude"]) < metres, column


def apart(points, longitude, latitude):
    ends = (np.asarray(a, dtype=float) for a in (points.x, points.y, longitude, latitude))
    return max(GEOD.inv(*ends)[2])


@pytest.mark.parametrize(
    "corner",
    [
        (0.0, 0.0), (180.0, 0.0), (-180.0, -0.5), (179.9999999, 71.9), (3.0, 60.0), (5.9, 56.0),
        (9.0, 72.0), (20.9, 75.0), (33.0, 83.9), (6.0, 63.9999), (30.0, 84.0), (0.0, 90.0),
        (-45.0, -80.0001), (100.0, -90.0), (-0.0000001, 8.0),
    ],
)  # fmt: skip
def test_mgrs_at_the_edges_of_its_zones(corner):
    text = format_mgrs(*corner)[0]
    read = parse_coordinates([text]).iloc[0]
    assert read["status"] == "ok", text
    assert GEOD.inv(*corner, read["longitude"], read["latitude"])[2] < 0.8, text


def test_mgrs_over_the_whole_globe():
    rng = np.random.default_rng(3)
    longitude = rng.uniform(-180, 180, 2000)
    latitude = np.degrees(np.arcsin(rng.uniform(-1, 1, 2000)))
    read = parse_coordinates(format_mgrs(longitude, latitude))
    ends = (read["longitude"].to_numpy(), read["latitude"].to_numpy())
    assert max(GEOD.inv(longitude, latitude, *ends)[2]) < 0.71


def test_a_site_with_many_corners_is_still_one_site(tmp_path):
    table = site_table([(32.5, 15.6)], outline=False)
    table.geometry = [table.geometry.iloc[0].buffer(0.002)]
    rows = notice_rows(table)
    assert rows["footprint_vertices"].tolist() == [64]
    write_notice(tmp_path / "n.xlsx", rows, vertices(table), HEADING)
    back = layers.read_facilities(tmp_path / "n.xlsx")
    assert back["name"].tolist() == ["Site 0"]
