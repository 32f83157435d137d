"""``shared_point``: one exact point for several places."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checks.check import Check, findings
from geo.checks.places import Places
from geo.names import normalise_names

MIN_NAMES: Final = 2
MIN_NAMES_FOR_WARNING: Final = 3
MIN_INCIDENTS: Final = 3


def find(places: Places) -> pd.DataFrame:
    """Report facilities of different names on one point, and three or more incidents on one.

    For facilities two names are information, three a warning. For incidents a warning where they
    name different places or claim to be placed exactly: that a town's incidents share the town's
    point is only information.
    """
    rows = pd.DataFrame({"x": places.longitude, "y": places.latitude})
    rows = rows[places.located & ~places.blank]
    rows = rows[rows.duplicated(keep=False)]  # of a point that is one row's own no name is asked
    names = normalise_names(places.column(_name_column(places)).iloc[rows.index])
    rows["name"] = names.where(names != "").to_numpy(dtype=object)
    point = rows.groupby(["x", "y"], sort=False)
    n = point["name"].transform("size")
    names = point["name"].transform("nunique")
    if places.is_incidents:
        return _incidents(places, rows, n, names)
    shared = names >= MIN_NAMES
    where = _mask(places, shared)
    evidence = [
        f"{count} rows with {distinct} different names stand on this exact point"
        for count, distinct in zip(n[shared], names[shared], strict=True)
    ]
    severity = np.where(names[shared] >= MIN_NAMES_FOR_WARNING, "warning", "info")
    return findings(places, where, "shared_point", severity=severity, evidence=evidence)


def _incidents(places: Places, rows: pd.DataFrame, n: pd.Series, names: pd.Series) -> pd.DataFrame:
    date = pd.Series(places.column("date_start").to_numpy(), dtype=object)[rows.index]
    exact = places.column("location_precision").isin(["site", "neighbourhood"]).to_numpy()
    rows = rows.assign(date=date, exact=exact[rows.index])
    point = rows.groupby(["x", "y"], sort=False)
    dates, claimed = point["date"].transform("nunique"), point["exact"].transform("any")
    shared = n >= MIN_INCIDENTS
    where = _mask(places, shared)
    evidence = [
        f"{count} incidents stand on this exact point; different dates: {days}, places: {distinct}"
        for count, days, distinct in zip(n[shared], dates[shared], names[shared], strict=True)
    ]
    doubtful = (names[shared] >= MIN_NAMES) | claimed[shared].astype(bool)
    severity = np.where(doubtful, "warning", "info")
    return findings(places, where, "shared_point", severity=severity, evidence=evidence)


def _name_column(places: Places) -> str:
    return "place_name" if places.is_incidents else "name"


def _mask(places: Places, shared: pd.Series) -> npt.NDArray[np.bool_]:
    where = np.zeros(len(places.index), dtype=bool)
    where[shared.index[shared]] = True
    return where


CHECK = Check("shared_point", 60, find)
