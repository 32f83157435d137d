"""A small stage to set incidents and sites on, by metres and bearing."""

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod
from shapely.geometry import Point

GEOD = Geod(ellps="WGS84")
LON, LAT = 34.46, 31.53


def away(distance_m, bearing_deg=90.0):
    """Return the point so far from the middle of the stage."""
    lon, lat, _ = GEOD.fwd(LON, LAT, bearing_deg, distance_m)
    return Point(lon, lat)


def incidents(*errors, model="normal", **more):
    n = len(errors)
    table = {
        "is_strike": True,
        "is_armed_attack": False,
        "error_m": np.array(errors, dtype=float),
        "error_model": model,
        "location_precision": "settlement",
        "area_id": None,
        "date_start": pd.Timestamp("2024-03-01"),
        "date_end": pd.Timestamp("2024-03-01"),
        **more,
    }
    index = pd.Index([f"i{k}" for k in range(n)], name="incident_id")
    return gpd.GeoDataFrame(table, index=index, geometry=[Point(LON, LAT)] * n, crs=4326)


def sites(*places, error_m=20.0, **more):
    index = pd.Index([f"f{k}" for k in range(len(places))], name="facility_id")
    return gpd.GeoDataFrame(
        {"error_m": error_m, **more}, index=index, geometry=list(places), crs=4326
    )
