"""One's own list of incidents: any table whose columns are called what they are usually called."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from geo.vocabulary import (
    ATTRIBUTION_STATUSES,
    CERTAINTIES,
    EVENT_TYPES,
    LOCATION_PRECISIONS,
    PERPETRATOR_TYPES,
    TARGETS,
)
from layers.countries import to_iso3
from layers.headers import fold_key
from layers.source import Label, Precision, RawTable, Source
from layers.sources._cells import cells, counts, looked_up, texts, without_marks
from layers.sources._synonyms import INCIDENT, column_map, columns_of, is_id
from layers.sources._words import EVENTS, first_word, yes_no

SENSITIVE: Final = ("description", "notes", "contact", "phone", "email", "reported by")
"""Columns that may name people: never in a public edition."""

_WHEN: Final = frozenset({"date", "date_start"})
_PARTS: Final = frozenset({"year", "month", "day"})
_WHERE: Final = frozenset({"latitude", "longitude", "coordinates"})
_STRIKES: Final = frozenset(event for _, event, explosive in EVENTS if explosive)
_ARMED: Final = frozenset({"armed_clash", "shooting", "arson", "assault", "property_destruction"})
_DATES: Final = {"date": "date_text", "date_start": "date_start_text", "date_end": "date_end_text"}
_TEXTS: Final = (
    "native_id", "admin1", "admin2", "place_name", "weapon", "description", "citation",
    "facility_named", "licence",
)  # fmt: skip
_COUNTS: Final = (
    "facilities_destroyed", "facilities_damaged", "health_workers_killed", "health_workers_injured",
)  # fmt: skip


def fits(columns: Iterable[str]) -> bool:
    """Return whether a table with these columns can be read as incidents.

    It needs a date, coordinates or a description, and one thing more.
    """
    found = set(column_map(columns, INCIDENT))
    pair = {"latitude", "longitude"} <= found or "coordinates" in found
    something = len(found - _PARTS) + bool(found & _PARTS) > 1
    return (bool(found & (_WHEN | {"year"})) or pair or "description" in found) and something


def order_in_header(label: str) -> str | None:
    """Return "latlon" or "lonlat" if the header of a column of pairs names the order.

    Examples
    --------
    >>> order_in_header("Lat/Long"), order_in_header("GPS (lon, lat)"), order_in_header("GPS")
    ('latlon', 'lonlat', None)
    """
    words = fold_key(label)
    latitude, longitude = words.find("lat"), max(words.find("lon"), words.find("lng"))
    if latitude < 0 or longitude < 0:
        return None
    return "latlon" if latitude < longitude else "lonlat"


def places(frame: pd.DataFrame, found: dict[str, str]) -> dict[str, pd.Series]:
    """Return the helper columns of the places: texts of the coordinates, order, stated error."""
    out = {}
    if {"latitude", "longitude"} <= set(found):
        out["latitude_text"] = cells(frame, found["latitude"])
        out["longitude_text"] = cells(frame, found["longitude"])
    if "coordinates" in found:
        label = found["coordinates"]
        out["coordinates_text"] = cells(frame, label)
        out["coordinates_order"] = pd.Series(order_in_header(label), index=frame.index, dtype="str")
    if "error_m" in found:
        metres = (
            without_marks(texts(frame, found["error_m"]))
            .astype("str")
            .str.extract(r"^\s*[±~<]?\s*(\d+(?:[.,]\d+)?)\s*(k?)m?(?:et(?:er|re)s?)?\s*$")
        )
        number = pd.to_numeric(metres[0].str.replace(",", "."), errors="coerce").astype("float64")
        number = number * np.where(metres[1].eq("k").fillna(False), 1000.0, 1.0)
        out["error_m_stated"] = number.where(number > 0)
    return out


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a generic table, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. The event type is one of ours if the list uses our words, else found by keyword in
    the type, then the weapon; a strike is an explosive weapon. An armed attack is other force with
    a person killed or injured or a facility damaged.
    """
    frame = raw.frame
    found = columns_of(raw, INCIDENT)
    out: dict[str, pd.Series] = {n: texts(frame, found[n]) for n in _TEXTS if n in found}
    if "native_id" in out and not is_id(found["native_id"], out["native_id"]):
        del out["native_id"]
    out |= {name: counts(frame, found[name]) for name in _COUNTS if name in found}
    out |= {_DATES[name]: cells(frame, found[name]) for name in _DATES if name in found}
    if not set(found) & _WHEN and "year" in found:
        out["date_text"] = _from_parts(frame, found)
    out |= places(frame, found) if raw.geometry is None else {}
    if "country" in found:
        out["country"] = to_iso3(texts(frame, found["country"]))
    killed = _counts(frame, found, "killed")
    out["fatalities_min"] = _counts(frame, found, "killed_min").fillna(killed)
    out["fatalities_max"] = _counts(frame, found, "killed_max").fillna(killed)
    if "perpetrator" in found:
        out["perpetrator_reported_name"] = texts(frame, found["perpetrator"])
        named = out["perpetrator_reported_name"].notna()
        out["attribution_status"] = named.map({True: "reported", False: "unknown"})
    if "certainty" in found:
        words = {word: word for word in CERTAINTIES}
        out["certainty"] = looked_up(texts(frame, found["certainty"]), words, "unknown")
    out |= _own_words(frame, found)
    out |= _force(frame, found, out)
    return pd.DataFrame(out, index=frame.index)


def _own_words(frame: pd.DataFrame, found: dict[str, str]) -> dict[str, pd.Series]:
    """Return the columns that count only where they use our own words."""
    columns = {
        "perpetrator_type": ("perpetrator_reported_type", PERPETRATOR_TYPES),
        "attribution_status": ("attribution_status", ATTRIBUTION_STATUSES),
        "target": ("target", TARGETS),
        "location_precision": ("precision_code", LOCATION_PRECISIONS),
        "error_model": ("error_model_stated", ("normal", "disc")),
    }
    return {
        name: looked_up(texts(frame, found[column]), {word: word for word in words}).astype("str")
        for column, (name, words) in columns.items()
        if column in found
    }


def _from_parts(frame: pd.DataFrame, found: dict[str, str]) -> pd.Series:
    """Return year, month and day of three columns as one text, as far as they go."""
    text = texts(frame, found["year"])
    so_far = text.str.fullmatch(r"\d{4}").fillna(False).astype(bool)
    for part, words in (("month", r"\d{1,2}|[A-Za-z]{3,9}"), ("day", r"\d{1,2}")):
        if part not in found:
            break
        cell = texts(frame, found[part])
        so_far &= cell.str.fullmatch(words).fillna(False).astype(bool)
        text = text.where(~so_far, text + "-" + cell)
    return text


def _counts(frame: pd.DataFrame, found: dict[str, str], name: str) -> pd.Series:
    if name not in found:
        return pd.Series(pd.NA, index=frame.index, dtype="Int64")
    return counts(frame, found[name])


def _force(
    frame: pd.DataFrame, found: dict[str, str], out: dict[str, pd.Series]
) -> dict[str, pd.Series]:
    """Return the event type, and whether it was a strike, an armed attack, a reported hit."""
    none = pd.Series(None, index=frame.index, dtype="str")
    said = texts(frame, found["event_type"]) if "event_type" in found else none
    # examples in brackets ("individual weapons (knives, guns, grenades)") are no statement
    plain = said.str.replace(r"\s*\(.*", "", regex=True)
    weapon = out.get("weapon", none)
    kind = looked_up(said, {word: word for word in EVENT_TYPES}).astype("str")
    by_line = {n: event for n, (_, event, _) in enumerate(EVENTS)}
    of_weapon = first_word(weapon, EVENTS).map(by_line)
    of_type = first_word(plain, EVENTS).map(by_line)
    # "attack" alone says less than the weapon does
    vague = of_type.isin(["assault", "explosive_unspecified"]) & of_weapon.notna()
    kind = kind.fillna(of_type.mask(vague)).fillna(of_weapon).fillna(of_type)
    kind = kind.fillna((said.notna() | weapon.notna()).map({True: "other", False: "unknown"}))
    hit = none.astype("boolean")
    if "reported_hit" in found:
        hit = yes_no(cells(frame, found["reported_hit"]))
    # A list without a column for it says nothing of reported hits, not that there were none.
    reported = hit.astype("boolean")
    for name in ("facilities_destroyed", "facilities_damaged"):
        if name in out:
            reported = reported.fillna(value=False) | out[name].gt(0).fillna(value=False)
    harmed = out["fatalities_max"].gt(0).fillna(False).astype(bool)
    for column in (_counts(frame, found, "injured"), *(out.get(n) for n in _COUNTS[2:])):
        if column is not None:
            harmed |= column.gt(0).fillna(False).astype(bool)
    strike = kind.isin(_STRIKES)
    return {
        "event_type": kind,
        "is_strike": strike,
        "is_armed_attack": ~strike
        & kind.isin(_ARMED)
        & (harmed | reported.fillna(value=False).astype(bool)),
        "reported_hit": reported,
    }


SOURCE: Final = Source(
    name="generic_incidents",
    title="One's own list of incidents",
    role="incidents",
    signatures=(),
    read=read,
    licence="as the list's owner says",
    citation="The list supplied; rows may name their own sources.",
    obtain="A spreadsheet of your own, with one row per incident and a header row.",
    shows="What its columns say: date, place, type, casualties, the facility named.",
    cannot_show="How exact a place is, unless a column gives the error in metres or "
    "`--incident-error FILE=METRES` does; without either no distance is claimed.",
    precision=(
        Precision("site", "a spot", "unknown", None, None, "a spot without a stated error"),
        Precision("neighbourhood", "a quarter", "unknown", None, None, "no error is stated"),
        Precision("settlement", "a named place", "settlement", 5000.0, "normal", "our choice"),
        Precision("admin2", "a district", "admin2", None, "area", "the list's own word"),
        Precision("admin1", "a province", "admin1", None, "area", "the list's own word"),
        Precision("linear", "a road or river", "linear", None, "area", "the list's own word"),
        Precision("country", "a country", "country", None, None, "the list's own word"),
        Precision("withheld", "withheld", "withheld", None, None, "the list's own word"),
        Precision("unknown", "nothing stated", "unknown", None, None, "decimals are no evidence"),
    ),
    labels=tuple(Label(words, event, explosive, 0) for words, event, explosive in EVENTS),
    quirks=(
        "Columns are recognised by their names (latitude, lat, y, ...), in any case and order.",
        "The type is ours if spelt as ours, else found by keyword in the type, then the weapon.",
    ),
)
