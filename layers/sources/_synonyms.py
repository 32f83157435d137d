"""What people call the columns of their own tables, in words that are compared without signs."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from layers.headers import fold, match_key
from layers.source import RawTable
from layers.sources import _translated

_UNIT: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")

_PLACE: Final[Mapping[str, tuple[str, ...]]] = {
    "latitude": (
        "latitude", "lat", "y", "lat dd", "latitude dd", "gps latitude", "gps lat",
        "decimal latitude", "lat wgs84", "latitude wgs84", "latitud", "latitude y", "y coord",
        "y coordinate", "coord y", "point y", "ylat", "breitengrad", "latitude n", "lat n",
        "northing deg", "широта", "خط العرض",
    ),
    "longitude": (
        "longitude", "long", "lon", "lng", "x", "long dd", "lon dd", "longitude dd",
        "gps longitude", "gps lon", "gps long", "decimal longitude", "lon wgs84", "long wgs84",
        "longitude wgs84", "longitud", "longitude x", "x coord", "x coordinate", "coord x",
        "point x", "xlong", "längengrad", "longitude e", "lon e", "long e", "easting deg",
        "довгота", "долгота", "خط الطول",
    ),
    "coordinates": (
        "coordinates", "coordinate", "coords", "gps", "gps coordinates", "gps coordinate",
        "gps location", "gps position", "position", "lat long", "lat lon", "lat lng", "latlong",
        "latlon", "latitude longitude", "long lat", "lon lat", "lng lat", "longitude latitude",
        "location gps", "geolocation", "geo location", "geopoint", "point", "wkt", "geom wkt",
        "wkt geom", "geometry", "the geom", "geom", "coordonnées", "coordenadas",
        "координати", "координаты", "الإحداثيات",
    ),
    "error_m": (
        "error m", "error metres", "error meters", "accuracy m", "accuracy metres",
        "accuracy meters", "gps accuracy", "gps accuracy m", "accuracy", "precision m",
        "precision metres", "precision meters", "horizontal accuracy", "horizontal accuracy m",
        "coordinate error m", "coordinate accuracy", "coordinate accuracy m",
        "location error m", "location accuracy m", "uncertainty m", "coordinate uncertainty m",
        "coordinateuncertaintyinmeters", "radius m",
    ),
    "country": (
        "country", "country iso", "country code", "iso3", "iso 3", "iso", "iso2", "iso code",
        "iso3c", "adm0", "admin0", "adm0 name", "adm0 en", "country name", "pays", "país",
        "country territory", "nation", "країна",
    ),
    "admin1": (
        "admin1", "admin 1", "adm1", "adm 1", "adm1 en", "adm1 name", "governorate", "province",
        "state", "region", "oblast", "wilaya", "admin level 1", "wilayat", "gouvernorat",
        "département", "область",
    ),
    "admin2": (
        "admin2", "admin 2", "adm2", "adm 2", "adm2 en", "adm2 name", "district", "county",
        "locality", "raion", "municipality", "admin level 2", "territoire", "zone de santé",
        "health zone", "health district", "район",
    ),
}  # fmt: skip

_INCIDENT: Final[Mapping[str, tuple[str, ...]]] = {
    "location_precision": ("precision", "location precision", "geo precision"),
    "error_model": ("error model",),
    "perpetrator_type": ("perpetrator type", "perpetrator reported type"),
    "attribution_status": ("attribution status", "attribution"),
    "target": ("target",),
    "native_id": (
        "incident id", "event id", "attack id", "sind event id", "shcc event code", "id",
        "incident no", "incident number", "incident ref",
        "event no", "event number", "ref", "reference", "reference no", "case id", "uid", "uuid",
        "code", "incident code", "event code", "record id", "no", "nr", "number", "serial no",
    ),
    "date": (
        "date", "incident date", "event date", "date of incident", "date of event",
        "date of attack", "attack date", "strike date", "date of strike", "datetime",
        "date time", "timestamp", "when", "fecha", "datum", "дата", "التاريخ",
    ),
    "date_start": (
        "date start", "start date", "date from", "from date", "start", "begin date", "begin",
        "from", "earliest date", "date debut", "first date",
    ),
    "date_end": (
        "date end", "end date", "date to", "to date", "end", "until", "latest date", "date fin",
        "last date",
    ),
    "year": ("year", "année", "año", "jahr"),
    "month": ("month", "mois", "mes", "monat"),
    "day": ("day", "jour", "día", "tag"),
    **_PLACE,
    "place_name": (
        "place", "place name", "location", "location name", "town", "city", "village",
        "settlement", "site", "where", "address", "neighbourhood", "neighborhood", "lieu",
        "location of incident",
    ),
    "event_type": (
        "event type", "incident type", "attack type", "type of attack", "type of incident",
        "type of event", "strike type", "type of strike", "type", "weapon type", "category",
        "sub event type", "means of attack", "method",
    ),
    "weapon": (
        "weapon", "weapons", "weapon used", "weapon system", "munition", "munitions",
        "type of weapon", "weapon carried used", "weapons used", "arme", "зброя",
    ),
    "killed": (
        "killed", "deaths", "fatalities", "dead", "number killed", "total killed", "deaths total",
        "total deaths", "total death", "people killed", "casualties killed", "best",
    ),
    "killed_min": ("killed min", "min killed", "fatalities min", "deaths low", "low"),
    "killed_max": ("killed max", "max killed", "fatalities max", "deaths high", "high"),
    "health_workers_killed": (
        "health workers killed", "hw killed", "health care workers killed", "staff killed",
        "medical staff killed", "medics killed",
    ),
    "health_workers_injured": (
        "health workers injured", "hw injured", "health care workers injured", "staff injured",
        "medical staff injured", "medics injured",
    ),
    "injured": ("injured", "wounded", "total injured", "number injured", "people injured"),
    "facilities_destroyed": ("facilities destroyed", "health facilities destroyed"),
    "facilities_damaged": ("facilities damaged", "health facilities damaged"),
    "description": (
        "description", "event description", "incident description", "notes", "note", "details",
        "summary", "narrative", "comments", "comment", "remarks", "what happened", "text",
    ),
    "citation": (
        "source", "sources", "citation", "reference url", "url", "link", "source url",
        "reported by", "source link", "information source",
    ),
    "facility_named": (
        "facility", "facility name", "hospital", "hospital name", "health facility", "site name",
        "name of facility", "facility named", "name", "medical facility",
    ),
    "reported_hit": (
        "reported hit", "facility hit", "hospital hit", "facility struck", "hospital struck",
        "facility damaged", "facility affected", "facility damaged or destroyed",
        "facility destroyed",
    ),
    "perpetrator": (
        "perpetrator", "reported perpetrator", "alleged perpetrator", "suspected perpetrator",
        "perpetrator name", "actor", "actor name", "belligerent", "suspected belligerent", "party",
        "reported perpetrator name",
    ),
    "certainty": ("certainty", "certainty level", "confidence", "grading", "verification"),
    "licence": ("licence", "license"),
}  # fmt: skip

_FACILITY: Final[Mapping[str, tuple[str, ...]]] = {
    "native_id": (
        "facility id", "registration id", "id", "site id", "facility code", "site code",
        "health facility id", "hospital id", "hf id", "hf code", "moh id", "registration no id",
        "uid", "uuid", "code", "osm id", "pcode", "serial no", "serial", "no", "nr", "number",
        "ref id",
    ),
    "name": (
        "name", "facility name", "site name", "hospital name", "health facility name",
        "name of facility", "facility", "hospital", "health facility", "name en", "english name",
        "name english", "site", "title", "label", "name of site", "official name", "nom",
        "nombre", "назва", "название", "الاسم", "اسم المنشأة",
    ),
    "kind_text": (
        "type", "kind", "facility type", "type of facility", "category", "site type",
        "health facility type", "facility category", "facility kind", "level", "amenity",
        "healthcare", "class", "classification", "tier name", "type of site", "type of location",
        "location type", "site category", "type of premises", "тип", "النوع",
    ),
    "operator": (
        "operator", "owner", "organisation", "organization", "managed by", "run by", "ownership",
        "partner", "supporting organisation", "supporting organization", "agency",
        "managing organisation", "managing organization", "owner org", "operated by",
    ),
    **_PLACE,
    "status": (
        "status", "functionality", "functioning", "operational status", "functional status",
        "condition",
    ),
    "exists_from": (
        "exists from", "opened", "opened on", "opening date", "date opened", "open since",
        "established", "start date", "since", "operational since", "project start date",
    ),
    "exists_until": (
        "exists until", "closed", "closed on", "closing date", "date closed", "end date",
        "destroyed on", "closure date", "project end date",
    ),
    "list_as_of": (
        "list as of", "as of", "as of date", "list date", "date of list", "updated",
        "last updated", "update date", "last update", "verified on", "date verified",
        "last verified", "verification date",
    ),
    "registered_on": (
        "registered on", "registered", "registration date", "date registered",
        "date of registration", "submitted on", "date submitted", "submission date",
        "date of submission",
        "registered from", "valid from", "added on", "date added",
    ),
    "registered_until": (
        "registered until", "registration until", "valid until", "valid to", "expires",
        "expires on", "expiry date", "removed on", "date removed", "registered to",
        "deregistered on", "withdrawn on",
    ),
    "notified_to": (
        "notified to", "recipient", "recipients", "notified parties", "notified party",
        "shared with", "parties notified", "sent to",
    ),
    "notified_on": (
        "notified on", "notification date", "date notified", "date of notification", "sent on",
        "shared on", "date sent", "notified",
    ),
    "acknowledged_on": (
        "acknowledged on", "acknowledgement date", "acknowledgment date", "date acknowledged",
        "acknowledged", "confirmed on", "receipt confirmed on", "date confirmed",
    ),
    "reference_no": (
        "reference no", "reference number", "reference", "ref", "ref no", "registration no",
        "registration number", "notification no", "notification number", "notification ref",
        "case number",
    ),
    "list_version": ("list version", "version", "list no", "submission", "submission no"),
    "public": ("public", "may be published", "publish", "publishable", "is public"),
    "do_not_publish": (
        "do not publish", "donotpublish", "confidential", "sensitive", "withhold", "restricted",
        "not public",
    ),
    "citation": ("source", "citation", "sources", "data source", "source url", "url"),
    "licence": ("licence", "license"),
}  # fmt: skip


def _completed(
    english: Mapping[str, tuple[str, ...]], translated: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """Return the names of each field as they are compared, the translated after the English."""
    return {
        field: tuple(dict.fromkeys(match_key(n) for n in (*names, *translated.get(field, ()))))
        for field, names in english.items()
    }


INCIDENT: Final = _completed(_INCIDENT, _translated.INCIDENT)
FACILITY: Final = _completed(_FACILITY, _translated.FACILITY)
_WEAK_IDS: Final = frozenset(
    match_key(name)
    for name in (
        *("code", "no", "nr", "number", "ref", "reference", "reference no", "serial", "serial no"),
        *_translated.WEAK_IDS,
    )
)


def is_id(label: str, cells: pd.Series) -> bool:
    """Return whether a column taken for the id is one: "code" or "no" only if it never repeats.

    Examples
    --------
    >>> repeating = pd.Series(["a", "a"])
    >>> is_id("Incident ID", repeating), is_id("Code", repeating)
    (True, False)
    """
    weak = match_key(label) in _WEAK_IDS
    said = cells.dropna()
    if weak:
        said = said[said.astype("str").str.strip().ne(label.strip())]  # the header once more
    return not (weak and said.duplicated().any())


def column_map(labels: Iterable[str], synonyms: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return which column stands for which field; a column serves one field only.

    Among several columns of a field the one whose name comes first in the table wins. A unit or a
    datum in brackets at the end of a header does not count.

    Examples
    --------
    >>> column_map(["GPS_Lat (WGS84)", "Long", "Site name"], FACILITY)
    {'name': 'Site name', 'latitude': 'GPS_Lat (WGS84)', 'longitude': 'Long'}
    >>> column_map(["التاريخ", "خط العرض", "Долгота"], INCIDENT)
    {'date': 'التاريخ', 'latitude': 'خط العرض', 'longitude': 'Долгота'}
    """
    exact: dict[str, str] = {}
    bare: dict[str, str] = {}
    for label in labels:
        exact.setdefault(match_key(label), label)
        bare.setdefault(match_key(_UNIT.sub("", fold(label))), label)
    ranked = sorted(
        (worse, rank, field, by_key[name])
        for worse, by_key in enumerate((exact, bare))
        for field, names in synonyms.items()
        for rank, name in enumerate(names)
        if name and name in by_key
    )
    found: dict[str, str] = {}
    for _, _, field, label in ranked:
        if field not in found and label not in found.values():
            found[field] = label
    order = list(synonyms)
    return dict(sorted(found.items(), key=lambda item: order.index(item[0])))


def columns_of(raw: RawTable, synonyms: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return which column stands for which field: what a mapping says, else what the names say."""
    if raw.meanings is None:
        return column_map(map(str, raw.frame.columns), synonyms)
    order = list(synonyms)
    said = {field: label for label, field in raw.meanings.items() if field in synonyms}
    return dict(sorted(said.items(), key=lambda item: order.index(item[0])))
