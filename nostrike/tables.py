"""The tables a run leaves behind, laid out for people: one row per incident, pair and facility."""

from typing import Any

import geopandas as gpd
import pandas as pd

from geo.vocabulary import TIERS
from layers.links import same_events
from nostrike.audit import Audit

SENSITIVE = (
    "description",
    "operator",
    "perpetrator_reported_name",
    "facility_named",
    "notified_to",
)


def longitude_latitude(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return columns ``longitude`` and ``latitude`` in degrees, with 7 decimals.

    A footprint is given by a point that certainly lies on it.
    """
    point = table.geometry.representative_point()
    return pd.DataFrame({"longitude": point.x.round(7), "latitude": point.y.round(7)})


def incidents_table(audit: Audit) -> pd.DataFrame:
    """Return a row per incident, unlocated ones too, with what can be said of it."""
    canonical = audit.incidents.drop(columns="geometry")
    own = [c for c in canonical if is_canonical(c, audit.incidents)]
    table = pd.concat(
        [
            audit.conflict.rename("conflict"),
            canonical[own],
            longitude_latitude(audit.incidents),
            audit.summary.drop(columns=["reported_hit"], errors="ignore"),
            same_events(audit.incidents),
        ],
        axis=1,
    )
    return _round(table)


def flags_table(audit: Audit) -> pd.DataFrame:
    """Return a row per incident and facility within reach, with the names a reader needs."""
    pairs = audit.pairs
    place = audit.incidents[["source", "date_start", "date_end", "reported_hit", "is_strike"]]
    table = pairs.join(place, on="incident_id")
    table["conflict"] = table["incident_id"].map(audit.conflict)
    table["facility_name"] = table["facility_id"].map(audit.facilities["name"])
    lead = ["conflict", "incident_id", "facility_id", "facility_name", *place.columns]
    return _round(table[[*lead, *[c for c in table if c not in lead]]])


def facilities_table(audit: Audit) -> pd.DataFrame:
    """Return a row per facility: flags per tier and radius, first and last strike, coverage."""
    facilities = audit.facilities.drop(columns="geometry")
    own = [c for c in facilities if is_canonical(c, audit.facilities)]
    table = pd.concat([facilities[own], longitude_latitude(audit.facilities)], axis=1)
    table["names_other"] = table["names_other"].map("; ".join)
    table["set_aside"] = table.index.isin(audit.set_aside)
    conflict = pd.Series(index=table.index, dtype="str")
    for name, sites in audit.facility_conflicts.items():
        conflict[sites] = name
    table.insert(0, "conflict", conflict)
    struck = audit.incidents.index[audit.incidents["is_strike"]]
    strikes = audit.flags[audit.flags["facility_id"].notna()]
    strikes = strikes[strikes["incident_id"].isin(struck)]
    for radius_m in audit.request.settings.radii_m:
        tiers = strikes[strikes["radius_m"] == radius_m]
        counts = pd.crosstab(tiers["facility_id"], tiers["tier"])
        counts = counts.reindex(index=table.index, columns=list(TIERS), fill_value=0)
        table[[f"n_{tier}_{radius_m:.0f}" for tier in TIERS]] = counts.to_numpy()
    dates = strikes["incident_id"].map(audit.incidents["date_start"])
    span = dates.groupby(strikes["facility_id"]).agg(["min", "max"])
    table[["first_strike", "last_strike"]] = span.reindex(table.index).to_numpy()
    reported = audit.incidents.index[audit.incidents["reported_hit"].fillna(value=False)]
    hits = strikes[strikes["incident_id"].isin(reported)]
    per_site = hits.groupby("facility_id")["incident_id"].nunique()
    table["reported_hits_in_reach"] = per_site.reindex(table.index, fill_value=0)
    if audit.coverage is not None:
        found = audit.coverage[audit.coverage["facility_id"].notna()]
        found = found.drop_duplicates("facility_id").set_index("facility_id")
        table["coverage_outcome"] = found["outcome"].reindex(table.index)
        table["registration_id"] = found["registration_id"].reindex(table.index)
    return _round(table)


def sources_table(audit: Audit) -> pd.DataFrame:
    """Return a row per input file: what it is, its licence and how to cite it."""
    tables = [audit.incidents, audit.facilities, audit.registry]
    rows = [
        table.groupby(["file", "source"], sort=True)[["licence", "citation"]].first().reset_index()
        for table in tables
        if table is not None and len(table)
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def without_sensitive(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without free text, contacts and names of perpetrators (public edition)."""
    return table.drop(columns=[c for c in table if c in SENSITIVE or c == "coordinates_raw"])


def is_canonical(column: str, table: pd.DataFrame) -> bool:
    """Return whether a column is nostrike's own, not one that rides along from a source."""
    prefixes = tuple(f"{source}_" for source in table["source"].unique())
    return not column.startswith(prefixes) if prefixes else True


def summary_table(summary: dict[str, Any]) -> pd.DataFrame:
    """Return the figures of ``summary.json`` as rows: conflict, source, radius, figure, value."""
    rows = []
    for conflict, account in summary["conflicts"].items():
        for source in account["per_source"]:
            lead = {"conflict": conflict, "source": source["source"]}
            plain = {k: v for k, v in source.items() if isinstance(v, int)}
            rows += [{**lead, "figure": key, "value": value} for key, value in plain.items()]
            for figures in source["by_radius"]:
                at = {**lead, "radius_m": figures["radius_m"]}
                rows += [{**at, "figure": key, "value": value} for key, value in _flat(figures)]
        if account["coverage"] is not None:
            rows += [
                {"conflict": conflict, "figure": f"coverage: {key}", "value": value}
                for key, value in _flat(account["coverage"])
            ]
        for source in (account["candidates"] or {}).get("per_source", []):
            lead = {"conflict": conflict, "source": source["source"]}
            plain = {k: v for k, v in source.items() if isinstance(v, int)}
            rows += [{**lead, "figure": f"candidates: {k}", "value": v} for k, v in plain.items()]
    columns = ["conflict", "source", "radius_m", "figure", "value"]
    return pd.DataFrame(rows, columns=columns)


def _flat(figures: dict[str, Any], lead: str = "") -> list[tuple[str, float]]:
    flat: list[tuple[str, float]] = []
    for key, value in figures.items():
        if isinstance(value, dict):
            flat += _flat(value, f"{lead}{key}: ")
        elif value is not None and key != "radius_m":
            flat.append((f"{lead}{key}", value))
    return flat


def _round(table: pd.DataFrame) -> pd.DataFrame:
    """Round distances and bearings to three decimals, probabilities to six.

    So a figure can be checked, not because it is known so well: ``error_m`` says how well.
    """
    numbers = [c for c in table.select_dtypes("float") if c not in ("longitude", "latitude")]
    return table.round({c: 3 if c.endswith(("_m", "_deg")) else 6 for c in numbers})
