"""Tables of counts beside lists of incidents: years as they stand, linked with nothing."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from layers.counts import LoadedCounts, load_counts
from layers.errors import InputError
from nostrike.trend_breaks import COMPLETE

_MONTHS: Final = 12


def read_counts(paths: tuple[Path, ...]) -> list[LoadedCounts]:
    """Return tables of counts, each of a source of its own.

    Raises
    ------
    InputError
        A file is no such table, two are of one source, or a period goes over the end of a year.
    """
    loaded = [load_counts(path) for path in paths]
    sources = [str(one.table["source"].iloc[0]) for one in loaded if len(one.table)]
    twice = sorted({name for name in sources if sources.count(name) > 1})
    if twice:
        raise InputError(f"--counts: two tables of {twice[0]}; put them into one file")
    for one in loaded:
        over = one.table["first_day"].dt.year != one.table["last_day"].dt.year
        if over.any():
            row = one.table[over].iloc[0]
            raise InputError(
                f"{row['file']}, row {row['row']}: a count over the end of a year is in no year"
            )
    return loaded


def counted_by_year(table: pd.DataFrame) -> pd.DataFrame:
    """Return the counts, long, by ``all``, ``month`` and ``country``, as trends.csv has them."""
    rows = table.assign(year=table["first_day"].dt.year, n=table["incidents"].astype("int64"))
    one_month = rows["first_day"].dt.month == rows["last_day"].dt.month
    monthly = rows[one_month].assign(month=rows["first_day"].dt.month)
    by_month = monthly.groupby(["year", "month"])["n"].sum().reset_index()
    value = by_month["year"].astype("str") + "-" + by_month["month"].map("{:02d}".format)
    by_country = rows.groupby(["country", "year"])["n"].sum().reset_index()
    total = rows.groupby("year")["n"].sum().reset_index()
    return pd.concat(
        [
            total.assign(by="all", value="all"),
            by_month.assign(by="month", value=value),
            by_country.rename(columns={"country": "value"}).assign(by="country"),
        ],
        ignore_index=True,
    )


def counts_coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage of a table of counts, in the columns of `coverage_by_year`.

    A year is complete only where every country in it has all twelve months; ``other_files`` is set
    where not the same countries are in it as the year before.
    """
    rows = table.assign(year=table["first_day"].dt.year)
    months = rows["last_day"].dt.month - rows["first_day"].dt.month + 1
    held = rows.assign(months=months).groupby(["year", "country"])["months"].sum()
    years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
    whole = held.ge(_MONTHS).groupby("year").all().reindex(years)
    countries = rows.groupby("year")["country"].agg(frozenset).reindex(years)
    before = [None, *countries.iloc[:-1]]
    return pd.DataFrame(
        {
            "source": str(table["source"].iloc[0]),
            "year": list(years),
            "n": rows.groupby("year")["incidents"].sum().reindex(years, fill_value=0).to_numpy(),
            "countries": [len(c) if isinstance(c, frozenset) else 0 for c in countries],
            "first": rows.groupby("year")["first_day"].min().reindex(years).to_numpy(),
            "last": rows.groupby("year")["last_day"].max().reindex(years).to_numpy(),
            "covered": np.where(
                whole.isna(), "no_record", np.where(whole.eq(other=True), COMPLETE, "ends_within")
            ),
            "other_files": [
                isinstance(then, frozenset) and isinstance(now, frozenset) and then != now
                for then, now in zip(before, countries, strict=True)
            ],
            "cut": False,
            "countries_up": 0,
            "countries_down": 0,
            "jump": False,
        }
    )
