"""The pages that `bench.maps` compares: ours, folium's, and the floors that none can go below."""

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from folium.plugins import FastMarkerCluster

import layers
import maps
from layers.schema import conform_facilities, conform_incidents

TYPES: Final = ("air_strike", "shelling", "drone_strike", "armed_clash")
SITES: Final = 500
LETTERS: Final = 80


def incidents(n: int, texts: list[str], seed: int = 1) -> gpd.GeoDataFrame:
    """Return invented incidents around invented towns, with windows into real descriptions."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform((30.0, 44.5), (40.0, 51.5), (1_000, 2))
    place = towns[rng.integers(0, len(towns), n)] + rng.normal(0, 0.05, (n, 2))
    corpus = " ".join(texts)
    at = rng.integers(0, len(corpus) - LETTERS, n)
    start = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 900, n), unit="D")
    kind = np.array(TYPES)[rng.integers(0, len(TYPES), n)]
    dead = rng.poisson(1.5, n)
    table = pd.DataFrame(
        {
            "source": "bench",
            "source_event_id": [f"B{k}" for k in range(n)],
            "date_start": start,
            "date_end": start,
            "event_type": kind,
            "is_strike": kind != "armed_clash",
            "is_armed_attack": False,
            "location_precision": "settlement",
            "coordinates_status": "ok",
            "error_m": 5_000.0,
            "fatalities_min": dead,
            "fatalities_max": dead,
            "place_name": [f"Town {k % 1_000}" for k in range(n)],
            "citation": "Invented for a benchmark",
            "description": [corpus[k : k + LETTERS] for k in at],
        },
        index=pd.Index([f"bench:B{k}" for k in range(n)], name="incident_id"),
    )
    places = gpd.GeoDataFrame(table, geometry=shapely.points(place), crs="EPSG:4326")
    return conform_incidents(places)


def descriptions(files: list[Path]) -> list[str]:
    """Return the different descriptions in files of incidents, in order."""
    found = [layers.read_incidents(path)["description"].dropna() for path in files]
    return list(dict.fromkeys(pd.concat(found).astype(str)))


def audited(table: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return what `maps.conflict_map` draws: incidents, sites, flags, a tier for every strike."""
    rng = np.random.default_rng(2)
    sites = conform_facilities(
        gpd.GeoDataFrame(
            {
                "source": "bench",
                "name": [f"Hospital {k}" for k in range(SITES)],
                "kind": "hospital",
                "coordinates_status": "ok",
                "error_m": 50.0,
            },
            index=pd.Index([f"site:{k}" for k in range(SITES)], name="facility_id"),
            geometry=table.geometry.iloc[rng.integers(0, len(table), SITES)].to_numpy(),
            crs="EPSG:4326",
        )
    )
    flags = pd.DataFrame(
        {
            "incident_id": table.index[:SITES],
            "facility_id": sites.index,
            "distance_m": 100.0,
            "bearing_deg": 10.0,
            "p_1000": 0.2,
            "tier_1000": "cannot_tell",
        }
    )
    p = rng.uniform(0, 1, len(table)).round(3)
    tiers = np.select(
        [p > 0.9, p > 0.8, p > 0.7], ["likely", "possible", "unlikely"], "cannot_tell"
    )
    summary = pd.DataFrame({"tier_any_1000": tiers, "p_any_1000": p}, index=table.index)
    return {"incidents": table, "facilities": sites, "strikes": flags, "summary": summary}


def ours(given: dict[str, Any], path: Path) -> None:
    """Write the page of `maps.conflict_map`."""
    maps.conflict_map(**given, radius_m=(1_000,)).save(path)


FIELDS: Final = ["id", "date", "source", "type", "casualties", "citation", "description"]


def popups(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the fields of a popup and nothing else, as folium's layers take them."""
    told = gpd.GeoDataFrame(
        {
            "id": table.index,
            "date": table["date_start"].dt.strftime("%Y-%m-%d"),
            "source": table["source"].astype(str),
            "type": table["event_type"].astype(str),
            "casualties": table["fatalities_max"].astype(int),
            "citation": table["citation"].astype(str),
            "description": table["description"].astype(str),
        },
        geometry=table.geometry.to_numpy(),
        crs="EPSG:4326",
    )
    return told.reset_index(drop=True)


def geojson(told: gpd.GeoDataFrame, path: Path) -> None:
    """Write folium's GeoJson on one canvas, with popups."""
    chart = folium.Map(location=[48, 35], zoom_start=6, prefer_canvas=True, tiles=None)
    folium.GeoJson(
        told,
        marker=folium.CircleMarker(radius=4, weight=1),
        popup=folium.GeoJsonPopup(fields=FIELDS),
    ).add_to(chart)
    chart.save(str(path))


def clusters(told: gpd.GeoDataFrame, path: Path) -> None:
    """Write folium's FastMarkerCluster, with popups made by its callback."""
    chart = folium.Map(location=[48, 35], zoom_start=6, tiles=None)
    rows = [
        [y, x, *values]
        for x, y, values in zip(
            told.geometry.x, told.geometry.y, told[FIELDS].itertuples(index=False), strict=True
        )
    ]
    callback = (
        "function (row) { const marker = L.circleMarker(new L.LatLng(row[0], row[1]));"
        " marker.bindPopup(row.slice(2).join('<br>')); return marker; }"
    )
    cluster: Any = FastMarkerCluster  # folium's plugins are not typed
    cluster(rows, callback=callback).add_to(chart)
    chart.save(str(path))


# What each is given, which is not in the time, and how it writes that.
CONTENDERS: Final[dict[str, tuple[Callable[..., Any], Callable[[Any, Path], None]]]] = {
    "nostrike": (audited, ours),
    "folium GeoJson, canvas": (popups, geojson),
    "folium FastMarkerCluster": (popups, clusters),
}


def nothing(_: None, path: Path) -> None:
    """Write a page that says one word: what any page costs in this browser."""
    path.write_text(
        '<!DOCTYPE html><meta charset="utf-8"><title>-</title>'
        '<div class="leaflet-container" tabindex="0">Nothing</div>',
        encoding="utf-8",
    )


def leaflet(_: None, path: Path) -> None:
    """Write a page of Leaflet alone, inside the file: a view with nothing on it."""
    style, script = vendored("leaflet.css"), vendored("leaflet.js")
    path.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><title>-</title><style>{style}\n'
        "html, body, #map { height: 100%; margin: 0 }</style>"
        f'<div id="map"></div><script>{script}</script>'
        "<script>L.map('map', { preferCanvas: true }).setView([48, 35], 6);</script>",
        encoding="utf-8",
    )


def vendored(name: str) -> str:
    """Return a file of the Leaflet that ships with the tool, without a link to its source map."""
    text = (resources.files("maps") / "assets/vendor/leaflet" / name).read_text("utf-8")
    return re.sub(r"\n?//# sourceMappingURL=.*", "", text)


FLOORS: Final = {"an empty page": nothing, "Leaflet alone": leaflet}
