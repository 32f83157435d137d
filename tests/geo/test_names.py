"""Names made comparable."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.names import ALIKE, _fold, is_generic, name_similarity, normalise_names


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Al-Shifa Hospital", "SHIFA medical complex"),
        ("Hôpital Général de Goma", "Goma General Hospital"),
        ("Kadugli Teaching Hospital", "kadugli hospital"),
        ("Обласна лікарня Херсон", "Kherson Oblast Hospital"),
        ("مستشفى ناصر", "مجمع ناصر الطبي"),
        ("Nasser Khan Yunis", "Khan Yunis, Nasser"),
        ("Alshifa", "Al Shifa"),
        ("Al-Shifa Hospital", "مستشفى الشفاء"),
        ("Omdurman Hospital", "مستشفى أم درمان"),
        ("Khan Younis Hospital", "مستشفى خان يونس"),
        ("Wad Madani Teaching Hospital", "مستشفى ود مدني التعليمي"),
        ("Al-Aqsa Martyrs Hospital", "مستشفى شهداء الأقصى"),
        ("Kadugli", "كَادُقْلِي"),
        ("Kharkiv Regional Hospital", "Харківська обласна лікарня"),
        ("Kharkov hospital", "Харьковская больница"),
        ("Zaporizhzhia Children's Hospital", "Запорізька обласна дитяча лікарня"),
        ("Mariupol Maternity Hospital", "Маріупольський пологовий будинок"),
        ("St. Mary's Hosp.", "Saint Mary Hospital"),
        ("Hôpital de l'Amitié", "Friendship Hospital"),
        ("Ziekenhuis Noord Khartoum", "Khartoum North Hospital"),
        ("El Fasher Hosp", "Al Fashir Hospital"),
        ("Kunduz Trauma Centre (2011-2015)", "Kunduz Trauma Centre (since 2021)"),
    ],
)
def test_spellings_of_one_name_are_alike(left, right):
    assert name_similarity([left], [right])[0] >= ALIKE


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Nyala Hospital", "Kadugli Hospital"),
        ("Health Centre", "Health Centre"),
        ("Hospital No. 3", "Hospital No. 4"),
        ("Nyala 3", "Nyala 4"),
        ("Nyala Hospital", "Nyala Pharmacy"),
        ("Nyala Hospital", "مستشفى كادقلي"),
        ("Nyala", "Nile"),
        ("Khartoum North Hospital", "Khartoum South Hospital"),
        ("Харківська лікарня", "Херсонська лікарня"),
    ],
)
def test_other_names_are_not(left, right):
    assert name_similarity([left], [right])[0] < ALIKE


def test_generic_and_null_names():
    assert is_generic(pd.Series(["Clinic", "PHC 3", "Nyala PHC", None])).tolist() == [
        True, True, False, True,
    ]  # fmt: skip
    assert np.isnan(name_similarity(["a", None], [None, "b"])).all()
    assert normalise_names(pd.Series([None, ""])).tolist() == ["", ""]
    assert len(name_similarity([], [])) == 0


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_similarity_is_symmetric_and_bounded(names):
    others = names[::-1]
    there, back = name_similarity(names, others), name_similarity(others, names)
    np.testing.assert_allclose(there, back)
    assert ((there >= 0) & (there <= 1)).all()


@given(
    st.lists(
        st.sampled_from(["Maternal", "child", "mat", "inf", "d'", "L'", "(since 2019)", "[1999-]"])
        | st.text(st.characters(max_codepoint=127), max_size=4)
    ).map("".join)
)
def test_the_short_way_for_latin_letters_says_what_the_long_one_says(text):
    # a joiner without width, which only the long way can take out, at the end
    assert _fold(text) == _fold(text + "\u200c")
