"""What phones and receivers write: KML, KMZ, GPX."""

import zipfile

import pytest

from layers.errors import InputError
from layers.formats import read_table
from layers.load import load_facilities, load_incidents

PLACES = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made on a phone -->
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>My places</name>
<Folder><name>Hospitals</name>
<Placemark><name>مستشفى الشفاء</name><description><![CDATA[<b>large</b>]]></description>
<ExtendedData><Data name="type"><value>hospital</value></Data></ExtendedData>
<Point><coordinates>34.4443,31.5244,12</coordinates></Point></Placemark>
<Placemark><name>Outline</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
34.1,31.1 34.2,31.1 34.2,31.2 34.1,31.1</coordinates></LinearRing></outerBoundaryIs></Polygon>
</Placemark></Folder>
<Folder><name>Clinics</name><Placemark><name>C</name>
<TimeStamp><when>2023-10-07</when></TimeStamp>
<Point><coordinates>34.5,31.6</coordinates></Point></Placemark></Folder>
<Folder><name>Empty</name></Folder></Document></kml>"""
POINTS = """<?xml version="1.0"?>
<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="31.5" lon="34.4"><ele>3</ele><time>2023-10-07T10:00:00Z</time><name>P1</name>
<desc>seen</desc></wpt><wpt lat="31.6" lon="34.5"><name>P2</name></wpt>
<trk><name>t</name><trkseg><trkpt lat="1" lon="2"/><trkpt lat="1" lon="3"/></trkseg></trk></gpx>"""


@pytest.fixture
def kml(tmp_path):
    path = tmp_path / "places.kml"
    path.write_text(PLACES, encoding="utf-8")
    return path


def test_the_folders_of_a_kml_are_one_list(kml):
    loaded = load_facilities(kml)
    assert loaded.table["name"].tolist() == ["مستشفى الشفاء", "Outline", "C"]
    assert loaded.table["kind"].iloc[0] == "hospital"
    assert loaded.table.geometry.geom_type.tolist() == ["Point", "Polygon", "Point"]
    assert (loaded.table.geometry.iloc[2].x, loaded.table.geometry.iloc[2].y) == (34.5, 31.6)
    read = loaded.read_as[0]
    assert read["format"] == "kml"
    assert "the folders are read together: Hospitals, Clinics" in read["notes"]
    assert loaded.table["generic_facilities_folder"].tolist() == ["Hospitals"] * 2 + ["Clinics"]
    assert loaded.accounting.iloc[0]["read"] == 3
    assert load_facilities(kml, sheet="Clinics").table["name"].tolist() == ["C"]
    with pytest.raises(InputError, match=r"no folder 'X'; there are: Hospitals, Clinics"):
        load_facilities(kml, sheet="X")


def test_a_kmz_and_a_kml_by_any_name(kml, tmp_path):
    packed = tmp_path / "places.kmz"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("files/photo.png", b"x")
        archive.writestr("files/other.kml", "<kml/>")
        archive.writestr("doc.kml", PLACES)
    assert len(load_facilities(packed).table) == 3
    assert read_table(kml.rename(tmp_path / "places.txt")).format == "kml"
    assert read_table(packed.rename(tmp_path / "places.zip")).format == "kmz"


def test_incidents_marked_on_a_phone_have_a_place_and_the_day_marked(kml):
    table = load_incidents(kml).table
    assert table.geometry.notna().all()
    assert str(table["date_start"].iloc[2])[:10] == "2023-10-07"


def test_the_waypoints_of_a_gpx_are_places_and_its_tracks_are_not(tmp_path):
    path = tmp_path / "walk.gpx"
    path.write_text(POINTS)
    loaded = load_facilities(path)
    assert loaded.table["name"].tolist() == ["P1", "P2"]
    assert loaded.table.geometry.y.tolist() == [31.5, 31.6]
    assert "not read: tracks" in loaded.read_as[0]["notes"]
    # when a waypoint was stored is not when anything happened there
    assert load_incidents(path).table["date_start"].isna().all()


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("track.gpx", POINTS[: POINTS.index("<wpt")] + POINTS[POINTS.index("<trk") :], "waypoints"),
        ("cut.kml", PLACES[:700], "cut short or damaged"),
        ("link.kml", '<kml xmlns="http://www.opengis.net/kml/2.2"></kml>', "KML"),
        ("empty.kml", PLACES[: PLACES.index("<Folder>")] + "</Document></kml>", "no "),
        ("cut.gpx", POINTS[:150], "cut short or damaged|waypoints"),
        ("other.xml", "<?xml version='1.0'?><rows/>", "this is XML"),
    ],
)
def test_what_holds_no_places_says_so(tmp_path, name, content, fault):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=fault) as error:
        load_facilities(path)
    assert name in str(error.value)
    assert "\n" not in str(error.value)
