"""Every figure that the page of trends or its ``summary.json`` shows, and no other."""

from typing import Any, Final

import numpy as np
import pandas as pd

from layers.lineage import COMPARED, FEEDS, SCOPES
from nostrike.link_summary import linkage_figures
from nostrike.linking import HARMS
from nostrike.trend_breaks import COMPLETE
from nostrike.trends import MOST_AFFECTED, NO_CONFLICT, Trends, data_sets

_ACTORS: Final = ("state", "non_state", "multiple", "unknown")


def summary_of(trends: Trends) -> dict[str, Any]:
    """Return the figures as plain JSON values."""
    request = trends.request
    return {
        "tool": "nostrike",
        "edition": "public",
        "parameters": {
            "base_year": request.base_year,
            "incidents": [file.path.name for file in request.linking.incidents],
            "counts": [path.name for path in request.tables],
            "links": request.linking.links.name if request.linking.links else None,
            "window_days": request.linking.settings.window_days,
            "linked_from": request.linking.settings.linked_from,
            "lang": request.linking.lang,
        },
        "data_sets": data_sets(trends),
        "lists": [_one_list(trends, str(name)) for name in trends.counts["list"].unique()],
        "breaks": _breaks(trends),
        "undated": trends.undated,
        "feeds": [dict(feed._asdict()) for feed in FEEDS],
        "linkage": {**linkage_figures(trends.linked), "added_up": _added_up(trends)},
        "read_as": [
            *trends.linked.loaded.read_as,
            *(entry for one in trends.tables for entry in one.read_as),
        ],
        "accounting": trends.accounting.to_dict("records"),
    }


def _added_up(trends: Trends) -> dict[str, dict[str, int]]:
    """Return, per merged list and year, what its lists come to when they are simply added up."""
    yearly = trends.counts[trends.counts["by"].eq("all")]
    own = yearly[yearly["list"].isin(trends.incidents["source"])]
    sums = (
        own.assign(scope="merged:" + own["list"].map(SCOPES)).groupby(["scope", "year"])["n"].sum()
    )
    found: dict[str, dict[str, int]] = {}
    for (scope, year), n in sums.items():
        found.setdefault(str(scope), {})[str(year)] = int(n)
    return found


def short_name(source: str) -> str:
    """Return what a source is called where there is little room."""
    return COMPARED.get(source, source.replace("_", " "))


def _plain(value: Any) -> Any:
    """Return a JSON value: nothing for NaN and infinity."""
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def _one_list(trends: Trends, name: str) -> dict[str, Any]:
    mine = trends.counts[trends.counts["list"].eq(name)]
    coverage = trends.coverage[trends.coverage["source"].eq(name)].set_index("year")
    total = mine[mine["by"].eq("all")]
    years = []
    for row in total.to_dict("records"):
        year = int(row["year"])
        state = coverage.loc[year] if year in coverage.index else None
        comparison = {
            kind: {part: _plain(row[f"{part}_{kind}"]) for part in ("ratio", "low", "high")}
            for kind in ("before", "base")
        }
        years.append(
            {
                "year": year,
                "n": int(row["n"]),
                "n_low": None if pd.isna(row["n_low"]) else int(row["n_low"]),
                **comparison,
                "not_compared": row["not_compared"],
                "not_compared_base": row["not_compared_base"],
                "covered": None if state is None else str(state["covered"]),
                "jump": bool(state is not None and state["jump"]),
                "countries_up": 0 if state is None else int(state["countries_up"]),
                "countries_down": 0 if state is None else int(state["countries_down"]),
            }
        )
    whole = [one["year"] for one in years if one["covered"] == COMPLETE and one["n"]]
    if name.startswith("merged:"):  # the years in which the most lists are merged
        most = coverage.loc[whole, "lists"].max() if whole else 0
        whole = [year for year in whole if coverage.loc[year, "lists"] == most]
    latest = max(whole, default=None)
    return {
        "list": name,
        "name": short_name(name),
        "merged": name.startswith("merged:"),
        "years": years,
        "latest_whole_year": latest,
        "actors": _actors(mine),
        "harms": _by_year(mine, "harm", HARMS),
        "conflicts": _conflicts(mine, latest),
    }


def _by_year(mine: pd.DataFrame, by: str, values: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = mine[mine["by"].eq(by)]
    years = sorted(set(mine.loc[mine["by"].eq("all"), "year"]))
    n = rows.set_index(["year", "value"])["n"]
    return [
        {"year": int(year), **{value: int(n.get((year, value), 0)) for value in values}}
        for year in years
    ]


def _actors(mine: pd.DataFrame) -> list[dict[str, Any]]:
    rows = _by_year(mine, "perpetrator", _ACTORS)
    for row in rows:
        named = sum(row[kind] for kind in _ACTORS if kind != "unknown")
        row["named"] = named
        row["state_share"] = row["state"] / named if named else None
    return rows


def _conflicts(mine: pd.DataFrame, year: int | None) -> list[dict[str, Any]]:
    rows = mine[mine["by"].eq("conflict") & mine["year"].eq(-1 if year is None else year)]
    rows = rows[rows["value"].ne(NO_CONFLICT)]
    rows = rows.sort_values(["n", "value"], ascending=[False, True]).head(MOST_AFFECTED)
    return [{"conflict": row["value"], "n": int(row["n"])} for row in rows.to_dict("records")]


def _breaks(trends: Trends) -> list[dict[str, Any]]:
    """Return what could be mistaken for a rise or a fall, in order of list and year.

    Steps before the base year stay in ``coverage.csv``; here they would hide the later ones.
    """
    table = trends.coverage.sort_values(["source", "year"])
    counts = trends.counts[trends.counts["by"].eq("all")].set_index(["list", "year"])["n"]
    found: list[dict[str, Any]] = []
    cut: set[str] = set()
    for row in table.to_dict("records"):
        source, year = str(row["source"]), int(row["year"])
        lead = {"list": source, "name": short_name(source), "year": year}
        if row["cut"]:
            if source not in cut and not source.startswith("merged:"):
                found.append({**lead, "break": "cut"})
            cut.add(source)
            continue
        words = {"ends_within": "ends", "starts_within": "starts", "no_record": "none"}
        if row["covered"] in words and not source.startswith("merged:"):
            found.append({**lead, "break": words[row["covered"]]})
        if row["other_files"]:
            found.append({**lead, "break": "files"})
        if row["jump"] and year >= trends.request.base_year:
            up, down = int(row["countries_up"]), int(row["countries_down"])
            before = int(counts.get((source, year - 1), 0))
            n = int(counts.get((source, year), 0))
            jump = {"n": n, "before": before, "up": up, "down": down}
            found.append({**lead, "break": "jump", **jump})
    return found
