"""From an audit to the folder a person opens: every file of the output contract."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

import maps
from layers import export
from layers.reviews import CANDIDATES, write_review
from maps.brief import write_brief, write_card
from maps.card_map import small_map
from maps.headline import has_sites, headline, limits
from maps.index import write_index
from maps.page import in_language
from maps.report import write_report
from maps.sentences import LANGUAGES, say
from nostrike import candidates, tables
from nostrike.account import accounts, overall
from nostrike.audit import STEPS, Audit, run
from nostrike.folder import check_out, whole_or_nothing
from nostrike.manifest import MANIFEST, build, write_json
from nostrike.progress import Reporter
from nostrike.request import Request

REVIEW = "candidates-review.xlsx"
_WRITING = 3


_TABLES = ("audit.xlsx", "flags.csv", "incidents.csv", "facilities.csv", "audit.gpkg")
_INDEX_MAP = (400, 230)


def deliver(
    request: Request,
    out: Path,
    mode: str = "bar",
    *,
    only_pages: bool = False,
    check: Callable[[Path], None] | None = None,
) -> str:
    """Run an audit and write its folder; return the closing lines for the user.

    Parameters
    ----------
    request
        What was asked for.
    out
        The folder, new or of an earlier run.
    mode
        How progress is told (see `Reporter`).
    only_pages
        Write pages, figures and the manifest, and no tables.
    check
        Called with the folder before it is handed over; what it raises leaves nothing written.

    Raises
    ------
    InputError
        A bad input or output; nothing has been written then.
    """
    check_out(out)
    report = Reporter(STEPS + _WRITING, mode)
    with report.running():
        audit = run(request, report)
        with whole_or_nothing(out) as folder:
            per_conflict = accounts(audit)
            report.step("Drawing maps")
            summary = overall(audit, per_conflict)
            _write_pages(audit, summary, folder, () if only_pages else _TABLES)
            report.step("Writing tables")
            if not only_pages:
                _write_tables(audit, summary, folder)
            write_json(folder / "summary.json", summary)
            report.step("Sealing")
            write_json(folder / MANIFEST, _manifest(audit, summary, folder))
            if check is not None:
                check(folder)
    return _closing(per_conflict, out, only_pages=only_pages)


def _write_pages(
    audit: Audit, summary: dict[str, Any], folder: Path, links_to: Sequence[str]
) -> None:
    per_conflict: dict[str, dict[str, Any]] = summary["conflicts"]
    edition, lang = audit.request.edition, audit.request.lang
    incidents = audit.incidents.join(audit.summary.drop(columns="reported_hit"))
    links, pictures = {}, {}
    for name, account in per_conflict.items():
        place = folder / name
        place.mkdir()
        mine = incidents[audit.conflict == name]
        pairs = audit.pairs[audit.pairs["incident_id"].isin(mine.index)]
        sites = audit.facilities.loc[_shown(audit, name, pairs)]
        coverage = _of_sites(audit.coverage, sites.index)
        findings = _findings_of(audit, mine.index, sites.index)
        chart = maps.conflict_map(
            mine,
            sites,
            pairs,
            coverage,
            summary=_as_assessed(audit.summary.loc[mine.index], account),
            registry=audit.registry,
            areas=audit.areas,
            findings=findings,
            figures=account,
            profile=audit.profiles[name],
            edition=edition,
            lang=lang,
            radius_m=audit.request.settings.radii_m,
            headline=headline(account, lang),
            limits=limits(account, lang),
            candidates=candidates.of_conflict(audit.candidates, name),
            languages={
                other: {"headline": headline(account, other), "limits": limits(account, other)}
                for other in LANGUAGES
                if other != lang
            },
            notice=audit.request.notice,
        )
        chart.save(place / f"map-{edition}.html")
        spoken = (lang, *audit.request.also_lang)
        reports = {code: in_language(f"report-{edition}.html", code, lang) for code in spoken}
        for code, file in reports.items():
            write_report(
                place / file,
                account,
                incidents=mine,
                facilities=sites,
                flags=pairs,
                coverage=coverage,
                findings=findings,
                expected=candidates.expected_of(audit.candidates, name),
                areas=audit.areas,
                lang=code,
                languages=reports,
            )
        links[name] = {
            "map": f"{name}/map-{edition}.html",
            "report": f"{name}/report-{edition}.html",
            **_write_pictures(audit, account, mine, sites, place),
        }
        pictures[name] = small_map(
            mine,
            sites,
            min(audit.request.settings.radii_m),
            size=_INDEX_MAP,
            frame=audit.profiles[name].frame,
            areas=audit.areas,
            across="" if edition == "public" else say("edition_restricted", lang),
        )
    write_index(
        folder / "index.html",
        list(per_conflict.values()),
        lang=lang,
        also_lang=audit.request.also_lang,
        links=links,
        pictures=pictures,
        tables=links_to,
        unassigned=summary["unassigned"],
        other_conflicts=summary["other_conflicts"],
        read_as=audit.read_as,
        edition=edition,
        notice=audit.request.notice,
    )


def _as_assessed(summary: pd.DataFrame, account: dict[str, Any]) -> pd.DataFrame:
    """Return the summary without tiers where no list covers the conflict.

    "Cannot tell" would say that places are too vague, where nobody looked.
    """
    if has_sites(account):
        return summary
    return summary.assign(**dict.fromkeys(summary.filter(regex=r"^(tier|p)_any_"), None))


def _write_pictures(
    audit: Audit,
    account: dict[str, Any],
    incidents: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    place: Path,
) -> dict[str, str]:
    """Write what is handed on; a brief never leaves a restricted run, a picture only marked."""
    files = {"brief": "brief.pdf", "card": "card.png"}
    if audit.request.edition != "public":
        files = {"card": "card-restricted.png"}
    first = audit.request.lang
    for lang in (first, *audit.request.also_lang):
        for kind, file in files.items():
            write = write_brief if kind == "brief" else write_card
            write(
                place / in_language(file, lang, first),
                account,
                incidents=incidents,
                facilities=sites,
                areas=audit.areas,
                lang=lang,
            )
    return {kind: f"{place.name}/{file}" for kind, file in files.items()}


def _shown(audit: Audit, conflict: str, pairs: pd.DataFrame) -> pd.Index:
    """Return a conflict's facilities of the kinds that count, and any near over its border.

    A pharmacy drawn beside a strike that is "unlikely near a listed site" would belie the sentence.
    """
    near = pd.Index(pairs["facility_id"].dropna().unique())
    sites = audit.facility_conflicts[conflict]
    kinds = [*audit.request.settings.kinds, "unknown"]
    counted = sites[audit.facilities.loc[sites, "kind"].isin(kinds)]
    return counted.union(near, sort=False)


def _of_sites(coverage: pd.DataFrame | None, sites: pd.Index) -> pd.DataFrame | None:
    if coverage is None:
        return None
    return coverage[coverage["facility_id"].isin(sites) | coverage["facility_id"].isna()]


def _findings_of(audit: Audit, incidents: pd.Index, sites: pd.Index) -> pd.DataFrame:
    shown = {"incidents": incidents, "facilities": sites}
    rows = audit.findings
    keep = rows["list"].eq("registry")
    for name, ids in shown.items():
        keep |= rows["list"].eq(name) & rows["id"].isin(ids)
    return rows[keep]


def _write_tables(audit: Audit, summary: dict[str, Any], folder: Path) -> None:
    public = audit.request.edition == "public"
    trim = tables.without_sensitive if public else _unchanged
    sheets: dict[str, pd.DataFrame] = {
        "incidents": trim(tables.incidents_table(audit)).reset_index(),
        "flags": tables.flags_table(audit),
        "facilities": trim(tables.facilities_table(audit)).reset_index(),
    }
    if not public:
        if audit.coverage is not None:
            sheets["coverage"] = audit.coverage
        if audit.candidates is not None:
            sheets.update(candidates.tables(audit.candidates, audit.facilities))
            _write_review(audit, audit.candidates, folder)
        sheets["findings"] = audit.findings
        sheets["rejected"] = audit.together("rejected")
        sheets["merged"] = audit.together("merges")
    for name, sheet in sheets.items():
        export.write_csv(sheet, folder / f"{name}.csv")
    sheets["sources"] = tables.sources_table(audit)
    export.write_parquet(sheets["flags"], folder / "flags.parquet")
    layers = {
        "incidents": _layer(audit.incidents, trim),
        "facilities": _layer(audit.facilities, trim),
    }
    for name, layer in layers.items():
        export.write_geoparquet(layer, folder / f"{name}.parquet")
    export.write_workbook(folder / "audit.xlsx", sheets, summary=tables.summary_table(summary))
    export.write_geopackage(
        folder / "audit.gpkg",
        {**layers, **{k: v for k, v in sheets.items() if k not in layers}},
        areas=audit.areas,
    )


def _write_review(audit: Audit, found: candidates.Found, folder: Path) -> None:
    """Write the reported hits that a person could settle, if there are any."""
    if len(found.table):
        names = audit.facilities["name"]
        rows = candidates.to_review(found.table, names, audit.incidents)
        if len(rows):
            write_review(folder / REVIEW, rows, CANDIDATES)


def _unchanged(table: pd.DataFrame) -> pd.DataFrame:
    return table


def _layer(table: gpd.GeoDataFrame, trim: Any) -> gpd.GeoDataFrame:
    trimmed = trim(table)
    if trim is not _unchanged:
        # Source columns may hold free text; a public table keeps only what is known to be safe.
        trimmed = trimmed[[c for c in trimmed if tables.is_canonical(c, table)]]
    return trimmed


def _manifest(audit: Audit, summary: dict[str, Any], folder: Path) -> dict[str, Any]:
    request = audit.request
    read = [*request.incidents, *request.facilities]
    read += request.registry if "registry" in audit.loaded else ()
    inputs = [
        *(("incidents", file.path) for file in request.incidents),
        *(("facilities", file.path) for file in request.facilities),
        *(("registry", file.path) for file in request.registry if "registry" in audit.loaded),
        *(("areas", path) for path in request.areas),
        *(("profile", path) for path in request.profiles),
        *(("columns", mapping.path) for mapping in request.columns),
        *(("review", path) for path in [request.candidates_review] if path is not None),
    ]
    return build(
        parameters={
            **summary["parameters"],
            "edition": request.edition,
            "lang": request.lang,
            "also_lang": list(request.also_lang),
            "sheet": request.sheet,
            "header_row": request.header_row,
            "notice": request.notice,
            "published": list(request.published),
            "forced_sources": {file.path.name: file.source for file in read if file.source},
        },
        inputs=inputs,
        accounting=summary["accounting"],
        sources=tables.sources_table(audit).to_dict("records"),
        folder=folder,
    )


def _closing(
    per_conflict: dict[str, dict[str, Any]], out: Path, *, only_pages: bool = False
) -> str:
    tables = "" if only_pages else f"; the tables are in {out / 'audit.xlsx'}"
    lines = [f"Open {out / 'index.html'} in a browser{tables}."]
    for name, account in per_conflict.items():
        lines.append(f"\n{name}")
        lines += [
            f"  {sentence}" for text in headline(account, "en") for sentence in text.split("\n")
        ]
    return "\n".join(lines)
