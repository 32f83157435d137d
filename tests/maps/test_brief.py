"""The one-page brief and the picture: read back, looked at, poisoned, refused."""

import copy
import io
import re
import unicodedata
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from maps.brief import CARD_SIZE, printable, write_brief, write_card
from maps.brief_words import brief_words, card_words
from maps.card_map import small_map
from maps.headline import first_line
from maps.sentences import LANGUAGES, day, say
from nostrike.demo import INVENTED
from tests.maps.account_sample import make_account, make_tables
from tests.maps.english import left_in_english
from tests.maps.hostile_text import HOSTILE
from tests.maps.test_report import poisoned


def tables():
    made = make_tables()
    return {"incidents": made["incidents"], "facilities": made["facilities"].loc[["f1"]]}


@pytest.fixture
def brief(tmp_path):
    def write(account, **options):
        path = write_brief(tmp_path / "brief.pdf", account, **{**tables(), **options})
        return PdfReader(io.BytesIO(path.read_bytes()))

    return write


def plain(text):
    return re.sub("[\u2068\u2069\u200b]", "", "".join(text.split()))


def bare(text):
    return "".join(letter for letter in text if not unicodedata.combining(letter))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_page_with_the_sentence_and_the_dates(brief, lang):
    account = make_account("public")
    read = brief(account, lang=lang)
    assert len(read.pages) == 1
    sheet = read.pages[0]
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
    text = plain(sheet.extract_text())
    said = (
        first_line(account, lang),
        say("near_is_not", lang),
        say("h_limits", lang),
        say("limit_place", lang),
        say("assessable_of", lang, n=54, total=60),
        say("incidents_of", lang, n=214, total=2310),
        day("2016-01-02", lang),
        day("2023-12-30", lang),
        say("edition_public", lang),
        "Vague Reports: Vague Reports (2024), invented. (CC BY-SA 4.0)",
    )
    for words in said:
        if lang == "ar":  # a reader finds the words of a line, not their order
            parts = [word for word in words.split() if word == bare(word)]
            found = [part in text for word in parts for part in re.findall(r"\w+", word)]
            assert found
            assert all(found), words
        else:
            assert plain(words) in text, words
    assert read.trailer["/Root"]["/Lang"] == lang
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert say("report_title", lang, name=account["conflict"]["names"].get(lang, "Demoland")) == (
        read.metadata.title
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_font_is_embedded_and_licensed_to_be(brief, lang):
    fonts = brief(make_account("public"), lang=lang).pages[0]["/Resources"]["/Font"]
    names = set()
    for font in fonts.values():
        [inner] = font.get_object()["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        names.add(str(descriptor["/FontName"]))
    assert names
    assert all("DejaVuSans" in name for name in names)


def test_the_same_account_gives_the_same_bytes(tmp_path):
    account = make_account("public")
    before = copy.deepcopy(account)
    for name, write in (("brief.pdf", write_brief), ("card.png", write_card)):
        first, second = (
            write(tmp_path / f"{n}-{name}", account, **tables()).read_bytes() for n in (1, 2)
        )
        assert first == second
    assert account == before


def test_a_brief_is_never_made_of_a_restricted_account(tmp_path):
    with pytest.raises(ValueError, match="public edition only"):
        write_brief(tmp_path / "brief.pdf", make_account(), **tables())
    assert not (tmp_path / "brief.pdf").exists()


def test_a_brief_says_nothing_of_the_registry(brief):
    text = brief(make_account("public")).pages[0].extract_text().casefold()
    for words in ("notified-list", "registered", "scope", "displaced", "finding on"):
        assert words not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_has_its_size_and_holds_source_dates_uncertainty(tmp_path, lang):
    account = make_account("public")
    path = write_card(tmp_path / "card.png", account, **tables(), lang=lang)
    with Image.open(path) as picture:
        assert picture.size == CARD_SIZE
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 50
    incidents, facilities = tables().values()
    words = card_words(account, small_map(incidents, facilities, 500), lang)
    assert words["near-is-not"] == say("near_is_not", lang)
    assert day("2016-01-02", lang) in words["source"]
    assert "Crater Survey (2025), invented." in words["source"]
    assert any("95" in line for line in words["lead"])
    assert words["across"] == ""


def reddish(path: Path) -> int:
    with Image.open(path) as picture:
        middle = picture.convert("RGB").crop((250, 150, 950, 550))
    return sum(n for n, (r, g, b) in middle.getcolors(1 << 24) if r > g + 25 and abs(g - b) < 14)


def test_a_restricted_picture_carries_its_mark_across(tmp_path):
    marked = write_card(tmp_path / "marked.png", make_account(), **tables())
    plain_one = write_card(tmp_path / "plain.png", make_account("public"), **tables())
    assert reddish(marked) > reddish(plain_one) + 10_000


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_set_as_text_on_one_page(tmp_path, text):
    account = poisoned(make_account("public"))
    long = f"{text} #panic() $x$ \\u{{41}} *b* @a <l> " + "unbroken" * 200
    for source in account["per_source"]:
        source |= {"title": long, "citation": long, "licence": long}
    account["conflict"]["names"] = {}
    account["conflict"]["name"] = long
    path = write_brief(tmp_path / "brief.pdf", account, **tables())
    read = PdfReader(io.BytesIO(path.read_bytes()))
    assert len(read.pages) == 1
    assert "#panic()" in read.pages[0].extract_text()
    write_card(tmp_path / "card.png", account, **tables())


def test_letters_without_a_glyph_are_seen_to_be_missing():
    assert printable("1\u00a0000\n1\u202f000") == "1\u00a0000 1\u202f000"
    assert printable("a \u6771 b") == "a \N{REPLACEMENT CHARACTER} b"


def test_figures_are_those_of_the_account():
    account = make_account("public")
    incidents, facilities = tables().values()
    words = brief_words(account, small_map(incidents, facilities, 500), "en")
    vague, exact = words["figures"]["rows"]
    assert vague[1:] == ["0 assessable of 1,265", "The data cannot tell.", "214 of 2,310 incidents"]
    near = "3 to 11, of 54 that can be assessed (95\u00a0% interval)"
    assert exact[1:] == ["54 assessable of 60", near, "1 of 60 incidents"]


def said_in(words):
    """Yield every text of a brief or a picture."""
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict | list | tuple):
        parts = words.items() if isinstance(words, dict) else enumerate(words)
        for name, part in parts:
            if name != "svg":
                yield from said_in(part)


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
@pytest.mark.parametrize("words", [brief_words, card_words])
def test_it_speaks_no_english_in_another_language(words, lang):
    account = {**make_account("public"), "notice": INVENTED}
    account["per_source"][0]["licence"] = "not stated: do not redistribute"
    made = tables()
    chart = small_map(
        made["incidents"], made["facilities"], 500, size=(300, 200), frame=None, across=""
    )
    said = list(said_in(words(account, chart, lang)))
    assert len(said) > 20
    assert list(left_in_english(said, lang)) == []
    assert list(left_in_english(said_in(words(account, chart, "en")), lang)) != []
