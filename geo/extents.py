"""Footprints among the sites of a union: how likely each is within reach of a given spot."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from scipy.interpolate import RectBivariateSpline
from scipy.spatial.distance import cdist

from geo.ellipsoid import Floats, Integers
from geo.outlines import Frames, Outlines, fineness_for
from geo.probability import probability_within
from geo.round_mass import mass_inside
from geo.vocabulary import SIGMAS_PER_ERROR

_FAR_SIGMAS: Final = 6.0
_BENT: Final = 1e-3
_TOLERANCE: Final = 3e-3
_GRID_SIGMAS: Final = 0.5
_LEAST: Final = 4


class Extents(NamedTuple):
    """What `geo.union.Sites` leaves out of footprints; one entry per place and site, as there.

    Attributes
    ----------
    p
        The probability of each site alone.
    outline
        Which of the outlines, -1 for a point.
    turn
        By how much bearings are larger in the outline's plane, radians. ``east_m`` and ``north_m``
        of `Sites` lead to that plane's middle.
    outlines
        The footprints.
    """

    p: Floats
    outline: Integers
    turn: Floats
    outlines: Outlines

    def take(self, entries: Integers) -> "Extents":
        """Return some of the entries."""
        return self._replace(
            p=self.p[entries], outline=self.outline[entries], turn=self.turn[entries]
        )

    def size_m(self) -> Floats:
        """Return from each site's middle to its furthest corner; 0 for a point."""
        size = np.zeros(len(self.outline))
        area = self.outline >= 0
        size[area] = self.outlines.size_m[self.outline[area]]
        return size


class Samples(NamedTuple):
    """The points that stand for each site: footprints by samples, points by themselves.

    Attributes
    ----------
    first, number
        Where those of each site begin and how many they are.
    east_m, north_m
        In the plane of the site's place.
    """

    first: Integers
    number: Integers
    east_m: Floats
    north_m: Floats


def points_only(p: Floats) -> Extents:
    """Return the extents of sites that are all points, by the probability of each alone."""
    n = len(p)
    none = Outlines(np.empty(0, dtype=object))
    return Extents(p, np.full(n, -1), np.zeros(n), none)


def spread_out(
    middle_m: Floats,
    extents: Extents,
    sampled: npt.NDArray[np.bool_],
    scale_m: Floats,
    radius_m: float,
    spots: tuple[Floats, Floats],
) -> Samples:
    """Return points that stand for sites, so close that the distance errs by little.

    Parameters
    ----------
    middle_m
        East and north of the sites, shape (n, 2).
    extents
        Of the same sites.
    sampled
        For which of them more points than the middle are wanted, shape (n,).
    scale_m
        Per axis, the spread of the difference between incident and site, shape (n,): points are
        taken so close that the distance errs by three thousandths of it.
    radius_m
        The radius asked about.
    spots
        Where the distance is wanted: some spots spread over a unit, shape (p, 2), and how large
        the unit is for each site, metres. Points that are the nearest to none are left out.
    """
    spot, unit = spots
    level = np.floor(np.log2(_TOLERANCE * scale_m))
    known: dict[tuple[int, float], Floats] = {}
    parts = np.split(middle_m, np.arange(1, len(middle_m)))
    for nth in np.flatnonzero(sampled):
        key = outline, tolerance = int(extents.outline[nth]), float(2.0 ** level[nth])
        if key not in known:
            known[key] = extents.outlines.samples(outline, tolerance, radius_m)
        points = frame(middle_m[nth], extents.turn[nth]).to_local(known[key])
        nearest = cdist(spot * unit[nth], points, "sqeuclidean").argmin(axis=1)
        parts[nth] = points[np.unique(nearest)]
    count = np.array([len(part) for part in parts], dtype=np.int64)
    return Samples(np.cumsum(count) - count, count, *np.concatenate(parts).T)


def frame(middle_m: Floats, turn: float) -> Frames:
    """Return where the local plane lies in that of a footprint whose middle lies there in it."""
    unmoved = Frames(np.zeros(2), np.array(turn))
    return Frames(-unmoved.to_outline(middle_m[None])[0], np.array(turn))


def bent(
    extents: Extents, sigma_m: Floats, scale_m: Floats, radius_m: float
) -> npt.NDArray[np.bool_]:
    """Say for which footprints the distance alone does not tell how likely they are within reach.

    By the distance from a spot to the footprint a site's error blurs an edge as round as the
    radius. The footprint's own edge may be as straight as a wall: that moves it by sigma^2 / 2 r at
    the most, less the smaller the footprint, and p by that times the density across it.
    """
    size = extents.size_m()
    moved = sigma_m**2 / 2.0 * size / (radius_m * (radius_m + size))
    is_bent: npt.NDArray[np.bool_] = 0.4 * moved > _BENT * np.maximum(scale_m, sigma_m)
    return is_bent & (size > 0)


def chance_at(
    extents: Extents,
    nth: int,
    middle_m: Floats,
    points_m: Floats,
    sigma_m: float,
    radius_m: float,
    *,
    exact: bool,
) -> Floats:
    """Return how likely one footprint lies within the radius of each of many spots.

    Parameters
    ----------
    extents, nth
        The footprints, and the entry asked about.
    middle_m
        Its middle in the plane of the spots, shape (2,).
    points_m
        The spots, shape (p, 2).
    sigma_m
        The site's own error, per axis, above zero.
    radius_m
        The radius asked about.
    exact
        Whether to integrate over where the footprint may be, rather than go by the distance.
    """
    outline = int(extents.outline[nth])
    spots = frame(middle_m, extents.turn[nth]).to_outline(points_m)
    flat = extents.outlines.flat[outline]
    shapely.prepare(flat)
    if exact:
        return _integrated(extents.outlines, outline, spots, sigma_m, radius_m)
    away = shapely.distance(flat, shapely.points(spots))
    return probability_within(away, sigma_m * SIGMAS_PER_ERROR, radius_m)


def _integrated(
    outlines: Outlines, outline: int, spots: Floats, sigma_m: float, radius_m: float
) -> Floats:
    """Return how likely a footprint lies within the radius of spots, its error a normal.

    That changes over no less than the error: where a grid of half of it has fewer spots, those
    are asked and splines put between (right to 4e-4 at any one, far closer on average).
    """
    low, high = spots.min(axis=0), spots.max(axis=0)
    steps = np.maximum(np.ceil((high - low) / (_GRID_SIGMAS * sigma_m)).astype(np.int64), _LEAST)
    if np.prod(steps + 1.0) < len(spots):
        x, y = (np.linspace(*ends) for ends in zip(low, high, steps + 1, strict=True))
        grid = np.column_stack([axis.ravel() for axis in np.meshgrid(x, y, indexing="ij")])
        values = _integrated(outlines, outline, grid, sigma_m, radius_m).reshape(len(x), len(y))
        between: Floats = RectBivariateSpline(x, y, values).ev(*spots.T)
        return np.clip(between, 0.0, 1.0, out=between)
    away = shapely.distance(outlines.flat[outline], shapely.points(spots))
    chance = np.where(away <= radius_m, 1.0, 0.0)
    edge = np.flatnonzero(np.abs(away - radius_m) < _FAR_SIGMAS * sigma_m)
    fineness = int(fineness_for(np.array([sigma_m]), radius_m)[0])
    boundary, first, count = outlines.surroundings(np.array([outline]), radius_m, fineness)
    n = len(edge)
    chance[edge] = mass_inside(
        boundary,
        np.repeat(first, n),
        np.repeat(count, n),
        spots[edge],
        np.full(n, sigma_m),
        np.zeros(n),
    )
    return chance
