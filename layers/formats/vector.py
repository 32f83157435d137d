"""Geographic layers: GeoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf and GeoParquet.

What phones write, KML, KMZ and GPX, is in `phone`.

Whatever reference system a layer declares, its features come back in EPSG:4326, and the text of
their place in the layer's own numbers beside them.
"""

import io
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from geo.vocabulary import CRS
from layers.errors import InputError
from layers.formats.grid import clean_column
from layers.headers import unique_headers
from layers.source import RawTable
from layers.sources import Role, recognise

_LAYERS: Final = (".shp", ".gpkg", ".geojson", ".json", ".fgb")
_SAME_AS_4326: Final = ("EPSG:4326", "OGC:CRS84")
_LONGEST_WKT: Final = 120


def layers_in_zip(archive: zipfile.ZipFile) -> list[str]:
    """Return the names of the geographic files inside an archive."""
    names = [n for n in archive.namelist() if not n.startswith("__MACOSX/")]
    return [name for name in names if Path(name).suffix.casefold() in _LAYERS]


def read_vector(
    path: Path,
    *,
    layer: str | None = None,
    role: Role | None = None,
    member: str | None = None,
    notes: tuple[str, ...] = (),
) -> RawTable:
    """Read one layer.

    Parameters
    ----------
    path
        The file.
    layer
        The layer's name; None takes the first that a source recognises, else the first with
        features.
    role
        Recognise sources of incidents or of facilities only.
    member
        The file inside a zip archive.
    notes
        What was noted before.

    Raises
    ------
    InputError
        The file is damaged, has no such layer, or its numbers need a reference system it lacks.
    """
    place = f"/vsizip/{{{path}}}/{member}" if member else str(path)
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            found = _layers(path, place, layer)
            name = layer or _choose(place, found, role)
            frame = pyogrio.read_dataframe(place, layer=name, on_invalid="ignore")
    except InputError:
        raise
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise _unreadable(path, error) from error
    except (ValueError, RuntimeError, shapely.errors.ShapelyError) as error:
        raise _unreadable(path, error) from error
    rest = ", ".join(other for other in found if other != name)
    notes = (*notes, f"other layers not read: {rest}") if rest else notes
    complaints = dict.fromkeys(_first_line(warning.message, path) for warning in said)
    kind = "layer" if member is None else "layer in a zip"
    return to_raw(path, frame, format_name=kind, layer=name, notes=(*notes, *complaints))


def _layers(path: Path, place: str, layer: str | None) -> list[str]:
    found = [str(name) for name, _ in pyogrio.list_layers(place) if name != "layer_styles"]
    if layer is not None and layer not in found:
        raise InputError(
            f"{path.name}: there is no layer {layer!r}; the layers are: {', '.join(found)}"
        )
    if not found:
        raise InputError(f"{path.name}: the file holds no layer; export it again")
    return found


def read_parquet(path: Path) -> RawTable:
    """Read GeoParquet, or a plain Parquet table.

    Raises
    ------
    InputError
        The file is damaged.
    """
    data = path.read_bytes()
    try:
        frame = gpd.read_parquet(io.BytesIO(data))
    except ValueError:  # no geometry is declared: a plain table
        try:
            frame = pd.read_parquet(io.BytesIO(data))
        except (ValueError, OSError) as error:
            raise _unreadable(path, error) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if frame.index.name and frame.index.name not in frame.columns:
        frame = frame.reset_index()
    return to_raw(path, frame, format_name="parquet", layer=None, notes=())


def to_raw(
    path: Path, frame: pd.DataFrame, *, format_name: str, layer: str | None, notes: tuple[str, ...]
) -> RawTable:
    """Return a frame of features (or plain rows) as a raw table, rows counted from 1.

    Raises
    ------
    InputError
        There is no row, or the reference system is missing and cannot be degrees.
    """
    if not len(frame):
        raise InputError(f"{path.name}: the layer holds no features; give one that does")
    frame = frame.set_axis(pd.RangeIndex(1, len(frame) + 1), axis="index")
    geometry = None
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name:
        geometry = frame.geometry
        frame = pd.DataFrame(frame.drop(columns=frame.active_geometry_name))
    names = unique_headers(frame.columns)
    cells = {
        name: clean_column(frame.iloc[:, position].astype(object)).set_axis(frame.index)
        for position, name in enumerate(names)
    }
    plain = pd.DataFrame(cells, index=frame.index)
    if geometry is None:
        return RawTable(path, format_name, plain, sheet=layer, notes=notes)
    return _with_places(RawTable(path, format_name, plain, sheet=layer, notes=notes), geometry)


def _with_places(raw: RawTable, geometry: gpd.GeoSeries) -> RawTable:
    """Add the features' places to their attributes."""
    path, index = raw.path, raw.frame.index
    values = shapely.force_2d(geometry.to_numpy())
    values = np.where(shapely.is_empty(values), None, values)
    text = pd.Series(_as_text(values), index=index, dtype="str")
    crs, more = _crs(path, geometry.crs, values)
    places = gpd.GeoSeries(values, index=index, crs=crs)
    declared = crs.to_string()
    if declared not in _SAME_AS_4326 and not crs.equals(pyproj.CRS(CRS), ignore_axis_order=True):
        places = places.to_crs(CRS)
        lost = ~np.isfinite(shapely.get_coordinates(places.to_numpy())).all()
        if lost:
            raise InputError(
                f"{path.name}: some coordinates lie outside what its reference system "
                f"({declared}) can hold; check that the CRS declared is the one used"
            )
        more = (*more, f"reprojected from {declared} to {CRS}")
    places = gpd.GeoSeries(places.to_numpy(), index=index, crs=CRS)
    invalid = ~shapely.is_valid(places.to_numpy()) & places.notna().to_numpy()
    if invalid.any():
        mended = shapely.make_valid(places.to_numpy()[invalid])
        places = gpd.GeoSeries(places.mask(invalid, None), crs=CRS)
        places.loc[invalid] = mended
        more = (*more, f"{int(invalid.sum())} outlines that cross themselves were mended")
    return replace(
        raw, geometry=places, geometry_text=text, crs=declared, notes=(*raw.notes, *more)
    )


def _as_text(values: Any) -> Any:
    """Return points as WKT in full, outlines as what they are and how many corners they have."""
    kinds = pd.Series(shapely.get_type_id(values)).map(
        {int(kind): kind.name for kind in shapely.GeometryType}
    )
    short = kinds.astype("str") + " of " + pd.Series(shapely.get_num_coordinates(values)).astype(
        "str"
    ) + " corners"  # fmt: skip
    wkt = shapely.to_wkt(values, rounding_precision=-1, trim=True)
    full = pd.Series(wkt, dtype="str")
    return full.mask(full.str.len().gt(_LONGEST_WKT), short).to_numpy(dtype=object)


def _crs(path: Path, crs: Any, values: Any) -> tuple[Any, tuple[str, ...]]:
    if crs is not None:
        return crs, ()
    corners = shapely.get_coordinates(values)
    if len(corners) and not (np.abs(corners) <= (180, 90)).all():
        raise InputError(
            f"{path.name}: the layer declares no reference system and its numbers are no degrees "
            f"(for instance {corners[0, 0]:g}, {corners[0, 1]:g}); save it with its CRS (for a "
            "Shapefile, the .prj file)"
        )
    note = "no reference system is declared; the numbers fit degrees and are taken for EPSG:4326"
    return pyproj.CRS(CRS), (note,)


def _choose(place: str, found: list[str], role: Role | None) -> str:
    ranked = []
    for name in found:
        about = pyogrio.read_info(place, layer=name)
        known = recognise(about["fields"], role)
        rank = 3 if known and known.signatures else 2 if known else about["features"] > 0
        ranked.append((int(rank), name))
    best = max(rank for rank, _ in ranked)
    return next(name for rank, name in ranked if rank == best)


def _first_line(error: object, path: Path) -> str:
    line = (str(error).splitlines() or [type(error).__name__])[0]
    return line.replace(str(path), path.name)


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{path.name}: cannot be read as a geographic layer, it may be cut short or damaged "
        f"({_first_line(error, path)}); export it again as GeoJSON or GeoPackage"
    )
