"""The joins beside their peers: time, peak memory and what each misses, in one run."""

import argparse
from pathlib import Path

from bench import report
from bench.data import SITES_PER_TOWN, clustered
from bench.measure import compare, disagreements
from bench.rings import compare_rings

_TASKS = (None, 500.0, 5_000.0)
_CHECKED_ROWS = 100
_PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def _size(text: str) -> tuple[int, int]:
    left, _, right = text.replace(",", "").replace("_", "").partition("x")
    if not (left.isdigit() and right.isdigit() and int(left) and int(right)):
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write 100000x10000")
    return int(left), int(right)


def _towns(sites: int) -> str:
    return f"{sites} {'sites' if sites > 1 else 'site'} per town on average."


def main(words: list[str]) -> None:
    """Measure, print the table, and put it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--size",
        type=_size,
        default=(100_000, 10_000),
        help="strikes x sites: up to 1000000x100000",
    )
    parser.add_argument("--repeats", type=int, default=3, help="rounds; the least time counts")
    parser.add_argument(
        "--sites-per-town",
        type=int,
        default=SITES_PER_TOWN,
        help="10 make a dense set, 1 a sparse one",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=_PAGE, help="page the table goes to")
    parser.add_argument("--print-only", action="store_true", help="leave the page as it is")
    options = parser.parse_args(words)

    n_left, n_right = options.size
    tables = clustered(n_left, n_right, options.seed, options.sites_per_town)
    compare(clustered(1_000, 100, options.seed), 500.0, 1)  # warm up
    results, wrong = [], 0
    for radius_m in _TASKS:
        results += compare(tables, radius_m, options.repeats)
        wrong += disagreements(tables, radius_m, _CHECKED_ROWS, options.seed)
    results += compare_rings(tables, options.repeats)
    checked = (
        f"{_towns(options.sites_per_town)} `geo` against every pair by `pyproj.Geod`, "
        f"{_CHECKED_ROWS} rows of each task: {wrong} rows differ."
    )
    text = report.section(results, options.size, checked, options.repeats)
    print(text)
    if not options.print_only:
        report.write(options.out, text)
