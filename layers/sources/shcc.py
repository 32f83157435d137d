"""The Safeguarding Health in Conflict Coalition's yearly lists of attacks on health care.

They are drawn from Insecurity Insight's database and leave the place out: country, date, weapon,
harm. Nothing here or later may place again what the publisher left out.
"""

from typing import Final

import pandas as pd

from layers.countries import to_iso3
from layers.headers import fold
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, counts, find, folded, looked_up, texts
from layers.sources._sind import PERPETRATORS
from layers.sources._weapon_types import weapon_types
from layers.sources._weapons import Force, reading, weapon_type

SENSITIVE: Final = ("Reported Perpetrator Name", "Reported Health Worker Profession")
"""Columns that may name people or tell who was harmed: never in a public edition."""

_BLANKS: Final = NOTHING_SAID | {"no information,", "notapplicable", "noinformation"}

# field -> its header since 2022, its header in 2021
_HEADERS: Final = {
    "destroyed": (
        "Number of Attacks on Health Facilities Reporting Destruction",
        "Total number of attacks on facilities which reported destruction",
    ),
    "damaged": (
        "Number of Attacks on Health Facilities Reporting Damaged",
        "Total number of attacks on facilities which reported damage",
    ),
    "entered": ("Forceful Entry into Health Facility",),
    "occupied": ("Occupation of Health Facility", "Occupation of medical facility"),
    "vehicle_destroyed": ("Health Transportation Destroyed",),
    "vehicle_damaged": ("Health Transportation Damaged",),
    "vehicle_stolen": (
        "Health Transportation Stolen/Highjacked",
        "Health Transportation Stolen/Hijacked",
    ),
    "looted": (
        "Looting/Theft/Robbery/Burglary of Health Supplies",
        "Looting, theft, robbery, burglary of health supplies",
    ),
    "obstructed": ("Obstruction to Health Care",),
    "killed": ("Health Workers Killed", "Total health worker killed"),
    "injured": ("Health Workers Injured", "Total health worker injured"),
    "kidnapped": ("Health Workers Kidnapped", "Total health worker kidnapped"),
    "arrested": ("Health Workers Arrested", "Total health worker arrested"),
    "threatened": ("Health Workers Threatened",),
    "assaulted": ("Health Workers Assaulted", "Total health worker assaulted"),
    "abused": ("Health Workers Sexually Assaulted",),
}
# what an event without a used weapon was, by the first indicator above nought
_INDICATED: Final = {
    "kidnapped": "abduction",
    "arrested": "arrest",
    "abused": "sexual_violence",
    "assaulted": "assault",
    "occupied": "occupation",
    "looted": "looting",
    "vehicle_stolen": "looting",
    "destroyed": "property_destruction",
    "damaged": "property_destruction",
    "vehicle_destroyed": "property_destruction",
    "vehicle_damaged": "property_destruction",
    "threatened": "threat",
    "obstructed": "obstruction",
}
# the three weapon columns of 2021
_EXPLOSIVE_2021: Final = {"directly emplaced": "mine_or_ied"}
_OTHER_2021: Final = {"fire": "arson", "gas": "assault"}


def _weapon_2021(use: str, explosive: str, other: str) -> tuple[str, Force]:
    named = {word.strip() for word in use.split(",")}
    if "explosive" in named:
        return _EXPLOSIVE_2021.get(explosive, "explosive_unspecified"), "explosive"
    if "firearm" in named:
        return "shooting", "armed"
    if "other" in named:
        return _OTHER_2021.get(other, "other"), "armed"
    return "unknown", "none"


def _weapon(frame: pd.DataFrame) -> pd.DataFrame:
    """Return weapon (as the file says it), kind of event and force."""
    if find(frame, "Weapon Carried/Used") is not None:
        said = texts(frame, "Weapon Carried/Used", blanks=("", "nan"))
        read_as = {label: reading(label) for label in folded(said).unique()}
        both = folded(said).map(read_as)
        types = said.map({cell: weapon_type(cell) for cell in said.unique()})
    else:
        columns = [
            texts(frame, name, blanks=_BLANKS)
            for name in ("Weapons use", "Explosive weapons use", "Other weapon type")
        ]
        said = columns[0].str.cat(columns[1:], sep=": ", na_rep="")
        said = said.str.replace(r"(?:: )+$", "", regex=True).str.replace(": : ", ": ")
        rows = zip(*(folded(column) for column in columns), strict=True)
        both = pd.Series([_weapon_2021(*row) for row in rows], index=frame.index, dtype=object)
        types = weapon_types(both.str[0])
    return pd.DataFrame(
        {"weapon": said, "kind": both.str[0], "force": both.str[1], "type": types},
        index=frame.index,
    )


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a file of any year, index as in ``raw.frame``.

    Returns
    -------
    DataFrame, read as Insecurity Insight's: ``is_strike`` where an explosive weapon is named,
    ``is_armed_attack`` where another is and the row reports a health worker killed or injured or a
    facility destroyed or damaged. ``shcc_sind_event_id`` links a row to Insecurity Insight's.
    """
    frame = raw.frame
    number = {field: counts(frame, *names) for field, names in _HEADERS.items()}
    some = {field: n.gt(0).fillna(value=False).astype(bool) for field, n in number.items()}
    weapon = _weapon(frame)
    hit = some["destroyed"] | some["damaged"]
    is_strike = weapon["force"].eq("explosive")
    harmed = hit | some["killed"] | some["injured"]
    is_armed_attack = weapon["force"].eq("armed") & harmed

    event_type = pd.Series("unknown", index=frame.index, dtype=object)
    for field, event in reversed(_INDICATED.items()):
        event_type = event_type.mask(some[field], event)
    event_type = event_type.mask(is_strike | is_armed_attack, weapon["kind"])

    target = pd.Series("other", index=frame.index, dtype=object)
    people = ("killed", "injured", "kidnapped", "arrested", "threatened", "assaulted", "abused")
    vehicles = ("vehicle_destroyed", "vehicle_damaged", "vehicle_stolen")
    for fields, word in (
        (people, "personnel"),
        (vehicles, "transport"),
        (("destroyed", "damaged", "entered", "occupied"), "facility"),
    ):
        for field in fields:
            target = target.mask(some[field], word)

    perpetrator = texts(frame, "Reported Perpetrator", "Perpetrator", blanks=_BLANKS)
    perpetrator = perpetrator.str.strip(", ")
    country = to_iso3(texts(frame, "Country ISO"))
    event_id = texts(frame, "SiND Event ID", "SHCC Event Code")
    return pd.DataFrame(
        {
            "native_id": event_id,
            "date_text": cells(frame, "Date", "Incident date"),
            "country": country.fillna(to_iso3(texts(frame, "Country"))),
            "precision_code": "none",
            "event_type": event_type,
            "is_strike": is_strike,
            "is_armed_attack": is_armed_attack,
            "weapon": weapon["weapon"],
            "weapon_type": weapon["type"],
            "perpetrator_reported_name": texts(
                frame, "Reported Perpetrator Name", "Name of perpetrator", blanks=_BLANKS
            ),
            "perpetrator_reported_type": looked_up(perpetrator, PERPETRATORS, "unknown"),
            "attribution_status": perpetrator.isna().map({True: "unknown", False: "reported"}),
            "target": target,
            "reported_hit": hit,
            "facilities_destroyed": number["destroyed"],
            "facilities_damaged": number["damaged"],
            "health_workers_killed": number["killed"],
            "health_workers_injured": number["injured"],
            "health_workers_kidnapped": number["kidnapped"],
            "health_workers_arrested": number["arrested"],
            "shcc_sind_event_id": event_id,
        }
    )


# rows of the global file of 2022 and of the Sudan file of 2023
_SEEN: Final = {
    "Firearms": (1179, 187),
    "Ground-Launched Explosive Weapon": (333, 0),
    "Combination": (112, 0),
    "No Information on the Weapon Used": (92, 3),
    "Air-Launched Explosive Weapon": (83, 0),
    "Arson": (48, 7),
    "Not Applicable - No Direct Violence": (42, 0),
    "IED": (28, 0),
    "Unarmed Perpetrator": (22, 0),
    "Shelling": (0, 20),
    "Knife": (14, 1),
    "Fist and Foot": (7, 5),
    "Unspecified Explosive": (0, 11),
    "Aerial Bomb: Plane": (0, 8),
    "Tasers, Live and Rubber Bullets": (8, 0),
    "Artillery": (0, 6),
    "Missile": (0, 3),
    "Mortar": (0, 2),
    "Aerial Bomb: Drone": (0, 2),
    "Rocket": (0, 1),
    "Stones, Sticks and Gravel": (1, 0),
    "Combination, Firearms": (1, 0),
    "Firearms, Not Applicable - No Direct Violence": (1, 0),
    "Air-Launched Explosive Weapon, Firearms": (1, 0),
    "Artillery, No Information on the Weapon Used": (0, 1),
}
_PERPETRATORS_SEEN: Final = {
    "Foreign Forces - Military": (754, 0),
    "NSA": (455, 25),
    "Armed Forces of Government or Self-Declared Government": (304, 0),
    "No Information": (243, 66),
    "Police": (156, 2),
    "Vigilante": (2, 112),
    "Multiple": (19, 20),
    "Other": (7, 30),
    "Criminal": (32, 1),
    "Civilian": (5, 1),
    "Employee": (5, 0),
    "Patient or Family": (5, 0),
    "Protestors": (2, 0),
}

SOURCE: Final = Source(
    name="shcc",
    title="Safeguarding Health in Conflict Coalition, incident data",
    role="incidents",
    signatures=(
        frozenset({"sind event id", "weapon carried/used", "obstruction to health care"}),
        frozenset({"shcc event code", "incident date", "weapons use"}),
    ),
    read=read,
    licence="CC BY-SA 4.0 (the files say CC BY-SA)",
    citation=(
        "Safeguarding Health in Conflict Coalition. 2023. 2022 January-December SHCC Incident "
        "Data, v. May 2023. Geneva, Switzerland: SHCC and Insecurity Insight (and the like for "
        "other years)."
    ),
    obtain=(
        "The Humanitarian Data Exchange (HDX), organisation Insecurity Insight, the coalition's "
        "yearly data sets; global and per country."
    ),
    shows=(
        "Incidents of violence against, or obstruction of, health care in one year: date, country, "
        "weapon, what was damaged, how many health workers were harmed."
    ),
    cannot_show=(
        "Where in a country an incident was: there are no coordinates, no province, no "
        "description. Which facility. Anything that Insecurity Insight's own list does not: nearly "
        "all rows stand in both, so their figures must not be added up. Numbers of the harmed are "
        "floors: where unspecified, one is counted."
    ),
    precision=(
        Precision(
            "none",
            "the file has no place below the country",
            "country",
            None,
            None,
            "the publisher leaves the place out; it must not be put back",
        ),
    ),
    labels=(
        *(
            Label(
                value,
                reading(value)[0],
                reading(value)[1] == "explosive",
                sum(seen),
                "Weapon Carried/Used",
            )
            for value, seen in _SEEN.items()
        ),
        Label("Firearm", "shooting", False, 21, "Weapons use"),
        Label("No Information,", "unknown", False, 20, "Weapons use"),
        Label("Other", "other", False, 9, "Weapons use"),
        Label("NotApplicable", "unknown", False, 1, "Weapons use"),
        Label("Explosive", "explosive_unspecified", True, 1, "Weapons use"),
        Label("Directly emplaced", "mine_or_ied", True, 1, "Explosive weapons use"),
        Label("NotApplicable", "unknown", False, 51, "Explosive weapons use"),
        Label("Gas", "assault", False, 8, "Other weapon type"),
        Label("Fire", "arson", False, 1, "Other weapon type"),
        Label("NotApplicable", "unknown", False, 43, "Other weapon type"),
    ),
    codes=(
        *(
            Code(
                "Reported Perpetrator",
                value,
                PERPETRATORS.get(fold(value), "unknown"),
                sum(seen),
            )
            for value, seen in _PERPETRATORS_SEEN.items()
        ),
        Code("Perpetrator", "State Actor", "state", 36),
        Code("Perpetrator", "Opposition Group,", "non_state", 10),
        Code("Perpetrator", "No Information,", "unknown", 6),
    ),
    quirks=(
        (
            "Three schemas: 2021 (`SHCC Event Code`, `Incident date`, the weapon in three columns, "
            "blanks for nought), 2022 (67 columns, an HXL row) and 2023 (26 columns, no HXL row). "
            "Counts of labels are of 2022 and 2023 together; those of `Weapons use`, `Explosive "
            "weapons use`, `Other weapon type` and `Perpetrator` are of 2021."
        ),
        (
            "`shcc_sind_event_id` is the event's id in Insecurity Insight's database, under either "
            "header: in the list of 2016-2023 stand 1,948 of the 1,989 ids of 2022, 233 of the 257 "
            "of Sudan 2023, 49 of the 52 of Sudan 2021. `layers.sources._sind.sind_event_ids` "
            "gives it for all three lists drawn from that database."
        ),
        (
            "The HXL tags of 2022 are wrong (kidnapped and arrested change places, assaulted stands"
            " twice): the header's text counts. Its headers are cut at 63 characters, misspelt "
            "(`Kidanpped`) and repeated: `Health Workers Killed`, `Injured`, `Kidnapped`, "
            "`Arrested` come twice, and the first of each is read. The second sums to less for the "
            "injured (293 of 370) and the kidnapped (298 of 301)."
        ),
        (
            "`Combination` (112 rows) does not say of what: neither strike nor armed attack. In "
            "Insecurity Insight's list 39 of these events have an explosive weapon."
        ),
        (
            "`Firearms` of 2022 covers other things: 172 such events have an explosive weapon in "
            "Insecurity Insight's list. Of the 1,948 events in both lists 435 are strikes here and "
            "658 there: the strikes of 2022 are a floor."
        ),
        (
            "In Sudan 2023 the kind of perpetrator disagrees with the name: `Vigilante` stands for "
            "the Rapid Support Forces (112 rows), `Other` for the Sudanese Armed Forces (29 of 30)."
            " The label is read, the name is kept."
        ),
        (
            "`Gas` of 2021 is a weapon other than explosive or firearm: an armed attack if a health"
            " worker was harmed."
        ),
    ),
    selected_for_health_care=True,
)
