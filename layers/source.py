"""What a source is: the small shape that every module in ``layers/sources`` fills in.

A module there defines one ``SOURCE``. Nothing else needs to know of it: the shelf finds it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd


@dataclass(frozen=True)
class RawTable:
    """One table of one file, as it stands there.

    Attributes
    ----------
    frame
        Cells as read. Index: the row's number as a person sees it (the header is row 1 unless it
        stands lower; features of a layer count from 1). Column labels are unique strings; a
        repeated header gets " (2)".  csv cells are text; workbook cells keep their type (text,
        number, datetime, bool); empty cells are None.
    geometry
        Features of a geographic layer, in EPSG:4326, same index; None for a plain table.
    geometry_text
        The places of a layer in the layer's own numbers: WKT of points, a short form of outlines.
    crs
        The reference system the file declared, for "Read as".
    no_data
        Row to reason: rows that the shape of the sheet shows to be no data (a heading across the
        columns, a header of two rows that comes again).
    meanings
        Column to field, where a user's mapping says it; None where the names of the columns do.
    """

    path: Path
    format: str
    frame: pd.DataFrame
    sheet: str | None = None
    header_row: int | None = None
    geometry: gpd.GeoSeries | None = None
    geometry_text: pd.Series | None = None
    crs: str | None = None
    encoding: str | None = None
    separator: str | None = None
    notes: tuple[str, ...] = ()
    no_data: Mapping[int, str] = field(default_factory=dict)
    meanings: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Precision:
    """What one precision code of a source stands for, and who says so.

    ``error_m`` is the radius in metres that holds the true place with 95 % probability
    (``normal``), or the radius of the disc it lies in (``disc``). For ``area`` it is None: the
    district or province of that level stands for the place.
    """

    code: str
    meaning: str
    location_precision: str
    error_m: float | None
    error_model: str | None
    basis: str


@dataclass(frozen=True)
class Label:
    """One value of a source's classifying column, what it becomes, and how often it was seen.

    Where ``column`` is given, the loader notes values of that column that no entry knows.
    """

    value: str
    event_type: str
    is_strike: bool
    seen: int
    column: str = ""


@dataclass(frozen=True)
class Code:
    """One value of another column that a source reads by a table: an actor's kind, a target.

    ``seen`` counts the rows of the real files that hold it, whatever its case and blanks. The
    loader notes values of ``column`` that no entry knows.
    """

    column: str
    value: str
    becomes: str
    seen: int


@dataclass(frozen=True)
class Source:
    """One source of incidents, of facilities, or of counts that are no incidents.

    Attributes
    ----------
    signatures
        Sets of column names (folded by `layers.headers.fold`); a file whose columns contain any
        one of the sets is from this source. The largest set that fits wins among sources.
    read
        From the raw table to a plain frame with the same index (rows dropped only by the loader).
        It holds any canonical columns but geometry, and these helpers, which the loader consumes:
        ``native_id`` (text, null where the row has none), ``latitude_text`` and ``longitude_text``
        or ``coordinates_text`` (cells as they stand; absent for a layer or a source without
        places), ``coordinates_order`` ("latlon" or "lonlat" where the header says so),
        ``precision_code`` (text, looked up in ``precision``), ``error_m_stated`` (metres a row
        states of itself; overrides the table), ``date_text`` (cells for the loader to parse, when
        date_start/date_end are not given), or the text of any one date column
        (``date_start_text``, ``registered_on_text``, ...), and ``kind_text`` (the list's own word
        for the kind of facility, which the settings may translate). Columns that begin with the
        source's name and ``_`` are kept beside the file's own: what a source works out and no
        canonical column holds.
    """

    name: str
    title: str
    role: Literal["incidents", "facilities", "counts"]
    signatures: tuple[frozenset[str], ...]
    read: Callable[[RawTable], pd.DataFrame]
    licence: str
    citation: str
    obtain: str
    shows: str
    cannot_show: str
    precision: tuple[Precision, ...] = ()
    labels: tuple[Label, ...] = ()
    codes: tuple[Code, ...] = ()
    quirks: tuple[str, ...] = ()
    coordinate_order: Literal["latlon", "lonlat"] | None = None
    selected_for_health_care: bool = False
    """The list holds only events that concern health care (so chance cannot be tested on it)."""
    records_all_force: bool = field(default=False)
    day_first: bool | None = None
