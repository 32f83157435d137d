"""The map as a file: complete, inert, the same on every run."""

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Point, Polygon, box

import maps
from maps import ConflictMap, assets
from maps.assets import build
from maps.basemap import Box, frame_of, ground, rings, round_about
from maps.inert import read_block
from maps.labels import labels
from maps.map_data import one_row_per_pair
from maps.packing import packed_lines
from tests.maps.hostile_text import make_hostile

ROOT = Path(__file__).resolve().parents[2]


def data_of(chart):
    return read_block(chart.render(), "nostrike-data")


class Tags(HTMLParser):
    """The elements of a page, as a browser's parser sees them."""

    def __init__(self):
        super().__init__()
        self.seen = []
        self.scripts = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.seen and self.seen[-1][0] == "script":
            self.scripts.append(data)


def parsed(page):
    tags = Tags()
    tags.feed(page)
    return tags


@pytest.mark.parametrize("edition", ["restricted", "public"])
def test_hostile_text_is_neither_run_nor_markup(hostile_example, edition, tmp_path):
    chart = hostile_example.draw(edition=edition)
    chart.save(tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "1337" not in re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    tags = parsed(page)
    names = [tag for tag, _ in tags.seen]
    assert names.count("script") == 5  # the data, the words, Leaflet, the inflater, ours
    assert not {"img", "iframe", "object", "embed"} & set(names)
    assert names.count("svg") == 1  # the drawing for readers without scripts
    assert not [a for _, attrs in tags.seen for a in attrs if a.startswith("on")]


def test_lone_surrogates_are_replaced_and_ids_still_find_each_other(example):
    odd = make_hostile(example, "a\ud800b ")
    for drawn in (odd, odd.but(more={}), odd.but(coverage=None, more={})):
        for edition in ("restricted", "public"):
            data = data_of(drawn.draw(edition=edition))
            assert "\\ud800" not in json.dumps(data)
            assert set(data["incidents"]["by" if edition == "restricted" else "place"]) == {
                "a\ufffdb "
            }
            assert len(data["pairs"]["incident"]) == (6 if edition == "restricted" else 3)


def test_the_page_is_complete(example):
    page = example.draw().render()
    tags = parsed(page).seen
    assert page.startswith("<!DOCTYPE html>")
    attributes = dict(tags)
    assert attributes["html"] == {"lang": "en", "dir": "ltr"}
    names = [tag for tag, _ in tags]
    assert [names.count(tag) for tag in ("main", "h1", "title", "header")] == [1, 1, 1, 1]
    viewport = next(a["content"] for t, a in tags if a.get("name") == "viewport")
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport
    assert "Restricted edition" in page
    assert "Invented data" in page


def test_arabic_runs_from_right_to_left(example):
    page = example.draw(lang="ar").render()
    assert '<html lang="ar" dir="rtl">' in page


def test_the_page_links_to_nothing(example):
    page = example.draw().render()
    for tag, attributes in parsed(page).seen:
        assert "src" not in attributes, tag
        if tag != "a":
            assert attributes.get("href", "data:,") == "data:,"
    assert "url(" not in assets.style()
    assert "sourceMappingURL" not in page


def test_the_policy_allows_these_scripts_and_no_other(example):
    page = example.draw().render()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src 'none'; script-src ")
    assert "unsafe" not in policy
    run = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in run]
    assert re.findall(r"script-src ([^;]*);", policy)[0].split() == [
        f"'sha256-{value}'" for value in hashes
    ]


def test_the_same_inputs_give_the_same_bytes(example, tmp_path):
    for name in ("one", "two"):
        example.draw().save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_it_is_a_folium_map_in_every_way_that_folium_writes_one(example, tmp_path):
    chart = example.draw()
    assert isinstance(chart, folium.Map)
    page = chart.render()
    assert chart.get_root().render() == page
    assert "iframe" in chart._repr_html_()
    chart.save(str(tmp_path / "a.html"))
    stream = io.BytesIO()
    chart.save(stream, close_file=False)
    assert stream.getvalue() == (tmp_path / "a.html").read_bytes() == page.encode()
    assert chart.get_name() not in page
    assert chart.get_bounds() == [[-30.13, -20.22], [-29.83, -19.78]]


def test_added_layers_are_refused_unless_asked_for(example, tmp_path):
    chart = example.draw()
    folium.Circle((-30, -20), radius=700).add_to(chart)
    with pytest.raises(ValueError, match="allow_added_layers"):
        chart.save(tmp_path / "map.html")
    assert not (tmp_path / "map.html").exists()
    chart.save(tmp_path / "map.html", allow_added_layers=True)
    assert '"radius": 700' in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_incidents_on_one_point_keep_their_number(example):
    incidents = data_of(example.draw())["incidents"]
    places = list(zip(incidents["lon"], incidents["lat"], strict=True))
    assert places.count(places[6]) == 12


def test_what_cannot_be_placed_is_not_given_a_point(example):
    incidents = data_of(example.draw())["incidents"]
    why = dict(zip(incidents["id"], incidents["why"], strict=True))
    assert sorted(filter(None, why.values())) == ["country", "distrusted", "no_place", "withheld"]
    for drawn, lon in zip(incidents["drawn"], incidents["lon"], strict=True):
        assert (lon is not None) == (drawn == "point")


def test_an_area_that_is_not_known_leaves_the_incident_unplaced(example):
    del example.more["areas"]
    incidents = data_of(example.draw())["incidents"]
    assert "area" not in incidents["drawn"]
    assert incidents["why"].count("no_place") == 6


def test_coordinates_have_five_decimals_at_most(example):
    chart = example.draw()
    data = data_of(chart)
    del data["words"]["labels"]  # the page's own words
    content = json.dumps(data)
    for figure in re.findall(r"-?\d+\.(\d+)", content):
        assert len(figure) <= 5


def test_flags_may_come_long_or_one_row_per_pair(example):
    wide = example.strikes[example.strikes["facility_id"].notna()]
    long = pd.concat(
        [
            wide[["incident_id", "facility_id", "distance_m", "bearing_deg"]].assign(
                radius_m=radius, p=wide[f"p_{radius}"], tier=wide[f"tier_{radius}"]
            )
            for radius in (500, 1000)
        ]
    )
    again = one_row_per_pair(long, (500, 1000))
    for column in ("tier_500", "p_500", "tier_1000", "distance_m"):
        assert list(again[column]) == list(wide[column])


def test_without_a_summary_the_likeliest_single_site_gives_the_tier(example):
    example.more["summary"] = None
    incidents = data_of(example.draw())["incidents"]
    assert incidents["tier_0"][:3] == ["almost_certain", "almost_certain", "likely"]
    assert incidents["tier_0"][-2:] == ["unlikely", None]


def test_radii_that_were_not_flagged_are_refused(example):
    with pytest.raises(ValueError, match="no tiers at 250"):
        example.draw(radius_m=(250,))


@pytest.mark.parametrize(
    ("wrong", "message"), [({"edition": "secret"}, "edition"), ({"radius_m": ()}, "no radius")]
)
def test_choices_that_do_not_exist_are_refused(example, wrong, message):
    with pytest.raises(ValueError, match=message):
        example.draw(**wrong)


def test_the_plain_call_of_the_readme_draws_a_map(example):
    chart = maps.conflict_map(example.incidents, example.facilities, example.strikes)
    assert isinstance(chart, ConflictMap)
    data = data_of(chart)
    assert (
        "medical facility was damaged, destroyed or struck in 8 of 15"
        in data["words"]["headline"][0]
    )
    assert set(data["facilities"]["outcome"]) == {"not_assessed"}
    assert len(data["words"]["limits"]) == 4


def test_empty_tables_draw_an_empty_map(example):
    empty = example.but(
        incidents=example.incidents.iloc[:0],
        facilities=example.facilities.iloc[:0],
        strikes=example.strikes.iloc[:0],
        coverage=None,
        more={},
    )
    assert data_of(empty.draw())["incidents"]["id"] == []


def test_displaced_registrations_are_tied_to_their_site(example):
    registrations = data_of(example.draw())["registrations"]
    row = registrations["outcome"].index("displaced")
    assert registrations["facility"][row] == 1
    assert registrations["distance_m"][row] == 2230
    assert registrations["facility"][registrations["outcome"].index("unmatched")] is None


def test_vendored_files_are_the_ones_recorded():
    vendor = ROOT / "maps" / "assets" / "vendor"
    record = json.loads((vendor / "VENDORED.json").read_text())
    on_disk = {f"{p.parent.name}/{p.name}" for p in vendor.glob("*/*")}
    assert on_disk == {f"{name}/{f}" for name, entry in record.items() for f in entry["sha256"]}
    for name, entry in record.items():
        assert entry["licence"]
        for file, digest in entry["sha256"].items():
            assert hashlib.sha256((vendor / name / file).read_bytes()).hexdigest() == digest


def test_the_script_was_made_from_these_sources():
    _, inflater, ours = assets.scripts()
    assert ours.startswith(build.mark(assets.source())), "run python -m maps.assets.build"
    assert inflater.startswith(build.mark(assets.inflater())), "run python -m maps.assets.build"
    assert "Devon Govett" in inflater


def test_our_script_stays_small():
    assert len(assets.scripts()[2].encode()) <= 40_000  # minified; Leaflet, inflater apart


def keys_in(value):
    """Return every key of nested dicts and lists."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_in, value.values()))
    return set().union(*map(keys_in, value)) if isinstance(value, list) else set()


def test_names_that_the_build_shortens_are_known_to_our_modules_only(example):
    *others, ours = assets.scripts()
    known = set(re.findall(r"\.(\w+)|\b(\w+):", "".join(others)))
    known = {name for pair in known for name in pair} | keys_in(data_of(example.draw()))
    assert {"_ctx", "invalidateSize", "incidents", "distance_m"} < known
    assert not {name for name in known if re.search(build.OWN, name)}
    assert "state.radius_" in assets.source()
    assert not re.findall(r"\.\w*[^\W_]_\b", ours)


def test_our_script_writes_no_markup():
    for path in (ROOT / "maps" / "assets" / "js").glob("*.js"):
        source = path.read_text()
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in source, path.name


def test_every_word_the_script_asks_for_has_a_label():
    words = labels("en")
    asked = set()
    for path in (ROOT / "maps" / "assets" / "js").glob("*.js"):
        source = path.read_text()
        asked |= set(re.findall(r"\b(?:say|line|para|heading|onDay)\('([a-z_]+)'[,)]", source))
        asked |= set(re.findall(r"\bphrase\('[\w.]+', '([a-z_]+)',", source))
        asked |= set(re.findall(r"\b(?:section|sentences)\('([a-z_]+)',", source))
    assert len(asked) > 60
    assert asked <= set(words)


def test_the_frame_holds_every_place():
    table = pd.DataFrame({"x": [1, 2]})
    places = gpd.GeoDataFrame(table, geometry=[Point(10, 20), Point(11, 20.5)], crs="EPSG:4326")
    west, south, east, north = frame_of(places, None)
    assert west < 10
    assert south < 20
    assert east > 11
    assert north > 20.5


def test_the_ground_is_clipped_and_has_no_cut_edges_as_borders():
    country = gpd.GeoDataFrame(
        {"name": ["Wide"], "country": ["XDL"], "level": ["country"]},
        geometry=[box(-50, -40, 50, 1)],
        crs="EPSG:4326",
    )
    frame = Box(0, 0, 2, 2)
    found = ground(country, None, frame)
    corners = np.array(found["land"][0][0][0])
    clip = round_about(frame)
    assert corners[:, 1].min() >= clip.west
    assert corners[:, 0].min() >= clip.south
    assert [sorted({lat for lat, _ in line}) for line in found["borders"]] == [[1.0]]
    assert found["names"][0][2] == "Wide"


def test_outer_rings_of_the_ground_turn_one_way_and_its_holes_the_other():
    hole = [(1, 1), (1, 2), (2, 2), (2, 1)]
    outer = [(0, 0), (3, 0), (3, 3), (0, 3)]
    either = [Polygon(outer[::way], [hole[::turn]]) for way in (1, -1) for turn in (1, -1)]
    for [part] in rings(np.array(either), 0.0):
        turned = [shapely.is_ccw(shapely.LinearRing(ring[:, ::-1])) for ring in part]
        assert turned == [True, False]


def test_lines_of_the_ground_are_told_to_the_last_decimal():
    rng = np.random.default_rng(3)
    given = [rng.uniform(-84, 84, (n, 2)).round(5) for n in (1, 4, 300)]
    short = packed_lines(given)
    steps = np.frombuffer(base64.b64decode(short["at"]), dtype="<i4").reshape(-1, 2)
    told = np.split(np.cumsum(steps, axis=0, dtype="int64"), np.cumsum(short["sizes"])[:-1])
    for corners, whole in zip(given, told, strict=True):
        assert (corners == whole / 1e5).all()


def test_a_given_country_stands_in_for_the_shipped_one():
    columns = {"country": ["XDL"], "level": ["country"]}
    shipped = gpd.GeoDataFrame(
        {"name": ["Shipped"], **columns}, geometry=[box(0, 0, 4, 4)], crs="EPSG:4326"
    )
    given = gpd.GeoDataFrame(
        {"name": ["Given"], **columns}, geometry=[box(1, 1, 3, 3)], crs="EPSG:4326"
    )
    names = [name for _, _, name, *_ in ground(shipped, given, Box(0, 0, 4, 4))["names"]]
    assert names == ["Given"]
