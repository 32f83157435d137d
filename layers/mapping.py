"""A mapping: what each column of one file means, said by the person who knows the file.

Where the names of the columns do not show it, `guess_mapping` writes down what they were taken
for, with examples; the person corrects it, and the next reading follows it to the letter.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, get_args

import pandas as pd

from layers.errors import InputError
from layers.formats import read_table
from layers.source import RawTable
from layers.sources import Role, recognise
from layers.sources._synonyms import FACILITY, INCIDENT, columns_of

Order = Literal["latlon", "lonlat"]

_NAMES: Final = {"native_id": "id", "kind_text": "kind"}
_FIELDS: Final = {said: name for name, said in _NAMES.items()}
_TABLES: Final = {"incidents": INCIDENT, "facilities": FACILITY}
_EXAMPLES: Final = 3
_LONGEST: Final = 60
_PAIRS: Final = (("latitude", "longitude"), ("longitude", "latitude"))


@dataclass(frozen=True)
class ColumnMapping:
    """What the columns of one file mean.

    Attributes
    ----------
    path
        The file of the mapping, for messages.
    file
        The name of the file it is for, without its folder.
    columns
        Column to meaning (one of `meanings`), "" for a column that means nothing here.
    day_first, coordinates_order
        What 03/04/2024 means, and which number of a pair comes first; None where not said.
    """

    path: Path
    file: str
    role: Role
    columns: Mapping[str, str]
    sheet: str | None = None
    header_row: int | None = None
    day_first: bool | None = None
    coordinates_order: Order | None = None
    guesses: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def meanings(role: Role) -> list[str]:
    """Return what a column of a list may mean.

    Examples
    --------
    >>> meanings("facilities")[:4]
    ['id', 'name', 'kind', 'operator']
    """
    return [_NAMES.get(name, name) for name in _TABLES[role]]


def guess_mapping(
    path: Path | str,
    *,
    role: Role | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> ColumnMapping:
    """Return what a file's columns would be taken for, with examples of each.

    Parameters
    ----------
    path
        The file.
    role
        What it holds; None tells it from the columns.
    sheet, header_row
        As for `layers.formats.read_table`.

    Raises
    ------
    InputError
        The file cannot be read, or its role cannot be told.
    """
    path = Path(path)
    raw = read_table(path, sheet=sheet, header_row=header_row, role=role)
    role = role or _role(raw)
    found = {label: name for name, label in columns_of(raw, _TABLES[role]).items()}
    if raw.geometry is not None:
        found = {
            k: v for k, v in found.items() if v not in {"latitude", "longitude", "coordinates"}
        }
    labels = [str(label) for label in raw.frame.columns]
    guesses = {label: _NAMES.get(found.get(label, ""), found.get(label, "")) for label in labels}
    alone = {one for one, other in _PAIRS if other not in guesses.values()}
    return ColumnMapping(
        path=path,
        file=path.name,
        role=role,
        columns={label: "" if guess in alone else guess for label, guess in guesses.items()},
        sheet=raw.sheet,
        header_row=raw.header_row,
        guesses=guesses,
        examples={label: _examples(raw.frame[label]) for label in labels},
        notes=raw.notes,
    )


def _role(raw: RawTable) -> Role:
    """Return what a table holds: by its source, else by which names are known more of."""
    labels = [str(label) for label in raw.frame.columns]
    worth = {}
    for role in get_args(Role):
        source = recognise(labels, role)
        rank = 0 if source is None else 2 if source.signatures else 1
        worth[role] = (rank, len(columns_of(raw, _TABLES[role])))
    if worth["incidents"] == worth["facilities"]:
        raise InputError(
            f"{raw.path.name}: the columns do not show whether this is a list of incidents or of "
            "facilities; say --role incidents or --role facilities"
        )
    return max(worth, key=worth.__getitem__)


def _examples(cells: pd.Series) -> tuple[str, ...]:
    """Return three different values of a column, as text that fits a line."""
    filled = cells.dropna().drop_duplicates().head(_EXAMPLES)
    text = [" ".join(str(value).split()) for value in filled]
    return tuple(t if len(t) <= _LONGEST else t[: _LONGEST - 3] + "..." for t in text)


def checked(mapping: ColumnMapping) -> ColumnMapping:
    """Return the mapping if its meanings are known and each given once.

    Raises
    ------
    InputError
        The message names the mapping, the column and the mend.
    """
    known = meanings(mapping.role)
    taken: dict[str, str] = {}
    where = f"{mapping.path.name}, for {mapping.file}"
    for column, meaning in mapping.columns.items():
        if not meaning:
            continue
        if meaning not in known:
            near = difflib.get_close_matches(meaning, known, 1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise InputError(
                f"{where}: column {column!r} is given the meaning {meaning!r}, which there is not; "
                f"{hint}the meanings for {mapping.role} are: {', '.join(known)}"
            )
        if meaning in taken:
            raise InputError(
                f"{where}: the meaning {meaning!r} is given twice, to {taken[meaning]!r} and to "
                f"{column!r}; leave it at one and give the other none"
            )
        taken[meaning] = column
    for one, other in _PAIRS:
        if one in taken and other not in taken:
            raise InputError(
                f"{where}: column {taken[one]!r} is the {one} but no column is the {other}; name "
                "both, or give a column that holds both the meaning coordinates"
            )
    if not taken:
        raise InputError(f"{where}: no column has a meaning; give at least one column one")
    return mapping


def read_mapped(
    path: Path | str,
    mapping: ColumnMapping,
    *,
    role: Role,
    sheet: str | None = None,
    header_row: int | None = None,
) -> RawTable:
    """Read a file as its mapping says; ``sheet`` and ``header_row`` count where it says neither.

    Raises
    ------
    InputError
        The file cannot be read, is not of the role, or lacks a column of the mapping.
    """
    if role != mapping.role:
        raise InputError(
            f"{mapping.path.name}: maps {mapping.file} as a list of {mapping.role}, but it is "
            f"given as one of {role}; give it as {mapping.role}, or write the mapping anew with "
            f"--role {role}"
        )
    raw = read_table(
        path,
        sheet=sheet if mapping.sheet is None else mapping.sheet,
        header_row=header_row if mapping.header_row is None else mapping.header_row,
        role=role,
    )
    labels = [str(label) for label in raw.frame.columns]
    for column, meaning in mapping.columns.items():
        if column not in labels and meaning:
            near = difflib.get_close_matches(column, labels, 1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise InputError(
                f"{mapping.path.name}: {raw.path.name} has no column {column!r}; {hint}its columns "
                f"are: {', '.join(labels)}. Correct the name, or write the mapping anew"
            )
    said = {c: _FIELDS.get(m, m) for c, m in mapping.columns.items() if m}
    notes = [f"the columns are read as {mapping.path.name} says"]
    fresh = [label for label in labels if label not in mapping.columns]
    if fresh:
        notes.append(f"columns the mapping does not name, read as nothing: {', '.join(fresh)}")
    return replace(raw, meanings=said, notes=(*raw.notes, *notes))


def with_order(frame: pd.DataFrame, mapping: ColumnMapping | None) -> pd.DataFrame:
    """Return what a source read, with the order of pairs that the mapping states."""
    if mapping is None or mapping.coordinates_order is None or "coordinates_text" not in frame:
        return frame
    return frame.assign(coordinates_order=mapping.coordinates_order)


def as_document(mapping: ColumnMapping) -> dict[str, Any]:
    """Return what a mapping says of its file, without the columns; None is left out."""
    about = {
        "file": mapping.file,
        "role": mapping.role,
        "sheet": mapping.sheet,
        "header_row": mapping.header_row,
        "day_first": mapping.day_first,
        "coordinates_order": mapping.coordinates_order,
    }
    return {name: value for name, value in about.items() if value is not None}
