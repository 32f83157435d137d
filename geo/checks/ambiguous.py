"""``ambiguous``: coordinates that can be read in two ways."""

import pandas as pd

from geo.checks.check import Check, findings
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report the rows that were read so, with what the reading said."""
    where = places.status == "ambiguous"
    note = places.column("coordinates_note")[where].fillna(
        "the coordinates can be read in more than one way"
    )
    return findings(
        places, where, "ambiguous", severity="error", evidence=note.to_numpy(dtype=object)
    )


CHECK = Check("ambiguous", 12, find)
