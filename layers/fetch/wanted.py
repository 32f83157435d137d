"""What a user wants fetched, and what was brought."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Wanted:
    """One request.

    Attributes
    ----------
    source
        The source's name.
    dataset
        The data set on the Humanitarian Data Exchange; None takes the source's own.
    resource
        Words in the name of one file of the data set, whatever their case.
    country
        ISO 3166-1 alpha-3 code.
    first_day, last_day
        ISO dates, for interfaces that can be asked for days.
    version
        The version of a versioned data set.
    """

    source: str
    dataset: str | None = None
    resource: str | None = None
    country: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    version: str | None = None


@dataclass(frozen=True)
class Brought:
    """One file that was brought.

    Attributes
    ----------
    path
        Where it lies.
    url
        Where it came from, without any credential.
    accessed
        The day, in UTC.
    licence
        As the interface states it.
    details
        What else the interface says: title, last change, number of rows.
    """

    path: Path
    url: str
    accessed: str
    licence: str
    details: dict[str, Any]
