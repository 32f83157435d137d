"""How often the linker is right on real lists: pairs known by number, and pairs judged by hand.

The numbers and everything that one list copied from the other word by word (descriptions, names of
perpetrators, labels of weapons) are hidden from it.
"""

from pathlib import Path
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.linkage import Linkage, link_incidents
from layers import boundaries
from layers.conflicts import country_of_point
from layers.lineage import cited_sources, shared_numbers
from layers.load import combine, load_incidents
from layers.sources._sind import sind_event_ids

FILES: Final = (
    "insecurity_insight_attacks_on_health_care_2016-2023.xlsx",
    "shcc_2022_incidents_global.xlsx",
    "shcc_2021_sudan.xlsx",
    "shcc_2023_sudan.xlsx",
)
_COPIED: Final = ("description", "perpetrator_reported_name", "weapon")
_HARMS: Final = (
    "health_workers_killed",
    "health_workers_injured",
    "health_workers_kidnapped",
    "health_workers_arrested",
    "facilities_destroyed",
    "facilities_damaged",
)


class Known(NamedTuple):
    """A linkage of lists whose true pairs are known by number.

    Attributes
    ----------
    links
        Pairs taken to be one event, with ``right``.
    truth
        A row per true pair: ``left_id``, ``right_id``, ``found``, ``precision`` of the located
        side's place, ``harm`` (both report one), ``crowd`` (incidents of the country and day).
    """

    links: pd.DataFrame
    truth: pd.DataFrame
    linkage: Linkage

    @property
    def precision(self) -> float:
        """Share of the links that are right."""
        return float(self.links["right"].mean())

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found."""
        return float(self.truth["found"].mean())


def known_pairs(folder: Path) -> Known:
    """Link Insecurity Insight's list and the coalition's, numbers and copied texts hidden."""
    table = combine([load_incidents(folder / name) for name in FILES]).table
    number = sind_event_ids(table)
    order = np.random.default_rng(1).permutation(len(table))
    ids = pd.Index(table["source"] + ":row" + pd.Series(order, index=table.index).astype("str"))
    hidden = gpd.GeoDataFrame(table.set_axis(ids))
    nothing = pd.Series(None, index=ids, dtype="str")
    hidden = hidden.assign(**dict.fromkeys(_COPIED, nothing))
    found = link_incidents(hidden)
    links = found.links[found.links["linked"]]
    number = number.set_axis(ids)
    links = links.assign(
        right=links["left_id"].map(number).eq(links["right_id"].map(number)).to_numpy()
    )
    truth = _truth(hidden, number)
    held = pd.MultiIndex.from_frame(links[["left_id", "right_id"]])
    truth["found"] = pd.MultiIndex.from_frame(truth[["left_id", "right_id"]]).isin(held)
    return Known(links, truth, found)


JUDGED_FILES: Final = (
    *FILES,
    "insecurity_insight_explosive_weapons_2020-2023.xlsx",
    "ucdp_ged_sudan_hdx_hxl.csv",
    "ucdp_ged_ukraine_2014-2023_cp1252.csv",
    "acled_ukraine_1000.csv",
    "airwars_gaza_2023-2024_scraped.csv",
    "bellingcat_civilian_harm_ukraine_2022.json",
    "awsd_security_incidents_2016-10-03.csv",
    "who_ssa_attacks_2020-2024.xlsx",
    "who_ssa_attacks_2017-2024.csv",
)


def judged_pairs(folder: Path, judged: Path) -> pd.DataFrame:
    """Return the hand-judged pairs with the probability that the linker gives them.

    Returns
    -------
    ``left_id``, ``right_id``, ``judged`` (``same``, ``different``, ``unclear``), ``p`` (0 where it
    is below 0.05), ``linked`` and ``band`` of the probability.
    """
    table = combine([load_incidents(folder / name) for name in JUDGED_FILES]).table
    wanting = table["country"].isna() & ~table.geometry.isna()
    by_point = country_of_point(table.geometry[wanting], boundaries.countries())
    country = table["country"].copy()
    country[wanting] = by_point
    table = table.assign(country=country)
    found = link_incidents(table, shared_id=shared_numbers(table), cites=cited_sources(table)).links
    asked = pd.read_csv(judged)
    out = asked.merge(found[["left_id", "right_id", "p", "linked"]], how="left")
    out["p"] = out["p"].fillna(0.0)
    out["linked"] = out["linked"].eq(other=True)
    out["band"] = pd.cut(out["p"], [-1, 0.2, 0.5, 0.7, 1], labels=["<0.2", "0.2", "0.5", "0.7+"])
    return out


def _truth(hidden: gpd.GeoDataFrame, number: pd.Series) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "id": hidden.index,
            "number": number.to_numpy(),
            "source": hidden["source"].to_numpy(),
            "precision": hidden["location_precision"].to_numpy(),
            "harm": hidden[list(_HARMS)].gt(0).any(axis=1).to_numpy(),
            "day": hidden["date_start"].to_numpy(),
            "country": hidden["country"].to_numpy(),
        }
    ).dropna(subset=["number"])
    rows["crowd"] = rows.groupby(["source", "country", "day"])["id"].transform("size")
    left, right = (rows[rows["source"].eq(name)] for name in ("insecurity_insight", "shcc"))
    pairs = left.merge(right, on="number", suffixes=("", "_right"))
    return pd.DataFrame(
        {
            "left_id": pairs["id"],
            "right_id": pairs["id_right"],
            "precision": pairs["precision"],
            "harm": pairs["harm"] & pairs["harm_right"],
            "crowd": pairs["crowd"],
        }
    )
