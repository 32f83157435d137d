"""The settings file: what an analyst may override, checked key by key.

A settings file is TOML. Every key is optional; an unknown one is an error, so that a typing
mistake cannot silently leave a default in force.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geo.vocabulary import DEFAULT_KINDS, KINDS
from layers.errors import InputError

DEFAULT_RADII_M = (500.0, 1000.0)
LARGEST_RADIUS_M = 100_000
LARGEST_ERROR_M = 1_000_000


@dataclass(frozen=True)
class Settings:
    """Everything that shapes a run besides its files.

    Attributes
    ----------
    radii_m
        The test radii in metres, ascending.
    radius_set
        The named set that these are from (`nostrike.radius_sets`), if any.
    kinds
        Facility kinds that count as protected sites in this run.
    facility_error_m
        Assumed 95 % error of facilities that state none; None takes the default of each source.
    incident_error_m
        File name to metres: the 95 % error of incidents whose source states no precision.
    precision_overrides
        Source to precision code to metres, instead of the source's own table.
    tolerance_m
        How far a registered coordinate may lie from the site and still count as right.
    """

    radii_m: tuple[float, ...] = DEFAULT_RADII_M
    radius_set: str | None = None
    kinds: tuple[str, ...] = DEFAULT_KINDS
    facility_error_m: float | None = None
    incident_error_m: Mapping[str, float] = field(default_factory=dict)
    precision_overrides: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    tolerance_m: float = 100.0


def read_settings(path: Path) -> Settings:
    """Read a settings file.

    Raises
    ------
    InputError
        The file is missing, is not TOML, or holds a key or value that means nothing.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such settings file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise InputError(f"{path}: not a readable TOML settings file ({fault})") from None
    readers = {
        "radius_m": ("radii_m", _radii),
        "kinds": ("kinds", _kinds),
        "facility_error_m": ("facility_error_m", positive_metres),
        "incident_error_m": ("incident_error_m", _metres_by_name),
        "precision": ("precision_overrides", _overrides),
        "tolerance_m": ("tolerance_m", positive_metres),
    }
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key not in readers:
            known = ", ".join(sorted(readers))
            raise InputError(f"{path}: unknown setting {key!r}; known are {known}")
        name, read = readers[key]
        try:
            values[name] = read(value)
        except (TypeError, ValueError, AttributeError) as fault:
            raise InputError(f"{path}: setting {key!r}: {fault}") from None
    return replace(Settings(), **values)


def check_radii(radii_m: tuple[float, ...]) -> tuple[float, ...]:
    """Return the radii sorted and without repeats; a radius must be 1 m to 100 km, in whole metres.

    Examples
    --------
    >>> check_radii((1000, 500, 500))
    (500.0, 1000.0)
    """
    for radius_m in radii_m:
        if not 1 <= radius_m <= LARGEST_RADIUS_M or radius_m != int(radius_m):
            raise ValueError(f"a radius is 1 to 100000 whole metres, not {radius_m:g}")
    return tuple(sorted({float(radius_m) for radius_m in radii_m}))


def check_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kinds if all are known; ``all`` stands for every kind."""
    if kinds == ("all",):
        return KINDS
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(
                f"unknown facility kind {kind!r}; known are {', '.join(KINDS)}, or all"
            )
    return kinds


def _radii(value: Any) -> tuple[float, ...]:
    return check_radii(tuple(value) if isinstance(value, list) else (value,))


def _kinds(value: Any) -> tuple[str, ...]:
    return check_kinds(tuple(value))


def positive_metres(value: Any) -> float:
    """Return ``value`` as metres, if it is a positive number of them (an error of a place)."""
    metres = float(value)
    if not 0 < metres <= LARGEST_ERROR_M:
        raise ValueError(f"{value!r} is not a number of metres between 0 and {LARGEST_ERROR_M}")
    return metres


def _metres_by_name(value: Any) -> dict[str, float]:
    return {str(name): positive_metres(metres) for name, metres in value.items()}


def _overrides(value: Any) -> dict[str, dict[str, float]]:
    return {str(source): _metres_by_name(codes) for source, codes in value.items()}
