"""Further controls of the map, each used and its effect held to account; and what is drawn."""

import csv
import io
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import Point

from maps.tiles import TILES
from tests.maps.test_map_browser import go_to
from tests.maps.test_map_functions import address, facet, shown

pytestmark = pytest.mark.browser
STILL = "!nostrikeMap._animatingZoom"
# What is painted in a square around a place, as one text.
AROUND = """([lat, lon]) => {
  const canvas = document.querySelector('.leaflet-overlay-pane canvas');
  const [at, map] = [canvas, nostrikeMap.getContainer()].map((n) => n.getBoundingClientRect());
  const { x, y } = nostrikeMap.latLngToContainerPoint([lat, lon]);
  const scale = canvas.width / at.width;
  const [left, top] = [(x + map.x - at.x) * scale - 2, (y + map.y - at.y) * scale - 2];
  return String(canvas.getContext('2d').getImageData(Math.round(left), Math.round(top), 5, 5).data);
}"""


def painted(page, point):
    page.wait_for_timeout(80)
    return page.evaluate(AROUND, [point.y, point.x])


def away(point, bearing_deg, distance_m):
    lon, lat, _ = Geod(ellps="WGS84").fwd(point.x, point.y, bearing_deg, distance_m)
    return Point(lon, lat)


def between(one, other, share):
    return Point(one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share)


def row(page, text):
    return page.locator("label.row", has_text=text).locator("input")


def test_each_layer_is_drawn_where_it_belongs_and_goes_and_comes_with_its_box(example, opened):
    sites, incidents = example.facilities.geometry, example.incidents.geometry
    town = incidents.iloc[6]
    areas = example.more["areas"].geometry
    probes = {
        "How uncertain a place is": away(town, 0, 5_000),
        "Rings of": away(sites.iloc[6], 90, 1_000),
        "From registered point": between(
            example.more["registry"].geometry.iloc[1], sites.iloc[1], 0.5
        ),
        "Registered points without": example.more["registry"].geometry.iloc[2],
        "Districts that stand": Point(town.x, areas.loc["demo:north"].bounds[1]),
    }
    page = opened(example.draw()).page
    for name, place in probes.items():
        go_to(page, place, 12)
        before = painted(page, place)
        row(page, name).uncheck()
        assert painted(page, place) != before, name
        row(page, name).check()
        assert painted(page, place) == before, name
    # an incident that is far enough from its site to see the line
    go_to(page, incidents.iloc[0], 16)
    middle = between(incidents.iloc[0], sites.iloc[0], 0.5)
    before = painted(page, middle)
    row(page, "Lines from strikes").uncheck()
    assert painted(page, middle) != before
    page.locator("#whole-map").click()
    assert page.locator(".district").count() > 0
    row(page, "Names of countries").uncheck()
    assert page.locator(".district, .country").count() == 0


ALONG = """([from, to, px, beside]) => {
  const [a, b] = [from, to].map((p) => nostrikeMap.latLngToContainerPoint(p));
  const way = b.subtract(a).divideBy(a.distanceTo(b));
  const at = a.add(way.multiplyBy(px)).add(L.point(-way.y, way.x).multiplyBy(beside));
  const { lat, lng } = nostrikeMap.containerPointToLatLng(at);
  return [lng, lat];
}"""


def test_an_arrow_leads_from_where_the_list_points_to_where_the_site_is(example, opened):
    """Its head, ten pixels wide, lies before the site; the other end is a small ring."""
    page = opened(example.draw()).page
    listed, site = example.more["registry"].geometry.iloc[1], example.facilities.geometry.iloc[1]
    go_to(page, between(listed, site, 0.5), 13)
    for one in ("How uncertain", "Rings of", "Districts that", "Lines from"):
        row(page, one).uncheck()

    def beside(start, end):
        """Return how much is painted on both sides of the line, 16 pixels from its start."""
        ends = [[start.y, start.x], [end.y, end.x]]
        spots = [Point(*page.evaluate(ALONG, [*ends, 16, side])) for side in (-3, 3)]
        return [int(painted(page, spot).split(",")[51]) for spot in spots]

    assert min(beside(site, listed)) > 90
    assert beside(listed, site) == [0, 0]


def test_filters_of_kind_and_outcome_are_followed_by_lists_figures_and_table(example, opened):
    page = opened(example.draw()).page
    tabs = page.locator(".listing .tabs button")
    n = shown(page)
    kinds = facet(page, "Kind of incident")
    counts = dict(
        zip(
            kinds.locator(".words").all_inner_texts(),
            map(int, kinds.locator(".count").all_inner_texts()),
            strict=True,
        )
    )
    assert counts == {"Strikes": 24, "Armed attacks (white dot)": 1, "Other incidents": 1}
    kinds.locator("label.row", has_text="Other incidents").locator("input").check()
    assert shown(page) == n + counts["Other incidents"]
    kinds.locator("label.row", has_text="Strikes").locator("input").uncheck()
    assert shown(page) == n + counts["Other incidents"] - counts["Strikes"]
    row(page, "Not found in the list supplied").uncheck()
    assert tabs.nth(1).inner_text() == "Facilities 6"
    page.locator("#open-table").click()
    page.locator("#table .bar button", has_text="Facilities").click()
    assert page.locator("#table tbody tr").count() == 6
    assert "unregistered" not in page.locator("#table tbody").inner_text()


def test_the_strikes_near_a_facility_follow_the_filters(example, opened):
    """In table and file: of a facility's one strike, none stays when it is out."""
    page = opened(example.draw()).page
    page.locator("#open-table").click()
    page.locator("#table .bar button", has_text="Facilities").click()
    cell = page.locator("#table tbody tr", has_text="Demo Hospital covered").locator("td").nth(2)
    assert cell.inner_text() == "1"
    page.locator("label.row", has_text="almost certain").locator("input").uncheck()
    assert cell.inner_text() == "0"
    with page.expect_download() as download:
        page.locator("#csv").click()
    rows = pd.read_csv(download.value.path(), encoding="utf-8-sig").set_index("name")
    assert rows.loc["Demo Hospital covered", "within_reach_500"] == 0
    assert rows["within_reach_500"].sum() == 3


def test_whole_map_zoom_key_and_print_do_what_they_say(example, opened):
    page = opened(example.draw()).page
    view = "(({ lat, lng }) => [lat, lng, nostrikeMap.getZoom()])(nostrikeMap.getCenter())"
    first = page.evaluate(view)
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_function(f"z => nostrikeMap.getZoom() > z && {STILL}", arg=first[2])
    page.locator(".leaflet-control-zoom-out").click()
    page.wait_for_function(f"z => nostrikeMap.getZoom() === z && {STILL}", arg=first[2])
    page.evaluate("nostrikeMap.setView([-29.9, -20.1], 14, { animate: false })")
    page.locator("#whole-map").click()
    assert page.evaluate(view) == pytest.approx(first, abs=0.01)
    page.locator(".mapkey summary").click()
    assert not page.locator(".mapkey li").first.is_visible()
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("#print").click()
    assert page.evaluate("window.printed")


def test_a_link_brings_hidden_layers_back_hidden(example, opened):
    page = opened(example.draw()).page
    row(page, "Rings of").uncheck()
    row(page, "Names of countries").uncheck()
    link = address(page)
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("html.ready", state="attached")
    assert not row(page, "Rings of").is_checked()
    assert not row(page, "Names of countries").is_checked()
    assert row(page, "How uncertain").is_checked()
    assert page.locator(".district").count() == 0


def test_the_dates_are_cut_by_the_other_slider_and_by_typing(example, opened):
    page = opened(example.draw()).page
    page.locator("input[type=range]").nth(1).fill("19760")  # 2024-02-07
    assert page.locator("#date-until").input_value() == "2024-02-07"
    some = shown(page)
    starts = example.incidents["date_start"]
    assert some < len(starts)
    page.locator("#date-until").fill("2024-01-09")
    page.locator("#date-until").blur()
    known = example.incidents[starts.notna() & (starts <= "2024-01-09")]
    assert shown(page) == len(known) + 1  # and one without a date
    assert "until=2024-01-09" in address(page)


@pytest.mark.parametrize("tab", ["Facilities", "Registrations"])
def test_every_table_is_written_with_its_mark_and_runs_nothing_in_a_spreadsheet(
    example, opened, tab
):
    formula = '=HYPERLINK("https://elsewhere.invalid","x")'
    example.facilities["name"] = formula
    example.more["registry"]["name"] = formula
    page = opened(example.draw()).page
    page.locator("#open-table").click()
    page.locator("#table .bar button", has_text=tab).click()
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert download.value.suggested_filename == f"nostrike-{tab.lower()}-restricted.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == page.locator("#table tbody tr").count() > 2
    assert {one["name"] for one in rows} == {f"'{formula}"}
    assert all(one["edition"].startswith("nostrike restricted") for one in rows)


def test_circles_too_many_to_be_told_apart_are_said_to_wait_in_legend_and_key(example, opened):
    n = 160
    rows = example.incidents.iloc[np.full(n, 6)].copy()
    rows.index = pd.Index([f"many:{k}" for k in range(n)], name="incident_id")
    rows["geometry"] = [Point(-20.15 + 0.002 * k, -29.98) for k in range(n)]
    more = {**example.more, "summary": None}
    page = opened(example.but(incidents=rows, more=more).draw()).page
    notes = page.locator(".cut[data-layer=uncertainty]")
    assert [notes.nth(k).is_visible() for k in range(notes.count())] == [True, True]
    assert "Drawn when you zoom in" in page.locator(".mapkey").inner_text()
    go_to(page, Point(-20.1, -29.98), 15)
    page.wait_for_timeout(100)
    assert [notes.nth(k).is_visible() for k in range(notes.count())] == [False, False]


def test_a_long_table_is_turned_page_by_page_and_keeps_its_order(example, opened):
    n = 120
    rows = example.incidents.iloc[np.zeros(n, dtype=int)].copy()
    rows.index = pd.Index([f"many:{k:03d}" for k in range(n)], name="incident_id")
    more = {**example.more, "summary": None}
    page = opened(example.but(incidents=rows, more=more).draw()).page
    page.locator("#open-table").click()
    page.locator("#table thead button").last.click()
    read = []
    while True:
        read += page.locator("#table tbody tr td:last-child").all_inner_texts()
        later = page.locator("#table .turn button").last
        if later.is_disabled():
            break
        later.click()
    assert read == list(rows.index)


def test_escape_closes_the_question_and_the_table_and_goes_back(example, opened):
    page = opened(example.draw()).page
    page.locator("#tiles").click()
    page.keyboard.press("Escape")
    assert not page.locator("#ask-tiles").is_visible()
    assert page.evaluate("document.activeElement.id") == "tiles"
    page.locator("#open-table").click()
    page.locator("#table thead button").first.focus()
    page.keyboard.press("Escape")
    assert not page.locator("#table").is_visible()
    assert page.locator("#open-table").get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.id") == "open-table"


def test_what_has_no_place_is_told_of_without_pointing_at_one(example, opened):
    page = opened(example.draw()).page
    page.locator(".listing .tabs button").nth(2).click()
    page.locator(".listing button.link").first.click()
    assert page.locator(".leaflet-popup").is_visible()
    assert not page.locator(".leaflet-popup-tip").is_visible()
    page.keyboard.press("Escape")
    page.locator(".listing .tabs button").first.click()
    page.locator(".listing button.link").first.click()
    assert page.locator(".leaflet-popup-tip").is_visible()


@pytest.mark.parametrize("cors", [True, False])
def test_pictures_of_the_service_are_shown_on_a_page_from_disk(example, browser, tmp_path, cors):
    """A service that grants nothing to other origins serves too: pictures are shown, not read."""
    example.draw().save(tmp_path / "map.html")
    page = browser.new_page()
    said, sent = [], []
    page.on("console", lambda message: said.append(message.text))

    def answer(route):
        sent.append({name.lower() for name in route.request.headers})
        granted = {"Access-Control-Allow-Origin": "*"} if cors else {}
        square = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>'
        route.fulfill(body=square, content_type="image/svg+xml", headers=granted)

    page.context.route(f"https://{TILES.host}/**", answer)
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("html.ready", state="attached")
    page.locator("#tiles").click()
    page.locator("#ask-tiles button").first.click()
    page.locator(".leaflet-tile-loaded").first.wait_for(state="attached")
    wide = "[...document.querySelectorAll('.leaflet-tile-loaded')].map((t) => t.naturalWidth)"
    assert set(page.evaluate(wide)) == {256}
    assert page.locator(".tilescredit").inner_text() == TILES.credit
    assert said == []
    assert not any({"referer", "origin", "cookie"} & names for names in sent)
    page.close()


@pytest.mark.parametrize(
    ("lang", "said"), [("nl", "2,2\u00a0km"), ("ar", "2.2\u00a0كم"), ("uk", "2,2\u00a0км")]
)
def test_numbers_are_written_as_in_the_language(example, opened, lang, said):
    page = opened(example.draw(lang=lang)).page
    go_to(page, example.facilities.geometry.iloc[1], 12)
    page.wait_for_timeout(100)
    assert page.locator(".metres").inner_text().replace(" ", "\u00a0") == said


def test_a_service_that_does_not_answer_is_said(example, opened):
    page = opened(example.draw()).page
    page.locator("#tiles").click()
    page.locator("#ask-tiles button").first.click()
    page.locator(".said", has_text=f"{TILES.host} could not be reached").wait_for()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://localhost:8080/{z}/{x}/{y}.png", "localhost"),
        ("https://someone:word@tiles.example.org/{z}/{x}/{y}.png", "tiles.example.org"),
        ("//tiles.example.net/{z}/{x}/{y}.png", "tiles.example.net"),
        ("https://{s}.tiles.example.com/{z}/{x}/{y}.png", "{s}.tiles.example.com"),
        ("http://[2001:db8::1]/{z}/{x}/{y}.png", "[2001:db8::1]"),
    ],
)
def test_hosts_of_added_layers_are_named_however_they_are_written(example, url, host):
    chart = example.draw()
    folium.TileLayer(url, attr="none", name="x").add_to(chart)
    page = chart.render(allow_added_layers=True)
    warning = page.split('class="notice added">')[1].split("</p>")[0]
    assert f"{host}." in warning.replace(", ", ".")


def test_it_is_shown_in_a_notebook(example, browser, tmp_path):
    (tmp_path / "book.html").write_text(
        f"<!doctype html><meta charset=utf-8>{example.draw()._repr_html_()}", encoding="utf-8"
    )
    context = browser.new_context(offline=True)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((tmp_path / "book.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html.ready").wait_for(state="attached")
    frame.locator("label.row", has_text="cannot tell").locator("input").uncheck()
    assert frame.locator(".listing .tabs button").first.inner_text() == "On the map 6"
    assert said == []
    context.close()


def test_where_the_system_sets_the_colours_what_is_pressed_stands_out(example, opened):
    page = opened(example.draw(), forced_colors="active").page
    colour = "(id) => getComputedStyle(document.getElementById(id)).backgroundColor"
    page.locator("#measure").click()
    page.locator("#open-table").click()
    plain = page.evaluate(colour, "whole-map")
    assert page.evaluate(colour, "measure") != plain
    assert page.evaluate(colour, "open-table") != plain


def test_the_key_says_what_filters_and_switches_keep_from_the_map(example, opened):
    page = opened(example.draw()).page
    said = page.locator(".mapkey .narrowed")
    page.get_by_text("Show everything", exact=True).click()
    assert said.inner_text() == ""
    rows = page.locator(".tiers label.row")
    rows.filter(has_text="cannot tell").locator("input").uncheck()
    page.locator("#date-until").fill(page.locator("#date-from").get_attribute("min"))
    page.locator("#date-until").press("Tab")
    page.locator("label.row", has_text="Rings").locator("input").uncheck()
    lines = said.locator("li")
    assert said.locator("p").inner_text() == "Not all is shown"
    assert lines.all_inner_texts()[0].startswith("When: only between ")
    assert (
        lines.all_inner_texts()[1] == "Fell within 500\u00a0m of a listed site: without cannot tell"
    )
    assert lines.last.inner_text().startswith("Also drawn: without Rings")
    for row in range(rows.count()):
        rows.nth(row).locator("input").set_checked(row == 0)
    assert lines.nth(1).inner_text().endswith("listed site: only almost certain")
    page.emulate_media(media="print")
    assert said.is_visible()


def test_a_page_saved_as_it_stands_opens_again_as_one_map(example, opened, tmp_path):
    page = opened(example.draw()).page
    parts = ".mapkey, .leaflet-pane, #panel h2"
    shown = f"[document.querySelectorAll('{parts}').length, nostrikeMap.getZoom()]"
    before = page.evaluate(shown)
    saved = tmp_path / "saved.html"
    saved.write_text(page.content(), encoding="utf-8")
    page.goto(saved.as_uri())
    page.wait_for_selector(".mapkey .narrowed", state="attached")
    page.wait_for_timeout(500)
    assert page.evaluate(shown) == before
