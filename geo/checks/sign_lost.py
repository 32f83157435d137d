"""``sign_lost``: a minus sign, or the letter S or W, was lost or added."""

import pandas as pd

from geo.checks.check import Check
from geo.checks.places import Places
from geo.checks.verdict import mended


def find(places: Places) -> pd.DataFrame:
    """Report the rows that this explains best (`geo.checks.verdict`)."""
    return mended(places, "sign_lost")


CHECK = Check("sign_lost", 31, find, ("countries",), explains="place", gaps=Places.without_country)
