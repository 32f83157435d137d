"""The map links a reported strike with the facilities it may have been at, in one edition only."""

import pandas as pd
import pytest

from maps.inert import read_block
from maps.map_candidates import candidate_columns

HOSTILE = '<img src=x onerror="alert(1)"> Hospital'


@pytest.fixture
def candidates(example):
    first = example.incidents.index[0]
    sites = example.facilities.index
    return pd.DataFrame(
        {
            "incident_id": [first] * 4,
            "what": ["facility", "facility", "others", "none"],
            "facility_id": [sites[0], sites[1], None, None],
            "p": [0.2, 0.45, 0.05, 0.3],
            "words": [None, HOSTILE, None, None],
        }
    )


def test_columns_hold_what_the_page_holds(example, candidates):
    found = candidate_columns(candidates, example.incidents.index, example.facilities.index[:1])
    assert found == {
        "incident": [0, 0], "facility": [None, 0], "p": [0.3, 0.2], "words": [None, None],
    }  # fmt: skip
    assert candidate_columns(None, example.incidents.index, example.facilities.index) is None


def test_a_public_map_holds_none_of_it(example, candidates):
    page = example.draw(edition="public", candidates=candidates).render()
    assert read_block(page, "nostrike-data")["candidates"] is None


@pytest.mark.browser
def test_incident_and_facility_lead_to_each_other(example, candidates, opened):
    result = opened(example.draw(candidates=candidates))
    page = result.page
    page.evaluate("location.hash = ''")
    page.locator(".listing button.link").first.click()
    said = page.locator(".leaflet-popup .details")
    said.wait_for()
    text = " ".join(said.inner_text().split())
    assert "Which facility it may have been" in text
    assert "A place that is on no list (p = 0.30)" in text
    assert HOSTILE in text
    name = example.facilities["name"].iloc[1]
    said.get_by_role("button", name=name).last.click()
    facility = page.locator(".facility .details")
    facility.wait_for()
    assert "Reports that may concern it" in facility.inner_text()
    assert "(p = 0.45)" in " ".join(facility.inner_text().split())
    assert page.locator("main img").count() == 0
    assert result.said == []
