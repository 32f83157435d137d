"""How well a source that states no accuracy seems to know its places: a calibration, no finding."""

from typing import Any

import pandas as pd

import geo
from nostrike.audit import Audit


def calibration(audit: Audit, mask: pd.Series) -> dict[str, Any] | None:
    """Return how many incidents that concern a health facility lie near any facility of the lists.

    Where a source states no precision, its points cannot be set against a radius. But its own rows
    that name a health facility should lie close to one, if the points are good and the list is
    complete; how many do is all that can be said, and it is said of the source, not of a strike.

    Parameters
    ----------
    mask
        The rows of one source in one conflict, aligned with ``audit.incidents``.

    Returns
    -------
    ``n`` (located rows of unknown precision that name or report a facility) and, per radius,
    ``n_within``; None where there is no such row or no facility list.
    """
    rows = audit.incidents[mask]
    concerned = rows["reported_hit"].fillna(value=False) | rows["facility_named"].notna()
    unknown = rows["location_precision"] == "unknown"
    rows = rows[concerned & unknown & rows.geometry.notna()]
    sites = audit.facilities[~audit.facilities.index.isin(audit.set_aside)]
    if rows.empty or sites.geometry.notna().sum() == 0:
        return None
    distance_m = geo.nearest(rows, sites, bearing=False)["distance_m"]
    return {
        "n": len(rows),
        "by_radius": [
            {"radius_m": radius_m, "n_within": int((distance_m <= radius_m).sum())}
            for radius_m in audit.request.settings.radii_m
        ],
    }
