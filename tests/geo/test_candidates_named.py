"""The facility that a text names: across scripts, among rivals, from texts that mean harm."""

import time

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.candidates import SPOKEN, find_named
from geo.candidates.mentions import find_mentions, kinds_said

GAZA = [
    ("Al Shifa Medical Hospital", ["مستشفي الشفاء الطبي"], "hospital", 34.443, 31.524),
    ("Al Awda Hospital - Nuseirat", ["مستشفى العودة - النصيرات"], "hospital", 34.39, 31.45),
    ("Kuwait Field Hospital (Heal Palestine)", [], "field_hospital", 34.28, 31.34),
    ("El-Najar MP", ["نقطة طبية النجار"], "medical_point", 34.30, 31.34),
    ("Al-Amal Hospital", [], "hospital", 34.29, 31.35),
    ("Al Amal Health Center", [], "health_centre", 34.35, 31.42),
]


def listed(rows):
    return gpd.GeoDataFrame(
        [{"name": name, "names_other": other, "kind": kind} for name, other, kind, _, _ in rows],
        geometry=gpd.points_from_xy([row[3] for row in rows], [row[4] for row in rows]),
        index=[f"f{number}" for number in range(len(rows))],
        crs=4326,
    )


def told(*texts, **columns):
    geometry = columns.pop("geometry", [None] * len(texts))
    return gpd.GeoDataFrame(
        {"description": list(texts), **columns},
        geometry=geometry,
        index=[f"i{number}" for number in range(len(texts))],
        crs=4326,
    )


def spoken(text, rows=GAZA, **columns):
    found = find_named(told(text, **columns), listed(rows))
    return found.loc[found["p"] >= SPOKEN, "facility_id"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "Shells hit Al-Shifa Hospital.",
        "the dead were taken to the al-Shifa Medical Complex in Gaza City",
        "قصف مستشفى الشفاء في غزة",
        "قصف بجوار مستشفى الشفاء الطبي",
        "SHIFA HOSPITAL was damaged",
    ],
)
def test_one_facility_is_found_in_any_spelling_and_script(text):
    assert spoken(text) == ["f0"]


def test_a_list_in_one_script_is_found_from_another():
    rows = [("مستشفى التجاني الماحي", [], "hospital", 32.48, 15.64),
            ("Охматдит", [], "hospital", 30.48, 50.45)]  # fmt: skip
    assert spoken("a nurse at Al-Tijani Al-Mahi Hospital", rows) == ["f0"]
    assert spoken("A missile hit the Okhmatdyt hospital", rows) == ["f1"]
    assert spoken("ракета влучила в лікарню Охматдит у Києві", rows) == ["f1"]


@pytest.mark.parametrize(
    "text",
    [
        "bodies arrived at Abu Youssef Al-Najjar Hospital",  # not the medical point of that name
        "behind Al-Kuwaiti Hospital in Rafah",  # nor the field hospital
        "taken to Al Awda Hospital in Jabalia",  # nor the one in Nuseirat
        "the Indonesian Hospital was hit",
        "a hospital was hit near al-Shifa street",
        "a hospital was hit",
        "Amal reached the hospital",
    ],
)
def test_like_names_of_other_places_are_not_taken(text):
    assert spoken(text) == []


def test_a_town_in_the_name_may_stand_elsewhere_in_the_text():
    assert spoken("In Nuseirat camp the wounded reached Al Awda Hospital") == ["f1"]


def test_kinds_tell_two_of_one_name_apart():
    assert spoken("Al-Amal hospital was shelled") == ["f4"]
    found = find_named(told("Al-Amal health centre was shelled"), listed(GAZA))
    assert found["facility_id"].tolist() == ["f5", "f4"]
    assert found["p"].iloc[0] > 8 * found["p"].iloc[1]


def test_two_of_one_name_in_one_town_are_not_chosen_between():
    rows = [("Hope Clinic", [], "clinic", 30.0, 1.0), ("Hope Clinic", [], "clinic", 30.05, 1.0)]
    found = find_named(told("Hope Clinic was burned."), listed(rows))
    assert found["p"].max() < 0.5
    assert found["runner_up_id"].tolist() == ["f1", "f0"]


def test_one_place_listed_twice_is_one_place():
    rows = [("Royal Care Hospital", [], "hospital", 32.57, 15.6),
            ("Royal Care International Hospital", [], "hospital", 32.571, 15.6)]  # fmt: skip
    found = find_named(told("Doctors were arrested at Royal Care Hospital."), listed(rows))
    assert found["facility_id"].tolist() == ["f0"]
    assert found["n_same_site"].tolist() == [2]


def test_a_general_hospital_needs_its_town():
    rows = [("Dansadau General Hospital", [], "hospital", 6.4, 12.3),
            ("Zaria General Hospital", [], "hospital", 7.7, 11.1)]  # fmt: skip
    assert spoken("A nurse was taken from the General Hospital in Zaria", rows) == ["f1"]
    assert spoken("A nurse was taken from the General Hospital", rows) == []
    assert spoken("A nurse was taken from a hospital in Zaria", rows) == []


def test_compass_words_and_numbers_set_neighbours_apart():
    rows = [("El Fasher South Hospital", [], "hospital", 25.4, 13.6),
            ("Clinic 4", [], "clinic", 25.4, 13.6)]  # fmt: skip
    assert spoken("on the way to El Fasher Hospital", rows) == []
    assert spoken("El Fasher South Hospital was hit", rows) == ["f0"]


def test_only_what_the_stated_place_allows_is_spoken_of():
    rows = [("Panzi Hospital", [], "hospital", 28.85, -2.53)]
    here = gpd.points_from_xy([28.9], [-2.5])
    far = gpd.points_from_xy([29.2], [-5.9])
    stated = {"error_m": [25_000.0], "error_model": ["disc"]}
    assert spoken("Panzi Hospital was attacked", rows, geometry=here, **stated) == ["f0"]
    assert spoken("Panzi Hospital was attacked", rows, geometry=far, **stated) == []


def test_a_withheld_place_stays_withheld():
    assert spoken("Shells hit Al-Shifa Hospital.", location_precision=["withheld"]) == []
    found = find_named(told("Al-Shifa Hospital", location_precision=["withheld"]), listed(GAZA))
    assert not len(found)


def test_across_a_border_no_name_counts():
    rows = listed(GAZA).assign(country="PSE")
    found = find_named(told("Al-Shifa Hospital was hit", country=["SDN"]), rows)
    assert found["facility_id"].isna().all()


def test_where_it_happened_and_where_the_wounded_went_are_told_apart():
    texts = ["Shells hit Al-Shifa Hospital", "The wounded were taken to Al-Shifa Hospital",
             "a house next to Al-Shifa Hospital"]  # fmt: skip
    found = find_named(told(*texts), listed(GAZA))
    assert found["role"].tolist() == ["here", "elsewhere", "here"]


def test_a_place_on_no_list_is_said_to_be_on_none():
    found = find_named(told("Shells hit the Indonesian Hospital"), listed(GAZA))
    assert found["facility_id"].isna().tolist() == [True]
    assert found["words"].tolist() == ["Indonesian Hospital"]


def test_a_field_of_the_source_is_taken_at_its_word():
    incidents = told("Shells fell.", facility_named=["Shifa Medical Complex"])
    found = find_named(incidents, listed(GAZA), by="source")
    assert found[["facility_id", "named_by"]].values.tolist() == [["f0", "source"]]


def test_a_list_without_names_names_nothing():
    rows = [(None, [], "hospital", 34.4, 31.5)]
    found = find_named(told("Shells hit Al-Shifa Hospital", "", None), listed(rows))
    assert found["facility_id"].isna().all()
    assert not len(find_named(told("A shell fell", None), listed(rows)))
    assert not len(find_named(told(), listed(GAZA)))


@pytest.mark.parametrize(
    "text",
    ["Al Shifa hospital " * 2_800, "a" * 50_000, "Al-" * 16_000 + "Shifa Hospital",
     "hospital " * 5_600, "A B C D E F G H Hospital " * 2_000, "مستشفى " * 7_000],
)  # fmt: skip
def test_long_texts_cost_no_more_than_their_length(text):
    start = time.process_time()
    find_named(told(text[:25_000]), listed(GAZA))
    half = time.process_time() - start
    start = time.process_time()
    find_named(told(text), listed(GAZA))
    whole = time.process_time() - start
    assert whole < 5.0 * half + 1.0


@settings(deadline=None)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_is_read(texts):
    words = [f"{text} Hospital {text}" for text in texts]
    found = find_mentions(pd.Series(words, dtype="str"))
    assert len(found.table) == found.table["mention"].nunique()
    for row in found.table.itertuples():
        assert 0 <= row.start < row.end <= len(words[row.row])
    assert len(kinds_said(pd.Series(words, dtype="str"))) == len(words)


def test_markup_is_words_like_any_other():
    text = "<script>alert('Al-Shifa Hospital')</script> =HYPERLINK(\"x\") \x00"
    found = find_named(told(text), listed(GAZA))
    assert found["words"].tolist() == ["Al-Shifa Hospital"]
