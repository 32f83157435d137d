"""The bundled samples, an invented country and documented strikes, audited as any list is."""

import shutil
from pathlib import Path
from typing import Any, Final

from layers.errors import InputError
from layers.samples import demoland, documented
from nostrike.request import FileArg, Request, Scope

INVENTED: Final = "Invented data: Demoland does not exist. No place, person or event here is real."
DOCUMENTED: Final = (
    "A sample of documented cases, chosen because reports describe them well. Most points are the "
    "facility's own or its town's, so a distance of 0 m is no finding. Their number shows nothing."
)
SAMPLES: Final = {"demoland": demoland, "documented": documented}


def request(sample: str = "demoland", edition: Any = "restricted", lang: str = "en") -> Request:
    """Return the audit of a sample."""
    files = SAMPLES[sample]()
    invented = sample == "demoland"
    return Request(
        incidents=(FileArg(files["incidents"]),),
        facilities=(FileArg(files["facilities"]),),
        registry=(FileArg(files["registry"]),),
        # What is public of a list is never the whole of it.
        registry_scope=Scope() if invented else Scope("partial"),
        areas=(files["areas"],) if "areas" in files else (),
        edition=edition,
        lang=lang,
        notice=INVENTED if invented else DOCUMENTED,
    )


def copy_files(folder: Path, sample: str = "demoland") -> None:
    """Copy a sample's files to ``folder``, which must be new or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"--files {folder}: name a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path in SAMPLES[sample]().values():
        shutil.copyfile(path, folder / path.name)
