"""WHO's list of health facilities working in the Gaza Strip, 2026, as a workbook from its maps.

It holds only sites that worked, at least in part, when it was drawn: no register of what stood
there before.
"""

from typing import Final

import pandas as pd

from layers.source import Label, RawTable, Source
from layers.sources._cells import cells, looked_up, texts

SENSITIVE: Final = ("CATCHMENT_POP", "TOTAL_BEDS", "WORKING_DAYS", "ADDRESS", "SUPPORTING_ORG")
"""Columns that tell what a site can do and when it is busy: never in a public edition."""

_KINDS: Final = {
    "Hospital": ("hospital", 18),
    "Field Hospital": ("field_hospital", 10),
    "PHC": ("health_centre", 82),
    "Medical Point": ("medical_point", 106),
}


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of the workbook, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. Coordinates come from ``X`` and ``Y``, which keep the digits that were given
    (``longitude`` and ``latitude`` repeat them with the rubbish of a projection behind). Dates are
    null: the file has none.
    """
    frame = raw.frame
    arabic = texts(frame, "NAME_AR")
    names_other = arabic.map(lambda name: [name], na_action="ignore").astype(object)
    names_other[arabic.isna()] = pd.Series(
        [[] for _ in range(int(arabic.isna().sum()))], index=frame.index[arabic.isna()]
    )
    strip = texts(frame, "AREA")
    kinds = {label.casefold(): kind for label, (kind, _) in _KINDS.items()}
    return pd.DataFrame(
        {
            "native_id": texts(frame, "HSPID", "OBJECTID"),
            "name": texts(frame, "NAME"),
            "names_other": names_other,
            "kind": looked_up(texts(frame, "TYPE"), kinds, "unknown"),
            "operator": texts(frame, "OWNER_ORG"),
            "country": pd.Series("PSE", index=frame.index).where(strip.notna()),
            "admin1": strip,
            "admin2": texts(frame, "GOVERNORATE"),
            "longitude_text": cells(frame, "X", "longitude"),
            "latitude_text": cells(frame, "Y", "latitude"),
            "status": texts(frame, "STATUS"),
        }
    )


SOURCE: Final = Source(
    name="who_gaza",
    title="WHO, health facilities in the Gaza Strip (2026)",
    role="facilities",
    signatures=(
        frozenset({"hspid", "name_ar", "type", "governorate", "owner_org"}),
        frozenset({"hspid", "name", "name_ar", "type", "status", "x", "y"}),
    ),
    read=read,
    licence="not stated: do not redistribute",
    citation="World Health Organization, health facilities in the Gaza Strip, from WHO's ArcGIS "
    "services (as extracted by a third party, 2026).",
    obtain="WHO's ArcGIS REST services for the occupied Palestinian territory.",
    shows="216 facilities with names in English and Arabic, kind, owner and a point.",
    cannot_show=(
        "What stood in 2023: closed and destroyed sites are left out, and 116 of the 216 are field "
        "hospitals and medical points, mostly set up during the war. Since when a site exists: "
        "the columns for it are empty. Of what day the list is: no cell says. How exact the points "
        "are."
    ),
    labels=tuple(
        Label(f"TYPE {value}", kind, False, seen) for value, (kind, seen) in _KINDS.items()
    ),
    quirks=(
        "Every row is `Partially Functioning`.",
        "Five columns are empty throughout, the start and end dates and the beds among them.",
        "Six rows share a point with another; decimals vary from 3 to 8.",
        (
            "The repository that holds the file is of March 2026; the file itself does not say so,"
            " so `list_as_of` is null unless the user gives it."
        ),
    ),
    coordinate_order="lonlat",
)
