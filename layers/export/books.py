"""How every workbook is opened: what a cell holds stays what it is, and nothing in it can run."""

from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter


def new_book(path: str | Path | BinaryIO, *, constant_memory: bool = False) -> Any:
    """Open a workbook to be written; text is never made a formula, a link or a number.

    Parameters
    ----------
    path
        The file to write (.xlsx), or a stream.
    constant_memory
        Rows go out as they are finished, so they must be written in order. `TableSheet` needs it.
    """
    return xlsxwriter.Workbook(
        str(path) if isinstance(path, Path) else path,
        {
            "constant_memory": constant_memory,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
