"""Where no list covers a conflict, no page speaks of places too vague to tell."""

import json

from maps.inert import read_block
from maps.map_page import BLOCK


def test_the_map_says_not_assessed_where_there_was_nothing_to_be_near(cli_here, sample, tmp_path):
    out = tmp_path / "out"
    files = ("--incidents", sample / "incidents.csv", "--areas", sample / "areas.geojson")
    done = cli_here("map", *files, "--out", out)
    assert done.code == 0, done.err
    page = (out / "demoland" / "map-restricted.html").read_text(encoding="utf-8")
    about = read_block(page, BLOCK)
    assert "cannot_tell" not in json.dumps(about["incidents"])
    summary = json.loads((out / "summary.json").read_text())
    [source, *_] = summary["conflicts"]["demoland"]["per_source"]
    assert source["n_strikes"]
    report = (out / "demoland" / "report-restricted.html").read_text(encoding="utf-8")
    assert "Strike; nearness not assessed" in report
