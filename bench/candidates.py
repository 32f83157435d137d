"""Time and memory of which facility it was: ``python -m bench candidates``.

Writes the table between the marks in docs/candidates.md; ``--print-only`` leaves it. The list and
the incidents are invented: towns with several facilities each, some towns far larger than others.
"""

import argparse
import datetime as dt
import os
import resource
import time
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.candidates import find_named, which_facility

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "candidates.md"
BEGIN, END = "<!-- bench.candidates begins -->", "<!-- bench.candidates ends -->"
_SYLLABLES: Final = [first + last for first in "bdgklmnrstwyz" for last in "aeiou"]
_KINDS: Final = ("health_centre", "clinic", "hospital", "health_post")
_WORDS: Final = ("Centre de Santé", "Clinic", "Hospital", "Poste de Santé")
_SAID: Final = ("health centre", "clinic", "hospital", "health post")


_HEAD: Final = "{}, {} cores, load {:.1f} before the run."
_COLUMNS: Final = (
    "| incidents × facilities | names, s | distribution, s | together, s | peak memory above the "
    "tables, MiB | names found | rows |"
)


def invented(n_incidents: int, n_facilities: int, seed: int = 1) -> tuple[gpd.GeoDataFrame, ...]:
    """Return incidents and facilities of one country.

    One in three descriptions names a facility; three in four have a place known to 25 km.
    """
    rng = np.random.default_rng(seed)
    towns = max(1, n_facilities // 8)
    names = ["".join(rng.choice(_SYLLABLES, rng.integers(2, 5))).title() for _ in range(towns)]
    share = rng.pareto(1.3, towns) + 0.2
    x, y = rng.uniform(12.0, 31.0, towns), rng.uniform(-13.0, 5.0, towns)
    town = rng.choice(towns, n_facilities, p=share / share.sum())
    kind = rng.choice(4, n_facilities, p=[0.5, 0.27, 0.05, 0.18])
    near = rng.normal(0.0, 0.06, (2, n_facilities))
    other = rng.integers(0, towns, n_facilities)
    facilities = gpd.GeoDataFrame(
        {
            "name": [f"{names[o]} {_WORDS[k]}" for o, k in zip(other, kind, strict=True)],
            "kind": [_KINDS[k] for k in kind],
            "country": "COD",
        },
        geometry=gpd.points_from_xy(x[town] + near[0], y[town] + near[1]),
        index=[f"f{number}" for number in range(n_facilities)],
        crs=4326,
    )
    at = rng.integers(0, n_facilities, n_incidents)
    says = rng.random(n_incidents) < 1 / 3
    text = [
        f"{names[other[a]]} {_SAID[kind[a]]} was looted by armed men." if named
        else f"A {_SAID[kind[a]]} was looted by armed men near {names[town[a]]}."
        for a, named in zip(at, says, strict=True)
    ]  # fmt: skip
    away = rng.uniform(-0.15, 0.15, (2, n_incidents))
    known = rng.random(n_incidents) < 3 / 4
    points = facilities.geometry.iloc[at]
    incidents = gpd.GeoDataFrame(
        {
            "description": text,
            "country": "COD",
            "location_precision": np.where(known, "settlement", "country"),
            "error_m": np.where(known, 25_000.0, np.nan),
            "error_model": pd.Series("disc", index=range(len(known)), dtype="str")
            .where(known)
            .to_numpy(),
        },
        geometry=gpd.points_from_xy(points.x + away[0], points.y + away[1]),
        index=[f"i{number}" for number in range(n_incidents)],
        crs=4326,
    )
    return incidents, facilities


def measure(n_incidents: int, n_facilities: int) -> str:
    """Return a row of the table."""
    incidents, facilities = invented(n_incidents, n_facilities)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    named = find_named(incidents, facilities)
    middle = time.perf_counter()
    found = which_facility(incidents, facilities, named)
    end = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"| {n_incidents:,} × {n_facilities:,} | {middle - start:.1f} | {end - middle:.1f} | "
        f"{end - start:.1f} | {peak - before:,.0f} | {len(named):,} | {len(found.table):,} |"
    )


def main(words: list[str]) -> None:
    """Measure, print, and write."""
    options = argparse.ArgumentParser(prog="bench candidates", description=__doc__)
    options.add_argument("--print-only", action="store_true")
    chosen = options.parse_args(words)
    lines = [
        _HEAD.format(dt.date.today(), os.cpu_count(), os.getloadavg()[0]),  # noqa: DTZ011
        "",
        _COLUMNS,
        "|---|---|---|---|---|---|---|",
    ]
    lines += [measure(*size) for size in ((1_000, 10_000), (9_000, 100_000))]
    text = "\n".join(lines)
    print(text)
    if not chosen.print_only:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], "utf-8")
