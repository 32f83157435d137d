"""Rows that their source calls the same, within a file and across files."""

import pytest

from layers.errors import InputError
from layers.load import combine, load_facilities, load_incidents

HEAD = "id,date,latitude,longitude,type,killed\n"


def incidents(tmp_path, rows, name="a.csv"):
    path = tmp_path / name
    path.write_text(HEAD + rows)
    return load_incidents(path)


def facilities(tmp_path, text, name="f.csv"):
    path = tmp_path / name
    path.write_text(text)
    return load_facilities(path)


def test_one_event_in_two_rows_is_one_and_the_differences_are_listed(tmp_path):
    rows = (
        "1,2024-01-01,31.5,34.4,shelling,2\n1,2024-01-01,31.5,34.4,shelling,5\n2,2024-01-02,,,,\n"
    )
    loaded = incidents(tmp_path, rows)
    assert loaded.accounting.iloc[0].tolist() == ["a.csv", "generic_incidents", 3, 2, 0, 1]
    assert loaded.table.loc["generic_incidents:1", "fatalities_max"] == 2
    listed = loaded.merges.set_index("column").loc["fatalities_max"]
    assert listed[["id", "row", "kept", "dropped"]].tolist() == ["generic_incidents:1", 3, "2", "5"]


def test_numbers_that_start_again_are_other_events(tmp_path):
    rows = "1,2024-01-01,31.5,34.4,shelling,2\n1,2024-02-01,31.5,34.4,shelling,2\n"
    loaded = incidents(tmp_path, rows + "1,2024-02-01,31.5,34.4,shelling,3\n")
    names = ["generic_incidents:1", "generic_incidents:1~2", "generic_incidents:1~3"]
    assert loaded.table.index.tolist() == names
    assert loaded.findings["code"].tolist() == ["repeated_id"] * 2


def test_a_column_called_code_is_an_id_only_if_it_never_repeats(tmp_path):
    text = "code,name,latitude,longitude\nHOSP,A,31.5,34.4\nHOSP,B,31.9,34.4\n"
    assert facilities(tmp_path, text).table.index.str.endswith(("row-2", "row-3")).all()
    unique = facilities(tmp_path, text.replace("HOSP,B", "PHC,B"))
    assert unique.table.index.tolist() == ["generic_facilities:HOSP", "generic_facilities:PHC"]


def test_rows_without_an_id_are_never_merged_within_a_file(tmp_path):
    loaded = incidents(tmp_path, ",2024-01-01,31.5,34.4,shelling,2\n" * 3)
    assert loaded.table.index.tolist() == [f"generic_incidents:a:row-{n}" for n in (2, 3, 4)]


def test_both_files_of_sudan_share_every_id(shared_data):
    folder = shared_data / "incidents"
    first = load_incidents(folder / "ucdp_ged_sudan_hdx_hxl.csv")
    second = load_incidents(folder / "ucdp_ged_sudan_api_trailing_field.csv")
    both = combine([first, second])
    assert len(both.table) == 3822
    assert both.table.index.equals(first.table.index)
    assert both.accounting[["read", "loaded", "merged"]].values.tolist() == [
        [3822, 3822, 0],
        [3822, 0, 3822],
    ]
    assert len(both.read_as) == 2
    assert set(both.merges["file"]) <= {"ucdp_ged_sudan_api_trailing_field.csv"}
    # the order of the files decides which row is kept
    other = combine([second, first])
    assert set(other.table["file"]) == {"ucdp_ged_sudan_api_trailing_field.csv"}


def test_points_and_outlines_of_one_source_stand_together(shared_data):
    folder = shared_data / "facilities"
    names = ("sudan_hotosm_health_points_shp.zip", "sudan_hotosm_health_polygons_shp.zip")
    both = combine([load_facilities(folder / name) for name in names])
    assert len(both.table) == 1129 + 281
    assert both.accounting["merged"].sum() == 0
    assert both.table.crs == "EPSG:4326"


def test_one_row_of_ones_own_lists_may_carry_the_same_number_by_accident(tmp_path):
    first = incidents(tmp_path, "1,2024-01-01,31.5,34.4,shelling,2\n2,2024-01-02,31.5,34.4,,\n")
    second = incidents(
        tmp_path, "1,2022-06-06,48.5,37.9,missile,1\n2,2024-01-02,31.5,34.4,,\n", "b.csv"
    )
    both = combine([first, second])
    assert both.table.index.tolist() == [
        "generic_incidents:1",
        "generic_incidents:2",
        "generic_incidents:1~2",
    ]
    assert both.accounting["merged"].tolist() == [0, 1]
    assert both.accounting["loaded"].tolist() == [2, 1]


def test_files_of_one_name_do_not_merge_rows_without_ids(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    first = incidents(tmp_path / "x", ",2024-01-01,31.5,34.4,shelling,2\n")
    second = incidents(tmp_path / "y", ",2024-02-02,31.6,34.4,shelling,2\n")
    assert len(combine([first, second]).table) == 2
    assert len(combine([first, first]).table) == 1


def test_findings_follow_the_rows(tmp_path):
    first = incidents(tmp_path, "1,2024-01-01,31.5,34.4,shelling,2\n")
    second = incidents(tmp_path, "1,soon,48.5,37.9,missile,1\n", "b.csv")
    both = combine([first, second])
    assert both.findings["id"].tolist() == ["generic_incidents:1~2"]
    assert both.findings["code"].tolist() == ["unreadable_date"]


def test_osm_ids_may_repeat_and_every_row_stays(tmp_path):
    text = (
        "osm_id,osm_type,amenity,completeness,name,X,Y\n"
        "5,node,hospital,9,A,32.5,15.6\n5,node,clinic,9,B,33.9,14.1\n5,node,,9,,0,0\n"
    )
    loaded = facilities(tmp_path, text)
    names = ["node/5", "node/5~2", "node/5~3"]
    assert loaded.table.index.tolist() == [f"healthsites:{name}" for name in names]
    assert loaded.findings["code"].tolist() == ["repeated_id"] * 2
    assert loaded.accounting.iloc[0]["merged"] == 0
    assert any('"~2"' in note for note in loaded.read_as[0]["notes"])


def test_one_facility_twice_at_one_place_is_merged(tmp_path):
    text = (
        "id,name,latitude,longitude,operator\n"
        "H1,Alpha,31.5000,34.4000,X\nH1,Alpha,31.5001,34.4000,Y\nH2,Beta,,,\nH2,Beta,31.6,34.5,\n"
    )
    loaded = facilities(tmp_path, text)
    assert len(loaded.table) == 2
    assert loaded.accounting.iloc[0]["merged"] == 2
    assert set(loaded.merges["column"]) >= {"operator", "coordinates_raw"}


def test_a_registration_renewed_elsewhere_is_a_history_not_a_fault(tmp_path):
    text = (
        "id,name,latitude,longitude,registered on\n"
        "H1,Alpha,31.5,34.4,2023-10-10\nH1,Alpha,31.7,34.4,2024-02-01\n"
    )
    loaded = facilities(tmp_path, text)
    assert loaded.table["registered_on"].dt.year.tolist() == [2023, 2024]
    assert loaded.findings["code"].tolist() == ["repeated_id"]
    with pytest.raises(InputError, match="different places"):
        facilities(tmp_path, text.replace("2024-02-01", "2023-10-10"))
