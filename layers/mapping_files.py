"""Mappings as files that a person edits: a text (TOML) or a workbook (xlsx)."""

import datetime as dt
import io
import json
import tomllib
from pathlib import Path
from typing import Any, Final, cast, get_args

import python_calamine

from layers.errors import InputError
from layers.export.books import new_book
from layers.mapping import ColumnMapping, Order, as_document, checked, meanings
from layers.sources import Role

_SUFFIXES: Final = (".toml", ".xlsx")
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment
_OPTIONS: Final = {
    "day_first": "true or false: 03/04/2024 is 3 April, or 4 March; leave out to have it found",
    "coordinates_order": "latlon or lonlat: which number of a pair in one cell comes first",
}
_HEADER: Final = ("column", "meaning", "guess", "example 1", "example 2", "example 3")
_ABOUT: Final = ("file", "role", "sheet", "header_row", "day_first", "coordinates_order")


def write_mapping(mapping: ColumnMapping, out: Path) -> None:
    """Write a mapping to edit.

    Parameters
    ----------
    mapping
        Of `layers.mapping.guess_mapping`.
    out
        A file that is not there yet, .toml or .xlsx.

    Raises
    ------
    InputError
        The name ends in something else, the file is there, or it cannot be written.
    """
    if out.suffix.casefold() not in _SUFFIXES:
        raise InputError(f"{out}: a mapping is a .toml or an .xlsx file; name it so")
    if out.exists():
        raise InputError(f"{out}: is there already and may hold your edits; name another file")
    made = _toml(mapping).encode() if out.suffix.casefold() == ".toml" else _workbook(mapping)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(made)
    except OSError as error:
        raise InputError(f"{out}: cannot be written ({error.strerror})") from error


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml(mapping: ColumnMapping) -> str:
    lines = [
        f"# What each column of {_quoted(mapping.file)} means. Edit `meaning`, save, and give this",
        "# file with --columns. An empty meaning leaves a column out; each is given once.",
        "# The meanings there are:",
        *_folded(meanings(mapping.role)),
        "",
    ]
    about = as_document(mapping)
    lines += [f"{n} = {_quoted(v) if isinstance(v, str) else _plain(v)}" for n, v in about.items()]
    lines += [f"# {name} =   # {text}" for name, text in _OPTIONS.items() if name not in about]
    for column, meaning in mapping.columns.items():
        shown = ", ".join(map(_quoted, mapping.examples.get(column, ())))
        lines += [
            "",
            "[[column]]",
            f"name = {_quoted(column)}",
            f"meaning = {_quoted(meaning)}",
            f"guess = {_quoted(mapping.guesses.get(column, ''))}",
            f"examples = [{shown}]",
        ]
    return "\n".join(lines) + "\n"


def _plain(value: object) -> str:
    return str(value).lower()


def _folded(words: list[str]) -> list[str]:
    lines, line = [], "#"
    for word in words:
        if len(line) + len(word) > 95:  # noqa: PLR2004 - a line that fits a screen
            lines.append(line)
            line = "#"
        line += f" {word},"
    return [*lines, line.rstrip(",")]


def _workbook(mapping: ColumnMapping) -> bytes:
    out = io.BytesIO()
    book = new_book(out)
    book.set_properties({"created": _CREATED})
    bold, open_ = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFF2CC"})
    sheet = book.add_worksheet("columns")
    known = book.add_worksheet("meanings")
    about = book.add_worksheet("file")
    for number, name in enumerate(meanings(mapping.role)):
        known.write_string(number, 0, name)
    for number, name in enumerate(_HEADER):
        sheet.write_string(0, number, name, bold)
    for row, (column, meaning) in enumerate(mapping.columns.items(), start=1):
        examples = (*mapping.examples.get(column, ()), "", "", "")[:3]
        cells = (column, meaning, mapping.guesses.get(column, ""), *examples)
        for number, cell in enumerate(cells):
            sheet.write_string(row, number, cell, open_ if number == 1 else None)
    count = len(meanings(mapping.role))
    sheet.data_validation(
        1, 1, max(1, len(mapping.columns)), 1,
        {"validate": "list", "source": f"=meanings!$A$1:$A${count}", "ignore_blank": True},
    )  # fmt: skip
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 5, 28)
    said = as_document(mapping)
    for row, name in enumerate(_ABOUT):
        about.write_string(row, 0, name, bold)
        about.write_string(row, 1, _plain(said[name]) if name == "header_row" and name in said
                           else str(said.get(name, "")))  # fmt: skip
        about.write_string(row, 2, _OPTIONS.get(name, ""))
    about.set_column(0, 2, 28)
    book.close()
    return out.getvalue()


def read_mapping(path: Path | str) -> ColumnMapping:
    """Read a mapping that a person edited.

    Raises
    ------
    InputError
        It cannot be read, lacks something, or says what cannot be; the message says what.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such mapping; check the name") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror})") from error
    content = _of_workbook(path, data) if data.startswith(b"PK") else _of_toml(path, data)
    return checked(_built(path, content))


def _of_toml(path: Path, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: is no UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path.name}: is no TOML that can be read ({error}); text stands in quotation marks"
        ) from error


def _of_workbook(path: Path, data: bytes) -> dict[str, Any]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_name("columns").to_python()
        about = {str(row[0]).strip(): row[1] for row in book.get_sheet_by_name("file").to_python()}
    except (python_calamine.CalamineError, ValueError, OSError, IndexError) as error:
        raise InputError(
            f"{path.name}: is no mapping (it needs the sheets columns and file); write one with "
            "`nostrike columns`"
        ) from error
    heads = [str(cell).strip().casefold() for cell in rows[0]] if rows else []
    if not {"column", "meaning"} <= set(heads):
        raise InputError(f"{path.name}: the sheet columns lacks the headers column and meaning")
    name, meaning = heads.index("column"), heads.index("meaning")
    content: dict[str, Any] = {
        key: value for key, value in about.items() if value not in {"", None}
    }
    if isinstance(content.get("header_row"), (str, float)):
        number = str(content["header_row"]).removesuffix(".0")
        content["header_row"] = int(number) if number.isdecimal() else number
    if "day_first" in content:
        said = str(content["day_first"]).strip().casefold()
        content["day_first"] = {"true": True, "false": False}.get(said, said)
    content["column"] = [
        {"name": str(row[name]), "meaning": str(row[meaning])} for row in rows[1:] if row[name]
    ]
    return content


def _built(path: Path, content: dict[str, Any]) -> ColumnMapping:
    unknown = sorted(set(content) - {*_ABOUT, "column"})
    if unknown:
        raise InputError(f"{path.name}: {unknown[0]!r} is not known; there are {', '.join(_ABOUT)}")
    file, role = content.get("file"), content.get("role")
    if not isinstance(file, str) or not file:
        raise InputError(f'{path.name}: names no file; write file = "NAME" in it')
    if role not in get_args(Role):
        raise InputError(f"{path.name}: role must be incidents or facilities, not {role!r}")
    for name, kind, what in (
        ("sheet", str, "the name of a sheet"),
        ("header_row", int, "the number of a row"),
        ("day_first", bool, "true or false"),
    ):
        value = content.get(name)
        wrong = value is not None and not isinstance(value, kind)
        if wrong or (name == "header_row" and isinstance(value, bool)):
            raise InputError(f"{path.name}: {name} must be {what}, not {value!r}")
    if content.get("coordinates_order") not in {None, *get_args(Order)}:
        raise InputError(
            f"{path.name}: coordinates_order must be latlon or lonlat, not "
            f"{content['coordinates_order']!r}"
        )
    return ColumnMapping(
        path=path,
        file=Path(file).name,
        role=cast("Role", role),
        columns=_columns(path, content.get("column", [])),
        sheet=content.get("sheet"),
        header_row=content.get("header_row"),
        day_first=content.get("day_first"),
        coordinates_order=content.get("coordinates_order"),
    )


def _columns(path: Path, entries: Any) -> dict[str, str]:
    columns: dict[str, str] = {}
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise InputError(f"{path.name}: write each column under [[column]]")
    for one in entries:
        name, meaning = one.get("name"), one.get("meaning", "")
        if not isinstance(name, str) or not isinstance(meaning, str):
            raise InputError(
                f"{path.name}: each [[column]] needs a name and a meaning in quotation marks"
            )
        if name in columns:
            raise InputError(f"{path.name}: the column {name!r} stands twice; leave one of the two")
        columns[name] = meaning.strip().casefold()
    return columns
