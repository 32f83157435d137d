"""The checked list as a workbook: the list itself, what was found beside it, room to decide.

What must never happen here: a cell of the list changed, a text from data stored as a formula. Each
row carries a digest, so that an edit outside the columns for decisions is seen when it comes back.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from layers import digests
from layers.checked_book import (
    DECIDED,
    DECISIONS,
    FOUND,
    HIDDEN,
    KEY,
    VERSION,
    chunks,
    key_of,
)
from layers.errors import InputError
from layers.export.books import new_book
from layers.export.exact_cells import (
    CellWriter,
    check_fits,
    copy_sheet,
    fit_columns,
    safe_title,
    shown,
    too_long,
)
from layers.verbatim import Verbatim

_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment
_COLOURS: Final = {"error": "#FBD9D5", "warning": "#FFF0C7", "info": "#E3EEF8"}
_WIDTHS: Final = {"evidence": 60, "findings": 22, "facility_id": 24, "note": 40, "decision": 12}
_LONGEST: Final = 4_000


def write_checked(
    path: Path | str,
    verbatim: Verbatim,
    rows: pd.DataFrame,
    *,
    lead: Sequence[str] = (),
    about: Mapping[str, Any] | None = None,
) -> None:
    """Write a list with what was found in it, for a person to decide.

    Parameters
    ----------
    path
        The workbook to write.
    verbatim
        The list as it stands.
    rows
        Columns of `layers.checked_book.FOUND`, indexed by the row of the sheet; rows of the sheet
        that are not in it are no facilities.
    lead
        Lines for the top of the first sheet.
    about
        Anything of JSON that `layers.decisions.read_checked` is to give back.

    Raises
    ------
    InputError
        The list is too long for a workbook.
    """
    if not check_fits(len(verbatim.list_sheet.rows)):
        raise InputError(f"{verbatim.file}: has more rows than a workbook can hold; split the list")
    plain = not any(sheet.merged for sheet in verbatim.sheets)
    with new_book(path, constant_memory=plain) as book:
        book.set_properties({"created": _CREATED, "author": "nostrike"})
        _Book(book, verbatim, rows).write(lead, dict(about or {}))


class _Book:
    """One workbook being written."""

    def __init__(self, book: Any, verbatim: Verbatim, rows: pd.DataFrame) -> None:
        self.book, self.verbatim = book, verbatim
        self.writer = CellWriter(book)
        self.width = verbatim.width
        self.found = _cells_of(rows)
        taken: set[str] = {HIDDEN}
        names = {sheet.name.casefold() for sheet in verbatim.sheets}
        self.readme = safe_title("README" if "readme" not in names else "nostrike README", taken)
        self.titles = [safe_title(sheet.name, taken) for sheet in verbatim.sheets]
        style = {"bold": True, "font_color": "#FFFFFF", "valign": "top", "text_wrap": True}
        self.bold = book.add_format({"bold": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.head_found = book.add_format({**style, "bg_color": "#1D4B5C"})
        self.head_decided = book.add_format({**style, "bg_color": "#2E6B3A"})

    def write(self, lead: Sequence[str], about: dict[str, Any]) -> None:
        """Write all sheets: README first, then those of the list, then the hidden one."""
        self._readme(self.book.add_worksheet(self.readme), lead)
        for n, (title, source) in enumerate(zip(self.titles, self.verbatim.sheets, strict=True)):
            sheet = self.book.add_worksheet(title)
            if n == self.verbatim.at:
                self._list(sheet)
                continue
            copy_sheet(self.writer, sheet, source)
            if source.hidden:
                sheet.hide()
        self._hidden(about)

    def _readme(self, sheet: Any, lead: Sequence[str]) -> None:
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 96)
        row = 0
        for n, line in enumerate(lead):
            sheet.write_string(row, 0, line, *([self.bold] if n == 0 else []))
            row += 1
        name = self.titles[self.verbatim.at]
        steps = (
            f"In the sheet “{name}”, choose a decision for each coloured row, say who and when.",
            "Then save, and run: nostrike apply checked.xlsx --out DIR",
            "Only the green columns may be edited. Rows may be sorted and filtered.",
        )
        for line in ("", *steps, ""):
            sheet.write_string(row, 0, line)
            row += 1
        for title, entries in (
            ("Decision", {word: (meaning, "") for word, meaning in DECISIONS.items()}),
            ("Columns that were added", FOUND),
            ("Columns to fill in", DECIDED),
        ):
            sheet.write_string(row, 0, title, self.bold)
            for word, (meaning, unit) in entries.items():
                row += 1
                sheet.write_string(row, 0, word)
                sheet.write_string(row, 1, f"{meaning} ({unit})" if unit else meaning)
            row += 2
        for line in self.verbatim.notes:
            sheet.write_string(row, 0, f"Note: {line}.")
            row += 1

    def _list(self, sheet: Any) -> None:
        source, first, last = self.verbatim.list_sheet, self.verbatim.first, self.verbatim.last
        self._columns(sheet)
        for (top, west), (bottom, east) in source.merged:
            if bottom < first - 1 and (top, west) != (bottom, east):
                sheet.merge_range(top, west, bottom, east, "")
        sheet.set_row(first - 2, None, self.bold)
        added = [*FOUND, *DECIDED, KEY]
        for number, cells in enumerate(source.rows, start=1):
            for column, cell in enumerate(cells):
                self.writer.write(sheet, number - 1, column, cell)
            if number == first - 1:
                for n, name in enumerate(added):
                    head = self.head_decided if name in DECIDED else self.head_found
                    sheet.write_string(number - 1, self.width + n, name, head)
            if first <= number <= last:
                self._found(sheet, number, cells)
        sheet.freeze_panes(first - 1, 0)
        sheet.autofilter(first - 2, 0, last - 1, self.width + len(added) - 1)
        self._rules(sheet)

    def _found(self, sheet: Any, number: int, cells: Sequence[Any]) -> None:
        found = self.found.get(number, [None] * len(FOUND))
        for n, cell in enumerate(found):
            self.writer.write(sheet, number - 1, self.width + n, cell)
        own = [*map(shown, cells), *[None] * (self.width - len(cells))]
        whole = digests.of_cells([*own, *found])
        key = key_of(number, len(cells), whole, digests.of_each([*own, *found]))
        sheet.write_string(number - 1, self.width + len(FOUND) + len(DECIDED), key)

    def _columns(self, sheet: Any) -> None:
        fit_columns(sheet, self.verbatim.list_sheet.rows[self.verbatim.first - 2 :], self.width)
        for n, name in enumerate([*FOUND, *DECIDED]):
            at = self.width + n
            style = [self.wrapped] if name == "evidence" else []
            sheet.set_column(at, at, _WIDTHS.get(name, 14), *style)
        at = self.width + len(FOUND) + len(DECIDED)
        sheet.set_column(at, at, 8, None, {"hidden": True})

    def _rules(self, sheet: Any) -> None:
        """Colour rows by rule, so that colours follow when a person sorts; offer the decisions."""
        first, last = self.verbatim.first, self.verbatim.last
        names = [*FOUND, *DECIDED]
        severity = xl_col_to_name(self.width + names.index("severity"), col_abs=True)
        at = self.width + names.index("decision")
        decision = xl_col_to_name(at, col_abs=True)
        decided = self.book.add_format({"bg_color": "#D9EFD9"})
        span = (first - 1, at, last - 1, at + len(DECIDED) - 1)
        rule = {"type": "formula", "stop_if_true": True}
        sheet.conditional_format(
            *span, {**rule, "criteria": f'={decision}{first}<>""', "format": decided}
        )
        for name, colour in _COLOURS.items():
            style = self.book.add_format({"bg_color": colour})
            sheet.conditional_format(
                first - 1, 0, last - 1, self.width + len(names) - 1,
                {**rule, "criteria": f'={severity}{first}="{name}"', "format": style},
            )  # fmt: skip
        sheet.data_validation(
            first - 1, at, last - 1, at,
            {
                "validate": "list",
                "source": list(DECISIONS),
                "error_title": "nostrike",
                "error_message": f"Choose one of: {', '.join(DECISIONS)}.",
            },
        )  # fmt: skip
        sheet.ignore_errors(
            {"number_stored_as_text": f"A1:{xl_col_to_name(max(0, self.width - 1))}{last}"}
        )

    def _hidden(self, about: dict[str, Any]) -> None:
        verbatim = self.verbatim
        head = verbatim.list_sheet.rows[: verbatim.first - 1]
        tail = verbatim.list_sheet.rows[verbatim.last :]
        document = {
            "version": VERSION,
            "file": verbatim.file,
            "kind": verbatim.kind,
            "at": verbatim.at,
            "first": verbatim.first,
            "last": verbatim.last,
            "offset": verbatim.offset,
            "width": self.width,
            "columns": list(verbatim.columns),
            "dialect": asdict(verbatim.dialect),
            "sheets": [
                {
                    "name": sheet.name,
                    "title": title,
                    "hidden": sheet.hidden,
                    "merged": [list(map(list, one)) for one in sheet.merged],
                    "digest": digests.of_rows(_as_shown(sheet.rows)),
                }
                for sheet, title in zip(verbatim.sheets, self.titles, strict=True)
            ],
            "head": {
                "digest": digests.of_rows(_as_shown(head)),
                "widths": [len(row) for row in head],
            },
            "tail": [len(row) for row in tail],
            "about": about,
        }
        sheet = self.book.add_worksheet(HIDDEN)
        sheet.very_hidden()
        text = json.dumps(document, ensure_ascii=True, sort_keys=True)
        lines: list[list[Any]] = [["about", *chunks(text)]]
        for n, source in enumerate(verbatim.sheets):
            lines += [["text", n, *at, *chunks(text)] for *at, text in too_long(source)]
        for number, place in enumerate(verbatim.places or ()):
            lines.append(["place", number, *chunks(place.hex() if place else "")])
        for row, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                else:
                    sheet.write_string(row, column, cell)


def _cells_of(rows: pd.DataFrame) -> dict[int, list[Any]]:
    """Return the cells that were found for each row of the sheet; null is None."""
    table = rows.reindex(columns=list(FOUND)).astype(object)
    table = table.where(table.notna(), None)
    cells = [
        [cell[:_LONGEST] if isinstance(cell, str) else cell for cell in row]
        for row in table.to_numpy().tolist()
    ]
    return dict(zip(map(int, rows.index), cells, strict=True))


def _as_shown(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [[shown(cell) for cell in row] for row in rows]
