"""One line per incident: how likely it fell near any site, and why where that cannot be told."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.places import column
from geo.proximity import pairs_nearest
from geo.strikes import too_vague
from geo.tiers import tier
from geo.union import Sites, probability_near_any

_WORDS: Final = {
    "withheld": "place withheld by the source",
    "country": "place known only to the country",
    "admin1": "stands for a province",
    "admin2": "stands for a district",
    "linear": "stands for a road, a river or a border",
    "unknown": "the source states no precision",
}


def summarise_incidents(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    flags: pd.DataFrame,
    radius_m: float | Sequence[float],
    *,
    areas: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Say for each incident how likely it fell within each radius of any site at all.

    Returns
    -------
    Indexed like ``incidents``: p_any_<r> and p_any_<r>_doubled (over the union of the sites'
    discs; null where it cannot be told), tier_any_<r>, nearest_facility_id, nearest_distance_m,
    reported_hit, reason, place_key.
    """
    radii = sorted({float(r) for r in np.atleast_1d(np.asarray(radius_m, float))})
    forced = column(incidents, "is_strike", True) | column(incidents, "is_armed_attack", False)
    assessed = forced.astype(bool).to_numpy()
    out = pd.DataFrame(index=incidents.index)
    vague_anywhere = np.zeros(len(incidents), bool)
    for radius in radii:
        vague = too_vague(incidents, radius, areas)
        p, doubled = _any(incidents, facilities, flags, radius)
        null = flags["facility_id"].isna() & (flags["radius_m"] == radius)
        bound = flags[null].set_index("incident_id")["p"].reindex(incidents.index).to_numpy(float)
        words = tier(np.where(vague, bound, p), np.where(vague, bound, doubled), vague)
        out[f"p_any_{radius:.0f}"] = np.where(assessed & ~vague, p, np.nan)
        out[f"p_any_{radius:.0f}_doubled"] = np.where(assessed & ~vague, doubled, np.nan)
        out[f"tier_any_{radius:.0f}"] = pd.Series(words, index=out.index).where(assessed)
        vague_anywhere |= words == "cannot_tell"
    out["nearest_facility_id"], out["nearest_distance_m"] = _nearest(incidents, facilities)
    out["reported_hit"] = column(incidents, "reported_hit", False)
    out["reason"] = _reasons(incidents, assessed, vague_anywhere)
    out["place_key"] = _place_keys(incidents)
    return out


def _any(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, flags: pd.DataFrame, radius: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    p, doubled = np.zeros(len(incidents)), np.zeros(len(incidents))
    mine = flags[(flags["radius_m"] == radius) & flags["facility_id"].notna()]
    order = pd.Series(np.arange(len(incidents)), index=incidents.index)
    place = mine["incident_id"].map(order).to_numpy(np.int64)
    theirs = mine["facility_id"].map(column(facilities, "error_m", 0.0).fillna(0.0)).to_numpy(float)
    turn = np.radians(mine["bearing_deg"].fillna(0.0).to_numpy(float))
    away = mine["distance_m"].to_numpy(float)
    error = column(incidents, "error_m", np.nan).to_numpy(float)
    model = column(incidents, "error_model", "normal").to_numpy(object)
    for name in ("normal", "disc"):
        rows = np.flatnonzero(model[place] == name)
        used, where = np.unique(place[rows], return_inverse=True)
        if not len(used):
            continue
        for factor, into in ((1.0, p), (2.0, doubled)):
            sites = Sites(
                where,
                away[rows] * np.sin(turn[rows]),
                away[rows] * np.cos(turn[rows]),
                factor * theirs[rows],
            )
            into[used] = probability_near_any(sites, factor * error[used], radius, model=name)
    return p, doubled


def _nearest(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame
) -> tuple[pd.Series, pd.Series]:
    ids = pd.Series(None, index=incidents.index, dtype="str")
    metres = pd.Series(np.nan, index=incidents.index)
    known = incidents[column(incidents, "error_m", np.nan).notna() & incidents.geometry.notna()]
    if len(known) and facilities.geometry.notna().any():
        pairs = pairs_nearest(known, facilities, bearing=False)
        ids[known.index[pairs.left]] = facilities.index[pairs.right]
        metres[known.index[pairs.left]] = pairs.distance_m
    return ids, metres


def _reasons(
    incidents: gpd.GeoDataFrame, assessed: npt.NDArray[np.bool_], vague: npt.NDArray[np.bool_]
) -> pd.Series:
    precision = column(incidents, "location_precision", "unknown").astype("str")
    error = column(incidents, "error_m", np.nan)
    km = "place known only to " + (error / 1000).map("{:g}".format).astype("str") + " km"
    reason = precision.map(_WORDS).astype("str").where(error.isna(), km)
    nowhere = incidents.geometry.isna() & error.isna() & ~precision.isin(["withheld"])
    area = column(incidents, "error_model", None).eq("area").fillna(value=False)
    reason = reason.mask(nowhere & ~area, "no place given")
    distrust = column(incidents, "distrust_reason", None).astype("str")
    reason = distrust.fillna(reason)
    reason = reason.where(vague)
    return reason.where(assessed, "not a strike or armed attack")


def _place_keys(incidents: gpd.GeoDataFrame) -> pd.Series:
    geometry = incidents.geometry
    point = geometry.x.map("{:.6f}".format) + " " + geometry.y.map("{:.6f}".format)
    key = point.astype("str").where(geometry.notna())
    return column(incidents, "area_id", None).astype("str").fillna(key)


class Count(NamedTuple):
    """How many incidents lay within the radius: the mean, and 95 % intervals."""

    n: int
    assessable: int
    expected: float
    low: int
    high: int
    low_independent: int
    high_independent: int
    low_together: int
    high_together: int
    places: int


def count_near(summary: pd.DataFrame, radius_m: float, mask: pd.Series | None = None) -> Count:
    """Count the incidents within the radius of any site, with intervals.

    Notes
    -----
    Independent: the number is Poisson-binomial. Together: the incidents on one stated place share
    its error, all in or all out. The wider interval leads.
    """
    rows = summary if mask is None else summary[mask]
    words = rows[f"tier_any_{radius_m:.0f}"]
    told = rows[words.notna() & (words != "cannot_tell")]
    p = told[f"p_any_{radius_m:.0f}"].fillna(0.0)
    key = told["place_key"].fillna(pd.Series(told.index, index=told.index))
    alone = _interval([np.array([1.0 - x, x]) for x in p[p > 0]])
    together = _interval([_all_or_nothing(group.to_numpy()) for _, group in p[p > 0].groupby(key)])
    low, high = min(alone[0], together[0]), max(alone[1], together[1])
    n = int(words.notna().sum())
    return Count(n, len(told), float(p.sum()), low, high, *alone, *together, int(key.nunique()))


def _all_or_nothing(p: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the distribution of the count of incidents that share one uniform draw."""
    steps = np.sort(p)[::-1]
    at_least = np.concatenate([[1.0], steps, [0.0]])
    return -np.diff(at_least)


def _interval(parts: list[npt.NDArray[np.float64]]) -> tuple[int, int]:
    total = np.ones(1)
    for part in parts:
        total = np.convolve(total, part)
    cumulative = np.cumsum(total)
    low = int(np.searchsorted(cumulative, 0.025, side="left"))
    return low, int(np.searchsorted(cumulative, 0.975 - 1e-12, side="left"))
