"""The report and the front page in a real browser: no error, no network, no overflow, printable."""

import io

import pytest
from pypdf import PdfReader

from maps.index import write_index
from maps.report import write_report
from tests.maps.account_sample import make_account, make_tables
from tests.maps.quiet import opens_quietly

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for lang in ("en", "ar"):
        write_report(folder / f"report-{lang}.html", make_account(), **make_tables(40), lang=lang)
        links = {"demoland": {"map": "demoland/map.html", "report": "demoland/report.html"}}
        write_index(folder / f"index-{lang}.html", [make_account()], links=links, lang=lang)
    return sorted(folder.iterdir())


@pytest.mark.parametrize("width", [390, 1366])
def test_opens_quietly_and_fits_the_screen(browser, pages, width):
    for path in pages:
        opens_quietly(browser, path, width)


COLOURS = """() => [...document.querySelectorAll('p,li,th,td,h1,h2,h3,dt,dd,a,strong,span')]
  .filter(e => e.textContent.trim() && e.offsetHeight).map(e => {
    let ground = e;
    while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)')
      ground = ground.parentElement;
    const read = c => c.match(/\\d+/g).slice(0, 3);
    return [read(getComputedStyle(e).color),
            ground ? read(getComputedStyle(ground).backgroundColor) : ['255', '255', '255']];
  })"""


def contrast(first, second):
    def luminance(colour):
        parts = [int(part) / 255 for part in colour]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_text_stands_out_from_its_ground(browser, pages):
    for path in pages:
        page = browser.new_page()
        page.goto(path.as_uri())
        pairs = page.evaluate(COLOURS)
        page.close()
        assert len(pairs) > 50
        assert min(contrast(*pair) for pair in pairs) >= 4.5


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_prints_numbered_marked_and_with_the_columns_read_unfolded(browser, pages, size):
    wide = {"A4": 595, "A3": 842}[size]
    for path in pages if size == "A4" else pages[-1:]:
        page = browser.new_page()
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        if path.name.startswith("report"):
            shown = page.locator("ul.columns").first
            assert shown.bounding_box()["height"] > 0
        printed = PdfReader(io.BytesIO(page.pdf(format=size)))
        page.close()
        for number, sheet in enumerate(printed.pages, 1):
            assert float(sheet.mediabox.width) == pytest.approx(wide, abs=1)
            text = sheet.extract_text()
            assert f"{number} / {len(printed.pages)}" in text
            if path.stem.endswith("-en"):
                assert "Restricted" in text


def test_paper_takes_the_first_rows_of_a_long_table_and_says_so(browser, tmp_path):
    write_report(tmp_path / "long.html", make_account(), **make_tables(90), lang="en")
    page = browser.new_page()
    page.goto((tmp_path / "long.html").as_uri())
    shown = """() => {
      const table = document.querySelector('[aria-labelledby=pairs] .scroll');
      const seen = e => e.offsetHeight > 0;
      const notes = [...document.querySelectorAll('[aria-labelledby=pairs] .note[class*=on-]')];
      return [[...table.querySelectorAll('tbody tr')].filter(seen).length,
              notes.filter(seen).map(e => e.textContent)];
    }"""
    rows, notes = page.evaluate(shown)
    assert rows > 40
    assert not any("the first 40 rows" in note for note in notes)
    page.emulate_media(media="print")
    rows, [note] = page.evaluate(shown)
    page.close()
    assert rows == 40
    assert note.startswith("The table is cut: the first 40 rows of")
    assert note.endswith("All are in flags.csv.")


def test_dark_mode_is_legible_and_prints_light(browser, pages):
    for path in pages:
        page = browser.new_page(color_scheme="dark")
        page.goto(path.as_uri())
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ground == "rgb(20, 25, 29)"
        pairs = page.evaluate(COLOURS)
        assert min(contrast(*pair) for pair in pairs) >= 4.5
        page.emulate_media(media="print")
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.close()
        assert ground == "rgb(255, 255, 255)"


def test_the_front_page_switches_its_language_without_a_script(browser, pages):
    page = browser.new_page()
    page.goto(next(path for path in pages if path.name == "index-en.html").as_uri())
    shown = "[...document.querySelectorAll('.in')].filter(e => e.offsetHeight).map(e => e.lang)"
    assert page.evaluate(shown) == ["en"]
    for lang in ("nl", "fr", "ar", "uk"):
        page.get_by_text(
            {"nl": "Nederlands", "fr": "Français", "ar": "العربية"}.get(lang, "Українська"),
            exact=True,
        ).click()
        assert page.evaluate(shown) == [lang]
        limits = page.locator(f"#limits-{lang}")
        assert limits.is_visible()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(shown) == ["ar"]
    page.close()


def test_hostile_names_stay_text(browser, tmp_path):
    tables = make_tables()
    bad = "<script>window.bad=1</script><img src=x onerror='window.bad=1'>{{ 7*191 }}"
    tables["facilities"]["name"] = bad
    path = write_report(tmp_path / "report.html", make_account(), **tables)
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("window.bad") is None
    assert page.get_by_text("{{ 7*191 }}").count() > 0
    page.close()
