"""``columns_parted``: one column of coordinates was sorted or shifted without the others.

Five signs, each enough: the namesakes of the reference agree on one axis and hold the other axis's
values on other rows; one axis is sorted, though the list is sorted by something else or lies in
part abroad; one axis has nothing to do with the provinces named; the great jumps from row to row
of the two axes fall together only when one axis is moved by some rows; or all that lies outside its
area or country would lie inside if one axis were.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import fdtrc

from geo.checks.lists.fault import ListCheck, ListFault, order_of
from geo.checks.places import Places

MIN_ROWS: Final = 60
MOST_ROWS_OFF: Final = 20
_SORTED: Final = 0.995
_SAME_DEG: Final = 0.005
_MOST: Final = 0.8
_ABROAD: Final = 0.05
_MIN_ABROAD: Final = 8
_MIN_GROUPS: Final = 4
_NO_RELATION: Final = 0.01
_RELATION: Final = 1e-12
_PEAK: Final = 6.0
_OTHERS: Final = 4.0
_MIN_OUT: Final = 5
_LEFT: Final = 0.1
_FEW_ROWS_OFF: Final = 3

Floats = npt.NDArray[np.float64]
AXES: Final = ("longitude", "latitude")


def find(places: Places) -> list[ListFault]:
    """Report the first sign found; the whole list is then in doubt."""
    rows = order_of(places)
    if len(rows) < MIN_ROWS:
        return []
    axes = (places.longitude[rows], places.latitude[rows])
    for sign in (_by_reference, _sorted_alone, _by_province, _by_jumps, _by_borders):
        found = sign(places, rows, axes)
        if found is not None:
            because, evidence = found
            return [ListFault("columns_parted", because, evidence, rows)]
    return []


def _by_reference(
    places: Places, rows: npt.NDArray[np.intp], axes: tuple[Floats, Floats]
) -> tuple[str, str] | None:
    namesake = (places.same_name.longitude[rows], places.same_name.latitude[rows])
    known = np.isfinite(namesake[0])
    if known.sum() < MIN_ROWS / 3:
        return None
    agree = [np.abs(a - b)[known] < _SAME_DEG for a, b in zip(axes, namesake, strict=True)]
    for which, axis in enumerate(AXES):
        other = agree[1 - which]
        if other.mean() < _MOST or agree[which].mean() > 1 - _MOST / 2:
            continue
        values = np.sort(axes[which])
        at = np.clip(np.searchsorted(values, namesake[which][known]), 1, len(values) - 1)
        gap = np.minimum(
            np.abs(values[at] - namesake[which][known]),
            np.abs(values[at - 1] - namesake[which][known]),
        )
        if (gap < _SAME_DEG).mean() >= _MOST:
            n, of = int((~agree[which]).sum()), int(known.sum())
            evidence = (
                f"of {of} rows with a namesake in the reference {other.mean():.0%} agree with it "
                f"on the other axis, but {n} not on {axis}; its values stand on other rows"
            )
            return f"the column of {axis} has parted from the names", evidence
    return None


def _sorted_alone(
    places: Places, rows: npt.NDArray[np.intp], axes: tuple[Floats, Floats]
) -> tuple[str, str] | None:
    in_order = [max((np.diff(a) >= 0).mean(), (np.diff(a) <= 0).mean()) for a in axes]
    for which, axis in enumerate(AXES):
        if in_order[which] < _SORTED or in_order[1 - which] >= _SORTED:
            continue
        if len(np.unique(axes[which])) < MIN_ROWS / 2:
            continue
        because = f"the column of {axis} was sorted on its own"
        by = _order_by_words(places, rows)
        if by is not None:
            return (
                because,
                f"{axis} runs in order from row to row, though the list is sorted by {by}",
            )
        abroad = places.is_outside[rows]
        if abroad.mean() >= _ABROAD and abroad.sum() >= _MIN_ABROAD:
            evidence = (
                f"{axis} runs in order from row to row, and {int(abroad.sum())} of {len(rows)} "
                "rows lie outside their country"
            )
            return because, evidence
    return None


def _order_by_words(places: Places, rows: npt.NDArray[np.intp]) -> str | None:
    """Return the column that the list is sorted or grouped by, if one is plain to see."""
    for name, words in (("province", "admin1"), ("district", "admin2"), ("name", "name")):
        text = places.column(words).iloc[rows]
        text = text.astype("str").str.casefold()
        if text.isna().any() or text.nunique() < _MIN_GROUPS:
            continue
        runs = int((text.to_numpy() != text.shift().to_numpy()).sum())
        if name != "name" and runs <= 1.2 * text.nunique() and text.nunique() >= 2 * _MIN_GROUPS:
            return name
        codes = pd.factorize(text, sort=True)[0]
        if (np.diff(codes) >= 0).mean() >= _SORTED and text.nunique() > _MIN_GROUPS:
            return name
    return None


def _by_province(
    places: Places, rows: npt.NDArray[np.intp], axes: tuple[Floats, Floats]
) -> tuple[str, str] | None:
    for words in ("admin1", "admin2"):
        label = places.column(words).iloc[rows].astype("str")
        if label.isna().mean() > 1 - _MOST:
            continue
        p = [_no_relation(axis, label) for axis in axes]
        for which, axis in enumerate(AXES):
            if p[which] > _NO_RELATION and p[1 - which] < _RELATION:
                evidence = (
                    f"the other axis goes with {words}, {axis} does not at all "
                    f"(p = {p[which]:.2g} that there is no relation)"
                )
                return f"the column of {axis} has parted from the rest of the rows", evidence
    return None


def _no_relation(values: Floats, label: pd.Series) -> float:
    """Return p of the analysis of variance of the ranks of a number by a label; 1 for no label."""
    ranks = pd.Series(values).rank().to_numpy()
    groups = pd.Series(ranks).groupby(label.to_numpy())
    k, n = groups.ngroups, int(label.notna().sum())
    if k < _MIN_GROUPS or n < 5 * k:
        return float("nan")
    within = float(((ranks - groups.transform("mean").to_numpy()) ** 2)[label.notna()].sum())
    whole = float(((ranks - np.nanmean(ranks)) ** 2)[label.notna()].sum())
    if within <= 0:
        return 0.0
    return float(fdtrc(k - 1, n - k, (whole - within) / (k - 1) / (within / (n - k))))


def _by_jumps(
    places: Places, rows: npt.NDArray[np.intp], axes: tuple[Floats, Floats]
) -> tuple[str, str] | None:
    """Great jumps from one row to the next fall together on both axes, unless one was moved."""
    del places
    jump = [_scaled(np.diff(axis)) for axis in axes]
    n = len(rows) - 1
    if n < 3 * MOST_ROWS_OFF or min(np.std(one) for one in jump) <= 0:
        return None
    lags = np.arange(-MOST_ROWS_OFF, MOST_ROWS_OFF + 1)
    together = np.array([_together(jump[0], jump[1], int(lag)) for lag in lags])
    at = int(together.argmax())
    lag, peak = int(lags[at]), float(together[at])
    rest = np.abs(np.delete(together, [max(at - 1, 0), at, min(at + 1, len(lags) - 1)]))
    unmoved = float(together[lags == 0][0])
    noise = max(1.0, float(np.median(rest)) / 0.6745)
    if lag == 0 or peak / noise < _PEAK or (peak - unmoved) / noise < _OTHERS:
        return None
    way = "down" if lag > 0 else "up"
    evidence = (
        f"the jumps of both axes from row to row fall together when latitude is moved by "
        f"{abs(lag)} (score {peak:.1f}), and not as the list stands (score {unmoved:.1f})"
    )
    return f"one column of coordinates was shifted {way} by {abs(lag)} rows on its own", evidence


def _by_borders(
    places: Places, rows: npt.NDArray[np.intp], axes: tuple[Floats, Floats]
) -> tuple[str, str] | None:
    """Move one axis by some rows, to see whether what lies outside comes back."""
    out = ~places.lies_well(rows, *axes)
    if out.sum() < _MIN_OUT:
        return None
    for step in range(1, _FEW_ROWS_OFF + 1):
        for lag in (step, -step):
            at = np.arange(max(0, lag), len(rows) + min(0, lag))
            lost = at[out[at]]
            now = len(lost)
            if now < _MIN_OUT or _outside(places, rows, axes, lost, lag) > _LEFT * now:
                continue
            then = _outside(places, rows, axes, at, lag)
            if then <= _LEFT * now:
                evidence = (
                    f"{now} rows lie outside the area or country they name; with latitude moved "
                    f"by {step} row{'s' * (step > 1)} {then} would"
                )
                return f"one column of coordinates was shifted by {step} rows on its own", evidence
    return None


def _outside(
    places: Places,
    rows: npt.NDArray[np.intp],
    axes: tuple[Floats, Floats],
    at: npt.NDArray[np.intp],
    lag: int,
) -> int:
    """Count the rows that would lie outside with the latitude of the row ``lag`` places above."""
    return int((~places.lies_well(rows[at], axes[0][at], axes[1][at - lag])).sum())


def _scaled(jumps: Floats) -> Floats:
    ranks = pd.Series(np.abs(jumps)).rank().to_numpy(dtype=float)
    centred: Floats = ranks - ranks.mean()
    return centred


def _together(one: Floats, other: Floats, lag: int) -> float:
    """Correlation of the ranks times the root of their number, with one moved by ``lag``."""
    a = one[max(0, -lag) : len(one) - max(0, lag)]
    b = other[max(0, lag) : len(other) - max(0, -lag)]
    return float(np.corrcoef(a, b)[0, 1] * np.sqrt(len(a)))


LIST_CHECK = ListCheck("columns_parted", 20, find)
