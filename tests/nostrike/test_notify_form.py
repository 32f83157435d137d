"""The plain form that ships: written once, never over another file, and filled in every column."""

import json

import openpyxl

import layers
from nostrike.cli import main

HEAD = "id,name,kind,operator,country,latitude,longitude,list_as_of,notified_to,list_version\n"


def cli(*words):
    return main([str(word) for word in words])


def test_the_plain_form_takes_every_column(tmp_path):
    form = tmp_path / "form.xlsx"
    notified, submitted = tmp_path / "list.csv", tmp_path / "submitted.csv"
    for path, latitude, day in (
        (notified, 15.6123, "2026-05-31"),
        (submitted, 15.6223, "2025-12-31"),
    ):
        row = f"S1,Hospital Alfa,hospital,Aid,SDN,{latitude},32.5123,{day},Party A,7"
        path.write_text(HEAD + row + "\n", encoding="utf-8")
    assert cli("notify", "--blank-form", form) == 0
    out = tmp_path / "out"
    words = ("--previous", submitted, "--template", form, "--recipient", "Party A", "--out", out)
    assert cli("notify", notified, *words) == 0
    figures = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert figures["template_columns_left_empty"] == []
    assert figures["template_lacks"] == []
    moved = openpyxl.load_workbook(out / "party-a" / "corrections.xlsx").worksheets[0]
    lines = [[cell.value for cell in row] for row in moved.iter_rows()]
    site = dict(zip(lines[3], lines[4], strict=True))
    assert site["Site ID"] == "S1"
    assert site["Action"]
    assert site["Moved m"] > 1000
    read = layers.read_facilities(out / "party-a" / "corrections.xlsx")
    assert (read.geometry.x.iloc[0], read.geometry.y.iloc[0]) == (32.5123, 15.6123)


def test_a_form_is_never_written_over(tmp_path, capsys):
    form = tmp_path / "form.xlsx"
    form.write_bytes(b"mine")
    for path, word in ((form, "exists already"), (tmp_path / "form.xls", ".xlsx")):
        assert cli("notify", "--blank-form", path) == 2
        assert word in capsys.readouterr().err
    assert form.read_bytes() == b"mine"
    assert cli("notify") == 2
