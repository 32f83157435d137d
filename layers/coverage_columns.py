"""What the columns of the coverage and notification tables mean; `layers.columns` prints it."""

from typing import Final

Entry = tuple[str, str]

_TEXT: Final = "text"
_DEGREES: Final = "degrees, WGS 84"
_DATE: Final = "date"

DETAILS: Final[dict[str, Entry]] = {
    "reason": ("what the outcome rests on (docs/coverage.md)", _TEXT),
    "decision": ("what a person decided of the pair, where one did", "same"),
    "facility_name": ("name of the facility in the reference", _TEXT),
    "registered_name": ("name in the registry", _TEXT),
    "kind": ("kind of facility", _TEXT),
    "operator": ("who runs it", _TEXT),
    "country": ("country as stated", "ISO 3166-1 alpha-3"),
    "admin1": ("province or state as stated", _TEXT),
    "admin2": ("district as stated", _TEXT),
    "facility_longitude": ("longitude in the reference", _DEGREES),
    "facility_latitude": ("latitude in the reference", _DEGREES),
    "registered_longitude": ("longitude in the registry", _DEGREES),
    "registered_latitude": ("latitude in the registry", _DEGREES),
    "facility_error_m": ("95 % radius of the place in the reference", "m"),
    "registered_error_m": ("95 % radius of the registered place", "m"),
    "registered_on": ("day the registration began; else the day of the notification", _DATE),
    "registered_until": ("day it ended", _DATE),
    "notified_to": ("to whom, as the registry says", _TEXT),
    "facility_row": ("row in the file of the reference", "number"),
    "registered_row": ("row in the file of the registry", "number"),
    "in_scope": ("the registry claims to hold sites like this one, on that day", "true/false"),
}
REVIEW: Final[dict[str, Entry]] = {
    "case": ("rows of one case share a registration or a facility", "number"),
    "is_match": ("the pair stands matched until a person decides", "yes/no"),
    **{
        f"{side}_{name}": (f"{meaning}, in the {where}", unit)
        for side, where in (("registered", "registry"), ("facility", "reference"))
        for name, meaning, unit in (
            ("name", "name", _TEXT),
            ("kind", "kind", _TEXT),
            ("operator", "who runs it", _TEXT),
            ("admin1", "province", _TEXT),
            ("file", "the file", _TEXT),
            ("row", "the row of the file", "number"),
        )
    },
    **DETAILS,
}
READ_AS: Final[dict[str, Entry]] = {
    "list": ("registry, reference or previous", _TEXT),
    "file": ("the input file", _TEXT),
    "source": ("the source it was read as", _TEXT),
    "sheet": ("the sheet of a workbook", _TEXT),
    "header_row": ("the row with the headers", "number"),
    "coordinate_format": ("notations of its coordinates, with counts", _TEXT),
    "crs": ("reference system of a geographic file", _TEXT),
    "column": ("a column of the file", _TEXT),
    "meaning": ("what it was read as", _TEXT),
}
CHANGES: Final[dict[str, Entry]] = {
    "id_now": ("id in the list", _TEXT),
    "id_before": ("id in the previous version", _TEXT),
    "change": ("added, removed, moved, renamed, changed (another column) or unchanged", _TEXT),
    "distance_m": ("how far it moved", "m"),
    "bearing_deg": ("direction from the old place to the new", "degrees from north"),
    "name_before": ("name in the previous version", _TEXT),
    "name_now": ("name in the list", _TEXT),
    "fields": ("all that differs", _TEXT),
    "longitude_before": ("longitude in the previous version", _DEGREES),
    "latitude_before": ("latitude in the previous version", _DEGREES),
    "longitude_now": ("longitude in the list", _DEGREES),
    "latitude_now": ("latitude in the list", _DEGREES),
    "notified_to": ("with whom the previous version says it was shared", _TEXT),
    "notified_on": ("when, as the previous version says", _DATE),
    "acknowledged_on": ("day it was acknowledged, as the previous version says", _DATE),
}
