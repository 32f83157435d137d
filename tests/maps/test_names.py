"""A place's name in the language of the page: taken from its own list or not at all."""

import numpy as np
import pandas as pd
import pytest

from maps.names import own_name
from maps.report import write_report
from tests.maps.account_sample import make_account, make_tables
from tests.maps.test_report import Page

SHIFA = "مستشفى الشفاء"


@pytest.mark.parametrize("others", [[SHIFA], (SHIFA,), np.array([SHIFA]), f"Shifa|{SHIFA}"])
def test_a_name_of_the_list_in_the_language_is_taken(others):
    assert own_name("Al-Shifa", others, "ar") == SHIFA
    assert own_name("Al-Shifa", others, "uk") == "Al-Shifa"


@pytest.mark.parametrize("nothing", [None, pd.NA, float("nan"), [], "", [None]])
def test_without_another_name_the_lists_own_stands(nothing):
    assert own_name("Al-Shifa", nothing, "ar") == "Al-Shifa"
    assert own_name(nothing if not isinstance(nothing, list) else None, nothing, "ar") is None


def test_a_name_in_letters_of_another_language_is_not_taken_for_it():
    assert own_name("Clinic", ["کلینیک پغمان"], "ar") == "Clinic"  # Persian
    assert own_name("Hospital", ["Больница № 1", "Лікарня № 1"], "uk") == "Лікарня № 1"
    assert own_name("Hospital", ["Больница № 1"], "uk") == "Hospital"
    assert own_name(SHIFA, ["Al-Shifa"], "nl") == "Al-Shifa"


def test_a_report_names_sites_and_districts_in_its_language_and_keeps_the_lists_name(tmp_path):
    made = make_tables()
    facilities = made["facilities"]
    first = facilities.loc["f1", "name"]
    others = [[SHIFA] if name == "f1" else [] for name in facilities.index]
    made["facilities"] = facilities.assign(names_other=pd.Series(others, index=facilities.index))
    page = Page(write_report(tmp_path / "ar.html", make_account(), **made, lang="ar"))
    assert f'<bdi>{SHIFA}</bdi> <span class="id"><bdi>{first}</bdi> <bdi>(f1)</bdi>' in page.source
    page = Page(write_report(tmp_path / "en.html", make_account(), **made))
    assert SHIFA not in page.source
