"""Forty workbooks and more as field teams send them: each quirk alone, and in threes."""

import itertools
import random
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from layers.errors import InputError
from layers.load import load_facilities, load_incidents
from layers.mapping import guess_mapping
from layers.mapping_files import read_mapping, write_mapping
from tests.layers import messy_workbooks as messy


def makes_sense(quirks):
    return not any(len(clash & set(quirks)) > 1 for clash in messy.CLASHES)


def threes():
    """Return mixtures of three in which every quirk stands at least twice; always the same."""
    dice = random.Random(2026)  # noqa: S311 - no secret
    seen = dict.fromkeys(messy.QUIRKS, 0)
    out = []
    while min(seen.values()) < 2:
        rarest = min(seen, key=lambda quirk: (seen[quirk], dice.random()))
        others = [q for q in messy.QUIRKS if q != rarest]
        pairs = [p for p in itertools.combinations(others, 2) if makes_sense((rarest, *p))]
        chosen = (rarest, *dice.choice(pairs))
        out.append(chosen)
        for quirk in chosen:
            seen[quirk] += 1
    return out


ALONE = [(quirk,) for quirk in messy.QUIRKS]
THREES = threes()


def mapped(made, tmp_path):
    """Return the mapping a person makes of the one the tool drafts."""
    if made.mapping is None:
        return None
    draft = guess_mapping(made.path, role="incidents", **made.options)
    out = tmp_path / "mapping.toml"
    write_mapping(draft, out)
    text = out.read_text(encoding="utf-8")
    for column, meaning in made.mapping.items():
        text = text.replace(
            f'name = "{column}"\nmeaning = ""', f'name = "{column}"\nmeaning = "{meaning}"'
        )
    if made.order:
        text = text.replace("# coordinates_order =", f'coordinates_order = "{made.order}"')
    out.write_text(text, encoding="utf-8")
    return read_mapping(out)


def test_there_are_more_than_forty():
    assert len(ALONE) + len(THREES) > 40
    assert all(makes_sense(quirks) for quirks in THREES)


@pytest.mark.parametrize("quirks", [(), *ALONE, *THREES], ids=lambda q: "+".join(q) or "plain")
def test_the_list_is_read_right_whatever_it_comes_with(tmp_path, quirks):
    made = messy.make(tmp_path / "list.xlsx", *quirks)
    loaded = load_incidents(made.path, mapping=mapped(made, tmp_path), **made.options)
    table = loaded.table
    expected = messy.truth()
    assert table.index.tolist() == [f"generic_incidents:{r['id']}" for r in expected]
    days = pd.to_datetime([r["date"] for r in expected])
    assert table["date_start"].tolist() == days.tolist()
    assert table["date_end"].tolist() == days.tolist()
    assert table["admin1"].tolist() == [r["admin1"] for r in expected]
    assert table.geometry.y.tolist() == pytest.approx([r["latitude"] for r in expected], abs=1e-6)
    assert table.geometry.x.tolist() == pytest.approx([r["longitude"] for r in expected], abs=1e-6)
    more = 1000 if "thousands" in quirks else 0
    assert table["fatalities_max"].tolist() == [r["killed"] + more for r in expected]
    assert table["is_strike"].all()
    assert table["description"].tolist() == [r["description"] for r in expected]
    account = loaded.accounting.iloc[0]
    assert account["read"] == account["loaded"] + account["rejected"] + account["merged"]
    assert account["rejected"] == made.rejected == len(loaded.rejected)
    assert account["merged"] == 0
    assert len(loaded.findings) == 0
    notes = " | ".join(loaded.read_as[0]["notes"])
    for note in made.notes:
        if made.mapping and note.startswith(("above", "'Old'")):
            continue  # a mapping says where the list stands
        assert note in notes, note
    assert loaded.read_as[0]["sheet"] == "Data"


def book(path, sheets, *, merge=()):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for span in merge:
        made.worksheets[0].merge_cells(span)
    made.save(path)
    return path


SITES = ["Name", "Latitude", "Longitude"]


def test_of_several_sheets_that_could_be_the_list_the_choice_is_said(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        {"2022": [SITES, ["A", 1, 2]], "2023": [SITES, ["B", 3, 4], ["C", 5, 6]], "Log": [["x"]]},
    )
    read = load_facilities(path).read_as[0]
    assert read["sheet"] == "2022"
    assert read["notes"][:2] == [
        (
            "several sheets could be the list: read '2022' (1 rows), not read: '2023' (2 rows); "
            "to read another, name it with --sheet"
        ),
        "other sheets not read: Log",
    ]
    assert load_facilities(path, sheet="2023").table["name"].tolist() == ["B", "C"]


def test_a_count_merged_over_three_rows_is_one_count(tmp_path):
    head = ["ID", "Date", "Latitude", "Longitude", "Killed", "Place"]
    rows = [head, ["a", "2023-01-14", 1, 2, 30, "X"], ["b", None, 3, 4, None, None]]
    path = book(tmp_path / "a.xlsx", {"S": rows}, merge=["B2:B3", "E2:E3", "F2:F3"])
    loaded = load_incidents(path)
    assert loaded.table["fatalities_max"].tolist() == [30, pd.NA]
    assert loaded.table["place_name"].tolist() == ["X", "X"]
    assert loaded.table["date_start"].dt.day.tolist() == [14, 14]
    notes = " | ".join(loaded.read_as[0]["notes"])
    assert "filled down: " in notes
    assert "Date (1 rows)" in notes
    assert "Place (1 rows)" in notes
    assert "stay in their first row only: Killed (1)" in notes


def test_a_record_two_rows_high_is_one_record(tmp_path):
    rows = [SITES, ["A", 1, 2], [None] * 3, ["B", 3, 4]]
    path = book(tmp_path / "a.xlsx", {"S": rows}, merge=["A2:A3", "B2:B3", "C2:C3"])
    loaded = load_facilities(path)
    assert loaded.table["name"].tolist() == ["A", "B"]
    assert loaded.rejected["reason"].tolist() == ["blank line"]


def test_a_row_that_only_resembles_a_total_is_data(tmp_path):
    rows = [["Name", "Type", "Latitude", "Longitude"], ["Total Care", "clinic", 1, 2]]
    rows += [["Total", "hospital", 3, 4], ["Sources of Life", "clinic", None, None]]
    loaded = load_facilities(book(tmp_path / "a.xlsx", {"S": rows}))
    assert loaded.table["name"].tolist() == ["Total Care", "Total", "Sources of Life"]


def test_what_is_set_aside_says_its_row_and_its_words(tmp_path):
    rows = [SITES, ["NORTH"], ["A", 1, 2], SITES, ["B", 3, 4], ["Source: WHO"]]
    path = book(tmp_path / "a.xlsx", {"S": rows}, merge=["A2:C2"])
    rejected = load_facilities(path).rejected
    assert rejected["row"].tolist() == [2, 4, 6]
    assert rejected["reason"].tolist() == [
        "a heading across the columns",
        "the header once more",
        "a note under the table",
    ]
    assert rejected["value"].tolist()[::2] == ["NORTH", "Source: WHO"]


def test_a_group_of_columns_keeps_what_sets_it_apart(tmp_path):
    rows = [
        ["Date", "Coordinates", None, "Civilians", "Health workers", None],
        [None, "Lat", "Long", "Killed", "Killed", "Injured"],
        ["2023-01-14", 1.5, 2.5, 7, 1, 2],
    ]
    loaded = load_incidents(book(tmp_path / "a.xlsx", {"S": rows}))
    row = loaded.table.iloc[0]
    assert (row["health_workers_killed"], row["health_workers_injured"]) == (1, 2)
    assert pd.isna(row["fatalities_max"])  # seven civilians are not all who were killed


def test_a_title_with_separators_does_not_hide_the_separator_of_a_csv(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "Attacks, by place, 2023\nprinted 1 May, final\n\n"
        "Name;Latitude;Longitude\nA;1,5;2,5\nB;3,5;4,5\n"
    )
    loaded = load_facilities(path)
    assert loaded.read_as[0]["separator"] == ";"
    assert loaded.read_as[0]["header_row"] == 4
    assert loaded.table.geometry.x.tolist() == [2.5, 4.5]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_cyrillic_tables_in_the_encodings_of_the_field(tmp_path, encoding):
    path = tmp_path / "a.csv"
    text = "Дата події;Широта;Довгота;Опис події\n" + "".join(
        f"{n} жовтня 2023;49,{n:03};36,{n:03};Обстріл лікарні у місті\n" for n in range(10, 30)
    )
    path.write_bytes(text.encode(encoding))
    table = load_incidents(path).table
    assert table["date_start"].dt.day.tolist() == list(range(10, 30))
    assert table.geometry.y.iloc[0] == pytest.approx(49.010)
    assert table["description"].iloc[0] == "Обстріл лікарні у місті"


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16", "utf-16-le"])
def test_arabic_tables_in_the_encodings_of_the_field(tmp_path, encoding):
    path = tmp_path / "a.csv"
    text = "التاريخ\tخط العرض\tخط الطول\tالوصف\n" + "".join(
        f"{n} أكتوبر 2023\t31.{n:03}\t34.{n:03}\tقصف قرب المستشفى\n" for n in range(10, 30)
    )
    path.write_bytes(text.encode(encoding))
    table = load_incidents(path).table
    assert table["date_start"].dt.day.tolist() == list(range(10, 30))
    assert table["description"].iloc[0] == "قصف قرب المستشفى"


def test_a_header_in_no_known_language_is_still_found_and_can_be_mapped(tmp_path):
    rows = [["Lista"], [], ["Alpha", "Beta", "Gamma"], ["A", 1.5, 2.5], ["B", 3.5, 4.5]]
    path = book(tmp_path / "a.xlsx", {"S": rows})
    draft = guess_mapping(path, role="facilities")
    assert draft.header_row == 3
    with pytest.raises(InputError, match=r"no column could be the place.*nostrike columns"):
        load_facilities(path)
    said = {"Alpha": "name", "Beta": "latitude", "Gamma": "longitude"}
    loaded = load_facilities(path, mapping=replace(draft, columns=said))
    assert loaded.table.geometry.y.tolist() == [1.5, 3.5]
    assert loaded.read_as[0]["columns"]["Beta"] == "latitude"


def test_every_real_file_reads_or_says_how_to_mend_it(shared_data):
    for path in sorted((shared_data / "facilities").iterdir()):
        account = load_facilities(path).accounting.iloc[0]
        assert account["read"] == account["loaded"] + account["rejected"] + account["merged"]
    for path in sorted((shared_data / "incidents").iterdir()):
        try:
            account = load_incidents(path).accounting.iloc[0]
        except InputError as error:
            said = str(error)
            assert path.name in said
            assert len(said) > 60
        else:
            assert account["read"] == account["loaded"] + account["rejected"] + account["merged"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1251", "mac_cyrillic"])
def test_text_of_few_figures_is_told_from_binary_data(tmp_path, encoding):
    path = tmp_path / "a.csv"
    line = "Обласна клінічна лікарня імені святого Пантелеймона;49,5;36,4\n"
    path.write_bytes(("Назва;Широта;Довгота\n" + line * 30).encode(encoding))
    assert load_facilities(path).table["name"].iloc[0] == line.split(";", maxsplit=1)[0]
