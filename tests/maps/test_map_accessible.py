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


def test_what_else_there_is_to_press_works_with_the_keyboard_too(page):
    """Go on from the walk above: the rest of the bar, filters, lists, table, key, zoom."""
    press = page.keyboard.press
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("window.print = () => { window.printed = true; }")
    tabs = page.locator(".listing .tabs button")
    zoom = "nostrikeMap.getZoom()"

    tab_to(page, "#whole-map")
    page.evaluate("nostrikeMap.setZoom(15, { animate: false })")
    press("Enter")
    assert page.evaluate(zoom) < 15
    tab_to(page, "#link")
    press("Enter")
    page.wait_for_selector(".said:not(:empty)")
    tab_to(page, "#full-screen")
    press("Enter")
    page.wait_for_function("() => document.fullscreenElement !== null")
    press("Enter")
    page.wait_for_function("() => document.fullscreenElement === null")
    tab_to(page, "#print")
    press("Enter")
    assert page.evaluate("window.printed")
    tab_to(page, ".mapkey summary")
    press("Enter")
    assert page.locator(".mapkey").get_attribute("open") is None
    tab_to(page, ".leaflet-control-zoom-in")
    before = page.evaluate(zoom)
    press("Enter")
    page.wait_for_function(f"z => {zoom} > z", arg=before)
    tab_to(page, "#date-until")
    n = tabs.first.inner_text()
    page.keyboard.type("01092024")  # month first, as this browser asks for it
    press("Tab")
    assert page.locator("#date-until").input_value() == "2024-01-09"
    assert tabs.first.inner_text() != n
    tab_to(page, ".both button:not(#play)")
    press("Enter")
    assert tabs.first.inner_text() == n
    for kind, tab in (("Not found in the list", 1), ("How uncertain", None)):
        page.evaluate("document.activeElement.blur()")
        box = page.locator("label.row", has_text=kind).locator("input")
        box.evaluate("(node) => { node.id = 'this-one'; }")
        page.locator(".tiers input").first.focus()
        tab_to(page, "#this-one")
        press("Space")
        assert not box.is_checked()
        if tab is not None:
            assert tabs.nth(tab).inner_text() == "Facilities 6"
        box.evaluate("(node) => node.removeAttribute('id')")
    tab_to(page, ".facet[open] .both button")
    press("Tab")
    press("Enter")
    assert tabs.first.inner_text().endswith(" 0")
    press("Shift+Tab")
    press("Enter")
    assert not tabs.first.inner_text().endswith(" 0")
    tab_to(page, ".listing .tabs button:nth-child(3)")
    press("Enter")
    tab_to(page, ".listing .linked button")
    press("Enter")
    assert page.locator(".leaflet-popup").is_visible()
    tab_to(page, ".leaflet-popup .details > p > button")  # "Show in the table"
    press("Enter")
    assert page.locator("#table").is_visible()
    tab_to(page, "#table .bar button:nth-of-type(2)")
    press("Enter")
    assert page.locator("#table tbody tr").count() == 6
    tab_to(page, "#csv")
    with page.expect_download() as download:
        press("Enter")
    assert download.value.suggested_filename == "nostrike-facilities-restricted.csv"


def test_places_of_several_incidents_are_opened_and_left_with_the_keyboard(example, opened):
    """The map's marks are no elements: what they open is in the lists, one row for each."""
    page = opened(example.draw()).page
    rows = page.locator(".listing .linked button")
    page.locator(".listing .tabs button").first.focus()
    tab_to(page, ".listing .linked button")
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate(f"{FOCUSED}.matches('.listing .linked button')")
    tab_to(page, ".listing .turn button:not(:disabled)")
    first = rows.first.inner_text()
    page.keyboard.press("Enter")
    assert rows.first.inner_text() != first


def test_the_panel_is_folded_and_unfolded_with_the_keyboard(example, opened):
    page = opened(example.draw(), width=390, height=844).page
    tab_to(page, ".fold")
    page.keyboard.press("Enter")
    assert not page.locator(".limits").is_visible()
    assert page.locator(".fold").get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert page.locator(".limits").is_visible()


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
