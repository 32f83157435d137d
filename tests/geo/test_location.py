"""How well the place of an incident is known, for every way in which a source can say it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.location import equal_area, in_metres, locate, place_keys
from geo.vocabulary import LOCATION_PRECISIONS

HERE = shapely.Point(34.4, 31.5)
AREAS = gpd.GeoDataFrame(
    {"level": ["admin2", "admin2", "admin1"]},
    geometry=[shapely.box(34.0, 31.0, 34.02, 31.02), None, shapely.box(34, 31, 36, 33)],
    index=pd.Index(["small", "nowhere", "large"], name="area_id"),
    crs=4326,
)


def incidents(rows, **common):
    table = pd.DataFrame([{"geometry": HERE, **common, **row} for row in rows])
    table.index = [f"i{nth}" for nth in range(len(table))]
    return gpd.GeoDataFrame(table, geometry="geometry", crs=4326)


@pytest.mark.parametrize("precision", LOCATION_PRECISIONS)
def test_a_point_with_an_error_counts_unless_only_the_country_is_known(precision):
    location = locate(incidents([{"location_precision": precision, "error_m": 700.0}]))
    if precision in ("country", "withheld"):
        assert location.model[0] == "unknown"
        assert np.isnan(location.error_m[0])
        assert location.vague(1e6).all()
    else:
        assert location.model[0] == "normal"
        assert location.error_m[0] == 700
        assert location.why[0] == "place known only to 700 m"


@pytest.mark.parametrize("precision", LOCATION_PRECISIONS)
def test_a_point_without_an_error_is_unknown_whatever_its_precision(precision):
    location = locate(incidents([{"location_precision": precision}]), AREAS)
    assert location.model[0] == "unknown"
    assert location.vague(1e6)[0]


@pytest.mark.parametrize("precision", ["country", "withheld"])
@pytest.mark.parametrize("model", ["normal", "disc", "area"])
def test_never_means_never(precision, model):
    row = {"location_precision": precision, "error_model": model, "error_m": 5.0}
    location = locate(incidents([{**row, "area_id": "small"}]), AREAS)
    assert location.model[0] == "unknown"
    assert location.area[0] == -1


def test_why_in_plain_words():
    rows = [
        {"location_precision": "withheld", "error_m": 5.0},
        {"location_precision": "country"},
        {"location_precision": "admin2", "error_model": "area", "area_id": "small"},
        {"location_precision": "admin1", "error_model": "area", "area_id": "unheard of"},
        {"location_precision": "admin2", "error_model": "area", "area_id": "nowhere"},
        {"location_precision": "linear"},
        {"location_precision": "settlement", "error_m": 25_000.0, "error_model": "disc"},
        {"location_precision": "settlement", "geometry": None},
        {"location_precision": "unknown"},
        {"location_precision": "settlement", "error_model": "area", "area_id": "small"},
    ]
    location = locate(incidents(rows), AREAS)
    assert location.why.tolist() == [
        "place withheld by the source",
        "place known only to the country",
        "stands for a district",
        "stands for a province, and no outline of it was given",
        "stands for a district, and no outline of it was given",
        "stands for a line such as a road or a river, and no outline of it was given",
        "place known only to 25 km",
        "no place given",
        "the source does not say how well the place is known",
        "stands for an area",
    ]
    assert location.model.tolist() == [
        "unknown", "unknown", "area", "unknown", "unknown", "unknown", "disc", "unknown",
        "unknown", "area",
    ]  # fmt: skip


@pytest.mark.parametrize("precision", LOCATION_PRECISIONS)
def test_the_reason_for_distrust_is_given_first(precision):
    table = incidents(
        [{}, {"distrust_reason": "the stated point lies in the sea"}],
        location_precision=precision,
        distrust_reason=None,
    )
    why = locate(table).why
    assert why[1] == "the stated point lies in the sea"
    assert why[0] != why[1]


def test_an_area_needs_its_outline():
    table = incidents([{"error_model": "area", "area_id": "small", "error_m": 90.0}])
    for areas in (None, AREAS.iloc[:0], AREAS.iloc[1:]):
        location = locate(table, areas)
        assert location.model[0] == "unknown"
        assert np.isnan(location.area_m2[0])
        assert location.vague(1e6)[0]
    location = locate(table, AREAS)
    assert AREAS.index[location.area[0]] == "small"
    with pytest.raises(ValueError, match="coordinate reference system"):
        locate(table, AREAS.set_crs(None, allow_override=True))


def test_an_area_needs_no_point():
    table = incidents([{"error_model": "area", "area_id": "small", "geometry": None}])
    assert locate(table, AREAS).model[0] == "area"


def test_surfaces_are_those_of_the_ellipsoid():
    table = incidents([{"error_model": "area", "area_id": name} for name in ("small", "large")])
    surface = locate(table, AREAS).area_m2
    for name, found in zip(("small", "large"), surface, strict=True):
        # along parallels, not geodesics: cut the edges before Geod joins the corners
        fine = shapely.segmentize(AREAS.geometry[name], 0.001)
        exact, _ = Geod(ellps="WGS84").geometry_area_perimeter(fine)
        assert found == pytest.approx(abs(exact), rel=1e-6)


def test_vague_for_every_model():
    rows = [
        {"error_m": 2.07 * 500},
        {"error_m": 2.09 * 500},
        {"error_m": 1.41 * 500, "error_model": "disc"},
        {"error_m": 1.42 * 500, "error_model": "disc"},
        {"error_model": "area", "area_id": "small"},
        {"error_m": 0.0},
        {"error_m": 0.0, "error_model": "disc"},
        {},
    ]
    location = locate(incidents(rows), AREAS)
    assert location.vague(500.0).tolist() == [False, True, False, True, True, False, False, True]
    surface = location.area_m2[4]
    edge = np.sqrt(surface / 2 / np.pi)
    assert location.vague(edge * 1.001)[4] == False  # noqa: E712
    assert location.vague(edge * 0.999)[4] == True  # noqa: E712


def test_which_incidents_are_assessed():
    rows = [{"is_strike": True, "is_armed_attack": False}, {"is_strike": False}]
    rows += [{"is_strike": False, "is_armed_attack": True}]
    table = incidents(rows).fillna({"is_armed_attack": False})
    assert locate(table).assessed.tolist() == [True, False, True]
    assert locate(table[["geometry"]]).assessed.all()
    assert locate(table.drop(columns="is_armed_attack")).assessed.tolist() == [True, False, False]


def test_columns_may_be_absent_and_tables_empty():
    location = locate(incidents([{}])[["geometry"]])
    assert location.model.tolist() == ["unknown"]
    empty = incidents([{"error_m": 5.0, "error_model": "disc"}]).iloc[:0]
    assert len(locate(empty, AREAS).why) == 0
    assert locate(empty).vague(5.0).tolist() == []


def test_what_is_wrong_is_refused():
    with pytest.raises(ValueError, match="row 'i1': error_m is negative"):
        locate(incidents([{"error_m": 1.0}, {"error_m": -1.0}]))
    with pytest.raises(ValueError, match="'square' is not known"):
        locate(incidents([{"error_model": "square"}]))


def test_keys_are_those_of_stated_places():
    other = shapely.Point(34.4 + 5e-9, 31.5)
    rows = [
        {"error_m": 50.0},
        {"error_m": 9_000.0, "geometry": other},
        {"geometry": shapely.Point(34.4001, 31.5)},
        {"geometry": None},
        {"error_model": "area", "area_id": "small"},
        {"error_model": "area", "area_id": "small", "geometry": None},
        {"error_model": "area", "area_id": "unheard of"},
        {"geometry": shapely.Point(0.0, -0.0)},
        {"geometry": shapely.Point(-0.0, 0.0)},
    ]
    key = place_keys(incidents(rows), AREAS)
    assert key.index.tolist() == [f"i{nth}" for nth in range(9)]
    assert key.name == "place_key"
    assert key.iloc[0] == key.iloc[1] == key.iloc[6] != key.iloc[2]
    assert key.isna().tolist() == [False] * 3 + [True] + [False] * 5
    assert key.iloc[4] == key.iloc[5] == "area:small"
    assert key.iloc[7] == key.iloc[8]


def test_lengths_as_people_write_them():
    assert in_metres(np.array([0.0, 999.4, 1000.0, 25_000.0, 1234.0, np.nan])).tolist() == [
        "0 m", "999 m", "1 km", "25 km", "1.23 km", "",
    ]  # fmt: skip


def test_an_equal_area_plane_keeps_surfaces_at_every_latitude():
    boxes = gpd.GeoSeries([shapely.box(10, y, 10.1, y + 0.1) for y in (0, 45, 80)], crs=4326)
    for box, drawn in zip(boxes, equal_area(boxes).area, strict=True):
        exact, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(box, 0.001))
        assert drawn == pytest.approx(abs(exact), rel=1e-6)
