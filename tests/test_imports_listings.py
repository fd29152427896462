"""The import from file to database: created and updated, dry, again and in any order."""

import random

import pytest

from programs.models import (
    Batch,
    Change,
    Clinic,
    DuplicateSuspect,
    Organization,
    Program,
    SearchChange,
    SearchDocument,
    Source,
    SourceRecord,
    Statement,
)
from programs.models.document import documents
from programs.models.facts import texts
from programs.publishing.derived import refresh_documents
from tests.factories import make_source
from tests.import_files import (
    OTHER_CARE,
    SOURCE,
    directory_row,
    import_rows,
    outcomes,
)

pytestmark = pytest.mark.django_db


def substance_row(**cells):
    return directory_row(directory_type="substance", service_code_info=OTHER_CARE) | cells


def facts_of_all():
    """What the directory says, without the ids that are new in each database."""
    clinics = [texts(each) for each in Clinic.objects.order_by("slug")]
    programs = [
        (each.clinic.name, each.clinic.street, texts(each) | {"clinic": ""})
        for each in Program.objects.select_related("clinic").order_by("clinic__slug", "name")
    ]
    return clinics, programs


def test_who_owns_an_operator_is_said_where_all_its_places_say_the_same(tmp_path):
    rows = [
        directory_row(name2=part, street1=f"{n} Mesa Road", service_code_info=codes)
        for n, (part, codes) in enumerate([("North", "SA * OP * PVTN"), ("South", "SA * OP * PVTP")], start=1)
    ]
    import_rows(tmp_path, rows)
    assert set(Clinic.objects.values_list("organization__name", "organization__ownership")) == {
        ("Blue Mesa Counseling", "not_stated")
    }


def test_a_register_is_published_at_once_as_listed(tmp_path):
    report = import_rows(tmp_path, [directory_row()])
    assert (report["code"], outcomes(report)) == (0, {"created": 1})
    assert (report["clinics_created"], report["programs_created"]) == (1, 2)
    clinic = Clinic.objects.get()
    assert (clinic.status, clinic.slug) == ("published", "blue-mesa-counseling-tucson-az")
    assert [program.slug for program in clinic.programs.all()] == ["ketamine-infusion", "other-care-here"]
    assert set(clinic.programs.values_list("status", flat=True)) == {"published"}
    assert clinic.programs.get(slug="ketamine-infusion").legal_status == "not_stated"
    assert (clinic.organization.name, clinic.organization.ownership) == (clinic.name, "private_nonprofit")
    source = Source.objects.get(name=SOURCE)
    assert source.kind == "register"
    said = Statement.objects.filter(source=source, edition="2024", as_of=None)
    assert sorted(said.filter(program=None).values_list("group", flat=True)) == [
        "access",
        "contact",
        "identity",
    ]
    assert list(said.filter(program__slug="ketamine-infusion").values_list("group", flat=True)) == ["offer"]
    assert clinic.checks.count() == 0


def test_every_new_entry_has_one_row_of_history_and_the_search_reads_anew(tmp_path):
    told = list(SearchChange.objects.values_list("pk", flat=True))
    import_rows(tmp_path, [directory_row()])
    made = Change.objects.order_by("pk").values_list("resource_type", "last_action_type", "updated_by")
    by = f"import: {SOURCE} 2024"
    assert sorted(made) == [(kind, "create", by) for kind in ("clinic", "organization", "program", "program")]
    assert list(SearchChange.objects.exclude(pk__in=told).values_list("clinic_pk", flat=True)) == [None]


def test_search_documents_are_those_that_a_change_would_write(tmp_path):
    import_rows(tmp_path, [directory_row(), substance_row(name1="Ocotillo House", street1="---")])
    written = {each.program_id: (each.names, each.text) for each in SearchDocument.objects.all()}
    assert len(written) == 3
    refresh_documents(Program.objects.all())
    again = {each.program_id: (each.names, each.text) for each in SearchDocument.objects.all()}
    assert written == again
    assert written == {each.program_id: (each.names, each.text) for each in documents(Program.objects.all())}


def test_texts_of_facts_are_those_of_the_plan(tmp_path):
    import_rows(tmp_path, [directory_row()])
    for record in SourceRecord.objects.all():
        found = texts(record.program or record.clinic)
        assert {name: found[name] for name in record.said} == record.said


def test_person_made_lists_are_drafts_and_options_say_otherwise(tmp_path):
    make_source("A person's list", kind="person")
    first = import_rows(tmp_path, [directory_row()], source="A person's list")
    assert list(Clinic.objects.values_list("status", "slug")) == [("draft", "")]
    where = "The new clinics are drafts: publish them at /admin/programs/clinic/?status=draft"
    assert first["printed"].splitlines()[-1] == where
    other = directory_row(street1="200 Elsewhere Road", phone="520-555-0177")
    second = import_rows(tmp_path, [other], "--publish", source="A person's list")
    assert where not in second["printed"]
    assert Clinic.objects.get(street="200 Elsewhere Road").status == "published"
    third = directory_row(street1="300 Elsewhere Road", phone="520-555-0178")
    import_rows(tmp_path, [third], "--draft")
    assert Clinic.objects.get(street="300 Elsewhere Road").status == "draft"


def test_one_place_in_both_directories_is_one_clinic(tmp_path):
    report = import_rows(
        tmp_path, [directory_row(), substance_row(phone="520-555-0150", street1="100 N Invented St")]
    )
    assert outcomes(report) == {"created": 1, "updated": 1}
    clinic = Clinic.objects.get()
    assert sorted(clinic.phones.values_list("number", flat=True)) == ["+15205550100", "+15205550150"]
    other = clinic.programs.get(slug="other-care-here")
    assert texts(other)["therapies"] == "group-counselling; cbt; relapse-prevention"
    assert sorted(SourceRecord.objects.values_list("part", flat=True)) == [
        "clinic", "clinic", "infusion", "other-care", "other-care",
    ]  # fmt: skip


def test_exact_duplicates_are_one_thing_said_twice(tmp_path):
    report = import_rows(tmp_path, [directory_row(), directory_row(facility_id="mental_2")])
    assert outcomes(report) == {"created": 1, "updated": 1}
    assert (Clinic.objects.count(), SourceRecord.objects.count()) == (1, 3)


def test_likely_the_same_place_is_two_clinics_and_a_suspect(tmp_path):
    import_rows(
        tmp_path, [directory_row(street2="Suite 1"), directory_row(street2="Suite 2", phone="520-555-0142")]
    )
    assert Clinic.objects.count() == 2
    suspect = DuplicateSuspect.objects.get()
    assert suspect.decision == "waiting"
    suspect.decision = "different"
    suspect.save()
    import_rows(
        tmp_path, [directory_row(street2="Suite 1"), directory_row(street2="Suite 2", phone="520-555-0143")]
    )
    assert list(DuplicateSuspect.objects.values_list("decision", flat=True)) == ["different"]


def test_the_same_file_again_changes_nothing(tmp_path):
    rows = [
        directory_row(),
        substance_row(phone="520-555-0150"),
        directory_row(street1="---"),
        directory_row(),
    ]
    import_rows(tmp_path, rows)
    count, versions = Change.objects.count(), list(Clinic.objects.values_list("pk", "version"))
    searches = SearchChange.objects.count()
    report = import_rows(tmp_path, rows)
    assert outcomes(report) == {"unchanged": 4}
    assert (Change.objects.count(), SearchChange.objects.count()) == (count, searches)
    assert list(Clinic.objects.values_list("pk", "version")) == versions


def test_any_order_of_rows_gives_the_same_clinics(tmp_path):
    names = ["Blue Mesa Counseling", "Blue Mesa Counseling Inc", "Saguaro Recovery", "Blue Mesa"]
    rows = [
        (directory_row if number % 2 else substance_row)(
            name1=names[number % 4],
            phone=f"520-555-01{number % 3:02}",
            street2=["", "Suite 1", "Suite 2"][number % 3],
            street1=["100 N Invented St", "102 Invented Street", "---"][number % 5 % 3],
        )
        for number in range(24)
    ]
    seen = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        report = import_rows(tmp_path, rows)
        slugs = sorted(Clinic.objects.values_list("slug", flat=True))
        seen.append((facts_of_all(), slugs, outcomes(report), report["clinics_created"], report["suspects"]))
        for model in (DuplicateSuspect, Change, Clinic, Organization, Batch, Source):
            model.objects.all().delete()
    assert seen[1:] == seen[:1] * 2
    assert seen[0][3] > 2


def test_a_dry_run_counts_and_writes_nothing(tmp_path):
    rows = [directory_row(), directory_row(state="Arizonia")]
    dry = import_rows(tmp_path, rows, apply=False)
    assert (dry["code"], dry["applied"], outcomes(dry)) == (3, False, {"created": 1, "rejected": 1})
    assert (Clinic.objects.count(), Source.objects.filter(name=SOURCE).count()) == (0, 0)
    assert "Nothing was written. Add --apply" in dry["printed"]
    assert "column state: 'Arizonia': no US state" in dry["printed"]
    applied = import_rows(tmp_path, rows)
    assert outcomes(applied) == outcomes(dry)


def test_the_report_names_each_row_once(tmp_path):
    rows = [
        directory_row(),
        directory_row(),
        directory_row(service_code_info="MH * OP"),
        directory_row(zip="1"),
        dict.fromkeys(directory_row(), ""),
    ]
    report = import_rows(tmp_path, rows)
    assert report["rows"] == 5
    assert outcomes(report) == {"created": 1, "updated": 1, "rejected": 1, "skipped": 2}
    assert sum(report["skipped_reasons"].values()) == 2
    assert {"clinics_created", "programs_created", "missing", "seconds", "rejects"} <= set(report)


def test_the_narrow_scope_adds_contact_and_licences_to_clinics_that_are_here(tmp_path):
    rows = [
        directory_row(),
        substance_row(phone="520-555-0150"),
        substance_row(name1="Ocotillo House", street1="7 Other Road", phone="520-555-0160"),
    ]
    report = import_rows(tmp_path, rows, "--scope", "ketamine")
    assert outcomes(report) == {"created": 1, "updated": 1, "skipped": 1}
    clinic = Clinic.objects.get()
    assert sorted(clinic.phones.values_list("number", flat=True)) == ["+15205550100", "+15205550150"]
    assert clinic.licences.count() == 2
    assert "relapse-prevention" not in texts(clinic.programs.get(slug="other-care-here"))["therapies"]
    assert outcomes(import_rows(tmp_path, rows, "--scope", "ketamine")) == {"unchanged": 2, "skipped": 1}
    everything = import_rows(tmp_path, rows)
    assert outcomes(everything) == {"created": 1, "updated": 1, "unchanged": 1}
    narrow = import_rows(tmp_path, rows, "--scope", "ketamine", "--complete")
    assert (outcomes(narrow), narrow["missing"]) == ({"unchanged": 3}, 0)
