"""The incident sources on the real files, against counts made with other readers."""

import csv
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from geo import vocabulary as words
from layers.formats import read_table
from layers.headers import fold
from layers.source import RawTable, Source
from layers.sources import airwars, insecurity_insight, recognise, ucdp_ged
from layers.sources._weapons import WEAPONS, reading, weapons

INSIGHT = "insecurity_insight_attacks_on_health_care_2016-2023.xlsx"
GED_HXL = "ucdp_ged_sudan_hdx_hxl.csv"
GED_API = "ucdp_ged_sudan_api_trailing_field.csv"
GED_UKRAINE = "ucdp_ged_ukraine_2014-2023_cp1252.csv"
AIRWARS = "airwars_gaza_2023-2024_scraped.csv"

CODES = {
    "event_type": words.EVENT_TYPES,
    "perpetrator_reported_type": words.PERPETRATOR_TYPES,
    "attribution_status": words.ATTRIBUTION_STATUSES,
    "target": words.TARGETS,
    "certainty": words.CERTAINTIES,
}


def raw(cells: pd.DataFrame) -> RawTable:
    return RawTable(Path("file"), "test", cells)


def rows_of(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    """Every row by the csv module: cells beyond the header fall away, an HXL row is left out."""
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        found = [dict(zip(header, row, strict=False)) for row in rows]
    return found[any(cell.startswith("#date") for cell in found[0].values()) :]


def loaded(path: Path, expected: Source) -> pd.DataFrame:
    """The file as its source reads it, found by its columns alone."""
    table = read_table(path)
    source = recognise(table.frame.columns)
    assert source is expected
    return source.read(table)


@pytest.fixture(scope="module")
def insight_rows(shared_data: Path) -> list[dict[str, object]]:
    with closing(
        openpyxl.load_workbook(shared_data / "incidents" / INSIGHT, read_only=True)
    ) as book:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = [str(cell) for cell in next(rows)]
        found = [dict(zip(header, row, strict=True)) for row in rows]
    assert str(found[0]["Date"]).startswith("#")
    # the sheet ends in eight blank lines
    return [row for row in found[1:] if any(cell is not None for cell in row.values())]


@pytest.fixture(scope="module")
def insight(shared_data: Path) -> pd.DataFrame:
    return loaded(shared_data / "incidents" / INSIGHT, insecurity_insight.SOURCE)


@pytest.fixture(scope="module", params=[GED_HXL, GED_API, GED_UKRAINE])
def ged(request, shared_data: Path) -> tuple[list[dict[str, str]], pd.DataFrame]:
    encoding = "cp1252" if request.param == GED_UKRAINE else "utf-8"
    rows = rows_of(shared_data / "incidents" / request.param, encoding)
    return rows, loaded(shared_data / "incidents" / request.param, ucdp_ged.SOURCE)


@pytest.fixture(scope="module")
def airwars_rows(shared_data: Path) -> list[dict[str, str]]:
    return rows_of(shared_data / "incidents" / AIRWARS)


@pytest.fixture(scope="module")
def strikes_in_gaza(shared_data: Path) -> pd.DataFrame:
    return loaded(shared_data / "incidents" / AIRWARS, airwars.SOURCE)


def check_words(table: pd.DataFrame, source: Source) -> None:
    for column, allowed in CODES.items():
        if column in table:
            assert set(table[column].dropna()) <= set(allowed), column
    assert not (table["is_strike"] & table["is_armed_attack"]).any()
    assert table["is_strike"].dtype == table["is_armed_attack"].dtype == bool
    assert set(table["precision_code"]) <= {entry.code for entry in source.precision}
    assert table["native_id"].is_unique
    for entry in source.precision:
        assert entry.location_precision in words.LOCATION_PRECISIONS
        assert (entry.error_m is None) == (entry.error_model in {None, "area"})


@pytest.mark.parametrize("module", [insecurity_insight, ucdp_ged, airwars])
def test_every_label_and_word_is_in_the_vocabulary(module):
    for label in module.SOURCE.labels:
        assert label.event_type in words.EVENT_TYPES
    for signature in module.SOURCE.signatures:
        assert all(name == fold(name) for name in signature)


# Insecurity Insight


def test_insight_has_every_row_with_the_words_of_the_schema(insight, insight_rows):
    assert len(insight) == len(insight_rows) == 8854
    assert insight.index[0] == 3
    check_words(insight, insecurity_insight.SOURCE)
    assert insight["native_id"].iloc[0] == str(int(insight_rows[0]["SiND Event ID"]))


def test_insight_counts_agree_with_a_count_by_hand(insight, insight_rows):
    damaged = [
        row
        for row in insight_rows
        if row["Number of Attacks on Health Facilities Reporting Destruction"] > 0
        or row["Number of Attacks on Health Facilities Reporting Damaged"] > 0
    ]
    assert insight["reported_hit"].sum() == len(damaged) == 1883
    for column, header in [
        ("health_workers_killed", "Health Workers Killed"),
        ("health_workers_injured", "Health Workers Injured"),
        ("health_workers_kidnapped", "Health Workers Kidnapped"),
        ("health_workers_arrested", "Health Workers Arrested"),
    ]:
        assert insight[column].sum() == sum(row[header] for row in insight_rows)
    located = sum(row["Latitude"] is not None for row in insight_rows)
    assert insight["latitude_text"].notna().sum() == located == 8584


def test_insight_strikes_and_armed_attacks(insight, insight_rows):
    explosive = ("Bomb", "Shell", "Explos", "Artill", "Rocket", "Missile", "IED", "Mortar")
    explosive += ("Grenade", "Mine", "RPG", "UXO")
    named = [any(w in row["Weapon Carried/Used"] for w in explosive) for row in insight_rows]
    assert insight["is_strike"].tolist() == named
    harmed = [
        any(
            row[header] > 0
            for header in (
                "Health Workers Killed",
                "Health Workers Injured",
                "Number of Attacks on Health Facilities Reporting Destruction",
                "Number of Attacks on Health Facilities Reporting Damaged",
            )
        )
        for row in insight_rows
    ]
    armed = ("Firearms", "Arson", "Knife", "Other Weapon", "Tasers", "Stones", "Chemical")
    attacks = [
        hurt and not strike and any(w in row["Weapon Carried/Used"] for w in armed)
        for row, hurt, strike in zip(insight_rows, harmed, named, strict=True)
    ]
    assert insight["is_armed_attack"].tolist() == attacks
    assert (sum(named), sum(attacks)) == (2551, 1703)
    # carried alone: most rows that say firearms are neither
    firearms = insight["weapon"].eq("Firearms")
    assert firearms.sum() == 4463
    assert (firearms & ~insight["is_armed_attack"]).sum() == 3056
    unharmed = ~pd.Series(harmed, index=insight.index)
    unclear = insight["weapon"].eq("No Information on the Weapon Used") & ~unharmed
    quirks = " ".join(insecurity_insight.SOURCE.quirks)
    assert f"{(insight['is_strike'] & unharmed).sum()} of the 2,551 strikes" in quirks
    assert f"{unclear.sum()} of the 630 rows" in quirks


def test_insight_tables_list_every_label_with_its_rows(insight_rows):
    cells = Counter(row["Weapon Carried/Used"].strip() for row in insight_rows)
    assert len(cells) == 55
    assert {label.value: label.seen for label in insecurity_insight.SOURCE.labels} == cells
    single = Counter(
        weapon.label for cell, n in cells.items() for weapon in weapons(cell) for _ in range(n)
    )
    assert {weapon.label: weapon.seen for weapon in WEAPONS if weapon.seen} == single


def test_insight_places_are_as_vague_as_the_file_says(insight, insight_rows):
    codes = Counter(row["Geo Precision"][1] for row in insight_rows)
    assert insight["precision_code"].value_counts().to_dict() == codes
    table = {entry.code: entry for entry in insecurity_insight.SOURCE.precision}
    assert table["2"].error_m == 25_000
    assert table["2"].error_model == "disc"
    assert {table[c].error_model for c in "345"} == {"area"}
    assert {table[c].error_model for c in "67"} == {None}
    in_the_sea = insight["latitude_text"].eq(31.46242095) & insight["longitude_text"].eq(
        34.2627165721
    )
    assert in_the_sea.sum() == 284
    assert insight.loc[in_the_sea, "country"].eq("PSE").all()


def test_insight_countries(insight, insight_rows):
    codes = Counter(row["Country ISO"] for row in insight_rows)
    found = insight["country"].value_counts(dropna=False)
    assert found["PSE"] == codes["PSE"] == 1265
    assert found["COD"] == codes["COD"]
    assert insight["country"].isna().sum() == codes[None] == 2


CURRENT = {
    "Date": ["2023-10-17T00:00:00.000Z", "2024-01-05T00:00:00.000Z", "2024-02-01"],
    "Country": ["OPT", "DRC", "Sudan"],
    "Country ISO": ["PSE", None, "SDN"],
    "Admin 1": ["No Information", "North Kivu", "Khartoum"],
    "Geo Precision": ["censored", "Censored ", "censored"],
    "Reported Perpetrator": ["Foreign Forces: Military", "NSA", "No Information"],
    "Weapon Carried/Used": ["Aerial Bomb: Plane", "Firearms", "Firearms"],
    "Location of Incident": ["Health Building", "Road", "Road"],
    "Number of Attacks on Health Facilities Reporting Destruction": ["0", "0", "0"],
    "Number of Attacks on Health Facilities Reporting Damaged": ["1", "0", "0"],
    "Vicinity of Health Facility Affected": ["0", "0", "1"],
    "Health Workers Killed": ["0", "2", "0"],
    "SiND Event ID": ["90001", "90002", "90003"],
}


@pytest.mark.parametrize("coordinates", ["absent", "empty"])
def test_insight_of_the_newer_vintage_is_withheld_not_lost(coordinates):
    cells = pd.DataFrame(CURRENT, index=[2, 3, 4], dtype=object)
    if coordinates == "empty":
        cells["Latitude"] = cells["Longitude"] = None
    else:
        cells = cells.drop(columns="Geo Precision")
    table = insecurity_insight.read(raw(cells))
    assert table["precision_code"].tolist() == ["withheld"] * 3
    assert table["country"].tolist() == ["PSE", "COD", "SDN"]
    assert table["is_strike"].tolist() == [True, False, False]
    assert table["is_armed_attack"].tolist() == [False, True, False]
    assert table["reported_hit"].tolist() == [True, False, False]
    assert table["attribution_status"].tolist() == ["reported", "reported", "unknown"]
    assert table["health_workers_killed"].tolist() == [0, 2, 0]
    check_words(table, insecurity_insight.SOURCE)


def test_insight_without_a_code_states_no_precision():
    cells = pd.DataFrame(CURRENT, index=[2, 3, 4], dtype=object)
    cells["Latitude"] = cells["Longitude"] = "31.5"
    cells["Geo Precision"] = [None, "exact", "(2) 25 km Precision "]
    table = insecurity_insight.read(raw(cells))
    assert table["precision_code"].tolist() == ["none", "none", "2"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Firearms , aerial bomb: plane", ("air_strike", "explosive")),
        ("Tasers, Live and Rubber Bullets", ("shooting", "armed")),
        ("Not Applicable: No Direct Violence", ("unknown", "none")),
        ("Something New", ("unknown", "none")),
        ("Naval Mine, Firearms", ("explosive_unspecified", "explosive")),
        ("Determined Person", ("unknown", "none")),
        ("", ("unknown", "none")),
    ],
)
def test_weapons_are_read_by_label(cell, expected):
    assert reading(cell) == expected


# UCDP GED


def test_ged_has_every_row_no_strike_and_the_deaths_of_the_file(ged):
    rows, table = ged
    assert len(table) == len(rows) in {3822, 3883}
    check_words(table, ucdp_ged.SOURCE)
    best = "best" if "best" in rows[0] else "best_est"
    assert not table["is_strike"].any()
    assert table["is_armed_attack"].sum() == sum(int(row[best]) > 0 for row in rows)
    for column, short in [("fatalities_min", "low"), ("fatalities_max", "high")]:
        label = short if short in rows[0] else f"{short}_est"
        assert table[column].sum() == sum(int(row[label]) for row in rows)
    assert set(table["country"]) <= {"SDN", "UKR"}
    assert len(set(table["country"])) == 1
    assert table["latitude_text"].notna().all()


def test_ged_dates_are_intervals_in_the_year_of_the_event(ged):
    rows, table = ged
    assert table["date_start"].notna().all()
    assert (table["date_start"] <= table["date_end"]).all()
    exact = [row["date_prec"] == "1" for row in rows]
    assert table.loc[exact, "date_start"].equals(table.loc[exact, "date_end"].rename("date_start"))
    years = pd.Series([int(row["year"]) for row in rows], index=table.index)
    assert (table["date_start"].dt.year <= years).all()
    assert (table["date_end"].dt.year >= years).all()


def test_ged_vintages_of_sudan_are_the_same_events(shared_data):
    first, second = (
        loaded(shared_data / "incidents" / name, ucdp_ged.SOURCE).set_index("native_id")
        for name in (GED_HXL, GED_API)
    )
    assert set(first.index) == set(second.index)
    assert len(first) == 3822
    pd.testing.assert_frame_equal(first, second.loc[first.index])


def test_ged_precision_1_is_a_settlement_unless_one_object_is_named(ged):
    rows, table = ged
    codes = Counter(row["where_prec"] for row in rows)
    found = table["precision_code"].value_counts()
    assert found["1"] + found["1 object"] == codes["1"]
    for code in "23456":
        assert found.get(code, 0) == codes[code]
    objects = table.loc[table["precision_code"].eq("1 object"), "place_name"]
    assert not objects.str.contains("town|village|airport|camp|garrison", case=False).any()
    towns = table["place_name"].str.contains(r"\b(?:town|village|city)\b", case=False, na=False)
    assert not table.loc[towns, "precision_code"].eq("1 object").any()


def test_ged_says_who_used_force_only_where_violence_is_one_sided(ged):
    rows, table = ged
    one_sided = [row["type_of_violence"] == "3" for row in rows]
    assert table.loc[one_sided, "perpetrator_reported_name"].tolist() == [
        row["side_a"] for row in rows if row["type_of_violence"] == "3"
    ]
    other = table.loc[[not x for x in one_sided], "perpetrator_reported_type"]
    assert other.eq("multiple").all()


def test_ged_labels_and_quirks_hold_the_counts_of_the_files(shared_data):
    rows = rows_of(shared_data / "incidents" / GED_HXL)
    rows += rows_of(shared_data / "incidents" / GED_UKRAINE, "cp1252")
    seen = Counter(row["type_of_violence"] for row in rows)
    assert [label.seen for label in ucdp_ged.SOURCE.labels] == [seen["1"], seen["2"], seen["3"]]
    nought = sum(row["best"] == "0" for row in rows)
    assert f"{nought} of the {len(rows):,} events" in " ".join(ucdp_ged.SOURCE.quirks)


# Airwars


def test_airwars_has_every_row(strikes_in_gaza, airwars_rows):
    assert len(strikes_in_gaza) == len(airwars_rows) == 646
    check_words(strikes_in_gaza, airwars.SOURCE)
    assert strikes_in_gaza["country"].eq("PSE").all()
    located = sum(row["lat"] != "NA" for row in airwars_rows)
    assert strikes_in_gaza["latitude_text"].notna().sum() == located == 406
    assert strikes_in_gaza["longitude_text"].notna().sum() == 406
    assert set(strikes_in_gaza["precision_code"]) == {"none"}
    assert airwars.SOURCE.precision[0].location_precision == "unknown"


def test_airwars_swapped_row_is_left_for_the_check(strikes_in_gaza):
    row = strikes_in_gaza.set_index("native_id").loc["ispt0721"]
    assert (row["latitude_text"], row["longitude_text"]) == ("34.397529", "31.447024")


def test_airwars_strikes(strikes_in_gaza, airwars_rows):
    seen = Counter(row["Strike type"] for row in airwars_rows)
    assert {label.value: label.seen for label in airwars.SOURCE.labels} == dict(seen)
    assert strikes_in_gaza["is_strike"].sum() == 640
    assert strikes_in_gaza["is_armed_attack"].sum() == 4
    by_id = strikes_in_gaza.set_index("native_id")
    assert not by_id.loc["ispt0121", "is_strike"]
    assert by_id.loc["ispt120524e", "event_type"] == "shooting"


def test_airwars_tag_is_a_target_and_never_a_reported_hit(strikes_in_gaza, airwars_rows):
    tagged = ["Healthcare facility" in row["Civilian infrastructure"] for row in airwars_rows]
    assert strikes_in_gaza["target"].eq("facility").tolist() == tagged
    assert sum(tagged) == 27
    assert strikes_in_gaza.loc[tagged, "latitude_text"].notna().sum() == 21
    assert strikes_in_gaza["facility_named"].notna().tolist() == tagged
    assert "reported_hit" not in strikes_in_gaza


def test_airwars_ranges_grades_and_responsibility(strikes_in_gaza, airwars_rows):
    by_id = strikes_in_gaza.set_index("native_id")
    row = by_id.loc["ispt1669"]
    assert (row["fatalities_min"], row["fatalities_max"]) == (102, 200)
    grades = Counter(row["Airwars civilian harm grading"] for row in airwars_rows)
    found = strikes_in_gaza["certainty"].value_counts()
    assert found["probable"] == grades["Fair"]
    assert found["possible"] == grades["Weak"]
    assert found["contested"] == grades["Contested"]
    assert found["confirmed"] == grades["Confirmed"]
    contested = sum(row["Strike status"] == "Contested strike" for row in airwars_rows)
    assert strikes_in_gaza["attribution_status"].eq("contested").sum() == contested == 16
    unknown = sum(row["Civilians reported killed"] == "Unknown" for row in airwars_rows)
    assert strikes_in_gaza["fatalities_min"].isna().sum() == unknown == 62


def test_airwars_dates_are_the_slugs(strikes_in_gaza, airwars_rows):
    first = airwars_rows[0]["Incidence_date"]
    assert strikes_in_gaza["date_text"].iloc[0] == first
    assert datetime.strptime(first, "%B-%d-%Y").astimezone().year == 2023
