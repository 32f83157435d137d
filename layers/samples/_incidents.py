"""The invented incidents: every precision, from twenty metres to withheld."""

from itertools import count
from typing import Final

from layers.samples._country import CODE, Country, Place, Row, degrees, offset

_CITATION: Final = "Demoland sample: invented"
_STRIKES: Final = (
    ("air_strike", "aerial bomb"),
    ("drone_strike", "drone"),
    ("shelling", "artillery"),
    ("missile_or_rocket", "rocket"),
    ("mine_or_ied", "improvised explosive device"),
)
_PARTIES: Final = (
    ("Demo Army", "state"),
    ("Demo Liberation Front", "non_state"),
    ("", "unknown"),
    ("Demo Army; Demo Liberation Front", "multiple"),
)
_ATTRIBUTION: Final = ("reported", "contested", "acknowledged", "investigated", "unknown")

# distance from a facility (m), stated error (m): from certain to hopeless at 500 m and 1 km
_NEAR: Final = (
    *((60, 20), (150, 20), (320, 20), (480, 20), (700, 20), (950, 20), (1_500, 20)),
    *((80, 100), (250, 100), (430, 100), (560, 100), (900, 100), (1_050, 100), (2_000, 100)),
    *((100, 1_000), (400, 1_000), (800, 1_000), (1_200, 1_000), (1_800, 1_000), (3_000, 1_000)),
)


class _Writer:
    """Makes rows with a number, a date, a weapon and a party each."""

    def __init__(self, land: Country) -> None:
        self.land = land
        self.numbers = count(1)

    def row(self, town: Row, point: Place | None, precision: str, /, **more: str) -> Row:
        """Return one strike in a town; ``more`` replaces any cell."""
        number = next(self.numbers)
        kind, weapon = _STRIKES[number % len(_STRIKES)]
        party, party_type = _PARTIES[number % len(_PARTIES)]
        day = number * 7 % 730
        return {
            "id": f"I-{number:03d}",
            "date": f"{2023 + day // 365}-{1 + day % 365 // 31:02d}-{1 + day % 28:02d}",
            "country": CODE,
            "admin1": town["admin1"],
            "admin2": town["admin2"],
            "place": town["name"],
            **(degrees(point, 5) if point else {"longitude": "", "latitude": ""}),
            "precision": precision,
            "type": kind,
            "weapon": weapon,
            "perpetrator": party,
            "perpetrator_type": party_type,
            "attribution_status": _ATTRIBUTION[number % len(_ATTRIBUTION)] if party else "unknown",
            "reported_hit": "no",
            "killed": str(number * 5 % 7) if number % 3 else "",
            "injured": str(number * 3 % 11) if number % 4 else "",
            "description": f"Invented: {weapon}, {town['name']}.",
            "citation": _CITATION,
            **more,
        }


def make_incidents(land: Country, facilities: list[Row]) -> list[Row]:
    """Return about 120 incidents in and around the towns."""
    write = _Writer(land)
    rows = [
        *_near_facilities(write, facilities),
        *_in_towns(write),
        *_in_areas(write),
        *_without_strike(write, facilities),
        *_on_one_point(write),
        *_faulty(write),
    ]
    _struck_before_registration(rows, facilities)
    return rows


def _near_facilities(write: _Writer, facilities: list[Row]) -> list[Row]:
    """Return strikes at known distances from a facility, some reported as having damaged it."""
    rows = []
    for number, (distance_m, error_m) in enumerate(_NEAR * 2):
        site = facilities[number]
        place = offset(site["_place"], distance_m, write.land.bearing_deg())
        site_level = error_m < 1_000  # noqa: PLR2004 - metres
        more = {"error_m": str(error_m), "error_model": "normal"}
        if number % 5 == 0:
            more |= {
                "target": "facility",
                "reported_hit": "yes",
                "facility": site["name"],
                "description": f"Invented: {site['name']} reported damaged.",
            }
        precision = "site" if site_level else "neighbourhood"
        rows.append(write.row(site["_town"], place, precision, **more))
    return rows


def _in_towns(write: _Writer) -> list[Row]:
    """Return strikes known to a town (5 km), or near one (a disc of 25 km)."""
    rows = []
    for number in range(18):
        town = write.land.towns[number % 9]
        place = offset(town["place"], write.land.chance.uniform(0, 1_500), write.land.bearing_deg())
        more = {"error_m": "5000", "error_model": "normal"}
        if number % 6 == 2:  # noqa: PLR2004
            more |= {"target": "facility", "reported_hit": "yes"}
        rows.append(write.row(town, place, "settlement", **more))
    for number in range(8):
        town = write.land.towns[number]
        place = offset(town["place"], 6_000, write.land.bearing_deg())
        more = {"error_m": "25000", "error_model": "disc"}
        rows.append(write.row(town, place, "settlement", **more))
    return rows


def _in_areas(write: _Writer) -> list[Row]:
    """Return strikes known to a district, a province, the country, or to nobody."""
    rows = []
    for number, precision in enumerate(
        ["admin2"] * 9 + ["admin1"] * 5 + ["country"] * 3 + ["unknown"] * 4 + ["withheld"] * 5
    ):
        town = write.land.towns[number % 9]
        more = {}
        if precision in {"admin2", "admin1"}:
            more["error_model"] = "area"
        if precision == "admin1":
            more |= {"admin2": "", "place": ""}
        if precision in {"country", "withheld"}:
            more |= {"admin1": "", "admin2": "", "place": ""}
        if precision == "withheld":
            more |= {"target": "facility", "reported_hit": "yes"}
        has_point = precision == "unknown" or (precision == "admin2" and number % 2 == 0)
        place = offset(town["place"], 2_500, write.land.bearing_deg()) if has_point else None
        row = write.row(town, place, precision, **more)
        if precision in {"country", "withheld"}:
            row["description"] = "Invented: an incident of which the place is not given."
        rows.append(row)
    return rows


def _without_strike(write: _Writer, facilities: list[Row]) -> list[Row]:
    """Return armed attacks, and robberies and threats that are neither strike nor armed attack."""
    acts = (
        *(("shooting", "firearms", "2", "1", "no"), ("shooting", "firearms", "1", "3", "no")),
        *(("arson", "fire", "0", "0", "yes"), ("shooting", "firearms", "0", "2", "no")),
        *(("looting", "", "0", "0", "no"), ("looting", "firearms", "0", "0", "no")),
        *(("threat", "firearms", "0", "0", "no"), ("arrest", "", "0", "0", "no")),
        *(("abduction", "firearms", "0", "0", "no"), ("obstruction", "", "0", "0", "no")),
    )
    rows = []
    for number, (kind, weapon, killed, injured, damaged) in enumerate(acts):
        site = facilities[5 * number]
        place = offset(site["_place"], 150, write.land.bearing_deg())
        more = {
            "type": kind,
            "weapon": weapon,
            "killed": killed,
            "injured": injured,
            "error_m": "100",
            "error_model": "normal",
            "target": "facility",
            "reported_hit": damaged,
            "description": f"Invented: {kind}.",
            "facility": site["name"],
            "place": site["_town"]["name"],
        }
        rows.append(write.row(site["_town"], place, "site", **more))
    return rows


def _on_one_point(write: _Writer) -> list[Row]:
    """Return strikes that a geocoder put on one point: twelve places, and twelve times one town."""
    rows = []
    city = write.land.towns[4]
    middle = (city["centre"].x, city["centre"].y)
    for number in range(12):
        town = write.land.towns[number % 9]
        more = {"place": f"Hamlet {number + 1} near {town['name']}"}
        more |= {"error_m": "5000", "error_model": "normal", "admin2": city["admin2"]}
        more |= {"admin1": city["admin1"]}
        row = write.row(town, middle, "settlement", **more)
        rows.append(write.land.plant("incidents", row, "shared_point"))
    cape = write.land.towns[8]
    more = {"error_m": "5000", "error_model": "normal"}
    rows += [write.row(cape, cape["place"], "settlement", **more) for _ in range(12)]
    return rows


def _faulty(write: _Writer) -> list[Row]:
    """Return one row for each fault that a list of incidents may have."""
    land = write.land
    town = land.towns[3]
    place = offset(town["place"], 900, land.bearing_deg())
    stated = {"error_m": "100", "error_model": "normal"}
    flipped = degrees(place, 5)
    swapped = {"longitude": flipped["latitude"], "latitude": flipped["longitude"]}
    rows = {
        "unreadable_date": write.row(town, place, "site", **stated, date="31/02/2024"),
        "swapped": write.row(town, place, "site", **stated, **swapped),
        "in_sea": write.row(town, (-22.3, -30.2), "site", **stated),
        "missing": write.row(town, None, "site", **stated),
        "unreadable": write.row(
            town, None, "site", **stated, latitude="30 south", longitude="near the well"
        ),
        "null_island": write.row(town, (0.0, 0.0), "site", **stated),
    }
    month = write.row(town, place, "site", **stated, date="2024-03")
    return [*(land.plant("incidents", row, fault) for fault, row in rows.items()), month]


def _struck_before_registration(rows: list[Row], facilities: list[Row]) -> None:
    """Date the strikes near the sites that were registered late, so that they came before."""
    late = (2, 11, 20)
    for row, site in zip(rows, facilities[: len(_NEAR) * 2], strict=False):
        if int(site["id"].removeprefix("F-")) in late:
            row["date"] = "2024-05-17"
