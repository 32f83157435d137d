"""How many reported hits each facility may stand for: an expected number with its interval."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import special

from geo.ellipsoid import Floats, Integers

_LOW, _HIGH = 0.025, 0.975
_ROUNDING: Final = 1e-9
_FACILITIES_AT_ONCE: Final = 20_000


def expected_hits(
    facility: Integers, p: Floats, times: Integers, spread: Floats
) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return how many hits each facility may stand for, with a 95 % interval.

    Parameters
    ----------
    facility, p, times
        A probability that an incident was at a facility (row number below ``len(spread)``), and how
        many incidents have it, shape (n,).
    spread
        What is left for each facility of many probabilities too small to list, shape (f,).

    Returns
    -------
    expected, low, high
        Shape (f,). The interval holds if incidents are independent.

    Notes
    -----
    The count is Poisson-binomial; its distribution is found from its characteristic function
    (Hong 2013, Computational Statistics & Data Analysis 59). The small rest is taken as Poisson
    (Le Cam 1960: the error is at most the sum of the squares).

    Examples
    --------
    >>> one = np.zeros(2, int)
    >>> expected_hits(one, np.array([0.5, 0.99]), np.array([10, 1]), np.zeros(1))
    (array([5.99]), array([3]), array([9]))
    """
    expected = np.bincount(facility, p * times, len(spread)) + spread
    low, high = (_poisson_quantile(level, spread) for level in (_LOW, _HIGH))
    order = np.argsort(facility, kind="stable")
    facility, p, times = facility[order], p[order], times[order]
    used, start = np.unique(facility, return_index=True)
    bounds = np.append(start, len(facility))
    for first in range(0, len(used), _FACILITIES_AT_ONCE):
        last = min(first + _FACILITIES_AT_ONCE, len(used))
        rows = slice(bounds[first], bounds[last])
        sites = used[first:last]
        at = np.searchsorted(sites, facility[rows])
        low[sites], high[sites] = _quantiles(at, p[rows], times[rows], spread[sites])
    return expected, low, high


def _poisson_quantile(level: float, mean: Floats) -> npt.NDArray[np.int64]:
    """Return the least count that a Poisson variable does not exceed with that probability."""
    above = np.ceil(special.pdtrik(level, mean))
    below = np.maximum(above - 1, 0)
    least = np.where(special.pdtr(below, mean) >= level, below, above)
    quantile: npt.NDArray[np.int64] = np.maximum(least, 0).astype(np.int64)
    return quantile


def _quantiles(
    at: Integers, p: Floats, times: Integers, spread: Floats
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    n = len(spread)
    mean = float((np.bincount(at, p * times, n) + spread).max(initial=0.0))
    size = 2 ** int(np.ceil(np.log2(mean + 12.0 * np.sqrt(mean + 1.0) + 8.0)))
    half = size // 2 + 1
    transform = np.empty((n, half), dtype=complex)
    for step in range(half):
        turn = np.exp(-2j * np.pi * step / size)
        factor = np.log(np.maximum(np.abs(1.0 - p + p * turn), 1e-300))
        angle = np.angle(1.0 - p + p * turn)
        log = np.bincount(at, times * factor, n) + 1j * np.bincount(at, times * angle, n)
        transform[:, step] = np.exp(log + spread * (turn - 1.0))
    chances = np.maximum(np.fft.irfft(transform, size, axis=1), 0.0)
    cumulative = np.cumsum(chances, axis=1)
    low = (cumulative < _LOW + _ROUNDING).sum(axis=1)
    high = (cumulative < _HIGH - _ROUNDING).sum(axis=1)
    return low.astype(np.int64), np.minimum(high, size - 1).astype(np.int64)
