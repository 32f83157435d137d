"""The mend that explains most: one verdict per row, so that one fault is not reported as three.

A row is looked at only if something speaks against its point: its country, the area it names, or
its namesake in the reference. Each proposal (`geo.checks.proposals`) is held against the same
three. The one with most support wins; among equals the commonest fault. A mend is suggested only
where no other of about the same rank has as much support.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checks.check import findings, metres, point
from geo.checks.outlines import BOUNDARY_TOLERANCE_M, geodesic_m
from geo.checks.places import Places
from geo.checks.proposals import AREA, COUNTRY, REFERENCE, Proposal, proposals
from geo.checks.sexagesimal import blocks_of

FAR_FROM_REFERENCE_M: Final = 2_000.0
"""From here on a namesake of the reference speaks against a point."""
AT_REFERENCE_M: Final = 500.0
"""Within this a mended point stands at its namesake."""
LEAST_MOVE_M: Final = 1_000.0
FAR_OUTSIDE_M: Final = 100_000.0
"""From here on the country alone supports the rarer mends: a moved point, another zone."""
RIVAL_RANKS: Final = 2
TRUSTED_RANK: Final = 4
"""A rarer mend is suggested only where it leads to a namesake, or is another zone."""

_SAME_M: Final = 1.0

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Verdict:
    """For each row: the fault found, its mend, what supports it; shape (n,) each.

    ``code`` is None where no proposal explains the row, ``alone`` whether no rival does too.
    """

    code: npt.NDArray[np.object_]
    what: npt.NDArray[np.object_]
    longitude: Floats
    latitude: Floats
    support: npt.NDArray[np.int_]
    alone: Mask


def verdict_of(places: Places) -> Verdict:
    """Return the verdict on every row; found once, when first asked for."""
    if "verdict" not in places.notes:
        places.notes["verdict"] = _judge(places)
    found: Verdict = places.notes["verdict"]
    return found


def _suspects(places: Places) -> Mask:
    """Return where something speaks against the point, and it is not explained yet."""
    beyond = places.status == "out_of_range"
    against = places.is_clearly_outside | places.is_outside_area
    against |= np.nan_to_num(places.same_name.distance_m, nan=0.0) > FAR_FROM_REFERENCE_M
    blocks = blocks_of(places)
    in_block = np.isin(
        np.arange(len(places.index)),
        [*blocks.rows("dms_as_decimal"), *blocks.rows("minutes_as_decimal")],
    )
    suspects: Mask = ((against & places.located) | beyond) & ~places.settled & ~in_block
    return suspects


def _judge(places: Places) -> Verdict:
    n = len(places.index)
    verdict = Verdict(
        np.full(n, None, dtype=object),
        np.full(n, None, dtype=object),
        np.full(n, np.nan),
        np.full(n, np.nan),
        np.zeros(n, dtype=int),
        np.zeros(n, dtype=bool),
    )
    rows = np.flatnonzero(_suspects(places))
    if not len(rows):
        return verdict
    longitude, latitude = (axis[rows] for axis in places.raw)
    stated = _support(places, rows, longitude, latitude)
    zoned = places.column("coordinates_format").astype("str").str.contains("UTM|MGRS", case=False)
    # just beyond the border some change brings a right point back inside by chance
    near = places.located[rows] & ~places.is_clearly_outside[rows]
    stated[near] = np.maximum(stated[near], COUNTRY)
    far = ~places.located[rows] | (np.nan_to_num(places.outside_m[rows], nan=0.0) > FAR_OUTSIDE_M)
    by_zone = zoned.fillna(value=False).to_numpy(dtype=bool)[rows]
    best_support, best_rank = np.zeros(len(rows), dtype=int), np.full(len(rows), 99)
    rivals = np.zeros(len(rows), dtype=int)
    for proposal in proposals(longitude, latitude, far, by_zone):
        support = _credible(places, rows, proposal, stated, longitude, latitude)
        same = (
            geodesic_m(
                proposal.longitude,
                proposal.latitude,
                verdict.longitude[rows],
                verdict.latitude[rows],
            )
            <= _SAME_M
        )
        close = proposal.rank - best_rank <= RIVAL_RANKS
        equal = (support > 0) & (support == best_support)
        rivals += equal & close & ~same
        wins = support > best_support
        won = rows[wins]
        rivals[wins] = 0
        best_support[wins], best_rank[wins] = support[wins], proposal.rank
        verdict.code[won], verdict.what[won] = proposal.code, proposal.what
        verdict.longitude[won] = proposal.longitude[wins]
        verdict.latitude[won] = proposal.latitude[wins]
        verdict.support[won] = support[wins]
    trusted = (best_rank <= TRUSTED_RANK) | (best_support == REFERENCE)
    trusted |= verdict.code[rows] == "wrong_zone"
    verdict.alone[rows] = (rivals == 0) & (best_support > 0) & trusted
    return verdict


def _credible(
    places: Places,
    rows: npt.NDArray[np.intp],
    proposal: Proposal,
    stated: npt.NDArray[np.int_],
    longitude: Floats,
    latitude: Floats,
) -> npt.NDArray[np.int_]:
    """Return the support of a proposal where it is more than the stated point has, else 0."""
    x, y = proposal.longitude, proposal.latitude
    support = np.zeros(len(rows), dtype=int)
    with np.errstate(invalid="ignore"):
        possible = (np.abs(x) <= 180) & (np.abs(y) <= 90)  # noqa: PLR2004
    at = np.flatnonzero(possible)
    if not len(at):
        return support
    moved_m = np.full(len(rows), np.inf)
    on_globe = possible & (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # noqa: PLR2004
    moved_m[on_globe] = geodesic_m(
        longitude[on_globe], latitude[on_globe], x[on_globe], y[on_globe]
    )
    support[at] = _support(places, rows[at], x[at], y[at])
    if places.admin is not None:
        # where the row names its area, that it lies somewhere in the country is no explanation
        named = (places.admin.area[rows] >= 0) & places.admin.trusted[rows]
        support[named & (support == COUNTRY)] = 0
    weak = (support <= stated) | (support < proposal.needs) | (moved_m < LEAST_MOVE_M)
    support[weak] = 0
    return support


def _support(
    places: Places, rows: npt.NDArray[np.intp], longitude: Floats, latitude: Floats
) -> npt.NDArray[np.int_]:
    """Return what supports these points for these rows."""
    support = np.zeros(len(rows), dtype=int)
    if places.outlines is not None:
        inside = places.outlines.reaches(longitude, latitude, places.expected[rows])
        support[inside] = COUNTRY
    if places.admin is not None:
        expected = places.admin.expected[rows]
        inside = places.admin.outlines.reaches(longitude, latitude, expected)
        # an area proves nothing of a row whose country the point has left
        support[inside & (support == COUNTRY)] = AREA
        if places.outlines is None:
            support[inside] = AREA
    namesake = places.same_name
    apart_m = geodesic_m(namesake.longitude[rows], namesake.latitude[rows], longitude, latitude)
    support[np.nan_to_num(apart_m, nan=np.inf) <= AT_REFERENCE_M] = REFERENCE
    return support


def mended(places: Places, code: str) -> pd.DataFrame:
    """Return the findings of one code: the rows of which the verdict says so."""
    verdict = verdict_of(places)
    where: Mask = (verdict.code == code) & ~places.settled
    rows = np.flatnonzero(where)
    longitude, latitude = verdict.longitude[rows], verdict.latitude[rows]
    alone = verdict.alone[rows]
    moved_m = geodesic_m(places.longitude[rows], places.latitude[rows], longitude, latitude)
    supported = verdict.support[rows] >= AREA
    return findings(
        places,
        where,
        code,
        severity=np.where(supported | places.is_own[rows], "error", "warning"),
        evidence=[_evidence(places, int(row)) for row in rows],
        displacement_m=moved_m,
        suggested=(np.where(alone, longitude, np.nan), np.where(alone, latitude, np.nan)),
    )


def _evidence(places: Places, row: int) -> str:
    verdict = verdict_of(places)
    x, y, what = verdict.longitude[row], verdict.latitude[row], verdict.what[row]
    # swapped: "(…) it lies inside"; other changes may fit as well, then none is named
    there = f"with {what} ({point(x, y)})" if verdict.alone[row] else f"with {what}"
    namesake = places.same_name
    against = _against(places, row)
    if verdict.support[row] == REFERENCE:
        apart_m = float(
            geodesic_m(
                *(np.array([v]) for v in (x, y, namesake.longitude[row], namesake.latitude[row]))
            )[0]
        )
        text = (
            f"{against}; {there} it lies {metres(apart_m)} from {namesake.name[row]!r}, "
            "the same name in the reference"
        )
    elif verdict.support[row] == AREA and places.admin is not None:
        area = places.admin.names[places.admin.area[row]]
        text = f"{against}; {there} it lies in {area}, as the row says"
    else:
        text = f"{against}; {there} it lies inside"
    return text if verdict.alone[row] else text + "; another change fits too"


def _against(places: Places, row: int) -> str:
    """Say what speaks against the stated point."""
    one = np.zeros(len(places.index), dtype=bool)
    one[row] = True
    names = places.expected_names(one)
    name = names[0] if names else ""
    out = places.outside_m[row]
    if not places.located[row]:
        return "does not lie on the globe" + (f", nor in {name}" if name else "")
    if out > BOUNDARY_TOLERANCE_M:
        return f"lies {metres(out)} outside {name}"
    if places.is_outside_area[row] and places.admin is not None:
        area = places.admin.names[places.admin.area[row]]
        return f"lies {metres(places.admin.outside_m[row])} outside {area}, which the row names"
    return (
        f"stands {metres(places.same_name.distance_m[row])} from "
        f"{places.same_name.name[row]!r}, the same name in the reference"
    )
