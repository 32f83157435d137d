"""The towns that ship with the tool: GeoNames, from 5,000 people on.

They serve one purpose: to know the point that a geocoder gives for a whole town. They name no
facility, and a town that is missing means nothing. Packed by `layers.vendor_gazetteer`; licence
CC BY 4.0, to be cited as `NAME`.
"""

from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd

NAME: Final = "GeoNames (CC BY 4.0)"


@cache
def towns() -> gpd.GeoDataFrame:
    """Return the shipped towns, as `geo.check_coordinates` takes a gazetteer.

    Returns
    -------
    GeoDataFrame, EPSG:4326, points, indexed by ids like ``geonames:366755``, with ``name``,
    ``country`` (ISO 3166-1 alpha-3) and ``population``. Treat it as read-only: every caller gets
    the same table.

    Examples
    --------
    >>> bool((towns()["country"] == "SDN").any())
    True
    """
    return gpd.read_parquet(Path(__file__).with_name("gazetteer_data") / "towns.parquet")
