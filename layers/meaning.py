"""What each column of a file was read as, found by experiment and not by declaration."""

from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.source import RawTable, Source

_ROWS: Final = 24
_FILLED_ROWS: Final = 2


def column_meanings(raw: RawTable, source: Source) -> dict[str, str]:
    """Return what each column of a file was read as.

    Some rows are read again with one column emptied, and with all others emptied: what is lost, or
    what remains, is what the column means. So the answer holds for any source, and cannot differ
    from what its code does.

    Returns
    -------
    Column to the canonical columns that depend on it, joined by commas; columns that nothing
    depends on are left out (they survive under the source's prefix).
    """
    frame = raw.frame
    chosen = set(frame.index[:: max(1, len(frame) // _ROWS)])
    for label in frame:
        chosen.update(frame.index[frame[label].notna()][:_FILLED_ROWS])
    sample = frame.loc[sorted(chosen)]
    labels = list(frame.columns)
    copies = 2 * len(labels) + 2  # as it is, empty, each column emptied, each column alone
    rows = np.tile(np.arange(len(sample)), copies)
    which = np.repeat(np.arange(copies), len(sample))
    tiled = sample.iloc[rows].reset_index(drop=True)
    for number, label in enumerate(labels):
        alone = 2 + len(labels) + number
        emptied = (
            (which == 1) | (which == 2 + number) | ((which >= 2 + len(labels)) & (which != alone))
        )
        tiled[label] = tiled[label].where(~emptied)
    read = source.read(_of(raw, tiled, sample, rows)).astype("str").fillna("")
    values = {name: read[name].to_numpy(dtype=object).reshape(copies, len(sample)) for name in read}
    meanings = {}
    for number, label in enumerate(labels):
        words = [
            name.removesuffix("_text")
            for name, cells in values.items()
            if _depends(cells, cells[2 + number], cells[2 + len(labels) + number])
        ]
        if words:
            meanings[str(label)] = ", ".join(dict.fromkeys(words))
    return meanings


def _depends(cells: np.ndarray, emptied: np.ndarray, alone: np.ndarray) -> bool:
    full, empty = cells[0], cells[1]
    lost = full != emptied
    given = (alone != empty) & (alone == full)
    return bool(lost.any() or given.any())


def _of(raw: RawTable, tiled: pd.DataFrame, sample: pd.DataFrame, rows: np.ndarray) -> RawTable:
    if raw.geometry is None:
        return replace(raw, frame=tiled)
    places = raw.geometry.loc[sample.index].to_numpy()[rows]
    geometry = gpd.GeoSeries(places, index=tiled.index, crs=raw.geometry.crs)
    return replace(raw, frame=tiled, geometry=geometry, geometry_text=None)
