"""The bundled sample of documented strikes: public facts about real events, each row cited."""

from pathlib import Path
from typing import Final

DOCUMENTED_FOLDER: Final = Path(__file__).with_name("documented")


def documented() -> dict[str, Path]:
    """Return the files of the documented sample by role: incidents, facilities, registry.

    Strikes on or near medical facilities that public reports document, with the facilities and the
    few registrations that are public themselves. How they were compiled, and what they cannot show,
    stands in ``README.txt`` beside them. No figure about a conflict may be drawn from them: the
    rows were chosen for being documented well.

    Examples
    --------
    >>> sorted(documented())
    ['facilities', 'incidents', 'registry']
    """
    names = {"incidents": "strikes", "facilities": "facilities", "registry": "registrations"}
    return {role: DOCUMENTED_FOLDER / f"documented-{name}.csv" for role, name in names.items()}
