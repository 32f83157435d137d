"""What a file says in a classifying column that its source's tables do not know."""

from collections import defaultdict

import pandas as pd

from layers.headers import fold
from layers.source import Code, Label, Source
from layers.sources._cells import NOTHING_SAID, find, texts

_SHOWN = 3


def unknown_labels(frame: pd.DataFrame, source: Source) -> tuple[str, ...]:
    """Return a note for each classifying column that holds values unknown to the source's tables.

    Parameters
    ----------
    frame
        Cells as read.
    source
        Whose ``labels`` and ``codes`` are the tables; a label without a column is not looked for.

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
        if find(frame, column) is None:
            continue
        said = texts(frame, column).map(fold, na_action="ignore")
        strange = said[said.notna() & ~said.isin(values | NOTHING_SAID)]
        if len(strange):
            shown = texts(frame, column)[strange.index].drop_duplicates().tolist()
            more = ", ..." if len(shown) > _SHOWN else ""
            notes.append(
                f"{len(strange)} rows have values of {column} unknown to the source's tables "
                f"({', '.join(map(repr, shown[:_SHOWN]))}{more})"
            )
    return tuple(notes)
