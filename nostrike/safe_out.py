"""An output folder that does not take the work of a person with it when it is replaced."""

import json
from collections.abc import Iterable
from pathlib import Path

from layers.errors import InputError
from nostrike.folder import check_out
from nostrike.manifest import MANIFEST, sha256


def check_safe(out: Path, inputs: Iterable[Path], *, edited: Iterable[str] = ()) -> None:
    """Refuse a folder that holds an input of this run, or a file that a person has edited.

    Parameters
    ----------
    out
        The folder to be written.
    inputs
        Files that the run reads.
    edited
        Names of outputs in which a person may have worked.

    Raises
    ------
    InputError
        Replacing the folder would lose something.
    """
    check_out(out)
    if not out.is_dir():
        return
    here = out.resolve()
    for path in inputs:
        if path.resolve().is_relative_to(here):
            raise InputError(
                f"--out {out}: {path.name}, which this run reads, lies in this folder and would be "
                "lost; name a new folder"
            )
    try:
        known = json.loads((out / MANIFEST).read_text(encoding="utf-8")).get("outputs", {})
    except (OSError, ValueError):
        known = {}
    for name in edited:
        path = out / name
        if name in known and path.is_file() and sha256(path) != known[name]:
            raise InputError(
                f"--out {out}: {name} in this folder was edited since it was written and would be "
                "lost; apply it first, or name a new folder"
            )
