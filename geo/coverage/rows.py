"""The rows of the table: one per facility, then one per registration without a facility row."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coverage.candidates import coordinates
from geo.ellipsoid import geodesics

Rows = npt.NDArray[np.intp]


def facility_rows(
    matches: pd.DataFrame, first: Rows, scope: npt.NDArray[np.bool_], doubt: pd.Series
) -> pd.DataFrame:
    """Return a row per facility; rows of one group (one name and place) share their outcome."""
    of_group = matches.set_index("facility").reindex(first)
    missing = of_group["outcome"].isna().to_numpy()
    rows = pd.DataFrame(
        {
            "facility": np.arange(len(first)),
            "registration": of_group["registration"].to_numpy(),
            "outcome": of_group["outcome"].to_numpy(dtype=object),
            "distance_m": of_group["distance_m"].to_numpy(),
            "bearing_deg": of_group["bearing_deg"].to_numpy(),
            "name_similarity": of_group["similarity"].to_numpy(),
            "confidence": of_group["confidence"].to_numpy(),
            "reason": of_group["reason"].to_numpy(dtype=object),
            "decision": of_group["decision"].to_numpy(dtype=object),
        }
    )
    rows.loc[missing, "outcome"] = np.where(scope[missing], "unregistered", "out_of_scope")
    rows.loc[missing, "reason"] = np.where(scope[missing], "no_match", "scope")
    left_over = doubt.reindex(first).fillna(1.0).to_numpy()
    rows.loc[missing, "confidence"] = np.where(scope, left_over, 1.0)[missing]
    return rows


def measure_members(
    rows: pd.DataFrame,
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    members: npt.NDArray[np.bool_],
) -> None:
    """Give the later rows of a group their own distance and bearing, in place."""
    who = np.flatnonzero(members & rows["registration"].notna().to_numpy())
    their = rows["registration"].to_numpy()[who].astype(np.intp)
    from_x, from_y = (axis[who] for axis in coordinates(reference))
    to_x, to_y = (axis[their] for axis in coordinates(registry))
    known = np.isfinite(from_x) & np.isfinite(to_x)
    ends = (from_x[known], from_y[known], to_x[known], to_y[known])
    rows.loc[who[known], ["distance_m", "bearing_deg"]] = np.column_stack(geodesics(*ends))


def registration_rows(matches: pd.DataFrame, first: Rows, doubt: pd.Series) -> pd.DataFrame:
    """Return a row per registration without a facility row of its own."""
    all_rows = np.arange(len(first))
    repeated = first != all_rows
    loose = repeated | ~np.isin(all_rows, matches["registration"])
    facility = matches.set_index("registration")["facility"].reindex(first)
    # A repeated registration carries its twin's facility, but only where there is one.
    return pd.DataFrame(
        {
            "facility": np.where(repeated, facility.to_numpy(dtype=float), np.nan)[loose],
            "registration": all_rows[loose],
            "outcome": np.where(repeated, "duplicate", "unmatched")[loose],
            "distance_m": np.nan,
            "bearing_deg": np.nan,
            "name_similarity": np.nan,
            "confidence": np.where(repeated, 1.0, doubt.reindex(all_rows).fillna(1.0))[loose],
            "reason": np.where(repeated, "same_name_and_place", "no_match")[loose],
            "decision": None,
        }
    )


def named(
    rows: pd.DataFrame, registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Replace row numbers by ids."""
    for name, table in (("facility", reference), ("registration", registry)):
        ids = pd.Series(table.index.astype("str"), dtype="str")
        rows[f"{name}_id"] = rows[name].map(ids).astype("str")
    for name in ("outcome", "reason", "decision"):
        rows[name] = rows[name].astype("str")
    return rows
