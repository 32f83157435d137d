"""The borders and the land that ship with the tool.

They come from Natural Earth (public domain, 1:10m), packed by `layers.vendor_boundaries`.

**Borders are a political choice, and not ours to make.** Natural Earth draws who controls a place;
a check of coordinates needs to know which country's name a source would write there. The shipped
table therefore departs from Natural Earth in these cases only: Crimea is in Ukraine (General
Assembly resolution 68/262), Somaliland in Somalia, northern Cyprus and the buffer zone in Cyprus,
Kosovo has the code XKX. Palestine is one entry (PSE) with Gaza and the West Bank. The Golan
Heights are in Israel, as Natural Earth draws them, though the United Nations regard them as
Syrian. Siachen, the Spratly Islands and three reefs claimed by several have no country. Whoever
needs other borders gives them with ``--areas FILE`` (areas of level ``country``).
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from pyarrow.parquet import ParquetFile

from geo.vocabulary import CRS
from layers.schema import conform_areas

TOLERANCE_M: Final = 2_000.0
"""How far a border or coast of the shipped table may be from the true one, in metres.

Natural Earth is drawn for 1:10,000,000, where a line a fifth of a millimetre wide is 2 km.
"""

NAME: Final = "Natural Earth 4.1.0"


_DATA: Final = Path(__file__).with_name("boundaries_data")
_SIDES: Final = ("xmin", "ymin", "xmax", "ymax")


def _read(name: str) -> gpd.GeoDataFrame:
    return gpd.read_parquet(_DATA / name)


@cache
def _countries() -> gpd.GeoDataFrame:
    return conform_areas(_read("countries.parquet"))


@cache
def _land() -> gpd.GeoSeries:
    return _read("land.parquet").geometry


def countries() -> gpd.GeoDataFrame:
    """Return the shipped countries: one row per ISO 3166-1 alpha-3 code.

    Returns
    -------
    GeoDataFrame of the areas schema, EPSG:4326, level ``country``, indexed by ids like ``ne:SDN``;
    ``country`` is the code, null for what several claim. Good to `TOLERANCE_M`. Treat it as
    read-only: every caller gets the same table.

    Examples
    --------
    >>> countries().loc["ne:SDN", "name"]
    'Sudan'
    """
    return _countries()


def countries_near(bounds: Sequence[float]) -> gpd.GeoDataFrame:
    """Return the shipped countries whose bounds meet a box; of the file only those are read.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.

    Returns
    -------
    Rows of `countries`, in its order, with the same columns.

    Examples
    --------
    >>> near = countries_near((28.0, -30.0, 29.0, -29.0))["country"]
    >>> "LSO" in set(near), "SDN" in set(near)
    (True, False)
    """
    west, south, east, north = bounds
    with ParquetFile(_DATA / "countries.parquet") as file:
        told = file.metadata
        names = [told.row_group(0).column(k).path_in_schema for k in range(told.num_columns)]
        at = [names.index(f"bbox.{side}") for side in _SIDES]
        rows_apart = map(told.row_group, range(told.num_row_groups))
        sides = np.array([[row.column(i).statistics.min for i in at] for row in rows_apart])
        meets = (sides[:, 0] <= east) & (sides[:, 2] >= west)
        meets &= (sides[:, 1] <= north) & (sides[:, 3] >= south)
        wanted = [name for name in file.schema_arrow.names if name != "bbox"]
        rows = file.read_row_groups(np.flatnonzero(meets).tolist(), columns=wanted)
    table = rows.to_pandas()
    shapes = shapely.from_wkb(table.pop("geometry"))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def land() -> gpd.GeoSeries:
    """Return the land of the world, borders dissolved: one valid polygon per land mass.

    Inland waters count as land, but the Caspian Sea does not. Largest first; EPSG:4326; good to
    `TOLERANCE_M`. Treat it as read-only.

    Examples
    --------
    >>> bool(land().is_valid.all())
    True
    """
    return _land()
