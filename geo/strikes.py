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
    largest[rows] = max_probability(0.0, radius_m, model="area", area_m2=area_m2(incidents[rows], areas))
    return ~(largest >= _HALF)


def area_m2(incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None) -> npt.NDArray[np.float64]:
    """Return the equal-area surface of each incident's area in square metres, NaN where unknown."""
    if areas is None or incidents.empty:
        return np.full(len(incidents), np.nan)
    used = areas[areas.index.isin(incidents["area_id"])]
    surface = used.to_crs("EPSG:6933").area
    return incidents["area_id"].map(surface).to_numpy(float)


def _pairs(incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, radius_m: float) -> pd.DataFrame:
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


def _evidence(frame: pd.DataFrame, own: npt.NDArray[np.float64], theirs: npt.NDArray[np.float64]) -> pd.Series:
    metres = [pd.Series(np.round(v), index=frame.index).astype("int64").astype("str") for v in
              (frame["distance_m"].to_numpy(), own, theirs, frame["radius_m"].to_numpy())]
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
    p = largest_p(incidents, facilities, radius_m, areas)
    words = tier(p, p, vague=True)
    told = words == "unlikely"
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


def largest_p(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float,
    areas: gpd.GeoDataFrame | None,
) -> npt.NDArray[np.float64]:
    """Return a bound on the p of any listed site, NaN where the place is unknown."""
    p = np.full(len(incidents), np.nan)
    error = column(incidents, "error_m", np.nan).to_numpy(float)
    model = column(incidents, "error_model", None).to_numpy(object)
    sites = facilities[facilities.geometry.notna()]
    placed = np.flatnonzero(np.isfinite(error) & incidents.geometry.notna().to_numpy())
    p[placed] = 0.0
    if len(placed) and len(sites):
        pairs = pairs_nearest(incidents.iloc[placed], sites, bearing=False)
        rows = placed[pairs.left]
        theirs = column(sites, "error_m", 0.0).fillna(0.0).max()
        for name in ("normal", "disc"):
            mine = model[rows] == name
            p[rows[mine]] = probability_within(
                pairs.distance_m[mine], error[rows[mine]], radius_m, model=name, site_error_m=theirs
            )
    if areas is not None:
        _fill_areas(p, incidents, sites, radius_m, areas)
    return p


def _fill_areas(
    p: npt.NDArray[np.float64],
    incidents: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    radius_m: float,
    areas: gpd.GeoDataFrame,
) -> None:
    rows = np.flatnonzero(
        (column(incidents, "error_model", None).to_numpy(object) == "area")
        & column(incidents, "area_id", None).isin(areas.index).to_numpy()
    )
    if not len(rows):
        return
    mine = incidents.iloc[rows]
    used = areas.loc[pd.Index(mine["area_id"].unique())]
    points = sites.set_geometry(sites.geometry.representative_point())
    near = pairs_within(points, used, radius_m, bearing=False) if len(points) else None
    reached = set() if near is None else set(used.index[near.right])
    share = max_probability(0.0, radius_m, model="area", area_m2=area_m2(mine, areas))
    p[rows] = np.where(mine["area_id"].isin(reached), share, 0.0)


def pivot_flags(flags: pd.DataFrame) -> pd.DataFrame:
    """Turn flags into a row per incident and facility: p_500, tier_500, tier_if_doubled_500, …

    Incidents that cannot be told are one row with a null facility.
    """
    radii = sorted(flags["radius_m"].unique())
    keys = ["incident_id", "facility_id"]
    rest = ["distance_m", "bearing_deg", "error_m", "basis", "evidence", "existed_then"]
    wide = flags.sort_values("radius_m", kind="stable").groupby(keys, dropna=False, sort=False)
    out = wide[rest].last() if len(flags) else flags.set_index(keys)[rest]
    out = flags.drop_duplicates(keys, keep="last").set_index(keys)[rest]
    for radius in radii:
        at = flags[flags["radius_m"] == radius].set_index(keys)
        for name in ("p", "tier", "tier_if_doubled"):
            out[f"{name}_{radius:.0f}"] = at[name].reindex(out.index)
    return out.reset_index()
