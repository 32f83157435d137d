"""The sample of documented strikes, audited from end to end."""

import json

import pandas as pd
import pytest

from layers import samples


@pytest.fixture(scope="module")
def documented(cli, tmp_path_factory):
    out = tmp_path_factory.mktemp("documented") / "out"
    done = cli("demo", "--sample", "documented", "--out", out)
    assert done.code == 0, done.err
    return out


def table(folder, name):
    return pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig")


def test_every_row_is_on_the_page_of_its_conflict(documented):
    incidents = table(documented, "incidents")
    assert len(incidents) >= 60
    own = pd.read_csv(samples.documented()["incidents"])
    stated = own.set_index("generic_incidents:" + own["id"])["conflict"]
    assert incidents.set_index("incident_id")["conflict"].to_dict() == stated.to_dict()
    assert incidents["conflict"].nunique() >= 8
    for conflict in incidents["conflict"].unique():
        page = (documented / conflict / "map-restricted.html").read_text(encoding="utf-8")
        assert "A sample of documented cases" in page


def test_no_facility_is_said_to_be_missing_from_a_part_of_a_list(documented):
    coverage = table(documented, "coverage")
    assert len(coverage)
    assert "unregistered" not in set(coverage["outcome"])
    summary = json.loads((documented / "summary.json").read_text(encoding="utf-8"))
    assert summary["parameters"]["registry_scope"] == "partial"
    report = (documented / "afghanistan" / "report-restricted.html").read_text(encoding="utf-8")
    assert "The registry supplied is a part of a longer list" in report


def test_kunduz_and_the_two_centres(documented):
    flags = table(documented, "flags")
    incidents = table(documented, "incidents").set_index("incident_id")
    kunduz = incidents[incidents["place_name"].eq("Kunduz") & incidents["is_strike"]]
    assert kunduz["date_start"].tolist() == ["2015-10-03"]
    mine = flags[flags["incident_id"].isin(kunduz.index) & flags["facility_id"].notna()]
    assert mine["facility_name"].tolist() == ["Kunduz Trauma Centre (2011-2015)"]
    assert mine["existed_then"].tolist() == ["yes"]
    assert mine["days_registered"].tolist() == [4]
