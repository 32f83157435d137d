"""What a person decided about links: which pairs are one event, and which are two."""

from pathlib import Path
from typing import Final

import pandas as pd

from layers.errors import InputError
from layers.formats import read_table
from layers.headers import fold

_COLUMNS: Final = ("left_id", "right_id", "decision")
_SAME: Final = {"same": True, "different": False}


def read_link_decisions(path: str | Path) -> pd.DataFrame:
    """Return the decisions of a csv or a workbook.

    Parameters
    ----------
    path
        A table with ``left_id``, ``right_id`` (ids as in ``links.csv``) and ``decision``: ``same``
        or ``different``. Rows without a decision are left out, so that ``links.csv`` itself can be
        filled in and given.

    Returns
    -------
    ``left_id``, ``right_id``, ``same`` (bool).

    Raises
    ------
    InputError
        A column is missing, a decision is another word, or a pair is decided in both ways.
    """
    raw = read_table(path, role="incidents")
    name = raw.path.name
    headers = {fold(column): column for column in raw.frame.columns}
    missing = [column for column in _COLUMNS if column not in headers]
    if missing:
        raise InputError(
            f"{name}: the column {missing[0]} is missing; a file of decisions has "
            f"{', '.join(_COLUMNS)}"
        )
    frame = pd.DataFrame({column: raw.frame[headers[column]] for column in _COLUMNS})
    frame = frame.astype("str").apply(lambda column: column.str.strip())
    said = frame["decision"].str.casefold()
    decided = said.notna() & said.ne("")
    strange = decided & ~said.isin(_SAME)
    if strange.any():
        row = strange.idxmax()
        raise InputError(
            f"{name}: row {row}: decision {frame.loc[row, 'decision']!r}: write same or different"
        )
    frame, said = frame[decided], said[decided]
    blank = frame[["left_id", "right_id"]].isna() | frame[["left_id", "right_id"]].eq("")
    if blank.any(axis=None):
        row = blank.any(axis=1).idxmax()
        raise InputError(f"{name}: row {row}: a decision needs both left_id and right_id")
    ends = frame[["left_id", "right_id"]]
    out = pd.DataFrame(
        {
            "left_id": ends.min(axis=1),
            "right_id": ends.max(axis=1),
            "same": said.map(_SAME).astype(bool),
        }
    ).drop_duplicates()
    twice = out.duplicated(["left_id", "right_id"], keep=False)
    if twice.any():
        first = out[twice].iloc[0]
        raise InputError(
            f"{name}: {first['left_id']} and {first['right_id']} are decided both ways; keep one"
        )
    same_row = out["left_id"].eq(out["right_id"])
    if same_row.any():
        raise InputError(f"{name}: {out[same_row].iloc[0]['left_id']} is paired with itself")
    return out.reset_index(drop=True)
