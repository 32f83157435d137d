"""Pairs that count for nothing, since the site did not exist when the incident happened."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.existence import existed_then
from geo.places import column
from geo.proximity import pairs_within


def excluded_not_existing(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, radius_m: list[float]
) -> pd.DataFrame:
    """Return the pairs within each radius that are left out since the site did not exist then.

    Returns
    -------
    DataFrame with incident_id, facility_id, radius_m; stated distance at most the radius.
    """
    placed = incidents[column(incidents, "error_m", np.nan).notna() & incidents.geometry.notna()]
    parts = []
    for radius in sorted(radius_m):
        pairs = pairs_within(placed, facilities, radius, bearing=False)
        then = existed_then(placed, facilities, pairs.left, pairs.right)
        gone = pairs.take(then == "no")
        parts.append(
            pd.DataFrame(
                {
                    "incident_id": placed.index[gone.left],
                    "facility_id": facilities.index[gone.right],
                    "radius_m": float(radius),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
