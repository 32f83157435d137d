"""What the map's page is told of the facilities that a reported hit may have been at.

Never in a public edition: it can make a place exact that its publisher left vague.
"""

from typing import Any

import numpy as np
import pandas as pd

_DIGITS = 3


def candidate_columns(
    candidates: pd.DataFrame | None, incidents: pd.Index, facilities: pd.Index
) -> dict[str, list[Any]] | None:
    """Return candidates by row numbers of the page's incidents and facilities.

    Parameters
    ----------
    candidates
        ``incident_id``, ``what``, ``facility_id``, ``p``, ``words``, as `geo.which_facility` gives
        them; None where nothing was asked.
    incidents, facilities
        Ids of what the page holds.

    Returns
    -------
    ``incident``, ``facility`` (null for a place on no list), ``p`` and ``words``, a column each; of
    an incident the most probable first. Left out are facilities that the page does not hold, and
    the rest of the list taken together.
    """
    if candidates is None or not len(candidates):
        return None
    rows = candidates[candidates["what"].isin(["facility", "none"])]
    rows = rows.sort_values(["incident_id", "p"], ascending=[True, False], kind="stable")
    row = incidents.get_indexer(rows["incident_id"])
    site = facilities.get_indexer(rows["facility_id"].fillna(""))
    known = (row >= 0) & ((site >= 0) | (rows["what"] == "none").to_numpy())
    rows, row, site = rows[known], row[known], site[known]
    words = rows["words"].astype(object).where(rows["words"].notna(), None)
    return {
        "incident": row.tolist(),
        "facility": [None if at < 0 else int(at) for at in site],
        "p": np.round(rows["p"].to_numpy(float), _DIGITS).tolist(),
        "words": words.tolist(),
    }
