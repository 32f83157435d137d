"""``rows_off``: a block of coordinates stands one or a few rows off its names."""

from typing import Final

import numpy as np
import numpy.typing as npt

from geo.checks.blocks import needed, segments
from geo.checks.lists.fault import ListCheck, ListFault, order_of
from geo.checks.outlines import geodesic_m
from geo.checks.places import Places

MIN_ROWS: Final = 12
MOST_ROWS_OFF: Final = 3
_HERE_M: Final = 1_000.0
_AWAY_M: Final = 3_000.0
_SPEAKS: Final = 5.0
_DENIES: Final = -5.0

Floats = npt.NDArray[np.float64]


def find(places: Places) -> list[ListFault]:
    """Report blocks whose points belong to the rows before or after, by namesakes or areas."""
    rows = order_of(places)
    best: tuple[float, int, slice] | None = None
    if len(rows) < MIN_ROWS:
        return []
    for off in (off for step in range(1, MOST_ROWS_OFF + 1) for off in (step, -step)):
        score = _score(places, rows, off)
        for block in segments(score, needed(2 * MOST_ROWS_OFF * len(rows)))[:1]:
            total = float(score[block].sum())
            if block.stop - block.start >= MIN_ROWS and (best is None or total > best[0]):
                best = (total, off, block)
    if best is None:
        return []
    _, off, block = best
    n = int((_score(places, rows, off)[block] > 0).sum())
    whose = (
        "the row above" if off == 1 else "the row below" if off == -1 else f"{abs(off)} rows off"
    )
    evidence = f"{n} of these points lie where {whose} should, and not where their own row should"
    because = f"a block of coordinates stands {abs(off)} row{'s' * (abs(off) > 1)} off its names"
    return [ListFault("rows_off", because, evidence, rows[block])]


def _score(places: Places, rows: npt.NDArray[np.intp], off: int) -> Floats:
    """Score each row by how well its point belongs to the row ``off`` places above."""
    score = np.zeros(len(rows))
    other = np.arange(len(rows)) - off
    inside = (other >= 0) & (other < len(rows))
    mine, theirs = rows[inside], rows[other[inside]]
    part = _by_namesakes(places, mine, theirs)
    if places.admin is not None:
        part = np.where(part == 0, _by_areas(places, mine, theirs), part)
    score[inside] = part
    return score


def _by_namesakes(
    places: Places, mine: npt.NDArray[np.intp], theirs: npt.NDArray[np.intp]
) -> Floats:
    namesake = places.same_name
    own_m = namesake.distance_m[mine]
    there_m = geodesic_m(
        places.longitude[mine],
        places.latitude[mine],
        namesake.longitude[theirs],
        namesake.latitude[theirs],
    )
    with np.errstate(invalid="ignore"):
        speaks = (there_m < _HERE_M) & ~(own_m < _AWAY_M)
        denies = (own_m < _HERE_M) & ~(there_m < _AWAY_M)
    return np.where(speaks, _SPEAKS, np.where(denies, _DENIES, 0.0))


def _by_areas(places: Places, mine: npt.NDArray[np.intp], theirs: npt.NDArray[np.intp]) -> Floats:
    admin = places.admin
    part = np.zeros(len(mine))
    if admin is None:
        return part
    told = (admin.area[mine] >= 0) & (admin.area[theirs] >= 0)
    told &= admin.area[mine] != admin.area[theirs]
    at = np.flatnonzero(told)
    if not len(at):
        return part
    own = np.nan_to_num(admin.outside_m[mine[at]], nan=np.inf)
    there = admin.outlines.reaches(
        places.longitude[mine[at]],
        places.latitude[mine[at]],
        admin.area[theirs[at]].astype(object),
        0.0,
    )
    part[at] = np.where(there & (own > _AWAY_M), _SPEAKS, np.where(own == 0, _DENIES, 0.0))
    return part


LIST_CHECK = ListCheck("rows_off", 30, find)
