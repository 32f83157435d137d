"""Bellingcat's TimeMap of civilian harm in Ukraine, as JSON records.

The file seen comes from a third party that does not name its origin; that it is Bellingcat's is an
inference from its ids (CIV0001 ...) and fields. Points look exact and no field says how exact.
"""

import json
from typing import Any, Final

import pandas as pd

from layers.headers import fold
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, find, folded, looked_up, texts

SENSITIVE: Final = ("description", "sources")
"""Columns that describe the dead or lead to pictures of them: never in a public edition."""

_AREA: Final = "Type of area affected"
_WEAPON: Final = "Weapon System"

# every value of the filter "Weapon System" -> kind of event, explosive, records
_WEAPONS: Final = {
    "Unknown": ("unknown", False, 250),
    "Cluster munitions": ("explosive_unspecified", True, 44),
    "Small arms": ("shooting", False, 18),
    "HE rocket artillery": ("missile_or_rocket", True, 14),
    "Vehicle mounted weapon": ("unknown", False, 8),
    "Cruise missile": ("missile_or_rocket", True, 6),
    "Air strike": ("air_strike", True, 5),
    "Thermobaric munition": ("explosive_unspecified", True, 4),
    "Incendiary munitions": ("other", False, 3),
    "Ballistic missile": ("missile_or_rocket", True, 2),
}
_AREAS: Final = {
    "Residential": ("other", 162),
    "Undefined": ("other", 42),
    "Commercial": ("other", 35),
    "School or childcare": ("other", 34),
    "Industrial": ("other", 27),
    "Healthcare": ("facility", 22),
    "Administrative": ("other", 20),
    "Religious": ("other", 12),
    "Cultural": ("other", 4),
    "Military": ("other", 1),
}
_KIND: Final = {fold(value): kind for value, (kind, _, _) in _WEAPONS.items()}
_EXPLOSIVE: Final = {fold(value): explosive for value, (_, explosive, _) in _WEAPONS.items()}
_TARGET: Final = {fold(value): target for value, (target, _) in _AREAS.items()}


def _filter_values(frame: pd.DataFrame, key: str) -> pd.Series:
    """Return the value of one filter of each record, several joined by commas."""
    wanted = fold(key)

    def value(cell: Any) -> str | None:
        try:
            entries = json.loads(cell) if isinstance(cell, str) else None
        except (ValueError, RecursionError):
            return None
        if not isinstance(entries, list):
            return None
        found = [
            str(entry["value"])
            for entry in entries
            if isinstance(entry, dict) and fold(entry.get("key")) == wanted and entry.get("value")
        ]
        return ", ".join(dict.fromkeys(found)) or None

    column = find(frame, key)
    if column is not None:  # a table whose filters were made columns
        return texts(frame, column)
    return cells(frame, "filters").map(value, na_action="ignore").astype("str")


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of the JSON records, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike``: the weapon named is explosive. Nothing is an armed attack (no field
    says that somebody was harmed) and nothing a reported hit (the area's type covers ambulances and
    streets before a hospital); the description is not read. ``bellingcat_weapon_system`` and
    ``bellingcat_type_of_area_affected`` hold the two filters.
    """
    frame = raw.frame
    weapon, area = _filter_values(frame, _WEAPON), _filter_values(frame, _AREA)
    named = folded(weapon)
    is_strike = named.map({key: _EXPLOSIVE.get(key, False) for key in named.unique()}).astype(bool)
    target = looked_up(area, _TARGET, "other")
    return pd.DataFrame(
        {
            "native_id": texts(frame, "id"),
            "date_text": cells(frame, "date"),
            "place_name": texts(frame, "location"),
            "latitude_text": cells(frame, "latitude"),
            "longitude_text": cells(frame, "longitude"),
            "precision_code": "none",
            "event_type": looked_up(weapon, _KIND, "unknown"),
            "is_strike": is_strike,
            "is_armed_attack": False,
            "weapon": weapon.mask(named.isin(NOTHING_SAID | {"unknown"})),
            "perpetrator_reported_type": "unknown",
            "attribution_status": "unknown",
            "target": target,
            "description": texts(frame, "description"),
            "bellingcat_weapon_system": weapon,
            "bellingcat_type_of_area_affected": area,
        }
    )


SOURCE: Final = Source(
    name="bellingcat",
    title="Civilian harm in Ukraine, JSON records (Bellingcat's TimeMap, as inferred)",
    role="incidents",
    signatures=(
        frozenset({"id", "date", "latitude", "longitude", "location", "sources", "filters"}),
    ),
    read=read,
    licence="not stated: do not redistribute",
    citation=(
        "Civilian harm in Ukraine, 24 February to 13 April 2022; inferred to be Bellingcat's "
        "TimeMap (ukraine.bellingcat.com) from its ids and fields, which the file itself does not "
        "say."
    ),
    obtain=(
        "From the page of the TimeMap, or a copy of it. A copy in JavaScript (names without "
        "quotation marks) must be printed as JSON first."
    ),
    shows=(
        "Incidents of civilian harm found in pictures and posts: day, point, kind of area and of "
        "weapon where known, a description, links to the sources."
    ),
    cannot_show=(
        "How exact a point is: most have six decimals and no field states an accuracy. Whether a "
        "medical facility was damaged: the area type Healthcare covers an ambulance, a crater in "
        "front of a hospital and bodies in a cellar too. The weapon, in 262 of 366 records. Who "
        "did it. How many were harmed. All of the incidents."
    ),
    precision=(
        Precision(
            "none",
            "no accuracy in the records (366 points, most with six decimals)",
            "unknown",
            None,
            None,
            "the points were found by hand, some to a building, some to a street or town; nothing "
            "is stated, and decimals are no evidence",
        ),
    ),
    labels=tuple(
        Label(value, kind, explosive, seen, "bellingcat_weapon_system")
        for value, (kind, explosive, seen) in _WEAPONS.items()
    ),
    codes=tuple(
        Code("bellingcat_type_of_area_affected", value, target, seen)
        for value, (target, seen) in _AREAS.items()
    ),
    quirks=(
        (
            "That these records are Bellingcat's is our inference from the id scheme and the "
            "fields; cite them with that doubt."
        ),
        (
            "A strike needs a weapon system that explodes. 250 records say `Unknown` and 12 say "
            "nothing, though many of their descriptions tell of shelling: free text is no "
            "structured field, so the strikes are a floor."
        ),
        (
            "`Incendiary munitions` burn and do not explode; `Vehicle mounted weapon` is a tank's "
            "gun, a machine gun and a vehicle that ran over a car: neither is a strike."
        ),
        "`Healthcare` (22 records) becomes `target` facility, never a reported hit.",
        "Small arms are no armed attack here: no field says that somebody was harmed.",
        (
            "Dates are month first, some with and some without leading noughts (`02/24/2022`, "
            "`3/1/2022`)."
        ),
        (
            "No field states the country: it is left to the point. One incident is in Russia "
            "(Belgorod)."
        ),
        "In 29 sources the link is hidden by the publisher.",
    ),
    records_all_force=True,
    day_first=False,
)
