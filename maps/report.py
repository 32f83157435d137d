"""The report of one conflict: what the data show, what they do not, and how it was computed.

Never in a public edition: the registry, coverage, findings, free text, names of perpetrators or
of sites that their list does not mark as public.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.vocabulary import LOCATION_PRECISIONS, OUTCOMES, TIERS
from layers.sources import all_sources
from maps import report_tables as tables
from maps.brief_words import cite, drawn_words, map_alt, map_key
from maps.candidates_part import candidates_part
from maps.card_map import small_map
from maps.figures import bars, cells, through_time
from maps.files_read import files_read
from maps.headline import (
    Account,
    caption,
    conflict_name,
    coverage_sentences,
    has_sites,
    lead,
    limits,
    statements,
)
from maps.page import Table, for_edition, render, write_page
from maps.remarks import in_words, on_page, published
from maps.report_sites import sites_table
from maps.sentences import language_name, say
from maps.text import storable

_MAP: Final = (720, 420)
_PRECISIONS: Final = {name: at for at, name in enumerate(LOCATION_PRECISIONS)}
_METHOD: Final = (
    "strike",
    "distance",
    "error",
    "probability",
    "tiers",
    "interval",
    "sensitivity",
    "existed",
    "distrust",
)


def write_report(
    path: str | Path,
    account: Account,
    *,
    incidents: pd.DataFrame,
    facilities: pd.DataFrame,
    flags: pd.DataFrame,
    coverage: pd.DataFrame | None = None,
    findings: pd.DataFrame | None = None,
    areas: gpd.GeoDataFrame | None = None,
    expected: pd.DataFrame | None = None,
    lang: str = "en",
    languages: Mapping[str, str] | None = None,
) -> Path:
    """Write the report of one conflict as one self-contained page.

    Parameters
    ----------
    path
        Where to; the folder exists.
    account
        Every figure of the conflict, as ``summary.json`` holds it; its ``edition`` decides what
        may be on the page.
    incidents
        Canonical incidents of the conflict with the columns of `geo.summarise_incidents`.
    facilities
        Canonical facilities, indexed by ``facility_id``.
    flags
        A row per incident and facility, as `geo.pivot_flags` returns it.
    coverage
        As `geo.check_coverage` returns it. Left out of a public edition.
    findings
        As `geo.check_coordinates` returns them. Left out of a public edition.
    areas
        Districts and provinces that stand for vague places, or None.
    expected
        What each facility may stand for of the reported hits, source by source, with
        ``facility_id``, ``source``, ``expected``, ``low``, ``high`` and ``n_tied``. Left out of a
        public edition.
    lang
        Language of the page.
    languages
        Language -> file of the same report in it, this one included, all in one folder; the page
        links to the others.

    Returns
    -------
    The path written.

    Raises
    ------
    ValueError
        An unknown language.
    """
    account = for_edition(account)
    incidents, facilities, flags = storable(incidents), storable(facilities), storable(flags)
    coverage = None if coverage is None else storable(coverage)
    findings = None if findings is None else storable(findings)
    expected = None if expected is None else storable(expected)
    if account["edition"] == "public":
        coverage, findings = None, None
    pairs = tables.pairs_table(
        flags,
        incidents,
        facilities,
        account["radii_m"],
        edition=account["edition"],
        lang=lang,
        areas=areas,
    )
    page = render(
        "report.html",
        lang,
        account=account,
        notice=in_words(account.get("notice") or "", lang),
        notes=[in_words(note, lang) for note in account["conflict"].get("notes") or ()],
        public=account["edition"] == "public",
        title=say("report_title", lang, name=conflict_name(account, lang)),
        languages=[(code, language_name(code), file) for code, file in (languages or {}).items()],
        lead=lead(account, lang),
        caption=caption(account, lang),
        near_is_not=say("near_is_not", lang),
        chart=_chart(account, incidents, facilities, areas, lang),
        limits=limits(account, lang),
        apart=_apart(account, lang),
        sources=[_source(one, place, lang) for place, one in enumerate(account["per_source"], 1)],
        radii=[say("metres", lang, n=radius_m) for radius_m in account["radii_m"]],
        radius_set=_radius_set(account, lang),
        assessed=has_sites(account),
        lists=_lists(account, lang),
        registries=_registries(account, lang),
        **files_read(account, lang),
        licences=_licences(account, lang),
        coverage=_coverage(account, coverage, facilities, lang),
        candidates=candidates_part(account, expected, facilities, lang),
        pairs=pairs,
        sites=sites_table(
            flags,
            incidents,
            facilities,
            min(account["radii_m"]),
            coverage=coverage,
            edition=account["edition"],
            lang=lang,
        ),
        findings=tables.findings_table(account.get("findings") or {}, findings, lang),
        not_run=_not_run(account, lang),
        distrusted=[
            say("distrusted_note", lang, source=one["title"], count=one["distrusted"])
            for one in account["per_source"]
            if one["distrusted"]
        ],
        distrusted_table=tables.distrusted_table(incidents, lang),
        method=[say(f"method_{part}", lang) for part in _method(account)],
        cite=cite(account, lang),
    )
    return write_page(path, page)


def _apart(account: Account, lang: str) -> list[dict[str, Any]]:
    """Return the three statements apart, and armed attacks after them, over the sources."""
    per_source = [statements(source, lang) for source in account["per_source"]]
    strikes = any(source["n_strikes"] for source in account["per_source"])
    # "None" would say that no strike was near, where nobody looked or nobody can tell.
    unsaid = {"near": say("cannot_tell", lang)} if strikes else {}
    if not has_sites(account):
        unsaid = dict.fromkeys(("near", "cannot_tell"), say("not_assessed", lang))
    return [
        {
            "heading": say(f"h_{kind}", lang),
            "note": say(f"{kind}_note", lang),
            "lines": [line for source in per_source for line in source[kind]]
            or [unsaid.get(kind) or say("none", lang)],
        }
        for kind in ("reported", "near", "cannot_tell", "armed")
    ]


def _radius_set(account: Account, lang: str) -> str | None:
    """Return what is said of a named set of radii."""
    found = account.get("radius_set")
    if not found:
        return None
    citation = in_words(found["citation"], lang)
    return say("radius_set_note", lang, name=found["name"], citation=citation)


def _method(account: Account) -> tuple[str, ...]:
    return (*_METHOD, "coverage") if account.get("coverage") else _METHOD


def _chart(
    account: Account,
    incidents: pd.DataFrame,
    facilities: pd.DataFrame,
    areas: gpd.GeoDataFrame | None,
    lang: str,
) -> dict[str, Any] | None:
    """Return the small map with its key, or None where the tables have no places."""
    if "geometry" not in incidents or "geometry" not in facilities:
        return None
    radius_m = min(account["radii_m"])
    public = account["edition"] == "public"
    if public:
        facilities = facilities.loc[tables.public_sites(facilities)]
    picture = small_map(
        incidents,
        facilities,
        radius_m,
        size=_MAP,
        frame=account["conflict"].get("frame"),
        areas=areas,
        across="" if public else say("edition_restricted", lang),
    )
    return {
        "svg": picture.svg(map_alt(account, lang)) if picture.shown else None,
        "key": map_key(radius_m, picture.shown, lang, assessed=has_sites(account)),
        "drawn": drawn_words(account, picture, lang),
        "sources": [
            say("figure_source", lang, citation=in_words(one["citation"], lang))
            for one in account["per_source"]
            if one.get("citation")
        ],
    }


def _source(source: Mapping[str, Any], place: int, lang: str) -> dict[str, Any]:
    """Return one source's part of the page: its statements, tables and figures."""
    title = source["title"]
    by_radius = sorted(source["by_radius"], key=lambda figures: figures["radius_m"])
    gone = sum(figures.get("excluded_not_existing", 0) for figures in by_radius[-1:])
    return {
        "title": published(title, lang),
        "selected": source.get("selected_for_health_care", False),
        "excluded": gone and say("excluded_not_existing", lang, source=title, n=gone),
        "counts": tables.counts_table(source, lang) if source["n_strikes"] and by_radius else None,
        "sensitivity": tables.sensitivity_table(source, lang)
        if source["n_strikes"] and by_radius
        else None,
        "cells": [tables.cells_table(source, figures, lang) for figures in by_radius]
        if source["n_strikes"]
        else [],
        "figures": _figures(source, by_radius, place, lang),
        "figure_source": source.get("citation")
        and say("figure_source", lang, citation=in_words(source["citation"], lang)),
        "armed": tables.armed_table(source, lang) if source["n_armed_attacks"] else None,
        "precision": tables.precision_table(source, lang),
        "calibration": _calibration(source, lang),
    }


def _figures(
    source: Mapping[str, Any], by_radius: Sequence[Mapping[str, Any]], place: int, lang: str
) -> list[dict[str, Any]]:
    """Return one source's figures, each with its caption and a note."""
    title, drawn = source["title"], []
    if source["n_strikes"] and by_radius:
        smallest = by_radius[0]
        drawn += [
            *_time_figure(title, smallest, place, lang),
            _tier_figure(title, by_radius, place, lang),
            _cell_figure(source, smallest, place, lang),
        ]
    mix = source["precision_mix"]
    if mix:
        kinds = {name: tables.word("precision", name, lang) or name for name in _ordered(mix)}
        words = say("precision_caption", lang, source=title)
        picture = bars([("", mix)], kinds, title=words, name=f"precision-f{place}", lang=lang)
        drawn.append({"caption": words, "picture": picture, "note": None})
    return drawn


def _ordered(mix: Mapping[str, int]) -> list[str]:
    """Return the precisions that occur, from the exact to the unknown."""
    return sorted(mix, key=lambda name: _PRECISIONS.get(name, len(_PRECISIONS)))


def _time_figure(
    title: str, figures: Mapping[str, Any], place: int, lang: str
) -> list[dict[str, Any]]:
    time = figures.get("through_time")
    if not time:
        return []
    words = say("time_caption", lang, source=title, r=figures["radius_m"])
    unplaced = time["unplaced"]
    return [
        {
            "caption": words,
            "picture": through_time(time["counts"], title=words, name=f"time-f{place}", lang=lang)
            if time["counts"]
            else None,
            "note": unplaced and say("time_unplaced", lang, n=unplaced, count=unplaced),
        }
    ]


def _tier_figure(
    title: str, by_radius: Sequence[Mapping[str, Any]], place: int, lang: str
) -> dict[str, Any]:
    tiers = {tier: say(f"tier_{tier}", lang) for tier in TIERS}
    groups = [(say("metres", lang, n=one["radius_m"]), one["tiers"]) for one in by_radius]
    words = say("tiers_caption", lang, source=title)
    picture = bars(groups, tiers, title=words, name=f"tiers-f{place}", lang=lang)
    return {"caption": words, "picture": picture, "note": None}


def _cell_figure(
    source: Mapping[str, Any], figures: Mapping[str, Any], place: int, lang: str
) -> dict[str, Any]:
    parts = [("reported", "c_reported_yes"), ("not_reported", "c_reported_no")]
    shown = parts if source["n_reported_hits"] is not None else parts[1:]
    words = say("cells_caption", lang, source=source["title"], r=figures["radius_m"])
    picture = cells(
        [(say(label, lang), figures["cells"][key]) for key, label in shown],
        {cell: say(f"c_{cell}", lang) for cell in tables.CELLS},
        title=words,
        name=f"cells-f{place}",
        lang=lang,
    )
    return {"caption": words, "picture": picture, "note": None}


def _calibration(source: Mapping[str, Any], lang: str) -> list[str]:
    """Return what the points of a source without stated accuracy show of themselves."""
    found = source.get("calibration")
    if not found:
        return []
    return [
        say("calibration_note", lang, source=source["title"], n=found["n"]),
        *(
            say("calibration_within", lang, r=at["radius_m"], n=at["n_within"], total=found["n"])
            for at in found["by_radius"]
        ),
    ]


def _coverage(
    account: Account, coverage: pd.DataFrame | None, facilities: pd.DataFrame, lang: str
) -> dict[str, Any] | None:
    if account["edition"] == "public":
        return None
    figures = account.get("coverage")
    drawn = None
    if figures and figures["outcomes"]:
        kinds = {
            name: say(f"outcome_{name}", lang) for name in OUTCOMES if name in figures["outcomes"]
        }
        words = say("h_coverage", lang)
        drawn = bars([("", figures["outcomes"])], kinds, title=words, name="coverage-f", lang=lang)
    return {
        "figure": drawn,
        "sentences": coverage_sentences(account, lang),
        "outcomes": figures and tables.outcomes_table(figures, lang),
        "rows": None if coverage is None else tables.coverage_table(coverage, facilities, lang),
    }


def _lists(account: Account, lang: str) -> Table:
    """Return the lists of facilities with their counts; what checks found stays restricted."""
    public = account["edition"] == "public"
    counts = {
        "total": "n",
        "used": "n_used",
        **({} if public else {"set_aside": "n_set_aside"}),
        "other_kinds": "n_other_kinds",
        "no_place": "n_without_place",
    }
    rows = [
        [
            one["file"],
            one.get("as_of") or say("unknown", lang),
            *(one.get(key) for key in counts.values()),
            say("existence_known" if one["existence_known"] else "existence_unknown", lang),
        ]
        for one in account["facility_lists"]
    ]
    columns = tables.heads(lang, "file", "as_of", *counts, "existence")
    return Table(say("h_lists", lang), columns, rows)


def _registries(account: Account, lang: str) -> Table:
    rows = [
        [
            one["file"],
            one.get("as_of") or say("unknown", lang),
            one["n"],
            in_words(one["scope"], lang),
        ]
        for one in account.get("registries") or ()
    ]
    heads = tables.heads(lang, "file", "as_of", "total", "scope")
    return Table(say("h_registries", lang), heads, rows)


def _licences(account: Account, lang: str) -> Table:
    rows = [
        [
            published(one["title"], lang),
            in_words(one.get("licence") or say("licence_missing", lang), lang),
            published(one.get("citation") or say("citation_missing", lang), lang),
        ]
        for one in account["per_source"]
    ]
    shelf = all_sources()
    for name in dict.fromkeys(one["source"] for one in account["facility_lists"]):
        about = shelf.get(name)
        rows.append(
            [
                published(about.title, lang),
                in_words(about.licence, lang),
                published(about.citation, lang),
            ]
            if about
            else [name, say("licence_missing", lang), say("citation_missing", lang)]
        )
    return Table(say("h_sources", lang), tables.heads(lang, "source", "licence", "citation"), rows)


def _not_run(account: Account, lang: str) -> Table:
    rows = [
        [
            say(f"list_{one['list']}", lang),
            one["code"],
            tables.word("finding", one["code"], lang),
            on_page(one["reason"], lang),
        ]
        for one in account.get("not_run") or ()
    ]
    columns = tables.heads(lang, "list", "code", "explanation", "reason")
    return Table(say("h_not_run", lang), columns, rows)
