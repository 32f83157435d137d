"""One decision of a row: the word, the coordinate it stands for, who and when; or what is wrong.

Nothing is guessed: a word that is not known, a coordinate that cannot be read or a coordinate
without a decision is a fault that the person is told of.
"""

import datetime as dt
import re
from typing import Any, Final

import pandas as pd

from geo.coordinates import parse_latitude_longitude
from layers.checked_book import DECISIONS
from layers.formats.header import is_blank

_SPELT: Final = {
    **{word: word for word in DECISIONS},
    "accepted": "accept",
    "own": "own value",
    "own values": "own value",
    "ask": "ask field",
    "ask the field": "ask field",
    "kept": "keep",
}
_DAY: Final = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")


def decision_of(number: int, found: dict[str, Any], said: dict[str, Any]) -> dict[str, Any] | str:
    """Return the decision of one row.

    Parameters
    ----------
    number
        The row, for messages.
    found, said
        Its cells by the names of `layers.checked_book.FOUND` and ``DECIDED``.

    Returns
    -------
    What was decided; {} where there is only a note; a text that says what is wrong with it.
    """
    word = str(said["decision"]).strip().casefold().replace("_", " ")
    own = not is_blank(said["own_latitude"]) or not is_blank(said["own_longitude"])
    fault = None
    if not word:
        if not own:
            return {}
        fault = "there is a coordinate but no decision; choose 'own value', or empty them"
    elif word not in _SPELT:
        fault = f"{said['decision']!r} is no decision; choose one of: {', '.join(DECISIONS)}"
    elif is_blank(found["facility_id"]):
        fault = "this row is no facility (see README); empty its decision"
    decision = _SPELT.get(word, "")
    place: tuple[float, float] | str | None = None
    if fault is None and decision == "accept":
        place = _suggested(found)
        if own:
            place = "there is an own coordinate too; choose 'own value', or empty own_latitude"
    elif fault is None and decision == "own value":
        place = _own(said)
    elif fault is None and own:
        fault = f"there is an own coordinate, but the decision is {decision!r}; choose 'own value'"
    if isinstance(place, str):
        fault = place
    day = _day(said["decided_on"])
    if fault is None and day is None:
        return (
            f"row {number}, column 'decided_on': {said['decided_on']!r} is no date; write it like "
            "2026-05-31"
        )
    if fault is not None or isinstance(place, str):
        return f"row {number}, column 'decision': {fault}"
    return {
        "facility_id": str(found["facility_id"]),
        "findings": str(found["findings"] or ""),
        "decision": decision,
        "latitude": place[0] if place else None,
        "longitude": place[1] if place else None,
        "decided_by": str(said["decided_by"]).strip(),
        "decided_on": day,
        "note": str(said["note"]).strip(),
        "evidence": str(found["evidence"] or ""),
        "suggested_latitude": found["suggested_latitude"] or None,
        "suggested_longitude": found["suggested_longitude"] or None,
    }


def _suggested(found: dict[str, Any]) -> tuple[float, float] | str:
    latitude, longitude = found["suggested_latitude"], found["suggested_longitude"]
    if not isinstance(latitude, float) or not isinstance(longitude, float):
        return (
            "'accept', but no coordinate is suggested for this row; choose 'own value' and give "
            "one, or 'keep', or 'ask field'"
        )
    return latitude, longitude


def _own(said: dict[str, Any]) -> tuple[float, float] | str:
    for name in ("own_latitude", "own_longitude"):
        if is_blank(said[name]):
            return f"'own value', but {name} is empty; fill in both numbers"
    texts = [
        repr(cell) if isinstance(cell, float) else str(cell)
        for cell in (said["own_latitude"], said["own_longitude"])
    ]
    read = parse_latitude_longitude(pd.Series([texts[0]]), pd.Series([texts[1]])).iloc[0]
    if read["status"] != "ok":
        why = read["note"] if isinstance(read["note"], str) else read["status"]
        return f"'own value', but {texts[0]!r}, {texts[1]!r} is no coordinate ({why}); correct it"
    return float(read["latitude"]), float(read["longitude"])


def _day(cell: Any) -> str | None:
    """Return a date as 2026-05-31, "" for nothing, None for what is no date."""
    if is_blank(cell):
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    found = _DAY.match(str(cell))
    if not found:
        return None
    try:
        return dt.date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
