"""The tables of a report: figures of the account, and the rows of the frames worth showing.

Every table is capped; what is left out stands in the file named beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from geo.trust import REASONS
from geo.vocabulary import SEVERITIES, TIERS
from maps.names import own_name
from maps.page import PRINTED, ROWS_SHOWN, Table
from maps.sentences import number, probability, say, sentences, value
from maps.text import marked_up

_PLACE: Final = ("place_name", "admin2", "admin1", "area_id")
CELLS: Final = ("near", "possible", "unlikely", "cannot_tell")
_OUTCOMES_SHOWN: Final = ("displaced", "unregistered", "unmatched", "undetermined", "outdated")
"""Outcomes that somebody may want to mend, the most pressing first."""


def heads(lang: str, *keys: str) -> list[str]:
    """Return column heads by their short keys."""
    return [say(f"c_{key}", lang) for key in keys]


def word(kind: str, name: Any, lang: str) -> str | None:
    """Return the word for one value of the vocabulary ("tier", "near"), or the value itself."""
    if name is None or pd.isna(name):
        return None
    return sentences(lang).get(f"{kind}_{name}", str(name))


def span(low: float | None, high: float | None, lang: str) -> str | None:
    """Return an interval in words, null where there is none; ends that agree are said once."""
    if low is None or high is None:
        return None
    if low == high:
        return say("between_same", lang, n=low)
    return say("between", lang, low=low, high=high)


def _of_assessable(figures: Mapping[str, Any], which: str, lang: str) -> str | None:
    """Return an interval of strikes near a site; of none that can be assessed there is none."""
    if not figures["n_assessable"]:
        return None
    return span(figures[f"low{which}"], figures[f"high{which}"], lang)


def counts_table(source: Mapping[str, Any], lang: str) -> Table:
    """Return one source's counts near a site, a row per radius, with every interval."""
    rows = [
        [
            number(figures["radius_m"], lang),
            figures["n"],
            figures["n_assessable"],
            _of_assessable(figures, "", lang),
            figures["places"],
            _of_assessable(figures, "_independent", lang),
            _of_assessable(figures, "_together", lang),
        ]
        for figures in source["by_radius"]
    ]
    columns = ("radius", "strikes", "assessable", "wider", "places", "independent", "together")
    return Table(say("counts_caption", lang, source=source["title"]), heads(lang, *columns), rows)


def sensitivity_table(source: Mapping[str, Any], lang: str) -> Table | None:
    """Return one source's counts were all stated errors half or twice as large."""
    if not all(figures.get("sensitivity") for figures in source["by_radius"]):
        return None
    rows = [
        [
            number(figures["radius_m"], lang),
            say(f"errors_{name}", lang),
            at["n_assessable"],
            _of_assessable(at, "", lang),
        ]
        for figures in source["by_radius"]
        for name, at in (
            ("half", figures["sensitivity"]["half"]),
            ("stated", figures),
            ("double", figures["sensitivity"]["double"]),
        )
    ]
    caption = say("sensitivity_caption", lang, source=source["title"])
    return Table(caption, heads(lang, "radius", "errors", "assessable", "wider"), rows)


def cells_table(source: Mapping[str, Any], figures: Mapping[str, Any], lang: str) -> Table:
    """Return the 2 x 4 table of one source and radius: each strike stands in it once."""
    rows = []
    parts = [("reported", "c_reported_yes"), ("not_reported", "c_reported_no")]
    for key, label in parts if source["n_reported_hits"] is not None else parts[1:]:
        cells = [figures["cells"][key].get(cell, 0) for cell in CELLS]
        rows.append([say(label, lang), *cells, sum(cells)])
    return Table(
        say("cells_caption", lang, source=source["title"], r=figures["radius_m"]),
        heads(lang, "reported", *CELLS, "total"),
        rows,
    )


def armed_table(source: Mapping[str, Any], lang: str) -> Table:
    """Return one source's armed attacks by tier, a row per radius, apart from strikes."""
    rows = [
        [
            number(figures["radius_m"], lang),
            *(figures["armed_attacks"]["tiers"].get(tier, 0) for tier in TIERS),
            figures["armed_attacks"]["n"],
        ]
        for figures in source["by_radius"]
    ]
    names = [say(f"tier_{tier}", lang) for tier in TIERS]
    return Table(
        say("armed_caption", lang, source=source["title"]),
        [say("c_radius", lang), *names, say("c_total", lang)],
        rows,
    )


def precision_table(source: Mapping[str, Any], lang: str) -> Table:
    """Return how precisely one source's incidents are located, the most frequent first."""
    mix = sorted(source["precision_mix"].items(), key=lambda item: (-item[1], item[0]))
    rows = [[word("precision", name, lang), n] for name, n in mix]
    caption = say("precision_caption", lang, source=source["title"])
    return Table(caption, heads(lang, "precision", "n"), rows)


def outcomes_table(coverage: Mapping[str, Any], lang: str) -> Table:
    """Return coverage outcomes as n of N in scope, and registrations without a facility."""
    in_scope = coverage["n_in_scope"]
    rows = []
    for name, n in coverage["outcomes"].items():
        rate = None if name == "out_of_scope" else say("n_of", lang, n=n, total=in_scope)
        rows.append([word("outcome", name, lang), n, rate])
    rows += [
        [word("outcome", name, lang), n, None]
        for name, n in coverage.get("registrations_without_facility", {}).items()
    ]
    return Table(say("h_coverage", lang), heads(lang, "outcome", "n", "rate"), rows)


def coverage_table(coverage: pd.DataFrame, facilities: pd.DataFrame, lang: str) -> Table:
    """Return the facilities and registrations that somebody may want to mend."""
    rank = {name: place for place, name in enumerate(_OUTCOMES_SHOWN)}
    shown = coverage[coverage["outcome"].isin(rank)]
    shown = shown.assign(_rank=shown["outcome"].map(rank)).sort_values(
        ["_rank", "distance_m"], ascending=[True, False], kind="stable"
    )
    rows = [
        [
            site_cell(row["facility_id"], row.get("name"), row.get("names_other"), lang),
            row["registration_id"],
            word("outcome", row["outcome"], lang),
            _rounded(row["distance_m"]),
            _bearing(row["bearing_deg"]),
            None
            if pd.isna(row["name_similarity"])
            else number(row["name_similarity"], lang, decimals=2),
        ]
        for row in _records(_named(shown, facilities))
    ]
    columns = ("facility", "registration", "outcome", "distance", "bearing", "similarity")
    return Table(
        say("coverage_rows_caption", lang),
        heads(lang, *columns),
        rows,
        **cuts(len(rows), len(shown), "coverage.csv", lang),
    )


def pairs_table(
    flags: pd.DataFrame,
    incidents: pd.DataFrame,
    facilities: pd.DataFrame,
    radii_m: Sequence[float],
    *,
    edition: str,
    lang: str,
    areas: pd.DataFrame | None = None,
) -> Table:
    """Return the flagged pairs, largest probability first.

    In a public edition only sites that their list marks as public are named.
    """
    flags = flags if "incident_id" in flags else flags.reset_index()
    flags = flags[flags["incident_id"].isin(incidents.index)]
    pairs = flags[flags["facility_id"].notna()]
    if edition == "public":
        pairs = pairs[pairs["facility_id"].isin(public_sites(facilities))]
    order = [f"p_{radius_m:.0f}" for radius_m in sorted(radii_m)]
    keys = [*order, "distance_m", "incident_id", "facility_id"]
    pairs = pairs.sort_values(keys, ascending=[False] * len(order) + [True] * 3)
    with_registration = edition != "public" and "registered_then" in pairs
    about = incidents.reindex(columns=["date_start", *_PLACE])
    shown = _named(pairs, facilities).join(about, on="incident_id")
    rows = [
        _pair(
            row,
            radii_m,
            place=place_cell(row, areas, lang),
            with_registration=with_registration,
            lang=lang,
        )
        for row in _records(shown)
    ]
    columns = heads(lang, "incident", "date", "place", "facility", "distance", "bearing", "error")
    for radius_m in radii_m:
        columns.append(say("c_probability", lang, r=radius_m))
    columns += heads(lang, "existed", *(["registered"] if with_registration else []))
    left_out = cuts(len(rows), len(pairs), "flags.csv", lang)
    return Table(say("h_pairs", lang), columns, rows, **left_out)


def public_sites(facilities: pd.DataFrame) -> pd.Index:
    """Return the ids of the facilities whose list says that they may be published."""
    if not {"public", "do_not_publish"} <= set(facilities.columns):
        return facilities.index[:0]
    allowed = facilities["public"].astype("boolean").fillna(value=False).astype(bool)
    # A doubt about the mark keeps a site out of the page.
    barred = facilities["do_not_publish"].astype("boolean").fillna(value=True).astype(bool)
    return facilities.index[allowed & ~barred]


def findings_table(
    counts: Mapping[str, Mapping[str, int]], findings: pd.DataFrame | None, lang: str
) -> Table:
    """Return the findings by list and code, with what each code means."""
    severity: dict[str, str] = {}
    if findings is not None:
        for code, rows in findings.groupby("code"):
            found = [name for name in SEVERITIES if (rows["severity"] == name).any()]
            severity[str(code)] = value([say(f"severity_{name}", lang) for name in found], lang)
    table = [
        [
            say(f"list_{name}", lang),
            code,
            n,
            severity.get(code),
            sentences(lang).get(f"finding_{code}"),
        ]
        for name, codes in counts.items()
        for code, n in sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    ]
    columns = ("list", "code", "n", "severity", "explanation")
    return Table(say("h_findings", lang), heads(lang, *columns), table)


def distrusted_table(incidents: pd.DataFrame, lang: str) -> Table:
    """Return the incidents whose point contradicts its label, with the reason."""
    shown = incidents.reindex(columns=["date_start", *_PLACE, "distrust_reason"])
    shown = shown[shown["distrust_reason"].notna()].rename_axis("incident_id").reset_index()
    rows = [
        [
            row["incident_id"],
            day_cell(row["date_start"]),
            place_cell(row, None, lang),
            _reason(row["distrust_reason"], lang),
        ]
        for row in _records(shown)
    ]
    return Table(
        say("h_distrusted", lang),
        heads(lang, "incident", "date", "place", "reason"),
        rows,
        **cuts(len(rows), len(shown), "incidents.csv", lang),
    )


def _reason(said: str, lang: str) -> str:
    """Return why a point is distrusted, as the finding of that name says it."""
    codes = {text: code for code, text in REASONS.items()}
    return sentences(lang).get(f"finding_{codes.get(said)}", said)


def _pair(
    row: Mapping[str, Any],
    radii_m: Iterable[float],
    *,
    place: str | None,
    with_registration: bool,
    lang: str,
) -> list[Any]:
    cells = [
        row["incident_id"],
        day_cell(row["date_start"]),
        place,
        site_cell(row["facility_id"], row.get("name"), row.get("names_other"), lang),
        _rounded(row["distance_m"]),
        _bearing(row["bearing_deg"]),
        _rounded(row["error_m"]),
    ]
    for radius_m in radii_m:
        chance, tier = row[f"p_{radius_m:.0f}"], row[f"tier_{radius_m:.0f}"]
        written = None if pd.isna(chance) else probability(chance, lang)
        cells.append(" · ".join(filter(None, (written, word("tier", tier, lang)))) or None)
    cells.append(_answer(row["existed_then"], lang))
    if with_registration:
        cells.append(_answer(row["registered_then"], lang))
    return cells


def _answer(value: Any, lang: str) -> str | None:
    if value is None or pd.isna(value):
        return None
    key = "c_cannot_tell" if value == "cannot_tell" else str(value)
    return sentences(lang).get(key, str(value))


def _named(rows: pd.DataFrame, facilities: pd.DataFrame) -> pd.DataFrame:
    names = facilities.reindex(columns=["name", "names_other"])
    return rows.head(ROWS_SHOWN).join(names, on="facility_id")


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows that a page shows as dictionaries: bounded by the cap, whatever the data."""
    records: list[dict[str, Any]] = rows.head(ROWS_SHOWN).to_dict("records")
    return records


def site_cell(facility_id: Any, name: Any, others: Any, lang: str) -> Markup | str | None:
    """Return a site's name and, under it, its id; each keeps its own direction.

    A name in the language of the page stands first, where the list has one; the list's first name
    then stands with the id.
    """
    if facility_id is None or pd.isna(facility_id):
        return None
    shown = own_name(name, others, lang)
    if shown is None:
        return str(facility_id)
    if shown == name:
        cell = Markup('<bdi>{}</bdi> <bdi class="id">({})</bdi>')
        return cell.format(marked_up(shown), marked_up(str(facility_id)))
    cell = Markup('<bdi>{}</bdi> <span class="id"><bdi>{}</bdi> <bdi>({})</bdi></span>')
    return cell.format(marked_up(shown), marked_up(str(name)), marked_up(str(facility_id)))


def place_cell(row: Mapping[str, Any], areas: pd.DataFrame | None, lang: str) -> str | None:
    """Return the place that an incident's source names, else the district that stands for it."""
    for part in ("place_name", "admin2", "admin1"):
        if isinstance(row.get(part), str):
            return str(row[part]) if part == "place_name" else _area(row, areas, lang) or row[part]
    return _area(row, areas, lang)


def _area(row: Mapping[str, Any], areas: pd.DataFrame | None, lang: str) -> str | None:
    """Return the name of the district or province that stands for a vague place."""
    if areas is None or row.get("area_id") not in areas.index:
        return None
    area = areas.loc[row["area_id"]]
    return own_name(area.get("name"), area.get("names_other"), lang)


def day_cell(moment: Any) -> Markup | None:
    """Return a date as 2015-10-03, on one line: short and the same in every language."""
    if pd.isna(moment):
        return None
    day = pd.Timestamp(moment).date().isoformat()
    return Markup('<span class="day">{}</span>').format(day)


def _rounded(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else round(float(value))


def _bearing(value: Any) -> int | None:
    """Return whole degrees from 0 to 359: north is written one way."""
    degrees = _rounded(value)
    return None if degrees is None else degrees % 360


def cuts(shown: int, total: int, file: str, lang: str) -> dict[str, str]:
    """Return the sentences that say how many rows are left out, and where they are.

    Returns
    -------
    "cut" for the page and "printed" for paper, which takes the first `PRINTED` rows; "" where all
    stand.
    """

    def said(count: int) -> str:
        return say("more_cut", lang, count=count, total=total, file=file) if count < total else ""

    return {"cut": said(shown), "printed": said(PRINTED) if shown > PRINTED else ""}
