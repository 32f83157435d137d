"""The review sheet: pairs that only a person can decide, written and read back.

What must never happen here: a decision guessed, or two that contradict each other taken over.
Every fault is said with its sheet, row, column and how to mend it.
"""

import datetime as dt
import io
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
import python_calamine

from geo.coverage import DECISIONS
from layers.errors import InputError
from layers.export._text import visible
from layers.export.books import new_book
from layers.formats.header import is_blank
from layers.workbook_parts import cells_with_formulas

SHEET: Final = "Review"
FILLED_IN: Final = ("decision", "decided_by", "decided_on", "note")


class Form(NamedTuple):
    """One kind of review sheet.

    Attributes
    ----------
    keys
        The two columns of ids that a decision is about.
    alone
        Those of them of which one id is "same" with one other at most.
    of
        The file and command it comes from, for messages.
    lead, meanings
        What its README says.
    """

    keys: tuple[str, str]
    alone: tuple[str, ...]
    of: str
    lead: tuple[str, ...]
    meanings: dict[str, str]


PAIRS: Final = Form(
    keys=("registration_id", "facility_id"),
    alone=("registration_id", "facility_id"),
    of="review.xlsx of nostrike coverage",
    lead=(
        "Pairs of a registration and a facility that the data cannot decide.",
        "Choose a decision in the green column, say who and when; save.",
        "Then run nostrike coverage again, with --review and this file.",
        "Rows of one case share a registration or a facility: at most one of them can be “same”.",
        "Restricted: this file shows where medical facilities stand.",
    ),
    meanings={
        "same": "the two rows are one facility; the match stands, its distance alone decides",
        "different": "they are two facilities; this pair is never matched",
        "unsure": "it cannot be told; nothing changes",
    },
)
CANDIDATES: Final = Form(
    keys=("incident_id", "facility_id"),
    alone=("incident_id",),
    of="candidates-review.xlsx of nostrike audit",
    lead=(
        "Reported hits, and the facilities that each may have been at.",
        "Choose a decision in the green column, say who and when; save.",
        "Then run nostrike audit again, with --candidates-review and this file.",
        "An incident has at most one facility that is “same”.",
        "Restricted: this file can make a place exact that its publisher left vague.",
    ),
    meanings={
        "same": "the incident was at this facility; its probability becomes 1",
        "different": "it was not; its probability becomes 0, the others share it",
        "unsure": "it cannot be told; nothing changes",
    },
)
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment


def write_review(path: Path | str, pairs: pd.DataFrame, form: Form = PAIRS) -> None:
    """Write the pairs for a person to decide.

    Parameters
    ----------
    path
        The workbook to write.
    pairs
        A row per pair, the keys of the form among the columns; the columns to fill in are added.
    form
        Which kind of sheet.
    """
    with new_book(path, constant_memory=True) as book:
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
        lines: list[tuple[str, ...]] = [(line,) for line in form.lead]
        lines += [(), *form.meanings.items()]
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


def read_review(path: Path | str, form: Form = PAIRS) -> pd.DataFrame:
    """Read the decisions back from a review workbook.

    Returns
    -------
    DataFrame
        A row per decision: the keys of the form, ``decision``, ``decided_by``, ``decided_on``
        (2026-05-31, or ""), ``note``, ``row`` (of the sheet). Rows without a decision are left out.

    Raises
    ------
    InputError
        It is no such workbook, or a decision is unknown or contradicts another.
    """
    path = Path(path)
    data = _content(path, form)
    rows = _rows(path, data, form)
    head_at, places = _head(path, rows, form)
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
        found.append(_decision(path, number, row, form))
    table = pd.DataFrame(found, columns=[*form.keys, *FILLED_IN, "row"])
    _check_agreement(path, table, form)
    return table


def _content(path: Path, form: Form) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; give a filled-in {form.of}") from None
    except OSError as fault:
        raise InputError(f"{path}: cannot be read ({fault.strerror})") from None


def _rows(path: Path, data: bytes, form: Form) -> list[list[Any]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, ValueError, OSError) as fault:
        why = (str(fault).splitlines() or ["damaged"])[0]
        raise InputError(
            f"{path.name}: this is no workbook that can be opened ({why}); give the {form.of}"
        ) from None
    if SHEET not in book.sheet_names:
        raise InputError(f"{path.name}: has no sheet {SHEET!r}; give the {form.of}")
    rows: list[list[Any]] = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    return rows


def _head(path: Path, rows: list[list[Any]], form: Form) -> tuple[int, dict[str, int]]:
    wanted = (*form.keys, *FILLED_IN)
    for at, cells in enumerate(rows[:20]):
        names = [str(cell).strip() for cell in cells]
        if set(form.keys) <= set(names):
            lost = [name for name in wanted if name not in names]
            if lost:
                raise InputError(
                    f"{path.name}: sheet {SHEET!r}, row {at + 1}: the column {lost[0]!r} is "
                    f"missing; give it back, or start from the {form.of}"
                )
            return at, {name: names.index(name) for name in wanted}
    raise InputError(
        f"{path.name}: sheet {SHEET!r}: no row holds the headers {', '.join(form.keys)}; start "
        f"from the {form.of}"
    )


def _fault(path: Path, row: int, column: str, why: str) -> InputError:
    return InputError(f"{path.name}: sheet {SHEET!r}, row {row}, column {column!r}: {why}")


def _nothing_else(path: Path, number: int, row: dict[str, Any]) -> None:
    if not is_blank(row["decided_by"]) or not is_blank(row["decided_on"]):
        raise _fault(
            path, number, "decision",
            f"is empty, though it says who or when; choose one of: {', '.join(DECISIONS)}",
        )  # fmt: skip


def _decision(path: Path, number: int, row: dict[str, Any], form: Form) -> dict[str, Any]:
    word = str(row["decision"]).strip().casefold()
    if word not in DECISIONS:
        raise _fault(
            path, number, "decision",
            f"{row['decision']!r} is no decision; choose one of: {', '.join(DECISIONS)}",
        )  # fmt: skip
    for name in form.keys:
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
        **{name: str(row[name]).strip() for name in form.keys},
        "decision": word,
        "decided_by": str(row["decided_by"]).strip(),
        "decided_on": said,
        "note": str(row["note"]).strip(),
        "row": number,
    }


def _check_agreement(path: Path, table: pd.DataFrame, form: Form) -> None:
    """Refuse two decisions that cannot both be right."""
    for _, one in table.groupby(list(form.keys), sort=False):
        if len(set(one["decision"])) > 1:
            raise _fault(
                path, int(one["row"].iloc[-1]), "decision",
                f"{one['decision'].iloc[-1]!r}, but row {one['row'].iloc[0]} says "
                f"{one['decision'].iloc[0]!r} of the same pair; make them agree",
            )  # fmt: skip
    same = table[table["decision"] == "same"].drop_duplicates(list(form.keys))
    for key in form.alone:
        for name, one in same.groupby(key, sort=False):
            if len(one) > 1:
                raise _fault(
                    path, int(one["row"].iloc[1]), "decision",
                    f"{name!r} is already “same” in row {one['row'].iloc[0]}, with another row; "
                    "it can be so with one only: choose which, the other is “different”",
                )  # fmt: skip
