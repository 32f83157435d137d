"""`nostrike columns` and `--columns`, as a person uses them."""

import json
import re

import pytest

from layers.errors import InputError
from nostrike import cli
from nostrike.columns import mapping_for, read_mappings

LIST = "Nota\n\nA1;B1;C1;D1;E1\ni1;14/01/2023;15,5;32,5;air strike\ni2;15/01/2023;15,6;32,6;drone\n"
SITES = "Facility name,Type,Latitude,Longitude\nAlpha,hospital,15.5001,32.5001\n"
MEANINGS = {"A1": "id", "B1": "date", "C1": "latitude", "D1": "longitude", "E1": "event_type"}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "list.csv").write_text(LIST)
    (tmp_path / "sites.csv").write_text(SITES)
    return tmp_path


def edited(path):
    text = path.read_text()
    for name, meaning in MEANINGS.items():
        text = text.replace(f'"{name}"\nmeaning = ""', f'"{name}"\nmeaning = "{meaning}"')
    path.write_text(text)


def run(files, *words):
    return cli.main(
        ["audit", "--incidents", str(files / "list.csv"), "--facilities", str(files / "sites.csv"),
         "--out", str(files / "out"), "--quiet", *map(str, words)]
    )  # fmt: skip


def test_from_a_file_that_is_not_understood_to_an_audit(files, capsys):
    assert run(files) == 2
    assert "nostrike columns" in capsys.readouterr().err
    out = files / "mapping.toml"
    words = ["columns", files / "list.csv", "--role", "incidents", "--out", out]
    assert cli.main(list(map(str, words))) == 0
    said = capsys.readouterr().out
    assert "list.csv, header in row 3: read as a list of incidents" in said
    assert "14/01/2023" in said
    assert f"--columns {out}" in said
    edited(out)
    assert run(files, "--columns", out) == 0
    summary = json.loads((files / "out" / "summary.json").read_text())
    account = {one["file"]: one for one in summary["accounting"]}
    assert account["list.csv"]["loaded"] == 2
    manifest = json.loads((files / "out" / "manifest.json").read_text())
    assert ["columns", "mapping.toml"] in [[i["list"], i["file"]] for i in manifest["inputs"]]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('"list.csv"', '"lists.csv"'), r"is for 'lists.csv'.*not among the files.*list.csv"),
        (('"list.csv"', '"sites.csv"'), "maps sites.csv as a list of incidents, but it is given"),
        (('meaning = "date"', 'meaning = "dates"'), "column 'B1'.*did you mean 'date'"),
        (('name = "A1"', 'name = "A9"'), r"list.csv has no column 'A9'"),
        (('meaning = "id"', 'meaning = "date"'), "'date' is given twice"),
    ],
)
def test_a_wrong_mapping_ends_with_2_and_one_message(files, capsys, change, fault):
    out = files / "mapping.toml"
    words = ["columns", files / "list.csv", "--role", "incidents", "--out", out, "--quiet"]
    assert cli.main(list(map(str, words))) == 0
    edited(out)
    out.write_text(out.read_text().replace(*change))
    assert run(files, "--columns", out) == 2
    error = capsys.readouterr().err
    assert error.startswith("nostrike: ")
    assert error.count("\n") == 1
    assert re.search(fault, error)


def test_two_mappings_for_one_file(files):
    for name in ("a.toml", "b.toml"):
        words = ["columns", files / "list.csv", "--role", "incidents", "--out", files / name]
        assert cli.main([*map(str, words), "--quiet"]) == 0
        edited(files / name)
    with pytest.raises(InputError, match=r"are both for list\.csv as incidents"):
        read_mappings([files / "a.toml", files / "b.toml"])
    mappings = read_mappings([files / "a.toml"])
    assert mapping_for(files / "list.csv", "incidents", mappings) is mappings[0]
    assert mapping_for(files / "list.csv", "facilities", mappings) is None


def test_faults_of_columns_are_one_message(files, capsys):
    for words in (
        ["columns", str(files / "none.csv"), "--out", str(files / "m.toml")],
        ["columns", str(files / "list.csv"), "--out", str(files / "m.toml")],
        ["columns", str(files / "list.csv"), "--role", "incidents", "--out", str(files / "m.txt")],
        ["columns", str(files / "list.csv"), "--role", "incidents"],
    ):
        assert cli.main(words) == 2
        assert capsys.readouterr().err.count("\n") == 1
