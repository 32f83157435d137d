"""``outside_country``: the point lies outside the country the row states."""

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings, metres
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report points outside their country that no other check has explained."""
    where = places.is_outside & places.located & ~places.settled
    names = places.outlines.name if places.outlines else str
    evidence = [
        f"lies {metres(out)} outside {name}" + (f", in {names(at)}" if at is not None else "")
        for out, name, at in zip(
            places.outside_m[where],
            places.expected_names(where),
            places.country_at[where],
            strict=True,
        )
    ]
    return findings(
        places,
        where,
        "outside_country",
        severity=places.severity(where),
        evidence=evidence,
        displacement_m=np.asarray(places.outside_m[where]),
    )


CHECK = Check("outside_country", 41, find, ("countries",), gaps=Places.without_country)
