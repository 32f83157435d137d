"""The shelf of sources: one module each, found by being here.

A module whose name begins with an underscore helps others and is no source. A new source is a new
file; nothing else changes.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final, Literal

from layers.errors import UnknownSourceError
from layers.headers import fold
from layers.source import Source

Role = Literal["incidents", "facilities"]
Kind = Literal["incidents", "facilities", "counts"]
GENERIC: Final = {"incidents": "generic_incidents", "facilities": "generic_facilities"}


@cache
def all_sources() -> Mapping[str, Source]:
    """Return every source on the shelf by its name, in the order of the alphabet.

    Examples
    --------
    >>> "ucdp_ged" in all_sources()
    True
    """
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return MappingProxyType({module.SOURCE.name: module.SOURCE for module in modules})


def source_of_name(name: str) -> Source | None:
    """Return a source by its name, or None where there is none; no other module is imported.

    Examples
    --------
    >>> source_of_name("ucdp_ged").role, source_of_name("os"), source_of_name("_words")
    ('incidents', None, None)
    """
    if not name.isidentifier() or name.startswith("_"):
        return None
    if find_spec(f"{__name__}.{name}") is None:
        return None
    source: Source = importlib.import_module(f"{__name__}.{name}").SOURCE
    return source


def source_named(name: str, role: Role) -> Source:
    """Return a source by its name.

    Raises
    ------
    UnknownSourceError
        There is none of that name in that role; the message lists those there are.
    """
    found = all_sources().get(name)
    if found is None or found.role != role:
        known = ", ".join(key for key, source in all_sources().items() if source.role == role)
        what = "no source" if found is None else f"a source of {found.role}, not of {role}"
        raise UnknownSourceError(f"{name!r} is {what}; of {role} there are: {known}")
    return found


def recognise(columns: Iterable[object], role: Kind | None = None) -> Source | None:
    """Return the source a table with these columns comes from.

    Parameters
    ----------
    columns
        Headers as they stand in the file.
    role
        Look only at sources of incidents, of facilities or of counts; None looks at all.

    Returns
    -------
    The source with the largest signature among the columns; failing that the generic table, if the
    columns allow it; else None.

    Examples
    --------
    >>> recognise(["ID ", "Name", "Latitude", "Longitude"], "facilities").name
    'generic_facilities'
    """
    labels = [str(column) for column in columns]
    folded = {fold(label) for label in labels}
    best: tuple[int, Source | None] = (0, None)
    for source in all_sources().values():
        if role in {None, source.role}:
            fits = max((len(s) for s in source.signatures if s <= folded), default=0)
            best = max(best, (fits, source), key=lambda found: found[0])
    return best[1] or _generic(labels, role)


def _generic(labels: list[str], role: Kind | None) -> Source | None:
    if role == "counts":
        return None
    for name in (GENERIC[role],) if role else GENERIC.values():
        module = importlib.import_module(f"{__name__}.{name}")
        if module.fits(labels):
            return all_sources()[name]
    return None
