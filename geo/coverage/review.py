"""Pairs that the data cannot decide, with the other choices, for a person to look at."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coverage.assignment import EQUALLY_GOOD

TO_REVIEW: Final = ("rival", "names_differ", "no_coordinates", "other_name")
"""Reasons for which it is in doubt whether two rows are one facility."""

NEAR_MISS: Final = 0.7
"""Two rows left over whose names are this alike are shown too."""

COLUMNS: Final = (
    "case",
    "registration_id",
    "facility_id",
    "is_match",
    "reason",
    "distance_m",
    "bearing_deg",
    "name_similarity",
    "confidence",
)
_MOST_CHOICES: Final = 4


def review_rows(
    pairs: pd.DataFrame, cost: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Return the doubtful pairs by case: the one that was matched first, then its rivals.

    Parameters
    ----------
    pairs
        Candidates with ``reason`` and ``confidence``, as if each were matched.
    cost
        What each costs.
    chosen
        Which are matched.

    Returns
    -------
    ``pair`` (row of ``pairs``), ``case`` (from 1), ``is_match``. Pairs a person has decided are not
    asked about again.
    """
    open_pair = ~pairs["decision"].isin(["same", "different"]).to_numpy()
    doubtful = chosen & open_pair & pairs["reason"].isin(TO_REVIEW).to_numpy()
    free = ~pairs["registration"].isin(pairs.loc[chosen, "registration"])
    free &= ~pairs["facility"].isin(pairs.loc[chosen, "facility"])
    near_miss = free.to_numpy() & open_pair & (pairs["similarity"] >= NEAR_MISS).to_numpy()
    leads = np.flatnonzero(doubtful | near_miss)
    leads = leads[np.lexsort((pairs["facility"].to_numpy()[leads], ~chosen[leads]))]
    shown: list[tuple[int, int]] = []
    seen: set[int] = set()
    ends = {side: pairs.groupby(side).indices for side in ("registration", "facility")}
    case = 0
    for lead in leads:
        if int(lead) in seen:
            continue
        case += 1
        one = pairs.iloc[lead]
        around = np.union1d(
            ends["registration"][one["registration"]], ends["facility"][one["facility"]]
        )
        rivals = [
            int(at)
            for at in around[np.argsort(cost[around], kind="stable")]
            if at != lead and not chosen[at] and cost[at] <= cost[lead] + 10 * EQUALLY_GOOD
        ]
        for at in [int(lead), *[r for r in rivals if r not in seen][: _MOST_CHOICES - 1]]:
            seen.add(at)
            shown.append((at, case))
    where = np.array([pair for pair, _ in shown], dtype=np.intp)
    cases = np.array([number for _, number in shown], dtype=np.int64)
    return pd.DataFrame({"pair": where, "case": cases, "is_match": chosen[where]})
