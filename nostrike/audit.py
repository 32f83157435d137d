"""The audit: incidents, facilities and registry in; flags, coverage and findings out.

This module only ties the three packages together, in the order of the design. It computes no
figure of its own and writes no file.
"""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

import geo
from layers import boundaries, conflicts, gazetteer
from layers.areas import assign_areas, read_areas, with_overrides
from layers.errors import InputError
from layers.load import Loaded, combine, load_facilities, load_incidents, no_facilities
from layers.settings import LoadSettings
from nostrike import scope
from nostrike.candidates import Found, asked, with_named
from nostrike.columns import mapping_for
from nostrike.progress import Reporter
from nostrike.request import FileArg, Request

STEPS = 10
ERROR_FACTORS = {"half": 0.5, "double": 2.0}
_FOUND = ("covered", "displaced", "undetermined", "outdated")


@dataclass
class Audit:
    """Everything one run found; the tables are those of the design, none of them rounded."""

    request: Request
    profiles: dict[str, conflicts.Profile]
    incidents: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    registry: gpd.GeoDataFrame | None
    areas: gpd.GeoDataFrame | None
    conflict: pd.Series
    left_out: pd.DataFrame
    facility_conflicts: dict[str, pd.Index]
    summary: pd.DataFrame
    scaled: dict[str, pd.DataFrame]
    flags: pd.DataFrame
    pairs: pd.DataFrame
    not_existing: pd.DataFrame
    coverage: pd.DataFrame | None
    findings: pd.DataFrame
    not_run: pd.DataFrame
    of_list: pd.DataFrame
    set_aside: pd.Index
    loaded: dict[str, Loaded] = field(default_factory=dict)
    in_scope: pd.Series | None = None
    candidates: Found | None = None

    @property
    def accounting(self) -> list[dict[str, Any]]:
        """One entry per input file: read = loaded + rejected + merged."""
        return [
            {"list": name, **row}
            for name, loaded in self.loaded.items()
            for row in loaded.accounting.to_dict("records")
        ]

    @property
    def read_as(self) -> list[dict[str, Any]]:
        """What every file was read as."""
        return [{"list": name, **entry} for name, lo in self.loaded.items() for entry in lo.read_as]

    def together(self, attribute: str) -> pd.DataFrame:
        """Stack one table (``rejected``, ``merges``) of all input lists."""
        tables = [getattr(loaded, attribute) for loaded in self.loaded.values()]
        filled = [table for table in tables if len(table)]
        return pd.concat(filled, ignore_index=True) if filled else tables[0]


def run(request: Request, report: Reporter) -> Audit:
    """Carry out an audit.

    Raises
    ------
    InputError
        A file, or a choice, that cannot be used.
    """
    profiles = conflicts.profiles(request.profiles)
    for chosen in request.conflicts:
        if chosen not in profiles:
            known = ", ".join(sorted(profiles))
            raise InputError(
                f"--conflict {chosen}: there is no such conflict profile; known: {known}"
            )

    loaded = _load(request, report)
    report.step("Reading boundaries")
    areas = _read_areas(request)
    countries = with_overrides(boundaries.countries(), areas)
    land = with_overrides(boundaries.land(), areas)

    incidents, facilities = loaded["incidents"].table, loaded["facilities"].table
    registry = loaded["registry"].table if "registry" in loaded else None
    if areas is not None:
        incidents = assign_areas(incidents, areas)

    report.step("Checking coordinates")
    findings, not_run, of_list = _check(loaded, incidents, countries, land, areas)
    by_list = dict(tuple(findings.groupby("list")))
    of_incidents = by_list.get("incidents", findings.iloc[:0])
    of_facilities = by_list.get("facilities", findings.iloc[:0])
    unreliable = of_list[of_list["list"] == "facilities"].explode("ids")
    trusted = geo.distrust_locations(incidents, of_incidents)
    counted = facilities[facilities["kind"].isin([*request.settings.kinds, "unknown"])]
    doubted = unreliable.rename(columns={"ids": "id"}).assign(severity="error")
    usable, set_aside = geo.set_aside_facilities(
        counted, pd.concat([of_facilities, doubted]) if len(doubted) else of_facilities
    )

    report.step("Assigning conflicts")
    conflict = conflicts.assign(trusted, profiles, countries)
    left_out = _left_out(incidents, conflict, request.conflicts)
    if request.conflicts:
        rows = conflict.isin(request.conflicts)
        incidents, trusted, conflict = incidents[rows], trusted[rows], conflict[rows]
    facility_conflicts = _facilities_by_conflict(facilities, profiles, conflict, countries)

    report.step("Measuring distances")
    covered = _covered(trusted, conflict, usable, facility_conflicts, countries)
    radii = list(request.settings.radii_m)
    flags, summary, scaled = _flag(trusted, usable, covered, radii, areas, report)
    not_existing = geo.excluded_not_existing(trusted, usable, radii)
    pairs = geo.pivot_flags(flags, radii)

    which = asked(request, trusted, usable, conflict, facility_conflicts, areas, report)

    report.step("Comparing the registry")
    coverage, in_scope = None, None
    if registry is not None:
        in_scope = scope.in_scope(facilities, request.registry_scope)
        latest = registry["list_as_of"].max()
        coverage, links = _compared(
            registry, facilities, request.settings.tolerance_m, in_scope, as_of=latest
        )
        found = coverage[coverage["facility_id"].notna()].drop_duplicates("facility_id")
        found = found.set_index("facility_id")["outcome"].reindex(facilities.index.astype("str"))
        if request.registry_scope.kind == "partial":
            # what stands in a part of a list is all that can be said of it
            in_scope = pd.Series(found.isin(_FOUND).to_numpy(), index=facilities.index)
        in_scope &= found.to_numpy() != "out_of_scope"  # nor one that is not there on the day
        pairs = _with_registration(pairs, links, registry, trusted, facilities)

    return Audit(
        request=request,
        profiles=profiles,
        incidents=incidents,
        facilities=facilities,
        registry=registry,
        areas=areas,
        conflict=conflict,
        left_out=left_out,
        facility_conflicts=facility_conflicts,
        summary=summary,
        scaled=scaled,
        flags=flags,
        pairs=with_named(pairs, which),
        not_existing=not_existing,
        coverage=coverage,
        findings=findings,
        not_run=not_run,
        of_list=of_list,
        set_aside=set_aside.index,
        loaded=loaded,
        in_scope=in_scope,
        candidates=which,
    )


def _load(request: Request, report: Reporter) -> dict[str, Loaded]:
    settings = LoadSettings(
        facility_error_m=request.settings.facility_error_m,
        incident_error_m=request.settings.incident_error_m,
        precision_overrides=request.settings.precision_overrides,
    )

    def read(files: tuple[FileArg, ...], load: Any) -> Loaded:
        role = "incidents" if load is load_incidents else "facilities"
        return combine(
            [
                load(
                    file.path,
                    file.source,
                    sheet=request.sheet,
                    header_row=request.header_row,
                    settings=settings,
                    mapping=mapping_for(file.path, role, request.columns),
                )
                for file in files
            ]
        )

    report.step("Reading incidents")
    loaded = {"incidents": read(request.incidents, load_incidents)}
    report.step("Reading facilities")
    facilities = (
        read(request.facilities, load_facilities) if request.facilities else no_facilities()
    )
    facilities = facilities._replace(table=_marked(facilities.table, request.published))
    if request.edition == "public":
        # Nothing that is not public may shape a public figure, so it goes before any is computed.
        facilities = facilities._replace(table=_public(facilities.table))
    loaded["facilities"] = facilities
    report.step("Reading the registry")
    if request.registry and request.edition != "public":
        loaded["registry"] = read(request.registry, load_facilities)
    return loaded


def _marked(facilities: gpd.GeoDataFrame, published: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Return the table with the unmarked rows of openly published lists marked public."""
    public = facilities["public"]
    open_ = public.isna() & facilities["file"].isin(published)
    return facilities.assign(public=public.mask(open_, other=True))


def _public(facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return facilities[facilities["public"].fillna(value=False) & ~facilities["do_not_publish"]]


def _read_areas(request: Request) -> gpd.GeoDataFrame | None:
    if not request.areas:
        return None
    tables = [read_areas(path) for path in request.areas]
    areas = pd.concat(tables)
    repeated = areas.index[areas.index.duplicated()]
    if len(repeated):
        raise InputError(f"--areas: the area id {repeated[0]!r} stands in the files twice")
    return areas


def _check(
    loaded: dict[str, Loaded],
    incidents: gpd.GeoDataFrame,
    countries: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the findings of all lists, what was not run, and what is wrong with a whole list."""
    findings, not_run, of_list = [], [], []
    for name, lo in loaded.items():
        result = geo.check_coordinates(
            incidents if name == "incidents" else lo.table,
            countries=countries,
            land=land,
            gazetteer=gazetteer.towns(),
            reference=loaded["facilities"].table if name == "registry" else None,
            areas=areas,
        )
        findings += [frame.assign(list=name) for frame in (result.findings, lo.findings)]
        not_run.append(result.not_run.assign(list=name))
        of_list.append(result.of_list.assign(list=name))
    filled = [frame for frame in findings if len(frame)] or findings[:1]
    together = pd.concat(filled, ignore_index=True)
    columns = ["list", *[column for column in together if column != "list"]]
    of_lists = pd.concat([one for one in of_list if len(one)] or of_list[:1], ignore_index=True)
    return together[columns], pd.concat(not_run, ignore_index=True), of_lists


def _left_out(
    incidents: gpd.GeoDataFrame, conflict: pd.Series, chosen: tuple[str, ...]
) -> pd.DataFrame:
    """Count the incidents that stand on no conflict's page, by source, country and why."""
    why = pd.Series("none", index=incidents.index, dtype="str").where(conflict.isna(), "other")
    shown = conflict.isin(chosen) if chosen else conflict.notna()
    rows = incidents[["source", "country"]].assign(why=why)[~shown]
    counted = rows.value_counts(dropna=False, sort=False).rename("n").reset_index()
    return counted.sort_values(["source", "why", "n"], ascending=[True, True, False])


def _covered(
    incidents: gpd.GeoDataFrame,
    conflict: pd.Series,
    usable: gpd.GeoDataFrame,
    facility_conflicts: dict[str, pd.Index],
    countries: gpd.GeoDataFrame,
) -> pd.Series:
    """Say for which incidents a list holds any facility of their conflict, else of their country.

    Where none does, the incident is not far from every facility: there is nothing to compare with.
    """
    placed = usable[usable.geometry.notna()]
    listed = {name for name, ids in facility_conflicts.items() if placed.index.isin(ids).any()}
    own = placed["country"].fillna(conflicts.country_of_point(placed.geometry, countries))
    theirs = incidents["country"].fillna(conflicts.country_of_point(incidents.geometry, countries))
    return conflict.isin(listed) | (conflict.isna() & theirs.isin(set(own.dropna())))


def _flag(
    incidents: gpd.GeoDataFrame,
    usable: gpd.GeoDataFrame,
    covered: pd.Series,
    radii_m: list[float],
    areas: gpd.GeoDataFrame | None,
    report: Reporter,
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, pd.DataFrame]]:
    """Return flags and summaries per incident, each against the facilities that cover it."""
    groups = [(incidents[covered], usable), (incidents[~covered], usable.iloc[:0])]
    flags = [geo.flag_strikes(rows, sites, radii_m, areas=areas) for rows, sites in groups]
    report.step("Summing up")
    summaries = [
        geo.summarise_incidents(rows, sites, found, radii_m, areas=areas)
        for (rows, sites), found in zip(groups, flags, strict=True)
    ]
    together = pd.concat([found for found in flags if len(found)] or flags[:1], ignore_index=True)
    summary = pd.concat([one for one in summaries if len(one)] or summaries[:1])
    summary = summary.reindex(incidents.index)
    summary["distrust_reason"] = incidents["distrust_reason"]
    return together, summary, _scaled(incidents, usable, covered, radii_m, areas)


def _scaled(
    incidents: gpd.GeoDataFrame,
    usable: gpd.GeoDataFrame,
    covered: pd.Series,
    radii_m: list[float],
    areas: gpd.GeoDataFrame | None,
) -> dict[str, pd.DataFrame]:
    """Return what the summary of strikes would be were all errors half or twice as large."""
    strikes = incidents["is_strike"]
    groups = [
        (incidents[covered & strikes], usable),
        (incidents[~covered & strikes], usable.iloc[:0]),
    ]
    tables = {}
    for name, factor in ERROR_FACTORS.items():
        parts = [
            geo.summarise_scaled(rows, sites, radii_m, factor, areas=areas)
            for rows, sites in groups
        ]
        together = pd.concat([part for part in parts if len(part)] or parts[:1])
        tables[name] = together.reindex(incidents.index)
    return tables


def _compared(
    registry: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    tolerance_m: float,
    in_scope: pd.Series,
    *,
    as_of: pd.Timestamp,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the coverage on the day of the list, and that of any day, which strikes ask for."""
    links = geo.check_coverage(registry, facilities, tolerance_m, in_scope=in_scope)
    if pd.isna(as_of):
        return links, links
    on_the_day = geo.check_coverage(
        registry, facilities, tolerance_m, in_scope=in_scope, as_of=as_of
    )
    return on_the_day, links


def _with_registration(
    pairs: pd.DataFrame,
    coverage: pd.DataFrame,
    registry: gpd.GeoDataFrame,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
) -> pd.DataFrame:
    keys = ["incident_id", "facility_id"]
    known = pairs.loc[pairs["facility_id"].notna(), keys]
    registered = geo.registered_at(known, coverage, registry, incidents, facilities)
    return pairs.merge(registered, on=keys, how="left")


def _facilities_by_conflict(
    facilities: gpd.GeoDataFrame,
    profiles: dict[str, conflicts.Profile],
    conflict: pd.Series,
    countries: gpd.GeoDataFrame,
) -> dict[str, pd.Index]:
    return {
        name: conflicts.facilities_in(profiles[name], facilities, countries)
        for name in sorted(conflict.dropna().unique())
    }
