"""What findings do to places: incidents known to their country only, sites that stay out.

Rows are never changed for good: the tables written keep them as read.
"""

from typing import Final

import geopandas as gpd
import pandas as pd

_CONTRADICTED: Final = ("in_sea", "outside_country", "on_centroid", "swapped")
SHARED_BY: Final = 10
"""So many incidents of different places on one point show that it stands for something else."""
_REASONS: Final = {
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
        reason[reason.index.isin(ids) & reason.isna()] = _REASONS[code]
    shared = found.loc[found["code"] == "shared_point", "id"]
    crowded = _crowded(out) & out.index.isin(shared)
    reason[crowded & reason.isna()] = _REASONS["shared_point"]
    out["distrust_reason"] = reason
    lost = reason.notna()
    out.loc[lost, "location_precision"] = "country"
    out.loc[lost, ["error_m"]] = float("nan")
    for column in ("error_model", "area_id"):
        out[column] = out[column].mask(lost)
    return out


def _crowded(incidents: gpd.GeoDataFrame) -> pd.Series:
    """Say which points are shared by ten or more incidents of which places differ by name."""
    placed = incidents[incidents.geometry.notna()]
    if placed.empty:
        return pd.Series(False, index=incidents.index)
    key = [placed.geometry.x, placed.geometry.y]
    place = placed["place_name"].fillna(placed["admin2"]).fillna(placed["admin1"])
    count = place.groupby(key).transform("size")
    different = place.groupby(key).transform("nunique") > 1
    return ((count >= SHARED_BY) & different).reindex(incidents.index, fill_value=False)


def set_aside_facilities(
    facilities: gpd.GeoDataFrame, findings: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Split facilities into those that count and those with an open ``error`` finding."""
    wrong = findings.loc[findings["severity"] == "error", "id"]
    aside = facilities.index.isin(wrong)
    return facilities[~aside], facilities[aside]
