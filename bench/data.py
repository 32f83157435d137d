"""Points as people live and strikes fall: crowded into towns, from the equator to the far north."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np

SITES_PER_TOWN = 10
_SOUTHERNMOST_DEG, _NORTHERNMOST_DEG = -50.0, 68.0


class Tables(NamedTuple):
    """Strikes (left) and sites (right): points in EPSG:4326."""

    left: gpd.GeoSeries
    right: gpd.GeoSeries


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

    def around(n: int) -> gpd.GeoSeries:
        town = rng.choice(towns, n, p=share / share.sum())
        x = longitude[town] + rng.normal(0.0, 1.0, n) * spread_deg[town]
        y = latitude[town] + rng.normal(0.0, 1.0, n) * spread_deg[town]
        return gpd.GeoSeries.from_xy((x + 180.0) % 360.0 - 180.0, y, crs="EPSG:4326")

    return Tables(around(n_left), around(n_right))
