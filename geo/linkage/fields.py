"""Incidents made ready for comparison: one number or code per row and field.

Nothing is compared here. Rows are put in the order of their ids, so that no result can depend on
the order in which a file lists them.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from anyascii import anyascii

from geo.ellipsoid import Floats, Integers
from geo.linkage.words import Words, word_table

Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int32] | Integers

MAX_DAYS: Final = 31
"""Intervals longer than this say too little about the day to link by it."""

ASSUMED_ERROR_M: Final = {
    "site": 500.0,
    "neighbourhood": 2_000.0,
    "settlement": 5_000.0,
    "unknown": 5_000.0,
    "admin2": 50_000.0,
    "linear": 75_000.0,
    "admin1": 150_000.0,
}
"""How far a point may be from the event where its row states no ``error_m``, for comparing two
reports of one event and for nothing else: a proximity is never computed with it."""

COUNTS: Final = (
    "health_workers_killed",
    "health_workers_injured",
    "health_workers_kidnapped",
    "health_workers_arrested",
)
FAMILIES: Final = {
    "air_strike": "explosive",
    "drone_strike": "explosive",
    "missile_or_rocket": "explosive",
    "shelling": "explosive",
    "explosive_unspecified": "explosive",
    "mine_or_ied": "explosive",
    "attack_unspecified": "attack",
    "armed_clash": "armed",
    "shooting": "armed",
    "assault": "armed",
    "sexual_violence": "armed",
    "abduction": "taken",
    "arrest": "taken",
    "threat": "obstructed",
    "obstruction": "obstructed",
    "occupation": "obstructed",
    "looting": "property",
    "arson": "property",
    "property_destruction": "property",
    "protest": "protest",
}
"""Event types that one report may give where another gives its neighbour."""

_NOT_SAID: Final = ("unknown", "other", "")
_NO_PLACE: Final = ("country", "withheld")
_SPACES: Final = re.compile(r"[\W_]+")
_FILLERS: Final = re.compile(
    r"\b(?:of|the|and|forces?|group|military|armed|government|unidentified|unknown|police|army)\b"
)


@dataclass(frozen=True)
class Fields:
    """Incidents as arrays, sorted by id; -1 and NaN stand for what is not known.

    Attributes
    ----------
    ids
        The incidents' ids, ascending.
    source, country
        Codes.
    first_day, last_day
        Days since 1970, the interval the event lies in.
    usable
        Rows with a country, a date, and an interval no longer than `MAX_DAYS`.
    x, y, error_m
        Longitude, latitude, and how far off the point may be.
    any_attack, forceful
        Events of a weapon that is not told apart, and those that are of an explosive or another.
    counts
        Shape (n, 4), the columns of `COUNTS`.
    text
        The weighted words of description and place names.
    cites
        Bit k is set where a row names source k as its own source.
    """

    ids: npt.NDArray[np.object_]
    sources: list[str]
    countries: list[str]
    source: Codes
    country: Codes
    first_day: Integers
    last_day: Integers
    usable: npt.NDArray[np.bool_]
    x: Floats
    y: Floats
    error_m: Floats
    admin1: Codes
    admin1_names: list[str]
    actor: Codes
    actor_names: list[str]
    actor_type: Codes
    event_type: Codes
    family: Codes
    any_attack: npt.NDArray[np.bool_]
    forceful: npt.NDArray[np.bool_]
    target: Codes
    counts: Floats
    fatalities: Floats
    destroyed: Floats
    damaged: Floats
    text: Words
    cites: Integers
    number: Codes
    number_system: Codes


def fields_of(
    incidents: gpd.GeoDataFrame, shared_id: pd.Series | None = None, cites: pd.Series | None = None
) -> Fields:
    """Return incidents as arrays.

    Parameters
    ----------
    incidents
        Canonical incidents of several sources, indexed by unique ids.
    shared_id
        "system:number" of rows whose lists number events together, indexed like ``incidents``.
    cites
        Names of sources that a row gives as its own, joined by ";", indexed like ``incidents``.

    Raises
    ------
    ValueError
        An id stands twice.
    """
    if not incidents.index.is_unique:
        raise ValueError("incidents must be indexed by unique ids")
    order = np.argsort(incidents.index.to_numpy(dtype="str"), kind="stable")
    table = incidents.iloc[order]
    source, sources = pd.factorize(table["source"].astype("str"), sort=True)
    country, countries = pd.factorize(table["country"].astype("str"), sort=True)
    first, last = (_days(table[name]) for name in ("date_start", "date_end"))
    last = np.where(last < first, first, last)
    dated = (first > -_FAR) & (last - first <= MAX_DAYS)
    x, y, error_m = _places(table)
    admin1, admin1_names = _names(table["admin1"])
    actor, actor_names = _names(table["perpetrator_reported_name"], fillers=True)
    kind = table["event_type"].astype("str")
    shared = _column(shared_id, incidents, order)
    return Fields(
        ids=table.index.to_numpy(dtype=object),
        sources=list(map(str, sources)),
        countries=list(map(str, countries)),
        source=source.astype(np.int32),
        country=country.astype(np.int32),
        first_day=first,
        last_day=last,
        usable=dated & (country >= 0),
        x=x,
        y=y,
        error_m=error_m,
        admin1=admin1,
        admin1_names=admin1_names,
        actor=actor,
        actor_names=actor_names,
        actor_type=_said(table["perpetrator_reported_type"]),
        event_type=_said(kind),
        family=_said(kind.map(FAMILIES)),
        any_attack=kind.eq("attack_unspecified").to_numpy(),
        forceful=kind.map(FAMILIES).isin(["explosive", "armed"]).to_numpy(),
        target=_said(table["target"]),
        counts=np.column_stack([_numbers(table[name]) for name in COUNTS]),
        fatalities=_numbers(table["fatalities_max"].fillna(table["fatalities_min"])),
        destroyed=_numbers(table["facilities_destroyed"]),
        damaged=_numbers(table["facilities_damaged"]),
        text=word_table(_texts(table)),
        cites=_cited(_column(cites, incidents, order), list(map(str, sources))),
        number=pd.factorize(shared)[0].astype(np.int32),
        number_system=pd.factorize(shared.str.replace(":.*", "", regex=True))[0].astype(np.int32),
    )


_FAR: Final = 10_000_000


def _days(column: pd.Series) -> Integers:
    days = column.to_numpy(dtype="datetime64[D]")
    known = ~np.isnat(days)
    out = np.full(len(days), -2 * _FAR, dtype=np.int64)
    out[known] = days[known].astype(np.int64)
    return out


def _places(table: gpd.GeoDataFrame) -> tuple[Floats, Floats, Floats]:
    points = table.geometry
    x, y = points.x.to_numpy(dtype=float), points.y.to_numpy(dtype=float)
    precision = table["location_precision"].astype("str")
    assumed = precision.map(ASSUMED_ERROR_M).to_numpy(dtype=float)
    stated = table["error_m"].to_numpy(dtype=float)
    error_m = np.where(np.isnan(stated), assumed, stated)
    none = precision.isin(_NO_PLACE).to_numpy() | np.isnan(x) | np.isnan(y)
    error_m = np.where(none, np.nan, error_m)
    gone = np.isnan(error_m)
    return np.where(gone, np.nan, x), np.where(gone, np.nan, y), error_m


def _names(column: pd.Series, *, fillers: bool = False) -> tuple[Codes, list[str]]:
    """Return a code per row and the distinct names, in Latin letters and lower case."""
    codes, distinct = pd.factorize(column.astype("str"), sort=True)
    folded = pd.Series(distinct, dtype="str").map(lambda name: _fold(str(name), fillers))
    again, names = pd.factorize(folded.mask(folded.eq("")), sort=True)
    again = np.append(again, -1)
    return again[codes].astype(np.int32), list(map(str, names))


def _fold(name: str, fillers: bool) -> str:  # noqa: FBT001 - private
    plain = _SPACES.sub(" ", anyascii(name).casefold()).strip()
    short = _SPACES.sub(" ", _FILLERS.sub(" ", plain)).strip() if fillers else plain
    return short or plain


def _said(column: pd.Series) -> Codes:
    text = column.astype("str")
    codes: Codes = pd.factorize(text.mask(text.isin(_NOT_SAID)), sort=True)[0].astype(np.int32)
    return codes


def _numbers(column: pd.Series) -> Floats:
    numbers: Floats = column.to_numpy(dtype=float, na_value=np.nan)
    return numbers


def _texts(table: pd.DataFrame) -> pd.Series:
    parts = [table[name].astype("str").fillna("") for name in ("description", "place_name")]
    return parts[0] + " " + parts[1]


def _column(given: pd.Series | None, incidents: pd.DataFrame, order: Any) -> pd.Series:
    if given is None:
        return pd.Series(None, index=range(len(incidents)), dtype="str")
    aligned = given.reindex(incidents.index).astype("str")
    return aligned.iloc[order].reset_index(drop=True)


def _cited(cites: pd.Series, sources: list[str]) -> Integers:
    mask = np.zeros(len(cites), dtype=np.int64)
    if cites.isna().all():
        return mask
    padded: pd.Series = ";" + cites.fillna("").str.replace(" ", "") + ";"
    for place, name in enumerate(sources):
        mask |= padded.str.contains(f";{name};", regex=False).to_numpy(dtype=np.int64) << place
    return mask
