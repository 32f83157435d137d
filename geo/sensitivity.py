"""What would be said if every stated error were larger or smaller: how far a figure hangs on it."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.chances import Nearby
from geo.location import locate, place_keys
from geo.places import column, in_degrees
from geo.reach import TO_A_THOUSANDTH, site_errors
from geo.strikes import check_radii, could_be_near, locate_among
from geo.summary import near_any, shared_sites
from geo.tiers import tier


def summarise_scaled(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float | Sequence[float],
    factor: float,
    *,
    areas: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Say how likely each incident fell near any site if all errors were ``factor`` times as large.

    Parameters
    ----------
    incidents, facilities, radius_m, areas
        As for `geo.flag_strikes`.
    factor
        What every ``error_m``, of incidents and of facilities (also the one assumed where none is
        stated), is multiplied by; above zero. Areas that stand for places keep their outlines.

    Returns
    -------
    Indexed like ``incidents``: ``p_any_<r>`` and ``tier_any_<r>`` per radius, ``place_key`` and
    ``shared_site_id``, as of `geo.summarise_incidents`; `geo.count_near` counts them.

    Raises
    ------
    ValueError
        The factor is not above zero, or as for `geo.flag_strikes`.

    Examples
    --------
    >>> strike = gpd.GeoDataFrame(
    ...     {"error_m": [400.0]}, geometry=gpd.points_from_xy([34.46], [31.53]), crs=4326
    ... )
    >>> site = gpd.GeoDataFrame(geometry=gpd.points_from_xy([34.4635], [31.53]), crs=4326)
    >>> [float(summarise_scaled(strike, site, 500, f)["p_any_500"].round(2)[0]) for f in (0.5, 2)]
    [0.97, 0.52]
    """
    if not 0.0 < factor < np.inf:
        raise ValueError(f"factor is {factor:g}; give a number above zero")
    incidents = in_degrees(incidents, "incidents")
    facilities = in_degrees(facilities, "facilities")
    error = column(incidents, "error_m", np.nan).astype(float)
    incidents = incidents.assign(error_m=factor * error)
    facilities = facilities.assign(error_m=factor * site_errors(facilities))
    location = locate_among(incidents, facilities, areas)
    out = pd.DataFrame(index=incidents.index)
    radii = check_radii(radius_m)
    near = Nearby(incidents, facilities, location, radii[-1], spread=TO_A_THOUSANDTH)
    least = could_be_near(incidents, facilities, location, radii, areas)
    for radius in radii:
        cannot_tell = location.vague(radius) & (least <= radius)
        chance = near_any(near, incidents, facilities, location, radius, areas)
        p = np.where(cannot_tell, np.nan, chance.p)
        words = tier(p, chance.doubled, np.zeros(len(p), bool))
        name = f"{radius:.0f}"
        out[f"p_any_{name}"] = np.where(location.assessed, p, np.nan)
        out[f"tier_any_{name}"] = pd.Series(words, index=out.index, dtype="str").where(
            location.assessed
        )
    out["place_key"] = place_keys(incidents, areas)
    out["shared_site_id"] = shared_sites(incidents, facilities, locate(incidents, areas))
    return out
