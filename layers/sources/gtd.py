"""Global Terrorism Database (START, University of Maryland): attacks by non-state actors.

By its own definition it holds no violence of states. Its points are those of a town at best.
"""

from typing import Final, NamedTuple

import pandas as pd

from layers.countries import to_iso3
from layers.headers import fold
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, counts, folded, looked_up, texts

SENSITIVE: Final = ("summary", "target1", "scite1")
"""Columns that may name people or give places away: never in a public edition."""

_BLANKS: Final = NOTHING_SAID | {"unknown", "-9", "-99"}
_CODEBOOK: Final = "GTD Codebook (START), variable specificity"


class _Weapon(NamedTuple):
    """One type of weapon: its force and its kind."""

    force: str
    kind: str


_WEAPONS: Final = {
    "Explosives": _Weapon("explosive", "explosive_unspecified"),
    "Explosives/Bombs/Dynamite": _Weapon("explosive", "explosive_unspecified"),
    "Firearms": _Weapon("armed", "firearm"),
    "Incendiary": _Weapon("armed", "fire"),
    "Melee": _Weapon("armed", "blade_or_blunt"),
    "Chemical": _Weapon("armed", "chemical"),
    "Biological": _Weapon("armed", "other"),
    "Radiological": _Weapon("armed", "other"),
    "Nuclear": _Weapon("armed", "other"),
    "Vehicle": _Weapon("armed", "other"),
    "Vehicle (not to include vehicle-borne explosives, i.e., car or truck bombs)": _Weapon(
        "armed", "other"
    ),
    "Sabotage Equipment": _Weapon("none", "other"),
    "Fake Weapons": _Weapon("none", "none"),
    "Other": _Weapon("armed", "other"),
    "Unknown": _Weapon("none", "unknown"),
}
# what an explosive weapon was, where the sub-type says it
_EXPLOSIVES: Final = {
    "Landmine": "mine_or_ied",
    "Vehicle": "mine_or_ied",
    "Suicide (carried bodily by human being)": "mine_or_ied",
    "Remote Trigger": "mine_or_ied",
    "Time Fuse": "mine_or_ied",
    "Pressure Trigger": "mine_or_ied",
    "Sticky Bomb": "mine_or_ied",
    "Pipe Bomb": "mine_or_ied",
    "Letter Bomb": "mine_or_ied",
    "Dynamite/TNT": "mine_or_ied",
    "Grenade": "explosive_unspecified",
    "Projectile (rockets, mortars, RPGs, etc.)": "explosive_unspecified",
    "Other Explosive Type": "explosive_unspecified",
    "Unknown Explosive Type": "explosive_unspecified",
}
# sub-types of weapons that do not explode: kept, and nothing made of them
_KEPT: Final = (
    *("Automatic or Semi-Automatic Rifle", "Handgun", "Rifle/Shotgun (non-automatic)"),
    *("Unknown Gun Type", "Other Gun Type", "Arson/Fire", "Molotov Cocktail/Petrol Bomb"),
    *("Gasoline or Alcohol", "Knife or Other Sharp Object", "Sharp Object Other Than Knife"),
    *("Blunt Object", "Hands, Feet, Fists", "Rope or Other Strangling Device", "Suffocation"),
    *("Poisoning", "Explosive", "Unknown Weapon Type"),
)
_ATTACKS: Final = {
    "Assassination": "attack_unspecified",
    "Armed Assault": "attack_unspecified",
    "Bombing/Explosion": "attack_unspecified",
    "Hijacking": "abduction",
    "Hostage Taking (Barricade Incident)": "abduction",
    "Hostage Taking (Kidnapping)": "abduction",
    "Facility/Infrastructure Attack": "property_destruction",
    "Unarmed Assault": "assault",
    "Unknown": "unknown",
}
_MEDICAL: Final = "Medical/Pharmaceutical"
_OF_WEAPON: Final = {"firearm": "shooting", "fire": "arson", "blade_or_blunt": "assault"}


def _date_text(frame: pd.DataFrame) -> pd.Series:
    """Return year, month and day as one text; GTD writes 0 for a month or day not known."""
    blanks = NOTHING_SAID | {"0"}
    year, month, day = (texts(frame, name, blanks=blanks) for name in ("iyear", "imonth", "iday"))
    of_month = year.str.cat(month.str.zfill(2), sep="-")
    return of_month.str.cat(day.str.zfill(2), sep="-").fillna(of_month).fillna(year)


def _precision_code(frame: pd.DataFrame) -> pd.Series:
    code = texts(frame, "specificity").fillna("none")
    near = texts(frame, "vicinity").eq("1").fillna(value=False).astype(bool)
    return code.mask(code.eq("1") & near, "1 vicinity")


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of GTD's table, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike``: the first weapon is explosive and the attack succeeded (a device
    that was found or failed struck nothing). ``is_armed_attack``: another weapon, and somebody
    killed or wounded.
    """
    frame = raw.frame
    weapon = texts(frame, "weaptype1_txt")
    table = {fold(label): one for label, one in _WEAPONS.items()}
    used = [table.get(key, _Weapon("none", "unknown")) for key in folded(weapon)]
    force = pd.Series([one.force for one in used], index=frame.index, dtype=object)
    kind = pd.Series([one.kind for one in used], index=frame.index, dtype=object)
    finer = looked_up(
        texts(frame, "weapsubtype1_txt"), {fold(k): v for k, v in _EXPLOSIVES.items()}
    )
    kind = kind.mask(force.eq("explosive") & finer.notna(), finer)
    failed = texts(frame, "success").eq("0").fillna(value=False).astype(bool)
    is_strike = force.eq("explosive") & ~failed
    dead, wounded = counts(frame, "nkill"), counts(frame, "nwound")
    harmed = (dead.gt(0).fillna(value=False) | wounded.gt(0).fillna(value=False)).astype(bool)
    event = looked_up(
        texts(frame, "attacktype1_txt"), {fold(k): v for k, v in _ATTACKS.items()}, "unknown"
    )
    loose = event.isin(["attack_unspecified", "property_destruction"])
    event = event.mask(loose & force.eq("armed"), kind.map(_OF_WEAPON).fillna(event))
    event = event.mask(is_strike, kind)
    name = texts(frame, "gname", blanks=_BLANKS)
    medical = folded(texts(frame, "targsubtype1_txt")).eq(fold(_MEDICAL))
    return pd.DataFrame(
        {
            "native_id": texts(frame, "eventid"),
            "date_text": _date_text(frame),
            "country": to_iso3(texts(frame, "country_txt")),
            "admin1": texts(frame, "provstate", blanks=_BLANKS),
            "place_name": texts(frame, "city", blanks=_BLANKS),
            "latitude_text": cells(frame, "latitude"),
            "longitude_text": cells(frame, "longitude"),
            "precision_code": _precision_code(frame),
            "event_type": event,
            "is_strike": is_strike,
            "is_armed_attack": force.eq("armed") & harmed & ~failed,
            "weapon": weapon,
            "weapon_type": kind,
            "perpetrator_reported_name": name,
            "perpetrator_reported_type": name.isna().map({True: "unknown", False: "non_state"}),
            "attribution_status": name.isna().map({True: "unknown", False: "reported"}),
            "target": medical.map({True: "facility", False: "other"}),
            "fatalities_min": dead,
            "description": texts(frame, "summary"),
        }
    )


SOURCE: Final = Source(
    name="gtd",
    title="Global Terrorism Database (START)",
    role="incidents",
    signatures=(
        frozenset({"eventid", "iyear", "imonth", "iday", "attacktype1_txt", "weaptype1_txt"}),
    ),
    read=read,
    licence="START's end user licence: not for commercial use, no redistribution",
    citation=(
        "START (National Consortium for the Study of Terrorism and Responses to Terrorism), "
        "Global Terrorism Database (start.umd.edu/gtd), the version's year."
    ),
    obtain="start.umd.edu/gtd, on request (xlsx, csv).",
    shows=(
        "Attacks by non-state actors, 1970 to 2020: day, town, kind of attack and weapon, target, "
        "group, killed and wounded (attackers too)."
    ),
    cannot_show=(
        "Violence of states. Where in a town an attack was: points are a town's or a district's. "
        "Whether a medical facility was damaged: `Medical/Pharmaceutical` covers pharmacies and "
        "offices. Years since 2021. How many of the dead were victims."
    ),
    precision=(
        Precision(
            "1",
            "in a town; its centre",
            "settlement",
            5_000,
            "normal",
            f"{_CODEBOOK}: coordinates of the city; 5 km is this tool's choice, as for ACLED",
        ),
        Precision(
            "1 vicinity",
            "near a town (vicinity = 1)",
            "settlement",
            25_000,
            "disc",
            "GTD Codebook, variable vicinity: no distance is stated; 25 km is this tool's choice",
        ),
        Precision("2", "in a town, but a district's centre", "admin2", None, "area", _CODEBOOK),
        Precision("3", "not in a town; a district's centre", "admin2", None, "area", _CODEBOOK),
        Precision("4", "a province's centre", "admin1", None, "area", _CODEBOOK),
        Precision("5", "no better than the country", "country", None, None, _CODEBOOK),
        Precision("none", "no code", "unknown", None, None, "nothing is stated"),
    ),
    labels=tuple(
        Label(value, event, False, 0, "attacktype1_txt") for value, event in _ATTACKS.items()
    ),
    codes=(
        *(
            Code("weaptype1_txt", value, f"{one.force}: {one.kind}", 0)
            for value, one in _WEAPONS.items()
        ),
        *(Code("weapsubtype1_txt", value, becomes, 0) for value, becomes in _EXPLOSIVES.items()),
        *(Code("weapsubtype1_txt", value, "kept", 0) for value in _KEPT),
    ),
    quirks=(
        (
            "No real file was seen: columns and codes are from the codebook and public readers. "
            "Counts are nought for that reason."
        ),
        (
            "An explosive weapon that failed or was found (`success` 0) is no strike. Only the "
            "first weapon and the first kind of attack are read."
        ),
        "`nkill` counts the attackers too. -9 and -99 mean not known. Month and day 0 too.",
        "1993 is missing from the database as published.",
    ),
)
