"""Ten hostile names of each kind in every field of text: shown as text, and nothing runs."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from maps.text import clean
from tests.maps.hostile_text import EVERY, KINDS, make_every
from tests.maps.test_map_browser import nothing_happened

pytestmark = pytest.mark.browser
# Opens each row of a list and returns what is then said of it.
OPEN_EACH = """async (selector) => {
  const said = [];
  const turn = () => [...document.querySelectorAll('.listing .turn button')].pop();
  for (;;) {
    const n = document.querySelectorAll('.listing .linked button').length;
    for (let at = 0; at < n; at += 1) {
      document.querySelectorAll('.listing .linked button')[at].click();
      said.push(document.querySelector(selector).textContent);
    }
    if (!turn() || turn().disabled) return said;
    turn().click();
  }
}"""
MARKUP = """() => ['script', 'img', 'iframe', 'style', 'object', 'a[href^=java]', '[ontoggle]']
  .map((name) => document.querySelectorAll(name).length)"""


class Elements(HTMLParser):
    """Counts elements and keeps the names of attributes, as a browser's parser sees them."""

    def __init__(self):
        super().__init__()
        self.names = []
        self.attributes = set()

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}


def plain(text):
    return " ".join(clean(str(text)).split())


def test_there_are_ten_different_ones_of_each_kind():
    assert [len(set(texts)) for texts in KINDS.values()] == [10] * 6


@pytest.mark.parametrize("edition", ["restricted", "public"])
def test_no_text_becomes_markup_or_is_rendered_in_python(example, edition, tmp_path):
    make_every(example).draw(edition=edition).save(tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    found = Elements()
    found.feed(page)
    assert found.names.count("script") == 5
    assert not {"img", "iframe", "object", "embed", "textarea"} & set(found.names)
    assert not [name for name in found.attributes if name.startswith("on") or name == "srcdoc"]
    assert "1337" not in re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)


def test_every_text_is_shown_as_text_wherever_it_stands(example, opened):
    hostile = make_every(example)
    result = opened(hostile.draw())
    page = result.page
    before = page.evaluate(MARKUP)
    said = sorted(map(plain, page.evaluate(OPEN_EACH, ".leaflet-popup .details")))
    assert len(said) == len(EVERY)
    table = hostile.incidents
    for name, row in table.iterrows():
        mine = [text for text in said if plain(f"Number: {name}.") in text]
        for column in ("description", "weapon", "place_name", "citation", "licence"):
            assert any(plain(row[column]) in text for text in mine), (name[:40], column)
    page.evaluate("() => { nostrikeMap.closePopup(); }")
    page.locator(".listing .tabs button").nth(1).click()
    told = list(map(plain, page.evaluate(OPEN_EACH, ".facility .details")))
    assert len(told) == len(EVERY)
    for name, row in hostile.facilities.iterrows():
        mine = [text for text in told if plain(f"Number: {name}.") in text]
        for column in ("name", "citation", "licence"):
            assert any(plain(row[column]) in text for text in mine), (name[:40], column)
    page.locator(".facility .both button").first.click()
    page.locator("details.sources summary").click()
    sources = plain(page.locator("details.sources").text_content())
    assert all(plain(text) in sources for text in EVERY)
    assert page.evaluate(MARKUP) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    nothing_happened(result)


def test_every_text_comes_out_of_the_table_as_it_was_and_runs_in_no_spreadsheet(example, opened):
    page = opened(make_every(example).draw()).page
    page.locator("#open-table").click()
    with page.expect_download() as download:
        page.locator("#csv").click()
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for column in ("weapon", "place", "citation"):
        written = {row[column] for row in rows}
        assert {one.removeprefix("'") for one in written} >= {
            clean(each).removeprefix("'") for each in EVERY
        }, column
        assert not [one for one in written if re.match(r"[=+\-@\t\r\n]", one)]
