"""What a sheet of sites to be passed on holds: each coordinate in three notations, a digest a row.

What must never happen here: a coordinate that reads back as another place, or a sheet that looks as
if it had been sent.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coordinates import format_dms
from layers.export._text import visible
from layers.export.mgrs import format_mgrs

DECIMALS: Final = 6
"""Of degrees: 0.1 m. Degrees, minutes and seconds have two decimals (0.3 m), MGRS cells 1 m."""

DATUM: Final = "WGS 84"
DIGEST: Final = 12
"""Hexadecimal digits of a row's digest."""

COLUMNS: Final[dict[str, str]] = {
    "id": "the site's id in the list",
    "name": "name of the site",
    "names_other": "further names, in any script",
    "kind": "kind of facility",
    "operator": "who runs it",
    "country": "ISO 3166-1 alpha-3",
    "admin1": "province or state",
    "admin2": "district",
    "latitude": "decimal degrees, north positive, WGS 84",
    "longitude": "decimal degrees, east positive, WGS 84",
    "dms": "the same in degrees, minutes and seconds, latitude first",
    "mgrs": "the same in MGRS, to 1 m",
    "datum": "the datum of all coordinates",
    "accuracy_m": "radius in metres that holds the true place (95 %), where the list states it",
    "accuracy_basis": "whether the accuracy is stated by the list, or assumed, and how much",
    "footprint_vertices": "corners of the outline, where known (sheet Footprints); 0 for a point",
    "status": "whether it functions, as the list states",
    "registered_on": "day it was registered",
    "registered_until": "day its registration ends",
    "reference_no": "reference of the registration",
    "list_as_of": "the day the list describes",
    "list_version": "version of the list",
    "digest": "check of id, name and coordinate (docs/notify.md)",
}
BEFORE: Final[dict[str, str]] = {
    "change": "what is corrected: moved, renamed or changed (another column)",
    "changed_fields": "all that differs from what was submitted before",
    "moved_m": "how far the coordinate moved, metres",
    "previous_name": "name as submitted before",
    "previous_dms": "coordinate as submitted before, degrees, minutes and seconds",
    "previous_mgrs": "coordinate as submitted before, MGRS",
}


def notice_rows(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the sites as they are passed on, columns as in `COLUMNS`, indexed as ``table``.

    Parameters
    ----------
    table
        Canonical facilities; a footprint is given by a point that lies on it.
    """
    point = table.geometry.representative_point()
    latitude, longitude = point.y.round(DECIMALS), point.x.round(DECIMALS)
    own = table.index.astype("str").str.split(":", n=1).str[-1]
    stated = table["error_basis"].str.startswith("stated").fillna(value=False).astype(bool)
    rows = pd.DataFrame(
        {
            "id": own,
            "name": table["name"],
            "names_other": table["names_other"].map("; ".join),
            **{name: table[name] for name in ("kind", "operator", "country", "admin1", "admin2")},
            "latitude": latitude,
            "longitude": longitude,
            "dms": format_dms(longitude, latitude),
            "mgrs": format_mgrs(longitude, latitude),
            "datum": DATUM,
            # an assumption stays one: it is said in words, not as if the list stated it
            "accuracy_m": table["error_m"].round(1).where(stated),
            "accuracy_basis": table["error_basis"],
            "footprint_vertices": vertex_counts(table),
            **{
                name: table[name]
                for name in ("status", "registered_on", "registered_until", "reference_no")
            },
            "list_as_of": table["list_as_of"],
            "list_version": table["list_version"],
        },
        index=table.index,
    )
    rows["names_other"] = rows["names_other"].mask(rows["names_other"].eq(""))
    rows["digest"] = [
        row_digest(*one)
        for one in zip(rows["id"], rows["name"], rows["latitude"], rows["longitude"], strict=True)
    ]
    return rows


def row_digest(native_id: Any, name: Any, latitude: float, longitude: float) -> str:
    """Return the first twelve hexadecimal digits of the SHA-256 of a site's identity and place.

    The text is id, name, latitude and longitude (six decimals), joined by line feeds, in UTF-8.

    Examples
    --------
    >>> row_digest("R-001", "Hospital Alfa", -29.42103, -20.703189)
    '863bdda5b9b0'
    """
    said = "" if name is None or name != name else str(name)  # noqa: PLR0124 - NaN
    text = "\n".join([str(native_id), said, f"{latitude:.6f}", f"{longitude:.6f}"])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:DIGEST]


def sheet_digest(digests: Sequence[str]) -> str:
    """Return the digest of a sheet: that of its rows' digests, sorted, joined by line feeds."""
    text = "\n".join(sorted(digests))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[: DIGEST + 4]


def vertex_counts(table: gpd.GeoDataFrame) -> pd.Series:
    """Return how many corners the outline of each site has; 0 for a point."""
    outlines = table.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    counts = np.zeros(len(table), dtype=np.int64)
    counts[outlines] = shapely.get_num_coordinates(table.geometry.to_numpy()[outlines])
    rings = [
        sum(1 + len(part.interiors) for part in shapely.get_parts(shape))
        for shape in table.geometry.to_numpy()[outlines]
    ]
    counts[outlines] -= np.array(rings, dtype=np.int64)  # a ring repeats its first corner
    return pd.Series(counts, index=table.index)


def vertices(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the corners of every outline: id, part, ring (0 is the outer), vertex, coordinates."""
    lines: list[tuple[Any, ...]] = []
    own = table.index.astype("str").str.split(":", n=1).str[-1]
    for native_id, shape in zip(own, table.geometry, strict=True):
        if shape is None or shape.geom_type not in {"Polygon", "MultiPolygon"}:
            continue
        for part, polygon in enumerate(shapely.get_parts(shape), start=1):
            for ring, line in enumerate([polygon.exterior, *polygon.interiors]):
                corners = np.asarray(line.coords)[:-1, :2].round(DECIMALS)
                lines += [
                    (native_id, part, ring, n, float(y), float(x))
                    for n, (x, y) in enumerate(corners, start=1)
                ]
    found = pd.DataFrame(lines, columns=["id", "part", "ring", "vertex", "latitude", "longitude"])
    found["dms"] = format_dms(found["longitude"].astype(float), found["latitude"].astype(float))
    found["mgrs"] = format_mgrs(found["longitude"].astype(float), found["latitude"].astype(float))
    return found


def corrected_rows(
    rows: pd.DataFrame, changes: pd.DataFrame, before: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return rows of corrections with what was submitted before beside what holds now.

    Parameters
    ----------
    rows
        `notice_rows` of the sites corrected.
    changes
        `geo.compare_versions`, of these sites only, ``id_now`` and ``id_before`` set.
    before
        The version that was submitted.
    """
    known = changes.set_index("id_now").reindex(rows.index)
    point = before.geometry.representative_point().reindex(known["id_before"])
    latitude, longitude = point.y.to_numpy().round(DECIMALS), point.x.to_numpy().round(DECIMALS)
    added = pd.DataFrame(
        {
            "change": known["change"],
            "changed_fields": known["fields"],
            "moved_m": known["distance_m"].round(1),
            "previous_name": known["name_before"],
            "previous_dms": format_dms(longitude, latitude),
            "previous_mgrs": format_mgrs(longitude, latitude),
        },
        index=rows.index,
    )
    return pd.concat([rows, added], axis=1)


def settle_text(cell: Any) -> str | None:
    """Return a text cell that any file can hold, null for nothing."""
    return None if cell is None or cell != cell else visible(str(cell))  # noqa: PLR0124 - NaN
