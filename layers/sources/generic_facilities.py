"""One's own list of facilities or registrations: any table with the usual names of columns."""

import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from geo.vocabulary import KINDS
from layers.countries import to_iso3
from layers.headers import fold
from layers.source import Label, RawTable, Source
from layers.sources._cells import cells, looked_up, texts
from layers.sources._synonyms import FACILITY, column_map, columns_of, is_id
from layers.sources._words import KIND_WORDS, first_word, yes_no
from layers.sources.generic_incidents import places

SENSITIVE: Final = (
    "contact", "phone", "telephone", "email", "focal point", "beds", "staff", "electricity",
    "power", "water", "notes", "comments",
)  # fmt: skip
"""Columns that name people or tell what a site can do: never in a public edition."""

_TEXTS: Final = (
    "native_id", "name", "kind_text", "operator", "admin1", "admin2", "status", "notified_to",
    "reference_no", "list_version", "citation", "licence",
)  # fmt: skip
_DATES: Final = (
    "exists_from", "exists_until", "list_as_of", "registered_on", "registered_until",
    "notified_on", "acknowledged_on",
)  # fmt: skip
_OTHER_NAME: Final = re.compile(
    r"^(?:facility |hospital |site )?(?:name|names)(?: of (?:the )?(?:site|facility|location|"
    r"hospital))?[ _:.-]*\(?(?:[a-z]{2,3}|arabic|english|french|"
    r"ukrainian|russian|spanish|local|other|alt|alternative|old|former|short|int)\)?$"
    r"|^(?:arabic|english|french|ukrainian|russian|spanish|local|other|alternative|old|former) "
    r"names?$|^(?:alias|aliases|aka|also known as)$"
)
_NO_LANGUAGE: Final = frozenset({"id", "no"})
_BY_LINE: Final = {n: kind for n, (_, kind) in enumerate(KIND_WORDS)}


def fits(columns: Iterable[str]) -> bool:
    """Return whether a table with these columns can be read as facilities.

    It needs a place: latitude and longitude, or a column of coordinates. Geographic layers carry
    theirs beside the columns; for them a name or an id is enough.
    """
    found = set(column_map(columns, FACILITY))
    return {"latitude", "longitude"} <= found or "coordinates" in found


def other_name_columns(columns: Iterable[str], name: str | None) -> list[str]:
    """Return the columns that hold names in other languages, or other names.

    Examples
    --------
    >>> other_name_columns(["name", "name_ar", "Name (English)", "name id", "phone"], "name")
    ['name_ar', 'Name (English)']
    """
    found = []
    for column in columns:
        text = fold(column)
        last = re.split(r"[ _:.-]+", text)[-1]
        if column != name and _OTHER_NAME.match(text) and last not in _NO_LANGUAGE:
            found.append(column)
    return found


def _other_names(frame: pd.DataFrame, found: dict[str, str]) -> pd.Series | None:
    columns = other_name_columns(map(str, frame.columns), found.get("name"))
    if not columns:
        return None
    rows = pd.concat([texts(frame, column) for column in columns], axis=1).to_numpy(dtype=object)
    lists: list[list[Any]] = [[n for n in dict.fromkeys(row) if isinstance(n, str)] for row in rows]
    return pd.Series(lists, index=frame.index, dtype=object)


def kind_of(text: pd.Series) -> pd.Series:
    """Return the kind for the words a list uses: ours as they are, others by keyword.

    Examples
    --------
    >>> kind_of(pd.Series(["field_hospital", "PHC centre", "spa", None])).tolist()
    ['field_hospital', 'health_centre', 'other', 'unknown']
    """
    own = {spelling: kind for kind in KINDS for spelling in (kind, kind.replace("_", " "))}
    kind = looked_up(text, own).astype("str").fillna(first_word(text, KIND_WORDS).map(_BY_LINE))
    return kind.fillna(text.notna().map({True: "other", False: "unknown"}))


def read(raw: RawTable) -> pd.DataFrame:
    """Return the canonical columns of a generic list, index as in ``raw.frame``.

    Returns
    -------
    DataFrame. Where no column gives the kind, it is read from the name; a name that gives none
    leaves ``unknown``, which counts as a protected site until it is known better.
    """
    frame = raw.frame
    found = columns_of(raw, FACILITY)
    out: dict[str, pd.Series] = {n: texts(frame, found[n]) for n in _TEXTS if n in found}
    if "native_id" in out and not is_id(found["native_id"], out["native_id"]):
        del out["native_id"]
    out |= {f"{name}_text": cells(frame, found[name]) for name in _DATES if name in found}
    out |= places(frame, found) if raw.geometry is None else {}
    if "country" in found:
        out["country"] = to_iso3(texts(frame, found["country"]))
    for name in ("public", "do_not_publish"):
        if name in found:
            out[name] = yes_no(cells(frame, found[name]))
    if "do_not_publish" in out:
        # a mark that cannot be read protects, it does not expose
        said = cells(frame, found["do_not_publish"]).notna()
        out["do_not_publish"] = out["do_not_publish"].fillna(said).astype(bool)
    names = _other_names(frame, found)
    if names is not None:
        out["names_other"] = names
    nothing = pd.Series(None, index=frame.index, dtype="str")
    by_name = first_word(out.get("name", nothing), KIND_WORDS).map(_BY_LINE).fillna("unknown")
    out["kind"] = kind_of(out["kind_text"]) if "kind_text" in out else by_name
    out["kind"] = out["kind"].mask(out["kind"].eq("unknown"), by_name)
    return pd.DataFrame(out, index=frame.index)


SOURCE: Final = Source(
    name="generic_facilities",
    title="One's own list of facilities or registrations",
    role="facilities",
    signatures=(),
    read=read,
    licence="as the list's owner says",
    citation="The list supplied; rows may name their own sources.",
    obtain="A spreadsheet or layer of your own, with one row per facility or registration.",
    shows="What its columns say: name, kind, place, since when it exists or is registered, who was "
    "notified.",
    cannot_show="How exact a coordinate is, unless a column gives its error in metres (50 m is "
    "assumed, more where the digits are few), and what is not on the list.",
    labels=tuple(Label(words, kind, False, 0) for words, kind in KIND_WORDS),
    quirks=(
        "Columns are recognised by their names (latitude, lat, y, ...), in any case and order.",
        "The kind is ours if spelt as ours, else found by keyword in the type, else in the name.",
    ),
)
