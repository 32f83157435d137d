"""What is to be passed on, and to whom: additions, removals and corrections per recipient.

Nothing is sent, and nothing that is written looks as if it had been. A site goes only to those the
list names for it. This module writes no file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

import geo
from layers import boundaries, gazetteer
from layers.areas import read_areas, with_overrides
from layers.errors import InputError
from layers.export.template import letters
from layers.identity import ROW_ID
from layers.load import Loaded, load_facilities
from layers.mapping import ColumnMapping
from layers.workbook_parts import cells_with_formulas
from nostrike.columns import mapping_for
from nostrike.progress import Reporter
from nostrike.request import FileArg

STEPS: Final = 4
KINDS: Final = ("additions", "corrections", "removals", "unchanged")
UNNAMED: Final = "recipient not named"
_CORRECTED: Final = ("moved", "renamed", "changed")
_NOT_TOLD: Final = frozenset({"notified_to", "reference_no", ""})
_SEPARATORS: Final = re.compile(r"\s*[;|\n]\s*")
_SHOWN: Final = 12


@dataclass(frozen=True)
class NotifyRequest:
    """One set of notices, as asked for."""

    file: FileArg
    previous: FileArg | None = None
    template: Path | None = None
    recipients: tuple[str, ...] = ()
    areas: tuple[Path, ...] = ()
    date: pd.Timestamp | None = None
    force: bool = False
    sheet: str | None = None
    header_row: int | None = None
    columns: tuple[ColumnMapping, ...] = ()


@dataclass(frozen=True)
class Package:
    """What one recipient is to be told.

    Attributes
    ----------
    parts
        ``additions``, ``corrections`` and ``unchanged`` (rows of the list), ``removals`` (rows of
        the version submitted before).
    changes
        `geo.compare_versions` of his sites.
    """

    recipient: str
    parts: dict[str, gpd.GeoDataFrame]
    changes: pd.DataFrame


@dataclass(frozen=True)
class Notices:
    """All packages of a run, and what is in none.

    Attributes
    ----------
    left_out
        Rows of the list that are written for no one: id, name, row, reason.
    findings
        Open errors of rows that are written all the same (``force``).
    """

    request: NotifyRequest
    loaded: Loaded
    previous: Loaded | None
    date: pd.Timestamp
    version: str
    packages: tuple[Package, ...]
    left_out: pd.DataFrame
    findings: pd.DataFrame
    notes: tuple[str, ...] = field(default=())


def run(request: NotifyRequest, report: Reporter) -> Notices:
    """Work out what is to be passed on.

    Raises
    ------
    InputError
        A file or a recipient that cannot be used, or sites that must not be written as they are.
    """
    report.step("Reading the list")
    loaded = load(request.file, request)
    previous = None
    if request.previous is not None:
        report.step("Reading what was submitted")
        previous = load(request.previous, request)
    table = loaded.table
    date = _date(request, table)
    report.step("Checking")
    _refuse_formulas(request, loaded)
    if table["name"].isna().all():
        raise InputError(
            f"{request.file.path.name}: the list has no names: no column was read as the name of a "
            "site; head one Name, or say so in a mapping (nostrike columns)"
        )
    ended = (table["registered_until"] < date).to_numpy()
    placeless = (table.geometry.isna() | table.geometry.is_empty).to_numpy()
    stated = table["notified_to"].notna().any()
    names = [_names(text) if stated else [] for text in table["notified_to"]]
    recipients = _recipients(request, names, stated=bool(stated))
    wanted = [
        not stated or any(_same(one, name) for one in who for name in recipients) for who in names
    ]
    meant = pd.Series(wanted, index=table.index)
    findings = _errors(request, loaded, meant & ~ended)
    reasons = pd.Series(None, index=table.index, dtype="str")
    reasons[~meant] = "meant for no recipient of this run"
    reasons[meant & placeless] = "has no usable coordinates"
    reasons[ended] = "its registration ended"
    report.step("Comparing")
    # a site without a place is written for no one, but it is not removed either
    sites = table[meant & ~ended]
    old = None if previous is None else _in_force(previous.table)
    packages = tuple(_package(name, sites, old, stated=bool(stated)) for name in recipients)
    left = table.loc[reasons.notna(), ["name", "row"]].assign(reason=reasons.dropna())
    return Notices(
        request=request,
        loaded=loaded,
        previous=previous,
        date=date,
        version=_version(table),
        packages=packages,
        left_out=left.rename_axis("id").reset_index(),
        findings=findings,
        notes=_notes(table, previous, stated=bool(stated)),
    )


def load(file: FileArg, request: NotifyRequest) -> Loaded:
    """Load a list as this run reads lists."""
    return load_facilities(
        file.path,
        file.source,
        sheet=request.sheet,
        header_row=request.header_row,
        mapping=mapping_for(file.path, "facilities", request.columns),
    )


def _date(request: NotifyRequest, table: gpd.GeoDataFrame) -> pd.Timestamp:
    if request.date is not None:
        return request.date
    latest = table["list_as_of"].max()
    if pd.isna(latest):
        raise InputError(
            f"{request.file.path.name}: the list does not say of which day it is (no column "
            "list_as_of); give the day of the notices with --date 2026-05-31"
        )
    return pd.Timestamp(latest)


def _refuse_formulas(request: NotifyRequest, loaded: Loaded) -> None:
    """Refuse formulas: their last values may be old, and what is passed on must be what stands."""
    sheet, head = loaded.read_as[0]["sheet"], loaded.read_as[0]["header_row"]
    path = request.file.path
    if request.force or sheet is None or path.suffix.casefold() not in {".xlsx", ".xlsm"}:
        return
    cells = [one for one in cells_with_formulas(path.read_bytes(), sheet) if one[0] > (head or 0)]
    if cells:
        row, column = cells[0]
        raise InputError(
            f"{path.name}: sheet {sheet!r}, row {row}, column {letters(column)}: holds a formula "
            f"({len(cells)} cells do), and its last value may be old; paste the values over them, "
            "or give --force"
        )


def _names(text: object) -> list[str]:
    """Return the recipients a cell names, set apart by semicolons, bars or lines."""
    if not isinstance(text, str):
        return []
    return [name for name in _SEPARATORS.split(text.strip()) if name]


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _recipients(request: NotifyRequest, names: Sequence[list[str]], *, stated: bool) -> list[str]:
    """Return whom packages are made for, in the order of their names."""
    if not stated:
        if len(request.recipients) > 1:
            raise InputError(
                "--recipient: the list names no recipients (no column notified_to), so all sites "
                "would go to each of them; give one, or add the column"
            )
        return list(request.recipients) or [UNNAMED]
    known: dict[str, str] = {}
    for who in names:
        for name in who:
            known.setdefault(" ".join(name.casefold().split()), name)
    if not request.recipients:
        return [known[key] for key in sorted(known)]
    chosen = []
    for asked in request.recipients:
        found = known.get(" ".join(asked.casefold().split()))
        if found is None:
            shown = "; ".join(known[key] for key in sorted(known)[:_SHOWN])
            raise InputError(
                f"--recipient {asked}: {request.file.path.name} names no such recipient in its "
                f"column notified_to; it names: {shown}"
            )
        chosen.append(found)
    return list(dict.fromkeys(chosen))


def _errors(request: NotifyRequest, loaded: Loaded, meant: pd.Series) -> pd.DataFrame:
    """Return the open errors of sites to be written; refuse them unless told to write.

    Raises
    ------
    InputError
        There are some, or a whole list that cannot be relied on, and no ``--force``.
    """
    tables = [read_areas(path) for path in request.areas]
    areas = pd.concat(tables) if tables else None
    result = geo.check_coordinates(
        loaded.table,
        countries=with_overrides(boundaries.countries(), areas),
        land=with_overrides(boundaries.land(), areas),
        gazetteer=gazetteer.towns(),
        areas=areas,
    )
    both = [frame for frame in (result.findings, loaded.findings) if len(frame)]
    found = pd.concat(both or [result.findings], ignore_index=True)
    about = loaded.table[["name", "row"]].rename_axis("id").reset_index()
    found = found[found["severity"].eq("error") & found["id"].isin(meant.index[meant])]
    found = found.merge(about, on="id").sort_values("row", kind="stable")
    columns = ["id", "row", "name", "code", "evidence"]
    nameless = about[about["id"].isin(meant.index[meant]) & about["name"].isna()]
    nameless = nameless.assign(code="no_name", evidence="the site has no name")
    found = pd.concat([found[columns], nameless[columns]], ignore_index=True)
    if len(found) and not request.force:
        file = request.file.path.name
        lines = [
            f"  row {one.row}, {one.name if isinstance(one.name, str) else one.id}: {one.code} "
            f"({one.evidence})"
            for one in found.head(_SHOWN).rename_axis(None).itertuples(index=False, name="Row")
        ]
        more = f"\n  ... and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise InputError(
            f"{file}: {found['id'].nunique()} sites have open errors, and were not written:\n"
            + "\n".join(lines)
            + more
            + f"\nMend them (nostrike check {file} --out DIR), or write them as they are with "
            "--force; sites without usable coordinates are never written"
        )
    return found


def _in_force(previous: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what the version submitted before held on its own day."""
    day = previous["list_as_of"].max()
    placed = previous.geometry.notna() & ~previous.geometry.is_empty
    if pd.isna(day):
        return previous[placed]
    return previous[placed & ~(previous["registered_until"] < day)]


def _meant_for(table: gpd.GeoDataFrame, recipient: str) -> gpd.GeoDataFrame:
    named = [any(_same(one, recipient) for one in _names(text)) for text in table["notified_to"]]
    return table[named]


def _package(
    recipient: str,
    sites: gpd.GeoDataFrame,
    previous: gpd.GeoDataFrame | None,
    *,
    stated: bool,
) -> Package:
    now = _meant_for(sites, recipient) if stated else sites
    before = now.iloc[:0] if previous is None else previous
    if stated and previous is not None and previous["notified_to"].notna().any():
        before = _meant_for(previous, recipient)
    nameless = any(bool(t.index.str.contains(ROW_ID).any()) for t in (now, before))
    changes = geo.compare_versions(now, before, ids_are_own=not nameless)
    fields = changes["fields"].str.split(", ").map(set)
    told = changes["change"].isin(_CORRECTED) & ~fields.map(_NOT_TOLD.issuperset)
    of = changes.set_index("id_now")
    by_part = {
        "additions": of.index[of["change"].eq("added")],
        "corrections": of.index[told.to_numpy()],
        "unchanged": of.index[
            of["change"].isin([*_CORRECTED, "unchanged"]).to_numpy() & ~told.to_numpy()
        ],
    }
    placed = now.geometry.notna() & ~now.geometry.is_empty
    parts = {name: now.loc[ids][placed[ids]] for name, ids in by_part.items()}
    parts["removals"] = before.loc[changes.loc[changes["change"].eq("removed"), "id_before"]]
    return Package(recipient, {name: parts[name] for name in KINDS}, changes)


def _version(table: gpd.GeoDataFrame) -> str:
    versions = sorted(set(table["list_version"].dropna()))
    return ", ".join(versions) if versions else "not stated"


def _notes(table: gpd.GeoDataFrame, previous: Loaded | None, *, stated: bool) -> tuple[str, ...]:
    notes = []
    if not stated:
        notes.append("the list names no recipients: every site is in one package")
    if previous is None:
        notes.append("no version submitted before was given: every site is an addition")
    elif stated and previous.table["notified_to"].isna().all():
        notes.append(
            "the version submitted before names no recipients: each is taken to hold all of it"
        )
    assumed = int(table["error_basis"].astype("str").str.contains("assumed").sum())
    if assumed:
        notes.append(f"for {assumed} sites the accuracy is assumed, not stated")
    return tuple(notes)
