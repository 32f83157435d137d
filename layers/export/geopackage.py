"""The GeoPackage: every table of a run in one file that QGIS opens drawn right.

Tables with places are layers, the others plain tables, pairs of incident and facility lines between
the two. Styles are in the table ``layer_styles``, where QGIS looks for them. The time stamps that
the format asks for are fixed, so that the same tables give the same bytes.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.vocabulary import CRS
from layers.export._text import settle, with_index
from layers.export.qgis_styles import Shape, column_to_colour, qml

_WHEN: Final = "2000-01-01T00:00:00.000Z"
_POLYGONAL: Final = ("Polygon", "MultiPolygon")
_STYLES: Final = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""


@contextmanager
def _fixed_date() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _WHEN})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _unclashing(names: list[str]) -> list[str]:
    """Return column names SQLite can hold beside its own: case does not tell them apart there."""
    taken = {"fid", "geom"}
    out = []
    for name in names:
        new, number = name, 2
        while new.casefold() in taken:
            new, number = f"{name}_{number}", number + 1
        taken.add(new.casefold())
        out.append(new)
    return out


def _attributes(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns but the geometry, each of a kind that a GeoPackage holds."""
    plain = pd.DataFrame(with_index(table))
    if isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name in plain:
        plain = plain.drop(columns=table.active_geometry_name)
    columns = {}
    for name, at in zip(_unclashing([str(c) for c in plain]), range(plain.shape[1]), strict=True):
        column = settle(plain.iloc[:, at])
        if pd.api.types.is_bool_dtype(column.dtype):
            column = column.astype("boolean")
        elif column.dtype == object or isinstance(column.dtype, pd.StringDtype):
            column = column.astype("str")
        columns[name] = column.reset_index(drop=True)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(plain)))


def _geometry(table: gpd.GeoDataFrame) -> gpd.GeoSeries:
    return table.geometry.reset_index(drop=True).to_crs(CRS)


def _pair_lines(
    flags: pd.DataFrame, incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame
) -> gpd.GeoSeries:
    """Return a line from each incident to the facility it is paired with, null without one."""
    ends = []
    for table, column in ((incidents, "incident_id"), (facilities, "facility_id")):
        points = table.geometry.representative_point()
        ends.append(points.reindex(flags[column].to_numpy()))
    whole = ends[0].notna().to_numpy() & ends[1].notna().to_numpy()
    whole &= ~(ends[0].is_empty.to_numpy() | ends[1].is_empty.to_numpy())
    lines = np.full(len(flags), None, dtype=object)
    corners = [shapely.get_coordinates(end.values[whole]) for end in ends]
    lines[whole] = shapely.linestrings(np.stack(corners, axis=1))
    return gpd.GeoSeries(lines, index=pd.RangeIndex(len(flags)), crs=CRS)


def _spatial(
    name: str, table: gpd.GeoDataFrame
) -> Iterator[tuple[str, pd.DataFrame, gpd.GeoSeries, str, Shape]]:
    """Yield a table as layers of one kind of geometry each, which is what QGIS can style."""
    attributes, geometry = _attributes(table), _geometry(table)
    polygonal = geometry.geom_type.isin(_POLYGONAL)
    if name == "areas" or (polygonal.any() and polygonal[geometry.notna()].all()):
        yield name, attributes, geometry, "MultiPolygon", "fill"
        return
    points = geometry.copy()
    points[polygonal] = geometry[polygonal].representative_point()
    yield name, attributes, points, "Point", "marker"
    if polygonal.any():
        footprints = geometry[polygonal].reset_index(drop=True)
        rows = attributes[polygonal].reset_index(drop=True)
        yield "footprints", rows, footprints, "MultiPolygon", "fill"


def _layers(
    tables: Mapping[str, pd.DataFrame],
) -> Iterator[tuple[str, pd.DataFrame, gpd.GeoSeries | None, str | None, Shape]]:
    for name, table in tables.items():
        if isinstance(table, gpd.GeoDataFrame):
            yield from _spatial(name, table)
        elif name == "flags" and {"incidents", "facilities"} <= set(tables):
            lines = _pair_lines(table, tables["incidents"], tables["facilities"])
            yield name, _attributes(table), lines, "LineString", "line"
        elif len(table.columns):
            yield name, _attributes(table), None, None, "marker"


def _write_layer(
    path: Path,
    name: str,
    attributes: pd.DataFrame,
    geometry: gpd.GeoSeries | None,
    kind: str | None,
) -> None:
    options: dict[str, Any] = {
        "layer": name, "driver": "GPKG", "append": path.exists(),
        "use_arrow": True,  # column by column, twice as fast as cell by cell, and the same bytes
    }  # fmt: skip
    if geometry is None:
        pyogrio.write_dataframe(attributes, path, **options)
        return
    frame = gpd.GeoDataFrame(attributes, geometry=geometry.set_axis(attributes.index), crs=CRS)
    pyogrio.write_dataframe(
        frame, path, geometry_type=kind, promote_to_multi=kind == "MultiPolygon", **options
    )


def _write_styles(path: Path, styles: list[tuple[str, str]]) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(_STYLES)
        connection.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "ui, update_time) VALUES ('', '', ?, 'geom', 'nostrike', ?, '', 1, '', '', NULL, ?)",
            [(name, style, _WHEN) for name, style in styles],
        )
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
            "last_change) VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (_WHEN,),
        )
    connection.close()


def write_geopackage(
    path: str | Path,
    tables: Mapping[str, pd.DataFrame],
    *,
    areas: gpd.GeoDataFrame | None = None,
) -> None:
    """Write tables as the layers of one GeoPackage.

    Parameters
    ----------
    path
        The file to write; one that is there is replaced.
    tables
        Name -> table. GeoDataFrames (EPSG:4326) become layers: points, with outlines in a second
        layer ``footprints``. ``flags`` becomes lines where ``incidents`` and ``facilities`` are
        given too. A table without columns is left out.
    areas
        The areas that stand for vague places, as a layer of their own.

    Notes
    -----
    A column whose name SQLite could not tell from another's ("Name", "name") or from the format's
    own (``fid``, ``geom``) gets a number behind it. Lists become text joined by "; ".
    """
    path = Path(path)
    path.unlink(missing_ok=True)
    every = dict(tables) if areas is None else {**tables, "areas": areas}
    styles: list[tuple[str, str]] = []
    with _fixed_date():
        for name, attributes, geometry, kind, shape in _layers(every):
            _write_layer(path, name, attributes, geometry, kind)
            column = column_to_colour(name, attributes.columns)
            if geometry is not None and column is not None:
                styles.append((name, qml(column, shape)))
    _write_styles(path, styles)
