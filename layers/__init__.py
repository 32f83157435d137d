"""Data in and out: sources, formats, canonical tables, boundaries, conflicts, exports.

What stands in ``__all__`` is fetched when it is first asked for: a command line that only says what
it can do, or what is wrong with its words, needs `layers.errors` and none of the libraries below.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from layers.errors import InputError

if TYPE_CHECKING:
    from layers.counts import LoadedCounts, load_counts
    from layers.load import (
        combine,
        load_facilities,
        load_incidents,
        read_facilities,
        read_incidents,
    )
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

_HOMES = {
    "LoadSettings": "settings",
    "Loaded": "loaded",
    "LoadedCounts": "counts",
    "load_counts": "counts",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'load')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
