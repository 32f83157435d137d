"""What the comparison of registry and reference says of each facility and registration."""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checks.duplicate import SAME_PLACE_M, first_of_same, same_name_key
from geo.coverage.assignment import has_rival, match, pair_costs
from geo.coverage.candidates import candidate_pairs, column, coordinates
from geo.ellipsoid import geodesics
from geo.names import ALIKE
from geo.probability import probability_within
from geo.vocabulary import SIGMAS_PER_ERROR

COVERED_P: Final = 0.95
DISPLACED_P: Final = 0.05
DISPLACED_SIGMAS: Final = 1.645
"""A one-sided 95 %: the tolerance lies this many sigma below the stated distance, or farther."""

PERHAPS_ALIKE: Final = 0.6
"""Below this similarity, two rows that do not stand in one place either are no candidates."""

UNLIKE: Final = 0.4
"""Below this similarity two names contradict each other."""

COLUMNS: Final = (
    "facility_id",
    "registration_id",
    "outcome",
    "distance_m",
    "bearing_deg",
    "name_similarity",
    "confidence",
)


def check_coverage(
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    tolerance_m: float = 100,
    *,
    in_scope: pd.Series | None = None,
) -> pd.DataFrame:
    """Compare registered coordinates with the facilities that exist.

    Parameters
    ----------
    registry
        Registrations, indexed by id: points with ``name``, ``error_m`` (EPSG:4326).
    reference
        Facilities, indexed by id: points or footprints, with the same columns.
    tolerance_m
        How far a registered point may be from its facility, in metres.
    in_scope
        Which facilities the registry claims to hold, indexed like ``reference``; None for all.

    Returns
    -------
    DataFrame
        A row per facility, in order, then a row per registration that no facility row holds.
        ``outcome`` is one of ``covered``, ``displaced``, ``undetermined``, ``unregistered``,
        ``out_of_scope`` (facilities), ``unmatched``, ``duplicate`` (registrations). ``distance_m``
        and ``bearing_deg`` lead from the facility to the registered point. ``confidence``, 0 to 1,
        is defined in ``docs/coverage.md``.

    Raises
    ------
    ValueError
        The tolerance is not positive, an index repeats an id, or ``in_scope`` lacks a facility.

    Examples
    --------
    >>> sites = gpd.GeoDataFrame(
    ...     {"name": ["Alpha Hospital", "Beta Clinic"], "error_m": 50.0},
    ...     index=["f1", "f2"],
    ...     geometry=gpd.points_from_xy([30.0, 30.2], [10.0, 10.0]),
    ...     crs="EPSG:4326",
    ... )
    >>> registered = sites.loc[["f1"]].set_axis(["r1"]).assign(error_m=20.0)
    >>> check_coverage(registered, sites)[["facility_id", "registration_id", "outcome"]]
      facility_id registration_id       outcome
    0          f1              r1       covered
    1          f2             NaN  unregistered
    """
    scope = _checked(registry, reference, tolerance_m, in_scope)
    first_registration = _first_of_group(registry)
    first_facility = _first_of_group(reference)
    own_registration = first_registration == np.arange(len(registry))
    own_facility = first_facility == np.arange(len(reference))
    everything = candidate_pairs(registry, reference, tolerance_m)
    is_first = own_registration[everything["registration"]] & own_facility[everything["facility"]]
    pairs = everything[is_first].reset_index(drop=True)
    pairs["p"] = probability_within(
        pairs["distance_m"].to_numpy(), pairs["error_m"].to_numpy(), tolerance_m
    )
    # With vague places p is small even for one stated point: the distance must show it too.
    sigma_m = pairs["error_m"] / SIGMAS_PER_ERROR
    beyond = pairs["distance_m"] - DISPLACED_SIGMAS * sigma_m > tolerance_m
    pairs["apart"] = (pairs["p"] <= DISPLACED_P) & beyond
    elsewhere = pairs["apart"] & ~(pairs["similarity"] >= PERHAPS_ALIKE)
    pairs = pairs[~elsewhere].reset_index(drop=True)
    cost = pair_costs(pairs, tolerance_m)
    chosen = match(pairs, cost, len(registry), len(reference))
    pairs["outcome"], pairs["confidence"] = _judge(pairs, has_rival(pairs, cost, chosen))
    matches = pairs[chosen]
    doubt = 1.0 - pairs["similarity"].fillna(0.0)
    facilities = _facility_rows(
        reference, matches, first_facility, scope, doubt.groupby(pairs["facility"]).min()
    )
    _measure_members(facilities, registry, reference, ~own_facility)
    loose = _registration_rows(
        registry, matches, first_registration, doubt.groupby(pairs["registration"]).min()
    )
    return _named(pd.concat([facilities, loose], ignore_index=True), registry, reference)


def _checked(
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    tolerance_m: float,
    in_scope: pd.Series | None,
) -> npt.NDArray[np.bool_]:
    if not tolerance_m > 0:
        raise ValueError(f"tolerance_m must be above 0, not {tolerance_m}")
    for name, table in (("registry", registry), ("reference", reference)):
        if not table.index.is_unique:
            raise ValueError(f"the index of the {name} repeats an id")
    if in_scope is None:
        return np.ones(len(reference), dtype=bool)
    if not reference.index.isin(in_scope.index).all():
        raise ValueError("in_scope lacks a facility of the reference")
    scope: npt.NDArray[np.bool_] = in_scope.reindex(reference.index).to_numpy(dtype=bool)
    return scope


def _first_of_group(table: gpd.GeoDataFrame) -> npt.NDArray[np.intp]:
    """Return for each row the first one of its name and place (within 200 m)."""
    longitude, latitude = coordinates(table)
    key = same_name_key(column(table, "name"), column(table, "kind"))
    return first_of_same(longitude, latitude, key, SAME_PLACE_M)


def _judge(
    pairs: pd.DataFrame, contested: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    """Return outcome and confidence of each pair, as if it were matched."""
    similarity, p = pairs["similarity"].to_numpy(), pairs["p"].to_numpy()
    outcome = np.select(
        [
            contested,
            (p >= COVERED_P) & ~(similarity < UNLIKE),
            pairs["apart"].to_numpy() & (similarity >= ALIKE),
        ],
        ["undetermined", "covered", "displaced"],
        "undetermined",
    )
    by_name = 0.5 + 0.5 * np.nan_to_num(similarity, nan=0.0)
    right_place = np.nan_to_num(p, nan=0.0)
    return outcome, np.where(outcome == "displaced", 1.0 - right_place, right_place) * by_name


def _facility_rows(
    reference: gpd.GeoDataFrame,
    matches: pd.DataFrame,
    first_facility: npt.NDArray[np.intp],
    scope: npt.NDArray[np.bool_],
    doubt: pd.Series,
) -> pd.DataFrame:
    """Return a row per facility; rows of one group (one name and place) share their outcome."""
    of_group = matches.set_index("facility").reindex(first_facility)
    missing = of_group["outcome"].isna().to_numpy()
    rows = pd.DataFrame(
        {
            "facility": np.arange(len(reference)),
            "registration": of_group["registration"].to_numpy(),
            "outcome": of_group["outcome"].to_numpy(dtype=object),
            "distance_m": of_group["distance_m"].to_numpy(),
            "bearing_deg": of_group["bearing_deg"].to_numpy(),
            "name_similarity": of_group["similarity"].to_numpy(),
            "confidence": of_group["confidence"].to_numpy(),
        }
    )
    rows.loc[missing, "outcome"] = np.where(scope[missing], "unregistered", "out_of_scope")
    left_over = doubt.reindex(first_facility).fillna(1.0).to_numpy()
    rows.loc[missing, "confidence"] = np.where(scope, left_over, 1.0)[missing]
    return rows


def _measure_members(
    rows: pd.DataFrame,
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    members: npt.NDArray[np.bool_],
) -> None:
    """Give the later rows of a group their own distance and bearing."""
    who = np.flatnonzero(members & rows["registration"].notna().to_numpy())
    their = rows["registration"].to_numpy()[who].astype(np.intp)
    from_x, from_y = (axis[who] for axis in coordinates(reference))
    to_x, to_y = (axis[their] for axis in coordinates(registry))
    known = np.isfinite(from_x) & np.isfinite(to_x)
    ends = (from_x[known], from_y[known], to_x[known], to_y[known])
    rows.loc[who[known], ["distance_m", "bearing_deg"]] = np.column_stack(geodesics(*ends))


def _registration_rows(
    registry: gpd.GeoDataFrame,
    matches: pd.DataFrame,
    first_registration: npt.NDArray[np.intp],
    doubt: pd.Series,
) -> pd.DataFrame:
    """Return a row per registration without a facility row of its own."""
    all_rows = np.arange(len(registry))
    repeated = first_registration != all_rows
    loose = repeated | ~np.isin(all_rows, matches["registration"])
    facility = matches.set_index("registration")["facility"].reindex(first_registration)
    # A repeated registration carries its twin's facility, but only where there is one.
    return pd.DataFrame(
        {
            "facility": np.where(repeated, facility.to_numpy(dtype=float), np.nan)[loose],
            "registration": all_rows[loose],
            "outcome": np.where(repeated, "duplicate", "unmatched")[loose],
            "distance_m": np.nan,
            "bearing_deg": np.nan,
            "name_similarity": np.nan,
            "confidence": np.where(repeated, 1.0, doubt.reindex(all_rows).fillna(1.0))[loose],
        }
    )


def _named(
    rows: pd.DataFrame, registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Replace row numbers by ids."""
    for name, table in (("facility", reference), ("registration", registry)):
        ids = pd.Series(table.index.astype("str"), dtype="str")
        rows[f"{name}_id"] = rows[name].map(ids).astype("str")
    rows["outcome"] = rows["outcome"].astype("str")
    return rows[list(COLUMNS)]
