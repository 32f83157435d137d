"""The wrapper: finds the checks on the shelf, runs them in order, says which did not run."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple

import geopandas as gpd
import pandas as pd

import geo.checks
from geo.checks.check import COLUMNS, Check
from geo.checks.lists.fault import written
from geo.checks.lists.run import explained, faults_after, faults_before
from geo.checks.places import Inputs, Places

_OF_READING: Final = ("out_of_range",)


class CheckResult(NamedTuple):
    """What the checks found, which could not run, or not on every row, and faults of the list."""

    findings: pd.DataFrame
    not_run: pd.DataFrame
    of_list: pd.DataFrame


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
        ``not_run``: ``code``, ``reason``. ``of_list``: as `check_list` returns it; rows of which a
        statement says that their coordinates cannot be relied on have no findings of their place.

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
    inputs = Inputs(countries, land, gazetteer, reference, _named(areas), as_of, stale_after_days)
    places = _places(table, inputs)
    faults = faults_before(places)
    found, not_run = _run(places)
    needless = table.index[explained(faults, len(table))]
    rows = _joined(found)
    rows = rows[~(rows["code"].isin(_OF_READING) & rows["id"].isin(needless))]
    faults += faults_after(places, rows)
    reasons = pd.DataFrame(not_run, columns=["code", "reason"], dtype="str")
    return CheckResult(rows.reset_index(drop=True), reasons, written(places, faults))


def check_list(
    table: gpd.GeoDataFrame,
    *,
    countries: gpd.GeoDataFrame | None = None,
    reference: gpd.GeoDataFrame | None = None,
    areas: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Say whether the coordinates of a list, or of a block of it, can be relied on at all.

    A column that was sorted or shifted on its own, a block pasted some rows off, an axis of a
    whole district from another place, another projection, or one fault that nearly all rows share.

    Parameters
    ----------
    table, countries, reference, areas
        As `check_coordinates` takes them. The order of the rows is the order of the list.

    Returns
    -------
    A row per fault, the widest doubt first: ``code``, ``n`` rows ``of`` all, ``first_id``,
    ``last_id``, ``statement`` (one sentence), ``evidence``, ``ids`` (a tuple). Empty where nothing
    speaks against the list; that is no proof that it is right.

    Raises
    ------
    ValueError
        The table is not in EPSG:4326, or its index repeats an id.

    Examples
    --------
    >>> from shapely import Point
    >>> table = gpd.GeoDataFrame(
    ...     {"name": ["A"]}, index=["f1"], geometry=[Point(3, 4)], crs="EPSG:4326"
    ... )
    >>> len(check_list(table))
    0
    """
    return check_coordinates(table, countries=countries, reference=reference, areas=areas).of_list


def _places(table: gpd.GeoDataFrame, inputs: Inputs) -> Places:
    if table.crs is None or table.crs.to_epsg() != 4326:  # noqa: PLR2004
        raise ValueError("the table must be in EPSG:4326 (longitude and latitude)")
    if not table.index.is_unique:
        raise ValueError("the index of the table repeats an id")
    return Places(table, inputs)


def _named(areas: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    return areas if areas is None or "name" in areas else areas.assign(name=None)


def _run(places: Places) -> tuple[list[pd.DataFrame], list[tuple[str, str]]]:
    """Run the checks of rows in order; each settles what it explains."""
    found: list[pd.DataFrame] = []
    not_run: list[tuple[str, str]] = []
    for check in all_checks():
        if places.is_incidents and not check.of_incidents:
            continue
        reason = _lacking(check, places.inputs)
        if reason is None:
            rows = check.find(places)
            found.append(rows)
            if check.explains:
                explained = places.index.isin(rows["id"])
                places.settled |= explained
                places.blank |= explained & (check.explains == "blank")
            reason = check.gaps(places) if check.gaps else None
        if reason is not None:
            not_run.append((check.code, reason))
    return found, not_run


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
