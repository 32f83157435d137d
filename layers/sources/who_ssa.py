"""WHO's Surveillance System for Attacks on Health Care (SSA): what, when and in which country.

It publishes no place below the country and no name of a facility. Nothing here or later may place
again what the publisher left out.
"""

import re
from typing import Final, NamedTuple

import pandas as pd

from layers.countries import to_iso3
from layers.dates import parse_dates
from layers.headers import fold
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import cells, counts, find, folded, looked_up, texts
from layers.sources._labels import any_of, labels_in

SENSITIVE: Final = ("HC Other", "Facility Other")
"""Free text that may name a facility or give a place away: never in a public edition."""

_HEAVY: Final = (
    "Violence with heavy weapons (requires more than one person to use such as firearms, tanks, "
    "missiles, bombs, mortars)"
)
_INDIVIDUAL: Final = (
    "Violence with individual weapons (knives, bricks, clubs, guns, grenades and improvised "
    "explosive devices (IED)"
)


class _Type(NamedTuple):
    """One type of attack: the kind of event, the weapon, and the rows of both files that name it.

    ``weapon`` is None where the type says nothing of a weapon used.
    """

    event_type: str
    weapon: str | None
    seen: int


# the first that a row names decides what kind of event it was
_TYPES: Final = {
    _HEAVY: _Type("attack_unspecified", "heavy_unspecified", 5319),
    _INDIVIDUAL: _Type("attack_unspecified", "armed_unspecified", 3205),
    "Chemical agent": _Type("assault", "chemical", 67),
    "Setting fire": _Type("arson", "fire", 241),
    "Sexual assault": _Type("sexual_violence", None, 22),
    "Abduction/Arrest/Detention of health personnel or patients": _Type("arrest", None, 1080),
    "Assault (without weapons)": _Type("assault", "none", 862),
    "Militarization of a health care asset": _Type("occupation", None, 592),
    "Removal of health care assets (e.g. transport, supplies, materials)": _Type(
        "looting", None, 1404
    ),
    "Armed or violent search of health care personnel, facility or transport": _Type(
        "other", None, 1023
    ),
    "Psychological violence/threat of violence/intimidation": _Type("threat", None, 2061),
    "Obstruction to health care delivery (e.g. physical, administrative, legal etc)": _Type(
        "obstruction", None, 2904
    ),
    "Criminalization of health care": _Type("other", None, 92),
    "Other": _Type("other", None, 213),
    "Unknown": _Type("unknown", None, 92),
    # as the methodology and older reports write them; not in the files seen
    "Violence with heavy weapons": _Type("attack_unspecified", "heavy_unspecified", 0),
    "Violence with individual weapons": _Type("attack_unspecified", "armed_unspecified", 0),
    "Abduction": _Type("abduction", None, 0),
    "Arrest": _Type("arrest", None, 0),
    "Detention": _Type("arrest", None, 0),
    "Assault": _Type("assault", None, 0),
    "Armed or violent search": _Type("other", None, 0),
    "Militarization of a civilian health care facility": _Type("occupation", None, 0),
    "Obstruction to health care delivery": _Type("obstruction", None, 0),
    "Psychological violence": _Type("threat", None, 0),
    "Removal of health care assets": _Type("looting", None, 0),
    "Removal of health care personnel or patients": _Type("abduction", None, 0),
}
_BY_LABEL: Final = {fold(label): (rank, label) for rank, label in enumerate(_TYPES)}
# a label holds commas itself, so a cell is searched for labels, the longest first, not split
_ONE: Final = re.compile(rf"[\s,;]*{any_of(_BY_LABEL)}\s*\)?\s*(?=[,;]|$)")
_ABDUCTED: Final = ("HW Abduction", "Patient Abduction")
_HELD: Final = ("HW Arrest", "HW Detention", "Patient Arrest", "Patient Detention")
_CERTAINTIES: Final = {
    "Confirmed": ("confirmed", 11235),
    "Probable": ("probable", 595),
    "Possible": ("possible", 477),
    "Suspected": ("unknown", 0),
    "Rumour": ("unknown", 0),
    "Suspected/Rumour": ("unknown", 0),
}
_TARGETS: Final = (
    ("HC Personnel", "personnel"),
    ("HC Transport", "transport"),
    ("HC Facilities", "facility"),
)
_FLAGS: Final = {
    "HC Facilities": (6683, 5593, 31),
    "HC Transport": (3394, 8649, 264),
    "HC Personnel": (6170, 5935, 202),
    "HC Supplies Assets": (2117, 9720, 470),
    "HC Warehouse Storage": (527, 11441, 339),
    "HC Patients": (2894, 8812, 601),
}


def attack_types(cell: object) -> tuple[tuple[str, ...], str]:
    """Return the types of attack that a cell names, the most telling first, and what is left over.

    Examples
    --------
    >>> attack_types(" Setting fire, Assault (without weapons), Sorcery")
    (('Setting fire', 'Assault (without weapons)'), 'sorcery')
    """
    parts = list(labels_in(fold(cell), _ONE, _BY_LABEL))
    found = sorted(known for known, _ in parts if known is not None)
    strange = [text.strip(" ;") for known, text in parts if known is None and text.strip(" ;")]
    return tuple(dict.fromkeys(label for _, label in found)), ", ".join(strange)


def _what(frame: pd.DataFrame) -> pd.DataFrame:
    """Return event_type, weapon, weapon_type, and the types no table knows, of each row."""
    named = folded(texts(frame, "Attack Type", "attacktype"))
    read_as = {text: attack_types(text) for text in named.unique()}
    rows = []
    for text, (types, strange) in read_as.items():
        weapons = [t for t in types if _TYPES[t].weapon not in {None, "none"}]
        kinds = dict.fromkeys(_TYPES[t].weapon for t in types if _TYPES[t].weapon is not None)
        kinds.pop("none", None) if len(kinds) > 1 else None
        rows.append(
            {
                "text": text,
                "event_type": _TYPES[types[0]].event_type if types else "unknown",
                "weapon": "; ".join(weapons) or None,
                "weapon_type": "unknown"
                if not kinds
                else (next(iter(kinds)) if len(kinds) == 1 else "several"),
                "who_ssa_unknown_types": strange or None,
            }
        )
    table = pd.DataFrame(
        rows, columns=["text", "event_type", "weapon", "weapon_type", "who_ssa_unknown_types"]
    ).set_index("text")
    return table.loc[named].set_axis(frame.index)


def _sum(frame: pd.DataFrame, *names: str) -> pd.Series:
    """Return the sum of counting columns, null where none says anything."""
    parts = pd.concat([counts(frame, name) for name in names], axis="columns")
    return parts.sum(axis=1, min_count=1).astype("Int64")


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a workbook, csv or JSON report, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike`` is false throughout: "heavy weapons" includes firearms by WHO's own
    words. ``is_armed_attack``: a type that names a weapon used, and somebody killed or injured.
    There is no ``reported_hit``: a health resource "affected" need not be damaged.
    """
    frame = raw.frame
    what = _what(frame)
    injured = counts(frame, "Total Injured", "victimstotalinjured")
    dead = counts(frame, "Total Death", "victimstotaldeath")
    harmed = injured.gt(0).fillna(value=False) | dead.gt(0).fillna(value=False)
    abducted = _sum(frame, *_ABDUCTED).gt(0).fillna(value=False)
    held = _sum(frame, *_HELD).gt(0).fillna(value=False)
    # one label covers abduction and arrest; the counts beside it tell them apart
    only_taken = abducted & ~held & what["event_type"].eq("arrest")
    target = pd.Series("other", index=frame.index, dtype=object)
    for column, word in _TARGETS:
        target = target.mask(folded(texts(frame, column)).eq("yes"), word)
    out = pd.DataFrame(
        {
            "native_id": texts(frame, "Attack ID", "id"),
            "date_text": cells(frame, "Attack Date", "attackdate"),
            "country": to_iso3(texts(frame, "Country / Territory", "country")),
            "precision_code": "none",
            "event_type": what["event_type"].mask(only_taken, "abduction"),
            "is_strike": False,
            "is_armed_attack": what["weapon"].notna() & harmed.astype(bool),
            "weapon": what["weapon"],
            "weapon_type": what["weapon_type"],
            "perpetrator_reported_type": "unknown",
            "attribution_status": "unknown",
            "target": target,
            "health_workers_kidnapped": counts(frame, "HW Abduction"),
            "health_workers_arrested": _sum(frame, "HW Arrest", "HW Detention"),
            "fatalities_min": dead,
            "certainty": looked_up(
                texts(frame, "Certainty Level", "classification"),
                {fold(label): word for label, (word, _) in _CERTAINTIES.items()},
                "unknown",
            ),
            "who_ssa_unknown_types": what["who_ssa_unknown_types"],
        }
    )
    if find(frame, "Attack Date") is None and find(frame, "attackdate") is not None:
        # the JSON report writes the day first, the csv the month
        read_as = parse_dates(cells(frame, "attackdate"), day_first=True)
        out["date_start"], out["date_end"] = read_as["start"], read_as["end"]
    return out


SOURCE: Final = Source(
    name="who_ssa",
    title="WHO, Surveillance System for Attacks on Health Care (SSA)",
    role="incidents",
    signatures=(
        frozenset({"attack id", "attack date", "certainty level", "attack type", "hc facilities"}),
        frozenset({"attackdate", "classification", "victimstotalinjured", "victimstotaldeath"}),
    ),
    read=read,
    licence="not stated in the files: do not redistribute",
    citation=(
        "World Health Organization, Surveillance System for Attacks on Health Care "
        "(extranet.who.int/ssa), the date of access; method: Surveillance System for Attacks on "
        "Health Care, Methodology, version 1.0, WHO/WHE/EMO/2019.2."
    ),
    obtain=(
        "extranet.who.int/ssa, public reports (xlsx, csv, JSON); a historic workbook on the "
        "Humanitarian Data Exchange (HDX), which lists CC BY-IGO."
    ),
    shows=(
        "Attacks on health care in the countries that report, since December 2017: day, country, "
        "types of attack, which health resources were affected, people killed and injured, health "
        "workers and patients abducted, arrested or detained, and how certain WHO is."
    ),
    cannot_show=(
        "Where in a country an attack was, or which facility: both are left out on purpose. Who "
        "did it. Whether a weapon exploded: 'heavy weapons' includes firearms, 'individual "
        "weapons' includes knives and bombs. Whether a facility was damaged: it says affected. How "
        "many health workers were killed: the dead include patients. Countries that do not report: "
        "a number of nought is no observation."
    ),
    precision=(
        Precision(
            "none",
            "the reports have no place below the country",
            "country",
            None,
            None,
            "the publisher leaves the place out; it must not be put back",
        ),
    ),
    labels=tuple(Label(label, kind.event_type, False, kind.seen) for label, kind in _TYPES.items()),
    codes=(
        *(
            Code("Certainty Level", label, word, seen)
            for label, (word, seen) in _CERTAINTIES.items()
        ),
        *(
            Code(column, value, becomes, seen)
            for column, (yes, no, unknown) in _FLAGS.items()
            for value, becomes, seen in (
                ("YES", f"target: {dict(_TARGETS).get(column, 'other')}", yes),
                ("NO", "-", no),
                ("Unknown", "-", unknown),
            )
        ),
    ),
    quirks=(
        (
            "Nothing here is a strike, whatever a headline says: `heavy weapons` are those that "
            "need more than one person, 'such as firearms, tanks, missiles, bombs, mortars', and "
            "`individual weapons` run from bricks to improvised explosive devices. Both become "
            "`attack_unspecified`, their `weapon_type` `heavy_unspecified` and "
            "`armed_unspecified`; with somebody killed or injured they are armed attacks."
        ),
        (
            "A row names one type or several, joined by commas that stand inside the labels too. "
            "The first of the table that it names makes the kind of event; labels no table knows "
            "stand in `who_ssa_unknown_types`, and are noted."
        ),
        (
            "`Abduction/Arrest/Detention ...` is one label: an abduction where only people "
            "abducted are counted beside it, else an arrest."
        ),
        (
            "The two files seen share 4,423 of their 6,277 and 6,030 ids: one attack, merged when "
            "both are given. The csv writes dates month first with two-digit years, the workbook "
            "holds real dates, the JSON report writes the day first."
        ),
        (
            "The clock time that `Attack Date` carries is no time of an attack (`Attack Time` may "
            "say `Time Unknown` beside it): only the day is read."
        ),
        (
            "The dead and injured are of all people: `fatalities_min` holds the dead, the injured "
            "stay in `who_ssa_total_injured`, and no `health_workers_killed` is made of them. "
            "Arrested health workers are the sum of `HW Arrest` and `HW Detention`."
        ),
        "`Suspected` and `Rumour` become `unknown`, below `possible`; no file seen holds them.",
        (
            "The csv ends on 8 February 2024 and holds 18 rows of 2017, when the system began (11 "
            "of them before December): neither year is a whole one. The workbook runs from 2 "
            "January 2020 to 30 December 2024, in rows that were public then; its later weeks grow "
            "as WHO confirms."
        ),
        (
            "The csv's column `year` was added by the third party that kept it, by weeks: in 21 "
            "rows it is not the year of the date. The date counts."
        ),
        "One row is of `Nagorno-Karabakh`, which is no code of ISO 3166: it has no country.",
        (
            "Of the JSON report only the names `attackdate`, `classification`, "
            "`victimstotalinjured` and `victimstotaldeath` are known, from a public reader of it; "
            "no such file was seen."
        ),
    ),
    selected_for_health_care=True,
    day_first=False,
)
