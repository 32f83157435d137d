"""The kind of weapon that a kind of event tells by itself, for sources that say no more."""

from typing import Final

import pandas as pd

BY_EVENT: Final = {
    "air_strike": "aircraft",
    "drone_strike": "drone",
    "missile_or_rocket": "missile_or_rocket",
    "shelling": "shell",
    "mine_or_ied": "mine_or_ied",
    "explosive_unspecified": "explosive_unspecified",
    "shooting": "firearm",
    "arson": "fire",
}
"""Kind of event to `geo.vocabulary.WEAPON_TYPES`; of any other kind the weapon is unknown."""


def weapon_types(event_type: pd.Series) -> pd.Series:
    """Return the kind of weapon of each kind of event.

    Examples
    --------
    >>> weapon_types(pd.Series(["drone_strike", "abduction", None])).tolist()
    ['drone', 'unknown', 'unknown']
    """
    return event_type.map(BY_EVENT).fillna("unknown").astype("str")
