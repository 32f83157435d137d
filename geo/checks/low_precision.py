"""``low_precision``: so few digits that the place could be a kilometre away."""

from typing import Final

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings, metres
from geo.checks.places import Places

MIN_PRECISION_M: Final = 1_000.0
"""Two decimals (1.1 km) and fewer, or whole minutes (1.9 km)."""


def find(places: Places) -> pd.DataFrame:
    """Report coordinates whose last digit stands for a kilometre or more.

    Of incidents only those that claim to be better placed than their digits allow.
    """
    precision_m = np.nan_to_num(places.precision_m, nan=0.0)
    where = places.located & ~places.blank & (precision_m >= MIN_PRECISION_M)
    if places.is_incidents:
        error_m = places.column("error_m").astype("float64").to_numpy(dtype=float, na_value=np.nan)
        where &= error_m <= precision_m
    worst_m = precision_m[where]
    return findings(
        places,
        where,
        "low_precision",
        severity="warning",
        evidence=[f"the last digit written stands for {metres(step)}" for step in worst_m],
        displacement_m=worst_m,
    )


def gaps(places: Places) -> str | None:
    """Say for how many rows the digits are not known."""
    n = int((places.located & ~np.isfinite(places.precision_m)).sum())
    total = int(places.located.sum())
    return f"not judged for {n} of {total} located rows: digits not known" if n else None


CHECK = Check("low_precision", 50, find, gaps=gaps)
