"""A registry made of a reference, with faults put in at a stated mix; the truth is kept beside it.

Every list and every fault comes from a fixed seed. Displacements go from 150 m to 5 km, evenly on a
logarithmic scale.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod

from geo.checks.duplicate import first_of_same, same_name_key
from layers.load import read_facilities

SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "data" / "facilities"
GAZA: Final = "gaza_health_facilities_who_2026.xlsx"
SUBSAHARAN: Final = "who_kemri_subsaharan_public_facilities.csv.gz"

MIX: Final = {
    "as it is": 0.46,
    "displaced": 0.12,
    "displaced, other letters": 0.04,
    "renamed": 0.06,
    "transliterated": 0.10,
    "misspelt": 0.06,
    "missing": 0.10,
    "outdated": 0.06,
}
"""What befalls a facility of the reference on its way into the registry."""

DUPLICATED, EXTRA = 0.05, 0.05
"""Registrations repeated, and registrations of no facility, per facility."""

EXPECTED: Final = {
    **dict.fromkeys(("as it is", "renamed", "transliterated", "misspelt"), "covered"),
    **dict.fromkeys(("displaced", "displaced, other letters"), "displaced"),
    "missing": "unregistered",
    "outdated": "outdated",
    "duplicated": "duplicate",
    "extra": "unmatched",
}
AS_OF: Final = pd.Timestamp("2025-06-30")

_GEOD: Final = Geod(ellps="WGS84")
_SYLLABLES: Final = re.findall(
    r"\w+", "ba kor dam sel mi rah to nur za fel gi shan ro hal we dub ka lim os ter"
)
_GPS_M: Final = 8.0  # of the noise of a registered point, per axis; its stated error is 20 m
_CYRILLIC: Final = dict(
    re.findall(
        r"(\w+):(\w*)",
        "shch:щ kh:х zh:ж ch:ч sh:ш ts:ц yu:ю ya:я a:а b:б v:в g:г d:д e:е z:з y:и i:і j:й k:к l:л"
        " m:м n:н o:о p:п r:р s:с t:т u:у f:ф h:х c:к q:к w:у x:кс",
    )
)
_ARABIC: Final = dict(
    re.findall(
        r"(\w+):(\w*)",
        "kh:خ gh:غ sh:ش th:ث dh:ذ ch:تش ou:و oo:و ee:ي b:ب t:ت j:ج h:ه d:د r:ر z:ز s:س f:ف q:ق k:ك"
        " l:ل m:م n:ن w:و y:ي g:غ p:ب v:ف c:ك a:ا i:ي u:و o:و e: x:كس",
    )
)
_KIND_WORDS: Final = {
    "hospital": {"arabic": "مستشفى", "cyrillic": "лікарня"},
    "clinic": {"arabic": "عيادة", "cyrillic": "клініка"},
    "health_post": {"arabic": "نقطة صحية", "cyrillic": "фельдшерський пункт"},
    "other": {"arabic": "مركز صحي", "cyrillic": "центр"},
}
_TYPE_WORDS: Final = (
    r"(?i)\b(?:hospital|clinic|health|centre|center|primary|care|unit|post|phcu|phcc|phc|"
    r"dispensary|general|state|medical|poste|de|santé|hôpital|maternal|child|regional|central|&)\b"
)


@dataclass(frozen=True)
class Case:
    """A registry and its reference, and what is true of each row."""

    registry: gpd.GeoDataFrame
    reference: gpd.GeoDataFrame
    facility_fate: pd.Series
    registration_fate: pd.Series


def real_lists() -> dict[str, gpd.GeoDataFrame]:
    """Return the real lists that are there: Gaza (WHO) and three countries of the KEMRI list."""
    lists = {}
    if (SHARED / GAZA).exists():
        lists["Gaza"] = read_facilities(SHARED / GAZA)
    if (SHARED / SUBSAHARAN).exists():
        every = read_facilities(SHARED / SUBSAHARAN)
        for country, name in (("SDN", "Sudan"), ("SOM", "Somalia"), ("SSD", "South Sudan")):
            lists[name] = every[every["country"] == country]
    return {name: one_row_each(table) for name, table in lists.items()}


def invented_list(n: int = 600, seed: int = 11) -> gpd.GeoDataFrame:
    """Return an invented list: towns of a few facilities, names of syllables."""
    rng = np.random.default_rng(seed)
    syllables = list(_SYLLABLES)
    towns = ["".join(rng.choice(syllables, rng.integers(2, 4))).title() for _ in range(n // 4)]
    at = rng.uniform([28.0, 9.0], [34.0, 14.0], (len(towns), 2))
    town = rng.integers(0, len(towns), n)
    kind = rng.choice(["hospital", "clinic", "health_centre"], n, p=[0.3, 0.3, 0.4])
    word = pd.Series(kind).map(
        {"hospital": "Hospital", "clinic": "Clinic", "health_centre": "Health Centre"}
    )
    own = ["".join(rng.choice(syllables, rng.integers(2, 4))).title() for _ in range(n)]
    names = [f"{own[i]} {towns[town[i]]} {word[i]}" for i in range(n)]
    spot = at[town] + rng.normal(0, 0.012, (n, 2))
    table = gpd.GeoDataFrame(
        {"name": names, "kind": kind, "error_m": 50.0, "country": "XDL"},
        index=[f"f{i}" for i in range(n)],
        geometry=gpd.points_from_xy(spot[:, 0], spot[:, 1]),
        crs="EPSG:4326",
    )
    return one_row_each(table)


def one_row_each(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows with a name and a place of their own: the truth must be known."""
    table = table[table.geometry.notna() & table["name"].notna()]
    precise = table.get("coordinates_precision_m", pd.Series(0.0, index=table.index)) < 50
    table = table[precise]
    key = same_name_key(table["name"], table["kind"])
    x, y = table.geometry.x.to_numpy(), table.geometry.y.to_numpy()
    alone = first_of_same(x, y, key, 200.0) == np.arange(len(table))
    alone &= ~table.geometry.to_wkt().duplicated(keep=False).to_numpy()
    kept = table[alone].copy()
    kept["error_m"] = 50.0
    return kept


def plant(reference: gpd.GeoDataFrame, seed: int, strangers: pd.Series) -> Case:
    """Make a registry of a reference, with faults.

    Parameters
    ----------
    reference
        Facilities, one row each.
    seed
        Of the random numbers.
    strangers
        Names of facilities of elsewhere, for those that are renamed or added.
    """
    rng = np.random.default_rng(seed)
    n = len(reference)
    fate = pd.Series(rng.choice(list(MIX), n, p=list(MIX.values())), index=reference.index)
    columns = [c for c in ("name", "kind", "country") if c in reference]
    rows = reference[[*columns, "geometry"]].copy()
    rows["names_other"] = [[] for _ in range(n)]
    rows["name"] = [
        renamed(name, kind, what, rng, strangers)
        for name, kind, what in zip(rows["name"], rows["kind"], fate, strict=True)
    ]
    known_before = fate.eq("renamed") & (rng.random(n) < 0.5)
    rows.loc[known_before, "names_other"] = reference.loc[known_before, "name"].map(lambda x: [x])
    far = np.exp(rng.uniform(np.log(150.0), np.log(5000.0), n))
    metres = np.where(
        fate.str.startswith("displaced"), far, np.hypot(*rng.normal(0, _GPS_M, (2, n)))
    )
    x, y, _ = _GEOD.fwd(
        rows.geometry.x.to_numpy(), rows.geometry.y.to_numpy(), rng.uniform(0, 360, n), metres
    )
    rows = rows.set_geometry(gpd.points_from_xy(x, y, crs="EPSG:4326"))
    rows["registered_on"] = pd.Timestamp("2024-01-10")
    rows["registered_until"] = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    rows.loc[fate.eq("outdated"), "registered_until"] = pd.Timestamp("2024-12-31")
    rows = rows[fate.ne("missing")]
    twins = rows[fate[rows.index].isin(["as it is", "misspelt"])]
    twins = twins.sample(int(DUPLICATED * n), random_state=int(rng.integers(1 << 30)))
    twins = twins.assign(name=twins["name"].str.upper(), registered_on=pd.Timestamp("2023-05-01"))
    extra = _extra(reference, int(EXTRA * n), rng, strangers)
    parts = {"own": rows, "twin": twins, "extra": extra}
    registry = pd.concat(
        [part.set_axis([f"{k}:{i}" for i in part.index]) for k, part in parts.items()]
    )
    registry = registry.assign(error_m=20.0).set_crs("EPSG:4326", allow_override=True)
    kinds = registry.index.str.split(":").str[0]
    own = pd.Series([i.split(":", 1)[1] for i in registry.index], index=registry.index)
    truth = own.map(fate).mask(kinds == "twin", "duplicated").mask(kinds == "extra", "extra")
    order = rng.permutation(len(registry))
    return Case(registry.iloc[order], reference, fate, truth)


def renamed(name: str, kind: Any, what: str, rng: np.random.Generator, strangers: pd.Series) -> str:
    """Return a name as its fate has it."""
    if what == "renamed":
        return str(strangers.iloc[int(rng.integers(len(strangers)))])
    if what == "misspelt":
        return _misspelt(name, rng)
    if what in {"transliterated", "displaced, other letters"}:
        script = "arabic" if rng.random() < 0.6 else "cyrillic"
        return transliterated(name, kind, script)
    return name


def transliterated(name: str, kind: Any, script: str) -> str:
    """Return a name in other letters, its type word translated."""
    words = _KIND_WORDS[kind if kind in _KIND_WORDS else "other"]
    own = " ".join(pd.Series([name]).str.replace(_TYPE_WORDS, " ", regex=True)[0].split())
    letters = _ARABIC if script == "arabic" else _CYRILLIC
    text = (own or name).casefold()
    for latin in sorted(letters, key=len, reverse=True):
        text = text.replace(latin, letters[latin])
    return f"{words[script]} {text}"


def _misspelt(name: str, rng: np.random.Generator) -> str:
    """Change one letter, and put the words in another order or shorten one."""
    at = int(rng.integers(1, max(2, len(name) - 1)))
    letter = "aeiourstn"[int(rng.integers(9))]
    changed = name[:at] + letter + name[at + 1 :] if name[at : at + 1].isalpha() else name
    for long, short in (("Hospital", "Hosp."), ("Health Centre", "HC"), ("Saint", "St.")):
        changed = changed.replace(long, short)
    words = changed.split()
    return " ".join(words[-1:] + words[:-1]) if rng.random() < 0.5 else changed


def _extra(
    reference: gpd.GeoDataFrame, n: int, rng: np.random.Generator, strangers: pd.Series
) -> gpd.GeoDataFrame:
    """Return registrations of sites the reference lacks, 600 m and more from any it has."""
    around = reference.sample(n, random_state=int(rng.integers(1 << 30)), replace=True)
    x, y, _ = _GEOD.fwd(
        around.geometry.x.to_numpy(),
        around.geometry.y.to_numpy(),
        rng.uniform(0, 360, n),
        rng.uniform(600, 20_000, n),
    )
    table = gpd.GeoDataFrame(
        {
            "name": strangers.sample(n, random_state=int(rng.integers(1 << 30))).to_numpy(),
            "kind": around["kind"].to_numpy(),
            "names_other": [[] for _ in range(n)],
            "registered_on": pd.Timestamp("2024-01-10"),
        },
        index=[f"x{i}" for i in range(n)],
        geometry=gpd.points_from_xy(x, y),
        crs="EPSG:4326",
    )
    near = table.to_crs(3857).sindex.query(
        reference.to_crs(3857).geometry.buffer(600), predicate="intersects"
    )[1]
    return table.drop(index=table.index[np.unique(near)])
