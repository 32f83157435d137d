"""The date columns of a source, read into first and last days, with findings for what cannot be."""

from typing import Final

import pandas as pd

from layers.dates import parse_dates
from layers.loaded import FINDING_DTYPES, stacked, typed

# a month or a year is taken at the end that claims least: registered by then, opened at the latest
_END_TAKEN: Final = {
    "exists_from": "start",
    "exists_until": "end",
    "list_as_of": "start",
    "registered_on": "end",
    "registered_until": "start",
    "notified_on": "end",
    "acknowledged_on": "end",
}
_PROBLEMS: Final = {
    "unreadable": ("unreadable_date", "is no date that can be read"),
    "ambiguous": ("ambiguous_date", "can be read day first or month first; both are kept open"),
}
_LONGEST: Final = 80


def read_intervals(
    frame: pd.DataFrame, names: pd.Series, *, day_first: bool | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every date column that a source handed over as text.

    Parameters
    ----------
    frame
        What the source read: ``date_text``, ``date_start_text`` and ``date_end_text``, or
        ``<column>_text`` for the dates of facilities; dates it read itself pass through.
    names
        The ids, for the findings.
    day_first
        What 03/04/2024 means where a column does not show it.

    Returns
    -------
    The date columns, and the findings: ``unreadable_date``, ``ambiguous_date`` and
    ``dates_reversed`` (severity warning).
    """
    findings: list[pd.DataFrame] = []

    def parse(column: str) -> pd.DataFrame:
        read = parse_dates(frame[column], day_first=day_first)
        findings.extend(_problems(frame[column], read["status"], names, column))
        return read

    out = pd.DataFrame(index=frame.index)
    for column, end in _END_TAKEN.items():
        if f"{column}_text" in frame:
            read = parse(f"{column}_text")
            out[column] = read[end].where(read["status"].ne("ambiguous"))
    if "date_text" in frame:
        read = parse("date_text")
        out["date_start"], out["date_end"] = read["start"], read["end"]
    for column, end in (("date_start", "start"), ("date_end", "end")):
        if f"{column}_text" in frame:
            read = parse(f"{column}_text")
            out[column] = read[end].fillna(out[column]) if column in out else read[end]
        elif column in frame:
            out[column] = frame[column]
    if "date_start" in out or "date_end" in out:
        findings.append(_complete(out, names))
    return out, stacked(findings, FINDING_DTYPES)


def _problems(
    cells: pd.Series, status: pd.Series, names: pd.Series, column: str
) -> list[pd.DataFrame]:
    found = []
    for word, (code, what) in _PROBLEMS.items():
        rows = status.index[status.eq(word)]
        text = cells[rows].astype("str").str.slice(0, _LONGEST)
        label = column.removesuffix("_text").replace("_", " ")
        found.append(_finding(names[rows], code, f"{label} '" + text + f"' {what}"))
    return found


def _complete(out: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Give each end where only the other is known, and put a reversed pair in order."""
    for column, other in (("date_start", "date_end"), ("date_end", "date_start")):
        out[column] = out[column].fillna(out[other]) if column in out else out[other]
    start, end = out["date_start"], out["date_end"]
    wrong = start.gt(end)
    text = "begins on " + start[wrong].dt.strftime("%Y-%m-%d") + ", ends before it, on "
    text = text + end[wrong].dt.strftime("%Y-%m-%d") + "; read as the days between"
    out.loc[wrong, "date_start"], out.loc[wrong, "date_end"] = end[wrong], start[wrong]
    return _finding(names[wrong], "dates_reversed", text)


def _finding(names: pd.Series, code: str, evidence: pd.Series) -> pd.DataFrame:
    frame = pd.DataFrame({"id": names, "evidence": evidence})
    return typed(frame.assign(code=code, severity="warning"), FINDING_DTYPES)
