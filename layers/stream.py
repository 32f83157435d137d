"""Places of a GeoParquet file too large for memory, some rows at a time.

Points are read from their bytes straight to coordinates. With `geo.nearest` or `geo.iter_within`
and `layers.export.write_pairs` two files are joined in the memory of a part of one.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from layers.errors import InputError

ROWS_AT_ONCE: Final = 262_144
_CRS_UNSTATED: Final = "OGC:CRS84"  # what GeoParquet takes a file for that states none
_POINT: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
_LITTLE, _POINT_KIND = 1, 1


def iter_places(
    path: str | Path, *, id_column: str | None = None, rows_at_once: int = ROWS_AT_ONCE
) -> Iterator[gpd.GeoSeries]:
    """Yield the places of a GeoParquet file, some rows at a time.

    Parameters
    ----------
    path
        The file; its geometry as WKB, or points as x and y.
    id_column
        The column of ids; else rows are numbered from 0.
    rows_at_once
        How many rows a part has at most.

    Yields
    ------
    GeoSeries in the CRS of the file (none where it says that it has none), indexed by id. One after
    the other they are the rows of the file.

    Raises
    ------
    InputError
        The file is missing, no GeoParquet, or lacks the column.

    Examples
    --------
    Each incident's nearest site, file to file:

    >>> def nearest_site(incidents, sites, out):  # doctest: +SKIP
    ...     parts = (geo.nearest(some, sites) for some in iter_places(incidents))
    ...     return layers.export.write_pairs(parts, out)
    """
    path = Path(path)
    try:
        file = pq.ParquetFile(path)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except (OSError, pa.ArrowInvalid) as fault:
        raise InputError(f"{path}: is no readable Parquet file ({fault})") from None
    with file:
        name, about = _geometry_column(path, file)
        crs = CRS.from_user_input(about.get("crs", _CRS_UNSTATED)) if _has_crs(about) else None
        if id_column is not None and id_column not in file.schema_arrow.names:
            known = ", ".join(file.schema_arrow.names)
            raise InputError(f"{path}: has no column {id_column!r}; it has {known}")
        columns = [name] if id_column is None else [name, id_column]
        first = 0
        for batch in file.iter_batches(rows_at_once, columns=columns):
            last = first + batch.num_rows
            index = (
                pd.RangeIndex(first, last)
                if id_column is None
                else pd.Index(batch.column(id_column).to_pandas(), name=id_column)
            )
            yield gpd.GeoSeries(_shapes(batch.column(name)), index=index, crs=crs)
            first = last


def _geometry_column(path: Path, file: pq.ParquetFile) -> tuple[str, dict[str, Any]]:
    try:
        geo = json.loads((file.schema_arrow.metadata or {})[b"geo"])
        name = geo["primary_column"]
        return name, geo["columns"][name]
    except (KeyError, ValueError, TypeError):
        raise InputError(
            f"{path}: is Parquet, but no GeoParquet: it does not say which column holds the places"
        ) from None


def _has_crs(about: dict[str, Any]) -> bool:
    """Say whether a file has a CRS: null is none, one left out is longitude and latitude."""
    return about.get("crs", _CRS_UNSTATED) is not None


def _shapes(column: pa.Array) -> npt.NDArray[np.object_]:
    """Return the shapes of a column; null where there is none."""
    if pa.types.is_struct(column.type):
        x, y = (column.field(axis).to_numpy(zero_copy_only=False) for axis in ("x", "y"))
        return _points(x, y, np.asarray(column.is_null()))
    points = _plain_points(column)
    if points is None:
        return np.asarray(shapely.from_wkb(column.to_numpy(zero_copy_only=False)))
    return _points(*points, np.asarray(column.is_null()))


def _points(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], missing: npt.NDArray[np.bool_]
) -> npt.NDArray[np.object_]:
    shapes = np.full(len(missing), None, dtype=object)
    shapes[~missing] = shapely.points(x[~missing], y[~missing])
    return shapes


def _plain_points(
    column: pa.Array,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
    """Return coordinates where all of a column are points of two coordinates, else nothing."""
    known = column.drop_null().cast(pa.large_binary())
    if len(known):
        _, ends, data = known.buffers()
        offsets = np.frombuffer(ends, np.int64)[known.offset : known.offset + len(known) + 1]
        if (np.diff(offsets) != _POINT.itemsize).any():
            return None
        raw = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]].view(_POINT)
        if (raw["order"] != _LITTLE).any() or (raw["kind"] != _POINT_KIND).any():
            return None
    x, y = np.full(len(column), np.nan), np.full(len(column), np.nan)
    if len(known):
        some = ~np.asarray(column.is_null())
        x[some], y[some] = raw["x"], raw["y"]
    return x, y
