"""The coalition's lists: each year's real file against openpyxl, small files of each schema."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

from geo import vocabulary as words
from layers.load import combine, load_incidents
from layers.source import RawTable
from layers.sources import recognise, shcc
from layers.sources._sind import sind_event_ids

SOURCE = shcc.SOURCE
FILES = {
    2021: "shcc_2021_sudan.xlsx",
    2022: "shcc_2022_incidents_global.xlsx",
    2023: "shcc_2023_sudan.xlsx",
}
INSIGHT = "insecurity_insight_attacks_on_health_care_2016-2023.xlsx"


def by_hand(path: Path) -> list[list[object]]:
    """Every row of the first sheet, header first, without blank rows and HXL tags."""
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    rows = [row for row in rows if any(cell is not None for cell in row)]
    return [row for row in rows if not str(row[0]).startswith("#")]


@pytest.fixture(scope="module")
def rows(shared_data):
    return {year: by_hand(shared_data / "incidents" / name) for year, name in FILES.items()}


@pytest.fixture(scope="module")
def loaded(shared_data):
    return {year: load_incidents(shared_data / "incidents" / name) for year, name in FILES.items()}


def column(rows: list[list[object]], header: str) -> list[object]:
    """The first column of that header; blanks of the header do not count."""
    place = [str(cell).strip() for cell in rows[0]].index(header)
    return [row[place] for row in rows[1:]]


@pytest.mark.parametrize(("year", "n"), [(2021, 52), (2022, 1989), (2023, 257)])
def test_every_row_is_loaded_and_none_is_placed(loaded, rows, year, n):
    table = loaded[year].table
    assert len(table) == len(rows[year]) - 1 == n
    assert set(table["source"]) == {"shcc"}
    assert table.geometry.isna().all()
    assert table["location_precision"].eq("country").all()
    assert table[["error_m", "error_model"]].isna().all(axis=None)
    assert table["date_start"].dt.year.eq(year).all()
    assert table["date_start"].equals(table["date_end"].rename("date_start"))
    ids = [str(i) for i in column(rows[year], "SiND Event ID" if year > 2021 else shcc_code())]
    assert table["shcc_sind_event_id"].tolist() == ids
    assert table.index.tolist() == [f"shcc:{i}" for i in ids]
    assert not [note for note in loaded[year].read_as[0]["notes"] if "unknown" in note]


def shcc_code() -> str:
    return "SHCC Event Code"


def test_the_published_sums_of_2022(loaded):
    table = loaded[2022].table
    assert table["country"].nunique() == 32
    sums = {
        "health_workers_killed": 232,
        "health_workers_injured": 370,
        "health_workers_kidnapped": 301,
        "health_workers_arrested": 294,
        "facilities_destroyed": 149,
        "facilities_damaged": 545,
    }
    assert {name: int(table[name].sum()) for name in sums} == sums


def test_a_repeated_header_does_not_take_the_place_of_the_first(loaded):
    table = loaded[2022].table
    again = {
        name: int(table[f"shcc_health_workers_{name}_2"].sum())
        for name in ("killed", "injured", "kidnapped", "arrested")
    }
    assert again == {"killed": 232, "injured": 293, "kidnapped": 298, "arrested": 294}
    quirks = " ".join(SOURCE.quirks)
    assert "(293 of 370)" in quirks
    assert "(298 of 301)" in quirks


def test_weapons_and_perpetrators_are_counted_in_the_tables(rows):
    used = Counter(
        cell.strip()
        for year in (2022, 2023)
        for cell in column(rows[year], "Weapon Carried/Used")
        if cell
    )
    for header in ("Weapons use", "Explosive weapons use", "Other weapon type"):
        old = Counter(str(cell).strip() for cell in column(rows[2021], header))
        assert {e.value: e.seen for e in SOURCE.labels if e.column == header} == old
    in_table = {e.value: e.seen for e in SOURCE.labels if e.column == "Weapon Carried/Used"}
    assert in_table == used
    who = Counter(c for y in (2022, 2023) for c in column(rows[y], "Reported Perpetrator"))
    named = {e.value: e.seen for e in SOURCE.codes if e.column == "Reported Perpetrator"}
    assert named == who
    old = Counter(cell.strip() for cell in column(rows[2021], "Perpetrator"))
    assert {e.value: e.seen for e in SOURCE.codes if e.column == "Perpetrator"} == old
    for entry in SOURCE.labels:
        assert entry.event_type in words.EVENT_TYPES
    for entry in SOURCE.codes:
        assert entry.becomes in words.PERPETRATOR_TYPES


EXPLOSIVE = ("Explosive", "IED", "Shelling", "Bomb", "Artillery", "Missile", "Mortar", "Rocket")
ARMED = ("Firearms", "Arson", "Knife", "Tasers", "Stones")
HARM = (
    "Number of Attacks on Health Facilities Reporting Destruction",
    "Number of Attacks on Health Facilities Reporting Damaged",
    "Health Workers Killed",
    "Health Workers Injured",
)


@pytest.mark.parametrize(
    ("year", "strikes", "attacks", "hits"), [(2022, 445, 491, 621), (2023, 54, 71, 67)]
)
def test_strikes_attacks_and_hits_by_hand(loaded, rows, year, strikes, attacks, hits):
    table = loaded[year].table
    weapon = [cell or "" for cell in column(rows[year], "Weapon Carried/Used")]
    strike = [any(word in cell for word in EXPLOSIVE) for cell in weapon]
    assert table["is_strike"].tolist() == strike
    columns = [column(rows[year], header) for header in HARM]
    harmed = [any(n > 0 for n in row) for row in zip(*columns, strict=True)]
    attack = [
        h and not s and any(word in cell for word in ARMED)
        for cell, s, h in zip(weapon, strike, harmed, strict=True)
    ]
    assert table["is_armed_attack"].tolist() == attack
    hit = [a > 0 or b > 0 for a, b in zip(*columns[:2], strict=True)]
    assert table["reported_hit"].tolist() == hit
    assert (sum(strike), sum(attack), sum(hit)) == (strikes, attacks, hits)


def test_sudan_2021_by_hand(loaded, rows):
    table = loaded[2021].table
    for name, header in (("killed", "killed"), ("injured", "injured"), ("arrested", "arrested")):
        cells = column(rows[2021], f"Total health worker {header}")
        assert table[f"health_workers_{name}"].sum() == sum(cell or 0 for cell in cells)
    one = table[table["is_strike"]]
    assert one["event_type"].tolist() == ["mine_or_ied"]
    assert one["weapon"].tolist() == ["Explosive: Directly emplaced"]
    assert table["is_armed_attack"].sum() == 6
    assert table["weapon"].value_counts()["Other: Gas"] == 8
    assert not table["reported_hit"].any()
    assert table["country"].eq("SDN").all()


def test_rows_link_to_insecurity_insight_by_id_and_figures_stay_apart(loaded, shared_data):
    insight = load_incidents(shared_data / "incidents" / INSIGHT)
    ids = sind_event_ids(insight.table)
    quirks = " ".join(SOURCE.quirks)
    for year, n, text in (
        (2021, 49, "49 of the 52"),
        (2022, 1948, "1,948 of the 1,989"),
        (2023, 233, "233 of the 257"),
    ):
        assert sind_event_ids(loaded[year].table).isin(ids).sum() == n
        assert text in quirks
    table = loaded[2022].table.set_index("shcc_sind_event_id")
    theirs = insight.table.set_axis(ids)["is_strike"].reindex(table.index)
    linked = theirs.notna()
    exploded = linked & theirs.eq(True)
    assert (table["is_strike"] & linked).sum() == 435
    assert exploded.sum() == 658
    for weapon, n in (("Firearms", 172), ("Combination", 39)):
        assert (exploded & table["weapon"].eq(weapon)).sum() == n
        assert f"{n} " in quirks
    both = combine([insight, loaded[2022]])
    # one event in two lists stays two rows of two sources: no figure adds them up
    assert len(both.table) == 8854 + 1989
    assert both.accounting["merged"].tolist() == [0, 0]


def test_sind_ids_are_only_those_of_the_lists_that_have_them():
    index = ["insecurity_insight:1", "shcc:2", "insecurity_insight_explosive:3", "acled:4"]
    index += ["shcc:file:row-5"]
    sources = [name.partition(":")[0] for name in index]
    found = sind_event_ids(gpd.GeoDataFrame({"source": sources}, index=index))
    assert found.fillna("-").tolist() == ["1", "2", "3", "-", "-"]


NEW = {
    "Date": "2022-03-01",
    "Country": "OPT",
    "Country ISO": "PSE",
    "Reported Perpetrator": "Police",
    "Weapon Carried/Used": "Firearms",
    "Obstruction to Health Care": "true",
    "Health Workers Killed": "0",
    "SiND Event ID": "1",
}


def read(*rows: dict[str, object]) -> pd.DataFrame:
    cells = pd.DataFrame(list(rows), dtype=object)
    assert recognise(cells.columns, "incidents") is SOURCE
    return shcc.read(RawTable(Path("f"), "test", cells))


def test_a_weapon_carried_alone_is_nothing_and_columns_may_be_missing():
    table = read(
        NEW,
        NEW | {"Health Workers Killed": "1"},
        NEW | {"Weapon Carried/Used": "Combination", "Health Workers Killed": "1"},
        NEW | {"Weapon Carried/Used": None, "Health Workers Killed": "some"},
        NEW | {"Weapon Carried/Used": "Aerial Bomb: Balloon"},
    )
    assert table["is_strike"].tolist() == [False, False, False, False, True]
    assert table["is_armed_attack"].tolist() == [False, True, False, False, False]
    assert table["event_type"].iloc[1] == "shooting"
    assert not table["reported_hit"].any()
    assert table["health_workers_killed"].isna().tolist() == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("use", "explosive", "other", "expected"),
    [
        ("Explosive", "Air launched", "", ("explosive_unspecified", True, False)),
        ("Firearm, Explosive", "Directly emplaced", "", ("mine_or_ied", True, False)),
        ("Firearm", "NotApplicable", "", ("shooting", False, True)),
        ("Other", "NotApplicable", "Fire", ("arson", False, True)),
        ("Other", "", "Rope", ("other", False, True)),
        ("No Information, ", "", "", ("unknown", False, False)),
        (None, None, None, ("unknown", False, False)),
    ],
)
def test_the_three_weapon_columns_of_2021(use, explosive, other, expected):
    row = {
        "SHCC Event Code": "7",
        "Incident date": "2021-01-01",
        "Country": "Sudan",
        "Perpetrator ": "Opposition Group, ",
        "Weapons use": use,
        "Explosive weapons use": explosive,
        "Other weapon type": other,
        "Total health worker injured": "1",
    }
    one = read(row).iloc[0]
    event, strike, attack = expected
    assert (one["is_strike"], one["is_armed_attack"]) == (strike, attack)
    assert one["event_type"] == event
    assert one["perpetrator_reported_type"] == "non_state"


def test_unknown_labels_and_a_bad_date_are_said(tmp_path):
    path = tmp_path / "a.csv"
    row = NEW | {"Date": "sometime", "Weapon Carried/Used": "Slingshot"}
    row["Reported Perpetrator"] = "Ghosts"
    pd.DataFrame([row]).to_csv(path, index=False)
    loaded = load_incidents(path)
    notes = " ".join(loaded.read_as[0]["notes"])
    assert "'Slingshot'" in notes
    assert "'Ghosts'" in notes
    assert loaded.findings["code"].tolist() == ["unreadable_date"]
    assert loaded.table["perpetrator_reported_type"].tolist() == ["unknown"]
