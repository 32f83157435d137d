"""``stale``: registered or verified too long ago."""

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings
from geo.checks.places import Places

_DATES = ("registered_on", "notified_on", "acknowledged_on", "list_as_of")


def _latest(places: Places) -> pd.Series:
    """Return the last date, up to the day asked about, on which a row was said to be right."""
    as_of = pd.Timestamp(places.inputs.as_of)
    dates = pd.DataFrame(
        {name: pd.to_datetime(places.column(name), errors="coerce") for name in _DATES},
        index=places.index,
    )
    return dates.mask(dates > as_of).max(axis=1)


def find(places: Places) -> pd.DataFrame:
    """Report rows last registered, notified, acknowledged or listed longer ago than the limit."""
    if places.inputs.as_of is None:
        return findings(places, places.blank & False, "stale", severity="warning", evidence=[])
    as_of, limit = pd.Timestamp(places.inputs.as_of), places.inputs.stale_after_days
    latest = _latest(places)
    age = (as_of - latest).dt.days.to_numpy(dtype=float, na_value=np.nan)
    ended = pd.to_datetime(places.column("registered_until"), errors="coerce").lt(as_of).to_numpy()
    where = (np.nan_to_num(age, nan=-1.0) > limit) | ended
    evidence = [
        (
            f"the registration ended before {as_of.date()}"
            if over
            else f"last registered or verified on {day.date()}, {days:.0f} days before "
            f"{as_of.date()}; the limit is {limit} days"
        )
        for day, days, over in zip(latest[where], age[where], ended[where], strict=True)
    ]
    return findings(places, where, "stale", severity="warning", evidence=evidence)


def gaps(places: Places) -> str | None:
    """Say how many rows carry no date."""
    n = int(_latest(places).isna().sum()) if places.inputs.as_of is not None else 0
    return f"not judged for {n} of {len(places.index)} rows: no date of registration" if n else None


CHECK = Check("stale", 70, find, ("as_of",), gaps=gaps, of_incidents=False)
