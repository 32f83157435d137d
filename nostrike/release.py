"""From a restricted run to a public edition: made anew of the same inputs, and looked through.

The public edition is never cut out of restricted files. The inputs are found by their checksums and
audited again with nothing but public sites, and before the folder is handed over every text in it
is held against what the restricted run alone may hold. It must never let through a site that its
list does not mark public, one marked ``do_not_publish``, the registry, free text or a contact.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layers.errors import InputError
from nostrike.columns import read_mappings
from nostrike.deliver import deliver
from nostrike.manifest import sha256
from nostrike.release_check import held_back, look_through
from nostrike.request import FileArg, Request, further
from nostrike.settings import Settings
from nostrike.verify import found_inputs, read_manifest

_NEEDED = ("incidents.parquet", "facilities.parquet")
_NOT_ASKED = ("registry", "review")  # what a public edition makes no use of
_SHOWN = 5


def release(
    folder: Path,
    places: Sequence[Path],
    out: Path,
    *,
    languages: Sequence[str] | None = None,
    mode: str = "bar",
) -> str:
    """Write the public edition of a restricted run; return the closing lines for the user.

    Parameters
    ----------
    folder
        The folder of the restricted run.
    places
        Files, or folders, in which its inputs are looked for by name and checksum.
    out
        The folder to write.
    languages
        Languages of the pages, the one that they open in first; by default those of the
        restricted run.
    mode
        How progress is told.

    Raises
    ------
    InputError
        The run is not a restricted audit, was changed since, an input is missing or differs, or
        something restricted would be in what was made; nothing is written then.
    """
    manifest = read_manifest(folder)
    _check_run(folder, manifest)
    if out.resolve() == folder.resolve():
        raise InputError(f"--out {out}: this is the restricted run; name another folder")
    request = _request(manifest, places, languages)
    secret = held_back(folder)

    def check(made: Path) -> None:
        found = look_through(made, secret)
        if found:
            named = "; ".join(found[:_SHOWN])
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            raise InputError(
                f"nothing was released: restricted content would be in {named}{more}. Mark it in "
                "the list (public, do_not_publish) or take it out, and run the audit again"
            )

    return deliver(request, out, mode, check=check)


def _check_run(folder: Path, manifest: dict[str, Any]) -> None:
    parameters = manifest.get("parameters") or {}
    if parameters.get("edition") != "restricted":
        raise InputError(f"{folder}: this is no restricted run; there is nothing to release")
    for name in _NEEDED:
        path = folder / name
        if name not in manifest["outputs"]:
            raise InputError(f"{folder}: no {name} in this run; release a run of nostrike audit")
        if not path.is_file() or sha256(path) != manifest["outputs"][name]:
            raise InputError(f"{path}: missing or changed since the run; audit again")
    if "forced_sources" not in parameters:
        raise InputError(f"{folder}: written by an earlier version of nostrike; audit again")


def _request(
    manifest: dict[str, Any], places: Sequence[Path], languages: Sequence[str] | None
) -> Request:
    parameters = manifest["parameters"]
    spoken = languages or (parameters["lang"], *parameters.get("also_lang", ()))
    paths = _paths(manifest, places)
    forced: dict[str, str] = parameters["forced_sources"]

    def files(kind: str) -> tuple[FileArg, ...]:
        return tuple(FileArg(path, forced.get(path.name)) for path in paths.get(kind, ()))

    named = parameters.get("radius_set")
    settings = Settings(
        radii_m=tuple(parameters["radii_m"]),
        radius_set=named and named["name"],
        kinds=tuple(parameters["kinds"]),
        facility_error_m=parameters["facility_error_m"],
        incident_error_m=parameters["incident_error_m"],
        precision_overrides=parameters["precision_overrides"],
        tolerance_m=parameters["tolerance_m"],
    )
    return Request(
        incidents=files("incidents"),
        facilities=files("facilities"),
        published=tuple(parameters.get("published", ())),
        areas=tuple(paths.get("areas", ())),
        profiles=tuple(paths.get("profile", ())),
        conflicts=tuple(parameters["conflicts"]),
        settings=settings,
        edition="public",
        lang=spoken[0],
        also_lang=further(spoken),
        sheet=parameters["sheet"],
        header_row=parameters["header_row"],
        columns=read_mappings(paths.get("columns", ())),
        notice=parameters["notice"],
    )


def _paths(manifest: dict[str, Any], places: Sequence[Path]) -> dict[str, list[Path]]:
    """Return where each input of the run is now, by what it was; the registry is not asked for."""
    here = found_inputs(places)
    paths: dict[str, list[Path]] = {}
    for entry in manifest["inputs"]:
        name, kind = str(entry["file"]), str(entry["list"])
        if kind in _NOT_ASKED:
            continue
        candidates = here.get(name, [])
        path = next((one for one in candidates if sha256(one) == entry["sha256"]), None)
        if path is None:
            why = "differs from what the run read" if candidates else "was not found"
            raise InputError(f"{name}: this input {why}; name the file or its folder with --inputs")
        paths.setdefault(kind, []).append(path)
    return paths
