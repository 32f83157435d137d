"""Counts per site for four radii in one pass, beside counting the pairs of a kd-tree."""

import time

import numpy as np

import geo
from bench.contenders import kd_tree_refined
from bench.data import Tables
from bench.measure import Result, forget_peak, peak_mib

RADII_M = (500.0, 1_000.0, 2_000.0, 5_000.0)


def _counted(tables: Tables) -> np.ndarray:
    return geo.count_within(tables.right, tables.left, RADII_M).to_numpy()


def _by_tree(tables: Tables) -> np.ndarray:
    found = kd_tree_refined(tables.right, tables.left, RADII_M[-1])
    ring = np.searchsorted(RADII_M, found.distance_m)
    wide = len(RADII_M)
    counts = np.bincount(found.left * wide + ring, minlength=len(tables.right) * wide)
    return np.cumsum(counts.reshape(-1, wide), axis=1)


def compare_rings(tables: Tables, repeats: int) -> list[Result]:
    """Count with both in turn; missed and false are counts too low and too high."""
    rows: dict[str, list[tuple[float, float, float]]] = {"geo": [], "kd-tree, refined by Geod": []}
    counts: dict[str, np.ndarray] = {}
    for _ in range(repeats):
        for name, count in zip(rows, (_counted, _by_tree), strict=True):
            forget_peak()
            begin, used = time.perf_counter(), time.process_time()
            counts[name] = count(tables)
            took = time.perf_counter() - begin
            rows[name].append((took, time.process_time() - used, peak_mib()))
    exact = counts["geo"]
    return [
        Result(
            task="four rings to 5,000 m, per site",
            contender=name,
            seconds=min(one[0] for one in runs),
            processor_s=min(one[1] for one in runs),
            peak_mib=max(one[2] for one in runs),
            pairs=int(counts[name][:, -1].sum()),
            missed=int((exact - counts[name]).clip(min=0).sum()),
            false=int((counts[name] - exact).clip(min=0).sum()),
            worst_m=0.0,
        )
        for name, runs in rows.items()
    ]
