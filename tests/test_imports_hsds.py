"""HSDS comes in as it went out, as far as HSDS can carry it; and what others write is taken with care."""

import io
import json
import random
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from programs.exports.formats import write
from programs.exports.rows import published_ids
from programs.exports.table import table_of
from programs.imports import formats
from programs.imports.hsds import read
from programs.imports.options import Options
from programs.imports.row import Reject, Row, Skip
from programs.imports.table import Table
from programs.models import (
    Change,
    Check,
    Clinic,
    Hours,
    Licence,
    Organization,
    Phone,
    Program,
    SourceRecord,
)
from programs.publishing import change, close, set_rows
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user
from tests.worlds import make_world

pytestmark = pytest.mark.django_db
MOCKS = Path(settings.BASE_DIR).parent / "shared/data/hsds"
# What HSDS cannot carry, or what no list may say of itself: when somebody checked it and what counts only while a check
# does; when it changed; the ids of what is a part, and of organizations and taxonomy terms.
NOT_CARRIED = ("assured_date", "last_modified", "wait_time")
MADE_ANEW = ("organization", "phones", "cost_options", "organization_identifiers")


def exported(path=None):
    """The services of all that is public, as our HSDS file has them; the file at `path` when one is given."""
    file = io.BytesIO()
    write(file, "hsds", table_of(published_ids(Clinic.objects.order_by("public_id"))))
    if path:
        path.write_bytes(file.getvalue())
    return json.loads(file.getvalue())["contents"]


def carried(thing, kind=""):
    """An object without what HSDS cannot carry, its lists in one order; `kind` is the list that it stands in."""
    if isinstance(thing, list):
        found = [carried(each, kind) for each in thing if each.get("link_type") != "accepting"]
        return sorted(found, key=lambda each: json.dumps(each, sort_keys=True))
    if not isinstance(thing, dict):
        return thing
    gone = {*NOT_CARRIED, "organization_id", *(("id", "link_id") if kind in MADE_ANEW else ())}
    parts = {name: carried(value, kind if name == "attributes" else name) for name, value in thing.items()}
    return {name: value for name, value in parts.items() if name not in gone}


def bring(path, *more, source="Partner"):
    how = ["--source", source, "--edition", "2026", "--scope", "all", "--publish", "--apply"]
    call_command("import_listings", str(path), *how, *more, stdout=io.StringIO())


def forget():
    SourceRecord.objects.all().delete()
    Clinic.objects.all().delete()
    Organization.objects.all().delete()
    Change.objects.all().delete()


def make_all():
    """Entries that together state every kind of fact."""
    clinic = make_clinic(
        name="Willow; | \\ House",
        organization=make_organization("Mesa Health", ownership="private_nonprofit", npi="1234567893"),
        languages=["en", "es"],
        accessibility=["wheelchair"],
        unit="Suite 2",
        county="Pima",
        time_zone="America/Phoenix",
        email="hello@willow.example.org",
        website="https://willow.example.org/a?b=c",
    )
    phones = [Phone(kind="intake", number="+15205550101", extension="7")]
    phones += [Phone(kind="fax", number="+15205550102", note="weekdays")]
    stretches = [("09:00", "12:00"), ("13:00", "17:30")]
    with change(clinic, by="tests", source=make_source()):
        set_rows(clinic, "phones", phones)
        set_rows(clinic, "hours", [Hours(day=1, opens=opens, closes=closes) for opens, closes in stretches])
        set_rows(
            clinic, "licences", [Licence(kind="licence", issuer="State; of AZ", number="7", state="valid")]
        )
    by_note = {"includes": ["preparation"], "note": "By insurance: less"}
    prices = [
        {"item": "dosing_session", "low": 45050, "high": 60000, **by_note},
        {"item": "consultation", "low": 0, "high": 0, "valid_from": "2020-01-01"},
        {"item": "whole_course", "low": 300000, "high": None, "currency": "EUR"},
    ]
    full = {
        "types": ["kap", "infusion"],
        "routes": ["iv-infusion"],
        "substances": [("alcohol", "primary", "yes", ""), ("opioids", "also", "no", "")],
        "therapies": ["cbt", "12-step"],
        "payments": ["medicaid", ("va", "", "no", "")],
        "states": ["AZ", "NV"],
        "prices": prices,
        "dosing_fewest": 4,
        "dosing_most": 6,
        "dose_low": "0.5",
        "dose_unit": "mg/kg",
        "legal_status": "off_label",
        "take_home": "never",
        "prescriber_on_site": "yes",
        "urine_drug_screen": "no",
        "with_methadone": "does_not_apply",
        "age_min": 18,
        "age_max": 80,
        "summary": "Talks\nand doses.",
        "trial_registration": "NCT1",
    }
    make_program(clinic, **full)
    make_program(clinic, name="Other care", types=["other-care"], medicine="none")
    hidden = {"address_withheld": "yes", "street": "1 Canary Street", "postal_code": "85711"}
    make_program(make_clinic(name="Quiet", **hidden))
    nowhere = {
        "latitude": None,
        "longitude": None,
        **dict.fromkeys(("city", "street", "postal_code", "precision"), ""),
    }
    make_program(make_clinic(name="No place", **nowhere))
    paused = make_program(make_clinic(name="Paused")).clinic
    close(paused, by=make_user(), why="Flood", for_good=False)


def all_ids():
    return {*all_of(Clinic), *all_of(Program)}


def all_of(model):
    return model.objects.values_list("public_id", flat=True)


def test_what_went_out_comes_back_the_same(tmp_path):
    make_all()
    ids = all_ids()
    before = exported(tmp_path / "first.json")
    forget()
    bring(tmp_path / "first.json")
    after = exported(tmp_path / "second.json")
    assert carried(after) == carried(before)
    assert len(after) == 5
    assert all_ids() == ids
    forget()
    bring(tmp_path / "second.json")
    assert carried(exported()) == carried(before)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_random_worlds_come_back_the_same(tmp_path, seed):
    make_world(random.Random(seed), 30)
    before = exported(tmp_path / "world.json")
    forget()
    bring(tmp_path / "world.json")
    assert carried(exported()) == carried(before)


def test_the_same_file_again_changes_nothing_and_nothing_is_checked(tmp_path):
    make_all()
    exported(tmp_path / "first.json")
    forget()
    bring(tmp_path / "first.json")
    changes = Change.objects.count()
    bring(tmp_path / "first.json")
    assert (Change.objects.count(), Check.objects.count(), Clinic.objects.count()) == (changes, 0, 4)


def test_our_own_ids_lead_to_the_entries_that_are_here(tmp_path):
    make_all()
    exported(tmp_path / "first.json")
    bring(tmp_path / "first.json")
    assert (Clinic.objects.count(), Program.objects.count()) == (4, 5)


SERVICE, PLACE = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def service(**more):
    """A service as another directory might write it."""
    location = {
        "id": PLACE.upper(),
        "location_type": "physical",
        "name": "Oak House",
        "addresses": [
            {
                "id": SERVICE,
                "address_1": "1 Elm Street",
                "city": "Tucson",
                "state_province": "Arizona",
                "postal_code": "85701",
                "country": "US",
                "address_type": "physical",
            }
        ],
        "phones": [{"id": SERVICE, "number": "(520) 555-0199", "type": "voice"}],
    }
    location |= more.pop("location", {})
    return {
        "id": SERVICE,
        "name": "Counseling",
        "status": "active",
        "organization": {"id": PLACE, "name": "Oak Inc", "description": "x"},
        "service_at_locations": [{"id": SERVICE, "location": location}],
        **more,
    }


def read_all(tmp_path, *services, scope="all"):
    path = tmp_path / "services.json"
    path.write_text(json.dumps({"contents": list(services), "total_items": len(services)}))
    return list(read(Table(path), Options(source="Partner", edition="2026", scope=scope)))


def term(name):
    return {
        "id": SERVICE,
        "taxonomy_term": {"id": SERVICE, "name": name, "description": "", "taxonomy_id": PLACE},
    }


def test_it_is_recognised_by_what_its_rows_hold(tmp_path):
    read_all(tmp_path, service())
    form, reason = formats.choose("auto", Table(tmp_path / "services.json"))
    assert (form.NAME, "service_at_locations" in reason) == ("hsds", True)


def test_what_another_directory_says_is_read_by_its_words(tmp_path):
    [row] = read_all(
        tmp_path,
        service(
            attributes=[term("Cognitive behavioral therapy"), term("Alcohol"), term("Juggling")],
            minimum_age=18,
            schedules=[{"id": SERVICE, "byday": "MO,TU", "opens_at": "09:00:00", "closes_at": "17:00"}],
            cost_options=[{"id": SERVICE, "option": "Consultation", "amount": 99.5, "currency": "USD"}],
            languages=[{"id": SERVICE, "name": "Spanish"}],
            location={"latitude": 32.2217, "longitude": -110.9698},
        ),
    )
    assert (row.key, list(row.programs)) == (PLACE, [SERVICE])
    assert row.clinic == {
        "name": "Oak House",
        "organization": "Oak Inc",
        "street": "1 Elm Street",
        "city": "Tucson",
        "region": "AZ",
        "postal_code": "85701",
        "country": "US",
        "latitude": "32.2217",
        "longitude": "-110.9698",
        "precision": "street",
        "phones": "main | +15205550199",
        "hours": "MO | 09:00 | 17:00; TU | 09:00 | 17:00",
        "languages": "es",
    }
    assert row.programs[SERVICE] == {
        "name": "Counseling",
        "types": "other-care",
        "therapies": "cbt",
        "substances": "alcohol",
        "age_min": "18",
        "prices": "consultation | 9950 | 9950 | USD",
    }
    assert [(column, value) for column, value, _words in row.warnings] == [("attributes", "Juggling")]


def test_without_ketamine_it_only_adds_to_what_is_here(tmp_path):
    [row] = read_all(tmp_path, service(), scope="ketamine")
    assert (row.only_known, row.programs, row.silent) == (True, {}, frozenset({SERVICE}))
    [row] = read_all(
        tmp_path, service(attributes=[term("Ketamine-assisted psychotherapy")]), scope="ketamine"
    )
    assert (row.only_known, row.programs[SERVICE]["types"]) == (False, "kap")


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"id": "7"}, "id"),
        ({"service_at_locations": []}, "service_at_locations"),
        ({"service_at_locations": [{"id": SERVICE}]}, "service_at_locations"),
        ({"service_at_locations": "x"}, "service_at_locations"),
        ({"service_at_locations": [1]}, "service_at_locations"),
        ({"attributes": {"a": 1}}, "attributes"),
        ({"organization": [1]}, "organization"),
        ({"location": {"phones": "x"}}, "service_at_locations"),
        ({"location": {"id": ""}}, "service_at_locations"),
        ({"location": {"addresses": [{"state_province": "Atlantis"}]}}, "service_at_locations"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, more, column):
    [row] = read_all(tmp_path, service(**more))
    assert isinstance(row, Reject)
    assert (row.column, bool(row.reason)) == (column, True)


def test_what_is_doubtful_is_left_out_and_named(tmp_path):
    [row] = read_all(
        tmp_path,
        service(
            url="not a site",
            email="nobody",
            licenses="Licensed by the state",
            minimum_age=17.5,
            cost_options=[{"option": "Tea", "amount": 1}, {"option": "Booster", "amount": "much"}],
            schedules=[{"id": SERVICE, "byday": "MO", "opens_at": "22:00", "closes_at": "02:00"}],
            service_areas=[{"id": SERVICE, "name": "The moon"}],
            location={"phones": [{"number": "call us"}], "accessibility": [{"description": "A moat"}]},
        ),
    )
    assert isinstance(row, Row)
    named = sorted(column for column, _value, _words in row.warnings)
    expected = [
        "accessibility",
        "email",
        "licenses",
        "minimum_age",
        "phones",
        "schedules",
        "service_areas",
        "url",
    ]
    assert named == sorted([*expected, "cost_options", "cost_options"])


def test_a_service_that_is_no_longer_offered_is_left_out(tmp_path):
    [row] = read_all(tmp_path, service(status="defunct"))
    assert isinstance(row, Skip)


def test_the_examples_of_others_are_read(tmp_path):
    example = MOCKS / "3.0/examples/service_full.json"
    if not example.exists():
        pytest.skip(f"{example} is missing: the examples of HSDS are not part of this project.")
    found = read_all(tmp_path, json.loads(example.read_text()))
    assert [type(row) for row in found] == [Reject]  # its place is in no state of the US
