"""HOT's exports of OpenStreetMap health facilities: points and outlines, usually shapefiles.

The files carry outlines (polygons), from whose edge distances are counted.
"""

from typing import Final

import pandas as pd

from layers.countries import to_iso3
from layers.source import Label, RawTable, Source
from layers.sources._cells import NOTHING_SAID, cells, find, texts
from layers.sources._osm import kinds, other_names

SENSITIVE: Final = ("capacity_persons", "capacity_p")
"""Columns that tell what a site can do: never in a public edition."""

_OBJECTS: Final = {
    "nodes": "node",
    "ways_poly": "way",
    "ways_line": "way",
    "ways": "way",
    "relations": "relation",
}


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of an export, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. ``native_id`` is "node/…", "way/…" or "relation/…". The place is the layer's own
    geometry; a csv copy gives it in ``geometry`` or ``wkt``.
    """
    frame = raw.frame
    name_local = texts(frame, "name")
    name = name_local.fillna(texts(frame, "name_en")).fillna(texts(frame, "name_ar"))
    osm_type = texts(frame, "osm_type")
    osm_type = osm_type.map(lambda word: _OBJECTS.get(word, word), na_action="ignore").astype("str")
    out = pd.DataFrame(
        {
            "native_id": osm_type.str.cat(texts(frame, "osm_id"), sep="/"),
            "name": name,
            "names_other": other_names(frame, name, NOTHING_SAID),
            "kind": kinds(texts(frame, "amenity"), texts(frame, "healthcare")),
            "operator": texts(frame, "operator"),
            "country": to_iso3(texts(frame, "country", "iso3", "addr_country")),
        }
    )
    if raw.geometry is None and find(frame, "geometry", "wkt") is not None:
        out["coordinates_text"] = cells(frame, "geometry", "wkt")
    return out


SOURCE: Final = Source(
    name="hot_osm",
    title="HOT export of OpenStreetMap health facilities",
    role="facilities",
    signatures=(
        frozenset({"osm_id", "osm_type", "amenity", "healthca_1", "capacity_p"}),
        frozenset({"osm_id", "osm_type", "amenity", "healthcare:speciality"}),
        frozenset({"osm_id", "osm_type", "amenity", "healthcare_speciality"}),
    ),
    read=read,
    licence="ODbL 1.0",
    citation="Humanitarian OpenStreetMap Team export; (c) OpenStreetMap contributors.",
    obtain="The Humanitarian Data Exchange, organisation HOT, health facilities of a country: "
    "GeoPackage, GeoJSON or shapefile, points and polygons apart.",
    shows="Places of care that volunteers have mapped, hospitals often as outlines: kind, name in "
    "several languages.",
    cannot_show=(
        "Which facilities exist, and since when. Of what date the list is (no edit is dated). How "
        "exact an outline is (50 m is assumed). Whether a point and an outline are one facility."
    ),
    labels=(
        Label("amenity pharmacy", "pharmacy", False, 848),
        Label("amenity hospital", "hospital", False, 361),
        Label("amenity clinic", "clinic", False, 133),
        Label("amenity dentist", "dentist", False, 27),
        Label("amenity doctors", "doctors", False, 19),
        Label("no amenity, healthcare laboratory", "laboratory", False, 6),
        Label("no amenity, healthcare yes", "unknown", False, 3),
        Label("no amenity, healthcare hospital", "hospital", False, 2),
        Label("no amenity, healthcare optometrist", "other", False, 2),
        Label("no amenity, healthcare sample_collection", "laboratory", False, 2),
        Label("no amenity, healthcare audiologist", "other", False, 1),
        Label("no amenity, healthcare blood_bank", "blood_bank", False, 1),
        Label("no amenity, healthcare blood_donation", "blood_bank", False, 1),
        Label("no amenity, healthcare centre", "health_centre", False, 1),
        Label("no amenity, healthcare clinic", "clinic", False, 1),
        Label("no amenity, healthcare hospice", "other", False, 1),
        Label("no amenity, healthcare physiotherapist", "rehabilitation", False, 1),
    ),
    quirks=(
        (
            "Shapefile columns are cut to ten characters (`healthca_1` is the speciality, "
            "`operator_t` the operator's type)."
        ),
        "`osm_type` is `nodes`, `ways_poly` or `relations`; ids read node, way, relation.",
        "Where `name` is empty, the English or Arabic name takes its place.",
        (
            "`amenity` comes before `healthcare` where both speak: one of the seen rows is "
            "`doctors` and `hospital`, one `clinic` and `physiotherapist`."
        ),
        "Names carry stray words of several scripts.",
    ),
    coordinate_order="lonlat",
)
