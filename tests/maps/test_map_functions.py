"""Every control of the map used in a real browser, offline, and what it does held to account."""

import csv
import io
import json
import re
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from maps.tiles import TILES
from tests.maps.hostile_text import make_hostile
from tests.maps.test_map_browser import nothing_happened

pytestmark = pytest.mark.browser


def shown(page):
    return int(
        page.locator(".listing .tabs button").first.inner_text().split()[-1].replace(",", "")
    )


def facet(page, heading):
    box = page.locator("details.facet", has=page.locator("summary", has_text=heading))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    return box


def address(page):
    page.wait_for_timeout(250)
    return page.evaluate("window.location.href")


@pytest.fixture
def varied(example):
    """Give the incidents different weapons, kinds of party and types, and a site another kind."""
    table = example.incidents
    n = len(table)
    table["weapon"] = np.where(np.arange(n) % 3 == 0, "=cmd()|weapon", "Demo rocket")
    table["perpetrator_reported_type"] = np.where(np.arange(n) % 2 == 0, "state", "non_state")
    table["event_type"] = np.where(np.arange(n) % 5 == 0, "shelling", table["event_type"])
    example.facilities["kind"] = ["clinic", *["hospital"] * (len(example.facilities) - 1)]
    example.facilities["names_other"] = pd.Series(
        [["Шахтарська лікарня"], ["مستشفى الشفاء"], *[None] * (len(example.facilities) - 2)],
        index=example.facilities.index,
        dtype=object,
    )
    return example


def test_each_filter_leaves_what_it_says_and_the_figures_follow(varied, opened):
    result = opened(varied.draw())
    page = result.page
    everything = shown(page)
    for heading in ("Type of event", "Weapon, as stated", "Reported perpetrator", "Sources of inc"):
        box = facet(page, heading)
        rows = box.locator("label.row")
        counts = [int(text) for text in rows.locator(".count").all_inner_texts()]
        assert sum(counts) == everything, heading
        assert len(counts) > 1
        rows.first.locator("input").uncheck()
        assert shown(page) == everything - counts[0], heading
        tiers = page.locator(".tiers .count").all_inner_texts()
        assert sum(map(int, tiers)) == everything - counts[0], heading
        box.get_by_role("button", name="None", exact=True).click()
        assert shown(page) == 0
        box.get_by_role("button", name="All", exact=True).click()
        assert shown(page) == everything
    facet(page, "Kind of facility").locator("label.row", has_text="Clinic").locator(
        "input"
    ).uncheck()
    page.locator("#open-table").click()
    page.locator("#table .bar button", has_text="Facilities").click()
    assert page.locator("#table tbody tr").count() == len(varied.facilities) - 1
    page.locator("label.row", has_text="Registration ended").locator("input").uncheck()
    assert page.locator("#table tbody tr").count() == len(varied.facilities) - 2
    page.get_by_role("button", name="Show everything").click()
    assert page.locator("#table tbody tr").count() == len(varied.facilities)
    nothing_happened(result)


def test_time_is_a_histogram_two_sliders_and_a_player(example, opened):
    page = opened(example.draw()).page
    bars = page.locator(".histogram rect")
    assert bars.count() == 60
    page.locator("input[type=range]").first.fill("19760")  # 2024-02-07
    assert page.locator("#date-from").input_value() == "2024-02-07"
    assert page.locator(".histogram .off").count() > 0
    some = shown(page)
    assert 0 < some < 25
    assert "7 February 2024" in page.locator("input[type=range]").first.get_attribute(
        "aria-valuetext"
    )
    page.get_by_role("button", name="All dates").click()
    everything = shown(page)
    page.locator("#play").click()
    assert shown(page) < everything
    first = page.locator("#date-until").input_value()
    page.wait_for_timeout(1_100)
    assert page.locator("#date-until").input_value() > first
    page.locator("#play").click()
    still = page.locator("#date-until").input_value()
    page.wait_for_timeout(700)
    assert page.locator("#date-until").input_value() == still


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("shakhtarska", "Шахтарська лікарня"),
        ("шахтарска", "Шахтарська лікарня"),
        ("al-shifa", "مستشفى الشفاء"),
        ("شفاء", "مستشفى الشفاء"),
        ("DEMO HOSPITAL COV", "Demo Hospital covered"),
        ("Demo Qarter 3", "Demo Quarter 3"),
    ],
)
def test_a_name_is_found_from_another_script_and_spelling(varied, opened, asked, name):
    page = opened(varied.draw()).page
    page.locator("#search").fill(asked)
    assert name in page.locator(".found button").all_inner_texts()[:3]
    page.locator(".found button", has_text=name).first.click()
    assert page.locator(".facility, .leaflet-popup").count() == 1


def test_a_facility_tells_its_strikes_in_time_with_sources(example, opened):
    example.strikes["facility_id"] = example.strikes["facility_id"].where(
        example.strikes["facility_id"].isna(), example.facilities.index[0]
    )
    page = opened(example.draw()).page
    page.locator("#search").fill("Demo Hospital covered")
    page.keyboard.press("Enter")
    said = page.locator(".facility").inner_text().replace("\u00a0", " ")
    days = [pd.Timestamp(day) for day in re.findall(r"\d+ \w{3} 2024", said)]
    assert days == sorted(days)
    assert len(days) >= 5
    for sentence in (
        "Registered at the right place.",
        "Registered then: yes, 31 days before.",
        "Registered then: the list supplied holds no registration",
        "Sources of these",
        "Cite: Demoland sample, invented",
        "List of 1 March 2024.",
    ):
        assert sentence in said
    page.locator(".facility .linked button").first.click()
    assert page.locator(".leaflet-popup").is_visible()
    assert page.locator(".facility").is_visible()


def test_the_table_sorts_writes_a_file_and_is_tied_to_the_map(varied, opened):
    result = opened(varied.draw())
    page = result.page
    page.locator("#open-table").click()
    heads = page.locator("#table thead button")
    heads.nth(4).click()  # p
    p = [cell for cell in page.locator("#table tbody td:nth-child(5)").all_inner_texts() if cell]
    assert p == sorted(p, key=lambda cell: float(cell.strip("<> \u00a0")))
    heads.nth(4).click()
    again = page.locator("#table tbody td:nth-child(5)").all_inner_texts()[0]
    assert again == "0.99"
    page.locator("#table tbody button").first.click()
    number = page.locator(".leaflet-popup .source").inner_text()
    assert number.split("Number: ")[1].startswith("demo_source:0")
    page.keyboard.press("Escape")
    page.locator(".listing button.link").nth(3).click()
    page.locator(".leaflet-popup").get_by_role("button", name="Show in the table").click()
    assert page.locator("#table tr[aria-current=true]").count() == 1
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert download.value.suggested_filename == "nostrike-incidents-restricted.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == shown(page)
    assert {row["edition"].split(":")[0] for row in rows} == {"nostrike restricted"}
    assert {row["weapon"] for row in rows} == {"'=cmd()|weapon", "Demo rocket"}
    assert min(float(row["lat"]) for row in rows if row["lat"]) < -29.8
    nothing_happened(result)


def test_measuring_on_the_map_gives_that_distance(example, opened):
    page = opened(example.draw()).page
    page.locator("#measure").click()
    box = page.locator("#map").bounding_box()
    points = [(box["width"] * x, box["height"] * y) for x, y in ((0.4, 0.4), (0.7, 0.8))]
    for x, y in points:
        page.mouse.click(box["x"] + x, box["y"] + y)
    told = page.locator("#measured span").inner_text()
    ends = page.evaluate(
        "(points) => points.map((p) => nostrikeMap.containerPointToLatLng(p))"
        ".map(({ lat, lng }) => [lng, lat])",
        points,
    )
    length = Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2]
    assert abs(float(re.search(r"[\d.,]+", told)[0].replace(",", "")) * 1_000 - length) < 100
    assert page.locator(".leaflet-popup").count() == 0  # nothing opens while one measures
    page.keyboard.press("Escape")
    assert not page.locator("#measured").is_visible()


def test_a_link_brings_view_filters_table_and_language_back(varied, opened):
    result = opened(varied.draw())
    page = result.page
    page.locator("#radius").select_option("1")
    page.locator("#date-from").fill("2024-02-01")
    page.locator("label.row", has_text="cannot tell").locator("input").uncheck()
    facet(page, "Weapon, as stated").locator("input").first.uncheck()
    page.locator("#language").select_option("fr")
    page.locator("#open-table").click()
    page.locator("#search").fill("covered")
    page.keyboard.press("Enter")
    page.evaluate("nostrikeMap.setView([-29.95, -20.05], 13, { animate: false })")
    link, before = address(page), shown(page)
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("html.ready", state="attached")
    assert shown(page) == before
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.locator("#table").is_visible()
    assert "Demo Hospital covered" in page.locator(".facility h2").inner_text()
    assert page.locator("#date-from").input_value() == "2024-02-01"
    assert page.evaluate("nostrikeMap.getZoom()") == 13
    assert result.said == []


def test_a_link_from_a_stranger_is_only_compared(example, opened):
    result = opened(example.draw())
    page = result.page
    wrong = "#at=NaN,1e999,x&lang=<b>&r=9&from=zzz&no-tier={}&no-source=[1,null]&facility=<script>"
    page.evaluate("(hash) => { window.location.hash = hash; }", wrong)
    page.wait_for_timeout(300)
    page.wait_for_selector("html.ready", state="attached")
    assert page.locator(".listing").is_visible()
    assert [one for one in result.said if "Refused" not in one] == []


def test_the_link_that_is_copied_carries_the_mark_of_the_edition(example, opened):
    page = opened(example.draw()).page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#link").click()
    page.wait_for_selector(".said:not(:empty)")
    said = page.locator(".said").inner_text()
    assert "mark of this edition" in said or "address bar" in said
    copied = page.evaluate("navigator.clipboard.readText().catch(() => '')")
    assert not copied or copied.startswith("Restricted edition.")


def test_the_language_is_changed_inside_the_file(example, opened):
    result = opened(example.draw())
    page = result.page
    page.locator("#language").select_option("ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "الترجمة لم تُراجَع بعد" in page.locator("#note").inner_text()
    page.locator(".listing button.link").first.click()
    assert "2024" in page.locator(".leaflet-popup .when").inner_text()
    page.keyboard.press("Escape")
    page.locator("#language").select_option("nl")
    page.locator(".listing button.link").first.click()
    assert "5 januari 2024" in page.locator(".leaflet-popup .when").inner_text()
    page.locator("#language").select_option("en")
    assert not page.locator("#note").is_visible()
    nothing_happened(result)


def test_pictures_are_asked_of_one_host_and_only_after_the_button(example, opened):
    result = opened(example.draw())
    page = result.page
    page.locator("#tiles").click()
    warned = page.locator("#ask-tiles").inner_text()
    assert TILES.host in warned
    assert "internet address" in warned
    nothing_happened(result)
    page.locator("#ask-tiles button").first.click()
    page.wait_for_timeout(400)
    asked = [url for url in result.asked if url.startswith("http")]
    assert asked
    assert {url.split("/")[2] for url in asked} == {TILES.host}
    assert TILES.credit.split()[0] in page.locator(".tilescredit").inner_text()
    page.locator("#tiles").click()
    assert page.locator(".tilescredit").count() == 0
    n = len(result.asked)
    page.evaluate("nostrikeMap.panBy([400, 0], { animate: false })")
    page.wait_for_timeout(300)
    assert len(result.asked) == n


def test_the_policy_blocks_a_script_a_handler_and_another_host(example, opened):
    result = opened(example.draw())
    ran = result.page.evaluate(
        """async () => {
          window.ran = [];
          const kept = [];
          document.addEventListener('securitypolicyviolation',
            (event) => kept.push(event.effectiveDirective));
          const script = document.createElement('script');
          script.textContent = 'window.ran.push("script")';
          document.body.append(script);
          const picture = document.createElement('img');
          picture.setAttribute('onerror', 'window.ran.push("handler")');
          picture.src = 'https://elsewhere.invalid/a.png';
          document.body.append(picture);
          try { await fetch('https://elsewhere.invalid/'); window.ran.push('fetch'); } catch (e) { }
          await new Promise((go) => setTimeout(go, 200));
          return [window.ran, [...new Set(kept)].sort()];
        }"""
    )
    assert ran == [[], ["connect-src", "img-src", "script-src-attr", "script-src-elem"]]


@pytest.mark.parametrize("text", ["", "very long " * 400, "\u0661" * 4_000])
def test_empty_and_very_long_text_leaves_the_page_in_order(example, opened, text):
    result = opened(make_hostile(example, text).draw())
    page = result.page
    for tab in range(3):
        page.locator(".listing .tabs button").nth(tab).click()
        page.locator(".listing button.link").first.click()
        assert page.locator(".leaflet-popup .details, .facility .details").count() == 1
        page.keyboard.press("Escape")
        if page.locator(".facility").count():
            page.locator(".facility .both button").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    nothing_happened(result)


# What browsers of five years ago did not have.
NOT_YET = """
  delete window.DecompressionStream; delete window.structuredClone; delete Object.hasOwn;
  for (const list of [Array, String, Uint8Array, Float64Array]) delete list.prototype.at;
  for (const name of ['findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with'])
    delete Array.prototype[name];
  delete Object.groupBy; delete Map.groupBy; delete Promise.withResolvers; delete Array.fromAsync;
  for (const name of ['union', 'intersection', 'difference', 'isSubsetOf'])
    delete Set.prototype[name];
"""


def test_an_old_browser_without_an_inflater_opens_it_too(example, browser, tmp_path):
    example.draw().save(tmp_path / "map.html")
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(NOT_YET)
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("html.ready", state="attached")
    assert shown(page) == 25
    assert said == []
    page.close()


def test_a_slow_telephone_opens_it_and_answers(example, opened):
    result = opened(example.draw(), width=390, height=844)
    page = result.page
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.reload()
    page.wait_for_selector("html.ready", state="attached")
    page.locator(".fold").click()
    assert not page.locator(".limits").is_visible()
    page.locator(".fold").click()
    page.locator("label.row", has_text="cannot tell").locator("input").uncheck()
    assert shown(page) < 25
    assert result.said == []


def test_a_map_that_grows_past_its_edge_does_not_glide(example, opened):
    page = opened(example.draw(), width=390, height=844).page
    # A glide would go on under the jump to what was picked from a list.
    glides = page.evaluate(
        """async () => {
          const corner = nostrikeMap.options.maxBounds.getSouthWest();
          nostrikeMap.setView(corner, nostrikeMap.getMinZoom() + 3, { animate: false });
          await new Promise((go) => setTimeout(go, 400));
          document.querySelector('.fold').click();
          return Boolean(nostrikeMap._panAnim?._inProgress);
        }"""
    )
    assert not glides


def test_layers_added_by_hand_are_named_as_such_with_the_hosts_they_ask(
    example, opened, monkeypatch
):
    chart = example.draw(lang="fr")
    tiles = folium.TileLayer("https://tiles.example.org/{z}/{x}/{y}.png", attr="none", name="x")
    tiles.add_to(chart)
    save = chart.save
    monkeypatch.setattr(chart, "save", lambda path: save(path, allow_added_layers=True))
    page = opened(chart).page
    said = page.locator(".notice.added").inner_text()
    assert "Ajouts non vérifiés" in said
    assert "tiles.example.org" in said
    assert page.locator("meta[http-equiv]").count() == 0


def test_two_hundred_and_eighty_four_on_one_point_look_like_it(example, opened):
    n = 284
    rows = example.incidents.iloc[np.full(n, 6)].copy()
    rows.index = pd.Index([f"many:{k}" for k in range(n)], name="incident_id")
    more = {**example.more, "summary": None}
    chart = example.but(incidents=rows, more=more).draw()
    page = opened(chart).page
    said = page.evaluate(
        """async () => {
          const drawn = [];
          const real = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
            drawn.push(text); return real.call(this, text, ...at); };
          nostrikeMap.setZoom(nostrikeMap.getZoom() - 1, { animate: false });
          await new Promise((go) => setTimeout(go, 300));
          return drawn;
        }"""
    )
    assert "284" in said
    assert json.dumps(said).count("284") >= 1


def test_the_whole_screen_is_taken_and_given_back(example, opened):
    page = opened(example.draw()).page
    whole = "() => document.fullscreenElement === document.documentElement"
    page.locator("#full-screen").click()
    page.wait_for_function(whole)
    assert page.locator("#map").is_visible()
    page.locator("#full-screen").click()
    page.wait_for_function("() => document.fullscreenElement === null")


def test_districts_are_named_in_the_letters_of_the_language_where_the_file_does(example, opened):
    areas = example.more["areas"]
    areas["level"] = "admin2"
    areas["name"] = [f"Vale {k}" for k in range(len(areas))]
    areas["names_other"] = "Долина|الوادي"
    page = opened(example.draw()).page
    names = page.locator(".district")
    assert {name[:4] for name in names.all_inner_texts()} == {"Vale"}
    page.locator("#language").select_option("ar")
    assert set(names.all_inner_texts()) == {"الوادي"}
    page.locator("#language").select_option("uk")
    assert set(names.all_inner_texts()) == {"Долина"}
    page.locator("#language").select_option("fr")
    assert {name[:4] for name in names.all_inner_texts()} == {"Vale"}
