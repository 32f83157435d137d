"""Faults planted in lists whose every point is known: what is found, mended, and left alone."""

import hashlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

import geo
from bench import checks as bench_checks
from bench import planted
from geo.checks.outlines import geodesic_m
from layers import boundaries, gazetteer

N = 300


@pytest.fixture(scope="module", params=["invented", "real"])
def one(request):
    if request.param == "real" and not planted.SUBSAHARAN.exists():
        pytest.skip("the real public files (../shared/data) are not beside this checkout")
    if request.param == "invented":
        [found] = bench_checks.lists(N, real=False, countries=("SDN",))
        return found
    return next(bench_checks.lists(N))


def check(one, table, level):
    return geo.check_coordinates(table, **one.given[level])


def test_a_right_list_has_no_fault_of_place(one):
    for level in bench_checks.LEVELS:
        result = check(one, one.table, level)
        place = result.findings[~result.findings["code"].isin(["gridded", "duplicate"])]
        assert place["id"].nunique() <= 0.005 * len(one.table)
        assert result.of_list.empty


@pytest.mark.parametrize(
    "what",
    [
        "axes exchanged",
        "sign of one axis or both lost",
        "both axes 0",
        "decimal point moved by one",
        "decimal point lost",
        "999 for an unknown latitude",
        "the UTM zone next to it",
        "listed twice",
        "three on one point",
    ],
)
def test_rows_that_can_be_told_are_found_and_mended(one, what):
    code, plant = planted.FAULTS[what]
    rows = np.sort(np.random.default_rng(3).choice(N, 30, replace=False))
    faulty = plant(one.table, rows, np.random.default_rng(4))
    counts = bench_checks._planted(one, what, code, faulty, rows, bench_checks._clean(one))
    for count in counts[1:]:  # areas, reference
        assert count["found"] >= 0.95 * count["seen"], count
        assert count["alarms"] <= 0.005 * count["others"], count
        if code not in {"shared_point", "out_of_range"}:
            assert count["right"] >= 0.95 * count["mends"], count
    assert counts[2]["mends"] > 0 or code in {"null_island", "out_of_range", "duplicate"}


@pytest.mark.parametrize("code", ["dms_as_decimal", "minutes_as_decimal"])
def test_a_block_of_minutes_is_found_with_its_mends(one, code):
    plant = next(plant for of, plant in planted.FAULTS.values() if of == code)
    rows = np.arange(100, 160)
    faulty = plant(one.table, rows, np.random.default_rng(1))
    found = check(one, faulty, "reference").findings
    found = found[found["code"] == code].set_index("id")
    ids = one.table.index[rows]
    assert ids.isin(found.index).mean() >= 0.8
    assert (~found.index.isin(ids)).sum() <= 2
    true = one.table.geometry[found.index[found.index.isin(ids)]]
    mine = found.loc[true.index]
    off_m = geodesic_m(
        mine["suggested_longitude"].to_numpy(),
        mine["suggested_latitude"].to_numpy(),
        true.x.to_numpy(),
        true.y.to_numpy(),
    )
    assert (off_m <= 30).mean() >= 0.95


def test_a_list_of_minutes_says_so_once(one):
    plant = planted.FAULTS["minutes and seconds as decimals"][1]
    faulty = plant(one.table, np.arange(N), np.random.default_rng(1))
    said = check(one, faulty, "country").of_list
    assert said["code"].tolist() == ["dms_as_decimal"]
    assert said["statement"][0].startswith("The coordinates of this list cannot be relied on, beca")


@pytest.mark.parametrize("country", ["UKR", "AFG", "SAU", "TUR"])
def test_an_older_datum_is_told_by_the_reference_and_only_by_it(country):
    [one] = bench_checks.lists(N, real=False, countries=(country,))
    plant = planted.in_datum(bench_checks.DATUMS[country])
    rows = np.arange(80, 180)
    faulty = plant(one.table, rows, np.random.default_rng(1))
    lone = check(one, faulty, "areas")
    assert "wrong_datum" not in set(lone.findings["code"])
    assert (lone.not_run["code"] == "wrong_datum").any()
    found = check(one, faulty, "reference").findings
    found = found[found["code"] == "wrong_datum"].set_index("id")
    ids = one.table.index[rows]
    assert ids.isin(found.index).mean() >= 0.8
    assert (~found.index.isin(ids)).sum() <= 5
    inside = found[found.index.isin(ids)]
    true = one.table.geometry[inside.index]
    off_m = geodesic_m(
        inside["suggested_longitude"].to_numpy(),
        inside["suggested_latitude"].to_numpy(),
        true.x.to_numpy(),
        true.y.to_numpy(),
    )
    assert (off_m <= 30).mean() >= 0.95


@pytest.mark.parametrize("what", planted.LIST_FAULTS)
@pytest.mark.parametrize("order", ["sorted", "random"])
def test_a_list_that_cannot_be_relied_on_says_so_once(one, what, order):
    code, plant = planted.LIST_FAULTS[what]
    table = one.table if order == "sorted" else one.table.sample(frac=1, random_state=5)
    faulty = plant(table, np.random.default_rng(5))
    result = check(one, faulty, "reference")
    assert result.of_list["code"].tolist() == [code]
    [said] = result.of_list.itertuples()
    ids = said.ids
    assert said.n == len(ids)
    assert "cannot be relied on, because" in said.statement
    place = {"outside_country", "outside_admin", "in_sea", "swapped", "disagrees_with_reference"}
    of_these = result.findings[result.findings["id"].isin(ids)]
    assert not place & set(of_these["code"])


def test_the_statement_needs_no_reference_where_the_order_tells(one):
    code, plant = planted.LIST_FAULTS["latitude sorted on its own"]
    faulty = plant(one.table, np.random.default_rng(5))
    said = geo.check_list(faulty, countries=boundaries.countries())
    assert said["code"].tolist() == [code]


def test_a_list_that_was_sorted_with_its_rows_is_right():
    table = planted.synthetic_list("SDN", N, 3)
    table = table.iloc[np.argsort(table.geometry.y.to_numpy())]
    assert geo.check_list(table, countries=boundaries.countries()).empty


def test_the_order_of_columns_of_findings_is_that_of_the_design(one):
    found = check(one, one.table, "country").findings
    assert found.columns.tolist() == [
        *("id", "code", "severity", "displacement_m", "suggested_longitude"),
        *("suggested_latitude", "evidence"),
    ]


def test_towns_ship_with_their_licence():
    towns = gazetteer.towns()
    assert isinstance(towns, gpd.GeoDataFrame)
    assert towns["country"].notna().all()
    nyala = towns[towns["name"].eq("Nyala") & towns["country"].eq("SDN")].geometry.iloc[0]
    assert geodesic_m(*(np.array([v]) for v in (nyala.x, nyala.y, 24.88, 12.05)))[0] < 2_000
    assert "CC BY" in gazetteer.NAME
    folder = Path(gazetteer.__file__).with_name("gazetteer_data")
    notice = (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert hashlib.sha256((folder / "towns.parquet").read_bytes()).hexdigest() in notice
    assert "Attribution 4.0" in notice
