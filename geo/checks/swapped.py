"""``swapped``: latitude and longitude exchanged."""

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings, metres, point
from geo.checks.outlines import geodesic_m
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report points outside their country that lie inside it with the axes exchanged.

    Numbers beyond the globe are tried too: a latitude of 134.5 may be a longitude.
    """
    beyond = places.status == "out_of_range"
    where = ((places.is_clearly_outside & places.located) | beyond) & ~places.settled
    longitude, latitude = places.raw
    fits = places.lies_where_expected(latitude[where], longitude[where], where)
    where[where] = fits
    x, y = longitude[where], latitude[where]
    moved_m = np.full(len(x), np.nan)
    on_globe = places.located[where]
    moved_m[on_globe] = geodesic_m(x[on_globe], y[on_globe], y[on_globe], x[on_globe])
    evidence = [
        (f"lies {metres(out)} outside" if np.isfinite(out) else "does not lie on the globe, nor in")
        + f" {name}; with the axes exchanged ({point(b, a)}) it lies inside"
        for out, name, a, b in zip(
            places.outside_m[where], places.expected_names(where), x, y, strict=True
        )
    ]
    return findings(
        places,
        where,
        "swapped",
        severity=places.severity(where),
        evidence=evidence,
        displacement_m=moved_m,
        suggested=(y, x),
    )


CHECK = Check("swapped", 30, find, ("countries",), explains="place", gaps=Places.without_country)
