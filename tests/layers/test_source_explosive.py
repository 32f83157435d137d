"""The explosive weapons monitor: the real file against openpyxl, and small odd files."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from layers.load import load_incidents
from layers.source import RawTable
from layers.sources import insecurity_insight_explosive as monitor
from layers.sources import recognise
from layers.sources._sind import sind_event_ids

FILE = "insecurity_insight_explosive_weapons_2020-2023.xlsx"
INSIGHT = "insecurity_insight_attacks_on_health_care_2016-2023.xlsx"
SOURCE = monitor.SOURCE


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, object]]:
    path = shared_data / "incidents" / FILE
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        cells = book.worksheets[0].iter_rows(values_only=True)
        header = next(cells)
        found = [dict(zip(header, row, strict=True)) for row in cells]
    found = [row for row in found if any(cell is not None for cell in row.values())]
    assert found[0]["Date"] == "#date"
    return found[1:]


@pytest.fixture(scope="module")
def loaded(shared_data: Path):
    return load_incidents(shared_data / "incidents" / FILE)


def test_every_row_is_loaded_and_none_becomes_a_point(loaded, rows):
    table = loaded.table
    assert len(table) == len(rows) == 2083
    ids = [str(row["SiND Event ID"]) for row in rows]
    assert table.index.tolist() == [f"insecurity_insight_explosive:{i}" for i in ids]
    assert table.geometry.isna().all()
    assert table["coordinates_status"].eq("missing").all()
    assert table["error_m"].isna().all()
    province = [row["Admin 1"] not in {None, "No Information"} for row in rows]
    assert table["location_precision"].eq("admin1").tolist() == province
    assert table.loc[[not p for p in province], "location_precision"].eq("country").all()
    assert f"{len(rows) - sum(province)} rows name no province" in SOURCE.quirks[-1]
    assert table["country"].tolist() == [row["Country ISO"] for row in rows]
    assert table["date_start"].tolist() == [pd.Timestamp(row["Date"]) for row in rows]
    assert not [note for note in loaded.read_as[0]["notes"] if "unknown" in note]


def test_every_row_is_a_strike_and_none_a_reported_hit(loaded, rows):
    table = loaded.table
    assert table["is_strike"].all()
    assert not table["is_armed_attack"].any()
    assert table["reported_hit"].isna().all()
    health = [row["Affected"] == "Health Infrastructure" for row in rows]
    assert table["target"].eq("facility").tolist() == health
    assert sum(health) == 1039
    drones = [row["Launch Type"] == "Air-Launched: Drone" for row in rows]
    bombs = [row["Explosive Weapon Type"] == "Aerial Bomb" for row in rows]
    both = [d and b for d, b in zip(drones, bombs, strict=True)]
    assert table["event_type"].eq("drone_strike").tolist() == both
    assert sum(both) == 81


def test_labels_are_counted_in_the_tables(rows):
    weapons = Counter(row["Explosive Weapon Type"] for row in rows)
    assert {label.value: label.seen for label in SOURCE.labels} == weapons
    launches = Counter(row["Launch Type"].casefold() for row in rows)
    listed = {c.value.casefold(): c.seen for c in SOURCE.codes if c.column == "Launch Type"}
    assert listed == launches
    for column in ("Affected", "Reported Perpetrator"):
        seen = Counter(row[column] for row in rows)
        assert {c.value: c.seen for c in SOURCE.codes if c.column == column} == seen


def test_deaths_are_counted_once(loaded, rows):
    table = loaded.table

    def number(row: dict[str, object], who: str) -> int:
        return row[f"{who} Killed"] or 0

    workers = sum(number(r, "Health Workers") + number(r, "Aid Health Workers") for r in rows)
    assert table["health_workers_killed"].sum() == workers == 193
    people = sum(
        max(number(r, "Aid Workers"), number(r, "Aid Health Workers"))
        + sum(number(r, who) for who in ("Health Workers", "Educators", "Students"))
        for r in rows
    )
    assert table["fatalities_min"].sum() == people
    silent = [not any(v for k, v in row.items() if k.endswith(" Killed")) for row in rows]
    assert table["fatalities_min"].isna().tolist() == silent
    assert table["fatalities_max"].isna().all()


def test_what_it_shares_with_the_attacks_on_health_care(loaded, shared_data):
    insight = load_incidents(shared_data / "incidents" / INSIGHT).table
    hit = insight.set_axis(sind_event_ids(insight))["reported_hit"].astype("boolean")
    theirs = hit.reindex(sind_event_ids(loaded.table))
    assert theirs.notna().sum() == 1387
    assert "1,387 of the events" in SOURCE.cannot_show
    health = loaded.table["target"].eq("facility").to_numpy()
    counts = theirs[health].value_counts()
    assert counts.to_dict() == {True: 853, False: 184}
    assert "853 report" in SOURCE.quirks[1]
    assert "184 do not" in SOURCE.quirks[1]


ROW = {
    "Date": "2023-01-31",
    "Country": "DRC",
    "Admin 1": "North Kivu",
    "Sector Affected": "Health Care",
    "Launch Type": "Air-Launched: Drone",
    "Explosive Weapon Type": "Aerial Bomb",
    "Reported Perpetrator": "NSA",
    "Affected": "Health Infrastructure",
    "SiND Event ID": "1",
}


@pytest.mark.parametrize(
    ("weapon", "launch", "event", "strike"),
    [
        ("Aerial Bomb", "Air-Launched: Drone", "drone_strike", True),
        ("Aerial Bomb", None, "air_strike", True),
        ("Cluster Bomb", "Air-Launched Plane", "air_strike", True),
        ("Missile", "Air-Launched: Plane", "missile_or_rocket", True),
        ("Hand Grenade", "Directly-emplaced", "explosive_unspecified", True),
        ("Remote-Controlled IED", "Directly-Emplaced", "mine_or_ied", True),
        (None, "Air-Launched: Helicopter", "air_strike", True),
        ("Trebuchet", "Ground-Launched", "explosive_unspecified", True),
        (None, "No Information", "unknown", False),
    ],
)
def test_weapon_and_launch_make_the_kind(weapon, launch, event, strike):
    row = ROW | {"Explosive Weapon Type": weapon, "Launch Type": launch}
    cells = pd.DataFrame([row], dtype=object)
    assert recognise(cells.columns, "incidents") is SOURCE
    one = monitor.read(RawTable(Path("f"), "test", cells)).iloc[0]
    assert (one["event_type"], one["is_strike"]) == (event, strike)
    assert one["country"] == "COD"
    assert one["perpetrator_reported_type"] == "non_state"


def test_unknown_labels_bad_dates_and_missing_columns(tmp_path):
    path = tmp_path / "a.csv"
    row = ROW | {"Date": "soon", "Affected": "Zoo", "Explosive Weapon Type": "Trebuchet"}
    row = {k: v for k, v in row.items() if k not in {"Country", "Admin 1"}}
    pd.DataFrame([row]).to_csv(path, index=False)
    loaded = load_incidents(path)
    notes = " ".join(loaded.read_as[0]["notes"])
    assert "'Zoo'" in notes
    assert "'Trebuchet'" in notes
    assert loaded.findings["code"].tolist() == ["unreadable_date"]
    one = loaded.table.iloc[0]
    assert one["location_precision"] == "country"
    assert pd.isna(one["country"])
    assert one["target"] == "other"


def test_coordinates_that_others_add_are_not_read(tmp_path):
    path = tmp_path / "a.csv"
    pd.DataFrame([ROW | {"Latitude": "-1.5", "Longitude": "29.2"}]).to_csv(path, index=False)
    loaded = load_incidents(path)
    assert loaded.table.geometry.isna().all()
