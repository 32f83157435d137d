"""The account of one conflict: every figure that a page or ``summary.json`` shows, and no other.

Figures stand per source and are never added up across sources: the lists overlap, and until events
are linked a sum would count one event twice.
"""

from typing import Any

import pandas as pd

import geo
from geo.vocabulary import NEAR_TIERS, TIERS
from layers.links import shared_by_source
from layers.source import Source
from layers.sources import GENERIC, all_sources
from nostrike import candidates
from nostrike.audit import Audit
from nostrike.calibration import calibration
from nostrike.radius_sets import radius_set
from nostrike.through_time import through_time

RENAMED = {"assessable": "n_assessable"}
_BY_AREA = ("admin2", "admin1", "linear")
CELLS = {
    "almost_certain": "near",
    "likely": "near",
    "possible": "possible",
    "unlikely": "unlikely",
    "cannot_tell": "cannot_tell",
}


def accounts(audit: Audit) -> dict[str, dict[str, Any]]:
    """Return one account per conflict found, keyed and sorted by conflict id."""
    return {name: account(audit, name) for name in sorted(audit.conflict.dropna().unique())}


def account(audit: Audit, conflict: str) -> dict[str, Any]:
    """Return the figures of one conflict as plain JSON values."""
    profile = audit.profiles[conflict]
    mine = audit.conflict == conflict
    sites = audit.facility_conflicts[conflict]
    lists = _facility_lists(audit, sites)
    has_sites = any(one["n_used"] for one in lists)
    public = audit.request.edition == "public"
    return {
        "conflict": {
            "id": conflict,
            "name": profile.names.get(audit.request.lang, profile.names["en"]),
            "names": dict(profile.names),
            "first_date": _day(profile.first_date),
            "frame": list(profile.frame),
            "notes": list(profile.notes),
        },
        "edition": audit.request.edition,
        "generated": None,  # no date of its own: the same inputs give the same bytes
        "notice": audit.request.notice,
        "radii_m": list(audit.request.settings.radii_m),
        "radius_set": _radius_set(audit),
        "facility_lists": lists,
        "registries": _registries(audit),
        "per_source": [
            _source_figures(
                audit, source, mine & (audit.incidents["source"] == source), has_sites=has_sites
            )
            for source in sorted(audit.incidents.loc[mine, "source"].unique())
        ],
        "shared_events": shared_by_source(audit.incidents[mine]),
        "coverage": _coverage_figures(audit, conflict, sites),
        "candidates": candidates.figures(audit.candidates, conflict, _titles(audit, mine)),
        "findings": {} if public else _finding_counts(audit, mine, sites),
        "not_run": [] if public else audit.not_run[["list", "code", "reason"]].to_dict("records"),
        "read_as": audit.read_as,
        "accounting": audit.accounting,
    }


def overall(audit: Audit, per_conflict: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what ``summary.json`` holds: the accounts, and what belongs to none of them."""
    settings = audit.request.settings
    return {
        "tool": "nostrike",
        "edition": audit.request.edition,
        "parameters": {
            "radii_m": list(settings.radii_m),
            "radius_set": _radius_set(audit),
            "kinds": list(settings.kinds),
            "tolerance_m": settings.tolerance_m,
            "facility_error_m": settings.facility_error_m,
            "incident_error_m": dict(settings.incident_error_m),
            "precision_overrides": {k: dict(v) for k, v in settings.precision_overrides.items()},
            # of a registry, a public edition does not even hold whose sites it names
            "registry_scope": None
            if audit.request.edition == "public"
            else str(audit.request.registry_scope),
            "conflicts": list(audit.request.conflicts),
        },
        "accounting": audit.accounting,
        "unassigned": left_out(audit, "none"),
        "other_conflicts": left_out(audit, "other"),
        "conflicts": per_conflict,
    }


def _radius_set(audit: Audit) -> dict[str, str] | None:
    name = audit.request.settings.radius_set
    if name is None:
        return None
    one = radius_set(name)
    return {"name": name, "meaning": one.meaning, "citation": one.citation}


def left_out(audit: Audit, why: str) -> list[dict[str, Any]]:
    """Return how many incidents no page shows, per source and country.

    Parameters
    ----------
    why
        ``none`` for those that belong to no conflict, ``other`` for those of conflicts that were
        not asked for.
    """
    rows = audit.left_out[audit.left_out["why"] == why]
    return [
        {"source": row.source, "country": None if pd.isna(row.country) else row.country, "n": row.n}
        for row in rows.itertuples()
    ]


def _day(moment: Any) -> str | None:
    return None if moment is None or pd.isna(moment) else pd.Timestamp(moment).date().isoformat()


def _facility_lists(audit: Audit, sites: pd.Index) -> list[dict[str, Any]]:
    table = audit.facilities.loc[sites]
    counted = table["kind"].isin([*audit.request.settings.kinds, "unknown"])
    lists = []
    for file, rows in table.groupby("file", sort=True):
        aside = rows.index.isin(audit.set_aside)
        used = counted[rows.index] & ~aside & rows.geometry.notna()
        known = rows["exists_from"].notna()
        lists.append(
            {
                "file": file,
                "source": rows["source"].iloc[0],
                "as_of": _day(rows["list_as_of"].max()),
                "n": len(rows),
                "n_used": int(used.sum()),
                "n_set_aside": int(aside.sum()),
                "n_other_kinds": int((~counted[rows.index]).sum()),
                "n_without_place": int(rows.geometry.isna().sum()),
                "existence_known": bool(known[used].all()) if used.any() else False,
            }
        )
    return lists


def _registries(audit: Audit) -> list[dict[str, Any]]:
    if audit.registry is None:
        return []
    return [
        {
            "file": file,
            "as_of": _day(rows["list_as_of"].max()),
            "n": len(rows),
            "scope": str(audit.request.registry_scope),
        }
        for file, rows in audit.registry.groupby("file", sort=True)
    ]


def _source_figures(
    audit: Audit, source: str, mask: pd.Series, *, has_sites: bool
) -> dict[str, Any]:
    rows = audit.incidents[mask]
    about = all_sources()[source]
    distrusted = audit.summary.loc[mask, "distrust_reason"].notna()
    located = (rows.geometry.notna() & ~distrusted) | rows["area_id"].notna()
    precision = rows["location_precision"].value_counts().sort_index()
    return {
        "source": source,
        "title": _title(about, rows),
        "licence": about.licence,
        "citation": about.citation,
        "selected_for_health_care": about.selected_for_health_care,
        "n_incidents": len(rows),
        "n_strikes": int(rows["is_strike"].sum()),
        "n_armed_attacks": int(rows["is_armed_attack"].sum()),
        "n_located": int(located.sum()),
        # None where the source has no field for it: it then says nothing, not "none".
        "n_reported_hits": int(rows["reported_hit"].sum())
        if rows["reported_hit"].notna().any()
        else None,
        "dates": [_day(rows["date_start"].min()), _day(rows["date_end"].max())],
        "precision_mix": {str(k): int(v) for k, v in precision.items()},
        "distrusted": int(distrusted.sum()),
        "n_by_area": int(rows["location_precision"].isin(_BY_AREA).sum()),
        "n_points": int(rows.geometry[rows.geometry.notna()].drop_duplicates().size),
        "n_same_point": _same_point(audit, mask & audit.incidents["is_strike"]),
        "calibration": calibration(audit, mask),
        # Where no list covers the conflict, there is no nearness to give figures of.
        "by_radius": [
            _radius_figures(audit, mask, radius_m) for radius_m in audit.request.settings.radii_m
        ]
        if has_sites
        else [],
    }


def _same_point(audit: Audit, mask: pd.Series) -> int:
    """Return how many incidents state the very point of a facility: no measure of nearness."""
    same = audit.flags[audit.flags["evidence"].str.contains("; same_point", regex=False)]
    return int(mask.index[mask].isin(same["incident_id"]).sum())


def _titles(audit: Audit, mine: pd.Series) -> dict[str, str]:
    """Return what each source of a conflict is called."""
    rows = audit.incidents[mine]
    return {str(one): _title(all_sources()[one], some) for one, some in rows.groupby("source")}


def _title(about: Source, rows: pd.DataFrame) -> str:
    """Return what a source is called: a plain list of the user's own by the name of its file."""
    if about.name not in GENERIC.values():
        return about.title
    return ", ".join(sorted(rows["file"].unique()))


def _radius_figures(audit: Audit, mask: pd.Series, radius_m: float) -> dict[str, Any]:
    strikes = mask & audit.incidents["is_strike"]
    attacks = mask & audit.incidents["is_armed_attack"]
    count = geo.count_near(audit.summary, radius_m, strikes)
    tier = audit.summary[f"tier_any_{radius_m:.0f}"]
    reported = audit.incidents["reported_hit"].fillna(value=False).astype(bool)
    gone = audit.not_existing
    gone = gone[(gone["radius_m"] == radius_m) & gone["incident_id"].isin(mask.index[mask])]
    return {
        "radius_m": radius_m,
        **{RENAMED.get(k, k): _plain(value) for k, value in count._asdict().items()},
        "tiers": _tier_counts(tier[strikes]),
        "through_time": through_time(audit.incidents[strikes], tier[strikes]),
        "cells": _reported_or_not(tier, strikes, reported),
        # the same figures were every stated error half or twice as large
        "sensitivity": {
            name: _scaled_figures(table, radius_m, strikes, reported)
            for name, table in audit.scaled.items()
        },
        "armed_attacks": {"n": int(attacks.sum()), "tiers": _tier_counts(tier[attacks])},
        "excluded_not_existing": len(gone),
    }


def _scaled_figures(
    table: pd.DataFrame, radius_m: float, strikes: pd.Series, reported: pd.Series
) -> dict[str, Any]:
    count = geo.count_near(table, radius_m, strikes)
    tier = table[f"tier_any_{radius_m:.0f}"]
    kept = ("low", "high", "low_independent", "high_independent", "low_together", "high_together")
    return {
        "n_assessable": count.assessable,
        **{name: getattr(count, name) for name in kept},
        "tiers": _tier_counts(tier[strikes]),
        "cells": _reported_or_not(tier, strikes, reported),
    }


def _reported_or_not(
    tier: pd.Series, strikes: pd.Series, reported: pd.Series
) -> dict[str, dict[str, int]]:
    return {
        "reported": _cells(tier[strikes & reported]),
        "not_reported": _cells(tier[strikes & ~reported]),
    }


def _plain(value: Any) -> int | float | None:
    number = float(value)
    if pd.isna(number):
        return None
    return int(number) if number == int(number) else round(number, 6)


def _tier_counts(tier: pd.Series) -> dict[str, int]:
    return {name: int((tier == name).sum()) for name in TIERS}


def _cells(tier: pd.Series) -> dict[str, int]:
    cell = tier.map(CELLS)
    return {name: int((cell == name).sum()) for name in dict.fromkeys(CELLS.values())}


def _coverage_figures(audit: Audit, conflict: str, sites: pd.Index) -> dict[str, Any] | None:
    if audit.coverage is None or audit.in_scope is None:
        return None
    coverage = audit.coverage
    ours = coverage["facility_id"].isin(sites)
    loose = coverage["facility_id"].isna()
    incidents = audit.conflict.index[audit.conflict == conflict]
    pairs = audit.pairs[audit.pairs["incident_id"].isin(incidents)]
    near = pairs[[f"tier_{r:.0f}" for r in audit.request.settings.radii_m]].isin(NEAR_TIERS)
    then = pairs.loc[near.any(axis=1) & pairs["facility_id"].notna(), "registered_then"]
    return {
        "tolerance_m": audit.request.settings.tolerance_m,
        "n_reference": len(sites),
        "n_in_scope": int(audit.in_scope[sites].sum()),
        "outcomes": _counts(coverage.loc[ours, "outcome"]),
        "registrations_without_facility": _counts(coverage.loc[loose, "outcome"]),
        "registered_then": _counts(then),
    }


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(k): int(v) for k, v in values.value_counts().sort_index().items()}


def _finding_counts(audit: Audit, mine: pd.Series, sites: pd.Index) -> dict[str, dict[str, int]]:
    ids = {"incidents": mine.index[mine], "facilities": sites}
    if audit.registry is not None:
        ids["registry"] = audit.registry.index
    counts = {}
    for name, index in ids.items():
        rows = audit.findings[audit.findings["list"] == name]
        counts[name] = _counts(rows.loc[rows["id"].isin(index), "code"])
    return counts
