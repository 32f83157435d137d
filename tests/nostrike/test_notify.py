"""`nostrike notify`, as a person would use it: prepare, fill the form, log, read back."""

import json
import re
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

import layers
from layers.export.mgrs import format_mgrs
from layers.export.notice_rows import row_digest, sheet_digest

HEAD = (
    "id,name,kind,operator,country,latitude,longitude,error_m,list_as_of,registered_on,"
    "registered_until,notified_to,list_version"
)
SITES = (
    ("S1,Hospital Alfa,hospital", "15.612300,32.512300,20", ",Party A; Party B,7"),
    ("S2,=Hospital Bravo,hospital", "15.632300,32.532300,20", ",Party A,7"),
    ("S3,عيادة تشارلي,clinic", "15.652301,32.552300,", ",Party A|Party B,7"),
    ("S4,Clinic Delta,clinic", "15.672300,32.572300,20", ",Party B,7"),
    ("S5,Clinic Echo,clinic", "15.692300,32.592300,20", "2026-01-31,Party A,7"),
    ("S6,Clinic Foxtrot,clinic", "15.512300,32.412300,20", ",,7"),
)
GOLF = ("S9,Clinic Golf,clinic", "15.412300,32.312300,20", ",Party A,6")


def listed(sites, day="2026-05-31"):
    lines = [f"{who},Aid,SDN,{where},{day},2024-01-01,{to}" for who, where, to in sites]
    return "\n".join([HEAD, *lines]) + "\n"


@pytest.fixture(scope="module")
def cli(cli_here):
    return cli_here


@pytest.fixture
def notified(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(listed(SITES), encoding="utf-8")
    return path


@pytest.fixture
def submitted(tmp_path):
    path = tmp_path / "submitted.csv"
    alfa = (SITES[0][0], SITES[0][1].replace("15.6123", "15.6223"), SITES[0][2])
    path.write_text(listed([alfa, *SITES[2:5], GOLF], "2025-12-31"), encoding="utf-8")
    return path


def book_rows(path, sheet=None):
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book[sheet or book.sheetnames[0]].iter_rows()]
    at = next(n for n, row in enumerate(rows) if "id" in row or "recipient" in row)
    return rows[:at], pd.DataFrame(rows[at + 1 :], columns=rows[at])


def test_each_recipient_gets_his_own_sites_and_no_other(cli, notified, tmp_path):
    out = tmp_path / "out"
    done = cli("notify", notified, "--out", out)
    assert done.code == 0, done.err
    assert "Prepared, not sent" in done.out
    of = {name: book_rows(out / name / "additions.xlsx")[1] for name in ("party-a", "party-b")}
    assert of["party-a"]["id"].tolist() == ["S1", "S2", "S3"]
    assert of["party-b"]["id"].tolist() == ["S1", "S3", "S4"]
    left = pd.read_csv(out / "left-out.csv", encoding="utf-8-sig").set_index("name")["reason"]
    assert left.to_dict() == {
        "Clinic Echo": "its registration ended",
        "Clinic Foxtrot": "meant for no recipient of this run",
    }
    for path in out.rglob("*"):
        if path.is_file() and "party-b" in path.parts:
            text = path.read_bytes()
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as archive:
                    text = b"".join(archive.read(name) for name in archive.namelist())
            assert b"Bravo" not in text, path


def test_every_sheet_is_headed_and_every_coordinate_said_three_times(cli, notified, tmp_path):
    out = tmp_path / "out"
    assert cli("notify", notified, "--out", out, "--quiet").code == 0
    path = out / "party-a" / "additions.xlsx"
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert sheet["A1"].value == "PREPARED, NOT SENT"
        assert "Party A" in sheet["A2"].value
        assert "2026-05-31" in sheet["A3"].value
        assert "PREPARED, NOT SENT" in sheet.oddHeader.center.text
    _, rows = book_rows(path)
    one = rows.iloc[0]
    assert one["dms"] == "15°36'44.28\"N 32°30'44.28\"E"
    assert one["mgrs"] == format_mgrs(32.5123, 15.6123)[0]
    assert (one["datum"], one["accuracy_m"], one["list_version"]) == ("WGS 84", 20, "7")
    assert one["digest"] == row_digest("S1", "Hospital Alfa", 15.6123, 32.5123)
    assert rows["accuracy_basis"].tolist() == ["stated 20 m", "stated 20 m", "assumed 50 m"]
    assert pd.isna(rows["accuracy_m"].iloc[2])
    bravo = next(c for row in book.worksheets[0] for c in row if c.value == "=Hospital Bravo")
    assert bravo.data_type == "s"
    for name in ("additions.kml", "additions.geojson"):
        text = (out / "party-a" / name).read_text(encoding="utf-8")
        assert "PREPARED, NOT SENT" in text
    _, log = book_rows(out / "sent-log.xlsx", "Sent log")
    assert log["digest"].iloc[0] == sheet_digest(rows["digest"].tolist())
    assert log["sent_on"].isna().all()


def test_what_changed_since_it_was_submitted(cli, notified, submitted, tmp_path):
    out = tmp_path / "out"
    done = cli("notify", notified, "--previous", submitted, "--recipient", "party a", "--out", out)
    assert done.code == 0, done.err
    assert "Party A: additions 1, corrections 1, removals 2, unchanged 1" in done.out
    assert [path.name for path in out.iterdir() if path.is_dir()] == ["party-a"]
    _, added = book_rows(out / "party-a" / "additions.xlsx")
    _, mended = book_rows(out / "party-a" / "corrections.xlsx")
    _, removed = book_rows(out / "party-a" / "removals.xlsx")
    _, same = book_rows(out / "party-a" / "unchanged.xlsx")
    assert added["id"].tolist() == ["S2"]
    assert mended["id"].tolist() == ["S1"]
    assert mended["change"].tolist() == ["moved"]
    assert mended["moved_m"][0] == pytest.approx(1106, abs=2)
    assert mended["previous_dms"][0].startswith("15°37'20.28\"N")
    assert sorted(removed["id"]) == ["S5", "S9"]
    assert same["id"].tolist() == ["S3"]


def test_a_site_that_lost_its_place_is_not_removed(cli, notified, submitted, tmp_path):
    text = notified.read_text(encoding="utf-8").replace("15.652301,32.552300", ",")
    notified.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    done = cli(
        "notify", notified, "--previous", submitted, "--recipient", "Party B", "--out", out,
        "--force",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "Party B: additions 0, corrections 1, removals 0, unchanged 1" in done.out
    assert "has no usable coordinates" in done.out


def test_the_same_input_gives_the_same_bytes(cli, notified, submitted, template, tmp_path):
    outs = [tmp_path / "a", tmp_path / "b"]
    for out in outs:
        words = ["--previous", submitted, "--template", template, "--out", out, "--quiet"]
        assert cli("notify", notified, *words).code == 0
    names = sorted(path.relative_to(outs[0]) for path in outs[0].rglob("*") if path.is_file())
    assert len(names) > 10
    for name in names:
        assert (outs[0] / name).read_bytes() == (outs[1] / name).read_bytes(), name


class TestRefusals:
    def test_sites_with_open_errors(self, cli, notified, tmp_path):
        text = notified.read_text(encoding="utf-8").replace(
            "15.632300,32.532300", "0.000300,0.000100"
        )
        notified.write_text(text, encoding="utf-8")
        out = tmp_path / "out"
        done = cli("notify", notified, "--out", out)
        assert done.code == 2
        assert "list.csv: 1 sites have open errors" in done.err
        assert "row 3, =Hospital Bravo: in_sea" in done.err
        assert not out.exists()
        done = cli("notify", notified, "--out", out, "--force")
        assert done.code == 0
        assert "Sites with open errors in the list: 1 (open-errors.csv)" in done.out
        assert "in_sea" in (out / "open-errors.csv").read_text(encoding="utf-8-sig")

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (
                ["--recipient", "Party C"],
                "names no such recipient in its column notified_to",
            ),
            (["--date", "tomorrow"], "--date tomorrow: write a date like"),
            (["--template", "none.xlsx"], "none.xlsx: there is no such file"),
            (["--sent-log", "none.xlsx"], "none.xlsx: there is no such file"),
        ],
    )
    def test_options(self, cli, notified, tmp_path, words, said):
        out = tmp_path / "out"
        done = cli("notify", notified, "--out", out, *words)
        assert done.code == 2
        assert said in done.err
        assert not out.exists()

    def test_lists_that_cannot_be_passed_on(self, cli, tmp_path):
        out = tmp_path / "out"
        dated = "latitude,longitude,list_as_of\n"
        row = "15.61230,32.51230,2026-01-01\n"
        for name, text, said in (
            ("undated.csv", "id,name,latitude,longitude\nS1,Alfa,15.61230,32.51230\n", "--date"),
            ("nameless.csv", f"id,{dated}S1,{row}", "nameless.csv: the list has no names"),
            (
                "twice.csv",
                f"id,name,{dated}S1,Alfa,{row}S1,Bravo,1{row[1:].replace('5', '6')}",
                "S1",
            ),
        ):
            path = tmp_path / name
            path.write_text(text, encoding="utf-8")
            done = cli("notify", path, "--out", out)
            assert (done.code, said in done.err) == (2, True), done.err
            assert not out.exists()
        assert cli("notify", tmp_path / "undated.csv").code == 2

    def test_formulas_in_the_list(self, cli, tmp_path):
        book = openpyxl.Workbook()
        book.active.append(["id", "name", "latitude", "longitude", "list_as_of"])
        book.active.append(["S1", "Alfa", 15.6123, 32.5123, pd.Timestamp("2026-01-01")])
        book.active.append(["S2", "Bravo", "=C2+1", 32.5123, pd.Timestamp("2026-01-01")])
        book.save(tmp_path / "formulas.xlsx")
        done = cli("notify", tmp_path / "formulas.xlsx", "--out", tmp_path / "out")
        assert done.code == 2
        assert "sheet 'Sheet', row 3, column C: holds a formula" in done.err

    def test_a_list_without_recipients_is_one_package(self, cli, tmp_path):
        path = tmp_path / "plain.csv"
        path.write_text("id,name,latitude,longitude\nS1,Alfa,15.61230,32.51230\n")
        out = tmp_path / "out"
        done = cli(
            "notify", path, "--date", "2026-01-01", "--recipient", "Party X & Co", "--out", out
        )
        assert done.code == 0, done.err
        assert (out / "party-x-co" / "additions.xlsx").is_file()
        assert "every site is in one package" in done.out


@pytest.fixture
def template(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Form"
    sheet["A1"] = "Request for inclusion"
    sheet["A1"].font = Font(bold=True, size=18)
    heads = ["No.", "Name of site*", "Type of site", "Latitude (decimal degrees)",
             "Longitude (decimal degrees)", "MGRS", "Telephone", "Submitted to"]  # fmt: skip
    for at, head in enumerate(heads, 1):
        sheet.cell(4, at, head)
        sheet.cell(5, at).fill = PatternFill("solid", fgColor="FFFFCC")
    choices = DataValidation(type="list", formula1='"hospital,clinic"')
    choices.add("C5:C100")
    sheet.add_data_validation(choices)
    book.create_sheet("Guidance")["A1"] = "Fill in every column."
    path = tmp_path / "form.xlsx"
    book.save(path)
    return path


class TestTemplate:
    def test_it_is_filled_by_its_headers_and_stays_what_it_was(
        self, cli, notified, template, tmp_path
    ):
        out = tmp_path / "out"
        done = cli("notify", notified, "--template", template, "--recipient", "Party A",
                   "--out", out)  # fmt: skip
        assert done.code == 0, done.err
        assert "Columns of the template that stay empty: No., Telephone." in done.out
        assert "The template has no column for: dms, datum, accuracy_m, digest." in done.out
        path = out / "party-a" / "additions.xlsx"
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["Form", "Guidance"]
        sheet = book["Form"]
        assert sheet["A1"].value == "Request for inclusion"
        assert sheet["A1"].font.size == 18
        assert sheet["A2"].value.startswith("PREPARED, NOT SENT")
        assert "PREPARED, NOT SENT" in sheet.oddHeader.center.text
        assert sheet.data_validations.dataValidation[0].sqref.__str__() == "C5:C100"
        assert [sheet.cell(row, 2).value for row in (5, 6, 7)] == [
            "Hospital Alfa", "=Hospital Bravo", "عيادة تشارلي",
        ]  # fmt: skip
        assert sheet["B6"].data_type == "s"
        assert sheet["B7"].fill.fgColor.rgb == "00FFFFCC"
        assert sheet["H5"].value == "Party A"
        assert isinstance(sheet["D5"].value, float)
        back = layers.read_facilities(path)
        np.testing.assert_allclose(back.geometry.y, [15.6123, 15.6323, 15.652301], atol=5e-7)
        np.testing.assert_allclose(back.geometry.x, [32.5123, 32.5323, 32.5523], atol=5e-7)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda s: s.__setitem__("B4", "Remark"), "row 4: no column takes the site's name"),
            (
                lambda s: [s.__setitem__(c, "x") for c in ("D4", "F4")],
                "row 4: no column takes a coordinate; head one or two of them",
            ),
            (lambda s: s.__setitem__("G4", "Lat"), "row 4: two columns would take 'latitude'"),
            (
                lambda s: s.__setitem__("B9", "An old site"),
                "row 9, column B: the template is not empty below its header ('An old site')",
            ),
            (lambda s: s.__setitem__("A6", "=A5+1"), "row 6, column A: holds a formula"),
        ],
    )
    def test_faults_name_sheet_row_column_and_mend(
        self, cli, notified, template, tmp_path, change, said
    ):
        book = openpyxl.load_workbook(template)
        change(book["Form"])
        book.save(template)
        done = cli("notify", notified, "--template", template, "--out", tmp_path / "out")
        assert done.code == 2
        assert "form.xlsx: sheet 'Form'" in done.err
        assert said in done.err
        assert not (tmp_path / "out").exists()

    def test_what_is_no_template(self, cli, notified, tmp_path):
        done = cli("notify", notified, "--template", notified, "--out", tmp_path / "out")
        assert (done.code, "is no xlsx workbook" in done.err) == (2, True)
        openpyxl.Workbook().save(tmp_path / "blank.xlsx")
        done = cli("notify", notified, "--template", tmp_path / "blank.xlsx", "--out",
                   tmp_path / "out")  # fmt: skip
        assert (done.code, "no sheet has a row of headers" in done.err) == (2, True)


def fill_log(path, out, lines):
    book = openpyxl.load_workbook(path)
    sheet = book["Sent log"]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "recipient")
    names = [cell.value for cell in sheet[head]]
    for line, cells in lines.items():
        for name, cell in cells.items():
            sheet.cell(head + line, names.index(name) + 1, cell)
    book.save(out)


class TestSentLog:
    @pytest.fixture
    def prepared(self, cli, notified, tmp_path):
        assert cli("notify", notified, "--out", tmp_path / "out", "--quiet").code == 0
        return tmp_path / "out" / "sent-log.xlsx"

    def test_read_back_into_the_dates(self, cli, notified, prepared, tmp_path):
        filled = tmp_path / "log.xlsx"
        fill_log(
            prepared, filled,
            {1: {"sent_on": pd.Timestamp("2026-06-01"), "sent_by": "N.", "sent_to": "a@example",
                 "acknowledged_on": "2026-06-03", "reference": "A/17"},
             2: {"sent_on": pd.Timestamp("2026-06-02")}},
        )  # fmt: skip
        out = tmp_path / "dated"
        done = cli("notify", notified, "--sent-log", filled, "--out", out)
        assert done.code == 0, done.err
        back = layers.read_facilities(out / "registry.xlsx")
        back.index = back.index.str.split(":").str[-1]
        assert back.loc["S2", "notified_on"] == pd.Timestamp("2026-06-01")
        assert back.loc["S2", "acknowledged_on"] == pd.Timestamp("2026-06-03")
        assert back.loc["S2", "reference_no"] == "A/17"
        # S1 went to both, and only one of them acknowledged it
        assert back.loc["S1", "notified_on"] == pd.Timestamp("2026-06-02")
        assert pd.isna(back.loc["S1", "acknowledged_on"])
        assert pd.isna(back.loc["S6", "notified_on"])
        assert back.loc["S2", "name"] == "=Hospital Bravo"
        assert back.loc["S3", "error_basis"].startswith("assumed")
        before = layers.read_facilities(notified)
        np.testing.assert_allclose(back.geometry.x, before.geometry.x, atol=1e-7)
        sent = pd.read_csv(out / "sent.csv", encoding="utf-8-sig")
        assert len(sent) == 6

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            ({1: {"sent_on": "soon"}}, "column 'sent_on': 'soon' is no date; write it like"),
            ({1: {"sent_by": "N."}}, "'sent_on': is empty, though sent_by is filled in"),
            (
                {1: {"sent_on": "2026-06-02", "acknowledged_on": "2026-06-01"}},
                "'acknowledged_on': 2026-06-01 lies before the day it was sent",
            ),
            ({1: {"sent_on": "2026-06-02", "recipient": "X"}}, "'recipient': 'X' with the file"),
        ],
    )
    def test_faults(self, cli, notified, prepared, tmp_path, lines, said):
        filled = tmp_path / "log.xlsx"
        fill_log(prepared, filled, lines)
        done = cli("notify", notified, "--sent-log", filled, "--out", tmp_path / "dated")
        assert done.code == 2
        assert re.search(r"log\.xlsx: sheet 'Sent log', row \d", done.err)
        assert said in done.err
        assert not (tmp_path / "dated").exists()

    def test_a_log_of_another_list(self, cli, prepared, tmp_path):
        other = tmp_path / "other.csv"
        other.write_text("id,name,latitude,longitude\nX1,Alfa,15.61230,32.51230\n")
        filled = tmp_path / "log.xlsx"
        fill_log(prepared, filled, {1: {"sent_on": "2026-06-02"}})
        done = cli("notify", other, "--sent-log", filled, "--out", tmp_path / "dated")
        assert (done.code, "none of the sites that were sent is in other.csv" in done.err) == (
            2, True,
        )  # fmt: skip


def test_verify_a_sheet_against_the_list(cli, notified, tmp_path):
    out = tmp_path / "out"
    assert cli("notify", notified, "--out", out, "--quiet").code == 0
    sheet = out / "party-a" / "additions.xlsx"
    done = cli("notify", notified, "--verify", sheet)
    assert (done.code, done.err) == (0, "")
    assert "3 sites; 0 are not in the list as they stand there; 0 do not agree" in done.out
    book = openpyxl.load_workbook(sheet)
    cell = next(c for row in book.worksheets[0] for c in row if c.value == 15.6123)
    cell.value = 15.7123
    book.save(tmp_path / "altered.xlsx")
    done = cli("notify", notified, "--verify", tmp_path / "altered.xlsx")
    assert done.code == 1
    assert "1 do not agree with their own digest" in done.out


def test_the_summary_says_what_was_done(cli, notified, tmp_path):
    out = tmp_path / "out"
    assert cli("notify", notified, "--out", out, "--quiet", "--date", "2025-01-31").code == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["state"] == "prepared, not sent"
    assert summary["parameters"]["date_basis"] == "asked"
    # on that day the registration of S5 was still in force
    assert summary["packages"][0]["additions"] == 4
    assert {one["file"] for one in summary["notices"]} == {
        "party-a/additions.xlsx", "party-b/additions.xlsx",
    }  # fmt: skip
