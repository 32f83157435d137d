"""`nostrike coverage`, as a person would use it: run, decide, run again, compare versions."""

import json
import re
import shutil

import openpyxl
import pandas as pd
import pytest

from layers import samples
from layers.errors import InputError
from layers.reviews import read_review, write_review


@pytest.fixture(scope="module")
def cli(cli_here):
    return cli_here


@pytest.fixture(scope="module")
def lists():
    files = samples.demoland()
    return files["registry"], files["facilities"]


@pytest.fixture(scope="module")
def covered(cli, lists, tmp_path_factory):
    out = tmp_path_factory.mktemp("coverage") / "out"
    done = cli("coverage", "--registry", lists[0], "--reference", lists[1], "--out", out)
    assert done.code == 0, done.err
    assert "Not found in the list supplied (registry.csv, 31 December 2024)" in done.out
    return out


def table(folder, name="coverage"):
    return pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig")


def summary(folder):
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def test_what_was_planted_is_found(covered):
    found = table(covered)
    by_facility = found.dropna(subset="facility_id").drop_duplicates("facility_id")
    by_facility = by_facility.set_index("facility_id")
    by_registration = found.dropna(subset="registration_id").set_index("registration_id")
    planted = pd.read_csv(samples.demoland()["registry"].with_name("planted.csv"))
    checked = 0
    for row in planted[planted["table"] == "registry"].itertuples():
        row_id = f"generic_facilities:{row.id}"
        word = row.fault.split()[0]
        if word == "unregistered":
            assert by_facility.loc[row_id, "outcome"] == "unregistered", row.id
        elif word in {"displaced", "outdated", "undetermined", "unmatched", "duplicate"}:
            assert by_registration.loc[row_id, "outcome"] == word, row.id
            if word == "displaced":
                metres = float(row.fault.split()[1])
                assert by_registration.loc[row_id, "distance_m"] == pytest.approx(metres, abs=1)
        elif word in {"late", "dms", "decimal_comma"}:
            assert by_registration.loc[row_id, "outcome"] == "covered", row.id
        else:
            continue
        checked += 1
    assert checked >= 25


def test_the_figures_add_up(covered):
    figures = summary(covered)
    n = figures["n_in_scope"]
    assert sum(figures["outcomes"].values()) == n
    for groups in figures["by"].values():
        assert sum(one["n"] for one in groups) == n
        for name, rate in figures["rates"].items():
            assert sum(one["rates"][name]["low"] for one in groups) == rate["low"]
    assert all(rate["low"] <= rate["high"] <= rate["n"] for rate in figures["rates"].values())
    assert [one["distance_m"] for one in figures["largest_displacements"]] == sorted(
        (one["distance_m"] for one in figures["largest_displacements"]), reverse=True
    )
    found = table(covered)
    assert set(found["registration_id"].dropna()) >= {
        f"generic_facilities:{one}" for one in pd.read_csv(samples.demoland()["registry"])["id"]
    }
    for one in figures["accounting"]:
        assert one["read"] == one["loaded"] + one["rejected"] + one["merged"]


def test_the_workbook_is_for_people(covered):
    book = openpyxl.load_workbook(covered / "coverage.xlsx")
    assert book.sheetnames == [
        "Summary", "Coverage", "Displaced", "Not found", "Review", "Read as", "README",
    ]  # fmt: skip
    readme = [[cell.value for cell in row] for row in book["README"].iter_rows()]
    assert not [row for row in readme if "source's own file" in str(row[2])]
    assert any("not found in the list supplied" in str(row[0]) for row in readme)
    displaced = [row[0].value for row in book["Displaced"].iter_rows(min_row=2)]
    assert len(displaced) == 5


def test_the_page_speaks_in_fixed_sentences(covered):
    page = (covered / "coverage-restricted.html").read_text(encoding="utf-8")
    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert "Not found in the list supplied" in words
    assert "What this does not show" in words
    assert not re.search(r"not notified\b(?!: another)", words.replace("was not notified: an", ""))
    assert not re.search(r"(?i)targeted|deliberate|war crime|violated", words)
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_same_input_gives_the_same_bytes(cli, lists, covered, tmp_path):
    out = tmp_path / "again"
    done = cli("coverage", "--registry", lists[0], "--reference", lists[1], "--out", out, "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    names = sorted(path.name for path in out.iterdir())
    assert names == sorted(path.name for path in covered.iterdir())
    for name in names:
        assert (out / name).read_bytes() == (covered / name).read_bytes(), name


def test_what_the_list_said_on_a_day(cli, lists, tmp_path):
    out = tmp_path / "out"
    words = ["--registry", lists[0], "--reference", lists[1], "--out", out]
    done = cli("coverage", *words, "--as-of", "2023-01-10", "--json", "--quiet")
    assert done.code == 0
    assert json.loads(done.err.splitlines()[0])["of"] == 8
    figures = summary(out)
    assert figures["parameters"]["as_of_basis"] == "asked"
    found = table(out)
    assert "not_yet_registered" in set(found["reason"])
    assert figures["rates"]["unregistered"]["low"] > 30


def test_a_sampled_reference_has_intervals_and_a_census_has_none(cli, lists, covered, tmp_path):
    words = ["--registry", lists[0], "--reference", lists[1], "--out", tmp_path / "out"]
    assert cli("coverage", *words, "--reference-sample", "--quiet").code == 0
    census, sample = summary(covered), summary(tmp_path / "out")
    assert "interval" not in json.dumps(census)
    for name, rate in sample["rates"].items():
        low, high = rate.pop("interval")
        assert rate == census["rates"][name]
        assert low <= rate["low"] / rate["n"] <= rate["high"] / rate["n"] <= high
    page = (tmp_path / "out" / "coverage-restricted.html").read_text(encoding="utf-8")
    assert "(95\u00a0% interval " in page
    assert "random sample" in page
    book = openpyxl.load_workbook(tmp_path / "out" / "coverage.xlsx")
    assert [cell.value for cell in book["Summary"][1]][-1] == "share to (95 %)"


def test_fail_on(cli, lists, tmp_path):
    words = ["--registry", lists[0], "--reference", lists[1]]
    done = cli("coverage", *words, "--out", tmp_path / "a", "--fail-on", "displaced")
    assert done.code == 1
    assert "--fail-on displaced" in done.out
    done = cli(
        "coverage", "--registry", lists[0], "--reference", lists[0], "--out", tmp_path / "b",
        "--fail-on", "unregistered", "--quiet",
    )  # fmt: skip
    assert done.code == 0


def decide(path, out, decisions):
    book = openpyxl.load_workbook(path)
    sheet = book["Review"]
    names = [cell.value for cell in sheet[1]]
    for row, cells in decisions.items():
        for name, cell in cells.items():
            sheet.cell(row, names.index(name) + 1, cell)
    book.save(out)


@pytest.fixture
def doubtful(tmp_path):
    """Two lists with pairs that only a person can decide."""
    reference = tmp_path / "sites.csv"
    reference.write_text(
        "id,name,kind,latitude,longitude,error_m\n"
        "A,Shifa,hospital,15.03600,32.50000,20\nB,Shifa,hospital,14.96400,32.50000,20\n"
        "C,Kadugli,hospital,15.30000,32.90000,20\n",
        encoding="utf-8",
    )
    registry = tmp_path / "notified.csv"
    registry.write_text(
        "id,name,kind,latitude,longitude,error_m\n"
        "R1,Shifa,hospital,15.00000,32.50000,20\nR2,Bandame,clinic,15.30000,32.90010,20\n",
        encoding="utf-8",
    )
    return registry, reference


def test_decide_and_run_again(cli, doubtful, tmp_path):
    words = ["coverage", "--registry", doubtful[0], "--reference", doubtful[1], "--out"]
    assert cli(*words, tmp_path / "out").code == 0
    review = pd.read_excel(tmp_path / "out" / "review.xlsx", sheet_name="Review", engine="calamine")
    assert review["case"].tolist() == [1, 1, 2]
    assert {"registered_name", "facility_name", "decision", "decided_by"} <= set(review)
    kept = tmp_path / "mine.xlsx"
    row = 2 + review.index[review["facility_id"].str.endswith(":B")][0]
    other = 2 + review.index[review["facility_id"].str.endswith(":C")][0]
    decide(
        tmp_path / "out" / "review.xlsx", kept,
        {row: {"decision": "same", "decided_by": "N.", "decided_on": pd.Timestamp("2026-05-31")},
         other: {"decision": "different", "note": "another site"}},
    )  # fmt: skip
    done = cli(*words, tmp_path / "again", "--review", kept)
    assert done.code == 0, done.err
    assert "same 1, different 1, unsure 0, without effect 0" in done.out
    found = table(tmp_path / "again").set_index("facility_id")
    assert found.loc["generic_facilities:B", ["outcome", "decision"]].tolist() == [
        "displaced", "same",
    ]  # fmt: skip
    assert found.loc["generic_facilities:A", "outcome"] == "unregistered"
    assert found.loc["generic_facilities:C", "outcome"] == "unregistered"
    left = openpyxl.load_workbook(tmp_path / "again" / "review.xlsx")["Review"]
    assert left.max_row == 1
    assert table(tmp_path / "again", "decisions")["decided_on"].dropna().tolist() == ["2026-05-31"]
    assert "review" in {
        one["list"] for one in json.loads((tmp_path / "again/manifest.json").read_text())["inputs"]
    }


def test_two_versions(cli, lists, tmp_path):
    lines = lists[0].read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("R-004", "R-005"))]
    now = tmp_path / "registry.csv"
    now.write_text("".join(kept).replace("-29.421030", "-29.431030"), encoding="utf-8")
    out = tmp_path / "out"
    done = cli(
        "coverage", "--registry", now, "--reference", lists[1], "--previous", lists[0],
        "--out", out,
    )  # fmt: skip
    assert done.code == 0, done.err
    counts = summary(out)["changes"]
    removed = len(lines) - len(kept)
    assert counts["moved"] == 2  # the duplicate moved too
    assert counts.get("removed", 0) == removed
    book = openpyxl.load_workbook(out / "coverage.xlsx")
    assert {"Changes", "May still hold"} <= set(book.sheetnames)
    held = pd.read_excel(out / "coverage.xlsx", sheet_name="May still hold", engine="calamine")
    assert len(held) == 2 + removed
    assert held["notified_to"].notna().all()
    moved = held[held["change"] == "moved"].iloc[0]
    assert moved["latitude_before"] == pytest.approx(-29.42103)
    assert moved["distance_m"] == pytest.approx(1108, abs=2)


def test_kunduz_moved(cli, tmp_path):
    files = samples.documented()
    out = tmp_path / "out"
    words = ["--registry", files["registry"], "--reference", files["facilities"]]
    done = cli("coverage", *words, "--registry-scope", "partial", "--out", out)
    assert done.code == 0, done.err
    found = table(out).set_index("facility_id")
    old, new = found.loc["generic_facilities:AF-1"], found.loc["generic_facilities:AF-2"]
    assert (old["outcome"], old["reason"]) == ("outdated", "facility_closed")
    assert (new["outcome"], new["reason"]) == ("outdated", "facility_moved")
    assert 1_000 < new["distance_m"] < 2_000
    assert "unregistered" not in set(found["outcome"])


class TestBadInput:
    def test_a_missing_file_writes_nothing(self, cli, lists, tmp_path):
        out = tmp_path / "out"
        done = cli("coverage", "--registry", "no.csv", "--reference", lists[1], "--out", out)
        assert done.code == 2
        assert "no.csv: there is no such file" in done.err
        assert not out.exists()

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--as-of", "31-05-2026"], "--as-of 31-05-2026: write a date like 2026-05-31"),
            (["--registry-scope", "operator=Nobody"], "no facility of the reference has that"),
            (["--tolerance", "-5"], "--tolerance"),
            (["--kinds", "spa"], "spa"),
            (["--review", "none.xlsx"], "none.xlsx: there is no such file"),
        ],
    )
    def test_options(self, cli, lists, tmp_path, words, said):
        out = tmp_path / "out"
        done = cli(
            "coverage", "--registry", lists[0], "--reference", lists[1], "--out", out, *words
        )
        assert done.code == 2
        assert said in done.err
        assert not out.exists()

    def test_a_list_without_names_and_one_with_an_id_twice(self, cli, lists, tmp_path):
        nameless = tmp_path / "nameless.csv"
        nameless.write_text("id,latitude,longitude\nR1,-29.42,-20.70\nR2,-29.36,-19.97\n")
        out = tmp_path / "out"
        done = cli("coverage", "--registry", nameless, "--reference", lists[1], "--out", out)
        assert done.code == 0, done.err
        twice = tmp_path / "twice.csv"
        twice.write_text("id,name,latitude,longitude\nR1,A,15.1,32.5\nR1,B,16.1,33.5\n")
        done = cli(
            "coverage", "--registry", twice, "--reference", lists[1], "--out", tmp_path / "no"
        )
        assert done.code == 2
        assert re.search(r"twice.csv.*R1", done.err)
        assert not (tmp_path / "no").exists()

    def test_decisions_of_other_lists(self, cli, lists, doubtful, tmp_path):
        words = ["coverage", "--registry", doubtful[0], "--reference", doubtful[1], "--out"]
        cli(*words, tmp_path / "out")
        kept = tmp_path / "mine.xlsx"
        decide(tmp_path / "out" / "review.xlsx", kept, {2: {"decision": "same"}})
        done = cli(
            "coverage", "--registry", lists[0], "--reference", lists[1], "--review", kept,
            "--out", tmp_path / "no",
        )  # fmt: skip
        assert done.code == 2
        assert "mine.xlsx: none of its 1 decisions is about a row of these lists" in done.err


@pytest.fixture
def review(tmp_path):
    path = tmp_path / "review.xlsx"
    pairs = pd.DataFrame(
        {
            "case": [1, 1, 2],
            "registration_id": ["r1", "r1", "r2"],
            "facility_id": ["f1", "f2", "f2"],
            "registered_name": ["=1+1", "A", None],
        }
    )
    write_review(path, pairs)
    return path


class TestReviewSheet:
    def test_nothing_decided(self, review):
        assert read_review(review).empty

    def test_text_from_data_stays_text(self, review):
        cell = openpyxl.load_workbook(review)["Review"]["D2"]
        assert (cell.value, cell.data_type) == ("=1+1", "s")

    @pytest.mark.parametrize(
        ("decisions", "said"),
        [
            ({2: {"decision": "yes"}}, r"sheet 'Review', row 2, column 'decision': 'yes' is no de"),
            ({3: {"decision": "same", "decided_on": "soon"}}, "row 3, column 'decided_on': 'soon'"),
            ({2: {"decided_by": "N."}}, "row 2, column 'decision': is empty, though it says who"),
            ({2: {"decision": "same"}, 3: {"decision": "same"}}, "row 3.*'r1' is already “same”"),
            ({3: {"decision": "same"}, 4: {"decision": "same"}}, "row 4.*'f2' is already “same”"),
            ({2: {"decision": '="same"'}}, "row 2, column 'decision'"),
            ({2: {"decision": "same", "facility_id": ""}}, "row 2, column 'facility_id': is empty"),
        ],
    )
    def test_faults_name_sheet_row_column_and_mend(self, review, tmp_path, decisions, said):
        path = tmp_path / "filled.xlsx"
        decide(review, path, decisions)
        with pytest.raises(InputError, match=said):
            read_review(path)

    def test_two_that_contradict_each_other(self, tmp_path):
        path = tmp_path / "review.xlsx"
        pairs = pd.DataFrame({"case": [1, 2], "registration_id": "r", "facility_id": "f"})
        write_review(path, pairs)
        decide(path, path, {2: {"decision": "same"}, 3: {"decision": "different"}})
        with pytest.raises(InputError, match=r"row 3.*'different', but row 2 says 'same'"):
            read_review(path)

    def test_what_is_no_review(self, tmp_path, review):
        shutil.copy(samples.demoland()["registry"], tmp_path / "list.xlsx")
        with pytest.raises(InputError, match=r"list.xlsx: this is no workbook"):
            read_review(tmp_path / "list.xlsx")
        book = openpyxl.load_workbook(review)
        book["Review"].delete_cols(6)
        book.save(tmp_path / "cut.xlsx")
        with pytest.raises(InputError, match="row 1: the column 'decided_by' is missing"):
            read_review(tmp_path / "cut.xlsx")
        book.remove(book["Review"])
        book.save(tmp_path / "none.xlsx")
        with pytest.raises(InputError, match="has no sheet 'Review'"):
            read_review(tmp_path / "none.xlsx")
