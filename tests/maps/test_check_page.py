"""The page of a check: in five languages, quiet, offline, printable, and nothing in it runs."""

import re

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from maps.before_after import charts
from maps.check_page import write_check_page
from maps.sentences import LANGUAGES
from tests.maps.hostile_text import HOSTILE
from tests.maps.quiet import opens_quietly

COUNTRIES = gpd.GeoDataFrame(
    {"name": ["Demoland"], "country": ["XDL"], "level": ["country"]},
    geometry=[box(-25, -35, -15, -25)],
    crs="EPSG:4326",
)


def rows(name="Clinic Alfa", n=3):
    """One row without a finding, one with a mend far off, one with a short one, one without."""
    index = ["x:1", "x:2", "x:3", "x:4"]
    found = pd.DataFrame(
        {
            "row": [2, 3, 4, 5],
            "name": pd.Series(["Plain", name, name, None], index=index, dtype=object),
            "latitude_read": [-30.0, -20.0, -30.5, None],
            "longitude_read": [-20.0, -30.0, -20.5, None],
            "suggested_latitude": [None, -30.0, -30.5001, None],
            "suggested_longitude": [None, -20.0, -20.5, None],
            "moves_m": [None, 1_500_000.0, 11.0, None],
            "severity": [None, "error", "warning", "info"],
            "findings": [None, "swapped", "wrong_datum; duplicate", "missing"],
            "evidence": pd.Series([None, name, "a: b\nc: d", "none"], index=index, dtype=object),
        },
        index=index,
    )
    return pd.concat([found] * n).set_axis([f"x:{k}" for k in range(4 * n)]) if n > 1 else found


def account(**more):
    return {
        "file": "list.xlsx",
        "statements": [],
        "n_facilities": 4,
        "n_with_findings": 3,
        "n_suggested": 2,
        "rows_by_severity": {"error": 1, "warning": 1, "info": 1},
        "by_code": [["swapped", "error", 1], ["new_code", "info", 1]],
        "not_run": [{"code": "stale", "reason": "no date given"}],
        "kept_on_purpose": [],
        "read_as": [{"file": "list.xlsx", "columns": {"lat": "latitude"}, "notes": ["a note"]}],
        "accounting": [
            {"file": "a.xlsx", "source": "own", "read": 4, "loaded": 4, "rejected": 0, "merged": 0}
        ],
    } | more  # fmt: skip


def page(path, table=None, lang="en", **more):
    table = rows() if table is None else table
    write_check_page(path, account(**more), table, countries=COUNTRIES, lang=lang)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_part(tmp_path, lang):
    kept = {
        "row": 3, "id": "x:2", "name": "Clinic", "code": "swapped",
        "decided_by": "Ana", "decided_on": "2026-05-31", "note": "",
    }  # fmt: skip
    text = page(tmp_path / "p.html", lang=lang, statements=["because"], kept_on_purpose=[kept])
    assert f'<html lang="{lang}"' in text
    for part in ("whole", "map", "counts", "rows", "kept", "not-run", "read-as", "accounting"):
        assert f'id="{part}"' in text, part
    assert "<script" not in text
    assert text.index("because") < text.index('class="lead"')


def test_arrows_run_from_the_stated_point_to_the_suggested():
    drawn = charts(rows(n=1), countries=COUNTRIES)
    assert len(drawn) == 2
    far = str(drawn[1].drawing)
    line = re.search(
        r'<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="([\d.]+)" marker-end', far
    )
    x1, y1, x2, y2 = map(float, line.groups())
    assert x2 > x1
    assert y2 > y1
    assert 'class="mark warning"' in far
    assert far.count('class="plain"') == 1
    assert 'aria-label="Map of the points of the list. Without a finding: 1.' in far
    assert "<title>Row 3: Clinic Alfa</title>" in far


def test_a_list_without_points_has_no_map(tmp_path):
    nowhere = rows(n=1).assign(
        **dict.fromkeys(
            ("latitude_read", "longitude_read", "suggested_latitude", "suggested_longitude"),
            float("nan"),
        )
    )
    assert "No row has a point that can be drawn." in page(tmp_path / "p.html", nowhere)


def test_a_clean_list_is_not_called_right(tmp_path):
    text = page(
        tmp_path / "p.html", rows(n=1).iloc[:1], n_with_findings=0, n_facilities=1, by_code=[]
    )
    assert "That does not show that the coordinates are right." in text


def test_a_long_table_is_cut_and_says_so(tmp_path):
    text = page(tmp_path / "p.html", rows(n=100))
    assert text.count('<th scope="row" data-head=') == 200
    assert "200 rows of 300" in text


def test_hostile_text_stays_text(tmp_path, hostile_text):
    text = page(
        tmp_path / "p.html", rows(hostile_text, n=1), file=hostile_text, statements=[hostile_text]
    )
    assert "<script" not in text.casefold()
    assert "<img" not in text.casefold()
    assert "1337" not in text


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_opens_quietly_offline_and_fits_the_screen(browser, tmp_path, lang, width):
    path = tmp_path / "p.html"
    page(path, rows(HOSTILE[0]), lang=lang, statements=["because"])
    opens_quietly(browser, path, width)
    opened = browser.new_page(viewport={"width": width, "height": 800})
    opened.goto(path.as_uri())
    assert opened.evaluate("getComputedStyle(document.querySelector('.rows tr.error')).display")
    drawing = opened.locator("svg.ground").first.bounding_box()
    assert drawing["width"] <= width
    assert drawing["height"] > 100
    printed = opened.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    opened.close()
