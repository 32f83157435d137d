"""How many incidents fell near a site: counts as intervals, never as a sum passed off as a number.

Incidents on one stated place share its error, and those near a site that is known no better than
they are share the site's, so they are not independent; two intervals are therefore given and the
wider leads.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import fft
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

_LOW, _HIGH = 0.025, 0.975
_ROUNDING: Final = 1e-9
_DIRECT: Final = 64


class Count(NamedTuple):
    """How many incidents lay within the radius.

    Attributes
    ----------
    n, assessable
        Strikes, and those of them that can be told at the radius.
    expected
        The mean of the count; a measure for sorting, not a number of strikes.
    low, high
        The wider 95 % interval.
    low_independent, high_independent
        If every incident's error is its own.
    low_together, high_together
        If incidents on one stated place, or around one site whose error is the larger, are all
        within or all without (those of smaller p last).
    places
        Distinct stated places among the assessable.
    """

    n: int
    assessable: int
    expected: float
    low: int
    high: int
    low_independent: int
    high_independent: int
    low_together: int
    high_together: int
    places: int


def count_near(summary: pd.DataFrame, radius_m: float, mask: pd.Series | None = None) -> Count:
    """Count the incidents within the radius of any site, with intervals.

    Parameters
    ----------
    summary
        What `geo.summarise_incidents` returned.
    radius_m
        One of its radii.
    mask
        Which rows to count; all by default.

    Notes
    -----
    Independent: the number is Poisson-binomial, its distribution the convolution of the single
    ones. Together: incidents that share a place or a site's error (``shared_site_id``, where the
    summary has it), also by way of each other, share one uniform draw.

    Examples
    --------
    >>> near = pd.DataFrame(
    ...     {"p_any_500": [0.5] * 10, "tier_any_500": "likely", "place_key": "34.46 31.53"}
    ... )
    >>> count = count_near(near, 500)
    >>> (count.low_independent, count.high_independent), (count.low, count.high)
    ((2, 8), (0, 10))
    """
    rows = summary if mask is None else summary[mask]
    words = rows[f"tier_any_{radius_m:.0f}"]
    told = rows[words.notna() & (words != "cannot_tell")]
    p = told[f"p_any_{radius_m:.0f}"].fillna(0.0)
    key = told["place_key"].fillna(pd.Series(told.index, index=told.index).astype("str"))
    some = p > 0
    alone = _interval([np.array([1.0 - chance, chance]) for chance in p[some]])
    groups = p[some].groupby(_joined(key[some], told), sort=True)
    together = _interval([_all_or_nothing(group.to_numpy(float)) for _, group in groups])
    low, high = min(alone[0], together[0]), max(alone[1], together[1])
    n = int(words.notna().sum())
    return Count(n, len(told), float(p.sum()), low, high, *alone, *together, int(key.nunique()))


def _joined(key: pd.Series, told: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return a number per incident, the same where they hang together by place or by site."""
    place: npt.NDArray[np.int64] = pd.factorize(key)[0].astype(np.int64)
    if "shared_site_id" not in told:
        return place
    site = pd.factorize(told.loc[key.index, "shared_site_id"])[0]
    n, has = place.max(initial=-1) + 1, site >= 0
    ends = place[has], n + site[has]
    size = n + site.max(initial=-1) + 1
    graph = coo_array((np.ones(has.sum(), dtype=bool), ends), shape=(size, size))
    groups: npt.NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    joined: npt.NDArray[np.int64] = groups[place]
    return joined


def _all_or_nothing(p: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the distribution of the count of incidents that share one uniform draw."""
    steps = np.sort(p)[::-1]
    at_least = np.concatenate([[1.0], steps, [0.0]])
    return -np.diff(at_least)


def _interval(parts: list[npt.NDArray[np.float64]]) -> tuple[int, int]:
    """Return the 2.5 % and 97.5 % points of the sum of independent counts."""
    cumulative = np.cumsum(_distribution(parts))
    low = int(np.searchsorted(cumulative, _LOW + _ROUNDING))
    high = int(np.searchsorted(cumulative, _HIGH - _ROUNDING))
    return low, min(high, len(cumulative) - 1)


def _distribution(parts: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """Return the distribution of a sum of independent counts: the probability of 0, 1, 2, ..."""
    if not parts:
        return np.ones(1)
    while len(parts) > 1:
        # two by two, so that the work grows with n log n and not with its square
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [_convolve(a, b) for a, b in pairs] + (parts[-1:] if len(parts) % 2 else [])
    return parts[0]


def _convolve(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if min(len(a), len(b)) <= _DIRECT:
        return np.maximum(np.convolve(a, b), 0.0)
    n = len(a) + len(b) - 1
    size = fft.next_fast_len(n, real=True)
    both: npt.NDArray[np.float64] = fft.irfft(fft.rfft(a, size) * fft.rfft(b, size), size)[:n]
    return np.maximum(both, 0.0)
