"""What a map's page costs, beside folium's own layers: ``python -m bench maps``.

All draw the same invented places with full popups: id, date, source, type, casualties, citation,
and 80 characters of real descriptions (windows at random into the texts of the files given with
``--texts``, so that they do not compress as one sentence repeated would). What each draws is at
hand as its author would have it before the clock runs. Each page is written in a process of its own
and opened in a browser of its own, offline; folium's pages find Leaflet and the clustering plugin
served from disk at the addresses they ask: kinder to them than a network.

Two floors stand beside them: a page with nothing on it, and Leaflet alone. No map in this browser
can cost less, so the figures are also given above the second.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from bench.map_browser import open_one
from bench.map_pages import CONTENDERS, FLOORS, LETTERS, descriptions, incidents, vendored
from bench.report import processor

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
BEGIN: Final = "<!-- begin: python -m bench maps -->"
END: Final = "<!-- end: python -m bench maps -->"
SIZES: Final = (10_000, 50_000, 200_000)
_MANY: Final = 100_000  # a peer's page of more takes minutes
_SLOWED: Final = 3  # rounds in which the page is opened by a slowed processor too
AIMS: Final = {  # ours over GeoJson's
    "HTML": ("html_mb", {10_000: 3, 200_000: 6}),
    "write, wall": ("write_s", dict.fromkeys(SIZES, 3)),
    "write, processor": ("write_cpu_s", dict.fromkeys(SIZES, 3)),
    "load": ("load_s", dict.fromkeys(SIZES, 6)),
    "longest task": ("longest_ms", dict.fromkeys(SIZES, 15)),
    "renderer": ("renderer_mb", dict.fromkeys(SIZES, 2)),
    "renderer, its own": ("own_mb", dict.fromkeys(SIZES, 2)),
}
OURS, GEOJSON, *_ = CONTENDERS
LEAFLET: Final = "Leaflet alone"


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


def _plugin() -> str:
    """Return the clustering plugin's script, from the npm registry."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "install", "--silent", "--prefix", folder, "leaflet.markercluster@1.5.3"]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words
        script = "node_modules/leaflet.markercluster/dist/leaflet.markercluster.js"
        return (Path(folder) / script).read_text(encoding="utf-8")


def _medians(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    columns = list(table.columns.drop("by"))
    return table.groupby("by", sort=False)[columns].agg(
        lambda cells: statistics.median(cells.dropna()) if cells.notna().any() else np.nan
    )


def floors(rounds: int, browser: str) -> pd.DataFrame:
    """Return the medians of the floors' figures."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        for k in range(rounds):
            for name, write in FLOORS.items():
                write(None, path)
                rows.append({"by": name, **_opened(path, browser, {}, slowed=k < _SLOWED)})
                print(rows[-1], flush=True)
    return _medians(rows)


def _opened(path: Path, browser: str, assets: dict[str, str], *, slowed: bool) -> dict[str, float]:
    found = open_one(browser, path, assets, 1)
    slow = open_one(browser, path, assets, 6)["load_s"] if slowed else np.nan
    return {**found, "slow_s": slow, "html_mb": path.stat().st_size / 1e6}


def measure(n: int, texts: list[str], rounds: dict[str, int], browser: str) -> pd.DataFrame:
    """Return the medians of each contender's figures at a size."""
    assets = {name: vendored(name) for name in ("leaflet.js", "leaflet.css")}
    assets["leaflet.markercluster.js"] = _plugin()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        table_path, path = Path(folder) / "table.parquet", Path(folder) / "page.html"
        incidents(n, texts).to_parquet(table_path)
        for k in range(max(rounds.values())):
            for name in (name for name, most in rounds.items() if k < most):
                command = [sys.executable, "-m", "bench", "maps", "--one", name]
                command += [str(table_path), str(path)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
                slowed = k < _SLOWED and (n <= _MANY or name == OURS)
                opened = _opened(path, browser, assets, slowed=slowed)
                rows.append({"by": name, **json.loads(done.stdout), **opened})
                print({"n": n, **rows[-1]}, flush=True)
    return _medians(rows)


def _row(n: str, name: str, row: pd.Series) -> str:
    def told(figure: str, places: int) -> str:
        known = figure in row and not np.isnan(row[figure])
        return f"{row[figure]:,.{places}f}" if known else "–"

    figures = (
        told(figure, places)
        for figure, places in (
            ("html_mb", 2),
            ("write_s", 2),
            ("write_cpu_s", 2),
            ("peak_mb", 0),
            ("load_s", 2),
            ("whole_s", 2),
            ("slow_s", 1),
            ("longest_ms", 0),
            ("renderer_mb", 0),
            ("own_mb", 0),
            ("requests", 0),
        )
    )
    return f"| {n} | {name} | {' | '.join(figures)} |"


def _reached(tables: dict[int, pd.DataFrame], least: pd.DataFrame) -> list[str]:
    """Return ours over GeoJson's, beside what was aimed at, and the same above the floor."""

    def share(own: float, peer: float) -> str:
        return f"1/{peer / own:.1f}" if own > 0 else "none"

    lines = ["| ours over GeoJson's | " + " | ".join(f"{n:,}" for n in tables) + " |"]
    lines.append("|---|" + "--:|" * len(tables))
    for words, (figure, aims) in AIMS.items():
        cells, above = [], []
        for n, table in tables.items():
            own, peer = table.loc[OURS, figure], table.loc[GEOJSON, figure]
            cell = share(own, peer)
            if n in aims:
                cell += f" (aim 1/{aims[n]}: {'met' if own * aims[n] <= peer else 'not met'}"
                floor = least.get(figure, pd.Series(dtype=float)).get(LEAFLET, 0.0)
                under = figure != "html_mb" and peer / aims[n] < floor
                cell += "; below Leaflet alone)" if under else ")"
            cells.append(cell)
            floor = least[figure][LEAFLET] if figure in least else 0.0
            above.append(share(own - floor, peer - floor))
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
        if figure in {"load_s", "own_mb"}:
            lines.append(f"| {words}, above Leaflet alone | " + " | ".join(above) + " |")
    return lines


def section(
    tables: dict[int, pd.DataFrame],
    least: pd.DataFrame,
    rounds: dict[int, dict[str, int]],
    n_texts: int,
) -> str:
    """Return the dated table in Markdown, and what was aimed at and reached."""
    heads = (
        "incidents | page by | HTML MB | write s | write processor s | write peak MiB | load s | "
        "whole page s | load s, CPU 6× slower | longest task ms | renderer MiB | of it own | "
        "requests"
    )
    lines = [
        f"| {heads} |",
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(_row("–", name, row) for name, row in least.iterrows()),
        *(
            _row(f"{n:,}", name, row)
            for n, table in tables.items()
            for name, row in table.iterrows()
        ),
    ]
    told = "; ".join(
        f"{n:,}: " + ", ".join(f"{name} {most}" for name, most in of.items())
        for n, of in rounds.items()
    )
    date, load = datetime.now(tz=UTC).date().isoformat(), os.getloadavg()[1]
    return (
        f"{date}; {processor()}, {os.cpu_count()} cores, load average {load:.1f}; headless "
        f"Chromium; folium {version('folium')}. Medians; rounds at {told} (the slowed load "
        f"{_SLOWED} at most). Descriptions are windows of {LETTERS} characters into {n_texts:,} "
        "real ones.\n\n" + "\n".join([*lines, "", *_reached(tables, least)])
    )


def main(arguments: list[str]) -> None:
    """Measure, print the tables, and put them into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="bench maps", description=__doc__)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--texts", nargs="+", type=Path, default=[], help="files of incidents")
    parser.add_argument("--size", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--large-peer-rounds", type=int, default=3, help=f"of the peers, beyond {_MANY:,} incidents"
    )
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
    rounds = {}
    for n in options.size:
        fewer = min(options.rounds, options.large_peer_rounds) if n > _MANY else options.rounds
        rounds[n] = dict.fromkeys(CONTENDERS, fewer) | {OURS: options.rounds}
    least = floors(options.rounds, options.browser)
    tables = {n: measure(n, texts, rounds[n], options.browser) for n in options.size}
    text = section(tables, least, rounds, len(texts))
    print(text)
    if not options.print_only:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
