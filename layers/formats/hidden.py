"""Rows and columns that a workbook hides: read like the others, and said.

The reader does not tell, so the sheet's own XML is looked at. Only for xlsx and xlsm.
"""

import io
import re
import zipfile
import zlib
from typing import Final

_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_COLUMN: Final = re.compile(rb"<(?:\w+:)?col\s[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_SHOWN: Final = 6
_MOST_BYTES: Final = 2**30


def hidden_notes(data: bytes, position: int, header_row: int, last_row: int) -> tuple[str, ...]:
    """Say which rows and columns of a sheet are hidden.

    Parameters
    ----------
    data
        The workbook.
    position
        Which sheet, counted from 0, in the order of the workbook.
    header_row, last_row
        Only rows between them count.

    Returns
    -------
    Notes; none for a workbook of another kind.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = _sheet(archive, position)
            if sheet is None:
                return ()
            with archive.open(sheet) as stream:
                xml = stream.read(_MOST_BYTES)
    except (zipfile.BadZipFile, KeyError, IndexError, OSError, RuntimeError, zlib.error):
        return ()
    numbers = [_number(tag, b"r") for tag in _ROW.findall(xml)]
    rows = [n for n in numbers if header_row < n <= last_row]
    columns = [(_number(tag, b"min"), _number(tag, b"max")) for tag in _COLUMN.findall(xml)]
    notes = []
    if rows:
        notes.append(
            f"{len(rows)} rows are hidden in the workbook (by hand or by a filter) and were read "
            f"like the others: {_spans(rows)}"
        )
    names = [_letters(low) if low == high else f"{_letters(low)}-{_letters(high)}"
             for low, high in columns if low]  # fmt: skip
    if names:
        notes.append(f"hidden columns were read like the others: {', '.join(names[:_SHOWN])}")
    return tuple(notes)


def _sheet(archive: zipfile.ZipFile, position: int) -> str | None:
    """Return the name of the part that holds a sheet."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    tag = _SHEET.findall(archive.read("xl/workbook.xml"))[position]
    key = re.search(rb"\b\w+:id=\"([^\"]+)\"", tag)
    for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb"\bTarget=\"([^\"]+)\"", relation)
        if key and target and b'Id="' + key[1] + b'"' in relation:
            part = target[1].decode()
            return part.lstrip("/") if part.startswith("/") else f"xl/{part}"
    return None


def _number(tag: bytes, name: bytes) -> int:
    found = re.search(rb"\b" + name + rb"=\"(\d+)\"", tag)
    return int(found[1]) if found else 0


def _spans(numbers: list[int]) -> str:
    """Return numbers as spans: 4-6, 9."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    text = [f"{low}" if low == high else f"{low}-{high}" for low, high in spans]
    return "rows " + ", ".join(text[:_SHOWN]) + (", ..." if len(text) > _SHOWN else "")


def _letters(number: int) -> str:
    """Return a column's letters: 1 is A, 28 is AB."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
