"""The probability that a strike fell within reach of any site at all: of the union of their discs.

Sites share the incident's one location error, so their probabilities neither add up nor multiply:
for six buildings of one campus the sum may say 0.53, independence 0.42, and the truth is 0.13. The
union is therefore integrated over where the incident may have happened.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.ellipsoid import Floats, Integers
from geo.probability import probability_within
from geo.vocabulary import SIGMAS_PER_ERROR

# A Fibonacci number: the sunflower's points then spread most evenly over every part of a disc.
_POINTS: Final = 10946
_GOLDEN_TURN: Final = np.pi * (3.0 - np.sqrt(5.0))
UNION_ERROR: Final = 2e-3
"""Largest absolute error of a probability from here (tests hold it to that)."""
_SETTLED: Final = 5e-4
_BINS: Final = 1024
_EDGE_SIGMAS: Final = 6.0
_LEAST_SIGMA: Final = 1e-4
_RATIO_STEP: Final = 0.005
_PAIRS_AT_ONCE: Final = 200
_CELLS_AT_ONCE: Final = 50_000
_LEAST_SCALE_M: Final = 1e-3


class Sites(NamedTuple):
    """Sites in reach of stated places, one entry per place and site, grouped by place.

    Attributes
    ----------
    place
        Which place, ascending, 0 to n - 1 (a place may have none).
    east_m, north_m
        From the stated place to the site, metres.
    error_m
        The site's own 95 % radius.
    """

    place: Integers
    east_m: Floats
    north_m: Floats
    error_m: Floats


def probability_near_any(
    sites: Sites, error_m: Floats, radius_m: float, *, model: str = "normal"
) -> Floats:
    """Return for each place the probability that its incident lies within reach of any site.

    Parameters
    ----------
    sites
        The sites in reach.
    error_m
        Of each place, shape (n,): the 95 % radius of a ``normal``, the radius of a ``disc``.
    radius_m
        The radius asked about.
    model
        ``normal`` or ``disc``.

    Returns
    -------
    Shape (n,), absolute error at most 0.002.

    Notes
    -----
    ``p_any`` is the mean of ``1 - prod(1 - q_j(x))`` over where the incident may have happened,
    q_j the probability that site j, given its own error, lies within the radius of x. The mean is
    taken over 10,946 points of a sunflower (Fibonacci) lattice mapped to the incident's density;
    nothing is drawn at random. With one site in reach, or one that decides, the closed form of
    `probability_within` is given.

    Examples
    --------
    >>> twins = Sites(np.array([0, 0]), np.zeros(2), np.zeros(2), np.full(2, 1e-6))
    >>> probability_near_any(twins, np.array([600.0]), 500.0).round(3).tolist()
    [0.875]
    """
    n = len(error_m)
    single = probability_within(
        np.hypot(sites.east_m, sites.north_m),
        error_m[sites.place],
        radius_m,
        model=model,
        site_error_m=sites.error_m,
    )
    largest, total = np.zeros(n), np.bincount(sites.place, single, n)
    np.maximum.at(largest, sites.place, single)
    result = largest.copy()
    open_places = (total - largest > _SETTLED) & (largest < 1.0 - _SETTLED)
    scale = error_m / SIGMAS_PER_ERROR if model == "normal" else error_m
    scale = np.maximum(scale, _LEAST_SCALE_M)
    lattice = _lattice(model)
    used = np.flatnonzero(open_places[sites.place])
    table, row = _edge_table(sites.error_m[used], radius_m)
    for batch in _place_batches(sites.place[used]):
        chosen = used[batch]
        place = sites.place[chosen]
        unit = scale[place]
        offsets = np.column_stack([sites.east_m[chosen], sites.north_m[chosen]]) / unit[:, None]
        missed = _missed(lattice, place, offsets, unit, table.of(row[batch]))
        where = np.unique(place)
        result[where] = 1.0 - missed
    return np.clip(result, largest, np.minimum(total, 1.0))


def near_any_of_points(
    points_m: Floats, sites_m: Floats, error_m: Floats, radius_m: float
) -> tuple[Floats, float]:
    """Return the same for one place given as points spread evenly over it (an area).

    Parameters
    ----------
    points_m, sites_m
        East and north in metres in one local plane, shapes (p, 2) and (s, 2).
    error_m
        The sites' own 95 % radii, shape (s,).
    radius_m
        The radius asked about.

    Returns
    -------
    each
        The probability per site, shape (s,).
    any_
        That of the union.
    """
    if not len(sites_m):
        return np.empty(0), 0.0
    table, row = _edge_table(error_m, radius_m)
    rows = table.of(row)
    each, missed = np.zeros(len(sites_m)), 0.0
    for block in np.array_split(points_m, 1 + points_m.shape[0] * len(sites_m) // _CELLS_AT_ONCE):
        reached = rows.look_up(_squared(block, sites_m))
        each += reached.sum(axis=1)
        missed += float(np.prod(1.0 - reached, axis=0).sum())
    return each / len(points_m), 1.0 - missed / len(points_m)


class _Edges(NamedTuple):
    """Tables of the probability to lie within the radius of a site, by squared distance."""

    values: Floats
    low: Floats
    per_bin: Floats
    row: Integers

    def of(self, row: Integers) -> "_Edges":
        return self._replace(row=row, low=self.low[row], per_bin=self.per_bin[row])

    def look_up(self, squared_m2: Floats) -> Floats:
        """Look up one row of squared distances per table row chosen by `of`."""
        squared_m2 -= self.low[:, None]
        squared_m2 *= self.per_bin[:, None]
        np.clip(squared_m2, 0, _BINS - 1, out=squared_m2)
        bins = squared_m2.astype(np.int32)
        bins += (self.row * _BINS).astype(np.int32)[:, None]
        return self.values.take(bins)


def _edge_table(error_m: Floats, radius_m: float) -> tuple[_Edges, Integers]:
    """Tabulate, per distinct site error, how a disc of uncertain centre fades out at its edge.

    Errors are rounded to half a percent first, so that their number stays bounded.
    """
    ratio = np.maximum(error_m / SIGMAS_PER_ERROR / radius_m, _LEAST_SIGMA)
    rounded, row = np.unique(np.rint(np.log(ratio) / _RATIO_STEP), return_inverse=True)
    sigma = np.exp(rounded * _RATIO_STEP) * radius_m
    low = np.maximum(radius_m - _EDGE_SIGMAS * sigma, 0.0) ** 2
    width = ((radius_m + _EDGE_SIGMAS * sigma) ** 2 - low) / _BINS
    middle = np.sqrt(low[:, None] + width[:, None] * (np.arange(_BINS) + 0.5))
    values = probability_within(middle, sigma[:, None] * SIGMAS_PER_ERROR, radius_m)
    return _Edges(values.ravel(), low, 1.0 / width, np.arange(len(sigma))), row


def _lattice(model: str) -> Floats:
    """Return the sunflower's points for a unit normal or a unit disc, shape (p, 2)."""
    nth = np.arange(_POINTS)
    share = (nth + 0.5) / _POINTS
    away = np.sqrt(-2.0 * np.log1p(-share)) if model == "normal" else np.sqrt(share)
    turn = nth * _GOLDEN_TURN
    return np.column_stack([away * np.sin(turn), away * np.cos(turn)])


def _place_batches(place: Integers) -> list[npt.NDArray[np.int64]]:
    """Split entries grouped by place into batches of whole places."""
    if not len(place):
        return []
    starts = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    batch = starts // _PAIRS_AT_ONCE
    cuts = starts[1:][np.diff(batch) > 0]
    return np.split(np.arange(len(place)), cuts)


def _missed(
    lattice: Floats, place: Integers, offsets: Floats, unit: Floats, edges: _Edges
) -> Floats:
    """Return, per distinct place, the probability that no site is within the radius."""
    starts = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    total = np.zeros(len(starts))
    for block in np.array_split(lattice, 1 + len(lattice) * len(place) // _CELLS_AT_ONCE):
        squared = _squared(block, offsets)
        squared *= (unit**2)[:, None]
        reached = edges.look_up(squared)
        total += np.multiply.reduceat(1.0 - reached, starts, axis=0).sum(axis=1)
    return total / len(lattice)


def _squared(points: Floats, sites: Floats) -> Floats:
    """Return squared distances, shape (sites, points)."""
    squared = sites @ points.T
    squared *= -2.0
    squared += (points**2).sum(axis=1)
    squared += (sites**2).sum(axis=1)[:, None]
    return squared
