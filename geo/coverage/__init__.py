"""The registry beside the facilities that exist: which are covered, which displaced or missing.

See ``docs/coverage.md`` for the costs, the thresholds and what the outcomes do not say. The list of
facilities that are *not* registered is the most dangerous thing this package makes: it belongs in
restricted editions only.
"""

from geo.coverage.outcomes import check_coverage
from geo.coverage.registered import registered_at

__all__ = ["check_coverage", "registered_at"]
