"""How well the words of a name in a text and those of a listed name agree, both ways.

Words of either that the other lacks count against it, by their weight, unless they name the place.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.candidates import words as lists
from geo.candidates.index import SMALLEST_LIST, NameIndex, like_words, place_words
from geo.candidates.mentions import Mentions
from geo.ellipsoid import Floats

_UNEXPLAINED: Final = 8.0
_MISSPELT: Final = 4.0
_NO_QUALIFIER, _OTHER_QUALIFIER = 0.6, 0.3
_NOTHING_LIKE: Final = 1e-4
_MOST_FACILITIES: Final = 2_000
"""A word that so many facilities share leads to none of them."""
_NO_FITS: Final = pd.DataFrame({"mention": [], "facility": [], "fit": [], "common": []}).astype(
    {"mention": "int64", "facility": "int64"}
)


def fits_of_names(
    mentions: Mentions, index: NameIndex, incidents: gpd.GeoDataFrame, size: int
) -> pd.DataFrame:
    """Return how well each name in a text fits each facility that shares a telling word with it."""
    said = _said_words(mentions)
    if not len(index.words) or not len(said):
        return _NO_FITS.copy()
    alike = like_words(said, index.words)
    mine = said.merge(alike, left_on="text", right_on="said")
    listed = index.words[index.words["facilities"] <= _MOST_FACILITIES]
    telling = mine[~mine["listed"].isin(lists.SOFT) | mine["all_soft"]]
    pairs = telling[["mention", "listed"]].merge(
        listed[["facility", "text"]], left_on="listed", right_on="text"
    )
    pairs = pairs[["mention", "facility"]].drop_duplicates()
    if not len(pairs):
        return _NO_FITS.copy()
    known = _known_places(mentions, index, incidents, pairs)
    covered_text, quality, open_ok = _text_covered(pairs, mine, said, index, known)
    covered_name, rarest = _name_covered(pairs, mine, index, mentions, incidents)
    out = pairs.assign(text=covered_text, name=covered_name, quality=quality, rarest=rarest)
    fit = np.exp(
        -_UNEXPLAINED * (1 - out["text"])
        - _UNEXPLAINED * (1 - out["name"])
        - _MISSPELT * (1 - out["quality"])
    )
    out["fit"] = fit * open_ok * _qualified(out, mentions, index)
    out["common"] = out["rarest"] / max(size, SMALLEST_LIST)
    return out[out["fit"] > _NOTHING_LIKE]


def _said_words(mentions: Mentions) -> pd.DataFrame:
    """Return the words of each name, and for "the General Hospital" those of the places around."""
    own = mentions.words.assign(borrowed=False)
    generic = mentions.table.loc[mentions.table["generic"], "mention"]
    around = mentions.context[mentions.context["mention"].isin(generic)]
    around = around[~around["text"].isin(lists.SOFT)]
    borrowed = pd.DataFrame(
        {
            "mention": around["mention"],
            "at": -1,
            "text": around["text"],
            "sound": around["text"],
            "bones": "",
            "arabic": False,
            "borrowed": True,
        }
    )
    said = pd.concat([own, borrowed], ignore_index=True)
    is_open = mentions.table.set_index("mention")["open"]
    said["open"] = said["mention"].map(is_open).astype(bool)
    soft = said["text"].isin(lists.SOFT)
    said["all_soft"] = soft.groupby(said["mention"]).transform("all")
    return said


def _known_places(
    mentions: Mentions, index: NameIndex, incidents: gpd.GeoDataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Return the words that stand for the place of a pair: of its district, province and country.

    ``mention``, ``facility``, ``text``.
    """
    row = mentions.table.set_index("mention")["row"]
    mine = place_words(incidents, "row")
    of_incident = pairs.assign(row=pairs["mention"].map(row)).merge(mine, on="row")
    of_site = pairs.merge(index.places, on="facility")
    keep = ["mention", "facility", "text"]
    return pd.concat([of_incident[keep], of_site[keep]]).drop_duplicates()


def _text_covered(
    pairs: pd.DataFrame,
    mine: pd.DataFrame,
    said: pd.DataFrame,
    index: NameIndex,
    known: pd.DataFrame,
) -> tuple[Floats, Floats, Floats]:
    """Return which share of the words in the text the facility's names hold, and how well."""
    every = pairs.merge(said[~said["borrowed"]], on="mention")
    held = mine.merge(
        index.words[["facility", "text", "weight"]], left_on="listed", right_on="text",
        suffixes=("", "_listed"),
    )  # fmt: skip
    held = held.merge(pairs, on=["mention", "facility"])
    best = held.groupby(["mention", "facility", "said"], as_index=False).agg(
        quality=("quality", "max"), weight=("weight", "max")
    )
    every = every.merge(
        best, left_on=["mention", "facility", "text"], right_on=["mention", "facility", "said"],
        how="left",
    )  # fmt: skip
    every = every.merge(known.assign(is_place=True), on=["mention", "facility", "text"], how="left")
    lacking = every["quality"].isna()
    soft = every["text"].isin(lists.SOFT)
    default = np.where(soft, 0.35, 1.0) * np.log1p(SMALLEST_LIST)
    weight = every["weight"].fillna(pd.Series(default, index=every.index))
    weight = weight.where(~(lacking & every["is_place"].notna()), 0.0)
    weight = weight.where(~(lacking & every["open"]), 0.0)
    veto = lacking & every["is_place"].isna() & ~every["open"] & _marks(every["text"])
    every = every.assign(
        all_=weight, held=weight.where(~lacking, 0.0), good=weight * every["quality"].fillna(0.0),
        veto=veto,
    )  # fmt: skip
    sums = every.groupby(["mention", "facility"])[["all_", "held", "good", "veto"]].sum()
    sums = sums.reindex(pd.MultiIndex.from_frame(pairs[["mention", "facility"]])).fillna(0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        covered = np.where(sums["all_"] > 0, sums["held"] / sums["all_"], 1.0)
        quality = np.where(sums["held"] > 0, sums["good"] / sums["held"], 1.0)
    return covered, quality, np.asarray(sums["veto"] == 0, dtype=float)


def _name_covered(
    pairs: pd.DataFrame,
    mine: pd.DataFrame,
    index: NameIndex,
    mentions: Mentions,
    incidents: gpd.GeoDataFrame,
) -> tuple[Floats, Floats]:
    """Return which share of the best of a facility's names the text holds, and its rarest word."""
    every = pairs.merge(index.words, on="facility")
    held = mine.groupby(["mention", "listed"], as_index=False)["quality"].max()
    every = every.merge(
        held, left_on=["mention", "text"], right_on=["mention", "listed"], how="left"
    )
    lacking = every["quality"].isna()
    # the town in a facility's name may be said elsewhere in the text
    beside = mentions.context[mentions.context["beside"]]
    has_town = every["mention"].isin(beside["mention"])
    around = mentions.context[["mention", "text"]].drop_duplicates().assign(near=True)
    town = beside[["mention", "text"]].drop_duplicates().assign(town=True)
    own = place_words(incidents, "row").merge(mentions.table[["mention", "row"]], on="row")
    own = own[["mention", "text"]].drop_duplicates().assign(own=True)
    for table in (around, town, own):
        every = every.merge(table, on=["mention", "text"], how="left")
    said_near = every["own"].notna() | np.where(
        has_town, every["town"].notna(), every["near"].notna()
    )
    weight = every["weight"].where(~(lacking & said_near), 0.0)
    every = every.assign(
        all_=weight,
        held=weight.where(~lacking, 0.0),
        veto=(lacking & ~said_near & _marks(every["text"])),
        of_held=every["facilities"].where(~lacking),
    )
    by_name = every.groupby(["mention", "facility", "name"]).agg(
        all_=("all_", "sum"), held=("held", "sum"), veto=("veto", "any"), rarest=("of_held", "min")
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        share = by_name["held"] / by_name["all_"]
    by_name["share"] = share.where(by_name["all_"] > 0, 0.0).where(~by_name["veto"], 0.0)
    best = by_name.groupby(level=["mention", "facility"]).agg(
        share=("share", "max"), rarest=("rarest", "min")
    )
    best = best.reindex(pd.MultiIndex.from_frame(pairs[["mention", "facility"]]))
    rarest = best["rarest"].fillna(float(_MOST_FACILITIES)).to_numpy(float)
    return best["share"].fillna(0.0).to_numpy(float), rarest


def _marks(texts: pd.Series) -> pd.Series:
    """Say which words set neighbours apart: numbers, compass words, old and new."""
    return texts.isin(lists.MARKS) | texts.str.fullmatch(r"\d+")


def _qualified(pairs: pd.DataFrame, mentions: Mentions, index: NameIndex) -> Floats:
    """Weigh words such as "general": "the General Hospital" is none whose name does not say so."""
    table = mentions.table[mentions.table["qualifiers"] != ""]
    need = table[["mention", "generic"]].assign(qualifier=table["qualifiers"].str.split(" "))
    need = need.explode("qualifier")
    both = pairs[["mention", "facility"]].merge(need, on="mention")
    both = both.merge(index.qualifiers, on=["facility", "qualifier"])
    agree = _among(pairs, both)
    asked = pairs["mention"].isin(need["mention"]).to_numpy()
    generic = pairs["mention"].isin(need.loc[need["generic"], "mention"]).to_numpy()
    other = pairs["facility"].isin(index.qualifiers["facility"]).to_numpy()
    loose = np.where(other, _OTHER_QUALIFIER, _NO_QUALIFIER)
    return np.where(agree | ~asked, 1.0, np.where(generic, 0.0, loose))


def _among(pairs: pd.DataFrame, some: pd.DataFrame) -> npt.NDArray[np.bool_]:
    key = ["mention", "facility"]
    found = pd.MultiIndex.from_frame(pairs[key]).isin(pd.MultiIndex.from_frame(some[key]))
    return np.asarray(found, dtype=bool)
