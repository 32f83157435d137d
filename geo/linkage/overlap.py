"""How much the lists have in common, told with what is not known about it."""

from typing import Final

import numpy as np
import pandas as pd

from geo.linkage.link import Linkage

_SD_95: Final = 1.959964


def pairwise_overlap(linkage: Linkage) -> pd.DataFrame:
    """Return how many events every two sources share, with an interval.

    Parameters
    ----------
    linkage
        Of `link_incidents`.

    Returns
    -------
    A row per two sources: ``left``, ``right``, ``n_left``, ``n_right``, ``known`` (by shared ids or
    declared), ``linked`` (known ones and those paired off on evidence), ``low`` and ``high``.

    Notes
    -----
    ``low`` takes only pairs that could be told, at their own probabilities; ``high`` adds events
    that coincide more often than chance without it being plain which row goes with which. Each end
    is widened by 1.96 standard deviations of a sum of independent trials. What the interval leaves
    out: events whose two reports share nothing that was compared, and events of one day and place
    that are alike because one offensive made them.
    """
    table = linkage.by_pair
    told = linkage.links[linkage.links["linked"] & linkage.links["basis"].eq("evidence")]
    key = [
        np.minimum(told["left_source"], told["right_source"]),
        np.maximum(told["left_source"], told["right_source"]),
    ]
    at = pd.MultiIndex.from_frame(table[["left", "right"]])
    p = told["p"]
    mean = p.groupby(key).sum().reindex(at, fill_value=0.0).to_numpy(dtype=float)
    variance = (p * (1 - p)).groupby(key).sum().reindex(at, fill_value=0.0).to_numpy(dtype=float)
    known = table["shared_id"] + table["declared"]
    low = np.floor(np.maximum(mean - _SD_95 * np.sqrt(variance), 0)).astype(np.int64)
    most = np.minimum(table["n_left"], table["n_right"]) - known
    high = np.ceil(np.minimum(table["expected"] + _SD_95 * table["sd"], most)).astype(np.int64)
    evidence = table["evidence"]
    return pd.DataFrame(
        {
            "left": table["left"],
            "right": table["right"],
            "n_left": table["n_left"],
            "n_right": table["n_right"],
            "known": known,
            "linked": known + evidence,
            "low": known + np.minimum(low, evidence),
            "high": known + np.maximum(high, evidence),
        }
    )


def combinations_seen(event_id: pd.Series, source: pd.Series) -> pd.Series:
    """Return how many events each combination of sources reports, the largest first.

    Parameters
    ----------
    event_id, source
        By incident.

    Returns
    -------
    Counts indexed by the sources' names joined by "+", as an UpSet plot shows them (Lex et al.
    2014). Each event stands in exactly one.

    Examples
    --------
    >>> combinations_seen(pd.Series([1, 1, 2, 3]), pd.Series(["b", "a", "a", "a"])).to_dict()
    {'a': 2, 'a+b': 1}
    """
    pairs = pd.DataFrame({"event": event_id.to_numpy(), "source": source.to_numpy()})
    pairs = pairs.drop_duplicates().sort_values(["event", "source"])
    joined = pairs.groupby("event")["source"].agg("+".join)
    counts = joined.value_counts().rename_axis("sources").rename("events").reset_index()
    ordered = counts.sort_values(["events", "sources"], ascending=[False, True])
    return ordered.set_index("sources")["events"]
