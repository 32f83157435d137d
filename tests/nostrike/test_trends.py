"""`nostrike link` and `nostrike trends`, as a person would use them."""

import io
import json
import re
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from bench.linkage_real import known_pairs
from layers.export.csv_text import read_csv_back
from layers.lineage import COMPARED, FEEDS, cited_sources, dependent_lists, family
from layers.link_decisions import read_link_decisions
from layers.sources import all_sources
from maps.sentences import LANGUAGES
from nostrike.cli import main
from nostrike.linking import harms
from nostrike.trend_breaks import coverage_by_year, why_not_compared


class Done(NamedTuple):
    code: int
    out: str
    err: str


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    return Done(code, out.getvalue(), err.getvalue())


HEADER = "SiND Event ID,Date,Country,Country ISO,Admin 1,Latitude,Longitude,Geo Precision"
HEADER += ",Reported Perpetrator,Reported Perpetrator Name,Weapon Carried/Used,Location "
HEADER += ",Number of Attacks on Health Facilities Reporting Destruction"
HEADER += ",Number of Attacks on Health Facilities Reporting Damaged"
HEADER += ",Health Workers Killed,Health Workers Injured,Health Workers Kidnapped"
HEADER += ",Health Workers Arrested,Event Description"
WHO = "Attack ID,Attack Date,Country / Territory,Certainty Level,Attack Type,Total Injured"
WHO += ",Total Death,HC Facilities,HC Transport,HC Personnel,HW Abduction,HW Arrest,HW Detention"


def sind(number, day, *, killed=0, perpetrator="NSA", text="-", iso="SDN"):
    row = [number, day, "Sudan", iso, "Khartoum", "", "", "(6) Country", perpetrator, "Group"]
    row += ["Firearms", "Health Building", 0, 0, killed, 0, 0, 0, text]
    return ",".join(map(str, row))


def who(number, day, dead=0):
    kind = "Violence with heavy weapons"
    row = [f"SDN{number:06d}", day, "Sudan", "Confirmed", kind, 0, dead, "YES", "NO", "NO", 0, 0, 0]
    return ",".join(map(str, row))


def days(year, n):
    return pd.date_range(f"{year}-01-03", f"{year}-12-28", periods=n).strftime("%Y-%m-%d")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A list that ends in June 2023, and one that reports two of three of its events again."""
    folder = tmp_path_factory.mktemp("lists")
    rng = np.random.default_rng(11)
    text = '"<script>alert(1)</script>, =1+1"'
    rows, again = [], []
    for year, n in ((2020, 40), (2021, 42), (2022, 120), (2023, 30)):
        last = 360 if year < 2023 else 175
        when = [0, *sorted(rng.choice(last, n - 2, replace=False)), last]
        for place, day in enumerate(when):
            date = f"{pd.Timestamp(year, 1, 2) + pd.Timedelta(days=int(day)):%Y-%m-%d}"
            dead, actor = int(rng.integers(1, 6)), ("NSA", "Police")[place % 2]
            rows.append(sind(len(rows), date, killed=dead, perpetrator=actor, text=text))
            if year in {2021, 2022} and (place % 3 or place in {0, n - 1}):
                again.append(who(len(rows), date, dead))
    first, second = folder / "sind.csv", folder / "who.csv"
    first.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    second.write_text("\n".join([WHO, *again]), encoding="utf-8")
    return first, second


@pytest.fixture(scope="module")
def trends(files, tmp_path_factory):
    out = tmp_path_factory.mktemp("trends") / "out"
    done = run("trends", "--incidents", *files, "--out", out)
    assert done.code == 0, done.err
    return out


def summary(folder):
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def test_the_folder_is_whole_and_accounted_for(trends, files):
    names = {path.name for path in trends.iterdir()}
    tables = {
        "trends.csv",
        "coverage.csv",
        "links.csv",
        "overlap.csv",
        "unseen.csv",
        "rejected.csv",
    }
    figures = {
        f"{name}.{kind}"
        for name in ("years", "actors", "conflicts", "overlap")
        for kind in ("png", "svg")
    }
    assert names == tables | figures | {"trends.html", "summary.json", "manifest.json"}
    found = summary(trends)
    for row in found["accounting"]:
        assert row["read"] == row["loaded"] + row["rejected"] + row["merged"]
    loaded = sum(row["loaded"] for row in found["accounting"])
    counts = pd.read_csv(trends / "trends.csv", encoding="utf-8-sig")
    own = counts[counts["by"].eq("all") & ~counts["list"].str.startswith("merged:")]
    assert own["n"].sum() == loaded == found["linkage"]["incidents"]
    manifest = json.loads((trends / "manifest.json").read_text(encoding="utf-8"))
    assert {one["file"] for one in manifest["inputs"]} == {path.name for path in files}


def test_the_same_files_give_the_same_bytes(trends, files, tmp_path):
    again = tmp_path / "again"
    assert run("trends", "--incidents", *files, "--out", again).code == 0
    for path in trends.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_every_breakdown_adds_up_to_the_year(trends):
    counts = pd.read_csv(trends / "trends.csv", encoding="utf-8-sig")
    total = counts[counts["by"].eq("all")].set_index(["list", "year"])["n"]
    for by in ("month", "country", "conflict", "perpetrator"):
        parts = counts[counts["by"].eq(by)].groupby(["list", "year"])["n"].sum()
        expected = total[total > 0].sort_index()
        pd.testing.assert_series_equal(parts, expected, check_names=False, obj=by)
    harm = counts[counts["by"].eq("harm")].set_index(["list", "year", "value"])["n"]
    assert (harm <= total.reindex(harm.index.droplevel("value")).to_numpy()).all()


def test_an_event_is_counted_once_and_never_more_than_the_sum(trends):
    found = summary(trends)
    merged = next(one for one in found["lists"] if one["merged"])
    added = found["linkage"]["added_up"]["merged:health_care"]
    for row in merged["years"]:
        assert row["n_low"] <= row["n"] <= added[str(row["year"])]
    assert any(row["n"] < added[str(row["year"])] for row in merged["years"])
    links = read_csv_back(trends / "links.csv")
    assert set(links["decision"].dropna()) == set()
    linked = links[links["linked"].eq("true")]
    assert (linked["left_event"] == linked["right_event"]).all()


def test_a_list_that_ends_in_june_is_no_fall(trends):
    found = summary(trends)
    mine = next(one for one in found["lists"] if one["list"] == "insecurity_insight")
    last = mine["years"][-1]
    assert (last["year"], last["covered"]) == (2023, "ends_within")
    assert last["not_compared"] == last["not_compared_base"] == "partial"
    assert last["before"]["ratio"] is last["base"]["ratio"] is None
    assert {"list": "insecurity_insight", "break": "ends"}.items() <= next(
        one for one in found["breaks"] if one["break"] == "ends"
    ).items()


def test_a_jump_is_marked_beside_the_rise(trends):
    found = summary(trends)
    jumps = {(one["list"], one["year"]): one for one in found["breaks"] if one["break"] == "jump"}
    assert jumps["insecurity_insight", 2022]["before"] == 42
    page = (trends / "trends.html").read_text(encoding="utf-8")
    assert "a change in how the list was collected could explain it" in page
    mine = next(one for one in found["lists"] if one["list"] == "insecurity_insight")
    rise = next(row for row in mine["years"] if row["year"] == 2022)["before"]
    assert rise["ratio"] == pytest.approx(120 / 42)
    assert rise["low"] < rise["ratio"] < rise["high"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_counts_data_sets_that_are_not_there(files, tmp_path, lang):
    out = tmp_path / "out"
    assert run("trends", "--incidents", *files, "--lang", lang, "--out", out, "--quiet").code == 0
    page = (out / "trends.html").read_text(encoding="utf-8")
    words = re.sub(r"<svg.*?</svg>|<style>.*?</style>", "", page, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>", " ", words)
    six = {
        "en": r"\bsix\b",
        "nl": r"\bzes\b",
        "fr": r"\bsix\b",
        "ar": r"\bستة?\b",
        "uk": r"\bшіст|\bшест",
    }
    assert not re.search(six[lang], words, re.IGNORECASE)
    assert f'lang="{lang}"' in page
    for name in ("INSO", "AWSD", "ACLED"):
        assert name in words


def test_the_state_share_is_of_those_that_are_named(trends):
    mine = next(one for one in summary(trends)["lists"] if one["list"] == "insecurity_insight")
    year = next(row for row in mine["actors"] if row["year"] == 2022)
    assert (year["state"], year["non_state"], year["named"]) == (60, 60, 120)
    assert year["state_share"] == 0.5
    other = next(one for one in summary(trends)["lists"] if one["list"] == "who_ssa")
    assert all(row["state_share"] is None for row in other["actors"])


def test_the_page_holds_no_script_and_no_free_text(trends):
    page = (trends / "trends.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "alert(1)" not in page
    assert "default-src 'none'" in page
    for table in trends.glob("*.csv"):
        assert "alert(1)" not in table.read_text(encoding="utf-8-sig"), table.name


def test_a_table_of_counts_stands_beside_the_lists_and_is_linked_with_nothing(files, tmp_path):
    rows = ["country,year,month,incidents,killed,injured,abducted"]
    rows += [
        f"Sudan,{year},{month},{year - 2015},0,0,0"
        for year in (2021, 2022)
        for month in range(1, 13)
    ]
    rows += [f"Sudan,2023,{month},9,0,0,0" for month in range(1, 7)]
    table = tmp_path / "inso.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    out = tmp_path / "out"
    done = run("trends", "--incidents", files[0], "--counts", table, "--out", out)
    assert done.code == 0, done.err
    found = summary(out)
    mine = next(one for one in found["lists"] if one["list"] == "inso")
    assert [(row["n"], row["covered"]) for row in mine["years"]] == [
        (72, "complete"), (84, "complete"), (54, "ends_within"),
    ]  # fmt: skip
    assert mine["years"][1]["before"]["ratio"] == pytest.approx(84 / 72)
    assert mine["years"][2]["before"]["ratio"] is None
    states = {one["source"]: one["status"] for one in found["data_sets"]}
    assert states["inso"] == "here"
    assert {row["file"] for row in found["accounting"]} == {"sind.csv", "inso.csv"}
    assert found["linkage"]["incidents"] == 232
    bad = run("trends", "--incidents", files[0], "--counts", files[0], "--out", tmp_path / "bad")
    assert bad.code == 2
    assert "this is no table of counts" in bad.err


# --- nostrike link ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def linked(files, tmp_path_factory):
    out = tmp_path_factory.mktemp("links") / "out"
    done = run("link", "--incidents", *files, "--out", out)
    assert done.code == 0, done.err
    assert "events." in done.out
    return out


def test_decisions_go_back_in_and_win(files, linked, tmp_path):
    links = read_csv_back(linked / "links.csv")
    mine = links[links["linked"].eq("true")].iloc[[0]].assign(decision="different")
    decided = tmp_path / "decided.csv"
    mine[["left_id", "right_id", "decision"]].to_csv(decided, index=False)
    out = tmp_path / "again"
    done = run("link", "--incidents", *files, "--links", decided, "--out", out)
    assert done.code == 0, done.err
    again = read_csv_back(out / "links.csv")
    row = again[again["basis"].eq("declared")].iloc[0]
    assert (row["left_id"], row["right_id"], row["linked"]) == (
        mine["left_id"].iloc[0],
        mine["right_id"].iloc[0],
        "false",
    )
    assert summary(out)["linkage"]["decisions"] == {"same": 0, "different": 1, "without_effect": 0}
    events = pd.read_csv(out / "events.csv", encoding="utf-8-sig")
    assert len(events) == summary(out)["linkage"]["events"]
    assert events["reports"].sum() == summary(out)["linkage"]["incidents"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("left_id,decision\na,same\n", "the column right_id is missing"),
        ("left_id,right_id,decision\na,b,maybe\n", "write same or different"),
        ("left_id,right_id,decision\na,,same\n", "needs both left_id and right_id"),
        ("left_id,right_id,decision\na,b,same\nb,a,different\n", "are decided both ways"),
        ("left_id,right_id,decision\na,a,same\n", "paired with itself"),
        ("left_id,right_id,decision\na:1,b:1,same\n", "none of its 1 pairs is in these files"),
    ],
)
def test_bad_decisions_are_named(files, tmp_path, text, message):
    decided = tmp_path / "decided.csv"
    decided.write_text(text, encoding="utf-8")
    done = run("link", "--incidents", files[0], "--links", decided, "--out", tmp_path / "out")
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--window", "9"), "--window 9: give 0 to 7 days"),
        (("--linked-from", "0.2"), "--linked-from 0.2: give 0.5 or more"),
    ],
)
def test_bad_choices_are_named(files, tmp_path, words, message):
    done = run("trends", "--incidents", files[0], *words, "--out", tmp_path / "out")
    assert done.code == 2
    assert message in done.err


def test_undecided_rows_are_no_decisions(linked):
    assert len(read_link_decisions(linked / "links.csv")) == 0


def test_help_shows_an_example():
    for command in ("link", "trends"):
        with pytest.raises(SystemExit), redirect_stdout(io.StringIO()) as said:
            main([command, "--help"])
        assert f"nostrike {command} --incidents" in said.getvalue()


# --- lineage and coverage -----------------------------------------------------------------------


def test_every_feed_is_cited_and_names_known_lists():
    known = set(all_sources()) | set(COMPARED)
    for feed in FEEDS:
        assert {feed.source, feed.fed_by} <= known
        assert feed.how in {"same_database", "draws_on", "may_draw_on"}
        assert len(feed.citation) > 40
        same = family(feed.source) == family(feed.fed_by)
        assert same == (feed.how == "same_database")


def test_a_row_that_names_another_list_makes_the_two_dependent():
    table = pd.DataFrame(
        {
            "source": ["awsd", "acled", "acled"],
            "acled_source": [None, "Airwars; Local Media", "AFP"],
        },
        index=["awsd:1", "acled:1", "acled:2"],
    )
    assert cited_sources(table).dropna().to_dict() == {"acled:1": "airwars"}
    pairs = dependent_lists(table)
    assert frozenset({"acled", "airwars"}) in pairs
    assert frozenset({"acled", "awsd"}) in pairs


def test_coverage_tells_gaps_other_files_and_pages_apart():
    dates = [*days(2019, 30), *days(2021, 30), *days(2022, 30)]
    table = pd.DataFrame(
        {
            "source": "a",
            "date_start": pd.to_datetime(dates),
            "country": "SDN",
            "file": ["x.csv"] * 60 + ["y.csv"] * 30,
        }
    )
    found = coverage_by_year(table).set_index("year")
    assert found["covered"].tolist() == ["complete", "no_record", "complete", "complete"]
    assert found["other_files"].tolist() == [False, False, False, True]
    why = why_not_compared(coverage_by_year(table))["not_compared"]
    assert why.tolist() == ["first", "no_record", "no_record", "other_files"]
    page = table.loc[table.index.repeat(12)].iloc[:1_000].assign(file="page.csv")
    assert coverage_by_year(page)["cut"].all()


def test_harms_are_read_from_counts_alone():
    table = pd.DataFrame(
        {
            "health_workers_killed": pd.array([1, None, 0], "Int64"),
            "fatalities_min": pd.array([None, 2, 0], "Int64"),
            "fatalities_max": pd.array([None, None, None], "Int64"),
            "health_workers_injured": pd.array([0, 0, 3], "Int64"),
            "health_workers_kidnapped": pd.array([0, 0, 0], "Int64"),
            "health_workers_arrested": pd.array([None, 1, 0], "Int64"),
            "facilities_destroyed": pd.array([0, 0, 0], "Int64"),
            "facilities_damaged": pd.array([0, None, 1], "Int64"),
        }
    )
    found = pd.DataFrame(harms(table))
    assert found["killed"].tolist() == [True, True, False]
    assert found["taken"].tolist() == [False, True, False]
    assert found["facility_damaged"].tolist() == [False, False, True]


# --- real files ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(shared_data, tmp_path_factory):
    folder = shared_data / "incidents"
    names = (
        "insecurity_insight_attacks_on_health_care_2016-2023.xlsx",
        "shcc_2022_incidents_global.xlsx",
        "who_ssa_attacks_2020-2024.xlsx",
        "acled_ukraine_1000.csv",
    )
    out = tmp_path_factory.mktemp("real") / "out"
    done = run("trends", "--incidents", *(folder / name for name in names), "--out", out)
    assert done.code == 0, done.err
    return out


@pytest.mark.slow
def test_real_lists_keep_their_published_counts_and_their_marks(real):
    found = summary(real)
    lists = {one["list"]: one for one in found["lists"]}
    years = {row["year"]: row for row in lists["insecurity_insight"]["years"]}
    assert [years[year]["n"] for year in (2020, 2021, 2022)] == [789, 1_695, 2_372]
    assert years[2021]["jump"]
    assert years[2022]["jump"]
    pairs = {(row["left"], row["right"]): row for row in found["linkage"]["pairs"]}
    assert pairs["insecurity_insight", "shcc"]["known"] == 1_948  # 97.9 % of 1,989
    states = {one["source"]: one["status"] for one in found["data_sets"]}
    assert states["acled"] == "part"
    assert states["inso"] == states["awsd"] == "absent"
    assert all(row["not_compared"] in {"first", "cut"} for row in lists["acled"]["years"])


@pytest.mark.slow
def test_linkage_is_right_on_pairs_known_by_number_that_it_does_not_see(shared_data):
    found = known_pairs(shared_data / "incidents")
    assert found.precision >= 0.95
    assert found.recall >= 0.45
