"""Flags: statements about one incident, one facility and one radius, each with its evidence."""

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.existence import existed_then
from geo.places import column
from geo.probability import max_probability, probability_within
from geo.proximity import pairs_nearest, pairs_within
from geo.tiers import tier

COLUMNS: Final = [
    "incident_id", "facility_id", "radius_m", "distance_m", "bearing_deg", "error_m", "p", "tier",
    "tier_if_doubled", "basis", "evidence", "existed_then",
]  # fmt: skip
_HALF: Final = 0.5
_ERRORS_TO_ALL_BUT_A_THOUSANDTH: Final = 1.5186
"""Radii in units of ``error_m`` that hold 99.9 % of a circular normal: sqrt(ln 1000 / ln 20)."""


def flag_strikes(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float | Sequence[float],
    *,
    areas: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Say for each incident, facility and radius how likely the incident fell within the radius.

    Parameters
    ----------
    incidents, facilities
        Canonical tables, EPSG:4326; only strikes and armed attacks are flagged.
    radius_m
        Test radii, metres.
    areas
        Polygons of the districts and provinces that stand for vague places.

    Returns
    -------
    A row per incident, facility and radius within reach (distance up to the radius and both 95 %
    errors), sorted. An incident whose place is too vague for any site at a radius is one row with a
    null facility.
    """
    radii = sorted({float(r) for r in np.atleast_1d(np.asarray(radius_m, float))})
    forced = column(incidents, "is_strike", True) | column(incidents, "is_armed_attack", False)
    assessed = incidents[forced.astype(bool)]
    parts = []
    for radius in radii:
        vague = too_vague(assessed, radius, areas)
        parts.append(_pairs(assessed[~vague], facilities, radius))
        parts.append(_vague_rows(assessed[vague], facilities, radius, areas))
    filled = [part for part in parts if len(part)]
    flags = pd.concat(filled, ignore_index=True) if filled else parts[0]
    order = pd.Series(np.arange(len(assessed)), index=assessed.index)
    flags["_order"] = flags["incident_id"].map(order)
    flags = flags.sort_values(["_order", "radius_m", "distance_m", "facility_id"], kind="stable")
    return flags[COLUMNS].reset_index(drop=True)


def too_vague(
    incidents: gpd.GeoDataFrame, radius_m: float, areas: gpd.GeoDataFrame | None
) -> npt.NDArray[np.bool_]:
    """Say which incidents no site could be within ``radius_m`` of with p >= 0.5, however near."""
    error = column(incidents, "error_m", np.nan).to_numpy(float)
    model = column(incidents, "error_model", "normal").to_numpy(object)
    largest = np.zeros(len(incidents))
    for name in ("normal", "disc"):
        rows = (model == name) & np.isfinite(error) & incidents.geometry.notna().to_numpy()
        largest[rows] = max_probability(error[rows], radius_m, model=name)
    rows = model == "area"
    largest[rows] = max_probability(
        0.0, radius_m, model="area", area_m2=area_m2(incidents[rows], areas)
    )
    return ~(largest >= _HALF)


def area_m2(incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None) -> npt.NDArray[np.float64]:
    """Return the equal-area surface of each incident's area in square metres, NaN where unknown."""
    if areas is None or incidents.empty:
        return np.full(len(incidents), np.nan)
    used = areas[areas.index.isin(incidents["area_id"])]
    surface = used.to_crs("EPSG:6933").area
    return incidents["area_id"].map(surface).to_numpy(float)


def _pairs(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, radius_m: float
) -> pd.DataFrame:
    own = column(incidents, "error_m", np.nan).to_numpy(float)
    theirs = column(facilities, "error_m", 0.0).fillna(0.0).to_numpy(float)
    reach = radius_m + own + (theirs.max() if len(theirs) else 0.0)
    placed = np.isfinite(own)
    left_rows = np.flatnonzero(placed)
    pairs = pairs_within(incidents.iloc[left_rows], facilities, reach[placed])
    left, right = left_rows[pairs.left], pairs.right
    then = existed_then(incidents, facilities, left, right)
    keep = (pairs.distance_m <= radius_m + own[left] + theirs[right]) & (then != "no")
    left, right, then = left[keep], right[keep], then[keep]
    distance, bearing = pairs.distance_m[keep], pairs.bearing_deg[keep]
    model = column(incidents, "error_model", "normal").to_numpy(object)[left]
    p, doubled = np.empty(len(left)), np.empty(len(left))
    for name in ("normal", "disc"):
        rows = model == name
        for factor, into in ((1.0, p), (2.0, doubled)):
            into[rows] = probability_within(
                distance[rows],
                factor * own[left[rows]],
                radius_m,
                model=name,
                site_error_m=factor * theirs[right[rows]],
            )
    error = np.hypot(own[left], theirs[right])
    frame = pd.DataFrame(
        {
            "incident_id": incidents.index[left],
            "facility_id": facilities.index[right],
            "radius_m": radius_m,
            "distance_m": distance,
            "bearing_deg": bearing,
            "error_m": error,
            "p": p,
            "tier": tier(p, doubled, vague=False),
            "tier_if_doubled": tier(doubled, doubled, vague=False),
            "basis": "distance",
            "existed_then": then,
        }
    )
    frame["evidence"] = _evidence(frame, own[left], theirs[right])
    named = column(incidents, "facility_named", None).astype("str").str.casefold().to_numpy(object)
    names = column(facilities, "name", None).astype("str").str.casefold().to_numpy(object)
    same = pd.Series(named[left] == names[right]) & pd.Series(named[left]).notna()
    frame["evidence"] += np.where(same, "; named by the source", "")
    return frame


def _evidence(
    frame: pd.DataFrame, own: npt.NDArray[np.float64], theirs: npt.NDArray[np.float64]
) -> pd.Series:
    metres = [
        pd.Series(np.round(v), index=frame.index).astype("int64").astype("str")
        for v in (frame["distance_m"].to_numpy(), own, theirs, frame["radius_m"].to_numpy())
    ]
    p = frame["p"].map("{:.2f}".format).astype("str")
    return (
        metres[0] + " m; place known to " + metres[1] + " m, site to " + metres[2] + " m; p "
        + p + " at " + metres[3] + " m"
    )  # fmt: skip


def _vague_rows(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float,
    areas: gpd.GeoDataFrame | None,
) -> pd.DataFrame:
    told = out_of_reach(incidents, facilities, radius_m, areas)
    p = np.where(told, 0.0, np.nan)
    words = tier(p, p, vague=True)
    model = column(incidents, "error_model", None).to_numpy(object)
    return pd.DataFrame(
        {
            "incident_id": incidents.index,
            "facility_id": pd.Series(None, index=range(len(incidents)), dtype="str"),
            "radius_m": radius_m,
            "distance_m": np.nan,
            "bearing_deg": np.nan,
            "error_m": column(incidents, "error_m", np.nan).to_numpy(float),
            "p": p,
            "tier": words,
            "tier_if_doubled": "cannot_tell",
            "basis": np.where(model == "area", "area", "distance"),
            "evidence": np.where(
                told, "no listed site is in reach", "the place is too vague for any site"
            ),
            "existed_then": "unknown",
        }
    )


def out_of_reach(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float,
    areas: gpd.GeoDataFrame | None,
) -> npt.NDArray[np.bool_]:
    """Say which incidents lie so far from every listed site that p_any is below 0.001.

    The bound is over all sites together, not over each: 200 sites in a disc of 25 km may each have
    a p of 0.0004, and still the data cannot tell whether the strike fell near one of them.
    An unknown place is never out of reach.
    """
    far = np.zeros(len(incidents), bool)
    error = column(incidents, "error_m", np.nan).to_numpy(float)
    model = column(incidents, "error_model", None).to_numpy(object)
    sites = facilities[facilities.geometry.notna()]
    placed = np.flatnonzero(np.isfinite(error) & incidents.geometry.notna().to_numpy())
    far[placed] = True
    if len(placed) and len(sites):
        pairs = pairs_nearest(incidents.iloc[placed], sites, bearing=False)
        rows = placed[pairs.left]
        spread = error[rows] * np.where(model[rows] == "disc", 1.0, _ERRORS_TO_ALL_BUT_A_THOUSANDTH)
        theirs = column(sites, "error_m", 0.0).fillna(0.0).max()
        reach = radius_m + spread + _ERRORS_TO_ALL_BUT_A_THOUSANDTH * theirs
        far[rows] = pairs.distance_m > reach
    if areas is not None:
        rows = np.flatnonzero(
            (model == "area") & column(incidents, "area_id", None).isin(areas.index).to_numpy()
        )
        far[rows] = ~_areas_reached(incidents.iloc[rows]["area_id"], sites, radius_m, areas)
    return far


def _areas_reached(
    area_id: pd.Series, sites: gpd.GeoDataFrame, radius_m: float, areas: gpd.GeoDataFrame
) -> npt.NDArray[np.bool_]:
    used = areas.loc[pd.Index(area_id.unique())]
    points = gpd.GeoDataFrame(geometry=sites.geometry.representative_point())
    theirs = column(sites, "error_m", 0.0).fillna(0.0).max() if len(sites) else 0.0
    if points.empty or used.empty:
        return np.zeros(len(area_id), bool)
    pairs = pairs_within(points, used, radius_m + theirs, bearing=False)
    return area_id.isin(used.index[np.unique(pairs.right)]).to_numpy()


def pivot_flags(flags: pd.DataFrame) -> pd.DataFrame:
    """Turn flags into a row per incident and facility: p_500, tier_500, tier_if_doubled_500, …

    Incidents that cannot be told are one row with a null facility.
    """
    radii = sorted(flags["radius_m"].unique())
    keys = ["incident_id", "facility_id"]
    rest = ["distance_m", "bearing_deg", "error_m", "basis", "evidence", "existed_then"]
    out = flags.drop_duplicates(keys, keep="last").set_index(keys)[rest]
    for radius in radii:
        at = flags[flags["radius_m"] == radius].set_index(keys)
        for name in ("p", "tier", "tier_if_doubled"):
            out[f"{name}_{radius:.0f}"] = at[name].reindex(out.index)
    return out.reset_index()
