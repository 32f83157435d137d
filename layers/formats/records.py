"""JSON that holds records: a list of objects, or an object with one such list in it.

A FHIR bundle (HL7, R4 and R5) is read as the Location resources in it, with dotted names.

What is nested in a record (a list of sources, of tags) stays in its cell as JSON text.
"""

import codecs
import json
import re
from pathlib import Path
from typing import Any, Final

import pandas as pd

from layers.errors import InputError
from layers.formats.grid import clean_column
from layers.headers import unique_headers
from layers.source import RawTable

_HALF_A_CHARACTER: Final = re.compile("[\ud800-\udfff]")
_BARE_NAME: Final = re.compile(r"^\s*[\[{]\s*(?:\{\s*)?[A-Za-z_$][\w$]*\s*:")


def is_json(data: bytes) -> bool:
    """Return whether bytes begin as JSON in UTF-8 does: with a list or an object."""
    return data.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")[:1] in {b"[", b"{"}


def read_records(path: Path, data: bytes) -> RawTable:
    """Read JSON records as a table, a column per name.

    Parameters
    ----------
    path
        The file, for messages and the record.
    data
        Its content, uncompressed.

    Returns
    -------
    RawTable whose index counts the records from 1. Numbers, text and truth values keep their type.

    Raises
    ------
    InputError
        The content is no JSON, or JSON without records of several fields.
    """
    records, notes = _records(path, _parsed(path, data))
    names = list(dict.fromkeys(name for record in records for name in record))
    if len(names) < 2:  # noqa: PLR2004 - a table has columns
        raise InputError(
            f"{path.name}: this JSON holds records of a single field ({', '.join(names)}), no "
            "table; give records with an id or a date, a place and what happened"
        )
    index = pd.RangeIndex(1, len(records) + 1)
    columns = [clean_column([_cell(record.get(name)) for record in records]) for name in names]
    frame = pd.DataFrame(
        {
            label: column.set_axis(index)
            for label, column in zip(unique_headers(map(_whole, names)), columns, strict=True)
        },
        index=index,
    )
    return RawTable(path=path, format="json records", frame=frame, encoding="utf-8", notes=notes)


def _parsed(path: Path, data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name}: begins like JSON, but is not UTF-8 (byte {error.start}); save it again "
            "as UTF-8"
        ) from error
    try:
        return json.loads(text)
    except RecursionError:
        raise InputError(f"{path.name}: this JSON is nested too deeply to be records") from None
    except ValueError as error:
        if _BARE_NAME.match(text):
            raise InputError(
                f"{path.name}: this is JavaScript, not JSON (its names stand without quotation "
                "marks); have a browser or Node print it with JSON.stringify(...), save that as "
                "a .json file and give it"
            ) from error
        raise InputError(
            f"{path.name}: this JSON is cut short or damaged ({error}); download it again"
        ) from error


def _records(path: Path, content: Any) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    if isinstance(content, dict) and content.get("resourceType") == "Bundle":
        return _locations(path, content)
    if isinstance(content, dict):
        inside = {name: value for name, value in content.items() if _are_records(value)}
        if len(inside) != 1:
            raise InputError(
                f"{path.name}: this is JSON but not GeoJSON, and not exactly one list of records "
                "stands in it; export it as csv or GeoJSON"
            )
        name, content = next(iter(inside.items()))
        notes = (f"the records are those of {name!r}",)
    if not _are_records(content):
        raise InputError(
            f"{path.name}: this is JSON but not GeoJSON, and no list of records; export it as csv "
            "or GeoJSON"
        )
    return content, notes


def _locations(path: Path, bundle: dict[str, Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Return the Location resources of a FHIR bundle, what is nested under dotted names."""
    entries = [entry for entry in bundle.get("entry") or () if isinstance(entry, dict)]
    resources = [entry.get("resource") for entry in entries]
    found = [one for one in resources if isinstance(one, dict)]
    places = [one for one in found if one.get("resourceType") == "Location"]
    if not places:
        raise InputError(f"{path.name}: this FHIR bundle holds no Location; give one that does")
    rest = len(entries) - len(places)
    notes = (f"{rest} other resources of the bundle are no places, and not read",) if rest else ()
    flat = pd.json_normalize(places).astype(object)
    rows = flat.where(flat.map(_is_there), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows], notes


def _is_there(value: Any) -> bool:
    return isinstance(value, (list, dict)) or bool(pd.notna(value))


def _are_records(content: Any) -> bool:
    return (
        isinstance(content, list)
        and bool(content)
        and all(isinstance(record, dict) for record in content)
    )


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False) if value else None
    return _whole(value) if isinstance(value, str) else value


def _whole(text: str) -> str:
    """Return text without halves of characters, which no file could hold again."""
    return _HALF_A_CHARACTER.sub("\ufffd", text)
