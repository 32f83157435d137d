"""Workbooks, read back with openpyxl: an engine they were not written with."""

import re
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.export import workbook, write_workbook
from layers.export._text import visible


def _table():
    return pd.DataFrame(
        {
            "p_500": [0.25, np.nan, -1.5],
            "n": pd.array([1, None, 3], dtype="Int64"),
            "is_strike": [True, False, True],
            "public": pd.array([True, None, False], dtype="boolean"),
            "date_start": pd.to_datetime(["2024-02-29", None, "2024-03-01"]).astype(
                "datetime64[us]"
            ),
            "name": pd.array(["=1+1", "https://example.org", None], dtype="str"),
        },
        index=pd.Index(["a", "b", "c"], dtype="str", name="incident_id"),
    )


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "audit.xlsx"
    summary = pd.DataFrame({"figure": ["n"], "value": [3]})
    write_workbook(path, {"flags": _table()}, summary=summary, readme=["Invented data."])
    return openpyxl.load_workbook(path)


def test_sheets_and_cells_have_their_kinds(book):
    assert book.sheetnames == ["Summary", "Flags", "README"]
    rows = list(book["Flags"].iter_rows(values_only=True))
    assert rows[0] == ("incident_id", *_table().columns)
    day = pd.Timestamp(2024, 2, 29)
    assert rows[1] == ("a", 0.25, 1, True, True, day, "=1+1")
    assert rows[2] == ("b", None, None, False, None, None, "https://example.org")
    assert book["Flags"]["F2"].number_format == "yyyy-mm-dd"


def test_nothing_runs_and_nothing_links(book):
    cell = book["Flags"]["G2"]
    assert cell.data_type in {"s", "inlineStr"}
    assert book["Flags"]["G3"].hyperlink is None


def test_header_frozen_and_filters_on(book):
    sheet = book["Flags"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G4"
    assert sheet.column_dimensions["G"].width > 12


def test_the_readme_explains_every_column(book):
    rows = list(book["README"].iter_rows(values_only=True))
    assert rows[0][0] == "Invented data."
    assert rows[1] == ("sheet", "column", "meaning", "unit")
    explained = {(row[0], row[1]): row[2:] for row in rows[2:]}
    assert set(explained) == {
        ("Summary", "figure"),
        ("Summary", "value"),
        *(("Flags", name) for name in ("incident_id", *_table().columns)),
    }
    assert "within 500 m" in explained["Flags", "p_500"][0]


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_workbook(tmp_path / name, {"flags": _table()})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    with zipfile.ZipFile(tmp_path / "one") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def _one(tmp_path, values):
    path = tmp_path / "t.xlsx"
    write_workbook(path, {"t": pd.DataFrame({"a": pd.Series(values, dtype=object)})})
    sheet = openpyxl.load_workbook(path)["T"]
    return [cell for (cell,) in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_long_text_is_cut_with_a_note(tmp_path):
    [cell] = _one(tmp_path, ["x" * 40_000])
    assert len(cell) == workbook.MAX_CHARACTERS
    assert cell.endswith("[cut: 40,000 characters, whole in the CSV file]")


def test_a_long_table_goes_on_in_another_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    path = tmp_path / "t.xlsx"
    write_workbook(path, {"flags": pd.DataFrame({"n": range(5)})})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Flags", "Flags (2)", "Flags (3)", "README"]
    cells = [[row[0] for row in book[name].iter_rows(values_only=True)] for name in book.sheetnames]
    assert cells[:3] == [["n", 0, 1], ["n", 2, 3], ["n", 4]]


def test_names_that_excel_refuses(tmp_path):
    path = tmp_path / "t.xlsx"
    names = ["a/b:c", "A b c", "x" * 40, "history", "''", "readme"]
    write_workbook(path, {name: pd.DataFrame({"n": [1]}) for name in names})
    titles = openpyxl.load_workbook(path).sheetnames
    expected = [
        "A b c",
        "A b c (2)",
        "X" + "x" * 30,
        "History (2)",
        "Table",
        "Readme (2)",
        "README",
    ]
    assert titles == expected


def test_dates_and_numbers_a_spreadsheet_cannot_hold(tmp_path):
    path = tmp_path / "t.xlsx"
    table = pd.DataFrame(
        {
            "old": pd.to_datetime(["1850-01-02", "2024-01-01"]).astype("datetime64[us]"),
            "big": [2**60, 1],
            "endless": [np.inf, 1.0],
        }
    )
    write_workbook(path, {"t": table, "empty": pd.DataFrame()})
    book = openpyxl.load_workbook(path)
    rows = list(book["T"].iter_rows(values_only=True))
    assert rows[1:] == [("1850-01-02", str(2**60), None), ("2024-01-01", "1", 1)]
    assert book["Empty"].max_row == 1


TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=()), min_size=1, max_size=12),
        st.sampled_from(
            ["_x0041_", "_x005F_", "=A1", "<b>", " a ", "\n", "a\r\nb", "&amp;", "]]>"]
        ),
    ),
    min_size=1,
    max_size=5,
)


def _as_excel_reads(cell):
    """Undo the format's escapes (ECMA-376, 22.9.2.19), which openpyxl leaves as they stand."""
    text = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), cell)
    return _one_line_end(text)


def _one_line_end(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(texts=TEXTS)
def test_any_text_comes_back(tmp_path, texts):
    found = [_as_excel_reads(cell) for cell in _one(tmp_path, texts)]
    assert found == [_one_line_end(visible(text)) for text in texts]
