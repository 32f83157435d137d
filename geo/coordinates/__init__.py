"""Coordinates as people write them, read without guessing, and written for people.

See ``docs/coordinates.md`` for the notations and for how ambiguity is decided.
"""

from geo.coordinates.columns import parse_latitude_longitude
from geo.coordinates.display import format_dms
from geo.coordinates.pairs import parse_coordinates

__all__ = ["format_dms", "parse_coordinates", "parse_latitude_longitude"]
