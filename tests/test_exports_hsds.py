"""HSDS, as JSON and as tables: as the standard has it, and what the row says."""

import io
import json
import zipfile
from pathlib import Path

import frictionless
import jsonschema_rs
import pytest
from django.conf import settings
from django.utils import timezone

from programs.exports.formats import write
from programs.exports.hsds import COLUMNS
from programs.exports.table import WrongChoice, table_of
from programs.publishing import confirm
from tests.exported import make_whole, services, tables_of, written
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
DAY = timezone.localdate().isoformat()
SCHEMA = Path(settings.BASE_DIR).parent / "shared/data/hsds/3.0/schema/compiled/service_with_definitions.json"
OWNERS = ("organization", "service", "location", "taxonomy", "taxonomy_term")


def test_every_service_is_as_the_schema_has_it():
    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA} is missing: the schemas of HSDS are not part of this project.")
    make_whole()
    make_program(
        make_clinic(address_withheld="yes", operating_status="temporarily_closed", operating_reason="x")
    )
    make_program(make_clinic(city="", street="", postal_code=""))
    schema = jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text()), validate_formats=True)
    found = services()
    assert len(found) == 3
    assert [
        f"{error.instance_path}: {error.message}" for one in found for error in schema.iter_errors(one)
    ] == []


def test_a_service_says_what_the_row_says():
    program = make_whole()
    [service] = services()
    clinic, [joined] = str(program.clinic.public_id), service["service_at_locations"]
    location = joined["location"]
    assert (service["id"], service["status"], service["minimum_age"]) == (
        str(program.public_id),
        "active",
        18,
    )
    assert service["assured_date"] == str(program.checks.get().checked_on)
    assert (location["id"], location["addresses"][0]["address_1"], location["addresses"][0]["address_2"]) == (
        clinic,
        "1 Elm Street",
        "2",
    )
    phone = location["phones"][-1]
    assert (phone["number"], phone["extension"], phone["type"]) == ("+15205550100", 7, "voice")
    assert [(each["byday"], each["opens_at"]) for each in location["schedules"]] == [("MO", "09:00")]
    assert [each["name"] for each in location["languages"]] == ["Spanish"]
    assert [(cost["amount"], cost["currency"]) for cost in service["cost_options"]] == [(450.5, "USD")]
    assert [area["name"] for area in service["service_areas"]] == ["Nevada"]
    said = {(each["link_type"], each["value"]) for each in service["attributes"]}
    assert {("therapies", "yes"), ("prescriber_on_site", "no")} <= said
    [term] = [each["taxonomy_term"] for each in service["attributes"] if each["link_type"] == "therapies"]
    assert (term["code"], term["taxonomy"]) == ("cbt", "Therapies")
    assert service["organization"]["organization_identifiers"][0]["identifier"] == "1234567893"


def test_a_clinic_without_an_organization_stands_for_itself():
    make_program(make_clinic(name="Willow"))
    [service] = services()
    assert service["organization"]["name"] == "Willow"
    assert service["organization_id"] == service["organization"]["id"]
    assert service["organization_id"] == service["service_at_locations"][0]["location"]["organization_id"]


def test_ids_of_attributes_are_all_different():
    make_program(substances=["alcohol", "opioids"], therapies=["cbt"])
    found = [each["id"] for each in services()[0]["attributes"]]
    assert len(set(found)) == len(found) > 2


@pytest.mark.parametrize("columns", ["public", "full"])
def test_hsds_holds_no_withheld_address_no_point_and_nobody_who_checked(columns):
    clinic = make_clinic(street="1 Canary Street", latitude=32.25, longitude=-110.9, address_withheld="yes")
    program = make_program(clinic)
    confirm(program, "offer", by=make_user("canary"), method="call", note="canary")
    data = written("hsds", columns=columns)
    location = json.loads(data)["contents"][0]["service_at_locations"][0]["location"]
    assert {"addresses", "latitude", "longitude"} & set(location) == set()
    assert b"anary" not in data


def package_report(data, folder, edit=None):
    """What frictionless says of a package: [(table, kind of fault)]. `edit` changes the texts of its files first."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    for path in folder.iterdir() if edit else ():
        path.write_text(edit(path.name, path.read_text()))
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.stats["tasks"] == len(tables_of(data))
    return sorted({(task.name, error.type) for task in report.tasks for error in task.errors})


BROKEN = {
    "a number that is none": (("services.csv", ",18,", ",adult,"), ("service", "type-error")),
    "a day that is none": (("services.csv", DAY, "soon"), ("service", "type-error")),
    "a place that is not there": (
        ("service_at_location.csv", "{location}", "{service}"),
        ("service_at_location", "foreign-key"),
    ),
}


@pytest.fixture
def whole_package():
    program = make_whole()
    make_program(program.clinic, name="=Second", therapies=["cbt"], age_min=18)
    make_program(make_clinic(address_withheld="yes"), substances=["alcohol"], payments=["medicaid"])
    confirm(program.clinic, "contact", by=make_user("other"), method="call")
    return program, written("hsds-tabular")


def test_a_public_validator_takes_the_tabular_package(whole_package, tmp_path):
    assert package_report(whole_package[1], tmp_path) == []


@pytest.mark.parametrize("what", BROKEN)
def test_that_validator_finds_what_is_wrong_with_a_package(whole_package, tmp_path, what):
    program, data = whole_package
    (file, old, new), fault = BROKEN[what]
    ids = {"location": str(program.clinic.public_id), "service": str(program.public_id)}

    def edit(name, text):
        changed = text.replace(old.format(**ids), new.format(**ids)) if name == file else text
        assert changed != text or name != file
        return changed

    assert package_report(data, tmp_path, edit) == [fault]


def test_each_object_is_a_row_of_its_table_once():
    program = make_whole()
    make_program(program.clinic, name="=Second", therapies=["cbt"])
    tables = tables_of(written("hsds-tabular"))
    numbers = {name: len(rows) for name, rows in tables.items() if name not in ("attribute", "phone")}
    assert numbers == {
        "organization": 1,
        "organization_identifier": 1,
        "service": 2,
        "service_area": 1,
        "service_at_location": 2,
        "location": 1,
        "address": 1,
        "schedule": 1,
        "language": 1,
        "accessibility": 0,
        "cost_option": 1,
        "taxonomy_term": len({row["taxonomy_term_id"] for row in tables["attribute"]} - {""}),
        "taxonomy": len({row["taxonomy_id"] for row in tables["taxonomy_term"]}),
    }
    assert [row["name"] for row in tables["service"]][-1] == "'=Second"
    assert {row["number"] for row in tables["phone"]} == {
        phone.number for phone in program.clinic.phones.all()
    }


def test_a_package_names_its_license_as_data_packages_do():
    package = json.loads(zipfile.ZipFile(io.BytesIO(written("hsds-tabular"))).read("datapackage.json"))
    path = "https://creativecommons.org/licenses/by/4.0/"
    assert package["licenses"] == [{"name": "CC-BY-4.0", "path": path}]


def test_the_tables_are_those_of_the_standard_and_every_link_is_met():
    make_whole()
    data = written("hsds-tabular")
    tables = tables_of(data)
    ids = {f"{name}_id": {row["id"] for row in tables[name]} for name in OWNERS}
    missing = [
        (name, key)
        for name, rows in tables.items()
        for row in rows
        for key, value in row.items()
        if value and key in ids and value not in ids[key]
    ]
    assert missing == []
    official = SCHEMA.parents[2] / "datapackage.json"
    if not official.exists():
        pytest.skip(f"{official} is missing: the schemas of HSDS are not part of this project.")
    known = {
        (each["name"], each["path"]): {field["name"] for field in each["schema"]["fields"]}
        for each in json.loads(official.read_text())["resources"]
    }
    package = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("datapackage.json"))
    ours = {
        (each["name"], each["path"]): {field["name"] for field in each["schema"]["fields"]}
        for each in package["resources"]
    }
    assert [key for key, fields in ours.items() if not fields <= known.get(key, set())] == []


def test_hsds_is_made_of_public_columns_of_ids_and_of_times():
    assert {column.name for column in COLUMNS if "public" not in column.sets} == {
        "phone_ids",
        "price_ids",
    }


@pytest.mark.parametrize("name", ["hsds", "hsds-tabular"])
def test_hsds_refuses_what_is_not_public(name):
    with pytest.raises(WrongChoice, match="public entries alone"):
        write(io.BytesIO(), name, table_of([], "full", unpublished=True))
