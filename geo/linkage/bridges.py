"""Pairs that no third row may bridge: their own evidence says that they are two events.

A links to C and B to C, but A and B tell of different things: then C cannot report both. Only pairs
that links bring together are looked at, so this costs little however many pairs were compared.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.ellipsoid import Integers
from geo.linkage.evidence import evidence
from geo.linkage.fields import Fields
from geo.linkage.groups import components
from geo.linkage.model import weigh

AGAINST: Final = -2.303
"""ln(1/10): ten to one against."""


def contradicted(
    fields: Fields, left: Integers, right: Integers, models: Mapping[tuple[int, int], Any]
) -> npt.NDArray[np.int64]:
    """Return the pairs of rows that links bring together and whose evidence is ten to one against.

    Parameters
    ----------
    fields
        All rows.
    left, right
        Row numbers of the links.
    models
        What was learnt of every two sources (numbers in ascending order); None where nothing was.

    Returns
    -------
    Shape (n, 2), each row ascending: pairs that hang together by links and are no link themselves.
    """
    hangs = components(left, right, len(fields.ids))
    size = np.bincount(hangs, minlength=len(fields.ids))
    rows = np.flatnonzero(size[hangs] > 2)  # noqa: PLR2004 - two rows need no bridge
    table = pd.DataFrame({"row": rows, "of": hangs[rows], "source": fields.source[rows]})
    pairs = table.merge(table, on="of", suffixes=("", "_other"))
    pairs = pairs[pairs["source"] < pairs["source_other"]]
    n = len(fields.ids)
    linked = np.minimum(left, right) * n + np.maximum(left, right)
    one, other = pairs["row"].to_numpy(np.int64), pairs["row_other"].to_numpy(np.int64)
    own = np.isin(np.minimum(one, other) * n + np.maximum(one, other), linked)
    pairs = pairs[~own]
    found = [np.empty((0, 2), dtype=np.int64)]
    for (source, source_other), part in pairs.groupby(["source", "source_other"]):
        model = models.get((int(source), int(source_other)))
        if model is None:
            continue
        ends = part[["row", "row_other"]].to_numpy(np.int64)
        weight = weigh(model, evidence(fields, ends[:, 0], ends[:, 1]))
        found.append(np.sort(ends[weight < AGAINST], axis=1))
    return np.vstack(found)
