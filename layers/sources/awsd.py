"""Aid Worker Security Database (Humanitarian Outcomes): violence against aid workers, world-wide.

It lists aid workers of every trade. It does not say who of them gave medical care, so none of its
victims may be counted as health workers.
"""

from typing import Final, Literal, NamedTuple

import pandas as pd

from layers.countries import to_iso3
from layers.headers import fold
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, counts, folded, looked_up, positive, texts

SENSITIVE: Final = ("Details", "Actor name")
"""Columns that may name people or give places away: never in a public edition."""

_BLANKS: Final = NOTHING_SAID | {"na", "u", "unknown", "unspecified"}
_CENTRE: Final = (
    "Humanitarian Outcomes' column descriptions: the centre of the settlement, landmark or route "
    "segment, adjusted where needed so as not to expose sensitive places"
)


class _Means(NamedTuple):
    """One means of attack: the kind of event, the force, the weapon, rows in the file seen."""

    event_type: str
    force: Literal["explosive", "armed", "none"]
    weapon: str
    seen: int


# the letters of the exports to about 2016, then the words of those since
_MEANS: Final = {
    "S": _Means("shooting", "armed", "firearm", 618),
    "K": _Means("abduction", "none", "unknown", 456),
    "U": _Means("unknown", "none", "unknown", 404),
    "BA": _Means("assault", "none", "unknown", 283),
    "AB": _Means("explosive_unspecified", "explosive", "explosive_unspecified", 105),
    "KK": _Means("abduction", "none", "unknown", 65),
    "RIED": _Means("mine_or_ied", "explosive", "mine_or_ied", 38),
    "LM": _Means("mine_or_ied", "explosive", "mine_or_ied", 26),
    "VBIED-S": _Means("mine_or_ied", "explosive", "mine_or_ied", 16),
    "RSA": _Means("sexual_violence", "none", "unknown", 16),
    "CX": _Means("explosive_unspecified", "explosive", "several", 14),
    "B": _Means("mine_or_ied", "explosive", "mine_or_ied", 13),
    "BBIED": _Means("mine_or_ied", "explosive", "mine_or_ied", 12),
    "VBIED-RC": _Means("mine_or_ied", "explosive", "mine_or_ied", 12),
    "VBIED": _Means("mine_or_ied", "explosive", "mine_or_ied", 10),
    "Aerial bombardment": _Means("explosive_unspecified", "explosive", "explosive_unspecified", 0),
    "Shelling": _Means("shelling", "explosive", "shell", 0),
    "Shooting": _Means("shooting", "armed", "firearm", 0),
    "Bodily assault": _Means("assault", "none", "unknown", 0),
    "Body-borne IED": _Means("mine_or_ied", "explosive", "mine_or_ied", 0),
    "Roadside IED": _Means("mine_or_ied", "explosive", "mine_or_ied", 0),
    "Vehicle-born IED": _Means("mine_or_ied", "explosive", "mine_or_ied", 0),
    "Vehicle-borne IED": _Means("mine_or_ied", "explosive", "mine_or_ied", 0),
    "Other explosives": _Means("explosive_unspecified", "explosive", "explosive_unspecified", 0),
    "Landmine": _Means("mine_or_ied", "explosive", "mine_or_ied", 0),
    "Complex attack": _Means("explosive_unspecified", "explosive", "several", 0),
    "Kidnapping": _Means("abduction", "none", "unknown", 0),
    "Kidnap-killing": _Means("abduction", "none", "unknown", 0),
    "Rape/sexual assault": _Means("sexual_violence", "none", "unknown", 0),
    "Rape or serious sexual assault": _Means("sexual_violence", "none", "unknown", 0),
    "Detention/arrest": _Means("arrest", "none", "unknown", 0),
    "Unknown": _Means("unknown", "none", "unknown", 0),
}
_BY_MEANS: Final = {fold(label): means for label, means in _MEANS.items()}
_NOTHING: Final = _Means("unknown", "none", "unknown", 0)
_ACTORS: Final = {
    "Host State": "state",
    "Foreign or coalition forces": "state",
    "State: unknown": "state",
    "Police or paramilitary": "state",
    "Non-state armed group: Global": "non_state",
    "Non-state armed group: Regional": "non_state",
    "Non-state armed group: National": "non_state",
    "Non-state armed group: Subnational": "non_state",
    "Non-state armed group: Unknown": "non_state",
    "Criminal": "non_state",
    "Unaffiliated": "non_state",
    "Aid recipient": "non_state",
    "Staff member": "non_state",
    "Unknown": "unknown",
}
_VERIFIED: Final = {
    "Yes": "confirmed",
    "Verified": "confirmed",
    "Pending": "possible",
    "Archived": "unknown",
    "No": "unknown",
}
_COUNTRIES: Final = {"chechnya": "RUS"}
"""Labels of the file that name a part of a country."""
_CONTEXTS: Final = {
    "Am": ("ambush, attack on the road", 717),
    "U": ("unknown", 475),
    "IA": ("individual attack or assassination", 456),
    "R": ("raid on a home, office or project site", 210),
    "C": ("combat, crossfire", 180),
    "MV": ("mob violence", 32),
    "D": ("detention", 18),
}
_LOCATIONS: Final = {
    "U": ("unknown", 707),
    "R": ("road", 686),
    "P": ("public place", 188),
    "OC": ("office, compound", 179),
    "PS": ("project site: camp, distribution, clinic or hospital", 162),
    "H": ("home", 143),
    "C": ("custody", 16),
}


def _date_text(frame: pd.DataFrame) -> pd.Series:
    """Return year, month and day as one text, as far as they are known."""
    year, month, day = (texts(frame, name, blanks=_BLANKS) for name in ("Year", "Month", "Day"))
    month = month.str.zfill(2)
    of_month = year.str.cat(month, sep="-")
    return of_month.str.cat(day.str.zfill(2), sep="-").fillna(of_month).fillna(year)


def _precision_code(frame: pd.DataFrame) -> pd.Series:
    """Return the finest place that a row names: the point is that place's centre."""
    code = pd.Series("none", index=frame.index, dtype=object)
    for column, word in (
        ("Country", "country"),
        ("Region", "region"),
        ("District", "district"),
        ("City", "city"),
    ):
        code = code.mask(texts(frame, column, blanks=_BLANKS).notna(), word)
    return code


def _coordinate(frame: pd.DataFrame, name: str) -> pd.Series:
    cell = cells(frame, name)
    return cell.mask(folded(cell).isin(_BLANKS))


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of an export of any year, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike``: the means of attack explodes. ``is_armed_attack``: a shooting that
    killed or wounded an aid worker. ``fatalities_min`` counts the aid workers killed.
    """
    frame = raw.frame
    means = texts(frame, "Means of attack")
    found = {key: _BY_MEANS.get(key, _NOTHING) for key in folded(means).unique()}
    used = folded(means).map(found)
    force = used.map(lambda one: one.force)
    harmed = positive(frame, "Total killed", "Total wounded")
    actor = texts(frame, "Actor type", blanks=_BLANKS)
    said = texts(frame, "Country")
    country = to_iso3(texts(frame, "Country Code")).fillna(to_iso3(said))
    place = texts(frame, "City", blanks=_BLANKS)
    return pd.DataFrame(
        {
            "native_id": texts(frame, "Incident ID"),
            "date_text": _date_text(frame),
            "country": country.fillna(looked_up(said, _COUNTRIES)),
            "admin1": texts(frame, "Region", blanks=_BLANKS),
            "admin2": texts(frame, "District", blanks=_BLANKS),
            "place_name": place,
            "latitude_text": _coordinate(frame, "Latitude"),
            "longitude_text": _coordinate(frame, "Longitude"),
            "precision_code": _precision_code(frame),
            "event_type": used.map(lambda one: one.event_type),
            "is_strike": force.eq("explosive"),
            "is_armed_attack": force.eq("armed") & harmed,
            "weapon": means.where(force.ne("none")),
            "weapon_type": used.map(lambda one: one.weapon),
            "perpetrator_reported_name": texts(frame, "Actor name", blanks=_BLANKS),
            "perpetrator_reported_type": looked_up(
                actor, {fold(label): kind for label, kind in _ACTORS.items()}, "unknown"
            ),
            "attribution_status": actor.isna().map({True: "unknown", False: "reported"}),
            "target": None,
            "fatalities_min": counts(frame, "Total killed"),
            "certainty": looked_up(
                texts(frame, "Verified"),
                {fold(label): word for label, word in _VERIFIED.items()},
                "unknown",
            ),
            "description": texts(frame, "Details"),
            "citation": texts(frame, "Source", blanks=_BLANKS).radd(
                "Humanitarian Outcomes, Aid Worker Security Database, after: "
            ),
        }
    )


SOURCE: Final = Source(
    name="awsd",
    title="Aid Worker Security Database (Humanitarian Outcomes)",
    role="incidents",
    signatures=(
        frozenset({"incident id", "means of attack", "attack context", "total affected"}),
        frozenset({"incident id", "means of attack", "nationals killed", "internationals killed"}),
    ),
    read=read,
    licence="CC BY 4.0 as the portal states it today; the export of 2016 seen here states none",
    citation=(
        "Humanitarian Outcomes, Aid Worker Security Database (aidworkersecurity.org), the date of "
        "access."
    ),
    obtain=(
        "aidworkersecurity.org (csv, xlsx, an API), or the Humanitarian Data Exchange (HDX), "
        "aid-worker-security-data-global, or one data set per country."
    ),
    shows=(
        "Major violence against aid workers since 1997 (killed, kidnapped for a day or more, "
        "seriously wounded, raped; detained in the newer exports): day, month or year, place name, "
        "means of attack, victims by employer, nationality and sex; in the newer exports "
        "the kind of perpetrator too."
    ),
    cannot_show=(
        "Which victims were health workers, and whether a medical facility was struck: `Project "
        "site` covers camps and distributions as well as clinics. Where in a settlement it was. "
        "Violence that killed, hurt or took no aid worker. Other people's deaths."
    ),
    precision=(
        Precision(
            "city",
            "a settlement, landmark or road is named; its centre",
            "settlement",
            5_000,
            "normal",
            f"{_CENTRE}; no distance is stated: 5 km is this tool's choice, as for settlements of "
            "other sources",
        ),
        Precision("district", "a district is the finest name", "admin2", None, "area", _CENTRE),
        Precision("region", "a region is the finest name", "admin1", None, "area", _CENTRE),
        Precision("country", "the country only", "country", None, None, _CENTRE),
        Precision("none", "no place is named", "unknown", None, None, "nothing is stated"),
    ),
    labels=tuple(
        Label(label, means.event_type, means.force == "explosive", means.seen, "Means of attack")
        for label, means in _MEANS.items()
    ),
    codes=(
        *(
            Code("Attack context", value, f"kept: {meaning}", seen)
            for value, (meaning, seen) in _CONTEXTS.items()
        ),
        *(
            Code("Location", value, f"kept: {meaning}", seen)
            for value, (meaning, seen) in _LOCATIONS.items()
        ),
        *(Code("Actor type", value, kind, 0) for value, kind in _ACTORS.items()),
        *(Code("Verified", value, word, 0) for value, word in _VERIFIED.items()),
    ),
    quirks=(
        (
            "The letters of `Means of attack` are those of the older codebook: `AB` is aerial "
            "bombardment, missile, mortar, rocket-propelled grenade or thrown grenade, so it is "
            "`explosive_unspecified` and not an air strike; `B` is explosives set against a "
            "building; `CX` explosives together with small arms; `BA` blows or stabs with "
            "weapons that are no firearms, or with none, so it is no armed attack."
        ),
        (
            "The victims are aid workers of every trade: `target` and the health workers' counts "
            "stay empty, and `fatalities_min` counts aid workers only."
        ),
        (
            "Precision is the finest place a row names, because there is no column for it: of the "
            "2,088 rows of 2016 a city in 1,364, else a district in 138, else a region in 277, "
            "else the country in 303; 6 name nothing. Many points of the last kind are a country's "
            "middle."
        ),
        (
            "The date stands in three columns: without a day it is the month (267 rows), without "
            "a month the year (43)."
        ),
        (
            "One row has both numbers in `Latitude` (`11.919424, 24.933643`): read as the pair it "
            "is, with a note. Four rows have a coordinate of nought: left for the checks. The "
            "export of 2016 is cp1252, not UTF-8."
        ),
        (
            "`Chechnya` (26 rows) is read as Russia; `Kashmir` (1 row) and 6 empty cells stay "
            "without a country."
        ),
        (
            "The copies on HDX leave out the points and the cities of the Palestinian territory: "
            "nothing may put them back; the district that is left stands for the place."
        ),
        (
            "Newer exports add `Country Code`, `Total detained`, `Motive`, `Actor type`, `Actor "
            "name`, `Verified` and `Source`, write the means in words, and `NA` for nothing. "
            "`Source` may say ACLED: such a row is no independent report of an event that ACLED "
            "has. No newer file was seen; its words are from the publisher's descriptions of the "
            "columns as quoted by public readers."
        ),
    ),
)
