"""Which facility it was: distributions that add up, heed decisions, and count right."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from geo.candidates import Shares, calibrate, find_named, which_facility
from geo.candidates.counts import expected_hits
from geo.counting import _interval

STATED = {"error_m": 5_000.0, "error_model": "disc", "location_precision": "settlement"}


def sites(n=4, **columns):
    kinds = (["hospital", "clinic"] * n)[:n]
    names = [f"{word} {kind}" for word, kind in zip(("Alpha", "Bravo", "Charlie", "Delta"), kinds,
                                                    strict=False)]  # fmt: skip
    table = {"kind": kinds, "name": [*names, *[None] * (n - len(names))], **columns}
    x = 34.4 + 0.01 * np.arange(n)
    points = gpd.points_from_xy(x, np.full(n, 31.5))
    return gpd.GeoDataFrame(table, geometry=points, index=[f"f{i}" for i in range(n)], crs=4326)


def hits(*texts, at=34.4, **columns):
    n = len(texts)
    table = {"description": list(texts)} | STATED | columns
    return gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy([at] * n, [31.5] * n),
        index=[f"i{i}" for i in range(n)], crs=4326,
    )  # fmt: skip


def share(found, incident, facility):
    rows = found.table[found.table["incident_id"] == incident].set_index("facility_id")["p"]
    return float(rows[facility])


def test_every_distribution_sums_to_one():
    texts = [
        "A hospital was hit.",
        "A clinic",
        "Alpha hospital was struck",
        "",
        "Zulu hospital hit",
    ]
    incidents, facilities = hits(*texts), sites()
    found = which_facility(incidents, facilities, find_named(incidents, facilities))
    total = found.table.groupby("incident_id")["p"].sum()
    assert total.to_numpy() == pytest.approx(1.0)
    assert set(total.index) == set(incidents.index)
    assert found.table["p"].between(0, 1).all()


def test_a_disc_shares_by_kind_alone():
    found = which_facility(hits("A hospital was hit."), sites(), shares=Shares(label_wrong=0.0))
    # two hospitals and two clinics: 1, 1, 0.1 and 0.1 of half of all
    assert share(found, "i0", "f0") == pytest.approx(0.5 / 2.2)
    assert share(found, "i0", "f1") == pytest.approx(0.05 / 2.2)
    assert found.incidents.loc["i0", "none_p"] == pytest.approx(0.5)


def test_a_normal_shares_by_density():
    incidents = hits("", error_model="normal", error_m=2_000.0)
    found = which_facility(incidents, sites(2, kind="hospital"), shares=Shares(label_wrong=0.0))
    sigma = np.hypot(2_000, 50) / 2.4477
    away = gpd.GeoSeries(sites(2).geometry).to_crs(32636)
    odds = np.exp(-0.5 * (away.iloc[0].distance(away.iloc[1]) / sigma) ** 2)
    assert share(found, "i0", "f1") / share(found, "i0", "f0") == pytest.approx(odds, rel=0.01)


def test_an_area_holds_its_sites_alike():
    areas = gpd.GeoDataFrame(
        {"level": ["admin2"]}, geometry=[sites(3).union_all().convex_hull.buffer(0.004)],
        index=["a"], crs=4326,
    )  # fmt: skip
    incidents = hits("", error_model="area", error_m=np.nan, area_id="a")
    found = which_facility(incidents, sites(4, kind="clinic"), areas=areas)
    assert share(found, "i0", "f0") == pytest.approx(share(found, "i0", "f2"))
    assert share(found, "i0", "f0") > 5 * share(found, "i0", "f3")


def test_a_place_without_a_listed_facility_is_none_on_the_list():
    found = which_facility(hits("A hospital", at=36.0), sites())
    assert found.incidents.loc["i0", "none_p"] == pytest.approx(0.95)
    empty = which_facility(hits("A hospital"), sites(4).iloc[:0])
    assert empty.incidents.loc["i0", "none_p"] == pytest.approx(1.0)


def test_an_unknown_place_is_spread_over_the_list():
    incidents = hits("A hospital", location_precision="country", error_m=np.nan)
    found = which_facility(incidents, sites())
    assert share(found, "i0", "f0") == pytest.approx(0.5 / 2.2)
    assert found.table["basis"].dropna().unique().tolist() == ["list"]


def test_a_name_ties_and_its_absence_never_does():
    incidents, facilities = hits("Shells hit Alpha hospital", "A hospital was hit"), sites()
    found = which_facility(incidents, facilities, find_named(incidents, facilities))
    assert found.incidents["tied_to"].tolist() == ["one", "more"]
    assert found.incidents["best_facility_id"].tolist()[0] == "f0"
    assert found.facilities.loc["f0", "n_tied"] == 1


def test_a_name_where_the_wounded_went_counts_for_nothing():
    incidents = hits("A hospital was hit; the wounded were taken to Alpha hospital", "A hospital")
    facilities = sites()
    found = which_facility(incidents, facilities, find_named(incidents, facilities))
    assert share(found, "i0", "f0") == pytest.approx(share(found, "i1", "f0"))


def test_a_name_on_no_list_makes_none_likelier():
    incidents, facilities = hits("Shells hit Zulu hospital", "A hospital was hit"), sites()
    found = which_facility(incidents, facilities, find_named(incidents, facilities))
    assert found.incidents["none_p"].tolist() == pytest.approx([0.75, 0.5])


def test_names_of_other_incidents_are_passed_over():
    named = find_named(hits("Shells hit Alpha hospital"), sites())
    others = hits("A hospital was hit").set_axis(["other"])
    found = which_facility(others, sites(), named)
    assert found.incidents["tied_to"].tolist() == ["more"]
    assert found.table["named_by"].isna().all()


def test_withheld_incidents_have_no_candidates():
    incidents = hits("Shells hit Alpha hospital", location_precision="withheld")
    found = which_facility(incidents, sites(), find_named(incidents, sites()))
    assert not len(found.table)
    assert found.incidents["tied_to"].tolist() == ["withheld"]
    assert found.facilities["expected"].sum() == 0


def test_sites_that_did_not_stand_are_no_candidates():
    facilities = sites(2, exists_from=pd.to_datetime(["2024-01-01", "2000-01-01"]))
    incidents = hits("", date_start=pd.Timestamp("2020-05-01"), date_end=pd.Timestamp("2020-05-01"))
    found = which_facility(incidents, facilities, shares=Shares(label_wrong=0.0))
    assert found.table["facility_id"].dropna().tolist() == ["f1"]


def decisions(*rows):
    return pd.DataFrame(rows, columns=["incident_id", "facility_id", "decision"])


def test_a_decision_overrules():
    incidents, facilities = hits(*["A hospital was hit"] * 3), sites()
    overrules = decisions(("i0", "f1", "same"), ("i1", "f0", "different"), ("i2", "f0", "unsure"),
                          ("gone", "f0", "same"))  # fmt: skip
    plain = which_facility(incidents, facilities)
    found = which_facility(incidents, facilities, overrules=overrules)
    assert share(found, "i0", "f1") == 1.0
    assert found.incidents["tied_to"].tolist() == ["one", "more", "more"]
    assert share(found, "i1", "f0") == 0.0
    assert share(found, "i1", "f2") > share(plain, "i1", "f2")
    assert share(found, "i2", "f0") == pytest.approx(share(plain, "i2", "f0"))
    assert found.table.groupby("incident_id")["p"].sum().to_numpy() == pytest.approx(1.0)
    assert found.table["decision"].dropna().tolist() == ["same", "different"]


def test_what_a_facility_may_stand_for_adds_up_over_incidents():
    incidents, facilities = hits(*["A hospital was hit"] * 12, at=34.4), sites()
    found = which_facility(incidents, facilities)
    each = share(found, "i0", "f0")
    assert found.facilities.loc["f0", "expected"] == pytest.approx(12 * each)
    low, high = binom.ppf([0.025, 0.975], 12, each)
    assert found.facilities.loc["f0", ["low", "high"]].tolist() == [low, high]
    assert found.facilities["expected"].sum() == pytest.approx(12 * 0.5, abs=0.01)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.001, 1.0), st.integers(1, 8)), min_size=1, max_size=8))
def test_counts_agree_with_convolution(parts):
    p, times = (np.array(side) for side in zip(*parts, strict=True))
    zeros = np.zeros(len(p), dtype=int)
    expected, low, high = expected_hits(zeros, p, times, np.zeros(1))
    every = [np.array([1 - one, one]) for one, n in parts for _ in range(n)]
    assert expected[0] == pytest.approx((p * times).sum())
    at = np.cumsum(_convolved(every))
    edge = np.abs(at[:, None] - np.array([0.025, 0.975])).min() < 1e-6
    assert edge or (low[0], high[0]) == _interval(every)


def _convolved(parts):
    out = np.ones(1)
    for part in parts:
        out = np.convolve(out, part)
    return out


def test_calibration_sees_what_is_too_bold_and_too_timid():
    rng = np.random.default_rng(3)
    truth = rng.uniform(0.02, 0.98, 3_000)
    so = rng.random(3_000) < truth
    odds = np.log(truth / (1 - truth))
    right = calibrate(truth, so, np.arange(3_000))
    bold = calibrate(1 / (1 + np.exp(-2 * odds)), so, np.arange(3_000))
    timid = calibrate(1 / (1 + np.exp(-odds / 2)), so, np.arange(3_000))
    assert right.established
    assert right.slope_low < 1.0 < right.slope_high
    assert bold.slope == pytest.approx(0.5, abs=0.05)
    assert timid.slope == pytest.approx(2.0, abs=0.2)
    assert not bold.established
    assert right.bins["n"].sum() == 3_000
    few = calibrate(truth[:90], so[:90], np.arange(90))
    assert not few.established
