"""Names of countries in the language of the page."""

import csv
import re
from importlib.resources import files

import pytest

from layers.countries import iso2
from maps.countries import country
from maps.index import write_index
from tests.maps.account_sample import make_account
from tests.maps.test_report import Page

ROWS = list(
    csv.DictReader(
        files("maps.countries").joinpath("names.csv").read_text(encoding="utf-8").splitlines()
    )
)
SCRIPTS = {"ar": "[\u0621-\u064a]", "uk": "[Ѐ-ӿ]", "nl": "[A-Za-z]", "fr": "[A-Za-z]"}


def test_every_country_has_its_codes_and_a_name_in_letters_of_each_language():
    assert len({row["iso3"] for row in ROWS}) == len(ROWS) > 240
    for row in ROWS:
        assert row["iso2"] == iso2(row["iso3"])
        for lang, letters in SCRIPTS.items():
            assert re.search(letters, row[lang]), row


@pytest.mark.parametrize(
    ("code", "lang", "name"),
    [("PSE", "ar", "فلسطين"), ("UA", "nl", "Oekraïne"), ("SDN", "en", "Sudan"), ("?", "fr", "?")],
)
def test_names(code, lang, name):
    assert country(code, lang) == name


def test_the_front_page_names_sources_and_countries_not_codes(tmp_path):
    left = [{"source": "insecurity_insight", "country": "NGA", "n": 270}]
    path = write_index(tmp_path / "index.html", [make_account()], links={}, unassigned=left)
    text = Page(path).text
    for name in ("Nigeria", "نيجيريا", "Нігерія", "Insecurity Insight, Attacks on Health Care"):
        assert name in text
    assert "NGA" not in text
    assert "insecurity_insight" not in text
