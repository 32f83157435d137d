"""What a file says in a classifying column that its source's tables do not know."""

from collections import defaultdict

import pandas as pd

from layers.headers import fold
from layers.source import Code, Label, Source
from layers.sources._cells import NOTHING_SAID, find, texts

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
    known: dict[str, set[str]] = defaultdict(set)
    entries: tuple[Label | Code, ...] = (*source.labels, *source.codes)
    for entry in entries:
        if entry.column:
            known[entry.column].add(fold(entry.value))
    notes = []
    for column, values in known.items():
        frame = cells
        if find(frame, column) is None:
            if worked_out is None or column not in worked_out:
                continue
            frame = worked_out
        said = texts(frame, column).map(fold, na_action="ignore")
        strange = said[said.notna() & ~said.isin(values | NOTHING_SAID)]
        if len(strange):
            shown = texts(frame, column)[strange.index].drop_duplicates().tolist()
            notes.append(_note(len(strange), column, shown))
    lead = f"{source.name}_unknown_"
    own = pd.DataFrame() if worked_out is None else worked_out
    for column in (str(name) for name in own if str(name).startswith(lead)):
        said = own[column].dropna()
        if len(said):
            what = column.removeprefix(lead).replace("_", " ")
            notes.append(_note(len(said), what, said.drop_duplicates().tolist()))
    return tuple(notes)


def _note(rows: int, column: str, shown: list[str]) -> str:
    more = ", ..." if len(shown) > _SHOWN else ""
    return (
        f"{rows} rows have values of {column} unknown to the source's tables "
        f"({', '.join(map(repr, shown[:_SHOWN]))}{more})"
    )
