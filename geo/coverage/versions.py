"""Two versions of one list: what was added, removed, moved or renamed between them."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coverage.assignment import match, pair_costs
from geo.coverage.candidates import PLACE_REACH_M, candidate_pairs, column, pairs_of

CHANGES: Final = ("added", "removed", "moved", "renamed", "changed", "unchanged")

MOVED_M: Final = 1.0
"""A point this far from where it stood has moved; more, where its digits are few."""

FIELDS: Final = ("kind", "operator", "status", "notified_to", "registered_until", "reference_no")
"""Other columns whose change is told."""

_ANCHOR_SIMILARITY: Final = 0.6
_MATCH_TOLERANCE_M: Final = 100.0


def compare_versions(
    now: gpd.GeoDataFrame, before: gpd.GeoDataFrame, *, ids_are_own: bool = True
) -> pd.DataFrame:
    """Say what changed between two versions of a list of facilities or registrations.

    Parameters
    ----------
    now, before
        The two versions, indexed by id, points or footprints (EPSG:4326).
    ids_are_own
        Whether an id means the same row in both; False where ids are but row numbers.

    Returns
    -------
    DataFrame
        A row per row of ``now``, in order, then one per row only ``before`` has: ``id_now``,
        ``id_before``, ``change`` (of `CHANGES`; a point that moved is ``moved`` even if its name
        changed too), ``distance_m`` and ``bearing_deg`` (from where it stood to where it stands),
        ``name_before``, ``name_now``, ``fields`` (all that differs, joined by ", ").

    Notes
    -----
    Rows of one id are one where their names are alike (0.6) or they stand within 250 m: an id given
    anew to another site is not followed. The rest is matched by name and place, as in
    `check_coverage`.

    Examples
    --------
    >>> before = gpd.GeoDataFrame(
    ...     {"name": ["Alfa", "Bravo"]},
    ...     index=["a", "b"],
    ...     geometry=gpd.points_from_xy([30.0, 31.0], [10.0, 10.0]),
    ...     crs="EPSG:4326",
    ... )
    >>> now = before.loc[["a"]].set_geometry(gpd.points_from_xy([30.001], [10.0], crs="EPSG:4326"))
    >>> compare_versions(now, before)[["id_now", "id_before", "change"]]
      id_now id_before   change
    0      a         a    moved
    1    NaN         b  removed
    """
    links = _by_id(now, before) if ids_are_own else np.full(len(now), -1, dtype=np.int64)
    links = _by_name_and_place(now, before, links)
    matched = np.flatnonzero(links >= 0)
    pairs = pd.DataFrame({"registration": matched, "facility": links[matched]})
    measured = _measured(pairs, now, before)
    rows = pd.DataFrame({"now": np.arange(len(now)), "before": links}).astype("float64")
    rows.loc[links < 0, "before"] = np.nan
    gone = np.setdiff1d(np.arange(len(before)), links[matched])
    rows = pd.concat([rows, pd.DataFrame({"now": np.nan, "before": gone.astype(float)})])
    rows = rows.reset_index(drop=True).merge(measured, on=["now", "before"], how="left")
    return _told(rows, now, before)


def _by_id(now: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    at = before.index.astype("str").get_indexer(now.index.astype("str"))
    known = np.flatnonzero(at >= 0)
    pairs = pairs_of(now, before, pd.DataFrame({"registration": known, "facility": at[known]}))
    near = (pairs["distance_m"] <= PLACE_REACH_M).to_numpy()
    alike = ~(pairs["similarity"] < _ANCHOR_SIMILARITY).to_numpy()
    links = np.full(len(now), -1, dtype=np.int64)
    kept = near | alike
    links[known[kept]] = at[known[kept]]
    return links


def _by_name_and_place(
    now: gpd.GeoDataFrame, before: gpd.GeoDataFrame, links: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    free_now = np.flatnonzero(links < 0)
    free_before = np.setdiff1d(np.arange(len(before)), links)
    if not len(free_now) or not len(free_before):
        return links
    left, right = now.iloc[free_now], before.iloc[free_before]
    pairs = candidate_pairs(left, right, _MATCH_TOLERANCE_M)
    near = pairs["distance_m"] <= PLACE_REACH_M
    pairs = pairs[near | (pairs["similarity"] >= _ANCHOR_SIMILARITY)].reset_index(drop=True)
    chosen = match(pairs, pair_costs(pairs, _MATCH_TOLERANCE_M), len(left), len(right))
    links = links.copy()
    links[free_now[pairs.loc[chosen, "registration"]]] = free_before[pairs.loc[chosen, "facility"]]
    return links


def _measured(pairs: pd.DataFrame, now: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return distance and bearing of matched rows, from the old place to the new."""
    # points on both sides: a footprint redrawn is measured between points inside it
    spots = [table.set_geometry(table.geometry.representative_point()) for table in (now, before)]
    found = pairs_of(spots[0], spots[1], pairs)
    return found.rename(columns={"registration": "now", "facility": "before"})[
        ["now", "before", "distance_m", "bearing_deg"]
    ].astype("float64")


def _told(rows: pd.DataFrame, now: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> pd.DataFrame:
    names = {"now": column(now, "name"), "before": column(before, "name")}
    for side, table in (("now", now), ("before", before)):
        ids = pd.Series(table.index.astype("str"), dtype="str")
        rows[f"id_{side}"] = rows[side].map(ids).astype("str")
        rows[f"name_{side}"] = rows[side].map(names[side]).astype("str")
    both = rows["now"].notna() & rows["before"].notna()
    lost_place = both & rows["distance_m"].isna()
    placed = [rows[side].map(_placed(table)) for side, table in (("now", now), ("before", before))]
    place_given = lost_place & (placed[0] != placed[1])
    differs: dict[str, pd.Series] = {
        "place": both & (rows["distance_m"] > _least_move(rows, now, before)) | place_given,
        "name": both & _differ(rows["name_now"], rows["name_before"]),
    }
    for name in FIELDS:
        values = [rows["now"].map(column(now, name)), rows["before"].map(column(before, name))]
        if name in now and name in before:
            differs[name] = both & _differ(*values)
    told = pd.DataFrame(differs)
    rows["fields"] = [", ".join(told.columns[row]) for row in told.to_numpy(dtype=bool)]
    rows["change"] = np.select(
        [
            rows["before"].isna(),
            rows["now"].isna(),
            told["place"],
            told["name"],
            told.any(axis=1),
        ],
        list(CHANGES[:-1]),
        CHANGES[-1],
    )
    shown = ["id_now", "id_before", "change", "distance_m", "bearing_deg", "name_before"]
    return rows[[*shown, "name_now", "fields"]].astype({"change": "str", "fields": "str"})


def _placed(table: gpd.GeoDataFrame) -> pd.Series:
    return pd.Series((table.geometry.notna() & ~table.geometry.is_empty).to_numpy())


def _least_move(rows: pd.DataFrame, now: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> pd.Series:
    """Return the distance from which a move is more than another way of writing the place."""
    least = pd.Series(MOVED_M, index=rows.index)
    for side, table in (("now", now), ("before", before)):
        if "coordinates_precision_m" in table:
            digits = table["coordinates_precision_m"].astype("float64").reset_index(drop=True)
            least = np.maximum(least, rows[side].map(digits).fillna(0.0) * 0.75)
    return least


def _differ(left: Any, right: Any) -> pd.Series:
    """Where two texts differ; two that are missing do not."""
    one, other = (side.astype("str").fillna("").str.strip() for side in (left, right))
    unlike: pd.Series = one != other
    return unlike
