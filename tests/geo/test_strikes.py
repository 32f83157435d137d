"""Flags: what is said of one incident, one site and one radius, and when nothing is said."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

import geo
from geo.strikes import COLUMNS, NO_SITES
from tests.geo.stage import GEOD, LAT, LON, away, incidents, sites


def test_a_pair_says_how_far_how_sure_and_on_what_it_rests():
    flags = geo.flag_strikes(incidents(600.0), sites(away(412.0)), [500, 1000])
    assert list(flags) == COLUMNS
    assert flags["radius_m"].tolist() == [500.0, 1000.0]
    row = flags.iloc[0]
    assert row["distance_m"] == pytest.approx(412.0, abs=1e-3)
    assert row["bearing_deg"] == pytest.approx(90.0, abs=0.01)
    assert row["error_m"] == pytest.approx(np.hypot(600.0, 20.0))
    expected = geo.probability_within(412.0, 600.0, 500.0, site_error_m=20.0)
    assert row["p"] == pytest.approx(float(expected))
    assert (row["tier"], row["basis"], row["existed_then"]) == ("likely", "distance", "unknown")
    assert "412 m" in row["evidence"]
    assert "600 m" in row["evidence"]


def test_almost_certain_must_hold_with_both_errors_doubled():
    close, loose = (geo.flag_strikes(incidents(e), sites(away(50.0)), 500) for e in (100.0, 390.0))
    assert close["tier"].tolist() == ["almost_certain"]
    assert loose["p"].iloc[0] > 0.95
    assert loose["tier"].tolist() == ["likely"]
    assert loose["tier_if_doubled"].tolist() == ["likely"]


def test_the_tier_if_doubled_says_when_twice_the_error_would_be_too_vague():
    flags = geo.flag_strikes(incidents(900.0), sites(away(10.0)), 500)
    assert flags["tier"].tolist() == ["likely"]
    assert flags["tier_if_doubled"].tolist() == ["cannot_tell"]


@pytest.mark.parametrize(
    ("error_m", "model", "radius_m", "vague"),
    [
        (1030.0, "normal", 500, False),
        (1050.0, "normal", 500, True),
        (700.0, "disc", 500, False),
        (710.0, "disc", 500, True),
        (25_000.0, "disc", 5000, True),
    ],
)
def test_a_place_is_too_vague_where_no_site_could_reach_one_half(error_m, model, radius_m, vague):
    flags = geo.flag_strikes(incidents(error_m, model=model), sites(away(0.0)), radius_m)
    assert (flags["tier"].tolist() == ["cannot_tell"]) is vague
    assert flags["facility_id"].isna().tolist() == [vague]


def test_a_vague_place_far_from_every_site_has_no_row_and_one_in_reach_has_one():
    two = incidents(25_000.0, 25_000.0, model="disc")
    two.loc["i1", "geometry"] = Point(LON + 2.0, LAT)
    many = sites(*(away(300.0 * k, 40.0 * k) for k in range(60)))
    flags = geo.flag_strikes(two, many, 500)
    assert flags["incident_id"].tolist() == ["i0"]
    assert flags["facility_id"].isna().all()
    summary = geo.summarise_incidents(two, many, flags, 500)
    assert summary["tier_any_500"].tolist() == ["cannot_tell", "unlikely"]
    assert summary["reason"].tolist()[0] == "place known only to 25 km"
    assert pd.isna(summary["reason"].iloc[1])


@pytest.mark.parametrize("precision", ["country", "withheld"])
def test_a_country_or_a_withheld_place_is_never_told_whatever_else_it_says(precision):
    one = incidents(10.0, location_precision=precision)
    flags = geo.flag_strikes(one, sites(away(0.0)), [500, 5000])
    assert flags["tier"].tolist() == ["cannot_tell"] * 2
    assert flags["p"].isna().all()


def test_without_any_site_nothing_is_unlikely():
    one = incidents(50.0)
    none = sites(away(0.0)).iloc[:0]
    flags = geo.flag_strikes(one, none, 500)
    assert flags["tier"].tolist() == ["cannot_tell"]
    assert flags["evidence"].tolist() == [NO_SITES]
    summary = geo.summarise_incidents(one, none, flags, 500)
    assert summary["tier_any_500"].tolist() == ["cannot_tell"]
    assert summary["reason"].tolist() == [NO_SITES]
    assert summary["p_any_500"].isna().all()


def test_only_strikes_and_armed_attacks_are_flagged():
    three = incidents(10.0, 10.0, 10.0)
    three["is_strike"] = [True, False, False]
    three["is_armed_attack"] = [False, True, False]
    flags = geo.flag_strikes(three, sites(away(0.0)), 500)
    assert flags["incident_id"].tolist() == ["i0", "i1"]
    summary = geo.summarise_incidents(three, sites(away(0.0)), flags, 500)
    assert pd.isna(summary["tier_any_500"].iloc[2])
    assert summary["reason"].iloc[2] == "not a strike or armed attack"


def test_a_site_that_opened_later_is_left_out_and_counted():
    place = sites(away(100.0), away(120.0), exists_from=pd.to_datetime(["2025-01-01", None]))
    one = incidents(50.0)
    flags = geo.flag_strikes(one, place, 500)
    assert flags["facility_id"].tolist() == ["f1"]
    assert flags["existed_then"].tolist() == ["unknown"]
    gone = geo.excluded_not_existing(one, place, 500)
    assert gone["facility_id"].tolist() == ["f0"]
    summary = geo.summarise_incidents(one, place, flags, 500)
    assert summary["nearest_facility_id"].tolist() == ["f1"]


def test_a_named_facility_is_evidence_beside_the_tier():
    one = incidents(5_000.0, facility_named="Al-Shifa hospital")
    near = sites(away(100.0), away(200.0), name=["The Shifa medical complex", "Nasser Hospital"])
    flags = geo.flag_strikes(one, near, 5000)
    named = flags["evidence"].str.contains("named_by_source")
    assert flags.loc[named, "facility_id"].tolist() == ["f0"]
    bare = geo.flag_strikes(incidents(5_000.0), near, 5000)
    assert flags["tier"].tolist() == bare["tier"].tolist()


def test_one_and_the_same_point_in_both_lists_is_said_to_be_that():
    near = sites(away(0.0), away(3.0), away(0.0).buffer(0.001))
    flags = geo.flag_strikes(incidents(50.0), near, 500).set_index("facility_id")
    same = flags["evidence"].str.contains("same_point")
    assert same.to_dict() == {"f0": True, "f1": False, "f2": False}
    assert flags.loc["f0", "tier"] == flags.loc["f1", "tier"] == "almost_certain"


class TestAreas:
    """A district of about 4 by 4 km around the stage stands for the place."""

    def stage(self, half_width_deg=0.02):
        shape = box(
            LON - half_width_deg, LAT - half_width_deg, LON + half_width_deg, LAT + half_width_deg
        )
        return gpd.GeoDataFrame({"level": ["admin2"]}, index=["d"], geometry=[shape], crs=4326)

    def incident(self, n=1):
        return incidents(*([np.nan] * n), model="area", area_id="d", location_precision="admin2")

    def test_the_share_of_the_area_is_the_probability(self):
        one, area, near = self.incident(), self.stage(), sites(away(0.0), error_m=1.0)
        flags = geo.flag_strikes(one, near, 2000, areas=area)
        # a circle in a rectangle, counted by a finer grid than ours
        side = np.linspace(-0.02, 0.02, 801)
        lon, lat = (axis.ravel() for axis in np.meshgrid(LON + side, LAT + side))
        distance = GEOD.inv(lon, lat, np.full(lon.size, LON), np.full(lat.size, LAT))[2]
        assert flags["p"].iloc[0] == pytest.approx((distance <= 2000).mean(), abs=0.003)
        assert (flags["basis"].iloc[0], flags["distance_m"].iloc[0]) == ("area", 0.0)
        assert "km²" in flags["evidence"].iloc[0]

    def test_a_large_area_cannot_tell(self):
        flags = geo.flag_strikes(
            self.incident(), sites(away(0.0)), [500, 5000], areas=self.stage(0.5)
        )
        assert flags["tier"].tolist() == ["cannot_tell"] * 2
        assert flags["evidence"].iloc[0] == "stands for a district"

    def test_without_its_outline_an_area_cannot_tell(self):
        flags = geo.flag_strikes(self.incident(), sites(away(0.0)), 5000)
        assert flags["tier"].tolist() == ["cannot_tell"]
        assert "no outline" in flags["evidence"].iloc[0]

    def test_any_site_of_several_and_those_that_stood(self):
        near = sites(
            away(900.0, 0.0),
            away(900.0, 180.0),
            error_m=1.0,
            exists_from=pd.to_datetime([None, "2024-06-01"]),
        )
        two = self.incident(2)
        two["date_start"] = two["date_end"] = pd.to_datetime(["2024-03-01", "2024-07-01"])
        flags = geo.flag_strikes(two, near, 2000, areas=self.stage())
        assert flags["incident_id"].tolist() == ["i0", "i1", "i1"]
        summary = geo.summarise_incidents(two, near, flags, 2000, areas=self.stage())
        first, second = summary["p_any_2000"]
        p = flags.groupby("incident_id")["p"]
        assert first == pytest.approx(p.max()["i0"], abs=1e-9)
        assert p.max()["i1"] < second < p.sum()["i1"]


class TestPivot:
    def test_one_row_per_pair_and_what_is_out_of_reach_at_a_small_radius(self):
        flags = geo.flag_strikes(incidents(100.0), sites(away(50.0), away(900.0)), [500, 1000])
        rows = geo.pivot_flags(flags).set_index("facility_id")
        assert rows.index.tolist() == ["f0", "f1"]
        assert pd.isna(rows.loc["f1", "p_500"])
        assert rows.loc["f1", "tier_500"] == "unlikely"
        assert rows.loc["f1", "tier_1000"] == "likely"

    def test_a_place_told_only_at_the_large_radius(self):
        flags = geo.flag_strikes(incidents(2_000.0), sites(away(50.0)), [500, 5000])
        rows = geo.pivot_flags(flags)
        assert rows["facility_id"].tolist() == ["f0"]
        assert rows["tier_500"].tolist() == ["cannot_tell"]
        assert rows["tier_5000"].tolist() == ["almost_certain"]

    def test_an_incident_never_told_is_one_row(self):
        flags = geo.flag_strikes(incidents(90_000.0), sites(away(50.0)), [500, 5000])
        rows = geo.pivot_flags(flags)
        assert len(rows) == 1
        assert rows["facility_id"].isna().all()
        assert rows[["tier_500", "tier_5000"]].to_numpy().tolist() == [["cannot_tell"] * 2]

    def test_nothing_flagged_keeps_its_columns(self):
        none = geo.pivot_flags(geo.flag_strikes(incidents(), sites(away(0.0)), [500]), [500, 1000])
        assert len(none) == 0
        assert {"p_500", "tier_500", "tier_1000", "tier_if_doubled_1000"} <= set(none)


@pytest.mark.parametrize("radius", [0, -5, float("nan"), float("inf"), []])
def test_a_radius_is_above_zero(radius):
    with pytest.raises(ValueError, match="above zero"):
        geo.flag_strikes(incidents(10.0), sites(away(0.0)), radius)


def test_an_id_stands_once():
    twice = incidents(10.0, 20.0).set_axis(["same", "same"])
    with pytest.raises(ValueError, match="same"):
        geo.flag_strikes(twice, sites(away(0.0)), 500)


def test_rows_come_in_the_order_of_the_input_then_by_radius_and_distance():
    two = incidents(50.0, 50.0).iloc[::-1]
    flags = geo.flag_strikes(two, sites(away(300.0), away(100.0)), [1000, 500])
    assert flags["incident_id"].tolist() == ["i1"] * 4 + ["i0"] * 4
    assert flags["radius_m"].tolist() == [500.0, 500.0, 1000.0, 1000.0] * 2
    assert flags["facility_id"].tolist() == ["f1", "f0"] * 4
