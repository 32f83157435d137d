"""No page in another language speaks English in the tool's own words: real pages, read whole."""

from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest

from layers.samples import demoland
from maps.inert import read_block
from maps.map_told import texts_of
from maps.sentences import LANGUAGES
from tests.maps.english import left_in_english

TRANSLATED = [lang for lang in LANGUAGES if lang != "en"]
VOID = {"meta", "link", "br", "img", "input", "hr", "wbr", "circle", "rect", "path", "line"}
INLINE = {"bdi", "span", "strong", "em", "wbr", "b", "i", "a"}
SILENT = {"style", "script", "code"}


class Reader(HTMLParser):
    """The texts that a reader of a page meets, by the language they are marked as."""

    def __init__(self, path, lang):
        super().__init__()
        self.stack, self.texts, self.current = [("", lang)], {}, []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        self._end()

    def _end(self):
        text = " ".join("".join(self.current).split())
        if text:
            self.texts.setdefault(self.stack[-1][1], []).append(text)
        self.current = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        lang = values.get("lang") or self.stack[-1][1]
        if tag not in INLINE or lang != self.stack[-1][1]:
            self._end()
        for name in ("aria-label", "title", "alt", "data-head"):
            if values.get(name):
                self.texts.setdefault(lang, []).append(" ".join(values[name].split()))
        if tag not in VOID:
            self.stack.append((tag, lang))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        outer = self.stack[-2][1] if len(self.stack) > 1 else ""
        if tag not in INLINE or self.stack[-1][1] != outer:
            self._end()
        while len(self.stack) > 1 and self.stack.pop()[0] != tag:
            pass

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data):
        if self.stack[-1][0] not in SILENT:
            self.current.append(data)


SAMPLE = {"Demoland sample: invented", "Demoland sample, invented"}
"""Licence and citation that Demoland's files state: data."""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Demoland's files, with a workbook that gives a reader something to say."""
    folder = tmp_path_factory.mktemp("files")
    given = demoland()
    table = pd.read_csv(given["facilities"])
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["A list for the test"])
    for row in (list(table.columns), ["#loc"] * len(table.columns), *table.to_numpy().tolist()):
        sheet.append([None if cell != cell else cell for cell in row])  # noqa: PLR0124
    book.create_sheet("Notes").append(["nothing"])
    book.save(folder / "sites.xlsx")
    return {**given, "workbook": folder / "sites.xlsx"}


@pytest.fixture(scope="module")
def audit(cli_here, files, tmp_path_factory):
    out = tmp_path_factory.mktemp("audit") / "out"
    done = cli_here(
        *("audit", "--incidents", files["incidents"], "--facilities", files["workbook"]),
        *("--registry", files["registry"], "--areas", files["areas"], "--radius-set", "round"),
        *("--lang", *TRANSLATED, "--out", out, "--quiet"),
    )
    assert done.code == 0, done.err
    return out


def report(folder, lang):
    stem = "report-restricted" + ("" if lang == TRANSLATED[0] else f".{lang}")
    return folder / "demoland" / f"{stem}.html"


@pytest.fixture(scope="module")
def data(audit):
    """Return the texts of the run's tables: what is from data may be English."""
    cells = set()
    for name in ("incidents", "facilities", "coverage"):
        table = pd.read_csv(audit / f"{name}.csv", encoding="utf-8-sig", dtype=str)
        for column in table:
            if column not in {"reason", "distrust_reason", "licence", "citation"}:
                cells.update(table[column].dropna())
    return frozenset(cells)


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_report_speaks_one_language(audit, data, lang):
    read = Reader(report(audit, lang), lang)
    assert list(left_in_english(read.texts[lang], lang, data)) == []
    assert len(read.texts[lang]) > 200


@pytest.mark.parametrize("lang", TRANSLATED)
def test_the_front_page_speaks_each_language_in_its_part(audit, data, lang):
    read = Reader(audit / "index.html", TRANSLATED[0])
    assert list(left_in_english(read.texts[lang], lang, data)) == []
    assert len(read.texts[lang]) > 40


def test_english_would_be_found(audit):
    """The English report, read as if it were Dutch, is full of English."""
    texts = Reader(audit / "index.html", TRANSLATED[0]).texts["en"]
    assert len(list(left_in_english(texts, "nl"))) > 20
    assert list(left_in_english(["no reference list given"], "uk")) != []
    assert (
        list(left_in_english(["10 rows with 3 different names stand on this exact point"], "fr"))
        != []
    )


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_map_has_each_of_its_texts_in_each_language(audit, lang):
    page = (audit / "demoland" / "map-restricted.html").read_text(encoding="utf-8")
    first = read_block(page, "nostrike-data")
    words = [first["words"], *read_block(page, "nostrike-words").values()]
    [mine] = [one for one in words if one["lang"] == lang]
    texts = [text for text in texts_of(first) if text not in SAMPLE]
    assert len(texts) > 8
    missing = [text for text in texts if "=" + text not in mine["labels"]]
    assert [text for text in missing if " " in text] == []
    said = [mine["labels"]["=" + text] for text in texts if text not in missing]
    assert list(left_in_english(said, lang)) == []


PAGES = {
    "check": "check-restricted.html",
    "coverage": "coverage-restricted.html",
    "trends": "trends.html",
}


@pytest.mark.parametrize(
    ("command", "lang"),
    [*(("check", lang) for lang in TRANSLATED), ("coverage", "ar"), ("trends", "fr")],
)
def test_the_other_pages_speak_one_language(cli_here, files, data, tmp_path, command, lang):
    given = {
        "check": (files["registry"], "--areas", files["areas"]),
        "coverage": ("--registry", files["registry"], "--reference", files["workbook"]),
        "trends": ("--incidents", files["incidents"]),
    }[command]
    done = cli_here(command, *given, "--lang", lang, "--out", tmp_path / "out", "--quiet")
    assert done.code == 0, done.err
    read = Reader(tmp_path / "out" / PAGES[command], lang)
    assert list(left_in_english(read.texts[lang], lang, data)) == []
    assert set(read.texts) == {lang}  # nothing had to be marked as English
