"""Where the lists come from: which feeds which, what each counts, and the six that are compared.

Lists that share a database are one list, however many files they fill. Nothing is concluded here
from likeness: a row needs a citation.
"""

from typing import Final, NamedTuple

import geopandas as gpd
import pandas as pd

from layers.sources._sind import SIND_SOURCES, sind_event_ids


class Feed(NamedTuple):
    """One list that another draws on.

    Attributes
    ----------
    source, fed_by
        Names of sources.
    how
        ``same_database`` (one numbering, so one list), ``draws_on`` (it says so of rows), or
        ``may_draw_on`` (it says that it takes events from others and not from whom).
    citation
        Who says so.
    """

    source: str
    fed_by: str
    how: str
    citation: str


_SHCC: Final = (
    "Insecurity Insight, insecurityinsight.org/projects/healthcare/shcc: it documents attacks on "
    "health care for the coalition; 1,948 of the 1,989 event numbers of the coalition's file of "
    "2022 are in Insecurity Insight's file of 2016-2023"
)
_SIND: Final = (
    "Insecurity Insight, insecurityinsight.org/services/the-data-base: the SiND collates publicly "
    "available sources, relevant events from other databases and confidential contributions"
)
_AWSD: Final = (
    "Aid Worker Security Database, humanitarianoutcomes.org/methodology: media, aid organisations "
    "and agreements with security consortiums; newer rows name a source, which may be ACLED"
)
FEEDS: Final = (
    Feed("shcc", "insecurity_insight", "same_database", _SHCC),
    Feed(
        "insecurity_insight_explosive",
        "insecurity_insight",
        "same_database",
        "the event numbers of both files: 1,387 are in both",
    ),
    Feed("insecurity_insight", "who_ssa", "may_draw_on", _SIND),
    Feed("insecurity_insight", "awsd", "may_draw_on", _SIND),
    Feed("insecurity_insight", "acled", "may_draw_on", _SIND),
    Feed("awsd", "acled", "draws_on", _AWSD),
    Feed("awsd", "inso", "may_draw_on", _AWSD),
)

SCOPES: Final = {
    "insecurity_insight": "health_care",
    "shcc": "health_care",
    "who_ssa": "health_care",
    "awsd": "aid_workers",
    "inso": "aid_workers",
    "acled": "armed_violence",
    "ucdp_ged": "armed_violence",
    "gtd": "armed_violence",
}
"""What a list sets out to count. Lists of other scopes (civilian harm of one conflict, explosive
weapons near aid) stand alone: their events are not events of these, nor the reverse."""

COMPARED: Final = {
    "who_ssa": "WHO SSA",
    "shcc": "SHCC",
    "awsd": "AWSD",
    "insecurity_insight": "Insecurity Insight",
    "inso": "INSO",
    "acled": "ACLED",
}
"""The data sets that the comparison is about."""

CITING_COLUMNS: Final = {
    "acled": "acled_source",
    "awsd": "awsd_source",
    "ucdp_ged": "ucdp_ged_source_article",
}
_NAMED: Final = {
    "acled": r"\bACLED\b|Armed Conflict Location",
    "airwars": r"\bAirwars\b",
    "awsd": r"Aid Worker Security Database|Humanitarian Outcomes",
    "bellingcat": r"\bBellingcat\b",
    "insecurity_insight": r"Insecurity Insight",
    "inso": r"\bINSO\b",
    "shcc": r"Safeguarding Health in Conflict",
    "ucdp_ged": r"\bUCDP\b|Uppsala Conflict Data",
    "who_ssa": r"Surveillance System for Attacks",
}


def family(source: str) -> str:
    """Return the list that a source belongs to: itself, or the database it is drawn from.

    Examples
    --------
    >>> family("shcc"), family("acled")
    ('insecurity_insight', 'acled')
    """
    return "insecurity_insight" if source in SIND_SOURCES else source


def shared_numbers(incidents: gpd.GeoDataFrame) -> pd.Series:
    """Return "system:number" of the rows whose lists number events together, null elsewhere."""
    return ("sind:" + sind_event_ids(incidents)).rename("shared_id")


def cited_sources(incidents: gpd.GeoDataFrame) -> pd.Series:
    """Return which other sources each row names as its own, joined by ";", null where none.

    Examples
    --------
    >>> table = gpd.GeoDataFrame({"source": ["awsd"], "awsd_source": ["ACLED"]}, index=["awsd:1"])
    >>> cited_sources(table)["awsd:1"]
    'acled'
    """
    said = pd.Series(None, index=incidents.index, dtype="str")
    for source, column in CITING_COLUMNS.items():
        if column in incidents:
            mine = incidents["source"].eq(source)
            said[mine] = incidents.loc[mine, column].astype("str")
    cited = pd.Series("", index=incidents.index, dtype="str")
    for name, pattern in _NAMED.items():
        names = said.str.contains(pattern, case=False, na=False) & incidents["source"].ne(name)
        cited = cited.where(~names, cited + ";" + name)
    return cited.str.strip(";").mask(cited.eq("")).rename("cites")


def dependent_lists(incidents: gpd.GeoDataFrame) -> frozenset[frozenset[str]]:
    """Return the pairs of lists of which one draws on the other by its own word."""
    pairs = {
        frozenset({family(feed.source), family(feed.fed_by)})
        for feed in FEEDS
        if feed.how == "draws_on"
    }
    cites = cited_sources(incidents).dropna()
    named = cites.str.split(";").explode()
    own = incidents["source"].reindex(named.index)
    seen = pd.DataFrame({"own": own.to_numpy(), "named": named.to_numpy()}).drop_duplicates()
    pairs |= {
        frozenset({family(str(own)), family(str(name))})
        for own, name in zip(seen["own"], seen["named"], strict=True)
    }
    return frozenset(pair for pair in pairs if len(pair) == 2)  # noqa: PLR2004 - two lists
