"""ACLED: political violence and protest, world-wide, event by event, in its csv and API vintages.

Its points are the centres of named places, "not a block or street corner" (codebook). Its terms
forbid passing its rows on: nothing here writes them anywhere but into the user's own tables.
"""

from typing import Final, NamedTuple

import pandas as pd

from layers.countries import to_iso3
from layers.dates import parse_dates
from layers.headers import fold
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._acled_actors import CIVILIANS, INTER, perpetrators
from layers.sources._cells import cells, counts, find, folded, texts

SENSITIVE: Final = ("notes", "tags")
"""Columns that may name people or give places away: never in a public edition."""

_EXPLOSIONS: Final = "explosions/remote violence"
_UNARMED: Final = "violence against civilians"


class _Sub(NamedTuple):
    event_type: str
    is_strike: bool
    violent: bool
    seen: int


# every sub-event type of the codebook; seen: rows of the Ukraine extract
_SUB_EVENTS: Final = {
    "Armed clash": _Sub("armed_clash", False, True, 178),
    "Government regains territory": _Sub("armed_clash", False, True, 0),
    "Non-state actor overtakes territory": _Sub("armed_clash", False, True, 2),
    "Chemical weapon": _Sub("other", False, True, 0),
    "Air/drone strike": _Sub("air_strike", True, True, 91),
    "Suicide bomb": _Sub("mine_or_ied", True, True, 0),
    "Shelling/artillery/missile attack": _Sub("shelling", True, True, 660),
    "Remote explosive/landmine/IED": _Sub("mine_or_ied", True, True, 20),
    "Grenade": _Sub("explosive_unspecified", True, True, 1),
    "Sexual violence": _Sub("sexual_violence", False, True, 0),
    "Attack": _Sub("assault", False, True, 5),
    "Abduction/forced disappearance": _Sub("abduction", False, True, 1),
    "Peaceful protest": _Sub("protest", False, False, 9),
    "Protest with intervention": _Sub("protest", False, False, 0),
    "Excessive force against protesters": _Sub("protest", False, True, 0),
    "Violent demonstration": _Sub("protest", False, True, 1),
    "Mob violence": _Sub("assault", False, True, 0),
    "Agreement": _Sub("other", False, False, 0),
    "Arrests": _Sub("arrest", False, False, 0),
    "Change to group/activity": _Sub("other", False, False, 0),
    "Disrupted weapons use": _Sub("other", False, False, 28),
    "Headquarters or base established": _Sub("occupation", False, False, 1),
    "Looting/property destruction": _Sub("property_destruction", False, False, 3),
    "Non-violent transfer of territory": _Sub("other", False, False, 0),
    "Other": _Sub("other", False, False, 0),
}
# what an event type says where the sub-event type is unknown; the last lines are of old versions
_EVENTS: Final = {
    "Explosions/Remote violence": (_Sub("explosive_unspecified", True, True, 772), ""),
    "Battles": (_Sub("armed_clash", False, True, 180), ""),
    "Violence against civilians": (_Sub("assault", False, True, 6), ""),
    "Riots": (_Sub("protest", False, True, 1), ""),
    "Protests": (_Sub("protest", False, False, 9), ""),
    "Strategic developments": (_Sub("other", False, False, 32), ""),
    "Remote violence": (_Sub("explosive_unspecified", True, True, 0), "before 2019"),
    "Battle-No change of territory": (_Sub("armed_clash", False, True, 0), "before 2019"),
    "Battle-Government regains territory": (_Sub("armed_clash", False, True, 0), "before 2019"),
    "Battle-Non-state actor overtakes territory": (
        _Sub("armed_clash", False, True, 0),
        "before 2019",
    ),
    "Riots/Protests": (_Sub("protest", False, True, 0), "before 2019"),
    "Strategic development": (_Sub("other", False, False, 0), "before 2019"),
}
_UNKNOWN: Final = _Sub("unknown", False, False, 0)
_BY_SUB: Final = {fold(label): sub for label, sub in _SUB_EVENTS.items()}
_BY_EVENT: Final = {fold(label): sub for label, (sub, _) in _EVENTS.items()}


def _what(frame: pd.DataFrame) -> pd.DataFrame:
    """Return event_type, is_strike and violent of each row."""
    pairs = pd.DataFrame(
        {
            "event": folded(texts(frame, "event_type")),
            "sub": folded(texts(frame, "sub_event_type")),
        }
    )
    known = {
        (event, sub): _BY_SUB.get(sub) or _BY_EVENT.get(event, _UNKNOWN)
        for event, sub in set(pairs.itertuples(index=False, name=None))
    }
    found = [known[pair] for pair in pairs.itertuples(index=False, name=None)]
    return pd.DataFrame(
        {
            "event_type": pd.Series([sub.event_type for sub in found], dtype="str"),
            "is_strike": pd.Series([sub.is_strike for sub in found], dtype=bool),
            "violent": pd.Series([sub.violent for sub in found], dtype=bool),
        }
    ).set_axis(frame.index)


def _dates(frame: pd.DataFrame) -> pd.DataFrame:
    """Return first and last day: the day, the week around it, or the month it lies in."""
    read = parse_dates(cells(frame, "event_date"), day_first=True)
    code = texts(frame, "time_precision")
    start, end = read["start"], read["end"]
    week, month = code.eq("2").fillna(False), code.eq("3").fillna(False)
    three_days = pd.Timedelta(days=3)
    first_of_month = start - pd.to_timedelta(start.dt.day - 1, unit="D")
    out = pd.DataFrame(
        {
            "date_start": start.mask(week, start - three_days).mask(month, first_of_month),
            "date_end": end.mask(week, end + three_days).mask(month, end + pd.offsets.MonthEnd(0)),
        }
    )
    return out.astype("datetime64[us]")


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a file of any vintage, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike``: the sub-event type is one of Explosions/Remote violence, chemical
    weapons left out. ``is_armed_attack``: another violent type, with a death reported. The
    perpetrator is stated only where the event type leaves no choice.
    """
    frame = raw.frame
    what = _what(frame)
    native_id = texts(frame, "event_id_cnty").fillna(texts(frame, "data_id", "id"))
    event = folded(texts(frame, "event_type"))
    who = perpetrators(
        frame,
        native_id,
        one_sided=event.isin([_EXPLOSIONS, _UNARMED, "remote violence"]),
        alone=event.isin([_EXPLOSIONS, "remote violence"]),
    )
    deaths = counts(frame, "fatalities")
    killed = deaths.gt(0).fillna(value=False).astype(bool)
    country = to_iso3(texts(frame, "iso3")).fillna(to_iso3(texts(frame, "iso")))
    out = pd.DataFrame(
        {
            "native_id": native_id,
            "date_text": cells(frame, "event_date"),
            **_dates(frame),
            "country": country.fillna(to_iso3(texts(frame, "country"))),
            "admin1": texts(frame, "admin1"),
            "admin2": texts(frame, "admin2"),
            "place_name": texts(frame, "location"),
            "latitude_text": cells(frame, "latitude"),
            "longitude_text": cells(frame, "longitude"),
            "precision_code": texts(frame, "geo_precision").fillna("none"),
            "event_type": what["event_type"],
            "is_strike": what["is_strike"],
            "is_armed_attack": what["violent"] & ~what["is_strike"] & killed,
            "weapon": texts(frame, "sub_event_type").where(what["is_strike"]),
            "perpetrator_reported_name": who["name"],
            "perpetrator_reported_type": who["type"],
            "attribution_status": who["name"].isna().map({True: "unknown", False: "reported"}),
            "target": None,
            "fatalities_min": deaths,
            "description": texts(frame, "notes"),
            "citation": texts(frame, "source").radd("ACLED (acleddata.com), after: "),
        }
    )
    if find(frame, "actor2") is None:
        out["acled_actors"] = who["actors"]
    return out


_CODEBOOK: Final = "ACLED Codebook, spatial precision codes"

SOURCE: Final = Source(
    name="acled",
    title="ACLED, Armed Conflict Location and Event Data",
    role="incidents",
    signatures=(
        frozenset({"event_id_cnty", "event_date", "event_type", "sub_event_type", "geo_precision"}),
        frozenset({"data_id", "event_date", "event_type", "sub_event_type", "geo_precision"}),
    ),
    read=read,
    licence=(
        "ACLED's terms of use: no redistribution of its rows; attribution on every picture "
        "(name, acleddata.com, date of access)"
    ),
    citation=(
        "Raleigh, C., Kishi, R. and Linke, A. (2023), Political instability patterns are obscured "
        "by conflict dataset scope conditions, sources, and coding choices, Humanities and Social "
        "Sciences Communications 10; ACLED (acleddata.com), the date of access."
    ),
    obtain=(
        "acleddata.com, with an account: the data export tool (csv) or the API (csv, or JSON whose "
        "`data` holds the rows). Keep the file to yourself."
    ),
    shows=(
        "Political violence, protests and developments, whatever they were aimed at: day, named "
        "place with its precision, kind of event, the actors, deaths as reported, a note."
    ),
    cannot_show=(
        "Where inside a named place an event was. Who struck whom, in an event with two armed "
        "sides: the order of the actors says nothing. Explosive weapons used in a battle: an armed "
        "clash is one event, with or without artillery. Damage to facilities: only the notes speak "
        "of it. Injuries."
    ),
    precision=(
        Precision(
            "1",
            "a named place: the centre of a town, village, landmark or city district",
            "settlement",
            5_000,
            "normal",
            f"{_CODEBOOK}: a particular town, by its centroid, 'not a block or street corner'; 5 km"
            " for a settlement's extent is this tool's choice",
        ),
        Precision(
            "2",
            "near a town, or a small part of a region that a town stands for",
            "settlement",
            25_000,
            "disc",
            f"{_CODEBOOK}: no distance is stated; 25 km is this tool's choice, as UCDP GED's "
            "where_prec 2",
        ),
        Precision(
            "3",
            "a larger region; a natural feature or the provincial capital stands for it",
            "admin1",
            None,
            "area",
            _CODEBOOK,
        ),
        Precision(
            "none", "no code", "unknown", None, None, "nothing is stated, so nothing is assumed"
        ),
    ),
    labels=tuple(
        Label(value, sub.event_type, sub.is_strike, sub.seen, "sub_event_type")
        for value, sub in _SUB_EVENTS.items()
    ),
    codes=(
        *(
            Code(
                "event_type",
                value,
                f"{sub.event_type}{', strike' if sub.is_strike else ''}, where the sub-event type "
                f"is unknown{f' ({when})' if when else ''}",
                sub.seen,
            )
            for value, (sub, when) in _EVENTS.items()
        ),
        Code("time_precision", "1", "the day", 990),
        Code("time_precision", "2", "the week: three days before to three days after", 9),
        Code("time_precision", "3", "the calendar month", 1),
        *(
            Code(column, value, becomes, seen[number])
            for number, column in enumerate(("inter1", "inter2"))
            for value, (becomes, seen) in INTER.items()
        ),
    ),
    quirks=(
        (
            "Perpetrator: only in Explosions/Remote violence and Violence against civilians, and "
            f"only where one side alone is not civilians (inter code {CIVILIANS}, unarmed by the "
            "codebook's definition), or where the interaction says that the one actor of an "
            "explosion acted alone. In every other event with two sides it stays unknown, though "
            "both are in `acled_actor1` and `acled_actor2`. A state's forces abroad have code 8 "
            "like companies and missions: state where the name begins with Military Forces or "
            "Police Forces."
        ),
        (
            "`Disrupted weapons use` (28 rows: drones and missiles shot down, explosives defused) "
            "is no strike: nothing struck, though wreckage may have. `Chemical weapon` alone is no "
            "explosive weapon. A mine or shell that a civilian set off long after is a strike of "
            "its day."
        ),
        (
            "An armed attack is a battle, an attack, a riot or excessive force with a death: ACLED "
            "counts no injuries and no damage, so many uses of force stay neither."
        ),
        (
            "Deaths stay as coded, in `fatalities_min`: 'several' is 3 or 10, 'dozens' 12, "
            "'hundreds' 100, and 0 also stands for not known. The lowest report is recorded, so "
            "`fatalities_max` is empty."
        ),
        (
            "Vintages: before 20 March 2023 `data_id`, `event_id_no_cnty`, `iso3` and no "
            "`disorder_type`, `civilian_targeting`, `tags`; inter codes as numbers, later as text; "
            "dates `2020-01-31`, `31-01-2020`, `31 January 2020` or `31/01/2020 00:00:00`, day "
            "first throughout."
        ),
        (
            "A monadic export has a row per actor and no `actor2`: rows of one event id are one "
            "event, the later ones merged with their differences listed; `acled_actors` names all."
        ),
        (
            "The extract seen holds exactly 1,000 rows (one page of the API), not in the order of "
            "dates, with a point in the Black Sea that is meant so."
        ),
    ),
    records_all_force=True,
    day_first=True,
)
