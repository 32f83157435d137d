"""The map in a real browser, opened from disk with no network: it draws, and nothing else runs."""

import folium
import numpy as np
import pandas as pd
import pytest
from shapely import Point

from maps.text import clean

pytestmark = pytest.mark.browser


def lists(page):
    return page.locator("#panel .tabs button")


OPENED = ".leaflet-popup .details, .facility .details"


def close_facility(page):
    """Give the panel back to the overview, where a facility has it."""
    if page.locator(".facility").count():
        page.get_by_role("button", name="Back to the overview").click()


def texts(page, selector):
    return page.locator(selector).all_inner_texts()


def nothing_happened(opened):
    assert opened.said == []
    addresses = [url for url in opened.asked if not url.startswith("data:,")]
    assert len(addresses) == 1
    assert addresses[0].startswith("file:")


PIXEL = """([lat, lon]) => {
  const canvas = document.querySelector('.leaflet-overlay-pane canvas');
  const [at, map] = [canvas, nostrikeMap.getContainer()].map((n) => n.getBoundingClientRect());
  const point = nostrikeMap.latLngToContainerPoint([lat, lon]);
  const scale = canvas.width / at.width;
  const [x, y] = [(point.x + map.x - at.x) * scale, (point.y + map.y - at.y) * scale];
  return [...canvas.getContext('2d').getImageData(Math.round(x), Math.round(y), 1, 1).data];
}"""


MARKS_NEAR = """([lat, lon]) => {
  let n = 0;
  nostrikeMap.eachLayer((layer) => {
    n += (layer.marks || []).filter(({ at }) => nostrikeMap.distance(at, [lat, lon]) < 200).length;
  });
  return n;
}"""


def go_to(page, point, zoom):
    page.evaluate(
        "([lat, lon, zoom]) => { nostrikeMap.setView([lat, lon], zoom, { animate: false }); }",
        [point.y, point.x, zoom],
    )


def on_screen(page, point):
    return page.evaluate(
        "([lat, lon]) => { const p = nostrikeMap.latLngToContainerPoint([lat, lon]);"
        " const b = nostrikeMap.getContainer().getBoundingClientRect();"
        " return [p.x + b.x, p.y + b.y]; }",
        [point.y, point.x],
    )


def pixel(page, point):
    """Return red, green, blue, opacity of what is drawn at a place."""
    return page.evaluate(PIXEL, [point.y, point.x])


@pytest.mark.parametrize("edition", ["restricted", "public"])
def test_it_opens_without_a_network_a_request_or_a_message(example, opened, edition):
    result = opened(example.draw(edition=edition))
    page = result.page
    assert edition in page.locator(".edition strong").inner_text().lower()
    assert page.locator("h1").inner_text() == "Demoland (invented): strikes and medical facilities"
    assert page.locator(".headline li").count() > 0
    assert page.locator(".limits li").count() > 0
    assert page.locator(".leaflet-control-scale-line").inner_text()
    for tab in range(3):
        lists(page).nth(tab).click()
        page.locator(".listing button.link").first.click()
        page.wait_for_selector(OPENED)
        close_facility(page)
    nothing_happened(result)


def test_hostile_text_is_shown_as_text_and_runs_nothing(hostile_example, hostile_text, opened):
    result = opened(hostile_example.draw())
    page = result.page
    shown = " ".join(clean(hostile_text).split())
    scripts = page.locator("script").count()
    assert " ".join(page.locator("h1").text_content().split()) == shown
    assert " ".join(page.locator(".headline li").first.text_content().split()) == shown
    for tab in range(3):
        lists(page).nth(tab).click()
        page.locator(".listing button.link").first.click()
        details = page.locator(OPENED).last
        details.wait_for()
        assert shown in " ".join(details.text_content().split())
        close_facility(page)
    page.locator("details.sources summary").click()
    assert shown in " ".join(page.locator("details.sources").text_content().split())
    assert page.locator("script").count() == scripts == 5
    assert (
        page.locator(
            "main img, main svg:not(.histogram, .leaflet-ground-pane svg), main iframe"
        ).count()
        == 0
    )
    nothing_happened(result)


def test_without_scripts_the_figures_and_limits_are_there(example, browser, tmp_path):
    example.draw().save(tmp_path / "map.html")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    shown = page.locator("#panel").inner_text()
    assert "Demo Watch: 3 of 14 strikes" in shown
    assert "What this does not show" in shown
    context.close()


def test_incidents_on_one_point_open_as_a_list_with_their_number(example, opened):
    result = opened(example.draw())
    page = result.page
    page.mouse.click(*on_screen(page, example.incidents.geometry.iloc[6]))
    popup = page.locator(".leaflet-popup .details")
    popup.wait_for()
    page.wait_for_function("() => !nostrikeMap._panAnim || !nostrikeMap._panAnim._inProgress")
    assert "12 incidents at one stated place" in popup.inner_text()
    assert "1 to 8 of 12" in popup.inner_text()
    popup.get_by_role("button", name="Later").click()
    assert "9 to 12 of 12" in popup.inner_text()
    popup.locator("button.link").first.click()
    assert "the data cannot tell" in page.locator(".leaflet-popup .details").inner_text()
    nothing_happened(result)


def test_what_is_said_of_an_incident(example, opened):
    page = opened(example.draw()).page
    page.locator(".listing button.link").first.click()
    said = page.locator(".leaflet-popup .details").inner_text().replace("\u00a0", " ")
    for sentence in (
        "According to Demo Watch, a medical facility was damaged, destroyed or struck.",
        "Within 500 m of a listed site: almost certain (p = 0.99).",
        "with 95 % probability within 40 m of the mark",
        "Responsibility contested.",
        "Registered then: yes, 31 days before.",
        "Source: Demo Watch.",
        "Cite: Demoland sample, invented",
    ):
        assert sentence in said


def test_what_is_said_of_a_facility(example, opened):
    page = opened(example.draw()).page
    lists(page).nth(1).click()
    page.locator(".listing button.link").nth(1).click()
    said = page.locator(".facility .details").inner_text().replace("\u00a0", " ")
    assert "Registered, but elsewhere." in said
    assert "Registered as “Registered displaced”, 2.2 km from this site." in said
    assert "175 m" in said
    assert "List of 1 March 2024." in said


def test_filters_leave_what_was_asked_for(example, opened):
    page = opened(example.draw()).page

    def shown():
        return int(lists(page).first.inner_text().split()[-1])

    assert shown() == 25
    page.locator("label.row", has_text="cannot tell").locator("input").uncheck()
    assert shown() == 6
    page.locator("#date-from").fill("2024-01-10")
    assert shown() == 5  # of the two that begin before, one is an interval that ends on that day
    page.locator("#date-from").fill("2024-01-14")
    assert shown() == 4  # of the three that begin before, one ends later; one has no date
    page.locator("label.row", has_text="Incidents without a date").locator("input").uncheck()
    assert shown() == 3
    page.locator("label.row", has_text="Incidents without a date").locator("input").check()
    page.get_by_role("button", name="All dates").click()
    page.locator("label.row", has_text="Demo Monitor").locator("input").uncheck()
    assert shown() == 4
    assert page.locator(".legend .count").first.inner_text() == "1"


def test_the_other_radius_changes_the_tiers_named(example, opened):
    for column in ("tier_any_1000",):
        example.more["summary"].loc[example.incidents.index[:6], column] = "almost_certain"
    page = opened(example.draw()).page
    page.locator("#radius").select_option("1")
    assert page.locator(".legend .count").first.inner_text() == "6"
    assert "1\u00a0km" in page.locator(".legend legend").first.inner_text()


def test_what_is_not_drawn_is_counted_and_listed_with_its_reason(example, opened):
    page = opened(example.draw()).page
    assert "4 incidents cannot be placed" in page.locator(".undrawn").inner_text()
    lists(page).nth(2).click()
    said = " ".join(texts(page, ".listing li"))
    assert "point not trusted: its point lies in the sea" in said
    assert "known to the country only" in said
    assert "place withheld by the source" in said


def test_marks_are_drawn_where_they_belong(example, opened):
    page = opened(example.draw()).page
    page.wait_for_timeout(200)
    almost_certain = example.incidents.geometry.iloc[0]
    site = example.facilities.geometry.iloc[0]
    nowhere = Point(site.x, site.y + 0.02)
    assert pixel(page, almost_certain) == [0x7A, 0x0C, 0x1E, 255]
    assert pixel(page, nowhere)[3] == 0
    for box in page.locator(".legend label.row input").all():
        box.uncheck()
    page.wait_for_timeout(200)
    assert pixel(page, almost_certain)[3] == 0
    assert pixel(page, site)[3] == 0


def test_places_too_close_to_tell_apart_are_one_stack_until_one_zooms_in(example, opened):
    near = example.incidents.geometry.iloc[0]
    for row, step in ((1, 0.0004), (2, 0.0008)):
        name = example.incidents.index[row]
        example.incidents.loc[name, "geometry"] = Point(near.x + step, near.y)
    result = opened(example.draw())
    page = result.page
    go_to(page, near, 16)
    apart = page.evaluate(MARKS_NEAR, [near.y, near.x])
    go_to(page, near, 11)
    assert page.evaluate(MARKS_NEAR, [near.y, near.x]) == apart - 2
    page.mouse.click(*on_screen(page, near))
    assert page.evaluate("nostrikeMap.getZoom()") >= 12
    assert page.locator(".leaflet-popup").count() == 0
    nothing_happened(result)


def test_marks_keep_their_full_colour_when_the_view_moves(example, opened):
    page = opened(example.draw()).page
    place = example.incidents.geometry.iloc[0]
    for zoom in (13, 11, 12):
        go_to(page, place, zoom)
        page.wait_for_timeout(100)
        assert pixel(page, place) == [0x7A, 0x0C, 0x1E, 255]


def test_the_key_on_the_map_names_what_is_drawn(example, opened):
    page = opened(example.draw()).page
    said = page.locator(".mapkey").inner_text()
    for word in ("500 m of a listed site?", "almost certain", "Not found in the list supplied"):
        assert word in said.replace("\u00a0", " ")
    assert page.locator(".mapkey").get_attribute("open") is not None
    narrow = opened(example.draw(), width=390, height=844).page
    assert narrow.locator(".mapkey").get_attribute("open") is None
    narrow.locator(".listing button.link").first.click()
    assert not narrow.locator(".mapkey").is_visible()


def test_nothing_is_said_to_be_sure_or_impossible(example, opened):
    first = example.incidents.index[0]
    example.more["summary"].loc[first, ["p_any_500", "p_any_1000"]] = [0.9996, 1.0]
    page = opened(example.draw()).page
    page.locator(".listing button.link").first.click()
    said = page.locator(".leaflet-popup .details").inner_text().replace("\u00a0", " ")
    assert said.count("(p > 0.99)") == 2
    assert "1.00" not in said


def test_on_a_telephone_the_panel_folds_and_nothing_runs_over(example, opened):
    result = opened(example.draw(), width=390, height=844)
    page = result.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".listing .tabs button").last.scroll_into_view_if_needed()
    assert page.evaluate("document.scrollingElement.scrollTop") == 0
    before = page.locator("#map").bounding_box()["height"]
    assert before > 250
    page.locator(".fold").click()
    page.wait_for_timeout(50)
    assert page.locator("#map").bounding_box()["height"] > before + 150
    assert not page.locator(".limits").is_visible()
    page.locator(".fold").click()
    assert page.locator(".limits").is_visible()
    nothing_happened(result)


def test_print_carries_the_edition_and_the_limits(example, opened):
    page = opened(example.draw()).page
    page.emulate_media(media="print")
    for selector in (".edition strong", ".headline:not(.more)", ".limits", ".legend", "#map"):
        assert page.locator(selector).is_visible(), selector
    assert not page.locator(".listing").is_visible()


def test_right_to_left_mirrors_the_page(example, opened):
    page = opened(example.draw(lang="ar")).page
    panel = page.locator("#panel").bounding_box()
    chart = page.locator("#map").bounding_box()
    assert panel["x"] < chart["x"]


def test_ten_thousand_incidents_are_all_on_the_map(example, opened):
    n = 10_000
    rows = example.incidents.iloc[np.zeros(n, dtype=int)].copy()
    rows.index = pd.Index([f"many:{k}" for k in range(n)], name="incident_id")
    spread = np.random.default_rng(1).uniform(-0.2, 0.2, (n, 2))
    rows["geometry"] = [Point(-20 + dx, -30 + dy) for dx, dy in spread]
    more = {**example.more, "summary": None}
    result = opened(example.but(incidents=rows, more=more).draw())
    page = result.page
    assert lists(page).first.inner_text() == "On the map 10,000"
    page.mouse.move(500, 400)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(300)
    page.locator("label.row", has_text="unlikely").locator("input").uncheck()
    assert lists(page).first.inner_text() == "On the map 0"
    nothing_happened(result)


def test_layers_that_a_user_adds_and_allows_are_drawn(example, opened, monkeypatch):
    chart = example.draw()
    folium.Circle((-30, -20), radius=700, color="#00ff00").add_to(chart)
    save = chart.save
    monkeypatch.setattr(chart, "save", lambda path: save(path, allow_added_layers=True))
    result = opened(chart)
    drawn = result.page.evaluate(
        "() => { let n = 0; nostrikeMap.eachLayer((l) => {"
        " if (l.options && l.options.color === '#00ff00') n += 1; }); return n; }"
    )
    assert drawn == 1
    nothing_happened(result)
