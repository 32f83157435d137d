"""Files joined without being read whole: the same rows, in the memory of a part."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import geo
from layers.errors import InputError
from layers.export import write_pairs
from layers.stream import iter_places


def points(n, seed=1, crs=4326):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(34.4, 0.2, n), rng.normal(31.5, 0.2, n)
    return gpd.GeoSeries.from_xy(
        x, y, crs=crs, index=pd.Index([f"i{k}" for k in range(n)], name="id")
    )


def written(tmp_path, series, **how):
    path = tmp_path / "places.parquet"
    gpd.GeoDataFrame(geometry=series).to_parquet(path, **how)
    return path


def joined(parts):
    return pd.concat(list(parts))


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_all_rows_in_order_whatever_the_part(tmp_path, encoding):
    places = points(1_000)
    places.iloc[[0, 300, 999]] = None
    path = written(tmp_path, places, geometry_encoding=encoding, row_group_size=256)
    parts = list(iter_places(path, id_column="id", rows_at_once=100))
    assert max(map(len, parts)) <= 100
    found = joined(parts)
    assert found.index.equals(places.index)
    assert found.crs == places.crs
    assert found.isna().tolist() == places.isna().tolist()
    assert found.dropna().geom_equals(places.dropna()).all()
    assert joined(iter_places(path)).index.tolist() == list(range(1_000))


def test_footprints_and_points_of_three_coordinates_are_read_too(tmp_path):
    places = points(20)
    places.iloc[3] = shapely.box(34, 31, 35, 32)
    places.iloc[4] = shapely.Point(1, 2, 3)
    found = joined(iter_places(written(tmp_path, places), id_column="id"))
    assert found.geom_equals(places).all()
    assert found.iloc[4].has_z


def test_bytes_of_the_other_order(tmp_path):
    places = points(5)
    path = written(tmp_path, places)
    table = pq.read_table(path)
    turned = shapely.to_wkb(places.to_numpy(), byte_order=0)
    at = table.schema.get_field_index("geometry")
    column = pa.array(turned, type=table.schema.field(at).type)
    pq.write_table(table.set_column(at, table.schema.field(at), column), path)
    assert joined(iter_places(path, id_column="id")).geom_equals(places).all()


def test_a_reference_system_is_kept_and_none_is_refused_with_the_mend(tmp_path):
    projected = points(50).to_crs(32636)
    [part] = iter_places(written(tmp_path, projected))
    assert part.crs == projected.crs
    [bare] = iter_places(written(tmp_path, points(5, crs=None)))
    with pytest.raises(ValueError, match="set_crs"):
        geo.nearest(bare, points(5))


def test_what_is_no_such_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        next(iter_places(tmp_path / "none.parquet"))
    (tmp_path / "text.parquet").write_text("id,x,y")
    with pytest.raises(InputError, match="no readable Parquet"):
        next(iter_places(tmp_path / "text.parquet"))
    pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "plain.parquet")
    with pytest.raises(InputError, match="no GeoParquet"):
        next(iter_places(tmp_path / "plain.parquet"))
    with pytest.raises(InputError, match="has no column 'key'; it has"):
        next(iter_places(written(tmp_path, points(3)), id_column="key"))


def test_file_to_file_is_the_join_of_the_tables(tmp_path):
    incidents, sites = points(900), points(60, seed=2).set_axis([f"s{k}" for k in range(60)])
    path = written(tmp_path, incidents)
    parts = (
        geo.nearest(some, sites) for some in iter_places(path, id_column="id", rows_at_once=70)
    )
    assert write_pairs(parts, tmp_path / "nearest.parquet") == 900
    back = pd.read_parquet(tmp_path / "nearest.parquet")
    pd.testing.assert_frame_equal(back, geo.nearest(incidents, sites))


def test_pairs_are_written_part_by_part(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.points.PAIRS_AT_ONCE", 500)
    left, right = points(400), points(100, seed=3)
    parts = list(geo.iter_within(left, right, 20_000.0))
    assert len(parts) > 5
    rows = write_pairs(iter(parts), tmp_path / "pairs.parquet")
    back = pd.read_parquet(tmp_path / "pairs.parquet")
    pd.testing.assert_frame_equal(back, pd.concat(parts, ignore_index=True))
    assert rows == len(back)
    assert pq.ParquetFile(tmp_path / "pairs.parquet").num_row_groups == len(parts)


def test_no_pairs_and_pairs_cut_short(tmp_path):
    assert write_pairs([], tmp_path / "none.parquet") == 0
    assert pq.read_metadata(tmp_path / "none.parquet").num_rows == 0

    def broken():
        yield pd.DataFrame({"a": [1]})
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        write_pairs(broken(), tmp_path / "broken.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["none.parquet"]
