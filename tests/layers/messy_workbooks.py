"""Workbooks as field teams send them: one list, and the quirks it may come with, in any mixture.

The list is always the same; a quirk changes how it stands in the file, never what it says.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

HEADERS = {
    "id": "Incident ID",
    "date": "Date",
    "admin1": "Governorate",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "type": "Type of attack",
    "killed": "Killed",
    "description": "Description",
}
TRANSLATED = {
    "arabic": "رقم الحادث|التاريخ|المحافظة|خط العرض|خط الطول|نوع الهجوم|عدد القتلى|الوصف",
    "french": (
        "N° incident|Date de l'incident|Gouvernorat|Latitude|Longitude|Type d’attaque|Tués|Détails"
    ),
    "ukrainian": "Номер події|Дата події|Область|Широта|Довгота|Тип удару|Загинуло|Опис події",
    "russian": "Номер события|Дата события|Область|Широта|Долгота|Тип удара|Погибло|Описание",
    "burmese": "အမှတ်စဉ်|ရက်စွဲ|ပြည်နယ်|လတ္တီတွဒ်|လောင်ဂျီတွဒ်|အမျိုးအစား|သေဆုံးသူ|ဖော်ပြချက်",
    "dutch": (
        "Incidentnummer|Datum|Provincie|Breedtegraad|Lengtegraad|Soort aanval|Aantal doden|"
        "Omschrijving"
    ),
    "spanish": "Número|Fecha|Provincia|Latitud|Longitud|Tipo de ataque|Muertos|Descripción",
    "portuguese": "Código|Data|Província|Latitude|Longitude|Tipo de ataque|Mortos|Descrição",
}
MONTHS = {
    "arabic_dates": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ukrainian_dates": (
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
    ),
    "dutch_dates": (
        "januari februari maart april mei juni juli augustus september oktober november december"
    ),
}
ROWS = 9
INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass
class Messy:
    """One workbook: its path, what to say to read it, and what must come out."""

    path: Path
    options: dict[str, Any] = field(default_factory=dict)
    mapping: dict[str, str] | None = None
    order: str | None = None
    rejected: int = 0
    notes: list[str] = field(default_factory=list)


def truth() -> list[dict[str, Any]]:
    """Return the list: nine incidents in three provinces; days 13 to 21, so no order is open."""
    return [
        {
            "id": f"INC-{n:03}",
            "date": dt.date(2023, 1 + n, 13 + n),
            "admin1": ("Khartoum", "Kassala", "Gezira")[n // 3],
            "latitude": 15.5012 + n * 0.0131,
            "longitude": 32.5034 + n * 0.0173,
            "type": ("air strike", "shelling", "drone")[n % 3],
            "killed": n + 1,
            "description": f"Event {n} near the hospital.",
        }
        for n in range(ROWS)
    ]


LANGUAGES = list(TRANSLATED)
QUIRKS = [
    "title", "cover_sheet", "summary_sheet", "hidden_sheet", "two_lists", "merged_cells",
    "banners", "total", "total_in_date", "hidden_rows", "repeated_header", "blank_rows",
    "footnotes", "gps_cell", "two_rows", "mixed_notations", "text_dates", "serial_dates",
    "two_digit_years", *MONTHS, "arabic_digits", "decimal_comma", "units", "hxl", "extra_columns",
    "thousands", "deep_header", "named_sheet", "cryptic", *LANGUAGES,
]  # fmt: skip
CLASHES = [
    {*LANGUAGES, "cryptic", "two_rows", "units", "named_sheet"},
    {"gps_cell", "mixed_notations", "arabic_digits", "decimal_comma"},
    {"gps_cell", "two_rows"},
    {"text_dates", "serial_dates", "two_digit_years", *MONTHS, "arabic_digits"},
    {"cover_sheet", "summary_sheet", "two_lists", "named_sheet"},
    {"two_lists", "hidden_sheet"},
    {"title", "deep_header"},
    {"units", "gps_cell"},
    {"total", "total_in_date"},
    {"cryptic", "summary_sheet"},
    {"cryptic", "two_lists"},
]
"""At most one of each set makes sense in one workbook."""


def make(path: Path, *quirks: str) -> Messy:
    """Write the list with quirks, and return what it takes to read it."""
    made = Messy(path)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data"
    _titles(sheet, made, quirks)
    labels = _header(sheet, made, quirks)
    start = sheet.max_row + 1
    if "hxl" in quirks:
        sheet.append([f"#{key}" for key in labels])
    _rows(sheet, made, labels, quirks)
    _below(sheet, made, labels, quirks)
    _sheets(book, made, quirks)
    if "hidden_rows" in quirks:
        for number in (start + 2, start + 3):
            sheet.row_dimensions[number].hidden = True
        made.notes.append("2 rows are hidden")
    book.save(path)
    return made


def _titles(sheet, made, quirks):
    if "title" in quirks:
        sheet.append(["Ministry of Health: attacks on health care"])
        sheet.append(["Date of report:", dt.date(2024, 2, 1)])
        sheet.append([])
        sheet.merge_cells("A1:G1")
        made.notes.append("above it stands: Ministry of Health")
    if "deep_header" in quirks:
        for number in range(24):
            sheet.append([f"Line {number} of the guidance"])
        made.options["header_row"] = 25


def _names(quirks):
    names = dict(HEADERS)
    for language in LANGUAGES:
        if language in quirks:
            names = dict(zip(HEADERS, TRANSLATED[language].split("|"), strict=True))
    if "units" in quirks:
        names |= {"latitude": "Lat. (decimal degrees)", "longitude": "Long. (decimal degrees)"}
        names |= {"date": "DATE \n(dd/mm/yyyy)"}
    if "cryptic" in quirks:
        names = {key: f"Q{number}" for number, key in enumerate(HEADERS, start=1)}
    if "gps_cell" in quirks:
        names = {("gps" if k == "latitude" else k): v for k, v in names.items() if k != "longitude"}
        names["gps"] = "Q4" if "cryptic" in quirks else "GPS (lat, long)"
    if "extra_columns" in quirks:
        names = {"nr": "Filled in by", **names, "extra": "Phone"}
    return names


def _header(sheet, made, quirks):
    names = _names(quirks)
    row = sheet._current_row + 1
    if "two_rows" in quirks:
        groups = {"latitude": "Coordinates", "longitude": None, "type": "Attack", "killed": None}
        below = {
            "latitude": "Latitude",
            "longitude": "Longitude",
            "type": "Type",
            "killed": "Killed",
        }
        sheet.append([groups.get(key, name) for key, name in names.items()])
        sheet.append([below.get(key) for key in names])
        keys = list(names)
        for number, key in enumerate(keys, start=1):
            if key in {"latitude", "type"}:
                sheet.merge_cells(
                    start_row=row, end_row=row, start_column=number, end_column=number + 1
                )
            elif key not in below:
                sheet.merge_cells(
                    start_row=row, end_row=row + 1, start_column=number, end_column=number
                )
        made.notes.append("the header takes rows")
    else:
        sheet.append(list(names.values()))
    if "cryptic" in quirks:
        meaning = {
            "id": "id", "date": "date", "admin1": "admin1", "latitude": "latitude",
            "longitude": "longitude", "gps": "coordinates", "type": "event_type",
            "killed": "killed", "description": "description",
        }  # fmt: skip
        made.mapping = {name: meaning[key] for key, name in names.items() if key in meaning}
        made.order = "latlon" if "gps_cell" in quirks else None
    return list(names)


def _rows(sheet, made, labels, quirks):
    places = {}
    for number, record in enumerate(truth()):
        shown = _shown(number, record, quirks)
        if "banners" in quirks and number % 3 == 0:
            sheet.append([record["admin1"].upper()])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row,
                              start_column=1, end_column=len(labels))  # fmt: skip
            made.rejected += 1
        sheet.append([shown.get(key) for key in labels])
        places.setdefault(record["admin1"], []).append(sheet.max_row)
        if "repeated_header" in quirks and number in {2, 5}:
            top = made.options.get("header_row") or next(
                r for r in range(1, 30) if _is_header(sheet, r, quirks)
            )
            sheet.append([cell.value for cell in sheet[top]])
            made.rejected += 1
        if "blank_rows" in quirks and number in {1, 4}:
            sheet.append([])
            sheet.cell(sheet.max_row + 1, 1)
            sheet._current_row = sheet.max_row
            made.rejected += 1
    if "merged_cells" in quirks:
        column = labels.index("admin1") + 1
        for rows in places.values():
            if rows[-1] - rows[0] == len(rows) - 1:
                sheet.merge_cells(start_row=rows[0], end_row=rows[-1],
                                  start_column=column, end_column=column)  # fmt: skip
                made.notes.append("filled down")


def _is_header(sheet, row, quirks):
    return sum(cell.value is not None for cell in sheet[row]) >= (5 if "two_rows" in quirks else 7)


def _shown(number, record, quirks):
    """Return the cells of a record, keyed like the header."""
    out = dict(record) | {"nr": "Amal", "extra": "0123"}
    day, latitude, longitude = record["date"], record["latitude"], record["longitude"]
    if "text_dates" in quirks:
        out["date"] = day.strftime("%d/%m/%Y")
    if "serial_dates" in quirks:
        out["date"] = (day - dt.date(1899, 12, 30)).days
    if "two_digit_years" in quirks:
        out["date"] = day.strftime("%d.%m.%y")
    for language, names in MONTHS.items():
        if language in quirks:
            out["date"] = f"{day.day} {names.split()[day.month - 1]} {day.year}"
    text = f"{latitude:.6f}, {longitude:.6f}"
    if "decimal_comma" in quirks:
        out["latitude"], out["longitude"] = (
            f"{v:.6f}".replace(".", ",") for v in (latitude, longitude)
        )
    if "mixed_notations" in quirks and number % 3 == 1:
        out["latitude"], out["longitude"] = f"{latitude:.6f}° N", f"E {longitude:.6f}"
    if "mixed_notations" in quirks and number % 3 == 2:
        out["latitude"], out["longitude"] = (
            f"{int(v)}°{(v - int(v)) * 60:.5f}'{mark}"
            for v, mark in ((latitude, "N"), (longitude, "E"))
        )
    if "thousands" in quirks:
        out["killed"] = f"{1000 + record['killed']:,}"
    if "arabic_digits" in quirks:
        out["date"] = f"{day:%Y-%m-%d}".translate(INDIC)
        out["latitude"], out["longitude"] = (
            f"{v:.6f}".translate(INDIC) for v in (latitude, longitude)
        )
        out["killed"] = str(out["killed"]).translate(INDIC)
    out["gps"] = text
    return out


def _below(sheet, made, labels, quirks):
    if "total" in quirks:
        cells = dict.fromkeys(labels) | {labels[0]: "TOTAL", "killed": 45}
        sheet.append([cells[key] for key in labels])
        made.rejected += 1
    if "total_in_date" in quirks:
        cells = dict.fromkeys(labels) | {"date": "المجموع", "killed": 45}
        sheet.append([cells[key] for key in labels])
        made.rejected += 1
    if "footnotes" in quirks:
        sheet.append(["* Sources: health directorates"])
        sheet.append(["Note: figures are provisional"])
        made.rejected += 2


def _sheets(book, made, quirks):
    if "cover_sheet" in quirks:
        cover = book.create_sheet("README", 0)
        for row in (["How to fill in this form"], ["Date", "as dd/mm/yyyy"], ["GPS", "decimal"]):
            cover.append(row)
        made.notes.append("README")
    if "summary_sheet" in quirks:
        summary = book.create_sheet("Summary", 0)
        summary.append(["Date", "Killed"])
        for month in range(1, 6):
            summary.append([dt.date(2023, month, 1), month])
        made.notes.append("'Summary'")
    if "two_lists" in quirks:
        other = book.create_sheet("Older")
        for row in book["Data"].iter_rows(values_only=True):
            other.append(row)
        made.notes.append("several sheets could be the list")
    if "hidden_sheet" in quirks:
        other = book.create_sheet("Old", 0)
        for row in book["Data"].iter_rows(values_only=True, max_row=book["Data"].max_row - 4):
            other.append(row)
        other.sheet_state = "hidden"
        made.notes.append("'Old'")
    if "named_sheet" in quirks:
        other = book.create_sheet("Other", 0)
        other.append([*HEADERS.values(), "Weapon", "Injured"])
        other.append(["X-1", dt.date(2020, 1, 1), "Elsewhere", 1.5, 2.5, "arson", 0, "no", "", 1])
        made.options["sheet"] = "Data"
