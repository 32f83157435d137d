"""How the cost of the joins grows with the tables: ``python -m bench growth``."""

import argparse
import math
from datetime import UTC, datetime
from pathlib import Path

from bench import report
from bench.contenders import OURS
from bench.data import clustered
from bench.joins import size
from bench.measure import RINGS, Result, compare

_SIZES = ("10000x1000", "100000x10000", "1000000x100000", "10000000x1000000")
_TASKS = ("null", "500.0", "5000.0", RINGS)
_PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
_NAME = "python -m bench growth"


def _exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def main(words: list[str]) -> None:
    """Measure each size, print the table, and put it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="bench growth", description=__doc__)
    parser.add_argument("--sizes", type=size, nargs="+", default=[size(word) for word in _SIZES])
    parser.add_argument("--repeats", type=int, default=3, help="rounds; the least time counts")
    parser.add_argument("--out", type=Path, default=_PAGE, help="page the table goes to")
    parser.add_argument("--print-only", action="store_true", help="leave the page as it is")
    options = parser.parse_args(words)
    rows: dict[str, list[tuple[int, Result]]] = {}
    for n, m in options.sizes:
        tables = clustered(n, m, 1, 1)
        for task in _TASKS:
            [result] = compare(tables, task, options.repeats, [OURS], 3, 3_600.0).results
            rows.setdefault(result.task, []).append((n, result))
    said = (
        f"{datetime.now(tz=UTC).date()}; {report.machine()}. `{OURS}`, a process for each row, "
        f"least of {options.repeats} rounds, 1 site per town. The exponent is that of processor "
        "seconds over strikes, from the row above; beside it that of *n* log *n* plus the output."
    )
    head = "| task | strikes × sites | pairs | s | processor s | peak MiB | exponent | due |"
    lines = [said, "", head, "|---|--:|--:|--:|--:|--:|--:|--:|"]
    sites = dict(options.sizes)
    for task, some in rows.items():
        for nth, (n, result) in enumerate(some):
            cells = ["", ""]
            if nth:
                before, smaller = some[nth - 1]
                due = [k * math.log(k) + one.pairs for k, one in some[nth - 1 : nth + 1]]
                cells = [
                    f"{_exponent((before, smaller.processor_s), (n, result.processor_s)):.2f}",
                    f"{_exponent((before, due[0]), (n, due[1])):.2f}",
                ]
            lines.append(
                f"| {task} | {n:,} × {sites[n]:,} | {result.pairs:,} | {result.seconds:.3f} "
                f"| {result.processor_s:.3f} | {result.peak_mib:,.0f} | {cells[0]} | {cells[1]} |"
            )
    text = "\n".join(lines)
    print(text)
    if not options.print_only:
        report.write_between(options.out, _NAME, text)
