"""The rest of the first wave of sources: complete, on the page, and robust."""

import re
import sys
from pathlib import Path

import pandas as pd
import pytest

import layers.sources
from geo import vocabulary as words
from layers.headers import fold
from layers.load import load_incidents
from layers.source import RawTable
from layers.sources import all_sources, recognise
from layers.sources._describe import describe

DOCS = Path(__file__).resolve().parents[2] / "docs"
NAMES = [
    "acled",
    "awsd",
    "bellingcat",
    "gtd",
    "insecurity_insight_explosive",
    "shcc",
    "syrian_archive",
    "unosat",
    "who_ssa",
    "yemen_air_raids",
]
SOURCES = [all_sources()[name] for name in NAMES]
CODES = {
    "event_type": words.EVENT_TYPES,
    "perpetrator_reported_type": words.PERPETRATOR_TYPES,
    "attribution_status": words.ATTRIBUTION_STATUSES,
    "target": words.TARGETS,
}


def test_the_page_holds_every_source_as_its_module_has_it():
    page = (DOCS / "sources.md").read_text(encoding="utf-8")
    sections = re.findall(r"(?m)^## (\w+): ", page)
    assert sorted(sections) == sorted(all_sources())
    for source in all_sources().values():
        assert describe(source) in page, source.name


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_the_source_is_complete(source):
    assert source.role == "incidents"
    for text in (source.licence, source.citation, source.obtain, source.shows, source.cannot_show):
        assert text
    assert all(entry.basis for entry in source.precision)
    assert len({entry.code for entry in source.precision}) == len(source.precision)
    for entry in source.precision:
        assert entry.location_precision in words.LOCATION_PRECISIONS
        assert (entry.error_m is None) == (entry.error_model in {None, "area"})
    assert source.signatures
    for signature in source.signatures:
        assert all(name == fold(name) for name in signature)
        assert recognise(sorted(signature), "incidents") is source
    assert all(label.event_type in words.EVENT_TYPES for label in source.labels)
    assert len({(label.column, label.value) for label in source.labels}) == len(source.labels)
    assert len({(code.column, code.value) for code in source.codes}) == len(source.codes)


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
@pytest.mark.parametrize("n", [0, 1])
def test_a_table_with_the_signature_alone_is_read_without_complaint(source, n):
    for signature in source.signatures:
        cells = pd.DataFrame(None, index=range(2, 2 + n), columns=sorted(signature), dtype=object)
        table = source.read(RawTable(Path("file"), "test", cells))
        assert table.index.equals(cells.index)
        assert not table["is_strike"].any()
        assert not table["is_armed_attack"].any()
        assert set(table["attribution_status"]) <= {"unknown"}
        assert table["native_id"].isna().all()


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_hostile_text_is_carried_as_text(source):
    text = "{{ 7*191 }}<script>\u202e\x00'\"=1+1"
    for signature in source.signatures:
        cells = pd.DataFrame(text, index=[2], columns=sorted(signature), dtype=object)
        table = source.read(RawTable(Path("file"), "test", cells))
        assert len(table) == 1
        for column, allowed in CODES.items():
            if column in table:
                assert set(table[column].dropna()) <= set(allowed), column


def test_the_page_of_new_sources_shows_one_that_works(tmp_path, monkeypatch):
    page = (DOCS / "new-source.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "red_list.py").write_text(code.group(1), encoding="utf-8")
    monkeypatch.setattr(layers.sources, "__path__", [*layers.sources.__path__, str(shelf)])
    all_sources.cache_clear()
    try:
        path = tmp_path / "list.csv"
        path.write_text(
            "Case,Day,Country,Lat,Lon,Accuracy,Means,Clinic hit,Witness\n"
            "1,03/04/2024,Sudan,15.5,32.5,town,Shells,yes,A\n"
            "2,04/04/2024,Sudan,,,,Threat,no,B\n"
            "3,05/04/2024,Sudan,15.6,32.6,moon,Spell,,C\n"
        )
        loaded = load_incidents(path)
    finally:
        all_sources.cache_clear()
        sys.modules.pop("layers.sources.red_list", None)
    table = loaded.table
    assert table.index.tolist() == ["red_list:1", "red_list:2", "red_list:3"]
    assert table["is_strike"].tolist() == [True, False, False]
    assert table["error_m"].fillna(-1).tolist() == [5000, -1, -1]
    assert table["date_start"].iloc[0] == pd.Timestamp("2024-04-03")
    notes = " ".join(loaded.read_as[0]["notes"])
    assert "'moon'" in notes
    assert "'Spell'" in notes
    assert "red_list_witness" in table


REAL = {
    "acled, Ukraine (one page of the API)": "acled_ukraine_1000.csv",
    "shcc, 2022": "shcc_2022_incidents_global.xlsx",
    "shcc, Sudan 2021": "shcc_2021_sudan.xlsx",
    "shcc, Sudan 2023": "shcc_2023_sudan.xlsx",
    "insecurity_insight_explosive, 2020-2023": (
        "insecurity_insight_explosive_weapons_2020-2023.xlsx"
    ),
    "bellingcat, Ukraine": "bellingcat_civilian_harm_ukraine_2022.json",
    "who_ssa, 2017-2024 (csv)": "who_ssa_attacks_2017-2024.csv",
    "who_ssa, 2020-2024 (workbook)": "who_ssa_attacks_2020-2024.xlsx",
    "awsd, 1997-2016": "awsd_security_incidents_2016-10-03.csv",
    "yemen_air_raids": "yemen_data_project_air_raids_district_points.xlsx",
}


@pytest.mark.parametrize("name", REAL)
def test_the_page_gives_the_counts_of_the_real_files(shared_data, name):
    loaded = load_incidents(shared_data / "incidents" / REAL[name])
    table, account = loaded.table, loaded.accounting.iloc[0]
    assert account["read"] == account[["loaded", "rejected", "merged"]].sum() > 0
    strikes, attacks = table["is_strike"].sum(), table["is_armed_attack"].sum()
    numbers = [len(table), strikes, attacks, len(table) - strikes - attacks]
    hits = "-" if table["reported_hit"].isna().all() else f"{table['reported_hit'].sum():,}"
    row = " | ".join(f"{n:,}" for n in numbers)
    row += f" | {hits} | {table.geometry.notna().sum():,} |"
    assert f"| {name} | {row}" in (DOCS / "sources.md").read_text(encoding="utf-8")
