"""Is it more than the year before? The ratio of two counts, with an exact interval."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from geo.ellipsoid import Floats


class Ratio(NamedTuple):
    """Ratios and their intervals, shape (n,) each; NaN or infinite where the earlier count is 0."""

    ratio: Floats
    low: Floats
    high: Floats


def poisson_ratio(later: Floats, earlier: Floats, *, level: float = 0.95) -> Ratio:
    """Return later / earlier with the exact conditional interval.

    Parameters
    ----------
    later, earlier
        Counts over spans of equal length.
    level
        Of confidence.

    Returns
    -------
    Ratio.

    Notes
    -----
    Given their sum, the later count is binomial; Clopper and Pearson's limits of its share, as
    odds, are limits of the ratio of rates (Przyborowski and Wilenski 1940). The interval speaks of
    the rate behind the counts if events came one by one and at random. A list is a census of what
    was reported, and events come in waves: the true uncertainty is wider, and a change in how
    reports are collected is not in it at all.

    Examples
    --------
    >>> found = poisson_ratio(np.array([1695.0]), np.array([789.0]))
    >>> [round(float(part[0]), 2) for part in found]
    [2.15, 1.97, 2.34]
    """
    later, earlier = np.asarray(later, dtype=float), np.asarray(earlier, dtype=float)
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = later / earlier
        low = np.where(later > 0, betaincinv(later, earlier + 1, tail), 0.0)
        high = np.where(earlier > 0, betaincinv(later + 1, earlier, 1 - tail), 1.0)
        low, high = low / (1 - low), high / (1 - high)
    nothing = (later + earlier == 0) | np.isnan(later + earlier)
    parts = [np.where(nothing, np.nan, part) for part in (ratio, low, high)]
    return Ratio(*parts)


def by_year(counts: pd.Series, base_year: int | None) -> pd.DataFrame:
    """Return each year's count beside the year before and the base year.

    Parameters
    ----------
    counts
        Indexed by year; years that are not there were not covered.
    base_year
        Or None.

    Returns
    -------
    DataFrame by year: ``n``, and ``ratio``, ``low``, ``high`` with ``_before`` and ``_base``.
    """
    n = counts.astype(float)
    before = n.reindex(n.index - 1).to_numpy()
    base = np.full(len(n), n.get(base_year, np.nan))
    out = pd.DataFrame({"n": counts.astype("int64")}, index=counts.index)
    for name, earlier in (("before", before), ("base", base)):
        found = poisson_ratio(n.to_numpy(), earlier)
        for part, values in found._asdict().items():
            out[f"{part}_{name}"] = values
    return out
