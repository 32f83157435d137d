"""What names say of each reported hit: how much of its probability they take."""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.candidates.shares import Shares
from geo.ellipsoid import Floats

NAME_COLUMNS: Final = (
    "named_by", "name_p", "name_role", "words", "runner_up_id", "runner_up_p",
)  # fmt: skip


class NameEvidence(NamedTuple):
    """Names of the incidents.

    Attributes
    ----------
    pairs
        ``row``, ``facility`` (row numbers), ``q`` (what the name takes), and `NAME_COLUMNS`.
    left
        What names leave of each incident, shape (n,).
    none
        The share for "none on the list" of what is left, shape (n,).
    """

    pairs: pd.DataFrame
    left: Floats
    none: Floats


def name_evidence(
    named: pd.DataFrame, incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, shares: Shares
) -> NameEvidence:
    """Return the evidence of names by row.

    Parameters
    ----------
    named
        What `geo.find_named` returned, or an empty table.
    incidents, facilities
        The tables it was found in; names of other incidents are passed over.
    shares
        How far a name counts by its role. A name in the role ``elsewhere`` does not count.
    """
    n = len(incidents)
    none = np.full(n, shares.none)
    if not len(named):
        nothing = pd.DataFrame(columns=["row", "facility", "q", *NAME_COLUMNS])
        kinds = {"row": "int64", "facility": "int64", "q": "float64", "name_p": "float64"}
        return NameEvidence(nothing.astype({**kinds, "runner_up_p": "float64"}), np.ones(n), none)
    row = pd.Index(incidents.index.astype("str")).get_indexer(named["incident_id"])
    site = pd.Index(facilities.index.astype("str")).get_indexer(named["facility_id"].fillna(""))
    pairs = named.rename(columns={"p": "name_p", "role": "name_role"})
    pairs = pairs.assign(row=row, facility=site)[row >= 0]
    weights = {"here": shares.here, "unclear": shares.unclear}
    counts = pairs["name_role"].map(weights).astype("float64").fillna(0.0)
    unlisted = pairs[(pairs["facility"] < 0) & (counts > 0)]
    none[unlisted["row"].unique()] = shares.none_if_named
    pairs = pairs.assign(q=pairs["name_p"].fillna(0.0) * counts)
    pairs = pairs[pairs["facility"] >= 0].sort_values(["q", "facility"], ascending=[False, True])
    pairs = pairs.drop_duplicates(["row", "facility"])
    by_row = pairs.groupby("row")["q"]
    # two places named as struck share what the surer of them takes
    total, top = by_row.transform("sum"), by_row.transform("max")
    pairs["q"] = pairs["q"] * (top / total.where(total > 0, 1.0))
    left = 1.0 - np.bincount(pairs["row"], pairs["q"], n)
    return NameEvidence(
        pairs[["row", "facility", "q", *NAME_COLUMNS]].reset_index(drop=True),
        np.clip(left, 0.0, 1.0),
        none,
    )
