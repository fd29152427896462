"""The HSDS interface: the objects of the exports, a page at a time, as the official schemas have them."""

import datetime as dt
import json
from pathlib import Path

import jsonschema_rs
import pytest
from django.conf import settings
from django.utils import timezone

from programs.api import parameters
from programs.models import Check, Clinic, Organization, Program, Term
from programs.publishing import change, confirm
from programs.vocabulary.hsds import id_of
from tests.exported import make_whole, services
from tests.factories import make_clinic, make_organization, make_program, make_user
from tests.hsds_answers import LISTS, contents, got

pytestmark = pytest.mark.django_db
SCHEMAS = Path(settings.BASE_DIR).parent / "shared/data/hsds/3.0/schema"
SERVICES = "services?full=true"
TODAY = timezone.localdate()
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def test_a_whole_service_is_the_one_that_the_exports_write(client):
    program = make_whole()
    [exported] = services()
    assert got(client, f"services/{program.public_id}") == exported
    assert contents(client, "services?full=true") == [exported]


def test_a_page_of_services_is_plain_and_says_which_page_it_is(client):
    made = sorted(str(make_program(types=["other-care"]).public_id) for _number in range(3))
    answer = got(client, "services?per_page=2&page=2")
    assert [each["id"] for each in answer["contents"]] == made[2:]
    assert {
        name: answer[name] for name in answer if name not in ("contents", "demonstration", "licence")
    } == {
        "total_items": 3,
        "total_pages": 2,
        "page_number": 2,
        "size": 1,
        "first_page": False,
        "last_page": True,
        "empty": False,
    }
    [service] = answer["contents"]
    assert [name for name, value in service.items() if isinstance(value, list)] == []
    assert service["organization"]["name"] == Program.objects.get(public_id=made[2]).clinic.name


def test_an_empty_list_is_one_empty_page(client):
    answer = got(client, "services")
    assert (answer["total_items"], answer["total_pages"], answer["empty"], answer["last_page"]) == (
        0,
        1,
        True,
        True,
    )


def test_minimal_gives_ids_and_times(client):
    program = make_program()
    changed = max(program.updated_at, program.clinic.updated_at)
    [each] = contents(client, "services?minimal=true")
    assert each == {"id": str(program.public_id), "modified_date": changed.isoformat().replace("+00:00", "Z")}


def test_it_is_narrowed_by_words_terms_organizations_and_time(client):
    ours = make_organization()
    willow = make_program(make_clinic(name="Willow", organization=ours), therapies=["cbt"])
    refusing = make_program(make_clinic(name="Oak"), therapies=[("cbt", "", "no", "")], medicine="psilocybin")
    cbt = Term.objects.get(vocabulary="therapy", slug="cbt").public_id
    psilocybin = Term.objects.get(vocabulary="medicine", slug="psilocybin").public_id
    alone = id_of(str(refusing.clinic.public_id), "organization")
    therapies = next(each["id"] for each in contents(client, "taxonomies") if each["name"] == "Therapies")
    later = refusing.updated_at
    with change(refusing.clinic, by=make_user()):
        refusing.clinic.website = "https://oak.example.org"
    refusing.clinic.refresh_from_db()
    later = refusing.clinic.updated_at.isoformat().replace("+00:00", "Z")
    asked = {
        "search=willow": willow,
        f"taxonomy_term_id={cbt}": willow,
        f"taxonomy_term_id={psilocybin}": refusing,
        f"taxonomy_id={therapies}": willow,
        f"organization_id={ours.public_id}": willow,
        f"organization_id={alone}": refusing,
        f"modified_after={later}": refusing,
    }
    for kind in ("services", "service_at_locations"):
        found = {query: service_ids(client, f"{kind}?{query}") for query in asked}
        assert found == {query: [str(program.public_id)] for query, program in asked.items()}
    unknown = "00000000-0000-4000-8000-000000000000"
    for name in ("taxonomy_term_id", "taxonomy_id", "organization_id"):
        assert contents(client, f"services?{name}={unknown}") == []


def test_modified_after_finds_what_says_something_else_since(client):
    """A service is found exactly up to its own time, which rises with each thing that a receiver has to know."""
    user, ours = make_user(), make_organization(name="Mesa")
    clinic = make_clinic(organization=ours)
    program, other = make_program(clinic), make_program(make_clinic(name="Other"))
    for model in (Clinic, Program, Organization):
        model.objects.update(updated_at=LONG_AGO)
    times = [LONG_AGO.isoformat().replace("+00:00", "Z")]

    def risen():
        [time] = [
            each["last_modified"]
            for each in contents(client, SERVICES)
            if each["id"] == str(program.public_id)
        ]
        assert time > times[-1]
        times.append(time)
        later = (
            (dt.datetime.fromisoformat(time) + dt.timedelta(microseconds=1))
            .isoformat()
            .replace("+00:00", "Z")
        )
        asked = {moment: service_ids(client, f"services?modified_after={moment}") for moment in (time, later)}
        assert asked == {time: [str(program.public_id)], later: []}
        [minimal] = contents(client, f"services?minimal=true&modified_after={time}")
        assert minimal["modified_date"] == time

    confirm(program, "offer", by=user, method="call", on=TODAY - dt.timedelta(30))
    risen()
    confirm(clinic, "contact", by=user, method="call")
    risen()
    with change(ours, by=user):
        ours.name = "Mesa Health"
    risen()
    with change(program, by=user):
        program.summary = "Other words."
    risen()
    assert service_ids(client, "services?modified_after=1970-01-01") == sorted(
        [str(program.public_id), str(other.public_id)]
    )
    assert service_ids(client, "services?modified_after=0001-01-01") == sorted(
        [str(program.public_id), str(other.public_id)]
    )
    assert service_ids(client, "services?modified_after=9999-12-31T23:59:59Z") == []


def test_a_check_that_ran_out_is_modified_as_its_last_day_is_over(client):
    program = make_program()
    confirm(program, "offer", by=make_user(), method="call", on=TODAY - dt.timedelta(400))
    for rows in (Program.objects, Clinic.objects):
        rows.update(updated_at=LONG_AGO)
    Check.objects.update(recorded_at=LONG_AGO)
    [time] = [each["last_modified"] for each in contents(client, SERVICES)]
    over = program.checks.get().expires_on + dt.timedelta(1)
    assert dt.datetime.fromisoformat(time) == timezone.make_aware(dt.datetime.combine(over, dt.time()))
    later = time.replace("00:00Z", "00:01Z")
    found = [len(service_ids(client, f"services?modified_after={moment}")) for moment in (time, later)]
    assert found == [1, 0]


def service_ids(client, address):
    return [each.get("service_id", each["id"]) for each in contents(client, address)]


def test_a_service_at_its_location_holds_both(client):
    program = make_whole()
    public_id, clinic = str(program.public_id), str(program.clinic.public_id)
    joined = id_of(public_id, "service_at_location")
    whole = got(client, f"service_at_locations/{joined}")
    assert (whole["id"], whole["service"]["id"], whole["location"]["id"]) == (joined, public_id, clinic)
    assert contents(client, "service_at_locations?full=true") == [whole]
    [plain] = contents(client, "service_at_locations")
    assert ("addresses" in whole["location"], "addresses" in plain["location"]) == (True, False)


def test_an_organization_has_its_locations_and_services(client):
    ours = make_organization(name="Mesa Health")
    one = make_program(make_clinic(organization=ours))
    two = make_program(one.clinic)
    far = make_program(make_clinic(organization=ours))
    alone = make_program(make_clinic(name="Alone"))
    whole = got(client, f"organizations/{ours.public_id}")
    assert whole["name"] == "Mesa Health"
    assert {each["id"] for each in whole["locations"]} == {
        str(one.clinic.public_id),
        str(far.clinic.public_id),
    }
    assert {each["id"] for each in whole["services"]} == {str(each.public_id) for each in (one, two, far)}
    assert set(whole["services"][0]) == {"id", "name", "status"}
    full = got(client, f"organizations/{ours.public_id}?full_service=true")
    assert "attributes" in full["services"][0]
    itself = id_of(str(alone.clinic.public_id), "organization")
    listed = contents(client, "organizations")
    assert [each["id"] for each in listed] == sorted([str(ours.public_id), itself])
    assert {name for each in listed for name in each} == {"id", "name", "description"}
    assert whole in contents(client, "organizations?full=true")
    assert [each["id"] for each in contents(client, "organizations?search=alone")] == [itself]


def test_terms_by_their_vocabulary_and_their_words(client):
    therapies = next(
        each for each in contents(client, "taxonomies?search=therap") if each["name"] == "Therapies"
    )
    assert got(client, f"taxonomies/{therapies['id']}") == therapies
    found = contents(client, f"taxonomy_terms?taxonomy_id={therapies['id']}&search=cbt")
    assert ("cbt", "Therapies") in [(each["code"], each["taxonomy"]) for each in found]
    assert got(client, f"taxonomy_terms/{found[0]['id']}") == found[0]
    assert got(client, "taxonomy_terms?top_only=true")["total_items"] == Term.objects.count()
    assert contents(client, f"taxonomy_terms?parent_id={found[0]['id']}") == []


def test_every_parameter_of_the_standard_is_read_or_refused():
    official = SCHEMAS / "openapi.json"
    if not official.exists():
        pytest.skip(f"{official} is missing: the schemas of HSDS are not part of this project.")
    paths = json.loads(official.read_text())["paths"]
    lists = {
        "services": parameters.SERVICES,
        "service_at_locations": parameters.SERVICE_AT_LOCATIONS,
        "organizations": parameters.ORGANIZATIONS,
        "taxonomies": parameters.PAGED,
        "taxonomy_terms": parameters.TERMS,
    }
    asked = {
        name: {
            each.get("name") or each["$ref"].rpartition("/")[2]
            for each in paths[f"/{name}"]["get"]["parameters"]
        }
        for name in lists
    }
    read = {name: {each.name for each in (*known, *parameters.REFUSED)} for name, known in lists.items()}
    assert [(name, asked[name] - read[name]) for name in lists if not asked[name] <= read[name]] == []
    assert min(map(len, asked.values())) >= len(parameters.PAGED)


def validator(name):
    """A validator of an official schema, its references read from the folder."""
    if not SCHEMAS.exists():
        pytest.skip(f"{SCHEMAS} is missing: the schemas of HSDS are not part of this project.")

    def read(uri):
        return json.loads((SCHEMAS / uri.rsplit("/", 1)[-1]).read_text())

    return jsonschema_rs.Draft202012Validator(
        read(f"{name}.json"),
        validate_formats=True,
        retriever=read,
        base_uri=f"https://schemas.invalid/{name}.json",
    )


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["", "?full=true"])
def test_every_object_is_as_the_official_schema_has_it(client, name, query):
    schema = validator({"taxonomies": "taxonomy"}.get(name, name.removesuffix("s")))
    make_whole()
    make_program(
        make_clinic(address_withheld="yes", operating_status="temporarily_closed", operating_reason="x")
    )
    make_program(make_clinic(city="", street="", postal_code=""))
    found = contents(client, f"{name}{query}")
    found += [got(client, f"{name}/{found[0]['id']}")]
    assert len(found) > 3
    assert [
        f"{error.instance_path}: {error.message}" for one in found for error in schema.iter_errors(one)
    ] == []
