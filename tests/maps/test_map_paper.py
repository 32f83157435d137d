"""The map where it cannot act: without scripts, and on paper."""

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
