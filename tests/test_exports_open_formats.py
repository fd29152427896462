"""The same ids in the same order in every format; NDJSON and GeoJSON, each as its standard has it."""

import csv
import io
import json
import re

import openpyxl
import pytest
from geojson_pydantic import Feature, FeatureCollection, Point
from pydantic import ValidationError

from programs.exports.formats import FORMATS
from tests.exported import make_whole, tables_of, written
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db
GeoJSON = FeatureCollection[Feature[Point, dict]]  # with no other kinds of place than points


def ids_of_csv(data):
    return [row["program_id"] for row in csv.DictReader(io.StringIO(data.decode(), newline=""))][:-1]


def ids_of_workbook(data):
    header, *rows = openpyxl.load_workbook(io.BytesIO(data))["Listings"].values
    return [row[header.index("program_id")] for row in rows]


def services_of(resources):
    return [each["id"] for each in resources if each["resourceType"] == "HealthcareService"]


# How a reader takes the programs' ids from a file of each format: a new format needs its line here.
IDS = {
    "csv": ids_of_csv,
    "xlsx": ids_of_workbook,
    "json": lambda data: [row["program_id"] for row in json.loads(data)["rows"]],
    "ndjson": lambda data: [json.loads(line)["program_id"] for line in data.splitlines()[:-1]],
    "geojson": lambda data: [feature["id"] for feature in json.loads(data)["features"]],
    "print": lambda data: re.findall(r'<section id="([^"]+)"', data.decode()),
    "hsds-tabular": lambda data: [row["id"] for row in tables_of(data)["service"]],
    "fhir": lambda data: services_of([entry["resource"] for entry in json.loads(data)["entry"]]),
    "fhir-ndjson": lambda data: services_of(map(json.loads, data.splitlines())),
    "hsds": lambda data: [service["id"] for service in json.loads(data)["contents"]],
}


def test_every_format_holds_the_same_ids_in_the_same_order():
    programs = {name: make_program(make_clinic(name=name)) for name in ("Bravo", "Alpha", "Charlie")}
    second = make_program(programs["Alpha"].clinic, name="Second")
    make_program(make_clinic(name="Elsewhere", region="NV", city="Reno", postal_code="89501"))
    make_program(make_clinic(name="Draft"), published=False)
    expected = [programs["Alpha"], second, programs["Bravo"], programs["Charlie"]]
    read = {name: IDS[name](written(name, "state=AZ&sort=name")) for name in FORMATS}
    ids = [str(program.public_id) for program in expected]
    assert [name for name in FORMATS if read[name] != ids] == []


def test_the_last_line_of_ndjson_is_the_stamp():
    make_program()
    *rows, last = [json.loads(line) for line in written("ndjson", "state=AZ").splitlines()]
    assert rows == json.loads(written("json", "state=AZ"))["rows"]
    assert list(last) == ["stamp"]
    assert (last["stamp"]["filter"], last["stamp"]["rows"]) == ("state=AZ", 1)


def test_a_feature_stands_at_the_public_point_longitude_first():
    make_program(make_clinic(latitude=32.25, longitude=-110.9, precision="exact"))
    said = json.loads(written("geojson"))
    assert (said["type"], said["stamp"]["rows"]) == ("FeatureCollection", 1)
    [feature] = said["features"]
    assert (feature["type"], feature["geometry"]) == (
        "Feature",
        {"type": "Point", "coordinates": [-110.9, 32.25]},
    )
    assert [feature["properties"]] == json.loads(written("json"))["rows"]


@pytest.mark.parametrize("columns", ["public", "full"])
def test_a_withheld_address_has_no_geometry(columns):
    make_program(make_clinic(latitude=32.25, longitude=-110.9, address_withheld="yes"))
    [feature] = json.loads(written("geojson", columns=columns))["features"]
    assert feature["geometry"] is None


def test_a_row_of_several_programs_is_a_feature_of_the_clinic():
    clinic = make_clinic()
    make_program(clinic)
    make_program(clinic)
    [feature] = json.loads(written("geojson", rows="clinic"))["features"]
    assert feature["id"] == str(clinic.public_id)


def test_a_public_validator_takes_the_map():
    """A withheld address has no geometry, a row of several programs the id of its clinic."""
    make_whole()
    make_program(make_clinic(address_withheld="yes", name="Withheld"))
    make_program(make_clinic(latitude=None, longitude=None, precision=""))
    for query, rows in (("", "program"), ("", "clinic"), ("state=NV", "program")):
        data = json.loads(written("geojson", query, rows=rows))
        collection = GeoJSON.model_validate(data)
        told = [[*each.geometry.coordinates] if each.geometry else None for each in collection.features]
        assert told == [each["geometry"] and each["geometry"]["coordinates"] for each in data["features"]]
    data["features"] = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1]}}
    ]
    with pytest.raises(ValidationError):
        GeoJSON.model_validate(data)
