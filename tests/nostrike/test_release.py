"""`nostrike release`: a public edition made anew, byte for byte the one asked for, or refused."""

import json
import shutil
import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from maps.inert import inert_block
from maps.text import marked_up
from nostrike.release_check import held_back, look_through


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_is_the_public_edition_of_the_same_inputs(cli, demo, public_demo, sample, tmp_path):
    before = contents(demo)
    done = cli("release", demo, "--inputs", sample, "--out", tmp_path / "released")
    assert done.code == 0, done.err
    released = contents(tmp_path / "released")
    assert released == contents(public_demo)
    assert contents(demo) == before
    assert b"registry.csv" not in b"".join(released.values())


def refused(done, *parts):
    assert done.code == 2
    assert done.err.startswith("nostrike: ")
    assert "Traceback" not in done.err
    for part in parts:
        assert part in done.err


def test_a_changed_or_missing_input_is_named(cli, demo, own_sample, tmp_path):
    out = tmp_path / "out"
    with (own_sample / "facilities.csv").open("a") as stream:
        stream.write("\n")
    done = cli("release", demo, "--inputs", own_sample, "--out", out)
    refused(done, "facilities.csv: this input differs")
    (own_sample / "facilities.csv").unlink()
    done = cli("release", demo, "--inputs", own_sample, "--out", out)
    refused(done, "facilities.csv: this input was not found", "--inputs")
    assert not out.exists()


def test_what_is_no_restricted_run_is_refused(cli, demo, public_demo, sample, tmp_path):
    out = tmp_path / "out"
    refused(cli("release", public_demo, "--inputs", sample, "--out", out), "no restricted run")
    refused(cli("release", demo, "--inputs", sample, "--out", demo), "another folder")
    broken = shutil.copytree(demo, tmp_path / "broken")
    (broken / "facilities.parquet").write_bytes(b"x")
    refused(cli("release", broken, "--inputs", sample, "--out", out), "changed since the run")
    assert not out.exists()


def planted(folder, kind, text):
    if kind == "csv":
        pd.DataFrame({"name": [text]}).to_csv(folder / "flags.csv", index=False)
    elif kind == "json":
        (folder / "summary.json").write_text(json.dumps({"a": [{"b": text}]}))
    elif kind == "page":
        (folder / "index.html").write_text(f"<p>x</p><bdi>{text}</bdi>", encoding="utf-8")
    elif kind == "cell":
        cell = f'<bdi class="id">({marked_up(text)})</bdi>'
        (folder / "index.html").write_text(cell, encoding="utf-8")
    elif kind == "attribute":
        (folder / "index.html").write_text(f'<i title="{text}">x</i>', encoding="utf-8")
    elif kind == "data":
        (folder / "index.html").write_text(inert_block("nostrike-data", {"names": [text]}))
    elif kind == "parquet":
        pd.DataFrame({"name": [text]}).to_parquet(folder / "flags.parquet")
    elif kind == "workbook":
        pd.DataFrame({"name": [text]}).to_excel(folder / "audit.xlsx", engine="xlsxwriter")
    elif kind == "file":
        (folder / "coverage.csv").write_text("x\n")
    else:
        with closing(sqlite3.connect(folder / "audit.gpkg")) as store, store:
            # GeoPackage's own triggers ask for functions that only its libraries have
            for (name,) in list(
                store.execute("select name from sqlite_master where type = 'trigger'")
            ):
                store.execute(f'drop trigger "{name}"')
            store.execute("update flags set facility_name = ?", (text,))


KINDS = (
    "csv",
    "json",
    "page",
    "cell",
    "attribute",
    "data",
    "parquet",
    "workbook",
    "geopackage",
    "file",
)


@pytest.mark.parametrize("kind", KINDS)
def test_restricted_text_is_found_wherever_it_stands(demo, public_demo, tmp_path, kind):
    secret = held_back(demo)
    assert len(secret) > 20
    folder = shutil.copytree(public_demo, tmp_path / "made")
    assert look_through(folder, secret) == []
    planted(folder, kind, max(text for text in secret if '"' not in text and "<" not in text))
    assert look_through(folder, secret)
