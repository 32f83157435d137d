"""``sign_lost``: a minus sign, or the letter S or W, was lost or added."""

from typing import Final

import numpy as np
import pandas as pd

from geo.checks.check import Check, findings, metres, point
from geo.checks.outlines import geodesic_m
from geo.checks.places import Places

_FLIPS: Final = (
    ("longitude", -1.0, 1.0),
    ("latitude", 1.0, -1.0),
    ("both axes", -1.0, -1.0),
)


def find(places: Places) -> pd.DataFrame:
    """Report points outside their country that lie inside it with a sign changed.

    The change is suggested only where one alone fits.
    """
    where = places.is_clearly_outside & places.located & ~places.settled
    x, y = places.longitude[where], places.latitude[where]
    fits = np.array(
        [
            places.lies_where_expected(x * of_x, y * of_y, where)
            & ((x != 0) | (of_x > 0))
            & ((y != 0) | (of_y > 0))
            for _, of_x, of_y in _FLIPS
        ]
    ).reshape(len(_FLIPS), -1)
    some = fits.any(axis=0)
    where[where] = some
    x, y, fits = x[some], y[some], fits[:, some]
    first = fits.argmax(axis=0)
    alone = fits.sum(axis=0) == 1
    new_x = x * np.array([flip[1] for flip in _FLIPS])[first]
    new_y = y * np.array([flip[2] for flip in _FLIPS])[first]
    evidence = [
        f"lies {metres(out)} outside {name}; with the sign of {_FLIPS[flip][0]} changed "
        + (f"({point(a, b)}) it lies inside" if only else "it lies inside; another change fits too")
        for out, name, flip, a, b, only in zip(
            places.outside_m[where],
            places.expected_names(where),
            first,
            new_x,
            new_y,
            alone,
            strict=True,
        )
    ]
    return findings(
        places,
        where,
        "sign_lost",
        severity=places.severity(where),
        evidence=evidence,
        displacement_m=geodesic_m(x, y, new_x, new_y),
        suggested=(np.where(alone, new_x, np.nan), np.where(alone, new_y, np.nan)),
    )


CHECK = Check("sign_lost", 31, find, ("countries",), explains="place", gaps=Places.without_country)
