"""What the checks find in real public files (not shipped; skipped where they are absent)."""

import geopandas as gpd
import pandas as pd
import pytest

from geo.checks import check_coordinates
from geo.coordinates import parse_latitude_longitude
from layers import boundaries


def located(latitude, longitude, index_name, **columns):
    read = parse_latitude_longitude(latitude, longitude)
    points = gpd.GeoSeries.from_xy(read["longitude"], read["latitude"], crs="EPSG:4326")
    points[read["status"] != "ok"] = None
    table = gpd.GeoDataFrame({**columns, "status": read["status"]}, geometry=points)
    return table.set_axis(pd.Index(table.index.astype("str"), name=index_name)), read


def check(table):
    return check_coordinates(
        table, countries=boundaries.countries(), land=boundaries.land()
    ).findings


@pytest.fixture(scope="module")
def insecurity_insight(shared_data):
    name = "insecurity_insight_attacks_on_health_care_2016-2023.xlsx"
    rows = pd.read_excel(shared_data / "incidents" / name, engine="calamine").iloc[1:]
    return located(
        rows["Latitude"],
        rows["Longitude"],
        "incident_id",
        country=rows["Country ISO"].astype("str"),
        place_name=rows["Admin 1"].astype("str"),
    )[0]


def test_the_point_in_the_sea(insecurity_insight):
    found = check(insecurity_insight)
    at_sea = insecurity_insight.index[
        insecurity_insight.geometry.x.between(34.2627, 34.2628)
        & insecurity_insight.geometry.y.between(31.4624, 31.4625)
    ]
    assert len(at_sea) == 284
    of_these = found[found["id"].isin(at_sea)]
    assert set(of_these["code"]) == {"in_sea", "shared_point"}
    assert (of_these["code"] == "in_sea").sum() == 284
    assert of_these.loc[of_these["code"] == "in_sea", "displacement_m"].between(6e3, 9e3).all()
    assert not (found["code"].isin(["swapped", "sign_lost"])).any()


def test_blanks_filled_with_zero(shared_data):
    name = "sudan_healthsites_coords_zero_filled.xlsx"
    rows = pd.read_excel(shared_data / "facilities" / name, engine="calamine")
    table, _ = located(
        rows["Y"], rows["X"], "facility_id", name=rows["Name"].astype("str"), country="SDN"
    )
    found = check(table)
    assert len(table) == 1180
    assert (found["code"] == "null_island").sum() == 25
    assert set(found["code"]) <= {"null_island", "duplicate", "shared_point"}


def test_the_exchanged_row(shared_data):
    rows = pd.read_csv(shared_data / "incidents" / "airwars_gaza_2023-2024_scraped.csv")
    table, _ = located(rows["lat"], rows["long"], "incident_id", country="PSE")
    found = check(table)
    swapped = found[found["code"] == "swapped"]
    assert swapped[["suggested_longitude", "suggested_latitude"]].values.tolist() == [
        [34.397529, 31.447024]
    ]
    assert not found["code"].isin(["in_sea", "outside_country"]).any()


def test_both_numbers_in_one_cell(shared_data):
    path = shared_data / "incidents" / "awsd_security_incidents_2016-10-03.csv"
    rows = pd.read_csv(path, encoding="cp1252", dtype=str)
    _, read = located(rows["Latitude"], rows["Longitude"], "incident_id")
    odd = read[read["note"].fillna("").str.contains("one cell")]
    assert odd[["longitude", "latitude", "status"]].values.tolist() == [
        [24.933643, 11.919424, "ok"]
    ]
    assert (read["status"] == "ok").sum() == 2080


def test_one_zero_is_possible(shared_data):
    path = shared_data / "facilities" / "who_kemri_subsaharan_public_facilities.csv.gz"
    rows = pd.read_csv(path, dtype=str)
    rows = rows[rows["Lat"].astype(float).eq(0) | rows["Long"].astype(float).eq(0)]
    table, _ = located(
        rows["Lat"], rows["Long"], "facility_id", country=rows["iso3c"].astype("str")
    )
    assert len(table) == 2
    assert check(table).empty
