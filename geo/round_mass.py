"""How much of a round density lies inside a boundary: the one integral behind footprints' chances.

A density that falls off alike in every direction holds, within an angle dt seen from its centre and
up to a distance s there, the share G(s) dt / 2 pi, with G(s) the share within s in all. Summed
along a closed boundary that is the share inside (Green's theorem).
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.ellipsoid import Floats, Integers
from geo.probability import probability_within
from geo.vocabulary import SIGMAS_PER_ERROR

# Beyond this many sigma a normal holds less than 1e-9.
_SIGMAS: Final = 6.5
# A third of a piece's nodes' spacing: four nodes over 1.5 sigma are right to 1e-7.
_PIECE_SIGMAS: Final = 1.5
_NODE, _WEIGHT = np.polynomial.legendre.leggauss(4)
_CELLS: Final = 512
_SEGMENTS_AT_ONCE: Final = 100_000


class Boundary(NamedTuple):
    """Straight segments around regions of a plane, each region's to the left; shape (n, ...).

    Attributes
    ----------
    start_m, end_m
        Shape (n, 2).
    bulge_m
        How far outside the segment the true boundary runs at its start, middle and end, (n, 3).
    """

    start_m: Floats
    end_m: Floats
    bulge_m: Floats


def mass_inside(
    boundary: Boundary,
    first: Integers,
    count: Integers,
    centre_m: Floats,
    sigma_m: Floats,
    disc_m: Floats,
) -> Floats:
    """Return which share of a round density lies inside a region, for many of both.

    Parameters
    ----------
    boundary
        The segments of all regions.
    first, count
        Which of them surround the region, shape (n,).
    centre_m
        The density's centre, in the region's plane, shape (n, 2).
    sigma_m, disc_m
        The density: a circular normal of ``sigma_m`` per axis, a disc of radius ``disc_m``, or
        that disc blurred by that normal; 0 for what has no part in it, but not both.

    Returns
    -------
    Shares, shape (n,). Their error is below 1e-5 beside that of the boundary: of the second order
    in its bulges, about 0.1 (bulge / sigma)^2.

    Notes
    -----
    Along a segment the angle has a closed form where nothing or everything of the density lies
    nearer to the centre, and so has a disc's share; between, Gauss-Legendre quadrature. To the
    first order a bulge adds its length times the density there.
    """
    share: Floats = np.zeros(len(first))
    for some in _batches(count):
        round_ = _Round(sigma_m[some], disc_m[some])
        share[some] = _mass(boundary, first[some], count[some], centre_m[some], round_)
    np.clip(share, 0.0, 1.0, out=share)
    return share


class _Round:
    """Densities by distance from their centre."""

    def __init__(self, sigma_m: Floats, disc_m: Floats) -> None:
        self.sigma, self.disc = sigma_m, disc_m
        self.inner = np.maximum(disc_m - _SIGMAS * sigma_m, 0.0)
        self.outer = disc_m + _SIGMAS * sigma_m
        blurred = np.flatnonzero((sigma_m > 0) & (disc_m > 0))
        kinds, kind = np.unique(
            np.column_stack([sigma_m[blurred], disc_m[blurred]]), axis=0, return_inverse=True
        )
        self._table = np.full(len(sigma_m), -1)
        self._table[blurred] = kind.ravel()
        self._within, self._density = _blurred_discs(kinds[:, 0], kinds[:, 1])

    def at(self, which: Integers, squared_m2: Floats) -> tuple[Floats, Floats]:
        """Return the share within a distance over its square, and the density there."""
        sigma = self.sigma[which]
        x = squared_m2 / (2.0 * sigma**2)
        # 0 / 0 at the centre itself, where the first is half of the second's pi
        ratio = np.where(x > 0, -np.expm1(-x) / np.maximum(x, 1e-300), 1.0)
        within, density = ratio / (2.0 * sigma**2), np.exp(-x) / (2.0 * np.pi * sigma**2)
        rows = np.flatnonzero(self._table[which] >= 0)
        if len(rows):
            kind, of = self._table[which[rows]], which[rows]
            step = (self.outer[of] - self.inner[of]) / _CELLS
            place = np.clip((np.sqrt(squared_m2[rows]) - self.inner[of]) / step, 0, _CELLS - 1e-9)
            cell = place.astype(np.int64)
            right = place - cell
            for values, table in ((within, self._within), (density, self._density)):
                values[rows] = (1 - right) * table[kind, cell] + right * table[kind, cell + 1]
        return within, density


def _blurred_discs(sigma: Floats, disc: Floats) -> tuple[Floats, Floats]:
    """Tabulate discs blurred by normals between their inner and outer radius.

    The density is that of the disc times the probability that a normal around the spot reaches
    into it; the share within a distance adds it up (Simpson's rule).
    """
    inner, outer = np.maximum(disc - _SIGMAS * sigma, 0.0), disc + _SIGMAS * sigma
    share = np.arange(2 * _CELLS + 1) / (2 * _CELLS)
    away = inner[:, None] + share * (outer - inner)[:, None]
    reached = probability_within(away, sigma[:, None] * SIGMAS_PER_ERROR, disc[:, None])
    density = reached / (np.pi * disc[:, None] ** 2)
    rim = 2.0 * np.pi * away * density
    step = (outer - inner)[:, None] / _CELLS
    added = step / 6.0 * (rim[:, :-2:2] + 4.0 * rim[:, 1::2] + rim[:, 2::2])
    begin = (inner / disc)[:, None] ** 2
    within = np.column_stack([begin, begin + np.cumsum(added, axis=1)])
    away, density = away[:, ::2], density[:, ::2]
    over_square = np.where(away > 0, within / np.maximum(away**2, 1e-300), np.pi * density)
    return over_square, density


def _mass(
    boundary: Boundary, first: Integers, count: Integers, centre: Floats, round_: _Round
) -> Floats:
    of = np.repeat(np.arange(len(first)), count)
    segment = np.arange(len(of)) + np.repeat(first - (np.cumsum(count) - count), count)
    start = boundary.start_m[segment] - centre[of]
    step = boundary.end_m[segment] - boundary.start_m[segment]
    length = np.hypot(*step.T)
    step /= length[:, None]
    # from the foot of the perpendicular: how far along the segment starts, how far off its line is
    begin = (start * step).sum(axis=1)
    off = start[:, 0] * step[:, 1] - start[:, 1] * step[:, 0]
    end = begin + length

    # cut at the foot, so that the distance from the centre only grows along a piece
    cut = (begin < 0) & (end > 0)
    row = np.r_[np.arange(len(of)), np.flatnonzero(cut)]
    low = np.r_[np.where(cut, 0.0, np.minimum(np.abs(begin), np.abs(end))), np.zeros(cut.sum())]
    high = np.r_[np.where(cut, end, np.maximum(np.abs(begin), np.abs(end))), -begin[cut]]
    onward = np.r_[end > 0, np.zeros(cut.sum(), dtype=bool)]
    of, off = of[row], off[row]
    span = _Bulges(boundary.bulge_m[segment[row]], begin[row], length[row], onward)

    inner = np.clip(np.sqrt(np.maximum(round_.inner[of] ** 2 - off**2, 0.0)), low, high)
    outer = np.clip(np.sqrt(np.maximum(round_.outer[of] ** 2 - off**2, 0.0)), low, high)
    angle = np.arctan2(high, np.abs(off)) - np.arctan2(outer, np.abs(off))
    total = np.zeros(len(first))
    total += np.bincount(of, np.sign(off) * angle / (2.0 * np.pi), len(first))

    rows = np.flatnonzero(inner > low)
    in_disc = np.pi * round_.disc[of[rows]] ** 2
    length_in = inner[rows] - low[rows]
    bulge = span.mean(rows, low[rows], inner[rows])
    total += np.bincount(of[rows], length_in * (off[rows] / 2.0 + bulge) / in_disc, len(first))

    rows = np.flatnonzero(outer > inner)
    wide, far = outer[rows] - inner[rows], np.hypot(outer[rows], off[rows])
    sigma = round_.sigma[of[rows]]
    pieces = np.ceil(wide * outer[rows] / far / (_PIECE_SIGMAS * sigma)).astype(np.int64)
    pieces = np.maximum(pieces, 1)
    piece = np.repeat(np.arange(len(rows)), pieces)
    nth = np.arange(len(piece)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    rows, wide = rows[piece], (wide / pieces)[piece]
    left = inner[rows] + nth * wide
    for node, weight in zip(_NODE, _WEIGHT, strict=True):
        along = left + wide * (node + 1.0) / 2.0
        within, density = round_.at(of[rows], along**2 + off[rows] ** 2)
        value = off[rows] * within / (2.0 * np.pi) + density * span.at(rows, along)
        total += np.bincount(of[rows], wide * weight / 2.0 * value, len(first))
    return total


class _Bulges(NamedTuple):
    """The bulge along each piece: the parabola through those of its segment."""

    bulge_m: Floats
    begin: Floats
    length: Floats
    onward: npt.NDArray[np.bool_]

    def at(self, rows: Integers, along: Floats) -> Floats:
        signed = np.where(self.onward[rows], along, -along)
        share = (signed - self.begin[rows]) / self.length[rows]
        start, middle, end = self.bulge_m[rows].T
        bulge: Floats = (1 - share) * (1 - 2 * share) * start + share * (2 * share - 1) * end
        bulge += 4 * share * (1 - share) * middle
        return bulge

    def mean(self, rows: Integers, low: Floats, high: Floats) -> Floats:
        """Return the mean over a part of each piece (Simpson's rule, exact for a parabola)."""
        ends = self.at(rows, low) + self.at(rows, high)
        mean: Floats = (ends + 4.0 * self.at(rows, (low + high) / 2.0)) / 6.0
        return mean


def _batches(count: Integers) -> Iterator[Integers]:
    """Yield runs of rows with about so many segments together."""
    rows = np.flatnonzero(count)
    if len(rows):
        batch = np.cumsum(count[rows]) // _SEGMENTS_AT_ONCE
        yield from np.split(rows, np.flatnonzero(np.diff(batch)) + 1)
