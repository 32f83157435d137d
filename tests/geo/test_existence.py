"""Did the site stand at the time of the incident? Yes, no, or not known."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.existence import (
    excluded_not_existing,
    existed_then,
    has_dates,
    nearest_that_may_have_existed,
)


def points(longitude, latitude, index, **columns):
    geometry = gpd.points_from_xy(longitude, latitude, crs=4326)
    return gpd.GeoDataFrame(columns, geometry=geometry, index=index)


def day(text):
    return pd.Timestamp(text) if text else pd.NaT


CASES = [
    # date_start, date_end, exists_from, exists_until, the answer
    ("2023-10-17", "2023-10-17", "2010-01-01", None, "yes"),
    ("2023-10-17", "2023-10-17", "2010-01-01", "2024-01-01", "yes"),
    ("2023-10-17", "2023-10-17", "2023-10-17", "2023-10-17", "yes"),
    ("2023-10-17", None, "2010-01-01", None, "yes"),
    (None, "2023-10-17", "2010-01-01", None, "yes"),
    ("2023-10-01", "2023-10-31", "2010-01-01", "2024-01-01", "yes"),
    ("2023-10-17", "2023-10-17", "2023-10-18", None, "no"),
    ("2023-10-17", "2023-10-17", None, "2023-10-16", "no"),
    ("2023-10-17", "2023-10-17", "2010-01-01", "2023-10-16", "no"),
    ("2023-10-01", "2023-10-31", "2023-11-01", None, "no"),
    ("2023-10-01", "2023-10-31", None, "2023-09-30", "no"),
    # opened or closed within the interval: some of its days are covered, not all
    ("2023-10-01", "2023-10-31", "2023-10-15", None, "unknown"),
    ("2023-10-01", "2023-10-31", "2010-01-01", "2023-10-15", "unknown"),
    ("2023-10-01", "2023-10-31", "2023-10-31", None, "unknown"),
    # an end alone says nothing of the beginning
    ("2023-10-17", "2023-10-17", None, "2024-01-01", "unknown"),
    ("2023-10-17", "2023-10-17", None, None, "unknown"),
    (None, None, "2010-01-01", None, "unknown"),
    (None, None, None, None, "unknown"),
    # dates that contradict each other
    ("2023-10-17", "2023-10-17", "2024-01-01", "2020-01-01", "unknown"),
    ("2023-10-17", "2022-10-17", "2024-01-01", None, "unknown"),
    # a time of day is no reason
    ("2023-10-17 14:00", "2023-10-17 14:30", "2010-01-01", "2023-10-17", "yes"),
    ("2023-10-17", "2023-10-17", "2023-10-17 09:00", None, "yes"),
]


@pytest.mark.parametrize(("start", "end", "since", "until", "answer"), CASES)
def test_yes_no_unknown(start, end, since, until, answer):
    incident = pd.DataFrame({"date_start": [day(start)], "date_end": [day(end)]})
    site = pd.DataFrame({"exists_from": [day(since)], "exists_until": [day(until)]})
    one = np.zeros(1, dtype=int)
    assert existed_then(incident, site, one, one).tolist() == [answer]


dates = st.one_of(st.none(), st.integers(0, 12))


@settings(max_examples=300, deadline=None)
@given(dates, dates, dates, dates)
def test_day_by_day(start, end, since, until):
    """Walk the days: "no" if the site stood on none of them, "yes" if on every one."""
    if None not in (start, end):
        start, end = sorted((start, end))
    if None not in (since, until):
        since, until = sorted((since, until))

    def stamp(number):
        return pd.NaT if number is None else pd.Timestamp("2023-01-01") + pd.Timedelta(days=number)

    incident = pd.DataFrame({"date_start": [stamp(start)], "date_end": [stamp(end)]})
    site = pd.DataFrame({"exists_from": [stamp(since)], "exists_until": [stamp(until)]})
    one = np.zeros(1, dtype=int)
    answer = existed_then(incident, site, one, one)[0]
    if start is None and end is None:
        assert answer == "unknown"
        return
    days = range(start if start is not None else end, (end if end is not None else start) + 1)
    surely_not = [
        (since is not None and d < since) or (until is not None and d > until) for d in days
    ]
    surely = [since is not None and d >= since and (until is None or d <= until) for d in days]
    assert (answer == "no") == all(surely_not)
    assert (answer == "yes") == all(surely)


def test_absent_columns_are_unknown():
    bare = pd.DataFrame({"x": [1, 2]})
    rows = np.array([0, 1])
    assert existed_then(bare, bare, rows, rows).tolist() == ["unknown", "unknown"]
    assert not has_dates(bare)
    assert not has_dates(pd.DataFrame({"exists_from": [pd.NaT], "exists_until": [None]}))
    assert has_dates(pd.DataFrame({"exists_until": [pd.NaT, pd.Timestamp("2020-01-01")]}))
    assert existed_then(bare, bare, rows[:0], rows[:0]).tolist() == []


SITES = points(
    [34.001, 34.002, 34.003, 34.1],
    np.full(4, 31.0),
    ["opened later", "closed before", "undated", "stood"],
    exists_from=[day("2024-01-01"), day("2000-01-01"), pd.NaT, day("2000-01-01")],
    exists_until=[pd.NaT, day("2020-01-01"), pd.NaT, pd.NaT],
)


def strikes(**columns):
    defaults = {"error_m": 100.0, "date_start": day("2023-10-17"), "date_end": day("2023-10-17")}
    return points([34.0], [31.0], ["s"], **{k: [v] for k, v in {**defaults, **columns}.items()})


def test_the_nearest_that_may_have_existed():
    pairs = nearest_that_may_have_existed(strikes(), SITES)
    assert SITES.index[pairs.right].tolist() == ["undated"]
    without = nearest_that_may_have_existed(strikes(), SITES.drop(index="undated"))
    assert without.right.tolist() == [2]
    never = nearest_that_may_have_existed(strikes(), SITES.iloc[:2])
    assert len(never.left) == 0
    undated = nearest_that_may_have_existed(strikes(), SITES[["geometry"]])
    assert undated.right.tolist() == [0]
    nothing = nearest_that_may_have_existed(strikes(), SITES.iloc[:0])
    assert len(nothing.left) == 0


def test_the_nearest_that_may_have_existed_among_many():
    rng = np.random.default_rng(3)
    n, m = 60, 150
    when = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 100, n), "D")
    since = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 2000, m), "D")
    left = points(*rng.normal([[34], [31]], 0.1, (2, n)), range(n), date_start=when, date_end=when)
    right = points(*rng.normal([[34], [31]], 0.1, (2, m)), range(m), exists_from=since)
    found = nearest_that_may_have_existed(left, right)
    everything = geo.nearest(left, right, m)
    stood = since.to_numpy()[everything.right_id] <= when.to_numpy()[everything.left_id]
    first = everything[stood].drop_duplicates("left_id")
    assert found.left.tolist() == first.left_id.tolist()
    assert found.right.tolist() == first.right_id.tolist()
    assert (first["rank"] > 8).any()
    assert len(first) > 20


def test_pairs_left_out_are_counted():
    out = excluded_not_existing(strikes(), SITES, [150.0, 1_000.0])
    assert out.to_numpy().tolist() == [
        ["s", "opened later", 150.0],
        ["s", "opened later", 1_000.0],
        ["s", "closed before", 1_000.0],
    ]
    assert list(out) == ["incident_id", "facility_id", "radius_m"]


@pytest.mark.parametrize(
    "columns",
    [
        {"error_m": np.nan},
        {"is_strike": False},
        {"date_start": pd.NaT, "date_end": pd.NaT},
        {"date_start": day("2019-01-01"), "date_end": day("2025-01-01")},
    ],
    ids=["no stated error", "no strike", "no date", "an interval in which both stood"],
)
def test_what_is_not_counted_as_left_out(columns):
    assert len(excluded_not_existing(strikes(**columns), SITES, 1_000.0)) == 0


def test_without_dates_nothing_is_left_out():
    for sites in (SITES[["geometry"]], SITES.iloc[:0]):
        out = excluded_not_existing(strikes(), sites, [500.0, 1_000.0])
        assert len(out) == 0
        assert list(out) == ["incident_id", "facility_id", "radius_m"]


def test_an_armed_attack_counts_too():
    attack = strikes(is_strike=False, is_armed_attack=True)
    assert len(excluded_not_existing(attack, SITES, 1_000.0)) == 2
