"""What a workbook of `nostrike check` is made of: its columns, its words, what it hides.

The writer (`layers.export.checked`) and the reader (`layers.decisions`) both follow this.
"""

from typing import Any, Final

FOUND: Final = {
    "facility_id": ("the id the tool knows the row by; empty where a row is no facility", ""),
    "findings": ("codes of what was found, the worst first (docs/checks.md explains them)", ""),
    "severity": ("the worst of them: error, warning or info", ""),
    "evidence": ("what was seen, in words", ""),
    "latitude_read": ("the latitude as it was read from the row", "degrees"),
    "longitude_read": ("the longitude as it was read from the row", "degrees"),
    "suggested_latitude": ("the mend that explains most, if one is well supported", "degrees"),
    "suggested_longitude": ("the same", "degrees"),
    "moves_m": ("how far the point would move", "metres"),
}
"""Columns that say what was found: (meaning, unit). They are not to be edited."""

DECIDED: Final = {
    "decision": ("what is to be done; choose from the list in the cell", ""),
    "own_latitude": ("for `own value`: the right latitude, in any notation", "degrees"),
    "own_longitude": ("for `own value`: the right longitude", "degrees"),
    "decided_by": ("who decided", ""),
    "decided_on": ("when: a date, or text like 2026-05-31", ""),
    "note": ("why; for `ask field`, what to ask", ""),
}
"""Columns for a person to fill in."""

DECISIONS: Final = {
    "accept": "the suggested coordinate goes into the list",
    "keep": "the coordinate is right as it stands; the finding stays silent from now on",
    "own value": "the coordinate in own_latitude and own_longitude goes into the list",
    "ask field": "nobody here can tell: the row goes into questions.xlsx",
}

KEY: Final = "nostrike_key"
HIDDEN: Final = "nostrike"
VERSION: Final = 1
CHUNK: Final = 30_000


def chunks(text: str) -> list[str]:
    """Cut a text into pieces that fit cells.

    Examples
    --------
    >>> chunks("ab"), [len(piece) for piece in chunks("x" * 70_000)]
    (['ab'], [30000, 30000, 10000])
    """
    return [text[n : n + CHUNK] for n in range(0, len(text), CHUNK)]


def key_of(row: int, width: int, digest: str, cells: str) -> str:
    """Return what the hidden column says of a row: number, number of cells, digests."""
    return f"{row}|{width}|{digest}|{cells}"


def read_key(cell: Any) -> tuple[int, int, str, str] | None:
    """Return what `key_of` was made of, None where the cell is no such key."""
    parts = str(cell or "").split("|")
    if len(parts) != 4 or not (parts[0].isdigit() and parts[1].isdigit()):  # noqa: PLR2004
        return None
    return int(parts[0]), int(parts[1]), parts[2], parts[3]
