"""Draw descriptions at random from real files, for a person to say which facility they name.

Run from the root, with the folders of incidents and facilities:

    .venv/bin/python -m bench.draw_descriptions DATA > descriptions.txt

What is drawn depends on the files and the seed alone; it knows nothing of any matcher. A
description is in the frame if the country has a list of facilities with names and a word for a
place of care stands in it; a text is drawn once. The first quarter of each file's draw is for
development, the rest for evaluation.
"""

import re
import sys
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

import layers

SEED: Final = 20261124
DEVELOPMENT: Final = 0.25

PLACE_OF_CARE: Final = re.compile(
    r"hospital|clinic|health (?:cent|post|facilit|unit|station|area|zone)|healthcare cent"
    r"|medical (?:cent|point|complex|facilit|post)|dispensar|maternit|\bPHC|\bCSPS|\bCSCOM"
    r"|CSR[eé]f|treatment cent|\bHC\b|infirmary|sanatori|transit cent",
    re.IGNORECASE,
)
FILES: Final = (
    "insecurity_insight_attacks_on_health_care_2016-2023.xlsx",
    "insecurity_insight_explosive_weapons_2020-2023.xlsx",
    "awsd_security_incidents_2016-10-03.csv",
    "ucdp_ged_sudan_hdx_hxl.csv",
    "airwars_gaza_2023-2024_scraped.csv",
)


def draw(folder: Path, countries: set[str]) -> pd.DataFrame:
    """Return the drawn incidents in the order of the draw, with a column ``sample``."""
    drawn: list[pd.DataFrame] = []
    seen: set[str] = set()
    for number, file in enumerate(FILES):
        table = layers.read_incidents(folder / file)
        text = table["description"].fillna("")
        country = table["country"].astype("str")
        west_bank = country.eq("PSE") & table["admin1"].fillna("").str.contains("West Bank")
        known = text.str.contains(PLACE_OF_CARE) & country.isin(countries) & ~west_bank
        frame = table[known & ~text.duplicated()]
        rows = frame.iloc[np.random.default_rng(SEED + number).permutation(len(frame))]
        first = np.arange(len(rows)) < DEVELOPMENT * len(rows)
        rows = rows.assign(sample=np.where(first, "development", "evaluation"))
        again = rows["description"].isin(seen)
        seen |= set(rows["description"])
        drawn.append(pd.DataFrame(rows.drop(columns="geometry"))[~again])
    return pd.concat(drawn)


def around(text: str, reach: int = 160, most: int = 3_000) -> str:
    """Return a text, or of a long one what stands around its words for a place of care."""
    if len(text) <= most:
        return text
    spans: list[list[int]] = [[0, 500]]
    for found in PLACE_OF_CARE.finditer(text):
        start, end = max(0, found.start() - reach), found.end() + reach
        if start <= spans[-1][1]:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return " … ".join(text[start:end] for start, end in spans)[:most]


if __name__ == "__main__":
    data = Path(sys.argv[1])
    listed = layers.read_facilities(
        data / "facilities" / "who_kemri_subsaharan_public_facilities.csv.gz"
    )
    for row in draw(data / "incidents", {*listed["country"].dropna(), "PSE", "SDN"}).itertuples():
        where = [str(part) for part in (row.country, row.admin1, row.admin2, row.place_name)]
        text = around(str(row.description))
        print(f"{row.Index} [{row.sample[:3]}; {' / '.join(where)}] {text}")
