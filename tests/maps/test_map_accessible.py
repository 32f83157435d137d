"""The map for those who cannot see it, cannot use a mouse, or hold it in one hand."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from maps.sentences import LANGUAGES

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DARK = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # what dark changes
TOUCH = 44  # pixels
MOUSE = 24
FOCUSED = "document.activeElement"


def violations(page, rules):
    """Return what axe-core holds against a page: rule and first element."""
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found]


@pytest.fixture
def page(example, opened):
    return opened(example.draw()).page


def open_everything(page):
    """Yield the names of three states of the page, having brought it there."""
    yield "overview"
    page.locator(".listing .tabs button").nth(1).click()
    page.locator(".listing button.link").first.click()
    yield "facility"
    page.locator(".facility .both button").nth(1).click()
    page.locator("#table tbody button").first.click()
    page.locator("#tiles").click()
    yield "table"
    page.locator("#ask-tiles button").nth(1).click()
    page.locator("#table .shut").click()
    page.locator(".facility .both button").first.click()
    page.locator(".listing .tabs button").first.click()
    page.locator(".listing button.link").first.click()
    # until the map has moved the popup into itself, it lies over the buttons above
    page.wait_for_function("() => !nostrikeMap._panAnim || !nostrikeMap._panAnim._inProgress")
    yield "incident"
    page.evaluate("nostrikeMap.closePopup()")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_whatever_is_open_in_light_or_dark(page, lang):
    if lang != "en":
        page.locator("#language").select_option(lang)
    against = {}
    for state in open_everything(page):
        for scheme, rules in (("light", RULES), ("dark", DARK)):
            page.emulate_media(color_scheme=scheme)
            if found := violations(page, rules):
                against[state, scheme] = found
        page.emulate_media(color_scheme="light")
    assert against == {}


def tab_to(page, selector, *, most=150):
    """Press Tab until an element has the focus."""
    for _ in range(most):
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab reaches {selector}")


def test_every_function_is_reached_and_used_with_the_keyboard_alone(page):
    press = page.keyboard.press

    def from_top():
        page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
        page.locator(".skip").focus()

    tab_to(page, ".skip")
    tab_to(page, "#search")
    page.keyboard.type("covered")
    press("Enter")
    assert page.locator(".facility").is_visible()
    assert page.evaluate(f"{FOCUSED}.matches('.facility')")
    press("Escape")
    assert page.locator(".facility").count() == 0
    assert page.evaluate(f"{FOCUSED}.id") == "search"
    tab_to(page, "#open-table")
    press("Enter")
    tab_to(page, "#table thead button")
    press("Enter")
    assert page.locator("#table th[aria-sort=ascending]").count() == 1
    tab_to(page, "#table tbody button")
    press("Space")
    assert page.locator(".leaflet-popup").is_visible()
    press("Escape")
    assert page.locator(".leaflet-popup").count() == 0
    assert page.evaluate(f"{FOCUSED}.closest('tbody') !== null")
    from_top()
    tab_to(page, "#measure")
    press("Enter")
    tab_to(page, "#measured button")
    press("Enter")
    page.evaluate("nostrikeMap.panBy([200, 0], { animate: false })")
    press("Enter")
    assert "Distance: " in page.locator("#measured").inner_text()
    press("Escape")
    assert not page.locator("#measured").is_visible()
    from_top()
    tab_to(page, "#tiles")
    press("Enter")
    assert page.evaluate(f"{FOCUSED}.closest('#ask-tiles') !== null")
    press("Tab")
    press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "tiles"
    tab_to(page, "#language")
    press("ArrowDown")
    assert page.locator("html").get_attribute("lang") != "en"
    assert page.evaluate(f"{FOCUSED}.id") == "language"
    tab_to(page, "#map")
    zoom = page.evaluate("nostrikeMap.getZoom()")
    press("+")
    page.wait_for_function("z => nostrikeMap.getZoom() > z", arg=zoom)
    tab_to(page, "#radius")
    press("ArrowDown")
    assert page.locator("#radius").input_value() == "1"
    tab_to(page, ".tiers input")
    before = page.locator(".listing .tabs button").first.inner_text()
    press("Space")
    assert page.locator(".listing .tabs button").first.inner_text() != before
    tab_to(page, "input[type=range]")
    press("ArrowRight")
    assert "from=" in link_of(page)
    tab_to(page, "#play")
    press("Enter")
    assert page.locator("#play").inner_text() != ""
    press("Enter")
    tab_to(page, ".facet summary")
    tab_to(page, ".all")
    press("Enter")
    tab_to(page, ".listing .tabs button")
    tab_to(page, ".sources summary")
    press("Enter")
    assert page.locator(".sources .source").first.is_visible()


def link_of(page):
    page.wait_for_timeout(250)
    return page.evaluate("window.location.hash")


def test_what_is_touched_on_a_telephone_is_large_enough(example, opened):
    page = opened(example.draw(), width=390, height=844).page
    small = "input:not([type=checkbox]), select, button, summary, label.row, a[role=button]"
    for state in open_everything(page):
        boxes = page.locator(small).evaluate_all(
            "nodes => nodes.filter((n) => n.getClientRects().length).map((n) =>"
            " [n.outerHTML.slice(0, 90), n.getBoundingClientRect().height])"
        )
        assert len(boxes) > 10, state
        assert [box for box in boxes if box[1] < TOUCH - 0.5] == [], state


def test_what_a_mouse_aims_at_is_large_enough(example, opened):
    page = opened(example.draw()).page
    aimed = "button, select, summary, label.row, a[role=button], input:not([type=checkbox])"
    for state in open_everything(page):
        boxes = page.locator(aimed).evaluate_all(
            "nodes => nodes.filter((n) => n.getClientRects().length).map((n) =>"
            " [n.outerHTML.slice(0, 90), n.getBoundingClientRect()])"
            ".map(([html, { width, height }]) => [html, Math.min(width, height)])"
        )
        assert len(boxes) > 10, state
        assert [box for box in boxes if box[1] < MOUSE - 0.5] == [], state


def test_on_a_telephone_the_table_and_a_part_of_the_map_are_in_sight(example, opened):
    page = opened(example.draw(), width=390, height=844).page
    page.locator("#open-table").click()
    chart, table = (page.locator(one).bounding_box() for one in ("#map", "#table"))
    assert chart["height"] > 100
    assert table["height"] > 300
    assert table["y"] + table["height"] <= 844
    head = page.locator("#table thead").bounding_box()
    assert head["height"] <= 64


def test_little_movement_is_asked_for_and_given(example, browser, tmp_path):
    example.draw().save(tmp_path / "map.html")
    page = browser.new_page(reduced_motion="reduce")
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("html.ready", state="attached")
    options = page.evaluate(
        "(({ zoomAnimation, inertia, markerZoomAnimation }) =>"
        " [zoomAnimation, inertia, markerZoomAnimation])(nostrikeMap.options)"
    )
    assert options == [False, False, False]
    page.locator("#play").click()
    first = page.locator("#date-until").input_value()
    page.wait_for_timeout(900)  # a player would have gone on
    assert page.locator("#date-until").input_value() == first
    page.close()
