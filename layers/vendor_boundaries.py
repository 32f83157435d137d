"""Make the country boundaries that ship with the tool: ``python -m layers.vendor_boundaries``.

For maintainers. It fetches one pinned npm package through the ordinary npm client, decodes its
TopoJSON, and writes ``layers/boundaries_data/``. Nobody who only uses the tool runs it.

Every choice about who is shown where is in the tables of this module, in plain sight.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.countries import country_name, to_iso3

PACKAGE: Final = "world-atlas@2.0.2"
MEMBER: Final = "package/countries-10m.json"
SHA256: Final = "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79"
NATURAL_EARTH_VERSION: Final = "4.1.0"
OUTPUT: Final = Path(__file__).with_name("boundaries_data")

_GRID: Final = 2.0**-14
"""Degrees; vertices are rounded to it (4 m at most), so that the file packs to a third."""

_TURN: Final = 360.0

_WITHOUT_CODE: Final[dict[str, str | None]] = {
    # units that Natural Earth draws apart and ISO 3166-1 gives no code of their own
    "Kosovo": "XKX",  # user-assigned code in common use
    "Somaliland": "SOM",
    "N. Cyprus": "CYP",
    "Cyprus U.N. Buffer Zone": "CYP",
    "Dhekelia": "GBR",  # sovereign bases of the United Kingdom on Cyprus
    "Akrotiri": "GBR",
    "Baikonur": "KAZ",
    "USNB Guantanamo Bay": "CUB",
    "Indian Ocean Ter.": "AUS",
    "Coral Sea Is.": "AUS",
    "Clipperton I.": "FRA",
    # claimed by several: given to none
    "Siachen Glacier": None,
    "Spratly Is.": None,
    "Bajo Nuevo Bank": None,
    "Serranilla Bank": None,
    "Scarborough Reef": None,
}

_CRIMEA_FRAME: Final = (32.4, 44.3, 36.7, 46.3)
"""West, south, east, north in degrees, around Crimea and nothing else of Russia's polygons."""


# A row group for each row, with its bounds: whoever asks for a few countries reads those alone.
_EACH_ROW_APART: Final[dict[str, Any]] = {
    "row_group_size": 1,
    "write_covering_bbox": True,
    "use_dictionary": False,
    "write_statistics": [f"bbox.{side}" for side in ("xmin", "ymin", "xmax", "ymax")],
}


def fetch(folder: Path) -> Path:
    """Fetch the pinned package into ``folder`` and return the TopoJSON file, checked.

    Raises
    ------
    ValueError
        The file is not the one whose hash is written down here.
    """
    npm = ["npm", "pack", "--silent", PACKAGE]
    done = subprocess.run(npm, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extract(MEMBER, folder, filter="data")
    path = folder / MEMBER
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{MEMBER} of {PACKAGE} has SHA-256 {digest}, expected {SHA256}")
    return path


def _unrolled(ring: shapely.LinearRing) -> Any:
    """Return a ring's vertices with longitudes that run on past 180 degrees instead of jumping.

    The package stitches rings that Natural Earth cuts at the antimeridian. A ring around a pole
    comes back one turn further on: it is closed along the pole.
    """
    coords = shapely.get_coordinates(ring)
    coords[:, 0] = np.rad2deg(np.unwrap(np.deg2rad(coords[:, 0])))
    turn = coords[-1, 0] - coords[0, 0]
    if abs(turn) > _TURN / 2:
        pole = np.copysign(90.0, coords[:, 1].mean())
        # one more turn on both sides, so that clipping finds the whole circle
        step = np.array([turn, 0.0])
        before, after = coords - step, coords + step
        coords = np.vstack([before, coords[1:], after[1:]])
        ends = [[coords[-1, 0], pole], [coords[0, 0], pole], coords[0].tolist()]
        coords = np.vstack([coords, ends])
    return coords


def _cut_at_antimeridian(polygon: shapely.Polygon) -> Any:
    """Return a polygon whose rings may cross the antimeridian as one within -180 to 180 degrees."""
    shell = shapely.Polygon(_unrolled(polygon.exterior))
    for hole in polygon.interiors:
        inner = shapely.Polygon(_unrolled(hole))
        middle = inner.envelope.centroid.x - shell.envelope.centroid.x
        moved = shapely.transform(inner, lambda c, by=middle: c - [round(by / _TURN) * _TURN, 0.0])
        shell = shapely.difference(shapely.make_valid(shell), shapely.make_valid(moved))
    shell = shapely.make_valid(shell)
    steps = [np.array([turns * _TURN, 0.0]) for turns in (0, -1, 1)]
    turns = [shapely.transform(shell, lambda c, step=step: c + step) for step in steps]
    return shapely.union_all(shapely.intersection(turns, shapely.box(-180.0, -90.0, 180.0, 90.0)))


def _polygons(geometry: np.ndarray) -> Any:
    """Cut at the antimeridian, round to the grid, make valid, and keep what has a surface."""
    parts, owner = shapely.get_parts(geometry, return_index=True)
    west, _, east, _ = shapely.bounds(parts).T
    for at in np.flatnonzero(east - west > _TURN / 2):
        parts[at] = _cut_at_antimeridian(parts[at])
    parts = shapely.make_valid(parts, method="structure", keep_collapsed=False)
    whole = [shapely.union_all(parts[owner == at]) for at in range(len(geometry))]
    rounded = shapely.transform(np.array(whole), lambda c: np.round(c / _GRID) * _GRID)
    return shapely.make_valid(rounded, method="structure", keep_collapsed=False)


def _surfaces(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the polygons of each row, without points and lines, and only rows that have any."""
    parts = table.explode().explode()  # a collection may hold a MultiPolygon
    parts = parts[shapely.get_dimensions(parts.geometry.values) == 2]  # noqa: PLR2004
    owner, index = pd.factorize(parts.index)
    kept = table.loc[index]
    polygons = shapely.multipolygons(parts.geometry.values, indices=owner)
    return kept.set_geometry(polygons, crs=table.crs)


def _with_crimea_in_ukraine(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Show Crimea in Ukraine, as the United Nations do (General Assembly resolution 68/262).

    Natural Earth draws it in Russia, by control. It is a polygon of its own in their data.
    """
    parts = units.explode(ignore_index=True)
    crimea = parts["country"].eq("RUS") & parts.within(shapely.box(*_CRIMEA_FRAME))
    if not crimea.any():
        raise ValueError("no part of Russia's polygons lies in the frame of Crimea")
    parts.loc[crimea, "country"] = "UKR"
    return parts


def build(path: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the countries (one row per ISO code) and the land (one row per land mass)."""
    units = gpd.read_file(path, layer="countries").set_crs("EPSG:4326")
    country = to_iso3(units["id"])
    known = country.notna() | units["name"].isin(list(_WITHOUT_CODE))
    if not known.all():
        raise ValueError(f"units without a decision: {sorted(units.loc[~known, 'name'])}")
    units["country"] = country.where(country.notna(), units["name"].map(_WITHOUT_CODE))
    parts = _with_crimea_in_ukraine(units.set_geometry(_polygons(units.geometry.values), crs=4326))

    key = parts["country"].where(parts["country"].notna(), parts["name"]).rename("key")
    merged = _surfaces(parts.dissolve(by=key, aggfunc="first"))
    claimed = merged["country"].isna()
    names = merged["country"].map(country_name, na_action="ignore")
    countries = gpd.GeoDataFrame(
        {
            "level": "country",
            "name": names.where(~claimed, merged["name"]),
            "country": merged["country"],
            "code": merged["country"],
            "source": f"Natural Earth {NATURAL_EARTH_VERSION}",
        },
        geometry=merged.geometry.values,
        crs="EPSG:4326",
    )
    countries.index = pd.Index("ne:" + merged.index.astype("str"), name="area_id")
    united = shapely.get_parts(shapely.union_all(merged.geometry.values))
    united = united[shapely.get_dimensions(united) == 2]  # noqa: PLR2004 - surfaces
    land = gpd.GeoDataFrame(geometry=united[np.argsort(-shapely.area(united))], crs="EPSG:4326")
    return countries, land


def write(countries: gpd.GeoDataFrame, land: gpd.GeoDataFrame, folder: Path = OUTPUT) -> None:
    """Write both tables as GeoParquet, with a notice that says what they are."""
    folder.mkdir(exist_ok=True)
    lines = [
        f"Country boundaries: Natural Earth {NATURAL_EARTH_VERSION}, Admin 0 countries, 1:10m.",
        "Licence: public domain (Natural Earth); the TopoJSON packaging is ISC (Mike Bostock).",
        f"Taken from the npm package {PACKAGE}, file {MEMBER}, SHA-256 {SHA256}.",
        "Made by: python -m layers.vendor_boundaries (changes are listed in that module).",
        "",
    ]
    for name, table in (("countries", countries), ("land", land)):
        path = folder / f"{name}.parquet"
        apart = _EACH_ROW_APART if name == "countries" else {}
        table.to_parquet(path, compression="zstd", compression_level=19, **apart)
        lines.append(f"{path.name}: SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}")
    (folder / "NOTICE.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fetch, build and write."""
    with tempfile.TemporaryDirectory() as folder:
        countries, land = build(fetch(Path(folder)))
    write(countries, land)
    sys.stdout.write(f"{len(countries)} countries, {len(land)} land masses, in {OUTPUT}\n")


if __name__ == "__main__":
    main()
