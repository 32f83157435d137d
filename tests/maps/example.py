"""An invented audit to draw."""

from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point, box

import maps
from geo.vocabulary import OUTCOMES
from layers.schema import conform_areas, conform_facilities, conform_incidents
from maps import ConflictMap

PLACE = (-20.0, -30.0)
DEGREE_M = 111_000.0


@dataclass
class Example:
    """What `maps.conflict_map` takes, all invented."""

    incidents: Any
    facilities: Any
    strikes: Any
    coverage: Any = None
    more: dict[str, Any] = field(default_factory=dict)

    def draw(self, **more: Any) -> ConflictMap:
        together = {**self.more, **more}
        return maps.conflict_map(
            self.incidents, self.facilities, self.strikes, self.coverage, **together
        )

    def but(self, **changes: Any) -> "Example":
        return replace(self, **changes)


def _place(east_m: float, north_m: float) -> Point:
    return Point(PLACE[0] + east_m / (DEGREE_M * 0.866), PLACE[1] + north_m / DEGREE_M)


def _facilities() -> gpd.GeoDataFrame:
    n = len(OUTCOMES)
    outcomes = [name for name in OUTCOMES if name != "unmatched"]
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return conform_facilities(
        pd.DataFrame(
            {
                "source": "demo_list",
                "name": [f"Demo Hospital {name}" for name in outcomes],
                "kind": "hospital",
                "operator": "Demo operator",
                "coordinates_status": "ok",
                "error_m": 50.0,
                "list_as_of": pd.Timestamp("2024-03-01"),
                "public": [True, False, True, None, True, True, True],
                "do_not_publish": [False] * 4 + [True] + [False] * 2,
                "geometry": [
                    _place(6_000 * np.cos(a), 5_000 * np.sin(a)) for a in angle[: len(outcomes)]
                ],
            },
            index=[f"demo_list:{name}" for name in outcomes],
        )
    )


def _incidents(facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    at = facilities.geometry
    near = [Point(p.x + 0.0008 * k, p.y + 0.001) for k, p in enumerate(at.iloc[:6])]
    rows: list[dict[str, Any]] = [
        {
            "geometry": point,
            "location_precision": "site",
            "error_m": 40.0 * 3**k,
            "error_model": "normal",
            "place_name": f"Demo Quarter {k}",
        }
        for k, point in enumerate(near)
    ]
    town = {
        "geometry": _place(-9_000, 4_000),
        "location_precision": "settlement",
        "error_m": 5_000.0,
        "error_model": "disc",
        "place_name": "Demo City",
    }
    rows += [dict(town) for _ in range(12)]
    district = {
        "location_precision": "admin2",
        "error_model": "area",
        "area_id": "demo:north",
        "place_name": None,
        "admin2": "Demo North District",
    }
    rows += [dict(district) for _ in range(5)]
    rows += [
        {
            "geometry": _place(2_000, -9_000),
            "location_precision": "unknown",
            "place_name": "Somewhere",
        },
        {"geometry": _place(0, 0), "location_precision": "country"},
        {"location_precision": "withheld"},
        {"location_precision": "settlement", "place_name": "No coordinates"},
        {
            "geometry": _place(40_000, 0),
            "location_precision": "country",
            "place_name": "In the sea",
        },
        {
            "geometry": _place(-3_000, -6_000),
            "location_precision": "site",
            "error_m": 100.0,
            "error_model": "normal",
            "event_type": "shooting",
            "kind": "attack",
        },
        {
            "geometry": _place(-4_000, -7_000),
            "location_precision": "site",
            "error_m": 100.0,
            "error_model": "normal",
            "event_type": "arrest",
            "kind": "other",
        },
    ]
    table = pd.DataFrame(rows)
    kind = table.pop("kind").fillna("strike")
    n = len(table)
    table["event_type"] = table["event_type"].fillna("air_strike")
    table["is_strike"] = kind.eq("strike")
    table["is_armed_attack"] = kind.eq("attack")
    table["source"] = ["demo_source", "demo_other"] * (n // 2) + ["demo_source"] * (n % 2)
    table["date_start"] = pd.Timestamp("2024-01-05") + pd.to_timedelta(np.arange(n) * 4, unit="D")
    table["date_end"] = table["date_start"] + pd.to_timedelta(np.arange(n) % 3, unit="D")
    table.loc[3, ["date_start", "date_end"]] = pd.NaT
    table["coordinates_status"] = "ok"
    table["reported_hit"] = np.arange(n) % 4 == 0
    table["perpetrator_reported_name"] = "Demo Force"
    table["attribution_status"] = np.where(np.arange(n) % 5 == 0, "contested", "reported")
    table["facility_named"] = np.where(np.arange(n) % 6 == 0, "Demo Hospital covered", None)
    table["description"] = "Invented text about an invented incident."
    table["citation"] = "Demoland sample, invented"
    table["licence"] = "CC0"
    table.index = [f"demo_source:{k}" for k in range(n)]
    return conform_incidents(table)


TIERS_NEAR = ("almost_certain", "almost_certain", "likely", "possible", "possible", "cannot_tell")
P_NEAR = (0.99, 0.96, 0.71, 0.31, 0.12, 0.06)


def _strikes(incidents: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame) -> pd.DataFrame:
    n = len(TIERS_NEAR)
    pairs = pd.DataFrame(
        {
            "incident_id": incidents.index[:n],
            "facility_id": facilities.index[:n],
            "distance_m": 115.0 + 60.0 * np.arange(n),
            "bearing_deg": 190.0 + 5 * np.arange(n),
            "existed_then": ["yes", "unknown"] * 3,
            "registered_then": ["yes", "no", "cannot_tell"] * 2,
            "days_registered": [31.0, np.nan, np.nan] * 2,
        }
    )
    vague = pd.DataFrame({"incident_id": incidents.index[n : n + 12], "facility_id": None})
    table = pd.concat([pairs, vague], ignore_index=True)
    for radius, factor in ((500, 1.0), (1000, 1.01)):
        table[f"p_{radius}"] = [min(1.0, p * factor) for p in P_NEAR] + [np.nan] * len(vague)
        table[f"tier_{radius}"] = [*TIERS_NEAR, *["cannot_tell"] * len(vague)]
        table[f"tier_if_doubled_{radius}"] = table[f"tier_{radius}"]
    return table


def _summary(incidents: gpd.GeoDataFrame) -> pd.DataFrame:
    n = len(incidents)
    tiers = [*TIERS_NEAR, *["cannot_tell"] * (n - len(TIERS_NEAR))]
    assessed = (incidents["is_strike"] | incidents["is_armed_attack"]).to_numpy()
    tier = np.where(assessed, np.array(tiers, dtype=object), None)
    tier[-2] = "unlikely"
    p = np.array([*P_NEAR, *[np.nan] * (n - len(P_NEAR))])
    p[-2] = 0.001
    table = pd.DataFrame({"reported_hit": incidents["reported_hit"]}, index=incidents.index)
    for radius in (500, 1000):
        table[f"p_any_{radius}"] = p
        table[f"p_any_{radius}_doubled"] = p * 0.97
        table[f"tier_any_{radius}"] = tier
    reason = pd.Series("the place is too vague", index=incidents.index).where(tier == "cannot_tell")
    table["reason"] = reason
    distrust = pd.Series(None, index=incidents.index, dtype="str")
    distrust.iloc[-3] = "its point lies in the sea"
    table["distrust_reason"] = distrust
    return table


def _registry(facilities: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    at = facilities.geometry
    registry = conform_facilities(
        pd.DataFrame(
            {
                "source": "demo_registry",
                "name": ["Registered covered", "Registered displaced", "Registered nowhere"],
                "kind": "hospital",
                "coordinates_status": "ok",
                "registered_on": pd.Timestamp("2023-11-01"),
                "geometry": [
                    at.iloc[0],
                    Point(at.iloc[1].x + 0.02, at.iloc[1].y + 0.01),
                    _place(9_000, -3_000),
                ],
            },
            index=["reg:1", "reg:2", "reg:3"],
        )
    )
    coverage = pd.DataFrame(
        {
            "facility_id": [*facilities.index, None],
            "registration_id": ["reg:1", "reg:2", *[None] * (len(facilities) - 2), "reg:3"],
            "outcome": [i.split(":")[1] for i in facilities.index] + ["unmatched"],
            "distance_m": [3.0, 2_230.0, *[np.nan] * (len(facilities) - 1)],
            "bearing_deg": [10.0, 60.0, *[np.nan] * (len(facilities) - 1)],
        }
    )
    return registry, coverage


def make_example() -> Example:
    facilities = _facilities()
    incidents = _incidents(facilities)
    registry, coverage = _registry(facilities)
    west, east = PLACE[0] - 0.25, PLACE[0] + 0.25
    areas = conform_areas(
        pd.DataFrame(
            {
                "level": ["country", "admin2", "admin2"],
                "name": ["Demoland", "Demo North District", "Demo South District"],
                "country": "XDL",
                "source": "demo",
                "geometry": [
                    box(west, -30.2, east, -29.75),
                    box(west, -29.95, east, -29.75),
                    box(west, -30.2, east, -29.95),
                ],
            },
            index=["demo:XDL", "demo:north", "demo:south"],
        )
    )
    more = {
        "summary": _summary(incidents),
        "registry": registry,
        "areas": areas,
        "findings": pd.DataFrame(
            {
                "list": ["incidents", "facilities"],
                "id": [incidents.index[-3], facilities.index[3]],
                "code": ["in_sea", "low_precision"],
                "severity": ["error", "warning"],
                "evidence": ["invented evidence", "invented evidence"],
            }
        ),
        "figures": {
            "conflict": {
                "id": "demoland",
                "names": {"en": "Demoland (invented)"},
                "frame": [-20.22, -30.13, -19.78, -29.83],
            },
            "notice": "Invented data. Demoland does not exist.",
            "generated": "2024-06-01",
            "facility_lists": [
                {"file": "secret-name.csv", "source": "demo_list", "as_of": "2024-03-01", "n": 7}
            ],
            "per_source": [
                {
                    "source": name,
                    "title": title,
                    "licence": "CC0",
                    "citation": "Demoland sample, invented",
                    "n_incidents": 15,
                    "n_strikes": 14,
                    "n_reported_hits": 4,
                    "dates": ["2024-01-05", "2024-05-20"],
                    "by_radius": [
                        {"radius_m": 500, "n": 14, "n_assessable": 3, "low": 1, "high": 3}
                    ],
                }
                for name, title in (("demo_source", "Demo Watch"), ("demo_other", "Demo Monitor"))
            ],
            "read_as": [
                {
                    "file": "demo-incidents.csv",
                    "format": "csv",
                    "header_row": 1,
                    "columns": {"lat": "latitude", "lon": "longitude"},
                    "coordinate_format": "decimal degrees",
                    "crs": "EPSG:4326",
                }
            ],
        },
    }
    return Example(incidents, facilities, _strikes(incidents, facilities), coverage, more)
