"""Whether a site existed when something happened there, as far as the lists say."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.ellipsoid import Integers
from geo.places import column
from geo.proximity import pairs_within


def existed_then(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, left: Integers, right: Integers
) -> npt.NDArray[np.object_]:
    """Return ``yes``, ``no`` or ``unknown`` for pairs of rows, given by position.

    ``no`` only where the dates exclude each other; ``yes`` only where both dates of the site are
    known well enough to hold the whole interval of the incident.
    """
    start = column(incidents, "date_start", pd.NaT).to_numpy("datetime64[us]")[left]
    end = column(incidents, "date_end", pd.NaT).to_numpy("datetime64[us]")[left]
    opened = column(facilities, "exists_from", pd.NaT).to_numpy("datetime64[us]")[right]
    closed = column(facilities, "exists_until", pd.NaT).to_numpy("datetime64[us]")[right]
    no = (opened > end) | (closed < start)
    yes = (opened <= start) & (np.isnat(closed) | (closed >= end))
    return np.select([no, yes], ["no", "yes"], "unknown").astype(object)


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
