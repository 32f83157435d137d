"""Decimals with the letter of their hemisphere behind, ``31.5042N 34.4661E``, as whole columns.

The text has been cleaned (`geo.coordinates.text.clean_column`). What departs from the spelling is
left to `geo.coordinates.scan`.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coordinates.table import Readings

_AXIS: Final = r"(\d{{1,3}}(?:\.\d{{1,20}})?) ?°? ?([{letters}])"
_NORTH: Final = _AXIS.format(letters="NSns")
_EAST: Final = _AXIS.format(letters="EWew")
_BETWEEN: Final = r"(?: ?[,;/|] ?| ?)"

Mask = npt.NDArray[np.bool_]


def read_pairs(text: pd.Series, where: Mask, out: Readings) -> Mask:
    """Read cells that hold latitude and longitude in this order; return where that was so."""
    return _fill(text.where(where).str.extract(f"^{_NORTH}{_BETWEEN}{_EAST}$"), out)


def read_columns(latitude: pd.Series, longitude: pd.Series, where: Mask, out: Readings) -> Mask:
    """Read one axis per cell; return where both cells could be read so."""
    sides = [
        text.where(where).str.extract(f"^{axis}$")
        for text, axis in ((latitude, _NORTH), (longitude, _EAST))
    ]
    return _fill(pd.concat(sides, axis=1, ignore_index=True), out)


def _fill(parts: pd.DataFrame, out: Readings) -> Mask:
    """Put down the rows whose four parts were found."""
    found: Mask = parts[0].notna().to_numpy() & parts[2].notna().to_numpy()
    if not found.any():
        return found
    parts = parts[found]
    finest = np.zeros(len(parts))
    for first, axis in ((0, out.latitude), (2, out.longitude)):
        digits = parts[first]
        value = digits.astype("float64").to_numpy()
        negative = parts[first + 1].str.upper().isin(["S", "W"]).to_numpy()
        axis[found] = np.where(negative, -value, value)
        behind = digits.str.partition(".")[2].str.len().to_numpy(dtype=float)
        finest = np.fmax(finest, behind)
    out.unit_deg[found] = 10.0**-finest
    out.format[found] = "decimal"
    return found
