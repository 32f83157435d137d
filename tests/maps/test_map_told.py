"""What the tables say in English, said by the map in the language its reader chose."""

import pandas as pd
import pytest

from maps.labels import labels
from maps.map_told import told
from maps.remarks import remark
from maps.sentences import LANGUAGES, sentences
from nostrike.demo import INVENTED
from tests.maps.test_map_browser import nothing_happened

WITHIN, IN_SEA = "place known only to 5 km", "the stated point lies in the sea"
LICENCE = "not stated: do not redistribute"


@pytest.fixture
def spoken(example):
    """The example with what a real run says of it: reasons, a finding, files read, a licence."""
    summary = example.more["summary"]
    vague = summary["tier_any_500"].eq("cannot_tell")
    summary = summary.assign(
        reason=pd.Series(WITHIN, index=summary.index).where(vague, "not a strike or armed attack"),
        distrust_reason=summary["distrust_reason"].where(summary["distrust_reason"].isna(), IN_SEA),
    )
    weapons = ["Aerial Bomb {x}", "Aerial Bomb: Plane"] * len(example.incidents)
    incidents = example.incidents.assign(
        weapon=weapons[: len(example.incidents)], licence=LICENCE, weapon_type="aircraft"
    )
    files = [
        {"file": "a.csv", "format": "csv", "sheet": "csv", "header_row": 0},
        {"file": "b.xlsx", "format": "workbook", "coordinate_format": "decimal (3), dms (2)"},
    ]
    figures = {**example.more["figures"], "read_as": files}
    more = {**example.more, "summary": summary, "figures": figures, "notice": INVENTED}
    return example.but(incidents=incidents, more=more)


@pytest.mark.browser
@pytest.mark.parametrize("first", ["en", "ar"])
def test_it_speaks_the_language_chosen(spoken, opened, first):
    result = opened(spoken.draw(lang=first))
    page = result.page
    for lang in ("uk", "nl", "en", first):
        page.locator("#language").select_option(lang)
        said = {text: remark(text, lang) for text in (WITHIN, IN_SEA, INVENTED, LICENCE)}
        notice, *_ = page.locator("p.notice").all_inner_texts()
        assert notice == said[INVENTED]
        page.locator("#panel .tabs button").nth(2).click()
        not_drawn = page.locator(".lists").inner_text()
        assert said[IN_SEA] in not_drawn
        page.locator("details.sources").evaluate("(box) => { box.open = true; }")
        sources = page.locator("details.sources").inner_text()
        assert remark("decimal (3), dms (2)", lang) in sources
        assert remark("workbook", lang) in sources
        assert "csv" in sources
        assert "undefined" not in page.locator("#panel").inner_text()
        weapons = page.locator("details.facet label.row").all_text_contents()
        assert f"Aerial Bomb {{x}} ({labels(lang)['weapon_aircraft']})" in "".join(weapons)
    nothing_happened(result)


@pytest.mark.browser
def test_an_incident_gives_its_reason_finding_and_licence(spoken, opened):
    result = opened(spoken.draw(lang="nl"))
    page = result.page
    seen = ""
    for tab in (2, 0):
        page.locator("#panel .tabs button").nth(tab).click()
        links = page.locator(".lists button.link")
        for row in range(links.count()):
            links.nth(row).click()
            seen += page.locator(".leaflet-popup .details, .facility .details").first.inner_text()
            page.keyboard.press("Escape")
    assert f"Reden: {remark(WITHIN, 'nl')}." in seen
    assert remark(LICENCE, "nl") in seen
    assert remark("not a strike or armed attack", "nl") not in seen  # no answer to no question
    in_sea = sentences("nl")["finding_in_sea"].rstrip(".")
    assert f"Coördinatencontrole (Fout): {in_sea}." in seen
    nothing_happened(result)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_codes_and_kinds_are_found_in_every_language(lang):
    found = told(["=in_sea", "=error", "=workbook", "=some code", "A name"], lang)
    assert found["==in_sea"] + "." == sentences(lang)["finding_in_sea"]
    assert found["==error"] == sentences(lang)["severity_error"]
    assert found["==workbook"] == remark("workbook", lang)
    assert found["==some code"] == "some code"
    assert "=A name" not in found
