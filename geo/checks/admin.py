"""Which area (province, district) a row's own words name, and whether its point lies there."""

import re
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from anyascii import anyascii

from geo.checks.outlines import BOUNDARY_TOLERANCE_M, Outlines

LEVELS: Final = ("admin2", "admin1")
"""From the finest on: the first level whose name is known to the areas is the row's."""

MIN_ROWS_OF_LABEL: Final = 5
MAX_SHARE_OUTSIDE: Final = 0.5
"""If more of a label's rows lie outside, label and outline are not of one time or one place."""

_NONE: Final = -1
# words of rank, in Latin letters
_RANK: Final = re.compile(
    r"\b(state|province|provincial|governorate|district|region|oblast|raion|rayon|territory|"
    r"republic|county|division|department|prefecture|wilayat|wilaya|wilayah|mintaqat|muhafazat|"
    r"municipality|autonomous|city of|of)\b"
)

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


def _or_none(area: Ints, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    codes: npt.NDArray[np.object_] = area.astype(object)
    codes[~known] = None
    return codes


def _key(name: object) -> str:
    text = re.sub(r"[^a-z0-9]+", " ", anyascii(str(name)).casefold().replace("'", ""))
    return _RANK.sub(" ", text).replace(" ", "") or text.replace(" ", "")


@dataclass(frozen=True)
class Admin:
    """Rows and the areas they name.

    Attributes
    ----------
    area
        Row number in the table of areas, shape (n,); -1 where none is named.
    outside_m
        How far the point lies outside that area: 0 inside, null where unknown.
    trusted
        False where most rows of the same area lie outside it, so that the area proves nothing.
    names
        Of the areas.
    outlines
        Of the areas; the code of an outline is its row number.
    """

    area: Ints
    outside_m: Floats
    trusted: npt.NDArray[np.bool_]
    names: npt.NDArray[np.object_]
    outlines: Outlines

    @property
    def expected(self) -> npt.NDArray[np.object_]:
        """The row number of the area that each row should lie in; None where there is none."""
        known = (self.area >= 0) & self.trusted
        return _or_none(self.area, known)


def match_areas(
    table: pd.DataFrame, areas: gpd.GeoDataFrame, longitude: Floats, latitude: Floats
) -> Admin:
    """Find the area of each row by P-code or by name, and how far its point lies outside.

    Parameters
    ----------
    table
        Rows; ``country``, ``admin1``, ``admin2`` are used where they are there.
    areas
        Polygons with ``level``, ``name``, and perhaps ``country``, ``code``, ``admin1``.
    longitude, latitude
        Degrees, shape (n,).
    """
    areas = areas.reset_index(drop=True)
    area = np.full(len(table), _NONE)
    for level in LEVELS:
        if level not in table or "level" not in areas:
            continue
        found = _by_words(table, areas[areas["level"].eq(level)], level)
        area = np.where(area == _NONE, found, area)
    outlines = Outlines(areas.assign(number=np.arange(len(areas))), "number")
    codes = _or_none(area, area >= 0)
    outside_m = outlines.outside_m(longitude, latitude, codes)
    judged = pd.DataFrame({"area": area, "out": outside_m > BOUNDARY_TOLERANCE_M})
    judged = judged[(area >= 0) & np.isfinite(outside_m)]
    of_area = judged.groupby("area")["out"].agg(["size", "mean"])
    doubtful = (of_area["size"] >= MIN_ROWS_OF_LABEL) & (of_area["mean"] > MAX_SHARE_OUTSIDE)
    trusted = ~np.isin(area, of_area.index[doubtful])
    return Admin(area, outside_m, trusted, areas["name"].to_numpy(dtype=object), outlines)


def _by_words(table: pd.DataFrame, areas: gpd.GeoDataFrame, level: str) -> Ints:
    """Return the number of the one area that a row's country, admin1 and admin2 name; else -1."""
    known = _names_to_areas(areas)
    words = pd.DataFrame(
        {
            name: table[name].astype("str") if name in table else pd.Series(None, table.index)
            for name in ("country", "admin1", "admin2")
        }
    )
    group = words.groupby(["country", "admin1", "admin2"], sort=False, dropna=False).ngroup()
    first = ~group.duplicated().to_numpy()
    found = [
        _one(known, *(None if pd.isna(word) else str(word) for word in row), level=level)
        for row in words[first].itertuples(index=False)
    ]
    return np.array(found, dtype=np.intp)[group.to_numpy()] if found else np.empty(0, dtype=np.intp)


def _names_to_areas(areas: gpd.GeoDataFrame) -> dict[str, list[tuple[int, Any, str]]]:
    """Return name or code -> (row number, country, key of the upper area) of each area so named."""
    known: dict[str, list[tuple[int, Any, str]]] = {}
    absent = pd.Series(None, index=areas.index, dtype=object)
    columns = [areas.get(name, absent) for name in ("name", "code", "names_other", "country")]
    upper = areas.get("admin1", absent)
    for number, name, code, other, country, above in zip(areas.index, *columns, upper, strict=True):
        others = other.split("|") if isinstance(other, str) else []
        keys = {_key(text) for text in (name, code, *others) if not pd.isna(text)} - {""}
        entry = (number, None if pd.isna(country) else country, _key(above))
        for key in keys:
            known.setdefault(key, []).append(entry)
    return known


def _one(
    known: dict[str, list[tuple[int, Any, str]]],
    country: str | None,
    admin1: str | None,
    admin2: str | None,
    *,
    level: str,
) -> int:
    word = admin2 if level == "admin2" else admin1
    if word is None:
        return _NONE
    entries = [
        entry
        for entry in known.get(_key(word), [])
        if country is None or entry[1] is None or entry[1] == country
    ]
    if len(entries) > 1 and level == "admin2" and admin1 is not None:
        entries = [entry for entry in entries if entry[2] == _key(admin1)]
    return entries[0][0] if len(entries) == 1 else _NONE
