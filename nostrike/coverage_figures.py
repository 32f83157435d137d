"""Every figure that the coverage page or its ``summary.json`` shows, and no other."""

from typing import Any, Final

import geopandas as gpd
import pandas as pd

import geo
from layers import conflicts
from nostrike.coverage import Coverage
from nostrike.tables import longitude_latitude

LARGEST: Final = 10
RATED: Final = ("covered", "displaced", "unregistered", "outdated")
_IDENTITY_IN_DOUBT: Final = ("rival", "names_differ")
_BY: Final = ("conflict", "admin1", "kind", "operator")
_SINCE: Final = ("notified_to", "notified_on", "acknowledged_on")


def summary_of(found: Coverage) -> dict[str, Any]:
    """Return the figures as plain JSON values.

    Rates are n of N counted facilities; ``high`` counts the undetermined in. ``interval`` stands
    beside them only where the reference is declared to be a sample.
    """
    request = found.request
    rows = facility_rows(found)
    counted = rows[rows["in_scope"]]
    loose = found.coverage.iloc[len(found.reference) :]
    return {
        "tool": "nostrike",
        "edition": "restricted",
        "parameters": {
            "registry": [file.path.name for file in request.registry],
            "reference": [file.path.name for file in request.reference],
            "previous": [file.path.name for file in request.previous],
            "review": request.review.name if request.review else None,
            "registry_scope": str(request.scope),
            "reference_is_sample": request.reference_is_sample,
            "as_of": _day(found.as_of),
            "as_of_basis": found.as_of_basis,
            "tolerance_m": request.settings.tolerance_m,
            "facility_error_m": request.settings.facility_error_m,
            "kinds": list(request.settings.kinds),
            "lang": request.lang,
        },
        "registries": _lists(found.registry),
        "references": _lists(found.reference),
        "n_registrations": len(found.registry),
        "n_facilities": len(found.reference),
        "n_in_scope": len(counted),
        "n_registrations_without_place": int(found.registry.geometry.isna().sum()),
        "n_facilities_without_place": int(found.reference.geometry.isna().sum()),
        "outcomes": _counts(counted["outcome"]),
        "found_out_of_scope": int((~rows["in_scope"] & rows["registration_id"].notna()).sum()),
        "reasons": _counts(counted["outcome"] + ": " + counted["reason"]),
        "registrations_without_facility": _counts(loose["outcome"]),
        "rates": _rates(counted, sampled=request.reference_is_sample),
        "by": {name: _groups(found, counted, name) for name in _BY},
        "largest_displacements": _largest(counted),
        "review": {
            "cases": int(found.review["case"].nunique()),
            "pairs": len(found.review),
        },
        "decisions": _decided(found),
        "changes": None if found.changes is None else _counts(found.changes["change"]),
        "may_still_hold": None if found.changes is None else len(may_still_hold(found)),
        "read_as": found.read_as,
        "accounting": found.accounting,
    }


def coverage_rows(found: Coverage) -> pd.DataFrame:
    """Return the coverage table with the names, places and dates that a reader needs."""
    rows = found.coverage
    for side, table, name in (
        ("facility", found.reference, "facility_name"),
        ("registration", found.registry, "registered_name"),
    ):
        prefix = "facility" if side == "facility" else "registered"
        about = table[["name", "error_m", "row"]].join(longitude_latitude(table))
        about.columns = pd.Index(
            [name, *(f"{prefix}_{c}" for c in ("error_m", "row", "longitude", "latitude"))]
        )
        rows = rows.join(about, on=f"{side}_id")
    for name in ("kind", "operator", "country", "admin1", "admin2"):
        here = rows["facility_id"].map(found.reference[name])
        rows[name] = here.where(
            rows["facility_id"].notna(), rows["registration_id"].map(found.registry[name])
        )
    since = found.registry["registered_on"].fillna(found.registry["notified_on"])
    rows["registered_on"] = rows["registration_id"].map(since)
    for name in ("registered_until", "notified_to"):
        rows[name] = rows["registration_id"].map(found.registry[name])
    rows["in_scope"] = rows["facility_id"].map(found.counted).astype("boolean").fillna(value=False)
    rows["in_scope"] = rows["in_scope"].astype(bool)
    lead = ["facility_id", "facility_name", "registration_id", "registered_name", "outcome"]
    rest = [c for c in rows if c not in lead]
    metres = {"distance_m": 1, "bearing_deg": 1, "name_similarity": 3, "confidence": 3}
    return rows[[*lead, *rest]].round(metres)


def facility_rows(found: Coverage) -> pd.DataFrame:
    """Return the rows of `coverage_rows` that are facilities."""
    return coverage_rows(found).iloc[: len(found.reference)]


def review_rows(found: Coverage) -> pd.DataFrame:
    """Return the pairs to decide, both candidates side by side."""
    rows = found.review
    parts = [rows[["case", "registration_id", "facility_id", "is_match", "reason"]]]
    for side, table, word in (
        ("registration", found.registry, "registered"),
        ("facility", found.reference, "facility"),
    ):
        columns = ["name", "kind", "operator", "admin1", "file", "row"]
        about = table[columns].join(longitude_latitude(table))
        parts.append(about.reindex(rows[f"{side}_id"]).add_prefix(f"{word}_").set_axis(rows.index))
    rounded = {"distance_m": 1, "bearing_deg": 1, "name_similarity": 3, "confidence": 3}
    parts.append(rows[list(rounded)].round(rounded))
    together = pd.concat(parts, axis=1)
    names = ["registered_name", "facility_name", "distance_m", "name_similarity"]
    lead = ["case", "registration_id", "facility_id", "is_match", "reason", *names]
    return together[[*lead, *[c for c in together if c not in lead]]]


def change_rows(found: Coverage) -> pd.DataFrame:
    """Return what changed since the previous version, with both places."""
    if found.changes is None:
        return pd.DataFrame()
    rows = found.changes.round({"distance_m": 1, "bearing_deg": 1})
    before = found.loaded["previous"].table
    for side, table in (("before", before), ("now", found.registry)):
        rows = rows.join(longitude_latitude(table).add_suffix(f"_{side}"), on=f"id_{side}")
    for name in _SINCE:
        rows[name] = rows["id_before"].map(before[name])
    return rows


def may_still_hold(found: Coverage) -> pd.DataFrame:
    """Return what a party that was given the previous version may still hold: old places."""
    rows = change_rows(found)
    if not len(rows):
        return rows
    return rows[rows["change"].isin(["removed", "moved"])]


def _day(moment: Any) -> str | None:
    return None if moment is None or pd.isna(moment) else pd.Timestamp(moment).date().isoformat()


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(k): int(v) for k, v in values.value_counts().sort_index().items()}


def _lists(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    return [
        {
            "file": file,
            "as_of": _day(rows["list_as_of"].max()),
            "n": len(rows),
            "assumed_error": int((rows["error_basis"].astype("str").str.contains("assumed")).sum()),
        }
        for file, rows in table.groupby("file", sort=True)
    ]


def _rates(rows: pd.DataFrame, *, sampled: bool) -> dict[str, dict[str, Any]]:
    """Return n of N per outcome, the undetermined that may belong to it counted out, then in."""
    unsure = rows["outcome"] == "undetermined"
    # where only the distance is in doubt, the site is on the list
    perhaps_another = unsure & rows["reason"].isin(_IDENTITY_IN_DOUBT)
    more = {"covered": unsure, "displaced": unsure, "unregistered": perhaps_another}
    rates: dict[str, dict[str, Any]] = {}
    for name in RATED:
        low = int((rows["outcome"] == name).sum())
        high = low + int(more[name].sum()) if name in more else low
        rates[name] = {"low": low, "high": high, "n": len(rows)}
        if sampled and len(rows):
            limits = geo.wilson_interval(low, high, len(rows))
            rates[name]["interval"] = [round(limit, 4) for limit in limits]
    return rates


def _groups(found: Coverage, counted: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    if name == "conflict":
        parts: list[tuple[Any, pd.DataFrame]] = [
            (conflict, counted[counted["facility_id"].isin(ids)])
            for conflict, ids in found.conflicts.items()
        ]
        inside = pd.Index(counted["facility_id"]).isin(
            [one for ids in found.conflicts.values() for one in ids]
        )
        parts.append((None, counted[~inside]))
        titles = conflicts.profiles()
    else:
        parts = [(group, rows) for group, rows in counted.groupby(name, sort=True, dropna=False)]
        titles = {}
    lines = []
    for group, rows in parts:
        if not len(rows):
            continue
        known = None if group is None or pd.isna(group) else str(group)
        names = titles[known].names if known in titles else {}
        label = names.get(found.request.lang, names.get("en", known))
        rates = _rates(rows, sampled=found.request.reference_is_sample)
        lines.append({"group": known, "label": label, "n": len(rows), "rates": rates})
    return sorted(lines, key=lambda one: (one["group"] is None, -one["n"], str(one["group"])))


def _largest(counted: pd.DataFrame) -> list[dict[str, Any]]:
    rows = counted[counted["outcome"] == "displaced"]
    rows = rows.sort_values(["distance_m", "facility_id"], ascending=[False, True]).head(LARGEST)
    columns = {
        "facility_id": str, "facility_name": str, "registration_id": str, "registered_name": str,
        "distance_m": float, "bearing_deg": float, "confidence": float,
    }  # fmt: skip
    return [
        {name: None if pd.isna(one[name]) else kind(one[name]) for name, kind in columns.items()}
        for one in rows.to_dict("records")
    ]


def _decided(found: Coverage) -> dict[str, int] | None:
    if found.decisions is None:
        return None
    counts = dict.fromkeys(("same", "different", "unsure"), 0)
    effective = found.decisions[found.decisions["effect"]]
    counts |= _counts(effective["decision"])
    return {**counts, "without_effect": int((~found.decisions["effect"]).sum())}
