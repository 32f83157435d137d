"""The sentences that lead a page: the first says what the data can bear."""

import copy

import pytest

from maps.headline import (
    caption,
    coverage_sentences,
    first_line,
    headline,
    lead,
    limits,
    statements,
)
from maps.sentences import LANGUAGES
from tests.maps.account_sample import make_account


@pytest.fixture
def account():
    return make_account()


def only_vague(account):
    return {**account, "per_source": account["per_source"][:1]}


def test_where_nothing_can_be_told_the_first_line_says_so(account):
    line = headline(only_vague(account))[0]
    assert line.startswith(
        "Vague Reports: 0 of 1,265 strikes are located well enough to say anything at 500\u00a0m. "
        "The data cannot tell."
    )


def test_the_first_line_gives_the_list_its_date_and_its_doubt(account):
    assert first_line(account).endswith(
        "list of March 2026; whether each site existed at the time is unknown."
    )
    account["facility_lists"][0]["existence_known"] = True
    assert first_line(account).endswith("Sites: facilities.csv, list of March 2026.")
    account["facility_lists"][0]["as_of"] = None
    assert first_line(account).endswith("a list without a date.")


def test_figures_stand_by_source_and_no_line_adds_them_up(account):
    text = " ".join(headline(account))
    assert "Crater Survey: 54 of 60 strikes" in text
    for total in ("1,325", "2,370", "215 of"):  # what adding the two sources would give
        assert total not in text


def test_reported_near_and_cannot_tell_are_said_apart(account):
    apart = statements(account["per_source"][1])
    assert apart["reported"][0] == (
        "According to Crater Survey, a medical facility was damaged, destroyed or struck in 1 of "
        "60 incidents."
    )
    assert apart["near"][0] == (
        "Crater Survey: counting location uncertainty, between 3 and 11 of the 54 strikes that can "
        "be assessed fell within 500\u00a0m of a listed site (95\u00a0% interval; distinct "
        "places: 21)."
    )
    assert apart["cannot_tell"] == [
        (
            "Crater Survey: at each of these radii, the data cannot tell for 6 of 60 strikes "
            "whether they fell within it of a listed site: 500\u00a0m, 1,000\u00a0m."
        )
    ]
    vague = statements(account["per_source"][0])
    assert vague["near"] == []
    assert len(vague["armed"]) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_interval_whose_ends_agree_is_said_once_and_said_to_be_one(account, lang):
    [figures, *_] = account["per_source"][1]["by_radius"]
    said = {}
    for ends in (0, 7, 54):
        figures |= {"low": ends, "high": ends}
        said[ends] = statements(account["per_source"][1], lang)["near"][0]
        assert "95" in said[ends]
        assert "54" in said[ends]
    assert len(set(said.values())) == 3
    figures |= {"low": 0, "high": 7}
    between = statements(account["per_source"][1], lang)["near"][0]
    assert between not in said.values()


def test_none_some_and_all_in_english(account):
    [figures, *_] = account["per_source"][1]["by_radius"]
    figures |= {"low": 0, "high": 0}
    assert statements(account["per_source"][1])["near"][0] == (
        "Crater Survey: counting location uncertainty, none of the 54 strikes that can be assessed "
        "fell within 500\u00a0m of a listed site (both ends of the 95\u00a0% interval are 0; "
        "distinct places: 21)."
    )
    figures |= {"n_assessable": 1, "low": 1, "high": 1}
    assert (
        "the only strike that can be assessed (1) fell within"
        in (statements(account["per_source"][1])["near"][0])
    )


def test_a_sum_of_probabilities_is_never_said(account):
    account["per_source"][1]["by_radius"][0]["expected"] = 77.25
    for lang in LANGUAGES:
        assert "77" not in " ".join(headline(account, lang))


def test_a_source_without_strikes(account):
    source = account["per_source"][0]
    source["n_strikes"] = 0
    assert headline(only_vague(account))[0].startswith("Vague Reports: no strikes on record here.")


def test_coverage_counts_the_undetermined_out_and_then_in(account):
    text = " ".join(coverage_sentences(account))
    assert "31 of 50 sites in scope; with the undetermined counted in, 35 of 50" in text
    assert "5 of 50 sites in scope; with the undetermined counted in, 9 of 50" in text
    assert "Not found in the list supplied (notified-list.xlsx, 30 June 2023): 10 of 50" in text
    assert "not notified" not in text


def test_radii_of_different_counts_are_not_lumped_together(account):
    account["per_source"][1]["by_radius"][0]["n_assessable"] = 53
    lines = statements(account["per_source"][1])["cannot_tell"]
    assert [line.split(", the data")[0] for line in lines] == [
        "Crater Survey: for 7 of 60 strikes",
        "Crater Survey: for 6 of 60 strikes",
    ]


def test_the_lead_tells_in_one_glance_what_is_located_near_and_reported(account):
    vague, exact, lists, registry = lead(account)
    assert vague.endswith(
        "The data cannot tell. A medical facility was damaged, destroyed or struck, as the source "
        "reports, in 214 of 2,310 incidents."
    )
    assert exact == (
        "Crater Survey: 54 of 60 strikes are located well enough to say anything at 500\u00a0m. "
        "Counting location uncertainty, between 3 and 11 of them fell within 500\u00a0m of a "
        "listed site (95\u00a0% interval). A medical facility was damaged, destroyed or struck, as "
        "the source reports, in 1 of 60 incidents."
    )
    assert lists.startswith("Sites: ")
    assert "31 of 50 sites in scope" in registry
    account["per_source"][1]["by_radius"][0] |= {"low": 3, "high": 3}
    assert "3 of them fell within 500\u00a0m of a listed site (both ends of" in lead(account)[1]
    account["per_source"][1]["n_reported_hits"] = None
    assert lead(account)[1].endswith(
        "The source has no field that says whether a medical facility was damaged, destroyed or "
        "struck."
    )


def test_why_nearness_was_not_assessed_is_said_as_it_is(account):
    account["coverage"] = None
    unused = [{**one, "n_used": 0} for one in account["facility_lists"]]
    assert lead({**account, "facility_lists": unused})[0].startswith("No site of the lists given")
    assert lead({**account, "facility_lists": []})[0].startswith("No list of medical facilities")
    public = {**account, "facility_lists": [], "edition": "public"}
    assert lead(public)[0].startswith("This edition holds no site that may be published")


def test_coverage_stays_out_of_a_public_edition(account):
    assert coverage_sentences({**account, "edition": "public"}) == []
    assert "registered" not in " ".join(headline({**account, "edition": "public"})).casefold()
    rates, *further = headline(account)
    assert "31 of 50 sites in scope" in rates
    assert "counts as right within" not in rates  # what the rates rest on comes further down
    assert any("counts as right within" in line for line in further)
    assert coverage_sentences({**account, "coverage": None}) == [
        "No registry was supplied, so coverage was not assessed."
    ]


def test_limits_follow_the_account(account):
    lines = limits(account)
    assert any("Vague Reports holds only events that concern health care" in one for one in lines)
    assert any("must not be added up" in one for one in lines)
    assert any("50 of 2,310 incidents have no usable place" in one for one in lines)
    assert any("another list may hold it" in one for one in lines)
    public = limits({**only_vague(account), "edition": "public"})
    assert not any("another list" in one or "added up" in one for one in public)


def test_limits_of_the_accounts_own_are_kept_and_none_is_said_twice(account):
    account["limits"] = [*limits(account), "A limit of this conflict alone."]
    for lang in LANGUAGES:
        lines = limits(account, lang)
        assert lines[-1].strip("\u2068\u2069") == "A limit of this conflict alone."
        assert len(lines) == len(set(lines)) == len(limits({**account, "limits": []}, lang)) + 1


def test_caption(account):
    assert caption(account) == (
        "Demoland. Strikes recorded by Vague Reports, Crater Survey, 2 January 2016 to "
        "30 December 2023. Medical facilities: facilities.csv."
    )
    for source in account["per_source"]:
        source["dates"] = [None, None]
    assert "2016" not in caption(account)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_can_say_it_all_and_leaves_the_account_alone(account, lang):
    before = copy.deepcopy(account)
    lines = [*headline(account, lang), *limits(account, lang), caption(account, lang)]
    lines += coverage_sentences(account, lang)
    assert all(line and "{" not in line for line in lines)
    assert account == before


def test_one_point_in_both_lists_is_no_measure_of_nearness(account):
    account["per_source"][1]["n_same_point"] = 9
    assert any(
        line.startswith("Crater Survey: 9 of 60 strikes state the very point of a listed site.")
        for line in limits(account)
    )


def test_points_that_stand_for_districts_are_said_to(account):
    account["per_source"][0] |= {"n_by_area": 700, "n_points": 263}
    [line] = [line for line in limits(account) if "stands for all of it" in line]
    assert line.startswith("Vague Reports: 700 of 2,310 incidents are placed only by a district")
    assert line.endswith("Distinct points in this list: 263.")


def test_one_event_in_two_lists_is_said_to_be_one(account):
    account["shared_events"] = [{"source": "exact", "other": "vague", "n": 49}]
    assert any(
        line.startswith("Crater Survey: 49 of 60 incidents have the event number of an incident of")
        for line in limits(account)
    )
