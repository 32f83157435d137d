"""Dates as people and programmes write them, read as intervals of whole days.

A date known to the month or the year is an interval. ``03/04/2024`` is read by what the rest of the
column shows; where nothing shows it, the interval spans both readings, so that no later step can
rely on a day that was guessed. Nothing here raises: an unreadable cell is NaT and says so.
"""

import re
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from layers.headers import unaccented
from layers.months import (
    AROUND,
    BETWEEN,
    HALF,
    MONTH,
    MONTHS,
    OF,
    OF_YEAR,
    ORDINAL,
    PART,
    QUARTER,
    QUARTERS,
    TO,
)

DateStatus = Literal["ok", "missing", "unreadable", "ambiguous"]

_DATE: Final = "datetime64[us]"
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100
_CENTURY_TURNS: Final = 70
_OUTWEIGHS: Final = 10
_TIME: Final = (
    rf"(?:\s*{OF_YEAR})?"
    r"(?:(?:[t,]\s*|\s+(?:(?:at|a|om|um|o|в|о|الساعه)\s+)?)\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
)
_SEPARATOR: Final = r"\s*[-/., ]\s*"
_DAY: Final = r"\d{1,2}"
_NAMED_DAY: Final = rf"(?:st|nd|rd|th|er|\.|-?го|º|ª)?(?:{_SEPARATOR}|{OF})?"
_DAYS: Final = rf"(?P<d>{_DAY})(?:st|nd|rd|th|er)?\s*(?:[-–—/&]|\s{TO}\s)\s*(?P<e>{_DAY})"
_YEAR_AFTER: Final = rf"(?:{_SEPARATOR}|{OF}|\s*')?"
_RANGE: Final = (
    rf"\s+(?:{TO}|–|—|-)\s+|\s*[–—]\s*|(?<=\d{{4}})\s*/\s*(?=\d{{4}}-)"
    rf"|(?<=[^\W\d_])\s*[-/]\s*(?={MONTH}\s)"
)

# tried in this order; what the groups are called says what they hold
_PATTERNS: Final = (
    rf"{PART}?(?P<y>\d{{4}})(?:\.0)?",
    rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>{_DAY}){_TIME}",
    rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}}){_TIME}",
    rf"(?P<a>{_DAY})\s*[-/. ]\s*(?P<b>{_DAY})\s*[-/. ]\s*(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    rf"(?P<d>{_DAY}){_NAMED_DAY}(?P<n>{MONTH}){_YEAR_AFTER}(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    (
        rf"(?P<n>{MONTH})(?:{_SEPARATOR})?(?P<d>{_DAY})(?:st|nd|rd|th)?"
        rf",?{_SEPARATOR}(?P<y>\d{{4}}){_TIME}"
    ),
    rf"(?P<y>\d{{4}}){_SEPARATOR}(?P<n>{MONTH}){_SEPARATOR}(?P<d>{_DAY}){_TIME}",
    rf"{PART}?(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})",
    rf"{PART}?(?P<m>\d{{1,2}})[-/.](?P<y>\d{{4}})",
    rf"{PART}?(?:de\s+)?(?P<n>{MONTH}){_YEAR_AFTER}(?P<y>\d{{4}})",
    rf"(?P<y>\d{{4}})(?:{_SEPARATOR})?(?P<n>{MONTH})",
    rf"(?:q|t)\s?(?P<q>[1-4]){_YEAR_AFTER}(?P<y>\d{{4}})",
    rf"(?P<y>\d{{4}})(?:{_SEPARATOR})?q(?P<q>[1-4])",
    rf"(?P<q>{ORDINAL})\.?\s+{QUARTER}{_YEAR_AFTER}(?P<y>\d{{4}})",
    rf"{QUARTER}\s+(?P<q>{ORDINAL}){_YEAR_AFTER}(?P<y>\d{{4}})",
    rf"[hs]\s?(?P<h>[12]){_YEAR_AFTER}(?P<y>\d{{4}})",
    rf"(?P<y>\d{{4}})(?:{_SEPARATOR})?[hs](?P<h>[12])",
    rf"(?P<h>{ORDINAL})\.?\s+{HALF}{_YEAR_AFTER}(?P<y>\d{{4}})",
    rf"{_DAYS}{_NAMED_DAY}(?P<n>{MONTH}){_YEAR_AFTER}(?P<y>\d{{4}})",
    rf"(?P<d>{_DAY})\s*[-–—]\s*(?P<e>{_DAY})[./](?P<m>\d{{1,2}})[./](?P<y>\d{{4}})",
    rf"(?P<n>{MONTH})\s*{_DAYS},?{_SEPARATOR}(?P<y>\d{{4}})",
)
_SERIAL: Final = r"(?P<serial>[2-7]\d{4})(?:\.\d+)?"
_GROUPS: Final = ["y", "m", "d", "e", "n", "a", "b", "q", "h", "serial"]
_EXCEL_DAY_0: Final = pd.Timestamp("1899-12-30")
_MISSING: Final = frozenset({"", "-", "--", "na", "n/a", "nan", "nat", "none", "null", "?"})
_MARKS: Final = str.maketrans({"،": ",", "؍": "/", "၊": ",", "\u2019": "'", "−": "-"})
_DROPPED: Final = re.compile(r"ခုနှစ်|ရက်နေ့|ရက်")
_AROUND: Final = tuple(re.compile(pattern) for pattern in AROUND)
_BETWEEN: Final = rf"^{BETWEEN}\s+(?=\S)"
_SWAPPED_TEXTS, _SWAPPED_DAYS, _MONTHS_OF_A_YEAR = 3, 5, 12


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
    left = todo[single["status"].eq("unreadable")]
    ranges = left.str.replace(_BETWEEN, "", regex=True).str.split(_RANGE, regex=True)
    ranges = ranges[ranges.str.len().eq(2)]
    if len(ranges):
        read = _read_ranges(ranges.str[0], ranges.str[1], counts[ranges.index], day_first=day_first)
        out.loc[read.index] = read
    return _doubted(values, text, out, counts, day_first=day_first)


def _read_ranges(
    first: pd.Series, last: pd.Series, counts: np.ndarray, *, day_first: bool | None
) -> pd.DataFrame:
    """Read "from" and "to"; a year that only the end states is the start's too."""
    year = last.str.extract(r"(\d{4})\s*$")[0]
    bare = ~first.str.contains(r"\d{4}") & year.notna()
    first = first.mask(bare, first.str.strip() + " " + year.fillna(""))
    both = pd.concat([first, last], keys=[0, 1]).str.strip()
    read = _read_text(both.reset_index(drop=True), np.tile(counts, 2), day_first=day_first)
    read.index = both.index
    begin, end = read.loc[0], read.loc[1]
    sound = begin["start"].notna() & end["end"].notna() & (begin["start"] <= end["end"])
    vague = begin["status"].eq("ambiguous") | end["status"].eq("ambiguous")
    status = pd.Series(np.where(vague, "ambiguous", "ok"), index=first.index, dtype=object)
    both_ends = pd.DataFrame({"start": begin["start"], "end": end["end"], "status": status})
    return both_ends[sound]


def _doubted(
    values: pd.Series,
    text: pd.Series,
    out: pd.DataFrame,
    counts: np.ndarray,
    *,
    day_first: bool | None,
) -> pd.DataFrame:
    """Keep both readings of dates that a spreadsheet of the other convention made of text.

    Excel set to month first takes 03/04/2024 for 4 March and leaves 25/04/2024 as text: a column
    in which every true date has a day up to 12, and every text one above, was typed day first.
    """
    if day_first is not None:
        return out
    real = values.map(lambda value: hasattr(value, "strftime")).astype(bool)
    parts = text[~real].str.extract(r"^(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b")
    parts = parts.dropna().astype("int64")
    start = out["start"]
    typed = int(counts[real].sum()) >= _SWAPPED_DAYS and len(parts) >= _SWAPPED_TEXTS
    if not typed or not (parts[0].gt(_MONTHS_OF_A_YEAR) & parts[1].le(_MONTHS_OF_A_YEAR)).all():
        return out
    days = start[real].dropna()
    if not days.dt.day.le(_MONTHS_OF_A_YEAR).all():
        return out
    other = pd.to_datetime(
        pd.DataFrame({"year": days.dt.year, "month": days.dt.day, "day": days.dt.month})
    ).astype(_DATE)
    differs = days.index[days.ne(other)]
    out.loc[differs, "start"] = np.minimum(days[differs], other[differs])
    out.loc[differs, "end"] = np.maximum(days[differs], other[differs])
    out.loc[differs, "status"] = "ambiguous"
    return out


def _as_text(value: Any) -> str:
    """Return a cell as plain folded text; a datetime as its day, any digits as Western ones."""
    if hasattr(value, "strftime"):
        return str(value)[:10]
    text = str(value)
    if text.isascii():
        text = " ".join(text.split()).casefold()
    else:
        text = "".join(str(int(c)) if c.isdecimal() else c for c in text)
        text = " ".join(_DROPPED.sub("", unaccented(text).translate(_MARKS)).split())
        text = text.replace(" ,", ",")
    for pattern in _AROUND:
        text = pattern.sub("", text)
    return text


def _read_text(text: pd.Series, counts: np.ndarray, *, day_first: bool | None) -> pd.DataFrame:
    """Read each text as one date; ``text`` is indexed like the returned frame."""
    parts = pd.DataFrame(index=text.index, columns=_GROUPS, dtype=object)
    todo = pd.Series(True, index=text.index)
    for pattern in (*_PATTERNS, _SERIAL):
        if not todo.any():
            break
        groups = text[todo].str.extract(f"^{pattern}$")
        groups = groups[groups.notna().any(axis=1)]
        parts.loc[groups.index, groups.columns] = groups.astype(object)
        todo.loc[groups.index] = False
    named = parts["n"].dropna()
    parts.loc[named.index, "m"] = named.str.replace(r"\.?လ?$", "", regex=True).map(MONTHS)
    for name in ("q", "h"):
        said = parts[name].dropna()
        parts.loc[said.index, name] = said.map(QUARTERS)
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
    year, day = number["y"], number["d"]
    months = pd.Series(1, index=number.index).mask(number["q"].notna(), 3)
    months = months.mask(number["h"].notna(), 6)
    month = number["m"].fillna(3 * number["q"] - 2).fillna(6 * number["h"] - 5)
    month = month.where(number["h"].isna() | number["h"].le(2))
    of_year = month.isna() & number["a"].isna() & number["h"].isna()
    of_month = day.isna() & month.notna()
    start = _days(year, month.mask(of_year, 1), day.mask(of_year | of_month, 1))
    end = start.mask(of_month, start + pd.offsets.MonthEnd(0))
    for count in (3, 6):
        longer = months.eq(count)
        end = end.mask(longer, start + pd.offsets.MonthEnd(count))
    end = end.mask(of_year, start + pd.offsets.YearEnd(0))
    several = number["e"].notna()
    end = end.mask(several, _days(year, month, number["e"]))
    start = start.mask(several & ~(start <= end))
    end = end.where(start.notna())
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
