"""The registry beside the facilities that exist: which are covered, which displaced or missing.

See ``docs/coverage.md`` for the costs, the thresholds and what the outcomes do not say. The list of
facilities that are *not* registered is the most dangerous thing this package makes: it belongs in
restricted editions only.
"""

from geo.coverage.decided import DECISIONS
from geo.coverage.outcomes import Comparison, check_coverage, compare_registry
from geo.coverage.registered import registered_at
from geo.coverage.versions import CHANGES, compare_versions

__all__ = [
    "CHANGES",
    "DECISIONS",
    "Comparison",
    "check_coverage",
    "compare_registry",
    "compare_versions",
    "registered_at",
]
