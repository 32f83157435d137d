"""Sites to be passed on as KML and GeoJSON, each headed "prepared, not sent"."""

import json
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.export.notice import Heading
from layers.export.notice_rows import DECIMALS, settle_text

_KML: Final = "http://www.opengis.net/kml/2.2"


def write_notice_geojson(
    path: Path | str, table: gpd.GeoDataFrame, rows: pd.DataFrame, heading: Heading
) -> None:
    """Write sites as GeoJSON (RFC 7946): points and outlines, six decimals.

    Parameters
    ----------
    path
        The file to write.
    table
        The sites, with their places.
    rows
        `layers.export.notice_rows.notice_rows` of them, in the same order.
    heading
        What the workbook is headed; stands in the file's ``name`` and ``heading``.
    """
    features = [
        {
            "type": "Feature",
            "properties": {name: _plain(cell) for name, cell in row.items()},
            "geometry": None if shape is None else _rounded(shape),
        }
        for shape, row in zip(table.geometry, rows.to_dict("records"), strict=True)
    ]
    document = {
        "type": "FeatureCollection",
        "name": _title(heading),
        "heading": [settle_text(line) for line in heading.lines()],
        "features": features,
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    Path(path).write_bytes(text.encode("utf-8", "replace") + b"\n")


def write_notice_kml(
    path: Path | str, table: gpd.GeoDataFrame, rows: pd.DataFrame, heading: Heading
) -> None:
    """Write sites as KML 2.2, as `write_notice_geojson` does."""
    ET.register_namespace("", _KML)
    root = ET.Element(f"{{{_KML}}}kml")
    document = _child(root, "Document")
    _child(document, "name", _title(heading))
    _child(document, "description", "\n".join(heading.lines()))
    for shape, row in zip(table.geometry, rows.to_dict("records"), strict=True):
        mark = _child(document, "Placemark")
        _child(mark, "name", settle_text(row["name"]) or str(row["id"]))
        data = _child(mark, "ExtendedData")
        for name, cell in row.items():
            plain = _plain(cell)
            if plain is not None and name != "name":
                _child(_child(data, "Data", name=str(name)), "value", str(plain))
        if shape is not None:
            _shape(mark, shape)
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    Path(path).write_bytes(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode())


def _title(heading: Heading) -> str:
    first, what, version, *_ = heading.lines()
    return settle_text(f"{first}: {what}. {version}") or ""


def _plain(cell: Any) -> Any:
    """Return a cell as JSON holds it."""
    if cell is None or cell is pd.NaT or cell != cell:  # noqa: PLR0124 - NaN
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    if isinstance(cell, np.generic):
        return cell.item()
    return cell if isinstance(cell, (bool, int, float)) else settle_text(cell)


def _rounded(shape: Any) -> dict[str, Any]:
    turned = shapely.transform(shape, lambda xy: xy.round(DECIMALS))
    if turned.geom_type in {"Polygon", "MultiPolygon"}:
        turned = _counterclockwise(turned)
    plain: dict[str, Any] = json.loads(shapely.to_geojson(turned))
    return plain


def _counterclockwise(shape: Any) -> Any:
    """Return an outline whose outer rings run as RFC 7946 wants them."""
    parts = [shapely.geometry.polygon.orient(part, 1.0) for part in shapely.get_parts(shape)]
    return parts[0] if shape.geom_type == "Polygon" else shapely.MultiPolygon(parts)


def _child(parent: ET.Element, tag: str, text: str | None = None, **named: str) -> ET.Element:
    made = ET.SubElement(
        parent, f"{{{_KML}}}{tag}", {k: settle_text(v) or "" for k, v in named.items()}
    )
    if text is not None:
        made.text = settle_text(text)
    return made


def _shape(parent: ET.Element, shape: Any) -> None:
    parts = list(shapely.get_parts(shape))
    if len(parts) > 1:
        parent = _child(parent, "MultiGeometry")
    for part in parts:
        if part.geom_type == "Polygon":
            polygon = _child(parent, "Polygon")
            rings = [("outerBoundaryIs", part.exterior)]
            rings += [("innerBoundaryIs", ring) for ring in part.interiors]
            for name, ring in rings:
                line = _child(_child(polygon, name), "LinearRing")
                _child(line, "coordinates", _corners(ring))
        else:
            point = part if part.geom_type == "Point" else part.representative_point()
            _child(_child(parent, "Point"), "coordinates", _corners(point))


def _corners(shape: Any) -> str:
    pairs = np.asarray(shape.coords)[:, :2]
    return " ".join(f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in pairs)
