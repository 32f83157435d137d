"""The coverage check: a registry beside a reference, on a day, with what a person decided.

This module ties `geo` and `layers` together. It writes no file.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import geopandas as gpd
import pandas as pd

import geo
from layers import boundaries, conflicts
from layers.errors import InputError
from layers.identity import ROW_ID
from layers.load import Loaded, combine, load_facilities
from layers.mapping import ColumnMapping
from layers.reviews import read_review
from layers.settings import LoadSettings
from nostrike.columns import mapping_for
from nostrike.progress import Reporter
from nostrike.request import FileArg, Scope
from nostrike.scope import in_scope
from nostrike.settings import Settings

STEPS: Final = 5
FOUND: Final = ("covered", "displaced", "undetermined", "outdated")
"""Outcomes of a facility that stands in the list, rightly or not."""


@dataclass(frozen=True)
class CoverageRequest:
    """One coverage check, as asked for."""

    registry: tuple[FileArg, ...]
    reference: tuple[FileArg, ...]
    scope: Scope = field(default_factory=Scope)
    as_of: pd.Timestamp | None = None
    previous: tuple[FileArg, ...] = ()
    review: Path | None = None
    reference_is_sample: bool = False
    settings: Settings = field(default_factory=Settings)
    lang: str = "en"
    sheet: str | None = None
    header_row: int | None = None
    columns: tuple[ColumnMapping, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """What a coverage check found.

    Attributes
    ----------
    counted
        Which facilities the figures are about: in scope, of a kind that counts, there on the day.
    as_of_basis
        Where the day comes from: ``asked``, ``list`` (the registry's own date) or ``none``.
    decisions
        What a person decided, with ``effect`` (false where the ids are not in the lists).
    changes
        The registry beside its previous version, where one was given.
    """

    request: CoverageRequest
    loaded: dict[str, Loaded]
    coverage: pd.DataFrame
    review: pd.DataFrame
    counted: pd.Series
    conflicts: dict[str, pd.Index]
    as_of: pd.Timestamp | None
    as_of_basis: Literal["asked", "list", "none"]
    decisions: pd.DataFrame | None
    changes: pd.DataFrame | None

    @property
    def registry(self) -> gpd.GeoDataFrame:
        """The registrations, as they were read."""
        return self.loaded["registry"].table

    @property
    def reference(self) -> gpd.GeoDataFrame:
        """The facilities, as they were read."""
        return self.loaded["reference"].table

    @property
    def read_as(self) -> list[dict[str, Any]]:
        """What every file was read as."""
        return [{"list": name, **entry} for name, lo in self.loaded.items() for entry in lo.read_as]

    @property
    def accounting(self) -> list[dict[str, Any]]:
        """One entry per input file: read = loaded + rejected + merged."""
        return [
            {"list": name, **row}
            for name, loaded in self.loaded.items()
            for row in loaded.accounting.to_dict("records")
        ]


def run(request: CoverageRequest, report: Reporter) -> Coverage:
    """Carry out a coverage check.

    Raises
    ------
    InputError
        A file, or a choice, that cannot be used.
    """
    report.step("Reading the registry")
    loaded = {"registry": _load(request.registry, request)}
    report.step("Reading the reference")
    loaded["reference"] = _load(request.reference, request)
    if request.previous:
        loaded["previous"] = _load(request.previous, request)
    registry, reference = loaded["registry"].table, loaded["reference"].table
    as_of, basis = _day(request, registry)
    decisions = _decisions(request, registry, reference)
    report.step("Comparing")
    kinds = [*request.settings.kinds, "unknown"]
    scope = in_scope(reference, request.scope) & reference["kind"].isin(kinds)
    comparison = geo.compare_registry(
        registry,
        reference,
        request.settings.tolerance_m,
        in_scope=scope,
        as_of=as_of,
        decisions=decisions,
    )
    coverage = comparison.coverage
    rows = coverage.iloc[: len(reference)].set_index("facility_id")["outcome"]
    rows = rows.reindex(reference.index.astype("str"))
    if request.scope.kind == "partial":
        # what stands in a part of a list is all that can be said of it
        scope = pd.Series(rows.isin(FOUND).to_numpy(), index=reference.index)
        scope &= reference["kind"].isin(kinds)
    counted = scope & (rows.to_numpy() != "out_of_scope")
    report.step("Comparing versions")
    changes = _changes(loaded) if "previous" in loaded else None
    report.step("Assigning conflicts")
    countries = boundaries.countries()
    within = {
        name: conflicts.facilities_in(profile, reference, countries)
        for name, profile in conflicts.profiles().items()
    }
    return Coverage(
        request=request,
        loaded=loaded,
        coverage=coverage,
        review=comparison.review,
        counted=counted,
        conflicts={name: ids for name, ids in within.items() if len(ids)},
        as_of=as_of,
        as_of_basis=basis,
        decisions=decisions,
        changes=changes,
    )


def _load(files: tuple[FileArg, ...], request: CoverageRequest) -> Loaded:
    settings = LoadSettings(facility_error_m=request.settings.facility_error_m)
    return combine(
        [
            load_facilities(
                file.path,
                file.source,
                sheet=request.sheet,
                header_row=request.header_row,
                settings=settings,
                mapping=mapping_for(file.path, "facilities", request.columns),
            )
            for file in files
        ]
    )


def _day(
    request: CoverageRequest, registry: gpd.GeoDataFrame
) -> tuple[pd.Timestamp | None, Literal["asked", "list", "none"]]:
    if request.as_of is not None:
        return request.as_of, "asked"
    latest = registry["list_as_of"].max()
    return (None, "none") if pd.isna(latest) else (pd.Timestamp(latest), "list")


def _decisions(
    request: CoverageRequest, registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame
) -> pd.DataFrame | None:
    if request.review is None:
        return None
    decided = read_review(request.review)
    known = decided["registration_id"].isin(registry.index.astype("str"))
    known &= decided["facility_id"].isin(reference.index.astype("str"))
    if len(decided) and not known.any():
        raise InputError(
            f"{request.review.name}: none of its {len(decided)} decisions is about a row of these "
            "lists (its ids are not in them); give the review.xlsx that was made from them"
        )
    return decided.assign(effect=known)


def _changes(loaded: dict[str, Loaded]) -> pd.DataFrame:
    now, before = loaded["registry"].table, loaded["previous"].table
    nameless = any(bool(table.index.str.contains(ROW_ID).any()) for table in (now, before))
    return geo.compare_versions(now, before, ids_are_own=not nameless)
