"""What loading gives back: the table, and an account of every row that is not in it."""

from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd

FINDING_DTYPES: Final = {
    "id": "str",
    "code": "str",
    "severity": "str",
    "displacement_m": "float64",
    "suggested_longitude": "float64",
    "suggested_latitude": "float64",
    "evidence": "str",
}
REJECTED_DTYPES: Final = {
    "file": "str",
    "sheet": "str",
    "row": "int64",
    "column": "str",
    "value": "str",
    "reason": "str",
}
ACCOUNTING_DTYPES: Final = {
    "file": "str",
    "source": "str",
    "read": "int64",
    "loaded": "int64",
    "rejected": "int64",
    "merged": "int64",
}
MERGE_DTYPES: Final = {
    "id": "str",
    "file": "str",
    "row": "Int64",
    "column": "str",
    "kept": "str",
    "dropped": "str",
}


class Loaded(NamedTuple):
    """One or more files, read.

    Attributes
    ----------
    table
        The canonical GeoDataFrame (EPSG:4326).
    rejected
        Rows that are no data: file, sheet, row, column, value, reason.
    accounting
        A row per input file: file, source, read, loaded, rejected, merged; read is the sum of the
        other three.
    read_as
        A dict per file: file, format, source, sheet, header_row, columns, coordinate_format, crs,
        encoding, separator, notes.
    findings
        What could not be read in rows that are in the table, in the columns of the checks.
    merges
        Values in which a row that was merged differed from the one kept: id, file, row, column,
        kept, dropped.
    """

    table: gpd.GeoDataFrame
    rejected: pd.DataFrame
    accounting: pd.DataFrame
    read_as: list[dict[str, Any]]
    findings: pd.DataFrame
    merges: pd.DataFrame


def typed(frame: pd.DataFrame | None, dtypes: dict[str, str]) -> pd.DataFrame:
    """Return the columns of ``dtypes`` with their dtypes, numbered from 0; empty for None."""
    if frame is None or not len(frame):
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes.items()})
    return frame.reindex(columns=list(dtypes)).astype(dtypes).reset_index(drop=True)


def stacked(frames: list[pd.DataFrame], dtypes: dict[str, str]) -> pd.DataFrame:
    """Return several such tables as one."""
    filled = [frame for frame in frames if len(frame)]
    return typed(pd.concat(filled, ignore_index=True) if filled else None, dtypes)
