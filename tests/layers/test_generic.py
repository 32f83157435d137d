"""One's own lists: columns by their usual names, words by keyword, nothing read into them."""

import pandas as pd
import pytest

from layers.load import load_facilities, load_incidents
from layers.sources import all_sources, recognise, source_named
from layers.sources._synonyms import FACILITY, INCIDENT, column_map


def incidents(tmp_path, text):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return load_incidents(path).table


def facilities(tmp_path, text):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return load_facilities(path).table


def test_an_incident_list_with_everything(tmp_path):
    text = (
        "Incident No,Date of incident,GPS_Lat (WGS84),GPS_Long (WGS84),Accuracy (m),Country,"
        "Governorate,District,Town,Incident type,Weapon used,Killed,Wounded,Health workers killed,"
        "Facility name,Facility damaged,Alleged perpetrator,Certainty,Description,Source\n"
        "A-1,17.10.2023,31.50421,34.46612,40,OPT,Gaza,North,Jabalia,Air strike,,12,30,2,"
        "Clinic X,yes,Party Y,Confirmed,text,A paper\n"
        "A-2,18.10.2023,,,,OPT,,,,Shooting,Rifle,0,1,,,,,,,\n"
        "A-3,19.10.2023,,,,OPT,,,,Threat,Rifle,0,0,,,,,,,\n"
    )
    table = incidents(tmp_path, text)
    row = table.loc["generic_incidents:A-1"]
    expected = {
        "country": "PSE",
        "admin1": "Gaza",
        "admin2": "North",
        "place_name": "Jabalia",
        "error_m": 40,
        "location_precision": "site",
        "event_type": "air_strike",
        "is_strike": True,
        "is_armed_attack": False,
        "reported_hit": True,
        "facility_named": "Clinic X",
        "fatalities_min": 12,
        "fatalities_max": 12,
        "health_workers_killed": 2,
        "perpetrator_reported_name": "Party Y",
        "attribution_status": "reported",
        "certainty": "confirmed",
        "description": "text",
        "citation": "A paper",
        "date_start": pd.Timestamp("2023-10-17"),
    }
    assert {name: row[name] for name in expected} == expected
    assert table["is_armed_attack"].tolist() == [False, True, False]
    assert table["event_type"].tolist()[1:] == ["shooting", "threat"]
    assert not table["reported_hit"].iloc[1:].any()


@pytest.mark.parametrize(
    ("said", "weapon", "event", "strike"),
    [
        ("Airstrike", "", "air_strike", True),
        ("Drone strike", "", "drone_strike", True),
        ("Aerial bombardment", "", "air_strike", True),
        ("Attack", "Rocket", "missile_or_rocket", True),
        ("", "Mortar shells", "shelling", True),
        ("Explosion", "IED", "mine_or_ied", True),
        ("explosive_unspecified", "", "explosive_unspecified", True),
        ("Armed clash", "", "armed_clash", False),
        ("Kidnapping of staff", "", "abduction", False),
        ("Violence with individual weapons (knives, guns, grenades)", "", "other", False),
        ("Seminar", "", "other", False),
        ("", "", "unknown", False),
    ],
)
def test_words_for_what_happened(tmp_path, said, weapon, event, strike):
    row = incidents(tmp_path, f'date,type,weapon,id\n2024-01-01,"{said}",{weapon},1\n').iloc[0]
    assert (row["event_type"], bool(row["is_strike"])) == (event, strike)


def test_year_month_and_day_in_three_columns(tmp_path):
    table = incidents(tmp_path, "id,Year,Month,Day\n1,2016,3,5\n2,2016,3,\n3,2016,,5\n4,,,\n")
    spans = [(str(a)[:10], str(b)[:10]) for a, b in table[["date_start", "date_end"]].values]
    assert spans == [
        ("2016-03-05", "2016-03-05"),
        ("2016-03-01", "2016-03-31"),
        ("2016-01-01", "2016-12-31"),
        ("NaT", "NaT"),
    ]


def test_a_registry_with_everything(tmp_path):
    text = (
        "Facility ID,Facility name,Name (Arabic),name_fr,Facility type,Operator,Lat,Long,Status,"
        "Opened,Closed,Registered on,Valid until,Notified to,Date notified,Acknowledged on,"
        "Reference number,List version,As of,Public,Confidential\n"
        "H1,Alpha,الفا,Alfa,General Hospital,Demo Relief,31.50421,34.46612,open,2001,,"
        "2023-10-10,2024-10-10,Party A; Party B,2023-10-11,2023-10-12,N-7,3,2024-01-01,yes,\n"
        "H2,Beta,,,PHC,Demo Relief,31.60421,34.46612,open,,2024-02-01,,,,,,,,,no,perhaps\n"
    )
    table = facilities(tmp_path, text)
    row = table.loc["generic_facilities:H1"]
    expected = {
        "name": "Alpha",
        "names_other": ["الفا", "Alfa"],
        "kind": "hospital",
        "operator": "Demo Relief",
        "status": "open",
        "exists_from": pd.Timestamp("2001-01-01"),
        "registered_on": pd.Timestamp("2023-10-10"),
        "registered_until": pd.Timestamp("2024-10-10"),
        "notified_to": "Party A; Party B",
        "notified_on": pd.Timestamp("2023-10-11"),
        "acknowledged_on": pd.Timestamp("2023-10-12"),
        "reference_no": "N-7",
        "list_version": "3",
        "list_as_of": pd.Timestamp("2024-01-01"),
        "public": True,
        "do_not_publish": False,
    }
    assert {name: row[name] for name in expected} == expected
    other = table.loc["generic_facilities:H2"]
    assert other["kind"] == "health_centre"
    assert other["exists_until"] == pd.Timestamp("2024-02-01")
    # a mark that cannot be read protects
    assert other["do_not_publish"]
    assert not other["public"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("hospital", "hospital"),
        ("Field Hospital", "field_hospital"),
        ("Primary Health Care Centre", "health_centre"),
        ("Hôpital de district", "hospital"),
        ("Maternity hospital", "maternity"),
        ("Medical point", "medical_point"),
        ("Pharmacy", "pharmacy"),
        ("Polyclinic", "clinic"),
        ("medical warehouse", "warehouse"),
        ("лікарня", "hospital"),
        ("school", "other"),
    ],
)
def test_words_for_kinds(tmp_path, said, kind):
    assert facilities(tmp_path, f"name,type,lat,lon\nX,{said},1.5,2.5\n")["kind"].iloc[0] == kind


def test_the_name_gives_the_kind_only_where_no_column_does(tmp_path):
    table = facilities(tmp_path, "name,lat,lon\nAl-Noor Hospital,1.5,2.5\nAl-Noor,1.6,2.6\n")
    assert table["kind"].tolist() == ["hospital", "unknown"]


def test_no_word_stands_for_two_columns_of_one_list():
    for table in (INCIDENT, FACILITY):
        for field, names in table.items():
            assert len(set(names)) == len(names), field


def test_a_column_serves_one_field_only():
    found = column_map(["id", "name", "source", "lat", "lon", "reference"], FACILITY)
    assert len(set(found.values())) == len(found)
    assert found["native_id"] == "id"
    assert found["reference_no"] == "reference"


def test_the_shelf():
    shelf = all_sources()
    assert list(shelf) == sorted(shelf)
    assert {"insecurity_insight", "ucdp_ged", "airwars", "healthsites"} <= set(shelf)
    assert source_named("ucdp_ged", "incidents") is shelf["ucdp_ged"]
    assert recognise(["colour", "size"]) is None
    assert recognise(["date", "lat", "lon"], "incidents").name == "generic_incidents"


def test_every_signature_leads_back_to_its_own_source():
    for name, source in all_sources().items():
        for signature in source.signatures:
            assert recognise(sorted(signature), source.role).name == name
