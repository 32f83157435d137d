"""The interval of a share where the sites counted are a sample of all there are."""

import math
from typing import Final

from scipy.special import ndtri

_Z: Final = float(ndtri(0.975))


def wilson_interval(low: int, high: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share that is known to lie between two counts.

    A census has no sampling error, so it has no such interval: use it only where the list is
    declared to be a sample.

    Parameters
    ----------
    low, high
        Fewest and most successes that the data allow; equal where nothing is in doubt.
    total
        Size of the sample, at least 1.

    Returns
    -------
    The lower limit for ``low`` and the upper limit for ``high``, as shares of 1.

    Raises
    ------
    ValueError
        Counts that are not 0 <= low <= high <= total, or an empty sample.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22 (158), 209-212.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson_interval(81, 81, 263)]
    [0.2553, 0.3662]
    """
    if total < 1 or not 0 <= low <= high <= total:
        raise ValueError(f"no share: {low} to {high} of {total}")
    return _limits(low, total)[0], _limits(high, total)[1]


def _limits(n: int, total: int) -> tuple[float, float]:
    share = n / total
    scale = 2 * (total + _Z**2)
    middle = (2 * total * share + _Z**2) / scale
    half = _Z / scale * math.sqrt(4 * total * share * (1 - share) + _Z**2)
    return (0.0 if n == 0 else middle - half), (1.0 if n == total else middle + half)
