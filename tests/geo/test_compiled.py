"""Kernels as they stand and as machine code: one source, the same bits, and a cache kept right."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod, Transformer
from scipy.spatial import cKDTree

from geo import compiled, kernels
from geo.compiled import run
from geo.neighbours import nearest_points
from geo.pairs import concatenate
from geo.points import Spots, count_points, within_by_blocks
from geo.warm import KERNELS

WGS84 = Geod(ellps="WGS84")
ROOT = Path(__file__).resolve().parents[2]


def towns(seed, n, of=40):
    """Places around towns, one of them at a pole and one on the antimeridian."""
    rng = np.random.default_rng(seed)
    middle = np.random.default_rng(0)
    x, y = middle.uniform(-180, 180, of), middle.uniform(-70, 75, of)
    x[:2], y[:2] = 180.0, (-17.0, 89.99)
    town = rng.integers(0, of, n)
    longitude = (x[town] + rng.normal(0, 0.2, n) + 180) % 360 - 180
    return Spots(longitude, np.clip(y[town] + rng.normal(0, 0.2, n), -90, 90))


def within(left, right, radius):
    radii = np.broadcast_to(radius, len(left.longitude))
    return concatenate(
        (pairs for *_, pairs in within_by_blocks(left, right, radii, bearing=False)), len(radii)
    )


def in_both_forms(join, monkeypatch):
    monkeypatch.setattr(compiled, "SMALL_WORK", -1)
    machine = join()
    monkeypatch.setattr(compiled, "SMALL_WORK", 1 << 62)
    monkeypatch.setattr(compiled, "_COMPILED", {})
    plain = join()
    assert not compiled._COMPILED
    return plain, machine


def test_both_forms_give_the_same_bits(monkeypatch):
    left, right = towns(1, 1_500), towns(2, 700)
    radius = np.random.default_rng(3).choice([50.0, 5_000.0, 90_000.0, 3e5], 1_500)
    for join in (
        lambda: within(left, right, radius)[:3],
        lambda: nearest_points(left, right, 3, bearing=False)[:3],
        lambda: [count_points(left, right, np.array([1e3, 1e4]))],
    ):
        for plain, machine in zip(*in_both_forms(join, monkeypatch), strict=True):
            assert len(plain) > 1_000
            assert plain.tobytes() == machine.tobytes()


def by_tree(left, right, radius):
    """What scipy's tree proposes, measured by `pyproj.Geod`."""
    to_centre = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    start, end = (
        np.column_stack(to_centre.transform(*some, np.zeros(len(some.longitude))))
        for some in (left, right)
    )
    tree = cKDTree(end)
    lists = tree.query_ball_point(start, radius)
    rows = np.repeat(np.arange(len(start)), [len(some) for some in lists])
    columns = np.concatenate([np.asarray(some, dtype=int) for some in lists])
    metres = WGS84.inv(*left.take(rows), *right.take(columns))[2]
    near = metres <= radius
    rows, columns, metres = rows[near], columns[near], metres[near]
    order = np.lexsort((columns, metres, rows))
    return rows[order], columns[order], metres[order]


def test_a_hundred_thousand_by_ten_thousand_against_a_tree():
    left, right = towns(4, 100_000, 1_000), towns(5, 10_000, 1_000)
    rows, columns, metres = by_tree(left, right, 12_000.0)
    pairs = within(left, right, 12_000.0)
    assert len(rows) > 50_000
    assert pairs.left.tolist() == rows.tolist()
    assert pairs.right.tolist() == columns.tolist()
    assert np.abs(pairs.distance_m - metres).max() < 1e-6
    rings = count_points(right, left, np.array([3e3, 12_000.0]))
    expected = [np.bincount(columns[metres <= radius], minlength=10_000) for radius in (3e3, 12e3)]
    assert rings.T.tolist() == [some.tolist() for some in expected]
    nearest = nearest_points(left, right, 1, bearing=False)
    first = np.flatnonzero(np.r_[True, np.diff(rows) > 0])
    assert nearest.right[rows[first]].tolist() == columns[first].tolist()


def test_many_sites_on_a_pole_are_one_place():
    """Compared one with another as if they were many, this would take minutes."""
    rng = np.random.default_rng(6)
    strikes = Spots(rng.uniform(-180, 180, 3_000), 90 - rng.exponential(0.05, 3_000))
    sites = Spots(rng.uniform(-180, 180, 50_000), np.full(50_000, 90.0))
    pairs = nearest_points(strikes, sites, 2, bearing=False)
    assert pairs.right.tolist() == [0, 1] * 3_000
    exact = WGS84.inv(*strikes, np.zeros(3_000), np.full(3_000, 90.0))[2]
    assert np.abs(pairs.distance_m[::2] - exact).max() < 1e-6


@pytest.mark.parametrize("n", [0, 1, 2, 24, 25, 26, 1_000])
def test_runs_are_sorted_by_key_and_row(n):
    rng = np.random.default_rng(n)
    key, row = rng.integers(0, 9, n + 6).astype(float), rng.permutation(n + 6)
    order = 3 + np.lexsort((row[3 : n + 3], key[3 : n + 3]))
    expected = [*row[:3], *row[order], *row[n + 3 :]]
    kernels.sort_run(key, row, 3, n)
    assert row.tolist() == expected
    assert (np.diff(key[3 : n + 3]) >= 0).all()


def test_little_work_waits_for_no_compiler(monkeypatch):
    monkeypatch.setattr(compiled, "_COMPILED", {})
    within(towns(1, 50), towns(2, 50), 5e4)
    nearest_points(towns(1, 50), towns(2, 50), 2, bearing=True)
    assert not compiled._COMPILED
    within(towns(1, 50_000), towns(2, 50), 5e4)
    assert kernels.collect in compiled._COMPILED


def test_importing_the_toolkit_imports_no_compiler():
    code = "import sys, geo, nostrike.cli; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def half(x: float) -> float:
    return x * FACTOR


def halves(x: float) -> float:
    return half(half(x))


FACTOR = 0.5


def test_machine_code_is_named_after_all_it_is_made_of(monkeypatch):
    """Numba looks for changes into one file alone, and would keep what others were."""
    before = compiled._digest(halves)
    assert run(halves, 1e9, 8.0) == 2.0
    monkeypatch.setattr(compiled, "_COMPILED", {})
    monkeypatch.setitem(globals(), "FACTOR", 0.25)
    assert compiled._digest(halves) != before
    assert run(halves, 1e9, 8.0) == 0.5


def warmed(**variables):
    return subprocess.run(
        [sys.executable, "-m", "geo.warm"],
        env={**os.environ, **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_several_processes_may_fill_one_cache_and_it_serves(tmp_path):
    folder = {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    both = [
        subprocess.Popen([sys.executable, "-m", "geo.warm"], env={**os.environ, **folder}, cwd=ROOT)
        for _ in range(2)
    ]
    assert [one.wait(timeout=300) for one in both] == [0, 0]
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb[ci]")}
    names = {path.name.partition(".")[2].rpartition("_")[0] for path in kept}
    assert {kernel.__name__ for kernel in KERNELS} <= names
    assert warmed(**folder).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb[ci]")} == kept
