"""``decimal_shift``: the decimal point moved, or was lost."""

import pandas as pd

from geo.checks.check import Check
from geo.checks.places import Places
from geo.checks.verdict import mended


def find(places: Places) -> pd.DataFrame:
    """Report the rows that this explains best (`geo.checks.verdict`)."""
    return mended(places, "decimal_shift")


CHECK = Check(
    "decimal_shift", 32, find, ("countries",), explains="place", gaps=Places.without_country
)
