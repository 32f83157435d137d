"""The Aid Worker Security Database: the real export against csv, small files of both vintages."""

import csv
from collections import Counter

import pandas as pd
import pytest

from geo import vocabulary as words
from layers.load import load_incidents
from layers.sources.awsd import _MEANS, SOURCE

FILE = "awsd_security_incidents_2016-10-03.csv"
EXPLODES = ("AB", "B", "BBIED", "CX", "LM", "RIED", "VBIED", "VBIED-RC", "VBIED-S")


@pytest.fixture(scope="module")
def rows(shared_data):
    with (shared_data / "incidents" / FILE).open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loaded(shared_data):
    return load_incidents(shared_data / "incidents" / FILE)


def test_rows_strikes_and_attacks_by_hand(loaded, rows):
    table = loaded.table
    assert len(table) == len(rows) == 2088
    means = [row["Means of attack"].strip() for row in rows]
    assert table["is_strike"].tolist() == [word in EXPLODES for word in means]
    attack = [
        word == "S" and int(row["Total killed"]) + int(row["Total wounded"]) > 0
        for word, row in zip(means, rows, strict=True)
    ]
    assert table["is_armed_attack"].tolist() == attack
    assert (table["is_strike"].sum(), sum(attack)) == (246, 613)
    assert table["fatalities_min"].sum() == sum(int(row["Total killed"]) for row in rows)
    assert table[["target", "reported_hit", "health_workers_killed"]].isna().all(axis=None)
    assert [note for note in loaded.read_as[0]["notes"] if "unknown" in note] == []


def test_every_code_is_in_the_tables_with_its_count(rows):
    tables = {e.value: e.seen for e in SOURCE.labels if e.seen}
    assert tables == dict(Counter(row["Means of attack"].strip() for row in rows))
    for column in ("Attack context", "Location"):
        said = Counter(row[column].strip() for row in rows if row[column].strip())
        assert {e.value: e.seen for e in SOURCE.codes if e.column == column} == dict(said)
    assert {means.event_type for means in _MEANS.values()} <= set(words.EVENT_TYPES)
    assert {means.weapon for means in _MEANS.values()} <= set(words.WEAPON_TYPES)


def test_the_finest_name_sets_the_precision(loaded, rows):
    table = loaded.table

    def finest(row):
        names = ("City", "District", "Region", "Country")
        return next((name for name in names if row[name].strip()), "none")

    seen = Counter(map(finest, rows))
    assert seen == {"City": 1364, "District": 138, "Region": 277, "Country": 303, "none": 6}
    found = table["location_precision"].value_counts().to_dict()
    assert found == {
        "settlement": 1364,
        "admin2": 138,
        "admin1": 277,
        "country": 303,
        "unknown": 6,
    }
    text = " ".join(SOURCE.quirks)
    assert "a city in 1,364, else a district in 138, else a region in 277, else the country" in text
    assert table.loc[table["location_precision"].eq("settlement"), "error_m"].eq(5000).all()


def test_dates_places_and_countries(loaded, rows):
    table = loaded.table
    days = (table["date_end"] - table["date_start"]).dt.days
    assert [(days == 0).sum(), days.between(1, 31).sum(), (days > 31).sum()] == [1778, 267, 43]
    assert sum(not row["Day"].strip() for row in rows) == 310
    assert table.geometry.notna().sum() == 2080
    pair = table.loc["awsd:1950"]
    assert (pair.geometry.x, pair.geometry.y) == (24.933643, 11.919424)
    nought = (table.geometry.x == 0) | (table.geometry.y == 0)
    assert nought.sum() == 4
    assert table.loc[table["awsd_country"].eq("Chechnya"), "country"].eq("RUS").all()
    assert table["country"].isna().sum() == 7


NEW = {
    "Incident ID": "5717",
    "Year": "2025",
    "Month": "9",
    "Day": "NA",
    "Country Code": "NA",
    "Country": "Namibia",
    "City": "",
    "District": "Deir Al Balah",
    "Total killed": "1",
    "Total wounded": "0",
    "Total affected": "1",
    "Means of attack": "Aerial bombardment",
    "Attack context": "Unknown",
    "Latitude": "NA",
    "Longitude": "NA",
    "Actor type": "Host state",
    "Actor name": "A state's army",
    "Verified": "Yes",
    "Source": "ACLED",
}


def test_the_words_of_newer_exports(tmp_path):
    path = tmp_path / "awsd.csv"
    more = [
        {"Means of attack": "Shooting", "Actor type": "Unknown", "Verified": "Pending"},
        {"Means of attack": "Bodily assault", "Actor type": "Non-state armed group: Global"},
        {"Means of attack": "Catapult", "Actor type": "Ghosts", "Verified": "Perhaps"},
    ]
    several = [NEW, *(NEW | {"Incident ID": str(n)} | m for n, m in enumerate(more))]
    pd.DataFrame(several).to_csv(path, index=False, encoding="utf-8-sig")
    loaded = load_incidents(path)
    table = loaded.table
    assert table["is_strike"].tolist() == [True, False, False, False]
    assert table["is_armed_attack"].tolist() == [False, True, False, False]
    assert table["perpetrator_reported_type"].tolist() == [
        *("state", "unknown", "non_state", "unknown"),
    ]
    assert table["certainty"].tolist() == ["confirmed", "possible", "confirmed", "unknown"]
    assert table["country"].eq("NAM").all()
    assert table["location_precision"].eq("admin2").all()
    assert table["coordinates_status"].eq("missing").all()
    assert [str(d.date()) for d in table[["date_start", "date_end"]].iloc[0]] == [
        "2025-09-01",
        "2025-09-30",
    ]
    assert table["citation"].str.endswith("after: ACLED").all()
    notes = " ".join(loaded.read_as[0]["notes"])
    for word in ("'Catapult'", "'Ghosts'", "'Perhaps'"):
        assert word in notes
