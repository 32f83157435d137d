"""Files as they come: encodings, separators, ragged rows, sheets, layers, reference systems."""

import datetime as dt
import gzip
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
from layers.formats import read_table
from layers.formats.grid import to_grid

NAMES = ["Hôpital Général", "“Al-Shifa”’s clinic – école"]
TEXT = f"id,name,lat,lon\n1,{NAMES[0]},31°30'15\"N,34°27'58\"E\n2,{NAMES[1]},1,2\n"
POINTS = gpd.GeoDataFrame(
    {"id": [1, 2], "name": ["A", "B"]},
    geometry=[shapely.Point(34.4661, 31.5042), shapely.Point(34.28, 31.34)],
    crs="EPSG:4326",
)


def written(tmp_path, content, name="list.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_every_usual_encoding_gives_the_same_text(tmp_path, encoding):
    raw = read_table(written(tmp_path, TEXT.encode(encoding)))
    assert raw.frame["name"].tolist() == NAMES
    assert raw.frame["lat"].iloc[0] == "31°30'15\"N"
    assert list(raw.frame) == ["id", "name", "lat", "lon"]
    assert raw.frame.index.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("id,name\n1,مستشفى الشفاء\n", "cp1256"), ("id,name\n1,Лікарня швидкої допомоги\n", "cp1251")],
)
def test_arabic_and_cyrillic_code_pages_are_told_from_western_ones(tmp_path, text, encoding):
    raw = read_table(written(tmp_path, text.encode(encoding)))
    assert raw.encoding == encoding
    assert raw.frame["name"].iloc[0] == text.split(",")[-1].strip()
    assert any(encoding in note for note in raw.notes)


def test_one_bad_byte_does_not_spoil_the_rest_of_a_utf8_file(tmp_path):
    text = "id,name\n" + "".join(f"{n},Лікарня №{n}\n" for n in range(50))
    raw = read_table(written(tmp_path, text.encode() + b"51,it\x92s\n"))
    assert raw.encoding == "utf-8"
    assert raw.frame["name"].iloc[0] == "Лікарня №0"
    assert "line 52" in raw.notes[0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path, separator):
    rows = [["id", "name", "lat"], ["1", "a", "31,5"], ["2", "b", "32,25"]]
    quoted = [[f'"{cell}"' if separator in cell else cell for cell in row] for row in rows]
    raw = read_table(written(tmp_path, "\n".join(separator.join(row) for row in quoted)))
    assert raw.separator == separator
    assert raw.frame["lat"].tolist() == ["31,5", "32,25"]


def test_excels_separator_line_is_no_header(tmp_path):
    raw = read_table(written(tmp_path, "sep=;\nid;name\n1;a,b\n"))
    assert raw.frame["name"].tolist() == ["a,b"]
    assert raw.separator == ";"


def test_a_quoted_line_break_is_one_cell_and_one_row(tmp_path):
    raw = read_table(written(tmp_path, 'id,text\r\n1,"first\r\nsecond"\r\n2,b\r\n'))
    assert raw.frame["text"].tolist() == ["first\r\nsecond", "b"]
    assert raw.frame.index.tolist() == [2, 3]


def test_gzip(tmp_path):
    raw = read_table(written(tmp_path, gzip.compress(TEXT.encode()), "list.csv.gz"))
    assert raw.frame["name"].tolist() == NAMES


def test_a_text_table_inside_a_zip(tmp_path):
    path = tmp_path / "list.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/list.csv", TEXT)
    raw = read_table(path)
    assert raw.frame["name"].tolist() == NAMES
    assert "folder/list.csv" in raw.notes[0]


def test_rows_with_one_empty_field_more_than_the_header_shift_nothing(tmp_path):
    raw = read_table(written(tmp_path, "id,lat,lon\n1,31.5,34.4,\n2,31.6,34.5,\n"))
    assert raw.frame["id"].tolist() == ["1", "2"]
    assert raw.frame["lon"].tolist() == ["34.4", "34.5"]
    assert "each of the 2 rows" in raw.notes[0]


def test_the_real_file_with_a_trailing_field(shared_data):
    path = shared_data / "incidents" / "ucdp_ged_sudan_api_trailing_field.csv"
    raw = read_table(path)
    assert raw.frame.shape == (3822, 47)
    latitude = raw.frame["latitude"].astype(float)
    assert latitude.between(3, 24).all()
    assert set(raw.frame["country"]) == {"Sudan"}
    assert any("no column is shifted" in note for note in raw.notes)
    # an independent reading of the same file
    other = pd.read_csv(path, index_col=False, dtype="str")
    assert other["id"].tolist() == raw.frame["id"].tolist()


def test_row_names_without_a_header_are_named_not_shifted(tmp_path):
    raw = read_table(written(tmp_path, "name,lat\n1,a,31.5\n2,b,31.6\n"))
    assert list(raw.frame) == ["row name", "name", "lat"]
    assert raw.frame["lat"].tolist() == ["31.5", "31.6"]


def test_an_unquoted_separator_is_reported_with_its_row(tmp_path):
    raw = read_table(written(tmp_path, "id,name,lat\n1,a,31\n2,b,c,32\n3,d,33\n"))
    assert raw.frame["column 4"].tolist()[1] == "32"
    assert any("row 3" in note for note in raw.notes)


def test_repeated_and_empty_headers_stay_apart(tmp_path):
    raw = read_table(written(tmp_path, "id,n,n,\n1,2,3,4\n"))
    assert list(raw.frame) == ["id", "n", "n (2)", "column 4"]


def test_blank_cells_are_null_and_text_is_not_guessed(tmp_path):
    raw = read_table(written(tmp_path, "id,code,x\n007,1e5,  \n008,NA,TRUE\n"))
    assert raw.frame["id"].tolist() == ["007", "008"]
    assert raw.frame["code"].tolist() == ["1e5", "NA"]
    assert raw.frame["x"].isna().tolist() == [True, False]


def test_hxl_tags_are_found_and_not_assumed(tmp_path):
    tags = "id,date,lat\n#id,,#geo+lat\n1,2020-01-01,3\n"
    tagged = read_table(written(tmp_path, tags))
    assert tagged.frame.index.tolist() == [3]
    assert "row 2 holds HXL tags" in tagged.notes[0]
    plain = read_table(written(tmp_path, "id,date,lat\n#1,2020-01-01,3\n", "plain.csv"))
    assert plain.frame.index.tolist() == [2]


def test_blank_rows_keep_their_numbers_and_do_not_trail(tmp_path):
    raw = read_table(written(tmp_path, "\n\nid,name\n1,a\n,\n2,b\n,\n\n"))
    assert raw.header_row == 3
    assert raw.frame.index.tolist() == [4, 5, 6]


def test_a_header_row_can_be_named(tmp_path):
    path = written(tmp_path, "A title,\nid,name\n1,a\n")
    assert list(read_table(path, header_row=2).frame) == ["id", "name"]
    with pytest.raises(InputError, match="row 9 holds no headers"):
        read_table(path, header_row=9)


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_workbook_cells_keep_their_type_and_rows_their_number(tmp_path):
    rows = [["id", "when", "lat", "flag"], [5691668660, dt.datetime(2020, 1, 2), 31.5, True]]  # noqa: DTZ001
    raw = read_table(workbook(tmp_path / "a.xlsx", {"Data": [*rows, [None] * 4, [2]]}))
    first = raw.frame.iloc[0].tolist()
    assert first[0] == 5691668660
    assert isinstance(first[0], int)
    assert pd.Timestamp(first[1]) == pd.Timestamp("2020-01-02")
    assert first[2:] == [31.5, True]
    assert raw.frame.index.tolist() == [2, 3, 4]
    assert raw.frame.iloc[1].isna().all()


def test_the_sheet_that_a_source_recognises_is_chosen(tmp_path):
    sheets = {
        "Notes": [["read me", "please"], ["x", "y"]],
        "List": [["Name", "Latitude", "Longitude"], ["a", 1, 2]],
    }
    path = workbook(tmp_path / "a.xlsx", sheets)
    raw = read_table(path)
    assert raw.sheet == "List"
    assert "Notes" in raw.notes[0]
    assert read_table(path, sheet="Notes").frame.shape == (1, 2)


def test_what_a_file_is_is_seen_from_its_content(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"S": [["id", "name"], [1, "a"]]})
    assert read_table(path.rename(tmp_path / "a.csv")).format == "workbook"


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.fgb", "a.shp"])
def test_layers(tmp_path, name):
    path = tmp_path / name
    POINTS.to_file(path)
    raw = read_table(path)
    assert raw.frame["name"].tolist() == ["A", "B"]
    assert raw.frame.index.tolist() == [1, 2]
    assert raw.geometry.crs == "EPSG:4326"
    assert raw.geometry.x.tolist() == [34.4661, 34.28]
    assert raw.geometry_text.iloc[0] == "POINT (34.4661 31.5042)"


def test_geoparquet_and_plain_parquet(tmp_path):
    POINTS.to_parquet(tmp_path / "a.parquet")
    assert read_table(tmp_path / "a.parquet").geometry.y.tolist() == [31.5042, 31.34]
    pd.DataFrame({"id": [1, None], "name": ["a", ""]}).to_parquet(tmp_path / "b.parquet")
    raw = read_table(tmp_path / "b.parquet")
    assert raw.geometry is None
    assert raw.frame["id"].iloc[0] == 1
    assert raw.frame["name"].isna().tolist() == [False, True]


@pytest.mark.parametrize("crs", ["EPSG:32636", "EPSG:2039"])
def test_a_projected_layer_is_reprojected_and_keeps_its_own_numbers(tmp_path, crs):
    path = tmp_path / "a.gpkg"
    local = POINTS.to_crs(crs)
    local.to_file(path)
    raw = read_table(path)
    # geopandas' own reprojection, there and back, is the oracle
    expected = gpd.read_file(path).to_crs("EPSG:4326").geometry
    assert raw.geometry.reset_index(drop=True).geom_equals_exact(expected, 1e-9).all()
    assert np.allclose(raw.geometry.x, POINTS.geometry.x, atol=1e-5)
    assert raw.crs == crs
    assert any(f"reprojected from {crs}" in note for note in raw.notes)
    assert f"{local.geometry.x.iloc[0]:.0f}"[:4] in raw.geometry_text.iloc[0]


def test_a_layer_without_a_reference_system(tmp_path):
    degrees = tmp_path / "degrees.shp"
    POINTS.to_file(degrees)
    degrees.with_suffix(".prj").unlink()
    raw = read_table(degrees)
    assert any("no reference system" in note for note in raw.notes)
    metres = tmp_path / "metres.shp"
    POINTS.to_crs("EPSG:32636").to_file(metres)
    metres.with_suffix(".prj").unlink()
    with pytest.raises(InputError, match=r"metres\.shp.*\.prj"):
        read_table(metres)


def zipped_shapefile(tmp_path, frame, name="layer"):
    frame.to_file(tmp_path / f"{name}.shp")
    path = tmp_path / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob(f"{name}.[!z]*"):
            archive.write(part, f"deep/{part.name}")
    return path


def test_a_shapefile_deep_in_a_zip(tmp_path):
    raw = read_table(zipped_shapefile(tmp_path, POINTS))
    assert raw.geometry.x.tolist() == [34.4661, 34.28]
    assert raw.format == "layer in a zip"


def test_outlines_come_through_and_crossed_ones_are_mended(tmp_path):
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    frame = gpd.GeoDataFrame({"id": [1]}, geometry=[bow], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.gpkg")
    raw = read_table(tmp_path / "a.gpkg")
    assert raw.geometry.is_valid.all()
    assert shapely.area(raw.geometry.iloc[0]) == pytest.approx(0.5)
    assert any("mended" in note for note in raw.notes)


def test_a_layer_can_be_named_and_styles_are_no_layer(tmp_path):
    path = tmp_path / "a.gpkg"
    POINTS.to_file(path, layer="first")
    POINTS.iloc[:1].to_file(path, layer="second")
    assert len(read_table(path, sheet="second").frame) == 1
    with pytest.raises(InputError, match="first, second"):
        read_table(path, sheet="third")


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0\ufeff"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=2, max_size=6))
def test_any_rows_of_text_are_a_table_or_a_clear_refusal(tmp_path_factory, rows):
    try:
        grid = to_grid(rows, tmp_path_factory.getbasetemp() / "x.csv")
    except InputError as error:
        assert "x.csv" in str(error)  # noqa: PT017 - either outcome is right
        return
    assert grid.frame.columns.is_unique
    assert grid.frame.index[0] > grid.header_row
    kept = {cell for column in grid.frame for cell in grid.frame[column].dropna()}
    below = rows[grid.frame.index[0] - 1 :]
    assert kept == {cell for row in below for cell in row if cell.strip()}
