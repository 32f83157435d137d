"""From probabilities to words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tiers import tier
from geo.vocabulary import TIERS

SHARE = st.floats(0, 1)


@pytest.mark.parametrize(
    ("p", "doubled", "word"),
    [
        (1.0, 1.0, "almost_certain"),
        (0.95, 0.95, "almost_certain"),
        (0.95, 0.9499, "likely"),
        (0.9499, 1.0, "likely"),
        (0.5, 0.0, "likely"),
        (0.4999, 0.0, "possible"),
        (0.05, 0.9, "possible"),
        (0.0499, 0.9, "unlikely"),
        (0.0, 0.0, "unlikely"),
        (np.nan, np.nan, "cannot_tell"),
    ],
)
def test_words_of_well_known_places(p, doubled, word):
    assert tier(p, doubled, vague=False) == word


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.9, "cannot_tell"),
        (0.3, "cannot_tell"),
        (0.001, "cannot_tell"),
        (0.00099, "unlikely"),
        (0.0, "unlikely"),
        (np.nan, "cannot_tell"),
    ],
)
def test_words_of_vague_places(p, word):
    assert tier(p, p, vague=True) == word


@given(SHARE, SHARE, st.booleans())
def test_every_probability_has_one_word_and_more_is_never_less(p, doubled, vague):
    word = tier(p, doubled, vague).item()
    assert word in TIERS
    more = tier(min(1.0, p + 0.1), doubled, vague).item()
    if "cannot_tell" not in (word, more):
        assert TIERS.index(more) <= TIERS.index(word)
    if vague:
        assert word in ("cannot_tell", "unlikely")
    elif word == "almost_certain":
        assert min(p, doubled) >= 0.95


def test_arguments_broadcast():
    assert tier([0.99, 0.2], [[0.99], [0.1]], vague=False).shape == (2, 2)
    assert tier([], [], vague=[]).shape == (0,)
