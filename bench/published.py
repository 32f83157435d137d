"""Figures that others published, recomputed from the public files, as a table for the documents.

``python -m bench.published FOLDER`` prints the table; a test holds ``docs/published-figures.md`` to
it. A published figure stands here only with where it was read; one that no file here can rebuild is
listed as such.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from layers.load import load_incidents
from layers.sources._sind import sind_event_ids

INSIGHT: Final = "insecurity_insight_attacks_on_health_care_2016-2023.xlsx"
SHCC: Final = "shcc_2022_incidents_global.xlsx"
SUDAN_2021: Final = "shcc_2021_sudan.xlsx"
SUDAN_2023: Final = "shcc_2023_sudan.xlsx"
WHO_BOOK: Final = "who_ssa_attacks_2020-2024.xlsx"
WHO_CSV: Final = "who_ssa_attacks_2017-2024.csv"
AWSD: Final = "awsd_security_incidents_2016-10-03.csv"

_FIRST_HEADER: Final = "the first of two columns of that name; the second sums to 298"
_SNAPSHOT: Final = "the file ends on 21 December 2023; the report was written five months later"
_WIDER: Final = "though Insecurity Insight's list covers 63 countries, the coalition's report 30"
_WIDER_2022: Final = (
    "Insecurity Insight's list covers 59 countries in 2022, the coalition's report 32; 1,948 "
    "events are in both"
)
_COLUMNS_OF_DAMAGE: Final = (
    "not explained: the columns sum to 149 destroyed and 545 damaged, 694 in all, in 621 rows"
)
_GROWS: Final = (
    "WHO adds attacks to past years (2022: 1,685 in the older file, 1,782 in the newer); the file "
    "is of a later day"
)


@dataclass(frozen=True)
class Figure:
    """One published figure, and how it is recomputed."""

    work: str
    what: str
    published: str
    read_in: str
    compute: Callable[["Files"], int | float]
    of: str
    why: str = ""


class Files:
    """The files, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cache  # noqa: B019 - one object per run, and it is dropped with it
    def table(self, name: str) -> gpd.GeoDataFrame:
        """Return a file as the tool reads it."""
        return load_incidents(self.folder / name).table

    def year(self, name: str, year: int, country: str | None = None) -> gpd.GeoDataFrame:
        """Return the rows of a year, and of a country."""
        table = self.table(name)
        rows = table["date_start"].dt.year.eq(year)
        if country is not None:
            rows &= table["country"].eq(country)
        return table[rows]


def _sum(name: str, column: str) -> Callable[[Files], int]:
    return lambda files: int(files.table(name)[column].astype("float64").sum())


def _of_year(
    name: str, year: int, column: str | None = None, country: str | None = None
) -> Callable[[Files], int]:
    def count(files: Files) -> int:
        rows = files.year(name, year, country)
        return len(rows) if column is None else int(rows[column].astype("float64").sum())

    return count


def _overlap(files: Files) -> float:
    theirs = set(sind_event_ids(files.table(INSIGHT)))
    ours = sind_event_ids(files.table(SHCC))
    return round(100 * float(ours.isin(theirs).mean()), 1)


_REPORT_2022: Final = "the coalition's press release of its 2022 report, in The Daily Ripple, 2023"
_DOCTORS: Final = "Doctors of the World on the 2022 report (doctorsoftheworld.org, 2023)"
_REPORT_2023: Final = "insecurityinsight.org/projects/healthcare/shcc, 2024"
_BMJ: Final = "the BMJ on the 2023 report, as abstracted by SafetyLit, 2024"
_SUDAN: Final = "the coalition's factsheet of Sudan 2021 (reliefweb.int)"
_SUDAN_22: Final = "the coalition's factsheet of Sudan 2022 (reliefweb.int)"
_HPW: Final = "Health Policy Watch on WHO's three-year analysis, August 2021"
_NASHRA: Final = "Elnashra on WHO's three-year analysis, August 2021"
_WHO_2022: Final = "a copy of WHO's page Stopping attacks on health care, 2023"
_TEDROS: Final = "WHO's Director-General for World Humanitarian Day, August 2024"
_REPORT_AWSR: Final = "Humanitarian Outcomes, Aid Worker Security Report 2014"

FIGURES: Final = (
    Figure("SHCC 2022", "incidents", "1,989", _REPORT_2022, lambda f: len(f.table(SHCC)), SHCC),
    Figure("SHCC 2022", "countries and territories", "32", _REPORT_2022,
           lambda f: f.table(SHCC)["country"].nunique(), SHCC),
    Figure("SHCC 2022", "health workers killed", "232", _REPORT_2022,
           _sum(SHCC, "health_workers_killed"), SHCC),
    Figure("SHCC 2022", "health workers kidnapped", "298", _REPORT_2022,
           _sum(SHCC, "health_workers_kidnapped"), SHCC, _FIRST_HEADER),
    Figure("SHCC 2022", "health workers arrested", "294", _REPORT_2022,
           _sum(SHCC, "health_workers_arrested"), SHCC),
    Figure("SHCC 2022", "incidents with a facility destroyed or damaged", "704", _REPORT_2022,
           lambda f: int(f.table(SHCC)["reported_hit"].sum()), SHCC,
           _COLUMNS_OF_DAMAGE),
    Figure("SHCC 2022", "incidents in Ukraine", "782", _DOCTORS,
           _of_year(SHCC, 2022, country="UKR"), SHCC, "not explained: one row fewer in the file"),
    Figure("SHCC 2022", "incidents in Myanmar", "271", _DOCTORS,
           _of_year(SHCC, 2022, country="MMR"), SHCC),
    Figure("SHCC 2022", "share found in Insecurity Insight's file by id (per cent)", "97.9",
           "the project's own measure; no published one was found", _overlap, f"{SHCC}, {INSIGHT}"),
    Figure("SHCC, Sudan 2021", "incidents", "52", _SUDAN, lambda f: len(f.table(SUDAN_2021)),
           SUDAN_2021),
    Figure("SHCC, Sudan 2021", "health workers arrested", "22", _SUDAN,
           _sum(SUDAN_2021, "health_workers_arrested"), SUDAN_2021),
    Figure("SHCC, Sudan 2022", "incidents", "53", _SUDAN_22,
           _of_year(SHCC, 2022, country="SDN"), SHCC),
    Figure("SHCC, Sudan 2022", "health workers killed", "11", _SUDAN_22,
           _of_year(SHCC, 2022, "health_workers_killed", "SDN"), SHCC),
    Figure("SHCC, Sudan 2022", "health workers injured", "22", _SUDAN_22,
           _of_year(SHCC, 2022, "health_workers_injured", "SDN"), SHCC),
    Figure("SHCC 2022", "incidents, beside Insecurity Insight's year", "1,989", _REPORT_2022,
           _of_year(INSIGHT, 2022), INSIGHT, _WIDER_2022),
    Figure("SHCC 2023", "incidents, beside Insecurity Insight's year", "2,562", _REPORT_2023,
           _of_year(INSIGHT, 2023), INSIGHT, f"{_SNAPSHOT}, {_WIDER}"),
    Figure("SHCC 2023", "occupied Palestinian territory", "761", _BMJ,
           _of_year(INSIGHT, 2023, country="PSE"), INSIGHT, _SNAPSHOT),
    Figure("SHCC 2023", "Myanmar", "418", _BMJ,
           _of_year(INSIGHT, 2023, country="MMR"), INSIGHT, _SNAPSHOT),
    Figure("SHCC 2023", "Ukraine", "395", _BMJ,
           _of_year(INSIGHT, 2023, country="UKR"), INSIGHT, _SNAPSHOT),
    Figure("SHCC 2023", "Sudan, beside Insecurity Insight's year", "257", _BMJ,
           _of_year(INSIGHT, 2023, country="SDN"), INSIGHT, _SNAPSHOT),
    Figure("SHCC 2023", "Sudan", "257", _BMJ, lambda f: len(f.table(SUDAN_2023)), SUDAN_2023),
    Figure("WHO 2019", "attacks", "1,029", _HPW, _of_year(WHO_CSV, 2019), WHO_CSV, _GROWS),
    Figure("WHO 2020", "attacks", "333", _NASHRA, _of_year(WHO_BOOK, 2020), WHO_BOOK, _GROWS),
    Figure("WHO 2020", "deaths", "239", _NASHRA, _of_year(WHO_BOOK, 2020, "fatalities_min"),
           WHO_BOOK, _GROWS),
    Figure("WHO 2020", "injured", "312", _NASHRA,
           _of_year(WHO_BOOK, 2020, "who_ssa_total_injured"), WHO_BOOK, _GROWS),
    Figure("WHO 2022", "attacks", "1,360", _WHO_2022, _of_year(WHO_BOOK, 2022), WHO_BOOK,
           f"{_GROWS}; the copy does not say of which day it is"),
    Figure("WHO 2022", "deaths", "232", _WHO_2022, _of_year(WHO_BOOK, 2022, "fatalities_min"),
           WHO_BOOK, _GROWS),
    Figure("WHO 2022", "injured", "454", _WHO_2022,
           _of_year(WHO_BOOK, 2022, "who_ssa_total_injured"), WHO_BOOK, _GROWS),
    Figure("WHO 2023", "attacks", "1,520", _TEDROS, _of_year(WHO_BOOK, 2023), WHO_BOOK, _GROWS),
    Figure("WHO 2023", "deaths (at least)", "750", _TEDROS,
           _of_year(WHO_BOOK, 2023, "fatalities_min"), WHO_BOOK, _GROWS),
    Figure("WHO 2023", "injured", "1,250", _TEDROS,
           _of_year(WHO_BOOK, 2023, "who_ssa_total_injured"), WHO_BOOK, f"{_GROWS}; rounded"),
    Figure("AWSD 2013", "attacks", "251", _REPORT_AWSR, _of_year(AWSD, 2013), AWSD,
           "the database is added to for past years; the file is two years younger"),
    Figure("AWSD 2013", "aid workers killed", "155", _REPORT_AWSR,
           _of_year(AWSD, 2013, "fatalities_min"), AWSD, "the same"),
    Figure("AWSD 2013", "aid workers wounded", "171", _REPORT_AWSR,
           _of_year(AWSD, 2013, "awsd_total_wounded"), AWSD, "the same"),
    Figure("AWSD 2013", "aid workers kidnapped", "134", _REPORT_AWSR,
           _of_year(AWSD, 2013, "awsd_total_kidnapped"), AWSD, "the same"),
)  # fmt: skip


def _shown(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def rows(files: Files) -> list[dict[str, Any]]:
    """Return a row per figure: what was published, what the files give, and the difference."""
    out = []
    for figure in FIGURES:
        found = figure.compute(files)
        said = float(figure.published.replace(",", ""))
        gap = found - said
        same = abs(gap) < 1e-9
        if not same and not figure.why:
            raise RuntimeError(f"{figure.work}, {figure.what}: {found}, and no reason is given")
        out.append(
            {
                "work": figure.work,
                "what": figure.what,
                "published": figure.published,
                "recomputed": _shown(found),
                "difference": "none" if same else f"{gap:+,.0f} ({100 * gap / said:+.0f} %)",
                "why": "" if same else figure.why,
                "read in": figure.read_in,
            }
        )
    return out


def markdown(files: Files) -> str:
    """Return the table of the documents."""
    made = rows(files)
    head = list(made[0])
    lines = [head, ["---"] * len(head), *([row[key] for key in head] for row in made)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def by_year(files: Files) -> str:
    """Return the rows of each list by year, as a table: what any trend here rests on."""
    names = {INSIGHT: "Insecurity Insight", WHO_CSV: "WHO, csv", WHO_BOOK: "WHO, workbook"}
    counts = {
        title: files.table(name)["date_start"].dt.year.value_counts()
        for name, title in names.items()
    }
    lines = ["| year | " + " | ".join(counts) + " |", "|" + "---|" * (len(counts) + 1)]
    for year in range(2016, 2025):
        cells = (f"{int(n.get(year, 0)):,}" if n.get(year, 0) else "-" for n in counts.values())
        lines.append(f"| {year} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    where = Files(Path(sys.argv[1]))
    print(markdown(where))
    print()
    print(by_year(where))
