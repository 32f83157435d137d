"""What the map's legend and key have rows for: that of which there is something to show.

The page could count this itself; told, it need not go through every row before it can be used.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np

from maps.map_data import Columns
from maps.marks import marks

_IN_KEY: Final = ("uncertainty", "areas")  # what is drawn around places
_QUESTIONS: Final = ("kind", "type", "weapon", "actor", "source")
_MOST: Final = 30  # boxes of one question
_REST: Final = "\N{HORIZONTAL ELLIPSIS}"
_ALWAYS: Final = 5  # tiers that the legend explains whether or not there are any


def legend(
    incidents: Columns,
    facilities: Columns,
    registrations: Columns,
    *,
    areas: Collection[Any],
    ground: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the legend lists, each in its order.

    Parameters
    ----------
    incidents, facilities, registrations
        The page's columns, as its edition holds them.
    areas, ground
        Areas that stand for places, and names on the ground, as the page holds them.

    Returns
    -------
    ``tiers`` of the legend and ``key_tiers``, those of strikes and attacks at the first radius;
    ``outcomes`` and ``kinds`` of facilities that have a place; ``layers`` with something in them,
    and ``key_layers``, those of them that the key explains.
    ``answers`` to each question asked of incidents, the most frequent first; beyond thirty the
    rarest as one, "\N{HORIZONTAL ELLIPSIS}".
    ``days``: the first and the last of all incidents, or nothing; ``undated``: some have no date.
    """
    drawn = marks()
    at_radii = [column for name, column in incidents.items() if name.startswith("tier_")]
    used = {tier or "none" for column in at_radii for tier in set(column)}
    pairs = zip(incidents["tier_0"], incidents["kind"], strict=True)
    first = {tier or "none" for tier, kind in set(pairs) if kind != "other"}
    starts = {*incidents["from"]} - {None}
    last = max(starts | {*incidents["until"]} - {None}, default=None)
    has_place = ~np.isnan(np.array(facilities["lat"], dtype="float64"))
    outcomes = set(np.array(facilities["outcome"], dtype=object)[has_place])
    there = {
        "areas": bool(areas),
        "displaced": "displaced" in registrations["outcome"],
        "unmatched": "unmatched" in registrations["outcome"],
        "names": bool(ground["names"] or ground["places"]),
    }
    layers = [name for name in drawn["layers"] if there.get(name, True)]
    return {
        "tiers": [t for at, t in enumerate(drawn["tiers"]) if at < _ALWAYS or t in used],
        "key_tiers": [tier for tier in drawn["tiers"] if tier in first],
        "outcomes": [outcome for outcome in drawn["sites"] if outcome in outcomes],
        "kinds": list(dict.fromkeys(np.array(facilities["kind"], dtype=object)[has_place])),
        "answers": {name: _answers(incidents[name]) for name in _QUESTIONS},
        "days": [min(starts), last] if starts else [],
        "undated": None in incidents["from"],
        "layers": layers,
        "key_layers": [name for name in layers if name in _IN_KEY],
    }


def _answers(column: list[Any]) -> list[Any]:
    found = [value for value, _ in Counter(column).most_common()]
    return found if len(found) <= _MOST else [*found[: _MOST - 1], _REST]
