"""Every figure that a report draws, and a brief prints, can be traced to summary.json."""

import html
import io
import json
import re

from pypdf import PdfReader

from maps.sentences import say
from tests.maps.test_sentences import FORBIDDEN


def source_of(folder):
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    [source] = summary["conflicts"]["demoland"]["per_source"]
    return source


def described(page):
    """Return a page's figures: the id of each, with its data in words."""
    found = re.findall(r'<desc id="([a-z0-9-]+)-desc">([^<]*)</desc>', page)
    return {name: html.unescape(words) for name, words in found}


def test_the_figures_of_a_report_are_those_of_the_summary(demo):
    source = source_of(demo)
    page = (demo / "demoland" / "report-restricted.html").read_text(encoding="utf-8")
    drawn = described(page)
    at = source["by_radius"][0]
    for tier, n in at["tiers"].items():
        assert f"{say(f'tier_{tier}')} {n}" in drawn["tiers-f1"].partition("; ")[0]
    time = at["through_time"]
    placed = sum(n for tiers in time["counts"].values() for n in tiers.values())
    assert placed + time["unplaced"] == at["n"]
    for period, tiers in time["counts"].items():
        [words] = re.findall(rf"{period}: ([^;]*)", drawn["time-f1"])
        assert sum(int(n) for n in re.findall(r"\d+", words)) == sum(tiers.values())
    numbers = [int(n) for n in re.findall(r"\b\d+\b", drawn["cells-f1"])]
    assert sum(numbers) == at["n"]
    precision = [int(n) for n in re.findall(r"\b\d+\b", drawn["precision-f1"])]
    assert sorted(precision) == sorted(source["precision_mix"].values())


def test_the_figures_of_a_brief_are_those_of_the_summary_and_it_says_no_more(public_demo):
    source = source_of(public_demo)
    read = PdfReader(io.BytesIO((public_demo / "demoland" / "brief.pdf").read_bytes()))
    assert len(read.pages) == 1
    text = " ".join(read.pages[0].extract_text().split())
    at = source["by_radius"][0]
    assert say("assessable_of", n=at["n_assessable"], total=at["n"]) in text
    assert f"{at['low']} to {at['high']}, of {at['n_assessable']}" in text
    reported = say("incidents_of", n=source["n_reported_hits"], total=source["n_incidents"])
    assert reported in text
    assert not re.search(FORBIDDEN["en"], text.casefold())
