"""Discs that hang together, against a plain search over every pair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import clusters
from geo.clusters import touching


def by_search(place, east, north, reach):
    """Spread the least number of each entry to all it touches until nothing changes."""
    group = np.arange(len(place))
    gap = np.hypot(east[:, None] - east, north[:, None] - north)
    touch = (place[:, None] == place) & (gap <= reach[:, None] + reach)
    for _ in range(len(place)):
        group = np.array([group[row].min() for row in touch])
    return group


def same_partition(one, other):
    pairs = set(zip(one, other, strict=True))
    return len(pairs) == len(set(one)) == len(set(other))


spots = st.tuples(st.integers(0, 3), st.integers(-9, 9), st.integers(-9, 9), st.floats(0, 3))


@settings(max_examples=200, deadline=None)
@given(st.lists(spots, min_size=1, max_size=25))
def test_what_hangs_together(some):
    place, east, north, reach = (np.array(column) for column in zip(*sorted(some), strict=True))
    found = touching(place, east.astype(float), north.astype(float), reach)
    assert same_partition(found.tolist(), by_search(place, east, north, reach).tolist())


@pytest.mark.parametrize("at_once", [1, 7, 1000])
def test_batches_change_nothing(monkeypatch, at_once):
    rng = np.random.default_rng(1)
    place = np.sort(rng.integers(0, 20, 200))
    east, north = rng.uniform(0, 100, (2, 200))
    whole = touching(place, east, north, np.full(200, 8.0))
    monkeypatch.setattr(clusters, "_PAIRS_AT_ONCE", at_once)
    assert touching(place, east, north, np.full(200, 8.0)).tolist() == whole.tolist()
    assert 20 < len(set(whole)) < 200


def test_a_crowd_is_one_group_and_nothing_is_none():
    place = np.r_[np.zeros(300, int), np.ones(2, int)]
    east = np.arange(302) * 100.0
    group = touching(place, east, np.zeros(302), np.ones(302))
    assert len(set(group[:300])) == 1
    assert len(set(group)) == 3
    assert len(touching(place[:0], east[:0], east[:0], east[:0])) == 0
