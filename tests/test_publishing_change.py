"""The one door for writing."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from programs.models import Change, Check, Clinic, Phone, SearchChange, SearchRevision, Statement
from programs.publishing import Stale, change, confirm, set_rows, set_terms
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

pytestmark = pytest.mark.django_db


def rows_of(entry):
    rows = Change.objects.filter(resource_id=entry.public_id, last_action_type="update").order_by("pk")
    return [(row.field_name, row.previous_value, row.replacement_value) for row in rows]


def revision():
    return SearchRevision.objects.values_list("n", flat=True).first() or 0


def test_one_row_a_changed_fact_with_who_and_why():
    clinic, user = make_clinic(name="Before"), make_user("ana")
    with change(clinic, by=user, why="They moved"):
        clinic.name = "After"
        clinic.street = "1 New Street"
    assert {field for field, _old, _new in rows_of(clinic)} == {"name", "street"}
    assert ("name", "Before", "After") in rows_of(clinic)
    row = Change.objects.filter(resource_id=clinic.public_id).first()
    assert (row.updated_by, row.user, row.why, row.version, row.clinic) == (
        "ana",
        user,
        "They moved",
        2,
        clinic,
    )


def test_a_new_entry_has_one_row_created():
    clinic = make_clinic()
    rows = Change.objects.filter(resource_id=clinic.public_id)
    assert [(row.last_action_type, row.field_name, row.version) for row in rows] == [("create", "", 1)]


def test_lists_and_rows_are_facts_too():
    clinic = make_clinic(phone="+15205550111", languages=["es"])
    with change(clinic, by="tests"):
        set_terms(clinic, "language", ["es", ("en", "", "no", "no one speaks it")])
        set_rows(clinic, "phones", [Phone(number="+15205550112", kind="intake")])
    assert sorted(rows_of(clinic)) == [
        ("languages", "es", "en=no | no one speaks it; es"),
        ("phones", "main | +15205550111", "intake | +15205550112"),
    ]


def test_a_block_that_changes_nothing_leaves_no_trace():
    clinic = make_clinic()
    confirm(clinic, "identity", by=make_user(), method="call")
    clinic.refresh_from_db()
    before = (
        Change.objects.count(),
        Statement.objects.count(),
        revision(),
        clinic.version,
        clinic.updated_at,
    )
    with change(clinic, by="tests"):
        clinic.name = str(clinic.name)
    clinic.refresh_from_db()
    after = (Change.objects.count(), Statement.objects.count(), revision(), clinic.version, clinic.updated_at)
    assert after == before
    assert Check.objects.get().ended_on is None


def test_the_checks_of_changed_groups_end_and_others_stay():
    program = make_program()
    for group in ("offer", "people", "safeguards"):
        confirm(program, group, by=make_user(), method="call")
    other = make_program(program.clinic)
    confirm(other, "people", by=make_user(), method="call")
    with change(program, by="tests"):
        set_terms(program, "substance", ["alcohol"])
    ended = {(check.program_id, check.group) for check in Check.objects.exclude(ended_on=None)}
    assert ended == {(program.pk, "people")}
    assert Check.objects.exclude(ended_on=None).get().ended_on == timezone.localdate()


def test_a_check_made_inside_the_change_stays():
    clinic = make_clinic()
    confirm(clinic, "contact", by=make_user(), method="call")
    with change(clinic, by="tests"):
        clinic.email = "new@example.org"
        confirm(clinic, "contact", by=make_user(), method="web_page")
    assert [check.method for check in Check.objects.filter(ended_on=None)] == ["web_page"]


def test_an_older_version_is_refused_with_theirs():
    mine, theirs = make_clinic(name="Old"), None
    theirs = Clinic.objects.get(pk=mine.pk)
    with change(theirs, by="tests", version=1):
        theirs.name = "Theirs"
    with pytest.raises(Stale) as told, change(mine, by="tests", version=1):
        mine.name = "Mine"
    assert (told.value.version, told.value.theirs["name"]) == (2, "Theirs")
    assert Clinic.objects.get(pk=mine.pk).name == "Theirs"


def test_without_a_version_the_entry_is_read_anew_so_nothing_is_lost():
    mine = make_clinic(name="Old", email="old@example.org")
    theirs = Clinic.objects.get(pk=mine.pk)
    with change(theirs, by="tests"):
        theirs.name = "Theirs"
    with change(mine, by="tests"):
        mine.email = "mine@example.org"
    kept = Clinic.objects.get(pk=mine.pk)
    assert (kept.name, kept.email, kept.version) == ("Theirs", "mine@example.org", 3)


def test_an_invalid_change_saves_nothing():
    clinic = make_clinic(name="Kept")

    def spoil():
        with change(clinic, by="tests"):
            set_terms(clinic, "language", ["es"])
            clinic.name, clinic.website = "Lost", "ftp://example.org"

    with pytest.raises(ValidationError) as told:
        spoil()
    assert "website" in told.value.message_dict
    kept = Clinic.objects.get(pk=clinic.pk)
    assert (kept.name, kept.terms.count(), Change.objects.filter(field_name="name").count()) == ("Kept", 0, 0)


def test_the_source_stands_at_the_groups_it_changed():
    clinic = make_clinic(source=make_source("First"))
    with change(clinic, by="tests", source=make_source("Second"), edition="2025", as_of=dt.date(2025, 1, 1)):
        clinic.email = "new@example.org"
    said = {(row.group, row.source.name, row.edition) for row in clinic.statements.all()}
    assert said == {("identity", "First", ""), ("contact", "First", ""), ("contact", "Second", "2025")}


def test_each_writing_takes_the_next_number_for_the_clinics_it_touched():
    organization = make_organization()
    one, other = make_clinic(organization=organization), make_clinic(organization=organization)
    program = make_program(one)
    before = revision()
    with change(program, by="tests"):
        program.summary = "New"
    with change(organization, by="tests"):
        organization.name = "Renamed"
    log = SearchChange.objects.filter(n__gt=before).order_by("n", "clinic_pk").values_list("n", "clinic_pk")
    assert list(log) == [(before + 1, one.pk), *((before + 2, pk) for pk in sorted([one.pk, other.pk]))]


def test_a_change_of_the_clinic_reaches_its_programs_documents():
    program = make_program(make_clinic(name="Saguaro House"))
    with change(program.clinic, by="tests"):
        program.clinic.name = "Ocotillo House"
    program.document.refresh_from_db()
    assert (" ocotillo " in program.document.text, " saguaro " in program.document.text) == (True, False)


def test_a_withheld_address_gives_the_public_the_city_alone():
    clinic = make_clinic(address_withheld="yes", street="77 Canary Street", latitude=32.5, longitude=-110.5)
    assert clinic.public_precision == "city"
    assert (round(clinic.public_latitude, 1), round(clinic.public_longitude, 1)) == (32.2, -110.9)
    program = make_program(clinic)
    assert "canary" not in program.document.text
    assert "canary" not in clinic.slug


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_two_writers_at_once_lose_nothing():
    clinic = make_clinic(name="Old", email="old@example.org")
    inside, outcome = threading.Event(), []

    def second():
        inside.wait(10)
        mine = Clinic.objects.get(pk=clinic.pk)
        with change(mine, by="second"):
            mine.email = "second@example.org"
        outcome.append(mine.version)
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with change(clinic, by="first"):
        clinic.name = "First"
        inside.set()
        thread.join(0.5)
    thread.join(10)
    kept = Clinic.objects.get(pk=clinic.pk)
    assert (kept.name, kept.email, kept.version, outcome) == ("First", "second@example.org", 3, [3])
