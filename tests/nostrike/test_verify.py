"""`nostrike verify`: a folder as it was written, changed, short of a file, with one too many."""

import json
import shutil

import pytest


@pytest.fixture
def folder(demo, tmp_path):
    return shutil.copytree(demo, tmp_path / "run")


def test_a_folder_as_it_was_written(cli, folder, sample):
    done = cli("verify", folder, "--inputs", sample)
    assert done.code == 0, done.err
    assert "outputs are as the manifest says" in done.out
    assert "4 of 4 inputs are as the manifest says" in done.out


def test_what_differs_is_named(cli, folder, own_sample):
    (folder / "flags.csv").write_bytes((folder / "flags.csv").read_bytes() + b"x")
    (folder / "findings.csv").unlink()
    (folder / "added.txt").write_text("x")
    (own_sample / "registry.csv").write_text("name\n")
    done = cli("verify", folder, "--inputs", own_sample)
    assert done.code == 1
    for line in (
        "flags.csv: changed since it was written",
        "findings.csv: missing",
        "added.txt: not of this run",
        "registry.csv: not the input of this run",
    ):
        assert line in done.out
    told = json.loads(cli("verify", folder, "--json").out)
    assert told["changed"] == ["flags.csv"]
    assert told["holds"] is False
    assert "incidents.csv" in told["unseen_inputs"]


@pytest.mark.parametrize("content", [None, "not json", "[]", '{"tool": "another"}'])
def test_a_folder_of_no_run_is_one_readable_message(cli, tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    done = cli("verify", tmp_path)
    assert done.code == 2
    assert done.err.startswith("nostrike: ")
    assert "manifest" in done.err
    assert "Traceback" not in done.err
    assert cli("verify", tmp_path / "nowhere").code == 2
