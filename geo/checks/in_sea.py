"""``in_sea``: the point lies in the sea, farther out than the coastline may be wrong."""

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings, metres
from geo.checks.outlines import BOUNDARY_TOLERANCE_M, distance_to_m
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report points at sea. Inland waters count as land."""
    candidates = places.located & ~places.settled
    land = places.inputs.land
    if land is None:
        return findings(places, candidates & False, "in_sea", severity="error", evidence=[])
    points = pd.DataFrame({"x": places.longitude[candidates], "y": places.latitude[candidates]})
    distinct = points.drop_duplicates()
    off_land = pd.Series(
        distance_to_m(
            land.geometry.dropna().to_numpy(), distinct["x"].to_numpy(), distinct["y"].to_numpy()
        ),
        index=pd.MultiIndex.from_frame(distinct),
    )
    distance_m = off_land.loc[pd.MultiIndex.from_frame(points)].to_numpy()
    at_sea = distance_m > BOUNDARY_TOLERANCE_M
    where = candidates.copy()
    where[candidates] = at_sea
    outside_m = places.outside_m[where]
    evidence = [
        f"lies in the sea, {metres(off)} from land"
        + (f" and {metres(out)} from {name}" if np.isfinite(out) else "")
        for off, out, name in zip(
            distance_m[at_sea],
            outside_m,
            places.expected_names(where) or [""] * int(where.sum()),
            strict=True,
        )
    ]
    return findings(
        places,
        where,
        "in_sea",
        severity="error",
        evidence=evidence,
        displacement_m=distance_m[at_sea],
    )


CHECK = Check("in_sea", 40, find, ("land",), explains="place")
