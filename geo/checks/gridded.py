"""``gridded``: points on the corners of a grid of minutes or of twentieths of a degree.

Rounded places hide behind many digits: 12°17' is 12.2833333, the centre of a cell of a raster is
31.0750. All such grids are multiples of half a minute (1/120 degree).
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checks.check import Check, findings, metres
from geo.checks.low_precision import MIN_PRECISION_M
from geo.checks.places import Places
from geo.checks.sexagesimal import digits

FINEST_PER_DEGREE: Final = 120
_PER_DEGREE: Final = (1, 2, 4, 6, 10, 12, 20, 30, 60, 120)
_METRES_PER_DEGREE: Final = 111_195.0
_ULP_DEG: Final = 1e-7
_FEW_DIGITS_DEG: Final = 0.005  # two decimals and fewer are no grid but few digits
Floats = npt.NDArray[np.float64]

MIN_ROWS: Final = 5
MAX_SHARE_BY_CHANCE: Final = 0.02
"""So small a part of the rows on the grid may be there by chance, for any to be reported."""


def _slack(longitude: Floats, latitude: Floats) -> Floats:
    """Half a unit of the last digit written on either axis (zeros at the end may be dropped)."""
    n = np.maximum(digits(longitude), digits(latitude))
    return np.maximum(0.51 * 10.0 ** -n.astype(float), _ULP_DEG)


def _on_grid(value: Floats, per_degree: int, slack: Floats) -> npt.NDArray[np.bool_]:
    """Whether a number is a multiple of the step, as near as its digits can say it."""
    on_grid: npt.NDArray[np.bool_] = (
        np.abs(value - np.rint(value * per_degree) / per_degree) <= slack
    )
    return on_grid


def find(places: Places) -> pd.DataFrame:
    """Report points whose axes both lie on the grid, in lists where more do than chance explains.

    Rows with so few digits that `low_precision` reports them are left to it. Of incidents only
    those that claim to be better placed than the grid is fine.
    """
    few = np.nan_to_num(places.precision_m, nan=0.0) >= MIN_PRECISION_M
    judged = places.located & ~places.blank & ~few
    x, y = np.nan_to_num(places.longitude), np.nan_to_num(places.latitude)
    slack = _slack(x, y)
    judged &= slack < _FEW_DIGITS_DEG
    where = judged & _on_grid(x, FINEST_PER_DEGREE, slack) & _on_grid(y, FINEST_PER_DEGREE, slack)
    by_chance = float(((2 * FINEST_PER_DEGREE * slack[judged]) ** 2).sum())
    if where.sum() < MIN_ROWS or by_chance > MAX_SHARE_BY_CHANCE * where.sum():
        where[:] = False
    step_m = np.full(len(x), _METRES_PER_DEGREE / FINEST_PER_DEGREE)
    for per_degree in _PER_DEGREE[::-1]:
        on = where & _on_grid(x, per_degree, slack) & _on_grid(y, per_degree, slack)
        step_m[on] = _METRES_PER_DEGREE / per_degree
    n_on = int(where.sum())
    if places.is_incidents:
        error_m = places.column("error_m").astype("float64").to_numpy(dtype=float, na_value=np.nan)
        where &= error_m <= step_m
    return findings(
        places,
        where,
        "gridded",
        severity="warning",
        evidence=[
            f"both axes are multiples of a step of {metres(step)}, for all their digits; "
            f"so are those of {n_on} rows; by chance {by_chance:.1g} would be"
            for step in step_m[where]
        ],
        displacement_m=step_m[where] / 2,
    )


CHECK = Check("gridded", 51, find)
