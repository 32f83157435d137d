"""The check: one list in, its findings out, each beside the row and the mend it is about.

This module ties the packages together. It computes no finding of its own and writes no file.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod

import geo
from geo.vocabulary import SEVERITIES
from layers import boundaries
from layers.areas import read_areas, with_overrides
from layers.errors import InputError
from layers.load import Loaded, combine, load_facilities
from layers.mapping import ColumnMapping
from layers.verbatim import Verbatim, read_verbatim
from nostrike.columns import mapping_for
from nostrike.decisions import find_decisions, read_decisions, split_kept
from nostrike.progress import Reporter
from nostrike.request import FileArg

STEPS: Final = 4
_GEOD: Final = Geod(ellps="WGS84")
_BY_NAME: Final = ("duplicate", "disagrees_with_reference")
_DIGITS: Final = 9
_UNRELIABLE: Final = "cannot be relied on: see what is said of the whole list (sheet README)"


@dataclass(frozen=True)
class CheckRequest:
    """One check, as asked for."""

    file: FileArg
    reference: tuple[FileArg, ...] = ()
    areas: tuple[Path, ...] = ()
    as_of: pd.Timestamp | None = None
    decisions: Path | Literal["none"] | None = None
    lang: str = "en"
    sheet: str | None = None
    header_row: int | None = None
    columns: tuple[ColumnMapping, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes
    ----------
    findings
        Open ones, the worst first: columns of `geo.check_coordinates` and ``row``, ``name``.
    kept
        Those kept on purpose, with who, when and why.
    statements
        What holds for the list as a whole.
    unreliable
        Ids of the rows that they are about, where they say so.
    heeded
        The file of earlier decisions, if any.
    """

    request: CheckRequest
    loaded: Loaded
    verbatim: Verbatim
    areas: gpd.GeoDataFrame | None
    findings: pd.DataFrame
    kept: pd.DataFrame
    not_run: pd.DataFrame
    statements: tuple[str, ...]
    unreliable: frozenset[str]
    heeded: Path | None

    @property
    def table(self) -> gpd.GeoDataFrame:
        """The list as it was read."""
        return self.loaded.table


def run(request: CheckRequest, report: Reporter) -> Checked:
    """Carry out a check.

    Raises
    ------
    InputError
        A file, or a choice, that cannot be used.
    """
    report.step("Reading the list")
    path = request.file.path
    loaded = _load(request.file, request)
    mapping = mapping_for(path, "facilities", request.columns)
    verbatim = read_verbatim(
        path,
        sheet=(mapping.sheet if mapping else None) or request.sheet,
        header_row=(mapping.header_row if mapping else None) or request.header_row,
    )
    heeded = find_decisions(request.decisions, path)
    decisions = read_decisions(heeded) if heeded else None
    report.step("Reading boundaries and the reference")
    areas = _areas(request.areas)
    reference = combine([_load(one, request) for one in request.reference]).table if (
        request.reference
    ) else None  # fmt: skip
    report.step("Checking coordinates")
    result = geo.check_coordinates(
        loaded.table,
        countries=with_overrides(boundaries.countries(), areas),
        land=with_overrides(boundaries.land(), areas),
        gazetteer=_gazetteer(),
        reference=reference,
        areas=areas,
        as_of=request.as_of,
    )
    filled = [one for one in (result.findings, loaded.findings) if len(one)]
    found = pd.concat(filled or [result.findings], ignore_index=True)
    found = _placed(found, loaded.table)
    still_open, kept = split_kept(found, loaded.table, decisions)
    return Checked(
        request=request,
        loaded=loaded,
        verbatim=verbatim,
        areas=areas,
        findings=still_open,
        kept=kept,
        not_run=_not_run(result.not_run, loaded.table),
        statements=_statements(result),
        unreliable=_unreliable(result),
        heeded=heeded,
    )


def _load(file: FileArg, request: CheckRequest) -> Loaded:
    mine = file == request.file
    return load_facilities(
        file.path,
        file.source,
        sheet=request.sheet if mine else None,
        header_row=request.header_row if mine else None,
        mapping=mapping_for(file.path, "facilities", request.columns),
    )


def _areas(paths: tuple[Path, ...]) -> gpd.GeoDataFrame | None:
    if not paths:
        return None
    areas = pd.concat([read_areas(path) for path in paths])
    repeated = areas.index[areas.index.duplicated()]
    if len(repeated):
        raise InputError(f"--areas: the area id {repeated[0]!r} stands in the files twice")
    return areas


def _gazetteer() -> gpd.GeoDataFrame | None:
    """Return the towns that ship with the tool, where a version ships them."""
    if importlib.util.find_spec("layers.gazetteer") is None:
        return None
    towns: gpd.GeoDataFrame = importlib.import_module("layers.gazetteer").towns()
    return towns


def _placed(found: pd.DataFrame, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add row and name to findings, the worst and then the first rows first."""
    about = table[["row", "name"]].rename_axis("id").reset_index()
    found = found.merge(about.drop_duplicates("id"), on="id", how="left")
    rank = found["severity"].map({name: n for n, name in enumerate(SEVERITIES)})
    order = found.assign(_rank=rank).sort_values(["_rank", "row"], kind="stable").index
    return found.loc[order].reset_index(drop=True)


def _not_run(not_run: pd.DataFrame, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Add what a list without names cannot be checked for."""
    if table["name"].notna().any():
        return not_run
    why = "no row of the list has a name; if a column holds names, say so with nostrike columns"
    rest = not_run[~not_run["code"].isin(_BY_NAME)]
    named = pd.DataFrame({"code": list(_BY_NAME), "reason": why})
    return pd.concat([rest, named], ignore_index=True) if len(rest) else named


def _statements(result: Any) -> tuple[str, ...]:
    """Return what the checks say of the list as a whole, in whatever field they say it."""
    said: list[str] = []
    for name in result._fields:
        part = getattr(result, name)
        if name in {"findings", "not_run"} or part is None:
            continue
        if isinstance(part, str):
            said.append(part)
        elif isinstance(part, pd.DataFrame):
            column = "statement" if "statement" in part else "evidence"
            said += part[column].astype("str").tolist() if column in part else []
        else:
            said += [str(one) for one in part]
    return tuple(dict.fromkeys(text for text in said if text))


def _unreliable(result: Any) -> frozenset[str]:
    """Return the ids of the rows that statements on the list are about."""
    parts = [getattr(result, name) for name in result._fields if name != "findings"]
    tables = [part for part in parts if isinstance(part, pd.DataFrame) and "ids" in part]
    return frozenset(str(one) for table in tables for ids in table["ids"] for one in ids)


def per_row(checked: Checked) -> pd.DataFrame:
    """Return a row per facility: its findings together, the mend, how far it would move.

    Returns
    -------
    DataFrame indexed by facility id with the columns of `layers.checked_book.FOUND` but the id,
    and ``row``.
    """
    table = checked.table
    point = table.geometry.representative_point()
    rows = pd.DataFrame(
        {
            "row": table["row"].astype("int64"),
            "latitude_read": point.y.round(_DIGITS),
            "longitude_read": point.x.round(_DIGITS),
        },
        index=table.index,
    )
    found = checked.findings
    several = found["id"].duplicated(keep=False)
    said = found["evidence"].where(~several, found["code"] + ": " + found["evidence"].fillna(""))
    by_id = found.assign(said=said.fillna("")).groupby("id", sort=False)
    rows["findings"] = by_id["code"].agg(lambda codes: "; ".join(dict.fromkeys(codes)))
    rows["severity"] = by_id["severity"].first()
    rows["evidence"] = by_id["said"].agg("\n".join)
    has = found["suggested_latitude"].notna() & found["suggested_longitude"].notna()
    mends = found[has].drop_duplicates("id").set_index("id")
    for axis in ("latitude", "longitude"):
        rows[f"suggested_{axis}"] = mends[f"suggested_{axis}"].round(_DIGITS)
    rows["moves_m"] = _moves(rows)
    _add(rows, pd.Series(_UNRELIABLE, index=rows.index[rows.index.isin(checked.unreliable)]))
    silent = checked.kept
    if len(silent):
        note = "kept on purpose: " + silent["code"]
        by = silent["decided_by"].where(
            silent["decided_by"].eq(""), " (" + silent["decided_by"] + ")"
        )
        _add(rows, (note + by).groupby(silent["id"]).agg("\n".join))
    return rows


def _add(rows: pd.DataFrame, notes: pd.Series) -> None:
    """Put notes under the evidence of the rows they are about."""
    more = notes.astype("str").reindex(rows.index)
    both = (rows["evidence"].fillna("") + "\n" + more.fillna("")).str.strip()
    rows["evidence"] = rows["evidence"].where(more.isna(), both)


def _moves(rows: pd.DataFrame) -> Any:
    columns = ["longitude_read", "latitude_read", "suggested_longitude", "suggested_latitude"]
    known = rows[columns].notna().all(axis=1).to_numpy()
    metres = np.full(len(rows), np.nan)
    _, _, metres[known] = _GEOD.inv(*(rows.loc[known, c].to_numpy() for c in columns))
    return metres.round(1)
