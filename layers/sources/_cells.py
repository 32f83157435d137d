"""Cells of a source's table to canonical columns: what every source module needs, once.

Columns are found by their folded names, because vintages differ in case, blanks and separators.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from layers.headers import fold, fold_key

_GROUPED: Final = re.compile(
    r"^[±~<]?\s*\d{1,3}(?:(?:,\d{3})+|(?:\.\d{3})+|(?:['’٬\s]\d{3})+)(?!\d)"
)
_MARKS: Final = re.compile(r"(?<=\d)[,.'’٬\s](?=\d{3}(?!\d))")

NOTHING_SAID: Final = frozenset({"", "nan", "none", "null", "no information", "n/a"})
"""Folded cells that state nothing, in every source here."""


def find(frame: pd.DataFrame, *names: str) -> str | None:
    """Return the label of the first of ``names`` that is a column, whatever its case or separators.

    Examples
    --------
    >>> find(pd.DataFrame(columns=["Location ", "name:en"]), "location of incident", "location")
    'Location '
    >>> find(pd.DataFrame(columns=["Location ", "name:en"]), "name_en")
    'name:en'
    """
    by_key: dict[str, str] = {}
    for label in frame.columns:
        by_key.setdefault(fold_key(label), str(label))
    return next((by_key[fold_key(name)] for name in names if fold_key(name) in by_key), None)


def cells(frame: pd.DataFrame, *names: str) -> pd.Series:
    """Return the first of the columns that exists, as it stands; all null where none does."""
    label = find(frame, *names)
    if label is None:
        return pd.Series(None, index=frame.index, dtype=object)
    return frame[label].astype(object)


def texts(frame: pd.DataFrame, *names: str, blanks: Iterable[str] = NOTHING_SAID) -> pd.Series:
    """Return a column as stripped text, null where it says nothing.

    Parameters
    ----------
    frame
        Cells as read; whole numbers lose the ".0" a workbook gives them.
    names
        The column's names, the first that exists is taken.
    blanks
        Folded texts that stand for nothing.

    Returns
    -------
    Series of str with the index of ``frame``.

    Examples
    --------
    >>> texts(pd.DataFrame({"id": [42822.0, " a ", None, "No Information"]}), "id").tolist()
    ['42822', 'a', nan, nan]
    """
    blank = frozenset(blanks)

    def plain(value: Any) -> str | None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value).strip()
        return None if fold(text) in blank else text

    return _by_value(cells(frame, *names), plain).astype("str")


def counts(frame: pd.DataFrame, *names: str) -> pd.Series:
    """Return a column as whole numbers that are not negative, null where a cell holds none.

    Examples
    --------
    >>> counts(pd.DataFrame({"n": ["3", 2.0, True, "some", -2]}), "n").tolist()
    [3, 2, 1, <NA>, <NA>]
    >>> counts(pd.DataFrame({"n": ["1,234", "1 234", "٣", "1.234.567", "1,5"]}), "n").tolist()
    [1234, 1234, 3, 1234567, <NA>]
    """
    numbers = pd.to_numeric(without_marks(cells(frame, *names)), errors="coerce").astype("float64")
    return numbers.where(numbers.ge(0) & (numbers % 1).eq(0)).astype("Int64")


def without_marks(values: pd.Series) -> pd.Series:
    """Return text that is a number with thousands marks, or in other digits, as plain digits.

    What else a cell holds stays as it is. "1.234" is taken for a thousand: of a count or of an
    error in metres that is the reading that cannot make it too small.

    Examples
    --------
    >>> without_marks(pd.Series(["1,234", "١٢", "about 5", 7], dtype=object)).tolist()
    ['1234', '12', 'about 5', 7]
    """

    def plain(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = "".join(str(int(c)) if c.isdecimal() else c for c in value).strip()
        return _MARKS.sub("", text) if _GROUPED.match(text) else text

    return _by_value(values, plain)


def positive(frame: pd.DataFrame, *names: str) -> pd.Series:
    """Return whether any of several counting columns is above nought (a missing one is not)."""
    out = pd.Series(False, index=frame.index)
    for name in names:
        out |= counts(frame, name).gt(0).fillna(False).astype(bool)
    return out


def folded(values: pd.Series) -> pd.Series:
    """Return text in the form labels are compared in; null becomes the empty text."""
    return _by_value(values.astype(object), fold).astype("str").fillna("")


def looked_up(values: pd.Series, table: dict[str, Any], otherwise: Any = None) -> pd.Series:
    """Return what a table of folded labels says of each value, else ``otherwise``.

    Examples
    --------
    >>> looked_up(pd.Series(["Police ", None]), {"police": "state"}, "unknown").tolist()
    ['state', 'unknown']
    """
    keys = folded(values)
    return keys.map({key: table.get(key, otherwise) for key in keys.unique()})


def _by_value(values: pd.Series, change: Any) -> pd.Series:
    """Apply ``change`` once to each different value; null stays null."""
    codes, unique = pd.factorize(values, use_na_sentinel=True)
    changed = pd.Series([*(change(value) for value in unique), None], dtype=object)
    return changed.iloc[codes].set_axis(values.index)
