"""``axis_from_elsewhere``: one axis of a whole district holds values of another place."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.checks.lists.fault import ListCheck, ListFault, order_of
from geo.checks.outlines import BOUNDARY_TOLERANCE_M
from geo.checks.places import Places

MIN_ROWS: Final = 8
_MOST: Final = 0.8
_MANY: Final = 0.6
_FEW: Final = 0.1
_MARGIN_DEG: Final = 0.05
_FAR_DEG: Final = 0.2
_SAME_DEG: Final = 0.02
_AXES: Final = ("longitude", "latitude")

Rows = npt.NDArray[np.intp]


def find(places: Places) -> list[ListFault]:
    """Report districts of which one axis agrees with the place and the other does not at all."""
    rows = order_of(places)
    found: list[ListFault] = []
    for words in ("admin2", "admin1"):
        label = places.column(words).iloc[rows].astype("str")
        groups = pd.Series(rows).groupby(label.to_numpy())
        names = [name for name, size in groups.size().items() if size >= MIN_ROWS]
        if len(groups) < 2:  # noqa: PLR2004 - one group cannot be compared with others
            continue
        for name in names:
            of = groups.get_group(name).to_numpy()
            fault = _judge(places, of, str(name), rows)
            if fault is not None and not any(np.isin(of, one.rows).any() for one in found):
                found.append(fault)
    return found


def _judge(places: Places, of: Rows, name: str, rows: Rows) -> ListFault | None:
    told = _by_reference(places, of) or _by_area(places, of) or _by_country(places, of, rows)
    if told is None:
        return None
    axis, evidence = told
    which = f"the {axis} of {name}" if axis else f"one axis of {name}"
    because = f"{which} seems to come from another place"
    return ListFault("axis_from_elsewhere", because, evidence, of)


def _by_reference(places: Places, of: Rows) -> tuple[str, str] | None:
    namesake = places.same_name
    known = of[np.isfinite(namesake.longitude[of])]
    if len(known) < MIN_ROWS / 2:
        return None
    off = [
        np.abs(places.longitude[known] - namesake.longitude[known]),
        np.abs(places.latitude[known] - namesake.latitude[known]),
    ]
    for which, axis in enumerate(_AXES):
        same, apart = off[1 - which] < _SAME_DEG, off[which] > _SAME_DEG
        if same.mean() >= _MOST and apart.mean() >= _MOST:
            return axis, (
                f"of {len(known)} rows with a namesake in the reference {int(apart.sum())} stand "
                f"elsewhere by {axis}, and {int(same.sum())} agree on the other axis"
            )
    return None


def _by_area(places: Places, of: Rows) -> tuple[str, str] | None:
    admin = places.admin
    if admin is None or (admin.area[of] < 0).any() or len(np.unique(admin.area[of])) > 1:
        return None
    if (admin.outside_m[of] > BOUNDARY_TOLERANCE_M).mean() < _MOST - _FEW:
        return None
    # every row by itself, not a label that is another's: the outline must be known to be right
    west, south, east, north = shapely.bounds(
        admin.outlines.shapes[admin.outlines.codes == admin.area[of[0]]][0]
    )
    ranges = ((west, east), (south, north))
    values = (places.longitude[of], places.latitude[of])
    within = [
        (v >= low - _MARGIN_DEG) & (v <= high + _MARGIN_DEG)
        for v, (low, high) in zip(values, ranges, strict=True)
    ]
    for which, axis in enumerate(_AXES):
        low, high = ranges[which]
        v = values[which]
        far = (v < low - _FAR_DEG) | (v > high + _FAR_DEG)
        if within[1 - which].mean() >= 1 - _FEW and far.mean() >= _MANY:
            return axis, (
                f"{int(far.sum())} of {len(of)} rows lie north or south, or east or west, of the "
                f"outline by {axis}, all within it by the other axis"
            )
    return None


def _by_country(places: Places, of: Rows, rows: Rows) -> tuple[str, str] | None:
    abroad = places.is_outside
    if abroad[of].mean() < _MOST - 0.2:
        return None
    others = np.setdiff1d(rows, of)
    if not len(others) or abroad[others].mean() > _FEW:
        return None
    n = int(abroad[of].sum())
    return "", (
        f"{n} of its {len(of)} rows lie outside the country, "
        f"of the other rows {int(abroad[others].sum())} of {len(others)}"
    )


LIST_CHECK = ListCheck("axis_from_elsewhere", 40, find)
