"""What the legend and the key list: that of which there is something, in the order of the marks."""

import numpy as np

from maps.map_legend import legend

INCIDENTS = {
    "from": ["2024-03-02", None, "2024-01-05", "2024-02-01"],
    "until": [None, "2025-01-01", None, "2024-04-30"],
    "kind": ["other", "strike", "strike", "attack"],
    "type": ["shelling", None, None, "shelling"],
    "weapon": [None] * 4,
    "actor": ["a", "b", "c", "d"],
    "source": ["one"] * 4,
    "tier_0": ["likely", None, "possible", "cannot_tell"],
    "tier_1": ["likely", "not_stated", "likely", "cannot_tell"],
}
SITES = {
    "lat": [1.0, np.nan, 2.0, 3.0],
    "outcome": ["displaced", "outdated", "covered", "displaced"],
    "kind": ["pharmacy", "clinic", None, "pharmacy"],
}
REGISTRATIONS = {"outcome": ["covered", "unmatched"]}
GROUND = {"names": [], "places": [[0, 0, "Place", None, []]]}


def told(**changes):
    given = {
        "incidents": INCIDENTS,
        "facilities": SITES,
        "registrations": REGISTRATIONS,
        "areas": {},
        "ground": GROUND,
        **changes,
    }
    tables = [given.pop(name) for name in ("incidents", "facilities", "registrations")]
    return legend(*tables, **given)


def test_the_legend_lists_what_there_is_and_the_five_tiers_always():
    always = ["almost_certain", "likely", "possible", "unlikely", "cannot_tell"]
    assert told()["tiers"] == [*always, "not_stated", "none"]
    few = {**INCIDENTS, "tier_0": ["likely"] * 4, "tier_1": ["likely"] * 4}
    assert told(incidents=few)["tiers"] == always


def test_the_key_has_the_tiers_of_strikes_and_attacks_at_the_first_radius():
    assert told()["key_tiers"] == ["possible", "cannot_tell", "none"]


def test_only_facilities_with_a_place_are_counted():
    found = told()
    assert (found["outcomes"], found["kinds"]) == (["covered", "displaced"], ["pharmacy", None])
    nowhere = told(facilities={**SITES, "lat": [np.nan] * 4})
    assert (nowhere["outcomes"], nowhere["kinds"]) == ([], [])


def test_layers_with_nothing_in_them_are_left_out():
    assert told()["layers"] == ["uncertainty", "rings", "pairs", "unmatched", "names"]
    assert told()["key_layers"] == ["uncertainty"]
    more = told(
        areas={"a": {}}, registrations={"outcome": ["displaced"]}, ground={**GROUND, "places": []}
    )
    assert more["layers"] == ["uncertainty", "areas", "rings", "pairs", "displaced"]


def test_answers_come_by_how_often_they_are_given_and_the_rarest_as_one():
    found = told()["answers"]
    assert found["kind"] == ["strike", "other", "attack"]
    assert (found["type"], found["weapon"]) == (["shelling", None], [None])
    many = [f"w{k}" for k in range(31) for _ in range(40 - k)]
    rows = {**INCIDENTS, "weapon": many[::-1]}
    assert told(incidents=rows)["answers"]["weapon"] == [*(f"w{k}" for k in range(29)), "\u2026"]
    rows = {**INCIDENTS, "weapon": [one for one in many if one != "w30"]}
    assert told(incidents=rows)["answers"]["weapon"] == [f"w{k}" for k in range(30)]


def test_time_runs_from_the_first_day_to_the_last_that_an_incident_may_have_been_on():
    assert (told()["days"], told()["undated"]) == (["2024-01-05", "2025-01-01"], True)
    none = {**INCIDENTS, "from": [None] * 4, "until": [None] * 4}
    assert told(incidents=none)["days"] == []
    assert not told(incidents={**INCIDENTS, "from": ["2024-01-01"] * 4})["undated"]
