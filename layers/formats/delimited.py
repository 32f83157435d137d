"""Text tables: which encoding, which separator, and the rows.

The separator and the encoding are found by looking, not by asking, and are named in "Read as".
"""

import codecs
import csv
import io
import sys
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from layers.errors import InputError
from layers.formats.grid import to_grid
from layers.formats.header import SEARCHED
from layers.source import RawTable
from layers.sources import Role

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# the one-byte encodings that exports of the field come in, likeliest first
_ONE_BYTE: Final = ("cp1252", "mac_roman", "cp1256", "cp1251", "mac_cyrillic")
_SEPARATORS: Final = (",", ";", "\t", "|")
_SAMPLE_BYTES: Final = 200_000
_SAMPLE_ROWS: Final = 50
_FEW: Final = 0.05
_MOST, _NEARLY_ALL = 0.8, 0.95


class _Decoded(NamedTuple):
    text: str
    encoding: str
    notes: tuple[str, ...]


def read_delimited(
    path: Path,
    data: bytes,
    *,
    header_row: int | None = None,
    role: Role | None = None,
    notes: tuple[str, ...] = (),
) -> RawTable:
    """Read a text table from its bytes.

    Parameters
    ----------
    path
        The file, for messages and the record.
    data
        Its content, uncompressed.
    header_row
        The row, counted from 1, with the headers.
    role
        Look for the names of a list of incidents or of facilities only.
    notes
        What was noted before.

    Raises
    ------
    InputError
        The content is no text, is a web page or JSON, or holds no table.
    """
    text, encoding, more = _decode(path, data)
    _refuse_other_text(path, text)
    text, separator = _separator(text)
    # a description of an event may be as long as its publisher likes
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    grid = to_grid(rows, path, header_row, role=role)
    return RawTable(
        path=path,
        format="csv",
        frame=grid.frame,
        header_row=grid.header_row,
        encoding=encoding,
        separator=separator,
        notes=(*notes, *more, *grid.notes),
        no_data=grid.no_data,
    )


def _decode(path: Path, data: bytes) -> _Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _Decoded(data.decode(encoding), encoding, ())
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{path.name}: begins like {encoding} text and goes on as something else "
                    f"(byte {error.start}); save it again as CSV UTF-8"
                ) from error
    if b"\0" in data:
        return _Decoded(_decode_wide(path, data), "utf-16", ())
    try:
        return _Decoded(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError as error:
        return _decode_one_byte(path, data, error)


def _decode_wide(path: Path, data: bytes) -> str:
    """Read UTF-16 without a mark: text of one script, whose other byte hardly changes."""
    for encoding in ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _of_one_script(text[:_SAMPLE_BYTES]):
            return text
    raise InputError(
        f"{path.name}: this is no table but binary data; give a csv, xlsx, GeoJSON, GeoPackage, "
        "zipped Shapefile or GeoParquet file"
    )


def _of_one_script(text: str) -> bool:
    """Return whether nearly all characters are of the first page of Unicode and two others."""
    pages = np.fromiter((ord(character) >> 8 for character in text), "int64", count=len(text))
    common = np.sort(np.bincount(pages[pages > 0]))[::-1][:2].sum() if pages.any() else 0
    control = sum(character < " " and character not in "\t\r\n\f\v" for character in text)
    plain = int((pages == 0).sum()) - control
    lines = text.count("\n") + text.count("\r")
    return lines > 0 and control == 0 and plain + common >= (1 - _FEW) * len(text)


def _decode_one_byte(path: Path, data: bytes, error: UnicodeDecodeError) -> _Decoded:
    mended = data.decode("utf-8", errors="replace")
    bad = mended.count("\ufffd")
    foreign = sum(1 for byte in data[:_SAMPLE_BYTES] if byte < 32 and byte not in b"\t\n\r\f\v\x1a")  # noqa: PLR2004 - control characters
    if foreign > _FEW * min(len(data), _SAMPLE_BYTES):
        raise InputError(
            f"{path.name}: this is no table but binary data; give a csv, xlsx, GeoJSON, "
            "GeoPackage, zipped Shapefile or GeoParquet file"
        )
    good = sum(1 for character in mended if ord(character) > 127) - bad  # noqa: PLR2004 - not ASCII
    if good > bad / _FEW:
        line = data[: error.start].count(b"\n") + 1
        return _Decoded(
            mended,
            "utf-8",
            (f"{bad} bytes are not UTF-8 (the first in line {line}); read as \ufffd",),
        )
    encoding = max(_ONE_BYTE, key=lambda name: _likelihood(data, name))
    return _Decoded(
        data.decode(encoding, errors="replace"),
        encoding,
        (f"not UTF-8; read as {encoding}, the likeliest of the usual encodings",),
    )


def _likelihood(data: bytes, encoding: str) -> float:
    """Return how much the characters beyond ASCII look like text in the encoding.

    Letters beside letters of their own script, degree signs after digits and typographic marks
    between words count for it; symbols and unassigned bytes against.
    """
    lines = [line for line in data.splitlines() if not line.isascii()]
    text = b"\n".join(lines)[:_SAMPLE_BYTES].decode(encoding, errors="replace")
    score = 0.0
    for before, character, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if character.isascii():
            continue
        score += _fit(before, character, after)
    return score


def _fit(before: str, character: str, after: str) -> float:
    if character in "°º":
        return 2.0 if before.isdigit() else -0.5
    if character == "\u2019" and before.isalpha() and after.isalpha():
        return 2.0 if after in "stSTdm" else 0.5  # John's, don't
    if character in "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2032\u2033\u00a0«»":
        return 0.8
    if character.isalpha():
        beside = [c for c in (before, after) if c.isalpha()]
        if not beside:
            return -0.2
        same_case = all(character.isupper() == c.isupper() or before == " " for c in beside)
        western = ord(character) < 0x250  # noqa: PLR2004 - Latin letters end there
        kin = all((ord(c) < 0x250) == western for c in beside)  # noqa: PLR2004
        return (1.0 if same_case else -0.5) if kin else -1.0
    return -1.0


def _refuse_other_text(path: Path, text: str) -> None:
    start = text.lstrip("\ufeff \t\r\n\0")[:200].casefold()
    if not start:
        raise InputError(f"{path.name}: the file is empty; give a file with a header and rows")
    if start.startswith(("<!doctype html", "<html", "<head", "<body")):
        raise InputError(
            f"{path.name}: this is a web page, not a table (perhaps a login or error page saved "
            "under this name); download the data itself"
        )
    if start.startswith("<"):
        raise InputError(f"{path.name}: this is XML, not a table; export it as csv or GeoJSON")
    if start.startswith(("{", "[")):
        raise InputError(f"{path.name}: this is JSON but not GeoJSON; export it as csv or GeoJSON")


def _separator(text: str) -> tuple[str, str]:
    """Return the text without Excel's ``sep=`` line, and the separator."""
    first, newline, rest = text.partition("\n")
    stated = first.strip().casefold()
    if stated.startswith("sep=") and len(first.strip()) == len("sep=;"):
        return rest, first.strip()[-1]
    if stated == "sep=" and newline:
        return rest, "\t"
    sample = text[: _SAMPLE_BYTES * 2]
    return text, _separator_of(sample)


def _separator_of(sample: str) -> str:
    """Return the separator that makes most columns of the first row that rows below agree with.

    Titles may stand above the table, with or without separators in them.
    """
    parsed = {}
    for mark in _SEPARATORS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
        rows = [row for row, _ in zip(reader, range(_SAMPLE_ROWS + SEARCHED), strict=False)]
        parsed[mark] = [row for row in rows if any(row)] or rows
    first: tuple[int, float, str] | None = None
    for start in range(SEARCHED):
        found = {mark: _columns_found(rows[start:]) for mark, rows in parsed.items()}
        best = max(_SEPARATORS, key=found.__getitem__)
        width, agree = found[best]
        if first is None and width > 1:
            first = (width, agree, best)
            if agree >= _MOST:
                return best
        elif first is not None and width >= first[0] and agree > max(_NEARLY_ALL, first[1]):
            return best  # a title with commas in it stood above
    return first[2] if first else _SEPARATORS[0]


def _columns_found(rows: list[list[str]]) -> tuple[int, float]:
    """Return how many columns the first row has, if the rows agree with it."""
    if not rows:
        return 0, 0.0
    width = len(rows[0])
    agree = float(np.mean([len(row) in {width, width + 1} for row in rows[:_SAMPLE_ROWS]]))
    return (width if agree >= 0.5 else 1), agree  # noqa: PLR2004 - half of the rows
