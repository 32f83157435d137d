"""What every page says of its files: how each was read, and what became of every row."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from maps.page import Table
from maps.remarks import on_page
from maps.report_tables import heads
from maps.sentences import number, say

_ACCOUNT: Final = ("read", "loaded", "rejected", "merged")


def files_read(account: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return what the parts of a template about the files need.

    Parameters
    ----------
    account
        With ``read_as`` and ``accounting``, as ``summary.json`` has them.
    lang
        Language of the page.

    Returns
    -------
    ``read_as`` and ``accounting``, tables, and ``read_as_columns``, the columns of each file.
    """
    entries = account.get("read_as") or ()
    return {
        "read_as": read_as_table(entries, lang),
        "read_as_columns": [_columns(one, lang) for one in entries],
        "accounting": _accounting(account.get("accounting") or (), lang),
    }


def read_as_table(entries: Iterable[Mapping[str, Any]], lang: str) -> Table:
    """Return how each file was read, a row per file."""
    rows = [
        [
            one["file"],
            one.get("source"),
            on_page(one.get("format"), lang),
            one.get("sheet"),
            None if one.get("header_row") is None else number(one["header_row"], lang),
            on_page(one.get("coordinate_format"), lang),
            one.get("crs"),
        ]
        for one in entries
    ]
    columns = ("file", "source", "format", "sheet", "header_row", "coordinates", "crs")
    return Table(say("h_read_as", lang), heads(lang, *columns), rows)


def _columns(entry: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return which column of a file was read as what, in the file's order."""
    return {
        "file": entry["file"],
        "pairs": list((entry.get("columns") or {}).items()),
        "notes": [on_page(note, lang) for note in _as_list(entry.get("notes"))],
    }


def _as_list(notes: Any) -> list[str]:
    if not notes:
        return []
    return [notes] if isinstance(notes, str) else [str(note) for note in notes]


def _accounting(entries: Iterable[Mapping[str, Any]], lang: str) -> Table:
    rows = [[one["file"], one.get("source"), *(one[part] for part in _ACCOUNT)] for one in entries]
    return Table(say("h_accounting", lang), heads(lang, "file", "source", *_ACCOUNT), rows)
