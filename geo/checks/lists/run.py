"""The wrapper of the checks of lists."""

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Final

import numpy as np
import pandas as pd

import geo.checks.lists
from geo.checks.check import metres
from geo.checks.lists.fault import NEARLY_ALL, ListCheck, ListFault
from geo.checks.places import Places

MIN_ROWS: Final = 20
_ONE_FAULT: Final = {
    "swapped": "latitude and longitude are exchanged",
    "sign_lost": "a sign was lost",
    "decimal_shift": "the decimal point was moved or lost",
    "wrong_zone": "it was written or read in another zone",
    "dms_as_decimal": "degrees, minutes and seconds are written as decimal numbers",
    "minutes_as_decimal": "degrees and minutes are written as decimal numbers",
    "wrong_datum": "it is in another datum than WGS 84",
}
"""Faults of rows that are one fault of the list, where nearly all rows have them."""


@cache
def all_list_checks() -> tuple[ListCheck, ...]:
    """Return every check of lists, in the order they run."""
    path = geo.checks.lists.__path__
    names = [module.name for module in pkgutil.iter_modules(path, "geo.checks.lists.")]
    modules = [import_module(name) for name in names]
    checks = [module.LIST_CHECK for module in modules if hasattr(module, "LIST_CHECK")]
    return tuple(sorted(checks, key=lambda check: (check.order, check.code)))


def faults_before(places: Places) -> list[ListFault]:
    """Run the checks of lists, and settle the rows of which a statement says it all.

    Incidents have no place of their own that a column could have parted from, as a list of
    facilities has: of them only the projection is asked.
    """
    found: list[ListFault] = []
    for check in all_list_checks():
        if places.is_incidents and check.code != "other_projection":
            continue
        faults = check.find(places)
        for fault in faults:
            places.settled[fault.rows] = True
        found += faults
    return found


def faults_after(places: Places, rows: pd.DataFrame) -> list[ListFault]:
    """Return the faults that nearly all rows share, from the findings of the rows."""
    found = []
    for code, because in _ONE_FAULT.items():
        of_code = rows[rows["code"].eq(code)]
        n, of = len(of_code), int((places.located | (places.status == "out_of_range")).sum())
        if n < MIN_ROWS or n < NEARLY_ALL * of:
            continue
        at = np.flatnonzero(places.index.isin(of_code["id"]))
        moved_m = of_code["displacement_m"].median()
        by = f", by {metres(moved_m)} in the middle" if np.isfinite(moved_m) else ""
        evidence = f"{n} of {of} rows{by}; each row has its mend. {of_code['evidence'].iloc[0]}"
        found.append(ListFault(code, because, evidence, at, mended=True))
    return found


def explained(faults: Sequence[ListFault], n: int) -> np.ndarray:
    """Return the mask of rows that a statement stands for, so that they need no findings."""
    rows = np.zeros(n, dtype=bool)
    for fault in faults:
        if not fault.mended:
            rows[fault.rows] = True
    return rows
