"""Airwars: civilian harm from explosive weapons in Gaza, as scraped from its incident pages.

The scraped table leaves out the accuracy of each geolocation, which Airwars' pages state, so no
place in it can be assessed unless the user supplies one.
"""

from typing import Final

import pandas as pd

from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, folded, looked_up, texts

SENSITIVE: Final = ("Airwars_assessment",)
"""Columns that name victims and families: never in a public edition."""

_BLANKS: Final = NOTHING_SAID | {"na", "unknown"}
# value of "Airwars civilian harm grading" -> certainty, rows
_GRADED: Final = {
    "Confirmed": ("confirmed", 2),
    "Fair": ("probable", 590),
    "Weak": ("possible", 40),
    "Contested": ("contested", 14),
    "Discounted": ("discounted", 0),
}
_GRADES: Final = {label.casefold(): word for label, (word, _) in _GRADED.items()}
_BELLIGERENTS: Final = {"israeli military": "state", "palestinian militants": "non_state"}
# columns of belligerents, value -> what it becomes, rows
_NAMED: Final = {
    "Suspected belligerent": {"Israeli Military": ("state", 611), "NA": ("-", 35)},
    "Suspected belligerents": {
        "Israeli Military, Palestinian Militants": ("multiple", 11),
        "Palestinian Militants, Israeli Military": ("multiple", 3),
        "NA": ("-", 632),
    },
    "Known belligerent": {"Israeli Military": ("state, acknowledged", 10), "NA": ("-", 636)},
}
_STATUSES: Final = {
    "Likely strike": ("reported", 555),
    "Single source claim": ("reported", 65),
    "Contested strike": ("contested", 16),
    "Declared strike": ("acknowledged", 10),
}
_INFRASTRUCTURE: Final = frozenset({
    "healthcare facility", "residential building", "idp or refugee camp", "religious institution",
    "school", "un facility", "marketplace", "agriculture", "water station",
    "humanitarian evacuation", "humanitarian aid distribution",
})  # fmt: skip
# every value of "Strike type"; the type of a strike, were it one
_STRIKE_TYPES: Final = {
    "Airstrike": ("air_strike", 528),
    "Airstrike and/or Artillery": ("explosive_unspecified", 86),
    "Airstrike, Drone Strike": ("drone_strike", 11),
    "Artillery": ("shelling", 8),
    "Ground operation": ("armed_clash", 7),
    "NA": ("unknown", 2),
    "Airstrike, Ground operation": ("air_strike", 1),
    "Airstrike, Airstrike and/or Artillery": ("explosive_unspecified", 1),
    "Airstrike and/or Artillery, Ground operation": ("explosive_unspecified", 1),
    "Artillery, Ground operation": ("shelling", 1),
}
_EXPLOSIVE_CAUSE: Final = r"heavy weapons and explosive munitions|planted explosives"


def _either(frame: pd.DataFrame, *names: str) -> pd.Series:
    """Return the first of several columns that says something, row by row."""
    out = texts(frame, names[0], blanks=_BLANKS)
    for name in names[1:]:
        out = out.fillna(texts(frame, name, blanks=_BLANKS))
    return out


def _range(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return both ends of "3" or "4 – 7" as counts."""
    ends = values.str.extract(r"^\s*(\d+)(?:\s*[\u2012-\u2015-]\s*(\d+))?\s*$")
    low = pd.to_numeric(ends[0]).astype("Int64")
    return low, pd.to_numeric(ends[1]).astype("Int64").fillna(low)


def _force(frame: pd.DataFrame) -> pd.DataFrame:
    """Return is_strike, is_armed_attack, event_type and weapon."""
    strike_type = texts(frame, "Strike type", blanks=_BLANKS)
    cause = _either(frame, "Causes of injury / death", "Cause of injury / death")
    how = folded(strike_type)
    why = folded(cause)
    explosive = why.str.contains(_EXPLOSIVE_CAUSE)
    small_arms = why.str.contains("small arms")
    from_afar = how.str.contains("airstrike|artillery|drone")
    is_strike = explosive | (from_afar & ~small_arms)
    harmed = pd.Series(False, index=frame.index)
    for column in ("Civilians reported killed", "Civilians reported injured"):
        harmed |= _range(_either(frame, column))[1].gt(0).fillna(False).astype(bool)
    kinds = {label: event for label, (event, _) in _STRIKE_TYPES.items()}
    kind = looked_up(strike_type, {label.casefold(): event for label, event in kinds.items()})
    kind = kind.mask(is_strike & (kind.isna() | kind.eq("armed_clash")), "explosive_unspecified")
    kind = kind.mask(~is_strike & small_arms, "shooting").fillna("unknown")
    return pd.DataFrame(
        {
            "event_type": kind,
            "is_strike": is_strike,
            "is_armed_attack": ~is_strike & small_arms & harmed,
            "weapon": strike_type.str.cat(cause, sep="; ").fillna(strike_type).fillna(cause),
        }
    )


def _attribution(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the belligerent named, its type, and how far its part is established."""
    known = _either(frame, "Known belligerent", "Known belligerents")
    name = known.fillna(_either(frame, "Suspected belligerents", "Suspected belligerent"))
    several = name.str.contains(",", na=False)
    kind = looked_up(name, _BELLIGERENTS, "unknown").mask(several, "multiple")
    status = folded(_either(frame, "Strike status"))
    grade = folded(_either(frame, "Airwars civilian harm grading"))
    how_sure = pd.Series("reported", index=frame.index).mask(name.isna(), "unknown")
    how_sure = how_sure.mask(status.eq("declared strike") | grade.eq("confirmed"), "acknowledged")
    contested = status.eq("contested strike") | grade.eq("contested")
    return pd.DataFrame(
        {
            "perpetrator_reported_name": name,
            "perpetrator_reported_type": kind,
            "attribution_status": how_sure.mask(contested, "contested"),
        }
    )


def _unknown_tags(infrastructure: pd.Series) -> pd.Series:
    """Return the tags of a cell that are in no table, joined; null where all are known."""
    tags = {
        text: ", ".join(
            tag.strip() for tag in text.split(",") if tag.strip() not in _INFRASTRUCTURE | {""}
        )
        for text in infrastructure.unique()
    }
    return infrastructure.map({text: strange or None for text, strange in tags.items()})


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of the scraped export, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``is_strike``: the cause names explosive munitions, or the strike type an air strike
    or artillery and the cause not small arms alone. There is no ``reported_hit``: the
    tag "Healthcare facility" is also given to ambulances and to houses near a hospital.
    """
    frame = raw.frame
    low, high = _range(_either(frame, "Civilians reported killed"))
    infrastructure = folded(texts(frame, "Civilian infrastructure", blanks=_BLANKS))
    tagged = infrastructure.str.contains("healthcare facility")
    people = texts(frame, "Civilian_type", blanks=_BLANKS)
    health_workers = people.str.extract(
        r"(\d+)(?:[\u2012-\u2015-]\d+)?\s*healthcare[_ ]personnel", expand=False
    )
    target = pd.Series("other", index=frame.index).mask(health_workers.notna(), "personnel")
    native_id = texts(frame, "Incidence_id", blanks=_BLANKS)
    in_gaza = native_id.str.startswith("ispt", na=False)
    latitude, longitude = cells(frame, "lat"), cells(frame, "long")
    out = pd.DataFrame(
        {
            "native_id": native_id,
            "date_text": texts(frame, "Incidence_date", blanks=_BLANKS),
            "country": pd.Series("PSE", index=frame.index).where(in_gaza),
            "admin1": pd.Series("Gaza Strip", index=frame.index).where(in_gaza),
            "latitude_text": latitude.mask(folded(latitude).isin(_BLANKS)),
            "longitude_text": longitude.mask(folded(longitude).isin(_BLANKS)),
            "precision_code": "none",
            "target": target.mask(tagged, "facility"),
            "airwars_unknown_infrastructure": _unknown_tags(infrastructure),
            "facility_named": pd.Series("Healthcare facility", index=frame.index).where(tagged),
            "health_workers_killed": pd.to_numeric(health_workers).astype("Int64"),
            "fatalities_min": low,
            "fatalities_max": high,
            "certainty": looked_up(
                texts(frame, "Airwars civilian harm grading"), _GRADES, "unknown"
            ),
            "description": texts(frame, "Airwars_assessment", blanks=_BLANKS),
            "citation": texts(frame, "Incidence_url", blanks=_BLANKS).radd("Airwars, "),
        }
    )
    return pd.concat([out, _force(frame), _attribution(frame)], axis="columns")


SOURCE: Final = Source(
    name="airwars",
    title="Airwars, civilian harm in Gaza (scraped export)",
    role="incidents",
    signatures=(
        frozenset({"incidence_id", "incidence_date", "airwars civilian harm grading"}),
        frozenset({"incidence_id", "strike status", "strike type", "lat", "long"}),
    ),
    read=read,
    licence="not stated: do not redistribute",
    citation="Airwars, civilian casualty incidents (airwars.org); each row cites its own page.",
    obtain="airwars.org publishes a page per incident; the table read here was scraped from them "
    "by a third party.",
    shows=(
        "Incidents in which explosive weapons reportedly harmed civilians in the Gaza Strip, "
        "October 2023 to August 2024: date, kind of strike, dead and injured as ranges, who is "
        "suspected, how well it is graded, and a point for 406 of 646."
    ),
    cannot_show=(
        "How exact a point is: the pages state it, the scraped table does not. Whether a medical "
        "facility was damaged: its tag covers ambulances and houses near a hospital too. Which "
        "facility: none is named outside free text. Strikes without civilian harm. All of the "
        "incidents: most of the rows are of October 2023."
    ),
    precision=(
        Precision(
            "none",
            "no accuracy in the table (406 located rows on 244 latitudes, 210 rows on shared "
            "points)",
            "unknown",
            None,
            None,
            "Airwars' pages carry a geolocation note (for instance 'Nearby landmark'); the scraped "
            "table has no such column, and decimals are no evidence",
        ),
    ),
    labels=tuple(
        Label(value, event, event not in {"armed_clash", "unknown"}, seen, "Strike type")
        for value, (event, seen) in _STRIKE_TYPES.items()
    ),
    codes=(
        *(
            Code("Airwars civilian harm grading", value, word, seen)
            for value, (word, seen) in _GRADED.items()
        ),
        *(
            Code("Strike status", value, status, seen)
            for value, (status, seen) in _STATUSES.items()
        ),
        *(
            Code(column, value, kind, seen)
            for column, values in _NAMED.items()
            for value, (kind, seen) in values.items()
        ),
    ),
    quirks=(
        (
            "A strike is read from the cause first: explosive munitions make one even in a ground "
            "operation (4 rows of 7), small arms alone unmake one (a drone that fires, 1 row). "
            "Rows without type and cause (2) are neither."
        ),
        (
            "`Healthcare facility` in `Civilian infrastructure` (27 rows, 21 of them located) "
            "becomes `target` facility, never a reported hit: by their own assessments about half "
            "of the rows concern ambulances or crews, several a house near a hospital."
        ),
        "One row (ispt0721) has its axes swapped: left as it is, for the check.",
        (
            "Three rows have a second point in `V3`, `V4`; the first is used. The column `lon` is "
            "empty, `long` holds the longitudes."
        ),
        (
            "Singular and plural columns (`Cause(s) of injury / death`, `Suspected "
            "belligerent(s)`) complete each other."
        ),
        (
            "The breakdown of the dead gives health personnel as a number or a range: the lower "
            "end is taken."
        ),
        (
            "No column states a country; ids that start with `ispt` are Airwars' Gaza incidents: "
            "of the 240 without a point, 237 assessments name a place in Gaza, none one elsewhere."
        ),
        (
            "Grades: Confirmed, Fair, Weak, Contested, Discounted become confirmed, probable, "
            "possible, contested, discounted."
        ),
    ),
    records_all_force=True,
)
