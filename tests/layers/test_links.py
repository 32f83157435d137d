"""Events that several lists hold under one number."""

import geopandas as gpd

from layers.links import same_events, shared_by_source
from layers.load import combine, load_incidents


def table(*ids):
    return gpd.GeoDataFrame({"source": [one.partition(":")[0] for one in ids]}, index=list(ids))


def test_a_number_links_only_lists_of_one_lineage():
    rows = table("shcc:5", "insecurity_insight:5", "acled:5", "shcc:6", "shcc:row-7")
    linked = same_events(rows)
    assert linked.dropna().to_dict() == {
        "shcc:5": "insecurity_insight:5",
        "insecurity_insight:5": "shcc:5",
    }
    assert linked.index.equals(rows.index)
    shared = shared_by_source(rows)
    assert shared == [{"source": "insecurity_insight", "other": "shcc", "n": 1}]


def test_nothing_shared():
    assert same_events(table("acled:1", "ucdp_ged:1")).isna().all()
    assert shared_by_source(table("acled:1")) == []


def test_the_coalitions_list_of_sudan_is_insecurity_insights(shared_data):
    folder = shared_data / "incidents"
    names = ("insecurity_insight_attacks_on_health_care_2016-2023.xlsx", "shcc_2021_sudan.xlsx")
    both = combine([load_incidents(folder / name) for name in names]).table
    [shared] = shared_by_source(both)
    assert (shared["source"], shared["other"]) == ("shcc", "insecurity_insight")
    assert shared["n"] == 49
    linked = same_events(both)[both["source"] == "shcc"]
    assert linked.notna().sum() == 49
