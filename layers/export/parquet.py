"""Parquet and GeoParquet files, readable anywhere and the same on every run."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from layers.export._text import settle


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray"


def _storable(column: pd.Series) -> pd.Series:
    """Return a column that Arrow takes: lists as lists of text, mixed cells as text."""
    if column.dtype != object or isinstance(column, gpd.GeoSeries):
        return column
    held = column.dropna()
    if len(held) and held.map(_is_list).all():
        texts = [[str(item) for item in value] if _is_list(value) else None for value in column]
        return pd.Series(texts, index=column.index, dtype=object)
    return settle(column).astype("str")


def _prepare(table: pd.DataFrame) -> pd.DataFrame:
    out = table.copy(deep=False)
    for name in table.columns[table.dtypes.eq(object)]:
        out[name] = _storable(table[name])
    return out


def _name_the_kinds(path: str | Path) -> None:
    """Give columns that hold empty lists only the kind that all others of the name have."""
    untyped = pa.list_(pa.null())
    schema = pq.read_schema(path)
    if any(field.type == untyped for field in schema):
        fields = [f.with_type(pa.list_(pa.string())) if f.type == untyped else f for f in schema]
        typed = pq.read_table(path).cast(pa.schema(fields, schema.metadata))
        pq.write_table(typed, path, compression="zstd")


def write_parquet(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table without places. A named index is kept as a column; an unnamed one is not."""
    index = True if table.index.name is not None else None
    _prepare(table).to_parquet(path, engine="pyarrow", compression="zstd", index=index)
    _name_the_kinds(path)


def write_geoparquet(table: gpd.GeoDataFrame, path: str | Path) -> None:
    """Write a table with places as GeoParquet 1.1 (WKB, EPSG:4326, with a bounding box per row).

    Parameters
    ----------
    table
        A canonical table; null geometries stay null. Columns of mixed cells become text.
    path
        The file to write.
    """
    _prepare(table).to_parquet(
        path, compression="zstd", schema_version="1.1.0", write_covering_bbox=True
    )
    _name_the_kinds(path)
