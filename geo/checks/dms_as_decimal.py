"""``dms_as_decimal``: degrees, minutes and seconds written as a decimal number.

31°30'45" stands as 31.3045. A fact about a block of rows (`geo.checks.sexagesimal`).
"""

import pandas as pd

from geo.checks.check import Check, joined
from geo.checks.places import Places
from geo.checks.sexagesimal import in_blocks
from geo.checks.verdict import mended


def find(places: Places) -> pd.DataFrame:
    """Report the rows of blocks, and single rows that only this brings to their namesake."""
    return joined(in_blocks(places, "dms_as_decimal"), mended(places, "dms_as_decimal"))


CHECK = Check("dms_as_decimal", 24, find, explains="place")
