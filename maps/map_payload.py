"""What the map's page is told: an audit's tables, figures and words as one plain dict."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from layers import boundaries
from layers.sources import GENERIC, source_of_name
from maps import map_data
from maps.basemap import Box, frame_of, ground, rings, round_about
from maps.editions import public_figures, public_view
from maps.labels import direction, labels
from maps.map_candidates import candidate_columns
from maps.map_files import files
from maps.map_languages import Account, not_reviewed, words_of
from maps.map_legend import legend
from maps.map_told import marked, marked_findings, texts_of, told, told_notice, told_weapons
from maps.marks import marks
from maps.sentences import LANGUAGES
from maps.text import storable
from maps.tiles import TILES

EDITIONS: Final = ("restricted", "public")
_READ: Final = {  # phrase -> name in the account
    "read_file": "file",
    "read_sheet": "sheet",
    "read_header": "header_row",
    "read_format": "format",
    "read_coordinates": "coordinate_format",
    "read_crs": "crs",
}
_MARKS_ACROSS: Final = 150  # of the frame: names keep clear of marks no closer than can be seen


class Inputs(NamedTuple):
    """What `maps.conflict_map` was given; see there."""

    incidents: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    strikes: pd.DataFrame
    coverage: pd.DataFrame | None
    summary: pd.DataFrame | None
    registry: gpd.GeoDataFrame | None
    areas: gpd.GeoDataFrame | None
    findings: pd.DataFrame | None
    figures: dict[str, Any]
    profile: Any
    edition: str
    lang: str
    radius_m: tuple[float, ...]
    title: str | None
    sources: list[dict[str, Any]] | None
    notice: str | None
    headline: list[str] | None
    limits: list[str] | None
    languages: Mapping[str, Account] | None = None
    candidates: pd.DataFrame | None = None


def for_edition(given: Inputs) -> tuple[Inputs, str | None]:
    """Return the inputs as the edition may hold them, and the tier of a strike near no known site.

    A restricted edition holds everything.
    """
    if given.edition == "restricted":
        return given, "unlikely"
    view = public_view(
        given.incidents,
        given.facilities,
        given.strikes,
        summary=given.summary,
        public_detail=str(getattr(given.profile, "public_detail", "source")),
    )
    public = given._replace(
        incidents=view.incidents,
        facilities=view.facilities,
        strikes=view.strikes,
        summary=view.summary,
        coverage=None,
        registry=None,
        findings=None,
        candidates=None,
        figures=public_figures(given.figures),
        sources=None,
    )
    shown = view.facilities
    if given.findings is not None:
        # A point known to be wrong is not published as a place, and neither is the reason.
        wrong = given.findings.loc[given.findings["severity"] == "error", "id"]
        shown = shown.set_geometry(shown.geometry.mask(shown.index.isin(wrong)))
        public = public._replace(facilities=shown)
    all_public = len(view.facilities) == len(given.facilities)
    return public, "unlikely" if all_public else map_data.NOT_STATED


def payload(inputs: Inputs) -> dict[str, Any]:
    """Return everything the page's script reads, of the edition asked for and no more.

    Raises
    ------
    ValueError
        The strikes hold nothing on one of the radii.
    """
    tables = {
        name: storable(value)
        for name, value in inputs._asdict().items()
        if isinstance(value, pd.DataFrame)
    }
    given, fallback = for_edition(inputs._replace(**tables))
    strikes = map_data.one_row_per_pair(given.strikes, given.radius_m)
    frame = _frame(given)
    areas, used = _areas(given, frame)
    sites, incidents = given.facilities, given.incidents
    # Where there is no registry the page reads these columns, and finds nothing in them.
    registrations: map_data.Columns = {"id": [], "name": [], "facility": [], "outcome": []}
    if given.coverage is not None and given.registry is not None:
        registrations = map_data.registration_columns(given.registry, given.coverage, sites.index)
    found = None
    if given.findings is not None:
        found = map_data.finding_rows(given.findings, incidents.index, sites.index)
    per_source = given.figures.get("per_source") or _per_source(incidents)
    columns = map_data.incident_columns(
        incidents, given.summary, strikes, given.radius_m, used, fallback=fallback
    )
    listed = map_data.facility_columns(sites, given.coverage)
    names = [columns[name] for name in ("place", "admin2", "named")]
    names += [listed["name"], listed["other"], registrations["name"]]
    drawn_ground = ground(
        boundaries.countries_near(round_about(frame)),
        given.areas,
        frame,
        marks=_marks(given, frame),
    )
    said = _said(given, given.lang, incidents, sites, per_source)
    accounts: dict[str, Account] = {given.lang: said}
    for lang in _offered(given):
        account = (given.languages or {}).get(lang)
        accounts[lang] = account or _said(given, lang, incidents, sites, per_source)
    page: dict[str, Any] = {
        "about": {
            "title": given.title or _title(given, given.lang),
            "edition": given.edition,
            "lang": given.lang,
            "dir": direction(given.lang),
            "note": not_reviewed(given.lang),
            "notice": given.notice or given.figures.get("notice"),
            "generated": given.figures.get("generated"),
            "radii_m": list(given.radius_m),
            "frame": list(frame),
            "with_registry": given.coverage is not None,
            "ground": boundaries.NAME,
            "tiles": TILES._asdict(),
        },
        "marks": marks(),
        "files": files(given.edition, given.radius_m),
        **said,
        "incidents": columns,
        "facilities": listed,
        "letters": map_data.letters(names),
        "pairs": map_data.pair_columns(strikes, incidents.index, sites.index, given.radius_m),
        "registrations": registrations,
        "candidates": candidate_columns(given.candidates, incidents.index, sites.index),
        "findings": marked_findings(found),
        "areas": areas,
        "ground": drawn_ground,
        "legend": legend(columns, listed, registrations, areas=areas, ground=drawn_ground),
        "sources": [_source(entry) for entry in per_source],
        "lists": [_list(entry) for entry in given.figures.get("facility_lists") or _lists(sites)],
        "read_as": [_read(one) for one in given.sources or given.figures.get("read_as") or []],
    }
    texts = texts_of(page)
    notice, weapons = page["about"]["notice"], map_data.weapon_types(incidents)
    page["languages"] = {
        lang: words_of(
            lang,
            given.title or _title(given, lang),
            account,
            told(texts, lang) | told_notice(notice, lang) | told_weapons(weapons, lang),
        )
        for lang, account in accounts.items()
    }
    page["labels"] = page["languages"][given.lang]["labels"]
    return page


def _frame(given: Inputs) -> Box:
    framed = getattr(given.profile, "frame", None)
    framed = framed or given.figures.get("conflict", {}).get("frame")
    return Box(*map(float, framed)) if framed else frame_of(given.incidents, given.facilities)


def _marks(given: Inputs, frame: Box) -> Any:
    """Return where incidents and facilities stand, those close together once."""
    places = pd.concat([map_data.points(given.incidents), map_data.points(given.facilities)])
    near = max(frame.width / _MARKS_ACROSS, 0.001)
    once = (places[["lon", "lat"]].dropna() / near).round().drop_duplicates() * near
    return shapely.points(once.to_numpy(dtype="float64"))


def _offered(given: Inputs) -> list[str]:
    """Return the further languages in which every sentence of the page can be said."""
    others = [lang for lang in LANGUAGES if lang != given.lang]
    if given.headline is None and given.limits is None:
        return others
    return [lang for lang in others if lang in (given.languages or {})]


def _said(
    given: Inputs,
    lang: str,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    per_source: Sequence[dict[str, Any]],
) -> dict[str, list[str]]:
    """Return headline and limits: those given, else plain ones."""
    words = labels(lang)
    plain = [words[key] for key in words if key.startswith("limit_")]
    headline = given.headline
    if headline is None:
        headline = _headline(words, incidents, facilities, per_source)
    return {"headline": headline, "limits": plain if given.limits is None else given.limits}


def _title(given: Inputs, lang: str) -> str:
    words = labels(lang)
    names = getattr(given.profile, "names", None) or given.figures.get("conflict", {}).get("names")
    name = names.get(lang, names.get("en")) if names else None
    return words["title"].replace("{name}", name) if name else words["title_plain"]


def _areas(given: Inputs, frame: Box) -> tuple[dict[str, dict[str, Any]], pd.Index]:
    """Return the areas that stand for places of incidents, and their ids."""
    if given.areas is None or "area_id" not in given.incidents:
        return {}, pd.Index([])
    wanted = given.incidents.loc[given.incidents["error_model"].eq("area"), "area_id"].dropna()
    areas = given.areas[given.areas.index.isin(wanted.unique())]
    areas = areas[areas.geometry.notna() & ~areas.geometry.is_empty]
    if not len(areas):
        return {}, pd.Index([])
    shapes = rings(areas.geometry.to_numpy(), frame.width / 2_000)
    place = map_data.points(areas)
    names = map_data.texts(areas, "name")
    rows = zip(areas.index, names, place["lon"], place["lat"], shapes, strict=True)
    found = {
        area_id: {
            "name": name,
            "lon": lon,
            "lat": lat,
            "rings": [[ring.tolist() for ring in part] for part in parts],
        }
        for area_id, name, lon, lat, parts in rows
        if parts
    }
    return found, pd.Index(list(found))


def _per_source(incidents: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the counts of each source, where no account was given."""
    if "source" not in incidents:
        return []
    return [
        {
            "source": source,
            "n_incidents": len(rows),
            "n_strikes": int(rows["is_strike"].sum()) if "is_strike" in rows else 0,
            "n_reported_hits": sum(map_data.flags(rows, "reported_hit")),
        }
        for source, rows in incidents.groupby("source", sort=True)
    ]


def _source(entry: dict[str, Any]) -> dict[str, Any]:
    kept = {key: entry.get(key) for key in ("source", "title", "licence", "citation")}
    return {
        **kept,
        "heading": kept["title"] or kept["source"] or "",
        "n_incidents": entry.get("n_incidents") or 0,
        "n_strikes": entry.get("n_strikes") or 0,
        "dates": entry.get("dates") or [],
        "selected": bool(entry.get("selected_for_health_care")),
    }


def _list(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what the page says of a list of facilities, named and cited as on the shelf."""
    kept: dict[str, Any] = {key: entry[key] for key in ("file", "source", "as_of") if key in entry}
    about = source_of_name(str(entry.get("source")))
    kept["heading"] = entry.get("source") or entry.get("file") or ""
    if about is None:
        return kept
    # a list of one's own is known by its file, as among the incidents
    title = entry.get("file", about.title) if about.name in GENERIC.values() else about.title
    said = {"title": title, "licence": about.licence, "citation": about.citation}
    return {**kept, **said, "heading": title}


def _read(entry: dict[str, Any]) -> dict[str, Any]:
    """Return what the page says of how a file was read: phrases with their value, and columns."""
    found = {label: entry.get(name) for label, name in _READ.items()}
    said = [[label, marked(label, str(v))] for label, v in found.items() if v not in {None, ""}]
    return {"said": said, "columns": list((entry.get("columns") or {}).items())}


def _lists(facilities: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    if "source" not in facilities:
        return []
    as_of = map_data.days(facilities, "list_as_of")
    table = pd.DataFrame({"source": map_data.texts(facilities, "source"), "as_of": as_of})
    return list(table.drop_duplicates().to_dict("records"))


def _headline(
    words: dict[str, str],
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    per_source: Sequence[dict[str, Any]],
) -> list[str]:
    """Return plain sentences from the figures; the audit passes better ones."""
    sentences = []
    for entry in per_source:
        named = {"source": entry.get("title") or entry["source"]}
        for at in entry.get("by_radius", []):
            known = {
                "n": at["n_assessable"],
                "total": at["n"],
                "low": at["low"],
                "high": at["high"],
                "radius": f"{at['radius_m']:g} m",
            }
            keys = ["headline_located"]
            if at["n_assessable"] and at["low"] is not None:
                keys.append("headline_near")
            sentences += [_fill(words[key], {**named, **known}) for key in keys]
        if entry.get("n_reported_hits"):
            counts = {"n": entry["n_reported_hits"], "total": entry["n_incidents"]}
            sentences.append(_fill(words["headline_reported"], {**named, **counts}))
    if not sentences:
        strikes = sum(map_data.flags(incidents, "is_strike"))
        counts = {"n": len(incidents), "strikes": strikes, "facilities": len(facilities)}
        sentences.append(_fill(words["headline_plain"], counts))
    return sentences


def _fill(phrase: str, values: dict[str, Any]) -> str:
    """Return a phrase with its names filled in, once: what a value holds is never looked at."""
    pieces = phrase.split("{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        name, _, rest = piece.partition("}")
        filled += [str(values[name]), rest]
    return "".join(filled)
