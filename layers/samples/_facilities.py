"""The invented facilities, and the list of coordinates notified for them."""

from layers.samples._country import CODE, Country, Row, degrees, offset
from layers.samples._words import ARABIC, CYRILLIC, WORDS


def make_facilities(land: Country) -> list[Row]:
    """Return about sixty facilities round the towns, with their true places under ``_place``."""
    kinds = ("hospital", "clinic", "health_centre", "maternity", "hospital", "clinic")
    titles = {"health_centre": "Health Centre", "maternity": "Maternity"}
    rows: list[Row] = []
    for number in range(54):
        town = land.towns[number % 9]
        kind = kinds[number // 9]
        reach = 400.0 + 5_000.0 * land.chance.random() ** 1.5
        place = offset(town["place"], reach, land.bearing_deg())
        word = WORDS[number]
        row = {
            "id": f"F-{number + 1:03d}",
            "name": f"{titles.get(kind, kind.capitalize())} {word}",
            "kind": kind,
            "operator": ("Demo Ministry of Health", "Demo Aid", "Demo Crescent")[number % 3],
            "country": CODE,
            "admin1": town["admin1"],
            "admin2": town["admin2"],
            **degrees(place),
            "error_m": "20" if number % 4 == 0 else "",
            "status": ("functioning", "partly functioning", "")[number % 3],
            "list_as_of": "2024-12-31",
            "public": "no" if number % 5 == 4 else "yes",  # noqa: PLR2004
            "do_not_publish": "yes" if number % 9 == 7 else "no",  # noqa: PLR2004
            "_place": place,
            "_town": town,
        }
        if number % 6 == 1:
            row["name_ar"] = ARABIC[number // 6]
        rows.append(row)
    for at, name in zip((12, 30, 47), CYRILLIC, strict=True):
        rows[at]["name"] = name
    rows[20]["name"], rows[20]["name_ar"] = ARABIC[9], ""
    rows[8] |= {"exists_from": "2024-07-01", "name": "Hospital India (new)"}
    rows[17] |= {"exists_until": "2023-12-31", "status": "closed"}
    rows[26] |= {"exists_from": "2023-03-01", "exists_until": "2024-03-01"}
    rows[35] |= {
        "kind": "field_hospital",
        "name": "Field Hospital Golf",
        "exists_from": "2024-02-01",
    }
    rows[44]["kind"], rows[44]["name"] = "pharmacy", "Pharmacy Tango"
    rows[53]["kind"], rows[53]["name"] = "dentist", "Dentist Zulu"
    return rows + _faulty_facilities(land, rows)


def _faulty_facilities(land: Country, rows: list[Row]) -> list[Row]:
    """Return the rows planted with faults, and plant those that change a row in place."""
    copies: tuple[tuple[str, Row, str, Row], ...] = (
        (
            "F-055",
            rows[0],
            "null_island",
            {"latitude": "0", "longitude": "0", "name": "Clinic Null"},
        ),
        ("F-056", rows[9], "swapped", {"name": "Clinic Swapped"}),
        ("F-057", rows[4], "duplicate", {}),
        ("F-058", rows[13], "duplicate", {"public": "no"}),
        ("F-059", rows[22], "missing", {"latitude": "", "longitude": "", "name": "Clinic Nowhere"}),
        ("F-060", rows[31], "low_precision", {"name": "Clinic Round"}),
        ("F-061", rows[40], "in_sea", {"name": "Clinic Afloat"}),
    )
    out = []
    for ident, like, fault, changes in copies:
        row = {**like, "id": ident, "error_m": "", **changes}
        place = offset(like["_place"], 700, land.bearing_deg())
        if fault == "swapped":
            flipped = degrees(place)
            row |= {"longitude": flipped["latitude"], "latitude": flipped["longitude"]}
        elif fault == "duplicate":
            row |= degrees(offset(like["_place"], 25, land.bearing_deg()))
        elif fault == "low_precision":
            row |= degrees(place, 2)
        elif fault == "in_sea":
            row |= degrees((-22.35, -30.2))
        out.append(land.plant("facilities", row, fault))
    return out


def _dms(value: float, marks: str) -> str:
    seconds = round(abs(value) * 3_600, 1)
    degrees, rest = divmod(seconds, 3_600)
    minutes, seconds = divmod(rest, 60)
    return f"{int(degrees)}°{int(minutes):02d}'{seconds:04.1f}\"{marks[value < 0]}"


def make_registry(land: Country, facilities: list[Row]) -> list[Row]:
    """Return the list of notified coordinates, with every kind of fault planted in it.

    Facilities 1 to 52 are walked through; what a registration says of its site is told by the
    number, so that the same site keeps the same fate from version to version.
    """
    fates = {
        **dict.fromkeys((5, 14, 23, 32, 41, 50), "unregistered"),
        6: "displaced 150 m",
        15: "displaced 400 m",
        24: "displaced 800 m",
        33: "displaced 1200 m",
        42: "displaced 3000 m",
        10: "swapped",
        28: "swapped",
        19: "sign_lost",
        37: "unreadable",
        3: "dms",
        12: "dms",
        21: "dms",
        30: "decimal_comma",
        39: "decimal_comma",
        2: "late",
        11: "late",
        20: "late",
        7: "outdated",
        16: "outdated",
        29: "undetermined",
        38: "missing",
    }
    rows = []
    for number, site in enumerate(facilities[:52], start=1):
        fate = fates.get(number, "covered")
        if fate == "unregistered":
            land.plant("registry", site, fate)
            continue
        row = _registration(land, number, site, fate)
        rows.append(row if fate == "covered" else land.plant("registry", row, fate))
    by_id = {row["id"]: row for row in rows}
    for number in (1, 18, 27):
        new = {"id": f"R-{number + 60:03d}", "reference_no": f"DEMO/{number + 60:04d}"}
        again = {**by_id[f"R-{number:03d}"], **new}
        rows.append(land.plant("registry", again, "duplicate"))
    for number, town in enumerate(land.towns[:3], start=91):
        place = offset(town["place"], 14_000, land.bearing_deg())
        site = {**facilities[0], "name": f"Clinic Elsewhere {number - 90}", "_place": place}
        site |= {"admin1": town["admin1"], "admin2": town["admin2"], "name_ar": ""}
        row = _registration(land, number, site, "covered")
        rows.append(land.plant("registry", row, "unmatched"))
    return rows


def _registration(land: Country, number: int, site: Row, fate: str) -> Row:
    shift_m = float(fate.split()[1]) if fate.startswith("displaced") else land.chance.uniform(2, 15)
    shift_m = 95.0 if fate == "undetermined" else shift_m
    place = offset(site["_place"], shift_m, land.bearing_deg())
    written = degrees(place)
    lon, lat = written["longitude"], written["latitude"]
    if fate == "swapped":
        lon, lat = lat, lon
    elif fate == "sign_lost":
        lat = lat.removeprefix("-")
    elif fate == "dms":
        lon, lat = _dms(place[0], "EW"), _dms(place[1], "NS")
    elif fate == "decimal_comma":
        lon, lat = lon.replace(".", ","), lat.replace(".", ",")
    elif fate == "unreadable":
        lat = "see letter"
    elif fate == "missing":
        lon, lat = "", ""
    year, month = (2024, 11) if fate == "late" else (2022 + number % 2, 1 + number % 12)
    day = 1 + number % 27
    return {
        "id": f"R-{number:03d}",
        **{key: site.get(key, "") for key in ("name", "name_ar", "kind", "operator", "country")},
        **{key: site.get(key, "") for key in ("admin1", "admin2")},
        "latitude": lat,
        "longitude": lon,
        "error_m": "20" if number % 3 else "",
        "registered_on": f"{year}-{month:02d}-{day:02d}",
        "registered_until": "2023-09-30" if fate == "outdated" else "",
        "notified_to": "Demo Liaison Office",
        "notified_on": f"{year}-{month:02d}-{min(day + 1, 28):02d}",
        "acknowledged_on": f"{year}-{month:02d}-{min(day + 3, 28):02d}" if number % 4 else "",
        "reference_no": f"DEMO/{number:04d}",
        "list_version": "2024-12",
        "list_as_of": "2024-12-31",
        "public": "no",
        "do_not_publish": "yes",
    }
