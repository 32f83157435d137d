"""The invented country itself: coast, provinces, districts, towns."""

import math
import random
from dataclasses import dataclass, field
from typing import Any, Final

import shapely
from pyproj import Geod

CODE: Final = "XDL"  # ISO 3166-1 keeps XAA to XZZ free for users
PROVINCES: Final = ("Demo North Province", "Demo Central Province", "Demo South Province")
TOWNS: Final = (
    *("Northwick Demo", "Demo Haven", "Demo Point"),
    *("Westmark Demo", "Demo City", "Eastmark Demo"),
    *("Demo Mills", "Southbridge Demo", "Demo Cape"),
)
_MIDDLE: Final = (-20.0, -30.0)
_CUTS_LON: Final = (-20.38, -19.64)
_CUTS_LAT: Final = (-29.66, -30.35)
_GEOD: Final = Geod(ellps="WGS84")

Row = dict[str, Any]
Place = tuple[float, float]


def offset(place: Place, distance_m: float, bearing_deg: float) -> Place:
    """Return the longitude and latitude so many metres off in a direction."""
    lon, lat, _ = _GEOD.fwd(*place, bearing_deg, distance_m)
    return float(lon), float(lat)


@dataclass
class Country:
    """The invented country: its areas, its towns, and what was planted where."""

    chance: random.Random
    areas: list[Row] = field(default_factory=list)
    towns: list[Row] = field(default_factory=list)
    planted: list[Row] = field(default_factory=list)

    def plant(self, table: str, row: Row, fault: str) -> Row:
        """Write down that a row carries a fault on purpose."""
        self.planted.append({"table": table, "id": row["id"], "fault": fault})
        return row

    def bearing_deg(self) -> float:
        """Return any direction."""
        return self.chance.uniform(0.0, 360.0)


def _outline(chance: random.Random) -> Any:
    """Return a coast: an ellipse about 250 km across, with bays."""
    phases = [chance.uniform(0.0, math.tau) for _ in range(6)]
    corners = []
    for step in range(180):
        turn = math.tau * step / 180
        bays = sum(math.sin((k + 2) * turn + phases[k]) / (k + 3) for k in range(6))
        reach = 1.0 + 0.12 * bays
        corners.append(
            (_MIDDLE[0] + 1.2 * reach * math.cos(turn), _MIDDLE[1] + reach * math.sin(turn))
        )
    return shapely.set_precision(shapely.Polygon(corners), 1e-4)


def _cells(coast: Any) -> list[tuple[int, int, Any]]:
    """Return the nine districts as (row from the north, column from the west, polygon)."""
    west, south, east, north = coast.bounds
    lons = (west - 1, *_CUTS_LON, east + 1)
    lats = (north + 1, *_CUTS_LAT, south - 1)
    return [
        (row, column, shapely.intersection(coast, shapely.box(*box), grid_size=1e-4))
        for row in range(3)
        for column in range(3)
        for box in [(lons[column], lats[row + 1], lons[column + 1], lats[row])]
    ]


def make_country() -> Country:
    """Return the areas (country, 3 provinces, 9 districts) and a town in each district."""
    land = Country(random.Random(20240101))  # noqa: S311 - the same every time, on purpose
    coast = _outline(land.chance)
    cells = _cells(coast)
    land.areas.append(_area("country", "Demoland", CODE, "", coast))
    for row, name in enumerate(PROVINCES):
        parts = [shape for at, _, shape in cells if at == row]
        shape = shapely.union_all(parts, grid_size=1e-4)
        land.areas.append(_area("admin1", name, f"{CODE}{row + 1:02d}", "", shape))
    for row, column, shape in cells:
        number = 3 * row + column
        name = f"{TOWNS[number]} District"
        code = f"{CODE}{row + 1:02d}{column + 1:02d}"
        land.areas.append(_area("admin2", name, code, PROVINCES[row], shape))
        middle = offset((shape.centroid.x, shape.centroid.y), 3_000, land.bearing_deg())
        at = {"name": TOWNS[number], "admin1": PROVINCES[row], "admin2": name, "code": code}
        land.towns.append({**at, "place": middle, "centre": shape.centroid})
    return land


def _area(level: str, name: str, code: str, admin1: str, shape: Any) -> Row:
    geometry = shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
    keys = {"level": level, "name": name, "country": CODE, "code": code, "admin1": admin1}
    return {**keys, "geometry": shapely.orient_polygons(shapely.normalize(geometry))}


def degrees(place: Place, decimals: int = 6) -> Row:
    """Return a place as cells: decimal degrees as text."""
    return {"longitude": f"{place[0]:.{decimals}f}", "latitude": f"{place[1]:.{decimals}f}"}
