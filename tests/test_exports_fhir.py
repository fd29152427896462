"""FHIR R4: each resource is what the standard and the profile of Plan-Net say, and holds what the row says."""

import datetime as dt
import json
from functools import cache
from pathlib import Path

import jsonschema_rs
import pytest
from django.conf import settings
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.healthcareservice import HealthcareService
from fhir.resources.R4B.location import Location
from fhir.resources.R4B.organization import Organization

from programs.exports.fhir import NUCC, PLAN_NET
from programs.publishing import change, close, confirm
from tests.exported import make_whole, written
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db
SCHEMA = Path(settings.BASE_DIR).parent / "shared/data/fhir/fhir_r4_schema_subset.json"
MODELS = {"Organization": Organization, "Location": Location, "HealthcareService": HealthcareService}


@cache
def schema():
    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA} is missing: the schema of FHIR is not part of this project.")
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))


def resources(query=""):
    return [entry["resource"] for entry in json.loads(written("fhir", query))["entry"]]


def only(kind):
    [found] = [each for each in resources() if each["resourceType"] == kind]
    return found


def make_world():
    """A program with all parts, one in a closed and hidden place, one of which little is known."""
    make_whole()
    hidden = make_clinic(
        address_withheld="yes", street="1 Canary Street", accessibility=["wheelchair", "parking"]
    )
    make_program(hidden, supervisors=["addiction-physician"], substances=[("alcohol", "", "no", "")])
    close(hidden, by=make_user(), why="Flood", for_good=False)
    make_program(make_clinic(city="", street="", postal_code="", latitude=None, longitude=None, precision=""))


def test_every_resource_is_read_by_the_library_of_fhir():
    make_world()
    data = json.loads(written("fhir"))
    assert Bundle.model_validate(data).type == "collection"
    lines = [json.loads(line) for line in written("fhir-ndjson").splitlines()]
    for line in lines[:-1]:
        assert MODELS[line["resourceType"]].model_validate(line).id == line["id"]
    assert Bundle.model_validate(lines[-1]).entry is None
    assert len(lines) - 1 == len(data["entry"]) == 9


def test_every_resource_is_as_the_schema_has_it():
    make_world()
    bundle = json.loads(written("fhir"))
    found = [bundle, *(json.loads(line) for line in written("fhir-ndjson").splitlines())]
    assert [error.message for each in found for error in schema().iter_errors(each)] == []


def test_every_resource_claims_its_profile_but_a_closed_place():
    make_world()
    claimed = [(each["resourceType"], each["meta"].get("profile")) for each in resources()]
    profiles = {
        (kind, tuple(profile or ())) for kind, profile in claimed if not (kind == "Location" and not profile)
    }
    assert profiles == {(kind, (f"{PLAN_NET}/StructureDefinition/plannet-{kind}",)) for kind in MODELS}
    assert claimed.count(("Location", None)) == 1


def test_what_the_profile_asks_for_is_there():
    make_world()
    for each in resources():
        if each["resourceType"] == "Organization":
            assert (each["active"], bool(each["name"]), len(each["type"])) == (True, True, 1)
        elif each["resourceType"] == "Location":
            assert (bool(each["name"]), each["status"] in ("active", "suspended")) == (True, True)
        else:
            delivery = [one for one in each["extension"] if one["url"].endswith("/delivery-method")]
            assert (each["active"], len(delivery), len(each["category"])) == (True, 1, 1)


def test_a_reference_leads_to_a_resource_of_the_file():
    make_world()
    bundle = json.loads(written("fhir"))
    urls = {entry["fullUrl"] for entry in bundle["entry"]}
    services = [
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "HealthcareService"
    ]
    assert {one["providedBy"]["reference"] for one in services} <= urls
    assert {one["location"][0]["reference"] for one in services} <= urls
    rows = [json.loads(line) for line in written("fhir-ndjson").splitlines()][:-1]
    names = {f"{row['resourceType']}/{row['id']}" for row in rows}
    assert {
        row["location"][0]["reference"] for row in rows if row["resourceType"] == "HealthcareService"
    } <= names


def test_a_service_says_what_the_row_says():
    program = make_whole()
    confirm(program, "availability", by=make_user(), method="call")
    service = only("HealthcareService")
    assert (service["id"], service["name"], service["comment"]) == (
        str(program.public_id),
        program.name,
        "Talks and doses.",
    )
    assert service["type"][0]["text"] == "Ketamine with talk therapy"
    assert service["eligibility"] == [{"comment": "Ages: 18 and older"}]
    said = [each["text"] for each in service["characteristic"]]
    assert "Prescriber on site: no" in said
    check = program.checks.get(group="offer")
    lines = service["extraDetails"].splitlines()
    assert lines[:3] == [
        "One dosing session: $450.50-$600.",
        "The whole course: at least $450.50.",
        "Not counted, as a price or a number is not stated: dosing session.",
    ]
    assert lines[4:6] == [
        f"What it offers: confirmed; source: Register of tests; checked on {check.checked_on} by phone, "
        f"counts until {check.expires_on}.",
        "What happens: listed; source: Register of tests.",
    ]
    assert service["communication"][0]["coding"] == [{"system": "urn:ietf:bcp:47", "code": "es"}]


def test_a_location_says_how_to_get_there_and_when():
    clinic = make_whole().clinic
    location = only("Location")
    assert location["id"] == str(clinic.public_id)
    assert location["address"] == {
        "use": "work",
        "type": "physical",
        "line": ["1 Elm Street", "2"],
        "city": "Tucson",
        "state": "AZ",
        "postalCode": "85701",
        "country": "US",
    }
    assert location["position"] == {"longitude": -110.9698, "latitude": 32.2217}
    assert location["hoursOfOperation"] == [
        {"daysOfWeek": ["mon"], "openingTime": "09:00:00", "closingTime": "17:00:00"}
    ]
    assert {"system": "phone", "value": "+15205550100 x7", "use": "work", "rank": 2} in location["telecom"]
    organization = only("Organization")
    assert organization["identifier"] == [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}]


def with_licences(**fields):
    """A program at a clinic with a licence that is valid, one of which that is not stated, and two that have ended."""
    clinic = make_clinic(**fields)
    for issuer, state, days in (
        ("Arizona Department of Health", "valid", 30),
        ("County", "not_stated", None),
        ("Board", "valid", -1),
        ("Commission", "revoked", None),
    ):
        until = None if days is None else TODAY + dt.timedelta(days)
        licence = {"issuer": issuer, "number": "A-1", "state": state, "valid_until": until}
        with change(clinic, by="tests", source=make_source()):
            clinic.licences.create(kind="accreditation", **licence)
    return make_program(clinic)


def qualifications():
    return [
        {part["url"]: part[next(key for key in part if key != "url")] for part in each["extension"]}
        for each in only("Organization").get("extension", [])
        if each["url"] == f"{PLAN_NET}/StructureDefinition/qualification"
    ]


def test_a_licence_that_is_valid_qualifies_a_clinic_that_stands_for_itself():
    with_licences()
    last = (TODAY + dt.timedelta(30)).isoformat()
    assert qualifications() == [
        {
            "identifier": {"value": "A-1"},
            "code": {"text": "Accreditation"},
            "issuer": {"display": "Arizona Department of Health"},
            "status": "active",
            "period": {"end": last},
        }
    ]
    assert schema().is_valid(json.loads(written("fhir")))
    assert Bundle.model_validate(json.loads(written("fhir")))


def test_every_licence_stands_in_words_at_its_place():
    with_licences(organization=make_organization())
    ended, last = ((TODAY + dt.timedelta(days)).isoformat() for days in (-1, 30))
    assert qualifications() == []
    assert only("Location")["description"].splitlines()[:4] == [
        f"Accreditation: Arizona Department of Health, number A-1, valid, until {last}.",
        "Accreditation: County, number A-1, not stated.",
        f"Accreditation: Board, number A-1, valid, until {ended}.",
        "Accreditation: Commission, number A-1, revoked.",
    ]


def test_each_price_is_a_line_of_the_details():
    make_program(
        prices=[
            {"item": "dosing_session", "low": 45050, "high": 60000, "note": "Cash only"},
            {"item": "consultation", "low": 20000, "high": 20000, "valid_until": TODAY},
            {"item": "booster", "low": 100000},
        ]
    )
    assert only("HealthcareService")["extraDetails"].splitlines()[3:6] == [
        "Dosing session: $450.50-$600; Cash only.",
        f"Consultation: $200; until {TODAY}.",
        "Booster: from $1,000.",
    ]


def test_new_people_are_named_only_while_a_check_counts():
    program = make_program(accepting="yes")
    names = [each["url"].rpartition("/")[2] for each in only("HealthcareService")["extension"]]
    assert names == ["delivery-method"]
    confirm(program, "availability", by=make_user(), method="call")
    names = [each["url"].rpartition("/")[2] for each in only("HealthcareService")["extension"]]
    assert names == ["delivery-method", "newpatients"]


def test_codes_of_other_lists_stand_beside_ours_for_a_yes_alone():
    make_program(
        substances=[("alcohol", "", "yes", ""), ("opioids", "", "no", "")],
        supervisors=["addiction-physician"],
    )
    service = only("HealthcareService")
    by_text = {each["text"]: each for each in service["characteristic"]}
    alcohol, opioids = by_text["Alcohol"], by_text["Opioids: no"]
    codes = {(code.get("version"), code["code"]) for code in alcohol["coding"]}
    assert codes == {
        (None, "alcohol"),
        ("2024", "ADTX"),
        ("2024", "AUDO"),
        ("2024", "PMAT"),
        ("2024", "ACMA"),
    }
    assert opioids == {"text": "Opioids: no"}
    assert {code["system"] for code in service["specialty"][0]["coding"]} == {NUCC}


def test_a_place_that_is_closed_for_a_while_says_so():
    program = make_program()
    close(program.clinic, by=make_user(), why="Flood", for_good=False)
    location, service = only("Location"), only("HealthcareService")
    assert (location["status"], location["availabilityExceptions"]) == ("suspended", "Flood")
    assert service["notAvailable"][0]["description"] == "Flood"


def test_a_withheld_address_gives_neither_address_nor_point():
    make_program(make_clinic(address_withheld="yes"))
    assert only("Location").keys() & {"address", "position"} == set()


def test_an_operator_of_two_clinics_is_written_once():
    organization = make_organization()
    for _number in range(2):
        make_program(make_clinic(organization=organization))
    kinds = [each["resourceType"] for each in resources()]
    assert kinds == ["Organization", "Location", "HealthcareService", "Location", "HealthcareService"]


@pytest.mark.parametrize("demonstration", [True, False])
def test_the_tags_are_the_stamp(settings, demonstration):
    settings.DEMONSTRATION = demonstration
    make_program()
    bundle = json.loads(written("fhir", "state=AZ"))
    tags = {tag["code"]: tag["display"] for tag in bundle["meta"]["tag"]}
    assert (tags["filter"], tags["rows"], tags["codebook"]) == ("state=AZ", "1", "2")
    assert tags["licence"].startswith("CC BY 4.0")
    labels = [tag["code"] for each in resources() for tag in each["meta"].get("tag", [])]
    assert ("HTEST" in tags, labels) == (demonstration, ["HTEST"] * 3 if demonstration else [])
