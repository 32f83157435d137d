"""Reports, front pages, briefs and pictures of ten hostile names of each kind."""

import io
import itertools

import pandas as pd
import pytest
from pypdf import PdfReader

from maps.brief import write_brief, write_card
from maps.index import write_index
from maps.report import write_report
from maps.text import clean
from tests.maps import test_report as reports
from tests.maps.account_sample import make_account
from tests.maps.hostile_text import KINDS
from tests.maps.test_brief import tables as public_tables


def dealt(item, texts):
    """Return an account or a cell with the next of the texts wherever it was poisoned."""
    if isinstance(item, dict):
        return {dealt(key, texts): dealt(value, texts) for key, value in item.items()}
    if isinstance(item, list):
        return [dealt(one, texts) for one in item]
    if isinstance(item, str) and reports.HOSTILE in item:
        return item.replace(reports.HOSTILE, next(texts))
    return item


def dealt_table(table, texts):
    out = table.copy()
    for column in out.columns:
        if out[column].dtype == object:
            cells = [dealt(cell, texts) for cell in out[column]]
            out[column] = pd.Series(cells, index=out.index, dtype=object)
    return out


@pytest.mark.parametrize("kind", KINDS)
def test_reports_and_front_pages_show_each_as_text(tmp_path, kind):
    texts = itertools.cycle(KINDS[kind])
    account, made = reports.TestHostileText().make()
    account = dealt(account, texts)
    write_report(
        tmp_path / "report.html",
        account,
        **{name: dealt_table(table, texts) for name, table in made.items()},
    )
    write_index(
        tmp_path / "index.html",
        [account],
        links={account["conflict"]["id"]: {"map": "map.html"}},
        unassigned=[{"source": text, "country": text, "n": 3} for text in KINDS[kind]],
        tables=[f"x{text}".replace("/", "") for text in KINDS[kind]],
    )
    for name in ("report.html", "index.html"):
        page = reports.Page(tmp_path / name)
        tags = {tag for tag, _ in page.tags}
        assert not {"script", "img", "iframe", "object", "textarea"} & tags
        assert not [one for _, attrs in page.tags for one in attrs if one.startswith("on")]
        assert "1337" not in page.text
        assert "javascript:" not in {attrs.get("href", "")[:11] for attrs in page.named("a")}
        if kind != "empty":
            found = " ".join(page.text.split())
            assert all(" ".join(clean(text).split()) in found for text in KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_briefs_stay_one_page_and_pictures_are_made(tmp_path, kind):
    account = dealt(reports.poisoned(make_account("public")), itertools.cycle(KINDS[kind]))
    path = write_brief(tmp_path / "brief.pdf", account, **public_tables())
    assert len(PdfReader(io.BytesIO(path.read_bytes())).pages) == 1
    write_card(tmp_path / "card.png", account, **public_tables())
