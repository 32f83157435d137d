"""UNOSAT's comprehensive damage assessments: structures seen damaged in satellite images.

A point is a damaged structure, not a strike: many lie under one strike, and a picture does not show
what broke a wall. Nothing here is a strike, and no day is the day it happened.
"""

import re
from typing import Any, Final

import pandas as pd

from layers.dates import parse_dates
from layers.headers import fold_key
from layers.source import Code, Label, Precision, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, folded, looked_up, texts

SENSITIVE: Final = ("Neighborhood",)
"""Columns that give a place away below the settlement."""

_CLASS: Final = re.compile(r"^main dam(?:age site class|ag)(?: (?P<n>\d+))?$|^main dam (?P<s>\d+)$")
_SENSOR: Final = re.compile(r"^sensordate(?: (?P<n>\d+))?$|^sensorda (?P<s>\d+)$")
_UNIX_MS: Final = 10**11
# class -> its words, what it becomes, certainty
_CLASSES: Final = {
    "1": ("Destroyed", "destroyed", "probable"),
    "2": ("Severe Damage", "damaged", "probable"),
    "3": ("Moderate Damage", "damaged", "probable"),
    "4": ("Possible Damage", "possibly damaged", "possible"),
    "6": ("No Visible Damage", "undamaged", "discounted"),
    "11": ("Possible Damage from Adjacent Impact", "possibly damaged", "possible"),
}
_BY_WORD: Final = {
    **{code: code for code in _CLASSES},
    **{words.casefold(): code for code, (words, _, _) in _CLASSES.items()},
}
_DAMAGED: Final = ("1", "2", "3", "4", "11")


def _passes(frame: pd.DataFrame, pattern: re.Pattern[str]) -> dict[int, str]:
    """Return the column of each assessment, numbered from 1 (a shapefile cuts its names)."""
    found: dict[int, str] = {}
    for label in frame.columns:
        match = pattern.match(fold_key(label))
        if match:
            short = match.groupdict().get("s")
            number = int(short) + 1 if short else int(match.groupdict().get("n") or 1)
            found.setdefault(number, str(label))
    return found


def _days(values: pd.Series) -> pd.Series:
    """Return days, of text, dates or milliseconds since 1970."""

    def plain(value: Any) -> Any:
        number = pd.to_numeric(value, errors="coerce")
        if pd.notna(number) and not hasattr(value, "strftime") and abs(number) > _UNIX_MS:
            return pd.to_datetime(number, unit="ms").normalize()
        return value

    return parse_dates(values.map(plain, na_action="ignore").astype(object))["start"]


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a damage layer, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. Where several images were assessed, an interval runs from the last image without
    damage to the first with it; where the first image shows damage, there is no date, and
    ``unosat_seen_damaged_on`` says when it was seen. The last assessment is the class that counts.
    """
    frame = raw.frame
    classes, sensors = _passes(frame, _CLASS), _passes(frame, _SENSOR)
    start = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    seen, clean = start.copy(), start.copy()
    last = pd.Series(None, index=frame.index, dtype=object)
    strange = pd.Series(None, index=frame.index, dtype=object)
    for number in sorted(classes):
        said = texts(frame, classes[number], blanks=NOTHING_SAID | {"0"})
        code = looked_up(said, _BY_WORD)
        strange = strange.fillna(said.where(code.isna()))
        if number in sensors:
            day = _days(cells(frame, sensors[number]))
            damaged = code.isin(_DAMAGED)
            clean = clean.mask(code.eq("6") & seen.isna(), day)
            seen = seen.mask(damaged & seen.isna(), day)
        last = code.fillna(last)
    known = clean.notna() & seen.notna() & (clean <= seen)
    state = last.map({code: becomes for code, (_, becomes, _) in _CLASSES.items()})
    event = pd.Series("unknown", index=frame.index, dtype=object)
    event = event.mask(last.isin(_DAMAGED), "property_destruction").mask(last.eq("6"), "other")
    return pd.DataFrame(
        {
            "native_id": texts(frame, "SiteID", "Site_ID", "GlobalID", "OBJECTID"),
            "date_start": clean.where(known),
            "date_end": seen.where(known),
            "admin1": texts(frame, "Governorate"),
            "admin2": texts(frame, "Municipality"),
            "place_name": texts(frame, "Neighborhood", "Neighborho"),
            "latitude_text": cells(frame, "latitude", "lat", "y"),
            "longitude_text": cells(frame, "longitude", "long", "lon", "x"),
            "precision_code": last.notna().map({True: "structure", False: "none"}),
            "event_type": event,
            "is_strike": False,
            "is_armed_attack": False,
            "weapon_type": "unknown",
            "perpetrator_reported_type": "unknown",
            "attribution_status": "unknown",
            "target": None,
            "certainty": looked_up(
                folded(last), {code: sure for code, (_, _, sure) in _CLASSES.items()}, "unknown"
            ),
            "unosat_state": state,
            "unosat_seen_damaged_on": seen,
            "unosat_unknown_classes": strange,
        }
    )


SOURCE: Final = Source(
    name="unosat",
    title="UNOSAT, comprehensive damage assessment (damaged structures)",
    role="incidents",
    signatures=(
        frozenset({"sensordate", "main_damage_site_class"}),
        frozenset({"sensordate", "main_damag"}),
        frozenset({"sensordate", "main_dam_1"}),
    ),
    read=read,
    licence="not stated in the layers' columns: see the portal's page of each one",
    citation="UNOSAT (United Nations Satellite Centre, UNITAR), the product's number and date.",
    obtain=(
        "unosat.org/products, or the Humanitarian Data Exchange (HDX), organisation UNOSAT: a "
        "geodatabase, shapefile or GeoPackage."
    ),
    shows=(
        "Structures that satellite images show damaged: a point each, how badly, in which image "
        "first, governorate and municipality."
    ),
    cannot_show=(
        "Strikes: how many, when or with what. The day of the damage, only between which images. "
        "Damage to what is inside, and to walls below a whole roof. Who did it. Which structure is "
        "a medical facility: the layer names none. Anything checked on the ground."
    ),
    precision=(
        Precision(
            "structure",
            "a point set on the structure in the image",
            "site",
            20,
            "normal",
            "the products give no accuracy; images of half a metre lie within some metres of the "
            "truth (the makers state 5 to 10 m at 90 %), and 20 m with the setting of the point is "
            "this tool's choice",
        ),
        Precision("none", "no class", "unknown", None, None, "nothing is stated"),
    ),
    labels=tuple(
        Label(
            f"{code}: {words}",
            "other" if code == "6" else "property_destruction",
            False,
            0,
        )
        for code, (words, _, _) in _CLASSES.items()
    ),
    codes=tuple(
        Code("Main_Damage_Site_Class", value, f"{becomes}, certainty {sure}", 0)
        for code, (words, becomes, sure) in _CLASSES.items()
        for value in (code, words)
    ),
    quirks=(
        (
            "No real file was seen: the columns are those of the layers of Gaza and Yemen as "
            "public readers of them name them. Counts are nought for that reason."
        ),
        (
            "Up to fourteen assessments stand side by side (`SensorDate`, "
            "`Main_Damage_Site_Class`, then `_2` to `_14`; a shapefile cuts the names and counts "
            "from `_1`). The last class counts; 0 and an empty cell are no assessment."
        ),
        (
            "A date is given only where an earlier image of the row shows no damage (class 6): "
            "from that image to the first with damage. Else the row is without a date."
        ),
        (
            "Class 6 alone is no damage seen: the row is loaded with certainty `discounted`, so "
            "that every row is accounted for."
        ),
        "Damage is no strike, so no row enters a figure about strikes.",
    ),
)
