"""Names of the other direction stand apart in a sentence, on pages and where no tag may stand."""

import re

import pytest

from maps.headline import caption, first_line
from maps.index import write_index
from maps.report import write_report
from maps.sentences import LANGUAGES, direction, say, value
from maps.text import bare, clean, isolated, marked_up
from tests.maps.account_sample import make_account, make_tables
from tests.maps.test_report import Page

BEGIN, END = "\u2068", "\u2069"


@pytest.mark.parametrize(
    "text", ["a\u2069b", "\u2069a\u2068", "\u2068a", "\u2067a\u2069", "\u202ea"]
)
def test_what_reaches_out_of_a_text_is_dropped(text):
    assert clean(text) == "".join(letter for letter in text if letter in "ab")


def test_what_is_closed_again_stays_on_a_page_as_an_element():
    assert clean("\u2068a\u2068b\u2069\u2069\u202e") == "\u2068a\u2068b\u2069\u2069"
    assert marked_up("\u2068<b>\u2069") == "<bdi>&lt;b&gt;</bdi>"
    assert bare("\u2068a\u2069") == "a"


def test_only_what_runs_the_other_way_stands_apart():
    assert isolated("قائمة.xlsx", "rtl") == "\u2068قائمة.xlsx\u2069"  # its ending is Latin
    assert isolated("قائمة 2026", "rtl") == "قائمة 2026"
    assert isolated("list.xlsx", "ltr") == "list.xlsx"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_has_the_marks_of_its_language_between_names_not_within_them(lang):
    said = value(["a.csv", "b.csv"], lang)
    longer = value(["Airwars, Gaza", "ACLED"], lang)
    if direction(lang) == "rtl":
        assert said == "\u2068a.csv\u2069، \u2068b.csv\u2069"
        assert longer == "\u2068Airwars, Gaza\u2069؛ \u2068ACLED\u2069"
    else:
        assert said == "a.csv, b.csv"
        assert longer.split(";")[0].rstrip() == "Airwars, Gaza"
    assert value([], lang) == "–"


def test_every_latin_name_in_an_arabic_sentence_stands_apart():
    account = make_account()
    for line in (first_line(account, "ar"), caption(account, "ar")):
        outside = re.sub(f"{BEGIN}[^{END}]*{END}", "", line)
        assert not re.search("[A-Za-z]", outside), outside
        assert "Vague Reports" in line


def test_a_page_has_elements_in_its_sentences_and_none_in_its_attributes(tmp_path):
    account = make_account()
    account["conflict"]["names"] = {}  # so that its Latin name stands in the title of the page
    path = write_report(tmp_path / "report.html", account, **make_tables(), lang="ar")
    page = Page(path)
    assert '<p class="lead"><bdi>Vague Reports</bdi>: ' in page.source
    assert BEGIN in page.source.split("<title>")[1].split("</title>")[0]
    assert "bdi" not in page.source.split("<title>")[1].split("</title>")[0]
    index = Page(
        write_index(
            tmp_path / "index.html",
            [account],
            links={"demoland": {"report": "demoland/a_report_of_a_very_long_name.html"}},
        )
    )
    for _, attributes in (*page.tags, *index.tags):
        assert not any(re.search("bdi>|wbr>", text or "") for text in attributes.values())
    sentence = say("located", "ar", source="Vague Reports", n=0, count=1265, r=500)
    assert str(marked_up(sentence)) in page.source
