"""CSV files that a spreadsheet opens right and that cannot run anything there.

A text cell that a spreadsheet would take for a formula gets an apostrophe in front, and loses it
again in `read_csv_back`. The scheme is exact: a text that starts with apostrophes before such a
sign gets one more, so that every text comes back as it was.
"""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from layers.errors import InputError
from layers.export._text import dates_only, visible, with_index
from layers.export.distinct import (
    ROWS_AT_ONCE,
    Texts,
    as_texts,
    changed,
    distinct,
    in_a_row,
    joined,
)

MARK: Final = "'"

# = + - @ and their full-width forms, tab and line ends; nothing at all is marked too, so that an
# empty text is not taken for a missing one
_RISKY: Final = re.compile(r"'*(?:[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|\Z)")
# wherever either of the two above and below may change a text, as Arrow's expressions have it
_CHANGED: Final = r"""^'*(?:[=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}\t]|\z)|[",\r\n]"""
_QUOTED: Final = re.compile(r'[",\r\n]')
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def neutralise(text: str) -> str:
    """Return a text as it is written to a cell.

    Examples
    --------
    >>> [neutralise(t) for t in ("=1+1", "'=x", "-31.5", "-a", "'s-Gravenhage", "")]
    ["'=1+1", "''=x", '-31.5', "'-a", "'s-Gravenhage", "'"]
    """
    if _RISKY.match(text) and not _NUMBER.fullmatch(text):
        return MARK + text
    return text


def restore(cell: str) -> str:
    """Return the text that `neutralise` made the cell of.

    Examples
    --------
    >>> [restore(c) for c in ("'=1+1", "''=x", "-31.5", "'s-Gravenhage", "'")]
    ['=1+1', "'=x", '-31.5', "'s-Gravenhage", '']
    """
    return cell[1:] if cell.startswith(MARK) and _RISKY.match(cell) else cell


def _texts(values: pd.Series) -> pa.Array:
    """Return values as they stand in a line; none may be missing."""
    dtype = values.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return as_texts(["true" if value else "false" for value in values])
    if pd.api.types.is_integer_dtype(dtype):
        return as_texts([*map(str, values.tolist())])
    if pd.api.types.is_numeric_dtype(dtype):
        return as_texts([*map(repr, values.tolist())])
    if pd.api.types.is_datetime64_dtype(dtype):
        how = "%Y-%m-%d" if dates_only(values) else "%Y-%m-%dT%H:%M:%S"
        return as_texts(values.dt.strftime(how))
    return changed(as_texts(values), _CHANGED, lambda text: _quoted(neutralise(text)))


def _quoted(text: str) -> str:
    """Return a cell as RFC 4180 has it: in quotes where it holds a comma, a quote or a line end."""
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _column(column: pd.Series, nothing: str) -> Texts:
    codes, values = distinct(column)
    return Texts(codes, _texts(values), nothing)


def _head(names: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([neutralise(visible(name)) for name in names])
    return line.getvalue()


def write_csv(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table as UTF-8 with a byte-order mark.

    Numbers stand plain (negative ones too), dates as ISO 8601, true and false in words, nothing as
    an empty cell. A named index is the first column.

    Parameters
    ----------
    table
        Any table; lists are joined by "; ", geometries written as WKT.
    path
        The file to write.
    """
    table = with_index(table)
    rows, width = table.shape
    # a line with nothing at all would be taken for no row
    columns = [_column(table.iloc[:, at], "" if width > 1 else '""') for at in range(width)]
    with Path(path).open("wb") as file:
        file.write(_head(map(str, table.columns)).encode("utf-8-sig"))
        for first in range(0, rows if width else 0, ROWS_AT_ONCE):
            some = np.arange(first, min(first + ROWS_AT_ONCE, rows))
            cells = [part for one in columns for part in (one.rows(some), ",")]
            file.write(in_a_row(joined([*cells[:-1], "\r\n"])))


def read_csv_back(path: str | Path) -> pd.DataFrame:
    """Return a table that `write_csv` wrote, every cell as the text it was.

    Returns
    -------
    DataFrame of ``object`` text, None where a cell is empty; numbers and dates as written.

    Raises
    ------
    InputError
        The file is no such table.
    """
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    if not rows:
        raise InputError(f"{path}: is empty; a table has a header at least")
    header = [restore(cell) for cell in rows[0]]
    body = [row or [""] for row in rows[1:]]
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise InputError(
                f"{path}: row {number}: has {len(row)} cells where the header has {len(header)}"
            )
    cells = [[restore(cell) if cell else None for cell in row] for row in body]
    return pd.DataFrame(cells, columns=pd.Index(header, dtype=object), dtype=object)
