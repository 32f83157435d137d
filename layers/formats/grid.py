"""Rows of cells to a table: where the header stands, what is no data, which columns are real."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from layers.errors import InputError
from layers.headers import unique_headers

_TAG: Final = r"^\s*#\s*[A-Za-z]"


class Grid(NamedTuple):
    """A table found in rows of cells; the frame is indexed by the numbers of the rows."""

    frame: pd.DataFrame
    header_row: int
    notes: tuple[str, ...]


def clean_column(values: Any) -> pd.Series:
    """Return cells of one column with blanks as nulls and whole floats as integers.

    Text stays as it stands. A column of text alone has dtype ``str``, any other ``object``.

    Examples
    --------
    >>> clean_column([1.0, " ", "a", 2.5]).tolist()
    [1, None, 'a', 2.5]
    """
    column = pd.Series(values, dtype=object)
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind in {"string", "empty"}:
        text = column.astype("str")
        return text.mask(text.str.strip().eq("").fillna(False))
    cells = [_clean(value) for value in column]
    return pd.Series(cells, index=column.index, dtype=object)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return None
        return int(value) if float(value).is_integer() else float(value)
    return None if value is pd.NaT else value


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def first_filled_row(rows: Sequence[Sequence[Any]]) -> int | None:
    """Return the number, counted from 1, of the first row that is not blank; None without any."""
    return next(
        (n for n, row in enumerate(rows, start=1) if not all(_is_blank(c) for c in row)), None
    )


def to_grid(rows: Sequence[Sequence[Any]], path: Path, header_row: int | None = None) -> Grid:
    """Read rows of cells as a table.

    Parameters
    ----------
    rows
        Every row from the first of the sheet or file, blank ones too; they may differ in length.
    path
        For messages.
    header_row
        The row, counted from 1, that holds the headers; None takes the first that is not blank.

    Returns
    -------
    Grid. An HXL tag row below the header is left out; blank rows at the end too, others stay.

    Raises
    ------
    InputError
        There is no header, or nothing below it.
    """
    start = first_filled_row(rows) if header_row is None else header_row
    if start is None:
        raise InputError(f"{path.name}: the table is empty; give a file with a header and rows")
    if not 1 <= start <= len(rows) or all(_is_blank(c) for c in rows[start - 1]):
        raise InputError(
            f"{path.name}: row {start} holds no headers (the table has {len(rows)} rows); name "
            "another header row, or leave it out to take the first that is not blank"
        )
    header, body, notes = list(rows[start - 1]), list(rows[start:]), []
    while body and all(_is_blank(c) for c in body[-1]):
        body.pop()
    first = start + 1
    if body and _is_tag_row(body[0]):
        notes.append(f"row {first} holds HXL tags and is no data row")
        body, first = body[1:], first + 1
    if not body:
        raise InputError(
            f"{path.name}: there is a header in row {start} but no row below it; "
            "give a file with data, or another sheet"
        )
    header, more = _fit_header(header, body, first)
    frame = _frame(header, body, first)
    return Grid(frame, start, (*notes, *more))


def _is_tag_row(row: Sequence[Any]) -> bool:
    """Return whether most filled cells are HXL tags such as ``#country +name``."""
    filled = pd.Series([str(c) for c in row if not _is_blank(c)], dtype="str")
    return bool(len(filled) and filled.str.match(_TAG).mean() > 0.5)  # noqa: PLR2004 - most


def _fit_header(
    header: list[Any], body: list[Sequence[Any]], first: int
) -> tuple[list[Any], list[str]]:
    """Make the header as wide as the widest row, and say what did not fit.

    A plain reader shifts every column where rows have a field more than the header.
    """
    stated = len(header)
    while header and _is_blank(header[-1]):
        header.pop()
    width = len(header)
    lengths = np.fromiter((len(row) for row in body), dtype="int64", count=len(body))
    widest = int(lengths.max())
    if widest <= width:
        return header, []
    surplus = [
        n for n in np.flatnonzero(lengths > width) if not all(_is_blank(c) for c in body[n][width:])
    ]
    if not surplus:
        every = f"each of the {len(body)} rows has" if (lengths > width).all() else "some rows have"
        more = f"{widest - width} empty field{'s' * (widest - width > 1)} more than the header"
        return header, [f"{every} {more}: left out, no column is shifted"]
    if (lengths == stated + 1).all() and _counts_rows([row[0] for row in body]):
        note = "the header lacks a name for the first column, which numbers the rows"
        return ["row name", *header], [note]
    note = (
        f"{len(surplus)} rows have more fields than the header, the first is row "
        f"{first + surplus[0]}; what is over stands in 'column {width + 1}': look for a separator "
        "inside an unquoted text"
    )
    return [*header, *[None] * (widest - width)], [note] if stated < widest else []


def _counts_rows(cells: list[Any]) -> bool:
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy("float64")
    return len(cells) > 1 and bool(np.array_equal(numbers, np.arange(len(cells)) + numbers[0]))


def _frame(header: list[Any], body: list[Sequence[Any]], first: int) -> pd.DataFrame:
    columns = list(zip_longest(*body, fillvalue=None))[: len(header)]
    columns += [(None,) * len(body)] * (len(header) - len(columns))
    cleaned = [clean_column(column) for column in columns]
    # a column without a name and without content is an accident of the file
    real = [
        not _is_blank(cell) or bool(column.notna().any())
        for cell, column in zip(header, cleaned, strict=True)
    ]
    names = unique_headers(header)
    index = pd.RangeIndex(first, first + len(body))
    kept = [(name, c) for name, c, keep in zip(names, cleaned, real, strict=True) if keep]
    return pd.DataFrame({name: column.set_axis(index) for name, column in kept}, index=index)
