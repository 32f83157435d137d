"""``out_of_range``: numbers beyond 90 or 180 degrees."""

import pandas as pd

from geo.checks.check import Check, findings
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report the rows that were read so, with what the reading said."""
    where = places.status == "out_of_range"
    note = places.column("coordinates_note")[where].fillna("the numbers lie beyond the globe")
    return findings(
        places, where, "out_of_range", severity="error", evidence=note.to_numpy(dtype=object)
    )


CHECK = Check("out_of_range", 13, find)
