"""Make the files of Demoland: ``python -m layers.samples.make_demoland``.

Demoland is invented: a country in the open South Atlantic, far from any land. The files are the
same on every run. Each fault planted in them is written down in ``planted.csv``, so that tests can
ask whether it was found, and whether anything else was.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import shapely

from layers.samples import FOLDER
from layers.samples._country import Row, make_country
from layers.samples._facilities import make_facilities, make_registry
from layers.samples._incidents import make_incidents
from layers.samples._words import FACILITY_COLUMNS, INCIDENT_COLUMNS, README, REGISTRY_COLUMNS


def write_csv(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    """Write rows as UTF-8 with plain line ends, so that the bytes are the same everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _geojson(areas: list[Row]) -> str:
    features = []
    for area in areas:
        shape = shapely.transform(area["geometry"], lambda c: np.round(c, 4))
        properties = {key: value for key, value in area.items() if key != "geometry"}
        geometry = json.loads(shapely.to_geojson(shape))
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def main(folder: Path = FOLDER) -> None:
    """Write the six files."""
    land = make_country()
    facilities = make_facilities(land)
    registry = make_registry(land, facilities)
    incidents = make_incidents(land, facilities)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "areas.geojson").write_text(_geojson(land.areas), encoding="utf-8")
    write_csv(folder / "facilities.csv", FACILITY_COLUMNS, facilities)
    write_csv(folder / "registry.csv", REGISTRY_COLUMNS, registry)
    write_csv(folder / "incidents.csv", INCIDENT_COLUMNS, incidents)
    write_csv(folder / "planted.csv", ("table", "id", "fault"), land.planted)
    (folder / "README.txt").write_text(README, encoding="utf-8")
    counts = f"{len(incidents)} incidents, {len(facilities)} facilities, {len(registry)} registered"
    sys.stdout.write(f"{counts}; in {folder}\n")


if __name__ == "__main__":
    main()
