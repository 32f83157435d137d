"""The report and the front page as axe-core sees them: every language, light and dark."""

import pytest

from maps.card_map import small_map
from maps.index import write_index
from maps.report import write_report
from maps.sentences import LANGUAGES
from tests.maps.account_sample import make_account, make_tables
from tests.maps.quiet import faults

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    tables = make_tables(5)
    drawn = {"demoland": small_map(tables["incidents"], tables["facilities"], 500)}
    links = {"demoland": {"map": "m.html", "report": "r.html", "brief": "b.pdf", "card": "c.png"}}
    write_index(folder / "index.html", [make_account()], links=links, pictures=drawn)
    for lang in LANGUAGES:
        write_report(folder / f"report-{lang}.html", make_account(), **tables, lang=lang)
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_in_a_report(browser, folder, lang):
    scheme = "dark" if lang in {"nl", "ar"} else "light"
    page = browser.new_page(color_scheme=scheme, viewport={"width": 1000, "height": 900})
    page.goto((folder / f"report-{lang}.html").as_uri())
    assert faults(page) == []
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    assert faults(page) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_front_page_in_any_language(browser, folder, scheme):
    page = browser.new_page(color_scheme=scheme, viewport={"width": 390, "height": 800})
    page.goto((folder / "index.html").as_uri())
    for lang in LANGUAGES:
        page.locator(f"label[for=pick-{lang}]").click()
        assert faults(page) == []
    page.close()
