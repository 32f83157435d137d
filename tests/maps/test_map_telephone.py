"""The map in the hand: touched, folded away, and read aloud there."""

import pytest

from maps.sentences import LANGUAGES
from tests.maps.test_map_accessible import DARK, RULES, violations
from tests.maps.test_map_browser import go_to, nothing_happened, on_screen

pytestmark = pytest.mark.browser
TELEPHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
IN_SIGHT = "([lat, lon]) => nostrikeMap.getBounds().pad(-0.05).contains([lat, lon])"


@pytest.fixture
def result(example, opened):
    return opened(example.draw(), **TELEPHONE)


@pytest.mark.parametrize("name", ["Demo Hospital covered", "Demo Hospital outdated", "Demo City"])
def test_what_is_found_by_name_is_in_sight(example, result, name):
    page = result.page
    page.locator("#search").fill(name)
    page.locator(".found button").first.tap()
    page.locator(".leaflet-popup .details, .facility .details").wait_for()
    page.wait_for_timeout(500)  # whatever would still move has moved
    sites = dict(zip(example.facilities["name"], example.facilities.geometry, strict=True))
    place = sites.get(name, example.incidents.geometry.iloc[6])
    assert page.evaluate(IN_SIGHT, [place.y, place.x])
    nothing_happened(result)


def test_a_mark_that_is_touched_opens(example, result):
    page = result.page
    page.locator(".fold").tap()
    place = example.incidents.geometry.iloc[6]
    go_to(page, place, 12)
    page.touchscreen.tap(*on_screen(page, place))
    page.locator(".leaflet-popup").wait_for()
    assert "12 incidents at one stated place" in page.locator(".leaflet-popup").inner_text()
    page.locator(".leaflet-popup button.link").first.tap()
    assert "the data cannot tell" in page.locator(".leaflet-popup").inner_text()
    nothing_happened(result)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_with_the_panel_open_or_closed_in_light_or_dark(result, lang):
    page = result.page
    if lang != "en":
        page.locator("#language").select_option(lang)
    against = {}
    for state in ("open", "closed"):
        for scheme, rules in (("light", RULES), ("dark", DARK)):
            page.emulate_media(color_scheme=scheme)
            if found := violations(page, rules):
                against[state, scheme] = found
        assert page.locator(".limits").is_visible() == (state == "open")
        page.locator(".fold").tap()
    assert against == {}
