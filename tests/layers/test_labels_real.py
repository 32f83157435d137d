"""One vocabulary for all sources: no value of a real file's classifying columns is unmapped."""

from pathlib import Path

import pandas as pd
import pytest

from geo import vocabulary as words
from layers.formats import read_table
from layers.headers import fold
from layers.source import RawTable
from layers.sources import all_sources, recognise
from layers.sources._cells import NOTHING_SAID, find, texts
from layers.sources._labels import unknown_labels, with_others
from layers.sources._weapon_types import weapon_types

# the columns of each source from which kind, weapon, perpetrator, target and certainty are read by
# a table; a source that reads one from counts (Insecurity Insight's target) has no column for it
CLASSIFYING = {
    "acled": ("event_type", "sub_event_type", "inter1", "inter2", "time_precision"),
    "airwars": (
        *("Strike type", "Airwars civilian harm grading", "Strike status"),
        *("Suspected belligerent", "Suspected belligerents", "Known belligerent"),
    ),
    "awsd": ("Means of attack", "Attack context", "Location"),
    "bellingcat": ("bellingcat_weapon_system", "bellingcat_type_of_area_affected"),
    "insecurity_insight": ("Reported Perpetrator",),
    "insecurity_insight_explosive": (
        *("Explosive Weapon Type", "Launch Type", "Affected", "Reported Perpetrator"),
    ),
    "shcc": (
        *("Weapon Carried/Used", "Weapons use", "Explosive weapons use", "Other weapon type"),
        *("Reported Perpetrator", "Perpetrator"),
    ),
    "ucdp_ged": ("type_of_violence",),
    "who_ssa": ("Certainty Level", *(f"HC {what}" for what in ("Facilities", "Transport"))),
    "yemen_air_raids": ("Main category",),
}
FILES = {
    "acled_ukraine_1000.csv": "acled",
    "airwars_gaza_2023-2024_scraped.csv": "airwars",
    "awsd_security_incidents_2016-10-03.csv": "awsd",
    "bellingcat_civilian_harm_ukraine_2022.json": "bellingcat",
    "insecurity_insight_attacks_on_health_care_2016-2023.xlsx": "insecurity_insight",
    "insecurity_insight_explosive_weapons_2020-2023.xlsx": "insecurity_insight_explosive",
    "shcc_2021_sudan.xlsx": "shcc",
    "shcc_2022_incidents_global.xlsx": "shcc",
    "shcc_2023_sudan.xlsx": "shcc",
    "ucdp_ged_sudan_api_trailing_field.csv": "ucdp_ged",
    "ucdp_ged_sudan_hdx_hxl.csv": "ucdp_ged",
    "ucdp_ged_ukraine_2014-2023_cp1252.csv": "ucdp_ged",
    "who_ssa_attacks_2017-2024.csv": "who_ssa",
    "who_ssa_attacks_2020-2024.xlsx": "who_ssa",
    "yemen_data_project_air_raids_district_points.xlsx": "yemen_air_raids",
}
ALLOWED = {
    "event_type": words.EVENT_TYPES,
    "weapon_type": words.WEAPON_TYPES,
    "perpetrator_reported_type": words.PERPETRATOR_TYPES,
    "attribution_status": words.ATTRIBUTION_STATUSES,
    "target": words.TARGETS,
    "certainty": words.CERTAINTIES,
}


def test_every_real_file_of_incidents_is_here(shared_data):
    there = {path.name for path in (shared_data / "incidents").iterdir()}
    assert {name for name in there if not name.endswith(".js.txt")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_no_label_of_a_real_file_is_unmapped(shared_data, name):
    raw = read_table(shared_data / "incidents" / name, role="incidents")
    source = all_sources()[FILES[name]]
    assert recognise(raw.frame.columns, "incidents") is source
    table = source.read(raw)
    assert unknown_labels(raw.frame, source, table) == ()
    entries = (*source.labels, *source.codes)
    seen = 0
    for column in CLASSIFYING[source.name]:
        known = {fold(entry.value) for entry in entries if entry.column == column}
        assert known, column
        cells = raw.frame if find(raw.frame, column) is not None else table
        if find(cells, column) is not None:
            said = set(texts(cells, column).dropna().map(fold))
            assert said - known - NOTHING_SAID == set(), column
            seen += 1
    assert seen
    if "weapon_type" not in table:
        table = table.assign(weapon_type=weapon_types(table["event_type"]))
    for column, allowed in ALLOWED.items():
        if column in table:
            assert set(table[column].dropna()) <= set(allowed), column
    # a strike has a weapon that explodes, or that the source does not name
    explodes = {"aircraft", "drone", "missile_or_rocket", "shell", "mine_or_ied"}
    explodes |= {"explosive_unspecified", "several", "unknown"}
    assert set(table.loc[table["is_strike"], "weapon_type"].dropna()) <= explodes


def test_an_unknown_weapon_in_a_cell_of_several_is_noted():
    frame = pd.DataFrame({"Weapon Carried/Used": ["Firearms, Slingshot", "Knife", None]})
    source = all_sources()["insecurity_insight"]
    table = source.read(RawTable(Path("f"), "test", frame))
    note = "1 rows have values of weapons unknown to the source's tables ('slingshot')"
    assert unknown_labels(frame, source, table) == (note,)
    assert table["event_type"].tolist() == ["unknown", "unknown", "unknown"]
    assert with_others(table, frame, source)["event_type"].tolist() == [
        *("other", "unknown", "unknown"),
    ]
    assert table["weapon_type"].tolist() == ["firearm", "blade_or_blunt", "unknown"]
