"""What is taken for granted of reported hits, and where the figures come from.

Estimated on the development sample of descriptions that were judged by hand (``docs/candidates.md``
has the counts), never on the evaluation sample.
"""

from typing import Any, Final, NamedTuple


class Shares(NamedTuple):
    """What is taken for granted.

    Attributes
    ----------
    none
        Share of reported hits at a place that is on no list.
    none_if_named
        The same where the text names a place and no listed facility fits the name.
    label_wrong
        Share of stated places that do not hold the facility.
    here, unclear
        How far a name counts that the text gives as the place of what happened, or in no role that
        can be told.
    """

    none: float = 0.5
    none_if_named: float = 0.75
    label_wrong: float = 0.1
    here: float = 0.99
    unclear: float = 0.9


class Calibrated(NamedTuple):
    """What setting the probabilities beside known facilities has shown (``docs/candidates.md``).

    Attributes
    ----------
    established
        Whether incidents enough bear it out.
    figures
        ``n`` incidents with a known facility, their names hidden, each conflict judged with shares
        of the others; ``slope`` and ``error`` with 95 % intervals.
    """

    established: bool
    figures: dict[str, Any]


CALIBRATED: Final = Calibrated(
    established=False,
    figures={
        "n": 97,
        "slope": 0.92,
        "slope_low": 0.78,
        "slope_high": 1.07,
        "error": 0.02,
        "error_low": 0.011,
        "error_high": 0.034,
    },
)
"""Fewer than 100 incidents have a known facility, so calibration is not established."""
