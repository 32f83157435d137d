"""An invented account and its tables, for the tests of sentences and pages."""

import geopandas as gpd
import pandas as pd
from shapely import Point

TIERS = ("almost_certain", "likely", "possible", "unlikely", "cannot_tell")


def radius(radius_m, tiers, *, reported=0, low=None, high=None, places=0):
    n = sum(tiers)
    assessable = n - tiers[4]
    cells = {"near": tiers[0] + tiers[1], "possible": tiers[2], "unlikely": tiers[3]}
    cells["cannot_tell"] = tiers[4] - reported
    none = dict.fromkeys(("near", "possible", "unlikely"), 0)
    return {
        "radius_m": radius_m,
        "n": n,
        "n_assessable": assessable,
        "expected": 1.5 if assessable else 0,
        "low": low,
        "high": high,
        "low_independent": low,
        "high_independent": None if high is None else high - 1,
        "low_together": low,
        "high_together": high,
        "places": places,
        "tiers": dict(zip(TIERS, tiers, strict=True)),
        "through_time": {"counts": {"2021": dict(zip(TIERS, tiers, strict=True))}, "unplaced": 0},
        "cells": {"reported": none | {"cannot_tell": reported}, "not_reported": cells},
        "armed_attacks": {"n": 3, "tiers": dict(zip(TIERS, (0, 0, 0, 0, 3), strict=True))},
        "excluded_not_existing": 2 if assessable else 0,
    }


def make_account(edition="restricted"):
    registry_read = {
        "list": "registry",
        "file": "notified-list.xlsx",
        "format": "xlsx",
        "source": "generic",
        "sheet": "List",
        "header_row": 1,
        "columns": {"Lat": "latitude", "Contact": "not read"},
        "coordinate_format": "decimal degrees",
        "crs": "EPSG:4326",
        "notes": [],
    }
    return {
        "conflict": {
            "id": "demoland",
            "name": "Demoland",
            "names": {"en": "Demoland", "ar": "ديمولاند"},
            "first_date": "2023-01-01",
            "frame": [0, 0, 1, 1],
            "notes": ["First date: the beginning of the invented data."],
        },
        "edition": edition,
        "generated": "2026-03-20",
        "radii_m": [500, 1000],
        "notice": "Invented data: Demoland does not exist.",
        "facility_lists": [
            {
                "file": "facilities.csv",
                "source": "generic_facilities",
                "as_of": "2026-03",
                "n": 120,
                "n_used": 96,
                "n_set_aside": 4,
                "n_other_kinds": 18,
                "n_without_place": 2,
                "existence_known": False,
            }
        ],
        "registries": [
            {"file": "notified-list.xlsx", "as_of": "2023-06-30", "n": 40, "scope": "all"}
        ],
        "per_source": [
            {
                "source": "vague",
                "title": "Vague Reports",
                "licence": "CC BY-SA 4.0",
                "citation": "Vague Reports (2024), invented.",
                "n_incidents": 2310,
                "n_strikes": 1265,
                "n_armed_attacks": 3,
                "n_located": 2260,
                "n_reported_hits": 214,
                "selected_for_health_care": True,
                "dates": ["2016-01-02", "2023-12-30"],
                "precision_mix": {"settlement": 1500, "admin2": 700, "withheld": 110},
                "distrusted": 2,
                "by_radius": [
                    radius(500, (0, 0, 0, 0, 1265), reported=120),
                    radius(1000, (0, 0, 0, 0, 1265), reported=120),
                ],
            },
            {
                "source": "exact",
                "title": "Crater Survey",
                "licence": "CC BY 4.0",
                "citation": "Crater Survey (2025), invented.",
                "n_incidents": 60,
                "n_strikes": 60,
                "n_armed_attacks": 0,
                "n_located": 60,
                "n_reported_hits": 1,
                "selected_for_health_care": False,
                "dates": ["2023-02-02", "2023-10-30"],
                "precision_mix": {"site": 60},
                "distrusted": 0,
                "by_radius": [
                    radius(500, (2, 3, 9, 40, 6), low=3, high=11, places=21),
                    radius(1000, (4, 5, 10, 35, 6), low=6, high=17, places=21),
                ],
            },
        ],
        "coverage": {
            "tolerance_m": 100,
            "n_reference": 120,
            "n_in_scope": 50,
            "outcomes": {"covered": 31, "displaced": 5, "undetermined": 4, "unregistered": 10},
            "registrations_without_facility": {"unmatched": 3},
            "registered_then": {"yes": 3, "no": 1, "cannot_tell": 1},
        },
        "findings": {
            "incidents": {"in_sea": 2, "shared_point": 12},
            "facilities": {"swapped": 1, "duplicate": 4},
            "registry": {"decimal_shift": 1},
        },
        "not_run": [{"list": "facilities", "code": "stale", "reason": "no date was given"}],
        "read_as": [
            {
                "list": "incidents",
                "file": "incidents.csv",
                "format": "csv",
                "source": "vague",
                "sheet": None,
                "header_row": 1,
                "columns": {"Latitude": "latitude", "Date": "date_start"},
                "coordinate_format": "decimal degrees",
                "crs": "EPSG:4326",
                "notes": ["row 2 holds HXL tags"],
            },
            registry_read,
        ],
        "accounting": [
            row("incidents.csv", "vague", 2400, 2370, 20, 10),
            row("facilities.csv", "generic", 121, 120, 1, 0),
            row("notified-list.xlsx", "generic", 40, 40, 0, 0),
        ],
    }


def row(file, source, read, loaded, rejected, merged):
    return {
        "file": file,
        "source": source,
        "read": read,
        "loaded": loaded,
        "rejected": rejected,
        "merged": merged,
    }


def make_tables(pairs=3):
    n = max(pairs, 3)
    incidents = gpd.GeoDataFrame(
        {
            "source": ["exact"] * (n - 1) + ["vague"],
            "date_start": pd.to_datetime(["2023-02-03"] * (n - 2) + ["2021-05-06", None]),
            "place_name": [f"Place {i}" for i in range(n)],
            "description": "free text that stays out",
            "perpetrator_reported_name": "Somebody",
            "distrust_reason": [None] * (n - 1) + ["in_sea: 8 km offshore"],
            "is_strike": True,
            "location_precision": "site",
            "error_model": "normal",
            "error_m": 200.0,
            "area_id": None,
            "tier_any_500": [("almost_certain", "likely", "unlikely")[i % 3] for i in range(n)],
            "geometry": [Point(0.2 + 0.6 * i / n, 0.5) for i in range(n - 1)] + [None],
        },
        index=pd.Index([f"exact:{i}" for i in range(n)], name="incident_id", dtype="str"),
        crs="EPSG:4326",
    )
    facilities = gpd.GeoDataFrame(
        {
            "name": ["North Hospital", "South Clinic", None],
            "public": pd.array([True, True, None], dtype="boolean"),
            "do_not_publish": [False, True, False],
            "kind": ["hospital", "clinic", None],
            "geometry": [Point(0.21, 0.51), Point(0.4, 0.4), Point(0.8, 0.2)],
        },
        index=pd.Index(["f1", "f2", "f3"], name="facility_id", dtype="str"),
        crs="EPSG:4326",
    )
    p = [0.97, 0.55, 0.002]
    flags = pd.DataFrame(
        {
            "incident_id": [f"exact:{i}" for i in range(n)],
            "facility_id": [f"f{i % 3 + 1}" for i in range(n)],
            "distance_m": [120.4 + i for i in range(n)],
            "bearing_deg": [271.2] * n,
            "error_m": [200.0] * n,
            "p_500": [p[i % 3] for i in range(n)],
            "tier_500": [("almost_certain", "likely", "unlikely")[i % 3] for i in range(n)],
            "p_1000": [p[i % 3] for i in range(n)],
            "tier_1000": [("almost_certain", "likely", "unlikely")[i % 3] for i in range(n)],
            "existed_then": ["unknown"] * n,
            "registered_then": ["yes"] * n,
        }
    )
    vague = {"incident_id": "exact:0", "facility_id": None, "tier_500": "cannot_tell"}
    flags = pd.concat([flags, pd.DataFrame([vague])], ignore_index=True)
    coverage = pd.DataFrame(
        {
            "facility_id": ["f1", "f2", None],
            "registration_id": ["r1", None, "r9"],
            "outcome": ["displaced", "unregistered", "unmatched"],
            "distance_m": [812.0, None, None],
            "bearing_deg": [12.0, None, None],
            "name_similarity": [0.91, None, None],
            "confidence": [0.8, None, None],
        }
    )
    findings = pd.DataFrame(
        {
            "list": ["incidents", "facilities"],
            "id": ["exact:2", "f1"],
            "code": ["in_sea", "swapped"],
            "severity": ["error", "warning"],
        }
    )
    return {
        "incidents": incidents,
        "facilities": facilities,
        "flags": flags,
        "coverage": coverage,
        "findings": findings,
    }
