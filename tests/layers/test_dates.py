"""Dates as people write them; what cannot be told is an interval, or nothing."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.dates import parse_dates


def one(cell, **options):
    read = parse_dates(pd.Series([cell], dtype=object), **options).iloc[0]
    return str(read["start"])[:10], str(read["end"])[:10], read["status"]


@pytest.mark.parametrize(
    "cell",
    [
        "2023-10-07",
        "2023/10/7",
        "2023-10-07T23:59:00Z",
        "2023-10-07T00:00:00.000Z",
        "2023-10-07 04:00:00+03:00",
        "20231007",
        "october-7-2023",
        "7 October 2023",
        "07 Oct 2023",
        "7-Oct-23",
        "Oct. 7, 2023",
        "Saturday, 7 October 2023",
        "7th of October 2023",
        "7 octobre 2023",
        "٢٠٢٣-١٠-٠٧",
        45206,
        "45206",
        dt.datetime(2023, 10, 7, 6, 30),  # noqa: DTZ001 - as a workbook has it
        dt.date(2023, 10, 7),
        pd.Timestamp("2023-10-07 06:30"),
    ],
)
def test_one_day_in_many_spellings(cell):
    assert one(cell) == ("2023-10-07", "2023-10-07", "ok")


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("02/2023", "2023-02-01", "2023-02-28"),
        ("March 2022", "2022-03-01", "2022-03-31"),
        ("2022", "2022-01-01", "2022-12-31"),
        (2022, "2022-01-01", "2022-12-31"),
        (2022.0, "2022-01-01", "2022-12-31"),
        ("2023-10-07 to 2023-10-09", "2023-10-07", "2023-10-09"),
        ("7 Oct 2023 – 9 Oct 2023", "2023-10-07", "2023-10-09"),
    ],
)
def test_what_is_inexact_is_an_interval(cell, start, end):
    assert one(cell) == (start, end, "ok")


@pytest.mark.parametrize(
    "cell", ["31/02/2024", "2024-13-01", "last week", "1024-01-01", "99/99/99", "x" * 500, "2024-"]
)
def test_what_is_no_date_is_unreadable_and_raises_nothing(cell):
    assert one(cell) == ("NaT", "NaT", "unreadable")


@pytest.mark.parametrize("cell", [None, "", "  ", "NA", "n/a", "-", float("nan"), pd.NaT])
def test_what_is_missing_is_missing(cell):
    assert one(cell) == ("NaT", "NaT", "missing")


def test_day_or_month_first_is_told_by_the_column():
    days = parse_dates(pd.Series(["03/04/2024", "25/12/2024"]))["start"]
    assert days.dt.strftime("%m-%d").tolist() == ["04-03", "12-25"]
    months = parse_dates(pd.Series(["2/3/24 12:00 AM", "2/28/24 12:00 AM"]))["start"]
    assert months.dt.strftime("%m-%d").tolist() == ["02-03", "02-28"]


def test_the_column_is_believed_before_the_source():
    read = parse_dates(pd.Series(["03/04/2024", "12/25/2024"]), day_first=True)
    assert read["start"].dt.strftime("%m-%d").tolist() == ["03-04", "12-25"]


def test_without_evidence_the_source_decides_and_without_a_source_nobody():
    assert one("03/04/2024", day_first=True)[0] == "2024-04-03"
    assert one("03/04/2024", day_first=False)[0] == "2024-03-04"
    assert one("03/04/2024") == ("2024-03-04", "2024-04-03", "ambiguous")
    assert one("05/05/2024") == ("2024-05-05", "2024-05-05", "ok")


def test_a_mixed_column_guesses_nothing():
    read = parse_dates(pd.Series(["25/12/2023", "12/25/2023", "03/04/2024"]))
    assert read["status"].tolist() == ["ok", "ok", "ambiguous"]


def test_the_index_is_kept_and_an_empty_column_has_the_right_types():
    read = parse_dates(pd.Series(["2024-01-01", None], index=[7, 9]))
    assert read.index.tolist() == [7, 9]
    empty = parse_dates(pd.Series([], dtype=object))
    assert [str(dtype) for dtype in empty.dtypes] == ["datetime64[us]", "datetime64[us]", "str"]


FORMATS = ["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%B-%d-%Y", "%Y%m%d", "%d-%b-%Y", "%Y/%m/%d"]


@settings(max_examples=150, deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(FORMATS))
def test_every_day_comes_back_from_every_spelling(day, spelling):
    assert one(day.strftime(spelling)) == (str(day), str(day), "ok")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dates(dt.date(1950, 1, 1), dt.date(2050, 12, 31)), min_size=1, max_size=8))
def test_an_ambiguous_interval_always_holds_the_true_day(days):
    read = parse_dates(pd.Series([day.strftime("%d/%m/%Y") for day in days]))
    true = pd.Series(pd.to_datetime(days))
    undecided = read["status"].eq("ambiguous")
    assert ((read["start"] <= true) & (true <= read["end"]))[undecided].all()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=5))
def test_nothing_breaks_the_reader(cells):
    read = parse_dates(pd.Series(cells, dtype=object))
    assert len(read) == len(cells)
    assert (read["start"].isna() == read["status"].isin(["missing", "unreadable"])).all()
