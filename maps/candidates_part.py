"""The part of a report that says which facility a reported hit may have been at.

Never in a public edition: it can make a place exact that its publisher left vague.
"""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from geo.candidates.calibration import ENOUGH
from maps.names import own_name
from maps.page import Table
from maps.report_tables import heads, span
from maps.sentences import number, say

FILE: Final = "expected.csv"
_SHOWN: Final = 20


def candidates_part(
    account: Mapping[str, Any],
    expected: pd.DataFrame | None,
    facilities: pd.DataFrame,
    lang: str,
) -> dict[str, Any] | None:
    """Return the sentences and the table, None where nothing was asked or may be said.

    Parameters
    ----------
    account
        The figures of one conflict.
    expected
        ``source``, ``facility_id``, ``expected``, ``low``, ``high``, ``n_tied``: what each facility
        may stand for.
    facilities
        Canonical facilities, for their names.
    lang
        Language of the page.
    """
    figures = account.get("candidates")
    if not figures or account["edition"] == "public":
        return None
    lines = [line for one in figures["per_source"] for line in _of_source(one, lang)]
    share = number(figures["shares"]["none"], lang, decimals=2)
    lines += [say("candidates_assumed", lang, share=share), _calibration(figures, lang)]
    return {
        "note": say("candidates_note", lang),
        "lines": lines,
        "table": _table(figures, expected, facilities, lang),
        "table_note": say("candidates_expected_note", lang, file=FILE),
    }


def _of_source(one: Mapping[str, Any], lang: str) -> list[str]:
    named = {"n": one["n_named"], "other": one["n_named_elsewhere"]}
    counts = {"one": one["n_one"], "handful": one["n_handful"], "more": one["n_more"]}
    told = {"lang": lang, "source": one["title"]}
    lines = [
        say("candidates_counts", n=one["n"] - one["n_withheld"], **counts, **told),
        say("candidates_named", **named, **told),
    ]
    if one["n_withheld"]:
        lines.append(say("candidates_withheld", n=one["n_withheld"], **told))
    return lines


def _calibration(figures: Mapping[str, Any], lang: str) -> str:
    found = figures["calibration"]
    if not found["established"]:
        return say("candidates_uncalibrated", lang, n=found["n"], need=ENOUGH)
    values: dict[str, Any] = {
        key: number(found[key], lang, decimals=2) for key in ("slope", "error")
    }
    return say("candidates_calibrated", lang, n=found["n"], **values)


def _table(
    figures: Mapping[str, Any], expected: pd.DataFrame | None, facilities: pd.DataFrame, lang: str
) -> Table | None:
    if expected is None or not len(expected):
        return None
    titles = {one["source"]: one["title"] for one in figures["per_source"]}
    top = expected.sort_values("expected", ascending=False, kind="stable").head(_SHOWN)
    named = facilities.reindex(columns=["name", "names_other"]).reindex(top["facility_id"])
    names = [
        own_name(name, others, lang)
        for name, others in zip(named["name"], named["names_other"], strict=True)
    ]
    rows: list[list[Any]] = [
        [
            row.facility_id if name is None else name,
            titles.get(row.source, row.source),
            number(row.expected, lang, decimals=1),
            span(int(row.low), int(row.high), lang),
            int(row.n_tied),
        ]
        for name, row in zip(names, top.itertuples(), strict=True)
    ]
    columns = [
        *heads(lang, "facility", "source"),
        say("candidates_measure", lang),
        *heads(lang, "expected", "tied"),
    ]
    return Table(say("candidates_expected_caption", lang), columns, rows)
