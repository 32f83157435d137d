"""What a list covers, year by year, and where a change may be the list's and not the world's."""

from typing import Any, Final

import numpy as np
import pandas as pd

from geo.linkage import poisson_ratio

GAP_DAYS: Final = 31
_GAPS: Final = 5
JUMP: Final = 1.25
_SURELY: Final = 1.1
_PAGES: Final = (1_000, 5_000)

COMPLETE: Final = "complete"
_NOT_COMPARABLE: Final = ("starts_within", "ends_within", "no_record")


def coverage_by_year(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each year each source covers, judged by its own dates.

    Parameters
    ----------
    incidents
        Canonical incidents of any sources.

    Returns
    -------
    DataFrame by ``source`` and ``year``, every year between a source's first and last:

    - ``n`` incidents dated within it, ``countries``, ``first``, ``last``;
    - ``covered``: ``complete``; ``starts_within`` or ``ends_within``, where the first or last
      record leaves more than 31 days of the year (or five times the usual gap between records)
      empty; ``no_record``;
    - ``other_files``: no file that the year before has, although that year has records;
    - ``cut``: a file of it has exactly 1,000 or 5,000 rows: a page of an interface, no list;
    - ``jump``: the count is up or down by a quarter or more against a complete year before (the
      interval beyond a tenth), so large that a change in collection could explain it;
    - ``countries_up``, ``countries_down``: in how many countries the count rose and fell.
    """
    dated = incidents[incidents["date_start"].notna()]
    dated = dated.assign(year=dated["date_start"].dt.year)
    parts = [_one_source(rows) for _, rows in dated.groupby("source", sort=True)]
    columns = ["source", "year"]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)


def _one_source(rows: pd.DataFrame) -> pd.DataFrame:
    years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
    groups = rows.groupby("year")
    table = pd.DataFrame({"n": groups.size().reindex(years, fill_value=0)})
    table["countries"] = groups["country"].nunique().reindex(years, fill_value=0)
    table["first"], table["last"] = groups["date_start"].min(), groups["date_start"].max()
    table["covered"] = _covered(rows, table)
    files = groups["file"].agg(lambda names: frozenset(names.dropna()))
    files = files.reindex(years)
    table["other_files"] = [
        isinstance(now, frozenset) and isinstance(then, frozenset) and not now & then
        for then, now in zip([None, *files.iloc[:-1]], files, strict=True)
    ]
    per_file = rows.groupby("file").size()
    table["cut"] = bool(per_file.isin(_PAGES).any())
    by_country = pd.crosstab(rows["country"], rows["year"])
    step = by_country.reindex(columns=years, fill_value=0).diff(axis=1)
    table["countries_up"] = step.gt(0).sum().reindex(years).to_numpy()
    table["countries_down"] = step.lt(0).sum().reindex(years).to_numpy()
    table["jump"] = _jumps(table) & ~table["other_files"] & ~table["cut"]
    source = str(rows["source"].iloc[0])
    return table.rename_axis("year").reset_index().assign(source=source)


def _covered(rows: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    first, last = rows["date_start"].min(), rows["date_start"].max()
    days = max((last - first).days, 1)
    gap = pd.Timedelta(days=max(GAP_DAYS, _GAPS * days / max(len(rows), 1)))
    words = np.where(table["n"].to_numpy() > 0, COMPLETE, "no_record").astype(object)
    begin = pd.Timestamp(int(table.index[0]), 1, 1)
    end = pd.Timestamp(int(table.index[-1]), 12, 31)
    if first - begin > gap:
        words[0] = "starts_within"
    if end - last > gap:
        words[-1] = "ends_within"
    return list(map(str, words))


def _jumps(table: pd.DataFrame) -> Any:
    found = poisson_ratio(table["n"].to_numpy(), table["n"].shift().to_numpy())
    whole = table["covered"].eq(COMPLETE)
    comparable = (whole & whole.shift(fill_value=False)).to_numpy()
    up = (found.ratio >= JUMP) & (found.low > _SURELY)
    down = (found.ratio <= 1 / JUMP) & (found.high < 1 / _SURELY)
    return comparable & (up | down)


def merged_coverage(
    coverage: pd.DataFrame, families: dict[str, str], name: str, events: pd.Series
) -> pd.DataFrame:
    """Return a merged list's coverage with what holds of its lists, not of their sum.

    Parameters
    ----------
    coverage
        Of `coverage_by_year`, the merged list among the sources.
    families
        Source -> the list it belongs to, for the sources that were merged.
    name
        The merged list.
    events
        Events by year, each counted once.

    Returns
    -------
    The rows of the merged list, ``n`` of events. A year is complete only where every list with a
    record in it covers it in full; ``lists`` says how many do; ``other_files`` is set where not the
    same lists cover it as the year before, so that the sum cannot be compared.
    """
    merged = coverage[coverage["source"].eq(name)].copy()
    merged["n"] = events.reindex(merged["year"], fill_value=0).to_numpy()
    parts = coverage[coverage["source"].isin(families) & coverage["n"].gt(0)]
    parts = parts.assign(family=parts["source"].map(families), whole=parts["covered"].eq(COMPLETE))
    best = parts.groupby(["year", "family"])["whole"].any().reset_index()
    whole = best[best["whole"]].groupby("year")["family"].agg(frozenset)
    every = best.groupby("year")["whole"].all()
    states = every.reindex(merged["year"]).fillna(value=False).to_numpy(dtype=bool)
    merged["covered"] = np.where(states, COMPLETE, "ends_within")
    sets = whole.reindex(merged["year"])
    merged["lists"] = [len(names) if isinstance(names, frozenset) else 0 for names in sets]
    merged["other_files"] = [
        then is not None and now != then
        for then, now in zip([None, *sets.iloc[:-1]], sets, strict=True)
    ]
    merged["jump"] = _jumps(merged) & ~merged["other_files"] & ~merged["cut"]
    return merged


def why_not_compared(coverage: pd.DataFrame) -> pd.DataFrame:
    """Return, by source and year, why it is not set beside the year before: "" where it is.

    The reason is ``partial`` (this year or the one before), ``no_record``, ``other_files``, ``cut``
    or ``first`` (there is no year before).
    """
    table = coverage.sort_values(["source", "year"]).copy()
    before = table.groupby("source")["covered"].shift()
    partial = table["covered"].isin(_NOT_COMPARABLE[:2]) | before.isin(_NOT_COMPARABLE[:2])
    none = table["covered"].eq("no_record") | before.eq("no_record")
    conditions = [before.isna(), table["cut"], partial, none, table["other_files"]]
    words = ["first", "cut", "partial", "no_record", "other_files"]
    table["not_compared"] = np.select(conditions, words, "")
    return table.set_index(["source", "year"])[["not_compared"]]
