"""Which facility of the reference bears a row's name, where one alone can be meant."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.checks.outlines import geodesic_m
from geo.names import is_generic, normalise_names

ONE_PLACE_M: Final = 1_000.0
"""Entries of one name that lie no farther apart stand for one facility."""

_MIN_LETTERS: Final = 4

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SameName:
    """For each row, the one facility of the reference that bears its name; null where none does.

    Attributes
    ----------
    longitude, latitude
        Degrees, shape (n,).
    error_m
        As the reference states it, null where it does not.
    name
        As the reference writes it.
    distance_m
        From the row's own point.
    """

    longitude: Floats
    latitude: Floats
    error_m: Floats
    name: npt.NDArray[np.object_]
    distance_m: Floats


def words(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return name, kind, country and admin1 as they are compared, and the point; a row each."""
    absent = pd.Series(None, index=table.index, dtype="str")
    name = table.get("name", absent)
    core = normalise_names(name).mask(is_generic(name))
    core = core.mask(core.str.len() < _MIN_LETTERS)
    points = shapely.point_on_surface(table.geometry.to_numpy())
    upper = table.get("admin1", absent).astype("str").str.casefold().str.strip()
    kind = table.get("kind", absent).astype("str")
    return pd.DataFrame(
        {
            "core": core.to_numpy(dtype=object),
            "kind": kind.mask(kind.eq("unknown")).to_numpy(dtype=object),
            "country": table.get("country", absent).to_numpy(dtype=object),
            "admin1": upper.to_numpy(dtype=object),
            "x": shapely.get_x(points),
            "y": shapely.get_y(points),
        }
    )


def match(
    table: gpd.GeoDataFrame, reference: gpd.GeoDataFrame, longitude: Floats, latitude: Floats
) -> SameName:
    """Find for each row the one facility of the reference with its name.

    The name must say more than the kind of place. It must be the name of one place only, in the
    list as in the reference, within the same province where both lists state
    provinces. Kind, country and province must not contradict each other.

    Parameters
    ----------
    table, reference
        Facilities, EPSG:4326.
    longitude, latitude
        Of the rows, shape (n,).
    """
    mine, theirs = words(table), words(reference)
    theirs = theirs[np.isfinite(theirs["x"]) & theirs["core"].notna()]
    provinces = bool(mine["admin1"].notna().mean() > 0.5 and theirs["admin1"].notna().mean() > 0.5)  # noqa: PLR2004 - most
    if provinces:
        # names of provinces may be written otherwise in the other list: then they prove nothing
        common = mine["admin1"].isin(set(theirs["admin1"].dropna()))
        provinces = bool(common[mine["admin1"].notna()].mean() > 0.5)  # noqa: PLR2004
    keys = ["core", "admin1"] if provinces else ["core"]
    one = _places(theirs, keys)
    named = mine[np.isfinite(mine["x"]) & mine["core"].notna()]
    one_here = _places(named, keys).set_index(keys).index
    unplaced = mine["core"].notna() & ~np.isfinite(mine["x"])
    rows = mine.reset_index(names="index")[["index", "kind", "country", *keys]]
    key = pd.MultiIndex.from_frame(rows[keys]) if provinces else pd.Index(rows["core"])
    lone = key.isin(one_here) | (unplaced.to_numpy() & ~rows.duplicated(keys, keep=False))
    joined = rows[lone].merge(one, on=keys, suffixes=("", "_ref"))
    for column in ("kind", "country"):
        a, b = joined[column], joined[f"{column}_ref"]
        joined = joined[a.isna() | b.isna() | (a == b)]
    at = joined["index"].to_numpy()
    n = len(table)
    x, y, error_m = np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan)
    name = np.full(n, None, dtype=object)
    x[at], y[at] = joined["x"], joined["y"]
    row = joined["row"].to_numpy()
    name[at] = reference["name"].to_numpy(dtype=object)[row]
    if "error_m" in reference:
        error_m[at] = reference["error_m"].to_numpy(dtype=float, na_value=np.nan)[row]
    return SameName(x, y, error_m, name, geodesic_m(longitude, latitude, x, y))


def _places(theirs: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the keys that stand for one place of the reference, and that place."""
    theirs = theirs.reset_index(names="row")
    first = theirs.groupby(keys, sort=False, dropna=False)[["x", "y"]].transform("first")
    apart_m = geodesic_m(
        theirs["x"].to_numpy(), theirs["y"].to_numpy(), first["x"].to_numpy(), first["y"].to_numpy()
    )
    worst = pd.Series(apart_m).groupby([theirs[key] for key in keys], dropna=False)
    alone = theirs[(worst.transform("max") <= ONE_PLACE_M).to_numpy()]
    return alone.drop_duplicates(keys)


def nearby(
    table: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    longitude: Floats,
    latitude: Floats,
    reach_m: float,
) -> tuple[Floats, Floats]:
    """Return for each row the nearest place of the same name within ``reach_m``; null if none.

    Names that several places bear are used too: the nearest one is meant.
    """
    mine, theirs = words(table), words(reference)
    theirs = theirs[np.isfinite(theirs["x"]) & theirs["core"].notna()]
    few = theirs.groupby("core")["x"].transform("size") <= 5  # noqa: PLR2004 - keeps it small
    rows = pd.DataFrame({"row": np.arange(len(table)), "core": mine["core"]})
    rows = rows[mine["core"].notna() & np.isfinite(longitude)]
    joined = rows.merge(theirs.loc[few, ["core", "x", "y"]], on="core")
    at = joined["row"].to_numpy()
    joined["m"] = geodesic_m(
        longitude[at], latitude[at], joined["x"].to_numpy(), joined["y"].to_numpy()
    )
    joined = joined[joined["m"] <= reach_m].sort_values("m", kind="stable").drop_duplicates("row")
    x, y = np.full(len(table), np.nan), np.full(len(table), np.nan)
    x[joined["row"]], y[joined["row"]] = joined["x"], joined["y"]
    return x, y
