"""FHIR Location: the places of a health information exchange, as a bundle in JSON.

FHIR has no element for how exact a position is.
"""

import json
from typing import Any, Final

import pandas as pd

from layers.countries import to_iso3
from layers.source import RawTable, Source
from layers.sources._cells import cells, texts
from layers.sources.generic_facilities import kind_of

SENSITIVE: Final = ("telecom", "contact", "address.line", "hoursOfOperation", "description")
"""Elements that name people or tell when a site is busy: never in a public edition."""

_ROLES: Final = {"HOSP": "hospital", "OUTPHARM": "pharmacy", "AMB": "ambulance_station"}
"""Codes of HL7's ServiceDeliveryLocationRoleType whose words do not say the kind."""


def _parsed(cells_: pd.Series) -> pd.Series:
    return cells_.map(lambda text: json.loads(text) if isinstance(text, str) else [])


def _words(concepts: Any) -> str | None:
    """Return the first words of a list of CodeableConcepts: its text, a display, or a code."""
    for concept in concepts if isinstance(concepts, list) else [concepts]:
        codings = concept.get("coding") or []
        said = [concept.get("text"), *(coding.get("display") for coding in codings)]
        codes = [coding.get("code") for coding in codings]
        for word in (*said, *(_ROLES.get(code) for code in codes), *codes):
            if word:
                return str(word)
    return None


def _lists(names: pd.Series) -> pd.Series:
    return names.map(lambda one: [str(name) for name in one if name]).astype(object)


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of the Locations, index as in ``raw.frame``."""
    frame = raw.frame
    nothing = pd.Series(None, index=frame.index, dtype="str")
    kind_text = nothing
    if "type" in frame:
        kind_text = _parsed(frame["type"]).map(_words).astype("str")
    out = {
        "native_id": texts(frame, "id"),
        "name": texts(frame, "name"),
        "kind_text": kind_text,
        "kind": kind_of(kind_text),
        "operator": texts(frame, "managingOrganization.display"),
        "admin1": texts(frame, "address.state"),
        "admin2": texts(frame, "address.district"),
        "country": to_iso3(texts(frame, "address.country")),
        "status": texts(frame, "status"),
        "latitude_text": cells(frame, "position.latitude"),
        "longitude_text": cells(frame, "position.longitude"),
    }
    if "alias" in frame:
        out["names_other"] = _lists(_parsed(frame["alias"]))
    return pd.DataFrame(out, index=frame.index)


SOURCE: Final = Source(
    name="fhir_location",
    title="FHIR Location resources",
    role="facilities",
    signatures=(frozenset({"resourcetype", "position.latitude", "position.longitude"}),),
    read=read,
    licence="as the exchange that holds them says",
    citation="The FHIR bundle supplied (HL7 FHIR, resource Location).",
    obtain="The FHIR endpoint of a health information exchange or master facility list: a search "
    "for Location, saved as JSON.",
    shows="Name, aliases, type, managing organisation, address, status and a position.",
    cannot_show="How exact a position is: FHIR has no element for it (50 m is assumed, more where "
    "the digits are few). Since when a site exists.",
    quirks=(
        "Only the Location resources of a bundle are read; the others are counted in a note.",
        "The kind is read from the words of `type`, else from its code.",
        "One page of a search is one bundle: a list of several pages is several files.",
    ),
)
