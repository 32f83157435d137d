"""The canonical tables: their columns and the pandera schemas that hold them to it.

Each table is a GeoDataFrame in EPSG:4326 (x is longitude, y is latitude), indexed by its own ids.
Source columns ride along after the canonical ones, named ``<source>_<column>``.
"""

from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa

from geo import vocabulary as words

DATE: Final = "datetime64[us]"

# column -> kind: "text", "number", "count", "date", "flag", "maybe" (nullable flag), "list",
# or a tuple of the only words allowed
INCIDENT_COLUMNS: Final[dict[str, str | tuple[str, ...]]] = {
    "source": "text",
    "date_start": "date",
    "date_end": "date",
    "country": "text",
    "admin1": "text",
    "admin2": "text",
    "place_name": "text",
    "coordinates_raw": "text",
    "coordinates_format": "text",
    "coordinates_status": words.COORDINATE_STATUSES,
    "coordinates_note": "text",
    "coordinates_precision_m": "number",
    "location_precision": words.LOCATION_PRECISIONS,
    "error_m": "number",
    "error_model": words.ERROR_MODELS,
    "area_id": "text",
    "event_type": words.EVENT_TYPES,
    "is_strike": "flag",
    "is_armed_attack": "flag",
    "weapon": "text",
    "weapon_type": words.WEAPON_TYPES,
    "perpetrator_reported_name": "text",
    "perpetrator_reported_type": words.PERPETRATOR_TYPES,
    "attribution_status": words.ATTRIBUTION_STATUSES,
    "target": words.TARGETS,
    "reported_hit": "maybe",
    "facility_named": "text",
    "facilities_destroyed": "count",
    "facilities_damaged": "count",
    "health_workers_killed": "count",
    "health_workers_injured": "count",
    "health_workers_kidnapped": "count",
    "health_workers_arrested": "count",
    "fatalities_min": "count",
    "fatalities_max": "count",
    "certainty": words.CERTAINTIES,
    "description": "text",
    "citation": "text",
    "licence": "text",
    "file": "text",
    "sheet": "text",
    "row": "count",
}

FACILITY_COLUMNS: Final[dict[str, str | tuple[str, ...]]] = {
    "source": "text",
    "name": "text",
    "names_other": "list",
    "kind": words.KINDS,
    "operator": "text",
    "country": "text",
    "admin1": "text",
    "admin2": "text",
    "coordinates_raw": "text",
    "coordinates_format": "text",
    "coordinates_status": words.COORDINATE_STATUSES,
    "coordinates_note": "text",
    "coordinates_precision_m": "number",
    "error_m": "number",
    "error_basis": "text",
    "status": "text",
    "exists_from": "date",
    "exists_until": "date",
    "list_as_of": "date",
    "registered_on": "date",
    "registered_until": "date",
    "notified_to": "text",
    "notified_on": "date",
    "acknowledged_on": "date",
    "reference_no": "text",
    "list_version": "text",
    "public": "maybe",
    "do_not_publish": "flag",
    "citation": "text",
    "licence": "text",
    "file": "text",
    "sheet": "text",
    "row": "count",
}

AREA_COLUMNS: Final[dict[str, str | tuple[str, ...]]] = {
    "level": ("country", "admin1", "admin2", "admin3", "other"),
    "name": "text",
    "country": "text",
    "code": "text",
    "source": "text",
}

_REQUIRED_VALUE: Final = {"source", "coordinates_status", "location_precision", "kind", "level"}
_DTYPES: Final = {
    "text": "str",
    "number": "float64",
    "count": "Int64",
    "date": DATE,
    "flag": "bool",
    "maybe": "boolean",
    "list": "object",
}


def _column(name: str, kind: str | tuple[str, ...]) -> pa.Column:
    if isinstance(kind, tuple):
        allowed = pa.Check.isin(list(kind))
        return pa.Column("str", allowed, nullable=name not in _REQUIRED_VALUE)
    return pa.Column(_DTYPES[kind], nullable=kind != "flag" and name not in _REQUIRED_VALUE)


def _schema(index: str, columns: dict[str, str | tuple[str, ...]]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {name: _column(name, kind) for name, kind in columns.items()},
        index=pa.Index("str", unique=True, name=index),
        strict=False,
    )


INCIDENTS: Final = _schema("incident_id", INCIDENT_COLUMNS)
FACILITIES: Final = _schema("facility_id", FACILITY_COLUMNS)
AREAS: Final = _schema("area_id", AREA_COLUMNS)


def _conform(
    frame: pd.DataFrame,
    index: str,
    columns: dict[str, str | tuple[str, ...]],
    schema: pa.DataFrameSchema,
) -> gpd.GeoDataFrame:
    """Give every canonical column its dtype, adding those a source has nothing for."""
    out: dict[str, Any] = {}
    for name, kind in columns.items():
        dtype = "str" if isinstance(kind, tuple) else _DTYPES[kind]
        if name in frame:
            out[name] = frame[name].astype(dtype)
        elif kind == "flag":
            out[name] = pd.Series(False, index=frame.index, dtype="bool")
        elif kind == "list":
            out[name] = pd.Series([[] for _ in range(len(frame))], index=frame.index, dtype=object)
        else:
            out[name] = pd.Series(None, index=frame.index, dtype=dtype)
    geometry = frame.get("geometry")
    extras = {name: frame[name] for name in frame if name not in columns and name != "geometry"}
    table = gpd.GeoDataFrame({**out, **extras}, index=frame.index, geometry=geometry, crs=words.CRS)
    table.index = table.index.astype("str").rename(index)
    schema.validate(table, lazy=True)
    return table


def conform_incidents(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return ``frame`` as a canonical incident table, checked by its schema.

    Parameters
    ----------
    frame
        Indexed by incident ids ("source:native id"), with any of the canonical columns and
        ``geometry`` (EPSG:4326, points or null).

    Returns
    -------
    GeoDataFrame with every canonical column in order, then the others as they were.

    Raises
    ------
    pandera.errors.SchemaErrors
        A source module produced what the schema does not allow: a fault of the code, not of a file.
    """
    return _conform(frame, "incident_id", INCIDENT_COLUMNS, INCIDENTS)


def conform_facilities(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return ``frame`` as a canonical facility table, checked by its schema.

    As `conform_incidents`, for facilities and registrations (points or polygons).
    """
    return _conform(frame, "facility_id", FACILITY_COLUMNS, FACILITIES)


def conform_areas(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return ``frame`` as a canonical area table (polygons), checked by its schema."""
    return _conform(frame, "area_id", AREA_COLUMNS, AREAS)
