"""Workbooks (xlsx, and what comes with the reader: xls, xlsb, ods)."""

import io
from pathlib import Path
from typing import Any

import python_calamine

from layers.errors import InputError
from layers.formats.grid import first_filled_row, to_grid
from layers.source import RawTable
from layers.sources import Role, recognise

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(
    path: Path,
    data: bytes,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    role: Role | None = None,
) -> RawTable:
    """Read one sheet of a workbook.

    Parameters
    ----------
    path
        The file, for messages and the record.
    data
        Its content.
    sheet
        The sheet's name; None takes the first whose header a source recognises, else the first
        with a table.
    header_row
        The row, counted from 1, with the headers.
    role
        Recognise sources of incidents or of facilities only.

    Raises
    ------
    InputError
        The workbook has a password or is damaged, the sheet is not there, or holds no table.
    """
    if _ENCRYPTED in data:
        raise InputError(
            f"{path.name}: the workbook has a password; open it, save a copy without one and give "
            "that"
        )
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = list(book.sheet_names)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise InputError(
            f"{path.name}: this workbook cannot be opened, it may be cut short or damaged "
            f"({_first_line(error)}); save or download it again"
        ) from error
    if sheet is not None and sheet not in names:
        raise InputError(
            f"{path.name}: there is no sheet {sheet!r}; the sheets are: {', '.join(names)}"
        )
    rows = {name: _rows(book, name, path) for name in ([sheet] if sheet else names)}
    chosen = sheet or _choose(rows, header_row, role)
    if chosen is None:
        raise InputError(f"{path.name}: no sheet holds anything; give a workbook with data")
    grid = to_grid(rows[chosen], path, header_row)
    others = [name for name in names if name != chosen]
    notes = (f"other sheets not read: {', '.join(others)}",) if others else ()
    return RawTable(
        path=path,
        format="workbook",
        frame=grid.frame,
        sheet=chosen,
        header_row=grid.header_row,
        notes=(*notes, *grid.notes),
    )


def _rows(book: Any, name: str, path: Path) -> list[list[Any]]:
    try:
        rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise InputError(
            f"{path.name}: the sheet {name!r} cannot be read, the file may be damaged "
            f"({_first_line(error)}); save or download it again"
        ) from error
    return rows


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _choose(
    rows: dict[str, list[list[Any]]], header_row: int | None, role: Role | None
) -> str | None:
    """Return the sheet of a known source, else one that may be a generic table, else any."""
    filled = []
    for name, cells in rows.items():
        start = header_row or first_filled_row(cells)
        if start and start <= len(cells):
            headers = [c for c in cells[start - 1] if c not in {None, ""}]
            found = recognise(headers, role)
            rank = 3 if found and found.signatures else 2 if found else len(headers) > 1
            filled.append((int(rank), name))
    best = max((rank for rank, _ in filled), default=0)
    return next((name for rank, name in filled if rank == best), None)
