"""``other_projection``: the numbers are metres of some grid, not degrees."""

from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import ProjError

from geo.checks.lists.fault import ListCheck, ListFault
from geo.checks.places import Places

MIN_ROWS: Final = 10
MIN_SHARE: Final = 0.5
MIN_INSIDE: Final = 0.9
_METRES: Final = 1_000.0
_SAMPLE: Final = 100
_WEB_MERCATOR: Final = ("EPSG:3857", "Web Mercator (EPSG:3857)")

Floats = npt.NDArray[np.float64]


def find(places: Places) -> list[ListFault]:
    """Report lists whose numbers lie in their country when read as metres of a known grid."""
    if not (places.status == "out_of_range").any() or places.outlines is None:
        return []
    x, y = places.raw
    known = np.array([code is not None for code in places.expected], dtype=bool)
    metric = (np.abs(x) > _METRES) & (np.abs(y) > _METRES) & known
    rows = np.flatnonzero(metric)
    if len(rows) < MIN_ROWS or len(rows) < MIN_SHARE * len(places.index):
        return []
    some = rows[np.linspace(0, len(rows) - 1, min(len(rows), _SAMPLE)).astype(int)]
    best = (0.0, "", "")
    for code, name in _grids(places, some):
        try:
            to_degrees = Transformer.from_crs(code, "EPSG:4326", always_xy=True)
        except ProjError:  # a grid tied to no datum
            continue
        for order, (a, b) in (("", (x, y)), (", latitude and longitude exchanged", (y, x))):
            longitude, latitude = to_degrees.transform(a[some], b[some])
            share = float(_inside(places, some, np.asarray(longitude), np.asarray(latitude)).mean())
            if share > best[0]:
                best = (share, name, order)
        if best[0] == 1:
            break  # the grids come in the order of how common they are
    share, name, order = best
    if share < MIN_INSIDE:
        because = "its numbers are no degrees, and fit no grid of the country"
        return [ListFault("other_projection", because, f"{len(rows)} rows beyond the globe", rows)]
    because = f"its numbers are not degrees but metres in {name}{order}"
    evidence = f"so read, {share:.0%} of {len(some)} rows looked at lie in their country"
    return [ListFault("other_projection", because, evidence, rows)]


def _inside(
    places: Places, rows: npt.NDArray[np.intp], longitude: Floats, latitude: Floats
) -> npt.NDArray[np.bool_]:
    finite = np.isfinite(longitude) & np.isfinite(latitude)
    inside = np.zeros(len(rows), dtype=bool)
    if places.outlines is not None and finite.any():
        inside[finite] = places.outlines.reaches(
            longitude[finite], latitude[finite], places.expected[rows[finite]]
        )
    return inside


def _grids(places: Places, rows: npt.NDArray[np.intp]) -> list[tuple[str, str]]:
    """Return code and name of the grids in use where the rows should lie, WGS 84's own first."""
    outlines = places.outlines
    if outlines is None:
        return []
    shapes = outlines.shapes[np.isin(outlines.codes, list(set(places.expected[rows])))]
    west, south, east, north = shapely.total_bounds(shapes)
    area = AreaOfInterest(float(west), float(south), float(east), float(north))
    kinds = [PJType.PROJECTED_CRS]
    found = query_crs_info("EPSG", kinds, area_of_interest=area, contains=False)
    local = [(f"EPSG:{one.code}", f"{one.name} (EPSG:{one.code})") for one in found]
    local = [one for one in local if one[0] != _WEB_MERCATOR[0]]
    own = [one for one in local if one[1].startswith("WGS 84 / UTM zone")]
    return [_WEB_MERCATOR, *own, *[one for one in local if one not in own]]


LIST_CHECK = ListCheck("other_projection", 10, find)
