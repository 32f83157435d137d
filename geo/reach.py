"""Which sites an incident could concern: candidates by distance, radius and both errors."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.ellipsoid import Floats, Integers
from geo.existence import existed_then, has_dates, nearest_that_may_have_existed
from geo.location import Location
from geo.pairs import Pairs, join
from geo.places import column
from geo.proximity import pairs_within
from geo.tiers import NEGLIGIBLE

ASSUMED_SITE_ERROR_M: Final = 50.0
"""The 95 % radius taken for a facility that states none."""
TO_A_THOUSANDTH: Final = float(np.sqrt(np.log(1.0 / NEGLIGIBLE) / np.log(20.0)))
"""How many ``error_m`` hold 99.9 % of a circular normal."""


def site_errors(facilities: pd.DataFrame) -> Floats:
    """Return the 95 % radius of every facility in metres, an assumed one where none is stated."""
    error = column(facilities, "error_m", np.nan).to_numpy(dtype=float)
    if (error < 0).any():
        row = facilities.index[np.flatnonzero(error < 0)[0]]
        raise ValueError(f"facilities, row {row!r}: error_m is negative; give metres, 0 or more")
    return np.where(np.isnan(error), ASSUMED_SITE_ERROR_M, error)


def points_in_reach(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float,
    spread_m: Floats,
    site_spread: float = 1.0,
    *,
    bearing: bool = True,
) -> Pairs:
    """Return the pairs no further apart than the radius and both spreads.

    Parameters
    ----------
    incidents
        Points.
    facilities
        Points or footprints.
    radius_m
        The radius asked about.
    spread_m
        How far each incident may lie from its stated place, shape (n,).
    site_spread
        The same for facilities, as a multiple of their error.
    bearing
        False leaves the bearings out.
    """
    spread = site_spread * site_errors(facilities)
    found = []
    for rows in _classes(spread):
        reach = radius_m + spread_m + spread[rows].max()
        pairs = pairs_within(incidents, facilities.iloc[rows], reach, bearing=bearing)
        pairs = pairs._replace(right=rows[pairs.right])
        exact = radius_m + spread_m[pairs.left] + spread[pairs.right]
        found.append(pairs.take(pairs.distance_m <= exact))
    return join(found)


def areas_in_reach(
    areas: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, radius_m: float, site_spread: float
) -> Pairs:
    """Return the pairs of area (left) and facility (right) within the radius and its spread.

    The distance is 0 inside the area; the bearing is null. A footprint counts by a point of it.
    """
    spread = site_spread * site_errors(facilities)
    points = facilities.geometry.representative_point()
    reach = radius_m + spread
    pairs = pairs_within(points, areas.geometry, reach, bearing=False)
    return pairs._replace(left=pairs.right, right=pairs.left).ordered()


def site_in_reach(
    incidents: gpd.GeoDataFrame,
    location: Location,
    facilities: gpd.GeoDataFrame,
    radius_m: float,
    areas: gpd.GeoDataFrame | None,
) -> npt.NDArray[np.bool_]:
    """Say which incidents could lie within the radius of any facility at all.

    False only where the probability to lie near *any* of them, all taken together, is below 0.001:
    half of it for the incident to lie further from its stated place than allowed for here, half
    for any of the sites to, however many there are. Whatever is further apart than the radius and
    both allowances is then out of reach. One nearest facility per incident is looked up, never all
    of them.
    """
    possible = np.zeros(len(incidents), dtype=bool)
    by_point = np.flatnonzero(np.isin(location.model, ("normal", "disc")))
    points = incidents.iloc[by_point]
    disc = location.model[by_point] == "disc"
    spread = location.error_m[by_point] * np.where(disc, 1.0, _errors_to_all_but(NEGLIGIBLE / 2))
    allowance = _errors_to_all_but(NEGLIGIBLE / 2 / max(len(facilities), 1))
    site_spread = allowance * site_errors(facilities)
    for rows in _classes(site_spread):
        pairs = nearest_that_may_have_existed(points, facilities.iloc[rows])
        near = pairs.distance_m <= radius_m + spread[pairs.left] + site_spread[rows].max()
        possible[by_point[pairs.left[near]]] = True
    by_area = np.flatnonzero(location.model == "area")
    if areas is not None and len(by_area):
        used, which = np.unique(location.area[by_area], return_inverse=True)
        pairs = areas_in_reach(areas.iloc[used], facilities, radius_m, allowance)
        row, site = by_area_pairs(which, pairs.left, pairs.right)
        if has_dates(facilities):
            may = existed_then(incidents, facilities, by_area[row], site) != "no"
            row = row[may]
        possible[by_area[row]] = True
    return possible


def by_area_pairs(
    area_of_row: Integers, area: Integers, site: Integers
) -> tuple[Integers, Integers]:
    """Return the pairs of row and site from those of area and site (sorted by area).

    Parameters
    ----------
    area_of_row
        Which area stands for each row, shape (n,).
    area, site
        The pairs of areas and sites, sorted by area.
    """
    first = np.searchsorted(area, area_of_row, side="left")
    count = np.searchsorted(area, area_of_row, side="right") - first
    row = np.repeat(np.arange(len(area_of_row)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, site[np.repeat(first, count) + nth]


def _errors_to_all_but(share: float) -> float:
    """Return how many ``error_m`` hold all of a circular normal but this share."""
    return float(np.sqrt(np.log(1.0 / share) / np.log(20.0)))


def _classes(spread_m: Floats) -> list[Integers]:
    """Group facilities by the size of their error, so that one vague one widens no search."""
    size = np.floor(np.log2(np.maximum(spread_m, 1.0)))
    return [np.flatnonzero(size == value) for value in np.unique(size)]
