"""Demoland: invented, at sea, the same on every run, with every fault it says it has."""

import csv
from collections import Counter

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod

from geo.vocabulary import EVENT_TYPES, KINDS, LOCATION_PRECISIONS
from layers.areas import read_areas
from layers.boundaries import land
from layers.conflicts import profiles
from layers.samples import FOLDER, demoland
from layers.samples.make_demoland import main


def _rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_generator_makes_the_committed_files(tmp_path, capsys):
    main(tmp_path)
    assert "incidents" in capsys.readouterr().out
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert made == kept


def test_everything_is_far_from_land():
    outline = read_areas(demoland()["areas"]).query("level == 'country'").geometry.iloc[0]
    near = shapely.box(*outline.buffer(5).bounds)  # more than 400 km around
    assert not land().intersects(near).any()


def test_the_areas_are_a_country_its_provinces_and_their_districts():
    areas = read_areas(demoland()["areas"])
    assert Counter(areas["level"]) == {"country": 1, "admin1": 3, "admin2": 9}
    assert set(areas["country"]) == {"XDL"}
    size = {
        level: sum(
            Geod(ellps="WGS84").geometry_area_perimeter(part)[0]
            for shape in areas.geometry[areas["level"].eq(level)]
            for part in shapely.get_parts(shapely.orient_polygons(shape))
        )
        for level in ("country", "admin1", "admin2")
    }
    assert size["admin1"] == pytest.approx(size["country"], rel=1e-4)
    assert size["admin2"] == pytest.approx(size["country"], rel=1e-4)
    assert set(profiles()["demoland"].admin1_names) == set(
        areas.loc[areas["level"].eq("admin1"), "name"]
    )
    west, south, east, north = profiles()["demoland"].frame
    assert shapely.box(west, south, east, north).contains(areas.union_all())


def test_incidents_of_every_precision_and_kind():
    rows = _rows("incidents.csv")
    assert 110 <= len(rows) <= 140
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["precision"] for row in rows} == set(LOCATION_PRECISIONS) - {"linear"}
    assert {row["error_m"] for row in rows} >= {"", "20", "100", "1000", "5000", "25000"}
    assert {row["type"] for row in rows} <= set(EVENT_TYPES)
    assert {row["attribution_status"] for row in rows} >= {"contested", "acknowledged"}
    shared = Counter((row["latitude"], row["longitude"]) for row in rows if row["latitude"])
    assert [n for _, n in shared.most_common(2)] == [12, 12]
    withheld = [row for row in rows if row["precision"] == "withheld"]
    assert not any(row["latitude"] or row["longitude"] for row in withheld)


def test_facilities_and_registrations():
    facilities, registry = _rows("facilities.csv"), _rows("registry.csv")
    for rows in (facilities, registry):
        assert len({row["id"] for row in rows}) == len(rows)
        assert {row["kind"] for row in rows} <= set(KINDS)
    assert 55 <= len(facilities) <= 65
    assert {row["public"] for row in facilities} == {"yes", "no"}
    assert any(row["do_not_publish"] == "yes" and row["public"] == "yes" for row in facilities)
    assert {row["public"] for row in registry} == {"no"}
    names = {row["name"] for row in facilities}
    assert any("\u0600" <= name[0] <= "\u06ff" for name in names)
    assert any("\u0400" <= name[0] <= "\u04ff" for name in names)


def test_what_is_planted_is_there():
    planted = {table: {} for table in ("incidents", "facilities", "registry")}
    for row in _rows("planted.csv"):
        planted[row["table"]][row["id"]] = row["fault"]
    faults = {fault.split()[0] for table in planted.values() for fault in table.values()}
    assert faults >= {
        *("null_island", "swapped", "duplicate", "missing", "low_precision", "in_sea"),
        *("shared_point", "unreadable", "unreadable_date", "sign_lost", "unregistered"),
        *("displaced", "undetermined", "unmatched", "late", "outdated", "dms", "decimal_comma"),
    }
    incidents = {row["id"] for row in _rows("incidents.csv")}
    facilities = {row["id"] for row in _rows("facilities.csv")}
    registry = {row["id"] for row in _rows("registry.csv")}
    assert set(planted["incidents"]) <= incidents
    assert set(planted["facilities"]) <= facilities
    assert set(planted["registry"]) <= registry | facilities


def test_it_says_that_it_is_invented():
    assert "invented" in (FOLDER / "README.txt").read_text(encoding="utf-8")
    rows = _rows("incidents.csv")
    assert all(row["description"].startswith("Invented:") for row in rows)
    assert all("invented" in row["citation"] for row in rows)
    towns = gpd.read_file(demoland()["areas"])["name"]
    assert towns.str.contains("Demo").all()
