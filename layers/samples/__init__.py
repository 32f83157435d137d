"""The bundled samples: Demoland, an invented country at sea, and strikes that are documented."""

from pathlib import Path
from typing import Final

from layers.samples._documented import documented

__all__ = ["FOLDER", "demoland", "documented"]

FOLDER: Final = Path(__file__).with_name("demoland")


def demoland() -> dict[str, Path]:
    """Return the sample's files by role: incidents, facilities, registry, areas.

    Everything in them is invented (``README.txt`` beside them says so). ``planted.csv`` in the same
    folder lists the faults put in on purpose.

    Examples
    --------
    >>> sorted(demoland())
    ['areas', 'facilities', 'incidents', 'registry']
    """
    names = {
        "incidents": "incidents.csv",
        "facilities": "facilities.csv",
        "registry": "registry.csv",
        "areas": "areas.geojson",
    }
    return {role: FOLDER / name for role, name in names.items()}
