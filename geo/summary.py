"""One line per incident: how likely it fell near any site, and why where that cannot be told."""

from collections.abc import Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.chances import Nearby, chances_by_area
from geo.existence import nearest_that_may_have_existed
from geo.location import Location, place_keys
from geo.places import column, in_degrees
from geo.reach import TO_A_THOUSANDTH, site_errors
from geo.strikes import check_radii, locate_among
from geo.tiers import tier

Floats = npt.NDArray[np.float64]


def summarise_incidents(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    flags: pd.DataFrame,
    radius_m: float | Sequence[float],
    *,
    areas: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Say for each incident how likely it fell within each radius of any site at all.

    Parameters
    ----------
    incidents, facilities, radius_m, areas
        As for `geo.flag_strikes`.
    flags
        What `geo.flag_strikes` returned for them.

    Returns
    -------
    Indexed like ``incidents``. Per radius: ``p_any_<r>`` and ``p_any_<r>_doubled`` (of the union of
    the sites' discs, as stated and with all errors doubled; null where it cannot be told, 0 where
    no site is in reach), ``p_left_out_<r>`` (at most so much of it belongs to pairs that are not in
    the flags) and ``tier_any_<r>`` (null for what is neither strike nor armed attack). Then
    ``nearest_facility_id`` and ``nearest_distance_m`` (of the stated point, where its error is
    known), ``reported_hit`` (null where the source has no field for it), ``reason`` (why it
    cannot be told, at one of the radii at least), ``place_key`` (the same for all incidents on one
    stated place) and ``shared_site_id`` (the nearest site, where its error is no smaller than the
    incident's: incidents near it then share what decides).

    Notes
    -----
    ``p_any`` counts sites as far as 99.9 % of both places reach. Its absolute error is at most
    0.002 (`geo.union.UNION_ERROR`) and what lies beyond: below 0.002 for one site, a few
    thousandths more only where many stand just past that edge.
    """
    incidents = in_degrees(incidents, "incidents")
    facilities = in_degrees(facilities, "facilities")
    location = locate_among(incidents, facilities, areas)
    out = pd.DataFrame(index=incidents.index)
    untold = np.zeros(len(incidents), dtype=bool)
    radii = check_radii(radius_m)
    near = Nearby(incidents, facilities, location, radii[-1], spread=TO_A_THOUSANDTH)
    for radius in radii:
        vague = location.assessed & location.vague(radius)
        null = flags[(flags["radius_m"] == radius) & flags["facility_id"].isna()]
        cannot_tell = vague & incidents.index.isin(null["incident_id"])
        chance = near_any(near, incidents, facilities, location, radius, areas)
        words = tier(
            np.where(cannot_tell, np.nan, chance.p), chance.doubled, np.zeros(len(vague), bool)
        )
        known = location.assessed & ~cannot_tell
        name = f"{radius:.0f}"
        out[f"p_any_{name}"] = np.where(known, chance.p, np.nan)
        out[f"p_any_{name}_doubled"] = np.where(known & ~vague, chance.doubled, np.nan)
        out[f"p_left_out_{name}"] = np.where(known, chance.left_out, np.nan)
        out[f"tier_any_{name}"] = pd.Series(words, index=out.index, dtype="str").where(
            location.assessed
        )
        untold |= cannot_tell
    ids, metres, shared = _nearest(incidents, facilities, location)
    out["nearest_facility_id"], out["nearest_distance_m"] = ids, metres
    out["reported_hit"] = column(incidents, "reported_hit", None).astype("boolean")
    reason = pd.Series(location.why, index=out.index, dtype="str").where(untold)
    out["reason"] = reason.where(location.assessed, "not a strike or armed attack")
    out["place_key"] = place_keys(incidents, areas)
    out["shared_site_id"] = ids.where(shared)
    return out


def shared_sites(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, location: Location
) -> pd.Series:
    """Return the nearest site of each incident where its error is no smaller than the incident's.

    Whether such an incident lies within a radius hangs more on where the site is than on where the
    incident was, and all incidents near the site share that. Null elsewhere.
    """
    ids, _, shared = _nearest(incidents, facilities, location)
    return ids.where(shared)


class NearAny(NamedTuple):
    """What holds for any site together, per incident; `near_any`."""

    p: Floats
    doubled: Floats
    left_out: Floats


def near_any(
    near: Nearby,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    location: Location,
    radius_m: float,
    areas: gpd.GeoDataFrame | None,
) -> NearAny:
    """Return what holds for any site together at one radius, 0 where none is in reach."""
    n = len(incidents)
    by_point = near.at(radius_m).near_any()
    by_area = chances_by_area(incidents, facilities, location, radius_m, areas)
    p, doubled = np.zeros(n), np.zeros(n)
    for found in (by_point, by_area):
        p[found.rows], doubled[found.rows] = found.any_, found.any_doubled
    pairs = by_point.pairs
    flagged = radius_m + location.error_m[pairs.row] + site_errors(facilities)[pairs.site]
    beyond = pairs.distance_m > flagged
    left_out = np.minimum(np.bincount(pairs.row[beyond], pairs.p[beyond], n), p)
    return NearAny(p, doubled, left_out)


def _nearest(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, location: Location
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return the nearest site of each point, its distance, and whether its error is the larger."""
    ids = pd.Series(None, index=incidents.index, dtype="str")
    metres = pd.Series(np.nan, index=incidents.index)
    shared = pd.Series(False, index=incidents.index)
    rows = np.flatnonzero(np.isin(location.model, ("normal", "disc")))
    pairs = nearest_that_may_have_existed(incidents.iloc[rows], facilities)
    at = rows[pairs.left]
    ids.iloc[at] = facilities.index.take(pairs.right).astype("str")
    metres.iloc[at] = pairs.distance_m
    shared.iloc[at] = site_errors(facilities)[pairs.right] >= location.error_m[at]
    return ids, metres, shared
