"""The linkage of files, by lineage, by a person's word and by evidence. It writes no file."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.linkage import (
    Linkage,
    LinkSettings,
    Recapture,
    combinations_seen,
    link_incidents,
    pairwise_overlap,
    recapture,
)
from layers import boundaries
from layers.conflicts import country_of_point
from layers.errors import InputError
from layers.lineage import SCOPES, cited_sources, dependent_lists, family, shared_numbers
from layers.link_decisions import read_link_decisions
from layers.load import Loaded, combine, load_incidents
from layers.mapping import ColumnMapping
from nostrike.columns import mapping_for
from nostrike.progress import Reporter
from nostrike.request import FileArg

STEPS: Final = 3
MEASURED_RECALL: Final = 0.52
"""Share of the true pairs found where one side names no place: docs/linkage.md."""


@dataclass(frozen=True)
class LinkRequest:
    """One linkage, as asked for."""

    incidents: tuple[FileArg, ...]
    links: Path | None = None
    settings: LinkSettings = LinkSettings()  # noqa: RUF009 - frozen
    lang: str = "en"
    sheet: str | None = None
    header_row: int | None = None
    columns: tuple[ColumnMapping, ...] = ()


@dataclass(frozen=True)
class Linked:
    """What a linkage found.

    Attributes
    ----------
    incidents
        As loaded, with a country where only the point told it.
    country_by_point
        How many got their country so.
    decisions
        What a person decided, with ``effect`` (false where an id is not in the files).
    strata
        A row per country and year with two lists or more: the capture-recapture made or refused.
    """

    request: LinkRequest
    loaded: Loaded
    incidents: gpd.GeoDataFrame
    country_by_point: int
    decisions: pd.DataFrame | None
    linkage: Linkage
    overlap: pd.DataFrame
    combinations: pd.Series
    strata: list[dict[str, Any]]


def run(request: LinkRequest, report: Reporter) -> Linked:
    """Carry out a linkage.

    Raises
    ------
    InputError
        A file that cannot be used, or decisions that contradict each other.
    """
    report.step("Reading incidents")
    loaded = _load(request)
    incidents, by_point = _with_country(loaded.table)
    decisions = _decisions(request, incidents)
    report.step("Linking")
    try:
        linkage = link_incidents(
            incidents,
            shared_id=shared_numbers(incidents),
            cites=cited_sources(incidents),
            declared=decisions,
            settings=request.settings,
        )
    except ValueError as fault:
        raise InputError(f"--links {request.links}: {fault}") from None
    report.step("Counting what lists share")
    return Linked(
        request=request,
        loaded=loaded,
        incidents=incidents,
        country_by_point=by_point,
        decisions=decisions,
        linkage=linkage,
        overlap=pairwise_overlap(linkage),
        combinations=combinations_seen(linkage.event_id, incidents["source"]),
        strata=_strata(incidents, linkage),
    )


def _load(request: LinkRequest) -> Loaded:
    return combine(
        [
            load_incidents(
                file.path,
                file.source,
                sheet=request.sheet,
                header_row=request.header_row,
                mapping=mapping_for(file.path, "incidents", request.columns),
            )
            for file in request.incidents
        ]
    )


def _with_country(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Give rows without a country the one that their point lies in."""
    wanting = table["country"].isna() & ~table.geometry.isna()
    if not wanting.any():
        return table, 0
    found = country_of_point(table.geometry[wanting], boundaries.countries())
    country = table["country"].copy()
    country[wanting] = found
    return table.assign(country=country), int(found.notna().sum())


def _decisions(request: LinkRequest, incidents: gpd.GeoDataFrame) -> pd.DataFrame | None:
    if request.links is None:
        return None
    decided = read_link_decisions(request.links)
    there = decided["left_id"].isin(incidents.index) & decided["right_id"].isin(incidents.index)
    if len(decided) and not there.any():
        raise InputError(
            f"--links {request.links.name}: none of its {len(decided)} pairs is in these files; "
            "ids are those of links.csv (source:number)"
        )
    return decided.assign(effect=there)


def events_table(incidents: gpd.GeoDataFrame, linkage: Linkage) -> pd.DataFrame:
    """Return a row per event: what its reports say together.

    Returns
    -------
    DataFrame by ``event_id``: ``scope``, ``sources`` ("a+b"), ``reports``, ``date_start`` (the
    earliest), ``country``, ``conflict`` where there is such a column, ``perpetrator`` (what the
    reports that know agree on, else ``multiple``), and a flag per harm that any report names.
    """
    table = incidents.assign(
        event_id=linkage.event_id,
        scope=incidents["source"].map(SCOPES),
        known=incidents["perpetrator_reported_type"].mask(
            incidents["perpetrator_reported_type"].eq("unknown")
        ),
        **harms(incidents),
    ).sort_index()
    groups = table.groupby("event_id", sort=True)
    actors = groups["known"].agg(["first", "nunique"])
    out = pd.DataFrame(
        {
            "reports": groups.size(),
            "date_start": groups["date_start"].min(),
            "country": groups["country"].first(),
            "perpetrator": actors["first"]
            .mask(actors["nunique"] > 1, "multiple")
            .fillna("unknown"),
        }
    )
    if "conflict" in table:
        out["conflict"] = groups["conflict"].first()
    for name in HARMS:
        out[name] = groups[name].any()
    pairs = table[["event_id", "source"]].drop_duplicates().sort_values(["event_id", "source"])
    out["sources"] = pairs.groupby("event_id")["source"].agg("+".join)
    scopes = table.groupby("event_id")["scope"]
    out["scope"] = scopes.first()
    return out


HARMS: Final = ("killed", "injured", "taken", "facility_damaged")


def harms(incidents: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Return which harms each incident reports: killed, injured, taken, facility damaged.

    Columns count different people in different lists: health workers in some, all dead in others.
    """
    columns = {
        "killed": ("health_workers_killed", "fatalities_max", "fatalities_min"),
        "injured": ("health_workers_injured",),
        "taken": ("health_workers_kidnapped", "health_workers_arrested"),
        "facility_damaged": ("facilities_destroyed", "facilities_damaged"),
    }
    return {
        name: incidents[list(names)].gt(0).fillna(value=False).any(axis=1)
        for name, names in columns.items()
    }


def unpaired(incidents: gpd.GeoDataFrame, linkage: Linkage) -> pd.DataFrame:
    """Return the events that, it seems, another list reports too, without it being plain which row.

    Returns
    -------
    A row per event and list in which a partner is expected that was not linked: ``event``,
    ``list``, ``other``, ``expected`` (0 to 1).
    """
    table = linkage.expected
    event = table["left_id"].map(linkage.event_id)
    held = pd.MultiIndex.from_arrays(
        [linkage.event_id.to_numpy(), incidents["source"].map(family).to_numpy()]
    )
    out = pd.DataFrame(
        {
            "event": event,
            "list": table["left_id"].map(incidents["source"]).map(family),
            "other": table["other"].map(family),
            "expected": table["expected"],
        }
    )
    out = out.groupby(["event", "list", "other"], sort=True)["expected"].max().reset_index()
    there = pd.MultiIndex.from_frame(out[["event", "other"]]).isin(held)
    return out[~there].reset_index(drop=True)


def _strata(incidents: gpd.GeoDataFrame, linkage: Linkage) -> list[dict[str, Any]]:
    """Try capture-recapture in each country and year of one scope, and keep the answers."""
    frame = pd.DataFrame(
        {
            "event": linkage.event_id,
            "scope": incidents["source"].map(SCOPES),
            "list": incidents["source"].map(family),
            "country": incidents["country"],
            "year": incidents["date_start"].dt.year,
        }
    ).dropna()
    dependent = dependent_lists(incidents)
    seen = frame.drop_duplicates(["event", "list"])
    doubt = unpaired(incidents, linkage).set_index("event")
    keys = ["scope", "country", "year"]
    lists = seen.groupby(keys)["list"].nunique()
    several = lists.index[lists > 1]
    seen = seen[pd.MultiIndex.from_frame(seen[keys]).isin(several)]
    strata = []
    for (scope, country, year), part in seen.groupby(keys, sort=True):
        by = pd.crosstab(part["event"], part["list"]).astype(bool)
        found = recapture(by, dependent=dependent, recall=MEASURED_RECALL)
        open_ = doubt[doubt.index.isin(by.index)]
        open_ = open_[open_["other"].isin(by.columns) & open_["list"].isin(by.columns)]
        if not found.refused and float(open_["expected"].sum()) > found.shared:
            # as many again seem to be shared and cannot be told: the overlap is not known
            found = replace(found, refused="links_uncertain", estimates=(), corrected=())
        entry = {"scope": scope, "country": country, "year": int(year)}
        strata.append({**entry, **_answer(found, by)})
    return strata


def _answer(found: Recapture, by: pd.DataFrame) -> dict[str, Any]:
    def said(estimates: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [
            {
                "method": one.method,
                "n": round(one.n),
                "low": round(one.low),
                "high": None if one.high is None else round(one.high),
                "seen": one.seen,
            }
            for one in estimates
        ]

    return {
        "lists": {str(name): int(by[name].sum()) for name in by.columns},
        "seen": len(by),
        "shared": found.shared,
        "refused": found.refused,
        "estimates": said(found.estimates),
        "corrected": said(found.corrected),
    }
