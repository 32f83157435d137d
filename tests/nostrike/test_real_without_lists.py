"""Audits of real incident files for which there is no list of facilities: no flag is invented."""

import json

import pandas as pd
import pytest

FOLDER = "incidents"
UKRAINE = (
    "insecurity_insight_attacks_on_health_care_2016-2023.xlsx",
    "acled_ukraine_1000.csv",
    "ucdp_ged_ukraine_2014-2023_cp1252.csv",
    "bellingcat_civilian_harm_ukraine_2022.json",
)
YEMEN = ("yemen_data_project_air_raids_district_points.xlsx",)
READ = {
    "insecurity_insight_attacks_on_health_care_2016-2023.xlsx": 8854,
    "acled_ukraine_1000.csv": 1000,
    "ucdp_ged_ukraine_2014-2023_cp1252.csv": 3883,
    "bellingcat_civilian_harm_ukraine_2022.json": 366,
    "yemen_data_project_air_raids_district_points.xlsx": 16749,
}
"""Data rows of each file, as ``SOURCES.md`` beside them counts."""


@pytest.fixture(scope="module", params=[("ukraine", UKRAINE), ("yemen", YEMEN)], ids=["u", "y"])
def audited(request, cli, shared_data, tmp_path_factory):
    conflict, names = request.param
    out = tmp_path_factory.mktemp(conflict) / "out"
    files = [shared_data / FOLDER / name for name in names]
    done = cli("audit", "--incidents", *files, "--conflict", conflict, "--out", out)
    assert done.code == 0, done.err
    return conflict, out, json.loads((out / "summary.json").read_text(encoding="utf-8"))


def test_every_row_is_accounted_for(audited):
    _, _, summary = audited
    for entry in summary["accounting"]:
        assert entry["read"] == READ[entry["file"]]
        assert entry["read"] == entry["loaded"] + entry["rejected"] + entry["merged"]


def test_no_flag_is_invented_and_the_page_says_that_no_list_was_given(audited):
    conflict, out, summary = audited
    for source in summary["conflicts"][conflict]["per_source"]:
        assert source["by_radius"] == []
    flags = pd.read_csv(out / "flags.csv", encoding="utf-8-sig", low_memory=False)
    assert flags["facility_id"].isna().all()
    assert set(flags["tier_500"]) == {"cannot_tell"}
    for name in ("map-restricted.html", "report-restricted.html"):
        page = (out / conflict / name).read_text(encoding="utf-8")
        assert "No list of medical facilities that covers this conflict was given" in page


def test_the_map_says_which_points_stand_for_districts(audited):
    conflict, out, summary = audited
    page = (out / conflict / "map-restricted.html").read_text(encoding="utf-8")
    sources = summary["conflicts"][conflict]["per_source"]
    placed = {one["source"]: one["n_by_area"] for one in sources}
    assert max(placed.values()) > 0
    for source in sources:
        n, count = (f"{source[key]:,}" for key in ("n_by_area", "n_incidents"))
        said = f"{n} of {count} incidents are placed only by a district, a province or a road"
        assert (said in page) is (source["n_by_area"] > 0)
    if conflict == "yemen":
        assert placed == {"yemen_air_raids": 16_749}
        assert 255 <= sources[0]["n_points"] <= 262
