"""The table a run leaves behind, in docs/benchmarks.md."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bench.contenders import OURS
from bench.measure import Result

MARK = "<!-- runs of `make bench`, newest first -->"
_PACKAGES = ("geopandas", "shapely", "pyproj", "scipy", "numba", "duckdb", "sedonadb")
_PEERS = ("geopandas, EPSG:3857", "kd-tree, refined by Geod", "SedonaDB, geography")
_AIMS = {
    (_PEERS[0], "nearest"): 20,
    (_PEERS[0], "within 5,000 m"): 10,
    (_PEERS[1], "nearest"): 3,
    (_PEERS[1], "within 5,000 m"): 5,
    (_PEERS[1], "four rings to 5,000 m, per site"): 7,
    (_PEERS[2], "within 5,000 m"): 6,
}


def table(results: list[Result]) -> str:
    """Return the results as a Markdown table."""
    head = (
        "| task | by | s | processor s | first s | peak MiB | pairs | missed | false | worst, m |"
    )
    lines = [
        head,
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.task} | {row.contender} | {row.seconds:.2f} | {row.processor_s:.2f} "
        f"| {row.first_s:.2f} | {row.peak_mib:,.0f} | {row.pairs:,} | {row.missed:,} "
        f"| {row.false:,} "
        f"| {_metres(row.worst_m)} |"
        for row in results
    ]
    return "\n".join(lines)


def ratios(results: list[Result]) -> str:
    """Return how much faster and leaner our arrays are than others, beside what was aimed at."""
    lines = [
        f"| `{OURS}` beside | task | times as fast | aim | by processor s | of its memory | aim |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    ours = {row.task: row for row in results if row.contender == OURS}
    for row in results:
        if row.contender in _PEERS:
            mine = ours[row.task]
            aim = _AIMS.get((row.contender, row.task))
            half = "0.50" if row.contender == _PEERS[0] else ""
            lines.append(
                f"| {row.contender} | {row.task} | {row.seconds / mine.seconds:.1f} "
                f"| {aim or ''} | {row.processor_s / mine.processor_s:.1f} "
                f"| {mine.peak_mib / row.peak_mib:.2f} | {half} |"
            )
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
    return (
        f"## {date}, {size[0]:,} × {size[1]:,}\n\n"
        f"{machine()}. {rounds} {checked}\n\n{table(results)}\n\n{ratios(results)}\n"
    )


def machine() -> str:
    """Return the processor, its load, and the versions of what was measured."""
    load = f", load {os.getloadavg()[1]:.1f} over five minutes" if hasattr(os, "getloadavg") else ""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES if find_spec(name))
    python = platform.python_version()
    return f"{processor()}, {os.cpu_count()} cores{load}; Python {python}, {versions}"


def write_between(path: Path, name: str, text: str) -> None:
    """Put text between the marks that name what made it."""
    begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


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
