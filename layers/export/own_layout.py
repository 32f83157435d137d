"""A list written back in its own layout: same sheets, rows, columns, separator, encoding.

What must never happen here: a cell that nobody decided on changed.
"""

import csv
import datetime as dt
import gzip
import io
import json
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo.vocabulary import CRS
from layers.errors import InputError
from layers.export.books import new_book
from layers.export.exact_cells import CellWriter, copy_sheet, fit_columns
from layers.verbatim import Dialect, Sheet, Verbatim

_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed mark, no moment
_DRIVERS: Final = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
}


def write_own_layout(verbatim: Verbatim, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Write a list as its file had it.

    Parameters
    ----------
    verbatim
        The list, cells changed or not.
    folder
        Where to.

    Returns
    -------
    The file, and notes on what could not be as it was: formats that are only read (xls, ods, KML,
    Shapefile) become the nearest that is written.
    """
    if verbatim.kind == "workbook":
        return _workbook(verbatim, folder)
    if verbatim.kind == "csv":
        path = folder / verbatim.file
        path.write_bytes(_text_table(verbatim.list_sheet, verbatim.dialect, verbatim.file))
        return path, ()
    if verbatim.kind == "records":
        return _records(verbatim, folder)
    return _layer(verbatim, folder)


def _renamed(verbatim: Verbatim, suffix: str) -> tuple[str, tuple[str, ...]]:
    name = Path(verbatim.file).stem + suffix
    if name.casefold() == verbatim.file.casefold():
        return verbatim.file, ()
    return name, (f"{verbatim.file} is of a kind that is only read; written as {name}",)


def _workbook(verbatim: Verbatim, folder: Path) -> tuple[Path, tuple[str, ...]]:
    name, notes = _renamed(verbatim, ".xlsx")
    plain = not any(sheet.merged for sheet in verbatim.sheets)
    with new_book(folder / name, constant_memory=plain) as book:
        book.set_properties({"created": _CREATED, "author": "nostrike"})
        writer = CellWriter(book)
        for n, source in enumerate(verbatim.sheets):
            sheet = book.add_worksheet(source.name)
            fit_columns(sheet, source.rows, verbatim.width if n == verbatim.at else 0)
            copy_sheet(writer, sheet, source)
            if source.hidden:
                sheet.hide()
            elif n == verbatim.at:
                sheet.activate()
    return folder / name, notes


def _text_table(sheet: Sheet, dialect: Dialect, file: str) -> bytes:
    out = io.StringIO(newline="")
    out.write(dialect.first_line)
    writer = csv.writer(
        out,
        delimiter=dialect.separator,
        lineterminator=dialect.line_end,
        quoting=csv.QUOTE_ALL if dialect.all_quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerows([_as_text(cell) for cell in row] for row in sheet.rows)
    text = out.getvalue()
    if not dialect.ends_with_line:
        text = text.removesuffix(dialect.line_end)
    try:
        data = text.encode(dialect.encoding)
    except UnicodeEncodeError as fault:
        sign = fault.object[fault.start : fault.end]
        raise InputError(
            f"{file}: {sign!r} cannot be written in {dialect.encoding}, the encoding of the list; "
            "take it out of the edited cell"
        ) from None
    return gzip.compress(data, mtime=0) if dialect.gzipped else data


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _frame(verbatim: Verbatim) -> pd.DataFrame:
    """Return the features' attributes, whole numbers as such."""
    rows = verbatim.list_sheet.rows
    labels = [str(label) for label in rows[0]]
    body = [[*row, *[None] * (len(labels) - len(row))] for row in rows[verbatim.first - 1 :]]
    frame = pd.DataFrame(body, columns=pd.Index(labels, dtype=object), dtype=object)
    for label in frame:
        column = frame[label].where(frame[label].ne(""), None)
        kind = pd.api.types.infer_dtype(column, skipna=True)
        if kind in {"floating", "integer", "mixed-integer-float"}:
            numbers = pd.to_numeric(column)
            whole = bool((numbers.dropna() % 1 == 0).all()) and bool(numbers.abs().max() < 2**53)
            frame[label] = numbers.astype("Int64") if whole else numbers.astype("float64")
        elif kind in {"datetime", "date"}:
            frame[label] = pd.to_datetime(column)
        else:
            frame[label] = column
    return frame


def _records(verbatim: Verbatim, folder: Path) -> tuple[Path, tuple[str, ...]]:
    frame = _frame(verbatim).astype(object)
    records = frame.where(frame.notna(), None).to_dict("records")
    said = [
        {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in record.items()}
        for record in records
    ]
    suffix = Path(verbatim.file).suffix
    name, notes = _renamed(verbatim, suffix if suffix == ".json" else ".json")
    text = json.dumps(said, ensure_ascii=False, indent=1)
    (folder / name).write_bytes(text.encode("utf-8", "replace") + b"\n")
    return folder / name, notes


def _layer(verbatim: Verbatim, folder: Path) -> tuple[Path, tuple[str, ...]]:
    suffix = Path(verbatim.file).suffix.casefold()
    name, notes = _renamed(verbatim, suffix if suffix in _DRIVERS else ".geojson")
    places = verbatim.places or ()
    shapes = [None if place is None else shapely.from_wkb(place) for place in places]
    table = gpd.GeoDataFrame(_frame(verbatim), geometry=gpd.GeoSeries(shapes, crs=CRS))
    # an index would put the features of a FlatGeobuf into another order
    options = {".gpkg": {"layer": verbatim.list_sheet.name}, ".fgb": {"spatial_index": "NO"}}
    driver = _DRIVERS[Path(name).suffix.casefold()]
    table.to_file(folder / name, driver=driver, engine="pyogrio", **options.get(suffix, {}))
    return folder / name, notes
