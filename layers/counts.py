"""Tables of counts, such as INSO's: so many incidents in a country in a month.

They are no incidents, and no function here makes any of them: a count has no place, no day and no
id. They stand beside lists in figures over time, each on its own.
"""

from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from layers.dates import parse_dates
from layers.errors import InputError
from layers.formats import read_table
from layers.identity import reject
from layers.loaded import ACCOUNTING_DTYPES, typed
from layers.sources import recognise

COUNTS_DTYPES: Final = {
    "source": "str",
    "country": "str",
    "first_day": "datetime64[us]",
    "last_day": "datetime64[us]",
    "incidents": "Int64",
    "killed": "Int64",
    "injured": "Int64",
    "abducted": "Int64",
    "citation": "str",
    "licence": "str",
    "file": "str",
    "row": "int64",
}
"""A row per country and period; a count that the file leaves empty is null, never nought."""


class LoadedCounts(NamedTuple):
    """A table of counts, and an account of every row that is not in it.

    Attributes
    ----------
    table
        The columns of `COUNTS_DTYPES`.
    rejected
        Rows that are no count: file, sheet, row, column, value, reason.
    accounting
        As for incidents: read = loaded + rejected + merged.
    read_as
        What the file was read as.
    """

    table: pd.DataFrame
    rejected: pd.DataFrame
    accounting: pd.DataFrame
    read_as: list[dict[str, Any]]


def load_counts(
    path: Path | str, *, sheet: str | None = None, header_row: int | None = None
) -> LoadedCounts:
    """Load a table of counts.

    Raises
    ------
    InputError
        The file is no table of counts, a row's period or number cannot be read, or periods of one
        country overlap (they would count twice).
    """
    raw = read_table(path, sheet=sheet, header_row=header_row)
    source = recognise(map(str, raw.frame.columns), "counts")
    if source is None:
        raise InputError(
            f"{raw.path.name}: this is no table of counts; it needs the columns country, year, "
            "month, incidents, killed, injured and abducted"
        )
    read = source.read(raw)
    rejected = reject(raw, read)
    rows = read.drop(index=rejected["row"])
    period = parse_dates(rows["date_text"])
    _refuse(raw.path.name, rows, period)
    table = rows.drop(columns="date_text").assign(
        source=source.name,
        first_day=period["start"],
        last_day=period["end"],
        citation=source.citation,
        licence=source.licence,
        file=raw.path.name,
        row=rows.index,
    )
    account = {
        "file": raw.path.name,
        "source": source.name,
        "read": len(raw.frame),
        "loaded": len(table),
        "rejected": len(rejected),
        "merged": 0,
    }
    read_as = {"file": raw.path.name, "format": raw.format, "source": source.name}
    return LoadedCounts(
        table=typed(table, COUNTS_DTYPES),
        rejected=rejected,
        accounting=typed(pd.DataFrame([account]), ACCOUNTING_DTYPES),
        read_as=[{**read_as, "sheet": raw.sheet, "notes": list(raw.notes)}],
    )


def _refuse(file: str, rows: pd.DataFrame, period: pd.DataFrame) -> None:
    """Refuse rows without a period or a number, and periods of a country that overlap."""
    for wrong, what in (
        (period["start"].isna(), "no year and month that can be read"),
        (rows["incidents"].isna(), "no number of incidents"),
        (rows["country"].isna(), "no country that is known"),
    ):
        if wrong.any():
            raise InputError(
                f"{file}, row {wrong.idxmax()}: {what}; a count that is not known is left out, "
                "not left empty"
            )
    ordered = period.assign(country=rows["country"]).sort_values(["country", "start", "end"])
    before = ordered.groupby("country")["end"].cummax().groupby(ordered["country"]).shift()
    again = ordered["start"] <= before
    if again.any():
        raise InputError(
            f"{file}, row {again.idxmax()}: the period overlaps another row of the country, and "
            "would count twice; keep either the year or its months"
        )
