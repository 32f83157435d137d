"""File to file: the nearest site of each of many incidents, and pairs without number to a file.

``python -m bench streaming --size 10000000x100000``: seconds and peak memory of processes of their
own, which hold the sites and one part of the incidents.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import geo
from layers.export import write_pairs
from layers.stream import iter_places

_ROWS_AT_ONCE = 500_000
_HEAD = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}


def write_points(path: Path, n: int, seed: int) -> None:
    """Write points around towns as GeoParquet, some at a time."""
    rng = np.random.default_rng(seed)
    towns = np.random.default_rng(0)
    middle = towns.uniform(-180, 180, 4_000), np.degrees(np.arcsin(towns.uniform(-0.9, 0.9, 4_000)))
    schema = pa.schema([("geometry", pa.binary())], metadata={"geo": json.dumps(_GEO)})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, n, _ROWS_AT_ONCE):
            count = min(_ROWS_AT_ONCE, n - first)
            town = rng.integers(0, len(middle[0]), count)
            rows = np.zeros(count, _HEAD)
            rows["order"], rows["kind"] = 1, 1
            rows["x"] = (middle[0][town] + rng.normal(0, 0.4, count) + 180.0) % 360.0 - 180.0
            rows["y"] = middle[1][town] + rng.normal(0, 0.4, count)
            ends = np.arange(count + 1, dtype=np.int32) * _HEAD.itemsize
            column = pa.Array.from_buffers(
                pa.binary(), count, [None, pa.py_buffer(ends), pa.py_buffer(rows)]
            )
            writer.write_table(pa.table([column], schema=schema))


def _join(left: Path, right: Path, radius_m: float | None, out: Path) -> None:
    began = time.perf_counter()
    [sites] = iter_places(right, rows_at_once=1 << 24)
    if radius_m is None:
        parts = (geo.nearest(some, sites, bearing=False) for some in iter_places(left))
    else:
        parts = (
            part
            for some in iter_places(left)
            for part in geo.iter_within(some, sites, radius_m, bearing=False)
        )
    rows = write_pairs(parts, out)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    used = time.process_time()
    seconds = time.perf_counter() - began
    print(f"{rows:,} rows: {seconds:.1f} s ({used:.1f} s of processor), peak {peak_mib:,.0f} MiB")


def main(words: list[str]) -> None:
    """Write the files, join them in processes of their own, and say what it took."""
    parser = argparse.ArgumentParser(prog="bench streaming", description=__doc__)
    parser.add_argument("--size", default="1000000x100000")
    parser.add_argument("--radius", type=float, help="pairs within so many metres, not the nearest")
    parser.add_argument("--files", type=Path, nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.files:
        left, right, out = options.files
        _join(left, right, options.radius, out)
        return
    n, m = (int(number) for number in options.size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("left.parquet", "right.parquet", "out.parquet")]
        write_points(files[0], n, 1)
        write_points(files[1], m, 2)
        radius = [] if options.radius is None else ["--radius", str(options.radius)]
        run = [sys.executable, "-m", "bench", "streaming", *radius, "--files", *map(str, files)]
        subprocess.run(run, check=True)  # noqa: S603 - our own words
