"""The small drawn map: what is on it, what is not, and that nothing is added up."""

import io
import re
import xml.etree.ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
import typst
from PIL import Image, ImageColor
from shapely import box

from layers.schema import conform_areas
from maps.card_map import COLOURS, LAND, SITE, small_map
from tests.maps.account_sample import make_tables
from tests.maps.hostile_text import HOSTILE


@pytest.fixture
def tables():
    return make_tables(9)


def draw(tables, **options):
    return small_map(tables["incidents"], tables["facilities"], 500, **options)


def test_is_small_whole_and_silent(tables):
    picture = draw(tables)
    drawn = ET.fromstring(picture.svg("A map"))  # noqa: S314 - our own
    assert drawn.get("aria-label") == "A map"
    assert 'aria-hidden="true"' in picture.svg()
    tags = {part.tag.rpartition("}")[2] for part in drawn.iter()}
    assert tags <= {"svg", "g", "rect", "path", "circle", "text"}
    assert len(picture.body) < 60_000
    assert draw(tables).body == picture.body


def test_marks_count_every_strike_that_is_drawn_once(tables):
    picture = draw(tables)
    # One of the nine has neither a place nor a credible one.
    assert picture.drawn == {"exact": (8, 0), "vague": (0, 0)}
    fills = re.findall(r'<circle [^>]*fill="(#[0-9a-f]{6})" stroke="', picture.body)
    numbers = [int(n) for n in re.findall(r"<text[^>]*>(\d+)</text>", picture.body)]
    marks = [fill for fill in fills if fill in COLOURS.values()]
    assert sum(numbers) + len(marks) - len(numbers) == 8


def test_uncertainty_is_drawn_where_it_is_larger_than_the_mark(tables):
    tables["incidents"]["error_m"] = 5_000.0
    assert "stroke-opacity" in draw(tables).body
    tables["incidents"]["error_m"] = 50.0
    assert "stroke-opacity" not in draw(tables).body


def test_a_district_is_drawn_as_a_district(tables):
    incidents = tables["incidents"]
    incidents.loc[incidents.index[:3], ["error_model", "area_id"]] = ["area", "north"]
    areas = conform_areas(
        pd.DataFrame(
            {
                "level": ["admin2"],
                "name": ["North"],
                "country": "XDL",
                "source": "demo",
                "geometry": [box(0, 0, 1, 1)],
            },
            index=["north"],
        )
    )
    picture = draw(tables, areas=areas)
    assert picture.drawn["exact"] == (5, 3)
    assert "area" in picture.shown
    assert ">3</text>" in picture.body


def test_an_area_that_lies_on_its_country_does_not_look_like_water(tables):
    areas = conform_areas(
        gpd.GeoDataFrame(
            {
                "level": ["admin2"],
                "name": ["Inland"],
                "country": "SDN",
                "source": "demo",
                "geometry": [box(28, 12, 32, 16)],
            },
            index=["inland"],
        )
    )
    nobody = {name: table.iloc[:0] for name, table in tables.items()}
    picture = draw(nobody, areas=areas, frame=[27, 11, 33, 17], size=(60, 60))
    made = typst.compile(
        b"#set page(width: 60pt, height: 60pt, margin: 0pt)\n"
        b'#image(bytes(sys.inputs.svg), format: "svg", width: 60pt)',
        sys_inputs={"svg": str(picture.svg())},
        format="png",
        ppi=72.0,
    )
    with Image.open(io.BytesIO(made)) as drawn:
        middle = drawn.convert("RGB").getpixel((30, 30))
    assert middle == ImageColor.getrgb(LAND)


def test_only_the_sites_it_is_given_are_on_it(tables):
    tables["facilities"] = tables["facilities"].iloc[:1]
    assert draw(tables).body.count(SITE) == 1


def test_nothing_to_draw_is_no_error(tables):
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    assert draw(empty, frame=[0, 0, 1, 1]).drawn == {}
    nowhere = tables["incidents"].set_geometry(gpd.GeoSeries([None] * 9, crs="EPSG:4326").values)
    assert draw({**tables, "incidents": nowhere}).drawn["exact"] == (0, 0)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_across_it_are_escaped(tables, text):
    drawn = ET.fromstring(draw(tables, across=text).svg(text))  # noqa: S314 - our own
    assert {part.tag.rpartition("}")[2] for part in drawn.iter()} <= {
        *("svg", "g", "rect", "path", "circle", "text")
    }
