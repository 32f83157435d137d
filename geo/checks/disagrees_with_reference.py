"""``disagrees_with_reference``: a facility of the same name stands elsewhere in the reference."""

from typing import Final

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings, metres, point
from geo.checks.places import Places

MIN_APART_M: Final = 500.0
"""And no less than both stated errors together."""
MAX_APART_M: Final = 300_000.0
"""Beyond, another facility of the same name is likelier, unless a mend leads there."""
_ASSUMED_ERROR_M: Final = 50.0


def find(places: Places) -> pd.DataFrame:
    """Report rows whose only namesake in the reference stands farther off than errors explain."""
    namesake = places.same_name
    own = places.column("error_m").astype("float64").to_numpy(dtype=float, na_value=np.nan)
    errors = np.nan_to_num(own, nan=_ASSUMED_ERROR_M)
    errors = errors + np.nan_to_num(namesake.error_m, nan=_ASSUMED_ERROR_M)
    apart_m = np.nan_to_num(namesake.distance_m, nan=0.0)
    where = (apart_m > np.maximum(MIN_APART_M, errors)) & (apart_m <= MAX_APART_M)
    where &= places.located & ~places.blank & ~places.settled
    x, y = namesake.longitude[where], namesake.latitude[where]
    evidence = [
        f"stands {metres(apart)} from {name!r}, the only one of that name in the reference "
        f"({point(a, b)})"
        for apart, name, a, b in zip(apart_m[where], namesake.name[where], x, y, strict=True)
    ]
    return findings(
        places,
        where,
        "disagrees_with_reference",
        severity="warning",
        evidence=evidence,
        displacement_m=apart_m[where],
        suggested=(x, y),
    )


def gaps(places: Places) -> str | None:
    """Say for how many rows the reference has no name, or more than one place for it."""
    located = places.located
    n = int((located & ~np.isfinite(places.same_name.distance_m)).sum())
    total = int(located.sum())
    what = "their name is general, not in the reference, or that of several places"
    return f"not judged for {n} of {total} located rows: {what}" if n else None


CHECK = Check("disagrees_with_reference", 44, find, ("reference",), gaps=gaps, of_incidents=False)
