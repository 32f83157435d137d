"""What a check is, and the table of findings that each one returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checks.places import Places

Severity = Literal["error", "warning", "info"]
Need = Literal["countries", "land", "areas", "reference", "as_of"]

COLUMNS: Final = (
    "id",
    "code",
    "severity",
    "displacement_m",
    "suggested_longitude",
    "suggested_latitude",
    "evidence",
)


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes
    ----------
    code
        As in the design, section 5.3.
    order
        Lower runs first. A check that explains a row comes before those it makes needless.
    find
        From the places to a table of findings (see `findings`).
    needs
        Inputs without which it does not run.
    explains
        ``"place"``: a row it found is settled (`Places.settled`); checks that look for another
        cause of its wrong place leave it alone. ``"blank"``: besides, its numbers stand for nothing
        (`Places.blank`).
    gaps
        From the places to the reason why some rows could not be judged, or None.
    of_incidents
        False where the check says nothing of incidents, only of facilities and registrations.
    """

    code: str
    order: int
    find: Callable[[Places], pd.DataFrame]
    needs: tuple[Need, ...] = ()
    explains: Literal["place", "blank"] | None = None
    gaps: Callable[[Places], str | None] | None = None
    of_incidents: bool = True


def findings(
    places: Places,
    where: npt.NDArray[np.bool_],
    code: str,
    *,
    severity: Severity | npt.NDArray[Any],
    evidence: Sequence[str] | npt.NDArray[np.object_] | str,
    displacement_m: npt.NDArray[np.float64] | float = np.nan,
    suggested: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None = None,
) -> pd.DataFrame:
    """Return the findings of one check.

    Parameters
    ----------
    where
        Mask over the rows, shape (n,), with k true.
    severity, evidence, displacement_m
        One for all, or one for each of the k rows.
    suggested
        Longitude and latitude of the mend, shape (k,) each.
    """
    ids = places.index[where]
    longitude, latitude = suggested if suggested is not None else (np.nan, np.nan)
    return pd.DataFrame(
        {
            "id": ids,
            "code": code,
            "severity": severity,
            "displacement_m": np.broadcast_to(np.asarray(displacement_m, dtype=float), len(ids)),
            "suggested_longitude": longitude,
            "suggested_latitude": latitude,
            "evidence": evidence,
        },
        columns=list(COLUMNS),
    )


def joined(*tables: pd.DataFrame) -> pd.DataFrame:
    """Return the findings of several tables in one."""
    filled = [table for table in tables if len(table)] or [tables[0]]
    return pd.concat(filled, ignore_index=True)


def metres(distance_m: float) -> str:
    """Write a distance with the unit people use for it.

    Examples
    --------
    >>> metres(82.4), metres(8020), metres(1_234_000)
    ('82 m', '8.0 km', '1,234 km')
    """
    kilometre, ten_kilometres = 1_000.0, 10_000.0
    if 0 < distance_m < 1:
        return "under 1 m"
    if distance_m < kilometre:
        return f"{distance_m:.0f} m"
    if distance_m < ten_kilometres:
        return f"{distance_m / kilometre:.1f} km"
    return f"{distance_m / kilometre:,.0f} km"


def point(longitude: float, latitude: float) -> str:
    """Write a point, longitude first and named.

    Examples
    --------
    >>> point(34.5, -1.25)
    'longitude 34.5, latitude -1.25'
    """
    return f"longitude {longitude:.8g}, latitude {latitude:.8g}"
