"""Files to canonical tables, with every row accounted for.

read = loaded + rejected + merged holds for each file, or loading fails: no row is lost silently.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.vocabulary import KINDS
from layers.canonical import NAME as CANONICAL
from layers.canonical import canonical_role, load_canonical
from layers.countries import to_iso3
from layers.errors import InputError, UnknownSourceError
from layers.formats import read_table
from layers.headers import fold, fold_key, unique_headers
from layers.identity import ids, reject
from layers.intervals import read_intervals
from layers.loaded import ACCOUNTING_DTYPES, FINDING_DTYPES, Loaded, stacked, typed
from layers.mapping import ColumnMapping, read_mapped, with_order
from layers.meaning import column_meanings
from layers.merge import Merged, combine, merge_facilities, merge_incidents, no_facilities
from layers.places import geo_series, has_places, read_places
from layers.precision import facility_error, incident_precision
from layers.schema import FACILITY_COLUMNS, INCIDENT_COLUMNS, conform_facilities, conform_incidents
from layers.settings import LoadSettings
from layers.source import RawTable, Source
from layers.sources import GENERIC, Role, all_sources, recognise, source_named
from layers.sources._labels import unknown_labels, with_others
from layers.sources._synonyms import FACILITY, INCIDENT, column_map
from layers.sources._weapon_types import weapon_types

__all__ = [
    "Loaded",
    "combine",
    "load_facilities",
    "load_incidents",
    "no_facilities",
    "read_facilities",
    "read_incidents",
]

_DEFAULTS: Final = {
    "event_type": "unknown",
    "perpetrator_reported_type": "unknown",
    "attribution_status": "unknown",
    "certainty": "unknown",
    "kind": "unknown",
}
_FLAGS: Final = ("is_strike", "is_armed_attack", "do_not_publish")
_SHOWN: Final = 12
_OF_EVENTS: Final = {
    "date", "date_start", "date_end", "year", "event_type", "weapon", "killed", "killed_max",
    "injured", "facilities_damaged", "facilities_destroyed", "perpetrator",
}  # fmt: skip
_OF_SITES: Final = {
    "name", "kind_text", "operator", "registered_on", "registered_until", "notified_to",
    "notified_on", "reference_no", "exists_from", "status",
}  # fmt: skip


def load_incidents(
    path: Path | str,
    source: str | None = None,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    settings: LoadSettings | None = None,
    mapping: ColumnMapping | None = None,
) -> Loaded:
    """Load one file of incidents.

    Parameters
    ----------
    path
        Any format of `layers.formats.read_table`.
    source
        The name of a source to read it as; None recognises it from the columns.
    sheet
        The sheet of a workbook, or the layer of a geographic file.
    header_row
        The row, counted from 1, with the headers.
    settings
        The user's choices.
    mapping
        What the columns mean, where their names do not say it; the list is then one's own.

    Returns
    -------
    Loaded. Incidents without a place are in the table, unlocated.

    Raises
    ------
    InputError
        The file cannot be used; the message says why and how to mend it.
    """
    if source == CANONICAL or (source is None and mapping is None and canonical_role(path)):
        return load_canonical(path, "incidents")
    wanted = source_named(source, "incidents") if source else None
    if mapping is not None:
        raw = read_mapped(path, mapping, role="incidents", sheet=sheet, header_row=header_row)
    else:
        raw = read_table(path, sheet=sheet, header_row=header_row, role="incidents")
    return _load(raw, "incidents", wanted, settings or LoadSettings(), mapping)


def load_facilities(
    path: Path | str,
    source: str | None = None,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    settings: LoadSettings | None = None,
    mapping: ColumnMapping | None = None,
) -> Loaded:
    """Load one list of facilities or registrations, as `load_incidents` does incidents.

    Raises
    ------
    InputError
        The file cannot be used: also where no column could be a place, or one id stands for
        different places.
    """
    if source == CANONICAL or (source is None and mapping is None and canonical_role(path)):
        return load_canonical(path, "facilities")
    wanted = source_named(source, "facilities") if source else None
    if mapping is not None:
        raw = read_mapped(path, mapping, role="facilities", sheet=sheet, header_row=header_row)
    else:
        raw = read_table(path, sheet=sheet, header_row=header_row, role="facilities")
    return _load(raw, "facilities", wanted, settings or LoadSettings(), mapping)


def read_incidents(path: Path | str, source: str | None = None, **options: Any) -> gpd.GeoDataFrame:
    """Return only the table of `load_incidents`."""
    return load_incidents(path, source, **options).table


def read_facilities(
    path: Path | str, source: str | None = None, **options: Any
) -> gpd.GeoDataFrame:
    """Return only the table of `load_facilities`."""
    return load_facilities(path, source, **options).table


def _load(
    raw: RawTable,
    role: Role,
    wanted: Source | None,
    settings: LoadSettings,
    mapping: ColumnMapping | None,
) -> Loaded:
    if mapping is not None:
        source = _own_list(mapping, wanted, role)
        if settings.day_first is None:
            settings = replace(settings, day_first=mapping.day_first)
    else:
        source = _check_forced(raw, wanted) if wanted else _recognised(raw, role)
    everything = with_others(with_order(source.read(raw), mapping), raw.frame, source)
    if role == "facilities" and not has_places(raw, everything):
        raise InputError(_no_place(raw))
    rejected = reject(raw, everything)
    frame = everything.drop(index=rejected["row"])
    if not len(frame):
        raise InputError(
            f"{raw.path.name}: no row holds data (see row {raw.frame.index[0]} onwards)"
        )
    names = ids(raw, frame, source)
    places = read_places(raw, frame, source)
    day_first = source.day_first if settings.day_first is None else settings.day_first
    dates, findings = read_intervals(frame, names, day_first=day_first)
    frame = frame.drop(columns=[c for c in [*places.table, *dates] if c in frame])
    frame = pd.concat([frame, places.table, dates], axis="columns")
    frame, notes = _completed(frame, raw, source, role, settings)
    frame.index = pd.Index(names, name="incident_id" if role == "incidents" else "facility_id")
    merged = _merge(frame, raw, role)
    conform = {"incidents": conform_incidents, "facilities": conform_facilities}[role]
    table = conform(merged.table.assign(geometry=geo_series(merged.table["geometry"])))
    stays = findings["id"].isin(table.index)
    strange = unknown_labels(raw.frame, source, everything)
    every_note = (*raw.notes, *places.notes, *notes, *strange, *merged.notes)
    return Loaded(
        table=table,
        rejected=rejected,
        accounting=_account(raw, source, len(table), len(rejected), len(frame) - len(table)),
        read_as=[_read_as(raw, source, places.formats, every_note)],
        findings=stacked([findings[stays], merged.findings], FINDING_DTYPES),
        merges=merged.merges,
    )


def _own_list(mapping: ColumnMapping, wanted: Source | None, role: Role) -> Source:
    source = all_sources()[GENERIC[role]]
    if wanted is not None and wanted is not source:
        raise InputError(
            f"{mapping.path.name}: a mapping is for lists of one's own, and {mapping.file} is "
            f"given as {wanted.name}; leave out one of the two"
        )
    return source


def _recognised(raw: RawTable, role: Role) -> Source:
    columns = list(map(str, raw.frame.columns))
    other: Role = "facilities" if role == "incidents" else "incidents"
    found, elsewhere = recognise(columns, role), recognise(columns, other)
    counted = recognise(columns, "counts")
    if counted and not (found and found.signatures):
        raise InputError(
            f"{raw.path.name}: this is a table of counts ({counted.title}), not of {role}: a "
            f"count has no place, day or id, so no row of it can be one of {role} "
            "(layers.load_counts reads it)"
        )
    if elsewhere and elsewhere.signatures and not (found and found.signatures):
        raise InputError(
            f"{raw.path.name}: this is a list of {other} ({elsewhere.title}), not of {role}; "
            f"give it as {other}, or name the source before the file (source:FILE)"
        )
    if found and found.name == GENERIC["incidents"] and _lists_sites(columns):
        raise InputError(
            f"{raw.path.name}: this looks like a list of facilities: no column says when or what "
            f"happened ({_some(columns)}); give it as facilities or registry, or write "
            f"{found.name}:{raw.path.name} if it does list incidents"
        )
    if found:
        return found
    if raw.geometry is not None:
        return all_sources()[GENERIC[role]]
    if role == "facilities":
        raise InputError(_no_place(raw))
    raise UnknownSourceError(
        f"{raw.path.name}: no source is known with these columns ({_some(columns)}), and for a "
        "plain list of incidents there must be a date, coordinates or a description, and one thing "
        "more; name the columns so (date, latitude, longitude, type, description), or name the "
        "row with the headers (--header-row) or the sheet (--sheet), or say what the columns mean "
        "in a mapping (nostrike columns)"
    )


def _lists_sites(columns: list[str]) -> bool:
    """Say whether the columns speak of sites, and of nothing that happened."""
    events, sites = set(column_map(columns, INCIDENT)), set(column_map(columns, FACILITY))
    return not events & _OF_EVENTS and len(sites & _OF_SITES) >= 2  # noqa: PLR2004 - two agree


def _check_forced(raw: RawTable, source: Source) -> Source:
    columns = {fold(column) for column in raw.frame.columns}
    if source.signatures and not any(signature & columns for signature in source.signatures):
        expected = ", ".join(sorted(source.signatures[0]))
        raise InputError(
            f"{raw.path.name}: cannot be read as {source.name}: it has none of its columns "
            f"({expected}); leave the source out to have it recognised"
        )
    return source


def _some(columns: list[str]) -> str:
    return ", ".join(columns[:_SHOWN]) + (", ..." if len(columns) > _SHOWN else "")


def _no_place(raw: RawTable) -> str:
    return (
        f"{raw.path.name}: no column could be the place of a facility; the columns are "
        f"{_some(list(map(str, raw.frame.columns)))}. Name two of them latitude and longitude, or "
        "one coordinates; or name the row with the headers (--header-row) or the sheet (--sheet), "
        "or say what the columns mean in a mapping (nostrike columns)"
    )


def _completed(
    frame: pd.DataFrame, raw: RawTable, source: Source, role: Role, settings: LoadSettings
) -> tuple[pd.DataFrame, list[str]]:
    """Add what every row has: precision, country, licence, where it stood; drop the helpers."""
    notes: list[str] = []
    if role == "incidents":
        precision, notes = incident_precision(frame, source, settings, raw.path.name)
    else:
        precision = facility_error(frame, settings)
    frame = frame.drop(columns=[c for c in precision if c in frame])
    if settings.kinds and "kind_text" in frame:
        frame = frame.assign(kind=_own_kinds(frame, settings))
    frame = pd.concat([frame, precision], axis="columns")
    for column, value in _DEFAULTS.items():
        if column in frame:
            frame[column] = frame[column].fillna(value)
    if "event_type" in frame:
        kinds = weapon_types(frame["event_type"])
        frame["weapon_type"] = frame.get("weapon_type", kinds).fillna(kinds)
    given = {"licence": source.licence, "citation": source.citation}
    if settings.country is not None:
        given["country"] = _country(settings.country)
    if role == "facilities" and settings.list_as_of is not None:
        given["list_as_of"] = pd.Timestamp(settings.list_as_of)
    for column, value in given.items():
        frame[column] = frame[column].fillna(value) if column in frame else value
    for column in _FLAGS:
        if column in frame:
            frame[column] = frame[column].fillna(value=False).astype(bool)
    if {"is_strike", "is_armed_attack"} <= set(frame):
        frame["is_armed_attack"] &= ~frame["is_strike"]
    frame = frame.assign(source=source.name, file=raw.path.name, sheet=raw.sheet, row=frame.index)
    canonical = INCIDENT_COLUMNS if role == "incidents" else FACILITY_COLUMNS
    kept = [column for column in [*canonical, "geometry"] if column in frame]
    extras = _source_columns(raw.frame.loc[frame.index], source.name, set(canonical))
    worked_out = [column for column in frame if column.startswith(f"{source.name}_")]
    extras = extras.drop(columns=extras.columns.intersection(worked_out))
    return pd.concat([frame[kept], extras, frame[worked_out]], axis="columns"), notes


def _own_kinds(frame: pd.DataFrame, settings: LoadSettings) -> pd.Series:
    wrong = sorted(set(settings.kinds.values()) - set(KINDS))
    if wrong:
        raise InputError(f"settings: unknown facility kind {wrong[0]!r}; known: {', '.join(KINDS)}")
    own = {fold(word): kind for word, kind in settings.kinds.items()}
    return frame["kind_text"].map(fold).map(own).fillna(frame["kind"])


def _country(name: str) -> str:
    iso3 = to_iso3(pd.Series([name]))[0]
    if pd.isna(iso3):
        raise InputError(f"settings: {name!r} is no country; give its ISO 3166-1 alpha-3 code")
    return str(iso3)


def _source_columns(cells: pd.DataFrame, source: str, taken: set[str]) -> pd.DataFrame:
    """Return the source's own columns, each of one type, named after the source."""
    slugs = [f"{source}_{fold_key(label).replace(' ', '_')}" for label in cells]
    names = unique_headers([f"{slug}_" if slug in taken else slug for slug in slugs])
    columns = {
        name.replace(" (", "_").rstrip(")"): _one_type(cells[label])
        for name, label in zip(names, cells, strict=True)
    }
    return pd.DataFrame(columns, index=cells.index)


def _one_type(cells: pd.Series) -> pd.Series:
    kind = pd.api.types.infer_dtype(cells, skipna=True)
    if kind == "integer":
        numbers = pd.to_numeric(cells, errors="coerce")
        return numbers.astype("Int64") if numbers.abs().max() < 2**62 else cells.astype("str")
    if kind in {"floating", "mixed-integer-float"}:
        return cells.astype("float64")
    if kind == "boolean":
        return cells.astype("boolean")
    if kind in {"datetime64", "datetime"}:
        days = pd.to_datetime(cells, errors="coerce", utc=True).dt.tz_localize(None)
        return days.astype("datetime64[us]")
    return cells.astype("str")


def _merge(frame: pd.DataFrame, raw: RawTable, role: Role) -> Merged:
    if role == "incidents":
        return merge_incidents(frame)
    of_osm = any(fold(column) in {"osm_id", "@id", "osm id"} for column in raw.frame)
    return merge_facilities(frame, ids_may_repeat=of_osm, file=raw.path.name)


def _account(
    raw: RawTable, source: Source, loaded: int, rejected: int, merged: int
) -> pd.DataFrame:
    read = len(raw.frame)
    if read != loaded + rejected + merged:
        raise RuntimeError(
            f"{raw.path.name}: {read} rows read, but {loaded} loaded, {rejected} rejected and "
            f"{merged} merged; this is a fault of the programme"
        )
    row = {
        "file": raw.path.name,
        "source": source.name,
        "read": read,
        "loaded": loaded,
        "rejected": rejected,
        "merged": merged,
    }
    return typed(pd.DataFrame([row]), ACCOUNTING_DTYPES)


def _read_as(
    raw: RawTable, source: Source, formats: str | None, notes: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "file": raw.path.name,
        "format": raw.format,
        "source": source.name,
        "sheet": raw.sheet,
        "header_row": raw.header_row,
        "encoding": raw.encoding,
        "separator": raw.separator,
        "columns": column_meanings(raw, source),
        "coordinate_format": formats,
        "crs": raw.crs,
        "notes": list(notes),
    }
