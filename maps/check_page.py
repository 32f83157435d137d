"""The page of a check: what holds for the list, a map of before and after, a table, what was read.

It shows where sites stand, so it exists in the restricted edition only.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from geo.vocabulary import SEVERITIES
from maps.before_after import charts
from maps.files_read import files_read
from maps.page import ROWS_SHOWN, Table, render, write_page
from maps.remarks import on_page
from maps.report_tables import heads, word
from maps.sentences import number, say, sentences
from maps.text import clean, marked_up, storable

_PLACE: Final = 6


def write_check_page(
    path: str | Path,
    account: Mapping[str, Any],
    rows: pd.DataFrame,
    *,
    countries: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame | None = None,
    lang: str = "en",
) -> Path:
    """Write the page of a check, self-contained and without a script.

    Parameters
    ----------
    path
        Where to; the folder exists.
    account
        What ``summary.json`` of a check holds: ``file``, ``statements``, ``n_facilities``,
        ``n_with_findings``, ``n_suggested``, ``rows_by_severity``, ``by_code``, ``not_run``,
        ``kept_on_purpose``, ``read_as``, ``accounting``.
    rows
        A row per facility: the columns of `maps.before_after.COLUMNS` and ``findings``,
        ``evidence``, ``moves_m``; indexed by facility id.
    countries, areas
        The ground of the map.
    lang
        Language of the page. What the tool has no words for in it is marked as English.

    Returns
    -------
    The path written.

    Raises
    ------
    ValueError
        An unknown language.
    """
    rows = storable(rows)
    title = say("check_title", lang, file=account["file"])
    page = render(
        "check.html",
        lang,
        title=title,
        statements=[on_page(one, lang) for one in account["statements"]],
        lead=_lead(account, lang),
        charts=charts(rows, countries=countries, areas=areas, lang=lang),
        legend=[(kind, say(f"severity_{kind}", lang)) for kind in SEVERITIES],
        counts=_counts(account, lang),
        heads=heads(lang, "row", "facility", "code", "stated", "suggested", "moves", "evidence"),
        rows=_rows(rows, lang),
        cut=_cut(rows, lang),
        not_run=Table(
            say("h_not_run", lang),
            heads(lang, "code", "explanation", "reason"),
            [
                [one["code"], word("finding", one["code"], lang), on_page(one["reason"], lang)]
                for one in account["not_run"]
            ],
        ),
        kept=_kept(account, lang),
        **files_read(account, lang),
    )
    return write_page(path, page)


def _lead(account: Mapping[str, Any], lang: str) -> list[str]:
    n = account["n_facilities"]
    if not account["n_with_findings"]:
        said = [] if account["statements"] else [say("check_clean", lang, n=n)]
    else:
        severities = account["rows_by_severity"]
        said = [
            say("check_found", lang, n=account["n_with_findings"], total=n),
            say("check_severities", lang, **{k: severities.get(k, 0) for k in SEVERITIES}),
            say("check_suggested", lang, n=account["n_suggested"]),
        ]
    if account["kept_on_purpose"]:
        said.append(say("check_kept", lang, n=len(account["kept_on_purpose"])))
    return said


def _counts(account: Mapping[str, Any], lang: str) -> Table:
    rows = [
        [code, n, word("severity", severity, lang), sentences(lang).get(f"finding_{code}")]
        for code, severity, n in account["by_code"]
    ]
    return Table(
        say("h_check_counts", lang), heads(lang, "code", "n", "severity", "explanation"), rows
    )


def _rows(rows: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return the rows of the table, the worst first: severity, and a cell per column."""
    return [
        {
            "severity": row["severity"],
            "word": word("severity", row["severity"], lang),
            "row": number(row["row"], lang),
            "name": clean(row["name"]) if isinstance(row["name"], str) else None,
            "id": clean(str(row["id"])),
            "codes": row["findings"].split("; "),
            "stated": _place(row["latitude_read"], row["longitude_read"]),
            "suggested": _place(row["suggested_latitude"], row["suggested_longitude"]),
            "moves": None if pd.isna(row["moves_m"]) else round(float(row["moves_m"])),
            "evidence": [_evidence(line, lang) for line in str(row["evidence"]).split("\n")],
        }
        for row in _worst(rows).rename_axis("id").reset_index().to_dict("records")
    ]


def _evidence(line: str, lang: str) -> Any:
    """Return one finding's evidence; of several in a row, each stands behind its code."""
    code, colon, rest = line.partition(": ")
    if colon and f"finding_{code}" in sentences(lang):
        said = on_page(rest, lang)
        return Markup("<code>{}</code>: {}").format(
            code, said if isinstance(said, Markup) else marked_up(said)
        )
    return on_page(line, lang)


def _worst(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows[rows["severity"].notna()]
    rank = found["severity"].map({name: n for n, name in enumerate(SEVERITIES)})
    return found.assign(_rank=rank).sort_values(["_rank", "row"], kind="stable").head(ROWS_SHOWN)


def _cut(rows: pd.DataFrame, lang: str) -> str:
    total = int(rows["severity"].notna().sum())
    if total <= ROWS_SHOWN:
        return ""
    return say("more_cut", lang, count=ROWS_SHOWN, total=total, file="checked.xlsx")


def _place(latitude: Any, longitude: Any) -> str | None:
    """Write a place as it is typed into a search box: the same in every language."""
    if pd.isna(latitude) or pd.isna(longitude):
        return None
    return ", ".join(
        f"{float(v):.{_PLACE}f}".rstrip("0").rstrip(".") for v in (latitude, longitude)
    )


def _kept(account: Mapping[str, Any], lang: str) -> Table:
    kept: Sequence[Mapping[str, Any]] = account["kept_on_purpose"]
    rows = [
        [
            number(one["row"], lang),
            one["name"] or one["id"],
            one["code"],
            one["decided_by"] or None,
            one["decided_on"] or None,
            one["note"] or None,
        ]
        for one in kept[:ROWS_SHOWN]
    ]
    cut = ""
    if len(kept) > ROWS_SHOWN:
        cut = say("more_cut", lang, count=ROWS_SHOWN, total=len(kept), file="kept.csv")
    columns = heads(lang, "row", "facility", "code", "decided_by", "decided_on", "note")
    return Table(say("h_check_kept", lang), columns, rows, cut)
