"""Digests of cells that survive a spreadsheet: what was edited shows, what was only saved does not.

A spreadsheet may save 2 as 2.0, a date as a moment at midnight, CR LF as LF. None of that is an
edit, so the digest is of what the cell says.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

CELL: Final = 4
"""Characters of the digest of one cell, enough to name the column that was changed."""
_ROW: Final = 16


def said(cell: Any) -> str:
    """Return what a cell says, with its kind, in one spelling.

    Examples
    --------
    >>> said(2), said(2.0), said("2"), said(dt.date(2024, 1, 2)), said(None)
    ('n2', 'n2', 't2', 'd2024-01-02T00:00:00', '')
    """
    if cell is None or isinstance(cell, str):
        return "t" + cell.replace("\r\n", "\n").replace("\r", "\n") if cell else ""
    if isinstance(cell, bool):
        return f"b{cell}"
    if isinstance(cell, (int, float)):
        return f"n{float(cell):.15g}"
    return _said_of_date(cell)


def _said_of_date(cell: Any) -> str:
    if isinstance(cell, dt.datetime):
        return "d" + (cell + dt.timedelta(microseconds=500_000)).strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(cell, dt.date):
        return f"d{cell.isoformat()}T00:00:00"
    if isinstance(cell, dt.time):
        return f"h{round(_seconds(cell))}"
    if isinstance(cell, dt.timedelta):
        return f"h{round(cell.total_seconds())}"
    return f"t{cell}"


def _seconds(moment: dt.time) -> float:
    whole = dt.timedelta(
        hours=moment.hour,
        minutes=moment.minute,
        seconds=moment.second,
        microseconds=moment.microsecond,
    )
    return whole.total_seconds()


def of_cells(cells: Iterable[Any]) -> str:
    """Return the digest of cells in their order, blank ones at the end aside."""
    spelt = [said(cell) for cell in cells]
    while spelt and not spelt[-1]:
        spelt.pop()
    return _hash("\x1f".join(spelt))[:_ROW]


def of_each(cells: Iterable[Any]) -> str:
    """Return the short digests of cells, one after the other."""
    return "".join(_hash(text)[:CELL] if (text := said(cell)) else "-" * CELL for cell in cells)


def of_rows(rows: Sequence[Sequence[Any]]) -> str:
    """Return the digest of rows, blank ones at the end aside."""
    digests = [of_cells(row) for row in rows]
    nothing = of_cells(())
    while digests and digests[-1] == nothing:
        digests.pop()
    return _hash("".join(digests))[:_ROW]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
