"""What a map's page costs, beside folium's own layers: ``python -m bench maps``.

All draw the same invented places with full popups: id, date, source, type, casualties, citation,
and 80 characters of real descriptions (windows at random into the texts of the files given with
``--texts``, so that they do not compress as one sentence repeated would). Each page is written in a
process of its own and opened in a browser of its own, offline; folium's pages find Leaflet and
the clustering plugin served from disk at the addresses they ask: kinder to them than a network.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from folium.plugins import FastMarkerCluster
from playwright.sync_api import Page, Route, sync_playwright

import layers
import maps
from bench.report import processor
from layers.schema import conform_facilities, conform_incidents

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
BEGIN: Final = "<!-- begin: python -m bench maps -->"
END: Final = "<!-- end: python -m bench maps -->"
SIZES: Final = (10_000, 50_000, 200_000)
TYPES: Final = ("air_strike", "shelling", "drone_strike", "armed_clash")
SITES: Final = 500
LETTERS: Final = 80
_BROWSER_SETTLES_MS: Final = 2_000  # it loads pages of its own when it starts
_TOO_LONG_MS: Final = 600_000
_MOST_SLOWED: Final = 50_000  # a peer's larger pages, slowed down, take longer than anybody waits
LONG_TASKS: Final = """
window.longest = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => {
  window.longest = Math.max(window.longest, one.duration);
})).observe({ type: 'longtask', buffered: true });
"""
SETTLED: Final = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
AIMS: Final = {  # ours over GeoJson's
    "html_mb": {10_000: 1 / 3, 200_000: 1 / 6},
    "write_s": dict.fromkeys(SIZES, 1 / 3),
    "load_s": dict.fromkeys(SIZES, 1 / 6),
    "longest_ms": dict.fromkeys(SIZES, 1 / 15),
    "renderer_mb": dict.fromkeys(SIZES, 1 / 2),
}


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
    FastMarkerCluster(rows, callback=callback).add_to(chart)
    chart.save(str(path))


# What each is given, which is not in the time, and how it writes that.
CONTENDERS: Final[dict[str, tuple[Callable[..., Any], Callable[[Any, Path], None]]]] = {
    "nostrike": (audited, ours),
    "folium GeoJson, canvas": (popups, geojson),
    "folium FastMarkerCluster": (popups, clusters),
}


def write_one(name: str, table_path: Path, path: Path) -> dict[str, float]:
    """Write a contender's page; return seconds and MiB of memory on top of the tables' own."""
    prepare, write = CONTENDERS[name]
    given = prepare(gpd.read_parquet(table_path))
    before = _reset_peak_kib()
    start, used = time.perf_counter(), time.process_time()
    write(given, path)
    seconds, used = time.perf_counter() - start, time.process_time() - used
    return {
        "write_s": seconds,
        "write_cpu_s": used,
        "peak_mb": (_status_kib("VmHWM") - before) / 1024,
    }


def _reset_peak_kib() -> int:
    """Let the peak of this process begin anew, and return where it begins."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status_kib("VmHWM")


def _status_kib(name: str) -> int:
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in text.splitlines() if line.startswith(name)).split()[1])


def _serve(route: Route, assets: dict[str, str]) -> None:
    """Answer what a folium page asks: Leaflet and the plugin; all else is empty."""
    name = route.request.url.rpartition("/")[2]
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    route.fulfill(body=assets.get(name, ""), content_type=kind)


def _renderer(page: Page) -> int:
    """Return the process that renders the page: the browser has renderers of its own beside it."""
    session = page.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]

    def used() -> dict[int, float]:
        told = session.send("SystemInfo.getProcessInfo")["processInfo"]
        return {one["id"]: one["cpuTime"] for one in told if one["type"] == "renderer"}

    before = used()
    page.evaluate("const end = performance.now() + 300; while (performance.now() < end);")
    after = used()
    return max(after, key=lambda pid: after[pid] - before.get(pid, 0.0))


def _pss(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    kib = next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1]
    return int(kib) / 1024


def open_one(
    browser_path: str, path: Path, assets: dict[str, str], slowdown: int
) -> dict[str, float]:
    """Open a page in a fresh browser; return load, longest task, memory and requests.

    Load ends when the page has answered to a first movement of its map and drawn the answer.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(_TOO_LONG_MS)
        if slowdown > 1:
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.route(re.compile("^https?:"), lambda route: _serve(route, assets))
        page.add_init_script(LONG_TASKS)
        page.wait_for_timeout(_BROWSER_SETTLES_MS)
        start = time.perf_counter()
        page.goto(path.as_uri(), wait_until="load", timeout=_TOO_LONG_MS)
        page.wait_for_selector(".leaflet-container", state="attached")
        if "nostrikeReady" in path.read_text(encoding="utf-8"):
            page.wait_for_selector("html.ready", state="attached")
        page.locator(".leaflet-container").first.focus()
        page.keyboard.press("ArrowLeft")
        page.evaluate(SETTLED)
        load_s = time.perf_counter() - start
        page.wait_for_timeout(3_000)
        found = {
            "load_s": load_s,
            "longest_ms": page.evaluate("window.longest"),
            "renderer_mb": _pss(_renderer(page)),
            "requests": sum(not url.startswith(("file:", "data:")) for url in asked),
        }
        browser.close()
    return found


def _plugin() -> str:
    """Return the clustering plugin's script, from the npm registry."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "install", "--silent", "--prefix", folder, "leaflet.markercluster@1.5.3"]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words
        script = "node_modules/leaflet.markercluster/dist/leaflet.markercluster.js"
        return (Path(folder) / script).read_text(encoding="utf-8")


def measure(n: int, texts: list[str], rounds: dict[str, int], browser: str) -> pd.DataFrame:
    """Return the medians of each contender's figures at a size."""
    vendor = resources.files("maps") / "assets/vendor/leaflet"
    assets = {name: (vendor / name).read_text("utf-8") for name in ("leaflet.js", "leaflet.css")}
    assets["leaflet.markercluster.js"] = _plugin()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        table_path = Path(folder) / "table.parquet"
        incidents(n, texts).to_parquet(table_path)
        for k in range(max(rounds.values())):
            for name in (name for name, most in rounds.items() if k < most):
                path = Path(folder) / "page.html"
                command = [sys.executable, "-m", "bench", "maps", "--one", name]
                command += [str(table_path), str(path)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
                written = json.loads(done.stdout)
                opened = open_one(browser, path, assets, 1)
                slowed = k == 0 and (n <= _MOST_SLOWED or name == "nostrike")
                slow = open_one(browser, path, assets, 6) if slowed else {"load_s": np.nan}
                size = path.stat().st_size / 1e6
                found = {**written, **opened, "html_mb": size, "slow_s": slow["load_s"]}
                rows.append({"n": n, "by": name, **found})
                print(rows[-1], flush=True)
    table = pd.DataFrame(rows)
    columns = table.columns.drop(["n", "by"])
    return table.groupby("by", sort=False)[list(columns)].agg(
        lambda cells: statistics.median(cells.dropna()) if cells.notna().any() else np.nan
    )


def _seconds(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.1f}"


def section(tables: dict[int, pd.DataFrame], rounds: dict[str, int], n_texts: int) -> str:
    """Return the dated table in Markdown, and what was aimed at and reached."""
    date = datetime.now(tz=UTC).date().isoformat()
    heads = (
        "incidents | page by | HTML MB | write s | write peak MiB | load s | load s, CPU 6× slower"
    )
    lines = [
        f"| {heads} | longest task ms | renderer MiB | requests |",
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for n, table in tables.items():
        for name, row in table.iterrows():
            figures = (
                f"{row.html_mb:.2f} | {row.write_s:.1f} | {row.peak_mb:,.0f} | {row.load_s:.2f} | "
                f"{_seconds(row.slow_s)} | {row.longest_ms:,.0f} | {row.renderer_mb:,.0f} | "
                f"{row.requests:.0f}"
            )
            lines.append(f"| {n:,} | {name} | {figures} |")
    reached = ["| ours over GeoJson's | " + " | ".join(f"{n:,}" for n in tables) + " |"]
    reached.append("|---|" + "--:|" * len(tables))
    for figure, aims in AIMS.items():
        cells = []
        for n, table in tables.items():
            own, peer = (table.loc[name, figure] for name in list(CONTENDERS)[:2])
            aim = f" (aim 1/{1 / aims[n]:.0f})" if n in aims else ""
            cells.append(f"1/{peer / own:.1f}{aim}" if own else f"none{aim}")
        reached.append(f"| {figure.replace('_', ', ')} | " + " | ".join(cells) + " |")
    told = ", ".join(f"{name}: {most}" for name, most in rounds.items())
    load = os.getloadavg()[1]
    return (
        f"{date}; {processor()}, {os.cpu_count()} cores, load average {load:.1f}; "
        f"headless Chromium; folium {version('folium')}. Medians (rounds: {told}; the slowed "
        f"load once). Descriptions are windows of {LETTERS} characters into {n_texts:,} real "
        "ones.\n\n" + "\n".join([*lines, "", *reached])
    )


def main(arguments: list[str]) -> None:
    """Measure, print the tables, and put them into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="bench maps", description=__doc__)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--texts", nargs="+", type=Path, default=[], help="files of incidents")
    parser.add_argument("--size", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer-rounds", type=int, default=3)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--print-only", action="store_true", help="leave the page as it is")
    options = parser.parse_args(arguments)
    if options.one:
        name, table, path = options.one
        print(json.dumps(write_one(name, Path(table), Path(path))))
        return
    if not options.texts:
        parser.error("--texts names no file: real descriptions are needed")
    texts = descriptions(options.texts)
    rounds = dict.fromkeys(CONTENDERS, options.peer_rounds) | {"nostrike": options.rounds}
    tables = {n: measure(n, texts, rounds, options.browser) for n in options.size}
    text = section(tables, rounds, len(texts))
    print(text)
    if not options.print_only:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
