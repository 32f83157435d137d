"""What a person decided about pairs: it overrules the matching."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coverage.candidates import pairs_of

DECISIONS: Final = ("same", "different", "unsure")


def apply_decisions(
    pairs: pd.DataFrame,
    decisions: pd.DataFrame | None,
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    first: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
) -> pd.DataFrame:
    """Return the pairs with a column ``decision``, without those a person ruled out.

    Parameters
    ----------
    pairs
        Candidates, by row number.
    decisions
        ``registration_id``, ``facility_id``, ``decision`` (of `DECISIONS`); None for none. A row
        whose ids are not in the lists has no effect.
    registry, reference
        The lists.
    first
        For each registration and each facility, the row that speaks for its group.

    Returns
    -------
    The pairs. Those decided ``same`` are added where they were no candidates; every other pair of
    their ends, and all decided ``different``, are gone.
    """
    if decisions is None or not len(decisions):
        return pairs.assign(decision=pd.Series(None, index=pairs.index, dtype="str"))
    known = _by_row(decisions, registry, reference, first)
    missing = known.merge(pairs, on=["registration", "facility"], how="left", indicator=True)
    missing = missing[missing["_merge"].eq("left_only") & missing["decision"].eq("same")]
    if len(missing):
        added = pairs_of(registry, reference, missing[["registration", "facility"]])
        pairs = pd.concat([pairs, added], ignore_index=True)
    pairs = pairs.merge(known, on=["registration", "facility"], how="left")
    same, other = pairs["decision"].eq("same"), pairs["decision"].eq("different")
    taken = pairs["registration"].isin(pairs.loc[same, "registration"])
    taken |= pairs["facility"].isin(pairs.loc[same, "facility"])
    return pairs[same | ~(taken | other)].reset_index(drop=True)


def _by_row(
    decisions: pd.DataFrame,
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    first: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
) -> pd.DataFrame:
    rows = {}
    for side, table, speaks in (
        ("registration", registry, first[0]), ("facility", reference, first[1]),
    ):  # fmt: skip
        at = table.index.astype("str").get_indexer(decisions[f"{side}_id"].astype("str"))
        rows[side] = np.where(at >= 0, speaks[at] if len(speaks) else -1, -1)
    known = pd.DataFrame({**rows, "decision": decisions["decision"].to_numpy(dtype=object)})
    known = known[(known["registration"] >= 0) & (known["facility"] >= 0)]
    # of several rows of one group, "same" outweighs, then "different"
    order = known["decision"].map({name: at for at, name in enumerate(DECISIONS)})
    known = known.assign(order=order).sort_values("order", kind="stable")
    known = known.drop_duplicates(["registration", "facility"]).drop(columns="order")
    return known.astype({"decision": "str"})
