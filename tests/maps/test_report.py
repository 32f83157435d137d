"""The report and the front page: what they say, what they escape, what a public one leaves out."""

import copy
import html
import itertools
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from maps.index import write_index
from maps.page import ROWS_SHOWN
from maps.report import write_report
from maps.report_tables import public_sites
from maps.sentences import LANGUAGES
from tests.maps.account_sample import make_account, make_tables

HOSTILE = (
    "{{ 7*191 }}{% for x in [] %}<script>window.bad=1</script>\"'><img src=x onerror=bad()>"
    "\u202eevil\u2066\x00\ud800&amp;"
)
VOID = {"meta", "br", "wbr", "img", "rect", "line", "link", "input"}


class Page(HTMLParser):
    """A page taken apart: tags with their attributes, text, and whether it nests rightly."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.open, self.texts = [], [], []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.texts))

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def poisoned(item):
    """Put hostile text in place of every string of an account but its keys and vocabulary."""
    kept = {"edition", "list", "id", "source"}
    if isinstance(item, dict):
        return {
            key: value if key in kept and isinstance(value, str) else poisoned(value)
            for key, value in item.items()
        }
    if isinstance(item, list):
        return [poisoned(one) for one in item]
    return HOSTILE if isinstance(item, str) else item


@pytest.fixture
def report(tmp_path):
    def write(account=None, tables=None, **options):
        path = tmp_path / "report.html"
        write_report(path, account or make_account(), **(tables or make_tables()), **options)
        return Page(path)

    return write


@pytest.fixture
def index(tmp_path):
    def write(accounts, **options):
        path = tmp_path / "index.html"
        options.setdefault("links", {})
        write_index(path, accounts, **options)
        return Page(path)

    return write


class TestReport:
    def test_without_a_list_nothing_is_said_of_nearness(self, report, index):
        account = make_account()
        account["facility_lists"], account["coverage"] = [], None
        for source in account["per_source"]:
            source["by_radius"] = []
        for page in (report(account), index([account])):
            assert "No list of medical facilities that covers this conflict was given" in page.text
            assert "Vague Reports: strikes on record: 1,265." in page.text
            assert "located well enough" not in page.text
            assert "can be assessed" not in page.text
        assert report(account).text.count("Not assessed: no site to compare with.") == 4

    def test_where_no_strike_can_be_assessed_near_is_not_said_to_be_none(self, report):
        account = make_account()
        account["per_source"] = account["per_source"][:1]
        near = report(account).text.split("with a probability that counts how uncertain its place")[
            1
        ]
        assert near.split("Cannot tell")[0].strip() == "is. The data cannot tell."

    def test_a_source_without_stated_accuracy_is_measured_and_it_is_said_to_be_no_finding(
        self, report
    ):
        account = make_account()
        within = [{"radius_m": 500, "n_within": 8}, {"radius_m": 1000, "n_within": 11}]
        account["per_source"][0]["calibration"] = {"n": 21, "by_radius": within}
        text = report(account).text
        assert "of 21 located incidents in which it names a medical facility" in text
        assert "it is no finding about any strike" in text
        assert "Within 500 m: 8 of 21." in text

    def test_read_as_comes_after_the_first_line_and_before_any_figure(self, report):
        text = report().text
        first = text.index("0 of 1,265 strikes are located well enough")
        read_as = text.index("Read as", first)
        shows = text.index("What the data show")
        assert first < read_as < shows
        for part in ("incidents.csv", "decimal degrees", "EPSG:4326", "Latitude → latitude"):
            assert part in text[read_as:shows]

    def test_limits_stand_beside_what_the_data_show(self, report):
        page = report()
        panels = [one for one in page.named("section") if "panel" in (one.get("class") or "")]
        assert [one["aria-labelledby"] for one in panels] == ["shows", "limits"]

    def test_both_intervals_stand_beside_the_places(self, report):
        text = report().text
        assert "500 60 54 3 to 11 21 3 to 10 3 to 11" in text

    def test_each_strike_stands_once_in_the_cells(self, report):
        text = report().text
        assert "No such report 5 9 40 6 60" in text
        assert "Facility reported damaged, destroyed or struck 0 0 0 120 120" in text

    def test_pairs_come_with_the_largest_probability_first(self, report):
        text = report().text
        north, south = text.index("North Hospital (f1) 120"), text.index("South Clinic (f2) 121")
        assert north < south
        assert "0.97 · Almost certain" in text
        assert "exact:0 2023-02-03 Place 0" in text

    def test_a_long_table_is_cut_and_says_so(self, report):
        page = report(tables=make_tables(ROWS_SHOWN + 37))
        assert f"the first {ROWS_SHOWN} rows of {ROWS_SHOWN + 37}" in page.text
        assert "flags.csv" in page.text
        assert page.text.count("South Clinic (f2)") <= ROWS_SHOWN

    def test_pairs_of_other_conflicts_are_left_out(self, report):
        tables = make_tables()
        stray = tables["flags"].iloc[[0]].assign(incident_id="elsewhere:1")
        tables["flags"] = pd.concat([tables["flags"], stray], ignore_index=True)
        assert "elsewhere:1" not in report(tables=tables).text

    def test_restricted_holds_coverage_findings_checks_and_distrusted_rows(self, report):
        text = report().text
        for part in (
            "Registered at the right place: 31 of 50",
            "The point lies in the sea.",
            "in_sea: 8 km offshore",
            "no date was given",
            "notified-list.xlsx",
            "Registered, no facility known there",
        ):
            assert part in text
        assert "incidents.csv vague 2,400 2,370 20 10" in text

    def test_the_edition_is_marked_on_screen_and_in_print(self, report):
        page = report()
        assert page.text.lstrip().startswith(
            "Demoland: strikes and medical facilities · Restricted"
        )
        assert 'content: "Restricted"' in page.source
        assert "Restricted edition." in page.text

    def test_nothing_is_added_up_over_sources(self, report):
        tables = make_tables()
        assert "1,325" not in report(tables=tables).text

    def test_empty_tables_and_no_registry(self, report):
        account = make_account() | {"coverage": None, "registries": [], "findings": {}}
        tables = {name: table.iloc[:0] for name, table in make_tables().items()}
        text = report(account, tables | {"coverage": None, "findings": None}).text
        assert "No registry was supplied" in text

    def test_the_same_account_gives_the_same_bytes_and_stays_as_it_was(self, report):
        account, tables = make_account(), make_tables()
        before = copy.deepcopy(account)
        assert report(account, tables).source == report(account, tables).source
        assert account == before


class TestPublicEdition:
    def test_holds_no_registry_coverage_finding_or_free_text(self, report):
        source = html.unescape(report(make_account("public")).source).casefold()
        for part in (
            "notified-list",
            "not read",
            "right place",
            "in_sea",
            "decimal point seems",
            "offshore",
            "free text that stays out",
            "somebody",
            "no date was given",
            "registered then",
            "pass it on only",
            "set aside",
        ):
            assert part not in source, part
        assert "public edition" in source

    def test_names_only_sites_marked_public_and_never_one_barred(self, report):
        text = report(make_account("public")).text
        assert "North Hospital" in text
        assert "South Clinic" not in text  # public, but also "do not publish"
        assert "f3" not in text  # nothing is said: not public

    def test_a_list_without_marks_names_none(self):
        assert list(public_sites(make_tables()["facilities"][["name"]])) == []


class TestHostileText:
    def make(self):
        account = poisoned(make_account())
        account["conflict"]["names"] = {}
        tables = make_tables()
        words = {"source", "list", "outcome", "code", "severity", "existed_then", "registered_then"}
        for name, table in tables.items():
            for column in table.columns[table.dtypes.map(pd.api.types.is_string_dtype)]:
                if column in words or column.startswith("tier"):
                    continue
                # A str column cannot hold a lone surrogate; one of Python objects can.
                cells = [
                    HOSTILE if isinstance(cell, str) and not column.endswith("_id") else cell
                    for cell in table[column]
                ]
                table[column] = pd.Series(cells, index=table.index, dtype=object)
            named = table.rename(index=str)
            tables[name] = named if table.index.name is None else self.renamed(named)
        for column in ("incident_id", "facility_id"):
            ids = tables["flags"][column]
            tables["flags"][column] = pd.Series(
                [one + HOSTILE if isinstance(one, str) else None for one in ids], dtype=object
            )
        return account, tables

    def renamed(self, table):
        labels = [f"{label}{HOSTILE}" for label in table.index]
        return table.set_axis(pd.Index(labels, dtype=object, name=table.index.name))

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_report_shows_it_as_text(self, report, lang):
        account, tables = self.make()
        page = report(account, tables, lang=lang)
        self.check(page)
        assert page.text.count("{{ 7*191 }}{% for x in [] %}<script>") > 20

    def test_index_shows_it_as_text(self, index):
        account, _ = self.make()
        name = account["conflict"]["id"]
        page = index(
            [account],
            links={name: {"map": "javascript:alert(1)", HOSTILE: f"x/{HOSTILE}"}},
            unassigned=[{"source": HOSTILE, "country": HOSTILE, "n": 3}],
            tables=[HOSTILE.replace("/", "")],
            notice=HOSTILE,
        )
        self.check(page)
        hrefs = [attrs["href"] for attrs in page.named("a")]
        assert not any(re.match(r"\w+:", href) for href in hrefs)

    def check(self, page):
        assert "1337" not in page.source
        assert not {"script", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
        assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
        assert not re.search("[\x00\u202a-\u202e\u2066\ud800-\udfff]", page.source)


@pytest.mark.parametrize("lang", LANGUAGES)
class TestEveryPage:
    def pages(self, report, index, lang):
        yield report(lang=lang)
        yield report(make_account("public"), lang=lang)
        yield index([make_account()], lang=lang, links={"demoland": {"map": "demoland/map.html"}})

    def test_language_direction_and_review(self, report, index, lang):
        for page in self.pages(report, index, lang):
            html_tag = page.named("html")[0]
            assert html_tag == {"lang": lang, "dir": "rtl" if lang == "ar" else "ltr"}
        notes = {"nl": "niet nagekeken", "fr": "non encore relue", "uk": "ще не перевірено"}
        if lang in notes:
            assert notes[lang] in page.text
        assert ("not yet reviewed" in page.text) is False

    def test_needs_no_script_and_no_network(self, report, index, lang):
        for page in self.pages(report, index, lang):
            policy = next(one for one in page.named("meta") if "http-equiv" in one)["content"]
            assert "default-src 'none'" in policy
            assert "script-src" not in policy
            assert not page.named("script")
            assert not page.named("link")
            assert "@import" not in page.source
            assert not re.findall(r"url\((?!#)|src=", page.source)

    def test_structure_for_those_who_do_not_see_it(self, report, index, lang):
        for page in self.pages(report, index, lang):
            ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
            assert len(ids) == len(set(ids))
            for _, attrs in page.tags:
                if "aria-labelledby" in attrs:
                    assert set(attrs["aria-labelledby"].split()) <= set(ids)
            levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
            assert levels[0] == 1
            assert levels.count(1) == len(page.named("main")) in {1, len(LANGUAGES)}
            assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
            assert len(page.named("caption")) == len(page.named("table"))
            assert all(attrs.get("scope") in {"col", "row"} for attrs in page.named("th"))
            named = {"aria-label", "aria-labelledby", "aria-hidden"}
            assert all(named & set(attrs) for attrs in page.named("svg"))


class TestIndex:
    def test_a_card_has_figures_with_their_uncertainty_and_links(self, index):
        page = index(
            [make_account()],
            links={
                "demoland": {"map": "demoland/map-restricted.html", "report": "demoland/r.html"}
            },
            tables=["flags.csv"],
        )
        assert "3 to 11, of 54 that can be assessed (95 % interval)" in page.text
        assert "Invented data: Demoland does not exist." in page.text
        hrefs = [attrs["href"] for attrs in page.named("a")]
        links = ["demoland/map-restricted.html", "demoland/r.html", "flags.csv"]
        assert hrefs[1:4] == links
        assert hrefs.count("flags.csv") == len(LANGUAGES)

    def test_what_belongs_to_no_conflict_is_counted_by_source(self, index):
        left_out = [{"source": "vague", "country": None, "n": 30}]
        text = index([make_account()], unassigned=left_out, other_conflicts=left_out).text
        assert "Incidents that belong to no conflict" in text
        assert "Incidents of conflicts that were not asked for" in text
        assert text.count("vague Unknown 30") == 2

    def test_no_conflict_at_all(self, index):
        page = index(
            [],
            unassigned=[{"source": "vague", "country": "SDN", "n": 12}],
            read_as=make_account()["read_as"],
        )
        assert "No incident in the files read belongs to a conflict" in page.text
        assert "vague Sudan 12" in page.text
        assert "incidents.csv" in page.text

    def test_public_leaves_the_registry_out(self, index):
        account = make_account("public")
        text = index([account], read_as=make_account()["read_as"], edition="public").text
        assert "notified-list" not in text
        assert "Registered at the right place" not in text

    def test_public_needs_every_account_to_be_public(self, index):
        page = index([make_account("public"), make_account()])
        assert page.named("body")[0]["class"] == "restricted"

    @pytest.mark.parametrize("target", ["/etc/passwd", "../outside.html", "a/../../b"])
    def test_a_link_out_of_the_folder_is_refused(self, index, target):
        with pytest.raises(ValueError, match="must stay inside"):
            index([make_account()], links={"demoland": {"map": target}})
