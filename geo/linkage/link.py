"""One event, counted once: which rows of several lists report the same event, and how surely.

First what the lists themselves say (a shared event number), then what a person says, then what the
rows have in common.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.ellipsoid import Floats, Integers
from geo.linkage.bridges import contradicted
from geo.linkage.candidates import candidates
from geo.linkage.evidence import FIELDS, evidence, levels_of, pattern_codes
from geo.linkage.fields import Codes, Fields, fields_of
from geo.linkage.groups import Bounds, grouped
from geo.linkage.model import (
    Patterns,
    compete,
    counted,
    crowding,
    fit,
    joint_codes,
    looked_up,
)

WINDOW_DAYS: Final = 3
LINKED_FROM: Final = 0.7
KEPT_FROM: Final = 0.05
SHIFTS_DAYS: Final = (-28, -14, 14, 28)
"""Multiples of a week, so that weekdays match, and longer than the longest interval can bridge."""

_ANY: Final = 0.001
_CHANCE_ROWS: Final = 20_000


@dataclass(frozen=True)
class LinkSettings:
    """The choices of a linkage.

    Attributes
    ----------
    window_days
        How many days two reports of one event may lie apart.
    linked_from
        The probability from which a pair is taken to be one event.
    """

    window_days: int = WINDOW_DAYS
    linked_from: float = LINKED_FROM


class Linkage(NamedTuple):
    """What was found.

    Attributes
    ----------
    links
        A row per pair with a probability of 0.05 or more, or declared: ``left_id``, ``right_id``,
        ``left_source``, ``right_source``, ``p``, ``linked`` (the two are in one event), ``basis``
        (``shared_id``, ``declared``, ``evidence``), ``weight`` (log likelihood ratio) and a column
        per field with the level of agreement, null where one of the two says nothing.
    event_id
        Series by incident: the event it reports, named by the least id among its reports.
    by_pair
        A row per two sources: ``left``, ``right``, ``n_left``, ``n_right``, ``candidates``,
        ``chance_pairs``, ``calibrated``, ``expected`` and ``sd`` (of the number of events in both),
        ``linked``.
    expected
        Where partners are expected: ``left_id``, the source ``other`` and the ``expected`` number
        of partners there (0 to 1), for every incident of the first of two sources with any.
    unusable
        Ids of incidents without a country, a date, or with an interval longer than 31 days.
    """

    links: pd.DataFrame
    event_id: pd.Series
    by_pair: pd.DataFrame
    expected: pd.DataFrame
    unusable: pd.Index


def link_incidents(
    incidents: gpd.GeoDataFrame,
    *,
    shared_id: pd.Series | None = None,
    cites: pd.Series | None = None,
    declared: pd.DataFrame | None = None,
    settings: LinkSettings | None = None,
    step: Callable[[str], None] | None = None,
) -> Linkage:
    """Link the incidents of several sources.

    Parameters
    ----------
    incidents
        Canonical incidents, indexed by unique ids. Their order changes nothing.
    shared_id
        "system:number" for rows of lists that number events together. One number is one event; two
        numbers of one system are two events, however alike.
    cites
        Names of the sources that a row gives as its own, joined by ";".
    declared
        What a person decided: ``left_id``, ``right_id``, ``same`` (bool).
    settings
        Window and threshold.
    step
        Told what begins, per pair of sources.

    Returns
    -------
    Linkage.

    Raises
    ------
    ValueError
        Ids that are not unique, or declared pairs that contradict each other.

    Notes
    -----
    Fellegi and Sunter 1969; Winkler 1988; Efron 2004. Rows of one source are never linked, unless a
    person declares it: whether a list counts one event twice is not asked here.
    """
    settings = settings or LinkSettings()
    fields = fields_of(incidents, shared_id, cites)
    by_number = _by_number(fields)
    declared_rows, same = _declared(fields, declared)
    found: list[pd.DataFrame] = []
    partners: list[pd.DataFrame] = []
    about: list[dict[str, object]] = []
    models: dict[tuple[int, int], Any] = {}
    rows_of = [np.flatnonzero(fields.source == k) for k in range(len(fields.sources))]
    for one, other in combinations(range(len(rows_of)), 2):
        if step is not None:
            step(f"{fields.sources[one]} and {fields.sources[other]}")
        pairs, per_row, entry = _two_lists(fields, rows_of[one], rows_of[other], settings)
        found.append(pairs)
        if len(per_row):
            ids = fields.ids[per_row.index]
            table = {"left_id": ids, "other": fields.sources[other], "expected": per_row.to_numpy()}
            partners.append(pd.DataFrame(table))
        models[one, other] = entry.pop("model", None)
        about.append({"left": fields.sources[one], "right": fields.sources[other], **entry})
    pairs = pd.concat([_no_pairs(), *found], ignore_index=True)
    pairs = _with_known(fields, pairs, by_number, declared_rows, same)
    likely = pairs[(pairs["p"] >= settings.linked_from) & pairs["basis"].ne("declared")]
    apart = contradicted(
        fields, likely["left"].to_numpy(np.int64), likely["right"].to_numpy(np.int64), models
    )
    group = _events(fields, likely, by_number, (declared_rows, same), apart, settings)
    pairs["linked"] = group[pairs["left"]] == group[pairs["right"]]
    kept = (pairs["p"] >= KEPT_FROM) | pairs["basis"].ne("evidence")
    links = _described(fields, pairs[kept])
    event = pd.Series(fields.ids[group], index=pd.Index(fields.ids), dtype="str", name="event_id")
    return Linkage(
        links=links,
        event_id=event.reindex(incidents.index.astype("str")).set_axis(incidents.index),
        by_pair=_by_pair(about, links),
        expected=pd.concat([_no_partners(), *partners], ignore_index=True),
        unusable=pd.Index(fields.ids[~fields.usable]),
    )


def _no_partners() -> pd.DataFrame:
    kinds = {"left_id": "str", "other": "str", "expected": "float64"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def _no_pairs() -> pd.DataFrame:
    kinds = {"left": np.int64, "right": np.int64, "code": np.int64, "weight": float, "p": float}
    empty = {name: pd.Series(dtype=kind) for name, kind in kinds.items()}
    return pd.DataFrame({**empty, "basis": pd.Series(dtype="str")})


def _two_lists(
    fields: Fields, left: Integers, right: Integers, settings: LinkSettings
) -> tuple[pd.DataFrame, pd.Series, dict[str, object]]:
    """Compare two sources; return the pairs worth keeping and the partners expected per row."""
    ones: list[Codes] = []
    others: list[Codes] = []
    codes: list[Integers] = []
    for near, far in candidates(fields, left, right, settings.window_days):
        open_ = ~_numbered_together(fields, near, far)
        ones.append(near[open_].astype(np.int32))
        others.append(far[open_].astype(np.int32))
        codes.append(pattern_codes(evidence(fields, near[open_], far[open_])))
    n = len(fields.ids)
    chance = _chance(fields, left, right, settings)
    entry: dict[str, object] = {
        "n_left": len(left),
        "n_right": len(right),
        "candidates": sum(map(len, codes)),
        "chance_pairs": round(float(chance.pairs.sum())),
    }
    if not entry["candidates"]:
        nothing = pd.Series(dtype="float64")
        return _no_pairs(), nothing, entry | {"calibrated": False, "expected": 0.0, "sd": 0.0}
    one, other = np.concatenate(ones), np.concatenate(others)
    code = np.concatenate(codes)
    del ones, others, codes
    crowds = crowding(one, other, n)
    model = fit(counted([code], [crowds]), chance)
    weight, alone = looked_up(model, joint_codes(code, crowds))
    p: Floats = compete(one, other, alone, crowds, model.partners, n)
    entry |= {
        "calibrated": model.calibrated,
        "expected": float(p.sum()),
        "sd": float(np.sqrt((p * (1 - p)).sum())),
    }
    keep = p >= KEPT_FROM
    ends = {"left": one[keep].astype(np.int64), "right": other[keep].astype(np.int64)}
    kept = pd.DataFrame({**ends, "code": code[keep], "weight": weight[keep], "p": p[keep]})
    per_row = pd.Series(np.bincount(one, weights=p, minlength=n))
    return kept.assign(basis="evidence"), per_row[per_row > _ANY], {**entry, "model": model}


def _numbered_together(fields: Fields, one: Integers, other: Integers) -> npt.NDArray[np.bool_]:
    system = fields.number_system
    together: npt.NDArray[np.bool_] = (system[one] >= 0) & (system[one] == system[other])
    return together


def _chance(fields: Fields, left: Integers, right: Integers, settings: LinkSettings) -> Patterns:
    """Return the patterns of pairs with moved dates, from a sample of rows spread over the list."""
    left, right = _both_cover(fields, left, right)
    every = max(1, -(-len(left) // _CHANCE_ROWS))
    sample = left[::every]
    share = len(sample) / max(len(left), 1)
    codes, crowds = [], []
    for shift in SHIFTS_DAYS:
        found = list(candidates(fields, sample, right, settings.window_days, shift))
        if not found:
            continue
        one, other = (np.concatenate(side) for side in zip(*found, strict=True))
        apart = ~_numbered_together(fields, one, other)
        one, other = one[apart], other[apart]
        crowds.append(crowding(one, other, len(fields.ids), share))
        codes.append(pattern_codes(evidence(fields, one, other, shift)))
    return counted(codes, crowds, len(SHIFTS_DAYS) * share)


def _both_cover(fields: Fields, left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """Return the rows of the time that both lists cover in a country, so that none is moved out.

    Moving one list against the other may then only lose pairs at the ends, never find more.
    """
    spans = []
    for rows in (left, right):
        rows = rows[fields.usable[rows]]  # noqa: PLW2901 - narrowed
        first = np.full(len(fields.countries), np.iinfo(np.int64).max)
        last = np.full(len(fields.countries), np.iinfo(np.int64).min)
        np.minimum.at(first, fields.country[rows], fields.first_day[rows])
        np.maximum.at(last, fields.country[rows], fields.last_day[rows])
        spans.append((rows, first, last))
    first = np.maximum(spans[0][1], spans[1][1])
    last = np.minimum(spans[0][2], spans[1][2])
    kept = [
        rows[
            (fields.last_day[rows] >= first[fields.country[rows]])
            & (fields.first_day[rows] <= last[fields.country[rows]])
        ]
        for rows, _, _ in spans
    ]
    return kept[0], kept[1]


def _by_number(fields: Fields) -> npt.NDArray[np.int64]:
    """Return pairs of rows of different sources under one number: each with the group's first."""
    rows = np.flatnonzero(fields.number >= 0)
    table = pd.DataFrame(
        {"row": rows, "number": fields.number[rows], "source": fields.source[rows]}
    )
    table = table.drop_duplicates(["number", "source"])
    both = table.merge(table, on="number", suffixes=("", "_other"))
    both = both[both["row"] < both["row_other"]]
    pairs: npt.NDArray[np.int64] = both[["row", "row_other"]].to_numpy(dtype=np.int64)
    return pairs


def _declared(
    fields: Fields, declared: pd.DataFrame | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return row numbers of the declared pairs that are there, and whether each is one event."""
    if declared is None or not len(declared):
        return np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=bool)
    index = pd.Index(fields.ids)
    sides = [index.get_indexer(declared[name].astype("str")) for name in ("left_id", "right_id")]
    rows = np.column_stack([np.minimum(*sides), np.maximum(*sides)]).astype(np.int64)
    there = (rows >= 0).all(axis=1)
    return rows[there], declared["same"].to_numpy(dtype=bool)[there]


def _with_known(
    fields: Fields,
    pairs: pd.DataFrame,
    by_number: npt.NDArray[np.int64],
    declared: npt.NDArray[np.int64],
    same: npt.NDArray[np.bool_],
) -> pd.DataFrame:
    """Put what lists and people say above what the evidence says."""
    known = pd.DataFrame(
        {
            "left": np.r_[by_number[:, 0], declared[:, 0]],
            "right": np.r_[by_number[:, 1], declared[:, 1]],
            "p": np.r_[np.ones(len(by_number)), same.astype(float)],
            "basis": np.r_[
                np.full(len(by_number), "shared_id"), np.full(len(declared), "declared")
            ],
        }
    ).drop_duplicates(["left", "right"], keep="last")
    if not len(known):
        return pairs
    swap = pairs["left"] > pairs["right"]
    pairs.loc[swap, ["left", "right"]] = pairs.loc[swap, ["right", "left"]].to_numpy()
    one, other = known["left"].to_numpy(), known["right"].to_numpy()
    codes = pattern_codes(evidence(fields, one, other))
    known = known.assign(code=codes, weight=np.nan)
    everything = pd.concat([pairs, known], ignore_index=True)
    return everything.drop_duplicates(["left", "right"], keep="last").reset_index(drop=True)


def _events(
    fields: Fields,
    links: pd.DataFrame,
    by_number: npt.NDArray[np.int64],
    declared: tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]],
    apart: npt.NDArray[np.int64],
    settings: LinkSettings,
) -> Integers:
    """Return the event of each row: a person's word first, then shared numbers, then evidence."""
    rows, same = declared
    # a number that a person takes apart holds no more; its other rows go by their evidence
    split = np.isin(fields.number[by_number[:, 0]], fields.number[rows[~same]].ravel())
    sure = np.vstack([rows[same], by_number[~split]])
    # what a person or a number joins is not held apart by evidence
    joined = sure.min(axis=1) * len(fields.ids) + sure.max(axis=1)
    apart = apart[~np.isin(apart[:, 0] * len(fields.ids) + apart[:, 1], joined)]
    bounds = Bounds(
        fields.source,
        fields.first_day,
        fields.last_day,
        settings.window_days,
        np.vstack([rows[~same], apart]),
    )
    return grouped(
        links["left"].to_numpy(dtype=np.int64),
        links["right"].to_numpy(dtype=np.int64),
        links["p"].to_numpy(),
        bounds,
        sure,
    )


def _described(fields: Fields, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs by their ids, with a word per field, surest first."""
    out = pd.DataFrame(
        {
            "left_id": fields.ids[pairs["left"]],
            "right_id": fields.ids[pairs["right"]],
            "left_source": np.array(fields.sources, dtype=object)[fields.source[pairs["left"]]],
            "right_source": np.array(fields.sources, dtype=object)[fields.source[pairs["right"]]],
            "p": pairs["p"].to_numpy(),
            "linked": pairs["linked"].to_numpy(),
            "basis": pairs["basis"].to_numpy(),
            "weight": pairs["weight"].to_numpy(),
        }
    )
    for name, level in levels_of(pairs["code"].to_numpy(dtype=np.int64)).items():
        words = np.array([*FIELDS[name].levels, None], dtype=object)
        out[name] = pd.Series(words[level], dtype="str")
    return out.sort_values(
        ["left_source", "right_source", "p", "left_id", "right_id"],
        ascending=[True, True, False, True, True],
        ignore_index=True,
    )


def _by_pair(about: list[dict[str, object]], links: pd.DataFrame) -> pd.DataFrame:
    columns = ["left", "right", "n_left", "n_right", "candidates", "chance_pairs", "calibrated"]
    table = pd.DataFrame(about, columns=[*columns, "expected", "sd"])
    sure = links[links["linked"]]
    for basis in ("shared_id", "declared", "evidence"):
        chosen = sure[sure["basis"].eq(basis)]
        ends = [chosen["left_source"], chosen["right_source"]]
        low, high = (np.minimum(*ends), np.maximum(*ends)) if len(chosen) else ends
        n = chosen.groupby([low.rename("left"), high.rename("right")]).size()
        at = pd.MultiIndex.from_frame(table[["left", "right"]])
        table[basis] = n.reindex(at, fill_value=0).to_numpy(dtype=np.int64)
    table["linked"] = table[["shared_id", "declared", "evidence"]].sum(axis=1)
    return table
