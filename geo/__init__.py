"""Spatial science on GeoDataFrames and arrays: exact, and honest about uncertainty.

Tables in, tables out, indexed by the input's own ids. Distances are geodesic metres on WGS 84; no
function takes degrees as a distance, opens a file or draws a page.
"""

from geo.checks import CheckResult, check_coordinates
from geo.coordinates import format_dms, parse_coordinates, parse_latitude_longitude
from geo.coverage import check_coverage, registered_at
from geo.probability import max_probability, probability_within
from geo.proximity import nearest, within

__all__ = [
    "CheckResult",
    "check_coordinates",
    "check_coverage",
    "format_dms",
    "max_probability",
    "nearest",
    "parse_coordinates",
    "parse_latitude_longitude",
    "probability_within",
    "registered_at",
    "within",
]
