"""The tool's own tables, read back from GeoParquet as they were written: the source ``canonical``.

Ids, precision, citations, licences and the file and row that each row came from stay as they are;
nothing is read a second time, so nothing can be read otherwise.
"""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pandera.errors import SchemaError, SchemaErrors

from layers.errors import InputError
from layers.loaded import (
    ACCOUNTING_DTYPES,
    FINDING_DTYPES,
    MERGE_DTYPES,
    REJECTED_DTYPES,
    Loaded,
    typed,
)
from layers.schema import (
    FACILITY_COLUMNS,
    INCIDENT_COLUMNS,
    conform_facilities,
    conform_incidents,
)
from layers.sources import Role

NAME: Final = "canonical"
"""The source's name, in accounts and in front of a file (``canonical:FILE``)."""

_COLUMNS: Final[dict[Role, Any]] = {"incidents": INCIDENT_COLUMNS, "facilities": FACILITY_COLUMNS}
_INDEX: Final[dict[Role, str]] = {"incidents": "incident_id", "facilities": "facility_id"}
_BEGINS: Final = b"PAR1"


def canonical_role(path: Path | str) -> Role | None:
    """Return which of the tool's own tables a file is, None where it is none of them.

    Examples
    --------
    >>> canonical_role("README.md")
    """
    try:
        with Path(path).open("rb") as file:
            if file.read(len(_BEGINS)) != _BEGINS:
                return None
        names = set(pq.read_schema(path).names)
    except (OSError, ValueError, pa.ArrowException):
        return None
    for role, columns in _COLUMNS.items():
        if {_INDEX[role], "geometry", *columns} <= names:
            return role
    return None


def load_canonical(path: Path | str, role: Role) -> Loaded:
    """Load one of the tool's own tables.

    Raises
    ------
    InputError
        It is none, or one of the other role, or was edited into something the schema forbids.
    """
    path = Path(path)
    found = canonical_role(path)
    if found is None:
        raise InputError(
            f"{path.name}: cannot be read as {NAME}: it is no GeoParquet that `nostrike convert` "
            "or an audit wrote; leave the source out to have it recognised"
        )
    if found != role:
        raise InputError(f"{path.name}: this is a table of {found}, not of {role}; give it as such")
    conform = {"incidents": conform_incidents, "facilities": conform_facilities}[role]
    try:
        frame = gpd.read_parquet(path)
        table = conform(_with_lists(frame).drop(columns="bbox", errors="ignore"))
    except (SchemaError, SchemaErrors) as fault:
        cases = getattr(fault, "failure_cases", None)
        shown = "" if cases is None else f" (for instance {cases.iloc[0].to_dict()})"
        raise InputError(
            f"{path.name}: a table of the tool, but changed since into what its columns do not "
            f"allow{shown}; convert the original files again"
        ) from fault
    except (OSError, ValueError, TypeError, pa.ArrowException) as fault:
        raise InputError(
            f"{path.name}: cannot be read ({_first_line(fault)}); convert the original files again"
        ) from fault
    if not len(table):
        raise InputError(f"{path.name}: the table holds no row")
    if table.index.has_duplicates:
        raise InputError(
            f"{path.name}: the id {table.index[table.index.duplicated()][0]!r} repeats"
        )
    return _account(path, table, frame)


def _account(path: Path, table: gpd.GeoDataFrame, frame: pd.DataFrame) -> Loaded:
    account = {
        "file": path.name,
        "source": NAME,
        "read": len(frame),
        "loaded": len(table),
        "rejected": 0,
        "merged": 0,
    }
    of = ", ".join(f"{name} {n:,}" for name, n in table["source"].value_counts().items())
    read_as = {
        "file": path.name,
        "format": "GeoParquet",
        "source": NAME,
        "sheet": None,
        "header_row": None,
        "encoding": None,
        "separator": None,
        "columns": {name: name for name in table if name != "geometry"},
        "coordinate_format": None,
        "crs": "EPSG:4326",
        "notes": [f"read before and kept as it was; rows of: {of}"],
    }
    return Loaded(
        table=table,
        rejected=typed(None, REJECTED_DTYPES),
        accounting=typed(pd.DataFrame([account]), ACCOUNTING_DTYPES),
        read_as=[read_as],
        findings=typed(None, FINDING_DTYPES),
        merges=typed(None, MERGE_DTYPES),
    )


def _with_lists(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table whose lists are lists again (Arrow gives arrays)."""
    if "names_other" in frame:
        frame["names_other"] = [
            [] if value is None else [str(one) for one in value] for value in frame["names_other"]
        ]
    return frame


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
