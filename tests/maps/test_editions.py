"""What is not public is not in the file, in any form."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from maps.editions import public_figures, public_view
from maps.inert import read_block

SECRETS = (
    "operator",
    "Invented text",
    "Demo Force",
    "Registered",
    "reg:",
    "in_sea",
    "low_precision",
    "invented evidence",
    "secret-name",
    "demo-incidents.csv",
    "secret column",
)
KEPT_BACK = ("displaced", "unregistered", "out_of_scope")


def public_page(example, **more):
    incidents = example.incidents.assign(demo_source_note="secret column")
    return example.but(incidents=incidents).draw(edition="public", **more).render()


def in_file(page):
    content = json.dumps(read_block(page, "nostrike-data"))
    # The page's own words name outcomes; only what came from data counts.
    return content.replace(json.dumps(read_block(page, "nostrike-data")["words"]["labels"]), "")


def test_nothing_that_is_not_public_is_in_the_file(example):
    page = public_page(example)
    content = in_file(page)
    assert "Demo Hospital covered" in content
    for secret in SECRETS:
        assert secret not in content, secret
    for name in KEPT_BACK:
        assert f"demo_list:{name}" not in content
        assert f"Hospital {name}" not in content


def test_only_facilities_marked_public_are_shown_and_never_those_marked_not_to_publish(example):
    view = public_view(example.incidents, example.facilities, example.strikes)
    marked = example.facilities["public"].fillna(value=False)
    hidden = example.facilities["do_not_publish"]
    assert set(view.facilities.index) == set(example.facilities.index[marked & ~hidden])
    assert 0 < len(view.facilities) < len(example.facilities)


def test_without_a_mark_nothing_is_public(example):
    for column in ("public", "do_not_publish"):
        facilities = example.facilities.drop(columns=column)
        assert len(public_view(example.incidents, facilities, example.strikes).facilities) == 0


def test_no_place_of_a_hidden_facility_is_in_the_file(example):
    content = in_file(public_page(example))
    for name in KEPT_BACK:
        point = example.facilities.geometry[f"demo_list:{name}"]
        assert f"{point.x:.4f}" not in content or f"{point.y:.4f}" not in content


def test_a_public_site_whose_point_is_known_to_be_wrong_has_no_place_in_the_file(example):
    findings = pd.DataFrame(
        {"id": ["demo_list:covered"], "severity": ["error"], "code": ["in_sea"]}
    )
    more = {**example.more, "findings": findings.assign(list="facilities", evidence="")}
    data = read_block(public_page(example.but(more=more)), "nostrike-data")
    sites = data["facilities"]
    place = dict(zip(sites["id"], zip(sites["lon"], sites["lat"], strict=True), strict=True))
    assert place.pop("demo_list:covered") == (None, None)
    assert None not in {lon for lon, _ in place.values()}
    restricted = read_block(example.but(more=more).draw().render(), "nostrike-data")
    assert None not in restricted["facilities"]["lon"]


def test_a_tier_that_would_tell_of_a_hidden_site_is_not_stated(example):
    data = read_block(public_page(example), "nostrike-data")
    hidden = ~example.strikes["facility_id"].isin(data["facilities"]["id"])
    near_hidden = example.strikes[hidden & example.strikes["facility_id"].notna()]
    row_of = {name: row for row, name in enumerate(data["incidents"]["id"])}
    rows = [row_of[name] for name in near_hidden["incident_id"]]
    assert rows
    assert {data["incidents"]["tier_0"][row] for row in rows} == {"not_stated"}
    assert {data["incidents"]["p_0"][row] for row in rows} == {None}


def test_tiers_stand_when_every_facility_is_public(example):
    facilities = example.facilities.assign(
        public=pd.array([True] * len(example.facilities), dtype="boolean"), do_not_publish=False
    )
    data = read_block(public_page(example.but(facilities=facilities)), "nostrike-data")
    assert "not_stated" not in data["incidents"]["tier_0"]
    assert data["incidents"]["tier_0"][0] == "almost_certain"


def test_strikes_name_public_facilities_only(example):
    view = public_view(example.incidents, example.facilities, example.strikes)
    named = view.strikes["facility_id"].dropna()
    assert set(named) <= set(view.facilities.index)
    assert "registered_then" not in view.strikes


def test_a_profile_can_make_public_points_coarser(example):
    view = public_view(example.incidents, example.facilities, example.strikes, public_detail="1")
    points = view.incidents.geometry.dropna()
    assert (points.x.round(1) - points.x).abs().max() < 1e-9
    assert "distance_m" not in view.strikes


def test_an_unknown_detail_is_refused(example):
    with pytest.raises(ValueError, match="public_detail"):
        public_view(example.incidents, example.facilities, example.strikes, public_detail="city")


def test_public_figures_drop_what_they_do_not_know():
    figures = {
        "coverage": {"outcomes": {"unregistered": 3}},
        "findings": {},
        "read_as": [],
        "anything": 1,
        "per_source": [],
        "facility_lists": [{"file": "x", "source": "s", "n": 3}],
    }
    assert public_figures(figures) == {"per_source": [], "facility_lists": [{"source": "s"}]}


def test_a_restricted_map_holds_it_all(example):
    content = in_file(example.draw().render())
    for secret in ("Invented text", "Demo Force", "Registered displaced", "in_sea"):
        assert secret in content


def test_a_registration_of_a_hidden_site_does_not_pass_through_the_incidents(example):
    odd = gpd.GeoDataFrame(
        example.incidents.assign(nearest_facility_id="demo_list:displaced", p_any_500=0.99),
        geometry="geometry",
    )
    odd.loc[odd.index[0], "geometry"] = Point(-20, -30)
    page = example.but(incidents=odd).draw(edition="public").render()
    assert "demo_list:displaced" not in in_file(page)
