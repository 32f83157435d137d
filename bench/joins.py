"""The joins beside their peers: time, peak memory and what each misses, in one run."""

import argparse
from pathlib import Path

from bench import report
from bench.contenders import CONTENDERS
from bench.data import SITES_PER_TOWN, clustered
from bench.measure import RINGS, compare

_TASKS = {"nearest": "null", "500": "500.0", "5000": "5000.0", "rings": RINGS}
_PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def size(text: str) -> tuple[int, int]:
    """Return how many strikes and sites a word like 100000x10000 asks for."""
    left, _, right = text.replace(",", "").replace("_", "").partition("x")
    if not (left.isdigit() and right.isdigit() and int(left) and int(right)):
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write 100000x10000")
    return int(left), int(right)


def _named(text: str) -> list[str]:
    names = [name for name in CONTENDERS if text.lower() in name.lower()]
    if not names:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(CONTENDERS)}")
    return names


def _towns(sites: int) -> str:
    return f"{sites} {'sites' if sites > 1 else 'site'} per town on average."


def main(words: list[str]) -> None:
    """Measure, print the table, and put it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", type=size, default=(100_000, 10_000), help="strikes x sites")
    parser.add_argument("--repeats", type=int, default=3, help="rounds; the least time counts")
    parser.add_argument(
        "--sites-per-town",
        type=int,
        default=SITES_PER_TOWN,
        help="10 make a dense set, 1 a sparse one",
    )
    parser.add_argument("--task", action="append", choices=list(_TASKS), help="these alone")
    parser.add_argument(
        "--only",
        action="append",
        type=_named,
        metavar="NAME",
        help="contenders whose name has this in it, beside geo in arrays",
    )
    parser.add_argument("--limit", type=float, default=1_800.0, help="seconds for a contender")
    parser.add_argument("--checked", type=int, default=100, help="rows held against every pair")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=_PAGE, help="page the table goes to")
    parser.add_argument("--print-only", action="store_true", help="leave the page as it is")
    options = parser.parse_args(words)

    tables = clustered(*options.size, options.seed, options.sites_per_town)
    asked = [name for some in options.only for name in some] if options.only else CONTENDERS
    names = list(dict.fromkeys(asked))  # a name may hold two of the words asked for
    results, wrong = [], 0
    for task in options.task or _TASKS:
        compared = compare(
            tables, _TASKS[task], options.repeats, names, options.checked, options.limit
        )
        results += compared.results
        wrong += compared.disagreements
    checked = (
        f"{_towns(options.sites_per_town)} `geo` against every pair by `pyproj.Geod`, "
        f"{options.checked} rows of each task: {wrong} rows differ."
    )
    text = report.section(results, options.size, checked, options.repeats)
    print(text)
    if not options.print_only:
        report.write(options.out, text)
