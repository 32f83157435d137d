"""GeoPackages, read back with sqlite3 and pyogrio."""

import sqlite3
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from layers.export import write_geopackage
from layers.schema import conform_areas, conform_facilities, conform_incidents


def _incidents():
    frame = pd.DataFrame(
        {
            "source": "t",
            "coordinates_status": "ok",
            "location_precision": ["site", "unknown", "withheld"],
            "date_start": pd.to_datetime(["2024-02-29", None, "2024-03-01"]),
            "is_strike": [True, False, True],
            "t_Name": ["a", "b", "c"],
            "t_name": ["d", "e", "f"],
            "fid": [7, 7, 7],
            "geom": ["x", "y", "z"],
            "t_torn": pd.Series(["a\x00\ud800", 1.5, None], dtype=object),
            "geometry": [shapely.Point(-20, -30), shapely.Point(-20.1, -30), None],
        }
    )
    return conform_incidents(frame.set_axis(["t:1", "t:2", "t:3"]))


def _facilities(*, outlines=True):
    second = shapely.box(-20.02, -30.02, -20.01, -30.01) if outlines else shapely.Point(-20.01, -30)
    frame = pd.DataFrame(
        {
            "source": "t",
            "kind": "hospital",
            "coordinates_status": ["ok", "ok", "missing"],
            "names_other": [["a", "b"], [], []],
            "public": pd.array([True, None, False], dtype="boolean"),
            "geometry": [shapely.Point(-20.01, -30.01), second, None],
        }
    )
    return conform_facilities(frame.set_axis(["f:1", "f:2", "f:3"]))


def _areas():
    frame = gpd.GeoDataFrame(
        {"level": ["country"], "name": ["Demoland"], "country": ["XDL"], "source": ["t"]},
        geometry=[shapely.box(-21, -31, -19, -29)],
        index=["a:1"],
    )
    return conform_areas(frame)


FLAGS = pd.DataFrame(
    {
        "incident_id": pd.Series(["t:1", "t:1", "t:2", "t:3"], dtype="str"),
        "facility_id": pd.Series(["f:1", "f:2", None, "f:1"], dtype="str"),
        "p_500": [0.99, 0.2, None, None],
        "tier_500": ["almost_certain", "possible", "cannot_tell", "cannot_tell"],
        "tier_1000": ["almost_certain", "likely", "cannot_tell", "cannot_tell"],
    }
)


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "audit.gpkg"
    findings = pd.DataFrame({"id": ["t:1"], "code": ["in_sea"], "displacement_m": [8_000.0]})
    tables = {"incidents": _incidents(), "facilities": _facilities(), "flags": FLAGS}
    tables |= {"findings": findings, "rejected": findings.iloc[:0], "sources": pd.DataFrame()}
    write_geopackage(path, tables, areas=_areas())
    return path


def _query(path, text):
    connection = sqlite3.connect(path)
    try:
        return connection.execute(text).fetchall()
    finally:
        connection.close()


def test_every_table_is_a_layer(package):
    contents = dict(_query(package, "select table_name, data_type from gpkg_contents"))
    assert contents == {
        "incidents": "features",
        "facilities": "features",
        "footprints": "features",
        "flags": "features",
        "areas": "features",
        "findings": "attributes",
        "rejected": "attributes",
        "layer_styles": "attributes",
    }
    assert _query(package, "pragma integrity_check") == [("ok",)]


def test_places_and_values_come_back(package):
    back = pyogrio.read_dataframe(package, layer="incidents")
    assert back.crs == "EPSG:4326"
    assert back["incident_id"].tolist() == ["t:1", "t:2", "t:3"]
    assert back.geometry.tolist() == _incidents().geometry.tolist()
    assert back["is_strike"].tolist() == [True, False, True]
    assert back["date_start"].dropna().dt.strftime("%Y-%m-%d").tolist() == [
        "2024-02-29",
        "2024-03-01",
    ]
    torn = [None if pd.isna(cell) else cell for cell in back["t_torn"]]
    assert torn == ["a␀\ufffd", "1.5", None]


def test_names_that_sqlite_cannot_tell_apart(package):
    back = pyogrio.read_dataframe(package, layer="incidents")
    expected = {"t_Name": "a", "t_name_2": "d", "fid_2": 7, "geom_2": "x"}
    assert {name: back[name].iloc[0] for name in expected} == expected


def test_outlines_have_a_layer_of_their_own(package):
    points = pyogrio.read_dataframe(package, layer="facilities")
    assert points.geom_type.dropna().tolist() == ["Point", "Point"]
    assert points["names_other"].iloc[0] == "a; b"
    footprints = pyogrio.read_dataframe(package, layer="footprints")
    assert footprints["facility_id"].tolist() == ["f:2"]
    assert points.geometry.iloc[1].within(footprints.geometry.iloc[0])


def test_pairs_are_lines_from_incident_to_facility(package):
    flags = pyogrio.read_dataframe(package, layer="flags")
    assert flags.geometry.iloc[0] == shapely.LineString([(-20, -30), (-20.01, -30.01)])
    assert flags.geometry.notna().tolist() == [True, True, False, False]
    assert len(flags) == len(FLAGS)


def test_styles_are_stored_for_every_layer(package):
    rows = _query(
        package,
        "select f_table_name, f_geometry_column, styleQML, useAsDefault from layer_styles",
    )
    attributes = {}
    for name, column, style, default in rows:
        root = ET.fromstring(style)  # noqa: S314 - our own
        renderer = root.find("renderer-v2")
        attributes[name] = renderer.get("attr")
        symbols = {symbol.get("name") for symbol in renderer.iter("symbol")}
        assert {c.get("symbol") for c in renderer.iter("category")} == symbols
        assert (column, default) == ("geom", 1)
        assert renderer.get("attr") in pyogrio.read_info(package, layer=name)["fields"]
    assert attributes == {
        "incidents": "location_precision",
        "facilities": "kind",
        "footprints": "kind",
        "flags": "tier_500",
        "areas": "level",
    }


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("one.gpkg", "two.gpkg"):
        tables = {
            "incidents": _incidents(),
            "facilities": _facilities(outlines=False),
            "flags": FLAGS,
        }
        write_geopackage(tmp_path / name, tables, areas=_areas())
        write_geopackage(tmp_path / name, tables, areas=_areas())  # over the earlier one
    assert (tmp_path / "one.gpkg").read_bytes() == (tmp_path / "two.gpkg").read_bytes()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_tables_without_rows_or_places(tmp_path):
    path = tmp_path / "t.gpkg"
    tables = {
        "incidents": _incidents().iloc[2:],
        "facilities": _facilities().iloc[:0],
        "flags": FLAGS.iloc[:0],
    }
    write_geopackage(path, tables)
    assert set(pyogrio.list_layers(path)[:, 0]) >= {"incidents", "facilities", "flags"}
    assert len(pyogrio.read_dataframe(path, layer="incidents")) == 1
