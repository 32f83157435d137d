"""Rows of cells to a table: where the header stands, what is no data, which columns are real."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from layers.errors import InputError
from layers.formats.header import Header, find_header, first_filled_row, is_blank, is_tag_row
from layers.formats.merged import Range, filled_down
from layers.headers import fold, unique_headers
from layers.sources import Role

_SHOWN: Final = 3


class Grid(NamedTuple):
    """A table found in rows of cells; the frame is indexed by the numbers of the rows."""

    frame: pd.DataFrame
    header_row: int
    notes: tuple[str, ...]
    no_data: dict[int, str]


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
    cells = [_clean(value) for value in column.tolist()]
    return pd.Series(cells, index=column.index, dtype=object)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, (float, np.floating)):
        if value != value:  # noqa: PLR0124 - NaN
            return None
        return int(value) if float(value).is_integer() else float(value)
    return None if value is pd.NaT else value


def to_grid(
    rows: Sequence[Sequence[Any]],
    path: Path,
    header_row: int | None = None,
    *,
    role: Role | None = None,
    merged: Sequence[Range] = (),
) -> Grid:
    """Read rows of cells as a table.

    Parameters
    ----------
    rows
        Every row from the first of the sheet or file, blank ones too; they may differ in length.
    path
        For messages.
    header_row
        The row, counted from 1, that holds the headers; None finds it (`find_header`).
    role
        Look for the names of a list of incidents or of facilities only.
    merged
        The ranges of merged cells.

    Returns
    -------
    Grid. An HXL tag row below the header is left out; blank rows at the end too, others stay.

    Raises
    ------
    InputError
        There is no header, or nothing below it.
    """
    first = first_filled_row(rows)
    if first is None:
        raise InputError(f"{path.name}: the table is empty; give a file with a header and rows")
    if header_row is not None and (
        not 1 <= header_row <= len(rows) or all(is_blank(c) for c in rows[header_row - 1])
    ):
        raise InputError(
            f"{path.name}: row {header_row} holds no headers (the table has {len(rows)} rows); "
            "name another header row, or leave it out to have it found"
        )
    header = find_header(rows, header_row, role) or Header(first, 1, list(rows[first - 1]))
    start, cells = header.row, list(header.cells)
    notes = [] if header_row else _above(rows, first, start)
    if header.depth > 1:
        notes.append(f"the header takes rows {start} and {start + 1}; each name is of both")
    below = start + header.depth
    body = list(rows[below - 1 :])
    while body and all(is_blank(c) for c in body[-1]):
        body.pop()
    if body and is_tag_row(body[0]):
        notes.append(f"row {below} holds HXL tags and is no data row")
        body, below = body[1:], below + 1
    if not body:
        raise InputError(
            f"{path.name}: there is a header in row {start} but no row below it; "
            "give a file with data, or another sheet"
        )
    done = filled_down(body, below, cells, merged, role)
    again = _header_again(done.body, below, rows[start - 1 : start - 1 + header.depth])
    cells, more = _fit_header(cells, done.body, below)
    frame = _frame(cells, done.body, below)
    return Grid(frame, start, (*notes, *done.notes, *more), {**done.headings, **again})


def _above(rows: Sequence[Sequence[Any]], first: int, start: int) -> list[str]:
    """Say what stands above the header."""
    if first >= start:
        return []
    text = [str(c).strip() for row in rows[first - 1 : start - 1] for c in row if not is_blank(c)]
    shown = "; ".join(t[:60] for t in text[:_SHOWN]) + ("; ..." if len(text) > _SHOWN else "")
    return [f"the header was found in row {start}; above it stands: {shown}"]


def _header_again(
    body: Sequence[Sequence[Any]], first: int, headers: Sequence[Sequence[Any]]
) -> dict[int, str]:
    """Return the rows that say what the rows of the header say, at least two cells and most."""
    out = {}
    for header in headers:
        names = {n: fold(c) for n, c in enumerate(header) if isinstance(c, str) and c.strip()}
        quick = {n: str(header[n]).strip().casefold() for n in list(names)[:2]}
        rows = {
            number
            for n, name in quick.items()
            for number, row in enumerate(body, start=first)
            if n < len(row) and isinstance(row[n], str) and row[n].strip().casefold() == name
        }
        for number in sorted(rows):
            row = body[number - first]
            filled = [(n, c) for n, c in enumerate(row) if not is_blank(c)]
            alike = sum(n in names and fold(c) == names[n] for n, c in filled)
            if alike > 1 and 2 * alike > len(filled):
                out[number] = "the header once more"
    return out


def _fit_header(
    header: list[Any], body: list[Sequence[Any]], first: int
) -> tuple[list[Any], list[str]]:
    """Make the header as wide as the widest row, and say what did not fit.

    A plain reader shifts every column where rows have a field more than the header.
    """
    stated = len(header)
    while header and is_blank(header[-1]):
        header.pop()
    width = len(header)
    lengths = np.fromiter((len(row) for row in body), dtype="int64", count=len(body))
    widest = int(lengths.max())
    if widest <= width:
        return header, []
    surplus = [
        n for n in np.flatnonzero(lengths > width) if not all(is_blank(c) for c in body[n][width:])
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
        not is_blank(cell) or bool(column.notna().any())
        for cell, column in zip(header, cleaned, strict=True)
    ]
    names = unique_headers(header)
    index = pd.RangeIndex(first, first + len(body))
    kept = [(name, c) for name, c, keep in zip(names, cleaned, real, strict=True) if keep]
    return pd.DataFrame({name: column.set_axis(index) for name, column in kept}, index=index)
