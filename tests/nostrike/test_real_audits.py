"""Audits of real public files: accounting counted independently, and no claim beyond the data."""

import csv
import gzip
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pyogrio
import pytest

import geo
import layers
from layers import boundaries
from tests.maps.english import left_in_english
from tests.nostrike.test_page_languages import Reader

INSECURITY_INSIGHT = "incidents/insecurity_insight_attacks_on_health_care_2016-2023.xlsx"
AIRWARS = "incidents/airwars_gaza_2023-2024_scraped.csv"
GED_HDX = "incidents/ucdp_ged_sudan_hdx_hxl.csv"
GED_API = "incidents/ucdp_ged_sudan_api_trailing_field.csv"
WHO_GAZA = "facilities/gaza_health_facilities_who_2026.xlsx"
HEALTHSITES = "facilities/sudan_healthsites_coords_zero_filled.xlsx"
HOT_POINTS = "facilities/sudan_hotosm_health_points_shp.zip"
HOT_POLYGONS = "facilities/sudan_hotosm_health_polygons_shp.zip"
SUBSAHARAN = "facilities/who_kemri_subsaharan_public_facilities.csv.gz"
NEAR = ("almost_certain", "likely", "possible")


def sheet_rows(path: Path) -> list[tuple]:
    """Return the rows of the first sheet that hold anything, read by an engine that is not ours."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if any(map(said, row))]
    book.close()
    return rows


def said(cell: object) -> bool:
    return cell is not None


def rows_in(path: Path) -> int:
    """Count the data rows of a file with other means than the tool's: no header, no HXL row."""
    if path.suffix == ".xlsx":
        rows = sheet_rows(path)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            inner = next(name for name in archive.namelist() if name.endswith(".shp"))
        return int(pyogrio.read_info(f"/vsizip/{path}/{inner}")["features"])
    else:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8", newline="") as stream:
            csv.field_size_limit(10**7)
            rows = [row for row in csv.reader(stream) if any(row)]
    hxl = any(str(cell).startswith("#") for cell in rows[1] if cell)
    return len(rows) - 1 - hxl


@dataclass(frozen=True)
class Real:
    folder: Path
    summary: dict
    conflict: dict

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv", encoding="utf-8-sig", low_memory=False)

    def source(self, name: str) -> dict:
        [figures] = [s for s in self.conflict["per_source"] if s["source"] == name]
        return figures


def audit(
    cli, data: Path, out: Path, conflict: str, *, incidents, facilities, languages=("en",)
) -> Real:
    done = cli(
        *("audit", "--incidents", *(data / name for name in incidents)),
        *("--facilities", *(data / name for name in facilities)),
        *("--conflict", conflict, "--radius", 500, "--radius", 1000, "--radius", 5000),
        *("--lang", *languages, "--out", out),
    )
    assert done.code == 0, done.err
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    for entry in summary["accounting"]:
        assert entry["read"] == entry["loaded"] + entry["rejected"] + entry["merged"]
        path = next(data / n for n in (*incidents, *facilities) if n.endswith(entry["file"]))
        assert entry["read"] == rows_in(path), entry["file"]
    for name in ("map-restricted.html", "report-restricted.html"):
        assert (out / conflict / name).is_file()
    return Real(out, summary, summary["conflicts"][conflict])


@pytest.fixture(scope="module")
def gaza(cli, shared_data, tmp_path_factory):
    out = tmp_path_factory.mktemp("gaza") / "out"
    incidents = [INSECURITY_INSIGHT, AIRWARS]
    lists = {"incidents": incidents, "facilities": [WHO_GAZA]}
    return audit(cli, shared_data, out, "gaza", **lists, languages=("en", "ar"))


@pytest.fixture(scope="module")
def sudan(cli, shared_data, tmp_path_factory):
    out = tmp_path_factory.mktemp("sudan") / "out"
    incidents = [INSECURITY_INSIGHT, GED_HDX, GED_API]
    facilities = [HEALTHSITES, HOT_POINTS, HOT_POLYGONS]
    return audit(cli, shared_data, out, "sudan", incidents=incidents, facilities=facilities)


@pytest.fixture(scope="module")
def drc(cli, shared_data, tmp_path_factory):
    out = tmp_path_factory.mktemp("drc") / "out"
    incidents = [INSECURITY_INSIGHT]
    return audit(cli, shared_data, out, "drc", incidents=incidents, facilities=[SUBSAHARAN])


@pytest.mark.parametrize("name", ["gaza", "sudan", "drc"])
def test_a_file_of_towns_and_provinces_yields_no_tier_above_cannot_tell(name, request):
    real = request.getfixturevalue(name)
    for at in real.source("insecurity_insight")["by_radius"]:
        assert {tier: at["tiers"][tier] for tier in NEAR} == dict.fromkeys(NEAR, 0), at
        assert at["n_assessable"] <= at["tiers"]["unlikely"]
    flags = real.table("flags")
    vague = flags[flags["source"] == "insecurity_insight"]
    for radius_m in (500, 1000, 5000):
        assert set(vague[f"tier_{radius_m}"].dropna()) <= {"cannot_tell", "unlikely"}


def test_the_point_in_the_sea_gets_no_tier(shared_data):
    header, *rows = sheet_rows(shared_data / INSECURITY_INSIGHT)
    latitude, native = header.index("Latitude"), header.index("SiND Event ID")
    ids = {
        f"insecurity_insight:{row[native]}" for row in rows if str(row[latitude]) == "31.46242095"
    }
    assert len(ids) == 284
    incidents = layers.read_incidents(shared_data / INSECURITY_INSIGHT)
    here = incidents[incidents.index.isin(ids)]
    assert len(here) == 284
    found = geo.check_coordinates(here, countries=boundaries.countries(), land=boundaries.land())
    trusted = geo.distrust_locations(here, found.findings)
    assert trusted["distrust_reason"].notna().all()
    sites = layers.read_facilities(shared_data / WHO_GAZA)
    flags = geo.flag_strikes(trusted, sites, [500, 1000, 5000])
    summary = geo.summarise_incidents(trusted, sites, flags, [500, 1000, 5000])
    assert flags["facility_id"].isna().all()
    assert set(flags["tier"]) == {"cannot_tell"}
    forced = here["is_strike"] | here["is_armed_attack"]
    assert forced.sum() > 100
    for radius_m in (500, 1000, 5000):
        assert (summary.loc[forced, f"tier_any_{radius_m}"] == "cannot_tell").all()


def test_the_first_line_of_the_page_says_so(gaza):
    report = (gaza.folder / "gaza" / "report-restricted.html").read_text(encoding="utf-8")
    assert "located well enough to say anything at 500\u00a0m" in report


def test_a_report_of_real_files_speaks_one_language(gaza):
    read = Reader(gaza.folder / "gaza" / "report-restricted.ar.html", "ar")
    assert len(read.texts["ar"]) > 500
    assert list(left_in_english(read.texts["ar"], "ar")) == []


def test_airwars_states_no_accuracy_so_nothing_is_claimed(gaza):
    figures = gaza.source("airwars")
    assert figures["n_incidents"] == 646
    for at in figures["by_radius"]:
        assert at["n_assessable"] == 0
    assert figures["calibration"]["n"] == 21
    within = {at["radius_m"]: at["n_within"] for at in figures["calibration"]["by_radius"]}
    assert within[500] == 8


def test_both_ged_files_of_sudan_are_one_list(sudan):
    entries = {entry["file"]: entry for entry in sudan.summary["accounting"]}
    first, second = (entries[Path(name).name] for name in (GED_HDX, GED_API))
    assert (first["read"], first["loaded"], first["merged"]) == (3822, 3822, 0)
    assert (second["read"], second["loaded"], second["merged"]) == (3822, 0, 3822)


def test_every_row_of_the_healthsites_workbook_comes_back(sudan):
    entries = {entry["file"]: entry for entry in sudan.summary["accounting"]}
    assert entries[Path(HEALTHSITES).name]["loaded"] == 1180
    facilities = sudan.table("facilities")
    mine = facilities[facilities["file"] == Path(HEALTHSITES).name]
    assert len(mine) == 1180
    findings = sudan.table("findings")
    null_island = findings[findings["code"] == "null_island"]
    assert null_island["id"].isin(mine["facility_id"]).sum() == 25


def test_footprints_keep_their_outline(sudan):
    layer = pd.read_parquet(sudan.folder / "facilities.parquet", columns=["file"])
    assert (layer["file"] == Path(HOT_POLYGONS).name).sum() == 281


def test_the_subsaharan_list_states_its_own_errors(drc):
    facilities = drc.table("facilities")
    assert len(facilities) == 98_745
    assert facilities["longitude"].isna().sum() == 2_350
    assert facilities["error_m"].nunique() > 3
    assert drc.conflict["facility_lists"][0]["n"] > 10_000
