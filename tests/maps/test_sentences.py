"""The sentences of every language: complete, alike in what they fill in, and within bounds."""

import re
import string
from datetime import date
from pathlib import Path

import pytest

import maps.sentences as book
from geo.vocabulary import LOCATION_PRECISIONS, OUTCOMES, SEVERITIES, TIERS

# What the tool never says of a strike in its own words, by language. "Struck" of a facility stands
# only in sentences that report what a source says.
FORBIDDEN = {
    "en": r"target|deliberat|intentional|war crime|violat|\bhits?\b|number of strikes near",
    "nl": r"doelwit|doelbewust|gericht op|opzettelijk|moedwillig|oorlogsmisda|geschonden|schending"
    r"|geraakt|voltreffer|doelgericht",
    "fr": r"\bvis[ée]e?s?\b|cibl|délibér|intentionnel|crimes? de guerre|viol[ée]|violation|touché",
    "ar": r"استهد|متعمد|تعمد|عمدا|عمدًا|جريمة حرب|جرائم حرب|انتهك|انتهاك|أصاب|إصابة مباشرة",
    "uk": r"навмисн|умисн|прицільн|ціллю|мішен|воєнн\w+ злочин|порушен|влуч",
}
LANGUAGES = book.LANGUAGES


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("lang", LANGUAGES)
class TestEveryLanguage:
    def test_has_the_same_sentences(self, lang):
        assert set(book.sentences(lang)) == set(book.sentences("en"))

    def test_fills_in_the_same_values(self, lang):
        english = book.sentences("en")
        for key, sentence in book.sentences(lang).items():
            assert placeholders(sentence) == placeholders(english[key]), key

    def test_has_both_forms_of_a_plural_with_the_same_values(self, lang):
        sentences = book.sentences(lang)
        for key in sentences:
            if key.endswith("_one"):
                other = sentences[key.removesuffix("_one") + "_other"]
                assert placeholders(sentences[key]) == placeholders(other), key
                assert "count" in placeholders(other), key

    def test_never_says_what_the_data_cannot_bear(self, lang):
        for key, sentence in book.sentences(lang).items():
            assert not re.search(FORBIDDEN[lang], sentence.casefold()), (key, sentence)

    def test_has_no_empty_sentence_and_no_markup(self, lang):
        for key, sentence in book.sentences(lang).items():
            assert sentence.strip(), key
            assert not re.search(r"[<>&\\\"]", sentence), key

    def test_has_a_word_for_every_word_of_the_vocabulary(self, lang):
        sentences = book.sentences(lang)
        for kind, names in {
            "tier": TIERS,
            "outcome": OUTCOMES,
            "precision": LOCATION_PRECISIONS,
            "severity": SEVERITIES,
        }.items():
            assert {f"{kind}_{name}" for name in names} <= set(sentences)

    def test_is_reviewed_only_where_a_reader_has_signed(self, lang):
        signed = Path(book.__file__).with_name("REVIEWED.md").read_text(encoding="utf-8")
        row = next(line for line in signed.splitlines() if line.startswith(f"| {lang} |"))
        assert book.is_reviewed(lang) == bool(row.split("|")[2].strip())

    def test_names_twelve_months_and_a_direction(self, lang):
        written = {book.day(f"2024-{month:02d}-01", lang) for month in range(1, 13)}
        assert len(written) == 12
        assert book.direction(lang) == ("rtl" if lang == "ar" else "ltr")
        assert book.language_name(lang)


def test_plurals_are_right_in_english():
    said = [book.say("years_undated", count=n) for n in (0, 1, 2, 1265)]
    assert said[1].startswith("1 incident has")
    assert [text.split(" ")[:3] for text in said[::2]] == [
        ["0", "incidents", "have"],
        ["2", "incidents", "have"],
    ]
    assert said[3].startswith("1,265 incidents")


def test_french_nought_is_singular():
    assert book.say("years_undated", "fr", count=0).startswith("0 incident n")


@pytest.mark.parametrize(
    ("lang", "thousands", "decimals"),
    [
        ("en", "1,234,567", "0.25"),
        ("nl", "1.234.567", "0,25"),
        ("fr", "1\u202f234\u202f567", "0,25"),
        ("ar", "1,234,567", "0.25"),
        ("uk", "1\u00a0234\u00a0567", "0,25"),
    ],
)
def test_numbers_by_locale(lang, thousands, decimals):
    assert book.number(1234567, lang) == thousands
    assert book.number(0.25, lang, decimals=2) == decimals


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("en", "3 October 2015"),
        ("nl", "3 oktober 2015"),
        ("fr", "3 octobre 2015"),
        ("ar", "3 تشرين الأول/أكتوبر 2015"),
        ("uk", "3 жовтня 2015\u00a0р."),
    ],
)
def test_dates_by_locale(lang, written):
    assert book.day(date(2015, 10, 3), lang) == book.day("2015-10-03", lang) == written


def test_dates_that_are_less_than_a_day():
    assert book.day("2026-03") == "March 2026"
    assert book.day("2026") == "2026"
    assert book.day("spring of 2026") == "spring of 2026"
    assert book.day("2026-13-01") == "2026-13-01"
    assert book.day("2024-03-01", "fr") == "1er mars 2024"


def test_a_probability_is_never_written_as_certain_or_impossible():
    assert [book.probability(p) for p in (0, 1, 0.5)] == ["< 0.01", "> 0.99", "0.50"]


def test_values_are_never_read_as_a_template():
    said = book.say("no_strikes", source="{count} {0.__class__} {{ 7*191 }}")
    assert said == "{count} {0.__class__} {{ 7*191 }}: no strikes on record here."


def test_a_name_that_runs_the_other_way_is_isolated_and_cannot_break_out():
    said = book.say("no_strikes", source="مصدر\u202e\u2069")
    assert said == "\u2068مصدر\u2069: no strikes on record here."
    assert "\u2068ACLED\u2069" in book.say("no_strikes", "ar", source="ACLED")


def test_what_utf8_cannot_write_is_replaced():
    book.say("no_strikes", source="a\x00b\ud800c").encode("utf-8")


def test_an_unknown_language_is_named():
    with pytest.raises(ValueError, match=r"no pages in 'xx'; the languages are en, nl"):
        book.say("none", "xx")


def test_a_missing_value_is_an_error_not_a_gap():
    with pytest.raises(KeyError):
        book.say("no_strikes")
