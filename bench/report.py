"""The table a run leaves behind, in docs/benchmarks.md."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measure import Result

MARK = "<!-- runs of `make bench`, newest first -->"


def table(results: list[Result]) -> str:
    """Return the results as a Markdown table."""
    lines = [
        "| task | by | s | processor s | peak MiB | pairs | missed | false | worst error, m |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.task} | {row.contender} | {row.seconds:.2f} | {row.processor_s:.2f} "
        f"| {row.peak_mib:,.0f} | {row.pairs:,} | {row.missed:,} | {row.false:,} "
        f"| {_metres(row.worst_m)} |"
        for row in results
    ]
    return "\n".join(lines)


def _metres(length_m: float) -> str:
    """Write metres with the digits that matter; below a tenth of a millimetre it is none."""
    if length_m < 1e-4:
        return "0"
    return f"{length_m:,.0f}" if length_m >= 100 else f"{length_m:.3g}"


def section(results: list[Result], size: tuple[int, int], checked: str, repeats: int) -> str:
    """Return a dated section: machine, versions, table."""
    date = datetime.now(tz=UTC).date().isoformat()
    rounds = "One round." if repeats == 1 else f"Least of {repeats} rounds."
    versions = ", ".join(f"{n} {version(n)}" for n in ("geopandas", "shapely", "pyproj", "scipy"))
    return (
        f"## {date}, {size[0]:,} × {size[1]:,}\n\n"
        f"{processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}. "
        f"{rounds} {checked}\n\n{table(results)}\n"
    )


def write(path: Path, text: str) -> None:
    """Put a section first among the runs, in the place of an older one of the same title."""
    intro, _, runs = path.read_text(encoding="utf-8").partition(MARK)
    title = text.partition("\n")[0]
    kept = [
        f"## {run.strip()}\n"
        for run in f"\n{runs.strip()}".split("\n## ")[1:]
        if f"## {run.partition(chr(10))[0]}" != title
    ]
    path.write_text(f"{intro}{MARK}\n\n" + "\n".join([text, *kept]), encoding="utf-8")


def processor() -> str:
    """Return the name of the processor."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
