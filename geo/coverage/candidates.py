"""Which registration could be which facility."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.ellipsoid import Floats, geodesics
from geo.names import is_generic, name_similarity, normalise_names
from geo.proximity import within

PLACE_REACH_M: Final = 250.0
"""Two rows this close may be one place whatever their names (or the tolerance, if that is more)."""

NAME_REACH_M: Final = 5_000.0
"""Two rows of like names this close may be one facility; errors reach no farther either."""

RATHER_ALIKE: Final = 0.7
"""Names from this similarity on make two rows within that reach candidates."""

SAME_NAME_REACH_M: Final = 25_000.0
"""Two rows of one normalised name, not a generic one, may be one facility within this distance."""


_HALF_THE_GLOBE_M: Final = 2.1e7


def coordinates(table: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    """Return longitude and latitude of each row, of a point inside a footprint; else null."""
    geometry = table.geometry.to_numpy()
    points = np.array(shapely.point_on_surface(geometry), dtype=object)
    points[shapely.is_empty(points)] = None
    return np.asarray(shapely.get_x(points), float), np.asarray(shapely.get_y(points), float)


def column(table: gpd.GeoDataFrame, name: str) -> pd.Series:
    """Return a column as text by row number, all null where the table has none."""
    if name in table:
        return table[name].astype("str").reset_index(drop=True)
    return pd.Series(None, index=range(len(table)), dtype="str")


def errors_m(table: gpd.GeoDataFrame) -> Floats:
    """Return ``error_m`` by row; null where it is not stated."""
    if "error_m" not in table:
        return np.full(len(table), np.nan)
    return np.asarray(table["error_m"].astype("float64"), dtype=float)


def candidate_pairs(
    registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame, tolerance_m: float
) -> pd.DataFrame:
    """Return every pair that could be one facility.

    Returns
    -------
    DataFrame: ``registration`` and ``facility`` (row numbers), ``distance_m`` and ``bearing_deg``
    (from the facility to the registered point; null where one of them has no place),
    ``similarity`` (of names; null where one is missing or
    generic), ``error_m`` (both errors together).
    """
    pairs = pd.concat([_by_place(registry, reference), _by_name(registry, reference)])
    pairs = pairs.drop_duplicates(["registration", "facility"], ignore_index=True)
    pairs = _with_names_and_errors(pairs, registry, reference)
    reach_m = np.maximum(PLACE_REACH_M, tolerance_m + pairs["error_m"].fillna(0.0))
    near = pairs["distance_m"] <= np.minimum(reach_m, NAME_REACH_M)
    kept = pairs[near | pairs["same_name"] | (pairs["similarity"] >= RATHER_ALIKE)].reset_index(
        drop=True
    )
    return kept.assign(bearing_deg=_bearings(kept, registry, reference))


def pairs_of(
    registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame, rows: pd.DataFrame
) -> pd.DataFrame:
    """Return given pairs (``registration`` and ``facility``, row numbers) as candidates are."""
    pairs = rows.reset_index(drop=True).astype("int64").assign(same_name=False)
    ends = [axis[pairs["registration"]] for axis in coordinates(registry)]
    points = gpd.GeoSeries.from_xy(*ends, crs=registry.crs)
    sites = reference.geometry.iloc[pairs["facility"]].reset_index(drop=True)
    pairs["distance_m"] = np.nan
    for at in np.flatnonzero(np.isfinite(ends[0]) & (sites.notna() & ~sites.is_empty).to_numpy()):
        found = within(points.iloc[[at]], sites.iloc[[at]], _HALF_THE_GLOBE_M, bearing=False)
        pairs.loc[at, "distance_m"] = found["distance_m"].iloc[0]
    pairs = _with_names_and_errors(pairs, registry, reference)
    return pairs.assign(bearing_deg=_bearings(pairs, registry, reference))


def _with_names_and_errors(
    pairs: pd.DataFrame, registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame
) -> pd.DataFrame:
    here, there = errors_m(registry), errors_m(reference)
    return pairs.assign(
        similarity=_similarity(pairs, registry, reference),
        error_m=np.hypot(here[pairs["registration"]], there[pairs["facility"]]),
    )


def all_names(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return ``row`` and ``name``: the name of each row, then its other names, the null one too."""
    main = pd.DataFrame({"row": np.arange(len(table)), "name": column(table, "name")})
    if "names_other" not in table:
        return main
    other = table["names_other"].reset_index(drop=True).explode().dropna()
    more = pd.DataFrame({"row": other.index, "name": other.astype("str").to_numpy()})
    return pd.concat([main, more], ignore_index=True).drop_duplicates(ignore_index=True)


def _similarity(
    pairs: pd.DataFrame, registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame
) -> Floats:
    """Return how alike the names of each pair are: the best of all their names.

    Null where each comparison has a missing or generic name.
    """
    sides = []
    for table, name in ((registry, "registration"), (reference, "facility")):
        names = all_names(table)
        names = names[~is_generic(names["name"])]
        sides.append(names.rename(columns={"row": name, "name": f"{name}_name"}))
    every = pairs[["registration", "facility"]].assign(pair=np.arange(len(pairs)))
    every = every.merge(sides[0], on="registration").merge(sides[1], on="facility")
    alike = name_similarity(
        every["registration_name"].to_numpy(), every["facility_name"].to_numpy()
    )
    best = pd.Series(alike, index=every["pair"]).groupby(level=0).max()
    return np.asarray(best.reindex(np.arange(len(pairs))), dtype=float)


def _by_place(registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame) -> pd.DataFrame:
    longitude, latitude = coordinates(registry)
    located = np.isfinite(longitude)
    points = gpd.GeoSeries.from_xy(
        longitude[located], latitude[located], index=np.flatnonzero(located), crs=registry.crs
    )
    sites = reference.geometry.reset_index(drop=True)
    found = within(points, sites[sites.notna()], NAME_REACH_M, bearing=False)
    return pd.DataFrame(
        {
            "registration": found["left_id"].astype("int64"),
            "facility": found["right_id"].astype("int64"),
            "distance_m": found["distance_m"],
            "same_name": False,
        }
    )


def _by_name(registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pairs of one normalised name: within reach, or where one of the two has no place."""
    sides = []
    for table, name in ((registry, "registration"), (reference, "facility")):
        names = all_names(table)
        longitude, latitude = coordinates(table)
        row = names["row"].to_numpy()
        side = pd.DataFrame(
            {
                name: row,
                "core": normalise_names(names["name"]),
                "country": column(table, "country").to_numpy()[row],
                "longitude": longitude[row],
                "latitude": latitude[row],
            }
        )
        sides.append(side[~is_generic(names["name"])].drop_duplicates([name, "core"]))
    pairs = sides[0].merge(sides[1], on="core", suffixes=("", "_there"))
    pairs = pairs.drop_duplicates(["registration", "facility"])
    same_country = pairs["country"] == pairs["country_there"]
    either_null = pairs["country"].isna() | pairs["country_there"].isna()
    pairs = pairs[same_country | either_null]
    known = (pairs["longitude"].notna() & pairs["longitude_there"].notna()).to_numpy()
    distance_m = np.full(len(pairs), np.nan)
    ends = [
        pairs.loc[known, name].to_numpy()
        for name in ("longitude", "latitude", "longitude_there", "latitude_there")
    ]
    distance_m[known] = geodesics(*ends)[0]
    pairs = pairs.assign(distance_m=distance_m, same_name=True)
    kept = pairs[~(pairs["distance_m"] > SAME_NAME_REACH_M)]
    return kept[["registration", "facility", "distance_m", "same_name"]]


def _bearings(
    pairs: pd.DataFrame, registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame
) -> Floats:
    bearing = np.full(len(pairs), np.nan)
    there_x, there_y = coordinates(reference)
    here_x, here_y = coordinates(registry)
    apart = (pairs["distance_m"] > 0).to_numpy()
    here, there = pairs["registration"].to_numpy()[apart], pairs["facility"].to_numpy()[apart]
    ends = (there_x[there], there_y[there], here_x[here], here_y[here])
    bearing[apart] = geodesics(*ends)[1]
    return bearing
