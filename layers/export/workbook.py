"""The workbook for people: a sheet per table, numbers as numbers, a README that explains them.

Nothing in it can run: every text is written as text, never as a formula or a link. The same tables
give the same bytes, because the one time stamp a workbook has is fixed.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow.compute as pc

from layers.columns import describe
from layers.export._text import dates_only, visible, with_index
from layers.export.books import new_book
from layers.export.distinct import as_texts, distinct, without_nothing
from layers.export.sheet_rows import Cells, TableSheet, days

MAX_CHARACTERS: Final = 32_767
MAX_ROWS: Final = 1_048_576
"""Excel's limits: characters in a cell, rows of a sheet (the header is one)."""

_EXACT: Final = 2**53  # beyond it a spreadsheet's numbers are no longer whole
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment
_FIRST_DAY: Final = pd.Timestamp("1900-03-01")  # before it Excel's calendar is a day off
_WIDTHS: Final = (9, 60)
_SAMPLE_ROWS: Final = 500


def _fit(text: str) -> str:
    """Return a text that fits a cell, with a note where it had to be cut."""
    if len(text) <= MAX_CHARACTERS:
        return text
    note = f" [cut: {len(text):,} characters, whole in the CSV file]"
    return text[: MAX_CHARACTERS - len(note)] + note


def _sheet_name(name: str, part: int, taken: set[str]) -> str:
    """Return a name Excel allows, used once."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", visible(name)).strip(" '") or "Table"
    plain = plain[:1].upper() + plain[1:]
    while True:
        suffix = f" ({part})" if part > 1 else ""
        title = plain[: 31 - len(suffix)] + suffix
        if title.casefold() not in taken:
            taken.add(title.casefold())
            return title
        part += 1


def _cells(column: pd.Series) -> Cells:
    """Return a column's cells and how they are written."""
    codes, values = distinct(column)
    dtype = values.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return Cells(codes, values.tolist(), "boolean")
    if pd.api.types.is_integer_dtype(dtype):
        exact = values.abs().le(_EXACT).all()
        cells = values.tolist()
        return Cells(codes, cells, "number") if exact else Cells(codes, [*map(str, cells)], "text")
    if pd.api.types.is_numeric_dtype(dtype):
        numbers = [n if math.isfinite(n) else None for n in values.tolist()]
        return Cells(*without_nothing(codes, numbers), "number")
    if pd.api.types.is_datetime64_dtype(dtype):
        if values.min() < _FIRST_DAY:
            return Cells(codes, values.dt.strftime("%Y-%m-%d").tolist(), "text")
        return Cells(codes, days(values), "date" if dates_only(values) else "moment")
    texts = as_texts(values)
    fits = pc.all(pc.less_equal(pc.utf8_length(texts), MAX_CHARACTERS)).as_py()
    return Cells(codes, texts if fits else as_texts([*map(_fit, values)]), "text")


def _width(title: str, column: Cells) -> int:
    if column.how in {"date", "moment"}:
        return 11 if column.how == "date" else 17
    used = {at for at in column.codes[:_SAMPLE_ROWS].tolist() if at >= 0}
    longest = max((len(str(column.distinct[at])) for at in used), default=0)
    return min(max(_WIDTHS[0], longest + 1, len(title) + 3), _WIDTHS[1])


class _Writer:
    """Writes tables into the sheets of one workbook, some rows at a time."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.taken: set[str] = {"readme", "history"}  # Excel keeps "History" for itself
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        }

    def table(self, name: str, table: pd.DataFrame) -> list[str]:
        """Write a table into as many sheets as it needs; return their names."""
        table = with_index(table)
        room = MAX_ROWS - 1
        parts = max(1, math.ceil(len(table) / room))
        titles = []
        for part in range(parts):
            titles.append(_sheet_name(name, part + 1, self.taken))
            self._sheet(titles[-1], table.iloc[part * room : (part + 1) * room])
        return titles

    def _sheet(self, title: str, table: pd.DataFrame) -> None:
        sheet = self.book.add_worksheet(title, TableSheet)
        heads = [_fit(visible(str(name))) for name in table.columns]
        columns = [_cells(table.iloc[:, at]) for at in range(len(heads))]
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _width(heads[at], column))
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, self.head)
        sheet.write_columns(columns, self.formats)
        sheet.freeze_panes(1, 0)
        if heads:
            sheet.autofilter(0, 0, len(table), len(heads) - 1)

    def readme(self, lines: Iterable[str], tables: Mapping[str, pd.DataFrame]) -> None:
        """Write what every column of every sheet means."""
        sheet = self.book.add_worksheet("README")
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 28)
        sheet.set_column(2, 2, 90)
        sheet.set_column(3, 3, 22)
        row = 0
        for line in lines:
            sheet.write_string(row, 0, _fit(visible(line)))
            row += 1
        for at, head in enumerate(("sheet", "column", "meaning", "unit")):
            sheet.write_string(row, at, head, self.head)
        for name, table in tables.items():
            for entry in describe(name, map(str, with_index(table).columns)).itertuples():
                row += 1
                cells = (name.capitalize(), entry.column, entry.meaning, entry.unit)
                for at, cell in enumerate(cells):
                    sheet.write_string(row, at, _fit(visible(cell)))


def write_workbook(
    path: str | Path,
    sheets: Mapping[str, pd.DataFrame],
    *,
    summary: pd.DataFrame | None = None,
    readme: Iterable[str] = (),
) -> None:
    """Write tables as an Excel workbook.

    Parameters
    ----------
    path
        The file to write (.xlsx).
    sheets
        Table name (`layers.columns.TABLES`) -> table, in the order of the sheets. A named index is
        the first column. A table longer than a sheet goes on in "Name (2)".
    summary
        A table for a sheet "Summary" in front.
    readme
        Lines to stand above the list of columns in the last sheet, "README".

    Notes
    -----
    Header frozen, filters on. Texts longer than a cell are cut with a note, control characters made
    visible; infinite numbers stand empty, whole numbers too large for a spreadsheet and dates
    before March 1900 are text.
    """
    tables = {"summary": summary, **sheets} if summary is not None else dict(sheets)
    with new_book(path, constant_memory=True) as book:
        book.set_properties({"created": _CREATED, "author": "nostrike"})
        writer = _Writer(book)
        for name, table in tables.items():
            writer.table(name, table)
        writer.readme(readme, tables)
