"""``on_centroid``: the centre of a country, an area or a town: what a geocoder gives by default."""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from scipy.spatial import cKDTree

from geo.checks.check import Check, findings, metres
from geo.checks.places import Places
from geo.checks.sexagesimal import digits

NEAR_M: Final = {"country": 1_000.0, "area": 100.0}
"""How near a centre: definitions of it differ by so much."""
SHARE_OF_SIZE: Final = 0.001
"""And never more than this share of the root of the surface, so that chance stays below 1 in
300,000 rows."""
MIN_DIGITS: Final = 4
"""A town's point is its own only to the last digit: with fewer than four it proves nothing."""

_DESIGNED: Final[dict[str, tuple[str, ...]]] = {
    "country": ("country", "withheld"),
    "area": ("country", "withheld", "admin1", "admin2", "linear"),
}
"""Precisions of incidents at which the centre is no contradiction."""
_EXACT: Final = ("site", "neighbourhood")
_ECEF: Final = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
_GEOD: Final = pyproj.Geod(ellps="WGS84")
_EQUAL_AREA: Final = "EPSG:6933"
_TOWN_REACH_M: Final = 25.0
MIN_STAND_INS: Final = 5
SHARE_OF_STAND_INS: Final = 0.2

Floats = npt.NDArray[np.float64]


class _Centres(NamedTuple):
    kind: str
    name: npt.NDArray[np.object_]
    longitude: Floats
    latitude: Floats
    near_m: Floats


def _xyz(longitude: Floats, latitude: Floats) -> Floats:
    return np.column_stack(_ECEF.transform(longitude, latitude, np.zeros(len(longitude))))


def _centres(table: gpd.GeoDataFrame, kind: str) -> _Centres:
    """Return the centroids of whole outlines and of their largest parts."""
    table = table[table.geometry.notna() & ~table.geometry.is_empty]
    shapes = table.geometry.to_numpy()
    parts, owner = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    largest = parts[order[np.unique(owner[order], return_index=True)[1]]]
    centre = shapely.centroid(np.concatenate([shapes, largest]))
    surface = np.sqrt(gpd.GeoSeries(shapes, crs="EPSG:4326").to_crs(_EQUAL_AREA).area.to_numpy())
    near_m = np.minimum(NEAR_M[kind], SHARE_OF_SIZE * np.tile(surface, 2))
    name = np.tile(table["name"].to_numpy(dtype=object), 2)
    return _Centres(kind, name, shapely.get_x(centre), shapely.get_y(centre), near_m)


def _towns(gazetteer: gpd.GeoDataFrame) -> _Centres:
    points = gazetteer[gazetteer.geometry.notna()]
    near_m = np.full(len(points), _TOWN_REACH_M)
    name = points["name"].to_numpy(dtype=object)
    return _Centres(
        "town", name, points.geometry.x.to_numpy(), points.geometry.y.to_numpy(), near_m
    )


def _nearest(
    longitude: Floats, latitude: Floats, centres: _Centres
) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the nearest centre within reach of it, -1 where there is none, and how far it is."""
    tree = cKDTree(_xyz(centres.longitude, centres.latitude))
    reach = float(centres.near_m.max()) if len(centres.near_m) else 0.0
    apart_m, at = tree.query(_xyz(longitude, latitude), distance_upper_bound=reach)
    found = at < len(centres.name)
    found[found] = apart_m[found] <= centres.near_m[at[found]]
    return np.where(found, at, -1), apart_m


def _stand_ins(places: Places) -> npt.NDArray[np.bool_]:
    """Return where incidents stand on a point that the list itself gives for the whole country."""
    if not places.is_incidents:
        return np.zeros(len(places.index), dtype=bool)
    precision = places.column("location_precision").to_numpy(dtype=object, na_value=None)
    wide = np.isin(precision.astype(str), _DESIGNED["country"])
    rows = pd.DataFrame({"x": places.longitude, "y": places.latitude, "wide": wide})
    point = rows.groupby(["x", "y"])["wide"]
    share, n = point.transform("mean").to_numpy(), point.transform("sum").to_numpy()
    stand_in: npt.NDArray[np.bool_] = (n >= MIN_STAND_INS) & (share >= SHARE_OF_STAND_INS) & ~wide
    return stand_in


def find(places: Places) -> pd.DataFrame:
    """Report points on a centre, the widest one first.

    Of incidents only those that claim to be better placed than the centre: towns' incidents stand
    on the town's point by design, and so do those known to their province on its centre.
    """
    judged = places.located & ~places.blank & ~places.settled
    kind = np.full(len(places.index), None, dtype=object)
    name = np.full(len(places.index), None, dtype=object)
    apart_m = np.full(len(places.index), np.nan)
    for centres in _given(places):
        rows = np.flatnonzero(judged & (kind == None) & _claims(places, centres.kind))  # noqa: E711
        if not len(rows) or not len(centres.name):
            continue
        at, far_m = _nearest(places.longitude[rows], places.latitude[rows], centres)
        hit = at >= 0
        if centres.kind == "town":
            hit &= _same_digits(places, rows, centres, at)
        kind[rows[hit]], name[rows[hit]] = centres.kind, centres.name[at[hit]]
        apart_m[rows[hit]] = far_m[hit]
    kind[judged & (kind == None) & _stand_ins(places)] = "list"  # noqa: E711
    where = np.array([one is not None for one in kind], dtype=bool)
    evidence = [
        f"stands on the gazetteer's point for the town of {of}, to the last digit"
        if one == "town"
        else "stands on the point that this list gives for incidents known to the country only"
        if one == "list"
        else f"stands {metres(apart)} from the centre of {of}"
        for one, of, apart in zip(kind[where], name[where], apart_m[where], strict=True)
    ]
    return findings(places, where, "on_centroid", severity="warning", evidence=evidence)


def _given(places: Places) -> list[_Centres]:
    inputs, given = places.inputs, []
    if inputs.countries is not None:
        given.append(_centres(inputs.countries, "country"))
    if inputs.areas is not None and len(inputs.areas):
        given.append(_centres(inputs.areas, "area"))
    if inputs.gazetteer is not None and len(inputs.gazetteer):
        given.append(_towns(inputs.gazetteer))
    return given


def _claims(places: Places, kind: str) -> npt.NDArray[np.bool_]:
    if not places.is_incidents:
        return np.ones(len(places.index), dtype=bool)
    precision = places.column("location_precision")
    claims = precision.isin(_EXACT) if kind == "town" else ~precision.isin(_DESIGNED[kind])
    return np.asarray(claims, dtype=bool)


def _same_digits(
    places: Places, rows: npt.NDArray[np.intp], centres: _Centres, at: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Whether a point is the town's own, rounded to the digits that the row writes."""
    same = np.ones(len(rows), dtype=bool)
    for mine, theirs in (
        (places.longitude, centres.longitude),
        (places.latitude, centres.latitude),
    ):
        n = digits(mine[rows])
        written = np.maximum(n, digits(theirs[at]))  # trailing zeros may have been dropped
        half = 0.51 * 10.0 ** -np.minimum(n, written).astype(float)
        same &= (np.abs(mine[rows] - theirs[at]) <= half) & (n >= MIN_DIGITS)
    return same


def gaps(places: Places) -> str | None:
    """Say which centres were not given."""
    inputs = places.inputs
    absent = [
        f"{what} (no {of} given)"
        for what, of, given in (
            ("countries", "country borders", inputs.countries),
            ("areas", "areas", inputs.areas),
            ("towns", "gazetteer", inputs.gazetteer),
        )
        if given is None or not len(given)
    ]
    return f"not judged: the centres of {', '.join(absent)}" if absent else None


CHECK = Check("on_centroid", 45, find, gaps=gaps)
