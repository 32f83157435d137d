"""Conversion: files of any known source to one table, with every row accounted for.

The table keeps each row's own citation and licence, and the file and row it came from.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import geopandas as gpd
import pandas as pd

from layers import export
from layers.errors import InputError
from layers.load import Loaded, combine, load_facilities, load_incidents
from layers.mapping import ColumnMapping
from layers.settings import LoadSettings
from nostrike.columns import mapping_for
from nostrike.folder import scratch_beside, whole_or_nothing
from nostrike.manifest import MANIFEST, TOOL, build, write_json
from nostrike.progress import Reporter
from nostrike.request import FileArg
from nostrike.safe_out import check_safe

SUFFIX: Final = ".parquet"
Role = Literal["incidents", "facilities"]


@dataclass(frozen=True)
class ConvertRequest:
    """One conversion, as asked for."""

    files: tuple[FileArg, ...]
    role: Role = "incidents"
    settings: LoadSettings = field(default_factory=LoadSettings)
    sheet: str | None = None
    header_row: int | None = None
    columns: tuple[ColumnMapping, ...] = ()


def convert(request: ConvertRequest, report: Reporter) -> Loaded:
    """Read the files and put them together; a row of one id is merged, and the account says so."""
    load = load_incidents if request.role == "incidents" else load_facilities
    loaded = []
    for file in request.files:
        report.step(f"Reading {file.path.name}")
        mapping = mapping_for(file.path, request.role, request.columns)
        loaded.append(
            load(
                file.path,
                file.source,
                sheet=request.sheet,
                header_row=request.header_row,
                settings=request.settings,
                mapping=mapping,
            )
        )
    return combine(loaded)


def deliver_convert(request: ConvertRequest, out: Path, mode: str = "bar") -> str:
    """Convert files and write the table and its account; return the closing lines for the user.

    Parameters
    ----------
    request
        What to read.
    out
        A folder; or a file that ends in ``.parquet``, beside which the rest is written under the
        same name.
    mode
        How progress is told.

    Raises
    ------
    InputError
        A bad input or output; nothing has been written then.
    """
    inputs = [file.path for file in request.files]
    single = out.suffix.casefold() == SUFFIX
    if single:
        _check_file(out, inputs)
    else:
        check_safe(out, inputs)
    report = Reporter(len(request.files) + 1, mode)
    with report.running():
        loaded = convert(request, report)
        report.step("Writing")
        if single:
            _write_beside(request, loaded, out)
        else:
            with whole_or_nothing(out) as folder:
                _write(request, loaded, folder, f"{request.role}{SUFFIX}")
    return _closing(request, loaded, out if single else out / f"{request.role}{SUFFIX}")


def _write(
    request: ConvertRequest, loaded: Loaded, folder: Path, name: str, lead: str = ""
) -> None:
    table: gpd.GeoDataFrame = loaded.table
    export.write_geoparquet(table, folder / name)
    for what in ("rejected", "accounting", "merges", "findings"):
        export.write_csv(getattr(loaded, what), folder / f"{lead}{what}.csv")
    write_json(folder / f"{lead}read-as.json", loaded.read_as)
    sources = _sources(table)
    export.write_csv(pd.DataFrame(sources), folder / f"{lead}sources.csv")
    manifest = build(
        parameters={"role": request.role},
        inputs=[(request.role, file.path) for file in request.files],
        accounting=[{"list": request.role, **row} for row in loaded.accounting.to_dict("records")],
        sources=sources,
        folder=folder,
    )
    write_json(folder / f"{lead}{MANIFEST}", manifest)


def _sources(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return a row per source, licence and file: what must be cited, and how many rows."""
    keys = ["source", "licence", "file"]
    counted = table.groupby(keys, dropna=False, sort=True).size().reset_index(name="rows")
    return [
        {key: None if pd.isna(value) else value for key, value in row.items()}
        for row in counted.to_dict("records")
    ]


def _beside(out: Path) -> list[Path]:
    names = ("rejected.csv", "accounting.csv", "merges.csv", "findings.csv", "sources.csv")
    return [out.with_name(f"{out.stem}.{name}") for name in (*names, "read-as.json", MANIFEST)]


def _check_file(out: Path, inputs: list[Path]) -> None:
    """Refuse to overwrite anything that an earlier conversion did not write."""
    if out.is_dir():
        raise InputError(f"--out {out}: this is a folder; name a file, or another folder")
    stands = [path for path in (out, *_beside(out)) if path.exists()]
    if any(path.resolve() == out.resolve() for path in inputs):
        raise InputError(f"--out {out}: this is one of the files to be read; name another")
    if stands and not _is_ours(out):
        raise InputError(
            f"--out {out}: {stands[0].name} is there already and is no earlier conversion; name "
            "another file"
        )


def _is_ours(out: Path) -> bool:
    try:
        told = json.loads(_beside(out)[-1].read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("tool") == TOOL


def _write_beside(request: ConvertRequest, loaded: Loaded, out: Path) -> None:
    """Write whole into a scratch folder, then put the files in place, the table last."""
    with scratch_beside(out) as scratch:
        _write(request, loaded, scratch, out.name, f"{out.stem}.")
        for target in (*_beside(out), out):
            (scratch / target.name).replace(target)


def _closing(request: ConvertRequest, loaded: Loaded, path: Path) -> str:
    account = loaded.accounting[["read", "loaded", "rejected", "merged"]].sum()
    lines = [
        (
            f"{account['read']:,} rows read: {account['loaded']:,} in the table, "
            f"{account['rejected']:,} rejected, {account['merged']:,} merged."
        ),
    ]
    stated = sorted(str(licence) for licence in loaded.table["licence"].dropna().unique())
    lines += [f"Licence of some rows: {licence}" for licence in stated]
    if len(stated) > 1:
        lines.append("Rows of different licences are in one table: the strictest holds for it.")
    notes = [note for entry in loaded.read_as for note in entry["notes"] if "unknown to" in note]
    lines += [f"Note: {note}." for note in notes]
    what = "--incidents" if request.role == "incidents" else "--facilities"
    lines.append(f"Written: {path} (give it to an audit with {what}).")
    return "\n".join(lines)
