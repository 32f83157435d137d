"""The decisions carried out: a mended list, read back and compared before anything is kept.

What must never happen here: a coordinate changed that nobody decided on, a list written that reads
as anything else than what was decided.
"""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod

from layers.decisions import Checked, Edit, read_checked
from layers.errors import InputError
from layers.export.own_layout import write_own_layout
from layers.load import Loaded, load_facilities
from layers.mapping_files import read_mapping
from layers.mending import Place, mend, wrongly_read
from layers.verbatim import Verbatim
from nostrike.decisions import COLUMNS, KEEP, coordinates_of
from nostrike.progress import Reporter

STEPS: Final = 3
MENDS: Final = ("accept", "own value")
_GEOD: Final = Geod(ellps="WGS84")
_PROJECT: Final = re.compile(r"_(?:project|project_name|programme|program|grant)$")
_SHOWN: Final = 5


@dataclass(frozen=True)
class Applied:
    """What came of the decisions.

    Attributes
    ----------
    book
        The workbook as it was read.
    before, after
        What the list says before and after.
    mended
        The list to write.
    decided
        A row per facility decided on: `layers.decisions.COLUMNS` and ``id``, ``name``.
    changes
        A row per coordinate that changed, and per edit that was taken over.
    kept
        What `nostrike.decisions.read_decisions` is to read next time.
    """

    book: Checked
    before: Loaded
    after: Loaded
    mended: Verbatim
    decided: pd.DataFrame
    changes: pd.DataFrame
    kept: pd.DataFrame
    notes: tuple[str, ...]


def run(path: Path, report: Reporter, *, allow_edits: bool = False) -> Applied:
    """Read the decisions in a checked workbook and carry them out, in memory.

    Raises
    ------
    InputError
        The workbook cannot be used, or a decision cannot be carried out.
    """
    report.step("Reading the decisions")
    book = read_checked(path, allow_edits=allow_edits)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before, notes = _loaded(book, book.verbatim, folder / "before")
        decided = _decided(book, before, path)
        targets: dict[str, Place] = {
            row.id: (row.latitude, row.longitude)
            for row in decided[decided["decision"].isin(MENDS)].itertuples()
        }
        report.step("Writing the list and reading it back")
        mended, after, cells = _mended(book, before, targets, folder, path)
        notes = (*book.verbatim.notes, *book.notes, *notes, *mended[1])
    report.step("Comparing")
    changes = _changes(decided, before, after, cells, book.edits)
    return Applied(
        book=book,
        before=before,
        after=after,
        mended=mended[0],
        decided=decided,
        changes=changes,
        kept=_kept(book, decided, after),
        notes=tuple(dict.fromkeys(notes)),
    )


def _loaded(book: Checked, verbatim: Verbatim, folder: Path) -> tuple[Loaded, tuple[str, ...]]:
    """Write a list and read it just as the check read it."""
    folder.mkdir()
    path, notes = write_own_layout(verbatim, folder)
    about = book.about
    mapping = None
    if about.get("mapping"):
        said = folder.parent / f"{folder.name}.toml"
        said.write_text(about["mapping"], encoding="utf-8")
        mapping = read_mapping(said)
    sheets = verbatim.kind == "workbook" or path.suffix == ".gpkg"
    return (
        load_facilities(
            path,
            about.get("source"),
            sheet=about.get("sheet") if sheets else None,
            header_row=about.get("header_row"),
            mapping=mapping,
        ),
        notes,
    )


def _decided(book: Checked, before: Loaded, path: Path) -> pd.DataFrame:
    """Return a row per facility decided on; rows that repeat an id must agree."""
    offset = book.verbatim.offset
    rows = dict(zip(before.table["row"] + offset, before.table.index, strict=True))
    merges = before.merges.dropna(subset="row")
    for facility, row in zip(merges["id"], merges["row"], strict=True):
        rows.setdefault(int(row) + offset, facility)
    decided = book.decisions.assign(id=book.decisions["row"].map(rows))
    nobody = decided[decided["id"].isna()]
    if len(nobody):
        raise InputError(
            f"{path.name}: row {nobody['sheet_row'].iloc[0]}, column 'decision': this row is no "
            "facility any more, since the list was edited; empty its decision"
        )
    same = ["decision", "latitude", "longitude"]
    for facility, several in decided[decided["id"].duplicated(keep=False)].groupby("id"):
        if len(several[same].drop_duplicates()) > 1:
            numbers = " and ".join(map(str, several["sheet_row"]))
            raise InputError(
                f"{path.name}: rows {numbers}, column 'decision': are one facility "
                f"({facility}), but were decided differently; decide once"
            )
    decided = decided.drop_duplicates("id")
    return decided.assign(name=decided["id"].map(before.table["name"])).reset_index(drop=True)


def _mended(
    book: Checked, before: Loaded, targets: dict[str, Place], folder: Path, path: Path
) -> tuple[tuple[Verbatim, tuple[str, ...]], Loaded, pd.DataFrame]:
    if not targets:
        nothing = pd.DataFrame(columns=["row", "column", "old", "new", "as_it_was"])
        return (book.verbatim, ()), before, nothing
    wrong: list[str] = []
    for attempt in (False, True):
        done = mend(book.verbatim, before, targets, lettered=attempt)
        after, _ = _loaded(book, done.verbatim, folder / f"after-{attempt}")
        wrong = wrongly_read(before, after, targets)
        if not wrong:
            return (done.verbatim, done.notes), after, done.cells
    named = before.table.loc[[one for one in wrong if one in before.table.index][:_SHOWN]]
    said = "; ".join(
        f"row {row} ({raw})" for row, raw in named[["row", "coordinates_raw"]].to_numpy()
    )
    raise InputError(
        f"{path.name}: written into the list, {len(wrong)} coordinates would not read as decided "
        f"({said}); the notation of these cells is not understood well enough to write it. Mend "
        "these rows by hand in the list itself, and check it again. Nothing was written."
    )


def _points(table: gpd.GeoDataFrame, ids: pd.Series) -> pd.DataFrame:
    point = table.geometry.reindex(ids).representative_point()
    return pd.DataFrame({"latitude": point.y.to_numpy(), "longitude": point.x.to_numpy()})


def _changes(
    decided: pd.DataFrame,
    before: Loaded,
    after: Loaded,
    cells: pd.DataFrame,
    edits: tuple[Edit, ...],
) -> pd.DataFrame:
    """Return who moved what from where to where, by how many metres, when and why."""
    mends = decided[decided["decision"].isin(MENDS)].reset_index(drop=True)
    old, new = _points(before.table, mends["id"]), _points(after.table, mends["id"])
    known = (old["latitude"].notna() & new["latitude"].notna()).to_numpy()
    metres = np.full(len(mends), np.nan)
    sides = (old["longitude"], old["latitude"], new["longitude"], new["latitude"])
    _, _, metres[known] = _GEOD.inv(*(side[known].to_numpy() for side in sides))
    texts = cells.assign(
        old=cells["old"].map(_said), new=cells["new"].map(_said), key=cells["row"]
    ).groupby("key")
    written = texts[["old", "new"]].agg(" | ".join).reindex(mends["row"])
    table = pd.DataFrame(
        {
            "row": mends["row"],
            "facility_id": mends["id"],
            "name": mends["name"],
            "what": "coordinate",
            "old_latitude": old["latitude"],
            "old_longitude": old["longitude"],
            "new_latitude": new["latitude"],
            "new_longitude": new["longitude"],
            "moved_m": metres.round(1),
            "old_text": written["old"].to_numpy(),
            "new_text": written["new"].to_numpy(),
            "findings": mends["findings"],
            "decision": mends["decision"],
            "decided_by": mends["decided_by"],
            "decided_on": mends["decided_on"],
            "note": mends["note"],
        }
    )
    if not edits:
        return table
    more = pd.DataFrame(
        {
            "row": [edit.row for edit in edits],
            "what": [f"{edit.what} in the workbook" for edit in edits],
            "new_text": [_said(edit.value) or None for edit in edits],
            "note": [edit.column and f"column {edit.column}" for edit in edits],
        }
    )
    filled = [one for one in (table, more) if len(one)]
    return pd.concat(filled, ignore_index=True).reindex(columns=table.columns)


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _kept(book: Checked, decided: pd.DataFrame, after: Loaded) -> pd.DataFrame:
    """Return every decision of this round, and those of earlier rounds that still stand."""
    where = coordinates_of(after.table)
    rows = []
    for one in decided.to_dict("records"):
        codes = [code for code in one["findings"].split("; ") if code]
        each = (codes or [""]) if one["decision"] == KEEP else ["; ".join(codes)]
        common = {name: one[name] for name in COLUMNS if name in one}
        common |= {"facility_id": one["id"], "coordinate": where.get(one["id"], "")}
        rows += [{**common, "code": code} for code in each]
    mended = set(decided.loc[decided["decision"].isin(MENDS), "id"])
    earlier = [
        one
        for one in book.about.get("kept", ())
        if one["facility_id"] not in mended and where.get(one["facility_id"]) == one["coordinate"]
    ]
    return pd.DataFrame([*earlier, *rows], columns=list(COLUMNS))


def questions(applied: Applied) -> dict[str, pd.DataFrame]:
    """Return the rows to ask about, by operator, else by project, else all together."""
    asked = applied.decided[applied.decided["decision"].eq("ask field")].reset_index(drop=True)
    if not len(asked):
        return {}
    table = applied.before.table.loc[asked["id"]].reset_index()
    group = table["operator"].astype("str")
    if group.isna().all():
        project = next((c for c in table if _PROJECT.search(str(c))), None)
        group = table[project].astype("str") if project else group
    point = _points(applied.before.table, asked["id"])
    sheet = pd.DataFrame(
        {
            "row": asked["row"],
            "facility_id": asked["id"],
            "name": asked["name"],
            "admin1": table["admin1"],
            "admin2": table["admin2"],
            "stated": table["coordinates_raw"],
            "latitude_read": point["latitude"].round(7),
            "longitude_read": point["longitude"].round(7),
            "findings": asked["findings"],
            "evidence": asked["evidence"],
            "suggested_latitude": asked["suggested_latitude"].astype("float64"),
            "suggested_longitude": asked["suggested_longitude"].astype("float64"),
            "question": asked["note"],
            "answer_latitude": None,
            "answer_longitude": None,
            "answered_by": None,
            "answered_on": None,
        }
    )
    names = group.str.strip().fillna("").replace("", "No operator stated")
    return {str(name): sheet[names.eq(name)] for name in sorted(names.unique())}
