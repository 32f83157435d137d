"""Points spread evenly over an area, to integrate over where an incident may have happened."""

from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Proj

from geo.ellipsoid import Floats, geodesics
from geo.extents import Extents
from geo.location import EQUAL_AREA, equal_area
from geo.outlines import Outlines, Shapes
from geo.union import near_any_of_points

_POINTS: Final = 10_946
_MOST_TRIED: Final = 1_000_000
# The two-dimensional golden ratio (Roberts 2018): an even, deterministic cover of a rectangle.
_PLASTIC: Final = np.array([0.7548776662466927, 0.5698402909980532])


def share_of_area(
    area: gpd.GeoSeries,
    sites: Shapes,
    error_m: Floats,
    radius_m: float,
    *,
    scale: float = 1.0,
) -> tuple[Floats, float]:
    """Return which share of an area lies within a radius of each site, and of any of them.

    Parameters
    ----------
    area
        One polygon or multipolygon, any CRS.
    sites
        Points and footprints, EPSG:4326, shape (s,).
    error_m
        The sites' own 95 % radii, shape (s,).
    radius_m
        The radius asked about.
    scale
        How many times as far from its middle to put every spot of the area (2 for a doubled error).

    Returns
    -------
    each
        Shape (s,), absolute error about 0.002.
    any_
        The share within the radius of at least one site.

    Notes
    -----
    About 11,000 points of a lattice that is even in an equal-area plane, each set beside the whole
    of a footprint; distances in the azimuthal equidistant plane around the area, fit for areas of
    some tens of kilometres. Larger ones are too vague for any radius in use
    (`geo.location.Location.vague`).
    """
    points = _even_points(equal_area(area).iloc[0])
    x, y = Proj(EQUAL_AREA)(points[:, 0], points[:, 1], inverse=True)
    origin = np.array([x[0]]), np.array([y[0]])
    spots = _plane(*origin, np.asarray(x), np.asarray(y))
    middle = spots.mean(axis=0)
    spots = middle + scale * (spots - middle)
    is_polygon = shapely.get_dimensions(sites) > 0
    outlines = Outlines(sites[is_polygon])
    outline = np.where(is_polygon, np.cumsum(is_polygon) - 1, -1)
    which = outline[is_polygon]
    frames = outlines.frames(which, *(np.repeat(at, len(which)) for at in origin))
    place, turn = np.zeros((len(sites), 2)), np.zeros(len(sites))
    place[is_polygon] = frames.to_local(np.zeros((len(which), 2)))
    turn[is_polygon] = frames.turn
    points = sites[~is_polygon]
    place[~is_polygon] = _plane(*origin, shapely.get_x(points), shapely.get_y(points))
    extents = Extents(np.zeros(len(sites)), outline, turn, outlines)
    return near_any_of_points(spots, place, error_m, radius_m, extents=extents)


def _even_points(polygon: shapely.Geometry) -> Floats:
    """Return points inside a polygon of an equal-area plane, shape (p, 2).

    Each part is covered in its own rectangle, so that neither the sea between islands nor a cut
    along the antimeridian uses the points up.
    """
    parts = shapely.get_parts(polygon)
    west, south, east, north = shapely.bounds(parts).T
    tried = _POINTS * np.cumsum((east - west) * (north - south)) / polygon.area
    ends = np.rint(tried * min(1.0, _MOST_TRIED / tried[-1])).astype(int)
    part = np.repeat(np.arange(len(parts)), np.diff(ends, prepend=0))
    unit = (0.5 + np.arange(1, 1 + len(part))[:, None] * _PLASTIC) % 1.0
    corner, size = np.column_stack([west, south]), np.column_stack([east - west, north - south])
    points: Floats = corner[part] + unit * size[part]
    shapely.prepare(parts)
    points = points[shapely.contains_xy(parts[part], points[:, 0], points[:, 1])]
    if not len(points):
        point = polygon.representative_point()
        points = np.array([[point.x, point.y]])
    return points


def _plane(longitude0: Floats, latitude0: Floats, longitude: Floats, latitude: Floats) -> Floats:
    """Return east and north in metres, azimuthal equidistant around one place, shape (n, 2)."""
    n = len(longitude)
    away, bearing = geodesics(
        np.repeat(longitude0, n), np.repeat(latitude0, n), longitude, latitude
    )
    turn = np.radians(np.nan_to_num(bearing))
    plane: Floats = np.column_stack([away * np.sin(turn), away * np.cos(turn)])
    return plane
