"""From probabilities to words: the five tiers, always said with their radius."""

from typing import Final

import numpy as np
import numpy.typing as npt

from geo.vocabulary import TIERS

ALMOST_CERTAIN: Final = 0.95
LIKELY: Final = 0.5
POSSIBLE: Final = 0.05
NEGLIGIBLE: Final = 0.001
"""Below this a vague place still makes a site unlikely; from it on the data cannot tell."""


def tier(
    p: npt.ArrayLike, p_doubled: npt.ArrayLike, vague: npt.ArrayLike
) -> npt.NDArray[np.object_]:
    """Return the tier of each probability.

    Parameters
    ----------
    p
        Probability that the strike fell within the radius; NaN where the place is unknown.
    p_doubled
        The same with all errors doubled. ``almost_certain`` must hold in both.
    vague
        Whether no point could reach p = 0.5 at this radius, however near (`max_probability`).

    Returns
    -------
    Words of `geo.vocabulary.TIERS`, broadcast; ``cannot_tell`` goes before ``possible``.

    Examples
    --------
    >>> tier([0.99, 0.99, 0.6, 0.2, 0.01], [0.96, 0.9, 0.4, 0.1, 0.02], False).tolist()
    ['almost_certain', 'likely', 'likely', 'possible', 'unlikely']
    >>> tier([0.3, 0.0004, float("nan")], 0.0, True).tolist()
    ['cannot_tell', 'unlikely', 'cannot_tell']
    """
    p, p_doubled, vague = np.broadcast_arrays(
        np.asarray(p, float), np.asarray(p_doubled, float), np.asarray(vague, bool)
    )
    almost_certain, likely, possible, unlikely, cannot_tell = TIERS
    chosen = np.select(
        [
            np.isnan(p) | (vague & (p >= NEGLIGIBLE)),
            (p >= ALMOST_CERTAIN) & (p_doubled >= ALMOST_CERTAIN),
            p >= LIKELY,
            p >= POSSIBLE,
        ],
        [cannot_tell, almost_certain, likely, possible],
        default=unlikely,
    )
    return chosen.astype(object)
