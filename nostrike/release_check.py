"""Whether anything restricted stands in a folder that is about to be made public.

Texts are compared whole, cell by cell: the names and ids of sites that may not be shown, and the
free text, contacts and names of the incidents. A text that also stands in what may be shown is no
secret. PDF and PNG files are not read: they are set from the same public tables, and hold no name
of a site.
"""

import html
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from python_calamine import CalamineWorkbook

from maps.editions import FACILITY_COLUMNS, INCIDENT_COLUMNS, public_facilities
from maps.inert import read_block
from nostrike.tables import SENSITIVE

_SHORTEST: Final = 4  # letters; a shorter text is no name that could be told from chance
_RESTRICTED_FILES: Final = (
    *("coverage", "findings", "rejected", "merged", "registry", "restricted"),
    *("candidates", "named", "expected"),
)
_BLOCK: Final = re.compile(r'<script type="application/octet-stream" id="([A-Za-z][A-Za-z0-9-]*)"')


def held_back(folder: Path) -> frozenset[str]:
    """Return the texts of a restricted run that no public edition may hold.

    Parameters
    ----------
    folder
        The folder of the restricted run, with its canonical tables.
    """
    facilities = gpd.read_parquet(folder / "facilities.parquet")
    incidents = gpd.read_parquet(folder / "incidents.parquet")
    shown = public_facilities(facilities)
    hidden = facilities.loc[~facilities.index.isin(shown.index)]
    secret = set(_words(hidden, ["name", "names_other", "coordinates_raw"]))
    secret |= {str(one) for one in hidden.index}
    secret |= set(_words(facilities, SENSITIVE)) | set(_words(incidents, SENSITIVE))
    own = facilities.loc[shown.index]
    allowed = set(_words(own, [*FACILITY_COLUMNS, "names_other"])) | set(
        _words(incidents, INCIDENT_COLUMNS)
    )
    allowed |= {str(one) for one in (*shown.index, *incidents.index)}
    return frozenset(text for text in secret - allowed if len(text) >= _SHORTEST)


def look_through(folder: Path, secret: frozenset[str]) -> list[str]:
    """Return what of a folder may not be made public: file and text, or nothing.

    Parameters
    ----------
    folder
        The folder as it would be handed over.
    secret
        What `held_back` returned.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            if any(word in path.stem for word in _RESTRICTED_FILES):
                found.append(f"{name} (a file of the restricted edition)")
            read = _READERS.get(path.suffix)
            texts = secret.intersection(read(path)) if read else ()
            found += [f"{name} ({text[:60]!r})" for text in sorted(texts)]
    facilities = folder / "facilities.parquet"
    if facilities.is_file():
        table = gpd.read_parquet(facilities)
        if len(public_facilities(table)) < len(table):
            found.append("facilities.parquet (a site that is not marked public)")
    return found


def _words(table: pd.DataFrame, columns: Iterable[str]) -> Iterator[str]:
    for column in columns:
        if column not in table or column == "geometry":
            continue
        for cell in table[column].dropna():
            many = cell if not isinstance(cell, str) and hasattr(cell, "__iter__") else (cell,)
            yield from (text for one in many if (text := str(one).strip()))


def _of_page(path: Path) -> Iterator[str]:
    page = path.read_text(encoding="utf-8")
    for block in _BLOCK.findall(page):
        yield from _of_values(read_block(page, block))
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    bare = bare.replace("<wbr>", "")  # a place to break within a long name is no end of it
    for text in re.split(r"<[^>]*>", bare):
        yield (said := html.unescape(text).strip())
        yield said.removeprefix("(").removesuffix(")")  # as an id stands beside its site
    yield from (html.unescape(text).strip() for text in re.findall(r'="([^"]*)"', bare))


def _of_json(path: Path) -> Iterator[str]:
    yield from _of_values(json.loads(path.read_text(encoding="utf-8")))


def _of_values(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key).strip()
            yield from _of_values(item)
    elif isinstance(value, list):
        for item in value:
            yield from _of_values(item)


def _of_csv(path: Path) -> Iterator[str]:
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    yield from _words(table, table.columns)


def _of_parquet(path: Path) -> Iterator[str]:
    table = pd.read_parquet(path).reset_index()
    yield from _words(table, [name for name in table if name != "geometry"])


def _of_workbook(path: Path) -> Iterator[str]:
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            yield from (cell.strip() for cell in row if isinstance(cell, str))


def _of_geopackage(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as store:
        names = [n for (n,) in store.execute("select table_name from gpkg_contents")]
        for name in names:
            quoted = name.replace('"', '""')
            for row in store.execute(f'select * from "{quoted}"'):  # noqa: S608 - our own layers
                yield from (cell.strip() for cell in row if isinstance(cell, str))


_READERS: Final[dict[str, Callable[[Path], Iterator[str]]]] = {
    ".html": _of_page,
    ".json": _of_json,
    ".csv": _of_csv,
    ".parquet": _of_parquet,
    ".xlsx": _of_workbook,
    ".gpkg": _of_geopackage,
}
