"""Conversion to one table, and the table read back as it was."""

import json
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

import layers
from layers.canonical import canonical_role
from layers.errors import InputError
from layers.load import load_incidents
from nostrike.cli import main

REAL = [
    "awsd_security_incidents_2016-10-03.csv",
    "who_ssa_attacks_2017-2024.csv",
    "who_ssa_attacks_2020-2024.xlsx",
]


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys):
    """The command line in this process: what it prints, and how it ends."""

    def words(*given: object) -> Done:
        capsys.readouterr()
        code = main([str(word) for word in given])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return words


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, list) else None if pd.isna(value) else str(value)


def same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> None:
    """The two tables are one: columns, types, ids, values and places."""
    assert list(one.columns) == list(other.columns)
    for column in one.columns.drop("geometry"):
        left, right = one[column], other[column]
        of_several_types = any(c.dtype == object for c in (left, right))
        if of_several_types:  # they are kept as text
            assert list(map(_text, left)) == list(map(_text, right)), column
        else:
            pd.testing.assert_series_equal(left, right)
    assert_geodataframe_equal(one[["geometry"]], other[["geometry"]])


def test_real_files_become_one_table_that_reads_back_the_same(run, shared_data, tmp_path):
    files = [shared_data / "incidents" / name for name in REAL]
    out = tmp_path / "all.parquet"
    done = run("convert", *files, "--out", out, "--quiet")
    assert done.code == 0, done.err
    table = layers.read_incidents(out)
    loaded = [load_incidents(path) for path in files]
    same(table, layers.combine(loaded).table)
    same(layers.read_incidents(out, "canonical"), table)
    account = pd.read_csv(tmp_path / "all.accounting.csv", encoding="utf-8-sig")
    assert (account["read"] == account[["loaded", "rejected", "merged"]].sum(axis=1)).all()
    assert account["merged"].tolist() == [0, 0, 4423]
    assert table["citation"].notna().all()
    assert table["licence"].notna().all()
    assert table.groupby("source")["licence"].nunique().eq(1).all()
    manifest = json.loads((tmp_path / "all.manifest.json").read_text())
    assert [entry["file"] for entry in manifest["inputs"]] == REAL
    assert sum(entry["rows"] for entry in manifest["sources"]) == len(table)
    named = {path.name for path in tmp_path.iterdir()} - {"all.manifest.json"}
    assert set(manifest["outputs"]) == named
    # a second reading merges nothing new and loses nothing
    again = layers.combine([layers.load_incidents(out), loaded[0]])
    assert again.accounting["merged"].tolist() == [0, 2088]
    assert len(again.table) == len(table)


@pytest.mark.parametrize("role", ["incidents", "facilities"])
def test_the_sample_in_a_folder(run, own_sample, tmp_path, role):
    out = tmp_path / "out"
    done = run("convert", own_sample / f"{role}.csv", "--role", role, "--out", out)
    assert done.code == 0, done.err
    assert "rows read" in done.out
    path = out / f"{role}.parquet"
    assert canonical_role(path) == role
    read = {"incidents": layers.read_incidents, "facilities": layers.read_facilities}[role]
    same(read(path), read(own_sample / f"{role}.csv"))
    names = {file.name for file in out.iterdir()}
    assert {"rejected.csv", "accounting.csv", "merges.csv", "findings.csv", "sources.csv"} <= names
    told = json.loads((out / "manifest.json").read_text())
    assert f"{role}.parquet" in told["outputs"]
    # the same again gives the same bytes
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert run("convert", own_sample / f"{role}.csv", "--role", role, "--out", out).code == 0
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_outlines_of_a_real_list_read_back_the_same(run, shared_data, tmp_path):
    path = shared_data / "facilities" / "sudan_hotosm_health_polygons_shp.zip"
    done = run("convert", path, "--role", "facilities", "--out", tmp_path / "sites.parquet")
    assert done.code == 0, done.err
    table = layers.read_facilities(tmp_path / "sites.parquet")
    assert len(table) == 281
    assert set(table.geom_type) <= {"Polygon", "MultiPolygon"}
    same(table, layers.read_facilities(path))


def test_an_audit_of_the_table_finds_what_the_files_give(run, own_sample, tmp_path):
    words = ("--facilities", own_sample / "facilities.csv", "--quiet")
    table = tmp_path / "t.parquet"
    assert run("convert", own_sample / "incidents.csv", "--out", table).code == 0
    flags = []
    for name, path in (("a", own_sample / "incidents.csv"), ("b", table)):
        out = tmp_path / name
        done = run("audit", "--incidents", path, *words, "--out", out)
        assert done.code == 0, done.err
        flags.append((out / "flags.csv").read_bytes())
    assert flags[0] == flags[1]


def test_nothing_else_is_overwritten(run, own_sample, tmp_path):
    mine = tmp_path / "mine.parquet"
    mine.write_bytes(b"my own")
    done = run("convert", own_sample / "incidents.csv", "--out", mine)
    assert done.code == 2
    assert "no earlier conversion" in done.err
    assert mine.read_bytes() == b"my own"
    table = tmp_path / "t.parquet"
    assert run("convert", own_sample / "incidents.csv", "--out", table).code == 0
    assert run("convert", own_sample / "incidents.csv", "--out", table).code == 0
    assert "one of the files" in run("convert", table, "--out", table).err
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_tables_that_were_changed_or_are_of_the_other_kind_are_refused(own_sample, tmp_path, run):
    path = tmp_path / "t.parquet"
    assert run("convert", own_sample / "incidents.csv", "--out", path).code == 0
    with pytest.raises(InputError, match="not of facilities"):
        layers.read_facilities(path)
    table = gpd.read_parquet(path)
    table.assign(event_type="sorcery").to_parquet(tmp_path / "odd.parquet")
    with pytest.raises(InputError, match="changed since"):
        layers.read_incidents(tmp_path / "odd.parquet")
    table.iloc[:0].to_parquet(tmp_path / "empty.parquet")
    with pytest.raises(InputError, match="holds no row"):
        layers.read_incidents(tmp_path / "empty.parquet")
    with pytest.raises(InputError, match="cannot be read as canonical"):
        layers.read_incidents(own_sample / "incidents.csv", "canonical")
    (tmp_path / "cut.parquet").write_bytes(path.read_bytes()[:5000])
    with pytest.raises(InputError):
        layers.read_incidents(tmp_path / "cut.parquet")


BAD = {
    "empty": b"",
    "counts": b"country,year,month,incidents,killed,injured,abducted\nMali,2023,7,1,0,0,0\n",
    "other": b"a,b\n1,2\n",
    "facilities": b"name,latitude,longitude,kind\nX,15.5,32.5,hospital\n",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_end_with_one_message_and_leave_nothing(run, tmp_path, name):
    path = tmp_path / f"{name}.csv"
    path.write_bytes(BAD[name])
    done = run("convert", path, "--out", tmp_path / "out")
    assert done.code == 2
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert path.name in done.err
    assert not (tmp_path / "out").exists()


def test_formulas_and_huge_text_come_back_as_they_were(run, tmp_path):
    text = "=HYPERLINK(" + "x" * 200_000
    path = tmp_path / "list.csv"
    frame = pd.DataFrame(
        {"id": ["1"], "date": ["2024-01-02"], "latitude": [15.5], "longitude": [32.5],
         "description": [text], "type": ["shelling"]}
    )  # fmt: skip
    frame.to_csv(path, index=False)
    assert run("convert", path, "--out", tmp_path / "t.parquet").code == 0
    assert layers.read_incidents(tmp_path / "t.parquet")["description"].tolist() == [text]
