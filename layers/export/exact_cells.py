"""Cells into a workbook as they are: kinds and values kept, nothing that could run.

Text that a spreadsheet would run is stored as text and marked as such (the quote prefix), so that
typing in the cell does not make a formula of it either; the value itself stays as it was.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from layers.export._text import visible
from layers.export.csv_text import neutralise
from layers.export.workbook import MAX_CHARACTERS
from layers.verbatim import Sheet

_MAX_ROWS: Final = 1_048_576
_CUT: Final = " [cut; the whole text is kept]"
_FIRST_DAY: Final = dt.date(1900, 1, 1)
_WIDTHS: Final = (8, 42)
_SAMPLE_ROWS: Final = 300


class _Exact(float):
    """A number that is written with all its digits, not with sixteen."""

    def __format__(self, spec: str) -> str:
        """Return the shortest text that reads back as this number."""
        return repr(float(self))


class CellWriter:
    """Writes any cell into a sheet; the formats of one workbook are made once."""

    def __init__(self, book: Any) -> None:
        self._quoted = book.add_format({"quote_prefix": True})
        self._dates = {
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
            "time": book.add_format({"num_format": "hh:mm:ss"}),
            "span": book.add_format({"num_format": "[h]:mm:ss"}),
        }

    def write(self, sheet: Any, row: int, column: int, cell: Any) -> None:
        """Write a cell, row and column counted from 0."""
        if cell is None or (isinstance(cell, str) and not cell):
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, (int, float)):
            sheet.write_number(row, column, _Exact(cell))
        elif isinstance(cell, (dt.date, dt.time, dt.timedelta)):
            self._write_date(sheet, row, column, cell)
        else:
            text = shown(str(cell))
            style = [self._quoted] if neutralise(text) != text else []
            sheet.write_string(row, column, text, *style)

    def _write_date(self, sheet: Any, row: int, column: int, cell: Any) -> None:
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        if isinstance(day, dt.date) and day < _FIRST_DAY:
            sheet.write_string(row, column, cell.isoformat())
            return
        if isinstance(cell, dt.datetime):
            kind = "moment"
        elif isinstance(cell, dt.date):
            kind = "date"
        else:
            kind = "time" if isinstance(cell, dt.time) else "span"
        sheet.write_datetime(row, column, cell, self._dates[kind])


def shown(cell: Any) -> Any:
    """Return a cell as a workbook shows it: a text too long for it is cut, with a note."""
    if isinstance(cell, str) and len(cell) > MAX_CHARACTERS:
        return cell[: MAX_CHARACTERS - len(_CUT)] + _CUT
    return cell


def copy_sheet(writer: CellWriter, sheet: Any, source: Sheet) -> None:
    """Write every cell of a sheet into a sheet of another workbook, merged cells merged."""
    for (top, west), (bottom, east) in source.merged:
        if (top, west) != (bottom, east):
            sheet.merge_range(top, west, bottom, east, "")
    for row, cells in enumerate(source.rows):
        for column, cell in enumerate(cells):
            writer.write(sheet, row, column, cell)


def too_long(source: Sheet) -> list[tuple[int, int, str]]:
    """Return the texts of a sheet that no cell can hold: row and column from 0, the whole text."""
    return [
        (row, column, cell)
        for row, cells in enumerate(source.rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and len(cell) > MAX_CHARACTERS
    ]


def fit_columns(sheet: Any, rows: Sequence[Sequence[Any]], width: int) -> None:
    """Make columns as wide as their first texts."""
    for column in range(width):
        cells = [row[column] for row in rows[:_SAMPLE_ROWS] if column < len(row)]
        longest = max((len(str(c)) for c in cells if c is not None), default=0)
        sheet.set_column(column, column, min(max(_WIDTHS[0], longest + 2), _WIDTHS[1]))


def check_fits(rows: int) -> bool:
    """Return whether a sheet can hold that many rows."""
    return rows <= _MAX_ROWS


def safe_title(name: str, taken: set[str]) -> str:
    """Return a sheet name that a workbook allows, used once; one that it allows stays."""
    plain = "".join(" " if c in "[]:*?/\\" else c for c in visible(name)).strip("' ") or "Sheet"
    title, part = plain[:31], 1
    while title.casefold() in taken or title.casefold() == "history":
        part += 1
        suffix = f" ({part})"
        title = plain[: 31 - len(suffix)] + suffix
    taken.add(title.casefold())
    return title
