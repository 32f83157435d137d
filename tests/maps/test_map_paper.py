"""The map where it cannot act: without scripts, and on paper."""

import numpy as np
import pypdfium2
import pytest

pytestmark = pytest.mark.browser


def test_without_scripts_there_is_a_drawing_and_the_tables(example, browser, tmp_path):
    example.draw(lang="uk").save(tmp_path / "map.html")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    assert page.locator("noscript svg circle").count() > 3
    assert page.locator("noscript table").count() == 2
    assert page.locator("noscript table").first.locator("tbody tr").count() == 29
    assert page.locator("noscript svg").bounding_box()["height"] > 200
    assert "Видання з обмеженим доступом" in page.locator("noscript svg").text_content()
    context.close()


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


GROUND = """(event) => {
  window.dispatchEvent(new Event(event));
  const canvas = document.querySelector('.leaflet-ground-pane canvas:last-of-type');
  const pen = canvas.getContext('2d');
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Map();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255) seen.set(data[at], (seen.get(data[at]) || 0) + 1);
  }
  return [...seen].sort((a, b) => b[1] - a[1])[0][0];
}"""
LAND = {"light": 0xF6, "dark": 0x2B}  # the red in what the land is filled with


def test_on_a_dark_screen_paper_is_light_from_whatever_menu_it_is_printed(example, opened):
    page = opened(example.draw()).page
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    assert page.evaluate(GROUND, "nothing") == LAND["dark"]
    assert page.evaluate(GROUND, "beforeprint") == LAND["light"]  # at once: no frame follows
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_timeout(300)
    assert page.evaluate(GROUND, "nothing") == LAND["dark"]
    page.emulate_media(media="print", color_scheme="dark")
    shown = "getComputedStyle(document.body).color + getComputedStyle(document.documentElement)"
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
