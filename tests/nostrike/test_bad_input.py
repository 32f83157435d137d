"""Bad input: one clear message on standard error, exit code 2, and nothing written."""

import json
import zipfile

import pandas as pd
import pytest


@pytest.fixture
def audit(cli, own_sample, tmp_path):
    """Audit the sample with some of its options replaced, expecting a refusal."""

    def refused(**options) -> str:
        out = options.pop("out", tmp_path / "out")
        words = {
            "incidents": own_sample / "incidents.csv",
            "facilities": own_sample / "facilities.csv",
            **options,
        }
        line = [
            word for key, value in words.items() for word in (f"--{key}".replace("_", "-"), value)
        ]
        before = sorted(tmp_path.rglob("*"))
        done = cli("audit", *line, "--out", out)
        assert done.code == 2, (done.out, done.err)
        assert done.out == ""
        assert done.err.startswith("nostrike: ")
        assert "Traceback" not in done.err
        assert sorted(tmp_path.rglob("*")) == before
        return done.err

    return refused


def test_a_missing_file(audit, tmp_path):
    assert "gone.csv" in audit(incidents=tmp_path / "gone.csv")


def test_an_empty_file(audit, tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()
    assert "empty.csv" in audit(incidents=path)


def test_a_folder(audit, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    assert "folder" in audit(facilities=folder)


@pytest.mark.parametrize("name", ["binary.csv", "binary.xlsx", "binary.geojson", "binary.parquet"])
def test_a_binary(audit, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * 40)
    assert name in audit(incidents=path)


def test_an_html_page_saved_as_csv(audit, tmp_path):
    path = tmp_path / "page.csv"
    path.write_text("<!DOCTYPE html><html><body>Please sign in</body></html>")
    assert "web page" in audit(incidents=path)


def test_a_workbook_with_a_password(audit, tmp_path):
    path = tmp_path / "locked.xlsx"
    ole2 = bytes.fromhex("d0cf11e0a1b11ae1")
    path.write_bytes(ole2 + "EncryptedPackage".encode("utf-16-le").rjust(4096, b"\0"))
    assert "password" in audit(facilities=path)


def test_a_zip_without_a_layer(audit, tmp_path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.txt", "no layer")
    assert "photos.zip" in audit(facilities=path)


def test_facilities_without_a_column_that_could_be_a_place(audit, tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text("name,shoe size\nAda,38\nBo,42\n")
    assert "staff.csv" in audit(facilities=path)


def test_one_facility_id_for_two_places(audit, tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text(
        "id,name,latitude,longitude\nH1,Hospital Alfa,10.5,20.5\nH1,Hospital Beta,11.75,21.25\n"
    )
    message = audit(facilities=path)
    assert "twice.csv" in message
    assert "H1" in message


def test_an_unknown_conflict(audit):
    message = audit(conflict="atlantis")
    assert "atlantis" in message
    assert "sudan" in message


def test_an_unknown_source(audit, own_sample):
    message = audit(incidents=f"nowhere:{own_sample / 'incidents.csv'}")
    assert "nowhere" in message
    assert "ucdp_ged" in message


def test_a_source_of_the_wrong_kind(audit, own_sample):
    assert "facilities" in audit(incidents=f"healthsites:{own_sample / 'incidents.csv'}")


def test_a_foreign_output_folder(audit, tmp_path):
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter1.txt").write_text("dear to me")
    assert "thesis" in audit(out=out)
    assert (out / "chapter1.txt").read_text() == "dear to me"


@pytest.mark.parametrize("radius", ["0", "-5", "nan", "1e9", "12.5", "near"])
def test_a_radius_that_is_none(audit, radius):
    assert "radius" in audit(radius=radius)


def test_unknown_kinds(audit):
    assert "spaceport" in audit(kinds="spaceport")


def test_a_scope_that_fits_no_facility(audit, own_sample):
    message = audit(registry=own_sample / "registry.csv", registry_scope="operator=Nobody")
    assert "Nobody" in message


def test_a_setting_that_does_not_exist(audit, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("raduis_m = [500]\n")
    assert "raduis_m" in audit(settings=path)


def test_areas_that_are_no_layer(audit, tmp_path):
    path = tmp_path / "areas.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert "areas.geojson" in audit(areas=path)


def test_errors_as_json(cli, tmp_path):
    gone = tmp_path / "gone.csv"
    done = cli("audit", "--incidents", gone, "--out", tmp_path / "out", "--json")
    assert done.code == 2
    assert "gone.csv" in json.loads(done.err.splitlines()[-1])["error"]


def test_a_file_name_cannot_steer_the_terminal(audit, tmp_path):
    assert "\x1b" not in audit(incidents=tmp_path / "a\x1b[2Jb.csv")


def test_bad_rows_never_stop_a_run(cli, tmp_path, own_sample):
    incidents = tmp_path / "messy.csv"
    incidents.write_text(
        "id,date,country,latitude,longitude,type\n"
        "1,31/02/2024,SDN,15.5,32.5,air strike\n"
        "2,15/02/2024,SDN,not a number,32.5,air strike\n"
        ",,,,,\n"
        "id,date,country,latitude,longitude,type\n"
        "3,16/02/2024,SDN,15.5,32.5,shelling\n"
    )
    out = tmp_path / "out"
    done = cli(
        *("audit", "--incidents", incidents, "--facilities", own_sample / "facilities.csv"),
        *("--out", out),
    )
    assert done.code == 0, done.err
    entry = json.loads((out / "summary.json").read_text(encoding="utf-8"))["accounting"][0]
    assert (entry["read"], entry["loaded"], entry["rejected"]) == (5, 3, 2)
    rejected = pd.read_csv(out / "rejected.csv", encoding="utf-8-sig")
    assert set(rejected["row"]) == {4, 5}
    assert set(rejected["file"]) == {"messy.csv"}
    findings = pd.read_csv(out / "findings.csv", encoding="utf-8-sig")
    assert {"unreadable_date", "unreadable"} <= set(findings["code"])


def test_an_earlier_run_is_replaced_and_only_whole(cli, own_sample, tmp_path):
    words = ("audit", "--incidents", own_sample / "incidents.csv", "--out", tmp_path / "out")
    assert cli(*words).code == 0
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    assert cli(*words).code == 0
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before
    bad = cli("audit", "--incidents", tmp_path / "gone.csv", "--out", tmp_path / "out")
    assert bad.code == 2
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before
