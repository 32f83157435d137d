"""The checked workbook: the list in it unchanged, decisions read back, edits elsewhere seen."""

import datetime as dt
import filecmp

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.checked_book import DECIDED, FOUND
from layers.decisions import read_checked
from layers.errors import InputError
from layers.export.checked import write_checked
from layers.export.own_layout import write_own_layout
from layers.load import load_facilities
from layers.verbatim import Dialect, Sheet, Verbatim, read_verbatim

TEXTS = st.one_of(
    st.sampled_from([
        "=1+1", "+31.5", "-31.5", "@SUM(A1)", "'=x", "''", "007", "=cmd|' /C calc'!A0", " padded ",
        "two\nlines", "tab\tin", "مستشفى", "лікарня", "{{ 7*191 }}", "</script>", "1e5", "TRUE",
        "2024-01-02", "http://example.org", "a" * 40_000, "=" + "b" * 33_000,
    ]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)  # fmt: skip
DATES = st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1))
MOMENTS = st.builds(dt.datetime.combine, DATES, st.times(dt.time(0, 0, 1))).map(
    lambda at: at.replace(microsecond=0)
)
NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**53), 2**53).map(float)
)
CELLS = st.one_of(st.none(), TEXTS, NUMBERS, st.booleans(), DATES, MOMENTS)
ROWS = st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=6)
QUIET = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def held(rows):
    """Cells without those at the ends that hold nothing."""
    out = []
    for row in rows:
        cells = [None if cell == "" else cell for cell in row]
        while cells and cells[-1] is None:
            cells.pop()
        out.append([(type(cell), cell) for cell in cells])
    while out and not out[-1]:
        out.pop()
    return out


def a_list(rows, other=(), kind="workbook"):
    head = [["A title"], [], ["id", "name", "lat", "lon"]]
    return Verbatim(
        file="list.xlsx" if kind == "workbook" else "list.csv",
        kind=kind,
        sheets=(Sheet("Notes & more", list(other)), Sheet("Sites", [*head, *rows])),
        at=1,
        first=4,
        last=3 + len(rows),
        offset=0,
        columns=("id", "name", "lat", "lon"),
    )


@QUIET
@given(rows=ROWS, other=ROWS)
def test_every_cell_survives_the_round_trip(tmp_path, rows, other):
    given_list = a_list(rows, other)
    write_checked(
        tmp_path / "checked.xlsx", given_list, pd.DataFrame(index=pd.Index([], dtype=int))
    )
    back = read_checked(tmp_path / "checked.xlsx")
    assert not back.edits
    path, _ = write_own_layout(back.verbatim, tmp_path)
    book = [Sheet(s.name, read(path, s.name)) for s in given_list.sheets]
    shown = [[[cut(cell) for cell in row] for row in sheet.rows] for sheet in given_list.sheets]
    for sheet, was, now in zip(given_list.sheets, shown, book, strict=True):
        kept = next(one for one in back.verbatim.sheets if one.name == sheet.name)
        assert held(kept.rows) == held(sheet.rows)
        assert held(now.rows) == held(was)


def cut(cell):
    if isinstance(cell, str) and len(cell) > 32_767:
        return (
            cell[: 32_767 - len(" [cut; the whole text is kept]")]
            + " [cut; the whole text is kept]"
        )
    return cell


def read(path, name):
    import python_calamine  # noqa: PLC0415

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


FIELDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n",;'), max_size=9
)


@QUIET
@given(
    rows=st.lists(st.lists(FIELDS, min_size=1, max_size=5), min_size=1, max_size=6),
    dialect=st.builds(
        Dialect,
        separator=st.sampled_from(",;\t|"),
        line_end=st.sampled_from(["\n", "\r\n"]),
        all_quoted=st.booleans(),
        ends_with_line=st.booleans(),
        gzipped=st.booleans(),
    ),
)
def test_a_text_table_keeps_its_bytes(tmp_path, rows, dialect):
    one = a_list(rows, kind="csv")
    sheet = Sheet("list", one.list_sheet.rows)
    one = Verbatim(**{**vars(one), "sheets": (sheet,), "at": 0, "dialect": dialect})
    (tmp_path / "was").mkdir(exist_ok=True)
    (tmp_path / "now").mkdir(exist_ok=True)
    write_checked(tmp_path / "c.xlsx", one, pd.DataFrame(index=pd.Index([], dtype=int)))
    was, _ = write_own_layout(one, tmp_path / "was")
    now, _ = write_own_layout(read_checked(tmp_path / "c.xlsx").verbatim, tmp_path / "now")
    assert filecmp.cmp(was, now, shallow=False)


def test_a_real_workbook_keeps_every_cell_and_reads_the_same(tmp_path, shared_data):
    path = shared_data / "facilities" / "gaza_health_facilities_who_2026.xlsx"
    was = read_verbatim(path)
    write_checked(tmp_path / "checked.xlsx", was, pd.DataFrame(index=pd.Index([], dtype=int)))
    back, _ = write_own_layout(read_checked(tmp_path / "checked.xlsx").verbatim, tmp_path)
    assert back.name == path.name
    again = read_verbatim(back)
    assert [held(s.rows) for s in again.sheets] == [held(s.rows) for s in was.sheets]
    pd.testing.assert_frame_equal(
        pd.DataFrame(load_facilities(back).table.drop(columns="geometry")),
        pd.DataFrame(load_facilities(path).table.drop(columns="geometry")),
    )


@pytest.fixture
def checked(tmp_path):
    """A checked workbook of four sites, the second with a suggestion, as a person opens it."""
    rows = [
        ["A", "Clinic A", 31.5, 34.4],
        ["B", "=HYPERLINK(1)", 34.45, 31.51],
        ["C", "Clinic C", 31.6, 34.4],
        [None, "Total", 3.0, None],
    ]
    found = pd.DataFrame(
        {
            "facility_id": ["x:A", "x:B", "x:C"],
            "findings": [None, "swapped", None],
            "severity": [None, "error", None],
            "suggested_latitude": [None, 31.51, None],
            "suggested_longitude": [None, 34.45, None],
        },
        index=[4, 5, 6],
    )
    path = tmp_path / "checked.xlsx"
    write_checked(path, a_list(rows), found, lead=["First line"], about={"source": "generic"})
    return Person(path)


class Person:
    """Somebody who edits the workbook with a spreadsheet and saves it."""

    def __init__(self, path):
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book["Sites"]
        self.columns = {cell.value: cell.column for cell in self.sheet[3]}

    def write(self, row, **cells):
        for name, value in cells.items():
            self.sheet.cell(row, self.columns[name]).value = value
        return self

    def read(self, **options):
        self.book.save(self.path)
        return read_checked(self.path, **options)


def test_the_workbook_is_laid_out_for_a_person(checked):
    book = openpyxl.load_workbook(checked.path)
    assert book.sheetnames == ["README", "Notes & more", "Sites", "nostrike"]
    assert book["nostrike"].sheet_state == "veryHidden"
    assert book["README"]["A1"].value == "First line"
    sheet = book["Sites"]
    assert [cell.value for cell in sheet[3]][4:-1] == [*FOUND, *DECIDED]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref.startswith("A3:")
    assert sheet.column_dimensions[
        openpyxl.utils.get_column_letter(checked.columns["nostrike_key"])
    ].hidden
    offered = sheet.data_validations.dataValidation[0]
    assert offered.formula1 == '"accept,keep,own value,ask field"'
    assert len(sheet.conditional_formatting) >= 2
    assert sheet["B5"].value == "=HYPERLINK(1)"
    assert sheet["B5"].data_type == "s"
    assert sheet["B5"].quotePrefix


def test_decisions_are_read_in_the_order_of_the_list_after_sorting(checked):
    checked.write(5, decision="Accept ", decided_by="Ana", decided_on=dt.date(2026, 5, 31))
    checked.write(
        6, decision="own_value", own_latitude="31°30'00\"N", own_longitude=34.41, note="n"
    )
    rows = [[cell.value for cell in row] for row in checked.sheet.iter_rows(4, 7)]
    for number, row in enumerate(reversed(rows), start=4):
        for column, value in enumerate(row, start=1):
            cell = checked.sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    back = checked.read()
    assert [row[1] for row in back.verbatim.list_sheet.rows[3:]] == [r[1] for r in rows]
    found = back.decisions.set_index("row")
    assert found["decision"].to_dict() == {5: "accept", 6: "own value"}
    assert found.loc[5, ["latitude", "longitude", "decided_on"]].tolist() == [
        31.51,
        34.45,
        "2026-05-31",
    ]
    assert found.loc[6, ["latitude", "longitude", "note"]].tolist() == [31.5, 34.41, "n"]
    assert found["sheet_row"].to_dict() == {5: 6, 6: 5}
    assert back.about == {"source": "generic"}


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        (4, {"decision": "accept"}, r"row 4, column 'decision': 'accept', but no coordinate"),
        (5, {"decision": "yes"}, r"row 5, column 'decision': 'yes' is no decision; choose one of"),
        (5, {"decision": "own value"}, r"own_latitude is empty"),
        (5, {"decision": "own value", "own_latitude": 95, "own_longitude": 3}, r"is no coordinate"),
        (5, {"decision": "own value", "own_latitude": "?", "own_longitude": 3}, r"no coordinate"),
        (5, {"decision": "keep", "own_latitude": 3}, r"the decision is 'keep'"),
        (5, {"own_latitude": 3, "own_longitude": 3}, r"no decision; choose 'own value'"),
        (7, {"decision": "keep"}, r"row 7, column 'decision': this row is no facility"),
        (5, {"decision": "keep", "decided_on": "soon"}, r"row 5, column 'decided_on': 'soon'"),
        (5, {"decision": "keep", "decided_on": "2026-02-30"}, r"is no date"),
        (5, {"decision": "keep", "note": "=A1"}, r"row 5, column 'note': holds a formula"),
        (5, {"decision": "=A1"}, r"row 5, column 'decision': holds a formula"),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_carried_out_is_named(checked, row, cells, said):
    with pytest.raises(InputError, match=said) as fault:
        checked.write(row, **cells).read()
    assert "checked.xlsx: sheet 'Sites'" in str(fault.value)


def test_edits_beyond_the_decisions_are_named_and_refused(checked):
    checked.write(5, decision="accept", lat=1.0, findings="none")
    checked.sheet.cell(9, 2).value = "A new site"
    checked.sheet.delete_rows(4)
    with pytest.raises(InputError) as fault:
        checked.read()
    said = str(fault.value)
    assert "row 4, column 'lat': changed" in said
    assert "row 4, column 'findings': changed" in said
    assert "row 8: added" in said
    assert "row 4 of the list: deleted" in said
    assert "--allow-edits" in said


def test_edits_are_taken_over_when_asked(checked):
    checked.write(6, lat=31.7)
    checked.sheet.cell(9, 2).value = "A new site"
    checked.sheet.delete_rows(4)
    back = checked.read(allow_edits=True)
    assert [row[:3] for row in back.verbatim.list_sheet.rows[3:]] == [
        ["B", "=HYPERLINK(1)", 34.45],
        ["C", "Clinic C", 31.7],
        [None, "Total", 3.0],
        [None, "A new site", None],
    ]
    assert {edit.what for edit in back.edits} == {"cell changed", "row added", "row deleted"}


def test_a_copied_row_another_sheet_and_a_title_are_seen(checked):
    for column in range(1, checked.sheet.max_column + 1):
        checked.sheet.cell(9, column).value = checked.sheet.cell(5, column).value
        checked.sheet.cell(9, column).data_type = checked.sheet.cell(5, column).data_type
    checked.book["Notes & more"]["A1"].value = "edited"
    checked.sheet["A1"].value = "Another title"
    with pytest.raises(InputError) as fault:
        checked.read()
    assert "row 9: a copy of row 5" in str(fault.value)
    assert "sheet 'Notes & more': changed" in str(fault.value)
    assert "row 3 or above it: changed" in str(fault.value)


def test_moved_columns_and_lost_sheets_are_refused(checked):
    checked.sheet.insert_cols(2)
    with pytest.raises(InputError, match="columns were inserted or moved"):
        checked.read(allow_edits=True)
    checked.sheet.title = "Other"
    with pytest.raises(InputError, match="sheet 'Sites' is missing"):
        checked.read()
    del checked.book["nostrike"]
    with pytest.raises(InputError, match="was not written by nostrike check"):
        checked.read()


def test_decisions_in_hidden_rows_count_and_are_said(checked):
    checked.write(5, decision="keep")
    checked.sheet.row_dimensions[5].hidden = True
    back = checked.read()
    assert len(back.decisions) == 1
    assert back.notes[0].startswith("1 decisions stand in rows that are hidden")
    assert back.notes[0].endswith("rows 5")


def test_a_checked_workbook_is_not_taken_for_a_list(checked):
    with pytest.raises(InputError, match="was written by `nostrike check`"):
        read_verbatim(checked.path, sheet="Sites")


def test_formulas_without_a_stored_value_are_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name", "latitude", "longitude"])
    book.active.append(["A", 31.5, "=B2+3"])
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(InputError, match="sheet 'Sheet', row 2, column 'longitude': holds a form"):
        read_verbatim(tmp_path / "list.xlsx")
