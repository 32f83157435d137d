"""What a contender costs and what it gets wrong."""

import gc
import resource
import time
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from pyproj import Geod

from bench.contenders import CONTENDERS, Found, Join, NotSupportedError
from bench.data import Tables

_MILLIMETRE = 1e-3
_GEOD = Geod(ellps="WGS84")


class Result(NamedTuple):
    """One contender on one task.

    Attributes
    ----------
    task, contender
        Their names.
    seconds
        Wall time, the least of the repeats.
    processor_s
        Time of all processors, the least of the repeats: what a busy machine changes less.
    peak_mib
        Peak resident memory of the process during the call, both tables loaded.
    pairs
        How many it found.
    missed, false
        Pairs of the exact answer it lacks, and those it has beyond it. For the nearest, how many
        rows have a neighbour more than a millimetre further off than the nearest is.
    worst_m
        Largest error of a distance, over the pairs it has.
    """

    task: str
    contender: str
    seconds: float
    processor_s: float
    peak_mib: float
    pairs: int
    missed: int
    false: int
    worst_m: float


def compare(tables: Tables, radius_m: float | None, repeats: int) -> list[Result]:
    """Run every contender in turn, ``repeats`` times round, and judge each by the exact answer."""
    task = "nearest" if radius_m is None else f"within {radius_m:,.0f} m"
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    used: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    peaks = dict.fromkeys(CONTENDERS, 0.0)
    judged: dict[str, tuple[int, int, int, float]] = {}
    truth = CONTENDERS["geo"](*tables, radius_m)
    absent = set()
    for nth in range(repeats):
        for name, join in CONTENDERS.items():
            if name in absent:
                continue
            try:
                took, processor, peak, found = _run(join, tables, radius_m)
            except NotSupportedError:
                absent.add(name)
                continue
            seconds[name].append(took)
            used[name].append(processor)
            peaks[name] = max(peaks[name], peak)
            if nth == 0:
                judged[name] = (len(found.left), *_judge(found, truth, tables, radius_m))
            del found
    return [
        Result(task, name, min(seconds[name]), min(used[name]), peaks[name], *judged[name])
        for name in CONTENDERS
        if name not in absent
    ]


def disagreements(tables: Tables, radius_m: float | None, rows: int, seed: int) -> int:
    """Return in how many of some rows `geo` differs from comparing the row with every site."""
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(len(tables.left), min(rows, len(tables.left)), replace=False))
    left = gpd.GeoSeries(tables.left.iloc[chosen].array, crs=tables.left.crs)
    found = CONTENDERS["geo"](left, tables.right, radius_m)
    x, y = tables.right.x.to_numpy(), tables.right.y.to_numpy()
    wrong = 0
    for row, point in enumerate(left):
        metres = _GEOD.inv(np.full(len(x), point.x), np.full(len(x), point.y), x, y)[2]
        mine = found.left == row
        if radius_m is None:
            same = abs(found.distance_m[mine][0] - metres.min()) <= _MILLIMETRE
        else:
            same = np.array_equal(np.sort(found.right[mine]), np.flatnonzero(metres <= radius_m))
        wrong += not same
    return wrong


def _run(join: Join, tables: Tables, radius_m: float | None) -> tuple[float, float, float, Found]:
    gc.collect()
    forget_peak()
    begin, used = time.perf_counter(), time.process_time()
    found = join(*tables, radius_m)
    took, used = time.perf_counter() - begin, time.process_time() - used
    return took, used, peak_mib(), found


def _judge(
    found: Found, truth: Found, tables: Tables, radius_m: float | None
) -> tuple[int, int, float]:
    metres = _geodesic(found, tables)
    worst = float(np.abs(found.distance_m - metres).max(initial=0.0))
    if radius_m is None:
        order = np.argsort(truth.left)
        best = truth.distance_m[order]
        further = int((metres > best[found.left] + _MILLIMETRE).sum())
        return further, further, worst
    wide = len(tables.right)
    mine, exact = found.left * wide + found.right, truth.left * wide + truth.right
    common = len(np.intersect1d(mine, exact, assume_unique=True))
    return len(exact) - common, len(mine) - common, worst


def _geodesic(found: Found, tables: Tables) -> npt.NDArray[np.float64]:
    x, y = tables.left.x.to_numpy(), tables.left.y.to_numpy()
    to_x, to_y = tables.right.x.to_numpy(), tables.right.y.to_numpy()
    metres = _GEOD.inv(x[found.left], y[found.left], to_x[found.right], to_y[found.right])[2]
    return np.asarray(metres, dtype=float)


def forget_peak() -> None:
    """Begin a new peak of resident memory (Linux); elsewhere the peak is that of the whole run."""
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5", encoding="ascii")


def peak_mib() -> float:
    """Return the peak of resident memory since `forget_peak`."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
