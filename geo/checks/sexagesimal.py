"""Blocks of rows whose digits are minutes and seconds: 31°30'45" written 31.3045.

One right coordinate in seven looks so on both axes. In a block, the digits for the seconds say it:
where they are digits of a decimal, only 0.6 of them are below 60 on each axis, wherever the places
lie. Minutes alone (31°30.75' written 31.3075) cannot be told by digits within one town: there the
tenths of a degree are all alike. So a block of minutes needs many places, or the country, the areas
or the reference to say that the points fit when read so, and do not as they stand.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.checks.blocks import needed, segments
from geo.checks.check import findings, joined
from geo.checks.outlines import geodesic_m
from geo.checks.places import Places
from geo.checks.proposals import sexagesimal

MIN_ROWS: Final = 20
_BY_CHANCE: Final = 0.6 * 0.6
_IN_BLOCK: Final = 0.99
_FITS: Final = float(np.log(_IN_BLOCK / _BY_CHANCE))
_CONTRADICTS: Final = float(np.log((1 - _IN_BLOCK) / (1 - _BY_CHANCE)))
_MIN_DIGITS: Final = 3
_CELL_DEG: Final = 1.0
_CROWD: Final = 0.2  # score of a row that fits, while blocks are only looked for
_MENDED_FITS: Final = 3.0  # log of how much likelier: inside when mended, outside as it stands
_STATED_FITS: Final = -3.0
_REFERENCE_FITS: Final = 4.0
_NEAR_M: Final = 1_000.0
_WORDS: Final = {
    "dms_as_decimal": "minutes and seconds below 60",
    "minutes_as_decimal": "minutes below 60",
}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Blocks:
    """Row numbers of each block found, by code."""

    found: dict[str, list[npt.NDArray[np.intp]]]

    def rows(self, code: str) -> npt.NDArray[np.intp]:
        """Return the rows of all blocks of one code."""
        blocks = self.found.get(code, [])
        return np.concatenate(blocks) if blocks else np.empty(0, dtype=np.intp)


def digits(value: Floats) -> npt.NDArray[np.int_]:
    """Return how many decimals a number needs, up to 7.

    Examples
    --------
    >>> digits(np.array([31.0, 31.5, 31.3045])).tolist()
    [0, 1, 4]
    """
    units = np.rint(np.abs(np.nan_to_num(value)) * 1e7).astype(np.int64)
    n = np.full(len(units), 7)
    for decimals in range(6, -1, -1):
        n[units % 10 ** (7 - decimals) == 0] = decimals
    return n


def blocks_of(places: Places) -> Blocks:
    """Return the blocks of both kinds; found once, when first asked for."""
    if "sexagesimal" not in places.notes:
        dms = _dms(places)
        taken = np.zeros(len(places.index), dtype=bool)
        for rows in dms:
            taken[rows] = True
        found = {"dms_as_decimal": dms, "minutes_as_decimal": _minutes(places, taken)}
        places.notes["sexagesimal"] = Blocks(found)
    blocks: Blocks = places.notes["sexagesimal"]
    return blocks


def _usable(places: Places) -> npt.NDArray[np.bool_]:
    usable: npt.NDArray[np.bool_] = places.located & ~places.blank & ~places.settled
    return usable


def _contradicted(
    places: Places, rows: npt.NDArray[np.intp], longitude: Floats, latitude: Floats
) -> npt.NDArray[np.bool_]:
    """Where a row of a block, most likely one at its end, is right as it stands."""
    stated = places.lies_well(rows, places.longitude[rows], places.latitude[rows])
    mended = places.lies_well(rows, longitude, latitude)
    namesake = places.same_name
    then_m = geodesic_m(namesake.longitude[rows], namesake.latitude[rows], longitude, latitude)
    with np.errstate(invalid="ignore"):
        at_home = (namesake.distance_m[rows] < _NEAR_M) & (then_m > _NEAR_M)
    contradicted: npt.NDArray[np.bool_] = (stated & ~mended) | at_home
    return contradicted


def _first_of_point(places: Places) -> npt.NDArray[np.bool_]:
    points = pd.DataFrame({"x": places.longitude, "y": places.latitude})
    first: npt.NDArray[np.bool_] = ~points.duplicated().to_numpy()
    return first


def _dms(places: Places) -> list[npt.NDArray[np.intp]]:
    usable = _usable(places)
    x, y = (sexagesimal(axis, seconds=True) for axis in (places.longitude, places.latitude))
    fits = np.isfinite(x) & np.isfinite(y)
    telling = (digits(places.longitude) >= _MIN_DIGITS) & (digits(places.latitude) >= _MIN_DIGITS)
    score = np.where(fits, np.where(telling & _first_of_point(places), _FITS, 0.0), _CONTRADICTS)
    score[~usable] = 0.0
    blocks = []
    for block in segments(score, needed(len(score))):
        rows = np.arange(block.start, block.stop)
        rows = rows[fits[rows] & usable[rows]]
        if (
            len(rows) >= MIN_ROWS
            and _geography(places, rows, x[rows], y[rows]) > -_FITS * len(rows) / 4
        ):
            blocks.append(rows[~_contradicted(places, rows, x[rows], y[rows])])
    return blocks


def _minutes(places: Places, taken: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.intp]]:
    usable = _usable(places) & ~taken
    x, y = (sexagesimal(axis, seconds=False) for axis in (places.longitude, places.latitude))
    fits = np.isfinite(x) & np.isfinite(y)
    score = np.where(fits, np.where(_first_of_point(places), _CROWD, 0.0), _CONTRADICTS)
    score[~usable] = 0.0
    blocks = []
    for block in segments(score, _CROWD * MIN_ROWS):
        rows = np.arange(block.start, block.stop)
        rows = rows[fits[rows] & usable[rows]]
        if int(_first_of_point(places)[rows].sum()) < MIN_ROWS:
            continue
        total = _FITS * _cells(places, rows) + _CONTRADICTS * (block.stop - block.start - len(rows))
        total += _geography(places, rows, x[rows], y[rows])
        if total >= needed(len(score)):
            blocks.append(rows[~_contradicted(places, rows, x[rows], y[rows])])
    return blocks


def _cells(places: Places, rows: npt.NDArray[np.intp]) -> int:
    """Return on how many independent places the digits of the minutes have been seen."""
    cells = pd.DataFrame(
        {
            "x": np.floor(places.longitude[rows] / _CELL_DEG),
            "y": np.floor(places.latitude[rows] / _CELL_DEG),
        }
    )
    return len(cells.drop_duplicates())


def _geography(
    places: Places, rows: npt.NDArray[np.intp], longitude: Floats, latitude: Floats
) -> float:
    """Return how much likelier the mended points are than those stated, by what is known.

    Rows on one point are one witness.
    """
    once = _first_of_point(places)[rows]
    rows, longitude, latitude = rows[once], longitude[once], latitude[once]
    stated, mended = (
        places.lies_well(rows, places.longitude[rows], places.latitude[rows]),
        places.lies_well(rows, longitude, latitude),
    )
    total = _MENDED_FITS * int((mended & ~stated).sum()) + _STATED_FITS * int(
        (stated & ~mended).sum()
    )
    namesake = places.same_name
    now_m = namesake.distance_m[rows]
    then_m = geodesic_m(namesake.longitude[rows], namesake.latitude[rows], longitude, latitude)
    with np.errstate(invalid="ignore"):
        total += _REFERENCE_FITS * int(((then_m < _NEAR_M) & (now_m > _NEAR_M)).sum())
        total -= _REFERENCE_FITS * int(((now_m < _NEAR_M) & (then_m > _NEAR_M)).sum())
    return float(total)


def mend(places: Places, code: str, rows: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return longitude and latitude of rows of a block, read as minutes (and seconds)."""
    seconds = code == "dms_as_decimal"
    longitude = sexagesimal(places.longitude[rows], seconds=seconds)
    return longitude, sexagesimal(places.latitude[rows], seconds=seconds)


def in_blocks(places: Places, code: str) -> pd.DataFrame:
    """Return the findings of one code: the rows of its blocks, with the mend of each."""
    what = _WORDS[code]
    tables = []
    for rows in blocks_of(places).found[code]:
        where = np.zeros(len(places.index), dtype=bool)
        where[rows] = True
        longitude, latitude = mend(places, code, rows)
        first, last = places.index[rows[0]], places.index[rows[-1]]
        tables.append(
            findings(
                places,
                where,
                code,
                severity="error",
                evidence=(
                    f"in all {len(rows)} rows of the block from {first} to {last} the digits read "
                    f"as {what}, and not by chance"
                ),
                displacement_m=geodesic_m(
                    places.longitude[rows], places.latitude[rows], longitude, latitude
                ),
                suggested=(longitude, latitude),
            )
        )
    return (
        joined(*tables)
        if tables
        else findings(places, places.blank & False, code, severity="error", evidence=[])
    )
