"""Places as MGRS references (DMA TM 8358.1), as armed forces write them, on WGS 84.

The metres are cut off, not rounded, as the standard says: a reference names the cell its place lies
in. `geo.coordinates` reads them back as the middle of that cell.
"""

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj

_BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS: Final = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")  # by the zone's remainder of three
_ROWS: Final = "ABCDEFGHJKLMNPQRSTUV"
_POLAR_ROWS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
# polar: columns, and the easting and northing where letters begin
_POLAR: Final = {
    "A": ("JKLPQRSTUXYZ", 800_000, 800_000),
    "B": ("ABCFGHJKLPQR", 2_000_000, 800_000),
    "Y": ("JKLPQRSTUXYZ", 800_000, 1_300_000),
    "Z": ("ABCFGHJ", 2_000_000, 1_300_000),
}
_SQUARE_M: Final = 100_000
_POLE_M: Final = 2_000_000
_SOUTH, _NORTH = -80.0, 84.0


def format_mgrs(longitude: Any, latitude: Any) -> npt.NDArray[np.object_]:
    """Write places as MGRS references to one metre.

    Parameters
    ----------
    longitude, latitude
        Degrees, shape (n,) or scalars; null gives an empty text.

    Returns
    -------
    Array of text, shape (n,): zone, band, square, easting, northing, set apart by blanks.

    Examples
    --------
    >>> format_mgrs(34.41665, 31.51117)[0]
    '36R XV 34521 87123'
    >>> format_mgrs([2.0, 0.0, None], [60.0, -90.0, 1.0]).tolist()
    ['31V DG 44223 51832', 'B AN 00000 00000', '']
    """
    east, north = np.broadcast_arrays(
        np.atleast_1d(np.asarray(longitude, dtype=float)),
        np.atleast_1d(np.asarray(latitude, dtype=float)),
    )
    text = np.full(east.shape, "", dtype=object)
    for at in np.flatnonzero(np.isfinite(east) & np.isfinite(north)):
        text[at] = _reference(float(east[at]), float(north[at]))
    return text


def _reference(longitude: float, latitude: float) -> str:
    longitude = (longitude + 180.0) % 360.0 - 180.0
    if latitude < _SOUTH or latitude >= _NORTH:
        return _polar(longitude, latitude)
    band = _BANDS[min(int((latitude + 80.0) // 8), len(_BANDS) - 1)]
    zone = _zone(longitude, band)
    south = latitude < 0
    x, y = _projection(32700 + zone if south else 32600 + zone).transform(longitude, latitude)
    # a millimetre of rounding in the projection must not push a place into the cell before it
    x, y = round(x, 4), round(y, 4)
    column = _COLUMNS[zone % 3][int(x // _SQUARE_M) - 1]
    row = _ROWS[(int(y // _SQUARE_M) + (0 if zone % 2 else 5)) % len(_ROWS)]
    return f"{zone:02d}{band} {column}{row} {_within(x)} {_within(y)}"


def _zone(longitude: float, band: str) -> int:
    if band == "V" and 3 <= longitude < 12:  # noqa: PLR2004 - the wider zone off Norway
        return 32
    if band == "X" and 0 <= longitude < 42:  # noqa: PLR2004 - Svalbard has four wide zones
        return (31, 33, 35, 37)[int((longitude + 3) // 12)]
    return int((longitude + 180.0) // 6) + 1


def _polar(longitude: float, latitude: float) -> str:
    north = latitude > 0
    x, y = _projection(32661 if north else 32761).transform(longitude, latitude)
    x, y = round(x, 4), round(y, 4)
    band = ("Z" if x >= _POLE_M else "Y") if north else ("B" if x >= _POLE_M else "A")
    columns, west, south = _POLAR[band]
    column = columns[int((x - west) // _SQUARE_M)]
    row = _POLAR_ROWS[int((y - south) // _SQUARE_M)]
    return f"{band} {column}{row} {_within(x)} {_within(y)}"


def _within(metres: float) -> str:
    return f"{int(metres % _SQUARE_M):05d}"


@lru_cache(maxsize=130)
def _projection(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
