"""What the comparison of registry and reference says of each facility and registration."""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checks.duplicate import SAME_PLACE_M, first_of_same, same_name_key
from geo.coverage import review, rows
from geo.coverage.assignment import EQUALLY_GOOD, match, pair_costs, rival_gap
from geo.coverage.candidates import PLACE_REACH_M, candidate_pairs, column, coordinates
from geo.coverage.dated import (
    Standing,
    best_of_group,
    date_facilities,
    date_registrations,
    follow_moves,
    standing,
)
from geo.coverage.decided import apply_decisions
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

OUT_OF_TIME_COST: Final = 0.5
"""What it costs more to match a registration that ended, or one not of the facility's time."""

_CLEAR_GAP: Final = 0.5
_DECIDED_COST: Final = 0.0

COLUMNS: Final = (
    "facility_id",
    "registration_id",
    "outcome",
    "distance_m",
    "bearing_deg",
    "name_similarity",
    "confidence",
    "reason",
    "decision",
)


class Comparison(NamedTuple):
    """A registry beside a reference: the outcomes, and the pairs for a person to decide."""

    coverage: pd.DataFrame
    review: pd.DataFrame


def check_coverage(
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    tolerance_m: float = 100,
    *,
    in_scope: pd.Series | None = None,
    as_of: pd.Timestamp | None = None,
    decisions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare registered coordinates with the facilities that exist.

    Parameters
    ----------
    registry
        Registrations, indexed by id: points with ``name``, ``error_m`` (EPSG:4326); optionally
        ``names_other``, ``kind``, ``country`` and the dates of the registration.
    reference
        Facilities, indexed by id: points or footprints, with the same columns, and optionally
        ``exists_from`` and ``exists_until``.
    tolerance_m
        How far a registered point may be from its facility, in metres.
    in_scope
        Which facilities the registry claims to hold, indexed like ``reference``; None for all.
    as_of
        The day asked about: registrations that begin later do not count yet, those that ended are
        ``outdated``. None looks at no day.
    decisions
        ``registration_id``, ``facility_id`` and ``decision`` (``same``, ``different``, ``unsure``)
        of a person; they overrule the matching.

    Returns
    -------
    DataFrame
        A row per facility, in order, then a row per registration that no facility row holds.
        ``outcome`` is one of ``covered``, ``displaced``, ``undetermined``, ``unregistered``,
        ``out_of_scope``, ``unmatched`` and ``duplicate`` (registrations), ``outdated``.
        ``distance_m`` and ``bearing_deg`` lead from the facility to the registered point.
        ``reason`` says what the outcome rests on, ``decision`` what a person decided. They and
        ``confidence``, 0 to 1, are defined in ``docs/coverage.md``.

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
    return compare_registry(
        registry, reference, tolerance_m, in_scope=in_scope, as_of=as_of, decisions=decisions
    ).coverage


def compare_registry(
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    tolerance_m: float = 100,
    *,
    in_scope: pd.Series | None = None,
    as_of: pd.Timestamp | None = None,
    decisions: pd.DataFrame | None = None,
) -> Comparison:
    """Compare as `check_coverage` does, and return the doubtful pairs too.

    Returns
    -------
    ``coverage``, and ``review``: by ``case``, ``registration_id``, ``facility_id``, ``is_match``
    (the pair stands matched until a person decides), ``reason``, ``distance_m``, ``bearing_deg``,
    ``name_similarity``, ``confidence``.
    """
    scope = _checked(registry, reference, tolerance_m, in_scope)
    held = standing(registry, reference, as_of)
    first_registration = best_of_group(_first_of_group(registry), held)
    first_facility = _first_of_group(reference)
    first = (first_registration, first_facility)
    pairs = _pairs(registry, reference, tolerance_m, decisions, first, held)
    cost = pair_costs(pairs, tolerance_m) + OUT_OF_TIME_COST * _out_of_time(pairs, held)
    cost[pairs["decision"].eq("same")] = _DECIDED_COST
    chosen = match(pairs, cost, len(registry), len(reference))
    gap = rival_gap(pairs, cost, chosen)
    sole = _alone(pairs, registry, reference)
    pairs["outcome"], pairs["reason"], pairs["confidence"] = _judge(pairs, gap, sole, tolerance_m)
    matches = pairs[chosen]
    doubt = 1.0 - pairs["similarity"].fillna(0.0)
    of_facility = doubt.groupby(pairs["facility"]).min()
    facilities = rows.facility_rows(matches, first_facility, scope, of_facility)
    members = first_facility != np.arange(len(reference))
    rows.measure_members(facilities, registry, reference, members)
    date_facilities(facilities, held)
    if as_of is not None:
        follow_moves(facilities, registry, reference, held)
    of_registration = doubt.groupby(pairs["registration"]).min()
    loose = rows.registration_rows(matches, first_registration, of_registration)
    date_registrations(loose, held)
    both = pd.concat([facilities, loose], ignore_index=True)
    coverage = rows.named(both, registry, reference)[list(COLUMNS)]
    asked = review.review_rows(pairs, cost, chosen)
    doubtful = pairs.iloc[asked["pair"]].reset_index(drop=True).drop(columns=["outcome"])
    doubtful = pd.concat([asked[["case", "is_match"]], doubtful], axis=1).assign(outcome="")
    doubtful = rows.named(doubtful, registry, reference).rename(
        columns={"similarity": "name_similarity"}
    )
    return Comparison(coverage, doubtful[list(review.COLUMNS)])


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


def _pairs(
    registry: gpd.GeoDataFrame,
    reference: gpd.GeoDataFrame,
    tolerance_m: float,
    decisions: pd.DataFrame | None,
    first: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
    held: Standing,
) -> pd.DataFrame:
    """Return the candidates of the day with ``p``, ``apart`` and ``decision``."""
    speaks = [rows_ == np.arange(len(rows_)) for rows_ in first]
    pairs = candidate_pairs(registry, reference, tolerance_m)
    counts = (speaks[0] & ~held.not_yet)[pairs["registration"]]
    counts &= (speaks[1] & ~held.not_open)[pairs["facility"]]
    pairs = apply_decisions(
        pairs[counts].reset_index(drop=True), decisions, registry, reference, first
    )
    pairs["p"] = probability_within(
        pairs["distance_m"].to_numpy(), pairs["error_m"].to_numpy(), tolerance_m
    )
    # With vague places p is small even for one stated point: the distance must show it too.
    sigma_m = pairs["error_m"] / SIGMAS_PER_ERROR
    beyond = pairs["distance_m"] - DISPLACED_SIGMAS * sigma_m > tolerance_m
    pairs["apart"] = (pairs["p"] <= DISPLACED_P) & beyond
    elsewhere = pairs["apart"] & ~(pairs["similarity"] >= PERHAPS_ALIKE)
    return pairs[~elsewhere | pairs["decision"].eq("same")].reset_index(drop=True)


def _out_of_time(pairs: pd.DataFrame, held: Standing) -> npt.NDArray[np.bool_]:
    """Where a registration ended, or began before the facility opened or after it closed."""
    by, where = pairs["registration"].to_numpy(), pairs["facility"].to_numpy()
    start = held.start[by]
    in_its_time = start <= held.closes[where]
    late = held.closed[where] & ~in_its_time
    out: npt.NDArray[np.bool_] = held.ended[by] | late | (held.opened[where] > start)
    return out


def _alone(
    pairs: pd.DataFrame, registry: gpd.GeoDataFrame, reference: gpd.GeoDataFrame
) -> npt.NDArray[np.bool_]:
    """Where two rows of one stated kind have no other neighbour on the other list, either way."""
    near = pairs[pairs["distance_m"] <= PLACE_REACH_M]
    alone = np.ones(len(pairs), dtype=bool)
    for side in ("registration", "facility"):
        alone &= (pairs[side].map(near[side].value_counts()) == 1).to_numpy()
    here = column(registry, "kind").iloc[pairs["registration"]].to_numpy(dtype=object)
    there = column(reference, "kind").iloc[pairs["facility"]].to_numpy(dtype=object)
    stated = ~pd.isna(here) & (here != "unknown")
    sole: npt.NDArray[np.bool_] = alone & stated & (here == there)
    return sole


def _judge(
    pairs: pd.DataFrame,
    gap: npt.NDArray[np.float64],
    sole: npt.NDArray[np.bool_],
    tolerance_m: float,
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    """Return outcome, reason and confidence of each pair, as if it were matched."""
    similarity, p = pairs["similarity"].to_numpy(), pairs["p"].to_numpy()
    decided = pairs["decision"].eq("same").to_numpy()
    contested = ~decided & (gap <= EQUALLY_GOOD)
    in_place, apart = p >= COVERED_P, pairs["apart"].to_numpy()
    like = decided | (similarity >= ALIKE)
    contradict = ~decided & (similarity < UNLIKE)
    unsaid = ~decided & np.isnan(similarity)
    error_m = pairs["error_m"].to_numpy()
    at_best = probability_within(np.zeros(len(pairs)), error_m, tolerance_m)
    cases: list[tuple[npt.NDArray[np.bool_], str, str]] = [
        (contested, "undetermined", "rival"),
        (in_place & contradict & sole, "covered", "other_name"),
        (in_place & contradict, "undetermined", "names_differ"),
        (in_place & unsaid, "covered", "place"),
        (in_place, "covered", "name_and_place"),
        (apart & like, "displaced", "name"),
        (apart, "undetermined", "names_differ"),
        (np.isnan(pairs["distance_m"].to_numpy()), "undetermined", "no_coordinates"),
        (np.isnan(error_m), "undetermined", "no_error"),
        (contradict, "undetermined", "names_differ"),
        (at_best < COVERED_P, "undetermined", "errors_too_large"),
    ]
    masks = [mask for mask, _, _ in cases]
    outcome = np.select(masks, [one for _, one, _ in cases], "undetermined")
    reason = np.select(masks, [why for _, _, why in cases], "near_the_tolerance")
    by_name = np.where(decided, 1.0, 0.5 + 0.5 * np.nan_to_num(similarity, nan=0.0))
    by_gap = np.where(decided, 1.0, 0.5 + 0.5 * np.clip(gap / _CLEAR_GAP, 0.0, 1.0))
    right_place = np.nan_to_num(p, nan=0.0)
    by_place = np.where(outcome == "displaced", 1.0 - right_place, right_place)
    return outcome, reason, by_place * by_name * np.nan_to_num(by_gap, nan=1.0)
