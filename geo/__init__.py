"""Spatial science on GeoDataFrames and arrays: exact, and honest about uncertainty.

Tables in, tables out, indexed by the input's own ids. Distances are geodesic metres on WGS 84; no
function takes degrees as a distance, opens a file or draws a page.
"""

from geo.candidates import find_named, which_facility
from geo.checks import CheckResult, check_coordinates, check_list
from geo.coordinates import format_dms, parse_coordinates, parse_latitude_longitude
from geo.counting import count_near
from geo.coverage import (
    Comparison,
    check_coverage,
    compare_registry,
    compare_versions,
    registered_at,
)
from geo.existence import excluded_not_existing
from geo.probability import max_probability, probability_within
from geo.proximity import count_within, iter_within, nearest, within
from geo.sampling import wilson_interval
from geo.sensitivity import summarise_scaled
from geo.strikes import flag_strikes, iter_flags, pivot_flags
from geo.summary import summarise_incidents
from geo.trust import distrust_locations, set_aside_facilities

__all__ = [
    "CheckResult",
    "Comparison",
    "check_coordinates",
    "check_coverage",
    "check_list",
    "compare_registry",
    "compare_versions",
    "count_near",
    "count_within",
    "distrust_locations",
    "excluded_not_existing",
    "find_named",
    "flag_strikes",
    "format_dms",
    "iter_flags",
    "iter_within",
    "max_probability",
    "nearest",
    "parse_coordinates",
    "parse_latitude_longitude",
    "pivot_flags",
    "probability_within",
    "registered_at",
    "set_aside_facilities",
    "summarise_incidents",
    "summarise_scaled",
    "which_facility",
    "wilson_interval",
    "within",
]
