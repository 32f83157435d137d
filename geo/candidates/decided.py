"""What a person decided about a reported hit and a facility: it overrules the probabilities."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.ellipsoid import Integers

DECISIONS: Final = ("same", "different", "unsure")


def decided_rows(
    overrules: pd.DataFrame | None, incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return the decisions that concern these tables, by row number.

    Parameters
    ----------
    overrules
        ``incident_id``, ``facility_id``, ``decision``; ids that are not in the tables, and
        ``unsure``, have no effect.
    incidents, facilities
        The tables.
    """
    if overrules is None or not len(overrules):
        return pd.DataFrame({"row": [], "facility": [], "decision": []}).astype(
            {"row": "int64", "facility": "int64", "decision": "str"}
        )
    row = pd.Index(incidents.index.astype("str")).get_indexer(overrules["incident_id"])
    site = pd.Index(facilities.index.astype("str")).get_indexer(overrules["facility_id"])
    out = pd.DataFrame({"row": row, "facility": site, "decision": overrules["decision"].array})
    known = (row >= 0) & (site >= 0) & out["decision"].isin(["same", "different"]).to_numpy()
    return out[known].drop_duplicates(["row", "facility"], keep="last").reset_index(drop=True)


def overruled(pairs: pd.DataFrame, decided: pd.DataFrame, group_of_row: Integers) -> pd.DataFrame:
    """Return the pairs with the decisions in force.

    Parameters
    ----------
    pairs
        ``group``, ``facility`` (-1 for none on the list) and ``p``, among other columns.
    decided
        What `decided_rows` returned; each of its incidents is a group of its own.
    group_of_row
        The group of each incident.

    Returns
    -------
    One decided ``same`` has p = 1, all else of its incident 0; one decided ``different`` has 0, and
    the rest of its incident keeps its proportions.
    """
    if not len(decided):
        return pairs
    asked = decided.assign(group=group_of_row[decided["row"]])[["group", "facility", "decision"]]
    out = pairs.drop(columns="decision").merge(asked, on=["group", "facility"], how="outer")
    out["p"] = out["p"].fillna(0.0)
    out.loc[out["decision"].eq("different"), "p"] = 0.0
    sure = out["group"].isin(asked.loc[asked["decision"] == "same", "group"])
    out.loc[sure, "p"] = out.loc[sure, "decision"].eq("same").astype(float)
    total = out.groupby("group")["p"].transform("sum")
    touched = out["group"].isin(asked["group"]) & (total > 0)
    out["p"] = np.where(touched, out["p"] / total.where(total > 0, 1.0), out["p"])
    # all that was possible has been ruled out: it was none of the list
    empty = out["group"].isin(asked["group"]) & (total <= 0) & (out["facility"] < 0)
    out.loc[empty, "p"] = 1.0
    return out.astype({"decision": "str"})
