"""Whether the stated place of an incident allows a facility."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.candidates.index import place_words
from geo.coverage.candidates import column, coordinates
from geo.ellipsoid import Floats, Integers, geodesics
from geo.location import locate
from geo.reach import TO_A_THOUSANDTH, site_errors

OUTSIDE: Final = 0.02
"""What is left of a facility beyond what the stated place allows: labels are not always true."""
OTHER_PROVINCE: Final = 0.1


def place_agreement(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    row: pd.Series,
    facility: pd.Series,
    areas: gpd.GeoDataFrame | None,
) -> Floats:
    """Return 1 where the stated place allows a facility, little where not, 0 across a border.

    Parameters
    ----------
    incidents, facilities, areas
        As for `geo.candidates.find_named`.
    row, facility
        Row numbers of the pairs, shape (n,).
    """
    at, site = row.to_numpy(), facility.to_numpy()
    location = locate(incidents, areas)
    x, y = coordinates(facilities)
    by_point = np.isin(location.model[at], ("normal", "disc")) & np.isfinite(x[site])
    agreement = np.ones(len(at))
    from_x, from_y = coordinates(incidents)
    ends = (from_x[at[by_point]], from_y[at[by_point]], x[site[by_point]], y[site[by_point]])
    away_m = geodesics(*ends)[0]
    spread = np.where(location.model[at[by_point]] == "disc", 1.0, TO_A_THOUSANDTH)
    reach_m = spread * location.error_m[at[by_point]] + site_errors(facilities)[site[by_point]]
    agreement[by_point] = np.where(away_m <= reach_m, 1.0, OUTSIDE)
    by_area = location.model[at] == "area"
    if areas is not None and by_area.any():
        agreement[by_area] = _in_area(
            areas, location.area[at[by_area]], x[site[by_area]], y[site[by_area]]
        )
    vague = ~by_point & ~by_area
    agreement[vague] *= np.where(
        _other_province(incidents, facilities, at, site)[vague], OTHER_PROVINCE, 1.0
    )
    mine, theirs = (column(table, "country").to_numpy(object) for table in (incidents, facilities))
    abroad = ~pd.isna(mine[at]) & ~pd.isna(theirs[site]) & (mine[at] != theirs[site])
    return np.where(abroad, 0.0, agreement)


def _in_area(areas: gpd.GeoDataFrame, area: Integers, x: Floats, y: Floats) -> Floats:
    shapes = gpd.GeoSeries(areas.geometry.iloc[area].to_crs(4326).to_numpy(), crs=4326)
    points = gpd.GeoSeries.from_xy(x, y, crs=4326)
    inside = shapes.contains(points).to_numpy()
    return np.where(inside | ~np.isfinite(x), 1.0, OUTSIDE)


def _other_province(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, at: Integers, site: Integers
) -> npt.NDArray[np.bool_]:
    """Say which pairs state provinces without a word in common."""
    mine, theirs = _provinces(incidents), _provinces(facilities)
    both = pd.DataFrame({"row": at, "facility": site, "pair": np.arange(len(at))})
    shared = both.merge(mine, left_on="row", right_on="key").merge(
        theirs, left_on=["facility", "text"], right_on=["key", "text"]
    )
    known = np.isin(at, mine["key"]) & np.isin(site, theirs["key"])
    apart: npt.NDArray[np.bool_] = known & ~np.isin(np.arange(len(at)), shared["pair"])
    return apart


def _provinces(table: gpd.GeoDataFrame) -> pd.DataFrame:
    only = table[["admin1"]] if "admin1" in table else table[[]]
    return place_words(only, "key")
