"""From a coverage check to the folder a person opens: page, workbook, review sheet, tables."""

from pathlib import Path
from typing import Any, Final

import pandas as pd

from layers import export
from layers.reviews import write_review
from maps.coverage_page import coverage_lines, write_coverage_page
from nostrike import coverage_figures as figures
from nostrike.coverage import STEPS, Coverage, CoverageRequest, run
from nostrike.folder import check_out, whole_or_nothing
from nostrike.manifest import MANIFEST, build, cited, write_json
from nostrike.progress import Reporter

PAGE: Final = "coverage-restricted.html"
REVIEW: Final = "review.xlsx"
WORKBOOK: Final = "coverage.xlsx"
_WRITING: Final = 3
_LIMITS: Final = ("share from (95 %)", "share to (95 %)")


def deliver_coverage(
    request: CoverageRequest, out: Path, mode: str = "bar"
) -> tuple[dict[str, Any], str]:
    """Run a coverage check and write its folder.

    Returns
    -------
    The figures, as ``summary.json`` holds them, and the closing lines for the user.

    Raises
    ------
    InputError
        A bad input or output; nothing has been written then.
    """
    check_out(out)
    report = Reporter(STEPS + _WRITING, mode)
    with report.running():
        found = run(request, report)
        summary = figures.summary_of(found)
        with whole_or_nothing(out) as folder:
            report.step("Drawing the page")
            write_coverage_page(folder / PAGE, summary, lang=request.lang)
            report.step("Writing tables")
            _write_tables(found, summary, folder)
            write_json(folder / "summary.json", summary)
            report.step("Sealing")
            write_json(folder / MANIFEST, _manifest(found, summary, folder))
    return summary, _closing(summary, out)


def _write_tables(found: Coverage, summary: dict[str, Any], folder: Path) -> None:
    rows = figures.coverage_rows(found)
    facilities = rows.iloc[: len(found.reference)]
    counted = facilities[facilities["in_scope"]]
    review = figures.review_rows(found)
    displaced = counted[counted["outcome"] == "displaced"]
    sheets = {
        "coverage": rows,
        "displaced": displaced.sort_values("distance_m", ascending=False, kind="stable"),
        "not found": counted[counted["outcome"] == "unregistered"],
        "review": review,
        "read as": _read_as(found),
    }
    if found.changes is not None:
        sheets["changes"] = figures.change_rows(found)
        sheets["may still hold"] = figures.may_still_hold(found)
        export.write_csv(sheets["changes"], folder / "changes.csv")
    rejected = [
        loaded.rejected.assign(list=name)
        for name, loaded in found.loaded.items()
        if len(loaded.rejected)
    ]
    if rejected:
        sheets["rejected"] = pd.concat(rejected, ignore_index=True)
    if found.decisions is not None:
        said = found.decisions.mask(found.decisions.eq(""))
        export.write_csv(said, folder / "decisions.csv")
    export.write_csv(rows, folder / "coverage.csv")
    export.write_workbook(
        folder / WORKBOOK,
        sheets,
        summary=_summary_table(summary),
        readme=[
            "Restricted: this file shows where medical facilities stand and which are not found.",
            "“Not found” means: not found in the list supplied. It never means: not notified.",
            *coverage_lines(summary),
            "",
        ],
    )
    write_review(folder / REVIEW, review)


def _read_as(found: Coverage) -> pd.DataFrame:
    """Return how each file was read, a row per column of it."""
    rows = []
    for one in found.read_as:
        keys = ("list", "file", "source", "sheet", "header_row", "coordinate_format", "crs")
        about = {key: one[key] for key in keys}
        pairs = list(one["columns"].items()) or [(None, None)]
        rows += [{**about, "column": column, "meaning": meaning} for column, meaning in pairs]
    return pd.DataFrame(rows)


def _summary_table(summary: dict[str, Any]) -> pd.DataFrame:
    """Return the figures as rows: figure, value, of how many."""
    total = summary["n_in_scope"]
    rows: list[dict[str, Any]] = [
        {"figure": "facilities in scope", "value": total},
        {"figure": "facilities read", "value": summary["n_facilities"]},
        {"figure": "registrations read", "value": summary["n_registrations"]},
    ]
    for name, n in summary["outcomes"].items():
        about = summary["rates"].get(name, {})
        rows.append(_sampled({"figure": name, "value": n, "of": total}, about))
    for name, rate in summary["rates"].items():
        if rate["high"] > rate["low"]:
            figure = f"{name}, the undetermined counted in"
            rows.append({"figure": figure, "value": rate["high"], "of": total})
    for name, n in summary["registrations_without_facility"].items():
        rows.append({"figure": f"registrations: {name}", "value": n})
    for by, groups in summary["by"].items():
        for group in groups:
            for name, rate in group["rates"].items():
                label = group["label"] or "not stated"
                figure = f"{by} {label}: {name}"
                rows.append(
                    _sampled({"figure": figure, "value": rate["low"], "of": rate["n"]}, rate)
                )
    for name, n in (summary["changes"] or {}).items():
        rows.append({"figure": f"since the previous version: {name}", "value": n})
    limits = [*_LIMITS] if any(_LIMITS[0] in row for row in rows) else []
    table = pd.DataFrame(rows, columns=["figure", "value", "of", *limits])
    return table.astype({"value": "Int64", "of": "Int64"})


def _sampled(row: dict[str, Any], rate: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the limits of its share, where the reference is a sample."""
    return {**row, **dict(zip(_LIMITS, rate.get("interval", ()), strict=False))}


def _manifest(found: Coverage, summary: dict[str, Any], folder: Path) -> dict[str, Any]:
    request = found.request
    inputs = [
        *(("registry", file.path) for file in request.registry),
        *(("reference", file.path) for file in request.reference),
        *(("previous", file.path) for file in request.previous),
        *((("review", request.review),) if request.review else ()),
        *(("columns", mapping.path) for mapping in request.columns),
    ]
    return build(
        parameters=summary["parameters"],
        inputs=inputs,
        accounting=summary["accounting"],
        sources=cited(loaded.table for loaded in found.loaded.values()),
        folder=folder,
    )


def _closing(summary: dict[str, Any], out: Path) -> str:
    lines = [f"Open {out / PAGE} in a browser; the tables are in {out / WORKBOOK}."]
    lines += [f"  {line}" for line in coverage_lines(summary)]
    if summary["review"]["pairs"]:
        lines.append(f"Decide in {out / REVIEW}, save it, and run again with --review and it.")
    return "\n".join(lines)
