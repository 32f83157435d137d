"""Files of districts, provinces and countries, read into the canonical table of areas.

The files of the usual publishers are recognised by their columns: COD-AB (``ADM2_PCODE``,
``ADM2_EN``), GADM (``GID_2``, ``NAME_2``), geoBoundaries (``shapeType``, ``shapeName``), or one's
own with the columns ``level``, ``name``, ``country``, ``code``.
"""

import re
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from layers.boundaries import countries
from layers.countries import to_iso3
from layers.errors import InputError
from layers.headers import fold
from layers.schema import AREA_COLUMNS, conform_areas

LEVELS: Final[tuple[str, ...]] = tuple(AREA_COLUMNS["level"])
_NUMBERED: Final = ("country", "admin1", "admin2", "admin3")

# how publishers name the columns of level {n}, most telling first; all compared folded
_CODES: Final = (r"adm{n}_pcode", r"gid_{n}", r"admin_?{n}_?pcode", r"adm{n}_code")
_NAMES: Final = (
    r"adm{n}_en",
    r"adm{n}_name",
    r"name_{n}",
    r"adm{n}_(?!pcode|code|ref|alt|src)[a-z]{{2}}",
    r"admin_?{n}(_?name|_en)?",
    r"adm_?{n}",
)
_OTHER_NAMES: Final = (
    r"varname_{n}",
    r"nl_name_{n}",
    r"adm{n}_(?!pcode|code|src)[a-z]{{2}}",
    r"adm{n}_(ref|alt\d?[a-z_]*|name\d)",
)
_COUNTRY: Final = ("adm0_pcode", "gid_0", "iso_3", "iso3", "adm0_en", "adm0_name", "country")
_NOTHING: Final = ("", "na", "n/a", "none", "null")


def _read_layers(path: Path) -> list[gpd.GeoDataFrame]:
    if not path.exists():
        raise InputError(f"{path}: there is no such file; give a file of areas")
    if path.is_dir() and path.suffix.casefold() != ".gdb":
        raise InputError(f"{path}: this is a folder; give one file of areas")
    try:
        if path.suffix.casefold() in {".parquet", ".geoparquet"}:
            return [gpd.read_parquet(path)]
        layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
        return [gpd.read_file(path, layer=name) for name in layers if name != "layer_styles"]
    except (pyogrio.errors.DataSourceError, ValueError, OSError, RuntimeError) as error:
        raise InputError(
            f"{path}: cannot be read as areas ({str(error).splitlines()[0]}); give polygons as "
            "GeoJSON, GeoPackage, GeoParquet or a zipped Shapefile"
        ) from error


def _polygons(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Return the rows with polygons, valid, in EPSG:4326."""
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty].reset_index(drop=True)
    kinds = set(frame.geom_type)
    if not kinds:
        raise InputError(f"{path}: holds no areas; give a layer of polygons")
    if not kinds <= {"Polygon", "MultiPolygon"}:
        raise InputError(
            f"{path}: holds {', '.join(sorted(kinds))}, not polygons; give the boundaries as areas"
        )
    if frame.crs is None:
        west, south, east, north = frame.total_bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004
            raise InputError(
                f"{path}: states no reference system and its numbers are no degrees; save it with "
                "its CRS (for a Shapefile, the .prj file)"
            )
        frame = frame.set_crs("EPSG:4326")
    frame = frame.to_crs("EPSG:4326")
    valid = shapely.make_valid(frame.geometry.values, method="structure", keep_collapsed=False)
    frame = frame.set_geometry(gpd.GeoSeries(valid, index=frame.index, crs=frame.crs))
    return frame if frame.geometry.name == "geometry" else frame.rename_geometry("geometry")


def _text(frame: pd.DataFrame, column: str | None) -> pd.Series:
    """Return a column as text, with every way of writing nothing made null."""
    if column is None:
        return pd.Series(None, index=frame.index, dtype="str")
    cells = frame[column].astype("str").str.strip()
    return cells.where(~cells.str.casefold().isin(_NOTHING))


def _matching(columns: dict[str, str], patterns: tuple[str, ...], number: int) -> list[str]:
    out: list[str] = []
    for pattern in patterns:
        compiled = re.compile(pattern.format(n=number))
        out.extend(columns[key] for key in columns if compiled.fullmatch(key))
    return list(dict.fromkeys(out))


def _depth(columns: dict[str, str]) -> int | None:
    """Return the deepest numbered level that has a name or a code column."""
    depths = [n for n in range(6) if _matching(columns, _CODES + _NAMES, n)]
    return max(depths) if depths else None


def _level_name(number: int) -> str:
    return _NUMBERED[number] if number < len(_NUMBERED) else "other"


def _join_names(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    out = _text(frame, None)
    for column in columns:
        more = _text(frame, column)
        out = out.str.cat(more, sep="|").where(out.notna() & more.notna(), out.fillna(more))
    return out


def _country_of(frame: pd.DataFrame, columns: dict[str, str], fallback: pd.Series) -> pd.Series:
    """Return ISO alpha-3 codes from the country columns, else from the first letters of codes."""
    out = _text(frame, None)
    for key in _COUNTRY:
        if key in columns:
            cells = _text(frame, columns[key])
            own = cells.where(cells.str.fullmatch(r"X[A-Z]{2}", na=False))  # user-assigned
            out = out.fillna(to_iso3(cells)).fillna(own)
    letters = fallback.str.extract(r"^([A-Za-z]{2,3})(?=[\d.])", expand=False)
    return out.fillna(to_iso3(letters))


def _from_geoboundaries(frame: gpd.GeoDataFrame, columns: dict[str, str]) -> pd.DataFrame:
    number = pd.to_numeric(
        _text(frame, columns["shapetype"]).str.extract(r"(\d)", expand=False), errors="coerce"
    )
    level = number.map(lambda n: _level_name(int(n)), na_action="ignore").astype("str")
    iso = _text(frame, columns.get("shapeiso"))
    group = _text(frame, columns.get("shapegroup"))
    return pd.DataFrame(
        {
            "level": level,
            "name": _text(frame, columns.get("shapename")),
            "country": to_iso3(group),
            "code": iso.where(iso.ne(group), _text(frame, columns.get("shapeid"))),
        }
    )


def _from_numbered(frame: gpd.GeoDataFrame, columns: dict[str, str], depth: int) -> pd.DataFrame:
    codes = _matching(columns, _CODES, depth)
    names = _matching(columns, _NAMES, depth)
    upper = _matching(columns, _NAMES, 1) if depth > 1 else []
    others = [*names[1:], *_matching(columns, _OTHER_NAMES, depth)]
    code = _text(frame, codes[0] if codes else None)
    name = _text(frame, names[0] if names else None)
    return pd.DataFrame(
        {
            "level": _level_name(depth),
            "name": name.fillna(code),
            "country": _country_of(frame, columns, code),
            "code": code,
            "admin1": _text(frame, upper[0] if upper else None),
            "names_other": _join_names(frame, [c for c in dict.fromkeys(others) if c in frame]),
        }
    )


def _from_generic(frame: gpd.GeoDataFrame, columns: dict[str, str]) -> pd.DataFrame:
    code = _text(frame, columns.get("code", columns.get("pcode")))
    level = _text(frame, columns.get("level")).str.casefold()
    number = level.str.extract(r"^(?:adm(?:in)?[ _]?)?(\d)$", expand=False)
    named = number.map(lambda n: _level_name(int(n)), na_action="ignore").astype("str")
    return pd.DataFrame(
        {
            "level": named.fillna(level),
            "name": _text(frame, columns.get("name")).fillna(code),
            "country": _country_of(frame, columns, code),
            "code": code,
            "admin1": _text(frame, columns.get("admin1")),
            "names_other": _text(frame, columns.get("names_other")),
        }
    )


def _attributes(frame: gpd.GeoDataFrame, path: Path, level: str | None) -> pd.DataFrame:
    columns = {fold(name): name for name in frame.columns if name != "geometry"}
    depth = _depth(columns)
    if "shapetype" in columns:
        out = _from_geoboundaries(frame, columns)
    elif "level" in columns or (depth is None and level is not None):
        out = _from_generic(frame, columns)
    elif depth is not None:
        out = _from_numbered(frame, columns, depth)
    else:
        raise InputError(
            f"{path}: no column says what level its areas are of (columns: "
            f"{', '.join(map(str, columns.values())) or 'none'}); add a column 'level' with one of "
            f"{', '.join(LEVELS)}, or give the level"
        )
    if level is not None:
        out["level"] = level
    bad = out.index[~out["level"].isin(LEVELS)]
    if len(bad):
        raise InputError(
            f"{path}: row {bad[0] + 1}: level {out['level'].iloc[bad[0]]!r} is none of "
            f"{', '.join(LEVELS)}"
        )
    nameless = out.index[out["name"].isna()]
    if len(nameless):
        raise InputError(
            f"{path}: row {nameless[0] + 1}: the area has neither a name nor a code; add one, or "
            "remove the row"
        )
    return out


def _merge_parts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make one row of the rows that are parts of one area: same level, code and name."""
    key = ["level", "country", "code", "name", "admin1"]
    number = frame.groupby(key, dropna=False, sort=False).ngroup()
    if not number.duplicated().any():
        return frame
    merged = frame.assign(_number=number).dissolve(by="_number", aggfunc="first", sort=False)
    return merged.reset_index(drop=True)[frame.columns]


def _country_around(table: gpd.GeoDataFrame) -> pd.Series:
    """Return the shipped country that a point inside each area lies in, for files that say none."""
    shipped = countries()
    inside = table.geometry.representative_point().values
    at, of = shipped.sindex.query(inside, predicate="intersects")
    lies = pd.Series(shipped["country"].iloc[of].to_numpy(), index=at, dtype="str")
    return lies[~lies.index.duplicated()].reindex(range(len(table))).set_axis(table.index)


def _ids(frame: pd.DataFrame, stem: str) -> pd.Index:
    """Return ids from the codes, else the names; what still stands twice is numbered."""
    base = stem + ":" + frame["code"].fillna(frame["level"] + "/" + frame["name"])
    again = base.groupby(base).cumcount()
    return pd.Index(base.where(again.eq(0), base + " (" + (again + 1).astype("str") + ")"))


def read_areas(path: str | Path, level: str | None = None) -> gpd.GeoDataFrame:
    """Return the areas of a file as the canonical table.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage (all its polygon layers), Shapefile (zipped or not), GeoParquet:
        whatever geopandas reads, in any reference system.
    level
        One of `LEVELS`, for a file that does not say, or says it wrong.

    Returns
    -------
    GeoDataFrame of the areas schema (EPSG:4326, valid polygons), indexed by ``area_id``
    ("file:code", or "file:level/name" without codes), and two columns more: ``admin1``, the
    province of a district, and ``names_other``, further names joined by "|".

    Raises
    ------
    InputError
        The file cannot be read, holds no polygons, or does not say what its areas are.
    """
    path = Path(path)
    if level is not None and level not in LEVELS:
        raise InputError(f"level {level!r} is none of {', '.join(LEVELS)}")
    tables = []
    for layer in _read_layers(path):
        if not isinstance(layer, gpd.GeoDataFrame):
            continue
        frame = _polygons(layer, path)
        attributes = _attributes(frame, path, level).reindex(
            columns=["level", "name", "country", "code", "admin1", "names_other"]
        )
        attributes = attributes.astype("str").assign(source=path.name)
        table = gpd.GeoDataFrame(attributes, geometry=frame.geometry.values, crs=4326)
        table["country"] = table["country"].fillna(_country_around(table))
        tables.append(table)
    if not tables:
        raise InputError(f"{path}: holds no layer of areas; give polygons")
    merged = _merge_parts(pd.concat(tables, ignore_index=True))
    stem = path.name.split(".")[0]
    return conform_areas(merged.set_axis(_ids(merged, stem)))
