"""Radii with a meaning: named sets that published audits used, each with where it is from.

A radius says at what distance nearness is asked about. It says nothing of the weapon of any strike.
"""

import textwrap
from dataclasses import dataclass
from typing import Final

from layers.errors import InputError


@dataclass(frozen=True)
class RadiusSet:
    """Test radii that belong together.

    Attributes
    ----------
    radii_m
        Metres, ascending.
    meaning
        What each stands for.
    citation
        Where they are from.
    """

    radii_m: tuple[float, ...]
    meaning: str
    citation: str


RADIUS_SETS: Final = {
    "blast-2000lb": RadiusSet(
        (360.0, 800.0),
        "360 m: lethal range, 800 m: range of injury and damage, of a 2,000 lb Mark 84 bomb",
        "Kunichoff, D. et al. (2024), Are hospitals collateral damage? Assessing geospatial "
        "proximity of 2000 lb bomb detonations to hospital facilities in the Gaza Strip from "
        "October 7 to November 17, 2023, PLOS Global Public Health, "
        "doi:10.1371/journal.pgph.0003178",
    ),
    "round": RadiusSet(
        (500.0, 1_000.0, 5_000.0),
        "500 m, 1 km and 5 km: round steps, the range of no weapon",
        "nostrike's own steps; not from a publication",
    ),
}


def radius_set(name: str) -> RadiusSet:
    """Return a set by its name.

    Raises
    ------
    InputError
        There is none of that name.
    """
    if name not in RADIUS_SETS:
        known = ", ".join(RADIUS_SETS)
        raise InputError(f"--radius-set {name}: there is no such set of radii; known: {known}")
    return RADIUS_SETS[name]


def listed() -> str:
    """Return a line per set, for a help page."""
    lines = []
    for name, one in RADIUS_SETS.items():
        lines.append(f"  {name:<14}{one.meaning}")
        lines += textwrap.wrap(
            one.citation, 96, initial_indent=" " * 16, subsequent_indent=" " * 16
        )
    return "\n".join(lines)
