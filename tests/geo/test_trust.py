"""What findings do to places, and what they do not."""

import pandas as pd
import pytest

import geo
from tests.geo.stage import away, incidents, sites


def named(*names, precision="settlement"):
    table = incidents(
        *([5_000.0] * len(names)),
        place_name=list(names),
        admin1="North",
        admin2=None,
        location_precision=precision,
        country="SDN",
    )
    return table.assign(geometry=away(0.0))


def finding(table, code):
    return pd.DataFrame({"id": table.index, "code": code, "severity": "warning"})


def distrusted(table, code="shared_point"):
    return geo.distrust_locations(table, finding(table, code))["distrust_reason"].notna()


def test_ten_incidents_of_different_places_on_one_point_are_known_to_the_country_only():
    table = named(*["Nyala town"] * 8, "Geneina", "Geneina", "Zalingei")
    trusted = geo.distrust_locations(table, finding(table, "shared_point"))
    assert trusted["distrust_reason"].notna().all()
    assert set(trusted["location_precision"]) == {"country"}
    assert trusted["error_m"].isna().all()
    assert trusted.geometry.equals(table.geometry)
    flags = geo.flag_strikes(trusted, sites(away(0.0)), 5000)
    assert set(flags["tier"]) == {"cannot_tell"}
    assert flags["evidence"].str.contains("share this one point").all()


@pytest.mark.parametrize(
    "names",
    [
        ["Geneina town"] * 8 + ["Geneina town/Al-Junaynah town"] * 7,  # one town, two spellings
        ["Nyala town"] * 60,  # a town's incidents share the town's point
        ["Nyala town"] * 8 + ["Geneina"],  # fewer than ten
        ["Nyala town"] * 60 + ["Geneina"],  # one slip does not undo sixty
        [None] * 30,  # nothing says that the places differ
    ],
)
def test_a_point_shared_for_a_good_reason_is_trusted(names):
    assert not distrusted(named(*names)).any()


def test_a_point_that_stands_for_a_province_is_shared_by_design():
    names = ["Western Darfur state"] * 30 + ["Jebel Marra"] * 5
    assert not distrusted(named(*names, precision="admin1")).any()


@pytest.mark.parametrize("code", ["in_sea", "outside_country", "on_centroid", "swapped"])
def test_a_point_that_contradicts_its_label_is_not_used(code):
    assert distrusted(named("Nyala town"), code).all()


def test_other_findings_leave_a_point_alone():
    assert not distrusted(named("Nyala town"), "low_precision").any()


def test_sites_with_an_open_error_stand_aside():
    table = sites(away(0.0), away(10.0))
    findings = pd.DataFrame(
        {"id": ["f0", "f1"], "code": "null_island", "severity": ["error", "warning"]}
    )
    usable, aside = geo.set_aside_facilities(table, findings)
    assert (usable.index.tolist(), aside.index.tolist()) == (["f1"], ["f0"])
