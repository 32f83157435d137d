"""Rows made a column at a time are the very XML that xlsxwriter makes cell by cell."""

import datetime as dt
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.export import sheet_rows
from layers.export.distinct import without_nothing
from layers.export.sheet_rows import Cells, TableSheet, days, escaped

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def sheet_of(path):
    """The sheet's XML but for its stated extent, which here counts empty last rows in."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    return re.sub("<dimension [^>]*>", "", text)


def cell_by_cell(path, columns, dates):
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for at in range(len(columns)):
            sheet.write_string(0, at, f"h{at}")
        for row in range(len(columns[0][0]) if columns else 0):
            for at, (cells, how) in enumerate(columns):
                cell = cells[row]
                if cell is None:
                    continue
                if how == "date":
                    sheet.write_datetime(row + 1, at, dates[row], style)
                else:
                    write = {"text": sheet.write_string, "number": sheet.write_number}
                    write.get(how, sheet.write_boolean)(row + 1, at, cell)


def by_columns(path, columns):
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(worksheet_class=TableSheet)
        for at in range(len(columns)):
            sheet.write_string(0, at, f"h{at}")
        each = np.arange(len(columns[0][0])) if columns else None
        sheet.write_columns(
            [Cells(*without_nothing(each, cells), how) for cells, how in columns], {"date": style}
        )


def columns_of(texts, numbers):
    n = len(texts)
    moments = pd.Series(pd.date_range("1999-02-27 06:30", periods=n, freq="37h"))
    moments[::3] = pd.NaT
    dates = [None if pd.isna(at) else at.to_pydatetime() for at in moments]
    truths = [None if nth % 4 == 3 else nth % 2 == 0 for nth in range(n)]
    counted = [None if pd.isna(at) else days(pd.Series([at]))[0] for at in moments]
    columns = [(texts, "text"), (numbers, "number"), (counted, "date"), (truths, "boolean")]
    return columns, dates


TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
HARD = st.sampled_from(["_x0041_", "_x005F_", " a", "b\n", "<&>", "\r\n", "\x07", "\uffff"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.none() | TEXT | HARD, st.none() | st.floats(allow_nan=False, width=64)),
        min_size=1,
        max_size=9,
    )
)
def test_any_cells_are_as_xlsxwriter_writes_them(tmp_path, rows):
    texts, numbers = ([row[at] for row in rows] for at in (0, 1))
    numbers = [None if n is None or not np.isfinite(n) else n for n in numbers]
    columns, dates = columns_of(texts, numbers)
    cell_by_cell(tmp_path / "a.xlsx", columns, dates)
    by_columns(tmp_path / "b.xlsx", columns)
    assert sheet_of(tmp_path / "b.xlsx") == sheet_of(tmp_path / "a.xlsx")


@pytest.mark.parametrize("at_once", [1, 7, 100])
def test_however_many_rows_at_once(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(sheet_rows, "ROWS_AT_ONCE", at_once)
    texts = [f"t{nth % 5}" if nth % 3 else None for nth in range(50)]
    columns, dates = columns_of(texts, [nth / 7 for nth in range(50)])
    columns[1][0][49] = columns[2][0][49] = columns[3][0][49] = None  # an empty last row
    texts[49] = None
    cell_by_cell(tmp_path / "a.xlsx", columns, dates)
    by_columns(tmp_path / "b.xlsx", columns)
    expected = sheet_of(tmp_path / "a.xlsx")
    assert sheet_of(tmp_path / "b.xlsx") == expected
    assert expected.count("<row") == 50


def test_days_as_a_spreadsheet_counts():
    moments = pd.Series([pd.Timestamp("1900-03-01"), pd.Timestamp("2024-02-29 12:00")])
    assert days(moments) == [61.0, 45351.5]
    assert (dt.date(2024, 2, 29) - dt.date(1899, 12, 30)).days == 45351


@pytest.mark.parametrize("text", ["_x005F_x0041_", "_x0041_x0042_", "__x0041__"])
def test_escapes_that_share_a_sign_come_back(text):
    """Where one ends the next begins: cell by cell the second would be read as a letter."""
    read = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), escaped(text))
    assert read == text


def test_a_table_without_rows_or_columns(tmp_path):
    by_columns(tmp_path / "a.xlsx", [([], "text")])
    by_columns(tmp_path / "b.xlsx", [])
    assert sheet_of(tmp_path / "a.xlsx").count("<row") == 1
    assert sheet_of(tmp_path / "b.xlsx").count("<row") == 0
    assert escaped("plain") == "plain"
