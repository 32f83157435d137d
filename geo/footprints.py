"""Distances from points to footprints: polygons and multipolygons, holes included.

The distance is 0 inside, else geodesic to the nearest point of the boundary. Edges are straight in
longitude and latitude, as the OGC standards read them; a geodesic between the same corners runs
elsewhere (5 mm off the middle of a 500 m edge at 45 degrees, 0.8 m off a 5 km edge at 60). A
footprint across the antimeridian may be cut there into a multipolygon, or run beyond 180 degrees.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from geo.ellipsoid import (
    E2,
    EQUATORIAL_M,
    Floats,
    Integers,
    earth_centred,
    geodesics,
    longest_chord,
    longest_geodesic,
    shortest_geodesic,
)
from geo.pairs import Pairs, batches, expand, join

# Pieces short enough that none turns by more than a degree, so that a foot is found by bisection.
_LONGEST_PIECE_M = 5_000.0
_WIDEST_PIECE_DEG = 0.5
_LENGTH_CLASS = 4.0
_STEPS = 60
_STEP_DONE_M = 1e-5
_FULL_TURN_DEG = 360.0


class Footprints:
    """Polygons, their boundaries cut into short pieces and indexed in Earth-centred coordinates.

    Parameters
    ----------
    polygons
        Polygons and multipolygons in EPSG:4326, none empty, shape (m,).
    """

    def __init__(self, polygons: npt.NDArray[np.object_]) -> None:
        self._polygons = polygons
        self._areas = shapely.STRtree(polygons)
        self._owner, self._start, self._end = _pieces(polygons)
        middle = (self._start + self._end) / 2.0
        centre = earth_centred(middle[:, 0], middle[:, 1])
        # The way along a piece outgrows its chord by less than 1 in 1000 at half a degree's turn.
        reach = 1.001 * np.maximum(
            np.linalg.norm(centre - earth_centred(*self._start.T), axis=1),
            np.linalg.norm(centre - earth_centred(*self._end.T), axis=1),
        )
        self._reach = reach + 1e-5
        size = np.floor(np.emath.logn(_LENGTH_CLASS, np.maximum(reach, 1.0)).real)
        self._classes = [np.flatnonzero(size == value) for value in np.unique(size)]
        self._trees = [cKDTree(centre[rows]) for rows in self._classes]
        _, first = np.unique(self._owner, return_index=True)
        self._corners = self._start[first]

    def within(self, longitude: Floats, latitude: Floats, radius_m: Floats) -> Pairs:
        """Return every pair of point and footprint at most ``radius_m`` apart.

        Parameters
        ----------
        longitude, latitude
            Degrees, shape (n,).
        radius_m
            Metres, shape (n,).

        Returns
        -------
        Pairs of (point, footprint); the bearing leads to the nearest point of the boundary.
        """
        inside = self._inside(longitude, latitude)
        known = inside.left * len(self._polygons) + inside.right
        start = earth_centred(longitude, latitude)
        found = [inside]
        for rows, pieces, chord in self._candidates(start, radius_m):
            outside = ~np.isin(rows * len(self._polygons) + self._owner[pieces], known)
            rows, pieces, chord = rows[outside], pieces[outside], chord[outside]  # noqa: PLW2901
            keep = self._could_be_nearest(rows, pieces, chord)
            pairs = self._nearest_of_pieces(longitude, latitude, rows[keep], pieces[keep])
            found.append(pairs.take(pairs.distance_m <= radius_m[pairs.left]))
        return join(found)

    def nearest(self, longitude: Floats, latitude: Floats, k: int) -> Pairs:
        """Return the ``k`` nearest footprints of each point and perhaps some more, by distance.

        No footprint is further off than its own first corner, so the k-th nearest corner bounds
        the search.
        """
        tree = cKDTree(earth_centred(*self._corners.T))
        k = min(k, tree.n)
        _, corner = tree.query(earth_centred(longitude, latitude), k=k, workers=-1)
        corner = corner.reshape(len(longitude), k)
        way, _ = geodesics(
            np.repeat(longitude, k),
            np.repeat(latitude, k),
            self._corners[corner.ravel(), 0],
            self._corners[corner.ravel(), 1],
        )
        bound = way.reshape(len(longitude), k).max(axis=1)
        # a micrometre, so that a bound of exactly its own distance survives rounding
        return self.within(longitude, latitude, bound + 1e-6)

    def _inside(self, longitude: Floats, latitude: Floats) -> Pairs:
        west, _, east, _ = shapely.total_bounds(self._polygons)
        found = []
        for turn in (-_FULL_TURN_DEG, 0.0, _FULL_TURN_DEG):
            seen = np.flatnonzero((longitude + turn >= west) & (longitude + turn <= east))
            points = shapely.points(longitude[seen] + turn, latitude[seen])
            rows, polygons = self._areas.query(points, predicate="intersects")
            found.append(np.column_stack([seen[rows], polygons]))
        pairs = np.unique(np.concatenate(found), axis=0)
        return Pairs(pairs[:, 0], pairs[:, 1], np.zeros(len(pairs)), np.full(len(pairs), np.nan))

    def _candidates(
        self, start: Floats, radius_m: Floats
    ) -> Iterator[tuple[Integers, Integers, Floats]]:
        """Yield (point, piece, chord to the piece's middle) of all that could be in reach.

        All pieces of one point come in one batch, so that they can be compared.
        """
        chords = [longest_chord(radius_m) + self._reach[pieces].max() for pieces in self._classes]
        counts = [
            tree.query_ball_point(start, chord, return_length=True, workers=-1)
            for tree, chord in zip(self._trees, chords, strict=True)
        ]
        for rows in batches(np.sum(counts, axis=0)):
            points, pieces = [], []
            for tree, members, chord, count in zip(
                self._trees, self._classes, chords, counts, strict=True
            ):
                lists = tree.query_ball_point(start[rows], chord[rows])
                near, piece = expand(rows, lists, count[rows])
                points.append(near)
                pieces.append(members[piece])
            point, piece = np.concatenate(points), np.concatenate(pieces)
            middle = (self._start[piece] + self._end[piece]) / 2.0
            gap = start[point] - earth_centred(middle[:, 0], middle[:, 1])
            yield point, piece, np.linalg.norm(gap, axis=1)

    def _could_be_nearest(
        self, rows: Integers, pieces: Integers, chord: Floats
    ) -> npt.NDArray[np.bool_]:
        """Tell which pieces could hold the nearest boundary point of their footprint."""
        reach = self._reach[pieces]
        _, pair = np.unique(rows * len(self._polygons) + self._owner[pieces], return_inverse=True)
        best = np.full(pair.max(initial=-1) + 1, np.inf)
        np.minimum.at(best, pair, longest_geodesic(chord + reach))
        could: npt.NDArray[np.bool_] = (
            shortest_geodesic(np.maximum(chord - reach, 0.0)) <= best[pair]
        )
        return could

    def _nearest_of_pieces(
        self, longitude: Floats, latitude: Floats, rows: Integers, pieces: Integers
    ) -> Pairs:
        distance, bearing = _to_pieces(
            longitude[rows], latitude[rows], self._start[pieces], self._end[pieces]
        )
        owner = self._owner[pieces]
        order = np.lexsort((distance, owner, rows))
        rows, owner = rows[order], owner[order]
        first = np.r_[True, (rows[1:] != rows[:-1]) | (owner[1:] != owner[:-1])][: len(rows)]
        chosen = order[first]
        return Pairs(rows[first], owner[first], distance[chosen], bearing[chosen])


def _pieces(polygons: npt.NDArray[np.object_]) -> tuple[Integers, Floats, Floats]:
    """Cut all boundaries into short pieces: the polygon of each, and its two ends in degrees."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    start, end = corners[edge], corners[edge + 1]
    phi = np.radians(np.clip(np.minimum(np.abs(start[:, 1]), np.abs(end[:, 1])), 0.0, 90.0))
    step = np.radians(end - start)
    length = EQUATORIAL_M * np.hypot(step[:, 0] * np.cos(phi), step[:, 1])
    turn = np.abs(end[:, 0] - start[:, 0])
    cuts = np.ceil(np.maximum(length / _LONGEST_PIECE_M, turn / _WIDEST_PIECE_DEG))
    cuts = np.maximum(cuts, 1.0).astype(np.int64)
    which = np.repeat(np.arange(len(edge)), cuts)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(cuts) - cuts, cuts)
    share = (nth / cuts[which])[:, None], ((nth + 1) / cuts[which])[:, None]
    first = start[which] + share[0] * (end - start)[which]
    last = np.where(share[1] == 1.0, end[which], start[which] + share[1] * (end - start)[which])
    return owner[part[ring[edge[which]]]], first, last


def _to_pieces(
    longitude: Floats, latitude: Floats, start: Floats, end: Floats
) -> tuple[Floats, Floats]:
    """Return the least geodesic distance to each piece, and the bearing there.

    The foot is where the way to the point stands square to the piece: found by stepping to the
    foot of the local plane, held between bounds that bisection keeps closing.
    """
    span = end - start
    distance, bearing = geodesics(longitude, latitude, *start.T)
    other, towards = geodesics(longitude, latitude, *end.T)
    nearer = other < distance
    distance, bearing = np.where(nearer, other, distance), np.where(nearer, towards, bearing)

    low, high = np.zeros(len(start)), np.ones(len(start))
    share = np.full(len(start), 0.5)
    todo = np.arange(len(start))
    for step in range(_STEPS):
        if not len(todo):
            break
        here = start[todo] + share[todo, None] * span[todo]
        way, back = geodesics(here[:, 0], here[:, 1], longitude[todo], latitude[todo])
        east, north = _metres_per_degree(here[:, 1])
        along_e, along_n = span[todo, 0] * east, span[todo, 1] * north
        square = np.maximum(along_e**2 + along_n**2, 1e-18)
        angle = np.radians(np.nan_to_num(back))
        # how far along the piece, as a share of it, the plane's foot lies from here
        ahead = way * (along_e * np.sin(angle) + along_n * np.cos(angle)) / square
        low[todo] = np.where(ahead > 0, share[todo], low[todo])
        high[todo] = np.where(ahead > 0, high[todo], share[todo])
        wanted = share[todo] + ahead
        halve = (wanted <= low[todo]) | (wanted >= high[todo]) | (step % 3 == 2)  # noqa: PLR2004
        following = np.where(halve, (low[todo] + high[todo]) / 2.0, wanted)
        moved = np.abs(following - share[todo]) * np.sqrt(square)
        share[todo] = following
        todo = todo[moved > _STEP_DONE_M]
    foot = start + share[:, None] * span
    least, square_on = geodesics(longitude, latitude, foot[:, 0], foot[:, 1])
    better = least < distance
    return np.where(better, least, distance), np.where(better, square_on, bearing)


def _metres_per_degree(latitude: Floats) -> tuple[Floats, Floats]:
    """Return how many metres a degree of longitude and one of latitude are there."""
    phi = np.radians(latitude)
    squashed = 1.0 - E2 * np.sin(phi) ** 2
    east = EQUATORIAL_M * np.cos(phi) / np.sqrt(squashed)
    north = EQUATORIAL_M * (1.0 - E2) / squashed**1.5
    return np.radians(east), np.radians(north)
