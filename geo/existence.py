"""Whether a site stood at the time of an incident, as far as the dates given allow."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.ellipsoid import Integers
from geo.pairs import Pairs, join
from geo.places import column
from geo.proximity import pairs_nearest, pairs_within

_PAIRS_AT_ONCE = 1_000_000
_GROWTH = 8


def existed_then(
    incidents: pd.DataFrame, facilities: pd.DataFrame, left: Integers, right: Integers
) -> npt.NDArray[np.object_]:
    """Return for pairs of rows whether the facility existed when the incident happened.

    Parameters
    ----------
    incidents
        ``date_start`` and ``date_end`` (an inexact date is an interval); either may be absent.
    facilities
        ``exists_from`` and ``exists_until``; either may be absent.
    left, right
        Row positions of the pairs, shape (n,).

    Returns
    -------
    ``no`` where the facility's dates exclude every day of the incident, ``yes`` where they cover
    every one (an ``exists_from`` without ``exists_until`` is open at its end), else ``unknown``;
    dates that contradict each other say nothing.
    """
    start, end = (_dates(incidents, name)[left] for name in ("date_start", "date_end"))
    since, until = (_dates(facilities, name)[right] for name in ("exists_from", "exists_until"))
    start, end = np.where(np.isnat(start), end, start), np.where(np.isnat(end), start, end)
    # NaT compares as false with everything
    sane = ~((since > until) | (start > end))
    gone = sane & ((since > end) | (until < start))
    covered = sane & (since <= start) & (np.isnat(until) | (until >= end))
    return np.select([gone, covered], ["no", "yes"], default="unknown").astype(object)


def has_dates(facilities: pd.DataFrame) -> bool:
    """Say whether any facility states from when or until when it existed."""
    names = ("exists_from", "exists_until")
    return any(bool((~np.isnat(_dates(facilities, name))).any()) for name in names)


def nearest_that_may_have_existed(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame
) -> Pairs:
    """Return the nearest facility of each located incident, among those not known to be absent.

    Returns
    -------
    At most one pair per incident, by row position, in the order of the incidents.
    """
    rows = np.arange(len(incidents))
    if not has_dates(facilities):
        return _nearest_by_place(incidents.geometry, facilities)
    found, k = [], 1
    while len(rows):
        parts = 1 + len(rows) * min(k, len(facilities)) // _PAIRS_AT_ONCE
        left_over = []
        for some in np.array_split(rows, parts):
            pairs = pairs_nearest(incidents.iloc[some], facilities, k)
            pairs = pairs._replace(left=some[pairs.left])
            may = pairs.take(existed_then(incidents, facilities, pairs.left, pairs.right) != "no")
            _, first = np.unique(may.left, return_index=True)
            found.append(may.take(first))
            left_over.append(np.setdiff1d(np.unique(pairs.left), may.left))
        rows = np.concatenate(left_over) if k < len(facilities) else rows[:0]
        k *= _GROWTH
    return join(found)


def excluded_not_existing(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, radius_m: npt.ArrayLike
) -> pd.DataFrame:
    """Return the pairs that are left out of the flags because the site did not exist then.

    Parameters
    ----------
    incidents, facilities
        As for `geo.flag_strikes`.
    radius_m
        One radius or several, metres.

    Returns
    -------
    DataFrame with ``incident_id``, ``facility_id`` and ``radius_m``: a row per strike or armed
    attack with a stated error, facility and radius, stated distance at most the radius.
    """
    force = column(incidents, "is_strike", True).astype(bool)
    force |= column(incidents, "is_armed_attack", False).astype(bool)
    placed = incidents[force & column(incidents, "error_m", np.nan).notna()]
    if not has_dates(facilities):
        placed = placed.iloc[:0]
    parts = []
    for radius in np.unique(np.asarray(radius_m, dtype=float)):
        pairs = pairs_within(placed, facilities, radius, bearing=False)
        gone = pairs.take(existed_then(placed, facilities, pairs.left, pairs.right) == "no")
        parts.append(
            pd.DataFrame(
                {
                    "incident_id": placed.index.take(gone.left),
                    "facility_id": facilities.index.take(gone.right),
                    "radius_m": radius,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _nearest_by_place(points: gpd.GeoSeries, facilities: gpd.GeoDataFrame) -> Pairs:
    """Return the nearest facility of each point, looked up once for all on one spot."""
    spots = np.column_stack([shapely.get_x(points.array), shapely.get_y(points.array)])
    _, first, place = np.unique(spots, axis=0, return_index=True, return_inverse=True)
    pairs = pairs_nearest(points.iloc[first], facilities)
    nth = np.full(len(first), -1)
    nth[pairs.left] = np.arange(len(pairs.left))
    of_row = nth[place.ravel()]
    rows = np.flatnonzero(of_row >= 0)
    return pairs.take(of_row[rows])._replace(left=rows)


def _dates(table: pd.DataFrame, name: str) -> npt.NDArray[np.datetime64]:
    """Return a column as whole days, so that a time of day puts nobody out of business."""
    times = column(table, name, pd.NaT).astype("datetime64[us]").to_numpy()
    return np.asarray(times).astype("datetime64[D]")
