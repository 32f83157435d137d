"""The closed form against Karney's geodesics: the error it states, where it states it, and why."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo import closed_form
from geo.ellipsoid import POLAR_M, earth_centred
from geo.neighbours import nearest_points
from geo.points import Spots, bearings

WGS84 = Geod(ellps="WGS84")


def pairs_at(metres, n, seed):
    """Pairs of places so far apart, all over the Earth and in all directions."""
    rng = np.random.default_rng(seed)
    longitude = rng.uniform(-180, 180, n)
    latitude = np.degrees(np.arcsin(rng.uniform(-1, 1, n)))
    # a tenth at the poles, where coordinates are at their worst
    latitude[: n // 10] = 90.0 - rng.exponential(0.01, n // 10)
    to_x, to_y, _ = WGS84.fwd(longitude, latitude, rng.uniform(0, 360, n), metres)
    return longitude, latitude, to_x, to_y


distance = np.vectorize(closed_form.distance, otypes=[float])


def by_closed_form(ends):
    here, there = earth_centred(*ends[:2]), earth_centred(*ends[2:])
    step = there - here
    return distance((step**2).sum(axis=1), step[:, 2], (here + there)[:, 2] / 2)


@pytest.mark.parametrize(
    ("metres", "error"), [(1.0, 6e-9), (500.0, 6e-9), (25e3, 6e-9), (50e3, 1.2e-8), (100e3, 3.5e-7)]
)
def test_the_error_is_no_larger_than_stated(metres, error):
    """A third of `ERROR_M` at the far end of the range; the issue measured the same."""
    ends = pairs_at(np.full(100_000, metres), 100_000, 1)
    exact = WGS84.inv(*ends)[2]
    off = np.abs(by_closed_form(ends) - exact)
    assert off.max() <= error <= closed_form.ERROR_M
    assert closed_form.ERROR_M > 2.5 * 3.5e-7


def test_the_form_ends_where_it_must():
    """Beyond the range the error grows past the bound, so that a wider range would show."""
    ends = pairs_at(np.full(20_000, 2.5 * closed_form.LONGEST_M), 20_000, 2)
    off = np.abs(by_closed_form(ends) - WGS84.inv(*ends)[2])
    assert off.max() > closed_form.ERROR_M


def test_the_middle_is_moved_out_to_the_surface():
    """An arc of the equator and one of a meridian through the pole are circles all but exactly."""
    half = np.radians(0.2)
    chord = 2 * 6378137.0 * np.sin(half)
    along = closed_form.distance(chord**2, 0.0, 0.0)
    assert along == pytest.approx(6378137.0 * 2 * half, abs=1e-8)
    polar = WGS84.inv(0.0, 89.9, 180.0, 89.9)[2]
    here, there = earth_centred([0.0, 180.0], [89.9, 89.9])
    squared = (there[0] - here[0]) ** 2
    assert closed_form.distance(squared, 0.0, here[2]) == pytest.approx(polar, abs=1e-8)
    assert here[2] < POLAR_M


def test_one_place_is_at_no_distance():
    assert [closed_form.distance(0.0, 0.0, z) for z in (0.0, 6e6)] == [0.0, 0.0]


places = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@settings(max_examples=500, deadline=None)
@given(places, st.floats(0, 360), st.floats(0, 99_000))
def test_any_short_way(place, azimuth, metres):
    to_x, to_y, _ = WGS84.fwd(*place, azimuth, metres)
    ends = [np.array([value]) for value in (*place, to_x, to_y)]
    exact = WGS84.inv(*place, to_x, to_y)[2]
    assert abs(by_closed_form(ends)[0] - exact) <= closed_form.ERROR_M


@settings(max_examples=300, deadline=None)
@given(places, places)
def test_measured_at_any_distance(one, other):
    """What is beyond the closed form is Karney's, antipodes and poles included."""
    ends = [np.array([value]) for value in (*one, *other)]
    metres = nearest_points(Spots(*ends[:2]), Spots(*ends[2:]), 1, bearing=False).distance_m
    assert abs(metres[0] - WGS84.inv(*one, *other)[2]) <= closed_form.ERROR_M


@pytest.mark.parametrize("metres", [1_000.0, 5_000.0, 25_000.0, 50_000.0])
def test_bearings_are_right_to_a_billionth_of_a_degree(metres):
    ends = pairs_at(np.full(100_000, metres), 100_000, 3)
    azimuth, _, exact = WGS84.inv(*ends)
    exact = np.clip(exact, closed_form.BEARING_FROM_M, closed_form.BEARING_TO_M)
    holds = closed_form.bearing_holds(exact, *ends[:3])
    assert 0.85 < holds.mean() < 0.95  # not the poles
    found = closed_form.bearing(*(end[holds] for end in ends), exact[holds])
    assert ((found >= 0) & (found < 360)).all()
    turn = (found - azimuth[holds] + 180) % 360 - 180
    assert np.abs(turn).max() <= closed_form.BEARING_ERROR_DEG


def test_the_normal_section_alone_is_not_the_geodesic(monkeypatch):
    """The two terms matter; if this fails, the test above tests little."""
    ends = pairs_at(np.full(20_000, 50_000.0), 20_000, 4)
    azimuth, _, exact = WGS84.inv(*ends)
    holds = closed_form.bearing_holds(np.minimum(exact, 5e4), *ends[:3])
    monkeypatch.setattr(closed_form, "_SECOND_E2", 0.0)
    found = closed_form.bearing(*(end[holds] for end in ends), exact[holds])
    turn = (found - azimuth[holds] + 180) % 360 - 180
    assert np.abs(turn).max() > 1e-6


@settings(max_examples=300, deadline=None)
@given(places, st.floats(0, 360), st.floats(10, 1e5))
def test_bearings_of_any_way(place, azimuth, metres):
    """To 1e-6 degrees beyond 10 m, everywhere: poles, the antimeridian, near and far."""
    to_x, to_y, _ = WGS84.fwd(*place, azimuth, metres)
    ends = [np.array([value]) for value in (*place, to_x, to_y)]
    exact, _, distance = WGS84.inv(*ends)
    row = np.zeros(1, dtype=int)
    found = bearings(Spots(*ends[:2]), Spots(*ends[2:]), row, row, distance)
    assert abs((found - exact + 180) % 360 - 180)[0] <= 1e-6
