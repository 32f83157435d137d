"""`nostrike check`: what it leaves behind, what it says, what it refuses."""

import csv
import json
import shutil
from typing import NamedTuple

import openpyxl
import pandas as pd
import pytest

from layers import samples
from nostrike.cli import main
from tests.nostrike.person import Person

FILES = {"checked.xlsx", "check-restricted.html", "findings.csv", "summary.json", "manifest.json"}


def check(*words, code=0):
    assert main(["check", *map(str, words)]) == code


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """The sample's registry, checked with its areas."""
    folder = tmp_path_factory.mktemp("check") / "out"
    files = samples.demoland()
    check(files["registry"], "--areas", files["areas"], "--out", folder, "--quiet")
    return folder


@pytest.fixture(scope="module")
def summary(out):
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_file_is_there_and_no_other(out):
    assert {path.name for path in out.iterdir()} == FILES


def test_the_files_agree_with_each_other(out, summary):
    findings = table(out / "findings.csv")
    assert sum(n for _, _, n in summary["by_code"]) == len(findings)
    assert summary["n_with_findings"] == len({row["id"] for row in findings})
    person = Person(out / "checked.xlsx")
    found = [row for row in person.rows() if person.see(row, "severity")]
    assert len(found) == summary["n_with_findings"]
    assert {person.see(row, "facility_id") for row in found} == {row["id"] for row in findings}
    mends = [row for row in found if person.see(row, "suggested_latitude") is not None]
    assert len(mends) == summary["n_suggested"] > 0
    page = (out / "check-restricted.html").read_text(encoding="utf-8")
    assert f"Rows with an open finding: {len(found)} of {summary['n_facilities']}." in page


def test_the_planted_faults_of_the_sample_are_found_with_their_mends(out):
    by_id = {row["id"].partition(":")[2]: row for row in table(out / "findings.csv")}
    assert by_id["R-010"]["code"] == "swapped"
    assert float(by_id["R-010"]["suggested_latitude"]) == pytest.approx(-29.419049)
    assert by_id["R-019"]["code"] == "sign_lost"
    assert by_id["R-037"]["code"] == "unreadable"


def test_the_list_stands_in_the_workbook_as_it_was(out):
    with samples.demoland()["registry"].open(encoding="utf-8", newline="") as stream:
        given = list(csv.reader(stream))
    sheet = openpyxl.load_workbook(out / "checked.xlsx")["registry"]
    for row, cells in enumerate(given, start=1):
        shown = [sheet.cell(row, column).value or "" for column in range(1, len(cells) + 1)]
        assert shown == cells


def test_what_was_not_looked_for_is_said(out, summary):
    codes = {one["code"] for one in summary["not_run"]}
    page = (out / "check-restricted.html").read_text(encoding="utf-8").replace("<wbr>", "")
    assert all(code in page for code in codes)
    assert all(one["reason"] for one in summary["not_run"])


def test_the_closing_lines_count_and_say_where_to_look(tmp_path, capsys):
    check(samples.demoland()["registry"], "--out", tmp_path / "out")
    said = capsys.readouterr().out
    assert "of 52." in said
    assert "duplicate" in said
    assert str(tmp_path / "out" / "checked.xlsx") in said
    check(samples.demoland()["registry"], "--out", tmp_path / "quiet", "--quiet")
    assert capsys.readouterr().out == ""


def test_fail_on_fires_only_for_what_is_so_bad(tmp_path):
    rows = ["id,name,latitude,longitude", "a,A,31.512345,34.412345", "b,B,,"]
    (tmp_path / "list.csv").write_text("\n".join(rows))
    words = [tmp_path / "list.csv", "--out", tmp_path / "out", "--quiet"]
    check(*words)
    check(*words, "--fail-on", "error")
    check(*words, "--fail-on", "warning", code=1)
    assert (tmp_path / "out" / "checked.xlsx").is_file()


@pytest.mark.parametrize("lang", ["nl", "fr", "ar", "uk"])
def test_the_page_is_in_the_language_asked_for(tmp_path, lang):
    check(samples.demoland()["registry"], "--out", tmp_path, "--lang", lang, "--quiet")
    page = (tmp_path / "check-restricted.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}"' in page
    assert "Rows with an open finding" not in page


def test_the_same_input_gives_the_same_bytes(out, tmp_path):
    files = samples.demoland()
    check(files["registry"], "--areas", files["areas"], "--out", tmp_path / "out", "--quiet")
    for path in out.iterdir():
        assert path.read_bytes() == (tmp_path / "out" / path.name).read_bytes(), path.name


def test_statements_on_the_whole_list_stand_at_the_top(tmp_path, monkeypatch, capsys):
    import geo  # noqa: PLC0415
    from geo.checks.run import check_coordinates  # noqa: PLC0415

    class Result(NamedTuple):
        findings: pd.DataFrame
        not_run: pd.DataFrame
        of_list: pd.DataFrame

    said = "the coordinates cannot be relied on, because the column latitude was sorted"
    ids = ("generic_facilities:R-001", "generic_facilities:R-002")
    fault = pd.DataFrame({"code": ["sorted"], "statement": [said], "ids": [ids]})
    monkeypatch.setattr(
        geo,
        "check_coordinates",
        lambda *a, **k: Result(*check_coordinates(*a, **k)[:2], fault),
    )
    check(samples.demoland()["registry"], "--out", tmp_path, "--fail-on", "error", code=1)
    assert capsys.readouterr().out.splitlines()[1].strip() == said
    page = (tmp_path / "check-restricted.html").read_text(encoding="utf-8")
    assert said in page
    assert page.index(said) < page.index('class="lead"')
    person = Person(tmp_path / "checked.xlsx")
    assert "cannot be relied on" in person.see(2, "evidence")
    assert "relied on" not in str(person.see(4, "evidence"))
    readme = person.book["README"]
    assert said in [readme.cell(row, 1).value for row in range(1, 5)]
    assert said in json.loads((tmp_path / "summary.json").read_text())["statements"]


class TestRefusals:
    def refused(self, capsys, *words):
        check(*words, code=2)
        return capsys.readouterr().err

    def test_a_checked_workbook_is_not_a_list(self, out, tmp_path, capsys):
        said = self.refused(
            capsys, out / "checked.xlsx", "--sheet", "registry", "--out", tmp_path / "o"
        )
        assert "was written by `nostrike check`" in said
        assert not (tmp_path / "o").exists()

    def test_one_id_for_two_places(self, tmp_path, capsys):
        rows = ["id,name,latitude,longitude", "a,A,31.5,34.4", "a,B,32.5,35.4"]
        (tmp_path / "list.csv").write_text("\n".join(rows))
        said = self.refused(capsys, tmp_path / "list.csv", "--out", tmp_path / "o")
        assert "row 2 (A" in said
        assert "row 3 (B" in said

    def test_formulas_without_values(self, tmp_path, capsys):
        book = openpyxl.Workbook()
        book.active.append(["name", "latitude", "longitude"])
        book.active.append(["A", "=1+30", 34.4])
        book.save(tmp_path / "list.xlsx")
        said = self.refused(capsys, tmp_path / "list.xlsx", "--out", tmp_path / "o")
        assert "sheet 'Sheet', row 2, column 'latitude': holds a formula" in said
        assert not (tmp_path / "o").exists()

    def test_a_folder_that_holds_the_list_or_decisions(self, tmp_path, capsys):
        given = shutil.copy(samples.demoland()["registry"], tmp_path)
        check(given, "--out", tmp_path / "out", "--quiet")
        shutil.copy(given, tmp_path / "out")
        said = self.refused(capsys, tmp_path / "out" / "registry.csv", "--out", tmp_path / "out")
        assert "lies in this folder" in said
        person = Person(tmp_path / "out" / "checked.xlsx")
        person.decide(2, "keep")
        person.save()
        said = self.refused(capsys, given, "--out", tmp_path / "out")
        assert "checked.xlsx in this folder was edited" in said

    def test_words_that_mean_nothing(self, tmp_path, capsys):
        given = samples.demoland()["registry"]
        said = self.refused(capsys, given, "--out", tmp_path / "o", "--as-of", "May")
        assert "write a date like" in said
        said = self.refused(capsys, given, "--out", tmp_path / "o", "--decisions", "nowhere.csv")
        assert "there is no decisions.csv" in said
        (tmp_path / "other.csv").write_text("a,b\n1,2\n")
        words = ("--decisions", tmp_path / "other.csv")
        assert "has no column" in self.refused(capsys, given, "--out", tmp_path / "o", *words)


def test_a_list_without_names_is_checked_and_says_what_it_cannot_be_checked_for(tmp_path):
    rows = ["code,latitude,longitude", "a1,31.512345,34.412345", "b2,31.612345,34.512345"]
    (tmp_path / "list.csv").write_text("\n".join(rows))
    check(tmp_path / "list.csv", "--out", tmp_path / "out", "--quiet")
    said = json.loads((tmp_path / "out" / "summary.json").read_text())["not_run"]
    why = {one["code"]: one["reason"] for one in said}
    assert "no row of the list has a name" in why["duplicate"]


def test_hidden_rows_are_read_and_said(tmp_path):
    book = openpyxl.Workbook()
    for row in (["name", "latitude", "longitude"], ["A", 31.51, 34.41], ["B", 34.41, 31.51]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "list.xlsx")
    check(tmp_path / "list.xlsx", "--out", tmp_path / "out", "--quiet")
    page = (tmp_path / "out" / "check-restricted.html").read_text(encoding="utf-8")
    assert "1 rows are hidden in the workbook" in page
    person = Person(tmp_path / "out" / "checked.xlsx")
    assert not person.sheet.row_dimensions[3].hidden
