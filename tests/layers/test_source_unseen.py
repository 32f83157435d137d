"""Sources of which no real file was seen: small files by the columns that are documented."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo import vocabulary as words
from layers.errors import InputError
from layers.load import load_incidents
from layers.sources import all_sources

NAMES = ("gtd", "syrian_archive", "unosat", "inso")


@pytest.mark.parametrize("name", NAMES)
def test_the_source_says_that_no_file_was_seen(name):
    source = all_sources()[name]
    assert any("No real file was seen" in quirk for quirk in source.quirks)
    assert all(entry.seen == 0 for entry in (*source.labels, *source.codes))


def _unosat(rows: list[dict[str, object]], path) -> object:
    points = [Point(34.4 + n / 1000, 31.5) for n in range(len(rows))]
    gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326").to_file(path)
    return load_incidents(path)


def test_damage_points_are_no_strikes_and_have_the_dates_that_images_allow(tmp_path):
    rows = [
        # no damage, then moderate, then destroyed: between the two images
        {"SensorDate": "2023-05-10", "Main_Damage_Site_Class": 6, "SensorDate_2": "2023-10-17",
         "Main_Damage_Site_Class_2": 3, "SensorDate_3": "2024-10-11",
         "Main_Damage_Site_Class_3": 1},
        # damaged in the first image: the day is not known
        {"SensorDate": "2023-10-17", "Main_Damage_Site_Class": 4, "SensorDate_2": None,
         "Main_Damage_Site_Class_2": 0, "SensorDate_3": None, "Main_Damage_Site_Class_3": None},
        {"SensorDate": "2023-05-10", "Main_Damage_Site_Class": 6, "SensorDate_2": None,
         "Main_Damage_Site_Class_2": None, "SensorDate_3": None,
         "Main_Damage_Site_Class_3": None},
        {"SensorDate": "2023-05-10", "Main_Damage_Site_Class": 99, "SensorDate_2": None,
         "Main_Damage_Site_Class_2": None, "SensorDate_3": None,
         "Main_Damage_Site_Class_3": None},
    ]  # fmt: skip
    loaded = _unosat(
        [{"SiteID": f"S{n}", **row} for n, row in enumerate(rows)], tmp_path / "d.gpkg"
    )
    table = loaded.table
    assert table.index.tolist() == ["unosat:S0", "unosat:S1", "unosat:S2", "unosat:S3"]
    assert not table[["is_strike", "is_armed_attack"]].any(axis=None)
    assert table["event_type"].tolist() == [
        *("property_destruction", "property_destruction", "other", "other"),
    ]
    assert table["certainty"].tolist() == ["probable", "possible", "discounted", "unknown"]
    assert table["unosat_state"].tolist()[:3] == ["destroyed", "possibly damaged", "undamaged"]
    days = table[["date_start", "date_end"]].iloc[0]
    assert [str(day.date()) for day in days] == ["2023-05-10", "2023-10-17"]
    assert table["date_start"].isna().tolist() == [False, True, True, True]
    assert str(table["unosat_seen_damaged_on"].iloc[1])[:10] == "2023-10-17"
    assert table["location_precision"].tolist() == ["site", "site", "site", "unknown"]
    assert table["error_m"].iloc[0] == 20
    assert "'99'" in " ".join(loaded.read_as[0]["notes"])


def test_milliseconds_and_names_cut_by_a_shapefile(tmp_path):
    row = {
        "SensorDate": 1683676800000,
        "Main_Damag": "No Visible Damage",
        "SensorDa_1": 1697500800000,
        "Main_Dam_1": "Destroyed",
    }
    points = gpd.GeoSeries([Point(34.4, 31.5)], crs="EPSG:4326")
    gpd.GeoDataFrame([row], geometry=points).to_file(tmp_path / "d.geojson")
    table = load_incidents(tmp_path / "d.geojson").table
    assert table["source"].eq("unosat").all()
    assert table["unosat_state"].tolist() == ["destroyed"]
    days = table[["date_start", "date_end"]].iloc[0]
    assert [str(day.date()) for day in days] == ["2023-05-10", "2023-10-17"]


GTD = {
    "eventid": "201501010001",
    "iyear": "2015",
    "imonth": "1",
    "iday": "0",
    "country_txt": "Yemen",
    "provstate": "Aden",
    "city": "Aden",
    "latitude": "12.8",
    "longitude": "45.0",
    "specificity": "1",
    "vicinity": "0",
    "success": "1",
    "attacktype1_txt": "Bombing/Explosion",
    "weaptype1_txt": "Explosives",
    "weapsubtype1_txt": "Landmine",
    "targsubtype1_txt": "Medical/Pharmaceutical",
    "gname": "Unknown",
    "nkill": "1",
    "nwound": "-9",
}


def test_terrorism_counts_only_weapons_that_went_off(tmp_path):
    rows = [
        GTD,
        GTD | {"success": "0"},
        GTD | {"attacktype1_txt": "Armed Assault", "weaptype1_txt": "Firearms", "gname": "A group",
               "weapsubtype1_txt": "Handgun", "specificity": "3", "targsubtype1_txt": ""},
        GTD | {"attacktype1_txt": "Hostage Taking (Kidnapping)", "weaptype1_txt": "Firearms",
               "weapsubtype1_txt": "", "nkill": "0", "vicinity": "1"},
        GTD | {"attacktype1_txt": "Sorcery", "weaptype1_txt": "Wand", "weapsubtype1_txt": "Oak"},
    ]  # fmt: skip
    path = tmp_path / "gtd.csv"
    frame = pd.DataFrame([row | {"eventid": f"E{n}"} for n, row in enumerate(rows)])
    frame.to_csv(path, index=False)
    loaded = load_incidents(path)
    table = loaded.table
    assert table["is_strike"].tolist() == [True, False, False, False, False]
    assert table["is_armed_attack"].tolist() == [False, False, True, False, False]
    assert table["event_type"].tolist() == [
        *("mine_or_ied", "attack_unspecified", "shooting", "abduction", "other"),
    ]
    assert table["weapon_type"].tolist() == [
        *("mine_or_ied", "mine_or_ied", "firearm", "firearm", "other"),
    ]
    assert table["target"].tolist() == ["facility", "facility", "other", "facility", "facility"]
    assert table["perpetrator_reported_type"].tolist()[1:3] == ["unknown", "non_state"]
    assert table["location_precision"].tolist()[2] == "admin2"
    assert table["error_m"].tolist()[0] == 5000
    assert table["error_m"].tolist()[3] == 25000
    assert [str(d.date()) for d in table[["date_start", "date_end"]].iloc[0]] == [
        "2015-01-01",
        "2015-01-31",
    ]
    notes = " ".join(loaded.read_as[0]["notes"])
    for word in ("'Sorcery'", "'Wand'", "'Oak'"):
        assert word in notes


VIDEO = {
    "id": "a1",
    "type_of_violation": ["Specifically protected persons and objects"],
    "online_link": "https://video.example/1",
    "incidents_code": ["HF-1"],
    "annotations": {
        "summary_en": "A hospital",
        "incident_date_time": "2017-04-02T10:00:00Z",
        "location_info": {"location": "Idlib", "lat": 35.9, "lon": 36.6},
    },
}


def test_videos_of_one_attack_are_one_incident(tmp_path):
    second = VIDEO | {"id": "a2", "online_link": "https://video.example/2"}
    alone = VIDEO | {"id": "a3", "incidents_code": [], "weapons_used": ["Barrel bombs"]}
    several = VIDEO | {"id": "a4", "incidents_code": ["HF-2", "HF-1"], "weapons_used": ["Spell"]}
    path = tmp_path / "videos.json"
    path.write_text(json.dumps([VIDEO, second, alone, several]))
    loaded = load_incidents(path)
    table = loaded.table
    assert table.index.tolist() == [
        "syrian_archive:HF-1",
        "syrian_archive:video a3",
        "syrian_archive:HF-1; HF-2",
    ]
    account = loaded.accounting.iloc[0]
    assert account[["read", "loaded", "rejected", "merged"]].tolist() == [4, 3, 0, 1]
    assert table["syrian_archive_videos"].tolist() == [2, 1, 1]
    assert table["is_strike"].tolist() == [False, True, False]
    assert table["event_type"].tolist()[:2] == ["attack_unspecified", "air_strike"]
    assert set(table["event_type"]) <= set(words.EVENT_TYPES)
    assert table.geometry.x.tolist() == [36.6, 36.6, 36.6]
    assert table["location_precision"].eq("unknown").all()
    assert str(table["date_start"].iloc[0].date()) == "2017-04-02"
    links = loaded.merges.query("column == 'syrian_archive_online_link'")
    assert links["dropped"].tolist() == ["https://video.example/2"]
    assert "'Spell'" in " ".join(loaded.read_as[0]["notes"])


def test_a_flat_list_of_videos(tmp_path):
    path = tmp_path / "videos.csv"
    path.write_text(
        "link,location,latitude,longitude,date,typeofviolation,weapons,description\n"
        "https://v.example/1,Aleppo,36.2,37.1,2016-03-04,Violation of children&#39;s rights,,x\n"
    )
    loaded = load_incidents(path)
    assert loaded.table["source"].tolist() == ["syrian_archive"]
    assert loaded.table["event_type"].tolist() == ["other"]
    assert not [n for n in loaded.read_as[0]["notes"] if "unknown to" in n]


def test_counts_are_refused_as_incidents(tmp_path):
    path = tmp_path / "inso.csv"
    path.write_text("country,year,month,incidents,killed,injured,abducted\nMali,2023,7,12,0,1,\n")
    with pytest.raises(
        InputError, match=r"a table of counts .*no row of it can be one of incidents"
    ):
        load_incidents(path)
