"""healthsites.io: health facilities of OpenStreetMap, as csv, GeoJSON, workbook or shapefile.

Reworked copies circulate: with missing cells filled with 0, or with two extracts stacked and the
place of some rows in well-known text.
"""

from typing import Final

import pandas as pd

from layers.countries import to_iso3
from layers.dates import parse_dates
from layers.source import Label, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, find, texts
from layers.sources._osm import kinds, other_names

SENSITIVE: Final = (
    "changeset_user",
    "contact_number",
    "staff_doctors",
    "staff_nurses",
    "beds",
    "electricity",
    "water_source",
)
"""Columns that name a mapper, or tell what a site can do: never in a public edition."""

_BLANKS: Final = NOTHING_SAID | {"0", "0.0"}
_POINT: Final = r"(?i)^\s*POINT\s*Z?\s*\(\s*(\S+)\s+(\S+?)(?:\s+\S+)?\s*\)\s*$"


def _places(raw: RawTable) -> dict[str, pd.Series]:
    """Return the texts of the coordinates: two columns, or well-known text where those are empty.

    A layer's own geometry stands for itself; a number 0 is kept, for the check to find.
    """
    frame = raw.frame
    if raw.geometry is not None:
        return {}
    longitude, latitude = cells(frame, "x", "longitude"), cells(frame, "y", "latitude")
    if find(frame, "geometry") is None:
        return {"longitude_text": longitude, "latitude_text": latitude}
    points = texts(frame, "geometry").str.extract(_POINT)
    return {
        "longitude_text": longitude.fillna(points[0]).astype(object),
        "latitude_text": latitude.fillna(points[1]).astype(object),
    }


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of any of the forms, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``native_id`` is "osm_type/osm_id" as written. ``list_as_of`` is the day of the
    newest edit in the list, which it cannot be older than; null where no edit is dated.
    """
    frame = raw.frame
    name = texts(frame, "name", blanks=_BLANKS)
    osm_type = texts(frame, "osm_type", blanks=_BLANKS)
    osm_id = texts(frame, "osm_id", blanks=_BLANKS)
    edited = cells(frame, "changeset_timestamp", "changese_2", "changese_3")
    newest = parse_dates(edited.where(edited.ne(0)))["end"].max()
    return pd.DataFrame(
        {
            "native_id": osm_type.str.cat(osm_id, sep="/"),
            "name": name,
            "names_other": other_names(frame, name, _BLANKS),
            "kind": kinds(
                texts(frame, "amenity", blanks=_BLANKS),
                texts(frame, "healthcare", "health_amenity_type", blanks=_BLANKS),
            ),
            "operator": texts(frame, "operator", blanks=_BLANKS),
            "country": to_iso3(texts(frame, "country", "iso3", "addr_country", blanks=_BLANKS)),
            "status": texts(frame, "operational_status", "operationa", blanks=_BLANKS),
            "list_as_of": pd.Series(newest, index=frame.index, dtype="datetime64[us]"),
        }
        | _places(raw)
    )


SOURCE: Final = Source(
    name="healthsites",
    title="healthsites.io (OpenStreetMap health facilities)",
    role="facilities",
    signatures=(
        frozenset({"osm_id", "osm_type", "completeness", "amenity"}),
        frozenset({"osm_id", "osm_type", "completene", "amenity"}),
        frozenset({"osm_id", "osm_type", "completeness", "amenity", "changeset_id", "uuid"}),
    ),
    read=read,
    licence="ODbL 1.0",
    citation="Global Healthsites Mapping Project (healthsites.io); (c) OpenStreetMap contributors.",
    obtain="healthsites.io or the Humanitarian Data Exchange: csv, GeoJSON or shapefile per "
    "country.",
    shows="Places of care that volunteers have mapped: point, kind, often a name, sometimes an "
    "operator, and the date of the last edit.",
    cannot_show=(
        "Which facilities exist: many are missing, and some that are gone remain. Since when one "
        "exists. How exact a point is (none states it: 50 m is assumed). Whether two objects are "
        "one facility: nodes and ways of one hospital may both be there."
    ),
    labels=(
        Label("amenity pharmacy", "pharmacy", False, 936),
        Label("amenity hospital", "hospital", False, 101),
        Label("amenity clinic", "clinic", False, 95),
        Label("amenity dentist", "dentist", False, 23),
        Label("amenity doctors", "doctors", False, 16),
        Label("amenity 0 (missing)", "unknown", False, 9),
    ),
    quirks=(
        "X is the longitude and comes first.",
        (
            "A copy with missing cells filled with 0: names, tags and ids of 0 become null, "
            "coordinates of 0 stay for the check (25 rows at null island)."
        ),
        (
            "111 OSM ids stand there twice, once from each of two stacked extracts (`node`, "
            "`nodes`), at one point: both rows stay, the `duplicate` check finds them."
        ),
        (
            "A stacked copy of 2,434 rows holds 1,045 places in X and Y, 1,129 as well-known text "
            "in `geometry`, and 260 rows without any; one row is shifted by a column (its "
            "`osm_type` is a number) and has no id."
        ),
        "Shapefile columns are cut to ten characters (`completene`, `operationa`).",
        "`list_as_of` is the newest edit found: the list is at least as young as that.",
    ),
    coordinate_order="lonlat",
)
