"""The real files through the loader: every row comes back, as vague as its source says."""

import pandas as pd
import pytest

from layers.load import combine, load_facilities, load_incidents

INCIDENTS = {
    "insecurity_insight_attacks_on_health_care_2016-2023.xlsx": (
        ("insecurity_insight", 8854, 8584),
        {"settlement": 5309, "admin2": 1852, "country": 1211, "admin1": 401, "linear": 80}
        | {"unknown": 1},
    ),
    "ucdp_ged_sudan_hdx_hxl.csv": (
        ("ucdp_ged", 3822, 3822),
        {"settlement": 2484, "admin1": 568, "admin2": 445, "linear": 311, "country": 12}
        | {"neighbourhood": 2},
    ),
    "airwars_gaza_2023-2024_scraped.csv": (("airwars", 646, 406), {"unknown": 646}),
}
FACILITIES = {
    "gaza_health_facilities_who_2026.xlsx": ("who_gaza", 216, 216),
    "sudan_healthsites_coords_zero_filled.xlsx": ("healthsites", 1180, 1180),
    "sudan_healthsites_hotosm_concat_duplicates.xlsx": ("healthsites", 2434, 2174),
    "sudan_hotosm_health_points_shp.zip": ("hot_osm", 1129, 1129),
    "sudan_hotosm_health_polygons_shp.zip": ("hot_osm", 281, 281),
    "who_kemri_subsaharan_public_facilities.csv.gz": ("subsaharan", 98_745, 96_395),
}


def accounts_for_every_row(loaded, source, n, located):
    table = loaded.table
    assert set(table["source"]) == {source}
    assert len(table) == n
    assert table.index.is_unique
    assert table.geometry.notna().sum() == located
    account = loaded.accounting.iloc[0]
    assert account["read"] == account["loaded"] + account["rejected"] + account["merged"] == n


@pytest.mark.parametrize("name", INCIDENTS)
def test_incidents(shared_data, name):
    loaded = load_incidents(shared_data / "incidents" / name)
    counts, precision = INCIDENTS[name]
    accounts_for_every_row(loaded, *counts)
    table = loaded.table
    assert table["location_precision"].value_counts().to_dict() == precision
    assert table["date_start"].notna().all()
    assert not (table["is_strike"] & table["is_armed_attack"]).any()
    vague = table["location_precision"].isin(["country", "unknown", "withheld"])
    assert table.loc[vague, ["error_m", "error_model"]].isna().all(axis=None)
    # no source here is exact enough for a claim at 500 m
    assert not (table["error_m"] < 1000).any()


def test_the_two_files_of_sudan_are_one_set_of_events(shared_data):
    names = ("ucdp_ged_sudan_hdx_hxl.csv", "ucdp_ged_sudan_api_trailing_field.csv")
    both = combine([load_incidents(shared_data / "incidents" / name) for name in names])
    assert len(both.table) == 3822
    assert both.accounting["merged"].tolist() == [0, 3822]


@pytest.mark.parametrize("name", FACILITIES)
def test_facilities(shared_data, name):
    loaded = load_facilities(shared_data / "facilities" / name)
    accounts_for_every_row(loaded, *FACILITIES[name])
    located = loaded.table.geometry.notna()
    assert loaded.table.loc[located, "error_m"].ge(20).all()
    assert loaded.table.loc[~located, "error_m"].isna().all()
    assert loaded.table["exists_from"].isna().all()


def test_zero_coordinates_arrive_as_zeros(shared_data):
    path = shared_data / "facilities" / "sudan_healthsites_coords_zero_filled.xlsx"
    table = load_facilities(path).table
    at_null_island = table.geometry.x.eq(0) & table.geometry.y.eq(0)
    assert at_null_island.sum() == 25
    assert table["list_as_of"].eq(pd.Timestamp("2021-09-10")).all()


def test_the_error_of_the_african_list_is_its_own_unless_its_digits_are_coarser(shared_data):
    path = shared_data / "facilities" / "who_kemri_subsaharan_public_facilities.csv.gz"
    table = load_facilities(path).table
    survey = table["error_basis"].str.startswith("coordinate from GPS", na=False)
    assert table.loc[survey, "error_m"].eq(20).all()
    by_digits = table["error_basis"].str.startswith("digits", na=False)
    assert table.loc[by_digits, "error_m"].gt(20).all()
    assert survey.sum() + by_digits.sum() >= 57_461
    assert not table["error_basis"].str.startswith("assumed", na=False).any()
