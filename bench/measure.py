"""What a contender costs and what it gets wrong."""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from bench.contenders import OURS, RINGS_M, Found
from bench.data import Tables

RINGS = "rings"
_MILLIMETRE = 1e-3
_GEOD = Geod(ellps="WGS84")


class Result(NamedTuple):
    """One contender on one task.

    Attributes
    ----------
    task, contender
        Their names.
    first_s
        Wall time of the first call in its process.
    seconds
        Wall time, the least of the repeats.
    processor_s
        Time of all processors, the least of the repeats: what a busy machine changes less.
    peak_mib
        Peak resident memory of its process during the calls: the libraries, its own input, what it
        works with, and the answer.
    pairs
        How many it found.
    missed, false
        Pairs of the exact answer it lacks, and those it has beyond it. For the nearest, how many
        rows have a neighbour more than a millimetre further off than the nearest is. For rings,
        counts too low and too high.
    worst_m
        Largest error of a distance, over the pairs it has.
    """

    task: str
    contender: str
    first_s: float
    seconds: float
    processor_s: float
    peak_mib: float
    pairs: int
    missed: int
    false: int
    worst_m: float


class Comparison(NamedTuple):
    """Results, and in how many of some rows `geo` differs from comparing with everything."""

    results: list[Result]
    disagreements: int


def title(task: str) -> str:
    """Return what a task is called in the tables."""
    if task == RINGS:
        return f"four rings to {RINGS_M[-1]:,.0f} m, per site"
    return "nearest" if task == "null" else f"within {json.loads(task):,.0f} m"


def compare(
    tables: Tables, task: str, repeats: int, names: Sequence[str], checked: int, limit_s: float
) -> Comparison:
    """Run contenders one after the other, each in a process of its own.

    Parameters
    ----------
    tables
        The points.
    task
        ``"null"`` for the nearest, a radius in metres, or `RINGS`.
    repeats
        How often each joins.
    names
        Of contenders. `OURS` goes first in any case: the others are judged by it.
    checked
        How many rows of it are held against every pair by `pyproj.Geod`.
    limit_s
        A contender that takes longer, all its repeats together, is left out.
    """
    results: list[Result] = []
    truth: list[npt.NDArray[np.generic]] = []
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        tables.write(Path(folder))
        for name in [OURS, *(name for name in names if name != OURS)]:
            answer = _alone(Path(folder), name, task, repeats, limit_s)
            if answer is None:
                continue
            costs, found = answer
            if not truth:
                truth = found
                wrong = _disagreements(found, tables, task, checked)
            if task == RINGS:
                judged = _judge_rings(found[0], truth[0])
            else:
                judged = _judge(Found(*found), Found(*truth), tables, nearest=task == "null")
            first, (least, used, _) = costs[0][0], np.min(costs, axis=0)
            peak = max(cost[2] for cost in costs)
            results.append(Result(title(task), name, first, least, used, peak, *judged))
    return Comparison(results, wrong)


def _alone(
    folder: Path, name: str, task: str, repeats: int, limit_s: float
) -> tuple[list[list[float]], list[npt.NDArray[np.generic]]] | None:
    for old in [*folder.glob("found-*.npy"), *folder.glob("costs.json")]:
        old.unlink()
    run = [sys.executable, "-m", "bench.alone", str(folder), name, task, str(repeats)]
    try:
        subprocess.run(run, check=True, timeout=limit_s)  # noqa: S603 - our own words
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as fault:
        print(f"{title(task)}, {name}: left out, {fault}")
        return None
    if not (folder / "costs.json").exists():
        return None
    costs = json.loads((folder / "costs.json").read_text(encoding="ascii"))
    return costs, [np.load(path) for path in sorted(folder.glob("found-*.npy"))]


def _disagreements(
    found: list[npt.NDArray[np.generic]], tables: Tables, task: str, checked: int
) -> int:
    """Return in how many of some rows an answer differs from comparing the row with everything."""
    here, there = tables[::-1] if task == RINGS else tables
    rows = np.random.default_rng(1).choice(len(here.longitude), checked, replace=False)
    wrong = 0
    for row in rows:
        start = (np.full(len(there.longitude), column[row]) for column in here)
        metres = _GEOD.inv(*start, *there)[2]
        if task == RINGS:
            same = found[0][row].tolist() == [(metres <= radius).sum() for radius in RINGS_M]
        else:
            left, right, distance = found
            first, last = np.searchsorted(left, [row, row + 1])
            if task == "null":
                same = abs(distance[first] - metres.min()) <= _MILLIMETRE and last == first + 1
            else:
                near = np.flatnonzero(metres <= json.loads(task))
                same = np.array_equal(np.sort(right[first:last]), near)
        wrong += not same
    return wrong


def _judge_rings(
    counts: npt.NDArray[np.int64], exact: npt.NDArray[np.int64]
) -> tuple[int, int, int, float]:
    more = counts - exact
    return int(counts[:, -1].sum()), int((-more).clip(0).sum()), int(more.clip(0).sum()), 0.0


def _judge(
    found: Found, truth: Found, tables: Tables, *, nearest: bool
) -> tuple[int, int, int, float]:
    pairs = len(found.left)
    metres = _geodesic(found, tables)
    worst = float(np.abs(found.distance_m - metres).max(initial=0.0))
    if nearest:
        further = int((metres > truth.distance_m[found.left] + _MILLIMETRE).sum())
        return pairs, further, further, worst
    wide = len(tables.right.longitude)
    mine, exact = found.left * wide + found.right, truth.left * wide + truth.right
    common = len(np.intersect1d(mine, exact, assume_unique=True))
    return pairs, len(exact) - common, len(mine) - common, worst


def _geodesic(found: Found, tables: Tables) -> npt.NDArray[np.float64]:
    start = (column[found.left] for column in tables.left)
    end = (column[found.right] for column in tables.right)
    return np.asarray(_GEOD.inv(*start, *end)[2], dtype=float)


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
