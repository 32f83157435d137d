"""An index of points by strips of latitude, ordered within each strip by longitude.

Everything within a radius of a place lies in a few strips, and in each of them in one run of
neighbours: an index of two sorted columns, searched and read in order. The runs hold every point
within the radius and a quarter to a half more; nothing is lost, whatever the latitude.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.ellipsoid import E2, EQUATORIAL_M, Floats, Integers

# The smallest radius of curvature of a meridian: no geodesic gains latitude faster.
_LEAST_MERIDIAN_M: Final = EQUATORIAL_M * (1.0 - E2)
_COLUMN_BITS: Final = 32
_COLUMNS: Final = 1 << _COLUMN_BITS
_PER_DEGREE: Final = _COLUMNS / 360.0
_LEAST_STRIP_DEG: Final = 180.0 / (1 << 22)
# Rounding of degrees stays far below this; so does that of the bounds.
_SLACK_DEG: Final = 1e-9
_POLE_DEG: Final = 90.0
_NEARLY_ROUND_DEG: Final = 179.0


Mask = npt.NDArray[np.bool_]


class Runs(NamedTuple):
    """Runs of neighbours in an index: rows ``first`` to ``last`` (exclusive) for a query row."""

    query: Integers
    first: Integers
    last: Integers


class Strips:
    """Points in strips of latitude.

    Parameters
    ----------
    longitude, latitude
        Degrees, shape (n,).
    radius_m
        Of the searches meant; others are answered too, only slower.

    Attributes
    ----------
    order
        The row of each point of the index, shape (n,).
    """

    def __init__(self, longitude: Floats, latitude: Floats, radius_m: float) -> None:
        height = np.degrees(min(radius_m, EQUATORIAL_M * 4.0) / _LEAST_MERIDIAN_M)
        self._height = float(np.clip(height, _LEAST_STRIP_DEG, 2.0 * _POLE_DEG))
        key = self._strip(latitude) << _COLUMN_BITS
        key |= np.clip(_columns(longitude), 0, _COLUMNS - 1).astype(np.int64)
        self.order = np.argsort(key)
        self._key = key[self.order]

    def near(self, longitude: Floats, latitude: Floats, radius_m: Floats) -> Runs:
        """Return runs that hold every point within ``radius_m`` of each place.

        Parameters
        ----------
        longitude, latitude
            Degrees, shape (q,).
        radius_m
            Metres along the ellipsoid, shape (q,).

        Notes
        -----
        A path no longer than r stays within r / R of its start in latitude, R the least radius of
        curvature of a meridian. Where it stays, between the latitudes it can reach, a step of
        (dphi, dlambda) is at least as long as on a plane with R dphi and a cos(phi_most) dlambda;
        so no point lies beyond the circle on that plane.
        """
        reach = np.degrees(np.minimum(radius_m, 4.0 * EQUATORIAL_M) / _LEAST_MERIDIAN_M)
        south, north = latitude - reach - _SLACK_DEG, latitude + reach + _SLACK_DEG
        lowest = self._strip(np.maximum(south, -_POLE_DEG))
        count = self._strip(np.minimum(north, _POLE_DEG)) - lowest + 1
        query = np.repeat(np.arange(len(count)), count)
        strip = np.repeat(lowest, count)
        strip += np.arange(len(query)) - np.repeat(np.cumsum(count) - count, count)

        phi = latitude[query]
        bottom = strip * self._height - _POLE_DEG
        gap = np.maximum(bottom - phi, phi - (bottom + self._height)) - _SLACK_DEG
        rest = np.sqrt(np.maximum(reach[query] ** 2 - np.maximum(gap, 0.0) ** 2, 0.0))
        most = np.minimum(np.abs(latitude) + reach + _SLACK_DEG, _POLE_DEG)
        shrunk = np.maximum(np.cos(np.radians(most)), 1e-12)
        aside = (1.0 - E2) * rest / shrunk[query] + _SLACK_DEG
        whole = (aside >= _NEARLY_ROUND_DEG) | (most[query] >= _POLE_DEG)
        column = _columns(longitude)[query]
        width = np.where(whole, float(_COLUMNS), aside * _PER_DEGREE + 1.0)
        return self._runs(query, strip, np.floor(column - width), np.ceil(column + width), whole)

    def _runs(
        self, query: Integers, strip: Integers, west: Floats, east: Floats, whole: Mask
    ) -> Runs:
        """Return the runs between columns, cut in two where they cross 180 degrees."""
        everyone = np.ones(len(query), dtype=bool)
        beyond_west, beyond_east = ~whole & (west < 0), ~whole & (east >= _COLUMNS)
        wraps = [
            (everyone, west, east),
            (beyond_west, west + _COLUMNS, np.full_like(west, _COLUMNS)),
            (beyond_east, np.zeros_like(east), east - _COLUMNS),
        ]
        parts = []
        for chosen, from_, to in wraps:
            base = strip[chosen] << _COLUMN_BITS
            low = np.clip(from_[chosen], 0, _COLUMNS - 1).astype(np.int64)
            high = np.clip(to[chosen], 0, _COLUMNS - 1).astype(np.int64)
            first = np.searchsorted(self._key, base | low, side="left")
            last = np.searchsorted(self._key, base | high, side="right")
            parts.append((query[chosen], first, last))
        query, first, last = (np.concatenate(column) for column in zip(*parts, strict=True))
        some = last > first
        return Runs(query[some], first[some], last[some])

    def _strip(self, latitude: Floats) -> Integers:
        strips: Integers = np.floor((latitude + _POLE_DEG) / self._height).astype(np.int64)
        return strips


def _columns(longitude: Floats) -> Floats:
    """Return longitudes as columns of the index, 0 to 2^32, not yet whole."""
    columns: Floats = ((longitude + 180.0) % 360.0) * _PER_DEGREE
    return columns
