"""The words of the map: complete in every language, alike in values, and within bounds."""

import re
import tomllib
from pathlib import Path

import pytest

import maps
from geo.vocabulary import (
    EVENT_TYPES,
    KINDS,
    LOCATION_PRECISIONS,
    PERPETRATOR_TYPES,
    TIERS,
    WEAPON_TYPES,
)
from maps.inert import read_block
from maps.labels import kind_name, labels
from maps.phrase_file import phrases
from maps.sentences import LANGUAGES, sentences
from tests.maps.test_sentences import FORBIDDEN, placeholders

TRANSLATED = [lang for lang in LANGUAGES if lang != "en"]


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_word_is_translated_and_fills_in_the_same_values(lang):
    english, words = labels("en"), labels(lang)
    assert set(words) == set(english)
    for key, word in words.items():
        assert placeholders(word) == placeholders(english[key]), key
        assert word.strip()
        assert not re.search("[<>]", word.replace("p <", "p")), key
    same = {
        key for key, word in words.items() if word == english[key] and re.search("[a-z]{3}", word)
    }
    assert len(same) < 20, same


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_a_word_for_every_word_of_the_vocabulary(lang):
    words = labels(lang)
    said = {f"event_{name}" for name in EVENT_TYPES} | {f"tier_{name}" for name in TIERS}
    said |= {f"weapon_{name}" for name in WEAPON_TYPES if name not in {"other", "none", "unknown"}}
    said |= {f"precision_{name}" for name in LOCATION_PRECISIONS}
    said |= {f"actor_{name}" for name in PERPETRATOR_TYPES}
    assert said <= set(words)
    for kind in KINDS:
        assert kind_name(kind, lang) in words.values(), kind


@pytest.mark.parametrize("lang", LANGUAGES)
def test_they_never_say_what_the_data_cannot_bear(lang):
    for key, word in labels(lang).items():
        if key != "event_sexual_violence":  # what a source calls an event, not what the tool says
            assert not re.search(FORBIDDEN[lang], word.casefold()), (key, word)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tiers_are_called_as_in_the_report(lang):
    words, book = labels(lang), sentences(lang)
    for tier in ("almost_certain", "likely", "possible", "unlikely", "cannot_tell"):
        assert words[f"tier_{tier}"].casefold() == book[f"tier_{tier}"].casefold()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_map_says_that_nobody_has_read_its_translation(example, lang):
    page = example.draw(lang=lang).render()
    note = sentences(lang)["not_reviewed"]
    assert (note in page) == (lang != "en")
    title = read_block(page, "nostrike-data")["about"]["title"]
    assert title.endswith(labels(lang)["title"].removeprefix("{name}"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("folder", "table"), [("labels", "map"), ("sentences", "sentences")])
def test_phrases_are_read_as_toml_reads_them(lang, folder, table):
    text = (Path(maps.__file__).parent / folder / f"{lang}.toml").read_text(encoding="utf-8")
    whole = tomllib.loads(text)
    assert phrases(text.partition(f"[{table}]\n")[2]) == whole[table]
    assert list(whole)[-1] == table  # what follows it would be read into it


@pytest.mark.parametrize("line", ["key = 'single'", "key = 3\nother", 'key="tight"', 'key = """\n'])
def test_a_line_that_is_no_phrase_is_refused(line):
    with pytest.raises(ValueError, match=r"\S"):
        phrases(line)
