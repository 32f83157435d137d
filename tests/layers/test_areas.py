"""Areas of every publisher's shape, and which one stands for a vague place."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.areas import assign_areas, name_key, read_areas
from layers.errors import InputError
from layers.schema import AREAS, conform_incidents

LEFT, RIGHT = shapely.box(30, 10, 31, 11), shapely.box(31, 10, 32, 11)


def _file(tmp_path, columns, geometry=(LEFT, RIGHT), name="areas.geojson", crs=4326):
    path = tmp_path / name
    frame = gpd.GeoDataFrame(columns, geometry=list(geometry), crs=crs)
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    return path


SHAPES = {
    "cod-ab": (
        {
            "ADM2_EN": ["Alfa", "Bravo"],
            "ADM2_AR": ["ألفا", "برافو"],
            "ADM2_PCODE": ["SD01001", "SD01002"],
            "ADM1_EN": ["North", "North"],
            "ADM1_PCODE": ["SD01", "SD01"],
            "ADM0_EN": ["Sudan", "Sudan"],
            "ADM0_PCODE": ["SD", "SD"],
        },
        ("admin2", ["SD01001", "SD01002"]),
    ),
    "cod-ab without English": (
        {"ADM1_FR": ["Alfa", "Bravo"], "ADM1_PCODE": ["SD01", "SD02"]},
        ("admin1", ["SD01", "SD02"]),
    ),
    "cod-ab, new names": (
        {"adm1_name": ["Alfa", "Bravo"], "adm1_pcode": ["SD01", "SD02"], "iso3": ["SDN", "SDN"]},
        ("admin1", ["SD01", "SD02"]),
    ),
    "gadm": (
        {
            "GID_2": ["SDN.1.1_1", "SDN.1.2_1"],
            "GID_0": ["SDN", "SDN"],
            "COUNTRY": ["Sudan", "Sudan"],
            "NAME_1": ["North", "North"],
            "NAME_2": ["Alfa", "Bravo"],
            "VARNAME_2": ["Alef|Alif", "NA"],
        },
        ("admin2", ["SDN.1.1_1", "SDN.1.2_1"]),
    ),
    "geoboundaries": (
        {
            "shapeName": ["Alfa", "Bravo"],
            "shapeISO": ["SD-AA", "SD-BB"],
            "shapeID": ["1", "2"],
            "shapeGroup": ["SDN", "SDN"],
            "shapeType": ["ADM1", "ADM1"],
        },
        ("admin1", ["SD-AA", "SD-BB"]),
    ),
    "generic": (
        {
            "Level": ["admin1", "ADM1"],
            "name": ["Alfa", "Bravo"],
            "country": ["Sudan", "SD"],
            "code": ["A", "B"],
        },
        ("admin1", ["A", "B"]),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_publisher_is_recognised(tmp_path, shape):
    columns, (level, codes) = SHAPES[shape]
    areas = read_areas(_file(tmp_path, columns))
    AREAS.validate(areas)
    assert areas["level"].tolist() == [level] * 2
    assert areas["name"].tolist() == ["Alfa", "Bravo"]
    assert areas["code"].tolist() == codes
    assert areas["country"].tolist() == ["SDN", "SDN"]
    assert areas.index.tolist() == [f"areas:{code}" for code in codes]
    assert areas.crs == "EPSG:4326"


@pytest.mark.parametrize("name", ["a.gpkg", "a.parquet", "a.shp", "a.shp.zip"])
def test_every_format_and_projection(tmp_path, name):
    columns = {"level": ["admin1"] * 2, "name": ["Alfa", "Bravo"], "country": ["SDN"] * 2}
    plain = gpd.GeoSeries([LEFT, RIGHT], crs=4326)
    path = _file(tmp_path, columns, plain.to_crs(32636), name, crs=32636)
    areas = read_areas(path)
    assert areas["name"].tolist() == ["Alfa", "Bravo"]
    ours, given = shapely.normalize(areas.geometry.values), shapely.normalize(plain.values)
    assert shapely.equals_exact(ours, given, 1e-6).all()


def test_all_layers_of_a_geopackage_are_read(tmp_path):
    path = tmp_path / "both.gpkg"
    for level, shape in (("admin1", LEFT), ("admin2", RIGHT)):
        frame = gpd.GeoDataFrame({"level": [level], "name": ["x"]}, geometry=[shape], crs=4326)
        frame.to_file(path, layer=level)
    assert sorted(read_areas(path)["level"]) == ["admin1", "admin2"]


def test_parts_of_one_area_become_one_row_and_same_names_stay_apart(tmp_path):
    columns = {"level": ["admin1"] * 2, "name": ["Alfa"] * 2, "code": ["A"] * 2}
    assert len(read_areas(_file(tmp_path, columns))) == 1
    columns |= {"code": ["A", "B"]}
    assert read_areas(_file(tmp_path, columns)).index.tolist() == ["areas:A", "areas:B"]


def test_the_level_can_be_given(tmp_path):
    path = _file(tmp_path, {"name": ["Alfa", "Bravo"]})
    with pytest.raises(InputError, match="no column says what level"):
        read_areas(path)
    assert read_areas(path, "admin2")["level"].tolist() == ["admin2"] * 2
    with pytest.raises(InputError, match="none of country, admin1"):
        read_areas(path, "parish")


def _bad_files(tmp_path):
    (tmp_path / "text.geojson").write_text("<html>sorry</html>")
    yield tmp_path / "text.geojson", "cannot be read as areas"
    yield tmp_path / "absent.gpkg", "no such file"
    yield tmp_path, "folder"
    points = _file(tmp_path, {"level": ["admin1"]}, [shapely.Point(1, 1)], "points.geojson")
    yield points, "Point, not polygons"
    yield _file(tmp_path, {"level": ["x", "x"], "name": ["a", "b"]}, name="x.geojson"), "level 'x'"
    nameless = {"level": ["admin1"] * 2, "name": ["a", None]}
    yield _file(tmp_path, nameless, name="n.geojson"), "row 2: the area has neither"
    far = shapely.box(600_000, 3_000_000, 700_000, 3_100_000)
    unknown = _file(tmp_path, {"level": ["admin1"], "name": ["a"]}, [far], "far.shp")
    unknown.with_suffix(".prj").unlink()
    yield unknown, "no reference system"
    table = tmp_path / "plain.parquet"
    pd.DataFrame({"level": ["admin1"]}).to_parquet(table)
    yield table, "cannot be read as areas"


def test_bad_files_are_named_with_the_mend(tmp_path):
    for path, message in _bad_files(tmp_path):
        with pytest.raises(InputError, match=message) as caught:
            read_areas(path)
        assert str(path) in str(caught.value)


def test_real_boundaries(shared_data):
    folder = shared_data / "boundaries"
    districts = read_areas(folder / "sudan_gadm41_adm2.geojson")
    assert (len(districts), set(districts["level"])) == (80, {"admin2"})
    assert districts["admin1"].notna().all()
    oblasts = read_areas(folder / "ukraine_oblasts_uk.geojson")
    assert (len(oblasts), set(oblasts["level"])) == (27, {"admin1"})
    assert set(oblasts["country"]) == {"UKR"}  # by where they lie: the file does not say


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khartoum State", "khartoum"),
        ("Province of North Kivu", "North-Kivu"),
        ("Львівська область", "Lvivska oblast"),
        ("State", "state"),
    ],
)
def test_names_are_compared_without_case_script_and_rank(one, other):
    assert name_key(one) == name_key(other)


@pytest.fixture
def areas(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "level": ["admin1", "admin1", "admin2", "admin2", "admin2"],
            "name": ["West", "East", "Alfa", "Bravo", "Bravo"],
            "code": ["X01", "X02", "X0101", "X0102", "X0201"],
            "admin1": [None, None, "West", "West", "East"],
            "country": ["SDN"] * 5,
            "names_other": ["Occidental|غرب", None, None, None, None],
        },
        geometry=[
            LEFT,
            RIGHT,
            shapely.box(30, 10, 30.5, 11),
            shapely.box(30.5, 10, 31, 11),
            RIGHT,
        ],
        crs=4326,
    )
    path = tmp_path / "x.gpkg"
    frame.to_file(path)
    return read_areas(path)


def _incidents(rows):
    frame = pd.DataFrame(rows)
    point = frame.pop("point") if "point" in frame else [None] * len(frame)
    frame = frame.assign(source="t", coordinates_status="ok")
    frame["geometry"] = gpd.GeoSeries(
        [shapely.Point(p) if isinstance(p, tuple) else None for p in point], index=frame.index
    )
    return conform_incidents(frame.set_axis([f"t:{i}" for i in frame.index]))


def _row(precision, **more):
    return {"location_precision": precision, "error_model": "area", "country": "SDN"} | more


def test_by_code_then_point_then_name(areas):
    rows = [
        _row("admin2", admin2="x0102", point=(30.2, 10.5)),  # the code wins over the point
        _row("admin2", admin2="Bravo", point=(30.2, 10.5)),  # the point over the name
        _row("admin2", admin2="Bravo", admin1="East State"),  # the name, told apart by province
        _row("admin2", admin2="Bravo"),  # a name that two share says nothing
        _row("admin1", admin1="غرب"),
        _row("linear", admin1="occidental"),
        _row("admin1", admin1="East", country="TCD", point=(30.2, 10.5)),  # another country's
        _row("admin1", admin1="East", country=None),
        _row("country"),
        _row("admin1", admin1="West") | {"error_model": None},
        _row("admin2", point=(30.5, 10.5)),  # on the border of two: always the first
    ]
    found = assign_areas(_incidents(rows), areas)["area_id"]
    codes = found.str.removeprefix("x:").where(found.notna(), None).tolist()
    expected = ["X0102", "X0101", "X0201", None, "X01", "X01", None, "X02", None, None, "X0101"]
    assert [None if pd.isna(code) else code for code in codes] == expected


def test_a_distrusted_point_is_not_used(areas):
    rows = [_row("admin1", admin1="East", point=(30.2, 10.5))]
    incidents = _incidents(rows)
    incidents["distrust_reason"] = pd.Series(["in_sea"], index=incidents.index, dtype="str")
    assert assign_areas(incidents, areas)["area_id"].tolist() == ["x:X02"]


def test_the_input_is_left_alone_and_the_order_kept(areas):
    incidents = _incidents([_row("admin1", admin1="East"), _row("site") | {"error_model": None}])
    before = incidents.copy()
    out = assign_areas(incidents, areas)
    pd.testing.assert_frame_equal(incidents, before)
    assert out.index.equals(incidents.index)
    assert out.drop(columns="area_id").equals(incidents.drop(columns="area_id"))
