"""What a day, a person's decision and an earlier version of the list do to coverage."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point, box

from bench import coverage as bench_coverage
from bench import coverage_planted as planted
from geo.coverage import CHANGES, check_coverage, compare_registry, compare_versions
from geo.vocabulary import OUTCOMES

GEOD = Geod(ellps="WGS84")
AT = (34.0, 31.0)


def off(distance_m, bearing_deg=90.0, start=AT):
    return Point(*GEOD.fwd(*start, bearing_deg, distance_m)[:2])


def table(prefix, rows, error_m=20.0, **columns):
    dates = {
        name: pd.to_datetime(pd.Series(values)).astype("datetime64[us]").to_numpy()
        for name, values in columns.items()
        if name.startswith(("registered_", "exists_", "notified_on"))
    }
    return gpd.GeoDataFrame(
        {
            "name": pd.array([row[0] for row in rows], dtype="str"),
            "error_m": error_m,
            **columns,
            **dates,
        },
        index=[f"{prefix}{i}" for i in range(len(rows))],
        geometry=[row[1] for row in rows],
        crs="EPSG:4326",
    )


def told(result):
    return [
        tuple(None if pd.isna(x) else x for x in row)
        for row in result[["facility_id", "registration_id", "outcome", "reason"]].itertuples(
            index=False
        )
    ]


def on(day):
    return pd.Timestamp(day)


class TestOnADay:
    reference = table("f", [("Shifa", Point(AT))])

    def test_a_registration_that_ended_is_outdated(self):
        registry = table("r", [("Shifa", off(5))], registered_until=["2024-12-31"])
        covered = [("f0", "r0", "covered", "name_and_place")]
        assert told(check_coverage(registry, self.reference)) == covered
        assert told(check_coverage(registry, self.reference, as_of=on("2024-12-31"))) == covered
        assert told(check_coverage(registry, self.reference, as_of=on("2025-01-01"))) == [
            ("f0", "r0", "outdated", "registration_ended")
        ]

    def test_a_registration_that_has_not_begun_does_not_count(self):
        registry = table("r", [("Shifa", off(5))], registered_on=["2024-06-01"])
        assert told(check_coverage(registry, self.reference, as_of=on("2024-01-01"))) == [
            ("f0", None, "unregistered", "no_match"),
            (None, "r0", "out_of_scope", "not_yet_registered"),
        ]
        later = check_coverage(registry, self.reference, as_of=on("2024-06-01"))
        assert later["outcome"].tolist() == ["covered"]

    def test_a_renewed_registration_speaks_for_its_group(self):
        registry = table(
            "r",
            [("Shifa", off(5)), ("Shifa", off(8))],
            registered_on=["2023-01-01", "2024-01-01"],
            registered_until=["2023-12-31", None],
        )
        rows = told(check_coverage(registry, self.reference, as_of=on("2024-06-01")))
        assert rows[0][1:3] == ("r1", "covered")
        assert rows[1][1:3] == ("r0", "duplicate")
        before = told(check_coverage(registry, self.reference, as_of=on("2023-06-01")))
        assert before[0][1:3] == ("r0", "covered")
        assert before[1][1:] == ("r1", "out_of_scope", "not_yet_registered")

    def test_the_one_in_force_wins_over_a_nearer_one_that_ended(self):
        registry = table(
            "r",
            [("Shifa", off(5)), ("Shifa", off(600))],
            registered_until=["2023-12-31", None],
        )
        rows = told(check_coverage(registry, self.reference, as_of=on("2024-06-01")))
        assert rows == [
            ("f0", "r1", "displaced", "name"),
            (None, "r0", "outdated", "registration_ended"),
        ]

    def test_an_identity_in_doubt_stays_undetermined(self):
        registry = table("r", [("Kadugli", off(5))], registered_until=["2023-12-31"])
        row = check_coverage(registry, self.reference, as_of=on("2024-06-01")).iloc[0]
        assert (row["outcome"], row["reason"]) == ("undetermined", "names_differ")


class TestMoved:
    def test_a_facility_that_opened_elsewhere_after_it_was_registered(self):
        reference = table("f", [("Shifa", Point(AT))], exists_from=["2021-05-01"])
        registry = table("r", [("Shifa", off(900))], registered_on=["2019-01-01"])
        assert told(check_coverage(registry, reference)) == [
            ("f0", "r0", "outdated", "facility_moved")
        ]
        registry = registry.assign(registered_on=pd.to_datetime(["2022-01-01"]))
        assert check_coverage(registry, reference)["outcome"].tolist() == ["displaced"]

    def test_the_new_site_of_one_that_closed(self):
        reference = table(
            "f",
            [("Kunduz Centre (2011-2015)", Point(AT)), ("Kunduz Centre (since 2021)", off(1200))],
            exists_from=["2011-08-30", "2021-08-16"],
            exists_until=["2015-10-03", None],
        )
        registry = table("r", [("Kunduz Centre", off(3))], registered_on=["2015-09-29"])
        result = check_coverage(registry, reference, as_of=on("2024-01-01"))
        assert told(result) == [
            ("f0", "r0", "outdated", "facility_closed"),
            ("f1", "r0", "outdated", "facility_moved"),
        ]
        assert result["distance_m"][1] == pytest.approx(1197, abs=1)
        then = told(check_coverage(registry, reference, as_of=on("2015-10-01")))
        assert then == [
            ("f0", "r0", "covered", "name_and_place"),
            ("f1", None, "out_of_scope", "not_yet_open"),
        ]

    def test_a_closed_facility_that_was_never_registered_is_out_of_scope(self):
        reference = table("f", [("Shifa", Point(AT))], exists_until=["2020-01-01"])
        result = check_coverage(table("r", []), reference, as_of=on("2024-01-01"))
        assert told(result) == [("f0", None, "out_of_scope", "closed")]


class TestNames:
    def test_other_names_count(self):
        reference = table("f", [("Martyrs Hospital", Point(AT))], names_other=[["Nyala Hospital"]])
        registry = table("r", [("مستشفى نيالا", off(700))])
        row = check_coverage(registry, reference).iloc[0]
        assert row["outcome"] == "displaced"
        assert row["name_similarity"] >= 0.85

    def test_another_name_at_the_place_of_the_only_neighbour(self):
        reference = table("f", [("Kadugli", Point(AT))], kind="hospital")
        registry = table("r", [("Shifa", off(10))], kind="hospital")
        assert told(check_coverage(registry, reference)) == [("f0", "r0", "covered", "other_name")]
        for other in (registry.assign(kind="pharmacy"), registry.assign(kind="unknown")):
            assert check_coverage(other, reference)["outcome"][0] == "undetermined"
        two = table("f", [("Kadugli", Point(AT)), ("Nyala", off(120))], kind="hospital")
        assert check_coverage(registry, two)["outcome"][0] == "undetermined"

    @pytest.mark.parametrize(("far_m", "wins"), [(1_000, "f0"), (3_000, "f0"), (15_000, "f1")])
    def test_same_name_far_against_other_name_near(self, far_m, wins):
        reference = table("f", [("Shifa", off(far_m, 0)), ("Kadugli", off(20))])
        registry = table("r", [("Al-Shifa Hospital", Point(AT))])
        result = check_coverage(registry, reference)
        matched = result[result["registration_id"].notna()]
        assert matched["facility_id"].tolist() == [wins]
        alone = check_coverage(registry, reference.iloc[:1])["confidence"][0]
        if wins == "f0":
            assert matched["outcome"].tolist() == ["displaced"]
            assert matched["confidence"].iloc[0] < alone


class TestDecisions:
    reference = table("f", [("Shifa", off(4_000, 0)), ("Shifa", off(4_000, 180))])
    registry = table("r", [("Shifa", Point(AT))])

    def decide(self, *rows):
        return pd.DataFrame(rows, columns=["registration_id", "facility_id", "decision"])

    def test_the_review_sheet_holds_both_choices(self):
        review = compare_registry(self.registry, self.reference).review
        assert review["case"].tolist() == [1, 1]
        assert review["is_match"].tolist() == [True, False]
        assert set(review["facility_id"]) == {"f0", "f1"}
        assert (review["registration_id"] == "r0").all()

    def test_same_overrules_the_matching(self):
        for facility in ("f0", "f1"):
            decided = self.decide(("r0", facility, "same"))
            result = compare_registry(self.registry, self.reference, decisions=decided)
            row = result.coverage.set_index("facility_id").loc[facility]
            assert (row["outcome"], row["registration_id"]) == ("displaced", "r0")
            assert row["decision"] == "same"
            assert not len(result.review)

    def test_different_rules_a_pair_out(self):
        decided = self.decide(("r0", "f0", "different"))
        rows = told(check_coverage(self.registry, self.reference, decisions=decided))
        assert rows[0][2] == "unregistered"
        assert rows[1][1:3] == ("r0", "displaced")
        both = self.decide(("r0", "f0", "different"), ("r0", "f1", "different"))
        rows = told(check_coverage(self.registry, self.reference, decisions=both))
        assert [row[2] for row in rows] == ["unregistered", "unregistered", "unmatched"]

    def test_unsure_and_unknown_ids_change_nothing(self):
        decided = self.decide(("r0", "f0", "unsure"), ("gone", "f0", "same"))
        plain = check_coverage(self.registry, self.reference)
        with_them = check_coverage(self.registry, self.reference, decisions=decided)
        pd.testing.assert_series_equal(plain["outcome"], with_them["outcome"])

    def test_same_makes_a_match_that_was_no_candidate(self):
        reference = table("f", [("Kadugli", Point(AT))])
        registry = table("r", [("Shifa", off(2_000))])
        decided = self.decide(("r0", "f0", "same"))
        row = check_coverage(registry, reference, decisions=decided).iloc[0]
        assert (row["outcome"], row["decision"]) == ("displaced", "same")
        assert row["distance_m"] == pytest.approx(2_000, abs=1e-3)


class TestVersions:
    def test_what_changed(self):
        before = table(
            "a",
            [("Alfa", Point(AT)), ("Bravo", off(5_000)), ("Charlie", off(9_000)),
             ("Delta", off(12_000)), ("Echo", off(15_000)), ("Golf", off(40_000))],
            operator=["x"] * 6,
        )  # fmt: skip
        now = table(
            "a",
            [("Alfa", Point(AT)), ("Bravo", off(5_350)), ("Charlie Renamed Wholly", off(9_000)),
             ("Delta", off(12_000)), ("Foxtrot", off(60_000))],
            operator=["x", "x", "x", "y", "x"],
        )  # fmt: skip
        result = compare_versions(now, before)
        assert result["change"].tolist() == [
            "unchanged", "moved", "renamed", "changed", "added", "removed", "removed",
        ]  # fmt: skip
        assert result["distance_m"][1] == pytest.approx(350, abs=1e-3)
        assert result["fields"].tolist()[1:4] == ["place", "name", "operator"]
        assert result["id_before"].tolist()[4:] == [None, "a4", "a5"] or pd.isna(
            result["id_before"][4]
        )

    def test_ids_that_are_but_row_numbers(self):
        before = table("row-", [("Alfa", Point(AT)), ("Bravo", off(5_000))])
        now = table("row-", [("Bravo", off(5_000)), ("Alfa", off(0.2))])
        result = compare_versions(now, before, ids_are_own=False)
        assert result["id_before"].tolist() == ["row-1", "row-0"]
        assert result["change"].tolist() == ["unchanged", "unchanged"]

    def test_another_notation_is_no_move(self):
        before = table("a", [("Alfa", off(40))], coordinates_precision_m=111.0)
        now = table("a", [("Alfa", Point(AT))], coordinates_precision_m=1.0)
        assert compare_versions(now, before)["change"].tolist() == ["unchanged"]

    def test_a_place_given_lost_or_drawn(self):
        before = table("a", [("Alfa", None), ("Bravo", Point(AT)), ("Charlie", box(1, 1, 2, 2))])
        now = table("a", [("Alfa", Point(AT)), ("Bravo", None), ("Charlie", box(1, 1, 2, 2))])
        assert compare_versions(now, before)["change"].tolist() == ["moved", "moved", "unchanged"]

    def test_empty_lists(self):
        none, some = table("a", []), table("a", [("Alfa", Point(AT))])
        assert compare_versions(some, none)["change"].tolist() == ["added"]
        assert compare_versions(none, some)["change"].tolist() == ["removed"]
        assert compare_versions(none, none).empty


names = st.sampled_from(["Shifa", "Nasser", "Kadugli", "Hospital", None])
places = st.one_of(
    st.none(), st.builds(off, st.floats(0, 20_000), st.floats(0, 360, exclude_max=True))
)
dates = st.sampled_from([None, "2020-01-01", "2022-01-01", "2024-01-01"])
lists = st.lists(st.tuples(names, places, dates, dates), max_size=6)


def dated(prefix, rows, start, end):
    columns = {start: [row[2] for row in rows], end: [row[3] for row in rows]}
    return table(prefix, rows, **columns)


@given(lists, lists, st.sampled_from([None, "2019-01-01", "2021-01-01", "2023-01-01"]))
@settings(max_examples=60, deadline=None)
def test_every_row_stands_in_the_table_on_every_day(registered, existing, day):
    registry = dated("r", registered, "registered_on", "registered_until")
    reference = dated("f", existing, "exists_from", "exists_until")
    result = check_coverage(registry, reference, as_of=None if day is None else on(day))
    assert set(result["outcome"]) <= set(OUTCOMES)
    assert result["facility_id"].iloc[: len(existing)].tolist() == list(reference.index)
    assert set(result["registration_id"].dropna()) == set(registry.index)
    assert result["confidence"].between(0, 1).all()
    assert result["reason"].notna().all()
    changes = compare_versions(registry, reference)
    assert set(changes["change"]) <= set(CHANGES)
    assert changes["id_now"].dropna().tolist() == list(registry.index)
    assert sorted(changes["id_before"].dropna()) == sorted(reference.index)


def test_planted_faults_are_found():
    table_ = planted.invented_list(400, seed=5)
    strangers = planted.invented_list(300, seed=6)["name"]
    rows = bench_coverage.judged(planted.plant(table_, 7, strangers))
    recall = rows.groupby("truth")["right"].mean()
    assert (recall >= 0.90).all(), recall
    assert rows["right"].mean() >= 0.97
