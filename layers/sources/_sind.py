"""What the lists drawn from one database (Insecurity Insight's SiND) have in common.

Insecurity Insight's attacks on health care, its explosive weapons monitor and the coalition's
yearly lists number their events alike: one id is one event, in whichever list it stands. Their
figures must never be added up.
"""

from typing import Final

import geopandas as gpd
import pandas as pd

SIND_SOURCES: Final = ("insecurity_insight", "insecurity_insight_explosive", "shcc")
"""Sources whose own ids are SiND event ids."""

PERPETRATORS: Final = {
    "armed forces of government/self-declared government": "state",
    "armed forces of government or self-declared government": "state",
    "foreign forces: military": "state",
    "foreign forces - military": "state",
    "government/self-declared government": "state",
    "host government: military": "state",
    "donor government": "state",
    "police": "state",
    "state actor": "state",
    "nsa": "non_state",
    "opposition group": "non_state",
    "criminal": "non_state",
    "vigilante": "non_state",
    "civilian": "non_state",
    "protestors": "non_state",
    "employee": "non_state",
    "patient or family": "non_state",
    "patient/family": "non_state",
    "political party": "non_state",
    "multiple": "multiple",
}
"""Folded labels of the perpetrator's kind in every list, and what they become."""


def sind_event_ids(incidents: gpd.GeoDataFrame) -> pd.Series:
    """Return the SiND event id of each incident, null where its source has none.

    Parameters
    ----------
    incidents
        The canonical table, of one file or of several put together.

    Returns
    -------
    Series of str with the index of ``incidents``. Rows of different sources with one id are one
    event: a way to find them, not yet a linkage.

    Examples
    --------
    >>> index = ["shcc:30419", "shcc:a:row-7", "acled:30419"]
    >>> sind_event_ids(gpd.GeoDataFrame({"source": ["shcc", "shcc", "acled"]}, index=index))
    shcc:30419      30419
    shcc:a:row-7      NaN
    acled:30419       NaN
    Name: sind_event_id, dtype: str
    """
    ids = incidents.index.to_series().astype("str")
    native = ids.str.extract(r"^[^:]+:(\d+)$", expand=False)
    return native.where(incidents["source"].isin(SIND_SOURCES)).rename("sind_event_id")
