"""Which sites an incident could concern: candidates by distance, radius and both errors."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.ellipsoid import Floats, Integers
from geo.existence import existed_then, has_dates, nearest_that_may_have_existed
from geo.location import Location
from geo.outlines import Outlines
from geo.pairs import Pairs, join
from geo.places import column, polygons_of
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
    incidents: gpd.GeoDataFrame | gpd.GeoSeries,
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
        pairs = pairs_within(
            incidents.geometry, facilities.geometry.iloc[rows], reach, bearing=bearing
        )
        pairs = pairs._replace(right=rows[pairs.right])
        exact = radius_m + spread_m[pairs.left] + spread[pairs.right]
        found.append(pairs.take(pairs.distance_m <= exact))
    return join(found)


def areas_in_reach(
    areas: gpd.GeoSeries, facilities: gpd.GeoDataFrame, radius_m: float, site_spread: float
) -> Pairs:
    """Return the pairs of area (left) and facility (right) within the radius and its spread.

    The distance is 0 where they share a spot, else that between the two nearest, to 1 part in
    24,000 for footprints; the bearing is null.
    """
    reach = radius_m + site_spread * site_errors(facilities)
    points = facilities.geometry.representative_point()
    polygons, outline = polygons_of(facilities, np.arange(len(facilities)))
    outlines = Outlines(polygons)
    # from a point of a footprint to its furthest corner is twice that from its middle at the most
    wider = reach + 2.0 * np.r_[outlines.size_m, 0.0][outline]
    pairs = pairs_within(points, areas, wider, bearing=False)
    apart = np.flatnonzero((pairs.distance_m > 0) & (outline[pairs.left] >= 0))
    for nth in apart:
        area = areas.iloc[[pairs.right[nth]]].to_crs(facilities.crs).array[0]
        pairs.distance_m[nth] = outlines.distance_m(int(outline[pairs.left[nth]]), area)
    pairs = pairs.take(pairs.distance_m <= reach[pairs.left])
    return pairs._replace(left=pairs.right, right=pairs.left).ordered()


def least_radius_in_reach(
    incidents: gpd.GeoDataFrame,
    location: Location,
    facilities: gpd.GeoDataFrame,
    rows: Integers,
    widest_m: float,
    areas: gpd.GeoDataFrame | None,
) -> Floats:
    """Return from which radius on incidents could lie within it of any facility at all.

    At a smaller one the probability to lie near *any* of them, all taken together, is below 0.001:
    half of it for the incident to lie further from its stated place than allowed for here, half
    for any of the sites to, however many there are. Whatever is further apart than the radius and
    both allowances is then out of reach. One nearest facility per stated place is looked up, never
    all of them.

    Parameters
    ----------
    incidents, facilities
        Canonical tables, EPSG:4326.
    location
        What `geo.location.locate` says of the incidents.
    rows
        Row positions of the incidents asked about, shape (n,).
    widest_m
        The largest radius of interest; for areas nothing is looked up beyond it.
    areas
        The polygons, by the row positions that ``location.area`` holds.

    Returns
    -------
    Metres, shape (n,), below zero for places within both allowances; infinite where there is no
    facility, where an area lies beyond ``widest_m``, and where nothing is known of the place.
    """
    least = np.full(len(rows), np.inf)
    facilities = _places_and_dates(facilities)
    allowance = _errors_to_all_but(NEGLIGIBLE / 2 / max(len(facilities), 1))
    site_spread = allowance * site_errors(facilities)
    by_point = np.flatnonzero(np.isin(location.model[rows], ("normal", "disc")))
    points = _places_and_dates(incidents.iloc[rows[by_point]])
    disc = location.model[rows[by_point]] == "disc"
    own = location.error_m[rows[by_point]]
    spread = own * np.where(disc, 1.0, _errors_to_all_but(NEGLIGIBLE / 2))
    for members in _classes(site_spread) if len(points) else []:
        pairs = nearest_that_may_have_existed(points, facilities.iloc[members])
        beyond = pairs.distance_m - spread[pairs.left] - site_spread[members].max()
        np.minimum.at(least, by_point[pairs.left], beyond)
    by_area = np.flatnonzero(location.model[rows] == "area")
    if areas is not None and len(by_area):
        used, which = np.unique(location.area[rows[by_area]], return_inverse=True)
        pairs = areas_in_reach(areas.geometry.iloc[used], facilities, widest_m, allowance)
        at, nth = by_place_pairs(which, pairs.left)
        site = pairs.right[nth]
        beyond = pairs.distance_m[nth] - site_spread[site]
        if has_dates(facilities):
            then = existed_then(incidents, facilities, rows[by_area[at]], site)
            beyond = np.where(then == "no", np.inf, beyond)
        np.minimum.at(least, by_area[at], beyond)
    return least


def shared_places(
    incidents: gpd.GeoDataFrame, location: Location, rows: Integers
) -> tuple[Integers, Integers]:
    """Return which incidents share one stated point, known equally well.

    Parameters
    ----------
    incidents, location
        As for `least_radius_in_reach`.
    rows
        Row positions of incidents whose place is a point with an error, shape (n,).

    Returns
    -------
    first
        Positions in ``rows`` of the first on each place, shape (p,).
    place
        Which place each is on, shape (n,).
    """
    points = incidents.geometry.iloc[rows]
    key = np.column_stack(
        [points.x, points.y, location.error_m[rows], location.model[rows] == "disc"]
    ).astype(float)
    _, first, place = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return first, place.ravel()


def by_place_pairs(place_of_row: Integers, place: Integers) -> tuple[Integers, Integers]:
    """Return the pairs of rows from those of the places (or areas) that they stand on.

    Parameters
    ----------
    place_of_row
        Which place each row is on, shape (n,).
    place
        That of each pair, ascending.

    Returns
    -------
    row, nth
        Every row with every pair of its place, by position, sorted.
    """
    first = np.searchsorted(place, place_of_row, side="left")
    count = np.searchsorted(place, place_of_row, side="right") - first
    row = np.repeat(np.arange(len(place_of_row)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, np.repeat(first, count) + nth


def _places_and_dates(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what reach depends on, so that no choice of rows copies every column."""
    names = ("error_m", "exists_from", "exists_until", "date_start", "date_end")
    return table[[*(name for name in names if name in table), table.geometry.name]]


def _errors_to_all_but(share: float) -> float:
    """Return how many ``error_m`` hold all of a circular normal but this share."""
    return float(np.sqrt(np.log(1.0 / share) / np.log(20.0)))


def _classes(spread_m: Floats) -> list[Integers]:
    """Group facilities by the size of their error, so that one vague one widens no search."""
    size = np.floor(np.log2(np.maximum(spread_m, 1.0)))
    return [np.flatnonzero(size == value) for value in np.unique(size)]
