"""From notices to the folder a person takes them from: per recipient, prepared and not sent."""

import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from layers import export
from layers.errors import InputError
from layers.export import notice_rows as sheets
from layers.export.notice import PREPARED, Heading, write_notice
from layers.export.notice_places import write_notice_geojson, write_notice_kml
from layers.export.template import Template, fill_template, read_template
from layers.sent_log import GIVEN, SITE_COLUMNS, write_sent_log
from nostrike.folder import check_out, whole_or_nothing
from nostrike.manifest import MANIFEST, build, cited, sha256, write_json
from nostrike.notify import KINDS, STEPS, Notices, NotifyRequest, Package, run
from nostrike.progress import Reporter

LOG: Final = "sent-log.xlsx"
_WRITING: Final = 2
_TO_SEND: Final = ("additions", "corrections", "removals")
_SHORT: Final = 12


def deliver_notices(
    request: NotifyRequest, out: Path, mode: str = "bar"
) -> tuple[dict[str, Any], str]:
    """Work out the notices and write their folder.

    Returns
    -------
    The figures, as ``summary.json`` holds them, and the closing lines for the user.

    Raises
    ------
    InputError
        A bad input or output, or sites that must not be written; nothing has been written then.
    """
    check_out(out)
    template = read_template(request.template) if request.template else None
    report = Reporter(STEPS + _WRITING, mode)
    with report.running():
        notices = run(request, report)
        with whole_or_nothing(out) as folder:
            report.step("Writing notices")
            lines, sites = _write_packages(notices, template, folder)
            write_sent_log(folder / LOG, lines, sites)
            if len(notices.left_out):
                export.write_csv(notices.left_out, folder / "left-out.csv")
            if len(notices.findings):
                export.write_csv(notices.findings, folder / "open-errors.csv")
            summary = _summary(notices, template, lines)
            write_json(folder / "summary.json", summary)
            report.step("Sealing")
            write_json(folder / MANIFEST, _manifest(notices, summary, folder))
    return summary, _closing(summary, out)


def _write_packages(
    notices: Notices, template: Template | None, folder: Path
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write a folder per recipient; return the lines of the log and the sites of each."""
    lines: list[dict[str, Any]] = []
    sites: list[pd.DataFrame] = []
    taken: set[str] = set()
    for package in notices.packages:
        name = _folder_name(package.recipient, taken)
        place = folder / name
        place.mkdir()
        for what in KINDS:
            table = package.parts[what]
            if not len(table):
                continue
            rows = _rows(notices, package, what, table)
            digest = sheets.sheet_digest(rows["digest"].tolist())
            heading = Heading(
                what, package.recipient, _version(notices), _day(notices.date), digest
            )
            _write_part(place, what, table, rows, heading, template)
            if what in _TO_SEND:
                said = (package.recipient, f"{name}/{what}.xlsx", what)
                numbers = (len(table), digest, heading.date, heading.version)
                lines.append(dict(zip(GIVEN, (*said, *numbers), strict=True)))
                about = rows[["name", "digest"]].assign(facility_id=rows.index)
                about = about.assign(**dict(zip(("recipient", "file", "what"), said, strict=True)))
                sites.append(about[list(SITE_COLUMNS)])
    log = pd.DataFrame(lines, columns=list(GIVEN))
    everything = pd.concat(sites) if sites else pd.DataFrame(columns=list(SITE_COLUMNS))
    return log, everything


def _rows(notices: Notices, package: Package, what: str, table: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = sheets.notice_rows(table)
    if what == "corrections" and notices.previous is not None:
        before = notices.previous.table
        changes = package.changes[package.changes["id_now"].isin(rows.index)]
        return sheets.corrected_rows(rows, changes, before)
    return rows


def _write_part(
    place: Path,
    what: str,
    table: gpd.GeoDataFrame,
    rows: pd.DataFrame,
    heading: Heading,
    template: Template | None,
) -> None:
    path = place / f"{what}.xlsx"
    if template is not None and what in _TO_SEND:
        more = {"recipient": heading.recipient, "action": what.removesuffix("s").capitalize()}
        fill_template(path, template, rows, heading.print_header(), more)
    else:
        write_notice(path, rows, sheets.vertices(table), heading)
    if what in _TO_SEND:
        write_notice_kml(place / f"{what}.kml", table, rows, heading)
        write_notice_geojson(place / f"{what}.geojson", table, rows, heading)


def _folder_name(recipient: str, taken: set[str]) -> str:
    """Return a folder's name for a recipient: letters of any script, digits and hyphens, once."""
    plain = re.sub(r"[^\w]+", "-", recipient).strip("-_").casefold()[:60] or "recipient"
    name, number = plain, 2
    while name in taken or name == "con":
        name, number = f"{plain}-{number}", number + 1
    taken.add(name)
    return name


def _version(notices: Notices) -> str:
    """Return the list's own version, and the start of its file's SHA-256, which is always there."""
    return f"{notices.version} (sha256 {sha256(notices.request.file.path)[:_SHORT]})"


def _day(moment: pd.Timestamp) -> str:
    return str(moment.date().isoformat())


def _summary(notices: Notices, template: Template | None, lines: pd.DataFrame) -> dict[str, Any]:
    request = notices.request
    return {
        "tool": "nostrike",
        "edition": "restricted",
        "state": PREPARED.casefold(),
        "parameters": {
            "list": request.file.path.name,
            "previous": request.previous.path.name if request.previous else None,
            "template": request.template.name if request.template else None,
            "recipients": list(request.recipients),
            "areas": [path.name for path in request.areas],
            "date": _day(notices.date),
            "date_basis": "asked" if request.date is not None else "list",
            "force": request.force,
        },
        "list_version": notices.version,
        "list_sha256": sha256(request.file.path),
        "packages": [
            {
                "recipient": package.recipient,
                **{name: len(package.parts[name]) for name in KINDS},
            }
            for package in notices.packages
        ],
        "notices": lines.to_dict("records"),
        "left_out": {
            str(reason): int(n)
            for reason, n in notices.left_out["reason"].value_counts().sort_index().items()
        },
        "written_with_open_errors": int(notices.findings["id"].nunique()),
        "template_columns_left_empty": list(template.unknown) if template else [],
        "template_lacks": _lacking(template),
        "notes": list(notices.notes),
        "read_as": [
            {"list": name, **entry}
            for name, loaded in (("list", notices.loaded), ("previous", notices.previous))
            if loaded is not None
            for entry in loaded.read_as
        ],
        "accounting": notices.loaded.accounting.to_dict("records"),
    }


def _lacking(template: Template | None) -> list[str]:
    """Return what each coordinate should have beside it and the template has no column for."""
    if template is None:
        return []
    fields = set(template.columns.values())
    decimal = {"latitude", "longitude"} <= fields or "coordinates" in fields
    lacking = [] if decimal else ["decimal degrees"]
    wanted = ("dms", "mgrs", "datum", "accuracy_m", "digest")
    return [*lacking, *(name for name in wanted if name not in fields)]


def _manifest(notices: Notices, summary: dict[str, Any], folder: Path) -> dict[str, Any]:
    request = notices.request
    inputs = [
        ("list", request.file.path),
        *((("previous", request.previous.path),) if request.previous else ()),
        *((("template", request.template),) if request.template else ()),
        *(("areas", path) for path in request.areas),
        *(("columns", mapping.path) for mapping in request.columns),
    ]
    return build(
        parameters=summary["parameters"],
        inputs=inputs,
        accounting=[{"list": "list", **one} for one in summary["accounting"]],
        sources=cited([notices.loaded.table]),
        folder=folder,
    )


def _closing(summary: dict[str, Any], out: Path) -> str:
    lines = [f"Prepared, not sent: {out}. List of {summary['parameters']['date']}."]
    for one in summary["packages"]:
        counts = ", ".join(f"{name} {one[name]}" for name in KINDS)
        lines.append(f"  {one['recipient']}: {counts}")
    for reason, n in summary["left_out"].items():
        lines.append(f"  Not written, {n} sites: {reason} (left-out.csv).")
    if summary["written_with_open_errors"]:
        lines.append(
            f"  Sites with open errors in the list: {summary['written_with_open_errors']} "
            "(open-errors.csv); --force wrote those that have a place."
        )
    if summary["template_columns_left_empty"]:
        empty = ", ".join(summary["template_columns_left_empty"])
        lines.append(f"  Columns of the template that stay empty: {empty}.")
    if summary["template_lacks"]:
        lines.append(f"  The template has no column for: {', '.join(summary['template_lacks'])}.")
    lines += [f"  Note: {note}." for note in summary["notes"]]
    lines.append(f"Once sent, fill in {out / LOG}, then: nostrike notify LIST --sent-log FILE")
    return "\n".join(lines)


def check_verified(paths: list[Path], notices_list: gpd.GeoDataFrame) -> tuple[list[str], bool]:
    """Hold sheets that were prepared earlier against a list, row by row, by their digests.

    Returns
    -------
    A line per sheet, and whether every digest agrees.

    Raises
    ------
    InputError
        A sheet has no digests.
    """
    from layers.load import load_facilities  # noqa: PLC0415 - seldom needed

    now = sheets.notice_rows(notices_list)
    known = set(now["digest"])
    lines, all_right = [], True
    for path in paths:
        table = load_facilities(path).table
        column = next((c for c in table if c.endswith("_digest")), None)
        if column is None:
            raise InputError(f"--verify {path.name}: has no column digest; nothing can be verified")
        said = table[column].astype("str")
        own = sheets.notice_rows(table)["digest"]
        altered, gone = int((said != own).sum()), int((~said.isin(known)).sum())
        all_right &= not altered and not gone
        lines.append(
            f"{path.name}: {len(table)} sites; {gone} are not in the list as they stand there; "
            f"{altered} do not agree with their own digest"
        )
    return lines, all_right
