"""The words that every table, file and page of nostrike uses, spelt in one place.

They follow the terms of the field (see ``docs/vocabulary.md``); pages translate them, data keeps
them.
"""

from typing import Final

CRS: Final = "EPSG:4326"
"""Longitude and latitude in degrees on WGS 84: the one reference system of the canonical tables."""

TIERS: Final = ("almost_certain", "likely", "possible", "unlikely", "cannot_tell")
NEAR_TIERS: Final = ("almost_certain", "likely")

KINDS: Final = (
    "hospital",
    "field_hospital",
    "clinic",
    "health_centre",
    "maternity",
    "health_post",
    "medical_point",
    "doctors",
    "rehabilitation",
    "laboratory",
    "blood_bank",
    "dentist",
    "pharmacy",
    "ambulance_station",
    "warehouse",
    "administration",
    "other",
    "unknown",
)
DEFAULT_KINDS: Final = ("hospital", "field_hospital", "clinic", "health_centre", "maternity")

EVENT_TYPES: Final = (
    "air_strike",
    "drone_strike",
    "missile_or_rocket",
    "shelling",
    "explosive_unspecified",
    "mine_or_ied",
    "armed_clash",
    "shooting",
    "arson",
    "assault",
    "abduction",
    "arrest",
    "threat",
    "obstruction",
    "occupation",
    "looting",
    "property_destruction",
    "sexual_violence",
    "protest",
    "attack_unspecified",
    "other",
    "unknown",
)

WEAPON_TYPES: Final = (
    "aircraft",
    "drone",
    "missile_or_rocket",
    "shell",
    "mine_or_ied",
    "explosive_unspecified",
    "heavy_unspecified",
    "armed_unspecified",
    "firearm",
    "fire",
    "blade_or_blunt",
    "chemical",
    "several",
    "other",
    "none",
    "unknown",
)
"""What was used: one list for every source, whose own words stay in ``weapon``."""

LOCATION_PRECISIONS: Final = (
    "site",
    "neighbourhood",
    "settlement",
    "admin2",
    "admin1",
    "country",
    "linear",
    "unknown",
    "withheld",
)
ERROR_MODELS: Final = ("normal", "disc", "area")

PERPETRATOR_TYPES: Final = ("state", "non_state", "multiple", "unknown")
ATTRIBUTION_STATUSES: Final = ("acknowledged", "investigated", "reported", "contested", "unknown")
TARGETS: Final = ("facility", "transport", "personnel", "other")
CERTAINTIES: Final = ("confirmed", "probable", "possible", "contested", "discounted", "unknown")

COORDINATE_STATUSES: Final = ("ok", "missing", "unreadable", "ambiguous", "out_of_range")

OUTCOMES: Final = (
    "covered",
    "displaced",
    "undetermined",
    "unregistered",
    "out_of_scope",
    "unmatched",
    "duplicate",
    "outdated",
)

SEVERITIES: Final = ("error", "warning", "info")
YES_NO_UNKNOWN: Final = ("yes", "no", "unknown")
REGISTERED_THEN: Final = ("yes", "no", "cannot_tell")

SIGMAS_PER_ERROR: Final = 2.4477468306808161
"""``error_m`` over sigma: the 95 % radius of a circular normal, sqrt(-2 ln 0.05)."""
