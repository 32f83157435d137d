"""``unreadable``: coordinates that no notation fits."""

import pandas as pd

from geo.checks.check import Check, findings
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report the rows that were read so, with what the reading said."""
    where = places.status == "unreadable"
    note = places.column("coordinates_note")[where].fillna("the coordinates cannot be read")
    return findings(
        places, where, "unreadable", severity="error", evidence=note.to_numpy(dtype=object)
    )


CHECK = Check("unreadable", 11, find)
