"""``null_island``: zero for both axes, or for one of them outside the row's country.

One zero alone proves nothing: the equator crosses Uganda, the prime meridian Burkina Faso.
"""

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report points that are exactly zero, where a blank cell was filled with 0."""
    zero_longitude, zero_latitude = places.longitude == 0, places.latitude == 0
    both = zero_longitude & zero_latitude
    one = (zero_longitude ^ zero_latitude) & places.is_outside
    where = both | one
    evidence = np.where(
        both[where],
        "longitude and latitude are both exactly 0",
        np.where(zero_longitude[where], "longitude is exactly 0", "latitude is exactly 0").astype(
            object
        )
        + " and the point lies outside its country",
    )
    severity = np.where(both[where], "error", places.severity(where))
    return findings(
        places,
        where,
        "null_island",
        severity=severity,
        evidence=evidence,
        displacement_m=places.outside_m[where],
    )


CHECK = Check("null_island", 20, find, explains="blank")
