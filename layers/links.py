"""Events that several lists hold under one number: known by lineage, not by likeness.

Nothing is merged across sources here. The link says that two rows are one event, so that no one
adds them up.
"""

import geopandas as gpd
import pandas as pd

from layers.sources._sind import sind_event_ids


def same_events(incidents: gpd.GeoDataFrame) -> pd.Series:
    """Return, for each incident, the ids of the same event in other sources.

    Parameters
    ----------
    incidents
        Canonical incidents of any sources.

    Returns
    -------
    Series of str named ``same_event_as``, indexed like ``incidents``: ids joined by "; ", null
    where no other source holds the event.

    Examples
    --------
    >>> index = ["shcc:30419", "insecurity_insight:30419", "shcc:7"]
    >>> table = gpd.GeoDataFrame({"source": ["shcc", "insecurity_insight", "shcc"]}, index=index)
    >>> same_events(table)["shcc:30419"]
    'insecurity_insight:30419'
    """
    event = sind_event_ids(incidents).rename("event")
    rows = pd.DataFrame({"event": event, "source": incidents["source"], "id": incidents.index})
    rows = rows[rows["event"].notna()]
    pairs = rows.merge(rows, on="event", suffixes=("", "_other"))
    pairs = pairs[pairs["source"] != pairs["source_other"]].sort_values(["id", "id_other"])
    joined = pairs.groupby("id")["id_other"].agg("; ".join)
    return joined.reindex(incidents.index).astype("str").rename("same_event_as")


def shared_by_source(incidents: gpd.GeoDataFrame) -> list[dict[str, str | int]]:
    """Return how many events of each source another source holds under the same number.

    Returns
    -------
    ``{source, other, n}`` each, once per pair, the source with fewer incidents first.
    """
    event = sind_event_ids(incidents)
    by_source = {
        str(source): set(ids.dropna()) for source, ids in event.groupby(incidents["source"])
    }
    order = sorted(by_source, key=lambda source: (len(by_source[source]), source))
    shared: list[dict[str, str | int]] = []
    for at, source in enumerate(order):
        for other in order[at + 1 :]:
            n = len(by_source[source] & by_source[other])
            if n:
                shared.append({"source": source, "other": other, "n": n})
    return shared
