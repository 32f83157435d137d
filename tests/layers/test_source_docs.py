"""The page of sources says what the modules say."""

from pathlib import Path

import pytest

from layers.sources import (
    airwars,
    healthsites,
    hot_osm,
    insecurity_insight,
    subsaharan,
    ucdp_ged,
    who_gaza,
)
from layers.sources._describe import describe, weapon_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
MODULES = [insecurity_insight, ucdp_ged, airwars, healthsites, hot_osm, who_gaza, subsaharan]


@pytest.mark.parametrize("module", MODULES)
def test_the_page_holds_each_source_as_its_module_has_it(module):
    assert describe(module.SOURCE) in PAGE.read_text(encoding="utf-8")


def test_the_page_holds_the_table_of_weapons():
    assert weapon_table() in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("module", MODULES)
def test_each_source_is_complete(module):
    source = module.SOURCE
    assert source.name == module.__name__.rpartition(".")[2]
    for text in (source.licence, source.citation, source.obtain, source.shows, source.cannot_show):
        assert text
    assert all(entry.basis for entry in source.precision)
    assert len({entry.code for entry in source.precision}) == len(source.precision)
    assert source.signatures
    assert module.SENSITIVE
