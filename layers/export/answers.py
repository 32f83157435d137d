"""Small workbooks for people: tables on their own sheets, and a README for their columns."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from layers.export._text import visible
from layers.export.books import new_book
from layers.export.workbook import _CREATED, _fit, _Writer


def write_answers(
    path: str | Path,
    sheets: Mapping[str, pd.DataFrame],
    meanings: Mapping[str, str],
    *,
    lead: Iterable[str] = (),
) -> None:
    """Write tables as a workbook.

    Parameters
    ----------
    path
        The file to write (.xlsx).
    sheets
        Title to table, in the order of the sheets; a title that a workbook does not allow is
        fitted.
    meanings
        Column to what it means, for the README at the end.
    lead
        Lines above them.
    """
    with new_book(path, constant_memory=True) as book:
        book.set_properties({"created": _CREATED, "author": "nostrike"})
        writer = _Writer(book)
        for title, table in sheets.items():
            writer.table(title, table)
        sheet = book.add_worksheet("README")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 96)
        rows = [(line, "") for line in lead] + [("", "")]
        rows += [(name, meaning) for name, meaning in meanings.items()]
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, _fit(visible(text)))
