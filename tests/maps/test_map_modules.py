"""The map's modules that need no page, each run by itself in a browser and held to other ways."""

import base64
import math
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod, Transformer

from maps import assets
from maps.assets import build
from maps.packing import packed

pytestmark = pytest.mark.browser
JS = Path(assets.__file__).parent / "js"


def module(name):
    """Return the address of a module that imports nothing."""
    source = (JS / name).read_bytes()
    assert b"import " not in source
    return f"data:text/javascript;base64,{base64.b64encode(source).decode()}"


@pytest.fixture(scope="module")
def run(browser):
    page = browser.new_page()

    def call(name, code, given=None):
        script = f"async (given) => {{ const m = await import({module(name)!r}); return {code}; }}"
        return page.evaluate(script, given)

    yield call
    page.close()


def test_packed_columns_are_written_out_as_they_were(run):
    rng = np.random.default_rng(5)
    n = 3_000
    table = {
        "one": ["same"] * n,
        "few": [None if k == 0 else f"value {k}" for k in rng.integers(0, 7, n)],
        "many": [f"value {k}" for k in rng.integers(0, 1_500, n)],
        "lat": [
            None if k % 50 == 0 else round(x, 5) for k, x in enumerate(rng.uniform(-90, 90, n))
        ],
        "whole": rng.integers(0, 10**6, n).tolist(),
    }
    short = packed(table)
    assert any(not isinstance(column, list) for column in short.values())
    found = run("columns.js", "({ ...m.wide(given[0], given[1]) })", [short, n])
    assert set(found) == set(table)
    for name, column in table.items():
        assert found[name] == column, name


def test_rows_are_grouped_as_pandas_groups_them(run):
    keys = [None if k == 3 else int(k) for k in np.random.default_rng(6).integers(0, 9, 400)]
    rows = pd.DataFrame({"key": pd.array(keys, dtype="Int64")})
    groups = rows.groupby("key").groups
    found = run("columns.js", "given.map((k, i, all) => m.grouped(all)(k))", keys)
    assert found == [[] if key is None else list(groups[key]) for key in keys]


def test_pixels_are_those_of_web_mercator(run):
    places = np.random.default_rng(7).uniform((-180, -85), (180, 85), (200, 2))
    found = run("bundling.js", "given.map(([x, y]) => [m.pixelX(x), m.pixelY(y)])", places.tolist())
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(*places.T)
    half = math.pi * 6_378_137
    expected = np.column_stack([(x / half + 1) * 128, (1 - y / half) * 128])
    np.testing.assert_allclose(found, expected, atol=1e-6)


def bundled_by_hand(places, near):
    """Return bundles by comparing each place with the first of every bundle there is."""
    bundles = []
    for k, place in enumerate(places):
        far = [math.dist(place, places[bundle[0]]) for bundle in bundles]
        if far and min(far) < near:
            bundles[far.index(min(far))].append(k)
        else:
            bundles.append([k])
    return bundles


def test_places_are_bundled_as_by_comparing_all_with_all(run):
    places = np.random.default_rng(8).uniform(0, 300, (250, 2))
    code = "m.bundling(given.map((p) => p[0]), given.map((p) => p[1]), [...given.keys()], 1, 34)"
    found = run("bundling.js", f"{code}.map((b) => [b.places_, b.mx_, b.my_])", places.tolist())
    expected = bundled_by_hand(places.tolist(), 34)
    assert [bundle[0] for bundle in found] == expected
    middles = [places[bundle].mean(axis=0) for bundle in expected]
    np.testing.assert_allclose([bundle[1:] for bundle in found], middles)


def test_what_an_address_says_is_a_list_or_a_day_or_nothing(run):
    texts = ['["a",null]', '"a"', "[", "", "{}", None]
    lists = run("reading.js", "given.map(m.list)", texts)
    assert lists == [["a", None], ["a"], [], [], [{}], [None]]
    days = ["2024-02-29", "1969-12-31", "soon", "", None]
    epoch = date(1970, 1, 1)
    found = run("reading.js", "given.map(m.dayIn)", days)
    assert [None if k is None else str(epoch + timedelta(days=k)) for k in found] == [
        *("2024-02-29", "1969-12-31"),
        *(None, None, None),
    ]


def test_a_file_quotes_what_must_be_quoted(run):
    lines = [["a", 'say "no"', "x,y", None], [1.5, "-1", -1, "two\nlines"]]
    assert run("csv.js", "m.csv(given)", lines) == (
        '\ufeffa,"say ""no""","x,y",\r\n1.5,\'-1,-1,"two\nlines"\r\n'
    )


def test_what_a_spreadsheet_would_run_is_made_text(run):
    given = ["=1+1", "+1", "-1", "@x", "\t=x", "'=x", -1.5, None, 'a"b', "a,b", "plain", "\uff1dx"]
    assert run("csv.js", "given.map(m.cell)", given) == [
        *("'=1+1", "'+1", "'-1", "'@x", "'\t=x", "''=x", "-1.5", "", '"a""b"', '"a,b"', "plain"),
        "'\uff1dx",
    ]


def test_distances_are_those_of_the_ellipsoid(run):
    rng = np.random.default_rng(7)
    pairs = rng.uniform((-60, -170), (70, 170), (200, 2))
    others = np.vstack([pairs[:100] + rng.normal(0, 0.01, (100, 2)), rng.permutation(pairs)[:100]])
    rows = [[list(a), list(b)] for a, b in zip(pairs, others, strict=True)]
    found = run("geodesic.js", "given.map(([a, b]) => m.geodesic(a, b))", rows)
    truth = Geod(ellps="WGS84").inv(pairs[:, 1], pairs[:, 0], others[:, 1], others[:, 0])[2]
    told = np.array([np.nan if m is None else m for m in found])
    known = np.isfinite(told)  # nearly opposite points have no answer, and are told so
    assert known.sum() > 190
    assert np.abs(told[known] - truth[known]).max() < 0.001


def test_a_browser_has_no_name_that_the_build_shortens(browser):
    page = browser.new_page()
    names = page.evaluate(
        "Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z]/.test(name)).flatMap("
        "(name) => [name, ...Object.getOwnPropertyNames(globalThis[name]?.prototype ?? {})])"
    )
    page.close()
    assert {"classList", "scrollTop", "measureText"} <= set(names)
    assert not [name for name in names if re.search(build.OWN, name)]
