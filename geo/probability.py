"""How likely a strike fell within a radius of a site, given how well both places are known.

Errors are radii that hold the true place with 95 % probability. Three models of a stated place:
a circular normal, a disc anywhere in which the true place may lie, and an area (`geo.density`).
"""

import numpy as np
import numpy.typing as npt
from scipy import special

from geo.ellipsoid import Floats
from geo.vocabulary import SIGMAS_PER_ERROR

# Beyond this many sigma the normal holds less than 1e-17, and the series behind chndtr only costs.
_FAR_SIGMAS = 9.0
# Below this sigma / r the curvature of the circle is a small correction, right to 1e-6.
_FLAT = 1.0 / 300.0
_NODE, _WEIGHT = np.polynomial.legendre.leggauss(64)
NEGLIGIBLE_BLUR = 1e-3
# A disc of less than a micrometre is a sure place; ratios to it would overflow.
LEAST_DISC_M = 1e-6


def probability_within(
    distance_m: npt.ArrayLike,
    error_m: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    *,
    model: str = "normal",
    site_error_m: npt.ArrayLike = 0.0,
) -> Floats:
    """Return the probability that two places lie within a radius of each other.

    Parameters
    ----------
    distance_m
        Distance between the stated places, metres.
    error_m
        How well the incident's place is known: for ``normal`` the radius in metres that holds the
        true place with 95 % probability, for ``disc`` the radius that holds it with certainty,
        every spot alike. With ``normal`` it may already be the error of both places combined.
    radius_m
        The radius asked about, metres, above zero.
    model
        ``normal`` or ``disc``.
    site_error_m
        The site's own 95 % radius (circular normal), metres.

    Returns
    -------
    Probabilities, broadcast over the arguments; NaN where one of them is NaN.

    Raises
    ------
    ValueError
        An unknown model, a negative distance or error, or a radius that is not above zero.

    Notes
    -----
    Normal: the distance has a Rice distribution, its square over the variance a non-central
    chi-square with 2 degrees of freedom; the variances of both places add. Without any error, 1 or
    0. Disc: the area two circles share, over the disc's; where the site's error is not negligible
    (above a thousandth of the disc's radius), that share averaged over where the site may be, by
    64-point Gauss-Legendre quadrature (error below 1e-4): no normal stands in for the disc.

    Examples
    --------
    >>> probability_within([412.0, 412.0], [600.0, 0.0], 500.0).round(3).tolist()
    [0.529, 1.0]
    >>> probability_within([0.0], 25_000.0, 500.0, model="disc").round(6).tolist()
    [0.0004]
    """
    arrays = (distance_m, error_m, radius_m, site_error_m)
    distance, error, radius, site = np.broadcast_arrays(*(np.asarray(a, float) for a in arrays))
    if (radius <= 0).any():
        raise ValueError("radius_m must be above zero")
    if (distance < 0).any() or (error < 0).any() or (site < 0).any():
        raise ValueError("distances and errors must not be negative")
    if model == "normal":
        return _normal(distance, np.hypot(error, site) / SIGMAS_PER_ERROR, radius)
    if model == "disc":
        return _disc(distance, error, radius, site / SIGMAS_PER_ERROR)
    raise ValueError(f"model {model!r} is not known; say 'normal' or 'disc'")


def max_probability(
    error_m: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    *,
    model: str = "normal",
    site_error_m: npt.ArrayLike = 0.0,
    area_m2: npt.ArrayLike = np.nan,
) -> Floats:
    """Return the largest probability that any site of one point could have at this radius.

    That of a site exactly on the stated place: ``1 - exp(-r^2 / 2 sigma^2)`` for a normal,
    ``min(1, r^2 / R^2)`` for a disc without site error, ``min(1, pi r^2 / A)`` for an area of
    ``area_m2`` square metres (``model="area"``; ``error_m`` plays no part).

    Examples
    --------
    >>> bool(max_probability(1050.0, 500.0) < 0.5)
    True
    """
    if model == "area":
        disc = np.pi * np.asarray(radius_m, float) ** 2
        share: Floats = np.minimum(1.0, disc / np.asarray(area_m2, float))
        return share
    return probability_within(0.0, error_m, radius_m, model=model, site_error_m=site_error_m)


def lens_share(distance_m: Floats, disc_m: Floats, radius_m: Floats) -> Floats:
    """Return the share of a disc that lies within ``radius_m`` of a point.

    Parameters
    ----------
    distance_m
        From the disc's centre to the point.
    disc_m
        The disc's radius, above zero.
    radius_m
        The radius asked about.

    Returns
    -------
    The area of the two circles' intersection over that of the disc, in [0, 1].
    """
    d, big, r = np.broadcast_arrays(distance_m, disc_m, radius_m)
    share = np.where(
        d + np.minimum(r, big) <= np.maximum(r, big), np.minimum(1.0, (r / big) ** 2), 0
    )
    cut = (d < r + big) & (d > np.abs(r - big))
    d, big, r = d[cut], big[cut], r[cut]
    at_disc = np.clip((d**2 + big**2 - r**2) / (2 * d * big), -1.0, 1.0)
    at_site = np.clip((d**2 + r**2 - big**2) / (2 * d * r), -1.0, 1.0)
    kite = np.sqrt(np.maximum((-d + r + big) * (d + r - big) * (d - r + big) * (d + r + big), 0.0))
    area = big**2 * np.arccos(at_disc) + r**2 * np.arccos(at_site) - kite / 2.0
    share[cut] = np.clip(area / (np.pi * big**2), 0.0, 1.0)
    return share


def _normal(distance: Floats, sigma: Floats, radius: Floats) -> Floats:
    """Return the Rice distribution function at the radius."""
    p = np.where(distance <= radius, 1.0, 0.0)
    p[np.isnan(distance + sigma + radius)] = np.nan
    near_edge = (sigma > 0) & (np.abs(distance - radius) < _FAR_SIGMAS * sigma)
    flat = near_edge & (sigma < _FLAT * radius)
    d, s, r = distance[flat], sigma[flat], radius[flat]
    # Seen from afar the spread across the line of sight adds s^2 / 2d to the mean distance.
    p[flat] = special.ndtr((r - d - s**2 / (2.0 * d)) / s)
    round_ = near_edge & ~flat
    d, s, r = distance[round_], sigma[round_], radius[round_]
    p[round_] = special.chndtr((r / s) ** 2, 2.0, (d / s) ** 2)
    return p


def _disc(distance: Floats, disc: Floats, radius: Floats, sigma: Floats) -> Floats:
    """Return the share of a disc within the radius of a site known to ``sigma`` per axis."""
    p = np.full(distance.shape, np.nan)
    known = ~np.isnan(distance + disc + radius + sigma)
    sure = known & (disc < LEAST_DISC_M)
    p[sure] = _normal(distance[sure], sigma[sure], radius[sure])
    sharp = known & ~sure & (sigma <= NEGLIGIBLE_BLUR * disc)
    p[sharp] = lens_share(distance[sharp], disc[sharp], radius[sharp])
    blurred = known & ~sure & ~sharp
    p[blurred] = _blurred_disc(distance[blurred], disc[blurred], radius[blurred], sigma[blurred])
    clipped: Floats = np.clip(p, 0.0, 1.0)
    return clipped


def _blurred_disc(distance: Floats, disc: Floats, radius: Floats, sigma: Floats) -> Floats:
    """Average a disc's share over where the site may be, at a Rice-distributed distance.

    Nearer to the disc's centre than the two radii's difference the share is constant, further off
    than their sum it is nothing; only between the two is there anything to integrate.
    """
    full = np.abs(radius - disc)
    constant = np.minimum(1.0, (radius / disc) ** 2)
    p = constant * np.where(full > 0, _normal(distance, sigma, np.maximum(full, 1e-9)), 0.0)
    low = np.maximum(full, distance - _FAR_SIGMAS * sigma)
    high = np.minimum(radius + disc, distance + _FAR_SIGMAS * sigma)
    half = (np.maximum(high - low, 0.0) / 2.0)[:, None]
    at = low[:, None] + half * (_NODE + 1.0)
    d, s = distance[:, None], sigma[:, None]
    density = at / s**2 * np.exp(-((at - d) ** 2) / (2 * s**2)) * special.i0e(at * d / s**2)
    share = lens_share(at, disc[:, None], radius[:, None])
    between: Floats = (half * _WEIGHT * density * share).sum(axis=1)
    return p + between
