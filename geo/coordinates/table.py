"""The table that parsing returns, and the checks every reading passes at the end."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.coordinates.reading import MAX_LATITUDE, MAX_LONGITUDE
from geo.coordinates.text import FINEST_PRECISION_M, METRES_PER_DEGREE


class Readings:
    """Columns being filled, one entry per cell."""

    def __init__(self, n: int) -> None:
        self.longitude = np.full(n, np.nan)
        self.latitude = np.full(n, np.nan)
        self.unit_deg = np.full(n, np.nan)
        self.format = np.full(n, None, dtype=object)
        self.status = np.full(n, "ok", dtype=object)
        self.note = np.full(n, None, dtype=object)

    def refuse(self, where: npt.NDArray[Any] | int, status: str, note: str | None) -> None:
        """Say why the cells at ``where`` give no coordinate."""
        self.status[where] = status
        self.note[where] = note

    def take(
        self, places: npt.NDArray[np.intp], distinct: "Readings", codes: npt.NDArray[np.intp]
    ) -> None:
        """Put what was read of each distinct text at every place that has it."""
        for name, column in vars(distinct).items():
            getattr(self, name)[places] = column[codes]

    def to_frame(self, index: pd.Index) -> pd.DataFrame:
        """Return the finished table; numbers outside the globe stay in the raw columns only."""
        outside = (self.status == "ok") & (
            (np.abs(self.latitude) > MAX_LATITUDE) | (np.abs(self.longitude) > MAX_LONGITUDE)
        )
        for place in np.flatnonzero(outside):
            self.refuse(int(place), "out_of_range", self._outside(int(place)))
        ok = self.status == "ok"
        known = ok | outside
        precision_m = np.maximum(self.unit_deg * METRES_PER_DEGREE, FINEST_PRECISION_M)
        return pd.DataFrame(
            {
                "longitude": np.where(ok, self.longitude, np.nan) + 0.0,
                "latitude": np.where(ok, self.latitude, np.nan) + 0.0,
                "format": pd.Series(self.format, index=index, dtype="str").where(known),
                "precision_m": np.where(known, precision_m, np.nan),
                "status": pd.Series(self.status, index=index, dtype="str"),
                "note": pd.Series(self.note, index=index, dtype="str"),
                "raw_longitude": np.where(known, self.longitude, np.nan) + 0.0,
                "raw_latitude": np.where(known, self.latitude, np.nan) + 0.0,
            },
            index=index,
        )

    def _outside(self, place: int) -> str:
        latitude, longitude = float(self.latitude[place]), float(self.longitude[place])
        parts = []
        if abs(latitude) > MAX_LATITUDE:
            parts.append(f"latitude {latitude:.10g} is beyond 90 degrees")
        if abs(longitude) > MAX_LONGITUDE:
            parts.append(f"longitude {longitude:.10g} is beyond 180 degrees")
        if MAX_LONGITUDE < longitude <= 2 * MAX_LONGITUDE and abs(latitude) <= MAX_LATITUDE:
            parts.append(f"counted from 0 to 360 it would be {longitude - 360:.10g}")
        earlier = self.note[place]
        return "; ".join([*([earlier] if earlier else []), *parts])
