"""What cannot be used: one clear message, naming the file and how to mend it."""

import gzip
import io
import zipfile

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import InputError
from layers.load import load_facilities, load_incidents

GOOD = "id,name,latitude,longitude\n1,A,31.5,34.4\n2,B,31.6,34.5\n"


def book(rows):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


XLSX = book([["id", "name", "latitude", "longitude"], [1, "A", 31.5, 34.4]])
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NOISE = np.random.default_rng(7).integers(0, 256, 4000, dtype="uint8").tobytes()

BAD = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"  \n \n", "is empty"),
    "bom.csv": (b"\xef\xbb\xbf", "is empty"),
    "commas.csv": (b",,,\n,,\n", "is empty"),
    "header.csv": (b"id,name,latitude,longitude\n", "no row below"),
    "tags.csv": (b"id,latitude,longitude\n#id,#lat,#lon\n", "no row below"),
    "nul.csv": (bytes(5000), "binary"),
    "noise.csv": (NOISE, "binary"),
    "noise.xlsx": (NOISE, "binary"),
    "page.csv": (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web page"),
    "page.xlsx": (b"\n <HTML><head></head></HTML>", "web page"),
    "data.xml": (b"<?xml version='1.0'?><rows/>", "XML"),
    "data.json": (b'[{"lat": 1}]', "JSON"),
    "locked.xlsx": (OLE2 + "EncryptedPackage".encode("utf-16-le") + bytes(600), "password"),
    "old.xls": (OLE2, "cannot be opened"),
    "cut.xlsx": (XLSX[: len(XLSX) // 2], "cut short"),
    "hollow.xlsx": (archive(**{"[Content_Types].xml": "<x/>"}), "cannot be opened"),
    "cut.csv.gz": (gzip.compress(GOOD.encode() * 50)[:40], "cut short"),
    "empty.csv.gz": (gzip.compress(b""), "is empty"),
    "nothing.zip": (archive(**{"readme.md": "hello"}), "no layer"),
    "void.zip": (archive(), "no layer"),
    "cut.geojson": (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "damaged"),
    "none.geojson": (b'{"type": "FeatureCollection", "features": []}', "no features"),
    "cut.gpkg": (b"SQLite format 3\0" + bytes(100), "damaged"),
    "cut.parquet": (b"PAR1" + bytes(100), "damaged"),
    "cut.shp": (b"\x00\x00\x27\x0a" + bytes(90), "damaged"),
    "placeless.csv": (b"id,name,city\n1,A,Gaza\n", "no column could be the place"),
    "text.csv": (b"hello\nworld\n", "no column could be the place"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_is_named_with_its_fault(tmp_path, name):
    content, fault = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=fault) as error:
        load_facilities(path)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv: there is no such file"):
        load_facilities(tmp_path / "gone.csv")
    with pytest.raises(InputError, match="is a folder"):
        load_incidents(tmp_path)


@pytest.mark.parametrize("layer", ["geojson", "gpkg"])
def test_a_layer_without_columns_still_has_places(tmp_path, layer):
    path = tmp_path / f"a.{layer}"
    frame = gpd.GeoDataFrame({"x1": [1]}, geometry=[shapely.Point(34, 31)], crs="EPSG:4326")
    frame.to_file(path)
    assert len(load_facilities(path).table) == 1


def test_an_unknown_sheet_lists_those_there(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(XLSX)
    with pytest.raises(InputError, match="no sheet 'List'; the sheets are: Sheet"):
        load_facilities(path, sheet="List")
    text = tmp_path / "a.csv"
    text.write_text(GOOD)
    with pytest.raises(InputError, match="no sheets"):
        load_facilities(text, sheet="List")


def test_a_forced_source_must_exist_and_fit(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(GOOD)
    with pytest.raises(InputError, match=r"no source.*ucdp_ged"):
        load_incidents(path, "acledd")
    with pytest.raises(InputError, match="a source of facilities"):
        load_incidents(path, "healthsites")
    with pytest.raises(InputError, match="has none of its columns"):
        load_incidents(path, "airwars")
    assert len(load_facilities(path, "generic_facilities").table) == 2


def test_a_list_of_the_other_kind_is_told(tmp_path, shared_data):
    with pytest.raises(InputError, match=r"a list of facilities.*not of incidents"):
        load_incidents(shared_data / "facilities" / "gaza_health_facilities_who_2026.xlsx")
    with pytest.raises(InputError, match=r"a list of incidents.*not of facilities"):
        load_facilities(shared_data / "incidents" / "ucdp_ged_sudan_hdx_hxl.csv")
    path = tmp_path / "a.csv"
    path.write_text("colour,size\nred,3\n")
    with pytest.raises(InputError, match="no source is known"):
        load_incidents(path)


@pytest.mark.parametrize(
    "rows",
    [
        "H1,Alpha,31.50,34.40\nH1,Beta,31.60,34.50",
        "H1,Alpha,31.50,34.40\nH1,Alpha,31.60,34.50",
        "H1,Alpha,31.50,34.40\nH1,Beta,31.505,34.40",
        "H1,,31.50,34.40\nH1,,31.60,34.50",
    ],
)
def test_one_id_for_different_places(tmp_path, rows):
    path = tmp_path / "twice.csv"
    path.write_text(f"facility_id,name,latitude,longitude\nH0,Gamma,31.4,34.3\n{rows}\n")
    with pytest.raises(InputError) as error:
        load_facilities(path)
    for word in ("twice.csv", "'H1'", "row 3", "row 4", "31.50 | 34.40", "id of its own"):
        assert word in str(error.value)


def test_a_file_of_blank_and_total_lines_only(tmp_path):
    path = tmp_path / "totals.csv"
    path.write_text("name,latitude,longitude\nTotal,,\n")
    with pytest.raises(InputError, match=r"totals\.csv: no row holds data"):
        load_facilities(path)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b", b"{", b"PAR1"]))
def test_no_bytes_make_it_stumble(tmp_path_factory, content, start):
    path = tmp_path_factory.getbasetemp() / "any.bin"
    path.write_bytes(start + content)
    try:
        loaded = load_facilities(path)
    except InputError as error:
        assert "any.bin" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert len(loaded.table)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n,\"'"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_whatever_the_cells_hold_every_row_is_accounted_for(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "cells.csv"
    head = "name,latitude,longitude,registered_on,type\n"
    path.write_text(head + "x,1,2,,\n" + "\n".join(map(",".join, rows)), encoding="utf-8")
    try:
        loaded = load_facilities(path)
    except InputError as error:
        assert "cells.csv" in str(error)  # noqa: PT017 - either outcome is right
        return
    account = loaded.accounting.iloc[0]
    assert account["read"] == account["loaded"] + account["rejected"] + account["merged"]
    assert len(loaded.rejected) == account["rejected"]
    assert pd.Index(loaded.table["row"]).is_unique
