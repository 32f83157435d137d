"""The log of what was sent: written empty, filled in by a person, read back.

What must never happen here: a date guessed, or a notice taken for sent that nobody signed as sent.
"""

import datetime as dt
import io
from pathlib import Path
from typing import Any, Final

import pandas as pd
import python_calamine

from layers.errors import InputError
from layers.export.books import new_book
from layers.export.exact_cells import CellWriter
from layers.formats.header import is_blank
from layers.workbook_parts import cells_with_formulas

SHEET: Final = "Sent log"
SITES: Final = "Sites"
GIVEN: Final = ("recipient", "file", "what", "sites", "digest", "prepared_for", "list_version")
FILLED_IN: Final = ("sent_on", "sent_by", "sent_to", "acknowledged_on", "reference")
SITE_COLUMNS: Final = ("recipient", "file", "what", "facility_id", "name", "digest")

_LEAD: Final = (
    "PREPARED, NOT SENT: a line counts as sent only when its green cells say so.",
    "Fill in who sent what, when and to whom, and when it was acknowledged; save.",
    "Then read it back: nostrike notify LIST --sent-log FILE --out DIR",
)
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment


def write_sent_log(path: Path | str, lines: pd.DataFrame, sites: pd.DataFrame) -> None:
    """Write the log to fill in.

    Parameters
    ----------
    path
        The workbook to write.
    lines
        A row per notice: the columns of `GIVEN`.
    sites
        A row per site in a notice: the columns of `SITE_COLUMNS`.
    """
    with new_book(path) as book:
        book.set_properties({"created": _CREATED, "author": "nostrike"})
        head = {"bold": True, "font_color": "#FFFFFF", "valign": "top"}
        found = book.add_format({**head, "bg_color": "#1D4B5C"})
        to_fill = book.add_format({**head, "bg_color": "#2E6B3A"})
        loud = book.add_format({"bold": True, "font_color": "#7D1F26"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        cells = CellWriter(book)
        for name, table, columns in (
            (SHEET, lines, [*GIVEN, *FILLED_IN]),
            (SITES, sites, list(SITE_COLUMNS)),
        ):
            sheet = book.add_worksheet(name)
            sheet.set_header("&CPREPARED, NOT SENT")
            for number, line in enumerate(_LEAD):
                sheet.write_string(number, 0, line, *([loud] if number == 0 else []))
            top = len(_LEAD) + 1
            for at, column in enumerate(columns):
                sheet.set_column(at, at, 24 if column in {"recipient", "file", "name"} else 16)
                sheet.write_string(top, at, column, to_fill if column in FILLED_IN else found)
                if column.endswith("_on"):
                    sheet.set_column(at, at, 16, day)
            rows = table.reindex(columns=columns).astype(object)
            rows = rows.where(rows.notna(), None)
            for number, row in enumerate(rows.to_numpy().tolist(), start=top + 1):
                for at, cell in enumerate(row):
                    cells.write(sheet, number, at, cell)
            sheet.freeze_panes(top + 1, 0)


def read_sent_log(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the log back.

    Returns
    -------
    The lines that were sent (``recipient``, ``file``, ``what``, ``sent_on``, ``sent_by``,
    ``sent_to``, ``acknowledged_on``, ``reference``, ``row``; dates as timestamps), and the sites of
    every notice.

    Raises
    ------
    InputError
        It is no such log, or a line contradicts itself.
    """
    try:
        data = path.read_bytes()
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except FileNotFoundError:
        raise InputError(f"--sent-log {path}: there is no such file") from None
    except (python_calamine.CalamineError, ValueError, OSError):
        raise InputError(
            f"--sent-log {path}: is no workbook; give the sent-log.xlsx of nostrike notify"
        ) from None
    lines = _table(path, book, SHEET, (*GIVEN, *FILLED_IN))
    sites = _table(path, book, SITES, SITE_COLUMNS)
    formulas = {row for row, _ in cells_with_formulas(data, SHEET)}
    known = set(zip(sites["recipient"], sites["file"], strict=True))
    sent = [_line(path, row, formulas) for row in lines.to_dict("records")]
    table = pd.DataFrame(
        [row for row in sent if row is not None],
        columns=["recipient", "file", "what", *FILLED_IN, "row"],
    )
    for row in table.itertuples():
        if (row.recipient, row.file) not in known:
            raise _fault(
                path, row.row, "recipient",
                f"{row.recipient!r} with the file {row.file!r} is no notice of this log; undo the "
                "edit, or start from the sent-log.xlsx of nostrike notify",
            )  # fmt: skip
    for name in ("sent_on", "acknowledged_on"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    return table, sites


def _table(path: Path, book: Any, name: str, wanted: tuple[str, ...]) -> pd.DataFrame:
    if name not in book.sheet_names:
        raise InputError(
            f"--sent-log {path.name}: has no sheet {name!r}; give the sent-log.xlsx of nostrike "
            "notify"
        )
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    for at, cells in enumerate(rows[:20]):
        names = [str(cell).strip() for cell in cells]
        if {"recipient", "file"} <= set(names):
            lost = [one for one in wanted if one not in names]
            if lost:
                raise InputError(
                    f"--sent-log {path.name}: sheet {name!r}, row {at + 1}: the column "
                    f"{lost[0]!r} is missing; give it back"
                )
            body = [
                {one: cells_[names.index(one)] for one in wanted} | {"row": number}
                for number, cells_ in enumerate(rows[at + 1 :], start=at + 2)
                if not all(map(is_blank, cells_))
            ]
            return pd.DataFrame(body, columns=[*wanted, "row"])
    raise InputError(
        f"--sent-log {path.name}: sheet {name!r}: no row holds the headers recipient and file"
    )


def _fault(path: Path, row: int, column: str, why: str) -> InputError:
    return InputError(
        f"--sent-log {path.name}: sheet {SHEET!r}, row {row}, column {column!r}: {why}"
    )


def _line(path: Path, row: dict[str, Any], formulas: set[int]) -> dict[str, Any] | None:
    """Return a line that was sent; None for one that was not."""
    number = int(row["row"])
    if number in formulas:
        raise _fault(path, number, "sent_on", "the row holds a formula; type the values themselves")
    if is_blank(row["sent_on"]):
        said = [name for name in FILLED_IN if not is_blank(row[name])]
        if said:
            raise _fault(
                path, number, "sent_on",
                f"is empty, though {said[0]} is filled in; give the day it was sent",
            )  # fmt: skip
        return None
    sent = _day(path, number, "sent_on", row["sent_on"])
    acknowledged = (
        None
        if is_blank(row["acknowledged_on"])
        else _day(path, number, "acknowledged_on", row["acknowledged_on"])
    )
    if acknowledged is not None and acknowledged < sent:
        raise _fault(
            path, number, "acknowledged_on",
            f"{acknowledged} lies before the day it was sent ({sent}); correct one of them",
        )  # fmt: skip
    texts = {name: str(row[name]).strip() for name in ("sent_by", "sent_to", "reference")}
    return {
        **{name: str(row[name]) for name in ("recipient", "file", "what")},
        "sent_on": sent,
        "acknowledged_on": acknowledged,
        **texts,
        "row": number,
    }


def _day(path: Path, row: int, column: str, cell: Any) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    try:
        return dt.date.fromisoformat(str(cell).strip())
    except ValueError:
        why = f"{cell!r} is no date; write it like 2026-05-31"
        raise _fault(path, row, column, why) from None
