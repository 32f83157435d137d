"""The kernels behind the joins: strips that lose nothing, blocks, rings, and ties by Karney."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.spatial.distance import cdist

import geo
from geo import points
from geo.compiled import run
from geo.ellipsoid import earth_centred, longest_chord
from geo.kernels import collect
from geo.neighbours import nearest_points
from geo.pairs import Pairs, join, no_bearing
from geo.points import Spots, count_points, settle_ties, within_by_blocks
from geo.strips import Strips, columns, reach_deg

pytestmark = pytest.mark.usefixtures("form")
WGS84 = Geod(ellps="WGS84")


def series(longitude, latitude):
    return gpd.GeoSeries.from_xy(longitude, latitude, crs=4326)


def every_pair(left, right):
    n, m = len(left[0]), len(right[0])
    metres = WGS84.inv(
        np.repeat(left[0], m), np.repeat(left[1], m), np.tile(right[0], n), np.tile(right[1], n)
    )[2]
    return np.reshape(metres, (n, m))


def hard_places(seed, n):
    """Poles, the antimeridian, a town, the equator, and longitudes beyond 180."""
    rng = np.random.default_rng(seed)
    longitude = rng.choice([-180.0, 179.99, 0.0, 34.4, 190.0], n) + rng.normal(0, 0.05, n)
    latitude = rng.choice([-90.0, 90.0, 0.0, 31.5, 60.0, 89.5], n) + rng.normal(0, 0.05, n)
    return longitude, np.clip(latitude, -90, 90)


def covered(places, centres, radius, radius_meant):
    """What the kernel lists of each place for each centre, and how many places it compared."""
    index = Strips(*places, radius_meant)
    n, m = len(centres[0]), len(places[0])
    right, metres = np.empty(n * m, dtype=int), np.empty(n * m)
    count, said = np.zeros(n, dtype=int), np.zeros(3, dtype=int)
    radii = np.full(n, radius)
    reached = run(
        *(collect, n * m, 0, n, np.array(centres[1]), columns(centres[0])),
        *(earth_centred(*centres).ravel(), reach_deg(radii), longest_chord(radii) ** 2, radii),
        *(index.height_deg, index.start, index.columns, index.places, index.rows, 1 << 62),
        *(right, metres, count, said),
    )
    assert reached == n
    assert count.sum() == said[0] <= said[2]
    seen = np.zeros((n, m), dtype=int)
    np.add.at(seen, (np.repeat(np.arange(n), count), right[: said[0]]), 1)
    return seen, said[2]


@pytest.mark.parametrize("radius", [0.01, 300.0, 30_000.0, 2e6, 1.5e7, 3e7])
@pytest.mark.parametrize("meant", [0.1, 1.0, 7.0])
def test_strips_hold_all_that_is_near_and_no_pair_twice(radius, meant):
    places, centres = hard_places(1, 400), hard_places(2, 200)
    seen, _ = covered(places, centres, radius, meant * radius)
    assert seen.max() <= 1
    assert seen[every_pair(centres, places) <= radius].all()


def test_strips_propose_little_more_than_there_is():
    """Otherwise an index that proposes everything would pass."""
    rng = np.random.default_rng(3)
    places = rng.uniform(20, 22, 20_000), rng.uniform(50, 51, 20_000)
    centres = places[0][:200], places[1][:200]
    _, compared = covered(places, centres, 2_000.0, 2_000.0)
    assert compared < 2.0 * (every_pair(centres, places) <= 2_000.0).sum()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-360, 360), st.floats(-90, 90)), min_size=2, max_size=12),
    st.floats(1e-3, 2.1e7),
)
def test_strips_lose_no_place_anywhere(some, radius):
    places = tuple(np.array(column) for column in zip(*some, strict=True))
    seen, _ = covered(places, places, radius, radius)
    assert seen.max() <= 1
    assert seen[every_pair(places, places) <= radius].all()


def test_blocks_say_together_what_one_says(monkeypatch):
    left, right = hard_places(4, 500), hard_places(5, 300)
    radius = np.random.default_rng(6).uniform(1.0, 2e5, 500)
    whole = geo.within(series(*left), series(*right), radius)
    monkeypatch.setattr(points, "PAIRS_AT_ONCE", 1_000)
    monkeypatch.setattr(points, "_IN_CACHE", 64)
    monkeypatch.setattr(points, "ROWS_AT_ONCE", 50)
    parts = list(geo.iter_within(series(*left), series(*right), radius))
    assert len(parts) > 5
    assert all(0 < len(part) <= 1_000 for part in parts)
    together = pd.concat(parts, ignore_index=True)
    pd.testing.assert_frame_equal(together, whole, rtol=0, atol=1e-5)
    again = geo.within(series(*left), series(*right), radius, bearing=False)
    assert again.right_id.tolist() == whole.right_id.tolist()


def test_a_block_is_a_row_at_least(monkeypatch):
    monkeypatch.setattr(points, "PAIRS_AT_ONCE", 3)
    place = Spots(np.zeros(5), np.zeros(5))
    blocks = list(within_by_blocks(place, place, np.full(5, 10.0), bearing=True))
    assert [(first, last) for first, last, _ in blocks] == [(row, row + 1) for row in range(5)]
    assert [len(pairs.left) for *_, pairs in blocks] == [5] * 5


def test_blocks_with_footprints_keep_the_order_of_the_table(monkeypatch):
    left = hard_places(7, 300)
    right = hard_places(8, 40)
    sites = series(*right)
    sites[::3] = series(*right).to_crs(3857)[::3].buffer(3_000).to_crs(4326)
    sites = sites[sites.is_valid & ~sites.is_empty]
    whole = geo.within(series(*left), sites, 50_000.0)
    assert whole["distance_m"].eq(0).any()
    monkeypatch.setattr("geo.proximity._ROWS_AT_ONCE", 32)
    monkeypatch.setattr(points, "PAIRS_AT_ONCE", 200)
    parts = list(geo.iter_within(series(*left), sites, 50_000.0))
    assert len(parts) > 5
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole, rtol=0, atol=1e-5)
    counts = geo.count_within(series(*left), sites, [10_000, 50_000])
    near = whole.groupby("left_id").size().reindex(range(300), fill_value=0)
    assert counts["n_50000"].tolist() == near.tolist()
    at_most = whole[whole["distance_m"] <= 10_000].groupby("left_id").size()
    assert counts["n_10000"].tolist() == at_most.reindex(range(300), fill_value=0).tolist()


@pytest.mark.parametrize("sizes", [(300, 200), (60, 700)])
def test_rings_count_what_every_pair_counts(sizes):
    left, right = hard_places(9, sizes[0]), hard_places(10, sizes[1])
    metres = every_pair(left, right)
    # radii that are distances: the edge belongs to the ring
    radii = np.unique(np.r_[0.5, np.random.default_rng(1).choice(metres.ravel(), 6), 2e5, 3e7])
    found = count_points(Spots(*left), Spots(*right), radii)
    expected = (metres[:, :, None] <= radii).sum(axis=1)
    assert found.tolist() == expected.tolist()
    assert found[:, -1].tolist() == [sizes[1]] * sizes[0]


def test_rings_by_table():
    sites = gpd.GeoSeries([None, *series([0.0, 50.0], [0.0, 0.0])], index=["x", "a", "b"], crs=4326)
    counts = geo.count_within(sites, series([0.001, 0.009], [0.0, 0.0]), [5000, 500, 500, 0.25])
    assert list(counts) == ["n_0.25", "n_500", "n_5000"]
    assert counts.index.tolist() == ["x", "a", "b"]
    assert counts.to_numpy().tolist() == [[0, 0, 0], [0, 1, 2], [0, 0, 0]]
    for wrong in (0, [-5, 5], [], [np.nan]):
        with pytest.raises(ValueError, match="above zero"):
            geo.count_within(sites, sites, wrong)


def test_ties_within_the_error_are_for_karney_to_break():
    """Two sites a nanometre apart in distance, given in the wrong order."""
    here = Spots(np.array([10.0]), np.array([50.0]))
    x, y, _ = WGS84.fwd([10.0] * 3, [50.0] * 3, [10.0, 130.0, 250.0], [4e4] * 3)
    there = Spots(np.array(x), np.array(y))
    exact = WGS84.inv([10.0] * 3, [50.0] * 3, x, y)[2]
    order = np.lexsort((np.arange(3), exact))
    wrong = order[::-1].copy()
    metres = np.array([4e4, 4e4 + 4e-7, 4e4 + 8e-7])
    pairs = settle_ties(here, there, Pairs(np.zeros(3, int), wrong, metres, no_bearing(3)))
    assert pairs.right.tolist() == order.tolist()
    apart = Pairs(np.zeros(3, int), wrong, metres * 2, no_bearing(3))
    apart = apart._replace(distance_m=np.array([4e4, 4e4 + 1, 4e4 + 2]))
    assert settle_ties(here, there, apart) is apart


def test_sites_on_one_spot_do_not_hide_the_next():
    """A query for the two nearest would see one place twice."""
    crowd = np.r_[np.full(50, 34.4), 34.41], np.full(51, 31.5)
    found = nearest_points(
        Spots(np.array([34.4]), np.array([31.5])), Spots(*crowd), 51, bearing=True
    )
    assert found.right.tolist() == list(range(51))
    assert found.distance_m[:50].tolist() == [0.0] * 50
    assert np.isnan(found.bearing_deg[:50]).all()
    assert found.bearing_deg[50] == pytest.approx(90.0, abs=0.01)


ADVERSARIAL = ["antipodes", "one town seen worldwide", "antipode on the equator", "a ring of ties"]


def adversarial(kind, seed, n):
    rng = np.random.default_rng(seed)
    town = 34.4 + rng.normal(0, 0.1, n), 31.5 + rng.normal(0, 0.1, n)
    if kind == "antipodes":
        return town, (town[0] - 180 + rng.normal(0, 0.3, n), -town[1] + rng.normal(0, 0.3, n))
    if kind == "one town seen worldwide":
        return (rng.uniform(-180, 180, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))), town
    if kind == "antipode on the equator":
        return (town[0], np.zeros(n)), (
            town[0] - 180 + rng.normal(0, 0.3, n),
            rng.normal(0, 0.3, n),
        )
    x, y, _ = WGS84.fwd(np.full(n, 10.0), np.full(n, 50.0), np.linspace(0, 359, n), np.full(n, 9e5))
    return (np.full(n, 10.0), np.full(n, 50.0)), (np.array(x), np.array(y))


@pytest.mark.parametrize("kind", ADVERSARIAL)
@pytest.mark.parametrize("k", [1, 4])
def test_the_nearest_where_the_chord_misleads(kind, k):
    left, right = adversarial(kind, 11, 200)
    metres = every_pair(left, right)
    found = nearest_points(Spots(*left), Spots(*right), k, bearing=False)
    best = np.argsort(metres, axis=1, kind="stable")[:, :k]
    assert found.right.reshape(200, k).tolist() == best.tolist()
    exact = np.take_along_axis(metres, best, axis=1).ravel()
    np.testing.assert_allclose(found.distance_m, exact, rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", ADVERSARIAL[:3])
def test_the_chord_does_mislead_there(kind):
    """The reason for the certificate; if this fails, the test above tests little."""
    left, right = adversarial(kind, 11, 1_500)
    chord = cdist(earth_centred(*left), earth_centred(*right))
    first = np.argmin(chord, axis=1)
    metres = every_pair(left, right)
    assert (metres[np.arange(1_500), first] > metres.min(axis=1) + 0.01).sum() >= 1


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.floats(0, 1e7)), min_size=1, max_size=60
    )
)
def test_pairs_are_sorted_by_row_distance_row(some):
    left, right, distance = (np.array(column) for column in zip(*some, strict=True))
    pairs = join([Pairs(left, right, distance.astype(float), no_bearing(len(left)))])
    expected = sorted((a, d, b) for a, b, d in some)
    assert list(zip(pairs.left, pairs.distance_m, pairs.right, strict=True)) == expected


def test_many_pairs_are_sorted_where_the_packed_distance_is_tied():
    rng = np.random.default_rng(12)
    n = 50_000
    left = rng.integers(0, 2**40, 9)[rng.integers(0, 9, n)]
    distance = rng.integers(0, 50, n) * 1e-7 + rng.choice([0.0, 2e7], n)
    pairs = Pairs(left, rng.permutation(n), distance, no_bearing(n)).ordered()
    order = np.lexsort((pairs.right, pairs.distance_m, pairs.left))
    assert order.tolist() == list(range(n))
    assert np.isnan(pairs.bearing_deg).all()
