"""The table of sites: each facility that has a strike within reach, with its strikes by tier.

Never in a public edition: a site that its list does not mark as public, or what a registry says.
"""

from typing import Any, Final

import pandas as pd

from geo.vocabulary import TIERS
from maps.labels import kind_name
from maps.page import ROWS_SHOWN, Table
from maps.report_tables import cuts, day_cell, heads, public_sites, site_cell, word
from maps.sentences import say

_TIERS: Final = ("almost_certain", "likely", "possible", "unlikely")


def sites_table(
    flags: pd.DataFrame,
    incidents: pd.DataFrame,
    facilities: pd.DataFrame,
    radius_m: float,
    *,
    coverage: pd.DataFrame | None,
    edition: str,
    lang: str,
) -> Table:
    """Return a row per facility with a strike within reach, the likeliest first.

    Parameters
    ----------
    flags
        A row per incident and facility, as `geo.pivot_flags` returns it.
    incidents
        Canonical incidents of the conflict; only strikes count.
    facilities
        Canonical facilities, indexed by ``facility_id``.
    radius_m
        The radius of the tiers, in metres.
    coverage
        As `geo.check_coverage` returns it, or None.
    edition
        "restricted" or "public".
    lang
        Language of the page.
    """
    flags = flags if "incident_id" in flags else flags.reset_index()
    struck = incidents.index[incidents["is_strike"].astype(bool)]
    pairs = flags[flags["incident_id"].isin(struck) & flags["facility_id"].notna()]
    if edition == "public":
        pairs = pairs[pairs["facility_id"].isin(public_sites(facilities))]
    sites = _counted(pairs, incidents, radius_m)
    about = facilities.reindex(columns=["name", "names_other", "kind"])
    shown = sites.head(ROWS_SHOWN).join(about)
    outcome = _outcomes(coverage) if coverage is not None and edition != "public" else None
    rows = [
        [
            site_cell(row["facility_id"], row["name"], row["names_other"], lang),
            kind_name(row["kind"], lang) if pd.notna(row["kind"]) else None,
            *(int(row[tier]) for tier in _TIERS),
            round(row["nearest"]) if pd.notna(row["nearest"]) else None,
            day_cell(row["first"]),
            day_cell(row["last"]),
            *([] if outcome is None else [word("outcome", outcome.get(row["facility_id"]), lang)]),
        ]
        for row in shown.rename_axis("facility_id").reset_index().to_dict("records")
    ]
    columns = [
        *heads(lang, "facility", "kind"),
        *(say(f"tier_{tier}", lang) for tier in _TIERS),
        *heads(lang, "nearest", "first", "last", *([] if outcome is None else ["outcome"])),
    ]
    caption = say("sites_caption", lang, r=radius_m)
    return Table(caption, columns, rows, **cuts(len(rows), len(sites), "facilities.csv", lang))


def _counted(pairs: pd.DataFrame, incidents: pd.DataFrame, radius_m: float) -> pd.DataFrame:
    """Return per facility its strikes by tier, the nearest stated distance, first and last day."""
    if not len(pairs):
        return pd.DataFrame(columns=[*TIERS, "nearest", "first", "last"])
    tier = pairs.reindex(columns=[f"tier_{radius_m:.0f}"]).iloc[:, 0]
    counts = pd.crosstab(pairs["facility_id"], tier).reindex(columns=list(TIERS), fill_value=0)
    days = pairs["incident_id"].map(incidents["date_start"])
    grouped = pd.DataFrame(
        {"id": pairs["facility_id"], "day": days, "distance": pairs.get("distance_m")}
    ).groupby("id")
    counts["nearest"] = grouped["distance"].min()
    counts["first"], counts["last"] = grouped["day"].min(), grouped["day"].max()
    order = [*_TIERS, "nearest"]
    return counts.sort_values(order, ascending=[False] * len(_TIERS) + [True], kind="stable")


def _outcomes(coverage: pd.DataFrame) -> dict[Any, str]:
    found = coverage[coverage["facility_id"].notna()].drop_duplicates("facility_id")
    return dict(zip(found["facility_id"], found["outcome"], strict=True))
