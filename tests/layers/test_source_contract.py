"""The page of sources says what the modules say."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.vocabulary import CRS
from layers.schema import conform_facilities, conform_incidents
from layers.source import RawTable
from layers.sources import (
    airwars,
    fhir_location,
    healthsites,
    hot_osm,
    insecurity_insight,
    subsaharan,
    ucdp_ged,
    who_gaza,
)
from layers.sources._describe import describe, weapon_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
MODULES = [
    insecurity_insight,
    ucdp_ged,
    airwars,
    fhir_location,
    healthsites,
    hot_osm,
    who_gaza,
    subsaharan,
]


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


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("n", [0, 1])
def test_a_table_with_the_signature_alone_is_read_without_complaint(module, n):
    for signature in module.SOURCE.signatures:
        cells = pd.DataFrame(None, index=range(2, 2 + n), columns=sorted(signature), dtype=object)
        table = module.read(RawTable(Path("file"), "test", cells))
        assert table.index.equals(cells.index)
        if module.SOURCE.role == "incidents":
            assert not table["is_strike"].any()
            assert not table["is_armed_attack"].any()
            assert set(table["attribution_status"]) <= {"unknown"}
        if "native_id" in table:
            assert table["native_id"].isna().all()


@pytest.mark.parametrize("module", MODULES)
def test_hostile_text_is_carried_as_text(module):
    text = "{{ 7*191 }}<script>\u202e\x00'\"=1+1"
    cells = pd.DataFrame(text, index=[2], columns=sorted(module.SOURCE.signatures[0]), dtype=object)
    table = module.read(RawTable(Path("file"), "test", cells))
    assert len(table) == 1


@pytest.mark.parametrize("module", [insecurity_insight, ucdp_ged, airwars])
def test_incidents_satisfy_the_schema(module, shared_data):
    name = {
        insecurity_insight: "insecurity_insight_attacks_on_health_care_2016-2023.xlsx",
        ucdp_ged: "ucdp_ged_sudan_hdx_hxl.csv",
        airwars: "airwars_gaza_2023-2024_scraped.csv",
    }[module]
    path = shared_data / "incidents" / name
    cells = (
        pd.read_excel(path, engine="calamine", dtype=object)
        if path.suffix == ".xlsx"
        else pd.read_csv(path, dtype=object)
    )
    cells = cells.iloc[1:201].where(cells.notna(), None)
    table = module.read(RawTable(path, "test", cells))
    helpers = [c for c in table if c.endswith("_text") or c in {"native_id", "precision_code"}]
    frame = table.drop(columns=helpers).assign(
        source=module.SOURCE.name,
        coordinates_status="missing",
        location_precision="unknown",
        geometry=gpd.GeoSeries(None, index=table.index, crs=CRS),
    )
    assert len(conform_incidents(frame.set_axis(table["native_id"]))) == 200


@pytest.mark.parametrize("module", [healthsites, who_gaza, subsaharan])
def test_facilities_satisfy_the_schema(module, shared_data):
    name = {
        healthsites: "sudan_healthsites_coords_zero_filled.xlsx",
        who_gaza: "gaza_health_facilities_who_2026.xlsx",
        subsaharan: "who_kemri_subsaharan_public_facilities.csv.gz",
    }[module]
    path = shared_data / "facilities" / name
    cells = (
        pd.read_excel(path, engine="calamine", dtype=object)
        if path.suffix == ".xlsx"
        else pd.read_csv(path, dtype=object, nrows=300)
    )
    cells = cells.iloc[:200].where(cells.notna(), None)
    table = module.read(RawTable(path, "test", cells))
    helpers = ("native_id", "latitude_text", "longitude_text", "error_m_stated")
    frame = table.drop(columns=[c for c in helpers if c in table]).assign(
        source=module.SOURCE.name,
        coordinates_status="missing",
        geometry=gpd.GeoSeries(None, index=table.index, crs=CRS),
    )
    frame.index = frame.index.astype(str)
    assert len(conform_facilities(frame)) == 200
