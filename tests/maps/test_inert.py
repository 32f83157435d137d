"""Text from data travels as bytes that nothing runs, and arrives as it was."""

import json
import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.inert import content_hash, inert_block, plain, read_block
from maps.text import clean

HOSTILE = [
    "{{ 7*191 }}",
    "{% for x in y %}",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "' \" ` ${alert(1)} \\u0041 \\",
    "abc\u202edef",
    "\ud800",
    "a\0b",
    "<img src=x onerror=alert(1)>",
    "\u2028\u2029",
]

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.floats(width=32),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def expected(value):
    """Say independently what must come back."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [expected(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): expected(item) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


@given(values)
def test_what_goes_in_comes_out(value):
    block = inert_block("data", value)
    assert read_block(block, "data") == expected(value)


@given(st.lists(st.sampled_from(HOSTILE) | st.text()))
def test_the_block_holds_base64_and_nothing_else(texts):
    block = inert_block("data", {text: text for text in texts})
    inside = re.fullmatch(r"<script [^<>]*>([^<>]*)</script>", block)
    assert inside is not None
    assert re.fullmatch("[A-Za-z0-9+/=]*", inside[1])


def test_the_same_data_gives_the_same_bytes():
    assert inert_block("data", {"a": [1, "x"]}) == inert_block("data", {"a": [1, "x"]})


def test_what_no_page_can_show_becomes_visible():
    assert plain("a\0b\ud800") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"


def test_numbers_of_every_kind_are_plain():
    given_values = [np.int64(3), np.float64(0.5), np.nan, np.inf, pd.NA, pd.NaT, np.True_, 2.0]
    assert plain(given_values) == [3, 0.5, None, None, None, None, True, 2]
    assert json.dumps(plain(given_values), allow_nan=False)


def test_a_foreign_value_is_refused():
    with pytest.raises(TypeError, match="Timestamp cannot stand"):
        plain([pd.Timestamp("2024-01-01")])


@pytest.mark.parametrize("name", ['x"y', "", "1a", "a b", "a>"])
def test_an_id_that_could_break_out_is_refused(name):
    with pytest.raises(ValueError, match="element id"):
        inert_block(name, {})


def test_a_page_without_the_block_says_so():
    with pytest.raises(ValueError, match="no data block"):
        read_block("<p>", "data")


def test_the_hash_is_the_one_browsers_compute():
    # sha256 of "alert(1)", computed with openssl.
    assert content_hash("alert(1)") == "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"


def test_a_long_column_is_made_plain_as_each_of_its_cells_is():
    columns = [
        [1.0, float("nan"), 2.5, float("inf"), -0.0, None] * 40,
        [np.float64(0.1), None] * 100,
        ["Al\u202e-Noor", None, "a\x00b", "\ud800", "plain", "two\nlines", "\u00a0"] * 30,
        [True, None, 3, -(2**70)] * 50,
        [np.int64(3), 1.5, "text", None] * 50,
        np.arange(200) / 4,
        [[1.0, 2.5], [float("nan"), -3.0]] * 60,
        [[1.0, 2.5], None, [1.0]] * 60,
        [[], []] * 60,
        [["a\x00", None, True]] * 120,
    ]
    for column in columns:
        each = [plain(cell) for cell in column]
        assert repr(plain(column)) == repr(each)
        assert json.loads(json.dumps(plain(column), allow_nan=False)) == each
