"""Coordinates as people write them: a corpus of texts, and every notation there and back."""

from pathlib import Path
from urllib.parse import quote

import numpy as np
import pandas as pd
import pyproj
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.coordinates import format_dms, parse_coordinates, parse_latitude_longitude
from geo.coordinates.grids import BANDS, read_mgrs, zone_limits
from geo.coordinates.pairs import read_pair
from layers.places import _formats

CORPUS = pd.read_csv(
    Path(__file__).with_name("coordinate_corpus.csv"),
    dtype={"text": "str", "format": "str", "status": "str", "note": "str"},
    keep_default_na=False,
    na_values={"longitude": [""], "latitude": [""]},
)
GEOD = pyproj.Geod(ellps="WGS84")
GLOBE = {
    "latitude": st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -80.0, 0.0, 84.0, 90.0])),
    "longitude": st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 0.0, 180.0, 179.99999])),
}


def one(text, order=None):
    return parse_coordinates(pd.Series([text]), order=order).iloc[0]


def test_the_corpus_is_wide_enough():
    assert len(CORPUS) >= 300
    assert CORPUS["text"].is_unique
    assert 0.25 < CORPUS["status"].ne("ok").mean() < 0.5
    assert CORPUS.loc[CORPUS["status"].eq("ok"), "format"].nunique() == 14


def test_every_text_of_the_corpus_is_read_refused_or_called_ambiguous_as_it_should_be():
    read = parse_coordinates(CORPUS["text"])
    assert read["status"].tolist() == CORPUS["status"].tolist()
    ok = CORPUS["status"].eq("ok").to_numpy()
    for axis in ("longitude", "latitude"):
        np.testing.assert_allclose(read.loc[ok, axis], CORPUS.loc[ok, axis], rtol=0, atol=1e-6)
        assert read.loc[~ok, axis].isna().all()
    assert read.loc[ok, "format"].tolist() == CORPUS.loc[ok, "format"].tolist()
    for wanted, given_note in zip(CORPUS["note"][~ok], read["note"][~ok], strict=True):
        assert wanted in (given_note if isinstance(given_note, str) else "")


def test_the_corpus_is_read_alike_in_a_cell_of_a_latitude_column():
    ok = CORPUS[CORPUS["status"].eq("ok")]
    whole = ok["format"].isin(["utm", "mgrs", "plus_code", "map_link", "geo_uri", "wkt", "geojson"])
    texts = ok.loc[whole, "text"]
    read = parse_latitude_longitude(texts, pd.Series(None, index=texts.index, dtype="str"))
    assert read["status"].eq("ok").all()
    np.testing.assert_allclose(read["latitude"], ok.loc[whole, "latitude"], rtol=0, atol=1e-6)
    np.testing.assert_allclose(read["longitude"], ok.loc[whole, "longitude"], rtol=0, atol=1e-6)
    assert read["note"].str.contains("one cell").all()


def test_each_row_of_a_mixed_column_is_read_by_itself():
    column = [
        "31.5042, 34.4661",
        "31,5042; 34,4661",
        "٣١٫٥٠٤٢ ٣٤٫٤٦٦١",
        "၃၁.၅၀၄၂၊ ၃၄.၄၆၆၁",
        "31.5042N 34.4661E",
        "https://yandex.com/maps/?ll=34.4661,31.5042",
        "\u200f31.5042,\u00a034.4661\u200e",
    ]
    read = parse_coordinates(pd.Series(column), order="latlon")
    assert read["status"].eq("ok").all()
    assert read["latitude"].eq(31.5042).all()
    assert read["longitude"].eq(34.4661).all()
    assert read["precision_m"].round(3).eq(11.132).all()
    latitudes = ["31.5042", "31,5042", "٣١٫٥٠٤٢", "३१.५०४२", "31.5042 пн", "313015.12N", "−31.5042"]
    longitudes = [
        "34.4661",
        "34,4661",
        "٣٤٫٤٦٦١",
        "३४.४६६१",
        "34.4661 сх",
        "0342757.96E",
        "34.4661",
    ]
    read = parse_latitude_longitude(latitudes, longitudes)
    assert read["status"].eq("ok").all()
    np.testing.assert_allclose(read["latitude"].abs(), 31.5042, atol=1e-6)
    assert read["latitude"].iloc[-1] == -31.5042
    np.testing.assert_allclose(read["longitude"], 34.4661, atol=1e-5)
    wanted = ["decimal", "decimal_comma", "decimal", "decimal", "decimal", "dms", "decimal"]
    assert read["format"].tolist() == wanted


def test_the_account_of_a_file_says_where_its_notation_changes():
    table = parse_coordinates(
        pd.Series(["1.5N 2E", "1°30'N 2°0'E", None, "36RXV3487", "36RXV3488"])
    )
    assert _formats(table["format"]) == "mgrs (2), decimal (1), dm (1)"
    wanted = "mgrs (2), dm (1); dm until row 2 of the table, then mgrs"
    assert _formats(table["format"].where(table["format"].ne("decimal"))) == wanted
    assert _formats(table["format"].where(table["format"].eq("dm"))) == "dm (1)"
    assert _formats(table["format"].where(table["format"].eq("none"))) is None


def test_long_decimals_with_commas_are_no_grid():
    for text in ("31,504200; 134,466100", "0,000000; 100,000000", "36,634521, 134,871230"):
        read = one(text, "latlon")
        assert (read["status"], read["format"]) == ("ok", "decimal_comma")


def test_another_number_beside_a_whole_place_is_a_doubt():
    for text in ("31.5N 34.4E", "36R 634521mE 3487123mN", "geo:31.5,34.4"):
        same, other = (
            parse_latitude_longitude([text], [cell]).iloc[0] for cell in ("34.4", "35.9")
        )
        assert (same["status"], other["status"]) == ("ok", "ambiguous")
        assert "a different one" in other["note"]


def test_the_hemisphere_may_stand_in_the_cell_of_its_axis():
    for north, east in (
        ("31.5 شمال", "34.4 شرق"),
        ("31.5 ش", "34.4 ق"),
        ("31.5 မြောက်", "34.4 အရှေ့"),
        ("31.5 C".replace("C", "\u0421"), "34.4 В"),
        ("31.5 Noord", "34.4 Oost"),
    ):
        read = parse_latitude_longitude([north], [east]).iloc[0]
        assert (read["latitude"], read["longitude"], read["status"]) == (31.5, 34.4, "ok")


# The project's own examples (github.com/google/open-location-code, test_data/decoding.csv).
@pytest.mark.parametrize(
    ("code", "south", "west", "north", "east"),
    [
        ("7FG49Q00+", 20.35, 2.75, 20.4, 2.8),
        ("7FG49QCJ+2V", 20.37, 2.782125, 20.370125, 2.78225),
        ("7FG49QCJ+2VX", 20.3701, 2.78221875, 20.370125, 2.78225),
        ("7FG49QCJ+2VXGJ", 20.370113, 2.782234375, 20.370114, 2.78223632813),
        ("8FVC2222+22", 47.0, 8.0, 47.000125, 8.000125),
        ("4VCPPQGP+Q9", -41.273125, 174.785875, -41.273, 174.786),
        ("62G20000+", 0.0, -180.0, 1, -179),
        ("22220000+", -90, -180, -89, -179),
        ("6VGX0000+", 0, 179, 1, 180),
        ("CFX3X2X2+X2", 89.9998750, 1, 90, 1.0001250),
        ("84000000+", 30, -140, 50, -120),
        ("849VGJQF+VX7QR3J7QR3J", 37.5396691200, -122.3750698242, 37.5396691600, -122.3750697021),
    ],
)
def test_plus_codes_are_read_as_published(code, south, west, north, east):
    read = one(code)
    assert read["status"] == "ok"
    assert read["latitude"] == pytest.approx((south + north) / 2, abs=1e-9)
    assert read["longitude"] == pytest.approx((west + east) / 2, abs=1e-9)
    half_m = max(north - south, east - west) / 2 * 111_320
    assert read["precision_m"] == pytest.approx(max(half_m, 1e-3), rel=1e-3)


@pytest.mark.parametrize("code", ["8FWC2345+G", "8FWC2_45+G6", "8FWC2300+G6", "8FWC2345+G6+"])
def test_what_the_project_calls_no_code_is_not_read(code):
    assert one(code)["status"] == "unreadable"


@pytest.mark.parametrize(("digits", "half_m"), [(0, 50_000), (1, 5_000), (3, 50), (5, 0.5)])
def test_mgrs_of_any_precision_says_half_a_cell(digits, half_m):
    code = "36RXV" + "34521"[:digits] + "87123"[:digits]
    assert one(code)["precision_m"] == pytest.approx(half_m)


def metres_apart(read, longitude, latitude):
    return GEOD.inv(read["longitude"], read["latitude"], longitude, latitude)[2]


def letters(latitude, longitude, form):
    north, east = ("S" if latitude < 0 else "N"), ("W" if longitude < 0 else "E")
    return form(abs(latitude)) + north + " " + form(abs(longitude)) + east


def minutes(degrees):
    thousandths = round(degrees * 60_000)
    return f"{thousandths // 60_000}°{thousandths % 60_000 / 1000:06.3f}'"


def packed(degrees, wide):
    seconds = round(degrees * 3600)
    return f"{seconds // 3600:0{wide}d}{seconds // 60 % 60:02d}{seconds % 60:02d}"


ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
BURMESE = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")


def signed(y, x):
    return f"{y:.5f},{x:.5f}"


WRITTEN = {
    "decimal": lambda y, x: letters(y, x, "{:.5f}°".format),
    "decimal_comma": lambda y, x: letters(y, x, lambda v: f"{v:.5f}".replace(".", ",")),
    "arabic": lambda y, x: (
        f"{abs(y):.5f} {'جنوب' if y < 0 else 'شمال'}، {abs(x):.5f} {'غرب' if x < 0 else 'شرق'}"
    ).translate(ARABIC),
    "ukrainian": lambda y, x: (
        f"{abs(y):.5f}° {'пд' if y < 0 else 'пн'}.ш. {abs(x):.5f}° {'зх' if x < 0 else 'сх'}.д."
    ),
    "burmese": lambda y, x: (
        f"{abs(y):.5f} {'တောင်' if y < 0 else 'မြောက်'} {abs(x):.5f} {'အနောက်' if x < 0 else 'အရှေ့'}"
    ).translate(BURMESE),
    "labels": lambda y, x: f"lon: {x:.5f}; lat: {y:.5f}",
    "dm": lambda y, x: letters(y, x, minutes),
    "dms": lambda y, x: format_dms(x, y)[0],
    "packed": lambda y, x: (
        f"{packed(abs(y), 2)}{'S' if y < 0 else 'N'}{packed(abs(x), 3)}{'W' if x < 0 else 'E'}"
    ),
    "wkt": lambda y, x: f"POINT ({x:.6f} {y:.6f})",
    "geojson": lambda y, x: f'{{"type": "Point", "coordinates": [{x:.6f}, {y:.6f}]}}',
    "geopoint": lambda y, x: f"{y:.6f} {x:.6f} 0.0 5.0",
    "iso6709": lambda y, x: f"{y:+09.5f}{x:+010.5f}/",
    "geo_uri": lambda y, x: f"geo:{signed(y, x)}",
    "google": lambda y, x: f"https://www.google.com/maps/@{signed(y, x)},17z",
    "google_pin": lambda y, x: (
        f"https://www.google.com/maps/place/x/@1,2,3z/data=!3d{y:.6f}!4d{x:.6f}"
    ),
    "google_query": lambda y, x: f"https://maps.google.com/?q={quote(signed(y, x))}",
    "osm": lambda y, x: f"https://www.openstreetmap.org/#map=17/{y:.5f}/{x:.5f}",
    "osm_marker": lambda y, x: f"https://www.openstreetmap.org/?mlat={y:.5f}&mlon={x:.5f}",
    "apple": lambda y, x: f"https://maps.apple.com/?ll={signed(y, x)}",
    "yandex": lambda y, x: f"https://yandex.com/maps/?ll={x:.5f}%2C{y:.5f}&z=12",
}


@pytest.mark.parametrize("notation", WRITTEN)
@given(**GLOBE)
@example(latitude=90.0, longitude=180.0)
@example(latitude=-90.0, longitude=-180.0)
@example(latitude=-0.000004, longitude=-0.000004)
@settings(max_examples=40, deadline=None)
def test_what_is_written_comes_back_within_its_precision(notation, latitude, longitude):
    text = WRITTEN[notation](latitude, longitude)
    read = one(text)
    assert read["status"] == "ok", text
    assert metres_apart(read, longitude, latitude) <= read["precision_m"] * 1.01, text
    table = parse_coordinates(pd.Series([text, text]), order="latlon")
    assert table["latitude"].eq(read["latitude"]).all()


@given(**GLOBE, digits=st.integers(0, 12), form=st.sampled_from(["{}{} {}{}", "{}°{}, {}° {}"]))
@settings(max_examples=80, deadline=None)
def test_lettered_columns_agree_with_the_scanner(latitude, longitude, digits, form):
    north, east = ("S" if latitude < 0 else "N"), ("W" if longitude < 0 else "e")
    y, x = f"{abs(latitude):.{digits}f}", f"{abs(longitude):.{digits}f}"
    text = form.format(y, north, x, east)
    fast, slow = one(text), read_pair(text, None)
    assert (fast["longitude"], fast["latitude"]) == (slow.longitude, slow.latitude)
    assert fast["precision_m"] == pytest.approx(max(slow.unit_deg * 111_320, 1e-3))
    cells = parse_latitude_longitude([y + north], [x + east]).iloc[0]
    assert cells.drop("note").equals(fast.drop("note"))


@pytest.mark.parametrize("order", ["latlon", "lonlat"])
@pytest.mark.parametrize("comma", [False, True])
@given(**GLOBE)
@settings(max_examples=40, deadline=None)
def test_pairs_without_letters_come_back_in_their_order(order, comma, latitude, longitude):
    pair = [f"{latitude:.5f}", f"{longitude:.5f}"]
    text = "; ".join(pair if order == "latlon" else reversed(pair))
    read = one(text.replace(".", ",") if comma else text, order)
    assert metres_apart(read, longitude, latitude) <= read["precision_m"]


@given(latitude=st.floats(-80, 84), longitude=GLOBE["longitude"], letter=st.booleans())
@settings(max_examples=150, deadline=None)
def test_utm_comes_back_within_a_metre(latitude, longitude, letter):
    latitude = 0.0 if abs(latitude) < 1e-9 else latitude  # or the northing is that of the equator
    zone = min(int((longitude + 180) // 6) + 1, 60)
    south = latitude < 0
    project = pyproj.Proj(f"EPSG:{(32700 if south else 32600) + zone}")
    easting, northing = project(longitude, latitude)
    band = BANDS[min(int((latitude + 80) // 8), 19)]
    sure = f"{zone} {'south' if south else 'north'} {easting:.0f}mE {northing:.0f}mN"
    read = one(sure)
    assert read["status"] == "ok", sure
    assert metres_apart(read, longitude, latitude) <= 1.01 * read["precision_m"]
    if letter and band != "S":
        read = one(f"{zone}{band} {easting:.0f}mE {northing:.0f}mN")
        assert metres_apart(read, longitude, latitude) <= 1.01 * read["precision_m"]
    bare = one(f"{zone}{'S' if south else 'N'} {easting:.0f} {northing:.0f}")
    if bare["status"] == "ok":  # else both readings are given, for a north of 30 to 42 degrees
        assert metres_apart(bare, longitude, latitude) <= 1.01 * bare["precision_m"]
    else:
        assert bare["status"] == "ambiguous"


COLUMNS, ROWS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR"), "ABCDEFGHJKLMNPQRSTUV"
POLAR_ROWS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
POLAR = {"A": "JKLPQRSTUXYZ", "B": "ABCFGHJKLPQR", "Y": "JKLPQRSTUXYZ", "Z": "ABCFGHJ"}


def write_mgrs(latitude, longitude, digits):
    """Write a reference the way DMA TM 8358.1 lays the letters out."""
    latitude = 0.0 if abs(latitude) < 1e-9 else latitude
    if -80 <= latitude < 84:
        band = BANDS[min(int((latitude + 80) // 8), 19)]
        zone = next(
            zone
            for zone in range(1, 61)
            if (limits := zone_limits(zone, band))
            and limits[0] <= min(longitude, 179.9999) < limits[1]
        )
        epsg = (32700 if latitude < 0 else 32600) + zone
        easting, northing = pyproj.Proj(f"EPSG:{epsg}")(longitude, latitude)
        head = f"{zone}{band}{COLUMNS[zone % 3][int(easting // 100_000) - 1]}"
        row = int(northing // 100_000) + (5 if zone % 2 == 0 else 0)
        head += ROWS[row % 20]
    else:
        epsg = 5042 if latitude < 0 else 5041
        easting, northing = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(
            longitude, latitude
        )
        west = easting < 2_000_000
        band = ("A" if west else "B") if latitude < 0 else ("Y" if west else "Z")
        east_of = 2_000_000 if not west else 800_000
        north_of = 800_000 if latitude < 0 else 1_300_000
        head = band + POLAR[band][int((easting - east_of) // 100_000)]
        head += POLAR_ROWS[int((northing - north_of) // 100_000)]
    parts = (f"{int(value % 100_000):05d}"[:digits] for value in (easting, northing))
    return head + "".join(parts)


@given(**GLOBE, digits=st.integers(1, 5))
@example(latitude=60.0, longitude=3.5, digits=5)
@example(latitude=78.0, longitude=10.0, digits=4)
@example(latitude=90.0, longitude=0.0, digits=5)
@example(latitude=-90.0, longitude=0.0, digits=5)
@example(latitude=0.0, longitude=180.0, digits=5)
@settings(max_examples=200, deadline=None)
def test_mgrs_comes_back_within_its_cell(latitude, longitude, digits):
    code = write_mgrs(latitude, longitude, digits)
    code = code if code[0].isdecimal() else f"MGRS {code}"  # a polar one may be many things
    read = one(code)
    assert (read["status"], read["format"]) == ("ok", "mgrs"), code
    # Half a cell on each axis of the grid, which metres of UTM stretch by less than 1 in 100.
    assert metres_apart(read, longitude, latitude) <= read["precision_m"] * 2**0.5 * 1.01 + 1e-3
    spaced = code[: -2 * digits] + " " + code[-2 * digits : -digits] + " " + code[-digits:]
    assert read_mgrs(spaced.lower())[:2] == (read["longitude"], read["latitude"])


def write_plus_code(latitude, longitude, length):
    """Write a code by whole numbers, as the specification's encoder does."""
    alphabet = "23456789CFGHJMPQRVWX"
    y = min(max(int((latitude + 90) * 25_000_000), 0), 180 * 25_000_000 - 1)
    x = int((longitude + 180) * 8_192_000) % (360 * 8_192_000)
    fine = ""
    for _ in range(5):
        fine = alphabet[y % 5 * 4 + x % 4] + fine
        y, x = y // 5, x // 4
    coarse = ""
    for _ in range(5):
        coarse = alphabet[y % 20] + alphabet[x % 20] + coarse
        y, x = y // 20, x // 20
    digits = (coarse + fine)[:length]
    return digits[:8].ljust(8, "0") + "+" + digits[8:]


@given(**GLOBE, length=st.sampled_from([4, 6, 8, 10, 11, 12, 15]))
@settings(max_examples=150, deadline=None)
def test_plus_codes_come_back_within_their_cell(latitude, longitude, length):
    code = write_plus_code(latitude, longitude, length)
    read = one(code)
    assert (read["status"], read["format"]) == ("ok", "plus_code"), code
    half_deg = read["precision_m"] / 111_320 * (1 + 1e-9) + 5e-8
    assert abs(read["latitude"] - latitude) <= half_deg
    assert abs((read["longitude"] - longitude + 180) % 360 - 180) <= half_deg


@given(st.text(alphabet="36RSNXV UTM:mEN+,.0123456789/geo=q&?@!d34CFG°'", max_size=32))
@settings(max_examples=150, deadline=None)
def test_no_mixture_of_codes_stops_the_reading(text):
    for cell in (
        text,
        f"36R {text}",
        f"https://maps.google.com/{text}",
        f"geo:{text}",
        f"UTM {text}",
    ):
        one(cell)
        one(cell, "lonlat")
        parse_latitude_longitude([cell], [text])
