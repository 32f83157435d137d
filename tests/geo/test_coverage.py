"""The registry beside the reference: outcomes, matching against brute force, dates."""

import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point, box

from geo.coverage import check_coverage, registered_at
from geo.coverage.assignment import UNMATCHED_COST, assign
from geo.vocabulary import OUTCOMES

GEOD = Geod(ellps="WGS84")
AT = (34.0, 31.0)


def off(distance_m, bearing_deg=90.0, start=AT):
    return Point(*GEOD.fwd(*start, bearing_deg, distance_m)[:2])


def table(prefix, rows, error_m=50.0, **columns):
    return gpd.GeoDataFrame(
        {"name": pd.array([row[0] for row in rows], dtype="str"), "error_m": error_m, **columns},
        index=pd.Index([f"{prefix}{i}" for i in range(len(rows))], name="facility_id"),
        geometry=[row[1] for row in rows],
        crs="EPSG:4326",
    )


def outcomes(registry, reference, **options):
    result = check_coverage(registry, reference, **options)
    return [
        tuple(None if pd.isna(x) else x for x in row)
        for row in result[["facility_id", "registration_id", "outcome"]].itertuples(index=False)
    ]


@pytest.mark.parametrize(
    ("distance_m", "outcome"),
    [
        (0, "covered"),
        (40, "covered"),
        (90, "undetermined"),
        (400, "displaced"),
        (4000, "displaced"),
    ],
)
def test_one_facility_and_its_registration(distance_m, outcome):
    reference = table("f", [("Shifa Hospital", Point(AT))])
    registry = table("r", [("Al-Shifa Hospital", off(distance_m))], error_m=20.0)
    row = check_coverage(registry, reference).iloc[0]
    assert row["outcome"] == outcome
    assert row["distance_m"] == pytest.approx(distance_m, abs=1e-3)
    assert row["name_similarity"] == 1.0
    assert 0 <= row["confidence"] <= 1
    if distance_m:
        assert row["bearing_deg"] == pytest.approx(90, abs=1e-6)
    else:
        assert np.isnan(row["bearing_deg"])


def test_a_tolerance_of_100_m_can_be_met_with_the_assumed_errors():
    reference = table("f", [("Shifa", Point(AT))], error_m=50.0)
    for registered_error_m in (20.0, 50.0):
        registry = table("r", [("Shifa", off(30))], error_m=registered_error_m)
        assert check_coverage(registry, reference)["outcome"][0] == "covered"
    # Two decimals cannot.
    registry = table("r", [("Shifa", off(30))], error_m=1113.0)
    assert check_coverage(registry, reference)["outcome"][0] == "undetermined"


def test_what_is_on_one_list_only():
    reference = table(
        "f", [("Shifa", Point(AT)), ("Nasser", off(20_000)), ("Other", off(9_000, 0))]
    )
    registry = table("r", [("Shifa", Point(AT)), ("Kadugli", off(60_000))])
    in_scope = pd.Series([True, True, False], index=reference.index)
    assert outcomes(registry, reference, in_scope=in_scope) == [
        ("f0", "r0", "covered"),
        ("f1", None, "unregistered"),
        ("f2", None, "out_of_scope"),
        (None, "r1", "unmatched"),
    ]


def test_registered_twice_and_listed_twice():
    reference = table("f", [("Shifa", Point(AT)), ("Al Shifa", off(60)), ("Nasser", off(9_000))])
    registry = table("r", [("Shifa", Point(AT)), ("shifa", off(30)), ("Odd", off(70_000))])
    assert outcomes(registry, reference) == [
        ("f0", "r0", "covered"),
        ("f1", "r0", "covered"),
        ("f2", None, "unregistered"),
        ("f0", "r1", "duplicate"),
        (None, "r2", "unmatched"),
    ]
    assert check_coverage(registry, reference)["distance_m"][1] == pytest.approx(60, abs=1e-3)


def test_two_matches_equally_good_are_undetermined():
    reference = table("f", [("Shifa", off(4_000, 0)), ("Shifa", off(4_000, 180))])
    registry = table("r", [("Shifa", Point(AT))])
    result = check_coverage(registry, reference)
    assert sorted(result["outcome"]) == ["undetermined", "unregistered"]


def test_names_that_contradict_the_place_are_not_covered():
    reference = table("f", [("Kadugli", Point(AT))])
    registry = table("r", [("Shifa", off(10))])
    assert outcomes(registry, reference) == [("f0", "r0", "undetermined")]
    assert outcomes(table("r", [("Shifa", off(200))]), reference) == [
        ("f0", None, "unregistered"),
        (None, "r0", "unmatched"),
    ]
    # A missing or generic name contradicts nothing.
    for name in (None, "Hospital"):
        assert outcomes(table("r", [(name, off(10))]), reference) == [("f0", "r0", "covered")]


def test_a_poor_pair_does_not_take_a_good_one_apart():
    reference = table("f", [("Shifa", Point(AT)), ("Wwww", off(80, 0))])
    registry = table("r", [("Shifa", off(5)), ("Kkkk", off(60, 180))])
    result = outcomes(registry, reference)
    assert ("f0", "r0", "covered") in result


def test_rows_without_coordinates_match_by_name_at_most():
    reference = table("f", [("Shifa", None), ("Nasser", Point(AT)), ("Qqqq", None)])
    registry = table("r", [("Shifa", Point(AT)), ("Nasser", None), ("Zzzz", None)])
    assert outcomes(registry, reference) == [
        ("f0", "r0", "undetermined"),
        ("f1", "r1", "undetermined"),
        ("f2", None, "unregistered"),
        (None, "r2", "unmatched"),
    ]


def test_inside_a_footprint_the_distance_is_zero():
    reference = table("f", [("Shifa", box(33.99, 30.99, 34.01, 31.01))])
    registry = table("r", [("Shifa", off(500))])
    row = check_coverage(registry, reference).iloc[0]
    assert (row["outcome"], row["distance_m"]) == ("covered", 0.0)


def test_empty_lists_and_bad_arguments():
    none = table("r", [])
    some = table("f", [("Shifa", Point(AT))])
    assert outcomes(none, some) == [("f0", None, "unregistered")]
    assert outcomes(some, none) == [(None, "f0", "unmatched")]
    assert outcomes(none, none) == []
    with pytest.raises(ValueError, match="tolerance_m"):
        check_coverage(some, some, 0)
    with pytest.raises(ValueError, match="in_scope"):
        check_coverage(some, some, in_scope=pd.Series([True], index=["x"]))
    with pytest.raises(ValueError, match="repeats"):
        check_coverage(pd.concat([some, some]), some)


rows = st.lists(
    st.tuples(
        st.sampled_from(["Shifa", "Nasser", "Kadugli", "Hospital", None]),
        st.one_of(
            st.none(), st.builds(off, st.floats(0, 30_000), st.floats(0, 360, exclude_max=True))
        ),
    ),
    max_size=7,
)


@given(registered=rows, existing=rows)
@settings(max_examples=60, deadline=None)
def test_every_row_has_one_outcome(registered, existing):
    registry, reference = table("r", registered), table("f", existing)
    result = check_coverage(registry, reference)
    assert set(result["outcome"]) <= set(OUTCOMES)
    assert result["facility_id"].iloc[: len(existing)].tolist() == list(reference.index)
    assert set(result["registration_id"].dropna()) == set(registry.index)
    own = result[result["outcome"].isin(["unmatched", "duplicate"])]
    assert own["registration_id"].is_unique
    assert result["confidence"].between(0, 1).all()
    covered = result[result["outcome"] == "covered"]
    assert (covered["distance_m"] < 100).all()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_assignment_against_every_possible_one(data):
    n, m = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    edges = data.draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, m - 1)), min_size=1))
    pairs = pd.DataFrame(sorted(edges), columns=["registration", "facility"])
    cost = np.array(data.draw(st.lists(st.floats(0, 2), min_size=len(pairs), max_size=len(pairs))))
    chosen = assign(pairs, cost, n, m, UNMATCHED_COST)
    assert pairs.loc[chosen, "registration"].is_unique
    assert pairs.loc[chosen, "facility"].is_unique
    best = n * UNMATCHED_COST
    for size in range(1, min(n, m) + 1):
        for some in itertools.combinations(range(len(pairs)), size):
            picked = pairs.iloc[list(some)]
            if picked["registration"].is_unique and picked["facility"].is_unique:
                best = min(best, cost[list(some)].sum() + (n - size) * UNMATCHED_COST)
    assert cost[chosen].sum() + (n - chosen.sum()) * UNMATCHED_COST == pytest.approx(best, abs=1e-9)


def incidents(dates):
    return gpd.GeoDataFrame(
        {
            "date_start": pd.to_datetime([d[0] for d in dates]).astype("datetime64[us]"),
            "date_end": pd.to_datetime([d[1] for d in dates]).astype("datetime64[us]"),
        },
        index=pd.Index([f"i{n}" for n in range(len(dates))], name="incident_id"),
        geometry=[off(300, 0)] * len(dates),
        crs="EPSG:4326",
    )


def asked(strikes, facility="f0"):
    return pd.DataFrame({"incident_id": strikes.index, "facility_id": facility})


@pytest.mark.parametrize(
    ("dates", "then", "days"),
    [
        (("2015-10-03", "2015-10-03"), "yes", 4),
        (("2015-09-29", "2015-09-29"), "yes", 0),
        (("2015-09-01", "2015-09-01"), "no", -28),
        (("2015-09-01", "2015-09-30"), "cannot_tell", -28),
        (("2016-06-01", "2016-06-01"), "no", 246),
        (("2015-12-01", "2016-02-01"), "cannot_tell", 63),
        ((None, None), "cannot_tell", None),
    ],
)
def test_registered_on_the_date(dates, then, days):
    reference = table("f", [("Kunduz Trauma Centre", Point(AT))])
    registry = table(
        "r",
        [("Kunduz Trauma Centre", off(20))],
        registered_on=pd.to_datetime(["2015-09-29"]),
        registered_until=pd.to_datetime(["2015-12-31"]),
    )
    strikes = incidents([dates])
    coverage = check_coverage(registry, reference)
    row = registered_at(asked(strikes), coverage, registry, strikes, reference).iloc[0]
    assert row["registered_then"] == then
    assert row["days_registered"] == days or (days is None and np.isnan(row["days_registered"]))
    assert row["registration_to_site_m"] == pytest.approx(20, abs=1e-3)
    apart = GEOD.inv(*off(20).coords[0], *off(300, 0).coords[0])[2]
    assert row["registration_to_strike_m"] == pytest.approx(apart)


def test_registered_without_a_date_or_a_match():
    reference = table("f", [("Shifa", Point(AT)), ("Nasser", off(9_000)), ("Out", off(18_000))])
    registry = table("r", [("Shifa", off(20))])
    strikes = incidents([("2024-01-01", "2024-01-01")])
    in_scope = pd.Series([True, True, False], index=reference.index)
    coverage = check_coverage(registry, reference, in_scope=in_scope)

    def then(facility):
        pairs = asked(strikes, facility)
        return registered_at(pairs, coverage, registry, strikes, reference)["registered_then"][0]

    assert then("f0") == "cannot_tell"  # registered, but since when is not said
    assert then("f1") == "no"
    assert then("f2") == "cannot_tell"


def test_a_renewed_registration_counts():
    reference = table("f", [("Shifa", Point(AT))])
    registry = table(
        "r",
        [("Shifa", Point(AT)), ("Shifa", off(10))],
        registered_on=pd.to_datetime(["2023-01-01", "2024-01-01"]),
        registered_until=pd.to_datetime(["2023-12-31", None]),
    )
    strikes = incidents([("2024-05-01", "2024-05-01"), ("2023-05-01", "2023-05-01")])
    coverage = check_coverage(registry, reference)
    pairs = asked(strikes).set_axis(["a", "b"])
    result = registered_at(pairs, coverage, registry, strikes, reference)
    assert result["registered_then"].to_dict() == {"a": "yes", "b": "yes"}
    assert result["registration_to_site_m"]["a"] == pytest.approx(10, abs=1e-3)
    assert registered_at(pairs.iloc[:0], coverage, registry, strikes, reference).empty
