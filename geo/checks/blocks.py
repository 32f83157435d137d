"""Blocks of rows in which a thing holds far oftener than by chance: maximal-scoring segments.

Each row brings a score, the logarithm of how much likelier it is under the fault than without it.
The run of rows with the largest sum is the block (Bentley 1984; Ruzzo and Tompa 1999); how large a
sum must be follows from how many blocks there are to choose from.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

_MOST_BLOCKS: Final = 50
_USED: Final = -1e4


def needed(n: int, odds: float = 1e-6) -> float:
    """Return the score at which a block among ``n`` rows is chance once in 1 / ``odds`` lists.

    Examples
    --------
    >>> round(needed(200), 1), round(needed(1_000_000), 1)
    (19.1, 27.6)
    """
    return float(np.log(max(n, 2)) - np.log(odds))


def segments(scores: npt.NDArray[np.float64], threshold: float) -> list[slice]:
    """Return the runs of rows that score the threshold or more, highest first, without overlap.

    Examples
    --------
    >>> segments(np.array([-4.0, 1, 1, 1, -0.5, 1, -4, 1]), 3.0)
    [slice(1, 6, None)]
    """
    left = scores.astype(float).copy()
    found: list[slice] = []
    while len(left) and len(found) < _MOST_BLOCKS:
        total = np.concatenate([[0.0], np.cumsum(left)])
        low = np.minimum.accumulate(total)
        gain = total - low
        end = int(gain.argmax())
        if gain[end] < threshold:
            break
        begin = int(np.flatnonzero(total[:end] == low[end])[-1])
        found.append(slice(begin, end))
        left[begin:end] = _USED
    return found
