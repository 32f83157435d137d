"""OpenStreetMap's health facilities of a country, by the Overpass interface, as GeoJSON.

Overpass is asked through requests, as the other interfaces are: overpy neither waits nor asks again
when the server is busy, and osmnx brings the tools of street networks along.
"""

import json
from pathlib import Path
from typing import Any, Final

from layers.countries import iso2
from layers.errors import InputError
from layers.fetch.http import Carrier, today
from layers.fetch.wanted import Brought, Wanted

BASE: Final = "https://overpass-api.de"
_QUERY: Final = """[out:json][timeout:180];
area["ISO3166-1"="{iso2}"][admin_level=2]->.country;
(nwr["amenity"~"^(hospital|clinic|doctors|dentist|pharmacy)$"](area.country);
 nwr["healthcare"](area.country););
out tags center meta;
"""


def bring(wanted: Wanted, carrier: Carrier, folder: Path, base: str = BASE) -> list[Brought]:
    """Bring the health facilities of a country.

    Raises
    ------
    InputError
        No country, an answer cut off by the server, or no facilities.
    """
    if not wanted.country:
        raise InputError("osm: name the country (--country, an alpha-3 code)")
    code = iso2(wanted.country)
    if code is None:
        raise InputError(f"--country {wanted.country}: is no alpha-3 code")
    url = f"{base.rstrip('/')}/api/interpreter"
    answer = carrier.json(url, form={"data": _QUERY.format(iso2=code)})
    elements = answer.get("elements") if isinstance(answer, dict) else None
    if not isinstance(elements, list):
        raise InputError("Overpass answered with no list of elements")
    if answer.get("remark"):
        raise InputError(f"Overpass broke off: {answer['remark']}; try again later")
    if not elements:
        raise InputError(f"OpenStreetMap has no health facilities for {wanted.country}")
    path = folder / f"osm-health-{wanted.country}.geojson"
    features = [_feature(one) for one in elements if isinstance(one, dict)]
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    stamp = (answer.get("osm3s") or {}).get("timestamp_osm_base")
    details = {"rows": len(features), "data_of": stamp, "country": wanted.country}
    licence = "ODbL 1.0, (c) OpenStreetMap contributors"
    return [Brought(path, url, today(), licence, details)]


def _feature(element: dict[str, Any]) -> dict[str, Any]:
    """Return an element as a feature: a node's own point, the middle of an outline otherwise."""
    place = element.get("center") or element
    tags = element.get("tags") or {}
    longitude, latitude = place.get("lon"), place.get("lat")
    known = longitude is not None and latitude is not None
    properties = {
        "osm_id": str(element.get("id")),
        "osm_type": str(element.get("type")),
        "osm_timestamp": element.get("timestamp"),
        **{key.replace(":", "_"): value for key, value in tags.items()},
    }
    for key in ("amenity", "healthcare", "healthcare_speciality", "name"):
        properties.setdefault(key, None)
    point = {"type": "Point", "coordinates": [longitude, latitude]} if known else None
    return {"type": "Feature", "geometry": point, "properties": properties}
