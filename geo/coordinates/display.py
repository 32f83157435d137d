"""Coordinates as people read them."""

from typing import Any

import numpy as np
import numpy.typing as npt


def format_dms(longitude: Any, latitude: Any, *, decimals: int = 2) -> npt.NDArray[np.object_]:
    r"""Write coordinates in degrees, minutes and seconds, latitude first, as maps print them.

    Parameters
    ----------
    longitude, latitude
        Degrees, shape (n,) or scalars; null gives an empty text.
    decimals
        Of the seconds; two are 0.3 m.

    Returns
    -------
    Array of text, shape (n,) (of one element for scalars), which `parse_coordinates` reads back.

    Examples
    --------
    >>> format_dms(34.466111, 31.504167)[0]
    '31°30\'15.00"N 34°27\'58.00"E'
    """
    east = np.atleast_1d(np.asarray(longitude, dtype=float))
    north = np.atleast_1d(np.asarray(latitude, dtype=float))
    east, north = np.broadcast_arrays(east, north)
    known = np.isfinite(east) & np.isfinite(north)
    text = np.full(east.shape, "", dtype=object)
    text[known] = (
        _axis(north[known], "N", "S", decimals) + " " + _axis(east[known], "E", "W", decimals)
    )
    return text


def _axis(
    degrees: npt.NDArray[np.float64], positive: str, negative: str, decimals: int
) -> npt.NDArray[np.object_]:
    """Write one axis; rounding is done on the whole, so 59.999" becomes the next minute."""
    scale = 10**decimals
    total = np.rint(np.abs(degrees) * 3600 * scale).astype(np.int64)
    minutes, fine = np.divmod(total, 60 * scale)
    whole, minutes = np.divmod(minutes, 60)
    seconds = [
        f"{value // scale:02d}.{value % scale:0{decimals}d}" if decimals else f"{value:02d}"
        for value in fine.tolist()
    ]
    letters = np.where(np.signbit(degrees) & (total > 0), negative, positive)
    parts = zip(whole.tolist(), minutes.tolist(), seconds, letters.tolist(), strict=True)
    return np.array([f"{d}°{m:02d}'{s}\"{letter}" for d, m, s, letter in parts] or [], dtype=object)
