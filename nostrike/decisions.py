"""What was decided on purpose: written once by `apply`, heeded by the next `check`.

A finding is silent only while the id, the code and the coordinate are those that the decision was
about. Nothing else is ever silenced.
"""

from pathlib import Path
from typing import Final, Literal

import geopandas as gpd
import pandas as pd

from layers.errors import InputError
from layers.export import read_csv_back
from nostrike.manifest import is_earlier_run

FILE: Final = "decisions.csv"
COLUMNS: Final = (
    *("facility_id", "code", "coordinate", "decision", "decided_by", "decided_on", "note"),
    *("row", "name"),
)
KEEP: Final = "keep"


def find_decisions(given: Path | Literal["none"] | None, file: Path) -> Path | None:
    """Return the file of decisions to heed, None without one.

    Parameters
    ----------
    given
        A file, a folder that `apply` wrote, ``"none"``, or None to look beside the list.
    file
        The list.

    Raises
    ------
    InputError
        What was named is not there.
    """
    if given == "none":
        return None
    if given is None:
        beside = file.parent / FILE
        return beside if beside.is_file() and is_earlier_run(file.parent) else None
    path = given / FILE if given.is_dir() else given
    if not path.is_file():
        raise InputError(
            f"--decisions {given}: there is no {FILE}; name the one that nostrike apply wrote, its "
            "folder, or none"
        )
    return path


def read_decisions(path: Path) -> pd.DataFrame:
    """Read the decisions of earlier rounds.

    Raises
    ------
    InputError
        The file is no such table.
    """
    try:
        table = read_csv_back(path)
    except (OSError, UnicodeDecodeError, ValueError) as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError(f"{path}: cannot be read as decisions ({fault})") from None
    lost = [name for name in COLUMNS if name not in table]
    if lost:
        raise InputError(
            f"{path}: has no column {', '.join(lost)}; give the {FILE} that nostrike apply wrote"
        )
    return table[list(COLUMNS)].fillna("").astype("str")


def coordinates_of(table: gpd.GeoDataFrame) -> pd.Series:
    """Return where each row is, as text to compare: seven decimals, else what the cells say."""
    points = table.geometry.representative_point()
    latitude, longitude = points.y.map("{:.7f}".format), points.x.map("{:.7f}".format)
    known = table.geometry.notna() & ~table.geometry.is_empty
    said = latitude.astype("str") + ", " + longitude.astype("str")
    return said.where(known, table["coordinates_raw"].astype("str").fillna(""))


def split_kept(
    findings: pd.DataFrame, table: gpd.GeoDataFrame, decisions: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the findings that are open, and those kept on purpose with who, when and why."""
    said = ["decided_by", "decided_on", "note"]
    if decisions is None or not len(findings):
        return findings, findings.iloc[:0].assign(**dict.fromkeys(said, ""))
    keys = ["facility_id", "code", "coordinate"]
    kept = decisions[decisions["decision"].eq(KEEP)].drop_duplicates(keys, keep="last")
    here = findings.assign(
        facility_id=findings["id"], coordinate=findings["id"].map(coordinates_of(table))
    )
    matched = here.merge(kept[[*keys, *said]], on=keys, how="left", indicator=True)
    silent = matched["_merge"].eq("both").to_numpy()
    columns = [*findings.columns, *said]
    return findings[~silent].reset_index(drop=True), matched.loc[silent, columns].reset_index(
        drop=True
    )
