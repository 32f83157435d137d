"""Insecurity Insight: attacks on health care, world-wide, from its files on HDX and its API.

Its places are vague by its own account (no code is finer than 25 km), and newer files withhold
them. Nothing here or later may place again what the publisher left out.
"""

from typing import Final

import pandas as pd

from layers.countries import to_iso3
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import cells, counts, find, folded, looked_up, positive, texts
from layers.sources._sind import PERPETRATORS
from layers.sources._weapons import reading, unknown_weapons, weapon_type

_DESTROYED: Final = "Number of Attacks on Health Facilities Reporting Destruction"
_DAMAGED: Final = "Number of Attacks on Health Facilities Reporting Damaged"
_ENTERED: Final = "Forceful Entry into Health Facility"
_OCCUPIED: Final = "Occupation of Health Facility"
_VEHICLE_GONE: Final = "Health Transportation Destroyed"
_VEHICLE_DAMAGED: Final = "Health Transportation Damaged"
_VEHICLE_STOLEN: Final = "Health Transportation Stolen/Hijacked"
_LOOTED: Final = "Looting/Theft/Robbery/Burglary of Health Supplies"
_DENIED: Final = "Access Denied or Obstructed"
_KILLED: Final = "Health Workers Killed"
_INJURED: Final = "Health Workers Injured"
_KIDNAPPED: Final = "Health Workers Kidnapped"
_ARRESTED: Final = "Health Workers Arrested"
_THREATENED: Final = "Health Workers Threatened"
_ASSAULTED: Final = "Health Workers Assaulted"
_ABUSED: Final = "Health Workers Sexually Assaulted"
_WEAPON: Final = "Weapon Carried/Used"

SENSITIVE: Final = ("Event Description", "Reported Perpetrator Name")
"""Columns that may name people or give places away: never in a public edition."""

# what an event without a used weapon was, by the first indicator above nought
_INDICATED: Final = (
    (_KIDNAPPED, "abduction"),
    (_ARRESTED, "arrest"),
    (_ABUSED, "sexual_violence"),
    (_ASSAULTED, "assault"),
    (_OCCUPIED, "occupation"),
    (_LOOTED, "looting"),
    (_VEHICLE_STOLEN, "looting"),
    (_DESTROYED, "property_destruction"),
    (_DAMAGED, "property_destruction"),
    (_VEHICLE_GONE, "property_destruction"),
    (_VEHICLE_DAMAGED, "property_destruction"),
    (_THREATENED, "threat"),
    (_DENIED, "obstruction"),
)


def _precision_code(frame: pd.DataFrame, stated: pd.Series) -> pd.Series:
    if find(frame, "latitude") is None or find(frame, "longitude") is None:
        return pd.Series("withheld", index=frame.index)
    digit = stated.str.extract(r"^\s*\(?\s*([2-7])\b", expand=False)
    code = digit.mask(stated.str.contains("censored", case=False, na=False), "withheld")
    return code.fillna("none")


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a file of either vintage, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike``: the weapon column names an explosive weapon. ``is_armed_attack``: it
    names none, but another weapon, and a health worker was killed or injured or a health facility
    damaged or destroyed. ``reported_hit``: destroyed or damaged above nought.
    """
    frame = raw.frame
    weapon = texts(frame, _WEAPON, blanks=("", "nan"))
    read_as = {label: reading(label) for label in folded(weapon).unique()}
    kind = folded(weapon).map({label: event for label, (event, _) in read_as.items()})
    force = folded(weapon).map({label: force for label, (_, force) in read_as.items()})
    harmed = positive(frame, _KILLED, _INJURED, _DESTROYED, _DAMAGED)
    is_strike = force.eq("explosive")
    is_armed_attack = force.eq("armed") & harmed

    event_type = pd.Series("unknown", index=frame.index, dtype=object)
    for column, event in reversed(_INDICATED):
        event_type = event_type.mask(positive(frame, column), event)
    event_type = event_type.mask(is_strike | is_armed_attack, kind)

    target = pd.Series("other", index=frame.index, dtype=object)
    people = (_KILLED, _INJURED, _KIDNAPPED, _ARRESTED, _THREATENED, _ASSAULTED, _ABUSED)
    target = target.mask(positive(frame, *people), "personnel")
    vehicles = (_VEHICLE_GONE, _VEHICLE_DAMAGED, _VEHICLE_STOLEN)
    target = target.mask(positive(frame, *vehicles), "transport")
    target = target.mask(positive(frame, _DESTROYED, _DAMAGED, _ENTERED, _OCCUPIED), "facility")

    perpetrator = texts(frame, "Reported Perpetrator")
    country = to_iso3(texts(frame, "Country ISO"))
    out = pd.DataFrame(
        {
            "native_id": texts(frame, "SiND Event ID"),
            "date_text": cells(frame, "Date"),
            "country": country.fillna(to_iso3(texts(frame, "Country"))),
            "admin1": texts(frame, "Admin 1"),
            "precision_code": _precision_code(frame, texts(frame, "Geo Precision")),
            "event_type": event_type,
            "is_strike": is_strike,
            "is_armed_attack": is_armed_attack,
            "weapon": weapon,
            "weapon_type": weapon.map({cell: weapon_type(cell) for cell in weapon.unique()}),
            "perpetrator_reported_name": texts(frame, "Reported Perpetrator Name"),
            "perpetrator_reported_type": looked_up(perpetrator, PERPETRATORS, "unknown"),
            "attribution_status": perpetrator.isna().map({True: "unknown", False: "reported"}),
            "target": target,
            "reported_hit": positive(frame, _DESTROYED, _DAMAGED),
            "facilities_destroyed": counts(frame, _DESTROYED),
            "facilities_damaged": counts(frame, _DAMAGED),
            "health_workers_killed": counts(frame, _KILLED),
            "health_workers_injured": counts(frame, _INJURED),
            "health_workers_kidnapped": counts(frame, _KIDNAPPED),
            "health_workers_arrested": counts(frame, _ARRESTED),
            "description": texts(frame, "Event Description"),
            "insecurity_insight_unknown_weapons": weapon.map(
                {cell: unknown_weapons(cell) for cell in weapon.unique()}
            ),
        }
    )
    if find(frame, "latitude") is not None and find(frame, "longitude") is not None:
        out["latitude_text"] = cells(frame, "latitude")
        out["longitude_text"] = cells(frame, "longitude")
    return out


_CODEBOOK: Final = (
    "the file's own label in Geo Precision; the digits mirror UCDP GED's where_prec "
    "(Hogbladh, UCDP GED Codebook)"
)


def _labels() -> tuple[Label, ...]:
    """Return the 55 values of the weapon column with their rows in the 2016-2023 file."""
    return tuple(
        Label(value, reading(value)[0], reading(value)[1] == "explosive", seen)
        for value, seen in _SEEN.items()
    )


_SEEN: Final = {
    "Firearms": 4463,
    "No Information on the Weapon Used": 630,
    "Aerial Bomb: Plane": 609,
    "Shelling": 437,
    "Not Applicable: No Direct Violence": 422,
    "Unspecified Explosive": 387,
    "Arson": 265,
    "Aerial Bomb: Missile": 209,
    "Unarmed Perpetrator": 204,
    "Artillery": 173,
    "Rocket": 170,
    "Missile": 126,
    "Knife": 119,
    "Unspecified IED": 105,
    "Fist and Foot": 73,
    "Aerial Bomb: Drone": 68,
    "Mortar": 65,
    "Other Weapon": 50,
    "Hand Grenade": 48,
    "Mine": 40,
    "VBIED": 32,
    "Tasers, Live and Rubber Bullets": 32,
    "Stones, Sticks and Gravel": 32,
    "SVIED": 15,
    "Cluster Bomb": 12,
    "RPG": 10,
    "Aerial Bomb: No Information on Platform Type": 8,
    "RCIED": 6,
    "Aerial Bomb: Plane, Firearms": 4,
    "Firearms, Unspecified Explosive": 4,
    "Firearms, Not Applicable: No Direct Violence": 4,
    "Firearms, Unarmed Perpetrator": 3,
    "Firearms, Shelling": 3,
    "UXO": 3,
    "Remote-controlled IED": 2,
    "Firearms, No Information on the Weapon Used": 2,
    "Artillery, Firearms": 1,
    "Firearms, RPG": 1,
    "Arson, Artillery": 1,
    "Artillery, No Information on the Weapon Used": 1,
    "Chemical or Hot Liquid, Unspecified Explosive": 1,
    "Firearms, Stones, Sticks and Gravel": 1,
    "Firearms, Knife": 1,
    "Aerial Bomb: Missile, Unspecified Explosive": 1,
    "Firearms, Mine": 1,
    "Firearms, Mortar": 1,
    "Aerial Bomb: Plane, Rocket": 1,
    "Aerial Bomb: Plane, No Information on the Weapon Used": 1,
    "Chemical or Hot Liquid": 1,
    "Aerial Bomb: Plane, SVIED": 1,
    "Missile, RPG": 1,
    "Aerial Bomb: No Information on Platform Type, Rocket": 1,
    "Aerial Bomb: Plane, Cluster Bomb": 1,
    "Firearms, Tasers, Live and Rubber Bullets": 1,
    "Aerial Bomb: Plane, Unspecified Explosive": 1,
}


_PERPETRATORS_SEEN: Final = {
    "Armed Forces of Government/Self-Declared Government": 2394,
    "NSA": 1883,
    "No Information": 1658,
    "Foreign Forces: Military": 1208,
    "Police": 430,
    "Multiple": 227,
    "Criminal": 214,
    "Civilian": 177,
    "Government/Self-Declared Government": 139,
    "Vigilante": 120,
    "Other": 118,
    "Protestors": 108,
    "Employee": 81,
    "Patient or Family": 52,
    "Donor Government": 41,
    "Political Party": 4,
    # in other files of the same database
    "Foreign Forces - Military": 0,
    "Armed Forces of Government or Self-Declared Government": 0,
    "Host Government: Military": 0,
    "Patient/Family": 0,
}

SOURCE: Final = Source(
    name="insecurity_insight",
    title="Insecurity Insight, Attacks on Health Care",
    role="incidents",
    signatures=(
        frozenset({"sind event id", "weapon carried/used", "geo precision", "admin 1"}),
        frozenset({"sind event id", "weapon carried/used", "location"}),
        frozenset({"sind event id", "weapon carried/used", "location of incident"}),
    ),
    read=read,
    licence="CC BY-SA 4.0 (the file says CC BY-SA, the portal CC BY: the stricter one)",
    citation=(
        "Insecurity Insight. 2024. 2016-2023 Attacks on Health Care Incident Data, "
        "v. 05 January 2024. Geneva, Switzerland: Insecurity Insight."
    ),
    obtain=(
        "The Humanitarian Data Exchange (HDX), organisation Insecurity Insight, dataset of attacks "
        "on health care; per country and for all."
    ),
    shows=(
        "Incidents of violence against, or obstruction of, health care: date, country, province, "
        "weapon, what was damaged, how many health workers were harmed."
    ),
    cannot_show=(
        "Where within 25 km an incident was: its finest class is '25 km precision'. Whether a "
        "facility nearby was struck, unless the row itself reports one damaged. How common such "
        "incidents are beside other violence: it lists only those that concern health care. "
        "Numbers of the harmed are floors: where unspecified, one is counted."
    ),
    precision=(
        Precision("2", "within 25 km of the point", "settlement", 25_000, "disc", _CODEBOOK),
        Precision("3", "district, municipality or commune", "admin2", None, "area", _CODEBOOK),
        Precision("4", "province, state or governorate", "admin1", None, "area", _CODEBOOK),
        Precision("5", "along a road or river", "linear", None, "area", _CODEBOOK),
        Precision("6", "the country only", "country", None, None, _CODEBOOK),
        Precision("7", "estimated point at sea or in the air", "unknown", None, None, _CODEBOOK),
        Precision(
            "withheld",
            "'censored', or a file without coordinate columns",
            "withheld",
            None,
            None,
            "the publisher leaves the place out; it must not be put back",
        ),
        Precision(
            "none",
            "no code given",
            "unknown",
            None,
            None,
            "nothing is stated, so nothing is assumed",
        ),
    ),
    labels=_labels(),
    codes=tuple(
        Code("Reported Perpetrator", value, PERPETRATORS.get(value.casefold(), "unknown"), seen)
        for value, seen in _PERPETRATORS_SEEN.items()
    ),
    quirks=(
        (
            "Two vintages: the older has `Location ` (trailing blank) and an HXL row; the newer "
            "has `Location of Incident`, `Vicinity of Health Facility Affected` and no HXL row."
        ),
        (
            "The weapon column says carried OR used. An explosive weapon counts as used (a "
            "strike); any other counts (an armed attack) only if the row reports a health worker "
            "killed or injured, or a facility damaged or destroyed."
        ),
        (
            "663 of the 2,551 strikes of the 2016-2023 file report no such harm, and the file has "
            "no field for an explosive device that was found or carried and not used: all stay "
            "strikes."
        ),
        (
            "In non-strikes `shooting` means: firearms carried or used and somebody killed or "
            "injured, or a facility damaged; the file does not say that a shot did it."
        ),
        (
            "`No Information on the Weapon Used` (634 rows) is neither strike nor armed attack: "
            "the weapon may have been an explosive or none. 172 of the 630 rows that say only this "
            "report a health worker or a facility harmed."
        ),
        (
            "`Location ` says where it happened, not what was hit: a reported hit is read from the "
            "destroyed and damaged columns."
        ),
        "A state or `self-declared government` is one class in the file; both are read as state.",
        (
            "284 Palestinian rows share one point in the sea and 282 Ukrainian rows the country's "
            "centroid: the labels are not always true. Repeated points are found by the checks."
        ),
        (
            "Country labels `OPT` and `DRC`; two rows without a code (unspecified, international "
            "waters) stay without a country."
        ),
    ),
    coordinate_order=None,
    selected_for_health_care=True,
)
