"""The rows of a sheet, made a column at a time: several times as fast as cell by cell.

Everything else of a workbook is xlsxwriter's. It keeps the finished rows of a sheet in a file of
its own (its mode of constant memory); here they are put there as the same XML (ECMA-376, 18.3.1.73)
that it would write, some thousand rows at a time.
"""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from layers.export.distinct import (
    ROWS_AT_ONCE,
    Codes,
    Texts,
    as_texts,
    changed,
    in_a_row,
    joined,
    numerals,
)

_COPIED_AT_ONCE: Final = 1 << 20
_SPECIAL: Final = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
# wherever the above or a blank at either end may matter, as Arrow's expressions have it
_CHANGED: Final = r"[&<>\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]|_x[0-9a-fA-F]{4}_|^[^!-~]|[^!-~]\z"
_ESCAPES: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_DAY_ZERO: Final = pd.Timestamp("1899-12-30")
_DAY: Final = pd.Timedelta(days=1)


class Cells(NamedTuple):
    """The cells of a column.

    Attributes
    ----------
    codes
        Which of the distinct cells each row holds, -1 for nothing, shape (n,).
    distinct
        Texts, numbers, truth values, or days as of `days`.
    how
        How they are written: ``text``, ``number``, ``boolean``, or the name of a format for dates.
    """

    codes: Codes
    distinct: Sequence[Any] | pd.Series
    how: str


def days(moments: pd.Series) -> list[float]:
    """Return moments, none missing, as a spreadsheet counts them: in days since the end of 1899."""
    counted: list[float] = ((moments - _DAY_ZERO) / _DAY).tolist()
    return counted


def escaped(text: str) -> str:
    r"""Return a text as it stands between the tags of a cell.

    A control character is written ``_x0007_``, and what looks like that gets its own first sign
    written so (ECMA-376, 22.9.2.19).

    Examples
    --------
    >>> escaped("a < b _x0041_ \x07")
    'a &lt; b _x005F_x0041_ _x0007_'
    """
    if not _SPECIAL.search(text):
        return text
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPES.sub("_x005F_", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _tagged(text: str) -> str:
    inner = escaped(text)
    space = ' xml:space="preserve"' if inner[:1].isspace() or inner[-1:].isspace() else ""
    return f"<t{space}>{inner}"


def _ends(cells: Sequence[Any] | pd.Series, how: str, styles: dict[str, str]) -> pa.Array:
    """Return what follows the number of the row in a cell's name."""
    if how == "text":
        tagged = changed(as_texts(cells), _CHANGED, _tagged, otherwise="<t>")
        return joined(['" t="inlineStr"><is>', tagged, "</t></is></c>"])
    if how == "boolean":
        return as_texts([f'" t="b"><v>{cell:d}</v></c>' for cell in cells])
    style = styles.get(how, "")
    return as_texts([f'"{style}><v>{cell:.16G}</v></c>' for cell in cells])


class TableSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
    """A sheet of a workbook in constant memory that takes a whole table under its first row."""

    def write_columns(self, columns: list[Cells], formats: dict[str, Any]) -> None:
        """Write cells under the header, which must have been written.

        Parameters
        ----------
        columns
            A table's columns, of one length.
        formats
            Formats for dates by name.
        """
        n = len(columns[0].codes) if columns else 0
        if not n:
            return
        self._write_single_row(n)
        styles = {name: f' s="{style._get_xf_index()}"' for name, style in formats.items()}  # noqa: SLF001
        filled = np.zeros(n, dtype=bool)
        made = []
        for at, (codes, cells, how) in enumerate(columns):
            if len(cells):
                filled |= codes >= 0
                ends = Texts(codes, _ends(cells, how, styles), None)
                made.append((f'<c r="{xl_col_to_name(at)}', ends, bool((codes < 0).any())))
        for first in range(0, n, ROWS_AT_ONCE):
            some = first + np.flatnonzero(filled[first : first + ROWS_AT_ONCE])
            lines = numerals(some + 2)
            row = ['<row r="', lines, '">']
            for start, texts, gaps in made:
                cell = [start, lines, texts.rows(some)]
                row += [joined(cell).fill_null("")] if gaps else cell
            self.row_data_fh.flush()
            self.row_data_fh.buffer.write(in_a_row(joined([*row, "</row>"])))
        self.dim_rowmax = n

    def _write_optimized_sheet_data(self) -> None:
        """Put the finished rows between their tags: as bytes, where xlsxwriter decodes them."""
        if self.dim_rowmin is None:
            super()._write_optimized_sheet_data()
            return
        self._xml_start_tag("sheetData")
        self.fh.flush()
        self.row_data_fh.seek(0)
        shutil.copyfileobj(self.row_data_fh.buffer, self.fh.buffer, _COPIED_AT_ONCE)
        self.row_data_fh.close()
        Path(self.row_data_filename).unlink()
        self._xml_end_tag("sheetData")
