"""How likely each incident fell within a radius of each site in its reach: the pairs behind flags.

Only incidents whose place says something at the radius come here; the others are cannot-tell for
every site alike (`geo.location.Location.vague`).
"""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.density import share_of_area
from geo.ellipsoid import Floats, Integers
from geo.existence import existed_then
from geo.location import Location
from geo.pairs import Pairs
from geo.probability import probability_within
from geo.reach import areas_in_reach, by_area_pairs, points_in_reach, site_errors

DOUBLED = 2.0


class Chances(NamedTuple):
    """Pairs of an incident and a site; arrays of one length, sorted by incident.

    Attributes
    ----------
    row, site
        Row positions of the incident and the facility.
    distance_m, bearing_deg
        Between the stated places; 0 and NaN where the site lies in the area that stands for the
        incident's place.
    p, p_doubled
        Probability that the incident lies within the radius, as stated and with both errors
        doubled.
    existed_then
        ``yes`` or ``unknown``; sites known not to have existed are left out.
    """

    row: Integers
    site: Integers
    distance_m: Floats
    bearing_deg: Floats
    p: Floats
    p_doubled: Floats
    existed_then: npt.NDArray[np.object_]


class AreaChances(NamedTuple):
    """The pairs of incidents whose place is an area, and what holds for any site together."""

    pairs: Chances
    rows: Integers
    any_: Floats
    any_doubled: Floats


def chances_by_point(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    location: Location,
    radius_m: float,
    *,
    spread: float = 1.0,
) -> Chances:
    """Return the pairs of incidents whose place is a point with an error.

    Parameters
    ----------
    incidents, facilities
        Canonical tables, EPSG:4326.
    location
        What `geo.location.locate` says of the incidents.
    radius_m
        The radius asked about.
    spread
        How many ``error_m`` of a normal, and of the sites, to reach beyond the radius (a disc ends
        at its own).
    """
    told = location.assessed & ~location.vague(radius_m)
    rows = np.flatnonzero(told & np.isin(location.model, ("normal", "disc")))
    own, model = location.error_m[rows], location.model[rows]
    reach = own * np.where(model == "disc", 1.0, spread)
    pairs = points_in_reach(incidents.iloc[rows], facilities, radius_m, reach, spread)
    then = existed_then(incidents, facilities, rows[pairs.left], pairs.right)
    stood = then != "no"
    pairs, then = pairs.take(stood), then[stood]
    theirs = site_errors(facilities)[pairs.right]
    p, doubled = (
        _by_model(pairs, model, factor * own, factor * theirs, radius_m)
        for factor in (1.0, DOUBLED)
    )
    return Chances(
        rows[pairs.left], pairs.right, pairs.distance_m, pairs.bearing_deg, p, doubled, then
    )


def chances_by_area(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    location: Location,
    radius_m: float,
    areas: gpd.GeoDataFrame | None,
) -> AreaChances:
    """Return the pairs of incidents whose place is an area small enough to say something.

    Parameters
    ----------
    incidents, facilities, location, radius_m
        As for `chances_by_point`.
    areas
        The polygons, by the row positions that ``location.area`` holds.

    Notes
    -----
    The work grows with the number of areas, not of incidents: incidents of one area with the same
    sites standing share their result.
    """
    told = location.assessed & ~location.vague(radius_m)
    rows = np.flatnonzero(told & (location.model == "area"))
    used, which = np.unique(location.area[rows], return_inverse=True)
    nothing = np.zeros(len(rows))
    if areas is None or not len(rows):
        empty = np.empty(0, dtype=np.int64)
        none = Chances(empty, empty, *(np.empty(0),) * 4, np.empty(0, dtype=object))
        return AreaChances(none, rows, nothing, nothing)
    found = areas_in_reach(areas.iloc[used], facilities, radius_m, 1.0)
    of, site = by_area_pairs(which, found.left, found.right)
    distance = _repeated(found, which, of, site)
    then = existed_then(incidents, facilities, rows[of], site)
    stood = then != "no"
    of, site, distance, then = of[stood], site[stood], distance[stood], then[stood]
    shares = [
        _shares(areas.geometry.iloc[used], facilities, which, of, site, radius_m, scale)
        for scale in (1.0, DOUBLED)
    ]
    (p, any_), (doubled, any_doubled) = shares
    bearing = np.full(len(of), np.nan)
    pairs = Chances(rows[of], site, distance, bearing, p, doubled, then)
    return AreaChances(pairs, rows, any_, any_doubled)


def _by_model(
    pairs: Pairs,
    model: npt.NDArray[np.object_],
    error_m: Floats,
    site_error_m: Floats,
    radius_m: float,
) -> Floats:
    p = np.empty(len(pairs.left))
    for name in ("normal", "disc"):
        these = model[pairs.left] == name
        p[these] = probability_within(
            pairs.distance_m[these],
            error_m[pairs.left[these]],
            radius_m,
            model=name,
            site_error_m=site_error_m[these],
        )
    return p


def _repeated(found: Pairs, which: Integers, of: Integers, site: Integers) -> Floats:
    """Return the distance from each incident's area to the site."""
    n_sites = int(found.right.max()) + 1 if len(found.right) else 1
    key = found.left * n_sites + found.right
    order = np.argsort(key)
    at = order[np.searchsorted(key[order], which[of] * n_sites + site)]
    return found.distance_m[at]


def _shares(
    shapes: gpd.GeoSeries,
    facilities: gpd.GeoDataFrame,
    which: Integers,
    of: Integers,
    site: Integers,
    radius_m: float,
    scale: float,
) -> tuple[Floats, Floats]:
    """Return the share of its area within the radius, per pair and per incident (of any site)."""
    p, any_ = np.zeros(len(of)), np.zeros(len(which))
    point = facilities.geometry.representative_point()
    longitude, latitude = point.x.to_numpy(), point.y.to_numpy()
    error = scale * site_errors(facilities)
    for area in range(len(shapes)):
        members = np.flatnonzero(which == area)
        mine = np.flatnonzero(which[of] == area)
        if not len(mine):
            continue
        near, column = np.unique(site[mine], return_inverse=True)
        stands = np.zeros((len(members), len(near)), dtype=bool)
        stands[np.searchsorted(members, of[mine]), column] = True
        patterns, pattern = np.unique(stands, axis=0, return_inverse=True)
        each = np.zeros(patterns.shape)
        together = np.zeros(len(patterns))
        for at, chosen in enumerate(patterns):
            sites = near[chosen]
            each[at, chosen], together[at] = share_of_area(
                shapes.iloc[[area]],
                longitude[sites],
                latitude[sites],
                error[sites],
                radius_m,
                scale=scale,
            )
        any_[members] = together[pattern.ravel()]
        p[mine] = each[pattern.ravel()[np.searchsorted(members, of[mine])], column]
    return p, any_
