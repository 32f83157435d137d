"""The probability that a strike fell within reach of any site at all: of the union of their discs.

Sites share the incident's one location error, so their probabilities neither add up nor multiply:
for six buildings of one campus the sum may say 0.53, independence 0.42, and the truth is 0.13. The
union is therefore integrated over where the incident may have happened.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.clusters import touching
from geo.ellipsoid import Floats, Integers
from geo.extents import Extents, bent, chance_at, points_only, spread_out
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
_CELLS_AT_ONCE: Final = 100_000
_EVERY: Final = 29
_SPARED: Final = 2e-4
_LEAST_SCALE_M: Final = 1e-3


class Sites(NamedTuple):
    """Sites in reach of stated places, one entry per place and site, grouped by place.

    Attributes
    ----------
    place
        Which place, ascending, 0 to n - 1 (a place may have none).
    east_m, north_m
        From the stated place to the site, metres; to the middle of a footprint.
    error_m
        The site's own 95 % radius.
    """

    place: Integers
    east_m: Floats
    north_m: Floats
    error_m: Floats


def probability_near_any(
    sites: Sites,
    error_m: Floats,
    radius_m: float,
    *,
    model: str = "normal",
    extents: Extents | None = None,
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
    extents
        What is to be known of footprints among the sites; without it all are points.

    Returns
    -------
    Shape (n,), absolute error at most 0.002.

    Notes
    -----
    ``p_any`` is the mean of ``1 - prod(1 - q_j(x))`` over where the incident may have happened,
    q_j the probability that site j, given its own error, lies within the radius of x. The mean is
    taken over 10,946 points of a sunflower (Fibonacci) lattice mapped to the incident's density;
    nothing is drawn at random. Sites whose discs do not touch, their blurred edges included, cannot
    both be within the radius: groups of sites that hang together add up, and a site alone has the
    probability of `probability_within`, a footprint that of `geo.footprint_chances`. The distance
    from x to a footprint is that to points along its outline, so close that it errs by a few
    thousandths of the errors' spread; where a site's error is large beside the radius and its
    footprint too, q_j is integrated instead (`geo.extents`).

    Examples
    --------
    >>> twins = Sites(np.array([0, 0]), np.zeros(2), np.zeros(2), np.full(2, 1e-6))
    >>> probability_near_any(twins, np.array([600.0]), 500.0).round(3).tolist()
    [0.875]
    """
    n = len(error_m)
    if extents is None:
        away = np.hypot(sites.east_m, sites.north_m)
        own = error_m[sites.place]
        extents = points_only(
            probability_within(away, own, radius_m, model=model, site_error_m=sites.error_m)
        )
    single = extents.p
    largest, total = np.zeros(n), np.bincount(sites.place, single, n)
    np.maximum.at(largest, sites.place, single)
    result = largest.copy()
    open_places = (total - largest > _SETTLED) & (largest < 1.0 - _SETTLED)
    used = np.flatnonzero(open_places[sites.place])
    spare = _spare(sites.place[used], single[used])
    used, dropped = used[~spare], used[spare]
    result[open_places] = 0.0
    result += 0.5 * np.bincount(sites.place[dropped], single[dropped], n)
    reach = radius_m + _EDGE_SIGMAS / SIGMAS_PER_ERROR * sites.error_m[used]
    reach += extents.size_m()[used]
    group = touching(sites.place[used], sites.east_m[used], sites.north_m[used], reach)
    by_group = np.argsort(group, kind="stable")
    used, group = used[by_group], group[by_group]
    scale = np.maximum(error_m / SIGMAS_PER_ERROR if model == "normal" else error_m, _LEAST_SCALE_M)
    together = _of_groups(
        sites._replace(**{name: column[used] for name, column in sites._asdict().items()}),
        extents.take(used),
        group,
        scale[sites.place[used]],
        radius_m,
        _LATTICES[model],
    )
    first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]][: len(group)])
    result += np.bincount(sites.place[used[first]], together, n)
    return np.clip(result, largest, np.minimum(total, 1.0))


def _spare(place: Integers, single: Floats) -> npt.NDArray[np.bool_]:
    """Say which sites of each place are together too improbable to matter."""
    order = np.lexsort((single, place))
    sums = np.cumsum(single[order])
    starts = np.flatnonzero(np.r_[True, np.diff(place) != 0][: len(place)])
    before = np.repeat(np.r_[0.0, sums][starts], np.diff(np.r_[starts, len(place)]))
    spare = np.empty(len(place), dtype=bool)
    spare[order] = sums - before <= _SPARED
    return spare


def _of_groups(
    sites: Sites,
    extents: Extents,
    group: Integers,
    unit: Floats,
    radius_m: float,
    lattice: Floats,
) -> Floats:
    """Return for each group of sites, entry by entry in order, the probability of their union."""
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]][: len(group)])
    if not len(starts):
        return np.empty(0)
    size = np.diff(np.r_[starts, len(group)])
    single = extents.p
    largest, total = np.maximum.reduceat(single, starts), np.add.reduceat(single, starts)
    result = np.where(size == 1, largest, (largest + np.minimum(total, 1.0)) / 2.0)
    todo = np.flatnonzero((size > 1) & (np.minimum(total, 1.0) - largest > _SPARED))
    # those of one size side by side, so that their nth sites can be taken all at once
    todo = todo[np.argsort(-size[todo], kind="stable")]
    table, row = _edge_table(sites.error_m, radius_m)
    blurred = _Blurred(sites, extents, lattice, unit, radius_m, table.of(row))
    for some in np.array_split(todo, 1 + len(todo) * len(lattice) // _CELLS_AT_ONCE):
        if len(some):
            result[some] = 1.0 - _missed(lattice, starts[some], size[some], blurred)
    return result


def near_any_of_points(
    points_m: Floats,
    sites_m: Floats,
    error_m: Floats,
    radius_m: float,
    *,
    extents: Extents | None = None,
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
    extents
        What is to be known of footprints among the sites (``p`` plays no part).

    Returns
    -------
    each
        The probability per site, shape (s,).
    any_
        That of the union.
    """
    if not len(sites_m):
        return np.empty(0), 0.0
    extents = extents or points_only(np.zeros(len(sites_m)))
    table, row = _edge_table(error_m, radius_m)
    rows = table.of(row)
    sigma = np.maximum(error_m / SIGMAS_PER_ERROR, _LEAST_SCALE_M)
    exact = bent(extents, sigma, np.hypot(sigma, points_m.std(axis=0).max()), radius_m)
    each, missed = np.zeros(len(sites_m)), 0.0
    for block in np.array_split(points_m, 1 + points_m.shape[0] * len(sites_m) // _CELLS_AT_ONCE):
        reached = rows.look_up(_squared(block, sites_m))
        for nth in np.flatnonzero(extents.outline >= 0).tolist():
            own = float(sigma[nth])
            reached[nth] = chance_at(
                extents, nth, sites_m[nth], block, own, radius_m, exact=bool(exact[nth])
            )
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


_LATTICES: Final = {model: _lattice(model) for model in ("normal", "disc")}


class _Blurred:
    """Sites and how their own errors blur the edge of what lies within the radius of them."""

    def __init__(
        self,
        sites: Sites,
        extents: Extents,
        lattice: Floats,
        unit: Floats,
        radius_m: float,
        edges: _Edges,
    ) -> None:
        self.unit, self.edges = unit, edges
        self._middle = np.column_stack([sites.east_m, sites.north_m])
        self._sigma = np.maximum(sites.error_m / SIGMAS_PER_ERROR, _LEAST_SCALE_M)
        self._extents, self._radius_m = extents, radius_m
        scale = np.hypot(self._sigma, unit)
        self.bent = bent(extents, self._sigma, scale, radius_m)
        sampled = (extents.outline >= 0) & ~self.bent
        spots = lattice[::_EVERY], unit
        self.points = spread_out(self._middle, extents, sampled, scale, radius_m, spots)

    def chance(self, nth: int, lattice: Floats) -> Floats:
        """Return how likely a bent footprint is within the radius of each point of a lattice."""
        spots, middle = lattice * self.unit[nth], self._middle[nth]
        sigma = float(self._sigma[nth])
        return chance_at(self._extents, nth, middle, spots, sigma, self._radius_m, exact=True)


def _missed(lattice: Floats, starts: Integers, size: Integers, blurred: _Blurred) -> Floats:
    """Return, per group, largest first, the probability that none of its sites is within reach.

    The bin of the edge's table is linear in the squared distance. Single precision moves an edge by
    a millionth of its radius; no product of matrices, whose rounding depends on what else is asked.
    """
    x, y = lattice.T.astype(np.float32)
    square = (lattice**2).sum(axis=1).astype(np.float32)
    edges, points = blurred.edges, blurred.points
    values = (1.0 - edges.values).astype(np.float32)
    missed = np.ones((len(starts), len(lattice)), dtype=np.float32)

    def bins_of(at: Integers, point: Integers) -> npt.NDArray[np.float32]:
        per, unit = edges.per_bin[at], blurred.unit[at]
        east, north = points.east_m[point], points.north_m[point]
        per_unit = per * unit
        constant = per * (east**2 + north**2 - edges.low[at])
        bins = _column(per_unit * unit) * square
        bins += _column(-2.0 * per_unit * east) * x
        bins += _column(-2.0 * per_unit * north) * y
        bins += _column(constant)
        return np.asarray(bins, dtype=np.float32)

    for nth in range(int(size[0])):
        at = starts[size > nth] + nth
        bins = bins_of(at, points.first[at])
        for more in range(1, int(points.number[at].max())):
            rows = np.flatnonzero(points.number[at] > more)
            nearer = np.minimum(bins[rows], bins_of(at[rows], points.first[at[rows]] + more))
            bins[rows] = nearer
        np.clip(bins, 0, _BINS - 1, out=bins)
        cells = bins.astype(np.int32)
        cells += (edges.row[at] * _BINS).astype(np.int32)[:, None]
        left = values.take(cells)
        for row in np.flatnonzero(blurred.bent[at]):
            left[row] = 1.0 - blurred.chance(int(at[row]), lattice)
        missed[: len(at)] *= left
    chance: Floats = missed.mean(axis=1, dtype=np.float64)
    return chance


def _column(values: Floats) -> npt.NDArray[np.float32]:
    return values.astype(np.float32)[:, None]


def _squared(points: Floats, sites: Floats) -> Floats:
    """Return squared distances, shape (sites, points)."""
    squared = sites @ points.T
    squared *= -2.0
    squared += (points**2).sum(axis=1)
    squared += (sites**2).sum(axis=1)[:, None]
    return squared
