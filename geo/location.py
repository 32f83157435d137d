"""How well the place of each incident is known, and what that forbids to say."""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.ellipsoid import Floats
from geo.places import column, located
from geo.probability import max_probability
from geo.tiers import LIKELY

# +over: an outline that runs beyond 180 degrees keeps its shape instead of girding the Earth.
EQUAL_AREA: Final = "+proj=cea +lat_ts=0 +ellps=WGS84 +units=m +over"
_NEVER: Final = ("country", "withheld")
_STANDS_FOR: Final = {
    "admin1": "stands for a province",
    "admin2": "stands for a district",
    "linear": "stands for a line such as a road or a river",
}


class Location(NamedTuple):
    """How the place of each incident is known; arrays with one entry per row.

    Attributes
    ----------
    assessed
        Whether it is a strike or an armed attack.
    model
        ``normal``, ``disc``, ``area``, or ``unknown`` where nothing can be computed.
    error_m
        Of a normal or a disc; NaN otherwise.
    area
        Row of the areas table, -1 where no area stands for the place.
    area_m2
        Its surface; NaN where there is none.
    why
        In plain words, how vaguely the place is known.
    """

    assessed: npt.NDArray[np.bool_]
    model: npt.NDArray[np.object_]
    error_m: Floats
    area: npt.NDArray[np.int64]
    area_m2: Floats
    why: npt.NDArray[np.object_]

    def vague(self, radius_m: float) -> npt.NDArray[np.bool_]:
        """Say where no site that is a point could reach p = 0.5 at this radius, however near.

        A large footprint might: it does not make a vague place assessable, so that whether the
        data can tell depends on the incident alone.
        """
        largest = np.zeros(len(self.model))
        for model in ("normal", "disc"):
            these = self.model == model
            largest[these] = max_probability(self.error_m[these], radius_m, model=model)
        these = self.model == "area"
        largest[these] = max_probability(
            np.nan, radius_m, model="area", area_m2=self.area_m2[these]
        )
        vague: npt.NDArray[np.bool_] = largest < LIKELY
        return vague


def locate(incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None = None) -> Location:
    """Return how well the place of each incident is known.

    Parameters
    ----------
    incidents
        Canonical incidents; of the columns ``error_m``, ``error_model``, ``location_precision``,
        ``area_id``, ``is_strike``, ``is_armed_attack`` and ``distrust_reason`` any may be absent.
        Without ``is_strike`` and ``is_armed_attack`` every row counts as assessed.
    areas
        Polygons indexed by ``area_id``.

    Raises
    ------
    ValueError
        An error is negative, or an error model is none of those known.
    """
    n = len(incidents)
    has_place = located(incidents)
    error = column(incidents, "error_m", np.nan).to_numpy(dtype=float)
    if (error < 0).any():
        row = incidents.index[np.flatnonzero(error < 0)[0]]
        raise ValueError(f"incidents, row {row!r}: error_m is negative; give metres, 0 or more")
    model = column(incidents, "error_model", None).astype(object).to_numpy(copy=True)
    model[pd.isna(model)] = "normal"
    known = np.isin(model.astype(str), ("normal", "disc", "area"))
    if not known.all():
        raise ValueError(
            f"incidents: error_model {model[~known][0]!r} is not known; say normal, disc or area"
        )
    precision = column(incidents, "location_precision", None).astype(object).to_numpy()
    never = np.isin(precision.astype(str), _NEVER)
    area, area_m2 = _areas_of(incidents, areas)
    by_area = (model == "area") & (area >= 0) & ~never
    by_point = (model != "area") & has_place & np.isfinite(error) & ~never
    model = np.select([by_area, by_point], ["area", model], default="unknown").astype(object)
    if "is_strike" in incidents or "is_armed_attack" in incidents:
        force = [column(incidents, name, False) for name in ("is_strike", "is_armed_attack")]
        assessed = (force[0].astype(bool) | force[1].astype(bool)).to_numpy()
    else:
        assessed = np.ones(n, dtype=bool)
    return Location(
        assessed=assessed,
        model=model,
        error_m=np.where(by_point, error, np.nan),
        area=np.where(by_area, area, -1),
        area_m2=np.where(by_area, area_m2, np.nan),
        why=_why(incidents, model, has_place, precision, error),
    )


def place_keys(incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None = None) -> pd.Series:
    """Return a key per incident that equals that of every incident with the same stated place.

    ``area:ID`` where an area stands for the place, else longitude and latitude; null where no place
    is stated.
    """
    location = locate(incidents, areas)
    key = pd.Series(None, index=incidents.index, dtype="str", name="place_key")
    points = incidents.geometry
    has_place = located(incidents)
    x, y = points[has_place].x, points[has_place].y
    # adding 0 makes one zero of the two that floats have
    key[has_place] = (x.round(7) + 0.0).astype("str") + " " + (y.round(7) + 0.0).astype("str")
    by_area = location.model == "area"
    ids = column(incidents, "area_id", None)
    key[by_area] = "area:" + ids[by_area].astype("str")
    return key


def in_metres(length_m: Floats) -> npt.NDArray[np.object_]:
    """Return lengths as people write them: ``412 m``, ``25 km``.

    Examples
    --------
    >>> in_metres(np.array([412.3, 25_000.0, 2_500.0])).tolist()
    ['412 m', '25 km', '2.5 km']
    """
    length = pd.Series(np.asarray(length_m, dtype=float))
    distinct = length.drop_duplicates().dropna()
    written = {
        value: f"{value:.0f} m" if value < 1000 else f"{value / 1000:.3g} km"  # noqa: PLR2004
        for value in distinct.tolist()
    }
    words: npt.NDArray[np.object_] = length.map(written).to_numpy(dtype=object, copy=True)
    words[length.isna()] = ""
    return words


def equal_area(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return areas in an equal-area plane of metres (cylindrical, whole Earth)."""
    return geometry.to_crs(EQUAL_AREA)


def _areas_of(
    incidents: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the row of each incident's area (-1 for none) and its surface in square metres."""
    if areas is None or not len(areas):
        return np.full(len(incidents), -1), np.full(len(incidents), np.nan)
    if areas.crs is None:
        raise ValueError("areas state no coordinate reference system; use areas.set_crs(...)")
    used = column(incidents, "area_id", None)
    row = areas.index.get_indexer(used.astype(object).to_numpy())
    surface = np.full(len(areas), np.nan)
    needed = np.unique(row[row >= 0])
    shapes = areas.geometry.iloc[needed]
    is_polygon = shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & ~shapes.is_empty
    surface[needed[is_polygon]] = shapely.area(equal_area(shapes[is_polygon]).array)
    surface[surface <= 0] = np.nan
    square_metres = np.where(row >= 0, surface[row], np.nan)
    return np.where(np.isnan(square_metres), -1, row), square_metres


def _why(
    incidents: gpd.GeoDataFrame,
    model: npt.NDArray[np.object_],
    has_place: npt.NDArray[np.bool_],
    precision: npt.NDArray[np.object_],
    error: Floats,
) -> npt.NDArray[np.object_]:
    """Say in plain words how vaguely each place is known."""
    words = precision.astype(str)
    stands_for = pd.Series(words).map(_STANDS_FOR).fillna("stands for an area").to_numpy(object)
    why: npt.NDArray[np.object_] = np.select(
        [
            words == "withheld",
            words == "country",
            model == "area",
            np.isin(words, list(_STANDS_FOR)) & (model == "unknown"),
            model != "unknown",
            ~has_place,
        ],
        [
            "place withheld by the source",
            "place known only to the country",
            stands_for,
            stands_for + ", and no outline of it was given",
            "place known only to " + in_metres(error),
            "no place given",
        ],
        default="the source does not say how well the place is known",
    ).astype(object)
    distrust = column(incidents, "distrust_reason", None).astype(object).to_numpy()
    given = ~pd.isna(distrust)
    why[given] = distrust[given]
    return why
