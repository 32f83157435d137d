"""One registration to one facility, at the lowest cost over all."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from geo.coverage.candidates import SAME_NAME_REACH_M

UNMATCHED_COST: Final = 1.0
"""What it costs to leave a registration without a facility.

A pair costs up to 1 for its distance and up to 1 for its names.
"""

LEFT_OVER_COST: Final = 2.0
"""The same in the second round, among what the first left over: any candidate is better."""

EQUALLY_GOOD: Final = 0.05
"""Two pairs whose costs differ by no more are equally good."""

_UNKNOWN_NAMES: Final = 0.5
_UNKNOWN_PLACE: Final = 0.9
_SHIFT: Final = (
    1.0  # the solver reads 0 as "no edge"; every row has one match, so a shift is harmless
)


def pair_costs(pairs: pd.DataFrame, tolerance_m: float) -> npt.NDArray[np.float64]:
    """Return what each pair costs: a share for distance (0 to 1) and one for names (0 to 1).

    The share of a distance grows with its logarithm: log(1 + d / tolerance), 1 at 25 km; it is
    0.9 where a place is missing. That of names is one less their similarity; it is 0.5 where a name
    is missing or generic.
    """
    far = np.log1p(SAME_NAME_REACH_M / tolerance_m)
    distance = np.log1p(pairs["distance_m"].to_numpy() / tolerance_m) / far
    distance = np.where(np.isnan(distance), _UNKNOWN_PLACE, distance)
    names = 1.0 - pairs["similarity"].to_numpy()
    cost: npt.NDArray[np.float64] = distance + np.where(np.isnan(names), _UNKNOWN_NAMES, names)
    return cost


def match(
    pairs: pd.DataFrame, cost: npt.NDArray[np.float64], n_registrations: int, n_facilities: int
) -> npt.NDArray[np.bool_]:
    """Return which pairs are matched: first those well supported, then the left over.

    Two rounds, so that a poor pair never takes a good one apart to make two poor ones.
    """
    size = (n_registrations, n_facilities)
    chosen = assign(pairs, cost, *size, UNMATCHED_COST)
    taken = [pairs[side].isin(pairs.loc[chosen, side]) for side in ("registration", "facility")]
    free = ~(taken[0] | taken[1]).to_numpy()
    chosen[free] = assign(pairs[free], cost[free], *size, LEFT_OVER_COST)
    return chosen


def assign(
    pairs: pd.DataFrame,
    cost: npt.NDArray[np.float64],
    n_registrations: int,
    n_facilities: int,
    unmatched_cost: float,
) -> npt.NDArray[np.bool_]:
    """Return which pairs are matched, one to one, at the lowest total cost.

    Parameters
    ----------
    pairs
        ``registration`` and ``facility``, row numbers, shape (k,).
    cost
        Shape (k,).

    Returns
    -------
    Mask over the pairs, shape (k,).

    Notes
    -----
    Jonker and Volgenant (1987) on the sparse graph, each registration with an edge to a place of
    its own that costs ``unmatched_cost``. The parts of the graph that are not connected do not bear
    on each other.
    """
    if not len(pairs):
        return np.zeros(0, dtype=bool)
    rows = np.concatenate([pairs["registration"].to_numpy(), np.arange(n_registrations)])
    own_place = n_facilities + np.arange(n_registrations)
    columns = np.concatenate([pairs["facility"].to_numpy(), own_place])
    weights = np.concatenate([cost, np.full(n_registrations, unmatched_cost)]) + _SHIFT
    graph = csr_array(
        coo_array(
            (weights, (rows, columns)), shape=(n_registrations, n_facilities + n_registrations)
        )
    )
    row, column = min_weight_full_bipartite_matching(graph)
    match = np.empty(n_registrations, dtype=np.intp)
    match[row] = column
    chosen: npt.NDArray[np.bool_] = match[pairs["registration"]] == pairs["facility"].to_numpy()
    return chosen


def rival_gap(
    pairs: pd.DataFrame, cost: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return by how much the best other choice of either end of a chosen pair costs more.

    A pair that was not chosen is another choice if its other end is free or holds a pair that is
    not clearly better. Infinite where there is none; null for pairs not chosen. At or below
    `EQUALLY_GOOD` the two cannot be told apart.
    """
    sides = ("registration", "facility")
    held = {
        side: pairs[side].map(pd.Series(cost[chosen], index=pairs.loc[chosen, side])).to_numpy()
        for side in sides
    }
    gap = np.full(len(pairs), np.inf)
    for side, other in (sides, sides[::-1]):
        free = np.isnan(held[other]) | (held[other] + EQUALLY_GOOD >= cost)
        choices = ~chosen & free
        least = pd.Series(cost[choices], index=pairs.loc[choices, side]).groupby(level=0).min()
        gap = np.fmin(gap, pairs[side].map(least).to_numpy(dtype=float) - cost)
    return np.where(chosen, gap, np.nan)
