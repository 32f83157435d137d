"""Data in and out: sources, formats, canonical tables, boundaries, conflicts, exports."""

from layers.counts import LoadedCounts, load_counts
from layers.errors import InputError
from layers.load import combine, load_facilities, load_incidents, read_facilities, read_incidents
from layers.loaded import Loaded
from layers.settings import LoadSettings

__all__ = [
    "InputError",
    "LoadSettings",
    "Loaded",
    "LoadedCounts",
    "combine",
    "load_counts",
    "load_facilities",
    "load_incidents",
    "read_facilities",
    "read_incidents",
]
