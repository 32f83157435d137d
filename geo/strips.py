"""An index of points by strips of latitude, ordered within each strip by longitude.

Everything within a radius of a place lies in a few strips, and in each of them in one run of
neighbours, which `geo.kernels.collect` reads in order. The runs hold every point within the radius
and a quarter to a half more; nothing is lost, whatever the latitude.
"""

from typing import Final

import numpy as np

from geo.ellipsoid import E2, EQUATORIAL_M, Floats, Integers, earth_centred
from geo.kernels import COLUMNS, PER_DEGREE, POLE_DEG

# The smallest radius of curvature of a meridian: no geodesic gains latitude faster.
_LEAST_MERIDIAN_M: Final = EQUATORIAL_M * (1.0 - E2)
_COLUMN_BITS: Final = 32
_LEAST_STRIP_DEG: Final = 180.0 / (1 << 22)
_STRIPS_PER_POINT: Final = 4
_LEAST_STRIPS: Final = 64


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
    height_deg
        Of a strip.
    start
        Where each strip begins, and at last where the last one ends.
    rows
        The row of each point in the order of the index, shape (n,).
    columns
        Its whole column, ascending within a strip, shape (n,).
    places
        Its Earth-centred coordinates in metres, one after the other, shape (3n,).
    """

    def __init__(self, longitude: Floats, latitude: Floats, radius_m: float) -> None:
        n = len(longitude)
        thinnest = 2.0 * POLE_DEG / max(_STRIPS_PER_POINT * n, _LEAST_STRIPS)
        height = max(float(reach_deg(radius_m)), thinnest, _LEAST_STRIP_DEG)
        self.height_deg = min(height, 2.0 * POLE_DEG)
        strip = np.floor((latitude + POLE_DEG) / self.height_deg).astype(np.int64)
        column = np.clip(columns(longitude), 0, COLUMNS - 1).astype(np.int64)
        self.rows: Integers = np.argsort((strip << _COLUMN_BITS) | column)
        self.columns: Integers = column[self.rows]
        strips = int(2.0 * POLE_DEG / self.height_deg) + 1
        self.start: Integers = np.zeros(strips + 1, dtype=np.int64)
        np.cumsum(np.bincount(strip, minlength=strips), out=self.start[1:])
        centred = earth_centred(longitude, latitude)
        self.places: Floats = centred[self.rows].ravel()


def columns(longitude: Floats) -> Floats:
    """Return longitudes as columns of the index, 0 to 2^32, not yet whole."""
    found: Floats = ((longitude + 180.0) % 360.0) * PER_DEGREE
    return found


def reach_deg(radius_m: Floats | float) -> Floats:
    """Return by how many degrees of latitude a way of so many metres can lead, at the most."""
    reach: Floats = np.degrees(np.minimum(radius_m, 4.0 * EQUATORIAL_M) / _LEAST_MERIDIAN_M)
    return reach
