"""What a user may tell the loader that a file does not say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class LoadSettings:
    """Choices of the user; each overrides or completes what the files state.

    Attributes
    ----------
    facility_error_m
        The 95 % error in metres of facilities that state none (50 m if not given); the digits of a
        coordinate may make it larger.
    incident_error_m
        File name to metres: the 95 % error of that file's incidents whose source states none.
    precision_overrides
        Source name to precision code to metres, in place of the table of the source.
    kinds
        A list's own word for a kind of facility to one of `geo.vocabulary.KINDS`.
    country
        ISO 3166-1 alpha-3 code for rows that state no country.
    list_as_of
        The day for which the lists of facilities hold, where they do not say it.
    day_first
        What 03/04/2024 means where the column does not show it; None takes what the source says.
    """

    facility_error_m: float | None = None
    incident_error_m: Mapping[str, float] = field(default_factory=dict)
    precision_overrides: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    list_as_of: pd.Timestamp | str | None = None
    day_first: bool | None = None
