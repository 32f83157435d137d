"""The facility sources on the real files, against counts made with other readers."""

import csv
import gzip
import re
from collections import Counter
from contextlib import closing
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest

from geo import vocabulary as words
from layers.formats import read_table
from layers.headers import fold
from layers.source import RawTable, Source
from layers.sources import healthsites, hot_osm, recognise, subsaharan, who_gaza
from layers.sources._osm import AMENITIES, HEALTHCARE

ZEROS = "sudan_healthsites_coords_zero_filled.xlsx"
STACKED = "sudan_healthsites_hotosm_concat_duplicates.xlsx"
GAZA = "gaza_health_facilities_who_2026.xlsx"
POINTS = "sudan_hotosm_health_points_shp.zip"
POLYGONS = "sudan_hotosm_health_polygons_shp.zip"
AFRICA = "who_kemri_subsaharan_public_facilities.csv.gz"


def workbook_rows(path: Path) -> list[dict[str, object]]:
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = [str(cell) for cell in next(rows)]
        return [dict(zip(header, row, strict=True)) for row in rows]


def raw(rows: list[dict[str, object]]) -> RawTable:
    index = range(2, len(rows) + 2)
    return RawTable(Path("file"), "test", pd.DataFrame(rows, index=index, dtype=object))


def loaded(path: Path, expected: Source) -> pd.DataFrame:
    """The file as its source reads it, found by its columns alone."""
    table = read_table(path)
    source = recognise(table.frame.columns)
    assert source is expected
    return source.read(table)


@pytest.mark.parametrize("module", [healthsites, hot_osm, who_gaza, subsaharan])
def test_every_kind_is_in_the_vocabulary(module):
    assert {label.event_type for label in module.SOURCE.labels} <= set(words.KINDS)
    assert {*AMENITIES.values(), *HEALTHCARE.values()} <= set(words.KINDS)
    for signature in module.SOURCE.signatures:
        assert all(name == fold(name) for name in signature)


# healthsites.io


def test_healthsites_with_zeros_brings_every_row_and_keeps_the_zero_coordinates(shared_data):
    rows = workbook_rows(shared_data / "facilities" / ZEROS)
    table = loaded(shared_data / "facilities" / ZEROS, healthsites.SOURCE)
    assert len(table) == len(rows) == 1180
    assert table["native_id"].is_unique
    assert table["native_id"].notna().all()
    assert table["latitude_text"].eq(0).sum() == sum(row["Y"] == 0 for row in rows) == 25
    assert table["name"].isna().sum() == sum(row["Name"] == 0 for row in rows) == 71
    assert not table["name"].eq("0").any()
    seen = Counter(row["amenity"] for row in rows)
    assert {
        label.value.removeprefix("amenity "): label.seen for label in healthsites.SOURCE.labels
    } == {("0 (missing)" if value == 0 else value): n for value, n in seen.items()}
    assert table["kind"].value_counts()["pharmacy"] == 936
    assert table["country"].isna().all()
    edited = max(row["changeset_timestamp"] for row in rows if row["changeset_timestamp"] != 0)
    assert table["list_as_of"].eq(pd.Timestamp(edited).normalize()).all()


def test_healthsites_stacked_twice_takes_the_place_from_where_it_stands(shared_data):
    rows = workbook_rows(shared_data / "facilities" / STACKED)
    table = loaded(shared_data / "facilities" / STACKED, healthsites.SOURCE)
    assert len(table) == len(rows) == 2434
    in_columns = [row["X"] is not None for row in rows]
    in_text = [row["geometry"] is not None for row in rows]
    assert (sum(in_columns), sum(in_text)) == (1045, 1129)
    assert table["longitude_text"].notna().tolist() == [
        a or b for a, b in zip(in_columns, in_text, strict=True)
    ]
    points = table.loc[in_text]
    numbers = [re.findall(r"[\d.]+", row["geometry"]) for row in rows if row["geometry"]]
    assert points[["longitude_text", "latitude_text"]].to_numpy().tolist() == numbers
    # one row is shifted by a column and one has no id at all
    assert table["native_id"].isna().sum() == 2


def test_healthsites_csv_geojson_and_cut_columns_are_read_alike():
    row = {
        "osm_id": "11",
        "osm_type": "node",
        "completeness": "20",
        "amenity": None,
        "healthcare": "birthing_center",
        "name": "A",
        "operator": "MoH",
        "operational_status": "operational",
        "changeset_timestamp": "2023-04-01T00:00:00",
        "X": "32.5",
        "Y": "15.5",
    }
    cut = {key[:10] if len(key) > 10 else key: value for key, value in row.items()}
    cut["changese_2"] = cut.pop("changeset_")
    first = healthsites.read(raw([row]))
    second = healthsites.read(raw([cut]))
    pd.testing.assert_frame_equal(first, second)
    assert first.loc[2, "kind"] == "maternity"
    assert first.loc[2, "status"] == "operational"
    assert first.loc[2, "list_as_of"] == pd.Timestamp("2023-04-01")
    assert {"osm_id", "osm_type", "completene", "amenity"} <= set(cut)


def test_sensitive_columns_of_healthsites_are_named():
    assert "changeset_user" in healthsites.SENSITIVE


# HOT


@pytest.mark.parametrize(("name", "n", "nameless"), [(POINTS, 1129, 37), (POLYGONS, 281, 36)])
def test_hot_layers(shared_data, name, n, nameless):
    path = shared_data / "facilities" / name
    table = loaded(path, hot_osm.SOURCE)
    assert len(table) == n == pyogrio.read_info(path)["features"]
    assert table["native_id"].is_unique
    assert table["native_id"].str.fullmatch(r"(?:node|way|relation)/\d+").all()
    assert read_table(path).frame["name"].isna().sum() == nameless
    assert table["name"].isna().sum() <= nameless
    assert "coordinates_text" not in table
    assert set(table["kind"]) <= set(words.KINDS)
    other = table["names_other"]
    assert other.map(lambda names: isinstance(names, list)).all()
    for row, names in other[other.str.len() > 0].items():
        assert table.loc[row, "name"] not in names


def test_hot_labels_hold_the_counts_of_both_layers(shared_data):
    seen: Counter[str] = Counter()
    for name in (POINTS, POLYGONS):
        cells = read_table(shared_data / "facilities" / name).frame
        for amenity, healthcare in zip(cells["amenity"], cells["healthcare"], strict=True):
            silent = pd.isna(amenity)
            label = f"no amenity, healthcare {healthcare}" if silent else f"amenity {amenity}"
            seen[label] += 1
    assert {label.value: label.seen for label in hot_osm.SOURCE.labels} == seen


def test_hot_full_column_names_and_text_places():
    row = {
        "osm_id": "5",
        "osm_type": "relations",
        "amenity": "hospital",
        "name": None,
        "name:en": "North",
        "name:ar": "شمال",
        "geometry": "POINT (32.5 15.5)",
    }
    table = hot_osm.read(raw([row]))
    assert table.loc[2, "native_id"] == "relation/5"
    assert table.loc[2, "name"] == "North"
    assert table.loc[2, "names_other"] == ["شمال"]
    assert table.loc[2, "coordinates_text"] == "POINT (32.5 15.5)"


# WHO, Gaza


def test_who_gaza(shared_data):
    rows = workbook_rows(shared_data / "facilities" / GAZA)
    table = loaded(shared_data / "facilities" / GAZA, who_gaza.SOURCE)
    assert len(table) == len(rows) == 216
    assert table["native_id"].is_unique
    seen = Counter(row["TYPE"] for row in rows)
    assert {label.value: label.seen for label in who_gaza.SOURCE.labels} == {
        f"TYPE {value}": n for value, n in seen.items()
    }
    assert table["kind"].value_counts().to_dict() == {
        "medical_point": 106,
        "health_centre": 82,
        "hospital": 18,
        "field_hospital": 10,
    }
    assert table["names_other"].tolist() == [[row["NAME_AR"].strip()] for row in rows]
    assert table["country"].eq("PSE").all()
    assert table["longitude_text"].tolist() == [row["X"] for row in rows]
    assert table["latitude_text"].tolist() == [row["Y"] for row in rows]
    # nothing the file does not say
    assert not {"list_as_of", "exists_from", "exists_until", "error_m_stated"} & set(table)


# sub-Saharan Africa


@pytest.fixture(scope="module")
def africa_rows(shared_data: Path) -> list[dict[str, object]]:
    path = shared_data / "facilities" / AFRICA
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def africa(shared_data: Path) -> pd.DataFrame:
    return loaded(shared_data / "facilities" / AFRICA, subsaharan.SOURCE)


def test_subsaharan_has_every_row(africa, africa_rows):
    assert len(africa) == len(africa_rows) == 98_745
    assert africa["latitude_text"].isna().sum() == 2350
    assert "native_id" not in africa
    assert africa["country"].tolist() == [row["iso3c"] for row in africa_rows]


def test_subsaharan_error_follows_the_source_of_the_coordinate(africa, africa_rows):
    expected = {
        "gps": 20,
        "openstreetmap": 50,
        "google earth": 100,
        "digitized from online map": 500,
        "geonames": 5000,
        "encarta": 5000,
        "fallingrain": 5000,
        "combination": 5000,
        "other": 5000,
    }
    by_hand = Counter(
        expected[str(row["LL source"]).casefold()] for row in africa_rows if row["Lat"]
    )
    assert africa["error_m_stated"].value_counts().to_dict() == by_hand
    assert by_hand[20] == 57_461
    unlocated = africa["latitude_text"].isna()
    assert africa.loc[unlocated, ["error_m_stated", "error_basis"]].isna().all(axis=None)
    assert africa.loc[~unlocated, "error_basis"].notna().all()


def test_subsaharan_unknown_source_is_never_taken_for_a_survey():
    row = {
        "Facility name": "A",
        "Facility type": "hospital ",
        "Country": "Democratic Republic of the Congo",
        "Lat": "1",
        "Long": "2",
        "LL source": "hearsay",
    }
    table = subsaharan.read(raw([row, {**row, "LL source": None}, {**row, "LL source": " gps"}]))
    assert table["error_m_stated"].tolist() == [500, 500, 20]
    assert table["country"].tolist() == ["COD"] * 3
    assert table["kind"].tolist() == ["hospital"] * 3


def test_subsaharan_types_are_all_in_the_table_with_their_rows(africa, africa_rows):
    seen = Counter(row["Facility type"] for row in africa_rows)
    labels = {
        label.value.removeprefix("Facility type: "): label.seen
        for label in subsaharan.SOURCE.labels
    }
    assert labels == seen
    assert len(seen) == 172
    assert not africa["kind"].eq("unknown").any()
    # by the list's own grouping: all but a few of its hospitals are ours
    hospitals = pd.Series([row["facility_type_9"] == "Hospital" for row in africa_rows])
    agree = africa["kind"].eq("hospital").to_numpy() & hospitals.to_numpy()
    assert agree.sum() >= hospitals.sum() - 61
