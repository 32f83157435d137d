"""One event, counted once: groups that hold together, links that do not depend on order."""

import ast
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo.linkage
from bench.linkage_planted import planted
from geo.linkage import link_incidents, pairwise_overlap
from geo.linkage.candidates import candidates
from geo.linkage.evidence import FIELDS, levels_of, pattern_codes
from geo.linkage.fields import MAX_DAYS, fields_of
from geo.linkage.groups import Bounds, grouped
from geo.linkage.model import paired_off
from geo.linkage.words import shared_words, word_table
from layers.schema import conform_incidents


@pytest.fixture(scope="module")
def case():
    return planted(3_000, countries=12, seed=3)


@pytest.fixture(scope="module")
def linked(case):
    return link_incidents(case.incidents)


def rows(**columns):
    """A canonical table of a few incidents, ids ``source:number``."""
    n = len(next(iter(columns.values())))
    base = {
        "source": ["a"] * n,
        "country": ["SDN"] * n,
        "date_start": pd.to_datetime(["2023-05-01"] * n).astype("datetime64[us]"),
        "location_precision": ["country"] * n,
        "coordinates_status": ["missing"] * n,
    }
    frame = pd.DataFrame({**base, **columns})
    if "date_end" not in frame:
        frame["date_end"] = frame["date_start"]
    frame["geometry"] = gpd.GeoSeries([None] * n)
    ids = frame["source"] + ":" + pd.Series(range(n)).astype("str")
    return conform_incidents(frame.set_axis(pd.Index(ids)))


def days(*texts):
    return pd.to_datetime(list(texts)).astype("datetime64[us]")


# --- groups -------------------------------------------------------------------------------------


@st.composite
def graphs(draw):
    n = draw(st.integers(2, 14))
    source = draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))
    day = draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))
    every = list(combinations(range(n), 2))
    pairs = draw(st.lists(st.sampled_from(every), unique=True, max_size=30))
    strength = draw(st.lists(st.integers(0, 4), min_size=len(pairs), max_size=len(pairs)))
    apart = draw(st.lists(st.sampled_from(every), unique=True, max_size=4))
    return np.array(source, np.int32), np.array(day), pairs, np.array(strength, float), apart


def in_arrays(pairs):
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def one_by_one(source, day, pairs, strength, apart, window):
    """The plain way: links from the surest down, each checked against all rows of both groups."""
    group = list(range(len(source)))
    order = sorted(range(len(pairs)), key=lambda k: (-strength[k], pairs[k]))
    for k in order:
        one, other = (group[end] for end in pairs[k])
        both = [row for row in range(len(source)) if group[row] in {one, other}]
        sources = [source[row] for row in both]
        far = max(day[row] for row in both) - min(day[row] for row in both) > window
        barred = any(set(pair) <= set(both) for pair in apart)
        if one == other or len(set(sources)) < len(sources) or far or barred:
            continue
        group = [min(one, other) if label in {one, other} else label for label in group]
    return group


@given(graphs())
@settings(deadline=None)
def test_groups_are_those_of_taking_links_one_by_one(graph):
    source, day, pairs, strength, apart = graph
    ends = in_arrays(pairs)
    bounds = Bounds(source, day, day, 3, in_arrays(apart))
    found = grouped(ends[:, 0], ends[:, 1], strength, bounds, in_arrays([]))
    assert found.tolist() == one_by_one(source, day, pairs, strength, apart, 3)


@given(graphs(), st.randoms())
@settings(deadline=None)
def test_groups_hold_no_two_rows_of_a_list_and_do_not_depend_on_order(graph, random):
    source, day, pairs, strength, apart = graph
    ends = in_arrays(pairs)
    bounds = Bounds(source, day, day, 3, in_arrays(apart))
    found = grouped(ends[:, 0], ends[:, 1], strength, bounds, in_arrays([]))
    table = pd.DataFrame({"group": found, "source": source, "day": day})
    assert not table.duplicated(["group", "source"]).any()
    assert (table.groupby("group")["day"].agg(np.ptp) <= 3).all()
    assert all(found[a] != found[b] for a, b in apart)
    order = list(range(len(pairs)))
    random.shuffle(order)
    again = grouped(ends[order, 0], ends[order, 1], strength[order], bounds, in_arrays([]))
    assert np.array_equal(found, again)


def test_what_a_person_joins_stays_joined_and_contradictions_are_refused():
    source, day = np.zeros(3, np.int32), np.zeros(3, np.int64)
    bounds = Bounds(source, day, day, 3, in_arrays([]))
    none = np.empty(0, np.int64)
    assert grouped(none, none, np.empty(0), bounds, in_arrays([(0, 2)])).tolist() == [0, 1, 0]
    barred = bounds._replace(apart=in_arrays([(0, 2)]))
    with pytest.raises(ValueError, match="one event and to be two"):
        grouped(none, none, np.empty(0), barred, in_arrays([(0, 1), (1, 2)]))
    many = bounds._replace(source=np.array([0, 1, 62], np.int32))
    with pytest.raises(ValueError, match="at most 62 sources"):
        grouped(none, none, np.empty(0), many, in_arrays([]))


# --- pairing off --------------------------------------------------------------------------------


def marginals(odds):
    """Every way to pair rows off, weighed and added up."""
    n, m = odds.shape
    total, inside = 0.0, np.zeros((n, m))

    def walk(row, used, weight, chosen):
        nonlocal total
        if row == n:
            total += weight
            for pair in chosen:
                inside[pair] += weight
            return
        walk(row + 1, used, weight, chosen)
        for column in range(m):
            if column not in used and odds[row, column] > 0:
                factor = weight * odds[row, column]
                walk(row + 1, used | {column}, factor, [*chosen, (row, column)])

    walk(0, frozenset(), 1.0, [])
    return inside / total


@given(st.lists(st.floats(0.01, 50), min_size=6, max_size=6), st.integers(0, 2))
@settings(deadline=None)
def test_pairing_off_is_exact_on_trees_and_close_on_loops(odds, loop):
    table = np.zeros((3, 3))
    table[[0, 0, 1, 1, 2], [0, 1, 1, 2, 2]] = odds[:5]  # a path
    if loop == 2:
        table[2, 0] = odds[5]
    left, right = np.nonzero(table)
    found = paired_off(left, right + 3, table[left, right], 6)
    error = np.abs(found - marginals(table)[left, right]).max()
    assert error < (1e-4 if loop < 2 else 0.2)  # a ring of six at high odds is the worst
    assert np.bincount(left, weights=found).max() <= 1 + 1e-9


# --- candidates and evidence --------------------------------------------------------------------


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_candidates_are_all_pairs_of_one_country_whose_dates_lie_close(data):
    n = data.draw(st.integers(2, 12))
    pick = st.lists(st.integers(0, 60), min_size=n, max_size=n)
    first, length = np.array(data.draw(pick)), np.array(data.draw(pick)) % 40
    start = np.datetime64("2023-01-01") + first.astype("timedelta64[D]")
    side = ["a", "b", *data.draw(st.lists(st.sampled_from("ab"), min_size=n - 2, max_size=n - 2))]
    country = data.draw(st.lists(st.sampled_from(["SDN", "UKR", None]), min_size=n, max_size=n))
    end = (start + length.astype("timedelta64[D]")).astype("datetime64[us]")
    table = rows(
        source=side, country=country, date_start=start.astype("datetime64[us]"), date_end=end
    )
    fields = fields_of(table)
    window = data.draw(st.integers(0, 5))
    left = np.flatnonzero(fields.source == 0)
    right = np.flatnonzero(fields.source == 1)
    found = [
        pair for a, b in candidates(fields, left, right, window) for pair in zip(a, b, strict=True)
    ]
    gap = lambda a, b: max(  # noqa: E731 - read once, below
        fields.first_day[b] - fields.last_day[a], fields.first_day[a] - fields.last_day[b], 0
    )
    short = fields.last_day - fields.first_day <= MAX_DAYS
    expected = {
        (a, b)
        for a in left
        for b in right
        if fields.country[a] == fields.country[b] >= 0
        and short[a]
        and short[b]
        and gap(a, b) <= window
    }
    assert len(found) == len(set(found))
    assert set(found) == expected


@given(st.data())
@settings(deadline=None)
def test_a_pattern_keeps_every_level(data):
    n = 5
    levels = {
        name: np.array(
            data.draw(st.lists(st.integers(-1, len(f.levels) - 1), min_size=n, max_size=n)), np.int8
        )
        for name, f in FIELDS.items()
    }
    back = levels_of(pattern_codes(levels))
    assert all(np.array_equal(back[name], levels[name]) for name in FIELDS)


def test_every_field_expects_shares_of_one_and_orders_its_own_levels():
    for name, field in FIELDS.items():
        for shares in (field.expected, field.by_chance):
            assert sum(shares) == pytest.approx(1), name
            assert len(shares) == len(field.levels), name
        assert set(field.falling) <= set(range(len(field.levels))), name


def test_rare_words_count_and_common_ones_do_not():
    common = [f"attack hospital village{k}" for k in range(40)]
    words = word_table(pd.Series([*common, "attack hospital Kafranbel", "Kafranbel attack", None]))
    same, other, none = shared_words(words, np.array([40, 0, 0]), np.array([41, 1, 42]))
    assert same > 0.9
    assert other < 0.05
    assert np.isnan(none)


# --- the whole ----------------------------------------------------------------------------------


def test_links_are_right_and_say_how_sure_they_are(case, linked):
    links = linked.links[linked.links["linked"]]
    right = links["left_id"].map(case.event).eq(links["right_id"].map(case.event))
    assert len(links) > 500
    assert right.mean() > 0.95
    sure = linked.links["p"].ge(0.9)
    assert right[sure.reindex(right.index)].mean() > 0.97


def test_the_order_of_the_rows_changes_nothing(case, linked):
    shuffled = case.incidents.sample(frac=1, random_state=5)
    again = link_incidents(shuffled)
    pd.testing.assert_frame_equal(again.links, linked.links)
    pd.testing.assert_series_equal(again.event_id.reindex(linked.event_id.index), linked.event_id)
    pd.testing.assert_frame_equal(again.by_pair, linked.by_pair)


def test_no_event_holds_two_rows_of_one_list(case, linked):
    held = pd.DataFrame({"event": linked.event_id, "source": case.incidents["source"]})
    assert not held.duplicated().any()
    assert set(linked.event_id) <= set(case.incidents.index)


def test_every_link_gives_its_reasons(linked):
    assert set(FIELDS) <= set(linked.links.columns)
    said = linked.links[list(FIELDS)]
    for name, field in FIELDS.items():
        assert set(said[name].dropna()) <= set(field.levels)
    assert said["date"].notna().all()


def test_overlap_lies_within_its_interval_and_never_beyond_a_list(case, linked):
    overlap = pairwise_overlap(linked)
    assert (overlap["low"] <= overlap["linked"]).all()
    assert (overlap["linked"] <= overlap["high"]).all()
    assert (overlap["high"] <= overlap[["n_left", "n_right"]].min(axis=1)).all()
    one = overlap[(overlap["left"] == "alpha") & (overlap["right"] == "beta")].iloc[0]
    source = case.incidents["source"]
    events = [set(case.event[source == name]) for name in ("alpha", "beta")]
    assert one["low"] <= len(events[0] & events[1])


def test_numbers_that_lists_share_decide_and_other_numbers_keep_apart():
    alike = {"event_type": ["arson"] * 4, "health_workers_killed": [7] * 4}
    table = rows(source=["a", "a", "b", "b"], **alike)
    number = pd.Series(["s:1", "s:2", "s:2", "s:3"], index=table.index)
    found = link_incidents(table, shared_id=number)
    assert found.event_id.to_dict() == {"a:0": "a:0", "a:1": "a:1", "b:2": "a:1", "b:3": "b:3"}
    assert found.links["basis"].tolist() == ["shared_id"]
    assert found.by_pair["candidates"].tolist() == [0]


def test_a_person_overrules_evidence_and_numbers(case, linked):
    first = linked.links[linked.links["linked"] & linked.links["p"].gt(0.9)].iloc[0]
    declared = pd.DataFrame(
        [
            {"left_id": first["right_id"], "right_id": first["left_id"], "same": False},
            {"left_id": "nowhere:1", "right_id": first["left_id"], "same": True},
        ]
    )
    again = link_incidents(case.incidents, declared=declared)
    assert again.event_id[first["left_id"]] != again.event_id[first["right_id"]]
    row = again.links[again.links["basis"].eq("declared")].iloc[0]
    assert (row["p"], row["linked"]) == (0, False)
    two = [case.incidents.index[0], case.incidents.index[1]]
    same = pd.DataFrame([{"left_id": two[0], "right_id": two[1], "same": True}])
    joined = link_incidents(case.incidents, declared=same).event_id
    assert joined[two[0]] == joined[two[1]]


def test_rows_without_country_or_day_are_named_and_left_alone():
    table = rows(
        source=["a", "b", "b", "b"],
        country=["SDN", "SDN", None, "SDN"],
        date_start=days("2023-05-01", "2023-05-01", "2023-05-01", "2023-01-01"),
        date_end=days("2023-05-01", "2023-05-01", "2023-05-01", "2023-12-31"),
    )
    found = link_incidents(table)
    assert found.unusable.tolist() == ["b:2", "b:3"]
    assert found.event_id["b:2"] == "b:2"


@pytest.mark.parametrize("n", [0, 1])
def test_few_rows_are_no_trouble(n):
    table = rows(source=["a", "b"]).iloc[:n]
    found = link_incidents(table)
    assert len(found.links) == 0
    assert len(found.event_id) == n


def test_ids_that_repeat_are_refused():
    table = rows(source=["a", "b"])
    with pytest.raises(ValueError, match="unique ids"):
        link_incidents(pd.concat([table, table]))


def test_nothing_loops_over_rows():
    """The only loops are over sources, fields, chunks, shifts and rounds."""
    allowed = {"iterrows", "itertuples", "apply", "applymap"}
    folder = Path(geo.linkage.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in allowed, (path.name, node.lineno)
