"""The list of air raids on Yemen: the real file against openpyxl, and small odd lists."""

import re
from collections import Counter
from contextlib import closing
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from layers.load import load_incidents
from layers.source import RawTable
from layers.sources import recognise, yemen_air_raids

FILE = "yemen_data_project_air_raids_district_points.xlsx"
SOURCE = yemen_air_raids.SOURCE


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, object]]:
    path = shared_data / "incidents" / FILE
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        assert book.sheetnames == ["airstrike", "Sheet1"]
        cells = book["airstrike"].iter_rows(values_only=True)
        header = next(cells)
        found = [dict(zip(header, row, strict=True)) for row in cells]
    return [row for row in found if any(cell is not None for cell in row.values())]


@pytest.fixture(scope="module")
def loaded(shared_data: Path):
    return load_incidents(shared_data / "incidents" / FILE)


def test_every_row_is_one_incident(loaded, rows):
    table = loaded.table
    assert len(table) == len(rows) == 16_749
    assert table.index.tolist() == [f"yemen_air_raids:{row['Incident ID']}" for row in rows]
    assert table["country"].eq("YEM").all()
    assert loaded.read_as[0]["sheet"] == "airstrike"
    assert loaded.read_as[0]["notes"] == ["other sheets not read: Sheet1"]
    assert not len(loaded.findings)


def test_points_are_districts_whatever_their_decimals(loaded, rows):
    table = loaded.table
    placed = [row["lon"] is not None and row["lat"] is not None for row in rows]
    assert table.geometry.notna().tolist() == placed
    assert sum(placed) == 16_731
    points = {(row["lon"], row["lat"]) for row in rows if row["lon"] is not None}
    assert len(points) == 262
    assert "16,731 points lie on 262 places" in SOURCE.precision[0].basis
    district = [row["District"] is not None for row in rows]
    assert table["location_precision"].eq("admin2").tolist() == district
    assert table.loc[[not d for d in district], "location_precision"].eq("admin1").all()
    assert len(rows) - sum(district) == 192
    assert table["error_m"].isna().all()
    assert table["error_model"].eq("area").all()


def test_a_district_geocoded_to_a_namesake_stays_as_it_is(loaded):
    al_hada = loaded.table[loaded.table["admin2"].eq("Al-Hada")]
    assert len(al_hada) == 13
    assert set(al_hada.geometry.x) == {40.28}
    assert set(al_hada.geometry.y) == {21.36}
    assert al_hada["admin1"].eq("Dhamar").all()


def test_strikes_are_rows_and_their_number_is_kept(loaded, rows):
    table = loaded.table
    raids = [row["Air Raids"] for row in rows]
    numbers = [n if isinstance(n, int) else None for n in raids]
    assert table["is_strike"].tolist() == [n != 0 for n in numbers]
    assert table["is_strike"].sum() == 16_748
    exact = table["yemen_air_raids_number_max"]
    assert exact.notna().sum() == sum(n is not None for n in numbers) == 11_576
    assert exact.sum() == sum(n for n in numbers if n is not None)
    at_least = [n for n in raids if isinstance(n, str) and re.fullmatch(r"\d+\+", n)]
    assert len(at_least) == 212
    total = sum(n or 0 for n in numbers) + sum(int(n[:-1]) for n in at_least)
    assert table["yemen_air_raids_number_min"].sum() == total
    said = Counter(str(n) for n in raids)
    assert (said["unkn"], said["-"], said["None"], said["2,2"]) == (4539, 260, 161, 1)
    for number in ("11,576", "4,539", "260", "161", "212"):
        assert number in SOURCE.quirks[1]


def test_bombardment_from_the_sea_is_told_from_raids(loaded, rows):
    no_raid = {None, "-"}
    sea = [row["Naval"] is not None and row["Air Raids"] in no_raid for row in rows]
    assert loaded.table["event_type"].eq("shelling").tolist() == sea
    assert sum(sea) == 49
    assert sum(row["Naval"] is not None for row in rows) - sum(sea) == 65


def test_categories_are_counted_in_the_tables_and_hits_are_facilities(loaded, rows):
    seen = Counter(row["Main category"].strip() for row in rows)
    assert {c.value: c.seen for c in SOURCE.codes if c.column == "Main category"} == seen
    medical = [row["Main category"] == "Medical facility" for row in rows]
    sub = Counter(r["Sub-category"] for r, is_one in zip(rows, medical, strict=True) if is_one)
    assert {c.value: c.seen for c in SOURCE.codes if c.column != "Main category"} == sub
    table = loaded.table
    assert table["target"].eq("facility").tolist() == medical
    assert sum(medical) == 70
    hits = [
        is_one and row["Sub-category"] in {"Hospital", "Medical Centres", "Clinic"}
        for row, is_one in zip(rows, medical, strict=True)
    ]
    assert table["reported_hit"].tolist() == hits
    assert sum(hits) == 58
    assert table["facility_named"].notna().tolist() == hits


def test_dates_are_day_first(loaded, rows):
    parts = [tuple(map(int, row["Date"].split("/"))) for row in rows]
    days = [pd.Timestamp(year, month, day) for day, month, year in parts]
    assert loaded.table["date_start"].tolist() == days
    assert loaded.table["date_end"].tolist() == days


ROW = {
    "Incident ID": "1",
    "Date": "03/04/2015",
    "Governorate": "Taiz",
    "District": "Hayfan",
    "Area": "-",
    "Target": "Hospital",
    "Main category": "Medical facility ",
    "Sub-category": " hospital",
    "Air Raids": "2",
    "Naval": None,
}


def test_without_points_it_is_a_list_by_district(tmp_path):
    path = tmp_path / "a.csv"
    rows = [
        ROW,
        ROW | {"Incident ID": "2", "District": None, "Air Raids": "10 +"},
        ROW | {"Incident ID": "3", "District": None, "Governorate": "unkn", "Date": "31/02/2015"},
        ROW | {"Incident ID": "4", "Main category": "Moon base", "Air Raids": "many"},
    ]
    pd.DataFrame(rows).to_csv(path, index=False)
    loaded = load_incidents(path)
    table = loaded.table
    assert table.geometry.isna().all()
    assert table["location_precision"].tolist() == ["admin2", "admin1", "unknown", "admin2"]
    assert table["reported_hit"].tolist() == [True, True, True, False]
    assert table["yemen_air_raids_number_min"].fillna(-1).tolist() == [2, 10, 2, -1]
    assert table["yemen_air_raids_number_max"].fillna(-1).tolist() == [2, -1, 2, -1]
    assert table["date_start"].iloc[0] == pd.Timestamp("2015-04-03")
    assert table["place_name"].isna().all()
    assert loaded.findings["code"].tolist() == ["unreadable_date"]
    assert "'Moon base'" in " ".join(loaded.read_as[0]["notes"])


def test_missing_columns_leave_gaps():
    columns = ["Incident ID", "Governorate", "District", "Main category", "Air Raids"]
    cells = pd.DataFrame([{k: ROW[k] for k in columns}], dtype=object)
    assert recognise(cells.columns, "incidents") is SOURCE
    one = yemen_air_raids.read(RawTable(Path("f"), "test", cells)).iloc[0]
    assert one["is_strike"]
    assert not one["reported_hit"]
    assert one["target"] == "facility"
