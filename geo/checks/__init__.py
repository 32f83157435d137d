"""Coordinate checks: one file per check, one signature, one wrapper.

A new check is a copy of the smallest file here with its own `Check`; nothing else need know of it.
A check says what it saw and what would mend it. It never drops or changes a row.
"""

from geo.checks.outlines import BOUNDARY_TOLERANCE_M
from geo.checks.run import CheckResult, all_checks, check_coordinates, check_list

__all__ = ["BOUNDARY_TOLERANCE_M", "CheckResult", "all_checks", "check_coordinates", "check_list"]
