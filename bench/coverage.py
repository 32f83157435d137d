"""How often the coverage check is right on planted faults: ``python -m bench coverage``.

Writes the table between the marks in docs/coverage.md. With ``--print-only`` it writes nothing.
"""

import argparse
from pathlib import Path
from typing import Final

import pandas as pd

import geo
from bench import coverage_planted as planted

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "coverage.md"
BEGIN, END = "<!-- bench.coverage begins -->", "<!-- bench.coverage ends -->"
ORDER: Final = (
    "covered", "displaced", "undetermined", "unregistered", "outdated", "unmatched", "duplicate",
)  # fmt: skip


def judged(case: planted.Case) -> pd.DataFrame:
    """Return a row per facility and per loose registration: its fate, truth and outcome.

    A match with another row than its own counts as wrong, whatever its outcome.
    """
    found = geo.check_coverage(case.registry, case.reference, as_of=planted.AS_OF)
    facilities = found.iloc[: len(case.reference)].set_index("facility_id")
    fate = case.facility_fate
    own = "own:" + pd.Series(fate.index, index=fate.index)
    matched = facilities["registration_id"].reindex(fate.index)
    group = matched.str.replace("^twin:", "own:", regex=True)
    other = matched.notna() & (group != own)
    rows = pd.DataFrame(
        {"fate": fate, "outcome": facilities["outcome"].reindex(fate.index), "other": other}
    )
    loose = found.iloc[len(case.reference) :].set_index("registration_id")["outcome"]
    fates = case.registration_fate[case.registration_fate.isin(["duplicated", "extra"])]
    # of two twins either may be the one that is kept
    twin = pd.Series(fates.index, index=fates.index).str.replace("^twin:", "own:", regex=True)
    outcome = fates.index.map(loose).to_series(index=fates.index)
    instead = twin.map(loose)
    outcome = outcome.where(outcome.notna(), instead)
    more = pd.DataFrame({"fate": fates, "outcome": outcome.fillna("matched"), "other": False})
    rows = pd.concat([rows, more])
    rows["truth"] = rows["fate"].map(planted.EXPECTED)
    rows["right"] = (rows["outcome"] == rows["truth"]) & ~rows["other"]
    return rows


def run(seeds: int = 3) -> pd.DataFrame:
    """Plant and judge every list, ``seeds`` times each."""
    lists = {**planted.real_lists(), "invented": planted.invented_list()}
    names = pd.concat([table["name"] for table in lists.values()])
    parts = []
    for name, table in lists.items():
        strangers = names[~names.isin(table["name"])] if len(lists) > 1 else names
        for seed in range(seeds):
            case = planted.plant(table, 100 + seed, strangers)
            parts.append(judged(case).assign(list=name))
    return pd.concat(parts)


def tables(rows: pd.DataFrame) -> str:
    """Return the text that goes between the marks."""
    matrix = pd.crosstab(rows["truth"], rows["outcome"].where(~rows["other"], "another row"))
    columns = [c for c in (*ORDER, "matched", "another row") if c in matrix]
    matrix = matrix.reindex(index=[o for o in ORDER if o in matrix.index], columns=columns)
    recall = rows.groupby("truth")["right"].mean()
    lines = ["| truth | " + " | ".join(columns) + " | recall |", "|---" * (len(columns) + 2) + "|"]
    for truth, counts in matrix.iterrows():
        cells = " | ".join(str(int(n)) for n in counts.fillna(0))
        lines.append(f"| {truth} | {cells} | {recall[truth]:.3f} |")
    per_list = rows.groupby("list")["right"].agg(["size", "mean"])
    per_fate = rows.groupby("fate")["right"].agg(["size", "mean"])
    lines += ["", f"All: {rows['right'].mean():.3f} of {len(rows):,} rows.", ""]
    lines += ["| list | rows | right |", "|---|---|---|"]
    lines += _shares(per_list)
    lines += ["", "| planted | rows | right |", "|---|---|---|", *_shares(per_fate)]
    return "\n".join(lines)


def _shares(table: pd.DataFrame) -> list[str]:
    return [f"| {name} | {one['size']:.0f} | {one['mean']:.3f} |" for name, one in table.iterrows()]


def main(words: list[str]) -> None:
    """Run, print, and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--print-only", action="store_true")
    options.add_argument("--seeds", type=int, default=3)
    chosen = options.parse_args(words)
    text = tables(run(chosen.seeds))
    print(text)
    if not chosen.print_only:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1], "utf-8")
