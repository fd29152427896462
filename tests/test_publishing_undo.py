"""An import is taken back: every entry and every row beside it is as it was, or nothing is done and it is said why."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from programs.models import (
    Batch,
    Change,
    Clinic,
    Conflict,
    DuplicateSuspect,
    Earlier,
    Organization,
    Program,
    SourceRecord,
    Status,
)
from programs.models.facts import texts
from programs.publishing import Refused, change, confirm, publish
from programs.publishing.batches import forget_earlier
from programs.publishing.calls import could_not_reach
from programs.publishing.change import fresh
from programs.publishing.undo import WITHDRAWN_BECAUSE, bring_back, undo
from programs.search import find
from tests.factories import make_clinic, make_program, make_user
from tests.import_files import directory_row, import_rows

pytestmark = pytest.mark.django_db
# What an undone import leaves: who did it and what was done stay on record.
LEFT = {"Change", "Batch", "Audit", "SearchChange", "SearchRevision", "Source", "Earlier"}
NOT_COMPARED = {"version", "updated_at", "found_at"}  # the last is kept to the millisecond
# Rows of an entry that were removed are made anew, with ids of their own.
MADE_ANEW = {"Phone", "Hours", "Licence", "Price", "ClinicTerm", "ProgramTerm", "ServedState"}


def everything():
    """Every row of the directory, but of history and of what counts writes."""
    found = {}
    for model in apps.get_app_config("programs").get_models():
        if model.__name__ in LEFT or model._meta.app_label != "programs":
            continue
        left_out = NOT_COMPARED | ({"id", "public_id"} if model.__name__ in MADE_ANEW else set())
        columns = [f.attname for f in model._meta.concrete_fields if f.name not in left_out]
        found[model.__name__] = sorted(map(str, model.objects.values_list(*columns)))
    return found


def rows(**cells):
    second = {
        "facility_id": "mental_2",
        "name1": "Ocotillo House",
        "street1": "7 Far Road",
        "street2": "Suite 1",
        "phone": "520-555-0177",
    }
    return [directory_row(**cells), directory_row(**second)]


def test_new_drafts_are_removed_with_all_that_came_with_them(tmp_path):
    make_clinic()
    before = everything()
    import_rows(tmp_path, rows(name2="Mesa Operators LLC"), "--draft")
    assert (Clinic.objects.count(), Program.objects.count(), Organization.objects.count()) == (3, 4, 2)
    batch = Batch.objects.get()
    undo(batch, by=make_user())
    assert everything() == before
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == (Batch.State.UNDONE, "curator")


def test_what_was_public_is_withdrawn_and_the_same_list_makes_it_anew(tmp_path):
    import_rows(tmp_path, rows(), "--publish")
    first = {clinic.name: clinic for clinic in Clinic.objects.all()}
    undo(Batch.objects.get(), by=make_user())
    for clinic in Clinic.objects.all():
        assert (clinic.status, clinic.withdrawn_reason) == (Status.WITHDRAWN, WITHDRAWN_BECAUSE)
    assert set(Program.objects.values_list("status", flat=True)) == {Status.WITHDRAWN}
    assert SourceRecord.objects.count() == 0
    assert import_rows(tmp_path, rows(), "--draft")["created"] == 2
    assert Clinic.objects.filter(status=Status.DRAFT).count() == 2
    assert {clinic.pk for clinic in first.values()} == set(
        Clinic.objects.filter(status=Status.WITHDRAWN).values_list("pk", flat=True)
    )


def test_changed_entries_and_every_row_beside_them_are_as_they_were(tmp_path):
    import_rows(
        tmp_path,
        [
            *rows(),
            directory_row(
                facility_id="mental_3", name1="Third House", street1="9 Near Road", phone="520-555-0133"
            ),
        ],
    )
    house = Clinic.objects.get(name="Ocotillo House")
    with change(house, by=make_user()):
        house.name = "Ocotillo House West"
    before, said = everything(), {each.pk: texts(fresh(each)) for each in Clinic.objects.all()}
    changed = rows(
        phone="520-555-0199",
        service_code_info="SA MH * OP * KIT CBT GT MI * MD PI * PVTN * SP AIAN",
        name1="Blue Mesa Care",
    )
    changed[1]["name1"] = "Ocotillo House East"
    near = directory_row(
        facility_id="mental_4",
        name1="Ocotillo Houses",
        street1="7 Far Road",
        street2="Suite 9",
        phone="520-555-0144",
    )
    import_rows(tmp_path, [*changed, near], "--complete", "--draft", edition="2025")
    assert everything() != before
    assert SourceRecord.objects.filter(missing_from="2025").exists()
    assert DuplicateSuspect.objects.count() == 1
    undo(Batch.objects.first(), by=make_user())
    assert everything() == before
    assert {each.pk: texts(fresh(each)) for each in Clinic.objects.all()} == said
    assert (
        import_rows(tmp_path, changed, edition="2025")["conflicting"]
        == Conflict.objects.values("clinic").count()
    )


def test_nothing_is_taken_back_once_an_entry_was_changed_and_it_is_said_which(tmp_path):
    import_rows(tmp_path, rows(), "--draft")
    house = Clinic.objects.get(name="Ocotillo House")
    with change(house, by=make_user("dana")):
        house.email = "desk@example.org"
    before = everything()
    with pytest.raises(Refused) as refused:
        undo(Batch.objects.get(), by=make_user())
    assert refused.value.reasons == [
        "Something newer touches what this import wrote.",
        "Ocotillo House: changed by dana.",
    ]
    assert everything() == before
    assert Batch.objects.get().state == Batch.State.APPLIED


def check_it(clinic):
    confirm(clinic, "contact", by=make_user("dana"), method="call")


def add_program(clinic):
    make_program(clinic, published=False)


def call_it(clinic):
    could_not_reach(clinic, "contact", by=make_user("dana"))


@pytest.mark.parametrize(
    ("touch", "words"),
    [
        (check_it, "Ocotillo House: checked by dana."),
        (add_program, "Ocotillo House: has another program."),
        (call_it, "Ocotillo House: has a call in its log."),
    ],
)
def test_what_is_beside_an_entry_touches_it_too(tmp_path, touch, words):
    import_rows(tmp_path, rows(), "--draft")
    touch(Clinic.objects.get(name="Ocotillo House"))
    with pytest.raises(Refused) as refused:
        undo(Batch.objects.get(), by=make_user())
    assert refused.value.reasons[1:] == [words]


def test_another_list_touches_what_it_lists_too(tmp_path):
    import_rows(tmp_path, rows(), "--draft")
    import_rows(tmp_path, rows()[1:], "--draft", source="Another register")
    first = Batch.objects.get(source__name="Register of facilities")
    with pytest.raises(Refused) as refused:
        undo(first, by=make_user())
    assert refused.value.reasons[1:] == ["Ocotillo House: stands in another list too."]
    undo(Batch.objects.get(source__name="Another register"), by=make_user())
    undo(first, by=make_user())
    assert Clinic.objects.count() == 0


def test_the_later_import_of_a_list_is_taken_back_first(tmp_path):
    import_rows(tmp_path, rows(), "--draft")
    import_rows(tmp_path, rows(phone="520-555-0199"), "--draft", edition="2025")
    second, first = Batch.objects.all()
    with pytest.raises(Refused, match="A later import read the same list"):
        undo(first, by=make_user())
    undo(second, by=make_user())
    undo(first, by=make_user())
    assert Clinic.objects.count() == 0
    with pytest.raises(Refused, match="taken back already"):
        undo(first, by=make_user())


def test_a_published_draft_stays(tmp_path):
    import_rows(tmp_path, rows(), "--draft")
    program = Program.objects.filter(clinic__name="Ocotillo House", types__slug="infusion").get()
    publish(program, by=make_user("dana"))
    with pytest.raises(Refused, match="changed by dana"):
        undo(Batch.objects.get(), by=make_user())


def test_an_import_that_changes_nothing_is_no_batch(tmp_path):
    import_rows(tmp_path, rows())
    import_rows(tmp_path, rows())
    assert Batch.objects.count() == 1
    assert Change.objects.filter(batch=None).count() == 0


def standing():
    """{name: status} of every entry."""
    return {each.name: each.status for model in (Clinic, Program) for each in model.objects.order_by("pk")}


def test_what_was_withdrawn_is_made_public_again_as_it_was(tmp_path):
    import_rows(tmp_path, rows(), "--publish")
    before = everything()
    batch = Batch.objects.get()
    undo(batch, by=make_user())
    assert set(standing().values()) == {Status.WITHDRAWN}
    assert bring_back(batch, by=make_user("dana")) == 2
    now = everything()
    assert (now["Clinic"], now["Program"]) == (before["Clinic"], before["Program"])
    said = Change.objects.filter(updated_by="dana", field_name="withdrawn_reason")
    assert set(said.values_list("previous_value", "replacement_value")) == {(WITHDRAWN_BECAUSE, "")}
    assert find({"q": ["ocotillo"]}).total == 1


def test_what_somebody_changed_since_stays_withdrawn_with_its_programs(tmp_path):
    import_rows(tmp_path, rows(), "--publish")
    batch = Batch.objects.get()
    undo(batch, by=make_user())
    with change(Clinic.objects.get(name="Ocotillo House"), by=make_user("dana")) as clinic:
        clinic.email = "desk@example.org"
    assert bring_back(batch, by=make_user()) == 1
    assert set(Clinic.objects.values_list("name", "status")) == {
        ("Blue Mesa Counseling", Status.PUBLISHED),
        ("Ocotillo House", Status.WITHDRAWN),
    }
    assert set(Program.objects.filter(clinic=clinic).values_list("status", flat=True)) == {Status.WITHDRAWN}


def test_what_was_public_before_an_import_keeps_its_state(tmp_path):
    """A clinic that was here stays public when a program that the list added to it is taken back, and comes back."""
    import_rows(tmp_path, rows()[:1], "--publish", source="Another register")
    import_rows(tmp_path, rows(), "--publish")
    batch, before = Batch.objects.first(), standing()
    undo(batch, by=make_user())
    first = Clinic.objects.order_by("pk").first()
    assert (first.status, before[first.name]) == (Status.PUBLISHED, Status.PUBLISHED)
    assert bring_back(batch, by=make_user()) == 1
    assert standing() == before


def test_a_list_that_was_brought_again_is_not_brought_back(tmp_path):
    import_rows(tmp_path, rows(), "--publish")
    first = Batch.objects.get()
    with pytest.raises(Refused, match="was not taken back"):
        bring_back(first, by=make_user())
    undo(first, by=make_user())
    import_rows(tmp_path, rows(), "--publish")
    with pytest.raises(Refused, match="was brought again since"):
        bring_back(first, by=make_user())


def test_after_a_time_an_import_can_no_longer_be_taken_back(tmp_path, settings):
    """What that takes is forgotten by the work of each day; what waits for nobody stays."""
    import_rows(tmp_path, rows(), "--draft")
    import_rows(tmp_path, rows(phone="520-555-0199"), "--draft", edition="2025")
    assert Earlier.objects.count() > 0
    last = dt.timedelta(days=settings.IMPORT_UNDO_DAYS)
    forget_earlier(timezone.now() + last - dt.timedelta(minutes=1))
    assert [batch.can_be_undone for batch in Batch.objects.all()] == [True, True]
    Batch.objects.filter(edition="2024").update(applied_at=timezone.now() - last)
    Batch.objects.filter(edition="2025").update(applied_at=timezone.now() - last - dt.timedelta(seconds=1))
    call_command("forget_old")
    assert Earlier.objects.count() == 0
    with pytest.raises(
        Refused, match="can no longer be taken back: what it changed was kept for a time only"
    ):
        undo(Batch.objects.first(), by=make_user())
