"""Parquet files, read back with pyarrow and geopandas."""

import json

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import shapely

from layers.export import write_geoparquet, write_parquet
from layers.schema import conform_facilities


def _facilities(**more):
    frame = pd.DataFrame(
        {
            "source": "t",
            "kind": "hospital",
            "coordinates_status": ["ok", "missing"],
            "names_other": [["a", "b"], []],
            "geometry": [shapely.Point(-20, -30), None],
            "t_mixed": pd.Series([1.5, "=x"], dtype=object),
            "t_torn": pd.Series(["a\ud800", None], dtype=object),
            **more,
        }
    )
    return conform_facilities(frame.set_axis(["t:1", "t:2"]))


def test_a_canonical_table_comes_back(tmp_path):
    path = tmp_path / "f.parquet"
    table = _facilities()
    write_geoparquet(table, path)
    back = gpd.read_parquet(path)
    assert back.crs == "EPSG:4326"
    assert back.index.name == "facility_id"
    assert back.index.tolist() == ["t:1", "t:2"]
    assert back.geometry.tolist() == [shapely.Point(-20, -30), None]
    assert [list(names) for names in back["names_other"]] == [["a", "b"], []]
    assert back["t_mixed"].tolist() == ["1.5", "=x"]
    assert back["t_torn"].iloc[0] == "a\ufffd"
    assert back["exists_from"].dtype == table["exists_from"].dtype


def test_it_is_geoparquet_for_others(tmp_path):
    path = tmp_path / "f.parquet"
    write_geoparquet(_facilities(names_other=[[], []]), path)
    schema = pq.read_schema(path)
    meta = json.loads(schema.metadata[b"geo"])
    assert meta["version"] == "1.1.0"
    assert meta["columns"]["geometry"]["encoding"] == "WKB"
    assert str(schema.field("names_other").type.value_type) == "string"  # empty lists too


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_geoparquet(_facilities(), tmp_path / name)
        write_parquet(pd.DataFrame({"p_500": [0.5, None]}), tmp_path / f"{name}.plain")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one.plain").read_bytes() == (tmp_path / "two.plain").read_bytes()


def test_a_table_without_places(tmp_path):
    path = tmp_path / "f.parquet"
    write_parquet(pd.DataFrame({"p_500": [0.5, None], "n": [["a"], None]}, index=[4, 2]), path)
    back = pq.read_table(path).to_pydict()
    assert back["p_500"] == [0.5, None]
    assert back["n"] == [["a"], None]
    write_parquet(pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="id")), path)
    assert pd.read_parquet(path).index.tolist() == ["x"]


def test_the_input_is_left_alone(tmp_path):
    table = _facilities()
    before = table.copy(deep=True)
    write_geoparquet(table, tmp_path / "f.parquet")
    pd.testing.assert_frame_equal(table, before)
