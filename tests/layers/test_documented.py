"""The documented sample: every row cited, placed where it says, contested where it is."""

import csv
import re
from collections import Counter

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Geod

import layers
from geo.vocabulary import ATTRIBUTION_STATUSES, EVENT_TYPES, KINDS, PERPETRATOR_TYPES, TARGETS
from layers.boundaries import countries
from layers.conflicts import assign, profiles
from layers.samples import documented
from layers.samples._documented import DOCUMENTED_FOLDER

WGS84 = Geod(ellps="WGS84")
BORDER_M = 5000.0  # Goma, Mariupol and Kherson lie across the shipped, generalised outline
# what no sentence of ours may say, whoever is meant
INTENT = re.compile(
    r"\btarget|deliberat|intentional|on purpose|\baimed|war crime|atrocit|terroris|massacre|martyr",
    re.IGNORECASE,
)


def _rows(role):
    with documented()[role].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INCIDENTS, FACILITIES, REGISTRY = (_rows(name) for name in ("incidents", "facilities", "registry"))


@pytest.fixture(scope="module")
def incidents():
    return layers.load_incidents(documented()["incidents"])


@pytest.fixture(scope="module")
def facilities():
    return layers.load_facilities(documented()["facilities"])


def _by_id(rows, table):
    return [table.loc[table.index.str.endswith(f":{row['id']}")].iloc[0] for row in rows]


def _metres(one, other):
    first, second = (
        (float(row["longitude"]), float(row["latitude"])) if isinstance(row, dict) else row
        for row in (one, other)
    )
    return WGS84.inv(*first, *second)[2]


def test_the_size_and_the_conflicts():
    assert len(INCIDENTS) >= 60
    assert sum(row["is_strike"] == "yes" for row in INCIDENTS) >= 60
    found = Counter(row["conflict"] for row in INCIDENTS)
    assert len(found) >= 8
    assert set(found) <= set(profiles())
    for rows in (INCIDENTS, FACILITIES, REGISTRY):
        assert len({row["id"] for row in rows}) == len(rows)


def test_every_row_is_cited_and_checked():
    for row in [*INCIDENTS, *FACILITIES, *REGISTRY]:
        assert row["citation"].strip(), row["id"]
        assert re.search(r"\b20\d\d\b|OpenStreetMap", row["citation"]), row["id"]
        assert row["coordinates_basis"].strip(), row["id"]
        assert float(row["error_m"]) > 0, row["id"]
        assert row["licence"], row["id"]
    for row in [*INCIDENTS, *REGISTRY]:
        assert row["checked"] in ("seen", "record"), row["id"]
        assert row["checked_where"].strip(), row["id"]
    for row in INCIDENTS:
        said = "record" in row["checked_where"]
        assert row["checked"] == "seen" or said, row["id"]


def test_the_words_are_ours_and_claim_no_intent():
    for row in INCIDENTS:
        text = row["description"]
        assert 20 < len(text) < 500, row["id"]
        assert text.endswith("."), row["id"]
        assert not INTENT.search(text), (row["id"], text)
        assert row["event_type"] in EVENT_TYPES
        assert row["attribution_status"] in ATTRIBUTION_STATUSES
        assert row["perpetrator_type"] in PERPETRATOR_TYPES
        assert row["target"] in TARGETS


def test_a_contested_row_carries_both_accounts_and_no_other_does():
    contested = [row for row in INCIDENTS if row["attribution_status"] == "contested"]
    assert len(contested) >= 3
    for row in INCIDENTS:
        accounts = [row["account_a"], row["account_b"]]
        if row in contested:
            assert all(accounts), row["id"]
            assert accounts[0] != accounts[1]
            assert all(account in row["description"] for account in accounts)
            assert row["description"].endswith("Responsibility contested.")
        else:
            assert not any(accounts), row["id"]
    al_ahli = next(row for row in contested if row["date_start"] == "2023-10-17")
    assert "Israeli air strike" in al_ahli["account_a"]
    assert "misfired" in al_ahli["account_b"]


def test_a_party_is_named_where_one_is_reported():
    for row in INCIDENTS:
        if row["attribution_status"] == "unknown":
            assert not row["perpetrator"], row["id"]
            assert row["perpetrator_type"] == "unknown", row["id"]
        else:
            assert row["perpetrator"], row["id"]
            assert row["perpetrator_type"] != "unknown", row["id"]


def test_dates_and_counts():
    today = max(pd.Timestamp(row["list_as_of"]) for row in FACILITIES)
    for row in INCIDENTS:
        start, end = pd.Timestamp(row["date_start"]), pd.Timestamp(row["date_end"])
        first = profiles()[row["conflict"]].first_date
        assert first <= start <= end <= today, row["id"]
        assert (end - start).days <= 3, row["id"]
        low, high = row["killed_min"], row["killed_max"]
        assert bool(low) == bool(high), row["id"]
        if low:
            assert int(low) <= int(high), row["id"]
        if row["health_workers_killed"] and high:
            assert int(row["health_workers_killed"]) <= int(high), row["id"]


def test_everything_is_read_as_it_is_meant(incidents):
    assert incidents.rejected.empty
    assert len(incidents.table) == len(INCIDENTS)
    columns = incidents.read_as[0]["columns"]
    assert columns["facility"] == "facility_named"
    assert columns["error_m"] == "error_m_stated"
    for row, read in zip(INCIDENTS, _by_id(INCIDENTS, incidents.table), strict=True):
        assert read["date_start"] == pd.Timestamp(row["date_start"])
        assert read["date_end"] == pd.Timestamp(row["date_end"])
        assert read["error_m"] == float(row["error_m"])
        assert read["error_model"] == row["error_model"]
        assert read["event_type"] == row["event_type"]
        assert read["is_strike"] == (row["is_strike"] == "yes")
        assert read["reported_hit"] == (row["reported_hit"] == "yes")
        assert read["attribution_status"] == row["attribution_status"]
        assert read["facility_named"] == row["facility"]
        assert read["citation"] == row["citation"]
        assert read["target"] == row["target"]
        assert read.geometry.x == float(row["longitude"])
        assert read.geometry.y == float(row["latitude"])
        counts = ("fatalities_min", "killed_min"), ("fatalities_max", "killed_max")
        for column, name in (*counts, ("health_workers_killed", "health_workers_killed")):
            read_count = None if pd.isna(read[column]) else int(read[column])
            assert read_count == (int(row[name]) if row[name] else None), row["id"]


def test_the_one_armed_attack_is_no_strike(incidents):
    others = incidents.table[~incidents.table["is_strike"]]
    assert len(others) == 1
    assert others["is_armed_attack"].all()
    assert others["place_name"].tolist() == ["Kabul"]


def test_every_point_is_in_its_country(incidents, facilities):
    land = countries().set_index("country").geometry.to_crs("EPSG:4326")
    for table in (incidents.table, facilities.table):
        for code, rows in table.groupby("country"):
            outline = gpd.GeoSeries([land.loc[code]], crs="EPSG:4326")
            local = outline.estimate_utm_crs()
            away = rows.geometry.to_crs(local).distance(outline.to_crs(local).iloc[0])
            assert away.max() < BORDER_M, (code, away.idxmax())


def test_every_row_is_in_its_conflict(incidents):
    found = assign(incidents.table, profiles(), countries())
    stated = {f"generic_incidents:{row['id']}": row["conflict"] for row in INCIDENTS}
    assert found.to_dict() == stated


def test_facilities(facilities):
    assert facilities.rejected.empty
    named = {row["id"]: row for row in FACILITIES}
    for row, read in zip(FACILITIES, _by_id(FACILITIES, facilities.table), strict=True):
        assert row["kind"] in KINDS
        assert read["kind"] == row["kind"]
        assert read["error_m"] == float(row["error_m"])
        if row["exists_until"]:
            assert read["exists_until"] == pd.Timestamp(row["exists_until"])
    for row in INCIDENTS:
        facility = named[row["facility_ref"]]
        assert row["facility"] == facility["name"]
        assert row["country"] == facility["country"]
        apart = _metres(row, facility)
        assert (apart == 0) == (row["point_of"] == "facility") or apart < 1, row["id"]
        assert apart <= float(row["error_m"]) + float(facility["error_m"]), row["id"]
        until = facility["exists_until"]
        assert not until or row["date_start"] <= until, row["id"]


def test_kunduz_was_notified_and_the_later_centre_is_another_site():
    old, new = (next(row for row in FACILITIES if row["id"] == name) for name in ("AF-1", "AF-2"))
    strike = next(row for row in INCIDENTS if row["facility_ref"] == "AF-1")
    assert strike["date_start"] == old["exists_until"] == "2015-10-03"
    assert new["exists_from"] > strike["date_start"]
    registration = next(row for row in REGISTRY if row["facility_ref"] == "AF-1")
    assert registration["registered_on"] == "2015-09-29"


def test_the_registry_holds_what_is_public_only():
    table = layers.load_facilities(documented()["registry"])
    assert table.rejected.empty
    named = {row["id"]: row for row in FACILITIES}
    for row, read in zip(REGISTRY, _by_id(REGISTRY, table.table), strict=True):
        facility = named[row["facility_ref"]]
        assert row["public"] == "yes"
        assert row["notified_to"]
        assert row["what_is_public"]
        assert _metres(row, facility) == 0
        assert row["error_m"] == facility["error_m"]  # no better than what is public
        assert pd.isna(read["registered_on"]) == (not row["registered_on"])
    assert sum(bool(row["registered_on"]) for row in REGISTRY) == 2


def test_the_readme_counts_what_is_there():
    text = " ".join((DOCUMENTED_FOLDER / "README.txt").read_text(encoding="utf-8").split())
    strikes = sum(row["is_strike"] == "yes" for row in INCIDENTS)
    assert f"{len(INCIDENTS)} attacks" in text
    assert f"({strikes} strikes and one armed attack)" in text
    assert f"the {len(FACILITIES)} facilities" in text
    assert f"{len(REGISTRY)} registrations" in text
    assert f"{sum(row['checked'] == 'record' for row in INCIDENTS)} rows." in text
    page = DOCUMENTED_FOLDER.parents[2] / "docs" / "documented.md"
    if page.is_file():
        for conflict, n in Counter(row["conflict"] for row in INCIDENTS).items():
            assert re.search(rf"^\| {conflict} \| {n} \|", page.read_text("utf-8"), re.MULTILINE)


GAZA = {  # id here: id of the World Health Organization's list
    "GZ-1": "GZ-HS-00016",
    "GZ-2": "GZ-HS-00020",
    "GZ-3": "GZ-HS-00025",
    "GZ-4": "GZ-HS-00002",
    "GZ-5": "GZ-HS-00028",
    "GZ-9": "GZ-FH-00002",
}


def test_gaza_against_the_list_of_the_world_health_organization(shared_data):
    path = shared_data / "facilities" / "gaza_health_facilities_who_2026.xlsx"
    theirs = pd.read_excel(path, engine="calamine").set_index("HSPID")[["X", "Y"]]
    ours = {row["id"]: row for row in FACILITIES}
    for name, code in GAZA.items():
        assert _metres(ours[name], tuple(theirs.loc[code])) < 300, name
    for row in INCIDENTS:  # points that another source gives for the strike itself
        if row["point_of"] == "incident" and row["facility_ref"] in GAZA:
            near = tuple(theirs.loc[GAZA[row["facility_ref"]]])
            assert _metres(row, near) < 300, row["id"]


def test_sudan_south_sudan_and_congo_against_public_lists(shared_data):
    folder = shared_data / "facilities"
    ours = {row["id"]: row for row in FACILITIES}
    outlines = gpd.read_file(folder / "sudan_hotosm_health_polygons_shp.zip")
    inside = outlines.geometry.representative_point()
    for name, osm_id in (("SD-3", "1290809697"), ("SD-5", "736736896")):
        point = inside[outlines["osm_id"].astype(str).eq(osm_id)].iloc[0]
        assert _metres(ours[name], (point.x, point.y)) < 300, name
    path = folder / "who_kemri_subsaharan_public_facilities.csv.gz"
    public = pd.read_csv(path, low_memory=False)
    for name, country, title in (
        ("SD-5", "Sudan", "Al Naow teaching Hospital"),
        ("SS-2", "South Sudan", "Old Fangak Hosp Primary Health Care Centre"),
        ("SS-3", "South Sudan", "Lankien Primary Health Care Centre"),
        ("CD-1", "Democratic Republic of the Congo", "Masisi Hôpital Général de Référence"),
    ):
        rows = public[public["Country"].eq(country) & public["Facility name"].eq(title)]
        assert len(rows) == 1, name
        point = tuple(rows[["Long", "Lat"]].iloc[0])
        assert _metres(ours[name], point) < 300, name


def test_rows_that_quote_a_shared_file_agree_with_it(shared_data):
    path = shared_data / "incidents" / "insecurity_insight_attacks_on_health_care_2016-2023.xlsx"
    table = pd.read_excel(path, engine="calamine", skiprows=[1])
    events = table.set_index(table["SiND Event ID"].astype(int))
    quoted = 0
    for row in INCIDENTS:
        for number in re.findall(r"event (\d+)", row["citation"]):
            event = events.loc[int(number)]
            assert event["Country ISO"] == row["country"], row["id"]
            day = pd.Timestamp(event["Date"])
            near = pd.Timedelta(days=1)
            start, end = pd.Timestamp(row["date_start"]), pd.Timestamp(row["date_end"])
            assert start - near <= day <= end + near, row["id"]
            quoted += 1
    assert quoted >= 30


def test_airwars_points_agree_with_its_file(shared_data):
    path = shared_data / "incidents" / "airwars_gaza_2023-2024_scraped.csv"
    table = pd.read_csv(path, low_memory=False).set_index("Incidence_id")
    quoted = [row for row in INCIDENTS if "ispt" in row["coordinates_basis"]]
    located = [row for row in quoted if row["point_of"] == "incident"]
    assert len(located) >= 3
    for row in located:
        number = re.search(r"ispt\w+", row["coordinates_basis"]).group()
        theirs = table.loc[number]
        assert (float(row["latitude"]), float(row["longitude"])) == (theirs["lat"], theirs["long"])
