"""What no list saw: capture-recapture, made only where it can be made, and refused elsewhere.

Every estimate here assumes that lists see events independently of one another and that all events
are equally likely to be seen. Neither holds for reports of violence, so a figure is an illustration
with the direction of its error, never a count.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.ellipsoid import Floats

Cells = dict[tuple[bool, ...], float]

FEWEST_SHARED: Final = 10
_SD_95: Final = 1.959964
_ROUNDS: Final = 100
_SETTLED: Final = 1e-10

ASSUMPTIONS: Final = {
    "independent": "down",
    "alike": "down",
    "closed": "up",
    "linked": "up",
    "scope": "up",
}
"""Assumption -> which way the estimate is off where it is broken. Lists that draw on each other or
on the same press, and events that are easier to see than others, share more than chance and make it
too low; events that only one list would count, and true pairs that were not linked, make it too
high."""


class Estimate(NamedTuple):
    """A number of events in all, with what it rests on.

    Attributes
    ----------
    method
        ``chapman``, ``log_linear`` (with its model) or ``chao_lower``.
    n, low, high
        The estimate and its 95 % interval (log-normal on what was not seen, Chao 1987); a lower
        bound has no ``high``.
    seen
        Events on at least one list.
    """

    method: str
    n: float
    low: float
    high: float | None
    seen: int


@dataclass(frozen=True)
class Recapture:
    """Estimates, or the reason why there are none.

    Attributes
    ----------
    refused
        ``""``, or ``one_list``, ``few_shared``, ``one_lineage``.
    lists
        The independent lists, each a family of sources.
    estimates
        With the pairs as linked.
    corrected
        With shared events divided by the linkage's recall; empty where no recall was given.
    """

    refused: str
    lists: tuple[str, ...]
    shared: int
    estimates: tuple[Estimate, ...]
    corrected: tuple[Estimate, ...]


def chapman(n_first: float, n_second: float, n_both: float) -> Estimate:
    """Return Chapman's estimate from two lists (Chapman 1951; variance of Seber 1970).

    Examples
    --------
    >>> round(chapman(90, 177, 60).n, 1)
    264.5
    """
    seen = n_first + n_second - n_both
    n = (n_first + 1) * (n_second + 1) / (n_both + 1) - 1
    variance = (n_first + 1) * (n_second + 1) * (n_first - n_both) * (n_second - n_both)
    variance /= (n_both + 1) ** 2 * (n_both + 2)
    return Estimate("chapman", n, *_log_normal(n, variance, seen), round(seen))


def _log_normal(n: float, variance: float, seen: float) -> tuple[float, float]:
    """Return an interval for the unseen that never falls below what was seen (Chao 1987)."""
    unseen = n - seen
    if unseen <= 0 or variance <= 0:
        return n, n
    spread = np.exp(_SD_95 * np.sqrt(np.log1p(variance / unseen**2)))
    return seen + unseen / spread, seen + unseen * spread


def chao_lower(once: int, twice: int, seen: int, lists: int = 3) -> Estimate:
    """Return Chao's lower bound from how many events stand on one list and on two.

    Parameters
    ----------
    once, twice
        Events on exactly one list, on exactly two.
    seen
        Events on any.
    lists
        How many lists there are: with few, the factor (lists - 1) / lists counts.

    Notes
    -----
    Chao 1987, bias-corrected; it holds however unequal events are, as long as lists see each event
    independently. The lower end is that of a log-normal interval.

    Examples
    --------
    >>> round(chao_lower(187, 56, 271).n)
    474
    """
    factor = (lists - 1) / lists
    unseen = factor * once * (once - 1) / (2 * (twice + 1))
    pairs = max(twice, 1)
    ratio = once / pairs
    variance = pairs * (factor**2 * ratio**4 / 4 + factor**2 * ratio**3 + factor * ratio**2 / 2)
    low, _ = _log_normal(seen + unseen, variance, seen)
    return Estimate("chao_lower", seen + unseen, low, None, seen)


def log_linear(cells: Cells) -> list[Estimate]:
    """Return the estimates of the eight hierarchical log-linear models of three lists.

    Parameters
    ----------
    cells
        Events by (on the first, the second, the third list); the cell of none is unknown.

    Returns
    -------
    One per model, named by its interactions ("1*2"); "independent" first, the saturated last. The
    range over models is the honest answer: the data cannot say which one holds (Fienberg 1972).

    Notes
    -----
    Poisson regression by iteratively reweighted least squares; the interval follows from the
    covariance of the fit and the Poisson variance of the unseen cell (Bishop, Fienberg and Holland
    1975).
    """
    keys = [key for key in np.ndindex(2, 2, 2) if any(key)]
    counts = np.array([cells.get(tuple(map(bool, key)), 0.0) for key in keys])
    on = np.array(keys, dtype=float)
    seen = float(counts.sum())
    found = []
    pairs = list(combinations(range(3), 2))
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            columns = [np.ones(len(on)), *on.T, *(on[:, a] * on[:, b] for a, b in chosen)]
            name = ", ".join(f"{a + 1}*{b + 1}" for a, b in chosen) or "independent"
            design = np.column_stack(columns).astype(np.float64)
            unseen, variance = _unseen_cell(design, counts)
            low, high = _log_normal(seen + unseen, variance, seen)
            method = f"log_linear: {name}"
            found.append(Estimate(method, seen + unseen, low, high, round(seen)))
    return found


def _unseen_cell(design: Floats, counts: Floats) -> tuple[float, float]:
    """Return the expected count where all indicators are 0, and its variance."""
    fitted: Floats = counts + 0.5
    beta: Floats = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        working = np.log(fitted) + (counts - fitted) / fitted
        information = design.T @ (design * fitted[:, None])
        before = beta
        beta = np.asarray(np.linalg.solve(information, design.T @ (fitted * working)), dtype=float)
        fitted = _means(design, beta)
        if np.abs(beta - before).max() < _SETTLED:
            break
    covariance = np.linalg.inv(design.T @ (design * fitted[:, None]))
    unseen = float(np.exp(beta[0]))
    return unseen, unseen**2 * float(covariance[0, 0]) + unseen


def _means(design: Floats, beta: Floats) -> Floats:
    means: Floats = np.exp(np.clip(design @ beta, -30.0, 30.0))
    return means


def recapture(
    seen_by: pd.DataFrame, *, dependent: frozenset[frozenset[str]] | None = None, recall: float = 1
) -> Recapture:
    """Estimate how many events there were, of one scope, period and stratum, or refuse.

    Parameters
    ----------
    seen_by
        A row per event, a boolean column per list; sources that share lineage are one column.
        All events are of one scope, period and stratum: the caller sees to that.
    dependent
        Pairs of lists of which one cites or feeds the other, in part; they are no independent pair.
    recall
        Share of the true pairs that the linkage finds, where it was measured.

    Returns
    -------
    Recapture. Two independent lists give Chapman; three give the range of log-linear models and
    Chao's lower bound.

    Notes
    -----
    Refused where there are not two lists, where every two depend on each other, or where no
    independent two share ten events.
    """
    lists = tuple(str(name) for name in seen_by.columns if seen_by[name].any())
    free = [
        pair for pair in combinations(lists, 2) if frozenset(pair) not in (dependent or frozenset())
    ]
    if len(lists) < 2:  # noqa: PLR2004 - two lists are needed
        return Recapture("one_list", lists, 0, (), ())
    if not free:
        return Recapture("one_lineage", lists, 0, (), ())
    both = {(a, b): int((seen_by[a] & seen_by[b]).sum()) for a, b in free}
    (first, second), shared = max(both.items(), key=lambda item: (item[1], item[0]))
    if shared < FEWEST_SHARED:
        return Recapture("few_shared", lists, shared, (), ())
    if len(lists) == 3 and len(free) == 3:  # noqa: PLR2004 - three lists, all independent
        found, corrected = _three(seen_by[list(lists)], recall)
    else:
        ends = float(seen_by[first].sum()), float(seen_by[second].sum())
        found = [chapman(*ends, shared)]
        most = min(shared / recall, *ends)
        corrected = [chapman(*ends, most)]
    return Recapture("", lists, shared, tuple(found), tuple(corrected) if recall < 1 else ())


def _three(seen_by: pd.DataFrame, recall: float) -> tuple[list[Estimate], list[Estimate]]:
    groups: Any = seen_by.groupby(list(seen_by.columns)).size()
    cells: Cells = {tuple(map(bool, key)): float(n) for key, n in groups.items() if any(key)}
    times = seen_by.sum(axis=1)
    bound = chao_lower(int((times == 1).sum()), int((times == 2).sum()), int((times > 0).sum()))  # noqa: PLR2004
    found = [*log_linear(cells), bound]
    if recall >= 1:
        return found, []
    more = _with_missed_links(cells, recall)
    once, twice = (sum(n for key, n in more.items() if sum(key) == k) for k in (1, 2))
    bound = chao_lower(round(once), round(twice), round(sum(more.values())))
    return found, [*log_linear(more), bound]


def _with_missed_links(cells: Cells, recall: float) -> Cells:
    """Return the cells with pairs that the linkage missed put back, from events seen once.

    An event on three lists needs two links; those on two, one. What is put back leaves the cells
    of one list, which hold the two halves as two events.
    """
    out = {key: cells.get(key, 0.0) for key in np.ndindex(2, 2, 2) if any(key)}
    for key in [key for key in out if sum(key) >= 2]:  # noqa: PLR2004 - on two lists or three
        links = sum(key) - 1
        more = out[key] / recall**links - out[key]
        halves = [tuple(int(at == k) for at in range(3)) for k in range(3) if key[k]]
        more = min([more, *(out[half] / 2 for half in halves)])
        out[key] += more
        for half in halves:
            out[half] -= more
    return {tuple(map(bool, key)): n for key, n in out.items()}
