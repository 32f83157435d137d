"""ACLED: the real extract against the csv module, and small files of each vintage."""

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from geo import vocabulary as words
from layers.load import load_incidents
from layers.source import RawTable
from layers.sources import acled, recognise
from layers.sources._acled_actors import INTER

FILE = "acled_ukraine_1000.csv"
SOURCE = acled.SOURCE


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "incidents" / FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loaded(shared_data: Path):
    return load_incidents(shared_data / "incidents" / FILE)


def test_every_row_is_loaded_and_located(loaded, rows):
    table = loaded.table
    assert len(table) == len(rows) == 1000
    assert table.index.tolist() == [f"acled:{row['event_id_cnty']}" for row in rows]
    assert table.geometry.notna().all()
    assert table["country"].eq("UKR").all()
    assert table["reported_hit"].isna().all() or not table["reported_hit"].any()
    assert loaded.read_as[0]["notes"] == []
    assert not len(loaded.findings)


def test_strikes_and_armed_attacks_by_hand(loaded, rows):
    strikes = [row["event_type"] == "Explosions/Remote violence" for row in rows]
    assert loaded.table["is_strike"].tolist() == strikes
    assert sum(strikes) == 772
    violent = {"Battles", "Violence against civilians", "Riots"}
    attacks = [row["event_type"] in violent and row["fatalities"] != "0" for row in rows]
    assert loaded.table["is_armed_attack"].tolist() == attacks
    assert sum(attacks) == 25
    shot_down = loaded.table["acled_sub_event_type"].eq("Disrupted weapons use")
    assert shot_down.sum() == 28
    assert not loaded.table.loc[shot_down, ["is_strike", "is_armed_attack"]].any(axis=None)


def test_the_tables_hold_every_label_with_its_rows(rows):
    subs = Counter(row["sub_event_type"] for row in rows)
    assert {label.value: label.seen for label in SOURCE.labels if label.seen} == subs
    for column in ("event_type", "time_precision", "inter1", "inter2"):
        seen = {code.value: code.seen for code in SOURCE.codes if code.column == column}
        assert {value: n for value, n in seen.items() if n} == Counter(r[column] for r in rows)
    for label in SOURCE.labels:
        assert label.event_type in words.EVENT_TYPES


def test_precision_is_the_codebook_s(loaded, rows):
    codes = Counter(row["geo_precision"] for row in rows)
    table = loaded.table
    assert table["error_m"].value_counts().to_dict() == {25_000: codes["2"], 5_000: codes["1"]}
    assert table["location_precision"].value_counts().to_dict() == {
        "settlement": codes["1"] + codes["2"],
        "admin1": codes["3"],
    }
    assert (codes["1"], codes["2"], codes["3"]) == (365, 619, 16)


def test_dates_are_days_weeks_and_months(loaded, rows):
    days = (loaded.table["date_end"] - loaded.table["date_start"]).dt.days
    assert Counter(days) == {0: 990, 6: 9, 30: 1}
    first = rows[0]["event_date"].split("/")
    assert loaded.table["date_start"].iloc[0] == pd.Timestamp(
        int(first[2][:4]), int(first[1]), int(first[0])
    )
    assert loaded.table["fatalities_min"].sum() == sum(int(row["fatalities"]) for row in rows)
    assert loaded.table["fatalities_max"].isna().all()


def test_who_struck_whom_is_said_only_where_it_is_clear(loaded, rows):
    table = loaded.table
    two_armed = ["7" not in (row["inter1"], row["inter2"]) and row["inter2"] != "0" for row in rows]
    assert table.loc[two_armed, "perpetrator_reported_name"].isna().all()
    battles = table["event_type"].eq("armed_clash")
    assert table.loc[battles, "perpetrator_reported_name"].isna().all()
    named = table["perpetrator_reported_name"].notna()
    assert table["attribution_status"].eq("reported").equals(named)
    against = [
        row["inter2"] == "7" and not row["event_type"].startswith("Strategic") for row in rows
    ]
    alone = [
        row["interaction"].endswith("0") and row["event_type"].startswith("Expl") for row in rows
    ]
    assert named.tolist() == [a or b for a, b in zip(against, alone, strict=True)]
    assert named.sum() == 658


OLD = {
    "data_id": "7654321",
    "iso": "729",
    "event_id_cnty": "SUD1",
    "event_id_no_cnty": "1",
    "event_date": "31 January 2020",
    "year": "2020",
    "time_precision": "1",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike",
    "actor1": "Military Forces of Sudan (2019-)",
    "assoc_actor_1": "",
    "inter1": "1",
    "actor2": "Civilians (Sudan)",
    "assoc_actor_2": "",
    "inter2": "7",
    "interaction": "17",
    "region": "Northern Africa",
    "country": "Sudan",
    "admin1": "Khartoum",
    "admin2": "Khartoum",
    "admin3": "",
    "location": "Khartoum - Bahri",
    "latitude": "15.6",
    "longitude": "32.5",
    "geo_precision": "1",
    "source": "Radio Dabanga",
    "source_scale": "National",
    "notes": "Bombs fell.",
    "fatalities": "12",
    "timestamp": "1580000000",
    "iso3": "SDN",
}
NEW = {key: value for key, value in OLD.items() if key not in {"data_id", "event_id_no_cnty"}}
NEW = {key: value for key, value in NEW.items() if key != "iso3"} | {
    "disorder_type": "Political violence",
    "civilian_targeting": "Civilian targeting",
    "tags": "",
    "inter1": "State forces",
    "inter2": "Civilians",
    "interaction": "State forces-Civilians",
}


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("vintage", [OLD, NEW], ids=["until 2023-03", "since"])
def test_each_vintage_is_read_the_same(tmp_path, vintage):
    one = load_incidents(write(tmp_path / "a.csv", [vintage])).table.iloc[0]
    assert one.name == "acled:SUD1"
    assert one["country"] == "SDN"
    assert (one["is_strike"], one["event_type"]) == (True, "air_strike")
    assert one["perpetrator_reported_name"] == "Military Forces of Sudan (2019-)"
    assert one["perpetrator_reported_type"] == "state"
    assert one["date_start"] == one["date_end"] == pd.Timestamp("2020-01-31")
    assert one["fatalities_min"] == 12
    assert one["citation"] == "ACLED (acleddata.com), after: Radio Dabanga"


@pytest.mark.parametrize(
    ("text", "code", "first", "last"),
    [
        ("2020-02-05", "1", "2020-02-05", "2020-02-05"),
        ("05-02-2020", "1", "2020-02-05", "2020-02-05"),
        ("05 February 2020", "2", "2020-02-02", "2020-02-08"),
        ("05/02/2020 00:00:00", "3", "2020-02-01", "2020-02-29"),
        ("2020-02-05", "", "2020-02-05", "2020-02-05"),
    ],
)
def test_dates_of_every_export(tmp_path, text, code, first, last):
    row = NEW | {"event_date": text, "time_precision": code}
    one = load_incidents(write(tmp_path / "a.csv", [row])).table.iloc[0]
    assert one["date_start"] == pd.Timestamp(first)
    assert one["date_end"] == pd.Timestamp(last)


def test_a_bad_date_is_a_finding_and_the_row_stays(tmp_path):
    rows = [NEW | {"event_date": "31 February 2020", "time_precision": "2"}]
    loaded = load_incidents(write(tmp_path / "a.csv", rows))
    assert loaded.findings["code"].tolist() == ["unreadable_date"]
    assert loaded.table["date_start"].isna().all()


def test_unknown_codes_are_noted_and_nothing_is_made_of_them(tmp_path):
    rows = [
        NEW | {"event_id_cnty": "A", "sub_event_type": "Trebuchet", "geo_precision": "9"},
        NEW | {"event_id_cnty": "B", "event_type": "New", "sub_event_type": "Newer"},
        NEW | {"event_id_cnty": "C", "inter1": "Robots", "time_precision": "7"},
    ]
    loaded = load_incidents(write(tmp_path / "a.csv", rows))
    notes = " ".join(loaded.read_as[0]["notes"])
    for word in ("'Trebuchet', 'Newer'", "'New'", "'Robots'", "'7'", "'9'"):
        assert word in notes
    # the event type still says that it exploded
    assert loaded.table["event_type"].tolist() == ["explosive_unspecified", "other", "air_strike"]
    assert loaded.table["is_strike"].tolist() == [True, False, True]
    assert loaded.table["location_precision"].iloc[0] == "unknown"
    assert loaded.table["perpetrator_reported_type"].iloc[2] == "unknown"


def test_missing_columns_leave_gaps_and_no_fault(tmp_path):
    kept = ("event_id_cnty", "event_date", "event_type", "sub_event_type", "geo_precision")
    table = load_incidents(write(tmp_path / "a.csv", [{k: NEW[k] for k in kept}])).table
    one = table.iloc[0]
    assert one["is_strike"]
    assert one["perpetrator_reported_type"] == "unknown"
    assert pd.isna(one["fatalities_min"])
    assert one.geometry is None
    table = load_incidents(write(tmp_path / "b.csv", [{**OLD, "event_id_cnty": ""}])).table
    assert table.index.tolist() == ["acled:7654321"]


MONADIC = {k: v for k, v in NEW.items() if k not in {"actor2", "assoc_actor_2", "inter2"}}


@pytest.mark.parametrize("turned", [False, True])
def test_a_monadic_export_has_one_event_and_loses_no_actor(tmp_path, turned):
    rows = [
        MONADIC,
        MONADIC | {"actor1": "Civilians (Sudan)", "inter1": "Civilians", "assoc_actor_1": "Women"},
        MONADIC | {"event_id_cnty": "SUD2"},
    ]
    loaded = load_incidents(write(tmp_path / "a.csv", rows[::-1] if turned else rows))
    account = loaded.accounting.iloc[0]
    assert (account["read"], account["loaded"], account["merged"]) == (3, 2, 1)
    one = loaded.table.loc["acled:SUD1"]
    assert set(one["acled_actors"].split("; ")) == {
        "Military Forces of Sudan (2019-)",
        "Civilians (Sudan)",
    }
    # which row comes first decides nothing
    assert one["perpetrator_reported_name"] == "Military Forces of Sudan (2019-)"
    listed = loaded.merges.set_index("column")
    assert {"acled_actor1", "acled_inter1", "acled_assoc_actor_1"} <= set(listed.index)
    assert "Women" in set(listed.loc["acled_assoc_actor_1", ["kept", "dropped"]])
    # the other side's row is not in the file: the interaction names it
    assert loaded.table.loc["acled:SUD2", "perpetrator_reported_type"] == "state"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({}, "Military Forces of Sudan (2019-)"),
        ({"event_type": "Battles", "sub_event_type": "Armed clash"}, None),
        ({"actor2": "Rebels", "inter2": "2", "interaction": "12"}, None),
        # turned round it is the same
        (
            {"actor1": "Civilians (Sudan)", "inter1": "7", "actor2": "X", "inter2": "3"}
            | {"interaction": "37"},
            "X",
        ),
        ({"actor2": "", "inter2": "0", "interaction": "10"}, "Military Forces of Sudan (2019-)"),
        ({"actor2": "", "inter2": "", "interaction": ""}, "Military Forces of Sudan (2019-)"),
        (
            {"event_type": "Strategic developments", "sub_event_type": "Disrupted weapons use"}
            | {"actor2": "", "inter2": "0", "interaction": "10"},
            None,
        ),
        ({"actor1": "Civilians (Chad)", "inter1": "7", "interaction": "77"}, None),
        ({"actor1": "", "inter1": "", "interaction": "70"}, None),
    ],
)
def test_the_order_of_actors_says_nothing(tmp_path, change, name):
    one = load_incidents(write(tmp_path / "a.csv", [OLD | change])).table.iloc[0]
    assert one["perpetrator_reported_name"] == name or (
        name is None and pd.isna(one["perpetrator_reported_name"])
    )
    assert one["attribution_status"] == ("reported" if name else "unknown")


def test_forces_abroad_are_a_state_s_if_their_name_says_so():
    cells = pd.DataFrame(
        [
            OLD | {"event_id_cnty": "1", "inter1": "8", "actor1": "Military Forces of Chad"},
            OLD | {"event_id_cnty": "2", "inter1": "8", "actor1": "Wagner Group"},
        ],
        dtype=object,
    )
    table = acled.read(RawTable(Path("f"), "test", cells))
    assert table["perpetrator_reported_type"].tolist() == ["state", "unknown"]


def test_texts_of_the_inter_codes_lead_to_the_numbers():
    for label, (meaning, _) in INTER.items():
        assert label.isdigit() or meaning.removeprefix("as ") in INTER


def test_it_is_recognised_by_either_vintage():
    assert recognise(OLD, "incidents") is SOURCE
    assert recognise(NEW, "incidents") is SOURCE
    assert recognise(MONADIC, "incidents") is SOURCE
    assert "redistribution" in SOURCE.licence
    assert "picture" in SOURCE.licence
