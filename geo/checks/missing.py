"""``missing``: no coordinates at all, or one of the two."""

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings
from geo.checks.places import Places


def find(places: Places) -> pd.DataFrame:
    """Report rows without coordinates; those a publisher withheld only for information."""
    where = places.status == "missing"
    withheld = places.column("location_precision").eq("withheld").to_numpy(dtype=bool)[where]
    note = places.column("coordinates_note")[where].fillna("no coordinates").to_numpy(dtype=object)
    return findings(
        places,
        where,
        "missing",
        severity=np.where(withheld, "info", "warning"),
        evidence=np.where(withheld, "withheld by the publisher", note),
    )


CHECK = Check("missing", 10, find)
