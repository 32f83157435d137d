"""``wrong_datum``: coordinates of an older datum, read as WGS 84.

A few decametres to a few hundred metres, the same for a whole block: only against a reference can
it be seen. The datums tried are those that PROJ's database gives for the place, by PROJ's own
transformations there; so the datum of a country need not be known beforehand.
"""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from geo.checks.blocks import needed, segments
from geo.checks.check import Check, findings, joined, metres
from geo.checks.outlines import geodesic_m
from geo.checks.places import Places
from geo.checks.same_name import nearby

MIN_PAIRS: Final = 15
MIN_SHIFT_M: Final = 20.0
REACH_M: Final = 1_500.0
"""How far a namesake may stand to be taken for the same place: the largest shift and some more."""
_SPREAD_M: Final = 60.0
_CAP: Final = 3.0
_SIGNIFICANT: Final = 4.0
_LEFT_OVER: Final = 0.4
_METRES_PER_DEGREE: Final = 111_195.0
_ALIKE: Final = 3.0

Floats = npt.NDArray[np.float64]


class _Fit(NamedTuple):
    name: str
    transformer: Transformer
    rows: npt.NDArray[np.intp]
    score: float
    shift_m: float
    left_m: float
    also: tuple[str, ...]


@lru_cache(maxsize=64)
def datums(west: float, south: float, east: float, north: float) -> list[tuple[str, Transformer]]:
    """Return the older datums in use in a box, each with PROJ's best transformation to WGS 84.

    Parameters
    ----------
    west, south, east, north
        Degrees.

    Returns
    -------
    Name and transformer (longitude, latitude to longitude, latitude), those first that move the
    middle of the box most; systems that agree with WGS 84 to `MIN_SHIFT_M` are left out.
    """
    area = AreaOfInterest(west, south, east, north)
    kinds = [PJType.GEOGRAPHIC_2D_CRS]
    x, y = np.array([(west + east) / 2]), np.array([(south + north) / 2])
    found = []
    for info in query_crs_info("EPSG", kinds, area_of_interest=area, contains=False):
        transformer = Transformer.from_crs(
            f"EPSG:{info.code}",
            "EPSG:4326",
            always_xy=True,
            area_of_interest=area,  # type: ignore[arg-type]
        )
        moved_m = float(geodesic_m(x, y, *transformer.transform(x, y))[0])
        if (
            "Ballpark" not in str(transformer.description)
            and np.isfinite(moved_m)
            and moved_m >= MIN_SHIFT_M
        ):
            found.append((moved_m, info.name, transformer))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [(name, transformer) for _, name, transformer in found]


def _offset(from_x: Floats, from_y: Floats, to_x: Floats, to_y: Floats) -> Floats:
    """Metres east and north, shape (n, 2)."""
    east = (to_x - from_x) * np.cos(np.radians(from_y)) * _METRES_PER_DEGREE
    return np.column_stack([east, (to_y - from_y) * _METRES_PER_DEGREE])


def _loss(offset: Floats) -> Floats:
    squared = (offset**2).sum(axis=1) / _SPREAD_M**2
    return np.asarray(np.minimum(squared, _CAP**2) / 2, dtype=float)


def _is_shifted(stated: Floats, mended: Floats) -> bool:
    """Whether the middle of the offsets is clearly not zero as stated, and is when mended."""
    n = len(stated)
    spread = 1.4826 * np.median(np.abs(mended - np.median(mended, axis=0)), axis=0).max()
    unsure_m = max(1.2533 * spread / np.sqrt(n), 1.0)
    now_m = float(np.hypot(*np.median(stated, axis=0)))
    then_m = float(np.hypot(*np.median(mended, axis=0)))
    return now_m > max(_SIGNIFICANT * unsure_m, MIN_SHIFT_M) and then_m < _LEFT_OVER * now_m


def _may_be_shifted(stated: Floats) -> bool:
    """Whether the offsets of any few rows in a run lie to one side: else no datum need be tried."""
    runs = pd.DataFrame(stated).rolling(MIN_PAIRS)
    middle = runs.median()
    spread = 1.4826 * (pd.DataFrame(stated) - middle).abs().rolling(MIN_PAIRS).median()
    unsure_m = 1.2533 * spread.fillna(np.inf).max(axis=1) / np.sqrt(MIN_PAIRS)
    far_m = np.hypot(middle[0], middle[1])
    return bool((far_m > np.maximum(2 * unsure_m, MIN_SHIFT_M)).any())


def fits_of(places: Places) -> list[_Fit]:
    """Return the blocks of rows that an older datum explains; found once."""
    if "datum" not in places.notes:
        places.notes["datum"] = _fits(places)
    found: list[_Fit] = places.notes["datum"]
    return found


def _fits(places: Places) -> list[_Fit]:
    reference = places.inputs.reference
    if reference is None or places.is_incidents or not len(reference):
        return []
    x, y = nearby(places.table, reference, places.longitude, places.latitude, REACH_M)
    usable = np.isfinite(x) & ~places.settled & ~places.blank
    country = pd.Series(places.country_at).fillna("")
    found = []
    for _, rows in country[usable].groupby(country[usable]):
        at = rows.index.to_numpy()
        if len(at) >= MIN_PAIRS:
            found += _of_country(places, at, x[at], y[at], country.to_numpy(dtype=object))
    return found


def _of_country(
    places: Places,
    at: npt.NDArray[np.intp],
    x: Floats,
    y: Floats,
    country: npt.NDArray[np.object_],
) -> list[_Fit]:
    """Try every datum of the country on the rows ``at``, whose namesakes stand at ``x``, ``y``."""
    own_x, own_y = places.longitude[at], places.latitude[at]
    stated = _offset(own_x, own_y, x, y)
    if not _may_be_shifted(stated):
        return []
    best: dict[tuple[int, int], list[tuple[float, str, Transformer, Floats]]] = {}
    box = (own_x.min(), own_y.min(), own_x.max(), own_y.max())
    for name, transformer in datums(*(float(np.round(edge, 1)) for edge in box)):
        new_x, new_y = transformer.transform(own_x, own_y)
        if not np.isfinite(new_x).all():
            continue
        mended = _offset(new_x, new_y, x, y)
        score = _loss(stated) - _loss(mended)
        for block in segments(score, needed(len(score))):
            inside = slice(block.start, block.stop)
            if block.stop - block.start >= MIN_PAIRS and _is_shifted(
                stated[inside], mended[inside]
            ):
                entry = (float(score[inside].sum()), name, transformer, mended[inside])
                best.setdefault((block.start, block.stop), []).append(entry)
    found: list[_Fit] = []
    taken = np.zeros(len(at), dtype=bool)
    for (start, stop), entries in sorted(
        best.items(), key=lambda item: -max(e[0] for e in item[1])
    ):
        if taken[start:stop].any():
            continue
        taken[start:stop] = True
        entries.sort(key=lambda entry: (-entry[0], entry[1]))
        score_of, name, transformer, mended = entries[0]
        also = tuple(e[1] for e in entries[1:] if score_of - e[0] < _ALIKE)
        first = 0 if start == 0 else int(at[start])
        last = len(country) - 1 if stop == len(at) else int(at[stop - 1])
        block_rows = np.arange(first, last + 1)
        here = country[at[start]]
        block_rows = block_rows[(country[block_rows] == here) & places.located[block_rows]]
        shift_m = float(np.hypot(*np.median(stated[start:stop], axis=0)))
        left_m = float(np.hypot(*np.median(mended, axis=0)))
        found.append(_Fit(name, transformer, block_rows, score_of, shift_m, left_m, also))
    return found


def find(places: Places) -> pd.DataFrame:
    """Report every row of a block that an older datum brings onto its namesakes."""
    tables = [
        findings(places, places.blank & False, "wrong_datum", severity="warning", evidence=[])
    ]
    for fit in fits_of(places):
        where = np.zeros(len(places.index), dtype=bool)
        where[fit.rows] = True
        where &= ~places.settled & ~places.blank
        x, y = places.longitude[where], places.latitude[where]
        new_x, new_y = fit.transformer.transform(x, y)
        also = f"; {', '.join(fit.also[:3])} fit as well" if fit.also else ""
        evidence = (
            f"{len(fit.rows)} rows stand {metres(fit.shift_m)} off their namesakes "
            f"of the reference, all to one side; read in {fit.name}, "
            f"{metres(fit.left_m)} are left{also}"
        )
        tables.append(
            findings(
                places,
                where,
                "wrong_datum",
                severity="warning",
                evidence=evidence,
                displacement_m=geodesic_m(x, y, np.asarray(new_x), np.asarray(new_y)),
                suggested=(np.asarray(new_x), np.asarray(new_y)),
            )
        )
    return joined(*tables)


CHECK = Check("wrong_datum", 43, find, ("reference",), of_incidents=False)
