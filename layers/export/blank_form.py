"""A plain form for notices, to be given a letterhead and filled by ``notify --template``."""

import datetime as dt
from pathlib import Path
from typing import Final

import xlsxwriter

from layers.errors import InputError

HEADERS: Final = (
    "Action", "Site ID", "Site name", "Other names", "Type of site", "Operator", "Country",
    "Governorate", "District", "Latitude DD", "Longitude DD", "Coordinates DMS", "MGRS", "Datum",
    "Accuracy m", "Accuracy basis", "Footprint vertices", "Operational status", "Registered on",
    "Registered until", "Reference number", "What changed", "Moved m", "Previous name",
    "Previous DMS", "Previous MGRS", "List version", "Date of list", "Recipient", "Digest",
)  # fmt: skip
"""Every column that a notice can fill, in the order in which one reads a site."""

_HEADER_ROW: Final = 3
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment
_WIDTH: Final = 16
_WIDE: Final = {"Site name": 32, "Coordinates DMS": 32, "Previous DMS": 32, "MGRS": 21}


def write_blank_form(path: Path) -> None:
    """Write an empty form: two lines for a letterhead, one for the heading, then the headers.

    Raises
    ------
    InputError
        There is a file of this name already, its name is not .xlsx, or it cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"--blank-form {path}: name a file that ends in .xlsx")
    if path.exists():
        raise InputError(
            f"--blank-form {path}: exists already, and may hold your layout; name another"
        )
    try:
        with xlsxwriter.Workbook(path) as book:
            book.set_properties({"title": "Form for notices", "created": _CREATED})
            sheet = book.add_worksheet("Sites")
            head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
            for column, header in enumerate(HEADERS):
                sheet.set_column(column, column, _WIDE.get(header, _WIDTH))
                sheet.write_string(_HEADER_ROW, column, header, head)
            sheet.freeze_panes(_HEADER_ROW + 1, 0)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(_HEADER_ROW)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as fault:
        raise InputError(f"--blank-form {path}: cannot be written ({fault})") from None
