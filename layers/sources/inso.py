"""INSO's counts of incidents that affected non-governmental organisations, by country and month.

A count is no incident: it has no place, no day and no id, and it cannot be merged with a row of
another list. It is read as a count (`layers.counts`), and never becomes incidents.
"""

from typing import Final

import pandas as pd

from layers.countries import to_iso3
from layers.source import RawTable, Source
from layers.sources._cells import NOTHING_SAID, counts, texts

SENSITIVE: Final = ()
"""A table of counts names nobody."""


def read(raw: RawTable) -> pd.DataFrame:
    """Return country, period and counts, index as in ``raw.frame``."""
    frame = raw.frame
    blanks = NOTHING_SAID | {"0", "-"}
    year = texts(frame, "year", blanks=blanks)
    month = texts(frame, "month", blanks=blanks)
    number = month.str.fullmatch(r"\d{1,2}").fillna(value=False).astype(bool)
    dated = year.str.cat(month.str.zfill(2), sep="-").where(number)
    named = (month + " " + year).where(~number)
    return pd.DataFrame(
        {
            "country": to_iso3(texts(frame, "country")),
            "date_text": dated.fillna(named).fillna(year),
            "incidents": counts(frame, "incidents", "total incidents"),
            "killed": counts(frame, "killed"),
            "injured": counts(frame, "injured", "wounded"),
            "abducted": counts(frame, "abducted", "kidnapped"),
        }
    )


SOURCE: Final = Source(
    name="inso",
    title="INSO (International NGO Safety Organisation), counts of NGO incidents",
    role="counts",
    signatures=(
        frozenset({"country", "year", "month", "incidents", "killed", "injured", "abducted"}),
        frozenset({"country", "year", "incidents", "killed", "injured", "abducted"}),
    ),
    read=read,
    licence="free use with the credit `Source: INSO, www.ngosafety.org` (INSO's terms of use)",
    citation="INSO, NGO incident dashboard (ngosafety.org), the date of access.",
    obtain=(
        "ngosafety.org, the dashboard: read off, or ask INSO; keep a table with the columns "
        "country, year, month, incidents, killed, injured, abducted."
    ),
    shows=(
        "How many security incidents affected non-governmental organisations in the countries INSO "
        "works in, by month, with staff killed, injured and abducted."
    ),
    cannot_show=(
        "Incidents: there is no row, day, place or description to one, so nothing can be placed, "
        "linked or merged. Health care apart from other aid. Countries where INSO does not work: a "
        "change in their number is a change in the count. United Nations agencies. About four in "
        "five of its incidents harmed nobody (robberies and threats count)."
    ),
    quirks=(
        (
            "No real file was seen: INSO publishes a dashboard, no table of a fixed form; the "
            "columns are those to write down from it."
        ),
        (
            "Loaded by `layers.load_counts`, never as incidents: given as incidents, the file is "
            "refused with that reason."
        ),
        "A row of a year beside the rows of its months would count twice: it is refused.",
    ),
)
