"""Points as people live and strikes fall: crowded into towns, from the equator to the far north."""

from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt

SITES_PER_TOWN = 10
_SOUTHERNMOST_DEG, _NORTHERNMOST_DEG = -50.0, 68.0


class Places(NamedTuple):
    """Points in degrees on WGS 84, two arrays of one length."""

    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]

    def table(self) -> gpd.GeoSeries:
        """Return the points as geometries in EPSG:4326."""
        return gpd.GeoSeries.from_xy(self.longitude, self.latitude, crs="EPSG:4326")


class Tables(NamedTuple):
    """Strikes (left) and sites (right)."""

    left: Places
    right: Places

    def write(self, folder: Path) -> None:
        """Keep the points in a folder."""
        for name, places in zip(self._fields, self, strict=True):
            np.save(folder / f"{name}.npy", np.array(places))

    @classmethod
    def read(cls, folder: Path) -> "Tables":
        """Return the points that a folder keeps."""
        return cls(*(Places(*np.load(folder / f"{name}.npy")) for name in cls._fields))


def clustered(n_left: int, n_right: int, seed: int, sites_per_town: int = SITES_PER_TOWN) -> Tables:
    """Return strikes and sites around the same towns, a town for every so many sites.

    Parameters
    ----------
    n_left, n_right
        How many of each.
    seed
        Of the random draws; the same seed gives the same points.
    sites_per_town
        On average: fewer leave fewer pairs within a radius.
    """
    rng = np.random.default_rng(seed)
    towns = max(1, n_right // sites_per_town)
    longitude = rng.uniform(-180.0, 180.0, towns)
    latitude = rng.uniform(_SOUTHERNMOST_DEG, _NORTHERNMOST_DEG, towns)
    share = rng.pareto(1.5, towns) + 0.3
    spread_deg = 0.03 + 0.12 * np.sqrt(share / share.max())

    def around(n: int) -> Places:
        town = rng.choice(towns, n, p=share / share.sum())
        x = longitude[town] + rng.normal(0.0, 1.0, n) * spread_deg[town]
        y = latitude[town] + rng.normal(0.0, 1.0, n) * spread_deg[town]
        return Places((x + 180.0) % 360.0 - 180.0, y)

    return Tables(around(n_left), around(n_right))
