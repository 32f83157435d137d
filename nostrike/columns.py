"""`nostrike columns`: a mapping to edit, and the mappings of a run to the files they are for."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from layers.errors import InputError
from layers.mapping import ColumnMapping, guess_mapping
from layers.mapping_files import read_mapping, write_mapping
from layers.sources import Role


def draft(
    file: Path,
    out: Path,
    *,
    role: Role | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> str:
    """Write the mapping of a file, and return the lines that say what was found.

    Raises
    ------
    InputError
        The file cannot be read, or the mapping cannot be written there.
    """
    mapping = guess_mapping(file, role=role, sheet=sheet, header_row=header_row)
    write_mapping(mapping, out)
    return "\n".join(_lines(mapping, out))


def _lines(mapping: ColumnMapping, out: Path) -> Iterable[str]:
    where = [mapping.file]
    if mapping.sheet is not None:
        where.append(f"sheet {mapping.sheet!r}")
    if mapping.header_row is not None:
        where.append(f"header in row {mapping.header_row}")
    yield f"{', '.join(where)}: read as a list of {mapping.role}"
    yield from (f"  note: {note}" for note in mapping.notes)
    width = max(len(column) for column in mapping.columns)
    for column, guess in mapping.columns.items():
        example = next(iter(mapping.examples.get(column, ())), "")
        yield f"  {column:<{width}}  {guess or '?':<20}  {example}"
    yield f"Edit the meanings in {out}, then add: --columns {out}"


def read_mappings(paths: Iterable[Path]) -> tuple[ColumnMapping, ...]:
    """Read the mappings of a run.

    Raises
    ------
    InputError
        One cannot be read, or two are for one file in one role.
    """
    mappings = [read_mapping(path) for path in paths]
    first: dict[tuple[str, Role], ColumnMapping] = {}
    for mapping in mappings:
        other = first.setdefault((mapping.file, mapping.role), mapping)
        if other is not mapping:
            raise InputError(
                f"{other.path} and {mapping.path} are both for {mapping.file} as {mapping.role}; "
                "give one of them"
            )
    return tuple(mappings)


def mapping_for(file: Path, role: str, mappings: Sequence[ColumnMapping]) -> ColumnMapping | None:
    """Return the mapping that names a file in a role, None without one."""
    return next((m for m in mappings if (m.file, m.role) == (file.name, role)), None)


def check_all_used(
    mappings: Iterable[ColumnMapping], incidents: Sequence[Path], facilities: Sequence[Path]
) -> None:
    """Refuse a mapping that is for no file of the run.

    Raises
    ------
    InputError
        The message names the mapping, its file, and the files of the run.
    """
    given = {"incidents": incidents, "facilities": facilities}
    for mapping in mappings:
        if mapping.file in {path.name for path in given[mapping.role]}:
            continue
        other: Role = "facilities" if mapping.role == "incidents" else "incidents"
        if mapping.file in {path.name for path in given[other]}:
            raise InputError(
                f"{mapping.path}: maps {mapping.file} as a list of {mapping.role}, but it is given "
                f"as one of {other}; write the mapping anew with --role {other}"
            )
        names = ", ".join(path.name for paths in given.values() for path in paths)
        raise InputError(
            f"{mapping.path}: is for {mapping.file!r}, which is not among the files of this run "
            f"({names}); correct its line file, or leave it out"
        )
