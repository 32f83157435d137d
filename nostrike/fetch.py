"""Fetching: files from public interfaces, with where and when in a manifest that audits take up."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from layers.errors import InputError
from nostrike.folder import whole_or_nothing
from nostrike.manifest import MANIFEST, TOOL, build, sha256, write_json
from nostrike.progress import Reporter

FETCHED: Final = {
    "acled": "acled",
    "awsd": "hdx",
    "healthsites": "hdx",
    "hot_osm": "osm",
    "insecurity_insight": "hdx",
    "insecurity_insight_explosive": "hdx",
    "shcc": "hdx",
    "ucdp_ged": "ucdp",
    "unosat": "hdx",
    "who_ssa": "hdx",
}
"""Source to the interface that has it."""

CACHE: Final = "NOSTRIKE_CACHE"
"""The variable that names another folder for the cache."""


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return where what was brought is kept, so that it need not be brought again."""
    if environment.get(CACHE):
        return Path(environment[CACHE])
    root = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / TOOL


def fetch(
    wanted: Any,
    folder: Path,
    *,
    base: str | None = None,
    environment: Mapping[str, str] | None = None,
    pause_s: float = 1.0,
) -> list[Any]:
    """Bring the files of a source into a folder.

    Parameters
    ----------
    wanted
        `layers.fetch.Wanted`.
    folder
        Where they are to stand; it exists.
    base
        Another address of the interface.
    environment
        Where credentials are read from; None is the process's own.
    pause_s
        The first pause before a retry.

    Returns
    -------
    list of `layers.fetch.Brought`.

    Raises
    ------
    InputError
        Nothing can be brought; the message says why.
    """
    from layers.fetch import Carrier, acled, hdx, osm, ucdp  # noqa: PLC0415 - nothing else needs it

    known = os.environ if environment is None else environment
    carrier = Carrier(cache_folder(known), pause_s=pause_s)
    interface = FETCHED.get(wanted.source, "hdx" if wanted.source == "hdx" else None)
    if interface is None:
        raise InputError(
            f"{wanted.source}: has no public interface that is known; `nostrike sources "
            f"{wanted.source}` says how to obtain it. Can be fetched: {', '.join(FETCHED)}, hdx"
        )
    more = {} if base is None else {"base": base}
    by_interface: dict[str, Callable[[], list[Any]]] = {
        "hdx": lambda: hdx.bring(wanted, carrier, folder, **more),
        "osm": lambda: osm.bring(wanted, carrier, folder, **more),
        "ucdp": lambda: ucdp.bring(wanted, carrier, folder, known, **more),
        "acled": lambda: acled.bring(wanted, carrier, folder, known, **more),
    }
    return by_interface[interface]()


def deliver_fetch(
    wanted: Any, out: Path, mode: str = "bar", *, base: str | None = None, pause_s: float = 1.0
) -> str:
    """Fetch into a folder, written whole or not at all; return the closing lines for the user.

    A folder of an earlier fetch is replaced only by a fetch; a folder of any other run is refused.
    """
    _check_out(out)
    for day in (wanted.first_day, wanted.last_day):
        if day is not None:
            _check_day(day)
    report = Reporter(2, mode)
    with report.running(), whole_or_nothing(out) as folder:
        report.step(f"Fetching {wanted.source}")
        scratch = folder / ".brought"
        scratch.mkdir()
        brought = fetch(wanted, scratch, base=base, pause_s=pause_s)
        report.step("Writing")
        for one in brought:
            one.path.rename(folder / one.path.name)
        shutil.rmtree(scratch)
        entries = [_entry(wanted.source, one, folder / one.path.name) for one in brought]
        asked = {key: value for key, value in vars(wanted).items() if value is not None}
        manifest = build(parameters=asked, inputs=[], accounting=[], sources=[], folder=folder)
        write_json(folder / MANIFEST, {**manifest, "fetched": entries})
    lines = [
        f"{entry['file']}: {entry['bytes']:,} bytes, from {entry['from']}, {entry['accessed']}; "
        f"licence: {entry['licence']}."
        for entry in entries
    ]
    lines.append(
        f"Written: {out}. Runs that read these files take the address and the day into their "
        "manifest."
    )
    return "\n".join(lines)


def _entry(source: str, one: Any, path: Path) -> dict[str, Any]:
    return {
        "source": source,
        "file": path.name,
        "bytes": path.stat().st_size,
        "sha256": sha256(path),
        "from": one.url.partition("?")[0],
        "accessed": one.accessed,
        "licence": one.licence,
        "details": one.details,
    }


def _check_out(out: Path) -> None:
    if not out.is_dir() or not any(out.iterdir()):
        return
    try:
        told = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = None
    if not (isinstance(told, dict) and "fetched" in told):
        raise InputError(f"--out {out}: this folder holds other things; name a new folder")


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text}: write a day like 2026-05-31") from None
