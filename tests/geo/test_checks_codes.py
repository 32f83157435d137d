"""The checks that judge by areas, namesakes, towns, grids and dates, each on a few rows."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import Point, box

import geo
from geo.checks.blocks import needed, segments
from geo.checks.sexagesimal import digits
from geo.checks.wrong_datum import datums

GEOD = Geod(ellps="WGS84")
LAND = gpd.GeoDataFrame(
    {"country": ["AAA"], "name": ["Land A"]}, geometry=[box(30, 10, 36, 14)], crs="EPSG:4326"
)
AREAS = gpd.GeoDataFrame(
    {
        "level": ["admin1", "admin1", "admin2"],
        "name": ["West", "East", "Middle"],
        "country": "AAA",
        "code": ["AA1", "AA2", "AA21"],
        "admin1": [None, None, "East"],
    },
    geometry=[box(30, 10, 33, 14), box(33, 10, 36, 14), box(33, 11, 34.5, 12)],
    crs="EPSG:4326",
)


def sites(rows, **columns):
    """Rows of name, longitude, latitude."""
    names, x, y = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"name": list(names), "country": "AAA", "kind": "hospital", **columns},
        index=pd.Index([f"f{i}" for i in range(len(rows))], name="facility_id"),
        geometry=[Point(a, b) for a, b in zip(x, y, strict=True)],
        crs="EPSG:4326",
    )


def found(table, **given):
    return geo.check_coordinates(table, countries=LAND, **given).findings.set_index("id")


def test_outside_admin_names_the_area_and_where_the_point_lies():
    table = sites([("Alpha", 34.123, 13.456), ("Beta", 31.222, 12.333)], admin1="West province")
    rows = found(table, areas=AREAS)
    assert rows["code"].to_dict() == {"f0": "outside_admin"}
    assert rows.loc["f0", "severity"] == "warning"
    assert "outside West" in rows.loc["f0", "evidence"]
    assert "in East" in rows.loc["f0", "evidence"]
    expected = GEOD.inv(34.123, 13.456, 33, 13.456)[2]
    assert rows.loc["f0", "displacement_m"] == pytest.approx(expected, rel=0.01)


def test_the_finest_area_named_counts_and_a_code_is_a_name():
    table = sites([("Alpha", 35.1234, 13.4321)], admin1="East", admin2="aa21")
    assert found(table, areas=AREAS)["code"].tolist() == ["outside_admin"]


def test_the_border_of_an_area_has_a_tolerance():
    near, far = (GEOD.fwd(33, 12.5, 90, d)[:2] for d in (1_950, 2_050))
    table = sites([("Alpha", *near), ("Beta", *far)], admin1="West")
    assert found(table, areas=AREAS)["code"].to_dict() == {"f1": "outside_admin"}


def test_a_label_most_rows_of_which_lie_elsewhere_proves_nothing():
    table = sites([(f"Site {c}", 34.1 + i / 97, 13.01 + i / 89) for i, c in enumerate("abcdef")])
    table["admin1"] = "West"
    result = geo.check_coordinates(table, countries=LAND, areas=AREAS)
    assert result.findings.empty
    reason = result.not_run.set_index("code").loc["outside_admin", "reason"]
    assert "most rows named so lie elsewhere: West" in reason


def test_rows_of_unknown_areas_are_counted():
    table = sites([("Alpha", 34.123, 13.456)], admin1="Atlantis")
    reasons = geo.check_coordinates(table, areas=AREAS).not_run.set_index("code")["reason"]
    assert "1 of 1" in reasons["outside_admin"]


def test_exchanged_axes_within_the_country_are_told_by_the_area():
    square = LAND.set_geometry([box(10, 10, 40, 40)], crs="EPSG:4326")
    table = sites([("Alpha", 12.3456, 34.1234)], admin1="East")
    alone = geo.check_coordinates(table, countries=square).findings
    assert alone.empty
    rows = geo.check_coordinates(table, countries=square, areas=AREAS).findings
    assert rows["code"].tolist() == ["swapped"]
    assert rows[["suggested_longitude", "suggested_latitude"]].values.tolist() == [
        [34.1234, 12.3456]
    ]
    assert "it lies in East, as the row says" in rows["evidence"][0]


def test_one_verdict_names_the_namesake_that_supports_it():
    table = sites([("Karibu Hospital", 12.3456, 34.1234)])
    reference = sites([("KARIBU HOSPITAL", 34.1236, 12.3456)])
    rows = found(table, reference=reference)
    assert rows["code"].tolist() == ["swapped"]
    assert "from 'KARIBU HOSPITAL', the same name in the reference" in rows["evidence"].iloc[0]


def test_a_namesake_elsewhere():
    x, y, _ = GEOD.fwd(31.5, 12.5, 90, 3_000)
    table = sites([("Karibu Hospital", 31.5, 12.5), ("Mbali Hospital", 32.123, 13.1)])
    reference = sites([("Karibu", x, y), ("Mbali", 32.1231, 13.1001)])
    rows = found(table, reference=reference)
    assert rows["code"].to_dict() == {"f0": "disagrees_with_reference"}
    assert rows.loc["f0", "displacement_m"] == pytest.approx(3_000, abs=0.01)
    assert rows.loc["f0", "suggested_longitude"] == pytest.approx(x)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (["Health Centre"], ["Health Centre"]),  # a kind, not a name
        (["Karibu", "Karibu"], ["Karibu"]),  # one name, two places in the list
        (["Karibu"], ["Karibu", "Karibu"]),  # and in the reference
    ],
)
def test_a_name_that_several_places_may_bear_decides_nothing(mine, theirs):
    table = sites([(name, 31.123 + i, 12.5) for i, name in enumerate(mine)])
    reference = sites([(name, 32.5 + i, 11.7) for i, name in enumerate(theirs)])
    assert found(table, reference=reference).empty


def test_a_namesake_of_another_kind_or_country_is_another_place():
    table = sites([("Karibu", 31.123, 12.5)])
    reference = sites([("Karibu", 32.5, 11.7)])
    assert len(found(table, reference=reference)) == 1
    assert found(table, reference=reference.assign(kind="clinic")).empty
    assert found(table, reference=reference.assign(country="BBB")).empty


def test_stated_errors_widen_what_is_the_same_place():
    x, y, _ = GEOD.fwd(31.5, 12.5, 90, 3_000)
    table, reference = sites([("Karibu", 31.5, 12.5)]), sites([("Karibu", x, y)])
    assert found(table, reference=reference.assign(error_m=5_000.0)).empty


def test_centroids_of_countries_areas_and_towns():
    towns = gpd.GeoDataFrame(
        {"name": ["Mji"]}, geometry=[Point(31.12345, 11.54321)], crs="EPSG:4326"
    )
    rows = [
        ("Alpha", 33.001, 12.001),  # the country's
        ("Beta", 31.50001, 12.00001),  # West's
        ("Gamma", 31.12345, 11.54321),  # the town's
        ("Delta", 31.12347, 11.54321),  # two metres beside it
        ("Epsilon", 31.51234, 12.0321),
    ]
    codes = found(sites(rows), areas=AREAS, gazetteer=towns)
    assert codes["code"].to_dict() == dict.fromkeys(("f0", "f1", "f2"), "on_centroid")
    assert "Land A" in codes.loc["f0", "evidence"]
    assert "West" in codes.loc["f1", "evidence"]
    assert "Mji" in codes.loc["f2", "evidence"]


def test_a_town_of_few_digits_proves_nothing():
    towns = gpd.GeoDataFrame({"name": ["Mji"]}, geometry=[Point(31.1, 11.5)], crs="EPSG:4326")
    assert found(sites([("Gamma", 31.1, 11.5)]), gazetteer=towns).empty


def test_incidents_stand_on_centres_by_design():
    table = sites([("a", 31.500, 12.0)] * 3).rename_axis("incident_id")
    table["location_precision"] = ["admin1", "settlement", "country"]
    codes = found(table, areas=AREAS)
    codes = codes[codes["code"].eq("on_centroid")]
    assert codes.index.tolist() == ["f1"]


def test_the_point_that_a_list_gives_for_the_country_is_no_town():
    table = sites([("a", 31.5123, 12.0123)] * 10 + [("b", 34.1, 13.2)]).rename_axis("incident_id")
    table["location_precision"] = ["country"] * 8 + ["settlement"] * 3
    codes = found(table)
    codes = codes[codes["code"].eq("on_centroid")]
    assert codes.index.tolist() == ["f8", "f9"]


def test_what_on_centroid_was_not_given_is_said():
    reasons = geo.check_coordinates(sites([("Alpha", 31.2, 12.3)]), countries=LAND).not_run
    reason = reasons.set_index("code").loc["on_centroid", "reason"]
    assert "no gazetteer given" in reason
    assert "no areas given" in reason
    assert "country" not in reason


def test_whole_minutes_behind_many_digits():
    rng = np.random.default_rng(1)
    x, y = (np.round(low + rng.integers(1, 180, 20) / 60, 7) for low in (30.2, 10.3))
    free = np.round(rng.uniform(10.5, 13.5, 40), 5)
    rows = [(f"grid {i}", a, b) for i, (a, b) in enumerate(zip(x, y, strict=True))]
    rows += [(f"free {i}", 20 + b, b) for i, b in enumerate(free)]
    codes = found(sites(rows))
    gridded = codes[codes["code"].eq("gridded")]
    assert set(gridded.index) == {f"f{i}" for i in range(20)}
    assert "multiples of a step of" in gridded["evidence"].iloc[0]
    few = found(sites(rows[:4] + rows[20:]))
    assert not few["code"].eq("gridded").any()


def test_numbers_of_three_decimals_are_on_the_grid_by_chance():
    rng = np.random.default_rng(2)
    x, y = np.round(rng.uniform(30, 36, 2_000), 3), np.round(rng.uniform(10, 14, 2_000), 3)
    rows = [(f"site {i}", a, b) for i, (a, b) in enumerate(zip(x, y, strict=True))]
    assert not found(sites(rows))["code"].eq("gridded").any()


def test_one_number_on_both_axes():
    square = LAND.set_geometry([box(10, 10, 40, 40)], crs="EPSG:4326")
    table = sites([("Alpha", 12.3456, 12.3456), ("Beta", 12.5, 12.5), ("Gamma", 12.5, 12.6)])
    rows = geo.check_coordinates(table, countries=square).findings
    assert rows["id"].tolist() == ["f0"]
    assert rows["code"].tolist() == ["equal_lat_lon"]
    outside = found(table).loc["f1", "code"]
    assert outside == "equal_lat_lon"


def test_a_point_put_back_into_whole_numbers():
    table = sites([("Alpha", 0, 0)]).set_geometry([None], crs="EPSG:4326")
    table["coordinates_status"], table["coordinates_raw"] = "out_of_range", "123456 | 345678"
    rows = geo.check_coordinates(table, countries=LAND).findings
    rows = rows[rows["code"].eq("decimal_shift")]
    assert rows[["suggested_longitude", "suggested_latitude"]].values.tolist() == [
        [34.5678, 12.3456]
    ]
    table["coordinates_raw"] = "123456.5 | 345678"
    assert not found(table)["code"].eq("decimal_shift").any()


def test_a_shift_near_the_border_is_not_a_lost_decimal():
    # 60 km beyond the border; a tenth of the longitude lies within
    land = LAND.set_geometry([box(2, 10, 6, 14)], crs="EPSG:4326")
    codes = geo.check_coordinates(sites([("Alpha", 6.55, 12.0)]), countries=land).findings
    assert codes["code"].tolist() == ["outside_country"]


def test_another_zone_needs_a_row_written_in_zones():
    table = sites([("Alpha", 39.5, 12.1)])
    assert found(table)["code"].tolist() == ["outside_country"]
    rows = found(table.assign(coordinates_format="UTM"))
    assert rows["code"].tolist() == ["wrong_zone"]
    assert rows["suggested_longitude"].tolist() == [33.5]


def test_stale_counts_from_the_last_date_before_the_day():
    table = sites([("Alpha", 31.1, 12.2)] * 4)
    table["registered_on"] = pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-01", None])
    table["acknowledged_on"] = pd.to_datetime([None, "2024-06-01", "2024-12-01", None])
    table["registered_until"] = pd.to_datetime([None, "2024-06-15", None, None])
    as_of = pd.Timestamp("2024-07-01")
    result = geo.check_coordinates(table, as_of=as_of)
    stale = result.findings[result.findings["code"].eq("stale")].set_index("id")
    assert stale.index.tolist() == ["f0", "f1", "f2"]
    assert "182 days before 2024-07-01" in stale.loc["f0", "evidence"]
    assert "ended" in stale.loc["f1", "evidence"]
    assert "1 of 4" in result.not_run.set_index("code").loc["stale", "reason"]
    later = geo.check_coordinates(table, as_of=as_of, stale_after_days=200).findings
    assert later.loc[later["code"].eq("stale"), "id"].tolist() == ["f1"]


def test_proj_knows_the_datums_of_the_conflicts():
    wanted = {
        "Pulkovo 1942": (30, 46, 38, 51),
        "Herat North": (62, 31, 70, 36),
        "Ain el Abd": (44, 20, 48, 26),
        "ED50": (28, 37, 40, 40),
        "Arc 1960": (35, -2, 40, 3),
        "Adindan": (30, 10, 36, 16),
    }
    for name, box_of in wanted.items():
        assert name in [one for one, _ in datums(*(float(edge) for edge in box_of))]
    assert "WGS 84" not in [one for one, _ in datums(30.0, 46.0, 38.0, 51.0)]


def test_two_decimals_of_a_degree_are_counted():
    assert digits(np.array([-31.25, 31.0, 0.1234567, 180.0])).tolist() == [2, 0, 7, 0]


def test_blocks_do_not_overlap_and_come_strongest_first():
    scores = np.array([1, 1, 1, -9, 1, 1, 1, 1, 1.0])
    assert segments(scores, 3) == [slice(4, 9), slice(0, 3)]
    assert segments(scores, 6) == []
    assert needed(1_000) < needed(10_000)


def test_incidents_are_not_told_of_checks_for_facilities():
    table = sites([("Alpha", 31.1, 12.2)]).rename_axis("incident_id")
    codes = set(geo.check_coordinates(table).not_run["code"])
    assert not codes & {"stale", "wrong_datum", "disagrees_with_reference"}
