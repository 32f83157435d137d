"""The decisions of a person, read back from a workbook of `nostrike check`.

What must never happen here: a decision guessed, a row lost, an edit outside the columns for
decisions taken over in silence. Every fault is said with its row, its column and how to mend it.
"""

import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd
import python_calamine

from layers import digests
from layers.checked_book import DECIDED, FOUND, HIDDEN, KEY, VERSION, read_key
from layers.decision_words import decision_of
from layers.errors import InputError
from layers.export.exact_cells import shown
from layers.formats.header import is_blank
from layers.verbatim import Dialect, Sheet, Verbatim
from layers.workbook_parts import cells_with_formulas, hidden_rows

_SHOWN: Final = 8
COLUMNS: Final = (
    *("row", "sheet_row", "facility_id", "findings", "decision", "latitude", "longitude"),
    *("decided_by", "decided_on", "note"),
    *("evidence", "suggested_latitude", "suggested_longitude"),
)


@dataclass(frozen=True)
class Edit:
    """A change that a person made outside the columns for decisions."""

    what: str
    sheet_row: int
    row: int | None
    column: str | None
    value: Any


@dataclass(frozen=True)
class Checked:
    """A workbook of `nostrike check`, read back.

    Attributes
    ----------
    verbatim
        The list, in its own order, as it was or as it was edited.
    decisions
        A row per decision: `COLUMNS`. ``row`` is the row in the list, ``sheet_row`` in the
        workbook; ``latitude`` and ``longitude`` are what is to be written, if anything.
    edits
        What was changed besides.
    about
        What the check wrote of itself.
    notes
        What a person should know.
    """

    verbatim: Verbatim
    decisions: pd.DataFrame
    edits: tuple[Edit, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_checked(path: Path | str, *, allow_edits: bool = False) -> Checked:
    """Read a checked workbook, with the decisions made in it.

    Parameters
    ----------
    path
        ``checked.xlsx``, edited and saved by any spreadsheet.
    allow_edits
        Take over what was edited outside the columns for decisions, instead of refusing it.

    Raises
    ------
    InputError
        It is no such workbook, was edited elsewhere, or a decision cannot be carried out. The
        message names the rows, the columns and the mend of all faults it can show.
    """
    return _Reader(Path(path)).read(allow_edits=allow_edits)


class _Reader:
    """One workbook being read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = _content(path)
        try:
            self.book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.data))
        except (python_calamine.CalamineError, ValueError, OSError) as fault:
            raise InputError(
                f"{path.name}: this is no workbook that can be opened "
                f"({(str(fault).splitlines() or ['damaged'])[0]}); give the checked.xlsx of "
                "nostrike check"
            ) from None
        self.meta, self.texts, self.places = self._hidden()
        self.title = self.meta["sheets"][self.meta["at"]]["title"]
        self.first, self.width = self.meta["first"], self.meta["width"]

    def _hidden(self) -> tuple[dict[str, Any], dict[tuple[int, int, int], str], list[bytes | None]]:
        if HIDDEN not in self.book.sheet_names:
            raise InputError(
                f"{self.path.name}: this workbook was not written by nostrike check (its hidden "
                f"sheet {HIDDEN!r} is missing); give the checked.xlsx of a check, saved as xlsx"
            )
        about, texts, places = "", {}, []
        for row in self.book.get_sheet_by_name(HIDDEN).to_python(skip_empty_area=False):
            kind, *cells = row
            if kind == "about":
                about = "".join(map(str, cells))
            elif kind == "text":
                n, at, column = (int(str(cell).partition(".")[0]) for cell in cells[:3])
                texts[n, at, column] = "".join(map(str, cells[3:]))
            elif kind == "place":
                hexed = "".join(map(str, cells[1:]))
                places.append(bytes.fromhex(hexed) if hexed else None)
        try:
            meta = json.loads(about)
        except ValueError:
            meta = {}
        if meta.get("version") != VERSION:
            raise InputError(
                f"{self.path.name}: what nostrike check wrote in the hidden sheet {HIDDEN!r} is "
                "damaged or of another version; run nostrike check again and move the decisions"
            )
        return meta, texts, places

    def read(self, *, allow_edits: bool) -> Checked:
        rows = self._rows(self.title)
        self._check_head(rows)
        sheets = [self._other(n, one) for n, one in enumerate(self.meta["sheets"])]
        keyed, edits = self._keyed(rows)
        changed = [*self._changed_sheets(sheets), *edits]
        if changed and not allow_edits:
            raise InputError(self._refusal(changed))
        body = self._body(keyed)
        moved = any(edit.what.startswith("row ") for edit in edits)
        sheets[self.meta["at"]] = self._list_sheet(rows, body, moved=moved)
        for n, sheet in enumerate(sheets):
            for number, cells in enumerate(sheet.rows if n != self.meta["at"] else ()):
                self._restore(n, number, cells)
        decisions = self._decisions(keyed)
        verbatim = Verbatim(
            file=self.meta["file"],
            kind=self.meta["kind"],
            sheets=tuple(sheets),
            at=self.meta["at"],
            first=self.first,
            last=self.first + len(body) - 1,
            offset=self.meta["offset"],
            columns=tuple(self.meta["columns"]),
            dialect=Dialect(**self.meta["dialect"]),
            places=self._kept_places(keyed) if self.meta["kind"] == "layer" else None,
        )
        return Checked(verbatim, decisions, tuple(changed), self.meta["about"], self._notes(keyed))

    def _rows(self, title: str) -> list[list[Any]]:
        if title not in self.book.sheet_names:
            raise InputError(
                f"{self.path.name}: the sheet {title!r} is missing (it was deleted or renamed); "
                "give the sheet its name back, or start from the checked.xlsx of the check"
            )
        rows: list[list[Any]] = self.book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        return rows

    def _check_head(self, rows: list[list[Any]]) -> None:
        """Refuse a sheet whose columns are not where they were: nothing in it can be trusted."""
        wanted = [*FOUND, *DECIDED, KEY]
        head = rows[self.first - 2] if len(rows) >= self.first - 1 else []
        here = [str(cell).strip() for cell in head[self.width : self.width + len(wanted)]]
        if here != wanted:
            lost = [name for name in wanted if name not in map(str, head)]
            why = f"missing: {', '.join(lost)}" if lost else "columns were inserted or moved"
            raise InputError(
                f"{self.path.name}: sheet {self.title!r}, row {self.first - 1}: the columns are "
                f"not those of the check ({why}); undo it, or start from the checked.xlsx of the "
                "check"
            )

    def _other(self, n: int, one: dict[str, Any]) -> Sheet:
        rows = [] if n == self.meta["at"] else self._rows(one["title"])
        rows = [[None if cell == "" else cell for cell in row] for row in rows]
        merged = tuple((tuple(low), tuple(high)) for low, high in one["merged"])
        return Sheet(one["name"], rows, merged, hidden=one["hidden"])

    def _changed_sheets(self, sheets: list[Sheet]) -> list[Edit]:
        found = []
        for n, (one, sheet) in enumerate(zip(self.meta["sheets"], sheets, strict=True)):
            if n != self.meta["at"] and digests.of_rows(sheet.rows) != one["digest"]:
                found.append(Edit("sheet changed", 0, None, sheet.name, None))
        head = [row[: self.width] for row in self._rows(self.title)[: self.first - 1]]
        if digests.of_rows(head) != self.meta["head"]["digest"]:
            found.append(Edit("header changed", self.first - 1, None, None, None))
        return found

    def _keyed(self, rows: list[list[Any]]) -> tuple[list["_Row"], list[Edit]]:
        """Return the rows of data in the order of the list, and the edits made to them."""
        at = self.width + len(FOUND) + len(DECIDED)
        keyed: list[_Row] = []
        edits: list[Edit] = []
        seen: dict[int, int] = {}
        for number, cells in enumerate(rows[self.first - 1 :], start=self.first):
            row = [*cells, *[""] * (at + 1 - len(cells))]
            key = read_key(row[at])
            if key is None:
                if not all(map(is_blank, row)):
                    edits.append(Edit("row added", number, None, None, None))
                    keyed.append(_Row(10**9 + number, number, self.width, row[:at]))
                continue
            original, width, whole, each = key
            if original in seen:
                edits.append(Edit("row copied", number, seen[original], None, None))
                keyed.append(_Row(10**9 + number, number, width, row[:at]))
                continue
            seen[original] = number
            one = _Row(original, number, width, row[:at])
            edits += self._edited(one, whole, each)
            keyed.append(one)
        edits += [
            Edit("row deleted", 0, lost, None, None)
            for lost in range(self.first, self.meta["last"] + 1)
            if lost not in seen
        ]
        return sorted(keyed, key=lambda one: one.original), edits

    def _edited(self, row: "_Row", whole: str, each: str) -> list[Edit]:
        cells = row.cells[: self.width + len(FOUND)]
        if digests.of_cells(cells) == whole:
            return []
        now = digests.of_each(cells)
        size = digests.CELL
        places = [n for n in range(len(cells)) if now[n * size :][:size] != each[n * size :][:size]]
        names = [*self.meta["columns"], *[None] * self.width][: self.width]
        names = [name or f"column {n + 1}" for n, name in enumerate(names)] + list(FOUND)
        return [
            Edit("cell changed", row.sheet_row, row.original, names[n], cells[n])
            for n in places or [0]
        ]

    def _refusal(self, edits: list[Edit]) -> str:
        said = []
        for edit in edits[:_SHOWN]:
            if edit.what == "cell changed":
                said.append(f"row {edit.sheet_row}, column {edit.column!r}: changed")
            elif edit.what == "row added":
                said.append(f"row {edit.sheet_row}: added")
            elif edit.what == "row copied":
                said.append(f"row {edit.sheet_row}: a copy of row {edit.row}")
            elif edit.what == "row deleted":
                said.append(f"row {edit.row} of the list: deleted")
            elif edit.what == "header changed":
                said.append(f"row {edit.sheet_row} or above it: changed")
            else:
                said.append(f"sheet {edit.column!r}: changed")
        more = f"; and {len(edits) - _SHOWN} more" if len(edits) > _SHOWN else ""
        return (
            f"{self.path.name}: sheet {self.title!r} was edited beyond its columns for decisions "
            f"({'; '.join(said)}{more}). Undo it, with own_latitude and own_longitude for a new "
            "coordinate; or take the edits over as they are with --allow-edits"
        )

    def _body(self, keyed: list["_Row"]) -> list[list[Any]]:
        body = []
        blank = "" if self.meta["kind"] == "csv" else None
        for row in keyed:
            cells = [blank if cell == "" else cell for cell in row.cells[: self.width]]
            self._restore(self.meta["at"], row.original - 1, cells)
            filled = max((n for n, c in enumerate(cells, 1) if not is_blank(c)), default=0)
            width = max(row.width, filled)
            body.append([*cells[:width], *[blank] * (width - len(cells))])
        return body

    def _restore(self, n: int, row: int, cells: list[Any]) -> None:
        """Put texts that were too long for a cell back in whole, where they were not edited."""
        if not self.texts:
            return
        for column, cell in enumerate(cells):
            text = self.texts.get((n, row, column))
            if text is not None and digests.said(cell) == digests.said(shown(text)):
                cells[column] = text

    def _list_sheet(self, rows: list[list[Any]], body: list[list[Any]], *, moved: bool) -> Sheet:
        one = self.meta["sheets"][self.meta["at"]]
        csv = self.meta["kind"] == "csv"
        head = []
        for n, width in enumerate(self.meta["head"]["widths"]):
            cells: list[Any] = [*rows[n][: self.width], *[""] * self.width][:width]
            self._restore(self.meta["at"], n, cells)
            head.append(cells if csv else [None if cell == "" else cell for cell in cells])
        tail: list[list[Any]] = [["" if csv else None] * width for width in self.meta["tail"]]
        merged = tuple((tuple(low), tuple(high)) for low, high in one["merged"])
        if moved:  # rows were added or deleted: what spans rows of data is no longer known
            merged = tuple(one for one in merged if one[1][0] < self.first - 1)
        return Sheet(one["name"], [*head, *body, *tail], merged, hidden=one["hidden"])

    def _kept_places(self, keyed: list["_Row"]) -> tuple[bytes | None, ...]:
        numbers = [row.original - self.first for row in keyed]
        return tuple(self.places[n] if n < len(self.places) else None for n in numbers)

    def _decisions(self, keyed: list["_Row"]) -> pd.DataFrame:
        formulas = set(cells_with_formulas(self.data, self.title))
        rows, faults = [], []
        for position, row in enumerate(keyed):
            found = dict(zip(FOUND, row.cells[self.width :], strict=False))
            start = self.width + len(FOUND)
            said = dict(zip(DECIDED, row.cells[start:], strict=False))
            for n, name in enumerate(DECIDED):
                if (row.sheet_row, start + n + 1) in formulas:
                    faults.append(
                        f"row {row.sheet_row}, column {name!r}: holds a formula; paste its value"
                    )
            if all(map(is_blank, said.values())):
                continue
            made = decision_of(row.sheet_row, found, said)
            if isinstance(made, str):
                faults.append(made)
            elif made:
                rows.append({"row": self.first + position, "sheet_row": row.sheet_row, **made})
        if faults:
            faults = list(dict.fromkeys(faults))
            more = f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
            raise InputError(
                f"{self.path.name}: sheet {self.title!r}:\n  "
                + "\n  ".join(faults[:_SHOWN])
                + more
                + "\nNothing was written."
            )
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"row": int, "sheet_row": int})

    def _notes(self, keyed: list["_Row"]) -> tuple[str, ...]:
        hidden = set(hidden_rows(self.data, self.title))
        at = self.width + len(FOUND)
        unseen = [
            row.sheet_row
            for row in keyed
            if row.sheet_row in hidden and not is_blank(row.cells[at])
        ]
        if not unseen:
            return ()
        listed = ", ".join(map(str, sorted(unseen)[:_SHOWN])) + ", ..." * (len(unseen) > _SHOWN)
        note = (
            f"{len(unseen)} decisions stand in rows that are hidden in the workbook, by hand or by "
            f"a filter, and count like the others: rows {listed}"
        )
        return (note,)


@dataclass(frozen=True)
class _Row:
    """A row of data: its number in the list, in the workbook, its cells."""

    original: int
    sheet_row: int
    width: int
    cells: list[Any]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the name and the folder") from None
    except OSError as fault:
        raise InputError(f"{path}: cannot be opened ({fault.strerror})") from None
