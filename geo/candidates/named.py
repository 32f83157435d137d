"""Which facility of a reference a description names: evidence beside the tier, never a place.

What this must never do: move a point, change a tier, or speak where two facilities could be meant.
It can undo a publisher's coarsening of a place; whoever shows it must keep it to restricted
editions. Incidents whose place is withheld are left alone.
"""

from typing import Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.candidates.fit import fits_of_names
from geo.candidates.index import index_names
from geo.candidates.kinds import kind_agreement
from geo.candidates.mentions import Mentions, find_mentions, names_of_field
from geo.candidates.reach import place_agreement
from geo.coverage.candidates import column, coordinates
from geo.ellipsoid import geodesics

SPOKEN: Final = 0.9
"""From this probability on the text is said to name the facility; below, it may."""

LEAST: Final = 0.05
COLUMNS: Final = (
    "incident_id", "facility_id", "p", "role", "words", "runner_up_id", "runner_up_p",
    "n_same_site",
)  # fmt: skip
_NO_FACILITY: Final = 0.02
"""Odds that a name that fits perfectly is that of a place on no list, by one of one facility."""
_COMMON: Final = 3.0
_HARDLY: Final = 0.5
_FITS: Final = 0.1
_LONGEST_WORDS: Final = 200
_ONE_SITE_M: Final = 500.0


def find_named(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    areas: gpd.GeoDataFrame | None = None,
    by: Literal["text", "source"] = "text",
) -> pd.DataFrame:
    """Find the facilities that the descriptions of incidents, or a field of their source, name.

    Parameters
    ----------
    incidents
        Canonical incidents with ``description``; of their other columns any may be absent.
    facilities
        Canonical facilities with ``name`` and ``names_other``: the reference.
    areas
        Polygons indexed by ``area_id``, of the districts that stand for vague places.
    by
        ``text`` reads ``description``; ``source`` takes ``facility_named``, the source's own field,
        for the name as it stands.

    Returns
    -------
    A row per incident and facility with p of 0.05 or more, and one with a null facility and p per
    incident that names a place which no facility fits: ``incident_id``, ``facility_id``, ``p``
    (that the text names it), ``role`` (``here``: as the place of what happened, or close by;
    ``elsewhere``: the wounded came there, a nurse works there; ``unclear``), ``words`` (of the
    text, that it rests on), ``runner_up_id`` and ``runner_up_p`` (the next that the same words
    could name), ``n_same_site`` (rows of the reference within 500 m that these words fit as well:
    one place listed more than once; the first of them stands for all), ``named_by``.

    Notes
    -----
    Names are compared word by word, rare words weighing more (Sparck Jones 1972), by spelling,
    sound, and across scripts by consonants. Words of either name that the other lacks count
    against it, unless they name the place. Only facilities that the stated place allows can win.

    Examples
    --------
    >>> sites = gpd.GeoDataFrame(
    ...     {"name": ["Al Shifa Medical Hospital", "Nasser Hospital"], "kind": "hospital"},
    ...     geometry=gpd.points_from_xy([34.44, 34.29], [31.52, 31.35]), index=["a", "b"], crs=4326
    ... )
    >>> told = gpd.GeoDataFrame(
    ...     {"description": ["Shells hit al-Shifa hospital."]}, geometry=[None], index=["i"],
    ...     crs=4326,
    ... )
    >>> find_named(told, sites)[["facility_id", "role", "words"]].to_dict("records")
    [{'facility_id': 'a', 'role': 'here', 'words': 'Shifa hospital'}]
    """
    read = column(incidents, "description" if by == "text" else "facility_named")
    texts = read.where(~_withheld(incidents))
    mentions = find_mentions(texts) if by == "text" else names_of_field(texts)
    index = index_names(facilities)
    if not len(mentions.table):
        return _nothing()
    fits = fits_of_names(mentions, index, incidents, len(facilities))
    fits = fits.merge(mentions.table[["mention", "row", "kind", "role"]], on="mention")
    fits["weight"] = (
        fits["fit"]
        * kind_agreement(fits["kind"], column(facilities, "kind").iloc[fits["facility"]])
        * place_agreement(incidents, facilities, fits["row"], fits["facility"], areas)
    )
    found = _against_each_other(fits[fits["weight"] > 0], facilities)
    told = _told(found, mentions, texts, incidents, facilities)
    return _with_unlisted(told, found, mentions, texts, incidents).assign(named_by=by)


def _with_unlisted(
    told: pd.DataFrame,
    found: pd.DataFrame,
    mentions: Mentions,
    texts: pd.Series,
    incidents: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Add the incidents whose text names the place of what happened, and it is on no list."""
    proper = mentions.table[~mentions.table["generic"] & ~mentions.table["open"]]
    proper = proper[proper["role"] != "elsewhere"]
    listed = found.groupby("mention")["p"].sum().reindex(proper["mention"]).fillna(0.0)
    ids = incidents.index.astype("str").to_numpy(object)
    lost = proper[listed.to_numpy() < _HARDLY].drop_duplicates("row")
    known = told.loc[(told["p"] >= SPOKEN) & (told["role"] != "elsewhere"), "incident_id"]
    lost = lost[~np.isin(ids[lost["row"]], known)]
    said = zip(texts.iloc[lost["row"]], lost["start"], lost["end"], strict=True)
    rows = pd.DataFrame(
        {
            "incident_id": ids[lost["row"]],
            "role": lost["role"].to_numpy(),
            "words": [_shown(text[start:end]) for text, start, end in said],
        }
    )
    rows = rows.reindex(columns=list(COLUMNS)).assign(n_same_site=0).astype(told.dtypes.to_dict())
    return pd.concat([told, rows], ignore_index=True)


def _shown(words: str) -> str:
    return " ".join(words.split())[:_LONGEST_WORDS]


def _nothing() -> pd.DataFrame:
    kinds = {"p": "float64", "runner_up_p": "float64", "n_same_site": "int64"}
    columns = (*COLUMNS, "named_by")
    return pd.DataFrame({name: pd.Series([], dtype=kinds.get(name, "str")) for name in columns})


def _withheld(incidents: gpd.GeoDataFrame) -> pd.Series:
    return column(incidents, "location_precision").eq("withheld").fillna(value=False)


def _against_each_other(fits: pd.DataFrame, facilities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the probability of each facility for each name: all that fit compete."""
    fits = fits.sort_values(["mention", "weight", "facility"], ascending=[True, False, True])
    fits = fits.reset_index(drop=True)
    fits["site"] = _sites(fits, facilities)
    first = fits.drop_duplicates(["mention", "site"]).copy()
    first["n_same_site"] = (
        fits.groupby(["mention", "site"])["facility"].transform("size").loc[first.index]
    )
    none = _NO_FACILITY + _COMMON * first.groupby("mention")["common"].transform("min")
    total = first.groupby("mention")["weight"].transform("sum") + none
    first["p"] = first["weight"] / total
    rank = first.groupby("mention").cumcount()
    for name, at in (("best", 0), ("second", 1)):
        one = first[rank == at].set_index("mention")
        first[f"{name}_id"] = first["mention"].map(one["facility"])
        first[f"{name}_p"] = first["mention"].map(one["p"])
    is_best = rank == 0
    first["runner"] = first["second_id"].where(is_best, first["best_id"])
    first["runner_up_p"] = first["second_p"].where(is_best, first["best_p"])
    return first


def _sites(fits: pd.DataFrame, facilities: gpd.GeoDataFrame) -> pd.Series:
    """Return one facility for all rows of a reference that are one place under one name."""
    near = fits[fits["fit"] >= _FITS][["mention", "facility"]].assign(at=lambda t: t.index)
    both = near.merge(near, on="mention", suffixes=("", "_first"))
    both = both[both["at_first"] < both["at"]]
    x, y = coordinates(facilities)
    one, other = both["facility"].to_numpy(), both["facility_first"].to_numpy()
    placed = np.isfinite(x[one]) & np.isfinite(x[other])
    close = np.zeros(len(both), dtype=bool)
    ends = (x[one[placed]], y[one[placed]], x[other[placed]], y[other[placed]])
    close[placed] = geodesics(*ends)[0] <= _ONE_SITE_M
    joined = both[close].groupby("at")["facility_first"].first()
    return fits["facility"].where(~fits.index.isin(joined.index), fits.index.map(joined))


def _told(
    found: pd.DataFrame,
    mentions: Mentions,
    texts: pd.Series,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Return one row per incident and facility: its best name, with the words it rests on."""
    found = found[found["p"] >= LEAST].copy()
    order = pd.Categorical(found["role"], ["here", "unclear", "elsewhere"], ordered=True)
    found["role_rank"] = order.codes
    sure = found["p"] >= SPOKEN
    role = found[sure].groupby(["row", "facility"])["role_rank"].min().rename("best_role")
    found = found.sort_values(["row", "facility", "p", "role_rank"], ascending=[1, 1, 0, 1])
    found = found.drop_duplicates(["row", "facility"]).join(role, on=["row", "facility"])
    rank = found["best_role"].fillna(found["role_rank"]).astype(int)
    spans = mentions.table.set_index("mention").loc[found["mention"], ["start", "end"]]
    said = texts.iloc[found["row"]]
    cut = [t[a:b] for t, (a, b) in zip(said, spans.itertuples(index=False), strict=True)]
    ids = facilities.index.astype("str")
    runner = found["runner"]
    out = pd.DataFrame(
        {
            "incident_id": incidents.index.astype("str").take(found["row"]),
            "facility_id": ids.take(found["facility"]),
            "p": found["p"].to_numpy(float),
            "role": order.categories.take(rank),
            "words": [_shown(words) for words in cut],
            "runner_up_id": [ids[int(at)] if at == at else None for at in runner],  # noqa: PLR0124
            "runner_up_p": found["runner_up_p"].to_numpy(float),
            "n_same_site": found["n_same_site"].to_numpy(int),
            "row": found["row"].to_numpy(),
        }
    )
    out = out.sort_values(["row", "p", "facility_id"], ascending=[True, False, True])
    text_columns = ("incident_id", "facility_id", "role", "words", "runner_up_id")
    return out[list(COLUMNS)].astype(dict.fromkeys(text_columns, "str")).reset_index(drop=True)
