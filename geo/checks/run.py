"""The wrapper: finds the checks on the shelf, runs them in order, says which did not run."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

import geo.checks
from geo.checks.check import COLUMNS, Check
from geo.checks.places import Inputs, Places


class CheckResult(NamedTuple):
    """What the checks found, and which could not run, or not on every row."""

    findings: pd.DataFrame
    not_run: pd.DataFrame


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check of the shelf, in the order they run.

    Examples
    --------
    >>> [check.code for check in all_checks()][:3]
    ['missing', 'unreadable', 'ambiguous']
    """
    names = [module.name for module in pkgutil.iter_modules(geo.checks.__path__, "geo.checks.")]
    modules = [import_module(name) for name in names]
    checks = [module.CHECK for module in modules if hasattr(module, "CHECK")]
    return tuple(sorted(checks, key=lambda check: (check.order, check.code)))


def check_coordinates(
    table: gpd.GeoDataFrame,
    *,
    countries: gpd.GeoDataFrame | None = None,
    land: gpd.GeoSeries | gpd.GeoDataFrame | None = None,
    gazetteer: gpd.GeoDataFrame | None = None,
    reference: gpd.GeoDataFrame | None = None,
    areas: gpd.GeoDataFrame | None = None,
    as_of: pd.Timestamp | None = None,
    stale_after_days: int = 180,
) -> CheckResult:
    """Check the coordinates of incidents, facilities or registrations.

    Faults are judged together: a row whose axes were exchanged is not also reported as lying at
    sea or in another country. No row is dropped or changed.

    Parameters
    ----------
    table
        A canonical table (EPSG:4326), indexed by ids. Columns that are absent count as null.
    countries
        Polygons with ``country`` (ISO 3166-1 alpha-3) and ``name``.
    land
        Polygons of land.
    gazetteer
        Points of towns with ``name``.
    reference
        Facilities whose places are known, as a canonical table.
    areas
        Polygons with ``level`` and ``name``: those that rows name in ``admin1`` or ``admin2``, and
        in one of which rows without a country should lie.
    as_of
        The day on which registrations should not be stale.
    stale_after_days
        How old a registration or verification may be.

    Returns
    -------
    CheckResult
        ``findings``: ``id``, ``code``, ``severity``, ``displacement_m`` (metres the suspected
        fault moved the point), ``suggested_longitude``, ``suggested_latitude``, ``evidence``.
        ``not_run``: ``code``, ``reason``.

    Raises
    ------
    ValueError
        The table is not in EPSG:4326, or its index repeats an id.

    Examples
    --------
    >>> from shapely import Point
    >>> table = gpd.GeoDataFrame(
    ...     {"name": ["A"]}, index=["f1"], geometry=[Point(0, 0)], crs="EPSG:4326"
    ... )
    >>> check_coordinates(table).findings[["id", "code", "severity"]]
       id         code severity
    0  f1  null_island    error
    """
    if table.crs is None or table.crs.to_epsg() != 4326:  # noqa: PLR2004
        raise ValueError("the table must be in EPSG:4326 (longitude and latitude)")
    if not table.index.is_unique:
        raise ValueError("the index of the table repeats an id")
    if areas is not None and "name" not in areas:
        areas = areas.assign(name=None)
    inputs = Inputs(countries, land, gazetteer, reference, areas, as_of, stale_after_days)
    places = Places(table, inputs)
    found, not_run = [], []
    for check in all_checks():
        if places.is_incidents and not check.of_incidents:
            continue
        reason = _lacking(check, inputs)
        if reason is None:
            rows = check.find(places)
            found.append(rows)
            if check.explains:
                explained = table.index.isin(rows["id"])
                places.settled |= explained
                places.blank |= explained & (check.explains == "blank")
            reason = check.gaps(places) if check.gaps else None
        if reason is not None:
            not_run.append((check.code, reason))
    return CheckResult(
        _joined(found), pd.DataFrame(not_run, columns=["code", "reason"], dtype="str")
    )


def _lacking(check: Check, inputs: Inputs) -> str | None:
    """Say what a check lacks; areas can stand for countries."""
    for need, given, what in (
        ("areas", inputs.areas, "no areas given"),
        ("reference", inputs.reference, "no reference list given"),
    ):
        if need in check.needs and (given is None or not len(given)):
            return what
    if "as_of" in check.needs and inputs.as_of is None:
        return "no date given to judge by (as of)"
    if "land" in check.needs and inputs.land is None:
        return "no land polygons given"
    if "countries" in check.needs and inputs.countries is None and inputs.areas is None:
        return "no country borders given"
    return None


def _joined(found: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [rows for rows in found if len(rows)]
    table = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(COLUMNS))
    texts = dict.fromkeys(("id", "code", "severity", "evidence"), "str")
    numbers = dict.fromkeys(
        ("displacement_m", "suggested_longitude", "suggested_latitude"), "float64"
    )
    return table.astype({**texts, **numbers})
