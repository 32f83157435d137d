"""CSV files that a spreadsheet opens right and that cannot run anything there.

A text cell that a spreadsheet would take for a formula gets an apostrophe in front, and loses it
again in `read_csv_back`. The scheme is exact: a text that starts with apostrophes before such a
sign gets one more, so that every text comes back as it was.
"""

import csv
import re
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from layers.errors import InputError
from layers.export._text import dates_only, settle, visible, with_index

MARK: Final = "'"

# = + - @ and their full-width forms, tab and line ends; nothing at all is marked too, so that an
# empty text is not taken for a missing one
_RISKY: Final = re.compile(r"'*(?:[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|\Z)")
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


def _floats(column: pd.Series) -> list[str]:
    numbers = column.to_numpy(dtype="float64", na_value=np.nan)
    return ["" if number != number else repr(float(number)) for number in numbers]  # noqa: PLR0124


def _cells(column: pd.Series) -> list[str]:
    column = settle(column)
    dtype = column.dtype
    missing = column.isna()
    if pd.api.types.is_bool_dtype(dtype):
        texts = column.astype(object).map({True: "true", False: "false"})
    elif pd.api.types.is_integer_dtype(dtype):
        texts = column.astype(object).map(str)
    elif pd.api.types.is_numeric_dtype(dtype):
        return _floats(column)
    elif pd.api.types.is_datetime64_dtype(dtype):
        texts = column.dt.strftime("%Y-%m-%d" if dates_only(column) else "%Y-%m-%dT%H:%M:%S")
    else:
        return ["" if text is None else neutralise(text) for text in column]
    return list(texts.astype(object).where(~missing, ""))


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
    columns = [_cells(table.iloc[:, at]) for at in range(table.shape[1])]
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)  # ends lines with CR LF, and so quotes cells with either
        writer.writerow([neutralise(visible(str(name))) for name in table.columns])
        writer.writerows(zip(*columns, strict=True))


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
