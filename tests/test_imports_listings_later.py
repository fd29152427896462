"""A later edition of a list: what it changes, what it leaves to curators, what it no longer names."""

import pytest
from django.utils import timezone

from programs.models import (
    Change,
    Clinic,
    Conflict,
    Phone,
    Program,
    SourceRecord,
)
from programs.models.facts import texts
from programs.publishing import change, confirm, set_rows, set_terms
from tests.factories import make_clinic, make_source, make_user
from tests.import_files import (
    KETAMINE,
    directory_row,
    import_rows,
    outcomes,
)

pytestmark = pytest.mark.django_db


def edited(clinic, **fields):
    with change(clinic, by=make_user()):
        for name, value in fields.items():
            setattr(clinic, name, value)


def test_a_new_edition_updates_what_changed_and_keeps_the_id(tmp_path):
    import_rows(tmp_path, [directory_row()])
    before = Clinic.objects.get()
    row = directory_row(
        phone="520-555-0155", service_code_info=KETAMINE.replace("GT", "DBT").replace("SP", "F28")
    )
    report = import_rows(tmp_path, [row], edition="2025")
    assert outcomes(report) == {"updated": 1}
    clinic = Clinic.objects.get()
    assert (clinic.public_id, clinic.slug, clinic.version) == (before.public_id, before.slug, 2)
    assert list(clinic.phones.values_list("number", flat=True)) == ["+15205550155"]
    assert texts(clinic)["languages"] == "fr"
    assert texts(clinic.programs.get(slug="other-care-here"))["therapies"] == "cbt; dbt"
    changed = Change.objects.filter(last_action_type="update").order_by("field_name")
    assert list(changed.values_list("field_name", "previous_value", "replacement_value")) == [
        ("languages", "es", "fr"),
        ("phones", "main | +15205550100", "main | +15205550155"),
        ("therapies", "group-counselling; cbt", "cbt; dbt"),
    ]
    assert set(SourceRecord.objects.values_list("edition", flat=True)) == {"2025"}
    assert SourceRecord.objects.count() == 3
    assert " dialectical " in clinic.programs.get(slug="other-care-here").document.text
    assert outcomes(import_rows(tmp_path, [row], edition="2025")) == {"unchanged": 1}


def test_a_curators_edit_stays_and_becomes_a_conflict_when_the_source_moves(tmp_path):
    import_rows(tmp_path, [directory_row()])
    edited(Clinic.objects.get(), name="Blue Mesa Center")
    with change(Clinic.objects.get(), by=make_user()) as clinic:
        set_rows(clinic, "phones", [Phone(number="+15205550177")])
    assert outcomes(import_rows(tmp_path, [directory_row()])) == {"unchanged": 1}
    row = directory_row(name1="Blue Mesa Counseling Group")
    report = import_rows(tmp_path, [row], edition="2025")
    assert outcomes(report) == {"conflicting": 1}
    clinic = Clinic.objects.get()
    assert clinic.name == "Blue Mesa Center"
    conflicts = Conflict.objects.values_list("field", "ours", "offered", "decision")
    assert set(conflicts) >= {("name", "Blue Mesa Center", "Blue Mesa Counseling Group", "waiting")}
    count = Change.objects.count()
    assert outcomes(import_rows(tmp_path, [row], edition="2025")) == {"unchanged": 1}
    assert Change.objects.count() == count


def test_keep_ours_holds_until_the_source_offers_something_else(tmp_path):
    import_rows(tmp_path, [directory_row()])
    edited(Clinic.objects.get(), name="Blue Mesa Center")
    import_rows(tmp_path, [directory_row(name1="Blue Mesa One")], edition="2025")
    Conflict.objects.filter(field="name").update(decision="kept")
    import_rows(tmp_path, [directory_row(name1="Blue Mesa One")], edition="2026")
    assert Conflict.objects.get(field="name").decision == "kept"
    import_rows(tmp_path, [directory_row(name1="Blue Mesa Two")], edition="2027")
    conflict = Conflict.objects.get(field="name")
    assert (conflict.decision, conflict.offered, conflict.edition) == ("waiting", "Blue Mesa Two", "2027")
    import_rows(tmp_path, [directory_row(name1="Blue Mesa Center")], edition="2028")
    assert not Conflict.objects.filter(field="name").exists()


def test_a_group_with_a_live_check_is_never_updated(tmp_path):
    import_rows(tmp_path, [directory_row()])
    clinic = Clinic.objects.get()
    check = confirm(clinic, "contact", by=make_user(), method="call")
    report = import_rows(tmp_path, [directory_row(intake1="520-555-0155")], edition="2025")
    assert outcomes(report) == {"conflicting": 1}
    assert list(clinic.phones.values_list("number", flat=True)) == ["+15205550100"]
    assert Conflict.objects.get().field == "phones.+15205550155"
    check.refresh_from_db()
    assert check.ended_on is None


def test_an_update_ends_the_run_out_checks_of_its_groups(tmp_path):
    import_rows(tmp_path, [directory_row()])
    long_ago = timezone.localdate() - timezone.timedelta(days=200)
    check = confirm(Clinic.objects.get(), "contact", by=make_user(), method="call", on=long_ago)
    other = confirm(Clinic.objects.get(), "identity", by=make_user(), method="call", on=long_ago)
    import_rows(tmp_path, [directory_row(intake1="520-555-0155")], edition="2025")
    check.refresh_from_db()
    other.refresh_from_db()
    assert (check.ended_on, other.ended_on) == (timezone.localdate(), None)


def test_another_source_adds_and_never_overwrites(tmp_path):
    clinic = make_clinic(
        name="Blue Mesa Counseling",
        street="100 North Invented Street",
        phone="+15205550111",
        languages=["fr"],
        source=make_source("State register"),
    )
    report = import_rows(tmp_path, [directory_row(name1="Blue Mesa Counseling Inc")])
    assert outcomes(report) == {"created": 1}  # it made the programs
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.precision, clinic.status) == ("Blue Mesa Counseling", "exact", "draft")
    assert texts(clinic)["languages"] == "es; fr"
    assert list(clinic.phones.values_list("number", flat=True)) == ["+15205550111"]
    assert list(Conflict.objects.values_list("field", flat=True)) == ["phones.+15205550100"]
    said = SourceRecord.objects.get(part="clinic").said
    assert said["name"] == "Blue Mesa Counseling Inc"
    assert outcomes(import_rows(tmp_path, [directory_row(name1="Blue Mesa Counseling Inc")])) == {
        "unchanged": 1
    }


def test_updates_never_change_the_publication_state(tmp_path):
    import_rows(tmp_path, [directory_row()])
    Clinic.objects.update(status="withdrawn", withdrawn_reason="Asked for by the clinic.")
    Program.objects.update(status="draft")
    import_rows(tmp_path, [directory_row(intake1="520-555-0155")], "--publish", edition="2025")
    assert Clinic.objects.get().status == "withdrawn"
    assert set(Program.objects.values_list("status", flat=True)) == {"draft"}


def test_a_complete_edition_reports_what_it_no_longer_lists(tmp_path):
    gone = directory_row(name1="Ocotillo House", street1="7 Other Road", phone="520-555-0160")
    import_rows(tmp_path, [directory_row(), gone])
    part = import_rows(tmp_path, [directory_row()], edition="2025")
    assert part["missing"] == 0
    whole = import_rows(tmp_path, [directory_row(service_code_info="SA * OP * CBT GT * MD PI * PVTN * SP")],
                        "--complete", edition="2025")  # fmt: skip
    assert whole["missing"] == 4
    missing = SourceRecord.objects.exclude(missing_from="").values_list(
        "clinic__name", "part", "missing_from"
    )
    assert sorted(missing) == [
        ("Blue Mesa Counseling", "infusion", "2025"),
        ("Ocotillo House", "clinic", "2025"),
        ("Ocotillo House", "infusion", "2025"),
        ("Ocotillo House", "other-care", "2025"),
    ]
    assert Clinic.objects.filter(status="published").count() == 2
    import_rows(tmp_path, [directory_row(), gone], "--complete", edition="2026")
    assert not SourceRecord.objects.exclude(missing_from="").exists()


def test_a_row_whose_entry_moved_meanwhile_is_held(tmp_path, monkeypatch):
    import_rows(tmp_path, [directory_row()])
    from programs.imports import importing

    planned = importing.apply

    def later(plan, **options):
        edited(Clinic.objects.get(), website="https://example.org/new")
        return planned(plan, **options)

    monkeypatch.setattr(importing, "apply", later)
    report = import_rows(tmp_path, [directory_row(intake1="520-555-0155")], edition="2025")
    assert outcomes(report) == {"conflicting": 1}
    assert list(Phone.objects.values_list("number", flat=True)) == ["+15205550100"]
    monkeypatch.undo()
    assert outcomes(import_rows(tmp_path, [directory_row(intake1="520-555-0155")], edition="2025")) == {
        "updated": 1
    }


def test_rows_meet_in_the_programs_of_one_clinic_that_a_curator_made(tmp_path):
    import_rows(tmp_path, [directory_row()])
    with change(Program.objects.get(slug="ketamine-infusion"), by=make_user()) as program:
        set_terms(program, "therapy", ["cbt"])
    again = import_rows(tmp_path, [directory_row(phone="520-555-0131")], edition="2025")
    assert outcomes(again) == {"updated": 1}
    assert Program.objects.count() == 2
    assert texts(Program.objects.get(slug="ketamine-infusion"))["therapies"] == "cbt"
