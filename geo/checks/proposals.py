"""What would mend a point that lies where it should not: every way of writing it wrongly, undone.

Pure arithmetic on numbers; whether a proposal is right is decided in `geo.checks.verdict`.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int_]
Mask = npt.NDArray[np.bool_]

COUNTRY, AREA, REFERENCE = 1, 2, 3
"""What supports a proposal: it lies in the row's country, in its area, at its namesake."""

ZONE_DEG: Final = 6.0
_SHIFTS: Final = (10.0, 0.1, 100.0, 0.01)
_MOST_DIGITS: Final = 9
_LEAST_LOST: Final = 1_000.0
_NINES: Final = 10.0 ** np.arange(3, 10) - 1
_GLOBE: Final = (180.0, 90.0)


class Proposal(NamedTuple):
    """One way to mend rows.

    Attributes
    ----------
    code
        Of the fault that it mends.
    what
        In words, for the evidence: "with ... it lies inside".
    longitude, latitude
        Mended, degrees, shape (k,); null where the proposal says nothing about a row.
    rank
        The lower, the commoner the fault.
    needs
        The least support on which it may be believed, shape (k,).
    """

    code: str
    what: str
    longitude: Floats
    latitude: Floats
    rank: int
    needs: Ints


def proposals(longitude: Floats, latitude: Floats, far: Mask, by_zone: Mask) -> list[Proposal]:
    """Return every proposal, commonest fault first.

    Parameters
    ----------
    longitude, latitude
        As read, perhaps beyond the globe, shape (k,).
    far
        Where the point lies far outside its country, or beyond the globe.
    by_zone
        Where the row was written in zones (UTM, MGRS), so that a wrong zone is likely.
    """
    return [
        *_swapped(longitude, latitude),
        *_signs(longitude, latitude),
        *_shifted(longitude, latitude, np.where(far, COUNTRY, AREA)),
        *_lost(longitude, latitude),
        *_zones(longitude, latitude, np.where(by_zone, COUNTRY, AREA), by_zone),
        *_sexagesimal(longitude, latitude),
    ]


def _every(k: int, support: int = COUNTRY) -> npt.NDArray[np.int_]:
    return np.full(k, support)


def _swapped(x: Floats, y: Floats) -> Iterator[Proposal]:
    yield Proposal("swapped", "the axes exchanged", y, x, 0, _every(len(x)))


def _signs(x: Floats, y: Floats) -> Iterator[Proposal]:
    changed = {
        "the sign of longitude changed": (-1.0, 1.0),
        "the sign of latitude changed": (1.0, -1.0),
        "the sign of both axes changed": (-1.0, -1.0),
    }
    for what, (of_x, of_y) in changed.items():
        possible = ((x != 0) | (of_x > 0)) & ((y != 0) | (of_y > 0))
        new_x = np.where(possible, x * of_x, np.nan)
        yield Proposal(
            "sign_lost", what, new_x, y * of_y, 1 if of_x * of_y < 0 else 2, _every(len(x))
        )


def _shifted(x: Floats, y: Floats, needs: Ints) -> Iterator[Proposal]:
    """Undo a point moved by one or two places, on one axis or on both alike."""
    for factor in _SHIFTS:
        far = factor not in _SHIFTS[:2]
        for of_x, of_y in ((factor, 1.0), (1.0, factor), (factor, factor)):
            axis = "longitude" if of_y == 1 else "latitude" if of_x == 1 else "both axes"
            by = f"{'×' if factor > 1 else '÷'} {max(factor, 1 / factor):.0f}"
            what = f"the decimal point of {axis} moved ({by})"
            rank = 3 + (of_x == of_y) + 2 * far
            # a zero stays what it is, and twice the same proposal would be its own rival
            idle = ((x == 0) & (of_x != 1)) | ((y == 0) & (of_y != 1))
            new_x = np.where(idle, np.nan, x * of_x)
            yield Proposal(
                "decimal_shift", what, new_x, y * of_y, rank, np.maximum(needs, AREA if far else 0)
            )


def _lost(x: Floats, y: Floats) -> Iterator[Proposal]:
    """Undo a point lost altogether, so that an axis lies beyond the globe: 31.5237 as 315237."""
    beyond_x, beyond_y = np.abs(x) > _GLOBE[0], np.abs(y) > _GLOBE[1]
    whole = np.ones(len(x), dtype=bool)
    for axis, beyond in ((x, beyond_x), (y, beyond_y)):
        # 999 or 9999 is no coordinate that lost its point, but stands for "unknown"
        nines = np.isin(np.abs(axis), _NINES)
        whole &= ~beyond | ((axis == np.rint(axis)) & (np.abs(axis) >= _LEAST_LOST) & ~nines)
    if not (beyond_x | beyond_y).any():
        return
    for by_x, by_y in product(range(_MOST_DIGITS + 1), repeat=2):
        if by_x == by_y == 0 or (by_x <= 2 and by_y <= 2 and (by_x in {0, by_y} or by_y == 0)):  # noqa: PLR2004
            continue  # that is no shift, or one of `_shifted`
        fits = whole & (beyond_x == (by_x > 0)) & (beyond_y == (by_y > 0))
        new_x = np.where(fits, x / 10.0**by_x, np.nan)
        what = "the decimal point put back"
        yield Proposal("decimal_shift", what, new_x, y / 10.0**by_y, 4, _every(len(x)))


def _zones(x: Floats, y: Floats, needs: Ints, by_zone: Mask) -> Iterator[Proposal]:
    """Another UTM zone is the same latitude and six degrees of longitude further, exactly."""
    for zones in (1, -1, 2, -2):
        what = f"the zone {abs(zones)} further {'east' if zones > 0 else 'west'}"
        rank = abs(zones) + (0 if by_zone.all() else 6)
        yield Proposal("wrong_zone", what, x + zones * ZONE_DEG, y, rank, needs)


def sexagesimal(value: Floats, *, seconds: bool) -> Floats:
    """Read 31.3045 as 31 degrees 30 minutes 45 seconds, or 31.3075 as 31 degrees 30.75 minutes.

    Returns
    -------
    Degrees; null where minutes or seconds would be 60 or more, and beyond the globe.

    Examples
    --------
    >>> sexagesimal(np.array([31.3045, -31.3075, 31.61]), seconds=True).tolist()
    [31.5125, nan, nan]
    >>> sexagesimal(np.array([31.3075, -31.3075]), seconds=False).tolist()
    [31.5125, -31.5125]
    """
    whole = np.abs(value) <= _GLOBE[0]
    units = np.rint(np.where(whole, np.abs(value), 0.0) * 1e8)
    degrees, rest = np.divmod(units, 1e8)
    minutes = rest / 1e6
    mended = degrees + minutes / 60
    fits = whole & (minutes < 60)  # noqa: PLR2004
    if seconds:
        minutes, rest = np.divmod(rest, 1e6)
        fits &= rest / 1e4 < 60  # noqa: PLR2004
        mended = degrees + minutes / 60 + rest / 1e4 / 3600
    return np.where(fits, np.copysign(mended, value), np.nan)


def _sexagesimal(x: Floats, y: Floats) -> Iterator[Proposal]:
    """One row alone looks so by chance too often: only a namesake there makes it credible."""
    words = {"dms_as_decimal": "degrees, minutes and seconds", "minutes_as_decimal": "minutes"}
    for code, what in words.items():
        seconds = code == "dms_as_decimal"
        new_x, new_y = sexagesimal(x, seconds=seconds), sexagesimal(y, seconds=seconds)
        yield Proposal(
            code, f"the digits read as {what}", new_x, new_y, 5, _every(len(x), REFERENCE)
        )
