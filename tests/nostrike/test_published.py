"""Lists that are published openly may stand in a public edition, if the user says that they are."""

import geopandas as gpd
import pytest

from nostrike.cli import main

INCIDENTS = """id,date,country,latitude,longitude,error_m,event_type
E1,2024-03-01,SDN,15.6124,32.5124,30,air strike
"""
HEAD = "id,name,kind,country,latitude,longitude,list_as_of,public,do_not_publish\n"
SITES = """F1,Hospital Alfa,hospital,SDN,15.6123,32.5123,2024-01-01,,
F2,Hospital Bravo,hospital,SDN,15.6323,32.5323,2024-01-01,no,
F3,Hospital Charlie,hospital,SDN,15.6523,32.5523,2024-01-01,,yes
"""
OTHER = "G1,Hospital Delta,hospital,SDN,15.6723,32.5723,2024-01-01,,\n"


@pytest.fixture
def words(tmp_path):
    for name, text in (
        ("incidents.csv", INCIDENTS),
        ("open.csv", HEAD + SITES),
        ("closed.csv", HEAD + OTHER),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    lists = [str(tmp_path / "open.csv"), str(tmp_path / "closed.csv")]
    return ["--incidents", str(tmp_path / "incidents.csv"), "--facilities", *lists, "--quiet"]


def names(folder):
    return set(gpd.read_parquet(folder / "facilities.parquet")["name"])


def test_only_unmarked_sites_of_the_list_that_is_named_become_public(words, tmp_path):
    out = tmp_path / "out"
    words += ["--published", "open.csv", "--edition", "public", "--out", str(out)]
    assert main(["audit", *words]) == 0
    assert names(out) == {"Hospital Alfa"}


def test_release_keeps_to_what_the_run_was_told(words, tmp_path):
    run, out = tmp_path / "run", tmp_path / "released"
    assert main(["audit", *words, "--published", "open.csv", "--out", str(run)]) == 0
    assert len(names(run)) == 4
    assert main(["release", str(run), "--inputs", str(tmp_path), "--out", str(out), "--quiet"]) == 0
    assert names(out) == {"Hospital Alfa"}


def test_a_list_that_is_not_there_is_refused(words, tmp_path, capsys):
    words += ["--published", "hospitals.csv", "--out", str(tmp_path / "out")]
    assert main(["audit", *words]) == 2
    assert "open.csv, closed.csv" in capsys.readouterr().err
