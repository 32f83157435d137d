"""Each check on planted faults, on right rows, and with its neighbours."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import MultiPoint, Point, Polygon, box, union_all

from geo.checks import BOUNDARY_TOLERANCE_M, all_checks, check_coordinates
from geo.checks.duplicate import first_of_same
from geo.checks.outlines import distance_to_m

BOXES = {
    "AAA": box(30, 10, 35, 14),
    "BBB": box(35, 10, 40, 14),
    "UGA": box(29, -1, 35, 4),
    "SSS": box(-50, -30, -40, -20),
}
COUNTRIES = gpd.GeoDataFrame(
    {"country": list(BOXES), "name": [f"Land {code}" for code in BOXES]},
    geometry=list(BOXES.values()),
    crs="EPSG:4326",
)
LAND = gpd.GeoSeries([union_all(list(BOXES.values()))], crs="EPSG:4326")
GEOD = Geod(ellps="WGS84")


def facilities(points, country="AAA", **columns):
    n = len(points)
    return gpd.GeoDataFrame(
        {"name": [f"site {chr(97 + i) * 3}" for i in range(n)], "country": country, **columns},
        index=pd.Index([f"f{i}" for i in range(n)], name="facility_id"),
        geometry=[
            None if p is None else p if hasattr(p, "geom_type") else Point(p) for p in points
        ],
        crs="EPSG:4326",
    )


def codes(table, **inputs):
    given = {"countries": COUNTRIES, "land": LAND, **inputs}
    found = check_coordinates(table, **given).findings
    return {row.id: {r.code for r in found[found["id"] == row.id].itertuples()} for row in
            found.itertuples()}  # fmt: skip


def test_right_rows_raise_nothing():
    table = facilities([(31.123456, 11.654321), (34.9, 13.5), (32.2, 12.3)])
    assert check_coordinates(table, countries=COUNTRIES, land=LAND).findings.empty


def test_the_shelf_holds_every_code_of_the_design():
    assert [check.code for check in all_checks()] == [
        "missing", "unreadable", "ambiguous", "out_of_range", "null_island", "equal_lat_lon",
        "dms_as_decimal", "minutes_as_decimal", "swapped", "sign_lost", "decimal_shift",
        "wrong_zone", "in_sea", "outside_country", "outside_admin", "wrong_datum",
        "disagrees_with_reference", "on_centroid", "low_precision", "gridded", "shared_point",
        "duplicate", "stale",
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["missing", "unreadable", "ambiguous"])
def test_what_reading_said_becomes_a_finding(status):
    table = facilities([None], coordinates_status=status, coordinates_note="could be this or that")
    found = check_coordinates(table).findings.iloc[0]
    assert (found["code"], found["evidence"]) == (status, "could be this or that")
    assert found["severity"] == ("warning" if status == "missing" else "error")


def test_withheld_is_not_a_fault():
    table = facilities([None], location_precision="withheld")
    assert check_coordinates(table).findings["severity"].tolist() == ["info"]


def test_two_zeros_are_an_error_and_nothing_else():
    table = facilities([(0.0, 0.0)], coordinates_precision_m=111320.0)
    found = check_coordinates(table, countries=COUNTRIES, land=LAND).findings
    assert found[["code", "severity"]].values.tolist() == [["null_island", "error"]]


def test_one_zero_is_an_error_only_outside_the_country():
    assert codes(facilities([(31.5, 0.0)], country="UGA")) == {}
    assert codes(facilities([(31.5, 0.0)], country="AAA")) == {"f0": {"null_island"}}
    assert codes(facilities([(31.5, 0.0)]), countries=None, land=None) == {}


def test_exchanged_axes_are_found_with_the_mend():
    table = facilities([(12.0, 33.0)])
    found = check_coordinates(table, countries=COUNTRIES, land=LAND).findings
    assert found["code"].tolist() == ["swapped"]
    row = found.iloc[0]
    assert (row["suggested_longitude"], row["suggested_latitude"]) == (33.0, 12.0)
    assert row["displacement_m"] == pytest.approx(GEOD.inv(12, 33, 33, 12)[2])
    assert "Land AAA" in row["evidence"]


def test_exchanged_axes_beyond_the_globe_are_read_from_the_raw_text():
    east = gpd.GeoDataFrame(
        {"country": ["EEE"], "name": ["East"]}, geometry=[box(130, 30, 140, 35)]
    )
    table = facilities(
        [None, None],
        country="EEE",
        coordinates_status="out_of_range",
        coordinates_raw=["134.5 | 31,25", "POINT (31.25 134.5)"],
    )
    found = check_coordinates(table, countries=east.set_crs(4326), land=LAND).findings
    swapped = found[found["code"] == "swapped"]
    assert swapped["suggested_longitude"].tolist() == [134.5, 134.5]
    assert swapped["suggested_latitude"].tolist() == [31.25, 31.25]
    assert sorted(found["code"]) == ["out_of_range"] * 2 + ["swapped"] * 2


def test_a_lost_sign_is_found_with_the_mend():
    points = [(45.0, -25.0), (-45.0, 25.0), (45.0, 25.0)]
    table = facilities(points, country="SSS")
    found = check_coordinates(table, countries=COUNTRIES, land=LAND).findings
    assert found["code"].tolist() == ["sign_lost"] * 3
    assert found["suggested_longitude"].tolist() == [-45.0] * 3
    assert found["suggested_latitude"].tolist() == [-25.0] * 3


def test_another_country_and_the_sea():
    assert codes(facilities([(36.0, 12.0), (32.0, 9.0)])) == {
        "f0": {"outside_country"},
        "f1": {"in_sea"},
    }
    # Without land, a point at sea is still outside its country.
    assert codes(facilities([(32.0, 9.0)]), land=None) == {"f0": {"outside_country"}}


def test_the_border_has_a_tolerance():
    near, far = BOUNDARY_TOLERANCE_M - 50, BOUNDARY_TOLERANCE_M + 50
    points = [GEOD.fwd(35, 12, 90, d)[:2] for d in (near, far)]
    assert codes(facilities(points)) == {"f1": {"outside_country"}}
    points = [GEOD.fwd(32, 10, 180, d)[:2] for d in (near, far)]
    assert codes(facilities(points)) == {"f1": {"in_sea"}}


def test_a_point_near_the_border_gets_no_mend_by_chance():
    # 5 km outside; with the sign of the latitude changed it would lie inside.
    country = gpd.GeoDataFrame(
        {"country": ["ZZZ"], "name": ["Z"]}, geometry=[box(10, -5, 20, 0.1)], crs="EPSG:4326"
    )
    table = facilities([(15.0, 0.15)], country="ZZZ")
    found = check_coordinates(table, countries=country).findings
    assert found["code"].tolist() == ["outside_country"]


def test_rows_without_a_country_are_counted_not_guessed():
    table = facilities([(12.0, 33.0), (31.0, 11.0)], country=None)
    table["country"] = table["country"].astype("str")
    result = check_coordinates(table, countries=COUNTRIES)
    assert result.findings.empty
    reasons = result.not_run.set_index("code")["reason"]
    for code in ("swapped", "sign_lost", "outside_country"):
        assert "2 of 2" in reasons[code]
    table["country"] = "QQQ"
    reasons = check_coordinates(table, countries=COUNTRIES).not_run.set_index("code")["reason"]
    assert "no borders for QQQ" in reasons["swapped"]


def test_a_list_that_lies_in_one_country_lends_it_as_a_warning():
    points = [(31 + i / 20, 11.5) for i in range(40)] + [(11.5, 33.0)]
    table = facilities(points, country=None)
    table["country"] = table["country"].astype("str")
    found = check_coordinates(table, countries=COUNTRIES).findings
    assert found[["id", "code", "severity"]].values.tolist() == [["f40", "swapped", "warning"]]
    assert "nearly all of this list" in found.iloc[0]["evidence"]


def test_areas_stand_for_countries():
    areas = gpd.GeoDataFrame({"level": ["admin1"]}, geometry=[BOXES["AAA"]], crs="EPSG:4326")
    table = facilities([(12.0, 33.0)], country=None)
    table["country"] = table["country"].astype("str")
    found = check_coordinates(table, areas=areas).findings
    assert found["code"].tolist() == ["swapped"]


def test_without_borders_the_reason_is_given():
    not_run = check_coordinates(facilities([(31.0, 11.0)])).not_run.set_index("code")["reason"]
    assert set(not_run.index) == {
        "swapped", "sign_lost", "decimal_shift", "wrong_zone", "outside_country", "in_sea",
        "low_precision", "outside_admin", "wrong_datum", "disagrees_with_reference", "on_centroid",
        "stale",
    }  # fmt: skip


def test_few_digits():
    table = facilities([(31.1, 11.1), (31.12, 11.25)], coordinates_precision_m=[11132.0, 111.32])
    assert codes(table) == {"f0": {"low_precision"}}
    incidents = facilities(
        [(31.1, 11.1), (31.2, 11.1), (31.3, 11.1)],
        coordinates_precision_m=11132.0,
        error_m=[100.0, 25000.0, np.nan],
    ).rename_axis("incident_id")
    assert codes(incidents) == {"f0": {"low_precision"}}


def test_shared_points_of_facilities():
    table = facilities([(31.1, 11.1)] * 3 + [(32.1, 11.1)] * 2 + [(33.0, 11.0)])
    found = check_coordinates(table, countries=COUNTRIES).findings
    assert found["code"].unique().tolist() == ["shared_point"]
    assert found.set_index("id")["severity"].to_dict() == {
        "f0": "warning", "f1": "warning", "f2": "warning", "f3": "info", "f4": "info",
    }  # fmt: skip


def test_shared_points_of_incidents():
    table = facilities(
        [(31.1, 11.1)] * 3 + [(32.1, 11.1)] * 3,
        place_name=["Alpha", "Beta", "Beta", "Gamma", "Gamma", "Gamma"],
        date_start=pd.to_datetime(["2024-01-01"] * 2 + ["2024-01-02"] * 4),
        location_precision="settlement",
        event_type="shelling",
    ).rename_axis("incident_id")
    found = check_coordinates(table, countries=COUNTRIES).findings.set_index("id")
    assert set(found["code"]) == {"shared_point"}
    assert found.loc["f0", "severity"] == "warning"
    assert "different dates: 2, places: 2" in found.loc["f0", "evidence"]
    assert found.loc["f3", "severity"] == "info"


def test_duplicates_point_to_the_first():
    apart = [GEOD.fwd(31, 11, 0, d)[:2] for d in (0, 150, 320, 1000)]
    table = facilities(
        [*apart, (31.5, 11.5), (31.5, 11.5)],
        name=["Shifa Hospital", "Al-Shifa hospital", "SHIFA HOSPITAL", "Shifa", "x", "x"],
    )
    found = check_coordinates(table, countries=COUNTRIES).findings
    found = found[found["code"] == "duplicate"].set_index("id")
    assert list(found.index) == ["f1", "f2", "f5"]  # f3 is a kilometre away
    assert "f0" in found.loc["f1", "evidence"]
    assert found.loc["f1", "displacement_m"] == pytest.approx(150, abs=0.01)


def test_incidents_repeat_only_with_date_place_and_description():
    table = facilities(
        [(31.0, 11.0)] * 3,
        description=["A clinic was damaged", "a clinic was damaged ", "Another"],
        date_start=pd.to_datetime(["2024-01-01"] * 3),
        event_type="shelling",
    ).rename_axis("incident_id")
    found = check_coordinates(table, countries=COUNTRIES).findings
    assert found.loc[found["code"] == "duplicate", "id"].tolist() == ["f1"]


def test_footprints_are_checked_by_a_point_inside_them():
    table = facilities([box(31, 11, 31.01, 11.01), Polygon(), MultiPoint([(31.2, 11), (31.3, 11)])])
    assert codes(table) == {"f1": {"missing"}}


def test_the_table_is_left_as_it_was():
    table = facilities([(12.0, 33.0), (0.0, 0.0), None])
    before = table.copy(deep=True)
    check_coordinates(table, countries=COUNTRIES, land=LAND)
    pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(before))


def test_tables_that_cannot_be_checked_are_refused():
    with pytest.raises(ValueError, match="EPSG:4326"):
        check_coordinates(facilities([(1, 1)]).to_crs(3857))
    table = facilities([(1, 1), (2, 2)])
    table.index = pd.Index(["a", "a"])
    with pytest.raises(ValueError, match="repeats"):
        check_coordinates(table)
    assert check_coordinates(facilities([])).findings.empty


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_any_points_give_well_formed_findings(points):
    result = check_coordinates(facilities(points), countries=COUNTRIES, land=LAND)
    assert set(result.findings["severity"]) <= {"error", "warning", "info"}
    suggested = result.findings[["suggested_longitude", "suggested_latitude"]]
    assert (suggested.isna().sum(axis=1) != 1).all()


@given(lon=st.floats(-179, 179), lat=st.floats(-85, 85), size=st.floats(0.1, 3))
@settings(max_examples=50, deadline=None)
def test_distance_to_an_outline_against_dense_points(lon, lat, size):
    shape = box(10, 40, 10 + size, 40 + size)
    lon, lat = 10 + lon / 180 * 6, 40 + lat / 90 * 6
    got = distance_to_m(np.array([shape]), np.array([lon]), np.array([lat]))[0]
    if shape.covers(Point(lon, lat)):
        assert got == 0
        return
    edge = shape.exterior.interpolate(np.linspace(0, 1, 2001), normalized=True)
    x, y = np.array([p.x for p in edge]), np.array([p.y for p in edge])
    brute = GEOD.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2].min()
    assert got == pytest.approx(brute, rel=0.02, abs=350)


def test_distance_across_the_antimeridian():
    shape = np.array([box(179, -18, 180, -16)])
    got = distance_to_m(shape, np.array([-179.99, -179.9]), np.array([-17.0, -17.0]))
    np.testing.assert_allclose(got, GEOD.inv([-179.99, -179.9], [-17] * 2, [180] * 2, [-17] * 2)[2])


def test_links_chain_within_a_name_only():
    longitude = np.array([0.0, 0.001, 0.002, 0.0, np.nan])
    first = first_of_same(longitude, np.zeros(5), np.array(["a", "a", "a", "b", "a"]), 150.0)
    assert first.tolist() == [0, 0, 0, 3, 4]
