"""Long columns made short for a page: what says one thing is said once.

The page's script (``data.js``, ``wide``) does the reverse. Short tables stay as they are.
"""

import base64
from typing import Any, Final

import pandas as pd

from maps.map_data import Columns

SHORT: Final = 2_000  # rows up to which nothing is gained
_CODES: Final = 255
TEXTS_PER_BLOCK: Final = 25_000
LATER: Final[tuple[str, ...]] = ("id", "text")  # what a page needs only once something is opened


def n_rows(columns: Columns | None) -> int:
    """Return how many rows a table of columns has; ``citations`` is a list of its own."""
    return len(next(iter(columns.values()))) if columns else 0


def packed(columns: Columns) -> dict[str, Any]:
    """Return columns with each that holds few values as those and where each stands.

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
    cells = pd.Series(column, dtype=object)
    if isinstance(next((cell for cell in column if cell is not None), None), list):
        return column
    codes, found = pd.factorize(cells, use_na_sentinel=True)
    few = [*found, None]
    if len(few) > _CODES:
        return column
    if (codes == codes[0]).all():
        return {"all": few[codes[0]]}
    at = base64.b64encode((codes % len(few)).astype("uint8").tobytes()).decode("ascii")
    return {"of": few if (codes < 0).any() else few[:-1], "at": at}


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
