"""Air raids on Yemen by district (Yemen Data Project), with points that a third party added.

The points are districts' points, whatever their decimals: no raid lies on them. They must never be
taken for the place of a strike.
"""

from typing import Final

import pandas as pd

from layers.source import Code, Precision, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, find, folded, looked_up, texts

SENSITIVE: Final = ("Target",)
"""Columns that may name people: never in a public edition."""

_BLANKS: Final = NOTHING_SAID | {"-", "unkn", "unknown"}
_MEDICAL: Final = "medical facility"

# value of "Main category", whatever its blanks -> target, rows
_CATEGORIES: Final = {
    "Military security target": ("other", 6121),
    "Unknown": ("other", 5460),
    "Civilian": ("other", 2072),
    "Infrastructure": ("other", 1222),
    "Economic infrastructure": ("other", 1046),
    "Educational facility": ("other", 355),
    "Political (tribal)": ("other", 298),
    "Cultural heritage": ("other", 70),
    "Medical facility": ("facility", 70),
    "Media": ("other", 21),
    "International community": ("other", 14),
}
# the sub-categories of a medical facility -> whether it is one, rows
_SUBCATEGORIES: Final = {
    "Hospital": (True, 26),
    "Medical Centres": (True, 20),
    "Clinic": (True, 12),
    "Other": (False, 12),
}
_TARGETS: Final = {value.casefold(): target for value, (target, _) in _CATEGORIES.items()}
_FACILITY: Final = {value.casefold() for value, (is_one, _) in _SUBCATEGORIES.items() if is_one}


def _numbers(raids: pd.Series) -> pd.DataFrame:
    """Return the least and the exact number that "3" or "10+" states; null for any other text."""
    parts = raids.str.extract(r"^\s*(\d{1,4})\s*(\+?)\s*$")
    least = pd.to_numeric(parts[0]).astype("Int64")
    return pd.DataFrame({"min": least, "max": least.where(parts[1].ne("+").fillna(value=False))})


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of the list, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. Every row that states an air raid or a naval bombardment is a strike, one however
    many raids it counts: their number stands in ``yemen_air_raids_number_min`` and ``_max``.
    ``reported_hit``: the category of what was hit is a hospital, a medical centre or a clinic.
    """
    frame = raw.frame
    native_id = texts(frame, "Incident ID")
    raids, naval = texts(frame, "Air Raids"), texts(frame, "Naval")
    number = _numbers(raids)
    governorate = texts(frame, "Governorate", blanks=_BLANKS)
    district = texts(frame, "District", blanks=_BLANKS)
    category = texts(frame, "Main category")
    medical = folded(category).eq(_MEDICAL)
    facility = medical & folded(texts(frame, "Sub-category")).isin(_FACILITY)
    target = texts(frame, "Target", blanks=_BLANKS)

    by_sea = naval.notna() & folded(raids).isin({"", "-"})
    stated = native_id.notna() | raids.notna() | naval.notna()
    is_strike = stated & number["max"].ne(0).fillna(value=True).astype(bool)
    kind = pd.Series("air_strike", index=frame.index, dtype=object).mask(by_sea, "shelling")
    code = pd.Series("none", index=frame.index, dtype=object)
    code = code.mask(governorate.notna(), "governorate").mask(district.notna(), "district")
    out = pd.DataFrame(
        {
            "native_id": native_id,
            "date_text": cells(frame, "Date"),
            "country": pd.Series("YEM", index=frame.index).where(native_id.notna()),
            "admin1": governorate,
            "admin2": district,
            "place_name": texts(frame, "Area", blanks=_BLANKS),
            "precision_code": code,
            "event_type": kind.where(is_strike, "unknown"),
            "is_strike": is_strike,
            "is_armed_attack": False,
            "weapon": kind.map({"air_strike": "air raid", "shelling": "naval"}).where(is_strike),
            "perpetrator_reported_type": "unknown",
            "attribution_status": "unknown",
            "target": looked_up(category, _TARGETS, "other"),
            "reported_hit": facility,
            "facility_named": target.where(facility),
            "description": target,
            "yemen_air_raids_number_min": number["min"],
            "yemen_air_raids_number_max": number["max"],
        }
    )
    if find(frame, "lat", "latitude") is not None and find(frame, "lon", "longitude") is not None:
        out["latitude_text"] = cells(frame, "lat", "latitude")
        out["longitude_text"] = cells(frame, "lon", "longitude")
    return out


SOURCE: Final = Source(
    name="yemen_air_raids",
    title="Air raids on Yemen by district (Yemen Data Project, points added by others)",
    role="incidents",
    signatures=(
        frozenset({"incident id", "governorate", "district", "main category", "air raids"}),
    ),
    read=read,
    licence="not stated: do not redistribute",
    citation=(
        "Yemen Data Project, air raids 26 March 2015 to 25 March 2018 (yemendataproject.org); "
        "coordinates of districts added by a third party."
    ),
    obtain="yemendataproject.org publishes the list without coordinates; the table read here was "
    "given district points by students (github.com/azgoheer/Yemen).",
    shows=(
        "Air raids and some naval bombardments, whatever they hit: day, governorate, district, "
        "the kind of place that was hit by its original use, the number of raids where known."
    ),
    cannot_show=(
        "Where in a district a raid was: the points are one for each district, and not the "
        "producer's. What the place was used for at the time. Damage and casualties. Who flew the "
        "raid: no column says it. Which facility, unless the row names it."
    ),
    precision=(
        Precision(
            "district",
            "a district is named; the point is the district's",
            "admin2",
            None,
            "area",
            "the columns Governorate and District; 16,731 points lie on 262 places, added by "
            "students, so neither point nor decimals say more than the district",
        ),
        Precision(
            "governorate",
            "only a governorate is named",
            "admin1",
            None,
            "area",
            "the column Governorate; the point is the governorate's",
        ),
        Precision(
            "none", "neither", "unknown", None, None, "nothing is stated, so nothing is assumed"
        ),
    ),
    codes=(
        *(
            Code("Main category", value, f"target: {target}", seen)
            for value, (target, seen) in _CATEGORIES.items()
        ),
        *(
            Code(
                "Sub-category (of medical)",
                value,
                "a reported hit" if is_one else "no reported hit",
                seen,
            )
            for value, (is_one, seen) in _SUBCATEGORIES.items()
        ),
    ),
    quirks=(
        (
            "The category is that of what was hit, by its original use ('a school hit by an "
            "airstrike is referred to as a school building', the producer's methodology): 58 rows "
            "with a hospital, medical centre or clinic are reported hits. The 12 medical rows of "
            "sub-category `Other` (ambulances, a syndicate, quarries) are not; two quarries stand "
            "under `Medical Centres` and count, as labelled."
        ),
        (
            "A row is one incident, however many raids it counts; rows are never multiplied. `Air "
            "Raids` is a number in 11,576 rows, `unkn` in 4,539, `-` in 260, blank in 161, `10+` "
            "and the like in 212, and once `2,2`: the number goes to `yemen_air_raids_number_min` "
            "and, where it is exact, `yemen_air_raids_number_max`. One row counts 0 and is no "
            "strike."
        ),
        (
            "49 rows with a naval entry and no air raid are strikes from the sea (`shelling`); 65 "
            "have both and are air strikes."
        ),
        (
            "The points of district Al-Hada (13 rows) lie in Saudi Arabia, at a namesake: left as "
            "they are, for the check. 18 rows have no point; 192 name no district."
        ),
        (
            "A second sheet repeats eight of the columns without ids, dates and places: it is not "
            "read. Some labels come again with a trailing blank or in another case: they count as "
            "one."
        ),
        "Dates are text, day first.",
    ),
    records_all_force=True,
    day_first=True,
)
