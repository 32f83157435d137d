"""Which facility a reported hit was at: the step of the audit that asks, and the figures of it.

Restricted editions only: it can make a place exact that its publisher left vague. In a public
edition nothing of it is computed, so nothing of it can leak.
"""

from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd

import geo
from geo.candidates import SPOKEN, Candidates
from geo.candidates.shares import CALIBRATED, Shares
from layers.errors import InputError
from layers.reviews import CANDIDATES, read_review
from nostrike.progress import Reporter
from nostrike.request import Request

_TO_REVIEW: Final = 0.2
_MOST_REVIEWED: Final = 500
_TOLD: Final = 0.005


class Found(NamedTuple):
    """What was found in all conflicts.

    Attributes
    ----------
    table
        A row per reported hit and candidate, with ``conflict`` and ``source``.
    incidents
        A row per reported hit.
    facilities
        A row per source and facility: the reported hits it may stand for.
    named
        A row per incident and facility that its text or its source names; all incidents.
    """

    table: pd.DataFrame
    incidents: pd.DataFrame
    facilities: pd.DataFrame
    named: pd.DataFrame


def asked(
    request: Request,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    conflict: pd.Series,
    facility_conflicts: dict[str, pd.Index],
    areas: gpd.GeoDataFrame | None,
    report: Reporter,
) -> Found | None:
    """Return what was found; None in a public edition, where nothing of it is computed.

    Raises
    ------
    InputError
        A review sheet that is none, or in a public edition.
    """
    report.step("Looking for named facilities and candidates")
    review = request.candidates_review
    if request.edition == "public":
        if review is not None:
            raise InputError(
                "--candidates-review: a public edition says nothing of which facility a reported "
                "hit was at; leave the option out, or make a restricted edition"
            )
        return None
    overrules = None
    if review is not None:
        ids = [table.index.astype("str") for table in (incidents, facilities)]
        overrules = read_overrules(review, *ids)
    return find(incidents, facilities, conflict, facility_conflicts, areas, overrules)


def find(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    conflict: pd.Series,
    facility_conflicts: dict[str, pd.Index],
    areas: gpd.GeoDataFrame | None,
    overrules: pd.DataFrame | None,
) -> Found:
    """Look for named facilities and candidates, conflict by conflict, source by source.

    Parameters
    ----------
    incidents
        As they are trusted.
    facilities
        Those that are compared.
    conflict
        The conflict of each incident.
    facility_conflicts
        The facilities of each conflict.
    areas
        Polygons of districts and provinces.
    overrules
        What a person decided.
    """
    every: list[tuple[str, str, Candidates]] = []
    named = []
    for name, sites in facility_conflicts.items():
        listed = facilities.loc[facilities.index.intersection(sites, sort=False)]
        mine = incidents[conflict == name]
        if not len(listed):
            continue
        by = [geo.find_named(mine, listed, areas=areas, by=one) for one in ("source", "text")]
        said = pd.concat([one for one in by if len(one)] or by[:1], ignore_index=True)
        named.append(said.assign(conflict=name))
        for source, rows in mine.groupby("source", sort=True):
            hits = rows[rows["reported_hit"].fillna(value=False)]
            if rows["reported_hit"].notna().any():
                found = geo.which_facility(hits, listed, said, areas=areas, overrules=overrules)
                every.append((name, str(source), found))
    return Found(
        _together([one.table.assign(conflict=name, source=of) for name, of, one in every]),
        _together([_by_id(one.incidents, name, of) for name, of, one in every]),
        _together([_by_id(one.facilities, name, of) for name, of, one in every]),
        _together(named),
    )


def _by_id(table: pd.DataFrame, conflict: str, source: str) -> pd.DataFrame:
    return table.reset_index().assign(conflict=conflict, source=source)


def _together(tables: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [one for one in tables if len(one)] or tables[:1]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def read_overrules(path: Any, incidents: pd.Index, facilities: pd.Index) -> pd.DataFrame:
    """Read the decisions of a review sheet.

    Raises
    ------
    InputError
        It is none, or it is of other lists: no id of it is in the files given.
    """
    decided = read_review(path, CANDIDATES)
    known = decided["incident_id"].isin(incidents) & decided["facility_id"].isin(facilities)
    if len(decided) and not known.any():
        raise InputError(
            f"--candidates-review {path}: none of its {len(decided)} decisions is about an "
            "incident and a facility of the files given; give the sheet of an audit of these lists"
        )
    return decided


def with_named(pairs: pd.DataFrame, found: Found | None) -> pd.DataFrame:
    """Return the flags with ``named_by_text`` as evidence where the text names the site."""
    if found is None or not len(found.named) or not len(pairs):
        return pairs
    named = found.named
    sure = named[(named["p"] >= SPOKEN) & (named["named_by"] == "text")]
    keys = ["incident_id", "facility_id"]
    said = pd.MultiIndex.from_frame(pairs[keys]).isin(pd.MultiIndex.from_frame(sure[keys]))
    evidence = pairs["evidence"].where(~said, pairs["evidence"] + "; named_by_text")
    return pairs.assign(evidence=evidence)


def figures(found: Found | None, conflict: str, titles: dict[str, str]) -> dict[str, Any] | None:
    """Return the figures of one conflict as plain JSON values; None where nothing was asked."""
    if found is None or not len(found.incidents):
        return None
    rows = found.incidents[found.incidents["conflict"] == conflict]
    if not len(rows):
        return None
    shares = Shares()
    return {
        "calibration": {"established": CALIBRATED.established, **CALIBRATED.figures},
        "shares": shares._asdict(),
        "per_source": [
            {
                "source": source,
                "title": titles.get(str(source), str(source)),
                "n": len(some),
                **{f"n_{word}": int((some["tied_to"] == word).sum()) for word in _TIED},
                "n_named": _n_named(found.named, some["incident_id"], listed=True),
                "n_named_elsewhere": _n_named(found.named, some["incident_id"], listed=False),
            }
            for source, some in rows.groupby("source", sort=True)
        ],
    }


_TIED: Final = ("one", "handful", "more", "withheld")


def _n_named(named: pd.DataFrame, incidents: pd.Series, *, listed: bool) -> int:
    """Return how many incidents have a name that a listed facility fits, or none does."""
    if not len(named):
        return 0
    rows = named[named["incident_id"].isin(incidents)]
    which = rows["p"] >= SPOKEN if listed else rows["facility_id"].isna()
    return int(rows.loc[which, "incident_id"].nunique())


def expected_of(found: Found | None, conflict: str) -> pd.DataFrame | None:
    """Return what the facilities of one conflict may stand for; None where nothing was asked."""
    if found is None or not len(found.facilities):
        return None
    rows = found.facilities[found.facilities["conflict"] == conflict]
    return rows[rows["expected"] >= _TOLD]


def of_conflict(found: Found | None, conflict: str) -> pd.DataFrame | None:
    """Return the candidates of one conflict; None where nothing was asked."""
    if found is None or not len(found.table):
        return None
    return found.table[found.table["conflict"] == conflict]


def to_review(table: pd.DataFrame, names: pd.Series, incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents that a person could settle, with the facilities that lead.

    Those whose best candidate has 0.2 or more, or that a text names; none that is decided.
    """
    sites = table[(table["what"] == "facility") & table["decision"].isna()]
    if not len(sites):
        return pd.DataFrame(columns=["case", "incident_id", "facility_id"])
    open_ = ~sites["incident_id"].isin(table.loc[table["decision"].eq("same"), "incident_id"])
    sites = sites[open_]
    best = sites.groupby("incident_id")["p"].transform("max")
    worth = (best >= _TO_REVIEW) | sites["named_by"].notna()
    chosen = sites[worth & (sites["rank"] <= 4)]  # noqa: PLR2004 - what fits on a screen
    chosen = chosen.assign(case=chosen.groupby("incident_id", sort=False).ngroup() + 1)
    chosen = chosen[chosen["case"] <= _MOST_REVIEWED]
    text = incidents["description"].reindex(chosen["incident_id"]).str.slice(0, 500)
    return chosen.assign(
        facility_name=chosen["facility_id"].map(names), description=text.to_numpy()
    )[
        ["case", "incident_id", "facility_id", "facility_name", "p", "place_share", "kind_said",
         "named_by", "name_p", "words", "distance_m", "description"]
    ].reset_index(drop=True)  # fmt: skip


def tables(found: Found, facilities: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables that a run leaves: candidates, expected hits, named facilities."""
    name = facilities["name"]
    lead = ["conflict", "source", "incident_id", "what", "facility_id", "facility_name"]
    out = {}
    if len(found.table):
        table = found.table.assign(facility_name=found.table["facility_id"].map(name))
        out["candidates"] = _rounded(table[[*lead, *[c for c in table if c not in lead]]])
        sites = found.facilities[found.facilities["expected"] >= _TOLD]
        sites = sites.assign(facility_name=sites["facility_id"].map(name))
        first = ["conflict", "source", "facility_id", "facility_name"]
        order = sites.sort_values(["conflict", "source", "expected"], ascending=[1, 1, 0])
        out["expected"] = _rounded(order[[*first, "expected", "low", "high", "n_tied"]])
    if len(found.named):
        table = found.named.assign(facility_name=found.named["facility_id"].map(name))
        first = ["conflict", "incident_id", "facility_id", "facility_name"]
        out["named"] = _rounded(table[[*first, *[c for c in table if c not in first]]])
    return out


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    numbers = table.select_dtypes("float").columns
    rounded = table.round({name: 1 if name.endswith("_m") else 6 for name in numbers})
    return rounded.reset_index(drop=True)
