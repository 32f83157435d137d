"""Merged cells: what a cell says holds for every row it spans, unless it is a count.

A spreadsheet keeps the value of merged cells in the first of them; the others are empty.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from layers.formats.header import is_blank
from layers.headers import unique_headers
from layers.sources import Role
from layers.sources._synonyms import FACILITY, INCIDENT, column_map

Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each as row and column counted from 0."""

_NUMBERS_FILLED: Final = frozenset(
    {"latitude", "longitude", "coordinates", "error_m", "year", "month", "day", "date"}
)
_WIDE: Final = 0.5
_HEADING: Final = "a heading across the columns"


class Filled(NamedTuple):
    """The rows with the merged cells filled, the rows that are headings, and what was done."""

    body: list[Sequence[Any]]
    headings: dict[int, str]
    notes: tuple[str, ...]


def filled_down(
    body: Sequence[Sequence[Any]],
    first: int,
    header: Sequence[Any],
    merged: Sequence[Range],
    role: Role | None,
) -> Filled:
    """Fill cells that are merged over several rows, and find headings merged across the columns.

    Parameters
    ----------
    body
        The rows of data.
    first
        The number of the first of them, counted from 1.
    header
        The labels of the columns.
    merged
        The ranges of the sheet.
    role
        What the list holds; the id of facilities is not filled, each row is a place of its own.

    Returns
    -------
    Filled. Text and dates are filled down, numbers only where they are a place or a date: a count
    over three rows is not three such counts. A row with nothing of its own stays empty.
    """
    if not merged:
        return Filled(list(body), {}, ())
    rows: list[Sequence[Any]] = list(body)
    labels = unique_headers(header)
    tables = {"incidents": (INCIDENT,), "facilities": (FACILITY,)}.get(
        role or "", (INCIDENT, FACILITY)
    )
    field = {label: name for t in tables for name, label in column_map(labels, t).items()}
    headings: dict[int, str] = {}
    filled: dict[str, int] = {}
    left: dict[str, int] = {}
    for (top, west), (bottom, east) in merged:
        here, last = top + 1 - first, min(bottom + 1 - first, len(rows) - 1)
        if not 0 <= here < len(rows) or west >= len(rows[here]) or is_blank(rows[here][west]):
            continue
        value = rows[here][west]
        label = labels[west] if west < len(labels) else f"column {west + 1}"
        own = sum(not is_blank(c) for c in body[here])
        if east - west + 1 >= max(2, _WIDE * len(labels)) and own == 1 and isinstance(value, str):
            headings.update({n + first: _HEADING for n in range(here, last + 1)})
            continue
        if last <= here:
            continue
        stays = field.get(label) == "native_id" and role == "facilities"
        number = isinstance(value, (int, float)) and field.get(label) not in {
            *_NUMBERS_FILLED,
            "native_id",
        }
        if stays or number:
            left[label] = left.get(label, 0) + 1
            continue
        for n in range(here + 1, last + 1):
            if any(not is_blank(c) for c in body[n]):
                cells = list(rows[n]) + [None] * (west + 1 - len(rows[n]))
                cells[west] = value
                rows[n] = cells
                filled[label] = filled.get(label, 0) + 1
    return Filled(rows, headings, _said(filled, left))


def _said(filled: dict[str, int], left: dict[str, int]) -> tuple[str, ...]:
    notes = []
    if filled:
        what = ", ".join(f"{label} ({n} rows)" for label, n in filled.items())
        notes.append(f"merged cells hold for every row they span; filled down: {what}")
    if left:
        what = ", ".join(f"{label} ({n})" for label, n in left.items())
        notes.append(f"merged numbers and ids stay in their first row only: {what}")
    return tuple(notes)
