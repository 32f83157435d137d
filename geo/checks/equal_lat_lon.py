"""``equal_lat_lon``: one number for both axes, as when a column is copied onto the other."""

from typing import Final

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings
from geo.checks.places import Places
from geo.checks.sexagesimal import digits

MIN_DIGITS: Final = 3
"""With so many decimals, equality by chance is rare even on the diagonal."""


def find(places: Places) -> pd.DataFrame:
    """Report rows whose latitude and longitude are the same number, zeros apart.

    Numbers of few decimals may agree by chance: they count only where the point lies outside its
    country.
    """
    same = places.located & ~places.blank & (places.longitude == places.latitude)
    exact = digits(places.longitude) >= MIN_DIGITS
    where = same & (exact | places.is_outside)
    return findings(
        places,
        where,
        "equal_lat_lon",
        severity="error",
        evidence=[f"both axes are {value:.8g}" for value in places.longitude[where]],
        displacement_m=np.asarray(places.outside_m[where]),
    )


CHECK = Check("equal_lat_lon", 22, find, explains="blank")
