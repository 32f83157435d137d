"""What the trend is: counts per list and year, raw and with each event counted once."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.linkage import by_year
from layers import boundaries, conflicts
from layers.counts import LoadedCounts
from layers.lineage import COMPARED, SCOPES, family
from nostrike.linking import HARMS, Linked, LinkRequest, events_table, harms, unpaired
from nostrike.linking import run as run_linkage
from nostrike.progress import Reporter
from nostrike.trend_breaks import (
    COMPLETE,
    coverage_by_year,
    merged_coverage,
    why_not_compared,
)
from nostrike.trend_counts import counted_by_year, counts_coverage, read_counts

STEPS: Final = 5
BASE_YEAR: Final = 2021
MOST_AFFECTED: Final = 12
NO_CONFLICT: Final = "none"


@dataclass(frozen=True)
class TrendsRequest:
    """Trends, as asked for."""

    linking: LinkRequest
    base_year: int = BASE_YEAR
    profiles: tuple[Any, ...] = ()
    tables: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Trends:
    """What was counted.

    Attributes
    ----------
    counts
        Long: ``list`` (a source, or ``merged:SCOPE``), ``by`` (``all``, ``month``, ``country``,
        ``conflict``, ``perpetrator``, ``harm``), ``value``, ``year``, ``month`` where by month,
        ``n``; for ``all`` the comparison with the year before and the base year, and
        ``not_compared``.
    coverage
        Of `coverage_by_year`, the merged lists among them.
    undated
        Incidents without a date, per source.
    """

    request: TrendsRequest
    linked: Linked
    incidents: gpd.GeoDataFrame
    events: pd.DataFrame
    counts: pd.DataFrame
    coverage: pd.DataFrame
    undated: dict[str, int] = field(default_factory=dict)
    tables: tuple[LoadedCounts, ...] = ()

    @property
    def accounting(self) -> pd.DataFrame:
        """One row per input file: read = loaded + rejected + merged."""
        parts = [self.linked.loaded.accounting, *(table.accounting for table in self.tables)]
        return pd.concat(parts, ignore_index=True)


def run(request: TrendsRequest, report: Reporter) -> Trends:
    """Count.

    Raises
    ------
    InputError
        A file that cannot be used.
    """
    tables = read_counts(request.tables)
    linked = run_linkage(request.linking, report)
    report.step("Assigning conflicts")
    profiles = conflicts.profiles(request.profiles)
    found = conflicts.assign(linked.incidents, profiles, boundaries.countries())
    incidents = linked.incidents.assign(conflict=found)
    report.step("Counting")
    events = events_table(incidents, linked.linkage)
    lists = _lists(incidents, events)
    coverage = pd.concat(
        [_coverage(incidents, events), *(counts_coverage(one.table) for one in tables)],
        ignore_index=True,
    )
    reasons = why_not_compared(coverage)
    parts = [_counted(name, rows, reasons, request.base_year) for name, rows in lists.items()]
    parts += [_of_table(one.table, reasons, request.base_year) for one in tables]
    counts = pd.concat(parts, ignore_index=True)
    counts = _with_floor(counts, incidents, linked)
    undated = incidents["source"][incidents["date_start"].isna()].value_counts().sort_index()
    return Trends(
        request=request,
        linked=linked,
        incidents=incidents,
        events=events,
        counts=counts,
        coverage=coverage,
        undated={str(name): int(n) for name, n in undated.items()},
        tables=tuple(tables),
    )


def _with_floor(counts: pd.DataFrame, incidents: gpd.GeoDataFrame, linked: Linked) -> pd.DataFrame:
    """Add ``n_low`` to merged yearly counts: were all events that seem shared counted once."""
    open_ = unpaired(incidents, linked.linkage)
    rows = pd.DataFrame(
        {
            "year": linked.linkage.event_id.map(incidents["date_start"].dt.year),
            "scope": incidents["source"].map(SCOPES),
            "event": linked.linkage.event_id,
            "list": incidents["source"].map(family),
        }
    ).drop_duplicates(["event", "list"])
    doubled = open_.merge(rows, on=["event", "list"])
    scope_of = {family(source): scope for source, scope in SCOPES.items()}
    doubled = doubled[doubled["other"].map(scope_of).eq(doubled["scope"])]
    per_year = doubled.groupby(["scope", "year"])["expected"].sum()
    yearly = counts["by"].eq("all") & counts["list"].str.startswith("merged:")
    scope = counts["list"].str.removeprefix("merged:")
    at = pd.MultiIndex.from_arrays([scope, counts["year"]])
    less = pd.Series(per_year.reindex(at).fillna(0.0).to_numpy(), index=counts.index)
    low = (counts["n"] - less).clip(lower=0).round().astype("Int64")
    return counts.assign(n_low=low.where(yearly))


def merged_name(scope: str) -> str:
    """Return what the lists of one scope are called when each event is counted once."""
    return f"merged:{scope}"


def _coverage(incidents: gpd.GeoDataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage of each source, and of each scope that several sources share."""
    own = pd.DataFrame(incidents[["source", "date_start", "country", "file"]])
    scope = own["source"].map(SCOPES)
    again = own.assign(source="merged:" + scope)[
        scope.map(_shared_scopes(incidents)).eq(other=True)
    ]
    table = coverage_by_year(pd.concat([own, again], ignore_index=True))
    merged = table["source"].str.startswith("merged:")
    parts = [table[~merged]]
    for name in sorted(table["source"][merged].unique()):
        families = {
            source: family(source) for source, of in SCOPES.items() if merged_name(of) == name
        }
        mine = events[events["scope"].eq(name.partition(":")[2])]
        yearly = mine.groupby(mine["date_start"].dt.year).size()
        parts.append(merged_coverage(table, families, name, yearly))
    return pd.concat(parts, ignore_index=True)


def _shared_scopes(incidents: gpd.GeoDataFrame) -> dict[str, bool]:
    """Return, of each scope, whether several sources have it."""
    per_scope = incidents["source"].groupby(incidents["source"].map(SCOPES)).nunique()
    return {str(scope): bool(n > 1) for scope, n in per_scope.items()}


def _lists(incidents: gpd.GeoDataFrame, events: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows to count, under the name of each source and each scope with several."""
    table = pd.DataFrame(
        {
            "date_start": incidents["date_start"],
            "country": incidents["country"],
            "conflict": incidents["conflict"],
            "perpetrator": incidents["perpetrator_reported_type"],
            **harms(incidents),
        }
    )
    lists = {
        str(name): table.loc[index]
        for name, index in incidents.groupby("source", sort=True).groups.items()
    }
    for scope, several in sorted(_shared_scopes(incidents).items()):
        if several:
            lists[merged_name(scope)] = events[events["scope"].eq(scope)]
    return lists


def _of_table(table: pd.DataFrame, reasons: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Return a table of counts as `_counted` returns a list."""
    name = str(table["source"].iloc[0])
    found = counted_by_year(table)
    yearly = found[found["by"].eq("all")].set_index("year")["n"]
    total = _compared(name, yearly, reasons, base_year)
    rest = found[found["by"].ne("all")]
    return pd.concat([total, rest], ignore_index=True).assign(list=name)


def _counted(name: str, rows: pd.DataFrame, reasons: pd.DataFrame, base_year: int) -> pd.DataFrame:
    dated = rows[rows["date_start"].notna()]
    dated = dated.assign(
        year=dated["date_start"].dt.year,
        month=dated["date_start"].dt.month,
        conflict=dated["conflict"].fillna(NO_CONFLICT),
        country=dated["country"].fillna("unknown"),
        perpetrator=dated["perpetrator"].fillna("unknown"),
    )
    parts = [_by_month(dated)]
    parts += [_by(dated, key) for key in ("country", "conflict", "perpetrator")]
    harmed = [
        dated[dated[harm]].groupby("year").size().rename("n").reset_index().assign(value=harm)
        for harm in HARMS
    ]
    parts.append(pd.concat(harmed).assign(by="harm"))
    parts.insert(0, _total(name, dated, reasons, base_year))
    return pd.concat(parts, ignore_index=True).assign(list=name)


def _total(name: str, dated: pd.DataFrame, reasons: pd.DataFrame, base_year: int) -> pd.DataFrame:
    return _compared(name, dated.groupby("year").size(), reasons, base_year)


def _compared(name: str, n: pd.Series, reasons: pd.DataFrame, base_year: int) -> pd.DataFrame:
    """Return yearly counts beside the year before and the base year, where they can be compared."""
    n = n.reindex(range(int(n.index.min()), int(n.index.max()) + 1), fill_value=0) if len(n) else n
    table = by_year(n, base_year).rename_axis("year").reset_index()
    why = reasons.loc[name]["not_compared"].reindex(table["year"]).fillna("first")
    table["not_compared"] = why.to_numpy()
    table["not_compared_base"] = _base_reason(reasons.loc[name], table["year"], base_year)
    for kind in ("before", "base"):
        left_out = table["not_compared" if kind == "before" else "not_compared_base"].ne("")
        for part in ("ratio", "low", "high"):
            table[f"{part}_{kind}"] = table[f"{part}_{kind}"].mask(left_out)
    return table.assign(by="all", value="all")


def _base_reason(reasons: pd.DataFrame, years: pd.Series, base_year: int) -> Any:
    """Return why a year is not set beside the base year.

    Where other files begin between the two, or either is covered in part, there is no comparison.
    """
    why = reasons["not_compared"]
    if base_year not in why.index:
        return ["no_base"] * len(years)
    broken = why.eq("other_files") & (why.index > base_year)
    since = broken.cumsum().reindex(years).fillna(1).to_numpy()
    states = why.reindex(years).fillna("first")
    base_bad = why.loc[base_year] in {"cut", "no_record"}
    answer = []
    for year, state, breaks in zip(years, states, since, strict=True):
        if year <= base_year:
            answer.append("base" if year == base_year else "before_base")
        elif base_bad or state in {"cut", "partial", "no_record"}:
            answer.append("partial")
        else:
            answer.append("other_files" if breaks else "")
    return answer


def _by_month(dated: pd.DataFrame) -> pd.DataFrame:
    n = dated.groupby(["year", "month"]).size().rename("n").reset_index()
    return n.assign(
        by="month", value=n["year"].astype("str") + "-" + n["month"].map("{:02d}".format)
    )


def _by(dated: pd.DataFrame, key: str) -> pd.DataFrame:
    n = dated.groupby([key, "year"]).size().rename("n").reset_index()
    return n.rename(columns={key: "value"}).assign(by=key)


def whole_years(coverage: pd.DataFrame, name: str) -> list[int]:
    """Return the years that a list covers in full."""
    mine = coverage[coverage["source"].eq(name) & coverage["covered"].eq(COMPLETE)]
    return [int(year) for year in mine["year"]]


def data_sets(trends: Trends) -> list[dict[str, Any]]:
    """Return which of the compared data sets are there, and whether they cover the rise.

    Returns
    -------
    One per data set: ``source``, ``name``, ``status`` (``here``; ``part``, a page of an interface;
    ``ends_before``, without a record after the base year; ``absent``), ``n``, ``first``, ``last``.
    """
    cut = set(trends.coverage.loc[trends.coverage["cut"].eq(other=True), "source"])
    dates = trends.incidents.groupby("source")["date_start"].agg(["size", "min", "max"])
    for one in trends.tables:
        source = str(one.table["source"].iloc[0])
        n = int(one.table["incidents"].sum())
        dates.loc[source] = [n, one.table["first_day"].min(), one.table["last_day"].max()]
    found: list[dict[str, Any]] = []
    for source, name in COMPARED.items():
        entry: dict[str, Any] = {"source": source, "name": name, "status": "absent", "n": 0}
        entry |= {"first": None, "last": None}
        if source in dates.index:
            row = dates.loc[source]
            late = pd.notna(row["max"]) and row["max"].year > trends.request.base_year
            entry |= {
                "status": "part" if late and source in cut else "here" if late else "ends_before",
                "n": int(row["size"]),
                "first": None if pd.isna(row["min"]) else f"{row['min']:%Y-%m-%d}",
                "last": None if pd.isna(row["max"]) else f"{row['max']:%Y-%m-%d}",
            }
        found.append(entry)
    return found
