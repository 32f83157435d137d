"""WHO's surveillance: both real files against csv and openpyxl, small files of each form."""

import csv
import json
import re
from collections import Counter
from contextlib import closing
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from geo import vocabulary as words
from layers.load import combine, load_incidents
from layers.sources import who_ssa
from layers.sources.who_ssa import SOURCE, attack_types

CSV, BOOK = "who_ssa_attacks_2017-2024.csv", "who_ssa_attacks_2020-2024.xlsx"


@pytest.fixture(scope="module")
def rows(shared_data):
    with (shared_data / "incidents" / CSV).open(encoding="utf-8", newline="") as file:
        of_csv = list(csv.DictReader(file))
    with closing(openpyxl.load_workbook(shared_data / "incidents" / BOOK, read_only=True)) as book:
        first, *rest = book.worksheets[0].iter_rows(values_only=True)
        of_book = [dict(zip(first, row, strict=True)) for row in rest]
    return {CSV: of_csv, BOOK: [row for row in of_book if row["Attack ID"]]}


@pytest.fixture(scope="module")
def loaded(shared_data):
    return {name: load_incidents(shared_data / "incidents" / name) for name in (CSV, BOOK)}


@pytest.mark.parametrize(("name", "n", "attacks"), [(CSV, 6277, 1436), (BOOK, 6030, 1115)])
def test_every_row_is_loaded_and_none_is_placed(loaded, rows, name, n, attacks):
    table = loaded[name].table
    assert len(table) == len(rows[name]) == n
    assert table.index.tolist() == [f"who_ssa:{row['Attack ID']}" for row in rows[name]]
    assert table.geometry.isna().all()
    assert table["location_precision"].eq("country").all()
    assert table[["error_m", "error_model", "reported_hit"]].isna().all(axis=None)
    assert not table["is_strike"].any()
    armed = ("heavy weapons", "individual weapons", "Setting fire", "Chemical agent")
    by_hand = [
        any(word in row["Attack Type"] for word in armed)
        and (float(row["Total Injured"]) > 0 or float(row["Total Death"]) > 0)
        for row in rows[name]
    ]
    assert table["is_armed_attack"].tolist() == by_hand
    assert sum(by_hand) == attacks
    assert table["fatalities_min"].sum() == sum(float(row["Total Death"]) for row in rows[name])
    arrested = sum(float(row["HW Arrest"]) + float(row["HW Detention"]) for row in rows[name])
    assert table["health_workers_arrested"].sum() == arrested
    assert table["country"].isna().sum() == 1
    assert not loaded[name].read_as[0]["notes"]


def test_days_are_read_month_first_in_the_csv_and_as_dates_in_the_workbook(loaded, rows):
    said = [datetime.strptime(r["Attack Date"], "%m/%d/%y %I:%M %p") for r in rows[CSV]]  # noqa: DTZ007
    assert loaded[CSV].table["date_start"].tolist() == said
    days = [pd.Timestamp(row["Attack Date"]).normalize() for row in rows[BOOK]]
    assert loaded[BOOK].table["date_start"].tolist() == days
    assert (loaded[CSV].table["who_ssa_year"].astype(int) != [d.year for d in said]).sum() == 21


def test_the_files_together_count_each_attack_once(loaded):
    both = combine([loaded[CSV], loaded[BOOK]])
    assert both.accounting[["read", "loaded", "merged"]].to_numpy().tolist() == [
        [6277, 6277, 0],
        [6030, 1607, 4423],
    ]
    assert len(both.table) == 7884


def test_every_type_certainty_and_flag_is_in_the_tables_with_its_count(rows):
    every = [row for name in (CSV, BOOK) for row in rows[name]]
    found = Counter()
    for row in every:
        types, strange = attack_types(row["Attack Type"])
        assert not strange
        found.update(types)
        # nothing is named twice, nothing lost: the labels laid end to end are the cell
        rest = row["Attack Type"]
        for label in sorted(types, key=len, reverse=True):
            assert label in rest
            rest = rest.replace(label, "", 1)
        assert not re.sub(r"[\s,)]", "", rest)
    assert {e.value: e.seen for e in SOURCE.labels if e.seen} == dict(found)
    certain = Counter(row["Certainty Level"] for row in every)
    codes = {(e.column, e.value): e.seen for e in SOURCE.codes if e.seen}
    for label, n in certain.items():
        assert codes.pop(("Certainty Level", label)) == n
    for column in who_ssa._FLAGS:
        for value, n in Counter(row[column] for row in every).items():
            assert codes.pop((column, value)) == n
    assert not codes


def test_the_quirks_count_rightly(loaded):
    text = " ".join(SOURCE.quirks)
    days = loaded[CSV].table["date_start"]
    assert str(days.max().date()) == "2024-02-08"
    assert (days.dt.year == 2017).sum() == 18
    assert (days < "2017-12-01").sum() == 11
    assert "18 rows of 2017, when the system began (11 of them before December)" in text
    days = loaded[BOOK].table["date_start"]
    assert [str(d.date()) for d in (days.min(), days.max())] == ["2020-01-02", "2024-12-30"]


HEAD = (
    "Attack ID,Attack Date,Country / Territory,Certainty Level,Attack Type,Total Injured,"
    "Total Death,HC Facilities,HC Transport,HC Personnel,HW Abduction,HW Arrest,Patient Abduction\n"
)


def load(tmp_path, *lines: str):
    path = tmp_path / "ssa.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return load_incidents(path)


def test_a_small_file_shows_the_rules(tmp_path):
    heavy = '"Violence with heavy weapons (requires more than one person to use such as firearms, tanks, missiles, bombs, mortars)"'  # noqa: E501
    taken = "Abduction/Arrest/Detention of health personnel or patients"
    loaded = load(
        tmp_path,
        f"A1,3/4/24,Sudan,Confirmed,{heavy},0,1,YES,NO,YES,0,0,0",
        f"A2,3/25/24,Sudan,Rumour,{heavy},0,0,NO,YES,YES,0,0,0",
        f"A3,13/1/24,Sudan,Guess,{taken},0,0,NO,NO,YES,2,0,0",
        f"A4,2/1/24,Sudan,Possible,{taken},5,0,NO,NO,NO,0,1,0",
        'A5,2/1/24,Sudan,Possible,"Sorcery, Setting fire",0,0,NO,NO,NO,0,0,0',
        "A6,2/1/24,Sudan,Possible,,0,0,NO,NO,NO,0,0,0",
    )
    table = loaded.table
    assert not table["is_strike"].any()
    assert table["is_armed_attack"].tolist() == [True, False, False, False, False, False]
    assert table["event_type"].tolist() == [
        *("attack_unspecified", "attack_unspecified", "abduction", "arrest", "arson", "unknown"),
    ]
    assert table["weapon_type"].tolist() == [
        *("heavy_unspecified", "heavy_unspecified", "unknown", "unknown", "fire", "unknown"),
    ]
    assert table["target"].tolist() == [
        *("facility", "transport", "personnel", "other", "other", "other"),
    ]
    assert table["certainty"].tolist() == [
        *("confirmed", "unknown", "unknown", "possible", "possible", "possible"),
    ]
    assert table["date_start"].iloc[0] == pd.Timestamp("2024-03-04")
    notes = " ".join(loaded.read_as[0]["notes"])
    assert "'Guess'" in notes
    assert "'sorcery'" in notes


def test_the_json_report_writes_the_day_first(tmp_path):
    record = {
        "id": 7,
        "versionid": 1,
        "attackdate": "03/04/2024",
        "classification": "Confirmed",
        "victimstotalinjured": 2,
        "victimstotaldeath": 0,
    }
    path = tmp_path / "report.json"
    path.write_text(json.dumps([record, record | {"id": 8, "attackdate": "25/04/2024"}]))
    table = load_incidents(path).table
    assert table.index.tolist() == ["who_ssa:7", "who_ssa:8"]
    assert table["date_start"].dt.month.eq(4).all()
    assert table["certainty"].eq("confirmed").all()
    assert set(table["event_type"]) <= set(words.EVENT_TYPES)
    assert not table["is_armed_attack"].any()
