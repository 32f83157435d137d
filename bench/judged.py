"""The named facility and its candidates beside judgements by hand: ``python -m bench.judged DATA``.

DATA holds the folders of incidents and facilities that are not part of the project. Writes the
tables between the marks in docs/candidates.md and the diagram beside it; ``--print-only`` leaves
both. ``tests/geo/judged_names.csv`` has the judgements, made before any matcher existed.
"""

import argparse
from pathlib import Path
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
from scipy.stats import beta

import layers
from bench.draw_descriptions import FILES
from geo.candidates import SPOKEN, Calibration, Shares, calibrate, find_named, which_facility
from geo.vocabulary import DEFAULT_KINDS

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE, DIAGRAM = ROOT / "docs" / "candidates.md", ROOT / "docs" / "candidates-reliability.svg"
JUDGED: Final = ROOT / "tests" / "geo" / "judged_names.csv"
BEGIN, END = "<!-- bench.judged begins -->", "<!-- bench.judged ends -->"
_AMENDED: Final = ("outcome", "role", "facility_id")
_LISTS: Final = {
    "PSE": ["gaza_health_facilities_who_2026.xlsx"],
    "SDN": [
        "sudan_healthsites_coords_zero_filled.xlsx",
        "sudan_hotosm_health_points_shp.zip",
        "sudan_hotosm_health_polygons_shp.zip",
    ],
}
_ELSEWHERE: Final = "who_kemri_subsaharan_public_facilities.csv.gz"


class Data(NamedTuple):
    """The judged incidents, and the reference of each country."""

    incidents: gpd.GeoDataFrame
    lists: dict[str, gpd.GeoDataFrame]

    def reference(self, country: str) -> gpd.GeoDataFrame:
        """Return the facilities that incidents of a country are compared with."""
        if country in self.lists:
            return self.lists[country]
        elsewhere = self.lists[""]
        return elsewhere[elsewhere["country"] == country]


def read(folder: Path) -> Data:
    """Read the files that the judgements are about."""
    ids = judgements()["incident_id"]
    tables = [layers.read_incidents(folder / "incidents" / file) for file in FILES]
    chosen = pd.concat([table[table.index.isin(ids)] for table in tables])
    lists = {
        country: _usable([layers.read_facilities(folder / "facilities" / f) for f in files])
        for country, files in {**_LISTS, "": [_ELSEWHERE]}.items()
    }
    return Data(chosen[~chosen.index.duplicated()], lists)


def _usable(tables: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    table = pd.concat(tables)
    table = table[~table.index.duplicated()]
    point = table.geometry.representative_point()
    filled_in = (point.x == 0) | (point.y == 0)
    kinds = table["kind"].isin([*DEFAULT_KINDS, "unknown"])
    return table[kinds & table.geometry.notna() & ~filled_in]


def judgements(*, amended: bool = False) -> pd.DataFrame:
    """Return the judgements: as they were made, or with those mended that were mistakes."""
    table = pd.read_csv(JUDGED, dtype=str, keep_default_na=False)
    if amended:
        mended = table["amended_outcome"] != ""
        for name in _AMENDED:
            table[name] = table[name].where(~mended, table[f"amended_{name}"])
    return table


def named(data: Data) -> pd.DataFrame:
    """Return what the tool says of all judged incidents."""
    by_country = data.incidents.groupby("country", sort=True)
    return pd.concat([find_named(rows, data.reference(str(c))) for c, rows in by_country])


def compare(said: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return a row per facility that the tool said was named: whether it was, and in which role."""
    spoken = said[said["p"] >= SPOKEN].merge(
        judged[judged["outcome"] == "listed"][["incident_id", "facility_id", "role"]],
        on="incident_id", how="left", suffixes=("", "_judged"),
    )  # fmt: skip
    own = spoken["facility_id_judged"].fillna("").str.split(" ")
    spoken["right"] = [one in ids for one, ids in zip(spoken["facility_id"], own, strict=True)]
    spoken["role_right"] = (spoken["role"] == "here") == (spoken["role_judged"] == "place")
    order = spoken.sort_values("right", ascending=False)
    return order.drop_duplicates(["incident_id", "facility_id"]).sort_index()


def lower_limit(right: int, n: int) -> float:
    """Return the lower 95 % limit of a share, exact (Clopper and Pearson 1934), one-sided."""
    return float(beta.ppf(0.05, right, n - right + 1)) if right else 0.0


def calibration(data: Data) -> Calibration:
    """Set the probabilities beside the known facilities, names hidden, one conflict held out."""
    judged = judgements(amended=True)
    places = judged[judged["role"] == "place"]
    single = places.groupby("incident_id")["outcome"].transform("size") == 1
    known = places[single & places["outcome"].isin(["listed", "not_listed"])]
    known = known.set_index("incident_id")
    rows = data.incidents.loc[known.index]
    conflict = rows["country"].where(rows["country"].isin(["PSE", "SDN"]), "elsewhere")
    parts = []
    for one in sorted(conflict.unique()):
        others = known[(conflict != one).to_numpy()]
        none = ((others["outcome"] == "not_listed").sum() + 1) / (len(others) + 2)
        for country, some in rows[conflict == one].groupby("country", sort=True):
            reference = data.reference(str(country))
            parts.append(which_facility(some, reference, shares=Shares(none=none)).table)
    table = pd.concat(parts)
    table = table[table["what"] != "others"]
    truth = known.loc[table["incident_id"]]
    was_none = (truth["outcome"] == "not_listed").to_numpy()
    ids = truth["facility_id"].str.split(" ")
    was_it = [one in own for one, own in zip(table["facility_id"], ids, strict=True)]
    so = (table["what"] == "none").to_numpy() & was_none
    so |= (table["what"] == "facility").to_numpy() & was_it
    return calibrate(table["p"].to_numpy(), so, table["incident_id"])


def text(data: Data) -> tuple[str, Calibration]:
    """Return what goes between the marks."""
    said = named(data)
    lines = [
        "| sample | judgements | facilities named | spoken of | right | lower 95 % limit | role |",
        "|---|---|---|---|---|---|---|",
    ]
    for sample in ("development", "evaluation"):
        for amended in (False, True):
            judged = judgements(amended=amended)
            judged = judged[judged["sample"] == sample]
            rows = compare(said[said["incident_id"].isin(judged["incident_id"])], judged)
            right = int(rows["right"].sum())
            roles = rows.loc[rows["right"], "role_right"]
            lines.append(
                f"| {sample} | {'amended' if amended else 'as made'} | "
                f"{(judged['outcome'] == 'listed').sum()} | {len(rows)} | {right} | "
                f"{lower_limit(right, len(rows)):.3f} | {roles.sum()} of {len(roles)} |"
            )
    found = calibration(data)
    lines += ["", _in_words(found), "", _BIN_HEADS, "|---|---|---|---|---|"]
    lines += [_bin(one) for one in found.bins.itertuples()]
    return "\n".join(lines), found


def _bin(one: Any) -> str:
    cells = [f"{one.low:.2f}–{one.high:.2f}", f"{one.n}", f"{one.mean_p:.3f}", f"{one.share:.3f}"]
    return f"| {' | '.join(cells)} | {one.share_low:.3f}–{one.share_high:.3f} |"


_BIN_HEADS: Final = "| p | n | mean p | share that was so | 95 % interval |"


def _in_words(found: Calibration) -> str:
    return (
        f"Calibration, names hidden: {found.n} incidents, {found.n_pairs:,} probabilities; slope "
        f"{found.slope:.2f} ({found.slope_low:.2f} to {found.slope_high:.2f}), expected "
        f"calibration error {found.error:.3f} ({found.error_low:.3f} to {found.error_high:.3f}). "
        f"Established: {'yes' if found.established else 'no'}."
    )


def diagram(found: Calibration) -> str:
    """Return the reliability diagram as SVG: a mark per bin, its interval, its n."""
    size, edge = 360, 46

    def at(x: float, y: float) -> tuple[float, float]:
        return edge + x * (size - 2 * edge), size - edge - y * (size - 2 * edge)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" '
            f'height="{size}" font-family="sans-serif" font-size="10">'
        ),
        f'<rect width="{size}" height="{size}" fill="#fff"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        (x, _), (_, y) = at(tick, 0), at(0, tick)
        parts.append(
            f'<path d="M{x:.1f} {size - edge}V{edge}M{edge} {y:.1f}H{size - edge}" '
            'stroke="#ddd" fill="none"/>'
            f'<text x="{x:.1f}" y="{size - edge + 14}" text-anchor="middle">{tick:g}</text>'
            f'<text x="{edge - 6}" y="{y + 3:.1f}" text-anchor="end">{tick:g}</text>'
        )
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    parts.append(
        f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#888" stroke-dasharray="4 3" fill="none"/>'
    )
    for one in found.bins.itertuples():
        (x, y), (_, low), (_, high) = (
            at(one.mean_p, share) for share in (one.share, one.share_low, one.share_high)
        )
        parts.append(
            f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="#1d4b5c" fill="none"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#1d4b5c"/>'
            f'<text x="{x + 5:.1f}" y="{y - 5:.1f}" fill="#1d4b5c">{one.n}</text>'
        )
    parts.append(
        f'<text x="{size / 2}" y="{size - 10}" text-anchor="middle">probability given</text>'
        f'<text transform="translate(12 {size / 2}) rotate(-90)" text-anchor="middle">'
        "share that was so (95 % interval; n beside each)</text></svg>"
    )
    return "\n".join(parts) + "\n"


def main() -> None:
    """Compare, print, and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--print-only", action="store_true")
    chosen = options.parse_args()
    tables, found = text(read(chosen.data))
    print(tables)
    if not chosen.print_only:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(before + BEGIN + "\n" + tables + "\n" + END + rest.split(END)[1], "utf-8")
        DIAGRAM.write_text(diagram(found), encoding="utf-8")


if __name__ == "__main__":
    main()
