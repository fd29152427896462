"""The import from file to database: created, updated, in conflict, missing; dry, strict, again and in any order."""

import csv
import gzip
import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from programs.models import (
    Batch,
    Change,
    Clinic,
    Conflict,
    DuplicateSuspect,
    Organization,
    Phone,
    Program,
    SearchChange,
    SearchDocument,
    Source,
    SourceRecord,
    Statement,
)
from programs.models.document import documents
from programs.models.facts import texts
from programs.publishing import change, confirm, set_rows, set_terms
from programs.publishing.derived import refresh_documents
from tests.factories import make_clinic, make_source, make_user
from tests.import_files import (
    KETAMINE,
    OTHER_CARE,
    SOURCE,
    directory_row,
    import_file,
    import_rows,
    outcomes,
    write_rows,
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


def test_strict_refuses_all_for_one_rejected_row(tmp_path):
    path = write_rows(tmp_path / "rows.csv", [directory_row(), directory_row(state="Arizonia")])
    arguments = ["--source", SOURCE, "--edition", "2024", "--strict", "--apply"]
    with pytest.raises(CommandError, match="1 rows were rejected, so nothing was applied"):
        call_command("import_listings", path, *arguments)
    assert Clinic.objects.count() == 0


def test_rejected_rows_can_be_corrected_and_imported(tmp_path):
    rejects = tmp_path / "rejects.csv"
    rows = [directory_row(), directory_row(state="Arizonia", name1="Ocotillo, House", street1="5 Other Road")]
    report = import_rows(tmp_path, rows, "--rejects", str(rejects))
    assert (report["code"], report["rejects"][0]["line"], report["rejects"][0]["column"]) == (3, 3, "state")
    with open(rejects, encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert row.pop("reason") == "state: no US state: use two letters such as AZ"
    assert row == rows[1]
    again = import_file(write_rows(tmp_path / "mended.csv", [row | {"state": "AZ", "reason": "state: …"}]))
    assert (again["code"], outcomes(again)) == (0, {"created": 1})
    assert sorted(Clinic.objects.values_list("name", flat=True)) == [
        "Blue Mesa Counseling",
        "Ocotillo, House",
    ]


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


# A second edition


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


# Files


def refusal(path, *options):
    with pytest.raises(CommandError) as error:
        call_command(
            "import_listings", str(path), "--source", SOURCE, "--edition", "2024", "--apply", *options
        )
    assert Clinic.objects.count() == 0
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (",".join(directory_row()).encode() + b"\n", "a header but no row"),
        (b"color,shape\nred,round\n", "Known formats: samhsa-directory"),
        (b"name1,name1\nMesa,Tucson\n", "the column name1 more than once"),
        (b"name1,ci\0ty\nMesa,Tucson\n", "line 1 holds name1ci\\x00ty: this is no text"),
        (b"\n\nname1\n", "line 1 is blank"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(tmp_path, content, says):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    assert says in refusal(path)


def test_limits_are_named(tmp_path, settings):
    path = write_rows(tmp_path / "rows.csv", [directory_row(), directory_row()])
    settings.IMPORT_MAX_ROWS = 1
    assert "more than 1 rows (IMPORT_MAX_ROWS)" in refusal(path)
    settings.IMPORT_MAX_ROWS, settings.IMPORT_MAX_COLUMNS = 10, 3
    assert "15 columns, at most 3 (IMPORT_MAX_COLUMNS)" in refusal(path)
    settings.IMPORT_MAX_COLUMNS, settings.IMPORT_MAX_BYTES = 100, 20
    assert "larger than 20 bytes (IMPORT_MAX_BYTES)" in refusal(path)
    settings.IMPORT_MAX_BYTES, settings.IMPORT_MAX_CELL = 10_000, 100
    rows = [directory_row(), directory_row(name1="x" * 101)]
    report = import_rows(tmp_path, rows)
    assert (report["rejects"][0]["column"], report["rejects"][0]["line"]) == ("name1", 3)


def test_a_row_with_too_many_cells_is_rejected(tmp_path):
    path = write_rows(tmp_path / "rows.csv", [directory_row()])
    path.write_text(
        path.read_text() + "mental_2,mental,Mesa, LLC,,1 Road,,Tucson,AZ,85701,520-555-0101,,,,,SA KIT OP,x\n"
    )
    report = import_file(path)
    assert outcomes(report) == {"created": 1, "rejected": 1}
    assert "cells under 15 columns" in report["rejects"][0]["reason"]


def test_gzip_windows_1252_and_renamed_columns(tmp_path):
    row = directory_row(name1="Clínica Mesa", city="Cañon City")
    path = write_rows(tmp_path / "rows.csv", [row])
    text = path.read_text(encoding="utf-8").replace("name1,", "Facility Name,", 1)
    packed, names = tmp_path / "rows.csv.gz", tmp_path / "map.json"
    packed.write_bytes(gzip.compress(text.encode("cp1252")))
    names.write_text(json.dumps({"Facility Name": "name1"}))
    report = import_file(packed, "--map", str(names))
    assert (report["files"][0]["encoding"], outcomes(report)) == (
        "windows-1252",
        {"created": 1},
    )
    assert Clinic.objects.get().name == "Clínica Mesa"


def test_a_name_that_is_too_long_is_rejected_with_its_fact(tmp_path):
    report = import_rows(tmp_path, [directory_row(name1="x" * 201)])
    assert outcomes(report) == {"rejected": 1}
    assert report["rejects"][0]["reason"] == "201 characters, at most 200"


def test_the_editors_are_no_list(tmp_path):
    make_source("The directory's editors", kind="editors")
    path = write_rows(tmp_path / "rows.csv", [directory_row()])
    with pytest.raises(CommandError, match="is no list to import"):
        call_command("import_listings", str(path), "--source", "The directory's editors", "--edition", "2024")


def test_a_row_that_says_no_and_yes_is_named_with_file_and_line(tmp_path):
    rows = [
        directory_row(),
        directory_row(directory_type="substance", service_code_info="SA * NAUT ADTX NOOP"),
    ]
    report = import_rows(tmp_path, rows)
    assert report["warnings"] == [
        {
            "file": str(tmp_path / "rows.csv"),
            "line": 3,
            "column": "service_code_info",
            "value": "NAUT, ADTX",
            "warning": "no and yes to alcohol in one row: taken as not stated",
        }
    ]
    assert texts(Program.objects.get(types__slug="other-care"))["substances"] == "opioids=no"
