"""A workbook of sites to be passed on, headed "prepared, not sent" on every sheet and page."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from layers.export.books import new_book
from layers.export.exact_cells import CellWriter
from layers.export.notice_rows import BEFORE, COLUMNS, DATUM, settle_text

PREPARED: Final = "PREPARED, NOT SENT"
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment
_WIDTHS: Final = {"name": 32, "dms": 32, "previous_dms": 32, "mgrs": 21, "previous_mgrs": 21}


@dataclass(frozen=True)
class Heading:
    """What stands above every sheet.

    Attributes
    ----------
    what
        ``additions``, ``removals``, ``corrections`` or ``unchanged``.
    recipient
        For whom the sheet is.
    version
        The list's own version, or what stands for it.
    date
        The day the sheet is of, 2026-05-31.
    digest
        Of the whole sheet.
    """

    what: str
    recipient: str
    version: str
    date: str
    digest: str

    def lines(self) -> list[str]:
        """Return the lines of the heading."""
        return [
            PREPARED,
            f"{self.what.capitalize()} for {self.recipient}",
            f"List version {self.version}; {self.date}",
            f"All coordinates: {DATUM} (EPSG:4326); accuracy of each in metres, 95 %",
            f"Digest of this sheet: {self.digest}",
        ]

    def print_header(self) -> str:
        """Return the line for the top of each printed page."""
        text = f"{PREPARED} - {self.what}, {self.recipient}, version {self.version}, {self.date}"
        return text.replace("&", "and")[:200]


def write_notice(
    path: Path | str, rows: pd.DataFrame, corners: pd.DataFrame, heading: Heading
) -> None:
    """Write the plain workbook: the sites, the corners of their outlines, what columns mean.

    Parameters
    ----------
    path
        The workbook to write.
    rows
        `layers.export.notice_rows.notice_rows`.
    corners
        `layers.export.notice_rows.vertices`; empty for none.
    heading
        What stands above every sheet.
    """
    with new_book(path) as book:
        book.set_properties({"created": _CREATED, "author": "nostrike"})
        writer = _Writer(book, heading)
        writer.table(heading.what.capitalize(), rows)
        if len(corners):
            writer.table("Footprints", corners)
        writer.meanings(list(rows.columns))


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, heading: Heading) -> None:
        self.book, self.heading = book, heading
        self.cells = CellWriter(book)
        self.loud = book.add_format({"bold": True, "font_size": 14, "font_color": "#7D1F26"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.degrees = book.add_format({"num_format": "0.000000"})

    def _sheet(self, name: str) -> tuple[Any, int]:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C{self.heading.print_header()}")
        sheet.set_footer("&C&P / &N")
        for number, line in enumerate(self.heading.lines()):
            text = settle_text(line) or ""
            sheet.write_string(number, 0, text, *([self.loud] if number == 0 else []))
        return sheet, len(self.heading.lines()) + 1

    def table(self, name: str, rows: pd.DataFrame) -> None:
        """Write one table below the heading."""
        sheet, top = self._sheet(name)
        for at, column in enumerate(rows.columns):
            style = [self.degrees] if column in {"latitude", "longitude"} else []
            sheet.set_column(at, at, _WIDTHS.get(column, 14), *style)
            sheet.write_string(top, at, column, self.head)
        table = rows.astype(object).where(rows.notna(), None)
        for number, cells in enumerate(table.to_numpy().tolist(), start=top + 1):
            for at, cell in enumerate(cells):
                day = cell.date() if isinstance(cell, pd.Timestamp) else cell
                self.cells.write(sheet, number, at, day)
        sheet.freeze_panes(top + 1, 2)
        sheet.repeat_rows(top)

    def meanings(self, columns: list[str]) -> None:
        """Write what the columns mean."""
        sheet, top = self._sheet("Read me")
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 90)
        said = {**COLUMNS, **BEFORE}
        for number, column in enumerate(columns, start=top):
            sheet.write_string(number, 0, column)
            sheet.write_string(number, 1, said.get(column, ""))
