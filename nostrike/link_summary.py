"""The figures of a linkage, for ``summary.json`` and the pages."""

from typing import Any

import pandas as pd

from geo.linkage import ASSUMPTIONS
from nostrike.linking import MEASURED_RECALL, Linked


def linkage_figures(linked: Linked) -> dict[str, Any]:
    """Return what was linked, what lists share, and what no list saw, as plain JSON values."""
    by_pair = linked.linkage.by_pair
    decided = linked.decisions
    return {
        "incidents": len(linked.incidents),
        "events": int(linked.linkage.event_id.nunique()),
        "country_by_point": linked.country_by_point,
        "not_linkable": len(linked.linkage.unusable),
        "decisions": None
        if decided is None
        else {
            "same": int(decided["same"].sum()),
            "different": int((~decided["same"]).sum()),
            "without_effect": int((~decided["effect"]).sum()),
        },
        "pairs": [
            {
                **{str(k): v for k, v in row.items()},
                "calibrated": bool(calibrated),
                "candidates": int(candidates),
            }
            for row, calibrated, candidates in zip(
                linked.overlap.to_dict("records"),
                by_pair["calibrated"],
                by_pair["candidates"],
                strict=True,
            )
        ],
        "combinations": [
            {"sources": str(key).split("+"), "events": int(n)}
            for key, n in linked.combinations.items()
        ],
        "measured_recall": MEASURED_RECALL,
        "assumptions": dict(ASSUMPTIONS),
        "unseen": linked.strata,
    }


def links_table(linked: Linked) -> pd.DataFrame:
    """Return the pairs with their reasons and an empty ``decision`` to be filled in."""
    table = linked.linkage.links.copy()
    table["p"] = table["p"].round(4)
    table["weight"] = table["weight"].round(3)
    table.insert(2, "decision", pd.Series(None, index=table.index, dtype="str"))
    event = linked.linkage.event_id
    table.insert(3, "left_event", table["left_id"].map(event))
    table.insert(4, "right_event", table["right_id"].map(event))
    return table


def unseen_table(linked: Linked) -> pd.DataFrame:
    """Return a row per stratum and estimate, or per refusal."""
    rows = []
    for one in linked.strata:
        lead = {key: one[key] for key in ("scope", "country", "year", "seen", "shared", "refused")}
        lead["lists"] = "; ".join(f"{name} {n}" for name, n in one["lists"].items())
        for kind in ("estimates", "corrected"):
            rows += [{**lead, "basis": kind, **estimate} for estimate in one[kind]]
        if one["refused"]:
            rows.append(lead)
    columns = ["scope", "country", "year", "lists", "seen", "shared", "refused", "basis", "method"]
    return pd.DataFrame(rows, columns=[*columns, "n", "low", "high"])


def overlap_table(linked: Linked) -> pd.DataFrame:
    """Return the overlap of every two sources, with how it was reached."""
    by_pair = linked.linkage.by_pair
    return linked.overlap.assign(
        candidates=by_pair["candidates"],
        chance_pairs=by_pair["chance_pairs"],
        calibrated=by_pair["calibrated"],
        expected=by_pair["expected"].round(2),
    )
