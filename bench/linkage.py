"""What linking costs and how often it is right: ``python -m bench linkage``.

Plants a million incidents in four lists, links them, and puts a dated table into
``docs/benchmarks.md``; with a folder of real lists, prints what is found among pairs that are known
by number or were judged by hand (``docs/linkage.md`` quotes it).
"""

import argparse
import os
import platform
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from bench import report
from bench.linkage_planted import planted
from bench.linkage_real import judged_pairs, known_pairs
from bench.measure import forget_peak, peak_mib
from geo.linkage import link_incidents, pairwise_overlap

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
MARK: Final = "<!-- runs of `python -m bench linkage`, newest first -->"
JUDGED: Final = Path(__file__).with_name("linkage_judged.csv")


def measured(n_incidents: int, seed: int) -> tuple[pd.DataFrame, dict[str, float]]:
    """Link planted lists; return a row per two lists, and what it cost in all."""
    case = planted(n_incidents, seed=seed)
    forget_peak()
    begin = time.perf_counter()
    found = link_incidents(case.incidents)
    took, peak = time.perf_counter() - begin, peak_mib()
    links = found.links[found.links["linked"]]
    right = links["left_id"].map(case.event).eq(links["right_id"].map(case.event))
    by_pair = pd.DataFrame(
        {
            "left": np.minimum(links["left_source"], links["right_source"]),
            "right": np.maximum(links["left_source"], links["right_source"]),
            "ok": right.to_numpy(),
        }
    )
    seen = pd.DataFrame({"event": case.event, "source": case.incidents["source"]})
    rows = []
    overlap = pairwise_overlap(found).set_index(["left", "right"])
    for (left, right_), part in by_pair.groupby(["left", "right"]):
        true = len(_events(seen, left) & _events(seen, right_))
        interval = overlap.loc[(left, right_)]
        rows.append(
            {
                "lists": f"{left} and {right_}",
                "candidates": int(
                    found.by_pair.set_index(["left", "right"]).loc[(left, right_), "candidates"]
                ),
                "true": true,
                "linked": len(part),
                "precision": part["ok"].mean(),
                "recall": part["ok"].sum() / true,
                "interval": f"{interval['low']:,} to {interval['high']:,}",
            }
        )
    cost = {"seconds": took, "peak_mib": peak, "incidents": len(case.incidents)}
    return pd.DataFrame(rows), cost


def _events(seen: pd.DataFrame, source: object) -> set[int]:
    return set(seen.loc[seen["source"].eq(source), "event"])


def section(rows: pd.DataFrame, cost: dict[str, float], note: str) -> str:
    """Return a dated section for the page."""
    date = datetime.now(tz=UTC).date().isoformat()
    versions = ", ".join(f"{n} {version(n)}" for n in ("numpy", "pandas", "scipy", "rapidfuzz"))
    load = os.getloadavg()[1]
    lines = [
        f"## {date}, {cost['incidents']:,.0f} incidents from four lists linked",
        "",
        (
            f"{report.processor()}, {os.cpu_count()} cores, load {load:.1f} over five minutes"
            f"{note}; Python {platform.python_version()}, {versions}. "
            f"**{cost['seconds']:,.0f} s, peak {cost['peak_mib']:,.0f} MiB** of the process, the "
            "table of incidents included. Planted lists (`bench/linkage_planted.py`): what is one "
            "event is known."
        ),
        "",
        "| lists | pairs compared | events in both | linked | right | found | interval told |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row['lists']} | {row['candidates']:,} | {row['true']:,} | {row['linked']:,} "
        f"| {row['precision']:.3f} | {row['recall']:.3f} | {row['interval']} |"
        for row in rows.to_dict("records")
    ]
    return "\n".join(lines) + "\n"


def write(text: str) -> None:
    """Put the section first among the runs of this benchmark."""
    page = PAGE.read_text(encoding="utf-8")
    if MARK not in page:
        page = page.replace(report.MARK, f"{MARK}\n\n{report.MARK}", 1)
    before, _, after = page.partition(MARK)
    runs, mark, rest = after.partition(report.MARK)
    title = text.partition("\n")[0]
    kept = [run for run in runs.split("\n## ")[1:] if f"## {run.partition(chr(10))[0]}" != title]
    older = "".join(f"\n## {run.strip()}\n" for run in kept)
    PAGE.write_text(f"{before}{MARK}\n\n{text}{older}\n{mark}{rest}", encoding="utf-8")


def real(folder: Path) -> str:
    """Return the figures of real lists as Markdown."""
    known = known_pairs(folder)
    lines = [
        (
            f"linked {len(known.links):,} pairs, true are {len(known.truth):,}: "
            f"right {known.precision:.3f}, found {known.recall:.3f}"
        ),
        "",
        "| by | true pairs | found |",
        "|---|--:|--:|",
    ]
    crowd = pd.cut(known.truth["crowd"], [0, 1, 2, 5, np.inf], labels=["1", "2", "3-5", "6+"])
    harm = known.truth["harm"].map({True: "both report a harm", False: "no harm reported"})
    for lead, by in (("place", known.truth["precision"]), ("", harm), ("that day:", crowd)):
        for value, part in known.truth.groupby(by.astype("str")):
            lines.append(f"| {lead} {value} | {len(part):,} | {part['found'].mean():.2f} |")
    judged = judged_pairs(folder, JUDGED)
    table = pd.crosstab(judged["band"], judged["judged"])
    lines += ["", table.to_string()]
    return "\n".join(lines)


def main(words: list[str]) -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(prog="bench linkage", description=__doc__)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", type=Path, help="folder of real lists; measures nothing else")
    parser.add_argument("--note", default="", help="about the machine, for the table")
    parser.add_argument("--print-only", action="store_true")
    options = parser.parse_args(words)
    if options.real:
        print(real(options.real))
        return
    rows, cost = measured(options.incidents, options.seed)
    text = section(rows, cost, f" ({options.note})" if options.note else "")
    print(text)
    if not options.print_only:
        write(text)
