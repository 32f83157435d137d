"""Short geodesics in closed form: plain arithmetic, a hundred times as fast as Karney's series.

A geodesic between places near each other is all but an arc of a circle: of the one that the
ellipsoid's own curvature along the chord, at the chord's middle, describes. The errors are
bounded by measurement (`tests/geo/test_closed_form.py` repeats it) and leave whoever needs a
decision at the last micrometre to ask Karney for it.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.ellipsoid import E2, EQUATORIAL_M, POLAR_M, Floats

LONGEST_M: Final = 100_000.0
"""Chords up to this length have a closed form for the distance."""
ERROR_M: Final = 1e-6
"""No distance from here is further off (measured: 5 nm up to 25 km, 0.3 um up to 100 km)."""
BEARING_FROM_M: Final = 1_000.0
"""Below this a nanometre, which is how well PROJ knows a place, turns the bearing by 1e-10 deg."""
BEARING_TO_M: Final = 50_000.0
BEARING_ERROR_DEG: Final = 1e-9
"""No bearing from here is further off, between the two lengths and where `bearing_holds`."""

_STRETCH: Final = (EQUATORIAL_M / POLAR_M) ** 2
_SECOND_E2: Final = E2 / (1.0 - E2)
_NEAR_POLE_DEG: Final = 89.0
_HALF_TURN_DEG: Final = 180.0
_LEAST: Final = 1e-300
# asin(x) / x = 1 + x^2/6 + 3 x^4/40 + 15 x^6/336 + ..., x below 0.008 here
_ASIN_3: Final = 1.0 / 6.0
_ASIN_5: Final = 3.0 / 40.0
_ASIN_7: Final = 15.0 / 336.0


def distance(chord_squared_m2: float, rise_m: float, middle_z_m: float) -> float:
    """Return the geodesic distance of two places from a chord of up to `LONGEST_M`.

    Parameters
    ----------
    chord_squared_m2
        Squared length of the straight line between the two places.
    rise_m
        Its component along the Earth's axis.
    middle_z_m
        Mean of the two places' coordinates along that axis.

    Returns
    -------
    Metres, `ERROR_M` off at the most; exactly 0 for a chord of 0.

    Notes
    -----
    ``s = 2 rho asin(c / 2 rho)``, c the chord and 1 / rho the normal curvature along it at its
    middle, moved out to the surface. With D = diag(1/a^2, 1/a^2, 1/b^2), so that x'Dx = 1 on the
    ellipsoid, and t the chord's direction, that curvature is ``t'Dt / |Dm|`` at the surface point m
    (the second fundamental form of a quadric; do Carmo 1976, Differential Geometry of Curves and
    Surfaces, 3-3). The chord is tangent there: (p - q)'D(p + q) = 1 - 1 = 0. A kernel: see
    `geo.compiled`.
    """
    stretched = chord_squared_m2 + (_STRETCH - 1.0) * rise_m * rise_m
    # of the middle before it is moved out: a^2 x'Dx, and a^4 |Dx|^2
    within = EQUATORIAL_M * EQUATORIAL_M - stretched / 4.0
    normal = within + (_STRETCH * _STRETCH - _STRETCH) * middle_z_m * middle_z_m
    curved = stretched / max(chord_squared_m2, _LEAST)
    turned = 4.0 * EQUATORIAL_M * EQUATORIAL_M * normal
    squared = curved * curved * chord_squared_m2 * within / turned
    longer = 1.0 + squared * (_ASIN_3 + squared * (_ASIN_5 + squared * _ASIN_7))
    return math.sqrt(chord_squared_m2) * longer


def bearing_holds(
    distance_m: Floats, longitude: Floats, latitude: Floats, to_longitude: Floats
) -> npt.NDArray[np.bool_]:
    """Say where `bearing` may be asked: neither too near nor too far, off the poles and 180 deg."""
    holds: npt.NDArray[np.bool_] = (
        (distance_m >= BEARING_FROM_M)
        & (distance_m <= BEARING_TO_M)
        & (np.abs(latitude) < _NEAR_POLE_DEG)
        & (np.abs(to_longitude - longitude) < _HALF_TURN_DEG)
    )
    return holds


def bearing(
    longitude: Floats,
    latitude: Floats,
    to_longitude: Floats,
    to_latitude: Floats,
    distance_m: Floats,
) -> Floats:
    """Return initial bearings of geodesics, where `bearing_holds`.

    Parameters
    ----------
    longitude, latitude, to_longitude, to_latitude
        Degrees, shape (n,).
    distance_m
        The geodesic distances.

    Returns
    -------
    Degrees clockwise from north, 0 to 360, `BEARING_ERROR_DEG` off at the most.

    Notes
    -----
    The direction of the straight line in the horizon of the first place, from differences of
    coordinates that lose no digits; then from the normal section to the geodesic, two terms in the
    distance (Rapp 1991, Geometric Geodesy I, 4.2).
    """
    phi, to_phi = np.radians(latitude), np.radians(to_latitude)
    turn, climb = np.radians(to_longitude - longitude), np.radians(to_latitude - latitude)
    sin, cos = np.sin(phi), np.cos(phi)
    to_sin, to_cos = np.sin(to_phi), np.cos(to_phi)
    middle, half = (phi + to_phi) / 2.0, np.sin(climb / 2.0)
    sin_gain, cos_gain = 2.0 * np.cos(middle) * half, -2.0 * np.sin(middle) * half
    root, to_root = np.sqrt(1.0 - E2 * sin * sin), np.sqrt(1.0 - E2 * to_sin * to_sin)
    across, to_across = EQUATORIAL_M / root, EQUATORIAL_M / to_root
    across_gain = (
        EQUATORIAL_M * E2 * sin_gain * (sin + to_sin) / ((root + to_root) * root * to_root)
    )
    away = to_across * cos_gain + cos * across_gain
    away -= 2.0 * to_across * to_cos * np.sin(turn / 2.0) ** 2
    rise = (1.0 - E2) * (to_across * sin_gain + sin * across_gain)
    east, north = to_across * to_cos * np.sin(turn), cos * rise - sin * away

    section = np.arctan2(east, north)
    sin_a, cos_a = np.sin(section), np.cos(section)
    along = (1.0 - E2 * sin * sin) / (1.0 - E2)  # across / meridional radius
    part = distance_m / across
    squeezed = _SECOND_E2 * cos * part * part
    section -= squeezed * cos * (along * cos_a * cos_a + sin_a * sin_a) * sin_a * cos_a / 6.0
    section += squeezed * part * sin * sin_a / 24.0
    degrees: Floats = np.degrees(section)
    degrees += 2.0 * _HALF_TURN_DEG * (degrees < 0.0)
    degrees[degrees >= 2.0 * _HALF_TURN_DEG] = 0.0
    return degrees
