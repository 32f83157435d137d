"""Which facility was it: for each reported hit, a distribution over all it could have been.

Location times kind times name, and a share for "none on the list". Never one site unless p is 0.95
or more. What this must never do: move a point, change a tier, speak of incidents whose place is
withheld. Restricted editions only.
"""

from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.candidates.counts import expected_hits
from geo.candidates.decided import decided_rows, overruled
from geo.candidates.evidence import NAME_COLUMNS, NameEvidence, name_evidence
from geo.candidates.kinds import kind_agreement
from geo.candidates.mentions import kinds_said
from geo.candidates.place import Groups, group_incidents, local_shares
from geo.candidates.shares import Shares
from geo.coverage.candidates import column
from geo.ellipsoid import Floats, Integers
from geo.location import locate

TIED: Final = 0.95
"""From this probability on a reported hit is tied to one facility."""
HANDFUL: Final = 5
"""So many facilities that together hold 0.95 are a handful."""
LEAST: Final = 0.01
MOST: Final = 20
"""Candidates below the one, or beyond the other, are counted together as "others"."""
_COUNTED: Final = 1e-3

_NO_PAIRS: Final = pd.DataFrame(
    {"group": [], "facility": [], "p": [], "distance_m": [], "place_share": []}
).astype({"group": "int64", "facility": "int64"})

COLUMNS: Final = (
    "incident_id", "what", "facility_id", "rank", "p", "p_without_name", "place_share",
    "kind_said", "kind_agreement", "distance_m", "basis", *NAME_COLUMNS, "decision",
)  # fmt: skip


class Candidates(NamedTuple):
    """Which facility each reported hit may have been at.

    Attributes
    ----------
    table
        A row per incident and candidate, and up to two more per incident: ``what`` is ``facility``,
        ``others`` (facilities of the list, each below 0.01 or beyond the twentieth) or ``none``
        (no facility of the list); their ``p`` sum to 1.
    incidents
        A row per reported hit, by ``incident_id``: ``best_facility_id``, ``best_p``, ``none_p``,
        ``n_for_95`` (how many facilities together hold 0.95; null where "none" leaves less) and
        ``tied_to`` (``one``, ``handful``, ``more``, ``withheld``).
    facilities
        A row per facility of the list, by ``facility_id``: ``expected``, ``low``, ``high`` (95 %
        interval of the reported hits it may stand for) and ``n_tied``.
    """

    table: pd.DataFrame
    incidents: pd.DataFrame
    facilities: pd.DataFrame


def which_facility(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    named: pd.DataFrame | None = None,
    *,
    areas: gpd.GeoDataFrame | None = None,
    shares: Shares = Shares(),  # noqa: B008 - a constant
    overrules: pd.DataFrame | None = None,
) -> Candidates:
    """Say for each reported hit which facilities it may have been at.

    Parameters
    ----------
    incidents
        Canonical incidents of one source: all are taken for reported hits.
    facilities
        The reference: all facilities of the conflict that count.
    named
        What `geo.find_named` returned for them; None leaves names out.
    areas
        Polygons indexed by ``area_id``.
    shares
        What is taken for granted.
    overrules
        What a person decided: ``incident_id``, ``facility_id``, ``decision`` (``same``,
        ``different``, ``unsure``).

    Notes
    -----
    Let *l* be a facility's share of location density times agreement of kinds, and *s* its share by
    kind alone among all of the list. Without names p = (1 - none) ((1 - label_wrong) l +
    label_wrong s) where the place is known, (1 - none) s where it is not; where no listed facility
    is in reach, the share of l falls to "none". Names come before: p = q + (1 - sum of q) p, with q
    what the text's name takes.

    Examples
    --------
    >>> sites = gpd.GeoDataFrame(
    ...     {"kind": ["hospital", "clinic"]},
    ...     geometry=gpd.points_from_xy([34.44, 34.45], [31.52, 31.53]), index=["a", "b"], crs=4326
    ... )
    >>> hit = gpd.GeoDataFrame(
    ...     {"description": ["A hospital was hit."], "error_m": [5000.0], "error_model": ["disc"]},
    ...     geometry=gpd.points_from_xy([34.44], [31.52]), index=["i"], crs=4326
    ... )
    >>> which_facility(hit, sites).table[["what", "p"]].round(2).values.tolist()
    [['facility', 0.45], ['facility', 0.05], ['none', 0.5]]
    """
    withheld = column(incidents, "location_precision").eq("withheld").fillna(value=False)
    told = incidents[~withheld.to_numpy()]
    names = name_evidence(pd.DataFrame() if named is None else named, told, facilities, shares)
    decided = decided_rows(overrules, told, facilities)
    kinds = kinds_said(column(told, "description"))
    alone = np.union1d(names.pairs["row"], decided["row"]).astype(np.int64)
    alone = np.union1d(alone, np.flatnonzero(names.none != shares.none))
    location = locate(told, areas)
    groups = group_incidents(told, facilities, location, kinds, areas, alone)
    pairs, spread = _pairs(told, facilities, groups, names, kinds, areas, shares)
    pairs = overruled(pairs, decided, groups.of_row)
    spread[:] = np.maximum(spread, 0.0)
    times = np.bincount(groups.of_row, minlength=len(groups.first))
    return Candidates(
        _listed(pairs, told, facilities, groups, kinds),
        _per_incident(pairs, incidents, told, facilities, groups),
        _per_facility(pairs, times, spread, facilities),
    )


def _pairs(
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    groups: Groups,
    names: NameEvidence,
    kinds: pd.Series,
    areas: gpd.GeoDataFrame | None,
    shares: Shares,
) -> tuple[pd.DataFrame, Floats]:
    """Return a row per group and facility of 0.001 and more, and one with facility -1 for "none".

    Besides, what all incidents together leave to each facility in smaller parts.
    """
    n, size = len(groups.first), len(facilities)
    times = np.bincount(groups.of_row, minlength=n)
    first_left, first_none = names.left[groups.first], names.none[groups.first]
    if not size:
        first_none = np.ones(n)  # an empty list has no candidate
    on_list = first_left * (1 - first_none)
    by_place = np.where(groups.located, 1 - shares.label_wrong, 0.0) * on_list
    found = np.zeros(n, dtype=bool)
    spread = np.zeros(size)
    parts = []
    for local in local_shares(incidents, facilities, groups, kinds, areas):
        found[local.group] = True
        p = local.share * by_place[local.group]
        keep = p >= _COUNTED
        spread += np.bincount(local.facility[~keep], (p * times[local.group])[~keep], size)
        parts.append(
            pd.DataFrame(
                {
                    "group": local.group[keep],
                    "facility": local.facility[keep],
                    "p": p[keep],
                    "distance_m": local.distance_m[keep],
                    "place_share": local.share[keep],
                }
            )
        )
    said = kinds.to_numpy()[groups.first]
    even, small = _by_kind_alone(facilities, said, on_list - by_place, times)
    q = names.pairs.assign(group=groups.of_row[names.pairs["row"].astype(int)])
    by_name = q[["group", "facility"]].assign(p=q["q"], by_name=q["q"])
    table = pd.concat([*parts, even, by_name], ignore_index=True)
    table = table.groupby(["group", "facility"], as_index=False).agg(
        p=("p", "sum"), by_name=("by_name", "sum"), distance_m=("distance_m", "max"),
        place_share=("place_share", "max"),
    )  # fmt: skip
    lost = np.where(groups.located & ~found, by_place, 0.0)
    nowhere = pd.DataFrame(
        {"group": np.arange(n), "facility": -1, "p": first_left * first_none + lost}
    )
    table = pd.concat([table, nowhere], ignore_index=True)
    left = first_left[table["group"].to_numpy(int)]
    rest = table["p"] - table["by_name"].fillna(0.0)
    table["p_without_name"] = np.where(left > 0, rest / np.maximum(left, 1e-12), 0.0)
    table = table.merge(
        q[["group", "facility", *NAME_COLUMNS]], on=["group", "facility"], how="left"
    )
    table["basis"] = np.where(groups.located, "place", "list")[table["group"].to_numpy(int)]
    return table.assign(decision=pd.Series(None, index=table.index, dtype="str")), spread + small


def _by_kind_alone(
    facilities: gpd.GeoDataFrame, said: npt.NDArray[np.object_], part: Floats, times: Integers
) -> tuple[pd.DataFrame, Floats]:
    """Spread a part of each group over the whole list, by kind: rows of 0.001 up, and the rest."""
    kinds = column(facilities, "kind")
    rows, small = [], np.zeros(len(facilities))
    for word in sorted(set(said)):
        mine = np.flatnonzero((said == word) & (part > 0))
        agreement = kind_agreement(pd.Series(word, index=kinds.index), kinds)
        if not len(mine) or not agreement.sum():
            continue
        share = agreement / agreement.sum()
        some = share * part[mine].max() >= _COUNTED
        small += np.where(some, 0.0, share) * (part[mine] * times[mine]).sum()
        big = np.flatnonzero(some)
        rows.append(
            pd.DataFrame(
                {
                    "group": np.repeat(mine, len(big)),
                    "facility": np.tile(big, len(mine)),
                    "p": np.repeat(part[mine], len(big)) * np.tile(share[big], len(mine)),
                }
            )
        )
    return pd.concat([_NO_PAIRS, *rows], ignore_index=True), small


def _listed(
    pairs: pd.DataFrame,
    incidents: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    groups: Groups,
    kinds: pd.Series,
) -> pd.DataFrame:
    """Return the rows that are shown, group by group, then for each incident of a group."""
    sites = pairs[pairs["facility"] >= 0].sort_values(
        ["group", "p", "facility"], ascending=[True, False, True]
    )
    rank = sites.groupby("group").cumcount() + 1
    decided = sites["decision"].isin(["same", "different"])
    shown = ((sites["p"] >= LEAST) & (rank <= MOST)) | decided
    top = sites[shown].assign(what="facility", rank=rank[shown])
    none = pairs[pairs["facility"] < 0].assign(what="none")
    held = pd.concat([top, none]).groupby("group")["p"].sum()
    rest = (1.0 - held).where(lambda p: p > 1e-9).dropna()  # noqa: PLR2004 - rounding
    others = pd.DataFrame({"group": rest.index, "facility": -1, "p": rest, "what": "others"})
    out = pd.concat([top, others, none[none["p"] > 0]], ignore_index=True)
    rows = pd.DataFrame({"group": groups.of_row, "row": np.arange(len(incidents))})
    out = rows.merge(out, on="group").sort_values(["row", "what", "rank"], kind="stable")
    site = out["facility"].to_numpy(int)
    ids = np.array([*facilities.index.astype("str"), None], dtype=object)
    of_site = np.array([*column(facilities, "kind"), None], dtype=object)
    said = kinds.iloc[out["row"]].reset_index(drop=True)
    agreement = kind_agreement(said, pd.Series(of_site[site]))
    out = out.assign(
        incident_id=incidents.index.astype("str").to_numpy(object)[out["row"]],
        facility_id=ids[site],
        kind_said=said.replace("", None).to_numpy(object),
        kind_agreement=np.where(site >= 0, agreement, np.nan),
    )
    out = out[list(COLUMNS)].reset_index(drop=True)
    texts = ["incident_id", "what", "facility_id", "kind_said", "basis", "named_by", "name_role",
             "words", "runner_up_id", "decision"]  # fmt: skip
    return out.astype({**dict.fromkeys(texts, "str"), "rank": "Int64"})


def _per_incident(
    pairs: pd.DataFrame,
    incidents: gpd.GeoDataFrame,
    told: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    groups: Groups,
) -> pd.DataFrame:
    sites = pairs[pairs["facility"] >= 0].sort_values(
        ["group", "p", "facility"], ascending=[True, False, True]
    )
    held = sites.groupby("group")["p"].cumsum()
    reached = held >= TIED - 1e-12
    rank = sites.groupby("group").cumcount() + 1
    need = rank[reached].groupby(sites["group"]).min()
    best = sites[rank == 1].set_index("group")
    number = pd.RangeIndex(len(groups.first))
    ids = facilities.index.astype("str").to_numpy(object)
    by_group = pd.DataFrame(
        {
            "best_p": best["p"].reindex(number).fillna(0.0),
            "none_p": pairs[pairs["facility"] < 0].set_index("group")["p"].reindex(number),
            "n_for_95": need.reindex(number).astype("Int64"),
        }
    )
    at = best["facility"].reindex(number)
    by_group["best_facility_id"] = [None if pd.isna(one) else ids[int(one)] for one in at]
    few = by_group["n_for_95"]
    by_group["tied_to"] = np.select(
        [few.eq(1).fillna(value=False), few.le(HANDFUL).fillna(value=False)],
        ["one", "handful"],
        default="more",
    )
    out = by_group.iloc[groups.of_row].set_axis(told.index.astype("str"))
    out = out.reindex(incidents.index.astype("str")).rename_axis("incident_id")
    out["tied_to"] = out["tied_to"].fillna("withheld")
    order = ["best_facility_id", "best_p", "none_p", "n_for_95", "tied_to"]
    return out[order].astype({"best_facility_id": "str", "tied_to": "str"})


def _per_facility(
    pairs: pd.DataFrame, times: Integers, spread: Floats, facilities: gpd.GeoDataFrame
) -> pd.DataFrame:
    sites = pairs[(pairs["facility"] >= 0) & (pairs["p"] > 0)]
    site, group = sites["facility"].to_numpy(int), sites["group"].to_numpy(int)
    p = np.clip(sites["p"].to_numpy(float), 0.0, 1.0)
    expected, low, high = expected_hits(site, p, times[group], spread)
    tied = np.bincount(site, (p >= TIED) * times[group], len(facilities))
    return pd.DataFrame(
        {"expected": expected, "low": low, "high": high, "n_tied": tied.astype(np.int64)},
        index=facilities.index.astype("str").rename("facility_id"),
    )
