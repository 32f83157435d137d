"""Lists whose every coordinate is known, and faults planted in them.

A list is a table of facilities as `geo.check_coordinates` takes it. A fault takes a list and rows
of it and returns the list as it would be read with the fault in these rows. The true points stay
with whoever called.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod, Transformer

from layers import boundaries, gazetteer

SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
SUBSAHARAN: Final = SHARED / "facilities" / "who_kemri_subsaharan_public_facilities.csv.gz"

_GEOD: Final = Geod(ellps="WGS84")
_KINDS: Final = ("hospital", "clinic", "health_centre")
_SYLLABLES: Final = tuple("bafegohijakolumunapiresutewayozu"[i : i + 2] for i in range(0, 32, 2))
_DECIMALS: Final = 6
_LEAST_DIGITS: Final = 3

Rows = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
XY = tuple[Floats, Floats]
Rng = np.random.Generator
Fault = Callable[[gpd.GeoDataFrame, Rows, Rng], gpd.GeoDataFrame]
ListFault = Callable[[gpd.GeoDataFrame, Rng], gpd.GeoDataFrame]


def with_points(
    table: gpd.GeoDataFrame, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> gpd.GeoDataFrame:
    """Return the list as read with other numbers: beyond the globe there is no point."""
    globe = (np.abs(longitude) <= 180) & (np.abs(latitude) <= 90)
    points = gpd.GeoSeries.from_xy(longitude, latitude, index=table.index, crs="EPSG:4326")
    points[~globe] = None
    raw = [f"{y!r} | {x!r}" for x, y in zip(longitude.tolist(), latitude.tolist(), strict=True)]
    status = np.where(globe, "ok", "out_of_range")
    out = table.set_geometry(points).assign(coordinates_status=status, coordinates_raw=raw)
    return out.astype({"coordinates_status": "str", "coordinates_raw": "str"})


def real_list(country: str, n: int, seed: int) -> gpd.GeoDataFrame:
    """Return rows of the list of sub-Saharan public facilities, a run of them in its own order."""
    table = _subsaharan()
    rows = table[table["country"].eq(country)]
    rng = np.random.default_rng(seed)
    if len(rows) > n:
        rows = rows.iloc[np.sort(rng.choice(len(rows), n, replace=False))]
    kept = ["name", "kind", "country", "admin1", "coordinates_precision_m"]
    return with_points(rows[[*kept, "geometry"]], *_xy(rows))


@cache
def _subsaharan() -> gpd.GeoDataFrame:
    """Return the located rows with three decimals or more, in the columns of a canonical table."""
    rows = pd.read_csv(SUBSAHARAN, dtype="str")
    digits = [rows[axis].str.partition(".")[2].str.len() for axis in ("Lat", "Long")]
    rows = rows[np.minimum(*digits).fillna(0) >= _LEAST_DIGITS]
    return gpd.GeoDataFrame(
        {
            "name": rows["Facility name"],
            "kind": rows["Facility type"],
            "country": rows["iso3c"],
            "admin1": rows["Admin1"],
            "coordinates_precision_m": 100.0,
        },
        geometry=gpd.points_from_xy(rows["Long"].astype(float), rows["Lat"].astype(float)),
        crs="EPSG:4326",
    ).set_axis(pd.Index("row" + rows.index.astype("str"), name="facility_id"))


def synthetic_list(country: str, n: int, seed: int) -> gpd.GeoDataFrame:
    """Return invented facilities around the towns of a country, sorted by province and name."""
    rng = np.random.default_rng(seed)
    border = boundaries.countries()
    [shape] = border.geometry[border["country"].eq(country)]
    inner = shapely.buffer(shape, -0.05)
    towns = gazetteer.towns()
    towns = towns[towns["country"].eq(country)]
    weight = np.sqrt(towns["population"].to_numpy(dtype=float) + 5_000)
    xs: list[float] = []
    ys: list[float] = []
    while len(xs) < n:
        at = rng.choice(len(towns), 4 * n, p=weight / weight.sum())
        spread = rng.choice([0.01, 0.05, 0.4], 4 * n, p=[0.35, 0.35, 0.3])
        x = towns.geometry.x.to_numpy()[at] + rng.normal(0, 1, 4 * n) * spread
        y = towns.geometry.y.to_numpy()[at] + rng.normal(0, 1, 4 * n) * spread
        inside = shapely.contains_xy(inner, x, y)
        xs += x[inside].tolist()
        ys += y[inside].tolist()
    x, y = np.round(xs[:n], _DECIMALS), np.round(ys[:n], _DECIMALS)
    seats = rng.choice(n, 14, replace=False)
    apart = (x[:, None] - x[seats]) ** 2 + (y[:, None] - y[seats]) ** 2
    province = np.array([f"Province {chr(65 + i)}" for i in range(14)])[apart.argmin(axis=1)]
    words = ["".join(rng.choice(_SYLLABLES, rng.integers(2, 5))).capitalize() for _ in range(n)]
    kind = rng.choice(_KINDS, n)
    table = gpd.GeoDataFrame(
        {
            "name": [f"{w} {k.replace('_', ' ')}" for w, k in zip(words, kind, strict=True)],
            "kind": kind,
            "country": country,
            "admin1": province,
            "coordinates_precision_m": 0.11,
        },
        geometry=gpd.points_from_xy(x, y),
        crs="EPSG:4326",
    ).sort_values(["admin1", "name"])
    table = table.set_axis(pd.Index([f"s{i}" for i in range(n)], name="facility_id"))
    return with_points(
        table.astype(dict.fromkeys(("name", "kind", "country", "admin1"), "str")), *_xy(table)
    )


def areas_of(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return provinces that hold the rows naming them: Voronoi cells, within the countries."""
    points = shapely.multipoints(shapely.points(*_xy(table.drop_duplicates("geometry"))))
    cells = shapely.get_parts(shapely.voronoi_polygons(points))
    at, cell = gpd.GeoSeries(cells, crs=4326).sindex.query(table.geometry.values, "intersects")
    owner = pd.Series(table["admin1"].to_numpy()[at], index=cell).groupby(level=0).first()
    merged = gpd.GeoDataFrame(
        {"name": owner}, geometry=cells[owner.index.to_numpy()], crs=4326
    ).dissolve("name")
    border = boundaries.countries()
    country = table["country"].iloc[0]
    [shape] = border.geometry[border["country"].eq(country)]
    out = merged.intersection(shapely.buffer(shape, 0.02)).rename("geometry")
    out = gpd.GeoDataFrame(geometry=out).reset_index()
    out = out[~out.geometry.is_empty]
    return out.assign(level="admin1", country=country, code=None, source="made")


def reference_of(table: gpd.GeoDataFrame, seed: int, share: float = 0.85) -> gpd.GeoDataFrame:
    """Return another list of most of the facilities, 10 m off (one sigma), written in capitals."""
    rng = np.random.default_rng(seed)
    kept = table[rng.random(len(table)) < share]
    x, y, _ = _GEOD.fwd(
        *_xy(kept), rng.uniform(0, 360, len(kept)), np.abs(rng.normal(0, 10, len(kept)))
    )
    kept = kept.assign(name=kept["name"].str.upper())
    kept = kept.set_axis("r" + kept.index.astype(str), axis=0)
    return with_points(kept, np.asarray(x), np.asarray(y))


def _xy(table: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return table.geometry.x.to_numpy(), table.geometry.y.to_numpy()


def _numbers(change: Callable[[Floats, Floats, Rng], XY]) -> Fault:
    def plant(table: gpd.GeoDataFrame, rows: Rows, rng: Rng) -> gpd.GeoDataFrame:
        x, y = (axis.copy() for axis in _xy(table))
        x[rows], y[rows] = change(x[rows], y[rows], rng)
        return with_points(table, x, y)

    return plant


def _one_of(x: Floats, y: Floats, new_x: Floats, new_y: Floats, rng: Rng) -> XY:
    """Change longitude, latitude or both, by chance."""
    which = rng.integers(0, 3, len(x))
    return np.where(which != 1, new_x, x), np.where(which != 0, new_y, y)


def _shifted(x: Floats, y: Floats, rng: Rng) -> XY:
    factor = rng.choice([10.0, 0.1], len(x))
    new_x, new_y = _one_of(x, y, x * factor, y * factor, rng)
    return np.round(new_x, 9), np.round(new_y, 9)


def _comma_lost(x: Floats, y: Floats, _: Rng) -> XY:
    return _without_point(x), _without_point(y)


def _without_point(axis: Floats) -> Floats:
    return np.array([float(f"{value:.7f}".rstrip("0").replace(".", "")) for value in axis])


def to_dms(value: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Write degrees, minutes and whole seconds as a decimal number, as the fault does."""
    seconds = np.rint(np.abs(value) * 3600)
    degrees, rest = np.divmod(seconds, 3600)
    minutes, seconds = np.divmod(rest, 60)
    return np.asarray(np.copysign(np.round(degrees + minutes / 100 + seconds / 10_000, 4), value))


def to_minutes(value: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Write degrees and minutes of two decimals as a decimal number, as the fault does."""
    minutes = np.rint(np.abs(value) * 6000)
    degrees, rest = np.divmod(minutes, 6000)
    return np.asarray(np.copysign(np.round(degrees + rest / 10_000, 4), value))


def in_datum(code: str) -> Fault:
    """Return the fault of writing the coordinates of an older datum."""

    def change(x: Floats, y: Floats, _: Rng) -> XY:
        back = Transformer.from_crs("EPSG:4326", code, always_xy=True)
        new_x, new_y = back.transform(x, y)
        return np.round(new_x, _DECIMALS), np.round(new_y, _DECIMALS)

    return _numbers(change)


def _moved(x: Floats, y: Floats, rng: Rng) -> XY:
    far = 10 ** rng.uniform(3, 4.7, len(x))
    new_x, new_y, _ = _GEOD.fwd(x, y, rng.uniform(0, 360, len(x)), far)
    return np.round(new_x, _DECIMALS), np.round(new_y, _DECIMALS)


def _abroad(x: Floats, y: Floats, rng: Rng) -> XY:
    """Put each row on a town of another country, 300 to 3,000 km away."""
    towns = gazetteer.towns()
    to_x, to_y = _xy(towns)
    far_x, far_y = x.copy(), y.copy()
    for row in range(len(x)):
        apart_m = _GEOD.inv(np.full(len(to_x), x[row]), np.full(len(to_x), y[row]), to_x, to_y)[2]
        at = rng.choice(np.flatnonzero((apart_m > 3e5) & (apart_m < 3e6)))
        far_x[row], far_y[row] = to_x[at] + 0.001234, to_y[at] - 0.004321
    return np.round(far_x, _DECIMALS), np.round(far_y, _DECIMALS)


def duplicated(table: gpd.GeoDataFrame, rows: Rows, rng: Rng) -> gpd.GeoDataFrame:
    """Append each of the rows once more, up to 150 m off."""
    again = table.iloc[rows]
    x, y, _ = _GEOD.fwd(*_xy(again), rng.uniform(0, 360, len(rows)), rng.uniform(0, 150, len(rows)))
    again = with_points(again, np.asarray(x), np.asarray(y))
    again = again.set_axis("copy:" + again.index.astype(str), axis=0)
    both = pd.concat([table, again])
    return both.rename_axis(table.index.name)


def one_point(table: gpd.GeoDataFrame, rows: Rows, _: Rng) -> gpd.GeoDataFrame:
    """Put the rows, three by three, on the point of the first of each three."""
    x, y = (axis.copy() for axis in _xy(table))
    for three in np.array_split(rows, max(1, len(rows) // 3)):
        x[three], y[three] = x[three[0]], y[three[0]]
    return with_points(table, x, y)


def next_zone(table: gpd.GeoDataFrame, rows: Rows, rng: Rng) -> gpd.GeoDataFrame:
    """Read rows that were written in UTM in the zone to the east or west."""
    x, y = (axis.copy() for axis in _xy(table))
    x[rows] += rng.choice([-6.0, 6.0], len(rows))
    form = np.full(len(table), "decimal", dtype=object)
    form[rows] = "UTM"
    return (
        with_points(table, x, y)
        .assign(coordinates_format=form)
        .astype({"coordinates_format": "str"})
    )


def _of_all(change: Callable[[Floats, Floats, Rng], XY]) -> ListFault:
    def plant(table: gpd.GeoDataFrame, rng: Rng) -> gpd.GeoDataFrame:
        return with_points(table, *change(*_xy(table), rng))

    return plant


def _block_off(x: Floats, y: Floats, rng: Rng) -> XY:
    """Half of the list one row down: rows at its begin and end are the nearest to right."""
    n = len(x)
    first = int(rng.integers(0, n // 2))
    last = first + n // 2
    new_x, new_y = x.copy(), y.copy()
    new_x[first + 1 : last], new_y[first + 1 : last] = x[first : last - 1], y[first : last - 1]
    return new_x, new_y


def _other_sheet(table: gpd.GeoDataFrame, rng: Rng) -> gpd.GeoDataFrame:
    """Give a whole province the latitudes of another."""
    x, y = (axis.copy() for axis in _xy(table))
    sizes = table["admin1"].value_counts()
    large = sorted(sizes[sizes >= 12].index)
    to, of = rng.choice(large, 2, replace=False)
    rows, donors = (np.flatnonzero(table["admin1"].eq(name)) for name in (to, of))
    y[rows] = y[rng.choice(donors, len(rows))]
    return with_points(table, x, y)


def _metres(code: int | None) -> ListFault:
    """Write the list in a projection; None for the UTM zone of its middle."""

    def change(x: Floats, y: Floats, _: Rng) -> XY:
        zone = int((x.mean() + 180) // 6) + 1
        to = code or (32600 if y.mean() > 0 else 32700) + zone
        new_x, new_y = Transformer.from_crs(4326, to, always_xy=True).transform(x, y)
        return np.round(new_x, 1), np.round(new_y, 1)

    return _of_all(change)


LIST_FAULTS: Final[dict[str, tuple[str, ListFault]]] = {
    "latitude sorted on its own": ("columns_parted", _of_all(lambda x, y, _: (x, np.sort(y)))),
    "longitude sorted on its own": ("columns_parted", _of_all(lambda x, y, _: (np.sort(x), y))),
    "latitude one row down": ("columns_parted", _of_all(lambda x, y, _: (x, np.roll(y, 1)))),
    "half of the list one row off": ("rows_off", _of_all(_block_off)),
    "latitudes of a province from another": ("axis_from_elsewhere", _other_sheet),
    "metres of UTM": ("other_projection", _metres(None)),
    "metres of Web Mercator": ("other_projection", _metres(3857)),
}
"""What is planted in a whole list -> the code that should say so, and how it is planted."""

FAULTS: Final[dict[str, tuple[str, Fault]]] = {
    "axes exchanged": ("swapped", _numbers(lambda x, y, _: (y, x))),
    "sign of one axis or both lost": (
        "sign_lost",
        _numbers(lambda x, y, rng: _one_of(x, y, -x, -y, rng)),
    ),
    "both axes 0": ("null_island", _numbers(lambda x, y, _: (0 * x, 0 * y))),
    "decimal point moved by one": ("decimal_shift", _numbers(_shifted)),
    "decimal point lost": ("decimal_shift", _numbers(_comma_lost)),
    "999 for an unknown latitude": (
        "out_of_range",
        _numbers(lambda x, y, _: (x, 0 * y + 999)),
    ),
    "a town abroad, 300 to 3,000 km off": ("outside_country", _numbers(_abroad)),
    "one number on both axes": ("equal_lat_lon", _numbers(lambda _x, y, _: (y, y))),
    "the UTM zone next to it": ("wrong_zone", next_zone),
    "listed twice": ("duplicate", duplicated),
    "three on one point": ("shared_point", one_point),
    "1 to 50 km off": ("disagrees_with_reference", _numbers(_moved)),
    "minutes and seconds as decimals": (
        "dms_as_decimal",
        _numbers(lambda x, y, _: (to_dms(x), to_dms(y))),
    ),
    "minutes as decimals": (
        "minutes_as_decimal",
        _numbers(lambda x, y, _: (to_minutes(x), to_minutes(y))),
    ),
}
"""What is planted -> the code that should find it, and how it is planted."""
