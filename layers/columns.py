"""The dictionary: what every column of every output table means, and its unit.

The workbook's README sheet and the command ``nostrike columns`` are printed from here. Columns that
carry a radius (``p_500``) are described once, as ``p_<r>``.
"""

import re
from collections.abc import Iterable
from typing import Final

import pandas as pd

from geo.vocabulary import TIERS
from layers import candidate_columns as which
from layers import coverage_columns as more

Entry = tuple[str, str]
"""Meaning and unit."""

_TEXT: Final = "text"
_DEGREES: Final = "degrees, WGS 84"
_METRES: Final = "m"
_DATE: Final = "date"
_FLAG: Final = "true/false"
_SHARE: Final = "probability, 0 to 1"
_COUNT: Final = "count"
_TIER: Final = ", ".join(TIERS)

_PLACE: Final[dict[str, Entry]] = {
    "source": ("which source the row is from", _TEXT),
    "conflict": ("the conflict profile it belongs to, by place and date; empty for none", _TEXT),
    "country": ("country as stated", "ISO 3166-1 alpha-3"),
    "admin1": ("province or state as stated", _TEXT),
    "admin2": ("district as stated", _TEXT),
    "longitude": ("longitude of the stated place; of a footprint, of a point on it", _DEGREES),
    "latitude": ("latitude of the stated place; of a footprint, of a point on it", _DEGREES),
    "coordinates_raw": ("the coordinates exactly as read", _TEXT),
    "coordinates_format": ("the notation they were read in", _TEXT),
    "coordinates_status": ("ok, missing, unreadable, ambiguous or out_of_range", _TEXT),
    "coordinates_note": ("both readings of what is ambiguous; why something is unreadable", _TEXT),
    "coordinates_precision_m": ("what one unit of the last digit written is worth", _METRES),
    "error_m": (
        (
            "radius that holds the true place with 95 % probability; empty where an area stands "
            "for the place, or where nothing is known"
        ),
        _METRES,
    ),
    "citation": ("what the row itself cites", _TEXT),
    "licence": ("the terms the source comes under", _TEXT),
    "file": ("the input file", _TEXT),
    "sheet": ("the sheet of a workbook", _TEXT),
    "row": ("the row as a person sees it; the header is row 1 unless it stands lower", "number"),
}

_INCIDENTS: Final[dict[str, Entry]] = {
    "incident_id": ("source and native id of the incident", _TEXT),
    **_PLACE,
    "date_start": ("first day it can have happened", _DATE),
    "date_end": ("last day it can have happened", _DATE),
    "place_name": ("place as stated", _TEXT),
    "location_precision": ("what the stated place stands for, from the source's own code", _TEXT),
    "error_model": (
        (
            "normal: the place scatters about the point; disc: it lies anywhere in the circle; "
            "area: anywhere in the area"
        ),
        _TEXT,
    ),
    "area_id": ("the district or province that stands for the place", _TEXT),
    "event_type": ("kind of event, in one list for all sources", _TEXT),
    "is_strike": ("an explosive weapon was used", _FLAG),
    "is_armed_attack": (
        (
            "other armed force was used, shown by a person killed or injured or a facility damaged "
            "or destroyed; never true of a strike"
        ),
        _FLAG,
    ),
    "weapon": ("weapon as stated", _TEXT),
    "weapon_type": ("kind of weapon, in one list for all sources", _TEXT),
    "perpetrator_reported_name": ("who did it according to the source", _TEXT),
    "perpetrator_reported_type": ("state, non_state, multiple or unknown, as reported", _TEXT),
    "attribution_status": (
        "how the attribution stands: acknowledged, investigated, reported, contested, unknown",
        _TEXT,
    ),
    "target": ("what was affected: facility, transport, personnel, other", _TEXT),
    "reported_hit": (
        "the source itself says that a facility was damaged, destroyed or struck; empty: no field",
        "true/false/empty",
    ),
    "facility_named": ("the facility that the source names", _TEXT),
    "facilities_destroyed": ("facilities destroyed, as reported", _COUNT),
    "facilities_damaged": ("facilities damaged, as reported", _COUNT),
    "health_workers_killed": ("health workers killed, as reported", _COUNT),
    "health_workers_injured": ("health workers injured, as reported", _COUNT),
    "health_workers_kidnapped": ("health workers kidnapped, as reported", _COUNT),
    "health_workers_arrested": ("health workers arrested, as reported", _COUNT),
    "fatalities_min": ("fewest people killed, as reported", _COUNT),
    "fatalities_max": ("most people killed, as reported", _COUNT),
    "certainty": ("how certain the source is of the event itself", _TEXT),
    "description": ("the source's own words", _TEXT),
    "p_any_<r>": (
        "probability that the true place lies within <r> m of any facility; each incident once",
        _SHARE,
    ),
    "p_any_<r>_doubled": ("the same with all errors doubled", _SHARE),
    "p_left_out_<r>": (
        "how much of p_any_<r> may belong to pairs beyond the reach of the flags, at most",
        _SHARE,
    ),
    "tier_any_<r>": (f"that probability in words, at <r> m: {_TIER}", _TEXT),
    "nearest_facility_id": ("the facility nearest to the stated place", _TEXT),
    "nearest_distance_m": ("geodesic distance from the stated place to it", _METRES),
    "reason": ("why nothing can be told; empty where something can", _TEXT),
    "same_event_as": ("incidents of other sources with the same event number", _TEXT),
    "shared_site_id": (
        "the nearest facility, where it is no better placed than the incident: all near share that",
        _TEXT,
    ),
    "place_key": ("the same for incidents with the same stated place", _TEXT),
    "distrust_reason": (
        "why the point is not believed; the incident is then known to its country only",
        _TEXT,
    ),
}

_FACILITIES: Final[dict[str, Entry]] = {
    "facility_id": ("source and native id of the facility or registration", _TEXT),
    **_PLACE,
    "name": ("name as stated", _TEXT),
    "names_other": ("further names, in any script", _TEXT),
    "kind": ("kind of facility, in one list for all sources", _TEXT),
    "operator": ("who runs it, as stated", _TEXT),
    "error_basis": ("where error_m comes from: stated, or assumed and why", _TEXT),
    "status": ("whether it functions, as stated", _TEXT),
    "exists_from": ("first day it is known to exist", _DATE),
    "exists_until": ("last day it is known to exist", _DATE),
    "list_as_of": ("the day the list describes", _DATE),
    "registered_on": ("day its coordinates were registered", _DATE),
    "registered_until": ("day the registration ended", _DATE),
    "notified_to": ("to whom they were notified", _TEXT),
    "notified_on": ("day of the notification", _DATE),
    "acknowledged_on": ("day it was acknowledged", _DATE),
    "reference_no": ("reference of the registration", _TEXT),
    "list_version": ("version of the registry", _TEXT),
    "public": ("the list marks the place as public", "true/false/empty"),
    "do_not_publish": ("the list says not to publish it", _FLAG),
    "set_aside": ("left out of distances because of an open error finding", _FLAG),
    "n_<tier>_<r>": ("strikes whose tier for this facility is <tier> at <r> m", _COUNT),
    "first_strike": ("start of the first strike within reach of it", _DATE),
    "last_strike": ("start of the last strike within reach of it", _DATE),
    "reported_hits_in_reach": (
        "reported facility hits for which it is a candidate; not hits on this facility",
        _COUNT,
    ),
    "coverage_outcome": ("how it fared against the registry (sheet Coverage)", _TEXT),
    "registration_id": ("the registration matched to it", _TEXT),
}

_FLAGS: Final[dict[str, Entry]] = {
    "conflict": _PLACE["conflict"],
    "incident_id": ("the incident", _TEXT),
    "facility_id": (
        "the facility; empty where the incident cannot be told from all facilities alike",
        _TEXT,
    ),
    "facility_name": ("name of the facility", _TEXT),
    "source": ("source of the incident", _TEXT),
    "date_start": _INCIDENTS["date_start"],
    "date_end": _INCIDENTS["date_end"],
    "reported_hit": _INCIDENTS["reported_hit"],
    "is_strike": _INCIDENTS["is_strike"],
    "radius_m": ("the radius the row is about", _METRES),
    "distance_m": ("geodesic distance between the stated places; 0 inside a footprint", _METRES),
    "bearing_deg": ("direction from the incident to the facility", "degrees from north"),
    "error_m": ("95 % radius of both places together", _METRES),
    "p": ("probability that the true places lie within the radius", _SHARE),
    "tier": (f"that probability in words: {_TIER}", _TEXT),
    "tier_if_doubled": ("the tier with error_m doubled", _TEXT),
    "p_<r>": ("probability that the true places lie within <r> m of each other", _SHARE),
    "tier_<r>": (f"that probability in words, at <r> m: {_TIER}", _TEXT),
    "tier_if_doubled_<r>": ("the tier at <r> m with error_m doubled", _TEXT),
    "basis": ("distance: between points; area: share of the area near the facility", _TEXT),
    "evidence": (
        "in words; named_by_source: a field names the facility; same_point: one point in both",
        _TEXT,
    ),
    "existed_then": ("whether the facility existed on the incident's dates", "yes/no/unknown"),
    "registered_then": (
        "whether the facility was on the registry supplied on the incident's dates",
        "yes/no/cannot_tell",
    ),
    "days_registered": ("days from its registration to the incident", "days"),
    "registration_to_site_m": ("distance from the registered place to the facility", _METRES),
    "registration_to_strike_m": ("distance from the registered place to the incident", _METRES),
}

_COVERAGE: Final[dict[str, Entry]] = {
    "facility_id": ("facility of the reference; empty for an unmatched registration", _TEXT),
    "registration_id": ("registration; empty for an unregistered facility", _TEXT),
    "outcome": (
        (
            "covered, displaced, undetermined, unregistered (not found in the list supplied), "
            "out_of_scope, unmatched, duplicate or outdated"
        ),
        _TEXT,
    ),
    "distance_m": ("from the facility to its registered place", _METRES),
    "bearing_deg": ("direction from the facility to its registered place", "degrees from north"),
    "name_similarity": ("how alike the names are", "0 to 1"),
    "confidence": ("how well the match is supported", "0 to 1"),
    **more.DETAILS,
}

_FINDINGS: Final[dict[str, Entry]] = {
    "list": ("the list checked: incidents, facilities or registry", _TEXT),
    "id": ("the row's id in that list", _TEXT),
    "code": ("the check (docs/vocabulary.md)", _TEXT),
    "severity": ("error, warning or info", _TEXT),
    "displacement_m": ("how far off the suspected fault puts the point", _METRES),
    "suggested_longitude": ("a better longitude, where one is well supported", _DEGREES),
    "suggested_latitude": ("a better latitude, where one is well supported", _DEGREES),
    "evidence": ("what the finding rests on", _TEXT),
}

_REJECTED: Final[dict[str, Entry]] = {
    "list": ("the list the file was read as", _TEXT),
    "file": _PLACE["file"],
    "sheet": _PLACE["sheet"],
    "row": _PLACE["row"],
    "column": ("the column at fault, if one is", _TEXT),
    "value": ("what stands there", _TEXT),
    "reason": ("why the row was not loaded", _TEXT),
}

_MERGED: Final[dict[str, Entry]] = {
    "list": ("the list the files were read as", _TEXT),
    "id": ("the id that stands in more than one row", _TEXT),
    "file": ("the file of the later row", _TEXT),
    "row": ("the later row", "number"),
    "column": ("the column in which the rows differ; empty where they agree", _TEXT),
    "kept": ("the value of the first row, which stands", _TEXT),
    "dropped": ("the value of the later row", _TEXT),
}

_SOURCES: Final[dict[str, Entry]] = {
    "file": _PLACE["file"],
    "source": ("the source it was read as", _TEXT),
    "title": ("name of the source", _TEXT),
    "licence": _PLACE["licence"],
    "citation": ("how to cite the source", _TEXT),
}

_SUMMARY: Final[dict[str, Entry]] = {
    "conflict": _PLACE["conflict"],
    "source": ("the source the figure is of; figures of sources are never added up", _TEXT),
    "radius_m": ("the radius the figure is about", _METRES),
    "figure": ("name of the figure, as in summary.json", _TEXT),
    "value": ("the figure", "number"),
    "of": ("of how many", "number"),
}

_AREAS: Final[dict[str, Entry]] = {
    "area_id": ("id of the area", _TEXT),
    "level": ("country, admin1 (province), admin2 (district), admin3 or other", _TEXT),
    "name": ("name of the area", _TEXT),
    "names_other": ("further names, separated by |", _TEXT),
    "admin1": ("the province of a district", _TEXT),
    "country": _PLACE["country"],
    "code": ("the publisher's code (P-code, GID)", _TEXT),
    "source": ("the file or data set it is from", _TEXT),
}

TABLES: Final[dict[str, dict[str, Entry]]] = {
    "summary": _SUMMARY,
    "incidents": _INCIDENTS,
    "flags": _FLAGS,
    "facilities": _FACILITIES,
    "coverage": _COVERAGE,
    "candidates": which.CANDIDATES,
    "expected": which.EXPECTED,
    "named": which.NAMED,
    "findings": _FINDINGS,
    "rejected": _REJECTED,
    "merged": _MERGED,
    "sources": _SOURCES,
    "areas": _AREAS,
    "displaced": _COVERAGE,
    "not found": _COVERAGE,
    "review": {**_COVERAGE, **more.REVIEW},
    "read as": more.READ_AS,
    "changes": more.CHANGES,
    "may still hold": more.CHANGES,
}
"""Table -> column -> (meaning, unit); ``<r>`` stands for a radius in metres, ``<tier>`` a tier."""

_RADIUS: Final = re.compile(r"(?<=_)\d+(?=_|$)")
_TIER_IN_NAME: Final = re.compile(rf"(?<=^n_)({'|'.join(TIERS)})(?=_)")


def _entry(table: str, column: str) -> Entry:
    entries = TABLES.get(table, {})
    if column in entries:
        return entries[column]
    radius = _RADIUS.search(column)
    tier = _TIER_IN_NAME.search(column)
    pattern = _TIER_IN_NAME.sub("<tier>", _RADIUS.sub("<r>", column, count=1), count=1)
    if radius is None or pattern not in entries:
        return "a column of the source's own file, as it stands there", ""
    meaning, unit = entries[pattern]
    meaning = meaning.replace("<r>", radius[0])
    return meaning.replace("<tier>", tier[0] if tier else ""), unit


def describe(table: str, columns: Iterable[str]) -> pd.DataFrame:
    """Return what the columns of an output table mean.

    Parameters
    ----------
    table
        One of `TABLES`.
    columns
        Their names; radii and tiers in them are understood.

    Returns
    -------
    DataFrame with the columns ``column``, ``meaning``, ``unit``, a row per column in order. A
    column that the dictionary does not hold is said to be the source's own.

    Examples
    --------
    >>> describe("flags", ["p_500", "acled_notes"])["meaning"].tolist()
    ['probability that the true places lie within 500 m of each other',
     "a column of the source's own file, as it stands there"]
    """
    rows = [(column, *_entry(table, column)) for column in columns]
    return pd.DataFrame(rows, columns=["column", "meaning", "unit"], dtype="str")
