"""From a check to the folder a person opens: workbook, page, findings, summary, manifest."""

from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.vocabulary import SEVERITIES
from layers import boundaries, export
from layers.export.checked import write_checked
from layers.mapping_files import write_mapping
from maps.check_page import write_check_page
from maps.sentences import say
from nostrike.check import STEPS, Checked, CheckRequest, per_row, run
from nostrike.columns import mapping_for
from nostrike.decisions import COLUMNS, KEEP, coordinates_of
from nostrike.folder import whole_or_nothing
from nostrike.manifest import MANIFEST, build, sha256, write_json
from nostrike.progress import Reporter
from nostrike.safe_out import check_safe

WORKBOOK: Final = "checked.xlsx"
PAGE: Final = "check-restricted.html"
_WRITING: Final = 3
_RANK: Final = {name: n for n, name in enumerate(SEVERITIES)}
_FINDINGS: Final = (
    *("id", "row", "name", "code", "severity", "displacement_m"),
    *("suggested_longitude", "suggested_latitude", "evidence"),
)


def deliver_check(request: CheckRequest, out: Path, mode: str = "bar") -> tuple[Checked, str]:
    """Run a check and write its folder.

    Returns
    -------
    What was found, and the closing lines for the user.

    Raises
    ------
    InputError
        A bad input or output; nothing has been written then.
    """
    check_safe(out, _inputs(request), edited=[WORKBOOK])
    report = Reporter(STEPS + _WRITING, mode)
    with report.running():
        checked = run(request, report)
        rows = per_row(checked)
        summary = summary_of(checked, rows)
        with whole_or_nothing(out) as folder:
            report.step("Drawing the page")
            shown = rows.join(checked.table["name"])
            write_check_page(
                folder / PAGE,
                summary,
                shown,
                countries=boundaries.countries(),
                areas=checked.areas,
                lang=request.lang,
            )
            report.step("Writing tables")
            _write_tables(checked, rows, folder)
            write_json(folder / "summary.json", summary)
            report.step("Sealing")
            write_json(folder / MANIFEST, _manifest(checked, summary, folder))
    return checked, closing(summary, out)


def _inputs(request: CheckRequest) -> list[Path]:
    decisions = [request.decisions] if isinstance(request.decisions, Path) else []
    lists = [request.file.path, *(one.path for one in request.reference)]
    return [*lists, *request.areas, *decisions]


def fires(checked: Checked, severity: str | None) -> bool:
    """Return whether an open finding is as bad as ``severity`` or worse.

    A list that cannot be relied on as a whole is as bad as any error.
    """
    if severity is None:
        return False
    if checked.statements:
        return True
    return bool(checked.findings["severity"].map(_RANK).le(_RANK[severity]).any())


def summary_of(checked: Checked, rows: pd.DataFrame) -> dict[str, Any]:
    """Return every figure of a check, as ``summary.json`` holds it."""
    counts = checked.findings.value_counts(["code", "severity"], sort=False).reset_index()
    counts = counts.assign(_rank=counts["severity"].map(_RANK))
    counts = counts.sort_values(["_rank", "count", "code"], ascending=[True, False, True])
    by_row = rows["severity"].value_counts()
    kept = checked.kept[["id", "row", "name", "code", "decided_by", "decided_on", "note"]]
    request = checked.request
    return {
        "file": request.file.path.name,
        "parameters": {
            "source": request.file.source,
            "reference": [one.path.name for one in request.reference],
            "areas": [path.name for path in request.areas],
            "as_of": None if request.as_of is None else request.as_of.date().isoformat(),
            "decisions": checked.heeded.name if checked.heeded else None,
            "sheet": request.sheet,
            "header_row": request.header_row,
            "lang": request.lang,
        },
        "statements": list(checked.statements),
        "n_unreliable": len(checked.unreliable),
        "n_facilities": len(rows),
        "n_with_findings": int(rows["severity"].notna().sum()),
        "n_suggested": int(rows["suggested_latitude"].notna().sum()),
        "rows_by_severity": {name: int(by_row.get(name, 0)) for name in SEVERITIES},
        "by_code": [
            [code, severity, int(n)]
            for code, severity, n in counts[["code", "severity", "count"]].itertuples(
                index=False, name=None
            )
        ],
        "not_run": checked.not_run.to_dict("records"),
        "kept_on_purpose": [_plain(one) for one in kept.to_dict("records")],
        "read_as": [_without_crs_objects(one) for one in checked.loaded.read_as],
        "accounting": checked.loaded.accounting.to_dict("records"),
        "notes": list(checked.verbatim.notes),
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    return {key: None if pd.isna(value) else value for key, value in record.items()}


def _without_crs_objects(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "geometry"}


def _write_tables(checked: Checked, rows: pd.DataFrame, folder: Path) -> None:
    file = checked.request.file.path.name
    findings = checked.findings[list(_FINDINGS)].assign(file=file)
    export.write_csv(findings, folder / "findings.csv")
    if len(checked.kept):
        export.write_csv(checked.kept.assign(file=file), folder / "kept.csv")
    if len(checked.loaded.rejected):
        export.write_csv(checked.loaded.rejected, folder / "rejected.csv")
    found = rows.rename_axis("facility_id").reset_index()
    found = found.set_index(found["row"] + checked.verbatim.offset)
    write_checked(
        folder / WORKBOOK,
        checked.verbatim,
        pd.concat([found, _repeats(checked, found.index)]),
        lead=_lead(checked, rows),
        about=_about(checked),
    )


def _repeats(checked: Checked, taken: pd.Index) -> pd.DataFrame:
    """Return a row for each that only repeats another: it goes where the first goes."""
    merges = checked.loaded.merges[["id", "row"]].dropna().drop_duplicates("row")
    merges = merges[~(merges["row"] + checked.verbatim.offset).isin(taken)]
    first = merges["id"].map(checked.table["row"]).astype("Int64").astype("str")
    return pd.DataFrame(
        {
            "facility_id": merges["id"].to_numpy(),
            "evidence": ("repeats row " + first + ": what is decided there holds here").to_numpy(),
        },
        index=merges["row"].astype("int64").to_numpy() + checked.verbatim.offset,
    )


def _lead(checked: Checked, rows: pd.DataFrame) -> list[str]:
    """Return the lines at the top of the workbook, the statements on the whole list first."""
    summary = summary_of(checked, rows)
    severities = summary["rows_by_severity"]
    lines = [say("check_title", file=summary["file"])]
    if checked.statements:
        lines += [say("check_unreliable") + ":", *checked.statements, ""]
    if summary["n_with_findings"]:
        lines += [
            say("check_found", n=summary["n_with_findings"], total=summary["n_facilities"]),
            say("check_severities", **severities),
            say("check_suggested", n=summary["n_suggested"]),
        ]
    elif not checked.statements:
        lines.append(say("check_clean", n=summary["n_facilities"]))
    if len(checked.kept):
        lines.append(say("check_kept", n=len(checked.kept)))
    not_run = [f"{one['code']} ({one['reason']})" for one in summary["not_run"]]
    if not_run:
        lines.append(f"{say('h_not_run')}: {'; '.join(not_run)}.")
    lines.append(f"Restricted: it shows where medical facilities stand. The map is in {PAGE}.")
    return lines


def _about(checked: Checked) -> dict[str, Any]:
    """Return what `apply` needs to read the list just as this check did."""
    request = checked.request
    mapping = mapping_for(request.file.path, "facilities", request.columns)
    kept = checked.kept.assign(
        facility_id=checked.kept["id"],
        coordinate=checked.kept["id"].map(coordinates_of(checked.table)),
        decision=KEEP,
    )
    return {
        "source": request.file.source,
        "sheet": request.sheet,
        "header_row": request.header_row,
        "mapping": _mapping_text(mapping),
        "sha256": sha256(request.file.path),
        "kept": kept[list(COLUMNS)].astype("str").to_dict("records"),
    }


def _mapping_text(mapping: Any) -> str | None:
    if mapping is None:
        return None
    import tempfile  # noqa: PLC0415 - seldom needed

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "mapping.toml"
        write_mapping(mapping, out)
        return out.read_text(encoding="utf-8")


def _manifest(checked: Checked, summary: dict[str, Any], folder: Path) -> dict[str, Any]:
    request = checked.request
    inputs = [
        ("facilities", request.file.path),
        *(("reference", one.path) for one in request.reference),
        *(("areas", path) for path in request.areas),
        *(("columns", mapping.path) for mapping in request.columns),
        *((("decisions", checked.heeded),) if checked.heeded else ()),
    ]
    about = checked.table.groupby("source", sort=True)[["licence", "citation"]].first()
    return build(
        parameters=summary["parameters"],
        inputs=inputs,
        accounting=[{"list": "facilities", **one} for one in summary["accounting"]],
        sources=about.reset_index().to_dict("records"),
        folder=folder,
    )


def closing(summary: dict[str, Any], out: Path) -> str:
    """Return the closing lines: the whole list first, counts by code, where to look."""
    lines = []
    if summary["statements"]:
        lines += [f"{say('check_unreliable')}:", *(f"  {one}" for one in summary["statements"])]
    n, total = summary["n_with_findings"], summary["n_facilities"]
    if n:
        lines.append(say("check_found", n=n, total=total))
        width = max(len(code) for code, _, _ in summary["by_code"])
        lines += [
            f"  {severity:<8} {code:<{width}} {count:>7,}"
            for code, severity, count in summary["by_code"]
        ]
        lines.append(say("check_suggested", n=summary["n_suggested"]))
    elif not summary["statements"]:
        lines.append(say("check_clean", n=total))
    if summary["kept_on_purpose"]:
        lines.append(
            f"{say('check_kept', n=len(summary['kept_on_purpose']))} They are in kept.csv, as "
            f"{summary['parameters']['decisions']} says (--decisions none shows them again)."
        )
    if summary["not_run"]:
        codes = ", ".join(one["code"] for one in summary["not_run"])
        lines.append(f"Not run, or not on every row (the page says why): {codes}.")
    lines += [f"Note: {note}." for note in summary["notes"]]
    lines.append(f"Look at {out / PAGE}; decide in {out / WORKBOOK}, then:")
    lines.append(f"  nostrike apply {out / WORKBOOK} --out DIR")
    return "\n".join(lines)
