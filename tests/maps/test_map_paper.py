"""The map where it cannot act: without scripts, and on paper."""

import re

import numpy as np
import pypdfium2
import pytest
from pyproj import Transformer

from tests.maps.test_map_functions import facet

pytestmark = pytest.mark.browser
FRAME = (-20.22, -30.13, -19.78, -29.83)  # of the example, in degrees


def test_without_scripts_there_is_a_drawing_and_the_tables(example, browser, tmp_path):
    example.draw(lang="uk").save(tmp_path / "map.html")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    assert page.locator("noscript svg circle").count() > 3
    assert page.locator("noscript table").count() == 2
    assert page.locator("noscript table").first.locator("tbody tr").count() == 29
    assert page.locator("noscript svg").bounding_box()["height"] > 200
    assert page.locator("noscript svg").text_content().count("Видання з обмеженим доступом") == 2
    headings = page.locator("noscript h2").all_inner_texts()
    assert headings[1] == "Чого це не показує"
    assert page.locator("noscript .source").text_content().count("Demoland sample, invented") == 2
    assert not page.locator(".stage").is_visible()
    context.close()


def test_on_a_telephone_without_scripts_nothing_is_off_the_page(example, browser, tmp_path):
    example.draw().save(tmp_path / "map.html")
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, is_mobile=True
    )
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    for one in ("h1", "noscript .limits", "noscript svg", "noscript .scroll >> nth=0"):
        box = page.locator(one).bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390, one
    tier = page.locator("noscript tbody td:nth-child(4)").first.bounding_box()
    assert tier["x"] + tier["width"] <= 390
    context.close()


def test_the_drawn_picture_shows_how_far_off_a_place_may_be(example):
    """The circle of a place is as wide on paper as its error is on the ground (Web Mercator)."""
    town = example.but(incidents=example.incidents.iloc[6:7]).draw().render()
    path = re.search(r'<path d="([^"]*)"[^>]*stroke-dasharray="3 3"', town)[1]
    corners = np.array(re.findall(r"(-?\d+) (-?\d+)", path), dtype=float)
    west, _, east, _ = FRAME
    project = Transformer.from_crs(4326, 3857, always_xy=True).transform
    pixels_per_m = 720 / (project(east, 0)[0] - project(west, 0)[0])
    place = example.incidents.geometry.iloc[6]
    radius = 5_000 / np.cos(np.radians(place.y)) * pixels_per_m
    x = (project(place.x, 0)[0] - project(west, 0)[0]) * pixels_per_m
    wide = [corners[:, 0].min(), corners[:, 0].max()]
    np.testing.assert_allclose(wide, [x - radius, x + radius], atol=2.5)


@pytest.mark.parametrize(("paper", "width"), [("A4", 794), ("A3", 1123)])
def test_it_prints_with_its_key_figures_sources_date_and_edition(example, opened, paper, width):
    page = opened(example.draw()).page
    page.set_viewport_size({"width": width, "height": 1_000})
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert width - 150 < page.locator("#map").bounding_box()["width"] < width
    for text in ("Restricted edition", "What this does not show", "almost certain", "Demo Watch"):
        assert page.get_by_text(text).first.is_visible(), text
    assert page.locator(".sources .source").first.is_visible()
    assert page.get_by_text("Made on 1 June 2024.").is_visible()
    assert len(page.pdf(format=paper)) > 20_000


@pytest.mark.parametrize("edition", ["restricted", "public"])
def test_every_sheet_of_a_restricted_map_carries_its_mark_in_its_language(example, opened, edition):
    page = opened(example.draw(edition=edition)).page
    page.locator("#language").select_option("nl")
    sheets = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    said = [" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in sheets]
    assert len(said) > 1
    marked = ["Vertrouwelijke editie" in text for text in said[1:]]
    assert marked == [edition == "restricted"] * len(marked)


def test_paper_says_what_the_filters_leave_out(example, opened):
    n = len(example.incidents)
    example.incidents["weapon"] = np.where(np.arange(n) % 3 == 0, "Demo bomb", "Demo rocket")
    page = opened(example.draw()).page
    page.locator("label.row", has_text="cannot tell").locator("input").uncheck()
    weapon = facet(page, "Weapon, as stated")
    weapon.locator("input").first.uncheck()
    weapon.locator("summary").click()  # folded again, and yet on paper
    page.locator("#date-from").fill("2024-02-01")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#date-from").is_visible()
    struck = "getComputedStyle(document.querySelector('.row:has(input:not(:checked))'))"
    assert page.evaluate(f"{struck}.textDecorationLine") == "line-through"
    for box in (page.locator(".tiers"), weapon):
        assert box.locator("input:not(:checked)").first.is_visible()
    assert facet(
        page, "Kind of incident"
    ).is_visible()  # of other incidents, left out from the first
    assert not page.locator("details.facet", has_text="Type of event").is_visible()
    assert not page.locator(".all").is_visible()


MARKED_FOR_THE_DARK = """(event) => {
  window.dispatchEvent(new Event(event));
  const canvas = document.querySelector('.leaflet-overlay-pane canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) seen.add(data.slice(at, at + 4).join());
  return seen.has('124,192,236,255');
}"""
LAND = "getComputedStyle(document.querySelector('.land')).fill"


def test_on_a_dark_screen_paper_is_light_from_whatever_menu_it_is_printed(example, opened):
    page = opened(example.draw()).page
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    assert page.evaluate(MARKED_FOR_THE_DARK, "nothing")
    assert page.evaluate(LAND) == "rgb(43, 50, 56)"
    assert not page.evaluate(MARKED_FOR_THE_DARK, "beforeprint")  # at once: no frame follows
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_timeout(300)
    assert page.evaluate(MARKED_FOR_THE_DARK, "nothing")
    page.emulate_media(media="print", color_scheme="dark")
    shown = "getComputedStyle(document.body).color + getComputedStyle(document.documentElement)"
    assert page.evaluate(LAND) == "rgb(246, 244, 238)"
    assert page.evaluate(f"{shown}.backgroundColor") == "rgb(28, 37, 44)rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ground_under_the_marks_reaches_the_paper(example, opened, scheme):
    page = opened(example.draw()).page
    page.emulate_media(color_scheme=scheme)
    page.wait_for_timeout(300)
    paper = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))[0]
    seen = paper.render(scale=1.0).to_numpy()
    sea = (np.abs(seen[..., :3].astype(int) - [0xEA, 0xE7, 0xDF]).max(axis=2) <= 2).mean()
    land = (np.abs(seen[..., :3].astype(int) - [0xEF, 0xF4, 0xF6]).max(axis=2) <= 2).mean()
    assert sea > 0.02, (sea, land)
    assert land > 0.02, (sea, land)
    # and the map listens to the mouse again
    page.emulate_media(media="screen")
    assert page.locator(".leaflet-overlay-pane canvas").count() == 1
