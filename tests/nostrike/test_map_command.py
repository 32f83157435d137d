"""`nostrike map`: the pages of an audit, with its figures, and no tables."""

import json


def test_pages_and_figures_are_those_of_the_audit(cli, demo, sample, tmp_path):
    out = tmp_path / "pages"
    words = ["--incidents", sample / "incidents.csv", "--facilities", sample / "facilities.csv"]
    words += ["--registry", sample / "registry.csv", "--areas", sample / "areas.geojson"]
    done = cli("map", *words, "--out", out)
    assert done.code == 0, done.err
    assert "audit.xlsx" not in done.out
    names = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert names == {
        "index.html",
        "summary.json",
        "manifest.json",
        "demoland/map-restricted.html",
        "demoland/report-restricted.html",
        "demoland/card-restricted.png",
    }
    mine, theirs = (
        json.loads((folder / "summary.json").read_text())["conflicts"]["demoland"]["per_source"]
        for folder in (out, demo)
    )
    assert mine == theirs
    front = (out / "index.html").read_text(encoding="utf-8")
    assert 'href="audit.xlsx"' not in front
    assert 'href="demoland/report-restricted.html"' in front
