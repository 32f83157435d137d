"""The loader: every row accounted for, places and precision as stated, nothing guessed."""

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from layers import schema
from layers.load import load_facilities, load_incidents, read_facilities, read_incidents
from layers.settings import LoadSettings

HEAD = "id,date,latitude,longitude,type\n"


def facilities(tmp_path, text, settings=None, name="f.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load_facilities(path, settings=settings)


def incidents(tmp_path, text, settings=None, name="i.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load_incidents(path, settings=settings)


def test_only_rows_without_identity_are_rejected_and_each_with_its_reason(tmp_path):
    text = (
        "name,type,latitude,longitude\n"
        "A,hospital,31.5,34.4\n"
        ",,,\n"
        "name,type,latitude,longitude\n"
        "B,clinic,,\n"
        "Total Care Hospital,hospital,31.6,34.5\n"
        "Total,,2,\n"
        "Grand total:,,,\n"
        "Total of sites,,,\n"
    )
    loaded = facilities(tmp_path, text)
    assert loaded.table["name"].tolist() == ["A", "B", "Total Care Hospital", "Total"]
    assert loaded.rejected[["row", "reason"]].values.tolist() == [
        [3, "blank line"],
        [4, "the header once more"],
        [8, "total line"],
        [9, "total line"],
    ]
    assert loaded.rejected["file"].tolist() == ["f.csv"] * 4
    assert loaded.rejected["value"].tolist()[2] == "Grand total:"
    assert loaded.accounting.iloc[0].tolist() == ["f.csv", "generic_facilities", 8, 4, 4, 0]


def test_the_table_holds_to_its_schema_and_keeps_the_sources_columns(tmp_path):
    loaded = facilities(tmp_path, "id,name,lat,lon,Beds (2023)\n7,A,31.5,34.4,12\n")
    schema.FACILITIES.validate(loaded.table)
    row = loaded.table.loc["generic_facilities:7"]
    assert row["generic_facilities_beds_2023"] == "12"
    assert row["coordinates_raw"] == "31.5 | 34.4"
    assert (row["file"], row["row"]) == ("f.csv", 2)
    assert (row["geometry"].x, row["geometry"].y) == (34.4, 31.5)


def test_unreadable_ambiguous_and_missing_places_load_without_geometry(tmp_path):
    text = (
        "name,coordinates\n"
        'A,"31.5042, 34.4661"\n'
        "B,\n"
        "C,near the school\n"
        'D,"31°30\'15""N 34°27\'58""E"\n'
        "E,POINT (34.4661 31.5042)\n"
    )
    table = facilities(tmp_path, text).table
    status = ["ambiguous", "missing", "unreadable", "ok", "ok"]
    assert table["coordinates_status"].tolist() == status
    assert table.geometry.notna().tolist() == [False, False, False, True, True]
    assert table["error_m"].notna().tolist() == [False, False, False, True, True]
    for number in ("31.5042", "34.4661"):
        assert number in table["coordinates_note"].iloc[0]
    assert table["coordinates_raw"].iloc[2] == "near the school"


def test_the_order_of_pairs_comes_from_the_header(tmp_path):
    for header, x in (("Lat/Long", 34.4661), ("lon lat", 31.5042)):
        loaded = facilities(tmp_path, f'name,{header}\nA,"31.5042, 34.4661"\n')
        assert loaded.table.geometry.x.tolist() == [x]
        assert any("order of the pairs" in note for note in loaded.read_as[0]["notes"])


def test_the_order_of_pairs_comes_from_rows_that_allow_only_one(tmp_path):
    text = 'name,gps\nA,"31.5042, 34.4661"\nB,"31.5042, 134.4661"\n'
    loaded = facilities(tmp_path, text)
    assert loaded.table.geometry.x.tolist() == [34.4661, 134.4661]
    assert any("1 rows allow nothing else" in note for note in loaded.read_as[0]["notes"])
    against = facilities(tmp_path, text + 'C,"134.5, 31.5"\n')
    assert against.table["coordinates_status"].tolist() == ["ambiguous", "ok", "ok"]


def test_one_cell_fills_in_where_the_two_are_empty(tmp_path):
    text = "name,lat,lon,wkt\nA,31.5,34.4,\nB,,,POINT (34.5 31.6)\nC,,,\n"
    table = facilities(tmp_path, text).table
    assert table["coordinates_status"].tolist() == ["ok", "ok", "missing"]
    assert table.geometry.x.iloc[:2].tolist() == [34.4, 34.5]


def test_outlines_in_well_known_text(tmp_path):
    text = (
        'name,geometry\nA,"POLYGON ((34 31, 34.1 31, 34.1 31.1, 34 31))"\nB,"POLYGON ((34 31,"\n'
        'C,"POLYGON ((340 31, 341 31, 341 32, 340 31))"\n'
    )
    table = facilities(tmp_path, text).table
    assert table["coordinates_status"].tolist() == ["ok", "unreadable", "out_of_range"]
    assert table.geometry.iloc[0].geom_type == "Polygon"


def test_bad_dates_never_stop_a_run(tmp_path):
    text = HEAD + "1,31/02/2024,31.5,34.4,shelling\n2,2024-02-03,31.5,34.4,shelling\n3,,,,x\n"
    loaded = incidents(tmp_path, text)
    assert loaded.table["date_start"].isna().tolist() == [True, False, True]
    finding = loaded.findings.iloc[0]
    assert finding[["id", "code", "severity"]].tolist() == [
        "generic_incidents:1",
        "unreadable_date",
        "warning",
    ]
    assert "31/02/2024" in finding["evidence"]
    assert len(loaded.findings) == 1


def test_ambiguous_dates_span_both_readings_unless_the_user_says(tmp_path):
    text = HEAD + "1,03/04/2024,31.5,34.4,shelling\n"
    loaded = incidents(tmp_path, text)
    row = loaded.table.iloc[0]
    assert [str(row[c])[:10] for c in ("date_start", "date_end")] == ["2024-03-04", "2024-04-03"]
    assert loaded.findings["code"].tolist() == ["ambiguous_date"]
    told = incidents(tmp_path, text, LoadSettings(day_first=True))
    assert str(told.table["date_end"].iloc[0])[:10] == "2024-04-03"
    assert not len(told.findings)


def test_an_end_before_the_start_is_put_in_order_and_reported(tmp_path):
    loaded = incidents(tmp_path, "id,start date,end date,type\n1,2024-03-09,2024-03-01,x\n")
    row = loaded.table.iloc[0]
    assert row["date_start"] < row["date_end"]
    assert loaded.findings["code"].tolist() == ["dates_reversed"]


def test_what_a_date_of_a_registry_does_not_say_is_not_claimed(tmp_path):
    text = "name,lat,lon,registered on,valid until\nA,31.5,34.4,2023-10,2024\nB,1,2,03/04/2024,\n"
    table = facilities(tmp_path, text).table
    assert str(table["registered_on"].iloc[0])[:10] == "2023-10-31"
    assert str(table["registered_until"].iloc[0])[:10] == "2024-01-01"
    assert pd.isna(table["registered_on"].iloc[1])


def test_facility_errors_assumed_stated_and_from_digits(tmp_path):
    text = (
        "name,lat,lon,accuracy (m)\nA,31.50421,34.46612,\nB,31.50421,34.46612,8 m\n"
        "C,31.50,34.47,8\nD,,,8\nE,31.50421,34.46612,0.5 km\n"
    )
    table = facilities(tmp_path, text).table
    assert table["error_m"].iloc[[0, 1, 4]].tolist() == [50, 8, 500]
    assert table["error_m"].iloc[2] == pytest.approx(1113, rel=0.01)
    assert pd.isna(table["error_m"].iloc[3])
    assert table["error_basis"].iloc[:3].tolist() == [
        "assumed 50 m",
        "stated 8 m",
        "digits: 1113 m",
    ]
    given = facilities(tmp_path, text, LoadSettings(facility_error_m=120)).table
    assert given["error_m"].iloc[:2].tolist() == [120, 8]
    assert given["error_basis"].iloc[0] == "assumed (settings) 120 m"


def test_incidents_that_state_no_precision_are_unknown_whatever_their_decimals(tmp_path):
    text = HEAD + "1,2024-01-01,31.504213,34.466128,shelling\n"
    table = incidents(tmp_path, text).table
    assert table[["location_precision"]].iloc[0].tolist() == ["unknown"]
    assert table[["error_m", "error_model"]].isna().all(axis=None)
    told = incidents(tmp_path, text, LoadSettings(incident_error_m={"i.csv": 200})).table
    assert told[["location_precision", "error_m", "error_model"]].iloc[0].tolist() == [
        "site",
        200,
        "normal",
    ]
    other = incidents(tmp_path, text, LoadSettings(incident_error_m={"j.csv": 200})).table
    assert other["error_m"].isna().all()


def test_a_stated_error_of_an_incident_holds_unless_its_digits_are_fewer(tmp_path):
    text = "id,date,lat,lon,error_m\n1,2024-01-01,31.5042,34.4661,30\n2,2024-01-01,31.5,34.4,30\n"
    table = incidents(tmp_path, text).table
    assert table["location_precision"].tolist() == ["site", "settlement"]
    assert table["error_m"].iloc[0] == 30
    assert table["error_m"].iloc[1] == pytest.approx(11132, rel=0.01)


def test_precision_codes_follow_the_table_and_the_settings_override_it(shared_data):
    path = shared_data / "incidents" / "insecurity_insight_attacks_on_health_care_2016-2023.xlsx"
    table = read_incidents(path)
    assert table["location_precision"].eq("settlement").sum() == 5309
    code = table.loc[table["location_precision"].eq("settlement"), "error_m"].unique().tolist()
    assert code == [25_000]
    overrides = {"insecurity_insight": {"2": 9000.0}}
    loaded = load_incidents(path, settings=LoadSettings(precision_overrides=overrides))
    changed = loaded.table["error_m"].eq(9000)
    assert changed.sum() == 5309
    assert set(loaded.table.loc[changed, "error_model"]) == {"normal"}


def test_settings_complete_what_a_list_does_not_say(tmp_path):
    settings = LoadSettings(country="Sudan", list_as_of="2024-05-01", kinds={"markaz": "clinic"})
    loaded = facilities(
        tmp_path, "name,type,lat,lon\nA,Markaz,15.5,32.5\nB,hospital,1,2\n", settings
    )
    assert loaded.table["country"].tolist() == ["SDN", "SDN"]
    assert loaded.table["kind"].tolist() == ["clinic", "hospital"]
    assert loaded.table["list_as_of"].eq(pd.Timestamp("2024-05-01")).all()


def test_layers_keep_points_and_outlines(tmp_path):
    square = shapely.box(34.4, 31.5, 34.401, 31.501)
    line = shapely.LineString([(34, 31), (34.2, 31)])
    shapes = [shapely.Point(34.46612, 31.50421), square, line, None]
    frame = gpd.GeoDataFrame({"name": list("ABCD")}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(tmp_path / "f.gpkg")
    loaded = load_facilities(tmp_path / "f.gpkg")
    table = loaded.table
    assert [g.geom_type if g else None for g in table.geometry] == [
        "Point",
        "Polygon",
        "Point",
        None,
    ]
    assert table["coordinates_status"].tolist() == ["ok", "ok", "ok", "missing"]
    assert any("represented by a point" in note for note in loaded.read_as[0]["notes"])
    assert table["coordinates_raw"].iloc[0] == "POINT (34.46612 31.50421)"
    assert table["coordinates_precision_m"].iloc[0] == pytest.approx(1.11, rel=0.01)


def test_a_projected_layer_says_so_and_keeps_the_numbers_it_had(tmp_path):
    points = gpd.GeoSeries([shapely.Point(34.46612, 31.50421)], crs="EPSG:4326")
    local = points.to_crs("EPSG:32636")
    gpd.GeoDataFrame({"name": ["A"]}, geometry=local).to_file(tmp_path / "f.gpkg")
    loaded = load_facilities(tmp_path / "f.gpkg")
    assert loaded.table.geometry.x.iloc[0] == pytest.approx(34.46612, abs=1e-6)
    assert f"{local.x.iloc[0]:.2f}" in loaded.table["coordinates_raw"].iloc[0]
    assert loaded.read_as[0]["crs"] == "EPSG:32636"
    # the digits of projected metres say nothing of degrees
    assert loaded.table["error_basis"].tolist() == ["assumed 50 m"]


def test_read_as_tells_what_was_read_as_what(tmp_path):
    text = "Site;GPS Lat;GPS Lon;Pays;Colour\nA;31,5042;34,4661;Sudan;red\nB;31,6;34,5;;\n"
    entry = facilities(tmp_path, text).read_as[0]
    assert entry["columns"] == {
        "Site": "name",
        "GPS Lat": "latitude",
        "GPS Lon": "longitude",
        "Pays": "country",
    }
    assert entry["separator"] == ";"
    assert entry["encoding"] == "utf-8"
    assert entry["header_row"] == 1
    assert "decimal_comma (2)" in entry["coordinate_format"]


def test_every_row_of_the_real_lists_comes_back(shared_data):
    path = shared_data / "facilities" / "sudan_healthsites_coords_zero_filled.xlsx"
    loaded = load_facilities(path)
    # counted with another reader than ours
    book = openpyxl.load_workbook(path)
    rows = [row for row in book.active.iter_rows(min_row=2, values_only=True) if any(row)]
    book.close()
    assert len(loaded.table) == len(rows) == 1180
    zero = (loaded.table.geometry.x == 0) | (loaded.table.geometry.y == 0)
    assert zero.sum() == 25
    assert loaded.table.index.is_unique


def test_the_largest_real_list(shared_data):
    path = shared_data / "facilities" / "who_kemri_subsaharan_public_facilities.csv.gz"
    loaded = load_facilities(path)
    plain = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert len(loaded.table) == len(plain) == 98_745
    located = plain["Lat"].ne("").to_numpy() & plain["Long"].ne("").to_numpy()
    assert loaded.table.geometry.notna().to_numpy().tolist() == located.tolist()
    x = loaded.table.geometry.x.to_numpy()[located]
    assert np.array_equal(x, plain["Long"][located].astype(float).to_numpy())
    assert loaded.accounting.iloc[0][["loaded", "rejected", "merged"]].tolist() == [98_745, 0, 0]


def test_a_list_of_attacks_without_places_loads_unlocated(shared_data):
    table = read_incidents(shared_data / "incidents" / "who_ssa_attacks_2020-2024.xlsx")
    assert len(table) == 6030
    assert table.geometry.isna().all()
    assert set(table["coordinates_status"]) == {"missing"}


def test_read_facilities_returns_the_table_alone(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("name,lat,lon\nA,31.5,34.4\n")
    assert isinstance(read_facilities(path), gpd.GeoDataFrame)
