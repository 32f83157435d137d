"""Which district, province or country stands for a place."""

import re
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from anyascii import anyascii

from layers.area_files import read_areas
from layers.schema import conform_areas

__all__ = ["LEVEL_OF_PRECISION", "assign_areas", "name_key", "read_areas", "with_overrides"]

LEVEL_OF_PRECISION: Final = {"admin2": "admin2", "admin1": "admin1", "linear": "admin1"}
"""The level of area that stands for each precision; a road or river lies in its province."""

# words of rank, in Latin letters after transliteration
_RANK: Final = re.compile(
    r"\b(state|province|provincial|governorate|district|region|oblast|raion|rayon|territory|"
    r"republic|county|division|department|prefecture|wilayat|wilaya|wilayah|mintaqat|muhafazat|"
    r"municipality|autonomous|city of|of)\b"
)


def name_key(name: object) -> str:
    """Return a place name as it is compared: Latin letters only, words of rank dropped.

    Examples
    --------
    >>> name_key("Khartoum State"), name_key("Al-Jazirah"), name_key("Харківська область")
    ('khartoum', 'aljazirah', 'kharkivska')
    """
    text = anyascii(str(name)).casefold().replace("'", "").replace("`", "")
    text = re.sub(r"[^a-z0-9]+", " ", text)
    return _RANK.sub(" ", text).replace(" ", "") or text.replace(" ", "")


def _unique_by(keys: pd.Series) -> pd.Series:
    """Return key -> area id for the keys that stand for one area only."""
    keys = keys[keys.notna() & keys.ne("")]
    pairs = pd.DataFrame({"key": keys.to_numpy(), "area_id": keys.index}).drop_duplicates()
    once = pairs[~pairs["key"].duplicated(keep=False)]
    return once.set_index("key")["area_id"]


def _keys(names: pd.Series) -> pd.Series:
    """Return `name_key` of every name, each distinct one computed once."""
    codes, unique = pd.factorize(names, use_na_sentinel=True)
    found = np.array([*(name_key(value) for value in unique), None], dtype=object)
    return pd.Series(found[codes], index=names.index, dtype="str")


def _by_code(rows: pd.DataFrame, areas: gpd.GeoDataFrame, level: str) -> pd.Series:
    found = pd.Series(None, index=rows.index, dtype="str")
    codes = _unique_by(areas["code"].str.casefold())
    for column in ("area_id", level):
        cells = rows[column].str.strip().str.casefold() if column in rows else None
        if cells is not None:
            found = found.fillna(cells.map(codes).astype("str"))
    return found


def _by_point(rows: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series:
    found = pd.Series(None, index=rows.index, dtype="str")
    usable = rows.geometry.notna() & ~rows.geometry.is_empty
    if "distrust_reason" in rows:
        usable &= rows["distrust_reason"].isna()
    points = rows.geometry[usable]
    at, of = areas.sindex.query(points.values, predicate="intersects")
    stated = rows.loc[usable, "country"].iloc[at].to_numpy(dtype=object, na_value=None)
    lies = areas["country"].iloc[of].to_numpy(dtype=object, na_value=None)
    agree = (stated == lies) | pd.isna(stated) | pd.isna(lies)
    hits = pd.Series(areas.index[of[agree]], index=points.index[at[agree]], dtype="str")
    hits = hits.sort_values(kind="stable")
    hits = hits[~hits.index.duplicated()]  # on a common border: the first id, always the same
    return found.fillna(hits.reindex(found.index))


def _by_name(rows: pd.DataFrame, areas: gpd.GeoDataFrame, level: str) -> pd.Series:
    found = pd.Series(None, index=rows.index, dtype="str")
    names = [areas["name"]]
    if "names_other" in areas:
        names.append(areas["names_other"].str.split("|").explode())
    every = pd.concat(names)
    country = areas["country"].reindex(every.index)
    key = country.fillna("") + "/" + _keys(every)
    stated = _keys(rows[level])
    own = rows["country"].fillna("") + "/" + stated
    if level == "admin2" and "admin1" in areas:
        upper = _keys(areas["admin1"].reindex(every.index))
        with_upper = (own + "/" + _keys(rows["admin1"])).map(_unique_by(key + "/" + upper))
        found = found.fillna(with_upper.astype("str"))
    for mine, theirs in ((own, key), ("/" + stated, "/" + _keys(every))):
        # the second pass is for rows or areas of which the country is not known
        pairs = mine.map(_unique_by(theirs)).astype("str")
        lies = areas["country"].reindex(pairs.to_numpy()).to_numpy(dtype=object, na_value=None)
        said = rows["country"].to_numpy(dtype=object, na_value=None)
        found = found.fillna(pairs.where((lies == said) | pd.isna(lies) | pd.isna(said)))
    return found


def assign_areas(incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the incidents with the area that stands for each vague place in ``area_id``.

    Only incidents whose ``error_model`` is ``area`` are looked at, each at the level of its
    ``location_precision`` (`LEVEL_OF_PRECISION`). The area is found by P-code (in ``area_id`` or in
    the column of the level), else by the point, else by the name in the column of the level. An
    area of another country than the one stated is no match, nor is a name that two areas share. A
    point with a ``distrust_reason`` is not used.

    Parameters
    ----------
    incidents
        Canonical incidents.
    areas
        Canonical areas (`read_areas`), of any levels.

    Returns
    -------
    GeoDataFrame
        A copy; ``area_id`` is an id of ``areas``, or null where none was found.
    """
    out = incidents.copy()
    vague = out["error_model"].eq("area")
    found = out["area_id"].where(~vague)
    level_of = out["location_precision"].map(LEVEL_OF_PRECISION)
    for level in ("admin1", "admin2"):
        rows = out[vague & level_of.eq(level)]
        shapes = areas[areas["level"].eq(level)]
        if not len(rows) or not len(shapes):
            continue
        area_id = _by_code(rows, shapes, level)
        area_id = area_id.fillna(_by_point(rows, shapes)).fillna(_by_name(rows, shapes, level))
        found.loc[rows.index] = area_id
    out["area_id"] = found
    return out


def with_overrides(
    shipped: gpd.GeoDataFrame | gpd.GeoSeries, areas: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame | gpd.GeoSeries:
    """Return the shipped countries, or the shipped land, with the countries of ``areas`` in them.

    Parameters
    ----------
    shipped
        `layers.boundaries.countries` or `layers.boundaries.land`.
    areas
        Canonical areas; only rows of level ``country`` count, and for the countries only those with
        a ``country`` code. None for none.

    Returns
    -------
    What ``shipped`` is. A country given in ``areas`` stands as given there, or is added; its
    neighbours are not trimmed, so that polygons may overlap along its border. To the land the
    countries are added: one that the shipped borders do not know (the invented one of the sample,
    an island left out at 1:10m) would otherwise lie in the sea.

    Examples
    --------
    >>> from layers.boundaries import countries
    >>> mine = countries().loc[["ne:SDN"]].rename(index={"ne:SDN": "mine:SDN"})
    >>> both = with_overrides(countries(), mine)
    >>> both.index[both["country"].eq("SDN")].tolist()
    ['mine:SDN']
    """
    if areas is None:
        return shipped
    given = areas[areas["level"].eq("country")]
    if isinstance(shipped, gpd.GeoSeries):
        parts = [shipped, given.geometry.explode()]
        return gpd.GeoSeries(pd.concat(parts, ignore_index=True), crs=shipped.crs)
    given = given[given["country"].notna()]
    if not len(given):
        return shipped
    kept = shipped[~shipped["country"].isin(given["country"]) & ~shipped.index.isin(given.index)]
    return conform_areas(pd.concat([kept, given[list(shipped.columns)]]))
