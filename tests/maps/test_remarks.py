"""What the tables say in English: known to the pages and complete in every language."""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

import geo
import layers
import maps
import nostrike
from geo.coordinates import parse_coordinates, parse_latitude_longitude
from geo.trust import REASONS
from layers import conflicts
from layers.lineage import FEEDS
from layers.sources import all_sources
from maps.phrase_file import phrases
from maps.remarks import _FORMS, _GAP, on_page, remark, remarks
from maps.sentences import LANGUAGES
from nostrike.demo import DOCUMENTED, INVENTED
from nostrike.radius_sets import RADIUS_SETS
from tests.maps.test_sentences import FORBIDDEN

CORPUS = Path(__file__).parents[1] / "geo" / "coordinate_corpus.csv"
TRANSLATED = [lang for lang in LANGUAGES if lang != "en"]
# A text of each kind that a gap may hold, as the tables write it.
SAMPLES = {
    "n": "1,234",
    "d": "0.25",
    "x": "-20.5",
    "m": "8.0 km",
    "day": "2024-03-05",
    "axis": "latitude",
    "code": "in_sea",
    "q": "'Al-Noor'",
    "name": "Zaytun",
    "part": "no place given",
    "list": "areas (no areas given)",
    "place": "the areas given",
}
ARABIC_LETTERS = re.compile("[\u0621-\u064a]")


def gaps(text):
    return sorted(match[0] for match in _GAP.finditer(text))


def filled(text):
    return _GAP.sub(lambda gap: SAMPLES[gap[1]], text)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_remark_is_in_every_language_with_the_same_gaps(lang):
    english, said = remarks("en"), remarks(lang)
    assert set(said) == set(english)
    for key, text in said.items():
        assert gaps(text) == gaps(english[key]), key
        assert text.strip() == text
        assert text, key
        assert not re.search("[<>&]", text), key


# What is written alike in two languages: names of notations and files, and words they share.
ALIKE = {
    *("format_csv", "coordinates_counted"),
    *("notation_utm", "notation_mgrs", "notation_wkt", "notation_plus_code"),
}
FRENCH = {"latitude", "longitude", "by_province", "by_district", "read_utm_option"}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_remark_is_left_in_english(lang):
    english = remarks("en")
    same = {key for key, text in remarks(lang).items() if text == english[key]}
    assert same <= ALIKE | (FRENCH if lang == "fr" else {"by_district"} if lang == "nl" else set())
    if lang == "ar":  # a text takes its direction from its first letter
        for key, text in remarks(lang).items():
            bare = _GAP.sub("", text)
            if ARABIC_LETTERS.search(bare):
                assert re.match(r"[^A-Za-z]*[\u0621-\u064a]", bare), key


# What bodies of the United Nations were asked to look into is said in their words.
QUOTED = re.compile("^notes_")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_they_never_say_what_the_data_cannot_bear(lang):
    for key, text in remarks(lang).items():
        if not QUOTED.match(key):
            assert not re.search(FORBIDDEN[lang], text.casefold()), (key, text)


def test_each_is_recognised_and_given_back_as_it_is():
    for key, text in remarks("en").items():
        said = remark(filled(text), "en")
        assert said is not None, key
        plain = filled(text).replace("'Al-Noor'", "Al-Noor").replace("2024-03-05", "5 March 2024")
        assert said.replace("\u00a0", " ") == plain, key


@pytest.mark.parametrize("lang", TRANSLATED)
def test_each_keeps_what_is_from_data(lang):
    for key, text in remarks("en").items():
        said = remark(filled(text), lang)
        assert said is not None, key
        for kind, kept in (("name", "Zaytun"), ("q", "Al-Noor"), ("x", "-20.5")):
            if any(gap[1] == kind for gap in _GAP.finditer(text)):
                assert kept in said, key
        assert SAMPLES["part"] not in said, key


def test_gaps_hold_what_they_are_for():
    kinds = {gap[1] for text in remarks("en").values() for gap in _GAP.finditer(text)}
    assert kinds == set(SAMPLES)
    assert set(_FORMS) <= kinds
    assert remark("not judged for some of 3 rows: no date of registration", "nl") is None
    assert remark("lies x m outside Demoland", "nl") is None


@pytest.mark.parametrize(
    "text", ["", "A hospital", "no place given!", "constructor", "place known to " * 900]
)
def test_what_is_not_the_tools_own_stays(text):
    assert remark(text, "uk") is None
    if text and len(text) < 100:
        assert str(on_page(text, "uk")) == f'<span lang="en" dir="ltr">{text}</span>'
    assert on_page(text, "en") == text


def test_a_name_cannot_become_markup_nor_a_template():
    said = remark("lies 3 m outside <b>{0.__class__}</b>, which the row names", "fr")
    assert said is not None
    assert "<b>{0.__class__}</b>" in said
    assert "&lt;b&gt;" in str(on_page("<b>", "fr"))


def test_long_texts_from_data_cost_little():
    hostile = "lies 3 m outside " + "; with a (longitude 1, latitude 2) it lies " * 22
    assert len(hostile) < 1_000
    remark(hostile, "nl")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_phrases_are_read_as_toml_reads_them(lang):
    import tomllib  # noqa: PLC0415 - for this test alone

    text = (Path(maps.__file__).parent / "remarks" / f"{lang}.toml").read_text(encoding="utf-8")
    assert phrases(text) == tomllib.loads(text)


def given():
    """Yield every fixed text of the tool that a table or the account of an audit can hold."""
    yield from (INVENTED, DOCUMENTED)
    yield from REASONS.values()
    yield from (source.licence for source in all_sources().values() if " " in source.licence)
    yield from (feed.citation for feed in FEEDS)
    yield RADIUS_SETS["round"].citation
    for profile in conflicts.profiles().values():
        yield from profile.notes


def test_fixed_texts_are_known():
    unknown = [text for text in given() if remark(text, "nl") is None]
    assert [text for text in unknown if text not in {"ODbL 1.0", "CC BY 4.0"}] == []


def test_what_is_said_of_a_corpus_of_coordinates_is_known():
    texts = pd.read_csv(CORPUS, dtype=str, keep_default_na=False)["text"]
    read = [parse_coordinates(texts, order=order) for order in (None, "latlon", "lonlat")]
    read += [
        parse_latitude_longitude(texts, other)
        for other in (texts, texts.iloc[::-1].tolist(), ["34.4661"] * len(texts))
    ]
    said = pd.concat(read)
    for column, least in (("note", 300), ("format", 12)):
        found = said[column].dropna().unique()
        assert len(found) >= least
        assert [text for text in found if remark(text, "ar") is None] == []


# Modules whose texts reach a page, and texts of theirs that do not.
SPEAKING = {
    geo: [
        *("location.py", "trust.py", "summary.py", "checks/*.py", "checks/lists/*.py"),
        "coordinates/*.py",
    ],
    layers: [
        *("places.py", "precision.py", "merge.py", "intervals.py", "mapping.py", "canonical.py"),
        *("formats/*.py", "sources/_labels.py"),
    ],
    nostrike: ["check.py"],
}
WORD = re.compile(r"(?<!\S)[A-Za-z]{2,}")
PATTERN = re.compile(r"[\\|+]|\(\?")
SILENT = {"coordinates/words.py", "coordinates/text.py", "checks/admin.py", "formats/header.py"}


def said_in(path):
    """Yield the words between the gaps of each text of a module, messages of errors apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skip = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and "ReadingError" not in ast.unparse(node):
            skip |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skip.add(id(node.value))
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            skip |= {id(part) for part in ast.walk(node.format_spec)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip:
            yield node.lineno, node.value


# Texts of these modules that stand on no page: messages of errors, progress, names of parts, and
# what was seen of a list as a whole, of which pages give the statement.
NOT_SHOWN = re.compile(
    r"the header once more|a heading across the columns|row name|WGS 84 / UTM zone|did you mean"
    r"|no layer with a placemark|this (KML|GPX) holds|perhaps only a link|export it again as"
    r"|cannot be read as a geographic layer|more rows have this fault|Reading (the list|boundaries)"
    r"|rows lie |rows with a namesake|stand elsewhere by|agree (on|with it on) the other axis"
    r"|all within it by|the jumps of both axes|and not as the list stands|its values stand on"
    r"|runs in order from row|the other axis goes with|does not at all|that there is no relation"
    r"|rows looked at lie|rows beyond the globe|the row (above|below)|of these points lie where"
    r"|should, and not where|each row has its mend|in the middle"
)


def test_a_text_changed_in_the_code_is_changed_here():
    known = [_GAP.sub("\0", text) for text in remarks("en").values()]
    unknown = []
    for package, patterns in SPEAKING.items():
        root = Path(package.__file__).parent
        for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
            name = path.relative_to(root).as_posix()
            if name in SILENT:
                continue
            for line, text in said_in(path):
                words = text.strip(" ,;:.()'\"")
                if len(WORD.findall(words)) < 3 or PATTERN.search(words):
                    continue
                if not NOT_SHOWN.match(words) and not any(words in text for text in known):
                    unknown.append(f"{name}:{line}: {words}")
    assert unknown == [], "\n".join(unknown)
