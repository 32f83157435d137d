"""Which rows are data, and what each is called.

A row is set aside only if it has no identity at all: a blank line, a total, the header once more.
"""

from typing import Final

import numpy as np
import pandas as pd

from layers.loaded import REJECTED_DTYPES, typed
from layers.source import RawTable, Source

ROW_ID: Final = r":row-\d+(?:~\d+)?$"
"""What the id of a row ends in that has no id of its own."""

_TOTAL: Final = (
    r"(?i)^\s*(?:"
    r"(?:grand|sub|sous|in|général|overall)?[ -]?tot(?:al|als|aal|ale|aux|ales|ais)"
    r"(?:\s+(?:of|for|number|général|general|geral|incidents?|events?|attacks?|facilities)\b.*)?"
    r"|(?:ال)?إ?ا?جمال[يى](?:\s.*)?|(?:ال)?مجموع(?:\s.*)?"
    r"|(?:у?сього|всього|разом|итого|всего)(?:\s.*)?|စုစုပေါင်း.*|toplam"
    r")\s*[:.=]?\s*\d*\s*$"
)
_FOOTNOTE: Final = (
    r"(?i)^\s*(?:[*†‡©]|(?:notes?|sources?|n\.?\s?b|legend|disclaimer|prepared by|last updated|"
    r"updated|remarks?|footnotes?|bron|fuentes?|fontes?|nota|джерел[оа]|примітк[аи]|источники?|"
    r"примечани[ея]|المصدر|المصادر|ملاحظة|ملاحظات)\s*[:.*])"
)
_WORDED: Final = "[^0-9.,+-]"  # no number alone is a total or a note
_EVIDENCE: Final = (
    "latitude_text",
    "longitude_text",
    "coordinates_text",
    "date_text",
    "date_start_text",
    "date_start",
)
_LONGEST: Final = 200


def reject(raw: RawTable, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are no data: file, sheet, row, column, value, reason.

    Parameters
    ----------
    raw
        The table as it stands.
    frame
        What the source read of it, same index: a row with a date or a place is no total.
    """
    cells = raw.frame
    reason = pd.Series(raw.no_data, dtype="str").reindex(cells.index)
    column = pd.Series(None, index=cells.index, dtype="str")
    value = pd.Series(None, index=cells.index, dtype="str")
    known = reason.index[reason.notna()]
    if len(known):
        value[known] = cells.loc[known].bfill(axis=1).iloc[:, 0].astype("str")
    somewhere = pd.Series(False, index=cells.index)
    if raw.geometry is not None:
        somewhere = raw.geometry.notna()
    filled = cells.notna().sum(axis=1)
    reason[filled.eq(0) & ~somewhere] = "blank line"
    again = _header_again(cells, filled) & ~somewhere
    reason[again] = "the header once more"
    value[again] = None
    for name in _EVIDENCE:
        if name in frame:
            somewhere |= frame[name].notna() & ~_says(frame[name], _TOTAL)
    for label in cells.columns[:3]:
        for rows, why in (
            (_says(cells[label], _TOTAL) & ~somewhere, "total line"),
            (_says(cells[label], _FOOTNOTE) & _under_the_table(filled), "a note under the table"),
        ):
            found = rows & reason.isna()
            reason[found], column[found], value[found] = why, str(label), cells[label][found]
    rows = reason.index[reason.notna()]
    return typed(
        pd.DataFrame(
            {
                "file": raw.path.name,
                "sheet": raw.sheet,
                "row": rows,
                "column": column[rows].to_numpy(),
                "value": value[rows].str.slice(0, _LONGEST).to_numpy(),
                "reason": reason[rows].to_numpy(),
            }
        ),
        REJECTED_DTYPES,
    )


def _says(cells: pd.Series, pattern: str) -> pd.Series:
    """Return whether text cells match a pattern; False where a cell is empty or no text."""
    codes, unique = cells.astype("str").factorize()
    texts = pd.Series(unique, dtype="str")
    says = np.zeros(len(texts) + 1, dtype=bool)  # the last is that of nothing
    worded = np.flatnonzero(texts.str.contains(_WORDED).to_numpy(dtype=bool))
    says[worded] = texts.iloc[worded].str.match(pattern).to_numpy(dtype=bool)
    return pd.Series(says[codes], index=cells.index)


def _under_the_table(filled: pd.Series) -> pd.Series:
    """Return the rows of a single cell after the last row that has more."""
    wide = filled.index[filled.gt(1)]
    return filled.eq(1) & (filled.index > (wide[-1] if len(wide) else -1))


def _header_again(cells: pd.DataFrame, filled: pd.Series) -> pd.Series:
    """Return whether most filled cells of a row say what their header says."""
    some = pd.Series(False, index=cells.index)
    for label in cells.columns[:2]:  # a quick look first: few rows can be meant
        some |= cells[label].eq(str(label)).fillna(False).astype(bool)
    few = cells[some]
    again = pd.Series(0, index=few.index)
    for label in few:
        again += few[label].isin([label, str(label).strip()])
    return (again.ge(2) & (2 * again > filled[some])).reindex(cells.index, fill_value=False)


def ids(raw: RawTable, frame: pd.DataFrame, source: Source) -> pd.Series:
    """Return "source:native id", or "source:file:row-12" where a row has no id of its own.

    Returns
    -------
    Series of str with the index of ``frame``; ids that repeat in the file repeat here.
    """
    stem = raw.path.name.split(".")[0]
    rows = pd.Series(frame.index.astype("str"), index=frame.index)
    named = f"{source.name}:{stem}:row-" + rows
    if "native_id" not in frame:
        return named.astype("str")
    native = frame["native_id"].astype("str").str.strip()
    native = native.mask(native.eq("").fillna(False))
    return (f"{source.name}:" + native).fillna(named).astype("str")


def told_apart(names: pd.Series) -> pd.Series:
    """Return ids made unique: what comes again gets "~2", "~3".

    Examples
    --------
    >>> told_apart(pd.Series(["a", "b", "a"])).tolist()
    ['a', 'b', 'a~2']
    """
    while names.duplicated().any():
        again = names.groupby(names).cumcount()
        names = names.where(again.eq(0), names + "~" + (again + 1).astype("str"))
    return names
