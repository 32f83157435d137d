"""What an audit says where there is nothing to compare with, and of what stands on no page."""

import json

import pandas as pd
import pytest

INCIDENTS = """id,date,country,latitude,longitude,type,error_m
1,2023-06-01,SDN,15.60012,32.53034,air strike,100
2,2023-06-02,Peru,-12.05011,-77.05023,shelling,100
3,2023-06-03,Ukraine,49.99012,36.23012,missile,100
4,2023-06-04,Ukraine,50.00212,36.24212,missile,100
"""
FACILITIES = """id,name,kind,country,latitude,longitude,error_m
a,Khartoum One,hospital,SDN,15.60112,32.53121,20
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "incidents.csv").write_text(INCIDENTS, encoding="utf-8")
    (tmp_path / "facilities.csv").write_text(FACILITIES, encoding="utf-8")
    return tmp_path


def audited(cli, files, *words):
    out = files / "out"
    done = cli("audit", "--incidents", files / "incidents.csv", *words, "--out", out)
    assert done.code == 0, done.err
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    table = pd.read_csv(out / "incidents.csv", encoding="utf-8-sig")
    return summary, table.set_index("row"), done


def test_a_conflict_that_no_list_covers_is_not_far_from_every_facility(cli, files):
    summary, table, _ = audited(cli, files, "--facilities", files / "facilities.csv")
    assert table["tier_any_500"].tolist() == ["almost_certain", *["cannot_tell"] * 3]
    assert set(table["reason"].dropna()) == {"no list of facilities covers this place"}
    assert [at["radius_m"] for at in figures(summary, "sudan")["by_radius"]] == [500, 1000]
    assert figures(summary, "ukraine")["by_radius"] == []
    report = (files / "out" / "ukraine" / "report-restricted.html").read_text(encoding="utf-8")
    assert "No list of medical facilities that covers this conflict was given" in report


def figures(summary, conflict):
    [one] = summary["conflicts"][conflict]["per_source"]
    return one


def test_without_a_facility_list_no_flag_is_invented(cli, files):
    summary, table, done = audited(cli, files)
    assert set(table["tier_any_500"]) == {"cannot_tell"}
    assert all(not figures(summary, name)["by_radius"] for name in summary["conflicts"])
    assert "nearness was not assessed" in done.out
    flags = pd.read_csv(files / "out" / "flags.csv", encoding="utf-8-sig")
    assert flags["facility_id"].isna().all()


def test_what_stands_on_no_page_is_reported_by_source_and_country(cli, files):
    summary, table, _ = audited(cli, files, "--conflict", "sudan")
    assert len(table) == 1
    source = "generic_incidents"
    assert summary["unassigned"] == [{"source": source, "country": "PER", "n": 1}]
    assert summary["other_conflicts"] == [{"source": source, "country": "UKR", "n": 2}]
    index = (files / "out" / "index.html").read_text(encoding="utf-8")
    assert "Incidents that belong to no conflict" in index
    assert "Incidents of conflicts that were not asked for" in index


def test_a_list_without_any_strike_is_audited_too(cli, files):
    text = INCIDENTS.replace("air strike", "threat").replace("missile", "arrest")
    (files / "incidents.csv").write_text(text.replace("shelling", "threat"), encoding="utf-8")
    summary, table, _ = audited(cli, files, "--facilities", files / "facilities.csv")
    assert table["tier_any_500"].isna().all()
    assert figures(summary, "sudan")["n_strikes"] == 0
    flags = pd.read_csv(files / "out" / "flags.csv", encoding="utf-8-sig")
    assert len(flags) == 0
    assert {"tier_500", "p_1000"} <= set(flags)


def test_a_named_set_is_cited_and_counts_are_tried_with_other_errors(cli, sample, tmp_path):
    out = tmp_path / "out"
    words = ("--incidents", sample / "incidents.csv", "--facilities", sample / "facilities.csv")
    words += ("--areas", sample / "areas.geojson")
    done = cli("audit", *words, "--radius-set", "blast-2000lb", "--radius", 500, "--out", out)
    assert done.code == 0, done.err
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    [account] = summary["conflicts"].values()
    assert account["radii_m"] == [360, 500, 800]
    for told in (summary["parameters"], manifest["parameters"], account):
        assert told["radius_set"]["name"] == "blast-2000lb"
        assert "10.1371/journal.pgph.0003178" in told["radius_set"]["citation"]
    report = (out / "demoland" / "report-restricted.html").read_text(encoding="utf-8")
    assert "10.1371/journal.pgph.0003178" in report.replace("<wbr>", "")
    assert "half or twice as large" in report
    assessable = [
        [at["sensitivity"]["half"]["n_assessable"], at["n_assessable"],
         at["sensitivity"]["double"]["n_assessable"]]
        for source in account["per_source"] for at in source["by_radius"]
    ]  # fmt: skip
    assert all(half >= stated >= double for half, stated, double in assessable)
    assert any(half > double for half, _, double in assessable)
    for source in account["per_source"]:
        for at in source["by_radius"]:
            for other in at["sensitivity"].values():
                assert sum(other["tiers"].values()) == at["n"]
                assert 0 <= other["low"] <= other["high"] <= other["n_assessable"]


def test_a_set_of_radii_that_is_not_there(cli, sample, tmp_path):
    words = ("--incidents", sample / "incidents.csv", "--out", tmp_path / "out")
    done = cli("audit", *words, "--radius-set", "blast")
    assert done.code == 2
    assert "known: blast-2000lb, round" in done.err
    assert "10.1371/journal.pgph.0003178" in cli("audit", "--help").out
