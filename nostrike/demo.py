"""The bundled sample: an invented country, audited as a real one would be."""

import shutil
from pathlib import Path
from typing import Any

from layers.errors import InputError
from layers.samples import demoland
from nostrike.request import FileArg, Request

NOTICE = "Invented data: Demoland does not exist. No place, person or event here is real."


def request(edition: Any = "restricted", lang: str = "en") -> Request:
    """Return the audit of the sample."""
    files = demoland()
    return Request(
        incidents=(FileArg(files["incidents"]),),
        facilities=(FileArg(files["facilities"]),),
        registry=(FileArg(files["registry"]),),
        areas=(files["areas"],),
        edition=edition,
        lang=lang,
        notice=NOTICE,
    )


def copy_files(folder: Path) -> None:
    """Copy the sample's files to ``folder``, which must be new or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"--files {folder}: name a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path in demoland().values():
        shutil.copyfile(path, folder / path.name)
