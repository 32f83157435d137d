"""Workbooks (xlsx, and what comes with the reader: xls, xlsb, ods)."""

import io
from pathlib import Path
from typing import Any, Final, NamedTuple

import python_calamine

from layers.errors import InputError
from layers.formats.grid import to_grid
from layers.formats.header import find_header, first_filled_row, fit, is_blank
from layers.formats.hidden import hidden_notes
from layers.source import RawTable
from layers.sources import Role

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_LISTED: Final = 2


class _Sheet(NamedTuple):
    """How well a sheet does as the list: rank, fields known; whether it shows; its rows."""

    name: str
    rank: int
    known: int
    shows: bool
    rows: int

    @property
    def worth(self) -> tuple[int, bool, int]:
        """A known source first, then what is not hidden, then what names most."""
        return (self.rank, self.shows, 0 if self.rank > _LISTED else self.known)


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
        The sheet's name; None takes the one whose header a source recognises, else the one with
        the most names that are known, else the first with a table. What else could be the list is
        named in the notes.
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
    chosen, notes = (
        (sheet, _others(names, sheet)) if sheet else _choose(book, rows, header_row, role)
    )
    if chosen is None:
        raise InputError(f"{path.name}: no sheet holds anything; give a workbook with data")
    merged = getattr(book.get_sheet_by_name(chosen), "merged_cell_ranges", None) or ()
    grid = to_grid(rows[chosen], path, header_row, role=role, merged=merged)
    hidden = hidden_notes(data, names.index(chosen), grid.header_row, int(grid.frame.index[-1]))
    return RawTable(
        path=path,
        format="workbook",
        frame=grid.frame,
        sheet=chosen,
        header_row=grid.header_row,
        notes=(*notes, *grid.notes, *hidden),
        no_data=grid.no_data,
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


def _others(names: list[str], chosen: str) -> tuple[str, ...]:
    rest = ", ".join(name for name in names if name != chosen)
    return (f"other sheets not read: {rest}",) if rest else ()


def _choose(
    book: Any, rows: dict[str, list[list[Any]]], header_row: int | None, role: Role | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the sheet that does best as the list, and what to say of the others."""
    shows = {s.name: str(s.visible).endswith("Visible") for s in book.sheets_metadata}
    sheets = [_judged(name, cells, header_row, role, shows) for name, cells in rows.items()]
    filled = [sheet for sheet in sheets if sheet is not None]
    if not filled:
        return None, ()
    best = max(filled, key=lambda sheet: sheet.worth)  # the first of several
    could = [s for s in filled if s.name != best.name and s.rank == best.rank >= _LISTED]
    rest = [n for n in rows if n != best.name and n not in {s.name for s in could}]
    notes = []
    if could:
        named = ", ".join(_described(s) for s in could)
        notes.append(
            f"several sheets could be the list: read {_described(best)}, not read: {named}; to "
            "read another, name it with --sheet"
        )
    if not best.shows:
        notes.append(f"the sheet {best.name!r} is hidden in the workbook")
    if rest:
        notes.append(f"other sheets not read: {', '.join(rest)}")
    return best.name, tuple(notes)


def _described(sheet: _Sheet) -> str:
    return f"{sheet.name!r} ({sheet.rows} rows{'' if sheet.shows else ', hidden'})"


def _judged(
    name: str,
    cells: list[list[Any]],
    header_row: int | None,
    role: Role | None,
    shows: dict[str, bool],
) -> _Sheet | None:
    """Return how well a sheet does as the list, None where it holds nothing."""
    if header_row is None:
        start = first_filled_row(cells)
    else:
        start = header_row if header_row <= len(cells) else None
        start = start if start and not all(map(is_blank, cells[start - 1])) else None
    header = find_header(cells, header_row, role) if start else None
    if header is None:
        return None
    rank, known = fit(header.cells, role)
    below = cells[header.row + header.depth - 1 :]
    count = sum(not all(map(is_blank, row)) for row in below)
    several = sum(not is_blank(c) for c in header.cells) > 1
    rank = rank if count and rank else int(several and bool(count))
    return _Sheet(name, rank, known, shows.get(name, True), count)
