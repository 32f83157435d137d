"""What a file says in a classifying column that its source's tables do not know."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import pandas as pd

from layers.headers import fold
from layers.source import Code, Label, Source
from layers.sources._cells import NOTHING_SAID, find, texts

_Known = TypeVar("_Known")

_SHOWN = 3


def unknown_labels(
    cells: pd.DataFrame, source: Source, worked_out: pd.DataFrame | None = None
) -> tuple[str, ...]:
    """Return a note for each classifying column that holds values unknown to the source's tables.

    Parameters
    ----------
    cells
        As read from the file.
    source
        Whose ``labels`` and ``codes`` are the tables; a label without a column is not looked for.
    worked_out
        What the source made of them: the column may be one of its own. A column of its own named
        ``<source>_unknown_...`` holds what cells of several labels say that no table knows.

    Examples
    --------
    >>> from layers.sources.acled import SOURCE
    >>> unknown_labels(pd.DataFrame({"sub_event_type": ["Attack", "Trebuchet"]}), SOURCE)
    ("1 rows have values of sub_event_type unknown to the source's tables ('Trebuchet')",)
    """
    notes = []
    for column, said in _strange(cells, source, worked_out, (*source.labels, *source.codes)):
        shown = said.drop_duplicates().tolist()
        notes.append(_note(len(said), column, shown))
    return tuple(notes)


def any_of(labels: Iterable[str]) -> str:
    """Return a pattern that matches one of some labels, the longest first, as its one group."""
    ordered = sorted(labels, key=len, reverse=True)
    return "(" + "|".join(re.escape(label) for label in ordered) + ")"


def labels_in(
    text: str, one: re.Pattern[str], known: Mapping[str, _Known]
) -> Iterator[tuple[_Known | None, str]]:
    """Yield what a cell of several labels names, in its order.

    Parameters
    ----------
    text
        The cell, folded.
    one
        Matches a label, its first group, with what may stand around it. A label may hold commas.
    known
        What each label stands for.

    Yields
    ------
    What a label stands for, and the label; or None, and a part between commas that is no label.
    """
    while text:
        match = one.match(text)
        if match:
            yield known[match.group(1)], match.group(1)
            text = text[match.end() :]
        else:
            part, _, text = text.partition(",")
            yield None, part


def with_others(worked_out: pd.DataFrame, cells: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return what a source made of its rows, ``other`` where a label stands that no table knows.

    Only of rows whose kind of event (and weapon) the source could not tell: a label was there, so
    the row does not say nothing.
    """
    odd = pd.Series(False, index=cells.index)
    for _, said in _strange(cells, source, worked_out, source.labels):
        odd |= odd.index.isin(said.index)
    if not odd.any():
        return worked_out
    out = worked_out.copy()
    for column in ("event_type", "weapon_type"):
        if column in out:
            out[column] = out[column].mask(odd & out[column].eq("unknown").fillna(False), "other")
    return out


def _strange(
    cells: pd.DataFrame,
    source: Source,
    worked_out: pd.DataFrame | None,
    entries: tuple[Label | Code, ...],
) -> list[tuple[str, pd.Series]]:
    """Return each classifying column with its cells that no entry knows, as they stand."""
    known: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.column:
            known[entry.column].add(fold(entry.value))
    found = []
    for column, values in known.items():
        frame = cells
        if find(frame, column) is None:
            if worked_out is None or column not in worked_out:
                continue
            frame = worked_out
        shown = texts(frame, column)
        said = shown.map(fold, na_action="ignore")
        strange = said.notna() & ~said.isin(values | NOTHING_SAID)
        if strange.any():
            found.append((column, shown[strange]))
    lead = f"{source.name}_unknown_"
    own = pd.DataFrame() if worked_out is None else worked_out
    for column in (str(name) for name in own if str(name).startswith(lead)):
        left = own[column].dropna()
        if len(left):
            found.append((column.removeprefix(lead).replace("_", " "), left))
    return found


def _note(rows: int, column: str, shown: list[str]) -> str:
    more = ", ..." if len(shown) > _SHOWN else ""
    return (
        f"{rows} rows have values of {column} unknown to the source's tables "
        f"({', '.join(map(repr, shown[:_SHOWN]))}{more})"
    )
