"""The report of one conflict: what the data show, what they do not, and how it was computed.

Never in a public edition: the registry, coverage, findings, free text, names of perpetrators or
of sites that their list does not mark as public.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.vocabulary import TIERS
from layers.sources import all_sources
from maps import report_tables as tables
from maps.figures import bars, years
from maps.headline import (
    Account,
    conflict_name,
    coverage_sentences,
    first_line,
    limits,
    statements,
)
from maps.page import Table, for_edition, render, write_page
from maps.sentences import number, say
from maps.text import storable

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
    lang: str = "en",
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
    lang
        Language of the page.

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
    if account["edition"] == "public":
        coverage, findings = None, None
    pairs = tables.pairs_table(
        flags,
        incidents,
        facilities,
        account["radii_m"],
        edition=account["edition"],
        lang=lang,
    )
    page = render(
        "report.html",
        lang,
        account=account,
        public=account["edition"] == "public",
        title=say("report_title", lang, name=conflict_name(account, lang)),
        first_line=first_line(account, lang),
        limits=limits(account, lang),
        apart=_apart(account, lang),
        sources=[_source(one, incidents, lang) for one in account["per_source"]],
        radii=", ".join(say("metres", lang, n=radius_m) for radius_m in account["radii_m"]),
        radius_set=account.get("radius_set"),
        lists=_lists(account, lang),
        registries=_registries(account, lang),
        read_as=read_as_table(account.get("read_as") or (), lang),
        read_as_columns=_read_as_columns(account),
        accounting=_accounting(account, lang),
        licences=_licences(account, lang),
        coverage=_coverage(account, coverage, facilities, lang),
        pairs=pairs,
        findings=tables.findings_table(account.get("findings") or {}, findings, lang),
        not_run=_not_run(account, lang),
        distrusted=[
            say("distrusted_note", lang, source=one["title"], count=one["distrusted"])
            for one in account["per_source"]
            if one["distrusted"]
        ],
        distrusted_table=tables.distrusted_table(incidents, lang),
        method=[say(f"method_{part}", lang) for part in _method(account)],
    )
    return write_page(path, page)


def _apart(account: Account, lang: str) -> list[dict[str, Any]]:
    """Return the three statements apart, and armed attacks after them, over the sources."""
    per_source = [statements(source, lang) for source in account["per_source"]]
    return [
        {
            "heading": say(f"h_{kind}", lang),
            "note": say(f"{kind}_note", lang),
            "lines": [line for source in per_source for line in source[kind]],
        }
        for kind in ("reported", "near", "cannot_tell", "armed")
    ]


def _method(account: Account) -> tuple[str, ...]:
    return (*_METHOD, "coverage") if account.get("coverage") else _METHOD


def _source(source: Mapping[str, Any], incidents: pd.DataFrame, lang: str) -> dict[str, Any]:
    """Return one source's part of the page: its statements, tables and figures."""
    title = source["title"]
    by_radius = sorted(source["by_radius"], key=lambda figures: figures["radius_m"])
    tiers = {tier: say(f"tier_{tier}", lang) for tier in TIERS}
    groups = [
        (say("metres", lang, n=figures["radius_m"]), figures["tiers"]) for figures in by_radius
    ]
    gone = sum(figures.get("excluded_not_existing", 0) for figures in by_radius[-1:])
    return {
        "title": title,
        "selected": source.get("selected_for_health_care", False),
        "excluded": gone and say("excluded_not_existing", lang, source=title, n=gone),
        "counts": tables.counts_table(source, lang) if source["n_strikes"] else None,
        "sensitivity": tables.sensitivity_table(source, lang) if source["n_strikes"] else None,
        "cells": [tables.cells_table(source, figures, lang) for figures in by_radius]
        if source["n_strikes"]
        else [],
        "tiers": source["n_strikes"]
        and bars(groups, tiers, title=say("tiers_caption", lang, source=title), lang=lang),
        "tiers_caption": say("tiers_caption", lang, source=title),
        "armed": tables.armed_table(source, lang) if source["n_armed_attacks"] else None,
        "precision": tables.precision_table(source, lang),
        "calibration": _calibration(source, lang),
        **_years(source, incidents, lang),
    }


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


def _years(source: Mapping[str, Any], incidents: pd.DataFrame, lang: str) -> dict[str, Any]:
    dates = incidents.loc[incidents["source"] == source["source"], "date_start"]
    title = say("years_caption", lang, source=source["title"])
    undated = int(dates.isna().sum())
    counts = dates.dropna().dt.year.value_counts()
    by_year = {int(year): int(n) for year, n in counts.items()}
    return {
        "years": years(by_year, title=title, lang=lang) if by_year else None,
        "years_caption": title,
        "undated": undated and say("years_undated", lang, count=undated),
    }


def _coverage(
    account: Account, coverage: pd.DataFrame | None, facilities: pd.DataFrame, lang: str
) -> dict[str, Any] | None:
    if account["edition"] == "public":
        return None
    figures = account.get("coverage")
    return {
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
        [one["file"], one.get("as_of") or say("unknown", lang), one["n"], one["scope"]]
        for one in account.get("registries") or ()
    ]
    heads = tables.heads(lang, "file", "as_of", "total", "scope")
    return Table(say("h_registries", lang), heads, rows)


def read_as_table(entries: Sequence[Mapping[str, Any]], lang: str) -> Table:
    """Return how each file was read, a row per file."""
    rows = [
        [
            one["file"],
            one.get("source"),
            one.get("format"),
            one.get("sheet"),
            None if one.get("header_row") is None else number(one["header_row"], lang),
            one.get("coordinate_format"),
            one.get("crs"),
        ]
        for one in entries
    ]
    columns = ("file", "source", "format", "sheet", "header_row", "coordinates", "crs")
    return Table(say("h_read_as", lang), tables.heads(lang, *columns), rows)


def _read_as_columns(account: Account) -> list[dict[str, Any]]:
    """Return, per file, which column was read as what, in the file's order."""
    return [
        {
            "file": one["file"],
            "pairs": list((one.get("columns") or {}).items()),
            "notes": _as_list(one.get("notes")),
        }
        for one in account.get("read_as") or ()
    ]


def _as_list(notes: Any) -> list[str]:
    if not notes:
        return []
    return [notes] if isinstance(notes, str) else [str(note) for note in notes]


def _accounting(account: Account, lang: str) -> Table:
    parts = ("read", "loaded", "rejected", "merged")
    rows = [
        [one["file"], one.get("source"), *(one[part] for part in parts)]
        for one in account.get("accounting") or ()
    ]
    return Table(say("h_accounting", lang), tables.heads(lang, "file", "source", *parts), rows)


def _licences(account: Account, lang: str) -> Table:
    rows = [
        [
            one["title"],
            one.get("licence") or say("licence_missing", lang),
            one.get("citation") or say("citation_missing", lang),
        ]
        for one in account["per_source"]
    ]
    shelf = all_sources()
    for name in dict.fromkeys(one["source"] for one in account["facility_lists"]):
        about = shelf.get(name)
        rows.append(
            [about.title, about.licence, about.citation]
            if about
            else [name, say("licence_missing", lang), say("citation_missing", lang)]
        )
    return Table(say("h_sources", lang), tables.heads(lang, "source", "licence", "citation"), rows)


def _not_run(account: Account, lang: str) -> Table:
    rows = [
        [say(f"list_{one['list']}", lang), one["code"], one["reason"]]
        for one in account.get("not_run") or ()
    ]
    return Table(say("h_not_run", lang), tables.heads(lang, "list", "code", "reason"), rows)
