"""Tables out: CSV, workbook, GeoPackage, GeoParquet; the same bytes for the same tables."""

from layers.export.csv_text import read_csv_back, write_csv
from layers.export.geopackage import write_geopackage
from layers.export.pairs import write_pairs
from layers.export.parquet import write_geoparquet, write_parquet
from layers.export.workbook import write_workbook

__all__ = [
    "read_csv_back",
    "write_csv",
    "write_geopackage",
    "write_geoparquet",
    "write_pairs",
    "write_parquet",
    "write_workbook",
]
