"""Files to raw tables: what a file is, is seen from its content and not from its name.

One module per family: text tables (`delimited`), workbooks (`workbook`), geographic layers
(`vector`), JSON that holds records (`records`).
"""

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import Final

from layers.errors import InputError
from layers.formats.delimited import read_delimited
from layers.formats.phone import kml_in_zip, phone_kind, read_phone
from layers.formats.records import is_json, read_records
from layers.formats.vector import layers_in_zip, read_parquet, read_vector
from layers.formats.workbook import read_workbook
from layers.source import RawTable
from layers.sources import Role

__all__ = ["read_table"]

_ZIP: Final = b"PK"
_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP: Final = b"\x1f\x8b"
_SQLITE: Final = b"SQLite format 3\0"
_PARQUET: Final = b"PAR1"
_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
_FLATGEOBUF: Final = b"fgb"
_MOST_BYTES: Final = 2**31
_TEXT_TABLES: Final = (".csv", ".tsv", ".txt", ".tab")
_GEOJSON_TYPES: Final = (b'"FeatureCollection"', b'"Feature"', b'"GeometryCollection"')


def read_table(
    path: Path | str,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    role: Role | None = None,
) -> RawTable:
    """Read one table of one file, as it stands there.

    Parameters
    ----------
    path
        A csv (any usual encoding and separator, also gzipped or zipped), a workbook, GeoJSON,
        GeoPackage, Shapefile (also in a zip), FlatGeobuf, (Geo)Parquet, KML, KMZ or GPX file, or
        JSON records.
    sheet
        The sheet of a workbook or the layer of a geographic file; None chooses the first that a
        source recognises, else the first that holds a table.
    header_row
        The row, counted from 1, with the headers; None finds it.
    role
        Recognise sources of this role only, when choosing a sheet.

    Returns
    -------
    RawTable

    Raises
    ------
    InputError
        The file cannot be used; the message says why and how to mend it.
    """
    path = Path(path)
    data = _content(path)
    if data.startswith(_GZIP):
        data = _unzip(path, data)
        return _by_content(path, data, sheet, header_row, role, whole=False)
    return _by_content(path, data, sheet, header_row, role, whole=True)


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; give one file")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the name and the folder") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be opened ({error})") from error
    if not data.strip():
        raise InputError(f"{path.name}: the file is empty; give a file with a header and rows")
    return data


def _unzip(path: Path, data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = stream.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"{path.name}: the gzip file is cut short or damaged ({error}); download it again"
        ) from error
    if len(content) > _MOST_BYTES:
        raise InputError(f"{path.name}: unpacks to more than 2 GiB; split it")
    if not content.strip():
        raise InputError(f"{path.name}: the file is empty; give a file with a header and rows")
    return content


def _by_content(
    path: Path,
    data: bytes,
    sheet: str | None,
    header_row: int | None,
    role: Role | None,
    *,
    whole: bool,
) -> RawTable:
    """Read by what the first bytes say; ``whole`` where the bytes are the file itself."""
    if data.startswith(_ZIP):
        return _archive(path, data, sheet, header_row, role)
    if data.startswith(_OLE2):
        return read_workbook(path, data, sheet=sheet, header_row=header_row, role=role)
    phone = phone_kind(data)
    geographic = bool(phone) or _is_geojson(data)
    geographic = geographic or data.startswith((_SQLITE, _SHAPEFILE, _FLATGEOBUF))
    if whole and data.startswith(_PARQUET):
        return read_parquet(path)
    if geographic and whole:
        layered = read_phone(path, phone, layer=sheet) if phone else None
        return layered or read_vector(path, layer=sheet, role=role)
    if geographic or data.startswith(_PARQUET):
        raise InputError(f"{path.name}: unpack the file first; only text tables are read gzipped")
    _refuse_sheet(path, sheet)
    if is_json(data):
        return read_records(path, data)
    return read_delimited(path, data, header_row=header_row, role=role)


def _is_geojson(data: bytes) -> bool:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return start == b"{" and any(kind in data for kind in _GEOJSON_TYPES)


def _refuse_sheet(path: Path, sheet: str | None) -> None:
    if sheet is not None:
        raise InputError(f"{path.name}: a text table has no sheets, so there is no sheet {sheet!r}")


def _archive(
    path: Path, data: bytes, sheet: str | None, header_row: int | None, role: Role | None
) -> RawTable:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InputError(
            f"{path.name}: the zip or workbook is cut short or damaged ({error}); download it again"
        ) from error
    if "[Content_Types].xml" in names or "mimetype" in names or "xl/workbook.xml" in names:
        return read_workbook(path, data, sheet=sheet, header_row=header_row, role=role)
    inside = layers_in_zip(archive)
    member = None if inside else kml_in_zip(names)
    if member:
        return read_phone(path, "kml", layer=sheet, member=member)
    if inside:
        chosen, rest = inside[0], inside[1:]
        by_name = {Path(name).stem: name for name in inside}
        if sheet is not None and len(inside) > 1:
            if sheet not in by_name:
                raise InputError(
                    f"{path.name}: there is no layer {sheet!r}; the layers are: "
                    f"{', '.join(by_name)}"
                )
            chosen, rest, sheet = by_name[sheet], [n for n in inside if n != by_name[sheet]], None
        notes = (f"other layers in the zip not read: {', '.join(rest)}",) if rest else ()
        return read_vector(path, layer=sheet, role=role, member=chosen, notes=notes)
    tables = [n for n in names if Path(n).suffix.casefold() in _TEXT_TABLES]
    if len(tables) == 1:
        _refuse_sheet(path, sheet)
        return read_delimited(
            path,
            _member(path, archive, tables[0]),
            header_row=header_row,
            role=role,
            notes=(f"read {tables[0]} inside the zip",),
        )
    raise InputError(
        f"{path.name}: the zip holds no layer (.shp, .gpkg, .geojson) and not exactly one text "
        f"table; it holds: {', '.join(names[:5]) or 'nothing'}"
    )


def _member(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            content = stream.read(_MOST_BYTES)
    except (zipfile.BadZipFile, OSError, RuntimeError, zlib.error) as error:
        raise InputError(
            f"{path.name}: {name} inside it cannot be unpacked ({error}); unpack it and give that"
        ) from error
    if not content.strip():
        raise InputError(f"{path.name}: {name} inside it is empty; give a file with rows")
    return content
