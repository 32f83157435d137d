"""Dates as people and programmes write them, read as intervals of whole days.

A date known to the month or the year is an interval. ``03/04/2024`` is read by what the rest of the
column shows; where nothing shows it, the interval spans both readings, so that no later step can
rely on a day that was guessed. Nothing here raises: an unreadable cell is NaT and says so.
"""

from typing import Any, Final, Literal

import numpy as np
import pandas as pd

DateStatus = Literal["ok", "missing", "unreadable", "ambiguous"]

_DATE: Final = "datetime64[us]"
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100
_CENTURY_TURNS: Final = 70
_OUTWEIGHS: Final = 10
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier enero",
            "feb february février fevrier febrero",
            "mar march mars marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juin junio",
            "jul july juillet julio",
            "aug august août aout agosto",
            "sep sept september septembre septiembre",
            "oct october octobre octubre",
            "nov november novembre noviembre",
            "dec december décembre decembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH: Final = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_TIME: Final = (
    r"(?:(?:[t,]\s*|\s+(?:at\s+)?)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
)
_WEEKDAY: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+)?"
_SEPARATOR: Final = r"\s*[-/., ]\s*"
_RANGE: Final = r"\s+(?:to|until|–|—|-)\s+|\s*–\s*|(?<=\d{4})\s*/\s*(?=\d{4}-)"

# tried in this order; what the groups are called says what they hold
_PATTERNS: Final = (
    r"(?P<y>\d{4})(?:\.0)?",
    rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_TIME}",
    rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}}){_TIME}",
    rf"(?P<a>\d{{1,2}})\s*[-/. ]\s*(?P<b>\d{{1,2}})\s*[-/. ]\s*(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    (
        rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?(?:{_SEPARATOR}|\s+(?:of|de)\s+)?"
        rf"(?P<n>{_MONTH})(?:{_SEPARATOR})?(?P<y>\d{{4}}|\d{{2}}){_TIME}"
    ),
    (
        rf"{_WEEKDAY}(?P<n>{_MONTH})(?:{_SEPARATOR})?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?"
        rf",?{_SEPARATOR}(?P<y>\d{{4}}){_TIME}"
    ),
    rf"(?P<y>\d{{4}}){_SEPARATOR}(?P<n>{_MONTH}){_SEPARATOR}(?P<d>\d{{1,2}}){_TIME}",
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})",
    r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})",
    rf"(?P<n>{_MONTH})(?:{_SEPARATOR})?(?P<y>\d{{4}})",
    rf"(?P<y>\d{{4}})(?:{_SEPARATOR})?(?P<n>{_MONTH})",
)
_SERIAL: Final = r"(?P<serial>[2-7]\d{4})(?:\.\d+)?"
_EXCEL_DAY_0: Final = pd.Timestamp("1899-12-30")
_MISSING: Final = frozenset({"", "-", "--", "na", "n/a", "nan", "nat", "none", "null", "?"})


def parse_dates(cells: pd.Series, *, day_first: bool | None = None) -> pd.DataFrame:
    """Read a column of dates.

    Parameters
    ----------
    cells
        Text, datetimes, dates or numbers (Excel serials, years), mixed as they come. Clock times
        and time zones are dropped: the day is the one written.
    day_first
        What ``03/04/2024`` means where the column itself does not show it; None where the source
        does not say.

    Returns
    -------
    DataFrame with the index of ``cells``: ``start`` and ``end`` (naive datetime64[us], the first
    and last day the cell allows, both NaT where it has none) and ``status``: ``ok``, ``missing``,
    ``unreadable``, or ``ambiguous`` (day or month first, not known: the interval spans both).

    Examples
    --------
    >>> cells = pd.Series(["2023-10-17T12:00:00Z", "october-7-2023", "March 2022", "31/02/2024"])
    >>> parse_dates(cells)
           start        end      status
    0 2023-10-17 2023-10-17          ok
    1 2023-10-07 2023-10-07          ok
    2 2022-03-01 2022-03-31          ok
    3        NaT        NaT  unreadable
    """
    codes, unique = pd.factorize(cells.astype(object), use_na_sentinel=True)
    counts = np.bincount(codes[codes >= 0], minlength=len(unique))
    read = _read_unique(pd.Series(list(unique), dtype=object), counts, day_first=day_first)
    read.loc[len(unique)] = [pd.NaT, pd.NaT, "missing"]  # where code -1 points
    out = read.iloc[codes].set_axis(cells.index)
    return out.astype({"start": _DATE, "end": _DATE, "status": "str"})


def _read_unique(values: pd.Series, counts: np.ndarray, *, day_first: bool | None) -> pd.DataFrame:
    text = values.map(_as_text).astype("str").fillna("")
    out = pd.DataFrame(
        {"start": pd.NaT, "end": pd.NaT, "status": "unreadable"}, index=values.index
    ).astype({"start": _DATE, "end": _DATE, "status": object})
    out.loc[text.isin(_MISSING), "status"] = "missing"
    todo = text[out["status"].eq("unreadable")]
    single = _read_text(todo, counts[todo.index], day_first=day_first)
    out.loc[single.index] = single
    ranges = todo[single["status"].eq("unreadable")].str.split(_RANGE, regex=True)
    ranges = ranges[ranges.str.len().eq(2)]
    if len(ranges):
        both = pd.concat([ranges.str[0], ranges.str[1]], keys=[0, 1]).str.strip()
        weights = np.tile(counts[ranges.index], 2)
        read = _read_text(both.reset_index(drop=True), weights, day_first=day_first).set_axis(
            both.index
        )
        first, last = read.loc[0], read.loc[1]
        sound = first["start"].notna() & last["end"].notna() & (first["start"] <= last["end"])
        vague = first["status"].eq("ambiguous") | last["status"].eq("ambiguous")
        out.loc[sound[sound].index, "start"] = first.loc[sound, "start"]
        out.loc[sound[sound].index, "end"] = last.loc[sound, "end"]
        out.loc[sound[sound].index, "status"] = np.where(vague[sound], "ambiguous", "ok")
    return out


def _as_text(value: Any) -> str:
    """Return a cell as casefolded text; a datetime as its day, any digits as Western ones."""
    if hasattr(value, "strftime"):
        return str(value)[:10]
    text = " ".join(str(value).split()).casefold()
    if text.isascii():
        return text
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def _read_text(text: pd.Series, counts: np.ndarray, *, day_first: bool | None) -> pd.DataFrame:
    """Read each text as one date; ``text`` is indexed like the returned frame."""
    parts = pd.DataFrame(
        index=text.index, columns=["y", "m", "d", "n", "a", "b", "serial"], dtype=object
    )
    todo = pd.Series(True, index=text.index)
    for pattern in (*_PATTERNS, _SERIAL):
        if not todo.any():
            break
        groups = text[todo].str.extract(f"^{pattern}$")
        groups = groups[[name for name in groups if isinstance(name, str)]]
        groups = groups[groups.notna().any(axis=1)]
        parts.loc[groups.index, groups.columns] = groups.astype(object)
        todo.loc[groups.index] = False
    named = parts["n"].dropna()
    parts.loc[named.index, "m"] = named.str.rstrip(".").map(_MONTHS)
    number = parts.drop(columns="n").apply(pd.to_numeric).astype("float64")
    number["y"] = number["y"].mask(
        parts["y"].astype("str").str.len().eq(2),
        number["y"] + np.where(number["y"] < _CENTURY_TURNS, 2000, 1900),
    )
    out = _intervals(number)
    both = number["a"].notna()
    if both.any():
        out.loc[both[both].index] = _either_order(
            number[both], counts[both.to_numpy()], day_first=day_first
        )
    return out


def _days(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    """Return dates, NaT where the calendar has no such day or the year is not of our time."""
    sensible = year.between(_FIRST_YEAR, _LAST_YEAR)
    parts = pd.DataFrame({"year": year, "month": month, "day": day})[sensible]
    return pd.to_datetime(parts, errors="coerce").reindex(year.index).astype(_DATE)


def _intervals(number: pd.DataFrame) -> pd.DataFrame:
    """Return the first and last day of what is written: a day, a month, a year or a serial."""
    year, month, day = number["y"], number["m"], number["d"]
    of_year, of_month = month.isna() & number["a"].isna(), day.isna() & month.notna()
    start = _days(year, month.mask(of_year, 1), day.mask(of_year | of_month, 1))
    end = start.mask(of_month, start + pd.offsets.MonthEnd(0))
    end = end.mask(of_year, start + pd.offsets.YearEnd(0))
    serial = number["serial"].notna()
    days = _EXCEL_DAY_0 + pd.to_timedelta(number["serial"], unit="D")
    start, end = (column.mask(serial, days).astype(_DATE) for column in (start, end))
    status = pd.Series("unreadable", index=number.index, dtype=object).mask(start.notna(), "ok")
    return pd.DataFrame({"start": start, "end": end, "status": status})


def _either_order(
    number: pd.DataFrame, counts: np.ndarray, *, day_first: bool | None
) -> pd.DataFrame:
    """Read ``a/b/year`` by what the column shows, else by ``day_first``, else as both readings."""
    day_month = _days(number["y"], number["b"], number["a"])
    month_day = _days(number["y"], number["a"], number["b"])
    only_day_first = day_month.notna() & month_day.isna()
    only_month_first = month_day.notna() & day_month.isna()
    weight = pd.Series(counts, index=number.index)
    votes_day, votes_month = weight[only_day_first].sum(), weight[only_month_first].sum()
    if votes_day > _OUTWEIGHS * votes_month:
        day_first = True
    elif votes_month > _OUTWEIGHS * votes_day:
        day_first = False
    if day_first is None:
        start = day_month.where(day_month <= month_day, month_day)
        end = month_day.where(day_month <= month_day, day_month)
    else:
        start = end = day_month if day_first else month_day
    start = start.mask(only_day_first, day_month).mask(only_month_first, month_day)
    end = end.mask(only_day_first, day_month).mask(only_month_first, month_day)
    status = pd.Series("ok", index=number.index, dtype=object)
    status = status.mask(start.isna(), "unreadable").mask(start.lt(end), "ambiguous")
    return pd.DataFrame({"start": start, "end": end, "status": status})
