"""Country names and codes, as sources spell them, to ISO 3166-1 alpha-3.

The names come from country_converter's table (its regular expressions cover the usual spellings);
a few labels of the field are added. What is unknown stays unknown, silently: the loader decides
what to say. The table is read as plain text, because Namibia's code is "NA".
"""

import csv
import re
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
import pandas as pd

from layers.headers import fold

_ALIASES: Final = {
    "opt": "PSE",
    "o.p.t.": "PSE",
    "occupied palestinian territory": "PSE",
    "west bank and gaza": "PSE",
    "drc": "COD",
    "dr congo": "COD",
    "rdc": "COD",
    "car": "CAF",
    "uae": "ARE",
    "burma": "MMR",
    "turkiye": "TUR",
    "swaziland": "SWZ",
    "zanzibar": "TZA",
    "somaliland": "SOM",
    "kosovo": "XKX",
    "england": "GBR",
    "scotland": "GBR",
    "wales": "GBR",
    "northern ireland": "GBR",
}

_USER_ASSIGNED: Final = re.compile("x[a-z]{2}")
"""ISO 3166-1 leaves XAA to XZZ to users: countries that no standard knows, or invented ones."""


@cache
def _table() -> pd.DataFrame:
    path = resources.files("country_converter") / "country_data.tsv"
    with path.open("r", encoding="utf-8") as file:
        table = pd.read_csv(file, sep="\t", dtype="str", keep_default_na=False)
    return table[table["obsolete"].eq("")].reset_index(drop=True)


@cache
def _codes() -> dict[str, str]:
    """Return every folded code, short name and official name with its alpha-3 code."""
    table = _table()
    out: dict[str, str] = {}
    for column in ("name_official", "name_short", "ISO3"):
        out.update(zip(table[column].map(fold), table["ISO3"], strict=True))
    for codes, iso3 in zip(table["ISO2"], table["ISO3"], strict=True):
        # a few countries have several two-letter codes, written as a regular expression
        out.update(dict.fromkeys((fold(c) for c in re.findall(r"[A-Za-z]{2}", codes)), iso3))
    numeric = table[table["ISOnumeric"].ne("")]
    for number, iso3 in zip(numeric["ISOnumeric"], numeric["ISO3"], strict=True):
        out[number] = out[number.zfill(3)] = iso3
    out.update(_ALIASES)
    out.pop("", None)
    return out


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    table = _table()
    return [
        (re.compile(pattern, re.IGNORECASE), iso3)
        for pattern, iso3 in zip(table["regex"], table["ISO3"], strict=True)
        if pattern
    ]


@cache
def _iso3(text: str) -> str | None:
    key = fold(text)
    if key.endswith(".0") and key[:-2].isdigit():  # a numeric code that passed through a float
        key = key[:-2]
    known = _codes().get(key)
    if known is None and _USER_ASSIGNED.fullmatch(key):
        return key.upper()
    if known or len(key) <= 3:  # noqa: PLR2004 - a code is exact or it is nothing
        return known
    found = {iso3 for pattern, iso3 in _patterns() if pattern.search(key)}
    return found.pop() if len(found) == 1 else None


def to_iso3(names_or_codes: pd.Series) -> pd.Series:
    """Return ISO 3166-1 alpha-3 codes for country names and codes.

    Parameters
    ----------
    names_or_codes
        Names in English, alpha-2, alpha-3 or numeric codes, mixed as they come.

    Returns
    -------
    Series of str with the same index, null where the text names no country or more than one.

    Examples
    --------
    >>> to_iso3(pd.Series(["OPT", "DR Congo (Zaire)", "na", "729", "nowhere"])).tolist()
    ['PSE', 'COD', 'NAM', 'SDN', nan]
    """
    codes, unique = pd.factorize(names_or_codes, use_na_sentinel=True)
    found = np.array([*(_iso3(str(value)) for value in unique), None], dtype=object)
    return pd.Series(found[codes], index=names_or_codes.index, dtype="str")


def country_name(iso3: str) -> str:
    """Return the short English name of an alpha-3 code, or the code itself if it is unknown.

    Examples
    --------
    >>> country_name("SDN")
    'Sudan'
    """
    table = _table()
    names = table.loc[table["ISO3"].eq(iso3.upper()), "name_short"]
    return str(names.iloc[0]) if len(names) else iso3


@cache
def _alpha2() -> dict[str, str]:
    """Return alpha-3 codes with their alpha-2 codes, without a table: a map asks for a few."""
    path = resources.files("country_converter") / "country_data.tsv"
    with path.open("r", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if not row["obsolete"]]
    found = ((row["ISO3"], re.search(r"[A-Z]{2}", row["ISO2"])) for row in rows)
    return {iso3: code[0] for iso3, code in found if code}


def iso2(iso3: str) -> str | None:
    """Return the alpha-2 code of an alpha-3 code, None where there is none.

    Examples
    --------
    >>> iso2("SDN"), iso2("NAM"), iso2("XXA")
    ('SD', 'NA', None)
    """
    return _alpha2().get(iso3.upper())
