"""The words of the names in a reference, and how much each weighs."""

import re
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo.candidates import words as lists
from geo.coverage.candidates import all_names, column
from geo.names import Word, read_word

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
SMALLEST_LIST: Final = 2_000
"""A list is weighed as if it had at least so many rows: in a short one every word is rare."""
_SOFT: Final = 0.35
_SOUND, _BONES, _TWO_BONES = 0.97, 0.9, 0.8
_FEW: Final = 2
_LIKE: Final = 86.0
_LIKE_LETTERS: Final = 5
_WORDS_AT_ONCE: Final = 256


class NameIndex(NamedTuple):
    """The names of a reference by their words.

    Attributes
    ----------
    words
        A row per facility, name and own word: ``facility`` and ``name`` (row numbers), ``text``,
        ``sound``, ``bones``, ``arabic``, ``weight``, ``facilities`` (how many have the word).
    qualifiers
        A row per facility and word such as "general": ``facility``, ``qualifier``.
    places
        A row per facility and word of its district and province: ``facility``, ``text``.
    """

    words: pd.DataFrame
    qualifiers: pd.DataFrame
    places: pd.DataFrame


def index_names(facilities: gpd.GeoDataFrame) -> NameIndex:
    """Take the names of a reference apart, once for all texts.

    Parameters
    ----------
    facilities
        Canonical facilities; rows without a name are in no way found.
    """
    names = all_names(facilities).dropna(subset=["name"]).reset_index(drop=True)
    own, qualifiers = [], []
    for number, (row, name) in enumerate(
        zip(names["row"].tolist(), names["name"].tolist(), strict=True)
    ):
        for word, arabic in words_of(name):
            if word.text in lists.QUALIFIERS:
                qualifiers.append((row, word.text))
            if word.part == "core" and word.text not in lists.PLACE | lists.CARE:
                own.append((row, number, word.text, word.sound, word.bones, arabic))
    columns = ["facility", "name", "text", "sound", "bones", "arabic"]
    words = pd.DataFrame(own, columns=columns).drop_duplicates(["name", "text"])
    words["facilities"] = words.groupby("sound")["facility"].transform("nunique")
    size = max(len(facilities), SMALLEST_LIST)
    weight = np.log1p(size / words["facilities"].clip(lower=1))
    words["weight"] = weight * np.where(words["text"].isin(lists.SOFT), _SOFT, 1.0)
    said = pd.DataFrame(qualifiers, columns=["facility", "qualifier"]).drop_duplicates()
    return NameIndex(words.reset_index(drop=True), said, place_words(facilities, "facility"))


def words_of(text: str) -> list[tuple[Word, bool]]:
    """Return the words of a text, each with whether it was in Arabic letters."""
    return [
        (word, _ARABIC.search(token) is not None)
        for token in _TOKEN.findall(text)
        for word in read_word(token)
    ]


def place_words(table: gpd.GeoDataFrame, key: str) -> pd.DataFrame:
    """Return the words of each row's place, district and province: ``key`` (row) and ``text``."""
    found = []
    for name in ("admin1", "admin2", "place_name"):
        values = column(table, name).dropna()
        codes, distinct = pd.factorize(values)
        read = pd.DataFrame(
            [(at, w.text) for at, one in enumerate(distinct) for w, _ in words_of(str(one))],
            columns=["code", "text"],
        )
        rows = pd.DataFrame({key: values.index.to_numpy(), "code": codes})
        found.append(rows.merge(read, on="code")[[key, "text"]])
    return pd.concat(found, ignore_index=True).drop_duplicates()


def like_words(said: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return which words of texts may be which words of names.

    Parameters
    ----------
    said, listed
        Tables with ``text``, ``sound``, ``bones`` and ``arabic``.

    Returns
    -------
    ``said`` and ``listed`` (texts) and ``quality``: 1 for one word, less where only the sound, the
    consonants (across scripts) or most letters agree.
    """
    keys = ["text", "sound", "bones", "arabic"]
    mine, theirs = said[keys].drop_duplicates(), listed[keys].drop_duplicates()
    both = [
        _joined(mine, theirs, "text").assign(quality=1.0),
        _joined(mine, theirs, "sound").assign(quality=_SOUND),
    ]
    bones = _joined(mine, theirs, "bones")
    across = bones["arabic"] != bones["arabic_there"]
    letters = bones["bones"].str.len()
    bones = bones.assign(quality=np.where(letters > _FEW, _BONES, _TWO_BONES))
    both.append(bones[across & (letters >= _FEW)])
    exact = pd.concat([one[["said", "listed", "quality"]] for one in both], ignore_index=True)
    loose = mine[~mine["text"].isin(exact["said"]) & (mine["text"].str.len() >= _LIKE_LETTERS)]
    found = pd.concat([exact, _spelt_alike(loose, theirs)], ignore_index=True)
    return found.groupby(["said", "listed"], as_index=False)["quality"].max()


def _joined(mine: pd.DataFrame, theirs: pd.DataFrame, key: str) -> pd.DataFrame:
    there = theirs.rename(columns={c: f"{c}_there" for c in theirs if c != key})
    both = mine.merge(there, on=key, suffixes=("", "_there"))
    both = both.rename(columns={"text": "said"})
    both["listed"] = both["said"] if key == "text" else both["text_there"]
    return both[both[key if key != "text" else "said"] != ""]


def _spelt_alike(mine: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Return words most of whose letters agree, block by block."""
    long_enough = theirs[theirs["text"].str.len() >= _LIKE_LETTERS - 1]["text"].drop_duplicates()
    mine_texts, listed = mine["text"].drop_duplicates().tolist(), long_enough.tolist()
    parts = [pd.DataFrame({"said": [], "listed": [], "quality": []}).astype({"quality": float})]
    if listed:
        for start in range(0, len(mine_texts), _WORDS_AT_ONCE):
            some = mine_texts[start : start + _WORDS_AT_ONCE]
            ratio = process.cdist(
                some, listed, scorer=fuzz.ratio, score_cutoff=_LIKE, dtype=np.float32
            )
            one, other = np.nonzero(ratio)
            parts.append(
                pd.DataFrame(
                    {
                        "said": np.array(some, dtype=object)[one],
                        "listed": np.array(listed, dtype=object)[other],
                        "quality": ratio[one, other].astype(float) / 100.0,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)
