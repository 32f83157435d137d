"""The page of trends: what is there, how each list moved, what could be mistaken for a movement.

It holds counts per country and coarser, so it exists in the public edition only.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from matplotlib.figure import Figure

from layers.conflicts import profiles
from maps import print_figures as draw
from maps.countries import country
from maps.files_read import files_read
from maps.page import ROWS_SHOWN, Table, render, write_page
from maps.remarks import in_words, on_page
from maps.report_tables import heads, span, word
from maps.sentences import day, number, say

_LIMITS: Final = ("reports", "lists", "scope", "links", "actors")
_ACTORS: Final = ("state", "non_state", "multiple", "unknown")
_STATUSES: Final = {
    "here": "tr_here",
    "part": "tr_part",
    "ends_before": "tr_ends",
    "absent": "tr_absent",
}
_COLUMNS_SHOWN: Final = 14
_PARTIAL: Final = ("ends_within", "starts_within", "no_record")
_BARS_SHOWN: Final = 24
_LATEST_YEARS: Final = 12


def list_name(one: Mapping[str, Any], lang: str) -> str:
    """Return what a list is called: its own name, or the scope whose lists were merged."""
    if one["merged"]:
        return say(f"tr_scope_{one['list'].partition(':')[2]}", lang)
    return str(one["name"])


def trend_lines(account: Mapping[str, Any], lang: str = "en") -> list[str]:
    """Return the sentences that say what is there and how each list moved, in order."""
    return [*_lead(account, lang), *_moves(account, lang)]


def figures_of(account: Mapping[str, Any], lang: str = "en") -> dict[str, Figure]:
    """Return the figures by name: ``years``, ``actors``, ``conflicts``, ``overlap``."""
    found: dict[str, Figure] = {}
    lists = [one for one in account["lists"] if one["years"]]
    if lists:
        panels = [(list_name(one, lang), _recent(one)) for one in lists]
        partial = {
            list_name(one, lang): [y["year"] for y in one["years"] if y["covered"] in _PARTIAL]
            for one in lists
        }
        marked = {
            list_name(one, lang): [y["year"] for y in one["years"] if y["jump"]] for one in lists
        }
        others = {
            list_name(one, lang): [
                y["year"] for y in one["years"] if y["not_compared"] == "other_files"
            ]
            for one in lists
        }
        found["years"] = draw.years(panels, partial, marked, others, lang=lang)
    actors = _actor_rows(account, lang)
    if actors:
        kinds = {kind: say(f"tr_actor_{kind}", lang) for kind in _ACTORS}
        found["actors"] = draw.shares(actors[:_BARS_SHOWN], kinds, lang=lang)
    affected = _affected(account)
    if affected is not None:
        rows = [(_conflict_name(row["conflict"], lang), row["n"]) for row in affected["conflicts"]]
        title = say(
            "tr_conflicts_of",
            lang,
            source=list_name(affected, lang),
            year=str(affected["latest_whole_year"]),
        )
        found["conflicts"] = draw.bars(rows, title=title, lang=lang)
    sizes = _sizes(account)
    if len(sizes) > 1:
        columns = [
            (tuple(_short(account, name) for name in row["sources"]), row["events"])
            for row in account["linkage"]["combinations"][:_COLUMNS_SHOWN]
        ]
        found["overlap"] = draw.upset(columns, sizes, lang=lang)
    return found


def write_trends_page(
    path: str | Path,
    account: Mapping[str, Any],
    figures: Mapping[str, Figure],
    *,
    lang: str = "en",
) -> Path:
    """Write the page, self-contained and without a script.

    Parameters
    ----------
    path
        Where to; the folder exists.
    account
        What ``summary.json`` of `nostrike trends` holds.
    figures
        Of `figures_of`.
    lang
        Language of the page.

    Raises
    ------
    ValueError
        An unknown language.
    """
    title = say("tr_title", lang)
    captions = {
        "years": say("h_tr_years", lang),
        "actors": say("h_tr_actors", lang),
        "conflicts": say("h_tr_conflicts", lang),
        "overlap": say("h_tr_overlap", lang),
    }
    page = render(
        "trends.html",
        lang,
        title=title,
        lead=_lead(account, lang),
        lines=[*_moves(account, lang), say("tr_interval_note", lang)],
        limits=[say(f"tr_limit_{name}", lang) for name in _LIMITS],
        breaks=_breaks(account, lang),
        svg={
            name: draw.inline(figures[name], name, caption) if name in figures else None
            for name, caption in captions.items()
        },
        sets=_sets(account, lang),
        years=[_years(one, lang) for one in account["lists"]],
        actors=_actors(account, lang),
        conflicts=_conflicts(account, lang),
        overlap=_overlap(account, lang),
        unseen=_unseen(account, lang),
        unseen_notes=_unseen_notes(account, lang),
        lineage=_lineage(account, lang),
        **files_read(account, lang),
    )
    return write_page(path, page)


def _recent(one: Mapping[str, Any]) -> dict[int, int]:
    return {row["year"]: row["n"] for row in one["years"][-_LATEST_YEARS:]}


def _lead(account: Mapping[str, Any], lang: str) -> list[str]:
    year = str(account["parameters"]["base_year"])
    by_status: dict[str, list[str]] = {}
    for one in account["data_sets"]:
        by_status.setdefault(one["status"], []).append(one["name"])
    if set(by_status) == {"here"}:
        return [say("tr_all_there", lang, year=year)]
    lines = []
    for status, key in _STATUSES.items():
        if status in by_status:
            values: dict[str, Any] = {"year": year} if key == "tr_here" else {}
            lines.append(say(key, lang, list=by_status[status], **values))
    return lines


def _moves(account: Mapping[str, Any], lang: str) -> list[str]:
    base = account["parameters"]["base_year"]
    lines = []
    for one in account["lists"]:
        name = list_name(one, lang)
        by_year = {row["year"]: row for row in one["years"]}
        compared = [row for row in one["years"] if row["base"]["ratio"] is not None]
        if one["merged"]:
            lines += _merged(account, one, lang)
        elif compared:
            row = compared[-1]
            values: dict[str, Any] = {
                part: _times(row["base"][part], lang) for part in ("ratio", "low", "high")
            }
            values |= {"n": row["n"], "before": by_year[base]["n"]}
            values |= {"year": str(row["year"]), "earlier": str(base)}
            lines.append(say("tr_change", lang, source=name, **values))
        else:
            lines.append(say("tr_no_change", lang, source=name, earlier=str(base)))
    lines += [
        say("tr_undated", lang, source=_short(account, name), n=n)
        for name, n in account["undated"].items()
    ]
    return lines


def _merged(account: Mapping[str, Any], one: Mapping[str, Any], lang: str) -> list[str]:
    """Return what the merged lists come to in their latest whole year, beside the plain sum."""
    year = one["latest_whole_year"]
    row = next((row for row in one["years"] if row["year"] == year), None)
    if row is None:
        return []
    added = account["linkage"]["added_up"].get(one["list"], {}).get(str(year))
    about = {"scope": list_name(one, lang), "year": str(year), "sum": added}
    if row["n_low"] == row["n"]:
        return [say("tr_merged_same", lang, n=row["n"], **about)]
    return [say("tr_merged_line", lang, low=row["n_low"], high=row["n"], **about)]


def _times(ratio: float | None, lang: str) -> str:
    return "–" if ratio is None else number(ratio, lang, decimals=2)


def _breaks(account: Mapping[str, Any], lang: str) -> list[str]:
    lists = {one["list"]: one for one in account["lists"]}
    lines = []
    for one in account["breaks"]:
        year = one["year"]
        values: dict[str, Any] = {"source": list_name(lists[one["list"]], lang), "year": str(year)}
        if one["break"] == "jump":
            values |= {"earlier": str(year - 1), "n": one["n"], "before": one["before"]}
            values |= {"up": one["up"], "down": one["down"]}
            lines.append(say("tr_jump", lang, **values))
        elif one["break"] == "cut":
            lines.append(say("tr_break_cut", lang, source=values["source"]))
        else:
            lines.append(say(f"tr_break_{one['break']}", lang, **values))
    return lines


def _sets(account: Mapping[str, Any], lang: str) -> Table:
    rows = [
        [
            one["name"],
            say(f"tr_status_{one['status']}", lang),
            one["n"] or None,
            day(one["first"], lang),
            day(one["last"], lang),
        ]
        for one in account["data_sets"]
    ]
    columns = ("data_set", "status", "incidents_n", "first_record", "last_record")
    return Table(say("h_tr_sets", lang), heads(lang, *columns), rows)


def _years(one: Mapping[str, Any], lang: str) -> Table:
    rows = []
    for row in reversed(one["years"]):
        remark = [say("tr_mark", lang)] if row["jump"] else []
        if row["not_compared"] not in {"", "first"}:
            remark.append(say(f"tr_why_{row['not_compared']}", lang))
        cells = [str(row["year"]), row["n"]]
        cells += [row["n_low"]] if one["merged"] else []
        ratios = [_ratio(row[kind], lang) for kind in ("before", "base")]
        rows.append([*cells, *ratios, "; ".join(remark) or None])
    columns = ["year", "incidents_n", "before_ratio", "base_ratio", "remark"]
    if one["merged"]:
        columns.insert(2, "counted_low")
    return Table(list_name(one, lang), heads(lang, *columns), rows[:ROWS_SHOWN])


def _ratio(found: Mapping[str, Any], lang: str) -> str | None:
    if found["ratio"] is None:
        return None
    parts: dict[str, Any] = {part: _times(found[part], lang) for part in ("ratio", "low", "high")}
    if found["high"] is None:
        return say("tr_times_open", lang, ratio=parts["ratio"], low=parts["low"])
    return say("tr_times", lang, **parts)


def _actor_rows(account: Mapping[str, Any], lang: str) -> list[tuple[str, Mapping[str, int]]]:
    """Return the make-up of each list's latest years in which it names anybody."""
    rows: list[tuple[str, Mapping[str, int]]] = []
    for one in account["lists"]:
        if one["merged"]:
            continue
        named = [row for row in one["actors"] if row["named"]][-4:]
        rows += [(f"{list_name(one, lang)} {row['year']}", row) for row in reversed(named)]
    kinds = set(_ACTORS)
    return [(label, {k: n for k, n in row.items() if k in kinds}) for label, row in rows]


def _actors(account: Mapping[str, Any], lang: str) -> Table:
    rows = [
        [
            f"{list_name(one, lang)} {row['year']}",
            *(row[kind] for kind in _ACTORS),
            None
            if row["state_share"] is None
            else say("n_of", lang, n=row["state"], total=row["named"])
            + f" ({number(100 * row['state_share'], lang)} %)",
        ]
        for one in account["lists"]
        for row in reversed(one["actors"])
        if row["named"]
    ]
    columns = [say(f"tr_actor_{kind}", lang) for kind in _ACTORS]
    names = [*heads(lang, "data_set"), *columns, *heads(lang, "state_share")]
    cut = ""
    if len(rows) > ROWS_SHOWN:
        cut = say("more_cut", lang, count=ROWS_SHOWN, total=len(rows), file="trends.csv")
    return Table(say("h_tr_actors", lang), names, rows[:ROWS_SHOWN], cut)


def _affected(account: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the list that the figure of conflicts is of: merged health care, else the largest."""
    able = [one for one in account["lists"] if one["conflicts"]]
    return max(
        able,
        key=lambda one: (
            one["list"] == "merged:health_care",
            sum(c["n"] for c in one["conflicts"]),
        ),
        default=None,
    )


def _conflict_name(name: str, lang: str) -> str:
    known = profiles()
    if name not in known:
        return name
    return known[name].names.get(lang, known[name].name)


def _conflicts(account: Mapping[str, Any], lang: str) -> list[Table]:
    return [
        Table(
            say(
                "tr_conflicts_of",
                lang,
                source=list_name(one, lang),
                year=str(one["latest_whole_year"]),
            ),
            heads(lang, "conflict", "incidents_n"),
            [[_conflict_name(row["conflict"], lang), row["n"]] for row in one["conflicts"]],
        )
        for one in account["lists"]
        if one["conflicts"]
    ]


def _short(account: Mapping[str, Any], source: str) -> str:
    names = {one["list"]: one["name"] for one in account["lists"]}
    return str(names.get(source, source))


def _sizes(account: Mapping[str, Any]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for row in account["linkage"]["combinations"]:
        for source in row["sources"]:
            name = _short(account, source)
            sizes[name] = sizes.get(name, 0) + row["events"]
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0])))


def _overlap(account: Mapping[str, Any], lang: str) -> Table:
    rows = [
        [
            _short(account, row["left"]),
            _short(account, row["right"]),
            row["linked"],
            span(row["low"], row["high"], lang),
            row["known"],
        ]
        for row in account["linkage"]["pairs"]
        if row["high"]
    ]
    columns = ("one_list", "other_list", "linked", "range", "by_number")
    return Table(say("h_tr_overlap", lang), heads(lang, *columns), rows[:ROWS_SHOWN])


def _unseen(account: Mapping[str, Any], lang: str) -> Table:
    rows = []
    for one in account["linkage"]["unseen"]:
        corrected = {row["method"]: row for row in one["corrected"]}
        for row in one["estimates"]:
            again = corrected.get(row["method"])
            rows.append(
                [
                    f"{country(one['country'], lang)} {one['year']}",
                    one["seen"],
                    one["shared"],
                    in_words(row["method"], lang).replace("_", " "),
                    _estimate(row, lang),
                    None if again is None else _estimate(again, lang),
                ]
            )
    columns = ("country_year", "seen", "shared", "method", "estimate", "corrected")
    return Table(say("h_tr_unseen", lang), heads(lang, *columns), rows[:ROWS_SHOWN])


def _estimate(row: Mapping[str, Any], lang: str) -> str:
    n, low = number(row["n"], lang), number(row["low"], lang)
    if row["high"] is None:
        return say("tr_times_open", lang, ratio=n, low=low)
    return say("tr_times", lang, ratio=n, low=low, high=number(row["high"], lang))


def _unseen_notes(account: Mapping[str, Any], lang: str) -> list[str]:
    strata = account["linkage"]["unseen"]
    refused = [one["refused"] for one in strata if one["refused"]]
    lines = [say("tr_unseen_note", lang)]
    if refused:
        reasons = [
            f"{say(f'tr_refused_{reason}', lang)} ({number(refused.count(reason), lang)})"
            for reason in sorted(set(refused))
        ]
        lines.append(
            say("tr_unseen_refused", lang, n=len(refused), total=len(strata), reasons=reasons)
        )
    assumptions = account["linkage"]["assumptions"]
    return [*lines, *(say(f"tr_assume_{name}", lang) for name in assumptions)]


def _lineage(account: Mapping[str, Any], lang: str) -> Table:
    rows = [
        [
            _short(account, feed["source"]),
            _short(account, feed["fed_by"]),
            word("tr_how", feed["how"], lang),
            on_page(feed["citation"], lang),
        ]
        for feed in account["feeds"]
    ]
    columns = ("one_list", "feeds", "how", "who_says")
    return Table(say("h_tr_lineage", lang), heads(lang, *columns), rows)
