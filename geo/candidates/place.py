"""Where a reported hit may have been: every facility that the stated place allows, block by block.

Only incidents of one place, kind word and date differ in nothing here, so each such group is
computed once.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.candidates.kinds import kind_agreement
from geo.coverage.candidates import column
from geo.ellipsoid import Floats, Integers
from geo.existence import existed_then, has_dates
from geo.location import Location, place_keys
from geo.reach import (
    TO_A_THOUSANDTH,
    areas_in_reach,
    by_place_pairs,
    points_in_reach,
    site_errors,
)

_SIGMAS: Final = 2.4477
_TOUCH_M: Final = 1.0
_GROUPS_AT_ONCE: Final = 512


class Local(NamedTuple):
    """Pairs of a group of incidents and a facility that its place allows.

    Attributes
    ----------
    group, facility
        Numbers, shape (n,).
    distance_m
        Between the stated places; 0 within an area.
    share
        Density times agreement of kinds, over their sum in the group.
    """

    group: Integers
    facility: Integers
    distance_m: Floats
    share: Floats


class Groups(NamedTuple):
    """Incidents that differ in nothing but their names.

    Attributes
    ----------
    of_row
        The group of each incident, shape (n,).
    first
        A row of each group, shape (g,).
    located
        Whether the place of each group is a point with an error, or an area.
    location
        Of all incidents.
    """

    of_row: Integers
    first: Integers
    located: npt.NDArray[np.bool_]
    location: Location


def group_incidents(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    location: Location,
    kinds: pd.Series,
    areas: gpd.GeoDataFrame | None,
    alone: Integers,
) -> Groups:
    """Group the incidents by place, error, word for the kind and, where sites have dates, date.

    Those ``alone`` (row numbers), of which more is known, are a group each.
    """
    own = np.full(len(incidents), -1)
    own[alone] = alone
    located = np.isin(location.model, ("normal", "disc", "area"))
    key = pd.DataFrame(
        {
            "place": place_keys(incidents, areas).where(located).fillna("").to_numpy(),
            "model": location.model.astype(str),
            "error_m": np.nan_to_num(location.error_m, nan=-1.0),
            "kind": kinds.to_numpy(),
            "own": own,
        }
    )
    if has_dates(facilities):
        for name in ("date_start", "date_end"):
            key[name] = column(incidents, name).fillna("").to_numpy()
    of_row = key.groupby(list(key), sort=False).ngroup().to_numpy()
    first = np.unique(of_row, return_index=True)[1]
    return Groups(of_row, first, located[first], location)


def local_shares(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    groups: Groups,
    kinds: pd.Series,
    areas: gpd.GeoDataFrame | None,
) -> Iterator[Local]:
    """Yield the facilities that the place of each located group allows, some groups at a time."""
    word, agreement = _agreements(kinds, facilities)
    located = np.flatnonzero(groups.located)
    for start in range(0, len(located), _GROUPS_AT_ONCE):
        numbers = located[start : start + _GROUPS_AT_ONCE]
        rows = groups.first[numbers]
        at, site, away, density = _densities(incidents, facilities, groups.location, rows, areas)
        stood = existed_then(incidents, facilities, rows[at], site) != "no"
        at, site, away, density = at[stood], site[stood], away[stood], density[stood]
        weight = density * agreement[word[rows[at]], site]
        total = np.bincount(at, weight, len(rows))[at]
        share = np.where(total > 0, weight / np.where(total > 0, total, 1.0), 0.0)
        yield Local(numbers[at], site, away, share)


def _agreements(kinds: pd.Series, facilities: gpd.GeoDataFrame) -> tuple[Integers, Floats]:
    """Return the word of each incident as a number, and how well each facility agrees with it."""
    codes, words = pd.factorize(kinds)
    of_site = column(facilities, "kind")
    rows = [kind_agreement(pd.Series(one, index=of_site.index), of_site) for one in words]
    return codes, np.array(rows).reshape(len(words), len(of_site))


def _densities(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    location: Location,
    rows: Integers,
    areas: gpd.GeoDataFrame | None,
) -> tuple[Integers, Integers, Floats, Floats]:
    """Return pairs of a position among ``rows`` and a facility, their distance and density."""
    model, own = location.model[rows], location.error_m[rows]
    by_point = np.flatnonzero(np.isin(model, ("normal", "disc")))
    spread = own[by_point] * np.where(model[by_point] == "disc", 1.0, TO_A_THOUSANDTH)
    points = incidents.iloc[rows[by_point]]
    pairs = points_in_reach(points, facilities, _TOUCH_M, spread, bearing=False)
    at, site = by_point[pairs.left], pairs.right
    error = np.maximum(np.hypot(own[at], site_errors(facilities)[site]), 1.0)
    normal = _normal(pairs.distance_m, error)
    density = np.where(model[at] == "disc", 1.0 / (np.pi * error**2), normal)
    found = [(at, site, pairs.distance_m, density)]
    by_area = np.flatnonzero(model == "area")
    if areas is not None and len(by_area):
        used, which = np.unique(location.area[rows[by_area]], return_inverse=True)
        inside = areas_in_reach(areas.geometry.iloc[used], facilities, _TOUCH_M, 1.0)
        of, nth = by_place_pairs(which, inside.left)
        site = inside.right[nth]
        even = 1.0 / location.area_m2[rows[by_area[of]]]
        found.append((by_area[of], site, np.zeros(len(of)), even))
    if len(found) == 1:
        return found[0]  # sorted by incident already
    at, site, away, density = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((site, at))
    return at[order], site[order], away[order], density[order]


def _normal(distance_m: Floats, error_m: Floats) -> Floats:
    """Return the density of a circular normal, by its 95 % radius, per square metre."""
    sigma = error_m / _SIGMAS
    return np.asarray(np.exp(-0.5 * (distance_m / sigma) ** 2) / (2 * np.pi * sigma**2))
