"""The JSON records of civilian harm, and the reader of JSON records."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from layers.errors import InputError
from layers.formats import read_table
from layers.load import load_facilities, load_incidents
from layers.sources import bellingcat, recognise

FILE = "bellingcat_civilian_harm_ukraine_2022.json"
SCRIPT = "bellingcat_civilian_harm_ukraine_2022.original.js.txt"
SOURCE = bellingcat.SOURCE


@pytest.fixture(scope="module")
def records(shared_data: Path) -> list[dict]:
    return json.loads((shared_data / "incidents" / FILE).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(shared_data: Path):
    return load_incidents(shared_data / "incidents" / FILE)


def values(record: dict, key: str) -> list[str]:
    return [entry["value"] for entry in record["filters"] if entry["key"] == key]


def test_every_record_is_loaded_and_none_can_be_told(loaded, records):
    table = loaded.table
    assert len(table) == len(records) == 366
    assert set(table["source"]) == {"bellingcat"}
    assert table.index.tolist() == [f"bellingcat:{record['id']}" for record in records]
    assert table.geometry.x.tolist() == [float(record["longitude"]) for record in records]
    assert table.geometry.y.tolist() == [float(record["latitude"]) for record in records]
    assert table["location_precision"].eq("unknown").all()
    assert table[["error_m", "error_model"]].isna().all(axis=None)
    assert table["reported_hit"].isna().all()
    assert loaded.read_as[0]["notes"] == []
    assert not len(loaded.findings)


def test_labels_are_counted_in_the_tables(loaded, records):
    weapons = Counter(v for record in records for v in values(record, "Weapon System"))
    assert {label.value: label.seen for label in SOURCE.labels} == weapons
    areas = Counter(v for record in records for v in values(record, "Type of area affected"))
    assert {code.value: code.seen for code in SOURCE.codes} == areas
    explosive = {label.value for label in SOURCE.labels if label.is_strike}
    strikes = [bool(explosive & set(values(r, "Weapon System"))) for r in records]
    assert loaded.table["is_strike"].tolist() == strikes
    assert sum(strikes) == 75
    assert not loaded.table["is_armed_attack"].any()
    health = ["Healthcare" in values(r, "Type of area affected") for r in records]
    assert loaded.table["target"].eq("facility").tolist() == health
    assert sum(health) == 22
    silent = sum(not values(r, "Weapon System") for r in records)
    assert weapons["Unknown"] + silent == 262
    assert "262 of 366" in SOURCE.cannot_show
    hidden = sum(s["path"] == "HIDDEN" for r in records for s in r["sources"])
    assert f"In {hidden} sources" in SOURCE.quirks[-1]


def test_dates_are_month_first_with_and_without_noughts(loaded, records):
    parts = [tuple(map(int, record["date"].split("/"))) for record in records]
    days = [pd.Timestamp(year, month, day) for month, day, year in parts]
    assert loaded.table["date_start"].tolist() == days
    assert {len(record["date"].split("/")[0]) for record in records} == {1, 2}


def test_the_script_it_was_taken_from_is_refused_with_the_mend(shared_data):
    with pytest.raises(InputError, match=r"JavaScript, not JSON.*JSON\.stringify"):
        load_incidents(shared_data / "incidents" / SCRIPT)


def test_the_inference_is_said():
    assert "infer" in SOURCE.title
    assert "infer" in SOURCE.citation
    assert "inference" in SOURCE.quirks[0]


RECORD = {
    "id": "CIV1",
    "date": "3/4/2022",
    "latitude": "49.85",
    "longitude": "36.65",
    "location": "Kharkiv",
    "description": "A strike.",
    "sources": [{"id": "s", "path": "HIDDEN"}],
    "filters": [{"key": "Weapon System", "value": "Air strike"}],
}


def load(tmp_path: Path, content: object):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return load_incidents(path)


def test_odd_records_stay_and_unknown_values_are_noted(tmp_path):
    rows = [
        RECORD,
        RECORD | {"id": "CIV2", "filters": []},
        RECORD | {"id": "CIV3", "filters": [{"key": "Weapon System", "value": "Trebuchet"}]},
        RECORD | {"id": "CIV4", "filters": [7, {"key": 1}, {"key": "Weapon System"}]},
        RECORD | {"id": "CIV5", "date": "13/45/2022", "latitude": "north"},
        RECORD | {"id": "CIV6", "filters": "none", "longitude": None},
        RECORD | {"id": "CIV7", "filters": {"key": "Weapon System", "value": "Air strike"}},
    ]
    loaded = load(tmp_path, rows)
    table = loaded.table
    assert len(table) == 7
    assert table["is_strike"].tolist() == [True, False, False, False, True, False, False]
    assert table["event_type"].iloc[2] == "other"
    assert "'Trebuchet'" in " ".join(loaded.read_as[0]["notes"])
    assert loaded.findings["code"].tolist() == ["unreadable_date"]
    assert table.geometry.notna().sum() == 5
    assert table["date_start"].iloc[0] == pd.Timestamp("2022-03-04")


# JSON records in general


def test_records_inside_an_object_are_found(tmp_path):
    loaded = load(tmp_path, {"status": 200, "success": True, "data": [RECORD]})
    assert len(loaded.table) == 1
    assert loaded.read_as[0]["notes"] == ["the records are those of 'data'"]
    assert loaded.read_as[0]["format"] == "json records"
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(json.dumps([RECORD]).encode()))
    assert len(load_incidents(path).table) == 1


def test_acled_from_its_api_is_recognised(tmp_path):
    row = {
        "event_id_cnty": "SUD1",
        "event_date": "2024-01-31",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "geo_precision": 1,
        "fatalities": 3,
        "latitude": "15.5",
        "longitude": "32.5",
    }
    table = load(tmp_path, {"data": [row]}).table
    assert table["source"].tolist() == ["acled"]
    assert table["error_m"].tolist() == [5000]
    assert table["is_armed_attack"].tolist() == [True]


def test_one_s_own_records_are_read_as_any_table(tmp_path):
    path = tmp_path / "mine.json"
    rows = [
        {"name": "A", "latitude": 31.5, "longitude": 34.4, "beds": 12, "open": True},
        {"name": "B", "latitude": 31.6, "longitude": 34.5, "beds": None, "tags": {"a": [1]}},
    ]
    path.write_text("\ufeff" + json.dumps(rows), encoding="utf-8")
    assert len(load_facilities(path).table) == 2
    frame = read_table(path).frame
    assert frame.index.tolist() == [1, 2]
    assert frame["beds"].tolist() == [12, None]
    assert frame["tags"].fillna("").tolist() == ["", '{"a": [1]}']
    assert frame["open"].tolist() == [True, None]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'[{"lat": 1}]', "single field"),
        (b"[1, 2]", "no list of records"),
        (b"[]", "no list of records"),
        (b'{"a": 1}', "exactly one list"),
        (b'{"a": [{"b": 1, "c": 2}], "d": [{"e": 1, "f": 2}]}', "exactly one list"),
        (b'[{"a": 1, "b": 2}, ', "cut short or damaged"),
        (b'[{"a": "\xff", "b": 2}]', "not UTF-8"),
        (b"[{ id: 1, date: 2 }]", "JavaScript"),
        (b"{ id: 1 }", "JavaScript"),
        (b"[" * 100_000, "nested too deeply|cut short"),
    ],
)
def test_json_that_is_no_table_is_refused_with_the_reason(tmp_path, content, fault):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=fault) as error:
        load_incidents(path)
    assert "a.json" in str(error.value)


def test_half_of_a_character_does_not_stop_the_reading(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([RECORD | {"description": "x\ud800y"}]), encoding="utf-8")
    assert load_incidents(path).table["description"].tolist() == ["x\ufffdy"]


def test_it_is_recognised_by_its_fields():
    assert recognise(RECORD, "incidents") is SOURCE
