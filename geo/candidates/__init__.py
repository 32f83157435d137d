"""Which facility a reported hit was at: names in texts, kinds and places, as probabilities.

Evidence beside the tiers. It can undo a publisher's coarsening of a place: whatever comes from here
belongs in restricted editions only. See ``docs/candidates.md``.
"""

from geo.candidates.calibration import Calibration, calibrate
from geo.candidates.decided import DECISIONS
from geo.candidates.distribution import Candidates, which_facility
from geo.candidates.named import SPOKEN, find_named
from geo.candidates.shares import Shares

__all__ = [
    "DECISIONS",
    "SPOKEN",
    "Calibration",
    "Candidates",
    "Shares",
    "calibrate",
    "find_named",
    "which_facility",
]
