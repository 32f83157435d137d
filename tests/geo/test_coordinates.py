"""Reading coordinates: every notation, every doubt reported with both readings."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import format_dms, parse_coordinates, parse_latitude_longitude
from geo.vocabulary import COORDINATE_STATUSES

LAT, LON = 31.504167, 34.466111  # 31°30'15"N 34°27'58"E


def one(text, order=None):
    return parse_coordinates(pd.Series([text]), order=order).iloc[0]


def two(latitude, longitude):
    return parse_latitude_longitude([latitude], [longitude]).iloc[0]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("31.504167N 34.466111E", "decimal"),
        ("N31.504167, E34.466111", "decimal"),
        ("n 31.504167 e 34.466111", "decimal"),
        ("34.466111E; 31.504167N", "decimal"),
        ("31,504167N 34,466111E", "decimal_comma"),
        ("Lat: 31.504167, Lon: 34.466111", "decimal"),
        ("POINT (34.466111 31.504167)", "wkt"),
        ("SRID=4326;point z(34.466111 31.504167 12)", "wkt"),
        ("31.504167 34.466111 0.0 0.0", "geopoint"),
        ("31°30'15\"N 34°27'58\"E", "dms"),
        ("34°27'58\"E, 31°30'15\"N", "dms"),
        ("31º30\u201915”N 34º27\u201958”E", "dms"),
        ("31˚30\u203215″ N, 34˚27\u203258″ E", "dms"),
        ("31°30'15''N 34°27'58''E", "dms"),
        ("31 30 15 N 34 27 58 E", "dms"),
        ("31:30:15N 34:27:58E", "dms"),
        ("31-30-15N 034-27-58E", "dms"),
        ("31d30m15sN 34d27m58sE", "dms"),
        ("31 deg 30 min 15 sec North, 34 deg 27 min 58 sec East", "dms"),
        ("31°30'15\"\u00a0N\u200934°27'58\"\u00a0E", "dms"),
        ("31°30'15\" пн.ш. 34°27'58\" \u0441\u0445.д.", "dms"),
        ("31°30.25'N 34°27.96667'E", "dm"),
        ("31 30.25 N 34 27.96667 E", "dm"),
        ("31°30,25'N; 34°27,96667'E", "dm"),
    ],
)
def test_a_cell_that_names_its_axes(text, written):
    row = one(text)
    assert row["status"] == "ok"
    assert row["format"] == written
    assert row["latitude"] == pytest.approx(LAT, abs=2e-6)
    assert row["longitude"] == pytest.approx(LON, abs=2e-6)


@pytest.mark.parametrize(
    "text",
    [
        "31.5042, 34.4661",
        "31.5042,34.4661",
        "(31.5042 34.4661)",
        "[31.5042; 34.4661]",
        "31,5042; 34,4661",
        "31,5042 34,4661",
        "31,5042, 34,4661",
        "31.5042\t34.4661",
        "31.5042 / 34.4661",
    ],
)
def test_an_unmarked_pair_needs_the_order(text):
    doubt = one(text)
    assert doubt["status"] == "ambiguous"
    assert "latitude 31.5042, longitude 34.4661" in doubt["note"]
    assert "latitude 34.4661, longitude 31.5042" in doubt["note"]
    assert np.isnan(doubt["longitude"])
    assert np.isnan(doubt["latitude"])
    told = one(text, "latlon")
    assert (told["latitude"], told["longitude"]) == (31.5042, 34.4661)
    told = one(text, "lonlat")
    assert (told["latitude"], told["longitude"]) == (34.4661, 31.5042)


def test_the_range_settles_the_order():
    row = one("31.5, 134.4")
    assert (row["latitude"], row["longitude"], row["status"]) == (31.5, 134.4, "ok")
    row = one("134.4, 31.5")
    assert (row["latitude"], row["longitude"], row["status"]) == (31.5, 134.4, "ok")


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("31,504,34,466", "ambiguous", "31.504 and 34.466, or 31504 and 34466"),
        ("31.504.123 34.4", "ambiguous", "31.504123 or 31504.123"),
        ("31,34", "ambiguous", "31.34 alone, or 31 and 34"),
        ("31.5-34.4", "ambiguous", "minus"),
        ("-33.9S 18.4E", "ambiguous", "33.9 or -33.9"),
        ("31.5N 34.4O", "ambiguous", "west in French"),
        ('31°30"N 34°E', "ambiguous", "31°30' or 31°0'30\""),
        ("1E3", "ambiguous", "exponent or an east longitude"),
        ("31°61'N 34°E", "unreadable", "minutes of 61"),
        ("31°30'60\"N 34°E", "unreadable", "seconds of 60"),
        ("31.5°30'N 34°E", "unreadable", "after a fraction of a degree"),
        ("31.5N 34.4N", "unreadable", "marked as a latitude"),
        ("31.5", "unreadable", "one number where two were expected"),
        ("1 2 3 4 5 6 7", "unreadable", "numbers where two were expected"),
        ("the clinic", "unreadable", "the clinic"),
        ("SRID=32636;POINT(630000 3480000)", "unreadable", "EPSG:32636"),
        ("LINESTRING (34 31, 35 32)", "unreadable", "not a WKT point"),
        ("2024-03-31 00:00:00", "unreadable", "date"),
        ("POINT EMPTY", "missing", None),
        ("", "missing", None),
        (" n/a ", "missing", None),
        (None, "missing", None),
        (np.nan, "missing", None),
        ("-", "missing", None),
    ],
)
def test_what_gives_no_coordinate_says_why(text, status, says):
    row = one(text)
    assert row["status"] == status
    assert np.isnan(row["longitude"])
    assert np.isnan(row["latitude"])
    assert (says is None and pd.isna(row["note"])) or says in row["note"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "written"),
    [
        ("31.5042", "34.4661", "decimal"),
        (31.5042, 34.4661, "decimal"),
        ("31,5042", "34,4661", "decimal_comma"),
        (" +31.5042 ", "\u00a034.4661", "decimal"),
        ("٣١\u066b٥٠٤٢", "٣٤\u066b٤٦٦١", "decimal"),
        ("31.5042N", "34.4661 e", "decimal"),
        ("3.15042e1", "34.4661", "decimal"),
    ],
)
def test_two_cells(latitude, longitude, written):
    row = two(latitude, longitude)
    assert row["status"] == "ok"
    assert (row["latitude"], row["longitude"]) == (31.5042, 34.4661)
    assert row["format"] == written
    assert row["precision_m"] == pytest.approx(11.132)


def test_unicode_minus_and_southern_letters_agree():
    for latitude in ("\u22121.25", "-1.25", "1.25S", "1°15'S", "S 1 15"):
        assert two(latitude, "29.5")["latitude"] == -1.25


def test_letters_are_believed_before_headers():
    row = two("34.46E", "31.5N")
    assert (row["latitude"], row["longitude"], row["status"]) == (31.5, 34.46, "ok")
    assert "exchanged" in row["note"]
    row = two("34.46E", "31.5")
    assert row["status"] == "ambiguous"
    assert "latitude 31.5, longitude 34.46" in row["note"]
    assert two("34.46E", "31.5E")["status"] == "unreadable"


def test_both_numbers_in_the_latitude_cell():
    row = two("11.919424, 24.933643", "24.933643)")
    assert (row["latitude"], row["longitude"], row["status"]) == (11.919424, 24.933643, "ok")
    assert "one cell" in row["note"]
    row = two("11.919424, 24.933643", None)
    assert row["status"] == "ambiguous"
    assert "latitude 24.933643, longitude 11.919424" in row["note"]
    assert two("11.9N, 24.9E", None)["status"] == "ok"
    assert two("POINT (24.9 11.9)", None)["latitude"] == 11.9


def test_numbers_beyond_the_globe_are_kept_raw():
    row = two("134.5", "31")
    assert row["status"] == "out_of_range"
    assert np.isnan(row["latitude"])
    assert (row["raw_latitude"], row["raw_longitude"]) == (134.5, 31.0)
    assert "134.5" in row["note"]
    assert "-160" in two(10, 200)["note"]
    assert two("1e3", "31")["status"] == "out_of_range"


def test_zero_is_a_number_and_infinity_is_none():
    assert two("0", 0.0)["status"] == "ok"
    assert two("inf", "3")["status"] == "unreadable"
    assert two(np.inf, 3.0)["status"] == "unreadable"
    assert two("NaN", "NA")["status"] == "missing"
    row = two("", "3")
    assert row["status"] == "missing"
    assert "latitude" in row["note"]
    assert two(True, 3)["status"] == "unreadable"


def test_precision_is_one_unit_in_the_last_place():
    table = parse_latitude_longitude(
        ["31", "31.50", "31.5", 31.5, "31°30'", "31°30'15\"", "31.123456789012"],
        ["34", "34.46", "34.4661", 34.25, "34°27'", "34°27'58\"", "34.1"],
    )
    expected = [111320, 1113.2, 11.132, 1113.2, 1855.33, 30.92, 1e-3]
    np.testing.assert_allclose(table["precision_m"], expected, rtol=1e-3)


def test_index_and_columns_follow_the_input():
    index = pd.Index(["b", "a"], name="facility_id")
    table = parse_coordinates(pd.Series(["1N 2E", None], index=index))
    assert table.index.equals(index)
    assert len(parse_coordinates(pd.Series([], dtype="str"))) == 0
    assert len(parse_latitude_longitude([], [])) == 0
    with pytest.raises(ValueError, match="differ"):
        parse_latitude_longitude(["1"], ["1", "2"])
    with pytest.raises(ValueError, match="order"):
        parse_coordinates(["1 2"], order="xy")


degrees = {
    "latitude": st.floats(-90, 90, allow_nan=False),
    "longitude": st.floats(-180, 180, allow_nan=False),
}


@given(**degrees)
@settings(max_examples=100, deadline=None)
def test_dms_comes_back_within_its_precision(latitude, longitude):
    row = one(format_dms(longitude, latitude)[0])
    assert row["status"] == "ok"
    half_a_unit = 0.005 / 3600 + 1e-12
    assert abs(row["latitude"] - latitude) <= half_a_unit
    assert abs(row["longitude"] - longitude) <= half_a_unit


@given(**degrees, marks=st.sampled_from(["'\"", "\u2032\u2033", ":"]))
@settings(max_examples=60, deadline=None)
def test_the_fast_path_agrees_with_the_scanner(latitude, longitude, marks):
    text = format_dms(longitude, latitude)[0]
    north, east = text.split(" ")
    fast, two_cells = one(text), two(north, east)
    prefixed = " ".join(f"{axis[-1]} {axis[:-1]}" for axis in (north, east))
    slow = one(prefixed)  # letters in front take the scanner
    for name in ("latitude", "longitude", "precision_m"):
        assert fast[name] == pytest.approx(slow[name], abs=1e-13)
        assert two_cells[name] == fast[name]
    if marks != ":":
        other = text.replace("'", marks[0]).replace('"', marks[1])
        assert one(other)["latitude"] == fast["latitude"]


@given(**degrees)
@settings(max_examples=100, deadline=None)
def test_floats_and_their_digits_come_back_exactly(latitude, longitude):
    for cells in ((latitude, longitude), (f"{latitude:.20f}", f"{longitude:.20f}")):
        row = two(*cells)
        assert row["status"] == "ok"
        assert row["latitude"] == pytest.approx(latitude, abs=1e-15)
        assert row["longitude"] == pytest.approx(longitude, abs=1e-15)


@given(**degrees, comma=st.booleans(), lonlat=st.booleans())
@settings(max_examples=100, deadline=None)
def test_one_cell_agrees_with_two(latitude, longitude, comma, lonlat):
    pair = [f"{latitude:.6f}", f"{longitude:.6f}"]
    expected = two(*pair)
    if lonlat:
        pair.reverse()
    if comma:
        pair = [number.replace(".", ",") for number in pair]
    row = one("; ".join(pair), "lonlat" if lonlat else "latlon")
    assert (row["latitude"], row["longitude"]) == (expected["latitude"], expected["longitude"])


@given(st.lists(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none()), max_size=8))
@settings(max_examples=60, deadline=None)
def test_nothing_a_cell_may_hold_stops_the_reading(cells):
    for table in (
        parse_coordinates(pd.Series(cells, dtype=object)),
        parse_coordinates(pd.Series(cells, dtype=object), order="latlon"),
        parse_latitude_longitude(pd.Series(cells, dtype=object), pd.Series(cells, dtype=object)),
    ):
        assert set(table["status"]) <= set(COORDINATE_STATUSES)
        ok = table["status"] == "ok"
        assert table.loc[ok, ["longitude", "latitude", "precision_m"]].notna().all(axis=None)
        assert table.loc[~ok, ["longitude", "latitude"]].isna().all(axis=None)


@given(st.text(alphabet="0123456789.,;:°'\"NSEWO+-/| dms", max_size=24))
@settings(max_examples=100, deadline=None)
def test_no_mixture_of_marks_stops_the_reading(text):
    one(text)
    one(text, "lonlat")
    two(text, text)
