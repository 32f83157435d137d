"""The shipped borders: every country is there, in the right place, and valid."""

import hashlib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from layers import boundaries, schema, vendor_boundaries
from layers.areas import with_overrides
from layers.boundaries import countries, land

# points well inside, read off any atlas
CAPITALS = {
    "SDN": (32.53, 15.6),
    "COD": (15.3, -4.35),
    "UKR": (30.52, 50.45),
    "NLD": (4.9, 52.37),
    "FRA": (2.35, 48.86),
    "NAM": (17.08, -22.56),
    "XKX": (21.16, 42.66),
}


def _at(lon: float, lat: float) -> list[str]:
    table = countries()
    return table.loc[table.contains(shapely.Point(lon, lat)), "country"].tolist()


@pytest.mark.parametrize(("iso3", "lon_lat"), CAPITALS.items())
def test_a_capital_lies_in_its_country(iso3, lon_lat):
    assert _at(*lon_lat) == [iso3]


@pytest.mark.parametrize(
    ("what", "lon", "lat", "iso3"),
    [
        ("Crimea", 34.1, 45.0, "UKR"),
        ("Kerch", 36.47, 45.35, "UKR"),
        ("Taman, across the strait", 36.95, 45.25, "RUS"),
        ("Gaza City", 34.46, 31.5, "PSE"),
        ("Ramallah", 35.2, 31.9, "PSE"),
        ("Hargeisa", 44.06, 9.56, "SOM"),
        ("northern Cyprus", 33.3, 35.3, "CYP"),
    ],
)
def test_disputed_places_are_where_the_docstring_says(what, lon, lat, iso3):
    assert _at(lon, lat) == [iso3], what


def test_the_table_is_canonical_and_valid():
    table = countries()
    schema.AREAS.validate(table)
    assert table.is_valid.all()
    assert set(table.geom_type) == {"MultiPolygon"}
    assert not table["country"].dropna().duplicated().any()
    assert table["country"].notna().sum() >= 235
    assert table.loc[table["country"].isna(), "name"].tolist() == [
        "Bajo Nuevo Bank",
        "Scarborough Reef",
        "Serranilla Bank",
        "Siachen Glacier",
        "Spratly Is.",
    ]


def test_the_land_is_the_union_of_the_countries():
    parts = land()
    assert parts.is_valid.all()
    assert set(parts.geom_type) == {"Polygon"}
    total = shapely.area(countries().geometry.values).sum()
    assert shapely.area(parts.values).sum() == pytest.approx(total, rel=1e-4)


@pytest.mark.parametrize(
    ("iso3", "square_km"),
    [("RUS", 17.0e6), ("CAN", 9.98e6), ("SDN", 1.86e6), ("FJI", 18_270), ("NZL", 268_000)],
)
def test_areas_agree_with_the_almanac(iso3, square_km):
    # Russia, Fiji and New Zealand lie on both sides of the antimeridian
    parts = shapely.get_parts(shapely.orient_polygons(countries().geometry[f"ne:{iso3}"]))
    area = sum(Geod(ellps="WGS84").geometry_area_perimeter(part)[0] for part in parts) / 1e6
    assert area == pytest.approx(square_km, rel=0.05)


def test_no_ground_belongs_to_two_countries():
    shapes = countries().geometry.values
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pair = left < right
    shared = shapely.area(shapely.intersection(shapes[left[pair]], shapes[right[pair]]))
    assert shared.max() < 1e-5  # square degrees: 0.1 km2


def test_interior_borders_are_gone():
    # on the border of Sudan and South Sudan, which is a line in one table and nothing in the other
    table = countries()
    border = table.loc["ne:SDN"].geometry.boundary.intersection(table.loc["ne:SSD"].geometry)
    assert border.length > 10
    assert land().iloc[:3].contains(border.interpolate(border.length / 2)).any()


def test_the_sea_is_not_land():
    sea = [shapely.Point(34.2627165721, 31.46242095), shapely.Point(0, 0), shapely.Point(-20, -30)]
    assert not any(land().contains(point).any() for point in sea)


def test_the_same_table_every_time():
    assert countries() is countries()
    assert land() is land()


def test_one_own_country_replaces_the_shipped_one_and_a_new_one_is_added():
    own = schema.conform_areas(
        gpd.GeoDataFrame(
            {
                "level": ["country", "country", "admin1"],
                "name": ["Sudan", "Demoland", "North"],
                "country": ["SDN", "XDL", "XDL"],
                "source": "test",
            },
            index=["a", "b", "c"],
            geometry=[
                shapely.box(20, 10, 40, 20),
                shapely.box(-22, -31, -20, -29),
                shapely.box(0, 0, 1, 1),
            ],
            crs=4326,
        )
    )
    table = with_overrides(countries(), own)
    assert table.index[table["country"].eq("SDN")].tolist() == ["a"]
    assert table.index[table["country"].eq("XDL")].tolist() == ["b"]
    assert len(table) == len(countries()) + 1
    assert with_overrides(land(), own).contains(shapely.Point(-21, -30)).any()
    assert with_overrides(land(), None) is land()
    assert with_overrides(countries(), own.loc[["c"]]) is countries()


def test_the_notice_names_the_files_as_they_are():
    folder = Path(boundaries.__file__).with_name("boundaries_data")
    notice = (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert vendor_boundaries.SHA256 in notice
    assert "public domain" in notice
    for path in folder.glob("*.parquet"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in notice
        assert path.stat().st_size < 3_000_000


def test_building_refuses_a_unit_nobody_decided_on(tmp_path):
    path = tmp_path / "countries-10m.json"
    gpd.GeoDataFrame(
        {"id": [None], "name": ["Nowhereland"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
    ).to_file(path, driver="GeoJSON", layer="countries")
    with pytest.raises(ValueError, match=r"without a decision.*Nowhereland"):
        vendor_boundaries.build(path)


@pytest.mark.parametrize(
    "box", [(30, 44, 40, 52), (34.2, 31.2, 34.6, 31.6), (-180, -84, 180, 84), (170, -20, 180, -10)]
)
def test_the_countries_near_a_box_are_those_of_the_whole_table_whose_bounds_meet_it(box):
    table = countries()
    meets = shapely.intersects(shapely.box(*table.bounds.to_numpy().T), shapely.box(*box))
    near = boundaries.countries_near(box)
    assert len(near) == meets.sum() > 0
    pd.testing.assert_frame_equal(near, table[meets], check_dtype=True)
