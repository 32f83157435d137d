"""The page of published figures is what the files give today."""

from pathlib import Path

import pytest

from bench import published

PAGE = Path(__file__).resolve().parents[2] / "docs" / "published-figures.md"


@pytest.fixture(scope="module")
def files(shared_data):
    return shared_data / "incidents"


def test_the_page_holds_the_table_as_computed_now(files):
    page = PAGE.read_text(encoding="utf-8")
    folder = published.Files(files)
    assert published.markdown(folder) in page
    assert published.by_year(folder) in page


def test_every_figure_says_where_it_was_read():
    assert all(figure.read_in and figure.of for figure in published.FIGURES)
    names = [(figure.work, figure.what) for figure in published.FIGURES]
    assert len(set(names)) == len(names)
