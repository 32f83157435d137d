"""Which incident belongs to which conflict, and what a profile of one's own may say."""

from collections import Counter

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import CRS, Geod
from pyproj.transformer import TransformerGroup

from layers.boundaries import countries
from layers.conflicts import LANGUAGES, assign, choose, facilities_in, profiles, read_profile
from layers.errors import InputError
from layers.schema import conform_facilities, conform_incidents

GAZA, RAMALLAH, SDEROT, DEIR_IN_SEA = (34.46, 31.5), (35.2, 31.9), (34.595, 31.525), (34.26, 31.46)
DAY = pd.Timestamp("2023-11-01")
TIGRAY_TOWNS = {
    "Mekelle": (39.475, 13.497),
    "Adigrat": (39.462, 14.277),
    "Axum": (38.717, 14.125),
    "Shire": (38.283, 14.104),
    "Humera": (36.61, 14.29),
    "Maychew": (39.54, 12.785),
    "Alamata": (39.557, 12.417),
    "Abiy Addi": (39.003, 13.622),
}
NOT_TIGRAY = {"Gondar": (37.467, 12.604), "Sekota": (39.035, 12.626), "Asmara": (38.93, 15.33)}
WGS84 = Geod(ellps="WGS84")


def _row(country="PSE", **more):
    row = {
        "country": country,
        "date_start": DAY,
        "date_end": DAY,
        "admin1": None,
        "location_precision": "settlement",
        "point": None,
    }
    return row | more


def _incidents(*rows):
    frame = pd.DataFrame(list(rows))
    points = [shapely.Point(p) if isinstance(p, tuple) else None for p in frame.pop("point")]
    frame = frame.assign(source="t", coordinates_status="ok", geometry=gpd.GeoSeries(points))
    return conform_incidents(frame.set_axis([f"t:{i}" for i in frame.index]))


def _assigned(*rows, known=None):
    out = assign(_incidents(*rows), profiles() if known is None else known, countries())
    return [None if pd.isna(value) else value for value in out]


def test_the_shipped_profiles_are_complete():
    shipped = profiles()
    assert set(shipped) == {
        "afghanistan", "demoland", "drc", "ethiopia-tigray", "gaza", "haiti", "lebanon", "myanmar",
        "south-sudan", "sudan", "syria", "ukraine", "west-bank", "yemen",
    }  # fmt: skip
    for name, profile in shipped.items():
        assert set(profile.names) == set(LANGUAGES), name
        assert profile.notes, name
        assert profile.sources, name
        assert profile.first_date is not None, name
        west, south, east, north = profile.frame
        middle = shapely.Point((west + east) / 2, (south + north) / 2)
        land = countries()[countries()["country"].isin(profile.countries)]
        assert name == "demoland" or land.intersects(middle.buffer(0.2)).any(), name


@pytest.mark.parametrize("name", sorted(set(profiles()) - {"demoland"}))
def test_the_frame_holds_the_land_of_the_conflict(name):
    profile = profiles()[name]
    land = countries()[countries()["country"].isin(profile.countries)].union_all()
    ours = land if profile.area is None else land.intersection(profile.area)
    frame = shapely.box(*profile.frame)
    assert ours.area > 0
    assert ours.difference(frame.buffer(0.02)).is_empty
    assert ours.area > 0.1 * frame.area  # and little else


@pytest.mark.filterwarnings("ignore:Best transformation is not available")  # grids not shipped
@pytest.mark.parametrize("name", sorted(set(profiles()) - {"demoland"}))
def test_the_older_datums_are_of_the_place_and_shift(name):
    profile = profiles()[name]
    west, south, east, north = profile.frame
    assert profile.datums
    for code in profile.datums:
        datum = CRS.from_user_input(code)
        use = datum.area_of_use
        across = use.east < use.west  # NAD27 and Pulkovo 1942 reach across the antimeridian
        spans = [(use.west, 180), (-180, use.east)] if across else [(use.west, use.east)]
        assert any(span[0] <= east and span[1] >= west for span in spans), code
        assert use.south <= north, code
        assert use.north >= south, code
        # a datum whose shift is not known could not be told from WGS 84
        best = TransformerGroup(datum, "EPSG:4326", always_xy=True).transformers
        at = (west + east) / 2, (south + north) / 2
        moved = max(WGS84.inv(*at, *each.transform(*at))[2] for each in best)
        assert 10 < moved < 1000, (code, moved)


@pytest.mark.parametrize(
    ("row", "conflict"),
    [
        (_row(point=GAZA), "gaza"),
        (_row(point=RAMALLAH), "west-bank"),
        (_row(country="ISR", point=GAZA), "gaza"),  # UCDP writes Israel for Palestine
        (_row(country="ISR", point=SDEROT), None),
        (_row(country=None, point=GAZA), "gaza"),
        (_row(admin1="Gazastreifen"), "gaza"),
        (_row(admin1="Judäa und Samaria"), "west-bank"),
        (_row(admin1="Judea and Samaria"), "west-bank"),
        (_row(country="ISR", admin1="Judea and Samaria"), None),
        (_row(admin1="قطاع غزة"), "gaza"),
        (_row(country=None, admin1="gaza  strip"), "gaza"),
        (_row(admin1="Palestinian Territories"), None),  # two conflicts: the data cannot tell
        (_row(), None),
        (_row(admin1="West Bank", point=GAZA, location_precision="country"), "west-bank"),
        (_row(admin1="West Bank", point=GAZA, location_precision="withheld"), "west-bank"),
        (_row(point=GAZA, location_precision="unknown"), "gaza"),
        (_row(country="SDN"), "sudan"),
        (_row(country="SDN", point=(32.5, 15.6)), "sudan"),
        (_row(country=None, point=(32.5, 15.6)), "sudan"),
        (_row(country="SSD", point=(32.5, 15.6)), "south-sudan"),
        (_row(country="COD"), "drc"),
        (_row(country="UKR", point=(34.1, 45.0)), "ukraine"),
        (_row(country="XDL"), "demoland"),
        (_row(country=None, admin1="Demo North Province"), "demoland"),
        (_row(country="LBN"), "lebanon"),
        (_row(country="SYR"), "syria"),
        (_row(country="YEM", point=(44.2, 15.35)), "yemen"),
        (_row(country="AFG"), "afghanistan"),
        (_row(country="MMR"), "myanmar"),
        (_row(country="SSD"), "south-sudan"),
        (_row(country="HTI"), "haiti"),
        (_row(country="ETH", admin1="Tigrai"), "ethiopia-tigray"),
        (_row(country=None, point=TIGRAY_TOWNS["Mekelle"]), "ethiopia-tigray"),
        (_row(country="ETH", admin1="Amhara"), None),
        (_row(country="ETH"), None),
        (_row(country="ERI", point=(38.7, 14.9)), None),
        (_row(country="FRA"), None),
        (_row(country=None), None),
    ],
)
def test_by_place(row, conflict):
    assert _assigned(row) == [conflict]


def test_towns_of_tigray_and_beside_it():
    rows = [_row("ETH", point=point) for point in TIGRAY_TOWNS.values()]
    assert set(_assigned(*rows)) == {"ethiopia-tigray"}
    assert set(_assigned(*(_row("ETH", point=p) for p in NOT_TIGRAY.values()))) == {None}


def test_by_date():
    start = profiles()["sudan"].first_date
    before = start - pd.Timedelta(days=1)
    rows = [
        _row("SDN", date_start=start, date_end=start),
        _row("SDN", date_start=before, date_end=before),
        _row("SDN", date_start=before, date_end=start),  # may have been before
        _row("SDN", date_start=pd.NaT, date_end=pd.NaT),
    ]
    assert _assigned(*rows) == ["sudan", None, None, "sudan"]


def test_a_distrusted_point_is_not_used():
    incidents = _incidents(
        _row(admin1="West Bank", point=GAZA),
        _row(point=DEIR_IN_SEA, admin1="Gaza Strip"),
    )
    incidents["distrust_reason"] = pd.Series(["in_sea"] * 2, index=incidents.index, dtype="str")
    assert assign(incidents, profiles(), countries()).tolist() == ["west-bank", "gaza"]


def test_a_part_of_a_country_does_not_take_what_is_known_to_the_country_only():
    assert _assigned(_row(), known=choose(["gaza"], profiles())) == [None]


def test_facilities_by_place():
    rows = {
        "a": ("PSE", None, shapely.Point(GAZA)),
        "b": (None, None, shapely.Point(GAZA).buffer(0.001)),
        "c": ("PSE", "Rafah", None),
        "d": ("PSE", "Rafah", shapely.Point(RAMALLAH)),  # its point decides
        "e": ("SDN", None, None),
        "f": (None, None, shapely.Point(32.5, 15.6)),
        "g": ("FRA", None, None),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["country", "admin1", "geometry"])
    frame = frame.assign(source="t", kind="hospital", coordinates_status="ok")
    facilities = conform_facilities(frame)
    found = {
        name: facilities_in(profile, facilities, countries()).tolist()
        for name, profile in profiles().items()
    }
    expected = {"gaza": ["a", "b", "c"], "west-bank": ["d"], "sudan": ["e", "f"]}
    assert {name: ids for name, ids in found.items() if ids} == expected


def test_an_empty_table():
    empty = _incidents(_row()).iloc[:0]
    assert assign(empty, profiles(), countries()).empty


def _write(tmp_path, text, name="mine.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


MINE = """
id = "darfur"
countries = ["SDN"]
frame = [21, 9, 28, 20]
area = [[21, 9], [28, 9], [28, 20], [21, 20]]
admin1_names = ["North Darfur"]
public_detail = 1
datums = ["EPSG:4201"]
[names]
en = "Darfur"
"""


def test_a_profile_of_ones_own_comes_first(tmp_path):
    known = profiles([_write(tmp_path, MINE)])
    assert known["darfur"].public_detail == "1"
    assert known["darfur"].first_date is None
    assert known["darfur"].datums == ("EPSG:4201",)
    rows = [
        _row("SDN", point=(25.35, 13.63)),
        _row("SDN", admin1="North Darfur State"),
        _row("SDN", point=(32.5, 15.6)),
        _row("SDN", date_start=pd.Timestamp("1990-01-01"), admin1="North Darfur"),
    ]
    assert _assigned(*rows, known=known) == ["darfur", "darfur", "sudan", "darfur"]


def test_a_shipped_profile_can_be_replaced(tmp_path):
    known = profiles([_write(tmp_path, MINE.replace('"darfur"', '"sudan"'))])
    assert known["sudan"].name == "Darfur"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "darfur"', "", "the key 'id' is missing"),
        ('id = "darfur"', 'id = "../x"', "letters, digits and hyphens"),
        ('["SDN"]', '["Sudan"]', "'Sudan' is none"),
        ('["SDN"]', '"SDN"', "list of texts"),
        ('["SDN"]', "[]", "alpha-3"),
        ("[21, 9, 28, 20]", "[28, 9, 21, 20]", "west < east"),
        ("[21, 9, 28, 20]", "[21, 9, 28]", "west, south, east, north"),
        ("[[21, 9], [28, 9], [28, 20], [21, 20]]", "[[21, 9], [28, 9]]", "area"),
        ("[[21, 9], [28, 9], [28, 20], [21, 20]]", '[["x", 9], [2, 9], [3, 4]]', "area"),
        ("[[21, 9], [28, 9], [28, 20], [21, 20]]", "[[0, 0], [1, 1], [1, 0], [0, 1]]", "simple"),
        ('"EPSG:4201"', '"EPSG:1"', "datums must be codes.*'EPSG:1' is none"),
        ('"EPSG:4201"', '"EPSG:32636"', "'EPSG:32636' is none"),  # projected
        ('"EPSG:4201"', '"Adindan"', "'Adindan' is none"),
        ('["EPSG:4201"]', '"EPSG:4201"', "datums must be a list of texts"),
        ("public_detail = 1", "public_detail = 9", "0 to 5"),
        ("public_detail = 1", "public_detial = 1", "'public_detial' is not known"),
        ("public_detail = 1", 'first_date = "2023-01-01"', "without quotes"),
        ('en = "Darfur"', 'fr = "Darfour"', "English name"),
        ('en = "Darfur"', 'en = "Darfur"\nxx = "?"', "not xx"),
        ('en = "Darfur"', "en = 3", "texts by language"),
        ("[names]", "[names", "is not TOML"),
    ],
)
def test_faults_of_a_profile_are_named(tmp_path, old, new, message):
    assert old in MINE
    path = _write(tmp_path, MINE.replace(old, new))
    with pytest.raises(InputError, match=message) as caught:
        read_profile(path)
    assert str(path) in str(caught.value)


def test_other_faults(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_profile(tmp_path / "absent.toml")
    one, two = _write(tmp_path, MINE), _write(tmp_path, MINE, "two.toml")
    with pytest.raises(InputError, match="already"):
        profiles([one, two])
    with pytest.raises(InputError, match=r"no conflict 'atlantis'.*demoland, drc"):
        choose(["atlantis"], profiles())


def test_every_palestinian_label_of_the_real_file(shared_data):
    path = shared_data / "incidents" / "insecurity_insight_attacks_on_health_care_2016-2023.xlsx"
    table = pd.read_excel(path, engine="calamine", skiprows=[1])
    rows = table[table["Country ISO"].eq("PSE")].reset_index(drop=True)
    incidents = _incidents(*(_row(admin1=name) for name in rows["Admin 1"]))
    counts = Counter(assign(incidents, profiles(), countries()).fillna("none"))
    assert counts == {"gaza": 549, "west-bank": 250, "none": 466}
