"""Whether a folder is still what a run wrote: each file against the manifest's checksum."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from layers.errors import InputError
from nostrike.manifest import MANIFEST, TOOL, sha256


class Verdict(NamedTuple):
    """What was compared.

    ``changed``, ``missing`` and ``added`` are outputs; ``other_inputs`` are inputs whose file was
    found and differs, ``unseen_inputs`` those whose file was not found.
    """

    n_outputs: int
    changed: list[str]
    missing: list[str]
    added: list[str]
    same_inputs: list[str]
    other_inputs: list[str]
    unseen_inputs: list[str]

    @property
    def holds(self) -> bool:
        """Whether every output is there and unchanged, and no input that was found differs."""
        return not (self.changed or self.missing or self.added or self.other_inputs)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run's folder.

    Raises
    ------
    InputError
        There is no such folder, or no manifest of this tool in it.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder")
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder}: no {MANIFEST} in it; name the folder of a run") from None
    except (OSError, ValueError) as fault:
        raise InputError(f"{folder / MANIFEST}: cannot be read as JSON ({fault})") from None
    fits = isinstance(content, dict) and content.get("tool") == TOOL
    if not fits or not isinstance(content.get("outputs"), dict):
        raise InputError(f"{folder / MANIFEST}: this is no manifest of nostrike")
    return dict(content)


def verify(folder: Path, inputs: Sequence[Path] = ()) -> Verdict:
    """Compare a folder with its manifest, and inputs with what the run read.

    Parameters
    ----------
    folder
        The folder of a run.
    inputs
        Files, or folders of files, in which the run's inputs are looked for by name.

    Raises
    ------
    InputError
        No manifest, or no such input.
    """
    manifest = read_manifest(folder)
    outputs: dict[str, str] = manifest["outputs"]
    here = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() or path.is_symlink()
    }
    there = sorted(here & set(outputs))
    same, other, unseen = _inputs(manifest, inputs)
    return Verdict(
        n_outputs=len(outputs),
        changed=[name for name in there if sha256(folder / name) != outputs[name]],
        missing=sorted(set(outputs) - here),
        added=sorted(here - set(outputs) - {MANIFEST}),
        same_inputs=same,
        other_inputs=other,
        unseen_inputs=unseen,
    )


def found_inputs(places: Iterable[Path]) -> dict[str, list[Path]]:
    """Return the files that were named, and those of the folders that were named, by their name.

    Raises
    ------
    InputError
        A place does not exist.
    """
    files: dict[str, list[Path]] = {}
    for place in places:
        if not place.exists():
            raise InputError(f"--inputs {place}: there is no such file or folder")
        inside = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in inside:
            if path.is_file():
                files.setdefault(path.name, []).append(path)
    return files


def _inputs(
    manifest: dict[str, Any], places: Sequence[Path]
) -> tuple[list[str], list[str], list[str]]:
    files = found_inputs(places)
    same: list[str] = []
    other: list[str] = []
    unseen: list[str] = []
    for entry in manifest.get("inputs") or ():
        name, wanted = str(entry["file"]), entry["sha256"]
        sums = [sha256(path) for path in files.get(name, ())]
        (same if wanted in sums else other if sums else unseen).append(name)
    return same, other, unseen
