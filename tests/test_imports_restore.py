"""A full listing brought back into an empty database gives the same full listing again."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict

from programs.exports.formats import write
from programs.exports.rows import all_ids
from programs.exports.table import table_of
from programs.imports import formats
from programs.imports.restore import can_restore, restore
from programs.imports.table import Table
from programs.models import (
    Change,
    Check,
    Clinic,
    Organization,
    Program,
    SearchChange,
    Source,
    Statement,
)
from programs.models.answers import NOT_STATED
from programs.models.facts import texts
from programs.models.groups import FACTS
from programs.publishing import (
    Refused,
)
from programs.search import find
from tests.factories import make_clinic, make_organization, make_program
from tests.rich_directory import empty, exported, rich_clinic, rich_directory, rich_program, unstamped
from tests.test_exports_formats import NASTY

pytestmark = pytest.mark.django_db


def table(tmp_path, data):
    path = tmp_path / "listing.csv"
    path.write_bytes(data)
    return Table(path)


def is_restore(listing):
    return can_restore([(listing, *formats.choose("auto", listing))])


def test_a_full_listing_comes_back_byte_for_byte(tmp_path):
    rich_directory()
    first = exported()
    counts = {
        model: model.objects.count() for model in (Clinic, Program, Organization, Source, Statement, Check)
    }
    empty()
    listing = table(tmp_path, first)
    assert is_restore(listing)
    told = restore(listing, by="restore of tests")
    assert unstamped(exported()) == unstamped(first)
    assert {model: model.objects.count() for model in counts} == counts
    assert (told["rows"], told["created"], told["skipped"]) == (10, 9, 1)
    assert (told["clinics_created"], told["programs_created"]) == (counts[Clinic], counts[Program])


def test_dirty_texts_come_back_as_they_were(tmp_path):
    for text in NASTY:
        make_program(summary=text)
    texts_of = Program.objects.order_by("public_id").values_list("public_id", "summary")
    before, first = list(texts_of), exported()
    empty()
    restore(table(tmp_path, first), by="restore of tests")
    assert list(texts_of.all()) == before
    assert unstamped(exported()) == unstamped(first)


def test_a_workbook_is_told_to_come_as_csv(tmp_path):
    """Its stamp stands in a sheet of its own."""
    make_program()
    path = tmp_path / "listing.xlsx"
    with path.open("wb") as file:
        write(file, "xlsx", table_of(all_ids(), "full", unpublished=True))
    with pytest.raises(Refused, match="or it is a workbook, which has its stamp in a sheet of its own"):
        restore(Table(path), by="restore of tests")


def test_every_fact_of_the_model_is_in_the_rich_directory():
    clinic = rich_clinic()
    program = rich_program(clinic)
    for entry, owner in ((clinic, "clinic"), (program, "program")):
        said = texts(entry)
        blank = [name for of, name in FACTS if of == owner and said[name] in ("", NOT_STATED)]
        assert blank == []


def test_a_published_listing_comes_back_alike(tmp_path):
    rich_directory()
    first = exported(everything=False)
    empty()
    restore(table(tmp_path, first), by="tests")
    assert unstamped(exported(everything=False)) == unstamped(first)
    assert unstamped(exported()) == unstamped(first)


def test_what_comes_back_is_told_to_history_and_search(tmp_path):
    program = make_program(make_clinic(name="Alone", organization=make_organization()))
    first = exported()
    ids = {
        "organization": program.clinic.organization.public_id,
        "clinic": program.clinic.public_id,
        "program": program.public_id,
    }
    empty()
    restore(table(tmp_path, first), by="tests")
    made = Change.objects.values_list("resource_type", "resource_id", "last_action_type", "updated_by", "why")
    why = "Restored from a full listing."
    assert sorted(made) == sorted((kind, key, "create", "tests", why) for kind, key in ids.items())
    assert list(SearchChange.objects.values_list("clinic_pk", flat=True)) == [None]
    assert find(QueryDict("q=alone")).total == 1


def test_a_dry_run_writes_nothing(tmp_path):
    rich_directory()
    first = exported()
    empty()
    assert restore(table(tmp_path, first), by="tests", apply=False)["clinics_created"] == 7
    assert [model.objects.count() for model in (Clinic, Organization, Source, Change, SearchChange)] == [
        0
    ] * 5


def one_row(tmp_path, edit=lambda text: text):
    """A full listing of one program, edited, and nothing left in the database."""
    program = make_program(make_clinic(name="Alone"), therapies=["cbt"])
    make_program(program.clinic, name="Second")
    data = exported().decode()
    empty()
    return table(tmp_path, edit(data).encode())


def without_line(place):
    """An edit that takes one line of a file away."""

    def edit(text):
        lines = text.splitlines(keepends=True)
        del lines[place]
        return "".join(lines)

    return edit


def replacing(old, new):
    """An edit that replaces the first `old`."""
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (without_line(-1), "it was cut short"),
        (without_line(-2), "1 rows, its stamp says 2"),
        (replacing("codebook 2", "codebook 3"), "written by codebook 3"),
        (replacing(",cbt,", ",psy,"), "line 2, therapies: psy is no term of therapy here"),
        (replacing("Alone", "Not alone"), "line 3, clinic_name: the row before says otherwise"),
        (replacing(",85701,", ",857011234567890,"), "line 2, postal_code: 15 characters"),
        (lambda text: text.replace(",published,", ",public,"), "clinic_status_word"),
    ],
)
def test_refuses_all_of_a_file_that_is_not_right(tmp_path, edit, reason):
    listing = one_row(tmp_path, edit)
    with pytest.raises(Refused, match=reason):
        restore(listing, by="tests")
    assert [model.objects.count() for model in (Clinic, Organization, Source, Change)] == [0] * 4


def test_a_demonstration_is_not_restored_where_real_entries_are_kept(tmp_path, settings):
    listing = one_row(tmp_path)
    settings.DEMONSTRATION = False
    with pytest.raises(Refused, match="its clinics are invented"):
        restore(listing, by="tests")


def test_only_an_empty_database_is_restored(tmp_path):
    make_program()
    listing = table(tmp_path, exported())
    assert not is_restore(listing)
    with pytest.raises(Refused, match="holds clinics"):
        restore(listing, by="tests")


def test_other_columns_than_the_full_ones_are_no_restore(tmp_path):
    program = make_program()
    file = io.BytesIO()
    write(file, "csv", table_of([(program.clinic.pk, [program.pk])], "staff"))
    empty()
    assert not is_restore(table(tmp_path, file.getvalue()))


def test_the_command_restores_and_the_dry_run_does_not(tmp_path):
    rich_directory()
    first = exported()
    empty()
    path, report = tmp_path / "listing.csv", tmp_path / "report.json"
    path.write_bytes(first)
    arguments = [str(path), "--source", "Backup", "--edition", "2026", "--report", str(report)]
    call_command("import_listings", *arguments, stdout=io.StringIO())
    assert Clinic.objects.count() == 0
    call_command("import_listings", *arguments, "--apply", stdout=io.StringIO())
    told = json.loads(report.read_text())
    assert (told["rows"], told["created"], told["clinics_created"], told["applied"]) == (10, 9, 7, True)
    assert unstamped(exported()) == unstamped(first)
    empty()
    with pytest.raises(CommandError, match="leave out --publish"):
        call_command("import_listings", *arguments, "--publish", "--apply")
