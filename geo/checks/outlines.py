"""Which outline a point lies in, and how far from one it is, in metres.

Distances are geodesic to the nearest point of the outline. That point is found in a plane scaled
by the cosine of the latitude (one band per degree): right to well under 1 % within some 100 km,
good for "about how far" beyond.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

BOUNDARY_TOLERANCE_M: Final = 2_000.0
"""How far the outlines may be from the truth: Natural Earth 1:10m (see the design, 5.3)."""

CLEARLY_OUTSIDE_M: Final = 10_000.0
"""From here on a point is so far outside its country that a mend may be looked for.

Nearer, a right point of a border district and a wrong one look alike, and some exchange of axes or
sign falls back inside by chance (all three so found among 8,584 real incidents).
"""

_GEOD: Final = pyproj.Geod(ellps="WGS84")
_NARROWEST: Final = 0.01  # cosine of the latitude next to a pole
_NEAR_ANTIMERIDIAN_DEG: Final = 150.0
_METRES_PER_DEGREE: Final = 110_000.0  # a little less than of latitude, so that boxes are wide

Floats = npt.NDArray[np.float64]


def geodesic_m(lon1: Floats, lat1: Floats, lon2: Floats, lat2: Floats) -> Floats:
    """Return geodesic distances in metres on WGS 84 (Karney 2013); null for null."""
    known = np.isfinite(lon1) & np.isfinite(lat1) & np.isfinite(lon2) & np.isfinite(lat2)
    distance_m = np.full(len(lon1), np.nan)
    if known.any():
        ends = (lon1[known], lat1[known], lon2[known], lat2[known])
        distance_m[known] = _GEOD.inv(*ends)[2]
    return distance_m


def contains(shapes: npt.NDArray[np.object_], longitude: Floats, latitude: Floats) -> npt.NDArray:  # type: ignore[type-arg]
    """Return pairs (shape number, point number) where the point lies in the shape, shape (2, k)."""
    tree = shapely.STRtree(shapely.points(longitude, latitude))
    # The shapes are the query, since only the query is prepared: few shapes, many points.
    return np.asarray(tree.query(shapes, predicate="intersects"))


def distance_to_m(shapes: npt.NDArray[np.object_], longitude: Floats, latitude: Floats) -> Floats:
    """Return the distance from each point to the nearest of the shapes; 0 inside.

    Parameters
    ----------
    shapes
        Polygons in degrees, shape (m,).
    longitude, latitude
        Degrees, shape (n,).

    Returns
    -------
    Metres, shape (n,); null where the point is null.
    """
    distance_m = np.full(len(longitude), np.nan)
    known = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    if not len(known):
        return distance_m
    distance_m[known] = np.inf
    distance_m[known[np.unique(contains(shapes, longitude[known], latitude[known])[1])]] = 0.0
    outside = known[np.isinf(distance_m[known])]
    parts = shapely.get_parts(shapes)
    boxes = shapely.bounds(parts)
    for band in np.unique(np.rint(latitude[outside])):
        here = outside[np.rint(latitude[outside]) == band]
        scale = max(float(np.cos(np.radians(band))), _NARROWEST)
        for turn in (0.0, -360.0, 360.0):
            some = (
                here[longitude[here] * np.sign(turn) <= -_NEAR_ANTIMERIDIAN_DEG] if turn else here
            )
            if len(some):
                at = longitude[some], latitude[some], turn, scale
                reach_m = _reach(parts[_perhaps_nearest(boxes, *at)], *at)
                distance_m[some] = np.minimum(distance_m[some], reach_m)
    return distance_m


def _perhaps_nearest(
    boxes: Floats, longitude: Floats, latitude: Floats, turn: float, scale: float
) -> npt.NDArray[np.bool_]:
    """Return which parts, by the boxes around them, may be the nearest to any of the points.

    No part lies nearer than its box, and none farther than the far corner of it.
    """
    x, y = ((longitude + turn) * scale)[:, None], latitude[:, None]
    west, south, east, north = (boxes * [scale, 1.0, scale, 1.0]).T
    least = np.hypot(
        np.maximum(np.maximum(west - x, x - east), 0.0),
        np.maximum(np.maximum(south - y, y - north), 0.0),
    )
    most = np.hypot(
        np.maximum(np.abs(x - west), np.abs(x - east)),
        np.maximum(np.abs(y - south), np.abs(y - north)),
    )
    return np.asarray((least <= most.min(axis=1, keepdims=True)).any(axis=0))


def _reach(
    parts: npt.NDArray[np.object_],
    longitude: Floats,
    latitude: Floats,
    turn: float,
    scale: float,
) -> Floats:
    whole = shapely.transform(shapely.multipolygons(parts), lambda xy: xy * [scale, 1.0])
    points = shapely.points((longitude + turn) * scale, latitude)
    near = shapely.get_point(shapely.shortest_line(points, whole), 1)
    near_longitude = np.asarray(shapely.get_x(near)) / scale - turn
    return geodesic_m(longitude, latitude, near_longitude, np.asarray(shapely.get_y(near)))


class Outlines:
    """Named outlines: countries by ISO 3166-1 alpha-3, or one area that stands for all of them."""

    def __init__(self, table: gpd.GeoDataFrame, code_column: str = "country") -> None:
        table = table[table[code_column].notna() & table.geometry.notna()]
        self.codes = table[code_column].to_numpy(dtype=object)
        self.shapes = table.geometry.to_numpy()
        names = table["name"] if "name" in table else table[code_column]
        self.names = dict(zip(self.codes, names.fillna(table[code_column]), strict=True))

    def name(self, code: object) -> str:
        """Return the outline's name in words."""
        return str(self.names.get(code, code))

    def at(self, longitude: Floats, latitude: Floats) -> npt.NDArray[np.object_]:
        """Return the code of an outline each point lies in; None where it lies in none."""
        code = np.full(len(longitude), None, dtype=object)
        known = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
        shape, place = contains(self.shapes, longitude[known], latitude[known])
        code[known[place]] = self.codes[shape]
        return code

    def outside_m(
        self, longitude: Floats, latitude: Floats, codes: npt.NDArray[np.object_]
    ) -> Floats:
        """Return how far each point lies outside the outline of its own code.

        Returns
        -------
        Metres, shape (n,): 0 inside, null where the point or the code is unknown.
        """
        distance_m = np.full(len(longitude), np.nan)
        for code in {code for code in codes if code in self.names}:
            own = codes == code
            shapes = self.shapes[self.codes == code]
            distance_m[own] = distance_to_m(shapes, longitude[own], latitude[own])
        return distance_m

    def reaches(
        self,
        longitude: Floats,
        latitude: Floats,
        codes: npt.NDArray[np.object_],
        tolerance_m: float = BOUNDARY_TOLERANCE_M,
    ) -> npt.NDArray[np.bool_]:
        """Whether each point lies in the outline of its own code, or no farther than the tolerance.

        Cheaper than `outside_m`: what lies beyond the box around an outline is not measured.
        """
        reaches = np.zeros(len(longitude), dtype=bool)
        for code in {code for code in codes if code in self.names}:
            shapes = self.shapes[self.codes == code]
            west, south, east, north = shapely.total_bounds(shapes)
            dy = tolerance_m / _METRES_PER_DEGREE
            dx = dy / max(float(np.cos(np.radians(max(abs(south), abs(north))))), _NARROWEST)
            wraps = west <= -_NEAR_ANTIMERIDIAN_DEG or east >= _NEAR_ANTIMERIDIAN_DEG
            near = (codes == code) & (latitude >= south - dy) & (latitude <= north + dy)
            if not wraps:
                near &= (longitude >= west - dx) & (longitude <= east + dx)
            at = np.flatnonzero(near)
            if len(at):
                reaches[at] = distance_to_m(shapes, longitude[at], latitude[at]) <= tolerance_m
        return reaches
