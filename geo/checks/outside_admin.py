"""``outside_admin``: the point lies outside the province or district that the row names."""

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings, metres
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report points outside their own area that no other check has explained."""
    admin = places.admin
    if admin is None:
        return findings(
            places, places.blank & False, "outside_admin", severity="warning", evidence=[]
        )
    where = places.is_outside_area & places.located & ~places.settled & ~places.is_outside
    at = admin.outlines.at(places.longitude[where], places.latitude[where])
    evidence = [
        f"lies {metres(out)} outside {admin.names[area]}, which the row names"
        + (f", in {admin.names[other]}" if other is not None else "")
        for out, area, other in zip(admin.outside_m[where], admin.area[where], at, strict=True)
    ]
    return findings(
        places,
        where,
        "outside_admin",
        severity="warning",
        evidence=evidence,
        displacement_m=np.asarray(admin.outside_m[where]),
    )


def gaps(places: Places) -> str | None:
    """Say of how many rows the area is not known, and where names and outlines disagree."""
    admin = places.admin
    if admin is None:
        return None
    n, total = int((places.located & (admin.area < 0)).sum()), int(places.located.sum())
    texts = [f"not judged for {n} of {total} located rows: no area given is named so"] if n else []
    doubtful = sorted({str(admin.names[area]) for area in np.unique(admin.area[~admin.trusted])})
    if doubtful:
        texts.append(f"most rows named so lie elsewhere: {', '.join(doubtful[:5])}")
    return "; ".join(texts) or None


CHECK = Check("outside_admin", 42, find, ("areas",), gaps=gaps)
