"""Several languages of one run: a report leads to its sisters, the front page to each one's own."""

from maps.index import write_index
from maps.report import write_report
from tests.maps.account_sample import make_account, make_tables
from tests.maps.test_report import Page

FILES = {"en": "report-restricted.html", "ar": "report-restricted.ar.html"}


def test_a_report_leads_to_the_same_report_in_each_language(tmp_path):
    for lang, file in FILES.items():
        path = tmp_path / file
        write_report(path, make_account(), **make_tables(), lang=lang, languages=FILES)
        links = Page(path).named("a")[1:]
        assert [link["href"] for link in links] == list(FILES.values())
        assert all((tmp_path / link["href"]).name in FILES.values() for link in links)
        assert [link["hreflang"] for link in links if "aria-current" in link] == [lang]


def test_a_report_in_one_language_has_no_switch(tmp_path):
    page = Page(write_report(tmp_path / "r.html", make_account(), **make_tables()))
    assert page.named("nav") == []


def test_the_front_page_leads_to_the_report_of_the_language_read(tmp_path):
    links = {"demoland": {"map": "demoland/map.html", "report": f"demoland/{FILES['en']}"}}
    path = write_index(tmp_path / "index.html", [make_account()], links=links, also_lang=["ar"])
    page = Page(path)
    found = {(link["href"], link["hreflang"]) for link in page.named("a") if "hreflang" in link}
    assert {file for file, lang in found if lang == "ar" and "report" in file} == {
        f"demoland/{FILES['ar']}"
    }
    # read in Dutch or French, the English report is said to be English; the map holds all five
    assert page.text.count("Rapport (English)") == 2
    assert "Carte (English)" not in page.text
    assert "التقرير (English)" not in page.text
