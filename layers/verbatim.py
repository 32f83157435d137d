"""A list exactly as its file holds it: every sheet, row and cell, beside what was read of it.

`layers.load` reads what a list means. This module keeps what it says, so that a mended list can be
written back in its own layout. It never changes a cell.
"""

import csv
import gzip
import io
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import python_calamine

from layers.errors import InputError
from layers.formats import read_table
from layers.formats.header import is_blank
from layers.formats.merged import Range
from layers.source import RawTable
from layers.workbook_parts import cells_with_formulas

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK"
_TEXT_TABLES: Final = (".csv", ".tsv", ".txt", ".tab")
MADE_BY_US: Final = "nostrike"
"""Name of the hidden sheet of a workbook that `nostrike check` wrote."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows from the first, which may differ in length; merged ranges."""

    name: str
    rows: list[list[Any]]
    merged: tuple[Range, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Dialect:
    """How a text table is written."""

    encoding: str = "utf-8"
    separator: str = ","
    line_end: str = "\r\n"
    all_quoted: bool = False
    first_line: str = ""
    ends_with_line: bool = True
    gzipped: bool = False


@dataclass(frozen=True)
class Verbatim:
    """A file as it stands.

    Attributes
    ----------
    file
        Its name, without the folder.
    kind
        ``workbook``, ``csv``, ``layer`` (rows are features, their places apart) or ``records``.
    sheets
        All sheets of a workbook; one for any other file.
    at
        Which of them is the list.
    first
        The row of the sheet, counted from 1, of the first row of data.
    last
        The row of the last one.
    offset
        What to add to a row's number in the loaded table to have its row in the sheet.
    columns
        The label of each column of the list, in the order of the sheet; None where a column has
        no content that was read.
    dialect
        Of a text table.
    places
        Of a layer: well-known binary in EPSG:4326 for each feature, None without a place.
    notes
        What could not be kept.
    """

    file: str
    kind: str
    sheets: tuple[Sheet, ...]
    at: int
    first: int
    last: int
    offset: int
    columns: tuple[str | None, ...]
    dialect: Dialect = field(default_factory=Dialect)
    places: tuple[bytes | None, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def list_sheet(self) -> Sheet:
        """The sheet that holds the list."""
        return self.sheets[self.at]

    @property
    def width(self) -> int:
        """How many columns the list has, to the last that is named or filled."""
        filled = max((_filled(row) for row in self.list_sheet.rows), default=0)
        return max(filled, len(self.columns))


def _filled(row: Sequence[Any]) -> int:
    return max((n for n, cell in enumerate(row, start=1) if not is_blank(cell)), default=0)


def read_verbatim(
    path: Path | str, *, sheet: str | None = None, header_row: int | None = None
) -> Verbatim:
    """Read a list of facilities as it stands.

    Parameters
    ----------
    path
        Any file that `layers.load_facilities` reads.
    sheet, header_row
        Those that it was loaded with: as `read_as` says, so that both look at the same table.

    Raises
    ------
    InputError
        The file cannot be used, or was made by `nostrike check`, or its places are formulas whose
        values it does not hold.
    """
    path = Path(path)
    raw = read_table(path, sheet=sheet, header_row=header_row, role="facilities")
    if raw.format == "workbook":
        return _workbook(path, raw)
    if raw.format == "csv":
        return _text_table(path, raw)
    return _features(path, raw)


def _workbook(path: Path, raw: RawTable) -> Verbatim:
    data = path.read_bytes()
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets, notes = [], []
    for about in book.sheets_metadata:
        if about.name == MADE_BY_US:
            raise InputError(
                f"{path.name}: this workbook was written by `nostrike check`; give the list "
                f"itself, or read the decisions in it with: nostrike apply {path.name} --out DIR"
            )
        if not str(about.typ).endswith("WorkSheet"):
            notes.append(f"the sheet {about.name!r} holds no cells (a chart or a macro): left out")
            continue
        found = book.get_sheet_by_name(about.name)
        sheets.append(
            Sheet(
                about.name,
                found.to_python(skip_empty_area=False),
                tuple(getattr(found, "merged_cell_ranges", None) or ()),
                hidden=not str(about.visible).endswith(".Visible"),
            )
        )
    at = next(n for n, one in enumerate(sheets) if one.name == raw.sheet)
    formulas = cells_with_formulas(data, raw.sheet or "")
    if formulas:
        notes.append(
            f"{len(formulas)} cells of the list hold formulas: their last values are kept, the "
            "formulas are not"
        )
    verbatim = Verbatim(
        file=path.name,
        kind="workbook",
        sheets=tuple(sheets),
        at=at,
        first=int(raw.frame.index[0]),
        last=int(raw.frame.index[-1]),
        offset=0,
        columns=_labels(raw, sheets[at].rows),
        notes=tuple(notes),
    )
    _refuse_empty_formulas(verbatim, formulas)
    return verbatim


def _refuse_empty_formulas(verbatim: Verbatim, formulas: Sequence[tuple[int, int]]) -> None:
    """Refuse a list whose cells are formulas without a stored value: they would read as empty."""
    rows = verbatim.list_sheet.rows
    empty = [
        (row, column)
        for row, column in formulas
        if verbatim.first <= row <= len(rows)
        and (column > len(rows[row - 1]) or is_blank(rows[row - 1][column - 1]))
    ]
    if not empty:
        return
    row, column = empty[0]
    label = verbatim.columns[column - 1] if column <= len(verbatim.columns) else None
    raise InputError(
        f"{verbatim.file}: sheet {verbatim.list_sheet.name!r}, row {row}, column "
        f"{label or column!r}: holds a formula without a stored value "
        f"({len(empty)} such cells); open the file in a spreadsheet, save it and give it again"
    )


def _labels(raw: RawTable, rows: Sequence[Sequence[Any]]) -> tuple[str | None, ...]:
    """Return which column of the sheet each column of the table stands in, by its content.

    Headers may repeat, span two rows or be missing, so the cells decide: the columns of the table
    come in the order of the sheet, and each takes the first whose cells are its own.
    """
    numbers = list(raw.frame.index)
    look = [numbers[n] for n in range(0, len(numbers), max(1, len(numbers) // 400))]
    width = max((len(row) for row in rows), default=0)
    labels: list[str | None] = [None] * width
    start = 0
    for label in raw.frame.columns:
        said = raw.frame[label]
        filled = said.index[said.notna()]
        here = list(dict.fromkeys([*look, *filled[:20]]))
        for place in range(start, width):
            found = [_same(said[n], rows[n - 1], place) for n in here]
            if False in found:
                continue
            header = [
                str(row[place]).strip() for row in rows[: numbers[0] - 1]
                if place < len(row) and not is_blank(row[place])
            ]  # fmt: skip
            if (True in found) if len(filled) else any(h in label for h in header):
                labels[place], start = label, place + 1
                break
    while labels and labels[-1] is None:
        labels.pop()
    return tuple(labels)


def _same(value: Any, row: Sequence[Any], place: int) -> bool | None:
    """Return whether a cell says what was read of it; None where neither says anything."""
    cell = row[place] if place < len(row) else None
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return None if is_blank(cell) else False
    if is_blank(cell):
        return None  # filled down from a merged cell
    if isinstance(value, (int, float)) and isinstance(cell, (int, float)):
        return float(value) == float(cell)
    return bool(value == cell)


def _text_table(path: Path, raw: RawTable) -> Verbatim:
    data = path.read_bytes()
    file, gzipped = path.name, data.startswith(_GZIP)
    if gzipped:
        data = gzip.decompress(data)
    elif data.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            inside = next(n for n in names if Path(n).suffix.casefold() in _TEXT_TABLES)
            data, file = archive.read(inside), Path(inside).name
    text = data.decode(raw.encoding or "utf-8", errors="replace")
    first, newline, rest = text.partition("\n")
    stated = first.strip().casefold().startswith("sep=")
    if stated:
        text = rest
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=raw.separator or ","))
    quoted = [line for line in text.splitlines()[:20] if line]
    dialect = Dialect(
        encoding=raw.encoding or "utf-8",
        separator=raw.separator or ",",
        line_end="\r\n" if "\r\n" in text else "\n",
        all_quoted=bool(quoted) and all(line.startswith('"') for line in quoted),
        first_line=first + newline if stated else "",
        ends_with_line=text.endswith(("\n", "\r")),
        gzipped=gzipped,
    )
    return Verbatim(
        file=file,
        kind="csv",
        sheets=(Sheet(Path(file).name.split(".")[0], [list(row) for row in rows]),),
        at=0,
        first=int(raw.frame.index[0]),
        last=int(raw.frame.index[-1]),
        offset=0,
        columns=_labels(raw, rows),
        dialect=dialect,
    )


def _features(path: Path, raw: RawTable) -> Verbatim:
    labels = [str(label) for label in raw.frame.columns]
    values = raw.frame.astype(object).where(raw.frame.notna(), None).to_numpy().tolist()
    rows = [labels, *[[_plain(cell) for cell in row] for row in values]]
    places = None
    if raw.geometry is not None:
        places = tuple(raw.geometry.to_wkb().where(raw.geometry.notna(), None).tolist())
    return Verbatim(
        file=path.name,
        kind="layer" if places is not None else "records",
        sheets=(Sheet(raw.sheet or path.name.split(".")[0], rows),),
        at=0,
        first=2,
        last=len(rows),
        offset=1,
        columns=tuple(labels),
        places=places,
    )


def _plain(cell: Any) -> Any:
    """Return a cell as a workbook can hold it: what is nested is text."""
    if cell is None or isinstance(cell, (str, bool, int, float)) or hasattr(cell, "isoformat"):
        if hasattr(cell, "to_pydatetime"):
            return cell.to_pydatetime()
        return cell
    item = getattr(cell, "item", None)
    return item() if callable(item) and getattr(cell, "ndim", 0) == 0 else str(cell)
