"""Cells of a workbook that hold formulas: the reader gives only their last values.

The sheet's own XML is looked at. Only for xlsx and xlsm; of other workbooks nothing is known.
"""

import io
import re
import zipfile
import zlib
from typing import Final

_CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f[\s/>]")
_HIDDEN: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_PLACE: Final = re.compile(rb"\br=\"([A-Z]+)(\d+)\"")
_MOST_BYTES: Final = 2**30
_ENTITIES: Final = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'"),
                    (b"&amp;", b"&"))  # fmt: skip


def cells_with_formulas(data: bytes, sheet: str) -> list[tuple[int, int]]:
    """Return the cells of a sheet that hold a formula, as row and column counted from 1."""
    return [
        (int(at[2]), _number(at[1]))
        for cell in _CELL.finditer(_xml(data, sheet))
        if (at := _PLACE.search(cell[1]))
    ]


def hidden_rows(data: bytes, sheet: str) -> list[int]:
    """Return the rows of a sheet that do not show, by hand or by a filter, counted from 1."""
    found = [re.search(rb"\br=\"(\d+)\"", tag) for tag in _HIDDEN.findall(_xml(data, sheet))]
    return [int(one[1]) for one in found if one]


def _xml(data: bytes, sheet: str) -> bytes:
    """Return the XML of a sheet; nothing for a workbook of another kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return b""
            part = _part(archive, sheet)
            if part is None:
                return b""
            with archive.open(part) as stream:
                return stream.read(_MOST_BYTES)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, zlib.error):
        return b""


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        name = re.search(rb"\bname=\"([^\"]*)\"", tag)
        key = re.search(rb"\b\w+:id=\"([^\"]+)\"", tag)
        if not name or not key or _unescaped(name[1]) != sheet:
            continue
        for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
            target = re.search(rb"\bTarget=\"([^\"]+)\"", relation)
            if target and b'Id="' + key[1] + b'"' in relation:
                part = target[1].decode()
                return part.lstrip("/") if part.startswith("/") else f"xl/{part}"
    return None


def _unescaped(name: bytes) -> str:
    for entity, sign in _ENTITIES:
        name = name.replace(entity, sign)
    text = name.decode("utf-8", "replace")
    return re.sub(r"&#(x?)([0-9a-fA-F]+);", lambda m: chr(int(m[2], 16 if m[1] else 10)), text)


def _number(letters: bytes) -> int:
    """Return the number of a column: A is 1, AB is 28."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
