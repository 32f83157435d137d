"""What a date does to a list: registrations not in force, facilities that closed or moved."""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coverage.candidates import SAME_NAME_REACH_M, column, coordinates
from geo.ellipsoid import geodesics
from geo.names import ALIKE, is_generic, name_similarity
from geo.proximity import within

Days = npt.NDArray[np.datetime64]
Mask = npt.NDArray[np.bool_]

SURE: Final = ("covered", "displaced")
KNOWN_BUT_VAGUE: Final = ("errors_too_large", "near_the_tolerance")
"""Reasons of an undetermined row whose identity is known, only its distance is not."""


class Standing(NamedTuple):
    """Which rows of the two lists count on the day asked about."""

    not_yet: Mask
    ended: Mask
    not_open: Mask
    closed: Mask
    start: Days
    opened: Days
    closes: Days


def days(table: gpd.GeoDataFrame, name: str) -> Days:
    """Return a column of dates as whole days, not-a-time where there is none."""
    if name not in table:
        return np.full(len(table), np.datetime64("NaT", "D"))
    whole: Days = pd.to_datetime(table[name]).to_numpy(dtype="datetime64[D]")
    return whole


def standing(
    registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame, as_of: pd.Timestamp | None
) -> Standing:
    """Return what counts on a day; without a day everything does."""
    started, notified = days(registry, "registered_on"), days(registry, "notified_on")
    start = np.where(np.isnat(started), notified, started)
    until = days(registry, "registered_until")
    opened, closes = days(reference, "exists_from"), days(reference, "exists_until")
    if as_of is None:
        none, no_site = np.zeros(len(registry), dtype=bool), np.zeros(len(reference), dtype=bool)
        return Standing(none, none, no_site, no_site, start, opened, closes)
    day = np.datetime64(as_of, "D")
    # a comparison with not-a-time is false: an open end counts as in force
    return Standing(start > day, until < day, opened > day, closes < day, start, opened, closes)


def best_of_group(first: npt.NDArray[np.intp], held: Standing) -> npt.NDArray[np.intp]:
    """Return for each registration the one of its group that speaks for it.

    It is one in force before one that ended or has not begun, then the one that began last.
    """
    rows = pd.DataFrame(
        {
            "group": first,
            "away": held.ended | held.not_yet,
            "start": held.start.astype("datetime64[s]"),
            "row": np.arange(len(first)),
        }
    )
    rows = rows.sort_values(
        ["away", "start", "row"], ascending=[True, False, True], na_position="last", kind="stable"
    )
    best = rows.drop_duplicates("group").set_index("group")["row"]
    found: npt.NDArray[np.intp] = best.reindex(first).to_numpy(dtype=np.intp)
    return found


def date_facilities(rows: pd.DataFrame, held: Standing) -> None:
    """Mark facility rows ``outdated``, or out of the day's scope, in place.

    A match whose identity is in doubt stays undetermined, whatever the dates.
    """
    known = rows["outcome"].isin(SURE) | rows["reason"].isin(KNOWN_BUT_VAGUE)
    where = rows["facility"].to_numpy(dtype=np.intp)
    by = rows["registration"].fillna(-1).to_numpy(dtype=np.intp)
    matched = known.to_numpy() & (by >= 0)
    ended = matched & (held.ended[by] if len(held.ended) else False)
    start = held.start[by] if len(held.start) else np.full(len(rows), np.datetime64("NaT", "D"))
    moved = matched & (held.opened[where] > start) & rows["outcome"].eq("displaced").to_numpy()
    closed = matched & held.closed[where]
    for mask, reason in (
        (moved, "facility_moved"), (ended, "registration_ended"), (closed, "facility_closed"),
    ):  # fmt: skip
        rows.loc[mask, ["outcome", "reason"]] = ["outdated", reason]
    free = rows["outcome"].isin(["unregistered", "out_of_scope"]).to_numpy()
    for mask, reason in (
        (free & held.not_open[where], "not_yet_open"), (free & held.closed[where], "closed"),
    ):  # fmt: skip
        rows.loc[mask, ["outcome", "reason", "confidence"]] = ["out_of_scope", reason, 1.0]


def follow_moves(
    rows: pd.DataFrame,
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    held: Standing,
) -> None:
    """Give a facility that followed a closed one of its name that one's registration, in place.

    The list then holds the old place of a facility that moved: ``outdated``, with the distance from
    where it stands now.
    """
    old = rows.index[rows["reason"].eq("facility_closed")]
    new = rows.index[rows["reason"].isin(["no_match", "scope"])]
    if not len(old) or not len(new):
        return
    pairs = _near(reference, rows.loc[old, "facility"], rows.loc[new, "facility"])
    before = rows.loc[pairs["old"], "facility"].to_numpy(dtype=np.intp)
    after = rows.loc[pairs["new"], "facility"].to_numpy(dtype=np.intp)
    names = column(reference, "name")
    left, right = names.iloc[before], names.iloc[after]
    alike = name_similarity(left.to_numpy(), right.to_numpy()) >= ALIKE
    follows = held.opened[after] >= held.closes[before]
    keep = alike & follows & ~is_generic(left) & ~is_generic(right)
    pairs, after = pairs[keep], after[keep]
    by = rows.loc[pairs["old"], "registration"].to_numpy(dtype=np.intp)
    distance_m, bearing = _between(reference, after, registry, by)
    pairs = pairs.assign(by=by, distance_m=distance_m, bearing=bearing)
    pairs["alike"] = rows.loc[pairs["old"], "name_similarity"].to_numpy()
    for one in pairs.sort_values("distance_m").drop_duplicates("new").itertuples():
        facts = ["outdated", "facility_moved", one.by, one.distance_m, one.bearing, one.alike]
        names_of = ["outcome", "reason", "registration", "distance_m", "bearing_deg"]
        rows.loc[one.new, [*names_of, "name_similarity"]] = facts


def _near(reference: gpd.GeoDataFrame, old: pd.Series, new: pd.Series) -> pd.DataFrame:
    """Return pairs of rows, ``old`` and ``new``, whose facilities a move may lie between."""
    longitude, latitude = coordinates(reference)
    points = []
    for side in (old, new):
        at = side.to_numpy(dtype=np.intp)
        spots = gpd.GeoSeries.from_xy(
            longitude[at], latitude[at], index=side.index, crs=reference.crs
        )
        points.append(spots[np.isfinite(longitude[at])])
    found = within(points[0], points[1], SAME_NAME_REACH_M, bearing=False)
    return pd.DataFrame({"old": found["left_id"], "new": found["right_id"]}).astype("int64")


def _between(
    reference: gpd.GeoDataFrame,
    facility: npt.NDArray[np.intp],
    registry: gpd.GeoDataFrame,
    registration: npt.NDArray[np.intp],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return metres and direction from facilities to registrations, null without a place."""
    ends = [axis[facility] for axis in coordinates(reference)]
    ends += [axis[registration] for axis in coordinates(registry)]
    known = np.isfinite(np.array(ends).reshape(4, -1)).all(axis=0)
    out = np.full((2, len(facility)), np.nan)
    out[:, known] = geodesics(*(end[known] for end in ends))
    return out[0], out[1]


def date_registrations(rows: pd.DataFrame, held: Standing) -> None:
    """Mark registrations without a facility that ended, or have not begun, in place."""
    by = rows["registration"].to_numpy(dtype=np.intp)
    loose = rows["outcome"].eq("unmatched").to_numpy()
    rows.loc[loose & held.ended[by], ["outcome", "reason"]] = ["outdated", "registration_ended"]
    later = held.not_yet[by]
    rows.loc[later, ["outcome", "reason", "confidence"]] = [
        "out_of_scope", "not_yet_registered", 1.0,
    ]  # fmt: skip
    rows.loc[later, "facility"] = np.nan
