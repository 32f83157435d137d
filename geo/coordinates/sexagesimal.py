"""The commonest sexagesimal spelling, ``31°30'15.5"N``, read as whole columns.

The text has been cleaned (`geo.coordinates.text.clean_column`). Whatever departs from the
spelling in the least is left to `geo.coordinates.scan`, which gives the reasons.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coordinates.table import Readings

_AXIS: Final = r"(\d{{1,3}})° ?(\d{{1,2}})' ?(\d{{1,2}})(\.\d{{1,20}})?\" ?([{letters}])"
_NORTH: Final = _AXIS.format(letters="NS")
_EAST: Final = _AXIS.format(letters="EW")
_BETWEEN: Final = r"(?: ?[,;] ?| ?)"
_FULL_TURN: Final = 60.0

Mask = npt.NDArray[np.bool_]


def read_pairs(text: pd.Series, where: Mask, out: Readings) -> Mask:
    """Read cells that hold latitude and longitude in this order; return where that was so."""
    parts = text.where(where).str.extract(f"^{_NORTH}{_BETWEEN}{_EAST}$")
    return _fill(parts, out)


def read_columns(latitude: pd.Series, longitude: pd.Series, where: Mask, out: Readings) -> Mask:
    """Read one axis per cell; return where both cells could be read so."""
    sides = []
    for text, axis in ((latitude, _NORTH), (longitude, _EAST)):
        sides.append(text.where(where).str.extract(f"^{axis}$"))
    return _fill(pd.concat(sides, axis=1, ignore_index=True), out)


def _fill(parts: pd.DataFrame, out: Readings) -> Mask:
    """Put down the rows whose ten parts were found and make sense."""
    found: Mask = parts[0].notna().to_numpy() & parts[5].notna().to_numpy()
    rows = np.flatnonzero(found)
    if not len(rows):
        return found
    axes = []
    finest = np.zeros(len(rows))
    sensible = np.ones(len(rows), dtype=bool)
    for first in (0, 5):
        degrees, minutes, whole, fraction, letter = (
            parts.iloc[rows, first + place] for place in range(5)
        )
        seconds = (whole + fraction.fillna("")).astype("float64").to_numpy()
        small = minutes.astype("float64").to_numpy()
        sensible &= (small < _FULL_TURN) & (seconds < _FULL_TURN)
        value = degrees.astype("float64").to_numpy() + small / _FULL_TURN + seconds / _FULL_TURN**2
        axes.append(np.where(letter.isin(["S", "W"]), -value, value))
        finest = np.fmax(finest, fraction.str.len().fillna(1).to_numpy(dtype=float) - 1)
    rows = rows[sensible]
    out.latitude[rows], out.longitude[rows] = axes[0][sensible], axes[1][sensible]
    out.unit_deg[rows] = 10.0 ** -finest[sensible] / _FULL_TURN**2
    out.format[rows] = "dms"
    done: Mask = np.zeros(len(parts), dtype=bool)
    done[rows] = True
    return done
