"""Which row holds the headers, and whether it takes two rows to hold them.

Field teams put titles, dates and logos above a table, and merge cells over groups of columns. The
header is the row whose cells are known names; where no row is, the first that looks like names.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from layers.headers import fold, match_key, unique_headers
from layers.sources import Role, recognise
from layers.sources._synonyms import FACILITY, INCIDENT, column_map

SEARCHED: Final = 20
"""How many rows of a sheet are looked at for the header."""

_TAG: Final = re.compile(r"^\s*#\s*[A-Za-z]")
_DATUM: Final = re.compile(r"^\s*[-+±~<>(]*\s*\d")
_LONGEST: Final = 60
_ALIKE: Final = 0.5
_FEW: Final = 0.2
_SAMPLE: Final = 50
# what stands alone under the name of a group, and means the same there
_ALONE: Final = frozenset({
    "latitude", "longitude", "coordinates", "error_m", "country", "admin1", "admin2", "native_id",
    "date", "date_start", "date_end", "place_name", "name", "kind_text", "event_type",
    "description", "citation",
})  # fmt: skip
# a group of columns whose name adds nothing to the names below it
_NEUTRAL: Final = frozenset(map(match_key, (
    "casualties", "victims", "human toll", "losses", "details", "incident", "event", "attack",
    "incident details", "event details", "attack details", "total", "incidente", "attaque",
    "victimes", "bilan", "pertes", "الضحايا", "الخسائر البشرية", "الخسائر", "жертви", "втрати",
    "жертвы", "потери", "slachtoffers", "víctimas", "vítimas",
)))  # fmt: skip
_FIELDS: Final = {name: field for t in (INCIDENT, FACILITY) for field in t for name in t[field]}


class Header(NamedTuple):
    """Where the header stands: its (upper) row counted from 1, how many rows, the labels."""

    row: int
    depth: int
    cells: list[Any]


class _Fit(NamedTuple):
    rank: int
    known: int


def is_blank(value: Any) -> bool:
    """Return whether a cell holds nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def is_tag_row(row: Sequence[Any]) -> bool:
    """Return whether most filled cells are HXL tags such as ``#country +name``."""
    filled = [str(c) for c in row if not is_blank(c)]
    return bool(filled) and sum(bool(_TAG.match(c)) for c in filled) > _ALIKE * len(filled)


def first_filled_row(rows: Sequence[Sequence[Any]]) -> int | None:
    """Return the number, counted from 1, of the first row that is not blank; None without any."""
    return next(
        (n for n, row in enumerate(rows, start=1) if not all(is_blank(c) for c in row)), None
    )


def fit(cells: Sequence[Any], role: Role | None) -> tuple[int, int]:
    """Return how well cells do as headers: 3 a known source, 2 one's own list; and fields known."""
    labels = unique_headers(cells)
    source = recognise([c for c in cells if not is_blank(c)], role)
    tables = {"incidents": (INCIDENT,), "facilities": (FACILITY,)}.get(
        role or "", (INCIDENT, FACILITY)
    )
    known = max(len(column_map(labels, table)) for table in tables)
    return (0 if source is None else 3 if source.signatures else 2), known


def find_header(
    rows: Sequence[Sequence[Any]], named: int | None = None, role: Role | None = None
) -> Header | None:
    """Return the header of rows of cells.

    Parameters
    ----------
    rows
        Every row from the first, blank ones too.
    named
        The row, counted from 1, that the user says it is; it must not be blank.
    role
        Know the names of incidents or of facilities only.

    Returns
    -------
    Header, None where every row is blank. Without a name that is known, the first row that is at
    least half as wide as the rows below it and is all text; else the first that is not blank.
    """
    first = first_filled_row(rows)
    if first is None:
        return None
    if named is not None:
        single = Header(named, 1, list(rows[named - 1]))
        return _deeper(rows, single, _Fit(*fit(single.cells, role)), role, above=True)
    end = len(rows) + 1 - (first_filled_row(rows[::-1]) or 1)
    last = min(end - 1, SEARCHED)  # below a header there is something
    best, found = _Fit(0, 0), None
    for number in range(first, last + 1):
        row = rows[number - 1]
        if is_tag_row(row) or not (number == first or _like_names(row)):
            continue
        candidate = Header(number, 1, list(row))
        value = _Fit(*fit(row, role))
        both = _deeper(rows[: last + 1], candidate, value, role) if number < last else candidate
        if both.depth > 1:
            candidate, value = both, _Fit(*fit(both.cells, role))
        if value.rank and value > best:
            best, found = value, candidate
            if value.rank == 3:  # noqa: PLR2004 - a known source: no other row can do better
                break
    return found or _widest(rows, first, last)


def _like_names(row: Sequence[Any]) -> bool:
    """Return whether few cells of the row are numbers, dates or begin with a figure."""
    filled = [c for c in row if not is_blank(c)]
    data = sum(not isinstance(c, str) or bool(_DATUM.match(c)) for c in filled)
    return data <= _FEW * len(filled)


def _all_names(row: Sequence[Any]) -> bool:
    """Return whether the row has nothing that only data has: numbers, dates, long texts."""
    filled = [c for c in row if not is_blank(c)]
    return bool(filled) and all(
        isinstance(c, str) and len(c) <= _LONGEST and not _DATUM.match(c) for c in filled
    )


def _widest(rows: Sequence[Sequence[Any]], first: int, last: int) -> Header:
    """Return the first row as wide as what follows, among names that are not known."""
    for number in range(first, last + 1):
        row = rows[number - 1]
        below = [sum(not is_blank(c) for c in r) for r in rows[number : number + _SAMPLE]]
        below = sorted(n for n in below if n)
        width = below[len(below) // 2] if below else 0
        filled = sum(not is_blank(c) for c in row)
        names = number == first or (_all_names(row) and not is_tag_row(row))
        if names and filled > 1 and filled >= _ALIKE * width:
            return Header(number, 1, list(row))
    return Header(first, 1, list(rows[first - 1]))


def _deeper(
    rows: Sequence[Sequence[Any]],
    single: Header,
    value: _Fit,
    role: Role | None,
    *,
    above: bool = False,
) -> Header:
    """Return the header of two rows, if it names more than the one row does."""
    upper = [single.row] + ([single.row - 1] if above and single.row > 1 else [])
    best, found = value, single
    for number in upper:
        if number >= len(rows) or is_tag_row(rows[number]):
            continue
        top, bottom = rows[number - 1], rows[number]
        if not (_all_names(bottom) and _all_names(top)):
            continue
        cells = _joined(top, bottom)
        both = _Fit(*fit(cells, role))
        if both.known > max(best.known, fit(bottom, role)[1]) and both.rank >= best.rank:
            best, found = both, Header(number, 2, cells)
    return found


def _joined(top: Sequence[Any], bottom: Sequence[Any]) -> list[Any]:
    """Return one label per column of two rows; a group's name holds until the next."""
    width = max(len(top), len(bottom))
    cells: list[Any] = []
    group: Any = None
    for position in range(width):
        over = top[position] if position < len(top) else None
        under = bottom[position] if position < len(bottom) else None
        if not is_blank(over):
            group = over
        if is_blank(under):
            cells.append(over)
        elif is_blank(group):
            cells.append(under)
        else:
            cells.append(_label(str(group).strip(), str(under).strip()))
    return cells


def _label(group: str, under: str) -> str:
    for label in (f"{group} {under}", f"{under} {group}"):
        if match_key(label) in _FIELDS:
            return label
    field = _FIELDS.get(match_key(under))
    if fold(group) == fold(under) or field in _ALONE:
        return under
    if field and match_key(group) in _NEUTRAL:
        return under
    return f"{group} {under}"
