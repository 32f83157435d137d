"""The rest of the first wave of sources: complete, on the page, and robust."""

from pathlib import Path

import pandas as pd
import pytest

from geo import vocabulary as words
from layers.headers import fold
from layers.source import RawTable
from layers.sources import all_sources, recognise
from layers.sources._describe import describe

DOCS = Path(__file__).resolve().parents[2] / "docs"
NAMES = ["acled", "bellingcat", "insecurity_insight_explosive", "shcc", "yemen_air_raids"]
SOURCES = [all_sources()[name] for name in NAMES]
CODES = {
    "event_type": words.EVENT_TYPES,
    "perpetrator_reported_type": words.PERPETRATOR_TYPES,
    "attribution_status": words.ATTRIBUTION_STATUSES,
    "target": words.TARGETS,
}


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_the_page_holds_the_source_as_its_module_has_it(source):
    assert describe(source) in (DOCS / "sources.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_the_source_is_complete(source):
    assert source.role == "incidents"
    for text in (source.licence, source.citation, source.obtain, source.shows, source.cannot_show):
        assert text
    assert all(entry.basis for entry in source.precision)
    assert len({entry.code for entry in source.precision}) == len(source.precision)
    for entry in source.precision:
        assert entry.location_precision in words.LOCATION_PRECISIONS
        assert (entry.error_m is None) == (entry.error_model in {None, "area"})
    assert source.signatures
    for signature in source.signatures:
        assert all(name == fold(name) for name in signature)
        assert recognise(sorted(signature), "incidents") is source
    assert all(label.event_type in words.EVENT_TYPES for label in source.labels)
    assert len({(label.column, label.value) for label in source.labels}) == len(source.labels)
    assert len({(code.column, code.value) for code in source.codes}) == len(source.codes)


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
@pytest.mark.parametrize("n", [0, 1])
def test_a_table_with_the_signature_alone_is_read_without_complaint(source, n):
    for signature in source.signatures:
        cells = pd.DataFrame(None, index=range(2, 2 + n), columns=sorted(signature), dtype=object)
        table = source.read(RawTable(Path("file"), "test", cells))
        assert table.index.equals(cells.index)
        assert not table["is_strike"].any()
        assert not table["is_armed_attack"].any()
        assert set(table["attribution_status"]) <= {"unknown"}
        assert table["native_id"].isna().all()


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_hostile_text_is_carried_as_text(source):
    text = "{{ 7*191 }}<script>\u202e\x00'\"=1+1"
    for signature in source.signatures:
        cells = pd.DataFrame(text, index=[2], columns=sorted(signature), dtype=object)
        table = source.read(RawTable(Path("file"), "test", cells))
        assert len(table) == 1
        for column, allowed in CODES.items():
            if column in table:
                assert set(table[column].dropna()) <= set(allowed), column
