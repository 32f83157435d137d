"""``swapped``: latitude and longitude exchanged."""

import pandas as pd

from geo.checks.check import Check
from geo.checks.places import Places
from geo.checks.verdict import mended


def find(places: Places) -> pd.DataFrame:
    """Report the rows that this explains best (`geo.checks.verdict`)."""
    return mended(places, "swapped")


CHECK = Check("swapped", 30, find, ("countries",), explains="place", gaps=Places.without_country)
