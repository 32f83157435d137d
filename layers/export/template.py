"""The user's own template, filled by its headers; everything else in it stays byte for byte.

Rows are put into the sheet's XML below the header, so that styles, logos, other sheets and lists to
choose from survive. Text is stored as text and never as a formula.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import pandas as pd
import python_calamine

from layers.errors import InputError
from layers.export._text import visible
from layers.formats.header import SEARCHED, is_blank
from layers.headers import match_key
from layers.workbook_parts import _part as sheet_part
from layers.workbook_parts import cells_with_formulas

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id": ("id", "site id", "facility id", "site code", "facility code", "unique id", "code"),
    "name": ("name", "site name", "facility name", "name of site", "name of facility",
             "name of the facility", "hospital name", "location name", "name of location"),
    "names_other": ("other names", "names other", "alternative names", "local name", "arabic name"),
    "kind": ("kind", "type", "site type", "facility type", "type of site", "type of facility",
             "category", "type of location", "location type"),
    "operator": ("operator", "organisation", "organization", "owner", "agency", "managed by",
                 "implementing partner", "partner", "submitting organization",
                 "submitting organisation"),
    "country": ("country", "country code", "iso3"),
    "admin1": ("admin1", "governorate", "province", "state", "region", "admin 1"),
    "admin2": ("admin2", "district", "county", "locality", "admin 2"),
    "latitude": ("latitude", "lat", "latitude dd", "lat dd", "y", "decimal latitude",
                 "latitude decimal degrees", "latitude wgs84", "latitude wgs 84"),
    "longitude": ("longitude", "long", "lon", "longitude dd", "long dd", "x", "decimal longitude",
                  "longitude decimal degrees", "longitude wgs84", "longitude wgs 84"),
    "coordinates": ("coordinates", "gps", "gps coordinates", "decimal degrees", "dd",
                    "coordinates decimal degrees", "coordinates dd"),
    "dms": ("dms", "coordinates dms", "degrees minutes seconds", "gps dms"),
    "mgrs": ("mgrs", "mgrs reference", "mgrs coordinates", "coordinates mgrs", "grid reference",
             "military grid"),
    "datum": ("datum", "geodetic datum", "coordinate system", "reference system"),
    "accuracy_m": ("accuracy m", "accuracy", "accuracy metres", "accuracy meters",
                   "coordinate accuracy", "error m"),
    "accuracy_basis": ("accuracy basis", "basis of accuracy", "source of coordinates"),
    "footprint_vertices": ("footprint vertices", "vertices"),
    "status": ("status", "functionality", "operational status"),
    "registered_on": ("registered on", "registration date", "date registered", "valid from"),
    "registered_until": ("registered until", "valid until", "valid to", "expiry date"),
    "reference_no": ("reference no", "reference", "reference number", "ref no"),
    "list_as_of": ("list as of", "date", "as of", "date of list", "date of submission"),
    "list_version": ("list version", "version"),
    "digest": ("digest", "checksum", "check"),
    "recipient": ("recipient", "notified to", "submitted to"),
    "action": ("action", "submission type", "type of submission", "type of request", "request"),
    "change": ("change", "what changed"),
    "changed_fields": ("changed fields",),
    "moved_m": ("moved m", "moved metres"),
    "previous_name": ("previous name", "name before"),
    "previous_dms": ("previous dms", "previous coordinates", "coordinates before"),
    "previous_mgrs": ("previous mgrs",),
}  # fmt: skip
"""What a template may ask for, and what its headers may call it."""

_BY_NAME: Final = {match_key(name): field for field, names in FIELDS.items() for name in names}
_PLACES: Final = (("latitude", "longitude"), ("coordinates",), ("dms",), ("mgrs",))
_FEWEST: Final = 2
_ROW: Final = re.compile(
    rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d+)\"[^>]*?(?:/>|>.*?</(?:\w+:)?row>)", re.DOTALL
)
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b([^>]*)")
_AFTER_HEADER_FOOTER: Final = re.compile(
    rb"<(?:\w+:)?(?:rowBreaks|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags|"
    rb"drawing|legacyDrawing|legacyDrawingHF|drawingHF|picture|oleObjects|controls|"
    rb"webPublishItems|tableParts|extLst)\b|</(?:\w+:)?worksheet>"
)
_WHEN: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Template:
    """A template that was understood.

    Attributes
    ----------
    sheet, header_row
        Where its headers stand, the row counted from 1.
    columns
        Number of a column, from 1, to the field it takes.
    unknown
        Headers that stay empty.
    free_line
        A blank row above the header that can take a heading, 0 for none.
    """

    path: Path
    data: bytes
    sheet: str
    header_row: int
    columns: dict[int, str]
    unknown: tuple[str, ...]
    free_line: int


def read_template(path: Path) -> Template:
    """Read a template.

    Raises
    ------
    InputError
        It is no xlsx, has no header that can be filled, lacks the name or any coordinate, or is
        not empty below its header. The message names sheet, row, column and the mend.
    """
    try:
        data = path.read_bytes()
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            is_xlsx = "xl/workbook.xml" in archive.namelist()
    except FileNotFoundError:
        raise InputError(f"--template {path}: there is no such file") from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError):
        is_xlsx = False
    if not is_xlsx:
        raise InputError(f"--template {path}: is no xlsx workbook; save it as .xlsx")
    best: tuple[int, str, int, list[Any], list[list[Any]]] | None = None
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for number, cells in enumerate(rows[:SEARCHED], start=1):
            known = {_field(cell) for cell in cells} - {None}
            if len(known) >= _FEWEST and (best is None or len(known) > best[0]):
                best = (len(known), name, number, cells, rows)
    if best is None:
        raise InputError(
            f"--template {path.name}: no sheet has a row of headers that can be filled; name "
            "columns like Site name, Latitude, Longitude, MGRS"
        )
    _, sheet, number, cells, rows = best
    columns = {at: field for at, cell in enumerate(cells, 1) if (field := _field(cell))}
    _check_columns(path, sheet, number, columns)
    _check_empty(path, sheet, number, rows, data)
    unknown = tuple(
        str(cell).strip() for at, cell in enumerate(cells, 1)
        if not is_blank(cell) and at not in columns
    )  # fmt: skip
    free = next((n for n in range(1, number) if all(map(is_blank, rows[n - 1]))), 0)
    return Template(path, data, sheet, number, columns, unknown, free)


def _field(cell: Any) -> str | None:
    if not isinstance(cell, str) or is_blank(cell):
        return None
    plain = re.sub(r"[*:†]+|\s*[(\[][^)\]]*[)\]]\s*$", " ", cell)
    return _BY_NAME.get(match_key(cell)) or _BY_NAME.get(match_key(plain))


def _check_columns(path: Path, sheet: str, row: int, columns: dict[int, str]) -> None:
    where = f"--template {path.name}: sheet {sheet!r}, row {row}"
    fields = list(columns.values())
    if "name" not in fields:
        names = ", ".join(FIELDS["name"][:3])
        raise InputError(f"{where}: no column takes the site's name; head one of them: {names}")
    if not any(set(place) <= set(fields) for place in _PLACES):
        raise InputError(
            f"{where}: no column takes a coordinate; head one or two of them: Latitude and "
            "Longitude, Coordinates, DMS or MGRS"
        )
    for field in fields:
        if fields.count(field) > 1:
            raise InputError(
                f"{where}: two columns would take {field!r}; give them different headers"
            )


def _check_empty(path: Path, sheet: str, row: int, rows: list[list[Any]], data: bytes) -> None:
    for number, cells in enumerate(rows[row:], start=row + 1):
        for at, cell in enumerate(cells, start=1):
            if not is_blank(cell):
                raise InputError(
                    f"--template {path.name}: sheet {sheet!r}, row {number}, column {letters(at)}: "
                    f"the template is not empty below its header ({str(cell)[:40]!r}); clear it"
                )
    formulas = [one for one in cells_with_formulas(data, sheet) if one[0] >= row]
    if formulas:
        number, at = formulas[0]
        raise InputError(
            f"--template {path.name}: sheet {sheet!r}, row {number}, column {letters(at)}: holds a "
            "formula, which would not follow the rows put in; clear it"
        )


def letters(number: int) -> str:
    """Return the letters of a column: 1 is A, 28 is AB.

    Examples
    --------
    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def fill_template(
    path: Path | str, template: Template, rows: pd.DataFrame, heading: str, more: dict[str, Any]
) -> None:
    """Write a template with rows below its header.

    Parameters
    ----------
    path
        The workbook to write.
    template
        What `read_template` understood.
    rows
        `layers.export.notice_rows.notice_rows`.
    heading
        The line for the top of each printed page, and for a free line above the header.
    more
        Fields that are the same in every row (``recipient``, ``action``).
    """
    source = zipfile.ZipFile(io.BytesIO(template.data))
    part = sheet_part(source, template.sheet)
    with source, zipfile.ZipFile(Path(path), "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == part:
                content = _filled(content, template, rows, heading, more)
            entry = zipfile.ZipInfo(item.filename, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)


def _filled(
    xml: bytes, template: Template, rows: pd.DataFrame, heading: str, more: dict[str, Any]
) -> bytes:
    prefix = re.search(rb"<(\w+:)?worksheet\b", xml)
    tag = (prefix[1] or b"").decode() if prefix else ""
    xml = re.sub(rb"<((?:\w+:)?sheetData)\b([^>]*)/>", rb"<\1\2></\1>", xml)
    start = re.search(rb"<(?:\w+:)?sheetData\b[^>]*>", xml)
    end = re.search(rb"</(?:\w+:)?sheetData>", xml)
    if start is None or end is None:
        raise InputError(f"--template {template.path.name}: its sheet has no cells; save it anew")
    held = {int(one[1]): one[0] for one in _ROW.finditer(xml[start.end() : end.start()])}
    first = template.header_row + 1
    styles = _styles(held.get(first, b""))
    new = dict(held)
    if template.free_line:
        new[template.free_line] = _row_xml(template.free_line, {1: heading}, {}, tag)
    for number, row in enumerate(rows.to_dict("records"), start=first):
        cells = {at: _cell_of(field, row, more) for at, field in template.columns.items()}
        new[number] = _row_xml(number, cells, styles, tag)
    body = b"".join(new[number] for number in sorted(new))
    xml = xml[: start.end()] + body + xml[end.start() :]
    xml = re.sub(rb"<(?:\w+:)?dimension\b[^>]*/>", b"", xml, count=1)
    return _with_print_header(xml, heading, tag)


def _cell_of(field: str, row: dict[str, Any], more: dict[str, Any]) -> Any:
    if field == "coordinates":
        return f"{row['latitude']:.6f}, {row['longitude']:.6f}"
    return more.get(field, row.get(field))


def _styles(row: bytes) -> dict[int, bytes]:
    """Return the style of each cell of the first empty row, so that new rows look like it."""
    styles = {}
    for cell in _CELL.finditer(row):
        at = re.search(rb"\br=\"([A-Z]+)", cell[1])
        style = re.search(rb"\bs=\"(\d+)\"", cell[1])
        if at and style:
            number = 0
            for letter in at[1]:
                number = 26 * number + letter - 64
            styles[number] = style[1]
    return styles


def _row_xml(number: int, cells: dict[int, Any], styles: dict[int, bytes], tag: str) -> bytes:
    parts = []
    for at in sorted(set(cells) | set(styles)):
        cell = cells.get(at)
        style = f' s="{styles[at].decode()}"' if at in styles else ""
        opened = f'<{tag}c r="{letters(at)}{number}"{style}'
        if cell is None or cell is pd.NaT or cell != cell:  # noqa: PLR0124 - NaN
            parts.append(f"{opened}/>" if style else "")
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            parts.append(f"{opened}><{tag}v>{cell!r}</{tag}v></{tag}c>")
        else:
            text = cell.date().isoformat() if isinstance(cell, pd.Timestamp) else str(cell)
            inner = f'<{tag}t xml:space="preserve">{escape(visible(text))}</{tag}t>'
            parts.append(f'{opened} t="inlineStr"><{tag}is>{inner}</{tag}is></{tag}c>')
    return f'<{tag}row r="{number}">{"".join(parts)}</{tag}row>'.encode("utf-8", "replace")


def _with_print_header(xml: bytes, heading: str, tag: str) -> bytes:
    """Put the heading on top of each printed page."""
    text = escape(f"&C{heading.replace('&', 'and')}"[:250])
    made = f"<{tag}headerFooter><{tag}oddHeader>{text}</{tag}oddHeader></{tag}headerFooter>"
    xml = re.sub(
        rb"<(?:\w+:)?headerFooter\b[^>]*?(?:/>|>.*?</(?:\w+:)?headerFooter>)",
        b"", xml, count=1, flags=re.DOTALL,
    )  # fmt: skip
    body = re.search(rb"</(?:\w+:)?sheetData>", xml)
    at = _AFTER_HEADER_FOOTER.search(xml, body.end() if body else 0)
    place = at.start() if at else len(xml)
    return xml[:place] + made.encode("utf-8", "replace") + xml[place:]
