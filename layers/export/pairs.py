"""Pairs of places without number, written away part by part."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def write_pairs(parts: Iterable[pd.DataFrame], path: str | Path) -> int:
    """Write parts of one table, as `geo.iter_within` yields them, to one Parquet file.

    Parameters
    ----------
    parts
        DataFrames of the same columns; each is written and let go before the next is asked for.
    path
        The file to write. It stands there only when all parts are written.

    Returns
    -------
    How many rows were written. Without any part there is a file without columns.

    Examples
    --------
    A hundred million pairs in the memory of a few million:

    >>> layers.export.write_pairs(geo.iter_within(incidents, sites, 50_000), path)  # doctest: +SKIP
    """
    path = Path(path)
    unfinished = path.with_name(path.name + ".part")
    writer, rows = None, 0
    try:
        for part in parts:
            table = pa.Table.from_pandas(
                part, schema=writer.schema if writer else None, preserve_index=False
            )
            if writer is None:
                table = table.replace_schema_metadata(None)
                writer = pq.ParquetWriter(unfinished, table.schema, compression="zstd")
            writer.write_table(table.replace_schema_metadata(None))
            rows += len(part)
        if writer is None:
            writer = pq.ParquetWriter(unfinished, pa.schema([]))
        writer.close()
        unfinished.replace(path)
    finally:
        if writer is not None:
            writer.close()
        unfinished.unlink(missing_ok=True)
    return rows
