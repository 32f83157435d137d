"""Whether probabilities mean what they say: slope, calibration error, bins, with intervals."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.ellipsoid import Floats
from geo.sampling import wilson_interval

ENOUGH: Final = 100
"""Below so many incidents with a known facility, calibration is not established."""
_DRAWS: Final = 1_000
_LOW, _HIGH = 2.5, 97.5
_CLOSEST: Final = 1e-6
EDGES: Final = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


class Calibration(NamedTuple):
    """How well probabilities agree with what was so.

    Attributes
    ----------
    n, n_pairs
        Incidents, and probabilities of all of them together.
    slope, slope_low, slope_high
        Of a logistic regression of what was so on the log odds (Cox 1958): 1 is right, above 1 too
        timid, below 1 too bold. With a 95 % bootstrap interval over incidents.
    error, error_low, error_high
        Expected calibration error: the mean gap between probability and share, by bin.
    bins
        A row per bin: ``low``, ``high``, ``n``, ``mean_p``, ``share``, ``share_low``,
        ``share_high``.
    established
        Whether there are incidents enough, slope within 0.8 to 1.2 and error at most 0.05.
    """

    n: int
    n_pairs: int
    slope: float
    slope_low: float
    slope_high: float
    error: float
    error_low: float
    error_high: float
    bins: pd.DataFrame
    established: bool


def calibrate(
    p: Floats, so: npt.NDArray[np.bool_], incident: npt.ArrayLike, seed: int = 1
) -> Calibration:
    """Set probabilities beside what was so.

    Parameters
    ----------
    p, so
        Probabilities, and whether each was so, shape (n,).
    incident
        Which incident each belongs to: the bootstrap draws incidents, not pairs.
    seed
        Of the bootstrap.

    Examples
    --------
    >>> p = np.tile([0.2, 0.8], 200)
    >>> so = np.tile(np.r_[np.ones(1), np.zeros(4), np.ones(4), np.zeros(1)], 40) > 0
    >>> found = calibrate(np.tile(np.repeat([0.2, 0.8], 5), 40), so, np.arange(400))
    >>> round(found.slope, 2), round(found.error, 2), found.established
    (1.0, 0.0, True)
    """
    p = np.clip(np.asarray(p, dtype=float), _CLOSEST, 1 - _CLOSEST)
    hit = np.asarray(so, dtype=float)
    codes, distinct = pd.factorize(pd.Series(incident))
    rng = np.random.default_rng(seed)
    slopes, errors = [], []
    for _ in range(_DRAWS):
        times = np.bincount(rng.integers(0, len(distinct), len(distinct)), minlength=len(distinct))
        weight = times[codes].astype(float)
        slopes.append(_slope(p, hit, weight))
        errors.append(_error(p, hit, weight))
    slope, error = _slope(p, hit, np.ones(len(p))), _error(p, hit, np.ones(len(p)))
    low, high = np.nanpercentile(slopes, [_LOW, _HIGH])
    least, most = np.nanpercentile(errors, [_LOW, _HIGH])
    good = 0.8 <= slope <= 1.2 and error <= 0.05  # noqa: PLR2004 - the limits asked for
    return Calibration(
        n=len(distinct),
        n_pairs=len(p),
        slope=slope,
        slope_low=float(low),
        slope_high=float(high),
        error=error,
        error_low=float(least),
        error_high=float(most),
        bins=_bins(p, hit),
        established=len(distinct) >= ENOUGH and good,
    )


def _slope(p: Floats, hit: Floats, weight: Floats) -> float:
    """Return the slope of a logistic regression on the log odds, by Newton's method."""
    x = np.column_stack([np.ones(len(p)), np.log(p / (1 - p))])
    beta = np.array([0.0, 1.0])
    for _ in range(50):
        mean = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        spread = weight * mean * (1 - mean)
        hessian = x.T @ (x * spread[:, None])
        if np.linalg.det(hessian) <= 0:
            return float("nan")
        step = np.linalg.solve(hessian, x.T @ (weight * (hit - mean)))
        beta = beta + step
        if np.abs(step).max() < 1e-9:  # noqa: PLR2004 - it has settled
            break
    return float(beta[1])


def _error(p: Floats, hit: Floats, weight: Floats) -> float:
    at = np.digitize(p, EDGES[1:-1])
    gap = np.bincount(at, weight * (hit - p), len(EDGES) - 1)
    return float(np.abs(gap).sum() / weight.sum())


def _bins(p: Floats, hit: Floats) -> pd.DataFrame:
    at = np.digitize(p, EDGES[1:-1])
    rows = []
    for number in np.unique(at):
        mine = at == number
        n, k = int(mine.sum()), int(hit[mine].sum())
        low, high = wilson_interval(k, k, n)
        mean = float(p[mine].mean())
        rows.append((EDGES[number], EDGES[number + 1], n, mean, k / n, low, high))
    columns = ["low", "high", "n", "mean_p", "share", "share_low", "share_high"]
    return pd.DataFrame(rows, columns=columns)
