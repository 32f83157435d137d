"""Flags: statements about one incident, one facility and one radius, each with its evidence."""

from collections.abc import Iterator, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.chances import Chances, Nearby, chances_by_area
from geo.location import Location, in_metres, locate
from geo.names import is_generic, normalise_names
from geo.places import column, in_degrees, located
from geo.reach import least_radius_in_reach, site_errors
from geo.tiers import tier

COLUMNS: Final = [
    "incident_id", "facility_id", "radius_m", "distance_m", "bearing_deg", "error_m", "p", "tier",
    "tier_if_doubled", "basis", "evidence", "existed_then",
]  # fmt: skip
NO_SITES: Final = "no list of facilities covers this place"
SAME_POINT_M: Final = 0.5
"""Nearer than this, two stated points are one: taken from each other, or both from one place."""
_KEYS: Final = ["incident_id", "facility_id"]


def flag_strikes(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float | Sequence[float],
    *,
    areas: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Say for each incident, facility and radius how likely the incident fell within the radius.

    Parameters
    ----------
    incidents, facilities
        Canonical tables, EPSG:4326, each with a unique index; another CRS is reprojected, with a
        warning. Only strikes and armed attacks are flagged.
    radius_m
        Test radii, metres, above zero.
    areas
        Polygons, indexed by ``area_id``, of the districts and provinces that stand for vague
        places.

    Returns
    -------
    A row per incident, facility and radius with distance up to the radius and both 95 % errors,
    sorted: ``incident_id``, ``facility_id``, ``radius_m``, ``distance_m`` and ``bearing_deg``
    (between the stated places, from the incident), ``error_m`` (95 % radius of the distance: both
    errors together), ``p``, ``tier``, ``tier_if_doubled`` (with both errors doubled), ``basis``
    (``distance`` or ``area``), ``evidence`` (with ``named_by_source`` where the source's own field
    names the facility, ``same_point`` where both lists state one and the same point, so that the
    distance shows no more than that) and ``existed_then`` (``yes``, ``unknown``). An
    incident that cannot be told from any site is one row per radius with a null facility. What
    pairs beyond that reach could add is in ``p_left_out_<r>`` of `geo.summarise_incidents`.

    Raises
    ------
    ValueError
        A radius is not above zero, an index repeats, an error is negative, or a table states no
        CRS.

    Notes
    -----
    Tiers and the rule for ``cannot_tell``: `geo.tiers`, `geo.location`. Probabilities: the Rice
    distribution (Rice 1945), `geo.probability_within`; areas: `geo.density`.

    Examples
    --------
    >>> day = {"is_strike": [True], "error_m": [100.0], "error_model": ["normal"]}
    >>> strikes = gpd.GeoDataFrame(
    ...     day, geometry=gpd.points_from_xy([34.4602], [31.5304]), index=["s"], crs=4326
    ... )
    >>> sites = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([34.46], [31.53]), index=["a"], crs=4326
    ... )
    >>> flag_strikes(strikes, sites, 500)[["facility_id", "tier"]].to_dict("records")
    [{'facility_id': 'a', 'tier': 'almost_certain'}]
    """
    incidents = in_degrees(incidents, "incidents")
    facilities = in_degrees(facilities, "facilities")
    radii = check_radii(radius_m)
    for table, name in ((incidents, "incidents"), (facilities, "facilities")):
        if not table.index.is_unique:
            repeated = table.index[table.index.duplicated()][0]
            raise ValueError(f"{name}: the id {repeated!r} stands twice in the index")
    location = locate_among(incidents, facilities, areas)
    near = Nearby(incidents, facilities, location, radii[-1])
    named = _Named(incidents, facilities)
    least = could_be_near(incidents, facilities, location, radii, areas)
    parts = []
    for radius in radii:
        by_point = near.at(radius).chances()
        by_area = chances_by_area(incidents, facilities, location, radius, areas).pairs
        # with errors twice as large, which places would be too vague at this radius
        doubled = location._replace(error_m=2.0 * location.error_m, area_m2=4.0 * location.area_m2)
        vague_doubled = doubled.vague(radius)
        told = [
            _pairs(incidents, facilities, location, chances, basis, vague_doubled, named)
            for chances, basis in ((by_point, "distance"), (by_area, "area"))
        ]
        untold = np.flatnonzero(location.vague(radius) & (least <= radius))
        told.append(_cannot_tell(incidents, location, untold))
        some = [part for part in told if len(part)] or told[:1]
        parts.append(pd.concat(some).assign(radius_m=radius))
    rows = pd.concat(parts, ignore_index=True)
    order = ["_row", "radius_m", "distance_m", "facility_id"]
    return rows.sort_values(order, kind="stable")[COLUMNS].reset_index(drop=True)


def iter_flags(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    radius_m: float | Sequence[float],
    *,
    areas: gpd.GeoDataFrame | None = None,
    rows_at_once: int = 100_000,
) -> Iterator[pd.DataFrame]:
    """Yield what `flag_strikes` returns in parts, so that flags without number fit into memory.

    An incident's flags do not depend on which others are asked about with it.

    Parameters
    ----------
    incidents, facilities, radius_m, areas
        As for `flag_strikes`.
    rows_at_once
        How many incidents a part is of.

    Yields
    ------
    DataFrames as of `flag_strikes`, none empty; one after the other they are its rows in its order.

    Examples
    --------
    >>> strikes = gpd.GeoDataFrame(
    ...     {"error_m": [100.0] * 3}, geometry=gpd.points_from_xy([34.4] * 3, [31.5] * 3), crs=4326
    ... )
    >>> sites = strikes.iloc[:1]
    >>> [len(part) for part in iter_flags(strikes, sites, 500, rows_at_once=2)]
    [2, 1]
    """
    for first in range(0, len(incidents), rows_at_once):
        some = incidents.iloc[first : first + rows_at_once]
        flags = flag_strikes(some, facilities, radius_m, areas=areas)
        if len(flags):
            yield flags


def pivot_flags(
    flags: pd.DataFrame, radius_m: float | Sequence[float] | None = None
) -> pd.DataFrame:
    """Return flags with a row per incident and facility, as the files carry them.

    Parameters
    ----------
    flags
        What `flag_strikes` returned.
    radius_m
        The radii asked about; by default those that occur in the flags.

    Returns
    -------
    DataFrame with ``p_<r>``, ``tier_<r>`` and ``tier_if_doubled_<r>`` for every radius. Where a
    pair is out of reach at a smaller radius its p is null and below 0.05, hence ``unlikely``; where
    the incident's place is too vague at that radius, ``cannot_tell``. An incident that cannot be
    told from any site, at no radius, is one row with a null facility.
    """
    radii = sorted(flags["radius_m"].unique()) if radius_m is None else check_radii(radius_m)
    vague = flags["facility_id"].isna()
    rest = ["distance_m", "bearing_deg", "error_m", "basis", "evidence", "existed_then"]
    paired = flags["incident_id"].isin(flags.loc[~vague, "incident_id"])
    out = flags[~(vague & paired)].drop_duplicates(_KEYS, keep="last")[[*_KEYS, *rest]]
    key = pd.MultiIndex.from_frame(out[_KEYS])
    for radius in radii:
        at = flags[flags["radius_m"] == radius]
        found = pd.MultiIndex.from_frame(at[_KEYS]).get_indexer(key)
        cannot_tell = out["incident_id"].isin(at.loc[at["facility_id"].isna(), "incident_id"])
        default = np.where(cannot_tell, "cannot_tell", "unlikely")
        taken = at.iloc[np.maximum(found, 0)] if len(at) else at.reindex(range(len(out)))
        missing = found < 0
        out[f"p_{radius:.0f}"] = taken["p"].mask(missing).to_numpy(float)
        for name in ("tier", "tier_if_doubled"):
            words = np.where(missing, default, taken[name].to_numpy(object))
            out[f"{name}_{radius:.0f}"] = pd.Series(words, index=out.index, dtype="str")
    return out.reset_index(drop=True)


def locate_among(
    incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None
) -> Location:
    """Return how well each place is known, as `geo.location.locate` says.

    Without a single site to compare with nothing is known: the incident is not far from every site,
    it cannot be told.
    """
    location = locate(incidents, areas)
    if located(facilities).any():
        return location
    return location._replace(
        model=np.full(len(incidents), "unknown", dtype=object),
        error_m=np.full(len(incidents), np.nan),
        area=np.full(len(incidents), -1),
        area_m2=np.full(len(incidents), np.nan),
        why=np.full(len(incidents), NO_SITES, dtype=object),
    )


def check_radii(radius_m: float | Sequence[float]) -> list[float]:
    """Return the radii in ascending order, each once.

    Raises
    ------
    ValueError
        One is not a number above zero.
    """
    radii = sorted({float(radius) for radius in np.atleast_1d(np.asarray(radius_m, float))})
    if not radii or not all(0.0 < radius < np.inf for radius in radii):
        raise ValueError("radius_m must be one or more numbers of metres above zero")
    return radii


def could_be_near(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    location: Location,
    radii: list[float],
    areas: gpd.GeoDataFrame | None,
) -> npt.NDArray[np.float64]:
    """Return from which radius on it cannot be told of each incident whether a site is near.

    Infinite where the place is known well enough at every radius, and where all sites lie beyond
    reach: such an incident is unlikely to be near any. Where nothing is known of the place it holds
    at every radius.
    """
    least = np.where(location.assessed & (location.model == "unknown"), 0.0, np.inf)
    rows = np.flatnonzero(
        location.assessed & location.vague(radii[0]) & (location.model != "unknown")
    )
    least[rows] = least_radius_in_reach(incidents, location, facilities, rows, radii[-1], areas)
    return least


def _pairs(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    location: Location,
    chances: Chances,
    basis: str,
    vague_doubled: npt.NDArray[np.bool_],
    named: "_Named",
) -> pd.DataFrame:
    row, site = chances.row, chances.site
    theirs = site_errors(facilities)[site]
    if basis == "distance":
        error = np.hypot(location.error_m[row], theirs)
        known = "place known to " + in_metres(location.error_m[row])
    else:
        error = np.full(len(row), np.nan)
        known = location.why[row] + ", " + _square_km(location.area_m2[row])
    evidence = in_metres(chances.distance_m) + " apart; " + known + "; site to " + in_metres(theirs)
    evidence = evidence + np.where(named.pairs(row, site), "; named_by_source", "")
    # A polygon's distance of 0 is no coincidence of points.
    one_point = (
        (chances.distance_m < SAME_POINT_M)
        & (basis == "distance")
        & (facilities.geometry.geom_type.to_numpy()[site] == "Point")
    )
    evidence = evidence + np.where(one_point, "; same_point", "")
    return pd.DataFrame(
        {
            "_row": row,
            "incident_id": incidents.index.take(row),
            "facility_id": facilities.index.take(site).astype("str"),
            "distance_m": chances.distance_m,
            "bearing_deg": chances.bearing_deg,
            "error_m": error,
            "p": chances.p,
            "tier": pd.Series(tier(chances.p, chances.p_doubled, vague=False), dtype="str"),
            "tier_if_doubled": pd.Series(
                tier(chances.p_doubled, chances.p_doubled, vague_doubled[row]), dtype="str"
            ),
            "basis": basis,
            "evidence": pd.Series(evidence, dtype="str"),
            "existed_then": pd.Series(chances.existed_then, dtype="str"),
        }
    )


def _cannot_tell(
    incidents: gpd.GeoDataFrame, location: Location, row: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Return a row per incident so vague that every site in its reach is as good as any other."""
    return pd.DataFrame(
        {
            "_row": row,
            "incident_id": incidents.index.take(row),
            "facility_id": pd.Series(None, index=range(len(row)), dtype="str"),
            "distance_m": np.nan,
            "bearing_deg": np.nan,
            "error_m": location.error_m[row],
            "p": np.nan,
            "tier": "cannot_tell",
            "tier_if_doubled": "cannot_tell",
            "basis": np.where(location.model[row] == "area", "area", "distance"),
            "evidence": pd.Series(location.why[row], dtype="str"),
            "existed_then": "unknown",
        }
    )


def _square_km(area_m2: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    values, at = np.unique(area_m2, return_inverse=True)
    words = np.array([f"{value / 1e6:.3g} km²" for value in values], dtype=object)
    return words[at] if len(words) else np.empty(0, dtype=object)


class _Named:
    """Which facility the source's own field names, by name without words of kind and script."""

    def __init__(self, incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> None:
        names = column(incidents, "facility_named", None)
        self.given = names.notna().to_numpy() & ~is_generic(names)
        self.named = normalise_names(names).to_numpy(object)
        self.own = column(facilities, "name", None)

    def pairs(
        self, row: npt.NDArray[np.int64], site: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        same: npt.NDArray[np.bool_] = self.given[row].copy()
        asked = np.flatnonzero(same)  # few: of the others no name is taken apart
        own = normalise_names(self.own.iloc[site[asked]]).to_numpy(object)
        same[asked] = self.named[row[asked]] == own
        return same
