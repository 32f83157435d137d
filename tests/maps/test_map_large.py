"""Maps of thousands of incidents, whose columns come packed, and what comes later on any map."""

import numpy as np
import pandas as pd
import pytest
import shapely

from tests.maps.test_map_browser import nothing_happened

pytestmark = pytest.mark.browser


def test_a_large_map_says_of_every_incident_what_its_table_says(example, opened):
    """Columns of a large map are packed in four ways: the page must write each out as it was."""
    n = 3_000
    rng = np.random.default_rng(4)
    rows = example.incidents.iloc[np.zeros(n, dtype=int)].copy()
    rows.index = pd.Index([f"many:{k}" for k in range(n)], name="incident_id")
    rows["geometry"] = shapely.points(rng.uniform((-20.3, -30.3), (-19.7, -29.7), (n, 2)).round(5))
    rows.loc[rows.index[::7], "geometry"] = None
    first = pd.Timestamp("1969-12-01") + pd.to_timedelta(rng.integers(0, 400, n), unit="D")
    rows["date_start"] = rows["date_end"] = pd.Series(first, index=rows.index).mask(
        np.arange(n) % 11 == 0
    )
    rows["error_m"] = np.where(np.arange(n) % 5 == 0, np.nan, rng.integers(1, 90_000, n))
    rows["place_name"] = [None if k % 13 == 0 else f"Place {k % 300}" for k in range(n)]
    rows["weapon"] = [None if k % 3 else f"weapon {k}" for k in range(n)]
    rows["description"] = [f"What happened, {k}" for k in range(n)]
    summary = pd.DataFrame(index=rows.index)
    for radius in ("500", "1000"):
        summary[f"tier_any_{radius}"] = np.where(np.arange(n) % 4, "likely", "cannot_tell")
        summary[f"p_any_{radius}"] = rng.uniform(0, 1, n).round(3)
    summary.loc[summary.index[::17], "p_any_1000"] = np.nan
    more = {**example.more, "summary": summary}
    result = opened(example.but(incidents=rows, more=more).draw())
    page = result.page
    page.locator("#open-table").click()
    with page.expect_download() as download:
        page.locator("#csv").click()
    read = pd.read_csv(download.value.path(), encoding="utf-8-sig", dtype={"id": str}).set_index(
        "id"
    )
    assert len(read) == (~rows.geometry.isna()).sum()
    told = rows.loc[read.index]
    np.testing.assert_array_equal(read["lon"], shapely.get_x(told.geometry.to_numpy()))
    np.testing.assert_array_equal(read["lat"], shapely.get_y(told.geometry.to_numpy()))
    np.testing.assert_array_equal(read["error_m"], told["error_m"])
    for column, name in (("date_start", "date_start"), ("date_end", "date_end")):
        pd.testing.assert_series_equal(
            pd.to_datetime(read[column]), told[name], check_dtype=False, check_names=False
        )
    for column, name in (("place", "place_name"), ("weapon", "weapon")):
        assert read[column].isna().equals(told[name].isna())
        assert read[column].dropna().tolist() == told[name].dropna().tolist()
    for radius in ("500", "1000"):
        np.testing.assert_array_equal(
            read[f"p_{radius}"], summary.loc[read.index, f"p_any_{radius}"]
        )
        assert (read[f"tier_{radius}"] == summary.loc[read.index, f"tier_any_{radius}"]).all()
    nothing_happened(result)


def test_a_description_of_a_large_map_is_unpacked_when_its_incident_is_opened(example, opened):
    n = 3_000
    rows = example.incidents.iloc[np.zeros(n, dtype=int)].copy()
    rows.index = pd.Index([f"many:{k}" for k in range(n)], name="incident_id")
    rows["description"] = [f"What happened, {k}" for k in range(n)]
    result = opened(example.but(incidents=rows, more={**example.more, "summary": None}).draw())
    page = result.page
    page.locator(".listing .linked button").first.click()
    popup = page.locator(".leaflet-popup")
    popup.locator("blockquote").wait_for()
    number = popup.locator("blockquote").inner_text().split()[-1]
    assert f"many:{number}" in popup.locator(".source").inner_text()
    nothing_happened(result)


PRESS_AT_ONCE = """(() => {
  new MutationObserver(() => {
    const page = document.documentElement;
    if (!page.classList.contains('answers') || window.panelThen !== undefined) return;
    window.panelThen = document.querySelector('#panel .legend');
    const box = document.getElementById('map').getBoundingClientRect();
    const { x, y } = nostrikeMap.latLngToContainerPoint(PLACE);
    const [clientX, clientY] = [box.x + x, box.y + y];
    for (const kind of ['mousedown', 'mouseup', 'click']) {
      document.querySelector('.leaflet-overlay-pane canvas').dispatchEvent(
        new MouseEvent(kind, { clientX, clientY, bubbles: true }));
    }
    document.getElementById('open-table').click();
    const language = document.getElementById('language');
    window.dispatchEvent(new Event('beforeprint'));
    window.panelOnPaper = document.querySelector('#panel .legend');
    window.dispatchEvent(new Event('afterprint'));
    language.value = 'nl';
    language.dispatchEvent(new Event('change'));
  }).observe(document, { attributes: true, subtree: true });
})()"""


def test_what_is_pressed_before_the_panel_is_written_works(example, opened):
    site = example.facilities.geometry.iloc[-1]
    result = opened(example.draw())
    page = result.page
    page.add_init_script(PRESS_AT_ONCE.replace("PLACE", f"[{site.y}, {site.x}]"))
    page.reload()
    page.wait_for_selector("html.ready", state="attached")
    assert page.evaluate("window.panelThen") is None
    assert page.evaluate("window.panelOnPaper !== null")
    page.locator("html[lang=nl]").wait_for()
    assert page.locator("#table tbody tr").count() > 5
    assert page.locator(".facility").is_visible()
    assert "Wat de gegevens laten zien" in page.locator("#panel").text_content()
    page.locator(".facility button").first.click()
    assert page.locator("#panel .legend").is_visible()
    assert result.said == []
