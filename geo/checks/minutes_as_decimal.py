"""``minutes_as_decimal``: degrees and minutes written as a decimal number.

31°30.75' stands as 31.3075. A fact about a block of rows (`geo.checks.sexagesimal`).
"""

import pandas as pd

from geo.checks.check import Check, joined
from geo.checks.places import Places
from geo.checks.sexagesimal import in_blocks
from geo.checks.verdict import mended


def find(places: Places) -> pd.DataFrame:
    """Report the rows of blocks, and single rows that only this brings to their namesake."""
    return joined(in_blocks(places, "minutes_as_decimal"), mended(places, "minutes_as_decimal"))


CHECK = Check("minutes_as_decimal", 25, find, explains="place")
