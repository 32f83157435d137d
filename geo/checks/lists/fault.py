"""What a fault of a list is, and how it is written down."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checks.places import Places
from geo.checks.sexagesimal import blocks_of

COLUMNS: Final = ("code", "n", "of", "first_id", "last_id", "statement", "evidence", "ids")
NEARLY_ALL: Final = 0.8


class ListFault(NamedTuple):
    """One fault.

    Attributes
    ----------
    code
        Of the fault.
    because
        Completes "the coordinates cannot be relied on, because ...".
    evidence
        What was seen.
    rows
        Row numbers that it concerns.
    mended
        Whether each row has a finding with a mend besides; else the statement stands for them.
    """

    code: str
    because: str
    evidence: str
    rows: npt.NDArray[np.intp]
    mended: bool = False


class ListCheck(NamedTuple):
    """A check of lists; ``order``: lower runs first, and what it explains is settled."""

    code: str
    order: int
    find: Callable[[Places], list[ListFault]]


def written(places: Places, faults: Sequence[ListFault]) -> pd.DataFrame:
    """Return the faults as a table, a row each (`geo.check_list`)."""
    of = len(places.index)
    rows = []
    for fault in faults:
        ids = places.index[fault.rows]
        n = len(ids)
        whose = "this list" if n >= NEARLY_ALL * of else f"{n} rows, from {ids[0]} to {ids[-1]},"
        statement = f"The coordinates of {whose} cannot be relied on, because {fault.because}."
        entry = (fault.code, n, of, str(ids[0]), str(ids[-1]), statement, fault.evidence)
        rows.append((*entry, tuple(str(one) for one in ids)))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = dict.fromkeys(("code", "first_id", "last_id", "statement", "evidence"), "str")
    return table.astype({**texts, "n": "int64", "of": "int64"})


def order_of(places: Places) -> npt.NDArray[np.intp]:
    """Return the numbers of the rows that have a point, in the order of the list.

    Those whose digits are minutes are left out: that is what their fault is.
    """
    usable = places.located & ~places.blank & ~places.settled
    blocks = blocks_of(places)
    for code in blocks.found:
        usable[blocks.rows(code)] = False
    return np.flatnonzero(usable)
