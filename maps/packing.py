"""Long columns made short for a page: what says one thing is said once.

The page's script (``data.js``, ``wide``) does the reverse. Short tables stay as they are.
"""

import base64
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from maps.basemap import DECIMALS
from maps.map_data import Columns

SHORT: Final = 2_000  # rows up to which nothing is gained
_BYTE, _TWO_BYTES = 2**8 - 1, 2**16 - 1
_OFTEN: Final = 4  # rows a value stands in, on average, from which codes of two bytes are shorter
_PARTS: Final = (1, 1_000, 100_000)  # of a whole: what numbers of a page are rounded to
_NO_NUMBER: Final = -(2**31)
TEXTS_PER_BLOCK: Final = 25_000
LATER: Final[tuple[str, ...]] = ("id", "text")  # what a page needs only once something is opened


def n_rows(columns: Columns | None) -> int:
    """Return how many rows a table of columns has; ``citations`` is a list of its own."""
    return len(next(iter(columns.values()))) if columns else 0


def packed(columns: Columns) -> dict[str, Any]:
    """Return columns with each that holds few values as those and where each stands.

    Columns of many numbers become whole ones of four bytes, and what to divide them by.

    Examples
    --------
    >>> rows = {"tier": ["likely"] * 3000, "kind": ["a", "b"] * 1500, "lon": [1.5] * 2999 + [2]}
    >>> short = packed(rows)
    >>> short["tier"], short["kind"]["of"], len(short["kind"]["at"])
    ({'all': 'likely'}, ['a', 'b'], 4000)
    """
    n = n_rows(columns)
    if n <= SHORT:
        return dict(columns)
    return {
        name: _packed(column) if len(column) == n else column for name, column in columns.items()
    }


def _packed(column: list[Any]) -> Any:
    kinds = set(map(type, column))
    if list in kinds:
        return column
    if kinds == {type(None)}:
        return {"all": None}
    numeric = kinds <= {float, np.float64, int, type(None)}
    cells = pd.Series(column, dtype="float64" if numeric else object)
    codes, found = pd.factorize(cells, use_na_sentinel=True)
    few = [*found, None]
    if (codes == codes[0]).all():
        return {"all": few[codes[0]]}
    if len(few) <= _BYTE or (len(few) <= _TWO_BYTES and len(few) * _OFTEN <= len(column)):
        width = "<u1" if len(few) <= _BYTE else "<u2"
        at = _base64((codes % len(few)).astype(width))
        return {"of": few if (codes < 0).any() else few[:-1], "at": at}
    return _whole_numbers(cells.to_numpy()) or column if numeric else column


def packed_lines(lines: Sequence[Any]) -> dict[str, Any]:
    """Return lines as one run of steps, and how many corners each has.

    Parameters
    ----------
    lines
        Arrays of latitude and longitude in degrees, with no more decimals than `DECIMALS`.

    Returns
    -------
    dict with ``sizes``, and ``at``: what each corner lies north and east of the one before it, in
    the last decimal, as whole numbers of four bytes; the first of all is counted from 0, 0.

    Examples
    --------
    >>> packed_lines([np.array([[1.0, 2.0], [1.0, 2.00001]])])
    {'sizes': [2], 'at': 'oIYBAEANAwAAAAAAAQAAAA=='}
    """
    corners = np.concatenate([np.empty((0, 2)), *lines])
    steps = np.diff(np.rint(corners * 10**DECIMALS), axis=0, prepend=0.0)
    return {"sizes": [len(line) for line in lines], "at": _base64(steps.astype("<i4"))}


def _whole_numbers(values: Any) -> dict[str, Any] | None:
    """Return finite numbers and NaN as whole ones, None where that would change one."""
    known = values[~np.isnan(values)]
    for by in _PARTS:
        whole = np.rint(known * by)
        if (whole / by == known).all() and (np.abs(whole) < -_NO_NUMBER).all():
            out = np.full(len(values), _NO_NUMBER, dtype="<i4")
            out[~np.isnan(values)] = whole
            return {"by": by, "at": _base64(out)}
    return None


def _base64(codes: Any) -> str:
    return base64.b64encode(codes.tobytes()).decode("ascii")


def text_blocks(columns: Columns) -> tuple[Columns, list[Columns]]:
    """Return the columns that a page needs first, and the long texts in blocks for later.

    A short table is one block.
    """
    n = n_rows(columns)
    if n <= SHORT:
        return columns, []
    first = {name: column for name, column in columns.items() if name not in LATER}
    later: list[Columns] = [
        {name: columns[name][at : at + TEXTS_PER_BLOCK] for name in LATER if name in columns}
        for at in range(0, n, TEXTS_PER_BLOCK)
    ]
    return first, later
