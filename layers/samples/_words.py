"""The words of Demoland: headers, invented names, and the notice beside the files."""

from typing import Final

INCIDENT_COLUMNS: Final = (
    *("id", "date", "country", "admin1", "admin2", "place", "latitude", "longitude"),
    *("precision", "error_m", "error_model", "type", "weapon", "perpetrator", "perpetrator_type"),
    *("attribution_status", "target", "reported_hit", "facility", "killed", "injured"),
    *("description", "citation"),
)
FACILITY_COLUMNS: Final = (
    *("id", "name", "name_ar", "kind", "operator", "country", "admin1", "admin2"),
    *("latitude", "longitude", "error_m", "status", "exists_from", "exists_until", "list_as_of"),
    *("public", "do_not_publish"),
)
REGISTRY_COLUMNS: Final = (
    *("id", "name", "name_ar", "kind", "operator", "country", "admin1", "admin2"),
    *("latitude", "longitude", "error_m", "list_as_of", "registered_on", "registered_until"),
    *("notified_to", "notified_on", "acknowledged_on", "reference_no", "list_version"),
    *("public", "do_not_publish"),
)

_ALPHABET: Final = (
    *("Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett"),
    *("Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango"),
    *("Uniform", "Victor", "Whiskey", "Xray", "Yankee", "Zulu"),
)
WORDS: Final = (
    *_ALPHABET,
    *(f"{word} Two" for word in _ALPHABET),
    "Alfa Three",
    "Bravo Three",
)
"""Fifty-four names that no place bears."""

ARABIC: Final = (
    *("مستشفى تجريبي ألف", "مستشفى تجريبي باء", "عيادة تجريبية جيم", "عيادة تجريبية دال"),
    *("مركز صحي تجريبي هاء", "مركز صحي تجريبي واو", "دار ولادة تجريبية زاي"),
    *("مستشفى تجريبي حاء", "مستشفى تجريبي طاء", "مركز صحي تجريبي ياء"),
)
CYRILLIC: Final = ("Вигадана клініка Єжак", "Вигаданий пологовий Ґанок", "Вигадана лікарня Їжак")

README: Final = """\
Demoland: an invented sample
============================

Demoland does not exist. The country, its places, facilities, incidents, parties and registrations
are invented, and stand in the open sea of the South Atlantic so that nobody can take them for real.

incidents.csv    incidents of every precision
facilities.csv   facilities that exist (the reference)
registry.csv     coordinates notified to the parties (the registry)
areas.geojson    the country, three provinces, nine districts
planted.csv      the faults put in on purpose: table, id, fault

Made by `python -m layers.samples.make_demoland`, the same on every run.
Licence: CC0 1.0.
"""
