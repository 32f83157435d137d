"""Insecurity Insight's explosive weapons monitor: health care, education and aid that were hit.

It names a country and a province and no place: its rows must never be put on a map as points.
"""

from typing import Final

import pandas as pd

from layers.countries import to_iso3
from layers.headers import fold
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import cells, counts, folded, looked_up, texts
from layers.sources._sind import PERPETRATORS
from layers.sources._weapons import reading

SENSITIVE: Final = ("Event Description", "Reported Perpetrator Name")
"""Columns that may name people or give places away: never in a public edition."""

# value of "Affected" -> target, rows
_AFFECTED: Final = {
    "Health Infrastructure": ("facility", 1039),
    "Education Infrastructure": ("other", 453),
    "Other": ("other", 224),
    "Health Worker": ("personnel", 141),
    "Multiple": ("other", 86),
    "Aid Infrastructure": ("other", 71),
    "Protection Infrastructure": ("other", 45),
    "Teacher/Student": ("other", 18),
    "Food Infrastructure": ("other", 5),
    "Private/Voluntary Aid": ("other", 1),
}
_TARGETS: Final = {fold(value): target for value, (target, _) in _AFFECTED.items()}

# every value of "Explosive Weapon Type" and its rows
_SEEN: Final = {
    "Shelling": 429,
    "Aerial Bomb": 386,
    "Unspecified Explosive": 332,
    "Rocket": 196,
    "Artillery": 182,
    "Missile": 177,
    "Unspecified IED": 164,
    "Mine": 50,
    "Hand Grenade": 44,
    "Mortar": 37,
    "VBIED": 24,
    "Cluster Bomb": 16,
    "SVIED": 10,
    "UXO": 9,
    "Remote-Controlled IED": 8,
    "RCIED": 8,
    "RPG": 7,
    "Missile, Unspecified Explosive": 1,
    "Missile, Rocket": 1,
    "Artillery, Shelling": 1,
    "Aerial Bomb, Shelling": 1,
}
_LAUNCH: Final = {
    "Ground-Launched": ("as the weapon", 945),
    "Air-Launched: Plane": ("air_strike", 369),
    "Unspecified Launch Method": ("as the weapon", 350),
    "Directly-Emplaced": ("as the weapon", 312),
    "Air-Launched: Drone": ("drone_strike", 85),
    "UXO": ("as the weapon", 9),
    "Air-Launched: No Information on Platform Type": ("air_strike", 7),
    "Air-Launched: Helicopter": ("air_strike", 3),
    "Air-Launched: Plane, Unspecified Launch Method": ("air_strike", 1),
    "Air-Launched Plane": ("air_strike", 1),
    "Air-Launched: No Information on Platform Type, Air-Launched: Plane": ("air_strike", 1),
}
_PERPETRATORS_SEEN: Final = {
    "Foreign Forces: Military": 1029,
    "No Information": 425,
    "Armed Forces of Government or Self-Declared Government": 336,
    "NSA": 187,
    "Other": 38,
    "Multiple": 36,
    "Police": 14,
    "Vigilante": 11,
    "Civilian": 4,
    "Patient/Family": 1,
    "Criminal": 1,
    "Protestors": 1,
}


def _kinds(weapon: pd.Series, launch: pd.Series) -> pd.Series:
    """Return the kind of event: the weapon's, made an air or drone strike where launched so."""
    named = folded(weapon)
    read_as = {label: reading(label) for label in named.unique()}
    # the list holds explosive weapons only, so a label of no known kind is one too
    kinds = {
        label: event if force == "explosive" else "explosive_unspecified"
        for label, (event, force) in read_as.items()
    }
    kind = named.map(kinds)
    launched = folded(launch)
    loose = kind.isin(["air_strike", "explosive_unspecified"])
    kind = kind.mask(loose & launched.str.contains("air-launched"), "air_strike")
    return kind.mask(loose & launched.str.contains("drone"), "drone_strike")


def _killed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return health workers killed, and the fewest people killed of those the columns name."""
    aid, health, aid_health, educators, students = (
        counts(frame, f"{who} Killed")
        for who in ("Aid Workers", "Health Workers", "Aid Health Workers", "Educators", "Students")
    )
    workers = pd.concat([health, aid_health], axis="columns").sum(axis=1, min_count=1)
    # the health workers of aid agencies are aid workers too
    of_aid = pd.concat([aid, aid_health], axis="columns").max(axis=1)
    people = pd.concat([of_aid, health, educators, students], axis="columns")
    return pd.DataFrame(
        {"workers": workers.astype("Int64"), "people": people.sum(axis=1, min_count=1)}
    ).astype("Int64")


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of the monitor's file, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike`` is true of every row that states a weapon or how it was launched (the
    list holds explosive weapons only). There is no ``reported_hit``: "Health Infrastructure" covers
    ambulances and strikes beside a hospital as well.
    """
    frame = raw.frame
    weapon, launch = texts(frame, "Explosive Weapon Type"), texts(frame, "Launch Type")
    is_strike = weapon.notna() | launch.notna()
    killed = _killed(frame)
    perpetrator = texts(frame, "Reported Perpetrator")
    country = to_iso3(texts(frame, "Country ISO"))
    admin1 = texts(frame, "Admin 1")
    return pd.DataFrame(
        {
            "native_id": texts(frame, "SiND Event ID"),
            "date_text": cells(frame, "Date"),
            "country": country.fillna(to_iso3(texts(frame, "Country"))),
            "admin1": admin1,
            "precision_code": admin1.notna().map({True: "province", False: "none"}),
            "event_type": _kinds(weapon, launch).where(is_strike, "unknown"),
            "is_strike": is_strike,
            "is_armed_attack": False,
            "weapon": weapon.str.cat(launch, sep="; ").fillna(weapon).fillna(launch),
            "perpetrator_reported_name": texts(frame, "Reported Perpetrator Name"),
            "perpetrator_reported_type": looked_up(perpetrator, PERPETRATORS, "unknown"),
            "attribution_status": perpetrator.isna().map({True: "unknown", False: "reported"}),
            "target": looked_up(texts(frame, "Affected"), _TARGETS, "other"),
            "health_workers_killed": killed["workers"],
            "fatalities_min": killed["people"],
            "description": texts(frame, "Event Description"),
        }
    )


SOURCE: Final = Source(
    name="insecurity_insight_explosive",
    title="Insecurity Insight, Explosive Weapons Monitor data",
    role="incidents",
    signatures=(
        frozenset({"sind event id", "launch type", "explosive weapon type", "sector affected"}),
    ),
    read=read,
    licence="CC BY-SA 4.0 (the file says CC BY-SA)",
    citation=(
        "Insecurity Insight. 2023. 2020-2023 Explosive Weapons Data, v. 19 October 2023. Vevey, "
        "Switzerland: Insecurity Insight."
    ),
    obtain=(
        "The Humanitarian Data Exchange (HDX), organisation Insecurity Insight, the explosive "
        "weapons data set."
    ),
    shows=(
        "Incidents in which explosive weapons affected health care, education, protection or aid: "
        "date, country, province, weapon and how it was launched, what was affected, who of the "
        "workers, teachers and students was killed."
    ),
    cannot_show=(
        "Where in a province an incident was: there are no coordinates. Whether a medical facility "
        "was damaged: `Health Infrastructure` covers ambulances and strikes beside a hospital. How "
        "common such weapons are where no service was affected. Anything that may be added to "
        "Insecurity Insight's attacks on health care: 1,387 of the events stand in both lists."
    ),
    precision=(
        Precision(
            "province",
            "a province is named, no point",
            "admin1",
            None,
            "area",
            "the column Admin 1; the publisher leaves the place out, it must not be put back",
        ),
        Precision(
            "none", "the country only", "country", None, None, "Admin 1 says 'No Information'"
        ),
    ),
    labels=tuple(
        Label(value, reading(value)[0], True, seen, "Explosive Weapon Type")
        for value, seen in _SEEN.items()
    ),
    codes=(
        *(Code("Launch Type", value, becomes, seen) for value, (becomes, seen) in _LAUNCH.items()),
        *(
            Code("Affected", value, f"target: {target}", seen)
            for value, (target, seen) in _AFFECTED.items()
        ),
        *(
            Code("Reported Perpetrator", value, PERPETRATORS.get(fold(value), "unknown"), seen)
            for value, seen in _PERPETRATORS_SEEN.items()
        ),
    ),
    quirks=(
        (
            "The launch type decides only where the weapon leaves it open (aerial bombs, cluster "
            "bombs, unspecified explosives): a missile from a plane stays `missile_or_rocket`."
        ),
        (
            "`Health Infrastructure` (1,039 rows) becomes `target` facility, never a reported hit: "
            "of the 1,037 that stand in Insecurity Insight's list, 853 report a facility destroyed "
            "or damaged there and 184 do not (ambulances, strikes nearby, devices found)."
        ),
        (
            "Deaths are named for aid workers, health workers, educators and students only: "
            "`fatalities_min` is a floor, empty where none of the columns says anything, and "
            "nobody else's death is in it."
        ),
        (
            "`SiND Event ID` is the event's id in Insecurity Insight's database "
            "(`layers.sources._sind.sind_event_ids`)."
        ),
        "An HXL row follows the header; 195 rows name no province.",
    ),
)
