"""FHIR bundles: the Locations in them, and nothing else."""

import json

import pytest

from layers import load_facilities, load_incidents
from layers.errors import InputError


def location(ident, name, lat=None, lon=None, **more):
    resource = {"resourceType": "Location", "id": ident, "name": name, "status": "active", **more}
    if lat is not None:
        resource["position"] = {"latitude": lat, "longitude": lon}
    return {"resource": resource}


def bundle(path, *entries):
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": list(entries)}), "utf-8")
    return path


def test_a_bundle_of_locations(tmp_path):
    path = bundle(
        tmp_path / "locations.json",
        location(
            "1",
            "Alfa Hospital",
            15.60123,
            32.53456,
            alias=["مستشفى ألفا"],
            type=[{"coding": [{"code": "HOSP", "display": "Hospital"}]}],
            address={"country": "SD", "state": "Khartoum", "district": "Bahri"},
            managingOrganization={"display": "Ministry of Health"},
        ),
        location("2", "Bravo", 15.7, 32.6, type=[{"coding": [{"code": "HOSP"}]}]),
        location("3", "Charlie clinic", type=[{"text": "Clinic"}]),
        {"resource": {"resourceType": "Organization", "id": "o"}},
    )
    loaded = load_facilities(path)
    table = loaded.table
    assert loaded.accounting["source"].tolist() == ["fhir_location"]
    assert loaded.accounting["read"].tolist() == [3]
    first = table.loc["fhir_location:1"]
    assert (first["name"], first["names_other"]) == ("Alfa Hospital", ["مستشفى ألفا"])
    assert (first["country"], first["admin1"], first["admin2"]) == ("SDN", "Khartoum", "Bahri")
    assert first["operator"] == "Ministry of Health"
    assert (first.geometry.x, first.geometry.y) == (32.53456, 15.60123)
    assert table["kind"].tolist() == ["hospital", "hospital", "clinic"]
    assert table.loc["fhir_location:3", "coordinates_status"] == "missing"
    assert any("1 other resources" in note for note in loaded.read_as[0]["notes"])


def test_a_bundle_without_a_location_is_refused(tmp_path):
    path = bundle(tmp_path / "b.json", {"resource": {"resourceType": "Organization", "id": "o"}})
    with pytest.raises(InputError, match="holds no Location"):
        load_facilities(path)


def test_a_notification_template(tmp_path):
    path = tmp_path / "template.csv"
    path.write_text(
        "Humanitarian notification: static locations\n\n"
        "No.,Organization,Type of site,Name of site (English),Name of site (Arabic),Latitude (N),"
        "Longitude (E),Date of submission,Notified to,Reference number\n"
        "1,Relief Org,Hospital,Al Amal,مستشفى الأمل,31.51234,34.46123,25/03/2024,Party A,REF-1\n",
        encoding="utf-8",
    )
    row = load_facilities(path).table.iloc[0]
    assert (row["name"], row["names_other"]) == ("Al Amal", ["مستشفى الأمل"])
    assert (row["kind"], row["operator"]) == ("hospital", "Relief Org")
    assert str(row["registered_on"].date()) == "2024-03-25"
    assert (row["notified_to"], row["reference_no"]) == ("Party A", "REF-1")


def test_a_list_of_sites_is_no_list_of_incidents(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(
        "No.,Organization,Type of site,Name of site (English),Latitude (N),Longitude (E),Remarks\n"
        "1,Relief Org,Hospital,Al Amal,31.51234,34.46123,open\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="looks like a list of facilities"):
        load_incidents(path)
    assert len(load_incidents(path, "generic_incidents").table) == 1
