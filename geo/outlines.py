"""Footprints each in a plane of its own, and the boundary of what lies within a radius of them.

The plane is azimuthal equidistant around the footprint's middle: distances are stretched crosswise
by D^2 / 6 R^2 at a distance D from there, 4e-7 at 10 km and 1 in 24,000 at 100 km. Edges are
straight in longitude and latitude, as file formats mean them, to 4 cm at 60 degrees.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from geo.ellipsoid import GEOD, Floats, Integers
from geo.round_mass import Boundary

Shapes = npt.NDArray[np.object_]

_LONGEST_EDGE_DEG: Final = 0.01
_SAME_PLACE_M: Final = 1.0
FINENESS: Final = (16, 64, 256, 1024)
"""How many chords may stand for a quarter of a circle."""
_BULGE: Final = 0.02
_OVERSHOOT: Final = 1e-3
_MANY: Final = 64
_AREA: Final = 2
_LINE_OF_SIGHT: Final = 0.01


class Frames(NamedTuple):
    """Where local planes around stated places lie in the planes of footprints.

    Attributes
    ----------
    place_m
        East and north of the stated place in the footprint's plane, shape (n, 2).
    turn
        By how much a bearing is larger there, radians, shape (n,).
    """

    place_m: Floats
    turn: Floats

    def to_outline(self, local_m: Floats) -> Floats:
        """Return points of the local plane in that of the footprint, one per frame."""
        return self.place_m + _turned(local_m, self.turn)

    def to_local(self, outline_m: Floats) -> Floats:
        """Return points of the footprint's plane in the local one, one per frame."""
        return _turned(outline_m - self.place_m, -self.turn)


class Outlines:
    """Polygons in planes around their own middles.

    Parameters
    ----------
    polygons
        Polygons and multipolygons in EPSG:4326, none empty, shape (m,).

    Attributes
    ----------
    flat
        The polygons, in metres, shape (m,).
    size_m
        From the middle to the furthest corner, shape (m,).
    """

    def __init__(self, polygons: Shapes) -> None:
        polygons = polygons.copy()
        # before edges are cut, for GEOS drops lobes of what crosses itself there
        for row in np.flatnonzero(~shapely.is_valid(polygons)):
            polygons[row] = _mended(polygons[row])
        dense = shapely.segmentize(polygons, _LONGEST_EDGE_DEG)
        corners, owner = shapely.get_coordinates(dense, return_index=True)
        first = np.searchsorted(owner, np.arange(len(polygons)))
        middle = corners[first]
        seen, _ = _project(middle[owner], corners)
        # a corner served as the first middle, for a middle of bounds errs where 180 degrees cut
        half = (np.minimum.reduceat(seen, first) + np.maximum.reduceat(seen, first)) / 2.0
        bearing = np.degrees(np.arctan2(*half.T))
        x, y = middle.T
        longitude, latitude, _ = GEOD.fwd(x, y, bearing, np.hypot(*half.T))
        self._middle = np.column_stack([longitude, latitude])
        seen, _ = _project(self._middle[owner], corners)
        self.flat: Shapes = shapely.set_coordinates(dense, seen)
        self._known: dict[tuple[float, int, bytes], tuple[Boundary, Integers, Integers]] = {}
        self.size_m: Floats = np.maximum.reduceat(np.hypot(*seen.T), first)

    def frames(self, which: Integers, longitude: Floats, latitude: Floats) -> Frames:
        """Return where stated places lie in the planes of the footprints ``which``."""
        return Frames(*_project(self._middle[which], np.column_stack([longitude, latitude])))

    def distance_m(self, which: int, area: shapely.Geometry) -> float:
        """Return how far an area of EPSG:4326 lies from a footprint, 0 where they share a spot."""
        dense = shapely.segmentize(area, _LONGEST_EDGE_DEG)
        corners = shapely.get_coordinates(dense)
        seen, _ = _project(np.broadcast_to(self._middle[which], corners.shape), corners)
        return float(shapely.distance(shapely.set_coordinates(dense, seen), self.flat[which]))

    def surroundings(
        self, which: Integers, radius_m: float, fineness: int
    ) -> tuple[Boundary, Integers, Integers]:
        """Return the boundaries of what lies within a radius of footprints.

        Parameters
        ----------
        which
            Positions of footprints, shape (k,).
        radius_m
            The radius.
        fineness
            How many chords may stand for a quarter of a circle, of `FINENESS`.

        Returns
        -------
        boundary
            The segments, each with its bulge: how much further the distance from the footprint
            reaches.
        first, count
            Where those of each footprint begin and how many they are, shape (k,).

        Notes
        -----
        GEOS buffers a shape after filling dents shallower than a hundredth of the radius. Where
        that shows (measured as distance from the footprint), each edge is buffered by itself and
        all are united.
        """
        key = radius_m, fineness, which.tobytes()
        if key not in self._known:
            self._known[key] = self._surroundings(which, radius_m, fineness)
        return self._known[key]

    def _surroundings(
        self, which: Integers, radius_m: float, fineness: int
    ) -> tuple[Boundary, Integers, Integers]:
        flat = self.flat[which]
        zone = shapely.buffer(flat, radius_m, quad_segs=fineness)
        dented = np.flatnonzero(~_parts_are_convex(flat))
        edges, owner = shapely.get_coordinates(
            shapely.segmentize(zone[dented], radius_m * _LINE_OF_SIGHT), return_index=True
        )
        over = shapely.distance(shapely.points(edges), flat[dented][owner]) - radius_m
        limit = _OVERSHOOT * least_scale(radius_m, fineness)
        for row in dented[np.unique(owner[over > limit])]:
            zone[row] = _united(flat[row], zone[row], radius_m, fineness)
        return _boundary(zone, flat, radius_m)

    def samples(self, which: int, tolerance_m: float, radius_m: float) -> Floats:
        """Return points of a footprint, none of its others nearer by more than a tolerance.

        Parameters
        ----------
        which
            Position of the footprint.
        tolerance_m
            By how much the distance from anywhere near the radius may be too large.
        radius_m
            The radius asked about.

        Returns
        -------
        East and north in the footprint's plane, shape (k, 2).
        """
        flat = self.flat[which]
        outline = shapely.simplify(flat, tolerance_m / 2.0)
        if shapely.get_dimensions(flat) == _AREA:
            outline = shapely.boundary(outline)
        # seen from the radius, the middle between two points is further by w^2 / 8 r at the most
        spacing = np.sqrt(4.0 * radius_m * tolerance_m)
        points = np.unique(shapely.get_coordinates(shapely.segmentize(outline, spacing)), axis=0)
        west, south, east, north = shapely.bounds(flat)
        if min(east - west, north - south) > radius_m:
            x, y = np.meshgrid(
                *(np.arange(*ends, radius_m / 2.0) for ends in ((west, east), (south, north)))
            )
            inside = shapely.contains_xy(flat, x.ravel(), y.ravel())
            points = np.concatenate([points, np.column_stack([x.ravel(), y.ravel()])[inside]])
        return points


def fineness_for(scale_m: Floats, radius_m: float) -> Integers:
    """Return the coarsest of `FINENESS` that serves densities as narrow as ``scale_m``."""
    least = [-least_scale(radius_m, fineness) for fineness in FINENESS[:-1]]
    chosen: Integers = np.array(FINENESS)[np.searchsorted(least, -scale_m)]
    return chosen


def least_scale(radius_m: float, fineness: int) -> float:
    """Return how narrow a density such a boundary serves: its bulges stay below 0.02 of that."""
    return radius_m * (np.pi / (4.0 * fineness)) ** 2 / (2.0 * _BULGE)


def _project(middle: Floats, places: Floats) -> tuple[Floats, Floats]:
    """Return places in planes around middles, (n, 2), and by how much bearings are larger there."""
    there, back, away = GEOD.inv(*middle.T, *places.T)
    away = np.asarray(away)
    turn = np.radians(there)
    plane = np.column_stack([away * np.sin(turn), away * np.cos(turn)])
    larger = np.radians(np.asarray(there) + 180.0 - np.asarray(back))
    return plane, np.where(away < _SAME_PLACE_M, 0.0, larger)


def _turned(points: Floats, turn: Floats) -> Floats:
    """Return points whose bearings are larger by ``turn``."""
    east, north = points.T
    sine, cosine = np.sin(turn), np.cos(turn)
    return np.column_stack([east * cosine + north * sine, north * cosine - east * sine])


def _mended(shape: shapely.Geometry) -> shapely.Geometry:
    """Return an outline that crosses itself as the areas it surrounds, or as a line without any."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    flattest = shapely.get_dimensions(parts).max()
    return shapely.unary_union(parts[shapely.get_dimensions(parts) == flattest])


def _parts_are_convex(flat: Shapes) -> npt.NDArray[np.bool_]:
    parts, owner = shapely.get_parts(flat, return_index=True)
    short = shapely.area(shapely.convex_hull(parts)) - shapely.area(parts)
    dented = short > 1e-9 * shapely.area(shapely.convex_hull(parts))
    dented |= shapely.get_dimensions(parts) < _AREA
    convex = np.ones(len(flat), dtype=bool)
    convex[owner[dented]] = False
    return convex


def _united(
    flat: shapely.Geometry, rough: shapely.Geometry, radius_m: float, fineness: int
) -> shapely.Geometry:
    """Return what lies within the radius of a shape, edge by edge.

    Of many edges only those are taken that are the nearest to some spot along the rough boundary:
    what another could add lies between two such spots, a hundred-thousandth of the radius deep.
    """
    rings = shapely.get_rings(shapely.get_parts(flat))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    lines = shapely.linestrings(np.stack([corners[edge], corners[edge + 1]], axis=1))
    if len(lines) > _MANY:
        spots = shapely.get_coordinates(shapely.segmentize(rough, radius_m * _LINE_OF_SIGHT))
        _, near = shapely.STRtree(lines).query_nearest(shapely.points(spots))
        lines = lines[np.unique(near)]
    zone = shapely.buffer(shapely.multilinestrings(lines), radius_m, quad_segs=fineness)
    west, south, east, north = shapely.bounds(flat)
    # no spot inside a narrower shape is further than the radius from an edge
    return (
        zone
        if min(east - west, north - south) < 2.0 * radius_m
        else zone.union(shapely.make_valid(flat))
    )


def _boundary(zone: Shapes, flat: Shapes, radius_m: float) -> tuple[Boundary, Integers, Integers]:
    parts, owner = shapely.get_parts(zone, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    hole = np.r_[False, part[1:] == part[:-1]][: len(rings)]
    # what lies within is to the left of a counterclockwise outer ring, and of a clockwise hole
    wrong = shapely.is_ccw(rings) == hole
    reach = radius_m - shapely.distance(shapely.points(corners), flat[owner[part[ring]]])
    edge = np.flatnonzero((ring[1:] == ring[:-1]) & (corners[1:] != corners[:-1]).any(axis=1))
    start, end = edge + wrong[ring[edge]], edge + ~wrong[ring[edge]]
    middle = shapely.points((corners[edge] + corners[edge + 1]) / 2.0)
    of = owner[part[ring[edge]]]
    halfway = radius_m - shapely.distance(middle, flat[of])
    bulge = np.column_stack([reach[start], halfway, reach[end]])
    first = np.searchsorted(of, np.arange(len(zone)))
    count = np.bincount(of, minlength=len(zone))
    return Boundary(corners[start], corners[end], bulge), first, count
