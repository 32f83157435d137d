"""The dictionary holds every column there is, and says no more than the data can bear."""

import pytest

from layers.columns import TABLES, describe
from layers.schema import AREA_COLUMNS, FACILITY_COLUMNS, INCIDENT_COLUMNS

OWN = "a column of the source's own file, as it stands there"


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("incidents", ["incident_id", *INCIDENT_COLUMNS]),
        ("facilities", ["facility_id", *FACILITY_COLUMNS]),
        ("areas", ["area_id", *AREA_COLUMNS]),
    ],
)
def test_every_canonical_column_is_described(table, columns):
    described = describe(table, columns)
    assert described["column"].tolist() == columns
    assert not described["meaning"].eq(OWN).any()
    assert described["unit"].ne("").all()


def test_radii_and_tiers_are_put_in():
    flags = describe("flags", ["p_500", "tier_if_doubled_1000"])
    assert "within 500 m" in flags["meaning"][0]
    assert "at 1000 m" in flags["meaning"][1]
    assert "within 5000 m" in describe("incidents", ["p_any_5000"])["meaning"][0]
    assert describe("incidents", ["p_any_500_doubled"])["unit"][0] == "probability, 0 to 1"
    facility = describe("facilities", ["n_almost_certain_500"])["meaning"][0]
    assert "almost_certain" in facility
    assert "500 m" in facility


def test_what_is_not_ours_is_called_the_sources():
    columns = ["acled_notes", "ucdp_ged_priogrid_500", "p_x"]
    assert describe("flags", columns)["meaning"].tolist() == [OWN] * 3
    assert describe("nothing", ["p_500"])["meaning"].tolist() == [OWN]


def test_no_meaning_claims_more_than_the_data():
    for entries in TABLES.values():
        for meaning, unit in entries.values():
            for word in ("targeted", "deliberate", "war crime", "violat"):
                assert word not in (meaning + unit).casefold()
