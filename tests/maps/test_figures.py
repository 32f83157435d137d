"""The figures of a report: their data in words, their scale, their ids, hostile words."""

import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from geo.vocabulary import TIERS
from maps.card_map import COLOURS
from maps.figures import bars, cells, through_time
from maps.sentences import LANGUAGES, say
from tests.maps.hostile_text import HOSTILE

COUNTS = dict(zip(TIERS, (10, 2, 5, 30, 1760), strict=True))


def desc(figure):
    [words] = re.findall(r"<desc[^>]*>([^<]*)</desc>", figure)
    return words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_is_said_in_words_and_by_locale(lang):
    kinds = {tier: say(f"tier_{tier}", lang) for tier in TIERS}
    figures = [
        bars([("500", COUNTS)], kinds, title="T", name="a", lang=lang),
        through_time({"2021": COUNTS}, title="T", name="b", lang=lang),
    ]
    for figure in figures:
        assert all(label in desc(figure) for label in kinds.values())
        assert {"en": "1,760", "nl": "1.760"}.get(lang, "760") in desc(figure)
        ET.fromstring(figure)  # noqa: S314 - our own


def test_periods_without_a_strike_stay_empty():
    figure = through_time({"2021-11": COUNTS, "2022-02": COUNTS}, title="T", name="a")
    drawn = re.findall(r"<text[^>]*>(20\d\d-\d\d)</text>", figure)
    assert drawn == ["2021-11", "2021-12", "2022-01", "2022-02"]


def widths(figure):
    paths = re.findall(r'd="M ([\d.]+) [\d.]+\s+L ([\d.]+) [^"]*"[^>]*fill: #1d4b5c', figure)
    return [float(right) - float(left) for left, right in paths]


def test_bars_share_one_scale():
    first, second = widths(
        bars([("a", {"x": 10}), ("b", {"x": 5})], {"x": "X"}, title="T", name="n")
    )
    assert first == pytest.approx(2 * second, abs=0.1)


def test_no_count_at_all():
    assert desc(bars([("a", {})], {"x": "X"}, title="T", name="n")) == "a: X 0"


def test_a_square_is_as_large_as_its_count():
    rows = [("a", {"near": 100, "possible": 25})]
    figure = cells(rows, {"near": "Near", "possible": "Possible"}, title="T", name="n")
    sides = [
        float(right) - float(left)
        for left, right in re.findall(
            r'd="M ([\d.]+) [\d.]+\s+L ([\d.]+) [^"]*"[^>]*fill: #(?:6b0f1a|e9a23b)', figure
        )
    ]
    assert sides[0] == pytest.approx(2 * sides[1], abs=0.1)
    assert desc(figure) == "a: Near 100, Possible 25"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text):
    heads = {"near": text}
    for figure in (
        bars([(text, {"x": 1})], {"x": text}, title=text, name="n"),
        cells([(text, {"near": 1})], heads, title=text, name="n"),
        through_time({"2021": COUNTS}, title=text, name="n"),
    ):
        figure.encode("utf-8")
        tags = {part.tag.rpartition("}")[2] for part in ET.fromstring(figure).iter()}  # noqa: S314
        assert tags <= {"svg", "title", "desc", "defs", "g", "path", "text", "pattern", "rect"}
        assert "1337" not in figure


def test_ids_are_the_figures_own():
    one, two = (through_time({"2021": COUNTS}, title="T", name=name) for name in ("one", "two"))
    ids = [set(re.findall(r' id="([^"]+)"', figure)) for figure in (one, two)]
    assert len(ids[0]) > 2
    assert not ids[0] & ids[1]
    for figure, own in zip((one, two), ids, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", figure)) <= own


def test_the_same_counts_give_the_same_bytes():
    drawn = {through_time({"2021": COUNTS}, title="T", name="n") for _ in range(2)}
    assert len(drawn) == 1


def test_tiers_are_apart_in_grey():
    def grey(colour):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    shades = [grey(colour) for colour in COLOURS.values()]
    assert shades == sorted(shades)
    solid = shades[:4]
    assert all(b - a > 35 for a, b in itertools.pairwise(solid))
