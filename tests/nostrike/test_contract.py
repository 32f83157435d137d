"""What a run leaves behind: every file of the output contract, agreeing with every other."""

import csv
import hashlib
import json
import sqlite3

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

TABLES = [
    *("incidents", "flags", "facilities", "coverage", "candidates", "expected", "named"),
    *("findings", "rejected", "merged"),
]
FILES = {
    *("index.html", "audit.xlsx", "audit.gpkg", "summary.json", "manifest.json"),
    "candidates-review.xlsx",
    *("flags.parquet", "incidents.parquet", "facilities.parquet"),
    *(f"{name}.csv" for name in TABLES),
    *("demoland/map-restricted.html", "demoland/report-restricted.html"),
    "demoland/card-restricted.png",
}


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def table(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def summary(demo):
    return json.loads((demo / "summary.json").read_text(encoding="utf-8"))


def test_every_file_is_there_and_no_other(demo):
    assert files(demo) == FILES


def test_csv_files_begin_with_a_byte_order_mark(demo):
    for name in TABLES:
        assert (demo / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf"), name


def test_rows_read_are_all_accounted_for(summary, sample):
    assert len(summary["accounting"]) == 3
    for entry in summary["accounting"]:
        assert entry["read"] == entry["loaded"] + entry["rejected"] + entry["merged"]
        with (sample / entry["file"]).open(encoding="utf-8-sig", newline="") as stream:
            assert entry["read"] == sum(1 for _ in csv.reader(stream)) - 1


def test_tables_agree_with_each_other(demo, summary):
    incidents, flags = table(demo, "incidents"), table(demo, "flags")
    facilities = table(demo, "facilities")
    loaded = {entry["list"]: entry["loaded"] for entry in summary["accounting"]}
    assert len(incidents) == loaded["incidents"]
    assert len(facilities) == loaded["facilities"]
    assert len(pd.read_parquet(demo / "flags.parquet")) == len(flags)
    assert {row["incident_id"] for row in flags} <= {row["incident_id"] for row in incidents}
    assert {row["facility_id"] for row in flags} - {""} <= {r["facility_id"] for r in facilities}
    for name, rows in (("incidents", incidents), ("facilities", facilities)):
        layer = gpd.read_parquet(demo / f"{name}.parquet")
        assert len(layer) == len(rows)
        assert layer.crs == "EPSG:4326"


def test_figures_can_be_recounted_from_the_tables(demo, summary):
    incidents = pd.DataFrame(table(demo, "incidents"))
    account = summary["conflicts"]["demoland"]
    [figures] = account["per_source"]
    mine = incidents[incidents["conflict"] == "demoland"]
    assert figures["n_incidents"] == len(mine)
    strikes = mine[mine["is_strike"].str.casefold() == "true"]
    assert figures["n_strikes"] == len(strikes) > 0
    for at in figures["by_radius"]:
        tier = strikes[f"tier_any_{at['radius_m']:.0f}"]
        assert at["tiers"] == {name: int((tier == name).sum()) for name in at["tiers"]}
        assert sum(at["tiers"].values()) == len(strikes)
        assert sum(sum(cells.values()) for cells in at["cells"].values()) == len(strikes)
        expected = strikes[f"p_any_{at['radius_m']:.0f}"].replace("", "0").astype(float).sum()
        assert at["expected"] == pytest.approx(expected, abs=1e-3)
        assert at["low"] <= at["expected"] <= at["high"]
    assert all(
        sum(at["tiers"][t] for t in ("almost_certain", "likely")) for at in figures["by_radius"]
    )


def test_the_workbook_holds_the_same_rows(demo):
    book = openpyxl.load_workbook(demo / "audit.xlsx", read_only=True)
    sheets = {name.casefold(): name for name in book.sheetnames}
    wanted = {"readme", "summary", "sources", *TABLES}
    assert wanted - set(sheets) == set()
    for name in TABLES:
        rows = sum(1 for _ in book[sheets[name]].iter_rows(values_only=True)) - 1
        assert rows == len(table(demo, name)), name


def test_the_geopackage_opens_drawn_right(demo):
    connection = sqlite3.connect(demo / "audit.gpkg")
    layers = {name for (name,) in connection.execute("select table_name from gpkg_contents")}
    styled = {name for (name,) in connection.execute("select f_table_name from layer_styles")}
    connection.close()
    assert {"incidents", "facilities", "flags", "coverage", "findings"} <= layers
    assert {"incidents", "facilities"} <= styled


def test_the_manifest_seals_every_file(demo, sample):
    manifest = json.loads((demo / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["outputs"]) == FILES - {"manifest.json"}
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((demo / name).read_bytes()).hexdigest() == digest, name
    for entry in manifest["inputs"]:
        assert hashlib.sha256((sample / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_the_same_inputs_give_the_same_bytes(demo, cli, tmp_path):
    assert cli("demo", "--out", tmp_path / "again").code == 0
    for name in sorted(FILES):
        assert (tmp_path / "again" / name).read_bytes() == (demo / name).read_bytes(), name


def test_one_strike_stands_in_no_two_sources_added_up(summary):
    account = summary["conflicts"]["demoland"]
    assert not {"n_incidents", "n_strikes", "expected"} & set(account)


def test_the_invented_country_says_so_on_every_page(demo):
    pages = [name for name in FILES if name.endswith(".html")]
    for name in pages:
        text = (demo / name).read_text(encoding="utf-8")
        assert "does not exist" in text, name


def test_no_page_speaks_beyond_the_data(demo, public_demo):
    for folder in (demo, public_demo):
        for page in folder.rglob("*.html"):
            text = page.read_text(encoding="utf-8").casefold()
            for word in ("targeted", "deliberate", "war crime", "violated"):
                assert word not in text, (page.name, word)


class TestPublicEdition:
    def test_nothing_about_the_registry_or_faults(self, public_demo):
        names = files(public_demo)
        assert {"demoland/map-public.html", "demoland/report-public.html"} <= names
        assert {"demoland/brief.pdf", "demoland/card.png"} <= names
        assert not {"coverage.csv", "findings.csv", "rejected.csv", "merged.csv"} & names
        assert not any("restricted" in name for name in names)

    def test_only_public_facilities_and_no_free_text(self, public_demo, sample):
        with (sample / "facilities.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        yes = {"true", "yes", "1"}
        open_rows = [
            row
            for row in rows
            if row["public"].casefold() in yes and row["do_not_publish"].casefold() not in yes
        ]
        shown = {row["name"] for row in open_rows}
        hidden = [row for row in rows if row not in open_rows]
        secret = {row["name"] for row in hidden if row["name"]} - shown
        assert len(secret) > 3
        assert shown
        with (sample / "incidents.csv").open(encoding="utf-8-sig", newline="") as stream:
            texts = {row["description"] for row in csv.DictReader(stream)} - {""}
        for path in public_demo.rglob("*"):
            if not path.is_file() or path.suffix in {".xlsx", ".parquet"}:
                continue
            content = path.read_bytes().decode("utf-8", "replace")
            for text in (*secret, *texts):
                assert text not in content, (path.name, text)

    def test_tables_hold_only_what_is_public(self, public_demo):
        facilities = gpd.read_parquet(public_demo / "facilities.parquet")
        assert len(facilities)
        assert facilities["public"].all()
        assert not facilities["do_not_publish"].any()
        incidents = gpd.read_parquet(public_demo / "incidents.parquet")
        private = {"description", "perpetrator_reported_name", "facility_named", "coordinates_raw"}
        assert not private & set(incidents.columns)
