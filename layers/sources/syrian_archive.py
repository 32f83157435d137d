"""The Syrian Archive's kind of list: one row is one video, several rows may show one attack.

Rows that bear one incident code are one incident; the videos are counted, not the attacks. The
Archive keeps the places of medical facilities back, and nothing may put them there again.
"""

import json
from typing import Any, Final

import pandas as pd

from layers.headers import fold
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, find, folded, looked_up, texts

SENSITIVE: Final = ("summary_en", "summary_ar", "online_title_en", "online_title_ar", "online_link")
"""Columns that describe the dead or lead to pictures of them: never in a public edition."""

_BLANKS: Final = NOTHING_SAID | {"[]", "unknown"}
# type of violation -> kind of event, target
_VIOLATIONS: Final = {
    "Unlawful attacks": ("attack_unspecified", "other"),
    "Alleged civilian casualties from Russian attacks": ("attack_unspecified", "other"),
    "Use of illegal weapons": ("attack_unspecified", "other"),
    "Specifically protected persons and objects": ("attack_unspecified", "other"),
    "Massacres and other unlawful killing": ("attack_unspecified", "other"),
    "Arbitrary and forcible displacement": ("other", "other"),
    "Sieges and economic, social and cultural rights": ("obstruction", "other"),
    "Violation of children's rights": ("other", "other"),
    "Arbitrary detention": ("arrest", "other"),
    "Hostage taking": ("abduction", "other"),
    "Torture and ill-treatment": ("assault", "other"),
    "Sexual and gender-based violence": ("sexual_violence", "other"),
    "Other": ("other", "other"),
}
_WEAPONS: Final = {
    "Chemical weapons": ("attack_unspecified", False, "chemical"),
    "Cluster munitions": ("explosive_unspecified", True, "explosive_unspecified"),
    "Incendiary weapons": ("other", False, "fire"),
    "Barrel bombs": ("air_strike", True, "aircraft"),
    "Air strikes": ("air_strike", True, "aircraft"),
    "Missiles": ("missile_or_rocket", True, "missile_or_rocket"),
    "Shelling": ("shelling", True, "shell"),
    "Drones": ("drone_strike", True, "drone"),
}


def _inside(frame: pd.DataFrame, column: str, *path: str) -> pd.Series:
    """Return what stands under nested names in a cell of JSON text."""

    def value(cell: Any) -> Any:
        try:
            found = json.loads(cell) if isinstance(cell, str) else None
        except (ValueError, RecursionError):
            return None
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, (str, int, float)) else None

    return cells(frame, column).map(value, na_action="ignore").astype(object)


def _either(frame: pd.DataFrame, names: tuple[str, ...], *path: str) -> pd.Series:
    """Return a flat column, or the same thing from the nested annotations."""
    if find(frame, *names) is not None:
        return cells(frame, *names)
    return _inside(frame, "annotations", *path)


def _first_listed(cell: object) -> str | None:
    """Return a cell's only word, or the first of a list in JSON; codes of several are joined."""
    text = str(cell).strip()
    try:
        found = json.loads(text) if text.startswith("[") else text
    except (ValueError, RecursionError):
        found = text
    if isinstance(found, list):
        words = sorted(str(one).strip() for one in found if str(one).strip())
        return "; ".join(words) or None
    return str(found)


def _listed(frame: pd.DataFrame, *names: str) -> pd.Series:
    said = texts(frame, *names, blanks=_BLANKS)
    return said.map(_first_listed, na_action="ignore").astype("str")


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a list of videos, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. The native id is the incident's code, or where a row has none the video's own: the
    loader then merges the rows of one code and says in what they differ.
    ``syrian_archive_videos`` counts the rows of each incident.
    """
    frame = raw.frame
    incident = _listed(frame, "incidents_code", "incident_code")
    video = texts(frame, "id", "observation_id", "online_link", "link")
    native_id = incident.fillna("video " + video)
    videos = native_id.groupby(native_id).transform("size").astype("Int64")
    violation = _listed(frame, "type_of_violation", "typeofviolation").str.replace(
        "&#39;", "'", regex=False
    )
    weapon = _listed(frame, "weapons_used", "weapons")
    kinds = looked_up(violation, {fold(k): event for k, (event, _) in _VIOLATIONS.items()})
    by_weapon = {fold(label): one for label, one in _WEAPONS.items()}
    found = [by_weapon.get(key) for key in folded(weapon)]
    event = pd.Series([one[0] if one else None for one in found], index=frame.index, dtype=object)
    kind = pd.Series([one[2] if one else None for one in found], index=frame.index, dtype=object)
    is_strike = pd.Series([bool(one and one[1]) for one in found], index=frame.index)
    out = pd.DataFrame(
        {
            "native_id": native_id,
            "date_text": _either(
                frame, ("incident_date", "incident_date_time", "date"), "incident_date_time"
            ),
            "country": pd.Series("SYR", index=frame.index).where(native_id.notna()),
            "place_name": _either(frame, ("location",), "location_info", "location").astype("str"),
            "precision_code": "none",
            "event_type": event.fillna(kinds).fillna("unknown"),
            "is_strike": is_strike,
            "is_armed_attack": False,
            "weapon": weapon,
            "weapon_type": kind.fillna("unknown"),
            "perpetrator_reported_type": "unknown",
            "attribution_status": "unknown",
            "target": None,
            "description": _either(
                frame, ("summary_en", "description", "online_title_en"), "summary_en"
            ).astype("str"),
            "syrian_archive_videos": videos,
            "syrian_archive_violation": violation,
            "syrian_archive_weapon": weapon,
        }
    )
    latitude = _either(frame, ("latitude", "lat"), "location_info", "lat")
    longitude = _either(frame, ("longitude", "lon"), "location_info", "lon")
    if latitude.notna().any() and longitude.notna().any():
        out["latitude_text"], out["longitude_text"] = latitude, longitude
    return out


SOURCE: Final = Source(
    name="syrian_archive",
    title="Syrian Archive (Mnemonic), lists of verified videos",
    role="incidents",
    signatures=(
        frozenset({"type_of_violation", "online_link", "incidents_code"}),
        frozenset({"type_of_violation", "online_link", "incident_code"}),
        frozenset({"link", "location", "typeofviolation", "weapons", "date"}),
    ),
    read=read,
    licence="not stated in the lists: do not redistribute, and never the links",
    citation="Syrian Archive, Mnemonic (syrianarchive.org), the data set's name and date.",
    obtain="syrianarchive.org, a data set's page; or the Archive itself, for those with a mandate.",
    shows=(
        "Videos of violations in Syria that the Archive verified: day, place, type of violation, "
        "weapon where named, a summary, the link, and the code of the incident a video belongs to."
    ),
    cannot_show=(
        "How many attacks there were: several videos show one, and an attack nobody filmed is not "
        "here. How exact a point is. Which medical facility: the Archive keeps their places back. "
        "Whether one was hit: a type of violation covers persons and objects alike."
    ),
    precision=(
        Precision(
            "none",
            "no accuracy in the lists",
            "unknown",
            None,
            None,
            "points were found from pictures, some to a building, some to a town; nothing is "
            "stated, and decimals are no evidence",
        ),
    ),
    labels=tuple(
        Label(value, event, False, 0, "syrian_archive_violation")
        for value, (event, _) in _VIOLATIONS.items()
    ),
    codes=tuple(
        Code("syrian_archive_weapon", value, f"{event}{', strike' if strike else ''}; {kind}", 0)
        for value, (event, strike, kind) in _WEAPONS.items()
    ),
    quirks=(
        (
            "No real file was seen: the names of columns and of violations are those of the "
            "Archive's public code and of readers of its lists. Counts are nought for that reason."
        ),
        (
            "One row is one video. Rows of one incident code are merged (read = loaded + merged); "
            "what they say differently is listed as for any merged row, and "
            "`syrian_archive_videos` counts them. A row with a list of codes is an incident of its "
            "own under all of them. A row without a code stays alone: it may show the same attack "
            "as another."
        ),
        "A strike needs a weapon named that explodes; the summary is not read.",
        "Places keep no precision: cannot be assessed, unless the user states an error.",
    ),
)
