"""How well the checks find planted faults, and what a million rows cost.

``python -m bench checks``

Writes the tables of docs/checks.md between its marks. Everything is drawn with fixed seeds.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

import geo
from bench import planted
from bench.report import processor
from geo.checks.admin import match_areas
from geo.checks.outlines import BOUNDARY_TOLERANCE_M, Outlines, geodesic_m
from layers import boundaries, gazetteer

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "checks.md"
BEGIN: Final = "<!-- begin: python -m bench checks -->"
END: Final = "<!-- end: python -m bench checks -->"
LEVELS: Final = ("country", "areas", "reference")
REAL: Final = ("NGA", "ETH", "KEN", "COD", "MLI", "MOZ")
SYNTHETIC: Final = ("SDN", "UKR", "YEM", "SYR")
OF_BLOCKS: Final = ("dms_as_decimal", "minutes_as_decimal", "wrong_datum")
BY_NAMESAKE: Final = ("disagrees_with_reference",)
RIGHT_M: Final = 30.0
DATUMS: Final = {
    "NGA": "EPSG:4263",  # Minna
    "ETH": "EPSG:4201",  # Adindan
    "KEN": "EPSG:4210",  # Arc 1960 (Clarke 1880)
    "MOZ": "EPSG:4127",  # Tete
    "SDN": "EPSG:4201",
    "UKR": "EPSG:4284",  # Pulkovo 1942
    "YEM": "EPSG:4164",  # South Yemen
    "SYR": "EPSG:4227",  # Deir ez Zor
    "AFG": "EPSG:4255",  # Herat North
    "SAU": "EPSG:4204",  # Ain el Abd
    "TUR": "EPSG:4230",  # ED50
}

OF_DATUM: Final = ("AFG", "SAU", "TUR")

Given = dict[str, Any]
Clean = dict[str, set[tuple[str, str]]]


class List(NamedTuple):
    """A right list with what is known of it at each level."""

    country: str
    table: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    given: dict[str, Given]


def lists(
    n: int, *, real: bool = True, countries: tuple[str, ...] = SYNTHETIC, seed: int = 1
) -> Iterator[List]:
    """Return the lists: real ones where the shared files are there, and invented ones."""
    makers: list[tuple[Callable[[str, int, int], gpd.GeoDataFrame], str]] = []
    if real and planted.SUBSAHARAN.exists():
        makers += [(planted.real_list, country) for country in REAL]
    makers += [(planted.synthetic_list, country) for country in countries]
    for make, country in makers:
        table = make(country, n, seed)
        areas = planted.areas_of(table)
        reference = planted.reference_of(table, seed + 1)
        base = {
            "countries": boundaries.countries(),
            "land": boundaries.land(),
            "gazetteer": gazetteer.towns(),
        }
        given: dict[str, Given] = {
            "country": base,
            "areas": {**base, "areas": areas},
            "reference": {**base, "areas": areas, "reference": reference},
        }
        yield List(country, table, areas, given)


def identifiable(one: List, faulty: gpd.GeoDataFrame, level: str) -> np.ndarray:
    """Say where a faulty point leaves its country, or its area, by more than the tolerance."""
    x, y = faulty.geometry.x.to_numpy(), faulty.geometry.y.to_numpy()
    code = faulty["country"].to_numpy(dtype=object)
    out_m = Outlines(boundaries.countries()).outside_m(x, y, code)
    out = np.nan_to_num(out_m, nan=np.inf) > BOUNDARY_TOLERANCE_M  # null: beyond the globe
    if level != "country":
        admin = match_areas(faulty, one.areas, x, y)
        out |= np.nan_to_num(admin.outside_m, nan=0.0) > BOUNDARY_TOLERANCE_M
    return out


def rows_table(n: int, share: float) -> pd.DataFrame:
    """Plant each fault in some rows of each list, and count at each level what is found."""
    counts = []
    for one in lists(n):
        clean = _clean(one)
        for what, (code, plant) in planted.FAULTS.items():
            rng = np.random.default_rng(7)
            k = int(share * n) // 3 * 3
            rows = np.sort(rng.choice(len(one.table), k, replace=False))
            if code in OF_BLOCKS:
                rows = np.arange(len(one.table) // 3, len(one.table) // 3 + 60)
            counts += _planted(one, what, code, plant(one.table, rows, rng), rows, clean)
        counts += _in_datum(one, clean)
    for one in lists(n, real=False, countries=OF_DATUM):
        counts += _in_datum(one, _clean(one))
    return pd.DataFrame(counts)


def _in_datum(one: List, clean: Clean) -> list[dict[str, Any]]:
    counts: list[dict[str, Any]] = []
    if one.country not in DATUMS:
        return counts
    plant = planted.in_datum(DATUMS[one.country])
    for what, rows in (
        ("an older datum, a block of 60", np.arange(100, 160)),
        ("an older datum, the list", np.arange(len(one.table))),
    ):
        faulty = plant(one.table, rows, np.random.default_rng(7))
        counts += _planted(one, what, "wrong_datum", faulty, rows, clean)
    return counts


def _clean(one: List) -> Clean:
    """Return what is found in the right list, so that it counts as no alarm."""
    found = {}
    for level in LEVELS:
        found[level] = _keys(geo.check_coordinates(one.table, **one.given[level]).findings)
    return found


def _keys(findings: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(findings["id"], findings["code"], strict=True))


def _planted(
    one: List,
    what: str,
    code: str,
    faulty: gpd.GeoDataFrame,
    rows: np.ndarray,
    clean: Clean,
) -> list[dict[str, Any]]:
    at = rows if len(faulty) == len(one.table) else np.arange(len(one.table), len(faulty))
    ids = faulty.index[at]
    counts = []
    for level in LEVELS:
        given = one.given[level]
        found = geo.check_coordinates(faulty, **given).findings
        seen = _could_be_seen(one, faulty, at, code, level)
        mine = found[found["id"].isin(ids)]
        hit = ids.isin(mine.loc[mine["code"] == code, "id"])
        any_code = ids.isin(mine["id"])
        mends = mine[mine["suggested_longitude"].notna()]
        true = one.table.geometry.reindex(mends["id"].str.removeprefix("copy:"))
        off_m = geodesic_m(
            mends["suggested_longitude"].to_numpy(),
            mends["suggested_latitude"].to_numpy(),
            true.x.to_numpy(),
            true.y.to_numpy(),
        )
        alarms = {key for key in _keys(found) - clean[level] if key[0] not in set(ids)}
        counts.append(
            {
                "level": level,
                "what": what,
                "code": code,
                "lists": 1,
                "planted": len(at),
                "seen": int(seen.sum()),
                "found": int(hit[seen].sum()),
                "found_all": int(hit.sum()),
                "any": int(any_code[seen].sum()),
                "blocks": int(hit.mean() >= 0.8),
                "mends": len(mends),
                "right": int((off_m <= RIGHT_M).sum()),
                "alarms": len({key[0] for key in alarms}),
                "others": len(one.table) - len(at),
            }
        )
    return counts


def _could_be_seen(
    one: List, faulty: gpd.GeoDataFrame, at: np.ndarray, code: str, level: str
) -> np.ndarray:
    """Say which planted rows count: all, those that leave their place, or those with a namesake."""
    if code in BY_NAMESAKE:
        listed = one.given["reference"]["reference"].index.str.removeprefix("r")
        has = faulty.index[at].isin(listed)
        return np.asarray(has & (level == "reference"))
    leaves = ("swapped", "sign_lost", "decimal_shift", "wrong_zone", "outside_country")
    if code in leaves:
        seen = identifiable(one, faulty, "country" if code == leaves[-1] else level)
        return np.asarray(seen[at])
    return np.ones(len(at), dtype=bool)


def lists_table(sizes: tuple[int, ...], seeds: int) -> pd.DataFrame:
    """Plant each fault of lists, in the list's own order and in random order."""
    counts = []
    for size in sizes:
        for seed in range(seeds):
            for one in lists(size, seed=seed + 10):
                for order in ("sorted", "random"):
                    table = one.table
                    if order == "random":
                        table = table.sample(frac=1, random_state=seed)
                    nothing: tuple[str, Any] = ("", lambda t, _: t)
                    faults = {"nothing": nothing, **planted.LIST_FAULTS}
                    for what, (code, plant) in faults.items():
                        try:
                            faulty = plant(table, np.random.default_rng(seed))
                        except ValueError:  # no two provinces large enough
                            continue
                        for level in LEVELS:
                            said = geo.check_list(faulty, **_of_list(one.given[level]))
                            counts.append(
                                {
                                    "what": what,
                                    "code": code,
                                    "order": order,
                                    "level": level,
                                    "lists": 1,
                                    "found": int((said["code"] == code).any()),
                                    "any": int(len(said) > 0),
                                }
                            )
    return pd.DataFrame(counts)


def _of_list(given: Given) -> Given:
    return {name: given[name] for name in ("countries", "areas", "reference") if name in given}


def cost(n: int) -> list[tuple[str, float, float]]:
    """Return seconds and peak MiB of checking ``n`` rows, at two levels of knowledge."""
    base = planted.synthetic_list("UKR", 20_000, 3)
    times = -(-n // len(base))
    rng = np.random.default_rng(3)
    table = pd.concat([base] * times).iloc[:n]
    x = table.geometry.x.to_numpy() + rng.normal(0, 0.05, n)
    y = table.geometry.y.to_numpy() + rng.normal(0, 0.05, n)
    table = table.assign(
        name=table["name"] + " " + pd.Series(np.arange(n), table.index).astype(str)
    )
    table = table.set_geometry(gpd.points_from_xy(x, y), crs=4326)
    table.index = pd.Index([f"f{i}" for i in range(n)], name="facility_id")
    areas = planted.areas_of(base)
    given = {
        "countries": boundaries.countries(),
        "land": boundaries.land(),
        "gazetteer": gazetteer.towns(),
    }
    out = []
    for what, more in (
        ("country", {}),
        ("areas and a reference of 100,000", {"areas": areas, "reference": table.iloc[:100_000]}),
    ):
        begin = time.perf_counter()
        geo.check_coordinates(table, **given, **more)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        out.append((what, time.perf_counter() - begin, peak))
    return out


def _percent(part: float, whole: float) -> str:
    return "–" if not whole else f"{part / whole:.1%}"


def page(
    rows: pd.DataFrame, of_lists: pd.DataFrame, costs: list[tuple[str, float, float]], n: int
) -> str:
    """Return the tables as Markdown."""
    date = datetime.now(tz=UTC).date().isoformat()
    where = "real and invented lists" if planted.SUBSAHARAN.exists() else "invented lists"
    lines = [
        (
            f"Measured {date} by `python -m bench checks` on {where}; {processor()}, "
            f"{os.cpu_count()} cores."
        ),
        "",
        (
            "| planted | code | knowledge | identifiable | found of these | under any code "
            "| blocks or lists found | mends right | false alarms |"
        ),
        "|---|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    sums = rows.groupby(["what", "code", "level"], sort=False).sum(numeric_only=True).reset_index()
    for r in sums.itertuples():
        block = f"{r.blocks} of {r.lists}" if r.code in OF_BLOCKS else ""
        lines.append(
            f"| {r.what} | `{r.code}` | {r.level} | {_percent(r.seen, r.planted)} "
            f"| {_percent(r.found, r.seen)} | {_percent(r.any, r.seen)} | {block} "
            f"| {r.right} of {r.mends} | {_percent(r.alarms, r.others)} |"
        )
    mends, right = int(rows["mends"].sum()), int(rows["right"].sum())
    lines += [
        "",
        (
            f"All mends together: {right:,} of {mends:,} within {RIGHT_M:.0f} m of the true place "
            f"({right / mends:.1%}). Of the rows not touched "
            f"{_percent(rows['alarms'].sum(), rows['others'].sum())} got a finding that they do "
            "not get without the planted ones."
        ),
        "",
        "| planted in a whole list | code | order | country | areas | reference |",
        "|---|---|---|--:|--:|--:|",
    ]
    of = of_lists.groupby(["what", "code", "order", "level"], sort=False).sum().reset_index()
    for (what, code, order), part in of.groupby(["what", "code", "order"], sort=False):
        by = part.set_index("level")
        field = "found" if code else "any"
        cells = [f"{by.loc[level, field]} of {by.loc[level, 'lists']}" for level in LEVELS]
        lines.append(
            f"| {what} | {f'`{code}`' if code else 'any claim'} | {order} | {' | '.join(cells)} |"
        )
    lines += ["", f"| {n:,} rows checked with | seconds | peak MiB |", "|---|--:|--:|"]
    lines += [f"| {what} | {seconds:.0f} | {peak:,.0f} |" for what, seconds, peak in costs]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Measure, print, and write into docs/checks.md."""
    parser = argparse.ArgumentParser(prog="bench checks", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_500, help="rows of each list")
    parser.add_argument("--seeds", type=int, default=3, help="lists of 200 rows per country")
    parser.add_argument(
        "--size", type=int, default=1_000_000, help="rows of the list that is timed"
    )
    parser.add_argument("--out", type=Path, default=PAGE)
    parser.add_argument("--print-only", action="store_true", help="leave the page as it is")
    options = parser.parse_args(arguments)
    costs = cost(options.size)  # first: the peak is that of the whole process
    text = page(
        rows_table(options.rows, 0.03), lists_table((200,), options.seeds), costs, options.size
    )
    print(text)
    if not options.print_only:
        old = options.out.read_text(encoding="utf-8")
        head, _, rest = old.partition(BEGIN)
        tail = rest.partition(END)[2]
        options.out.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")
