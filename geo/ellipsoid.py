"""The WGS 84 ellipsoid: Earth-centred coordinates, geodesics, and bounds between the two.

A straight chord through the Earth is quick to compute and can be indexed; the geodesic is what a
distance means. The bounds here let the first stand in for the second without ever losing a pair.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from pyproj import Geod

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

GEOD: Final = Geod(ellps="WGS84")
EQUATORIAL_M: Final = float(GEOD.a)
POLAR_M: Final = float(GEOD.b)
E2: Final = float(GEOD.es)

_POLE_DEG: Final = 90.0
# Rounding of Earth-centred coordinates stays far below a micrometre; this is ten thousand times it.
_SLACK_M: Final = 1e-5
COINCIDENT_M: Final = 1e-6
"""Places closer than this are one place: no bearing leads from the one to the other."""


def earth_centred(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> Floats:
    """Return Earth-centred, Earth-fixed coordinates of points on the ellipsoid.

    Parameters
    ----------
    longitude, latitude
        Degrees on WGS 84, shape (n,).

    Returns
    -------
    Metres, shape (n, 3).

    Examples
    --------
    >>> earth_centred([0.0, 90.0], [0.0, 0.0]).round(3).tolist()
    [[6378137.0, 0.0, 0.0], [0.0, 6378137.0, 0.0]]
    """
    lam, phi = np.radians(longitude), np.radians(latitude)
    sin = np.sin(phi)
    curvature = EQUATORIAL_M / np.sqrt(1.0 - E2 * sin * sin)
    # of exactly nought at a pole, so that it is one place whatever its longitude
    across = curvature * np.cos(phi) * (np.abs(latitude) != _POLE_DEG)
    places = np.empty((*np.shape(lam), 3))
    np.multiply(across, np.cos(lam), out=places[..., 0])
    np.multiply(across, np.sin(lam), out=places[..., 1])
    np.multiply(curvature * (1.0 - E2), sin, out=places[..., 2])
    return places


def geodesics(
    from_longitude: Floats, from_latitude: Floats, to_longitude: Floats, to_latitude: Floats
) -> tuple[Floats, Floats]:
    """Return geodesic distances and initial bearings (Karney 2013, through PROJ).

    Parameters
    ----------
    from_longitude, from_latitude, to_longitude, to_latitude
        Degrees on WGS 84, shape (n,).

    Returns
    -------
    distance_m
        Metres, shape (n,).
    bearing_deg
        Clockwise from north at the first point, 0 to 360; NaN for coincident points.
    """
    if not len(from_longitude):
        return np.empty(0), np.empty(0)
    azimuth, _, distance = GEOD.inv(from_longitude, from_latitude, to_longitude, to_latitude)
    distance = np.asarray(distance, dtype=float)
    bearing = np.asarray(azimuth, dtype=float) % 360.0
    # -1e-17 % 360 is 360.0: north has one name
    bearing[bearing >= 360.0] = 0.0  # noqa: PLR2004
    bearing[distance < COINCIDENT_M] = np.nan
    return distance, bearing


def shortest_geodesic(chord_m: npt.ArrayLike) -> Floats:
    """Return a length no geodesic with this chord can fall below.

    The larger of two lower bounds: the chord itself, and ``2 b asin(c / 2a)``. The second holds
    because stretching the ellipsoid along its axis to a sphere of radius *a* shortens no chord and
    lengthens no path by more than *a/b*: the central angle w of the stretched points obeys
    ``2 a sin(w/2) >= c`` and ``a w <= s a/b``.
    """
    chord = np.asarray(chord_m, dtype=float)
    ratio = np.clip(chord / (2.0 * EQUATORIAL_M), 0.0, 1.0)
    least: Floats = np.maximum(chord, 2.0 * POLAR_M * np.arcsin(ratio)) - _SLACK_M
    return least


def longest_geodesic(chord_m: npt.ArrayLike) -> Floats:
    """Return a length no geodesic with this chord can exceed.

    On short chords Schur's comparison with a circle of the ellipsoid's smallest radius of
    curvature, ``R = b^2 / a``: ``s <= 2 R asin(c / 2R)``; on long ones the squashed sphere again:
    ``s <= 2 a asin(c / 2b)``.
    """
    chord = np.asarray(chord_m, dtype=float)
    radius = POLAR_M**2 / EQUATORIAL_M
    schur = 2.0 * radius * np.arcsin(np.clip(chord / (2.0 * radius), 0.0, 1.0))
    squashed = 2.0 * EQUATORIAL_M * np.arcsin(np.clip(chord / (2.0 * POLAR_M), 0.0, 1.0))
    return np.where(chord < radius, schur, squashed) + _SLACK_M


def longest_chord(distance_m: npt.ArrayLike) -> Floats:
    """Return a chord that no pair of places within this geodesic distance can exceed.

    The inverse of `shortest_geodesic`: searching the index with it misses nothing.
    """
    distance = np.asarray(distance_m, dtype=float)
    angle = np.clip(distance / (2.0 * POLAR_M), 0.0, np.pi / 2.0)
    most: Floats = np.minimum(distance, 2.0 * EQUATORIAL_M * np.sin(angle)) + _SLACK_M
    return most
