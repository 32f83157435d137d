"""``wrong_zone``: written or read in another UTM or MGRS zone."""

import pandas as pd

from geo.checks.check import Check
from geo.checks.places import Places
from geo.checks.verdict import mended


def find(places: Places) -> pd.DataFrame:
    """Report the rows that this explains best (`geo.checks.verdict`)."""
    return mended(places, "wrong_zone")


CHECK = Check("wrong_zone", 33, find, ("countries",), explains="place", gaps=Places.without_country)
