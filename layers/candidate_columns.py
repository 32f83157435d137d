"""What the columns of the tables of candidates mean: `layers.columns` has the others."""

from typing import Final

Entry = tuple[str, str]
_TEXT: Final = "text"
_P: Final = "probability, 0 to 1"

_KEYS: Final[dict[str, Entry]] = {
    "conflict": ("the conflict profile", _TEXT),
    "source": ("the source of the incident; figures of sources are never added up", _TEXT),
    "incident_id": ("source and native id of the incident", _TEXT),
    "facility_id": ("id of the facility; empty where the row is of no single one", _TEXT),
    "facility_name": ("name of the facility", _TEXT),
}
_NAMES: Final[dict[str, Entry]] = {
    "named_by": (
        "text: found in the description; source: the source's own field names it; empty: not named",
        _TEXT,
    ),
    "words": ("the words that it rests on", _TEXT),
    "runner_up_id": ("the facility that the same words could name next", _TEXT),
    "runner_up_p": ("how probable it is that they name that one", _P),
}

CANDIDATES: Final[dict[str, Entry]] = {
    **_KEYS,
    "what": (
        (
            "facility; others (facilities of the list too improbable to be shown, together); none "
            "(a place on no list). The p of an incident's rows sum to 1"
        ),
        _TEXT,
    ),
    "rank": ("the most probable facility of the incident is 1", "number"),
    "p": ("probability that the reported hit was at this facility", _P),
    "p_without_name": ("the same from place and kind alone", _P),
    "place_share": (
        "its share of place and kind among the facilities that the stated place allows", _P,
    ),
    "kind_said": ("the kind of place that the description speaks of", _TEXT),
    "kind_agreement": ("how well the facility's kind agrees with that; stated, not estimated", _P),
    "distance_m": ("from the stated place of the incident; 0 within an area", "m"),
    "basis": (
        "place: the stated place narrows it down; list: all facilities of the list may be meant",
        _TEXT,
    ),
    **_NAMES,
    "name_p": ("how probable it is that the words name this facility", _P),
    "name_role": (
        (
            "here: named as the place of what happened, or close by; elsewhere: the wounded came "
            "there, someone works there (counts for nothing); unclear"
        ),
        _TEXT,
    ),
    "decision": ("what a person decided: same or different; it overrules", _TEXT),
}  # fmt: skip

EXPECTED: Final[dict[str, Entry]] = {
    **_KEYS,
    "expected": (
        "reported hits that it may stand for: a measure for sorting, no number of strikes", "count",
    ),
    "low": ("95 % interval of their number, from", "count"),
    "high": ("95 % interval of their number, to", "count"),
    "n_tied": ("reported hits tied to it with p of 0.95 or more", "count"),
}  # fmt: skip

NAMED: Final[dict[str, Entry]] = {
    **_KEYS,
    **_NAMES,
    "facility_id": ("id of the facility; empty where the text names a place on no list", _TEXT),
    "p": ("probability that the words name this facility; from 0.9 on it counts as named", _P),
    "role": CANDIDATES["name_role"],
    "n_same_site": ("rows of the list within 500 m that the words fit as well: one place", "count"),
}
