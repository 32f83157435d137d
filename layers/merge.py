"""Rows of one source with one native id: one event, or an id that stands for several places.

Never by similarity: rows are merged because their source says that they are the same.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Geod
from shapely import get_x, get_y, point_on_surface

from geo.vocabulary import CRS
from layers.errors import InputError
from layers.headers import fold
from layers.identity import ROW_ID, told_apart
from layers.loaded import (
    ACCOUNTING_DTYPES,
    FINDING_DTYPES,
    MERGE_DTYPES,
    REJECTED_DTYPES,
    Loaded,
    stacked,
    typed,
)
from layers.schema import FACILITY_COLUMNS, INCIDENT_COLUMNS, conform_facilities, conform_incidents
from layers.sources import GENERIC

_GEOD: Final = Geod(ellps="WGS84")
_FAR_M: Final = 1_000.0
"""Two rows of one id farther apart than this are two places, whatever they are called."""
_OTHER_NAME_FAR_M: Final = 100.0
"""Two rows of one id with different names farther apart than this are two places."""
_WHERE_FROM: Final = ("file", "sheet", "row", "licence")
_HISTORY: Final = ("registered_on", "registered_until", "list_version", "notified_on")
_LONGEST: Final = 200


class Merged(NamedTuple):
    """A table with unique ids, the differences of what was merged, findings and notes."""

    table: pd.DataFrame
    merges: pd.DataFrame
    findings: pd.DataFrame
    notes: tuple[str, ...]


def merge_incidents(table: pd.DataFrame) -> Merged:
    """Keep the first row of each id.

    Parameters
    ----------
    table
        Canonical columns, indexed by ids that may repeat. In one's own lists, whose numbers may
        start again, rows of one id with another day or place both stay.
    """
    again = table.index.duplicated()
    first = table[~again].loc[table.index[again]]
    apart = again.copy()
    apart[again] = _is_own(table[again]) & _other_event(first, table[again])
    if apart.any():
        table, findings, note = _apart(
            table, apart, "one's own ids repeat with another day or place"
        )
        merged = merge_incidents(table)
        return merged._replace(findings=findings, notes=(note,))
    # the source's own columns too: what a row of one id adds (another actor) is nowhere else
    columns = [column for column in table if column != "geometry"]
    merges = differences(table[~again], table[again], columns)
    return Merged(table[~again], merges, typed(None, FINDING_DTYPES), ())


def _is_own(table: pd.DataFrame) -> npt.NDArray[Any]:
    own: npt.NDArray[Any] = table["source"].isin(list(GENERIC.values())).to_numpy()
    return own


def _other_event(kept: pd.DataFrame, dropped: pd.DataFrame) -> npt.NDArray[Any]:
    """Return where two rows of one id differ in their day or lie more than a kilometre apart."""
    nothing = pd.Series(pd.NaT, index=kept.index)
    days = [frame.get("date_start", nothing).astype("str").fillna("") for frame in (kept, dropped)]
    far = distance_m(kept["geometry"], dropped["geometry"]) > _FAR_M
    other: npt.NDArray[Any] = (days[0].to_numpy() != days[1].to_numpy()) | far
    return other


def _apart(
    table: pd.DataFrame, rows: npt.NDArray[Any], why: str
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Give the rows ids of their own: what comes again gets "~2"."""
    before = table.index
    names = pd.Series(before, dtype="str")
    taken = set(before)
    new = told_apart(pd.concat([pd.Series(sorted(taken), dtype="str"), names[rows]]))
    names[rows] = new.iloc[len(taken) :].to_numpy()
    findings = pd.DataFrame(
        {
            "id": names[rows],
            "code": "repeated_id",
            "severity": "info",
            "evidence": "the id stands in the list before, as " + before[rows],
        }
    )
    note = f'{why}: {int(rows.sum())} rows come again and get "~2" behind their id'
    out = table.set_axis(pd.Index(names, name=before.name))
    return out, typed(findings, FINDING_DTYPES), note


def merge_facilities(table: pd.DataFrame, *, ids_may_repeat: bool, file: str) -> Merged:
    """Merge rows of one id at one place; keep apart what a source lets repeat.

    Parameters
    ----------
    table
        Canonical columns, ``geometry`` and ``row``, indexed by ids that may repeat.
    ids_may_repeat
        The ids are those of OpenStreetMap extracts, of which several may be stacked: every row
        stays, the id of a later one gets "~2".
    file
        For the message.

    Raises
    ------
    InputError
        One id stands for different places.
    """
    repeated = table.index.duplicated(keep=False)
    if not repeated.any():
        return Merged(table, typed(None, MERGE_DTYPES), typed(None, FINDING_DTYPES), ())
    history = _is_history(table[repeated])
    if ids_may_repeat or history:
        why = "ids repeat in this list" if ids_may_repeat else "ids repeat with other dates"
        out, findings, note = _apart(table, table.index.duplicated(), why)
        return Merged(out, typed(None, MERGE_DTYPES), findings, (note,))
    again = table.index.duplicated()
    kept, dropped = table[~again], table[again]
    _refuse_two_places(kept.loc[dropped.index], dropped, file)
    return Merged(
        kept, differences(kept, dropped, FACILITY_COLUMNS), typed(None, FINDING_DTYPES), ()
    )


def _is_history(repeated: pd.DataFrame) -> bool:
    """Return whether rows of one id all differ in when they were registered, or on which list."""
    columns = [c for c in _HISTORY if c in repeated and repeated[c].notna().any()]
    if not columns:
        return False
    return not repeated[columns].astype("str").assign(id=repeated.index).duplicated().any()


def distance_m(left: pd.Series, right: pd.Series) -> npt.NDArray[Any]:
    """Return the geodesic metres between shapes, row by row (a point on each stands for it)."""
    ends = []
    for shapes in (left, right):
        values = np.where(pd.isna(shapes), None, shapes)
        points = point_on_surface(values)
        ends += [get_x(points), get_y(points)]
    known = np.isfinite(np.array(ends, dtype="float64")).all(axis=0)
    out = np.full(len(left), np.nan)
    out[known] = _GEOD.inv(*(np.asarray(end)[known] for end in ends))[2]
    return out


def _two_places(kept: pd.DataFrame, dropped: pd.DataFrame) -> npt.NDArray[Any]:
    """Return where two rows of one id cannot be one place."""
    metres = distance_m(kept["geometry"], dropped["geometry"])
    nothing = pd.Series("", index=kept.index)
    names = [frame.get("name", nothing).fillna("").map(fold) for frame in (kept, dropped)]
    both = names[0].ne("").to_numpy() & names[1].ne("").to_numpy()
    renamed = both & (names[0].to_numpy() != names[1].to_numpy())
    two: npt.NDArray[Any] = (metres > _FAR_M) | (renamed & (metres > _OTHER_NAME_FAR_M))
    return two


def _refuse_two_places(kept: pd.DataFrame, dropped: pd.DataFrame, file: str) -> None:
    wrong = np.flatnonzero(_two_places(kept, dropped))
    if not len(wrong):
        return
    first, second = kept.iloc[wrong[0]], dropped.iloc[wrong[0]]
    native = str(dropped.index[wrong[0]]).partition(":")[2]
    places = " and ".join(
        f"row {row['row']} ({row.get('name') or 'no name'}, {row['coordinates_raw']})"
        for row in (first, second)
    )
    more = f"; {len(wrong) - 1} more rows have this fault" if len(wrong) > 1 else ""
    raise InputError(
        f"{file}: the id {native!r} stands for different places: {places}{more}. Give each place "
        "an id of its own, or leave the column of ids out"
    )


def differences(kept: pd.DataFrame, dropped: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return what became of each merged row: the values in which it differs from the row kept.

    A row that differs in nothing stands once, with no column.

    Parameters
    ----------
    kept, dropped
        Indexed by id; every id of ``dropped`` is in ``kept``.
    columns
        The columns to compare.
    """
    if not len(dropped):
        return typed(None, MERGE_DTYPES)
    first = kept.loc[dropped.index]
    found = []
    same = np.ones(len(dropped), dtype=bool)
    for column in columns:
        if column in _WHERE_FROM or column not in kept:
            continue
        ours, theirs = (frame[column].astype("str").fillna("") for frame in (first, dropped))
        differs = ours.to_numpy() != theirs.to_numpy()
        same &= ~differs
        found.append(
            pd.DataFrame(
                {
                    "id": dropped.index[differs],
                    "file": dropped["file"].to_numpy()[differs],
                    "row": dropped["row"].to_numpy()[differs],
                    "column": column,
                    "kept": ours.str.slice(0, _LONGEST).to_numpy()[differs],
                    "dropped": theirs.str.slice(0, _LONGEST).to_numpy()[differs],
                }
            )
        )
    rows = dropped[same].reset_index(names="id")[["id", "file", "row"]]
    return stacked([*found, rows.assign(column=None, kept=None, dropped=None)], MERGE_DTYPES)


def combine(loadeds: list[Loaded]) -> Loaded:
    """Put several files together; a row whose source and id are there already is merged.

    Parameters
    ----------
    loadeds
        Files of one kind (incidents, or facilities), in the order of precedence: the first file's
        row is kept, the differences are listed.

    Returns
    -------
    Loaded. Rows without an id of their own, and rows of one's own lists whose ids happen to agree,
    are merged only if they say the same; else both stay and the later id gets "~2".
    """
    if len(loadeds) == 1:
        return loadeds[0]
    if not loadeds:
        raise ValueError("there is nothing to combine; `no_facilities` stands for an empty list")
    incidents = loadeds[0].table.index.name == "incident_id"
    columns = INCIDENT_COLUMNS if incidents else FACILITY_COLUMNS
    table = loadeds[0].table
    accounting, merges, findings = [loadeds[0].accounting], [], [loadeds[0].findings]
    for loaded in loadeds[1:]:
        theirs, new_names = _told_apart_from(table, loaded.table)
        again = theirs.index.isin(table.index)
        merges.append(differences(table, theirs[again], columns))
        accounts = loaded.accounting.copy()
        accounts["loaded"] -= int(again.sum())
        accounts["merged"] += int(again.sum())
        accounting.append(accounts)
        gone = set(loaded.table.index[again])
        kept = loaded.findings[~loaded.findings["id"].isin(gone)]
        findings.append(kept.assign(id=kept["id"].replace(new_names)))
        table = _below(table, theirs[~again])
    conform = conform_incidents if incidents else conform_facilities
    return Loaded(
        table=conform(table),
        rejected=stacked([loaded.rejected for loaded in loadeds], REJECTED_DTYPES),
        accounting=stacked(accounting, ACCOUNTING_DTYPES),
        read_as=[entry for loaded in loadeds for entry in loaded.read_as],
        findings=stacked(findings, FINDING_DTYPES),
        merges=stacked([*(loaded.merges for loaded in loadeds), *merges], MERGE_DTYPES),
    )


def no_facilities() -> Loaded:
    """Return what stands where no list of facilities was given: empty tables, no file."""
    frame = pd.DataFrame({"geometry": gpd.GeoSeries([], crs=CRS)})
    return Loaded(
        table=conform_facilities(frame.set_axis(pd.Index([], dtype="str", name="facility_id"))),
        rejected=typed(None, REJECTED_DTYPES),
        accounting=typed(None, ACCOUNTING_DTYPES),
        read_as=[],
        findings=typed(None, FINDING_DTYPES),
        merges=typed(None, MERGE_DTYPES),
    )


def _told_apart_from(
    table: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Rename rows whose id agrees with one in ``table`` by accident."""
    shared = theirs.index[theirs.index.isin(table.index)]
    rows = shared.str.contains(ROW_ID)
    by_accident = shared[_is_own(theirs.loc[shared]) | rows]
    if not len(by_accident):
        return theirs, {}
    ours, other = table.loc[by_accident], theirs.loc[by_accident]
    if table.index.name == "incident_id":
        differs = _other_event(ours, other)
    else:
        differs = _two_places(ours, other)
    # without an id of their own, rows are the same only if they say the same
    unnamed = by_accident.str.contains(ROW_ID)
    for column in ("name", "country", "description", "kind", "event_type", "coordinates_raw"):
        if column in ours:
            left, right = (frame[column].astype("str").fillna("") for frame in (ours, other))
            differs |= unnamed & (left.to_numpy() != right.to_numpy())
    renamed = by_accident[differs]
    taken = pd.Series([*table.index, *renamed], dtype="str")
    names = told_apart(taken).iloc[len(table) :]
    new_names = dict(zip(renamed, names, strict=True))
    index = theirs.index.to_series().replace(new_names)
    return theirs.set_axis(pd.Index(index, name=theirs.index.name)), new_names


def _below(table: gpd.GeoDataFrame, more: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Stack two canonical tables whose further columns may differ."""
    if not len(more):
        return table
    for name in more.columns.intersection(table.columns):
        if table[name].dtype != more[name].dtype and name != "geometry":
            table = table.assign(**{name: table[name].astype("str")})
            more = more.assign(**{name: more[name].astype("str")})
    return pd.concat([table, more])
