"""The audit says which facility a reported hit may have been at, and a person may overrule it."""

import json

import openpyxl
import pandas as pd
import pytest

INCIDENTS = """id,date,country,latitude,longitude,type,error_m,reported_hit,description
1,2023-06-01,SDN,15.60,32.53,air strike,5000,yes,"Shells hit Alpha Hospital, killing two."
2,2023-06-02,SDN,15.60,32.53,air strike,5000,yes,A hospital was damaged by shelling.
3,2023-06-03,SDN,15.60,32.53,air strike,5000,no,The wounded were taken to Alpha Hospital.
4,2023-06-04,SDN,15.60,32.53,air strike,5000,yes,Zulu Hospital was destroyed.
"""
FACILITIES = """id,name,kind,country,latitude,longitude,error_m,public
a,Alpha Hospital,hospital,SDN,15.601,32.531,20,yes
b,=Bravo() <b>Hospital</b>,hospital,SDN,15.611,32.541,20,yes
c,,clinic,SDN,15.612,32.542,20,yes
"""


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    (folder / "incidents.csv").write_text(INCIDENTS, encoding="utf-8")
    (folder / "facilities.csv").write_text(FACILITIES, encoding="utf-8")
    return folder


def audited(cli, lists, out, *words):
    files = ("--incidents", lists / "incidents.csv", "--facilities", lists / "facilities.csv")
    return cli("audit", *files, *words, "--out", out)


@pytest.fixture(scope="module")
def done(cli, lists):
    run = audited(cli, lists, lists / "out")
    assert run.code == 0, run.err
    return lists / "out"


def table(folder, name):
    return pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig")


def of_incident(rows, number):
    return rows[rows["incident_id"].str.endswith(f":{number}")]


def test_probabilities_of_a_reported_hit_sum_to_one(done):
    rows = table(done, "candidates")
    assert rows.groupby("incident_id")["p"].sum().tolist() == pytest.approx([1.0] * 3, abs=1e-5)
    assert not len(of_incident(rows, 3))  # its source reports no facility


def test_the_name_in_the_text_leads_and_its_words_are_given(done):
    first = of_incident(table(done, "candidates"), 1).iloc[0]
    assert first["facility_name"] == "Alpha Hospital"
    assert first["p"] > 0.95
    assert first[["named_by", "words", "name_role"]].tolist() == ["text", "Alpha Hospital", "here"]
    named = table(done, "named")
    assert of_incident(named, 3)["role"].tolist() == ["elsewhere"]
    assert of_incident(named, 4)["facility_id"].isna().tolist() == [True]


def test_a_named_facility_moves_no_point_and_no_tier(done):
    rows = table(done, "incidents").set_index("row")
    assert rows["longitude"].tolist() == [32.53] * 4
    assert set(rows["tier_any_500"]) == {"cannot_tell"}


def test_every_figure_of_the_report_stands_in_the_summary(done):
    account = json.loads((done / "summary.json").read_text("utf-8"))["conflicts"]["sudan"]
    [one] = account["candidates"]["per_source"]
    counts = [one[f"n_{word}"] for word in ("one", "handful", "more", "withheld")]
    assert (one["n"], counts) == (3, [1, 0, 2, 0])
    assert (one["n_named"], one["n_named_elsewhere"]) == (1, 1)
    assert account["candidates"]["calibration"]["established"] is False
    report = (done / "sudan" / "report-restricted.html").read_text("utf-8")
    assert "of 3 such reports, 1 can be tied to one listed facility" in report
    assert "Calibration is not established: only 97 reports" in report
    assert "<b>Hospital</b>" not in report
    expected = table(done, "expected")
    assert expected["facility_name"].iloc[0] == "Alpha Hospital"
    assert expected["n_tied"].tolist()[0] == 1
    assert (expected["low"] <= expected["expected"]).all()


def test_workbook_and_geopackage_hold_the_tables_too(done):
    book = openpyxl.load_workbook(done / "audit.xlsx", read_only=True)
    assert {"Candidates", "Expected", "Named"} <= set(book.sheetnames)


def test_a_public_edition_holds_nothing_of_it(cli, lists, tmp_path):
    run = audited(cli, lists, tmp_path / "out", "--edition", "public")
    assert run.code == 0, run.err
    names = {path.name for path in (tmp_path / "out").rglob("*")}
    assert not names & {"candidates.csv", "expected.csv", "named.csv", "candidates-review.xlsx"}
    account = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert account["conflicts"]["sudan"]["candidates"] is None
    said = "".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.csv"))
    assert "named_by_text" not in said
    page = (tmp_path / "out" / "sudan" / "report-public.html").read_text("utf-8")
    assert "Which facility was it?" not in page


def decide(done, path, decision, facility="a", number=2, **more):
    book = openpyxl.load_workbook(done / "candidates-review.xlsx")
    sheet = book["Review"]
    heads = [cell.value for cell in sheet[1]]
    at = sheet.max_row + 1
    values = {"incident_id": f"generic_incidents:{number}", "facility_id": facility} | more
    values |= {"decision": decision, "decided_by": "A. Reader", "decided_on": "2026-05-31"}
    for name, value in values.items():
        sheet.cell(at, heads.index(name) + 1, value)
    book.save(path)
    return path


def test_a_filled_in_sheet_overrules(cli, lists, done, tmp_path):
    rows = table(done, "candidates")
    facility = rows.loc[rows["facility_name"].str.contains("Bravo", na=False), "facility_id"]
    incident = of_incident(rows, 2)["incident_id"].iloc[0]
    sheet = decide(done, tmp_path / "review.xlsx", "same", facility.iloc[0], incident_id=incident)
    run = audited(cli, lists, tmp_path / "out", "--candidates-review", sheet)
    assert run.code == 0, run.err
    decided = of_incident(table(tmp_path / "out", "candidates"), 2)
    assert decided["p"].tolist() == [1.0]
    assert decided["decision"].tolist() == ["same"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert any("review.xlsx" in json.dumps(one) for one in manifest["inputs"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision": "perhaps"}, "'perhaps' is no decision"),
        ({"decision": "same", "facility": "nowhere"}, "none of its 1 decisions is about"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_refused_in_one_sentence(
    cli, lists, done, tmp_path, change, said
):
    sheet = decide(done, tmp_path / "review.xlsx", **change)
    run = audited(cli, lists, tmp_path / "out", "--candidates-review", sheet)
    assert run.code == 2
    assert said in run.err
    assert "Traceback" not in run.err
    assert not (tmp_path / "out").exists()


def test_a_public_edition_refuses_a_sheet(cli, lists, done, tmp_path):
    words = ("--edition", "public", "--candidates-review", done / "candidates-review.xlsx")
    run = audited(cli, lists, tmp_path / "out", *words)
    assert run.code == 2
    assert "a public edition says nothing" in run.err
