"""CSV files: what is written comes back, and nothing in them runs."""

import csv

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import InputError
from layers.export import read_csv_back, write_csv
from layers.export._text import visible
from layers.export.csv_text import neutralise, restore

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
FORMULA = st.builds(
    lambda marks, sign, rest: "'" * marks + sign + rest,
    st.integers(0, 3),
    st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "", "\uff1d", "'"]),
    ANY_TEXT,
)


@given(st.one_of(ANY_TEXT, FORMULA))
def test_neutralising_is_exact(text):
    assert restore(neutralise(text)) == text


@given(st.one_of(ANY_TEXT, FORMULA))
def test_nothing_written_starts_a_formula(text):
    cell = neutralise(text)
    if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"}:
        float(cell)  # a plain number, which a spreadsheet takes for one


@given(rows=st.lists(st.tuples(st.one_of(ANY_TEXT, FORMULA, st.none()), ANY_TEXT), max_size=6))
def test_any_table_of_text_comes_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    table = pd.DataFrame(rows, columns=["a", "=b"], dtype=object)
    write_csv(table, path)
    back = read_csv_back(path)
    expected = [[None if c is None else visible(c) for c in row] for row in rows]
    assert back.columns.tolist() == ["a", "=b"]
    assert back.to_numpy(dtype=object).tolist() == expected


@given(cells=st.lists(st.one_of(ANY_TEXT, st.none()), max_size=6))
def test_one_column_comes_back_too(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    write_csv(pd.DataFrame({"only": pd.Series(cells, dtype=object)}), path)
    assert read_csv_back(path)["only"].tolist() == [c and visible(c) for c in cells]


def _read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_kind_of_column(tmp_path):
    table = pd.DataFrame(
        {
            "whole": pd.array([1, None, -3], dtype="Int64"),
            "number": [-31.5, np.nan, 1e-7],
            "yes": [True, False, True],
            "maybe": pd.array([True, None, False], dtype="boolean"),
            "day": pd.to_datetime(["2024-02-29", None, "1899-01-01"]).astype("datetime64[us]"),
            "moment": pd.to_datetime(["2024-02-29 10:05", None, "2024-03-01 00:00"]),
            "zone": pd.to_datetime(
                ["2024-02-29 23:30+02:00", None, "2024-03-01 00:00+00:00"], utc=True
            ),
            "list": [["a", "=b"], [], None],
            "mixed": [1.0, "x", pd.Timestamp("2024-01-02")],
            "text": pd.array(["=1+1", "", None], dtype="str"),
        },
        index=pd.Index(["-a", "b", "c"], dtype="str", name="incident_id"),
    )
    path = tmp_path / "t.csv"
    write_csv(table, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfincident_id,whole,")
    header, *rows = _read(path)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    assert columns == {
        "incident_id": ("'-a", "b", "c"),
        "whole": ("1", "", "-3"),
        "number": ("-31.5", "", "1e-07"),
        "yes": ("true", "false", "true"),
        "maybe": ("true", "", "false"),
        "day": ("2024-02-29", "", "1899-01-01"),
        "moment": ("2024-02-29T10:05:00", "", "2024-03-01T00:00:00"),
        "zone": ("2024-02-29T21:30:00", "", "2024-03-01T00:00:00"),
        "list": ("a; =b", "", ""),
        "mixed": ("1", "x", "2024-01-02"),
        "text": ("'=1+1", "'", ""),
    }


def test_numbers_stay_numbers_for_other_readers(tmp_path):
    path = tmp_path / "t.csv"
    write_csv(pd.DataFrame({"longitude": [-19.977760, 34.5], "name": ["-", "x"]}), path)
    back = pd.read_csv(path)
    assert back["longitude"].tolist() == [-19.97776, 34.5]
    assert back["name"].tolist() == ["'-", "x"]


def test_what_cannot_be_encoded_is_seen(tmp_path):
    path = tmp_path / "t.csv"
    write_csv(
        pd.DataFrame({"n\x00": pd.Series(["a\x00b", "\ud800", "\x1b[31m"], dtype=object)}), path
    )
    assert _read(path) == [["n␀"], ["a␀b"], ["\ufffd"], ["␛[31m"]]


def test_places_are_written_as_text(tmp_path):
    path = tmp_path / "t.csv"
    places = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[shapely.Point(1, 2), None], crs=4326)
    write_csv(places, path)
    assert _read(path) == [["a", "geometry"], ["1", "POINT (1 2)"], ["2", ""]]


def test_an_empty_table_has_its_header(tmp_path):
    path = tmp_path / "t.csv"
    write_csv(pd.DataFrame({"a": pd.Series(dtype="str"), "b": pd.Series(dtype="float64")}), path)
    assert _read(path) == [["a", "b"]]
    assert read_csv_back(path).empty


def test_a_broken_file_is_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 2: has 3 cells"):
        read_csv_back(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is empty"):
        read_csv_back(path)
