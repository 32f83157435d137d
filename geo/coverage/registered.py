"""Whether a site was registered on the day of an incident, and how far off that point was."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coverage.candidates import coordinates
from geo.ellipsoid import Floats, geodesics

_LINKS: Final = ("covered", "displaced", "undetermined", "duplicate", "outdated")
_RANK: Final = {"yes": 0, "cannot_tell": 1, "no": 2}


def registered_at(
    pairs: pd.DataFrame,
    coverage: pd.DataFrame,
    registry: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Say for each incident and facility whether the facility was registered on that date.

    Parameters
    ----------
    pairs
        ``incident_id``, ``facility_id``.
    coverage
        As `check_coverage` returns it for ``registry`` and ``reference``.
    registry
        ``registered_on`` (else ``notified_on``) and ``registered_until``; a null end is open.
    incidents
        ``date_start`` and ``date_end``: an inexact date is an interval.
    reference
        The facilities.

    Returns
    -------
    DataFrame
        Indexed like ``pairs``: ``incident_id``, ``facility_id``, ``registered_then`` (``yes``,
        ``no``, ``cannot_tell`` where an interval straddles the date, a date is missing, the match
        is undetermined or the facility out of scope), ``days_registered`` (days from registration
        to the incident's first day; 0 does not say which came first; below 0 the registration
        came later), ``registration_to_site_m``, ``registration_to_strike_m``.

        ``no`` means: not found, for that date, in the list supplied.
    """
    keys = pairs[["incident_id", "facility_id"]].astype("str").reset_index(drop=True)
    keys["pair"] = np.arange(len(keys))
    links = coverage[coverage["outcome"].isin(_LINKS) & coverage["facility_id"].notna()]
    links = links[links["registration_id"].notna()]
    state = coverage[coverage["outcome"] != "duplicate"].dropna(subset="facility_id")
    state = state.drop_duplicates("facility_id").set_index("facility_id")["outcome"]
    rows = keys.merge(links[["facility_id", "registration_id"]], on="facility_id")
    rows = _with_dates(rows, registry, incidents)
    sure = rows["facility_id"].map(state).ne("undetermined").to_numpy()
    rows["registered_then"] = _verdict(rows, sure)
    best = rows.assign(rank=rows["registered_then"].map(_RANK)).sort_values(
        ["pair", "rank", "start", "registration_id"], kind="stable"
    )
    best = best.drop_duplicates("pair").set_index("pair").reindex(keys["pair"])
    unlinked = np.where(keys["facility_id"].map(state) == "unregistered", "no", "cannot_tell")
    verdict = best["registered_then"].to_numpy(dtype=object)
    verdict = np.where(pd.isna(verdict), unlinked, verdict)
    days = (best["date_start"].dt.normalize() - best["start"].dt.normalize()).dt.days
    out = keys[["incident_id", "facility_id"]].assign(
        registered_then=pd.Series(verdict, dtype="str"),
        days_registered=days.to_numpy(dtype=float),
        registration_to_site_m=_apart(
            best["registration_id"], registry, keys["facility_id"], reference
        ),
        registration_to_strike_m=_apart(
            best["registration_id"], registry, keys["incident_id"], incidents
        ),
    )
    return out.set_axis(pairs.index)


def _with_dates(
    rows: pd.DataFrame, registry: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame
) -> pd.DataFrame:
    start = _dates(registry, "registered_on").fillna(_dates(registry, "notified_on"))
    until = _dates(registry, "registered_until")
    first, last = _dates(incidents, "date_start"), _dates(incidents, "date_end")
    return rows.assign(
        start=rows["registration_id"].map(start).astype("datetime64[us]"),
        until=rows["registration_id"].map(until).astype("datetime64[us]"),
        date_start=rows["incident_id"].map(first).astype("datetime64[us]"),
        date_end=rows["incident_id"].map(last.fillna(first)).astype("datetime64[us]"),
    )


def _dates(table: gpd.GeoDataFrame, name: str) -> pd.Series:
    """Return whole days, null where the table has no such column."""
    if name not in table:
        return pd.Series(pd.NaT, index=table.index, dtype="datetime64[us]")
    return pd.to_datetime(table[name]).dt.normalize().astype("datetime64[us]")


def _verdict(rows: pd.DataFrame, sure: npt.NDArray[np.bool_]) -> npt.NDArray[np.str_]:
    """Judge one registration for one incident; comparisons with a null date are false."""
    start, until = rows["start"], rows["until"]
    throughout = (start <= rows["date_start"]) & (until.isna() | (until >= rows["date_end"]))
    never = (start > rows["date_end"]) | (until < rows["date_start"])
    return np.select([throughout & sure, never], ["yes", "no"], "cannot_tell")


def _apart(
    left_id: pd.Series, left: gpd.GeoDataFrame, right_id: pd.Series, right: gpd.GeoDataFrame
) -> Floats:
    """Return metres between rows of two tables, null where one is absent or has no place."""
    ends: list[Floats] = []
    for ids, table in ((left_id, left), (right_id, right)):
        where = table.index.astype("str").get_indexer(ids.fillna("").astype("str"))
        ends += [
            np.where(where >= 0, axis[where] if len(axis) else np.nan, np.nan)
            for axis in coordinates(table)
        ]
    distance_m = np.full(len(left_id), np.nan)
    known = np.isfinite(np.array(ends)).all(axis=0)
    distance_m[known] = geodesics(*(end[known] for end in ends))[0]
    return distance_m
