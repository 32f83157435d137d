"""The review sheet: pairs that only a person can decide, written and read back.

What must never happen here: a decision guessed, or two that contradict each other taken over.
Every fault is said with its sheet, row, column and how to mend it.
"""

import datetime as dt
import io
from pathlib import Path
from typing import Any, Final

import pandas as pd
import python_calamine
import xlsxwriter

from geo.coverage import DECISIONS
from layers.errors import InputError
from layers.export._text import visible
from layers.formats.header import is_blank
from layers.workbook_parts import cells_with_formulas

SHEET: Final = "Review"
KEYS: Final = ("registration_id", "facility_id")
FILLED_IN: Final = ("decision", "decided_by", "decided_on", "note")
COLUMNS: Final = (*KEYS, *FILLED_IN, "row")

_MEANINGS: Final = {
    "same": "the two rows are one facility; the match stands, its distance alone decides",
    "different": "they are two facilities; this pair is never matched",
    "unsure": "it cannot be told; nothing changes",
}
_LEAD: Final = (
    "Pairs of a registration and a facility that the data cannot decide.",
    "Choose a decision in the green column, say who and when; save.",
    "Then run nostrike coverage again, with --review and this file.",
    "Rows of one case share a registration or a facility: at most one of them can be “same”.",
    "Restricted: this file shows where medical facilities stand.",
)
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment


def write_review(path: Path | str, pairs: pd.DataFrame) -> None:
    """Write the pairs for a person to decide.

    Parameters
    ----------
    path
        The workbook to write.
    pairs
        A row per pair, ``case``, ``registration_id`` and ``facility_id`` among the columns; the
        columns to fill in are added.
    """
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"created": _CREATED, "author": "nostrike"})
        sheet = book.add_worksheet(SHEET)
        head = {"bold": True, "font_color": "#FFFFFF", "valign": "top", "text_wrap": True}
        found = book.add_format({**head, "bg_color": "#1D4B5C"})
        to_fill = book.add_format({**head, "bg_color": "#2E6B3A"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        names = [*pairs.columns, *FILLED_IN]
        for at, name in enumerate(names):
            wide = 28 if name.endswith("name") else 14
            sheet.set_column(at, at, wide)
            sheet.write_string(0, at, name, to_fill if name in FILLED_IN else found)
        for number, row in enumerate(pairs.to_dict("records"), start=1):
            for at, cell in enumerate(row.values()):
                _write(sheet, number, at, cell, day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(pairs)), len(names) - 1)
        at = names.index("decision")
        sheet.data_validation(
            1, at, max(1, len(pairs)), at, {"validate": "list", "source": list(DECISIONS)}
        )
        readme = book.add_worksheet("README")
        readme.set_column(0, 0, 14)
        readme.set_column(1, 1, 90)
        lines: list[tuple[str, ...]] = [(line,) for line in _LEAD]
        lines += [(), *_MEANINGS.items()]
        for number, cells in enumerate(lines):
            for at, text in enumerate(cells):
                readme.write_string(number, at, text)


def _write(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if cell is None or cell is pd.NaT or cell != cell:  # noqa: PLR0124 - NaN
        return
    if isinstance(cell, bool):
        sheet.write_string(row, column, "yes" if cell else "no")
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, pd.Timestamp(cell).to_pydatetime(), day)
    else:
        sheet.write_string(row, column, visible(str(cell)))


def read_review(path: Path | str) -> pd.DataFrame:
    """Read the decisions back from a review workbook.

    Returns
    -------
    DataFrame
        A row per decision: ``registration_id``, ``facility_id``, ``decision``, ``decided_by``,
        ``decided_on`` (2026-05-31, or ""), ``note``, ``row`` (of the sheet). Rows without a
        decision are left out.

    Raises
    ------
    InputError
        It is no such workbook, or a decision is unknown or contradicts another.
    """
    path = Path(path)
    data = _content(path)
    rows = _rows(path, data)
    head_at, places = _head(path, rows)
    formulas = {row for row, column in cells_with_formulas(data, SHEET)
                if column - 1 in places.values()}  # fmt: skip
    found: list[dict[str, Any]] = []
    for number, cells in enumerate(rows[head_at + 1 :], start=head_at + 2):
        row = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        if number in formulas:
            raise _fault(path, number, "decision", "a cell holds a formula; type the value itself")
        if is_blank(row["decision"]):
            _nothing_else(path, number, row)
            continue
        found.append(_decision(path, number, row))
    table = pd.DataFrame(found, columns=list(COLUMNS))
    _check_agreement(path, table)
    return table


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; give a filled-in review.xlsx") from None
    except OSError as fault:
        raise InputError(f"{path}: cannot be read ({fault.strerror})") from None


def _rows(path: Path, data: bytes) -> list[list[Any]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, ValueError, OSError) as fault:
        why = (str(fault).splitlines() or ["damaged"])[0]
        raise InputError(
            f"{path.name}: this is no workbook that can be opened ({why}); give the review.xlsx "
            "of nostrike coverage"
        ) from None
    if SHEET not in book.sheet_names:
        raise InputError(
            f"{path.name}: has no sheet {SHEET!r}; give the review.xlsx of nostrike coverage"
        )
    rows: list[list[Any]] = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    return rows


def _head(path: Path, rows: list[list[Any]]) -> tuple[int, dict[str, int]]:
    wanted = (*KEYS, *FILLED_IN)
    for at, cells in enumerate(rows[:20]):
        names = [str(cell).strip() for cell in cells]
        if set(KEYS) <= set(names):
            lost = [name for name in wanted if name not in names]
            if lost:
                raise InputError(
                    f"{path.name}: sheet {SHEET!r}, row {at + 1}: the column {lost[0]!r} is "
                    "missing; give it back, or start from the review.xlsx of nostrike coverage"
                )
            return at, {name: names.index(name) for name in wanted}
    raise InputError(
        f"{path.name}: sheet {SHEET!r}: no row holds the headers {', '.join(KEYS)}; start from "
        "the review.xlsx of nostrike coverage"
    )


def _fault(path: Path, row: int, column: str, why: str) -> InputError:
    return InputError(f"{path.name}: sheet {SHEET!r}, row {row}, column {column!r}: {why}")


def _nothing_else(path: Path, number: int, row: dict[str, Any]) -> None:
    if not is_blank(row["decided_by"]) or not is_blank(row["decided_on"]):
        raise _fault(
            path, number, "decision",
            f"is empty, though it says who or when; choose one of: {', '.join(DECISIONS)}",
        )  # fmt: skip


def _decision(path: Path, number: int, row: dict[str, Any]) -> dict[str, Any]:
    word = str(row["decision"]).strip().casefold()
    if word not in DECISIONS:
        raise _fault(
            path, number, "decision",
            f"{row['decision']!r} is no decision; choose one of: {', '.join(DECISIONS)}",
        )  # fmt: skip
    for name in KEYS:
        if is_blank(row[name]):
            raise _fault(path, number, name, "is empty; a decision is about two rows")
    day = row["decided_on"]
    if is_blank(day):
        said = ""
    elif isinstance(day, dt.date):
        said = day.isoformat()[:10]
    else:
        try:
            said = dt.date.fromisoformat(str(day).strip()).isoformat()
        except ValueError:
            why = f"{day!r} is no date; write it like 2026-05-31"
            raise _fault(path, number, "decided_on", why) from None
    return {
        "registration_id": str(row["registration_id"]).strip(),
        "facility_id": str(row["facility_id"]).strip(),
        "decision": word,
        "decided_by": str(row["decided_by"]).strip(),
        "decided_on": said,
        "note": str(row["note"]).strip(),
        "row": number,
    }


def _check_agreement(path: Path, table: pd.DataFrame) -> None:
    """Refuse two decisions that cannot both be right."""
    for _, one in table.groupby(list(KEYS), sort=False):
        if len(set(one["decision"])) > 1:
            raise _fault(
                path, int(one["row"].iloc[-1]), "decision",
                f"{one['decision'].iloc[-1]!r}, but row {one['row'].iloc[0]} says "
                f"{one['decision'].iloc[0]!r} of the same pair; make them agree",
            )  # fmt: skip
    same = table[table["decision"] == "same"].drop_duplicates(list(KEYS))
    for key in KEYS:
        for name, one in same.groupby(key, sort=False):
            if len(one) > 1:
                raise _fault(
                    path, int(one["row"].iloc[1]), "decision",
                    f"{name!r} is already “same” in row {one['row'].iloc[0]}, with another row; "
                    "one facility has one registration: choose which, the other is “different”",
                )  # fmt: skip
