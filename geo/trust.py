"""What findings do to places: incidents known to their country only, sites that stay out.

Rows are never changed for good: the tables written keep them as read.
"""

from typing import Final

import geopandas as gpd
import pandas as pd

from geo.names import name_similarity

_CONTRADICTED: Final = ("in_sea", "outside_country", "on_centroid", "swapped")
SHARED_BY: Final = 10
"""So many incidents of different places on one point show that it stands for something else."""
_SEVERAL: Final = 2
_ALIKE: Final = 0.6
_SHARED_BY_DESIGN: Final = ("admin2", "admin1", "linear", "country", "withheld")
REASONS: Final = {
    "in_sea": "the stated point lies in the sea",
    "outside_country": "the stated point lies outside the stated country",
    "on_centroid": "the stated point is a centroid that a geocoder gives by default",
    "swapped": "latitude and longitude seem exchanged",
    "shared_point": "incidents of different places share this one point",
}


def distrust_locations(incidents: gpd.GeoDataFrame, findings: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the incidents, those whose point contradicts its label known to the country only.

    Parameters
    ----------
    incidents
        Canonical incidents, EPSG:4326.
    findings
        Findings of `geo.check_coordinates` on them.

    Returns
    -------
    A copy with column ``distrust_reason`` (null where the point is trusted). Distrusted rows have
    location_precision ``country`` and neither error nor area; their geometry stays.
    """
    out = incidents.copy()
    reason = pd.Series(None, index=out.index, dtype="str")
    found = findings[findings["id"].isin(out.index)]
    for code in _CONTRADICTED:
        ids = found.loc[found["code"] == code, "id"]
        reason[reason.index.isin(ids) & reason.isna()] = REASONS[code]
    shared = found.loc[found["code"] == "shared_point", "id"]
    crowded = _crowded(out) & out.index.isin(shared)
    reason[crowded & reason.isna()] = REASONS["shared_point"]
    out["distrust_reason"] = reason
    lost = reason.notna()
    out.loc[lost, "location_precision"] = "country"
    out.loc[lost, ["error_m"]] = float("nan")
    for column in ("error_model", "area_id"):
        out[column] = out[column].mask(lost)
    return out


def _crowded(incidents: gpd.GeoDataFrame) -> pd.Series:
    """Say which points are shared by ten or more incidents of which places differ by name.

    Points that stand for a district, a province or a line are shared by design and do not count.
    Spellings of one name ("Geneina town", "Al-Junaynah town/Geneina town") are one place: a name is
    another one only if it is unlike the commonest name on the point, in at least two rows.
    """
    exact = ~incidents["location_precision"].isin(_SHARED_BY_DESIGN)
    placed = incidents[incidents.geometry.notna() & exact]
    crowded = pd.Series(False, index=incidents.index)
    if placed.empty:
        return crowded
    place = placed["place_name"].fillna(placed["admin2"]).fillna(placed["admin1"]).dropna()
    points = placed.geometry[place.index]
    table = pd.DataFrame({"place": place, "x": points.x, "y": points.y})
    point = table.groupby(["x", "y"])
    table = table[point["place"].transform("size") >= SHARED_BY]
    names = table.groupby(["x", "y"])["place"].value_counts().rename("n").reset_index()
    names["commonest"] = names.groupby(["x", "y"])["place"].transform("first")
    unlike = name_similarity(names["place"], names["commonest"]) < _ALIKE
    others = names[unlike].groupby(["x", "y"])["n"].sum()
    several = others[others >= _SEVERAL].index
    crowded[table.index[pd.MultiIndex.from_frame(table[["x", "y"]]).isin(several)]] = True
    return crowded


def set_aside_facilities(
    facilities: gpd.GeoDataFrame, findings: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Split facilities into those that count and those with an open ``error`` finding."""
    wrong = findings.loc[findings["severity"] == "error", "id"]
    aside = facilities.index.isin(wrong)
    return facilities[~aside], facilities[aside]
