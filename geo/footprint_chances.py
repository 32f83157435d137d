"""How likely an incident fell within a radius of a footprint: of the whole of it, not of a point.

``p = P(dist(X, footprint) <= r)``, X the incident's place, the site's error moving the footprint
as a whole: the mass of the round density of X less that shift, inside what lies within r.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from geo.ellipsoid import Floats, Integers
from geo.outlines import FINENESS, Outlines, fineness_for, least_scale
from geo.probability import LEAST_DISC_M, NEGLIGIBLE_BLUR
from geo.round_mass import mass_inside
from geo.vocabulary import SIGMAS_PER_ERROR

_FAR_SIGMAS: Final = 9.0
# The edge of a disc is sharp: what its share depends on is finer than the disc.
_EDGE_OF_DISC: Final = 0.1


def probability_near_outlines(
    outlines: Outlines,
    which: Integers,
    place: tuple[Floats, Floats],
    distance_m: Floats,
    error_m: Floats,
    radius_m: float,
    *,
    model: npt.NDArray[np.object_],
    site_error_m: Floats,
) -> Floats:
    """Return the probability that incidents lie within a radius of footprints.

    Parameters
    ----------
    outlines, which
        The footprints, and which one is asked about, shape (n,).
    place
        Longitude and latitude of the incident's stated place, degrees, each of shape (n,).
    distance_m
        Geodesic, from there to the footprint, 0 inside, shape (n,).
    error_m, site_error_m
        As for `geo.probability_within`, shape (n,).
    radius_m
        The radius asked about.
    model
        ``normal`` or ``disc``, shape (n,).

    Returns
    -------
    Probabilities, shape (n,), absolute error at most 1e-4 beside what the plane of `geo.outlines`
    stretches. Without any error 1 or 0, by the distance.
    """
    disc = np.where((model == "disc") & (error_m >= LEAST_DISC_M), error_m, 0.0)
    sigma = np.where(disc > 0, site_error_m, np.hypot(error_m, site_error_m)) / SIGMAS_PER_ERROR
    sigma[(disc > 0) & (sigma <= NEGLIGIBLE_BLUR * disc)] = 0.0
    p = np.where(distance_m <= radius_m, 1.0, 0.0)
    near_edge = np.abs(distance_m - radius_m) < disc + _FAR_SIGMAS * sigma
    finest = least_scale(radius_m, FINENESS[-1])
    sigma = np.where(disc > 0, sigma, np.maximum(sigma, finest))
    fine = fineness_for(np.maximum(sigma, _EDGE_OF_DISC * disc), radius_m)
    longitude, latitude = place
    for fineness in np.unique(fine[near_edge]):
        rows = np.flatnonzero(near_edge & (fine == fineness))
        used, of = np.unique(which[rows], return_inverse=True)
        boundary, first, count = outlines.surroundings(used, radius_m, fineness)
        centre = outlines.frames(which[rows], longitude[rows], latitude[rows]).place_m
        p[rows] = mass_inside(boundary, first[of], count[of], centre, sigma[rows], disc[rows])
    return p
