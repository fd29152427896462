"""A full listing brought back into an empty database gives the same full listing again."""

import datetime as dt
import io
import itertools
import json

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.utils import timezone

from programs.exports.formats import write
from programs.exports.rows import all_ids, published_ids
from programs.exports.table import table_of
from programs.imports import formats
from programs.imports.restore import can_restore, restore
from programs.imports.table import Table
from programs.models import (
    Change,
    Check,
    Clinic,
    Hours,
    Licence,
    Organization,
    Phone,
    Price,
    Program,
    SearchChange,
    Source,
    Statement,
    Term,
)
from programs.models.answers import NOT_STATED
from programs.models.facts import texts
from programs.models.groups import FACTS
from programs.publishing import (
    Refused,
    change,
    close,
    confirm,
    merge,
    publish,
    rename,
    set_rows,
    set_states,
    set_terms,
    set_types,
    withdraw,
)
from programs.search import find
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DIRTY = '=SUM(A1); a | b \\ “ñ” 治療 العلاج\nsecond line, "quoted"\r\nthird'


def exported(everything=True):
    """A full listing, and the same without its stamp."""
    ids = all_ids() if everything else published_ids(Clinic.objects.order_by("public_id"))
    file = io.BytesIO()
    write(file, "csv", table_of(ids, "full", unpublished=everything))
    return file.getvalue()


def unstamped(data):
    lines = data.splitlines(keepends=True)
    assert lines[-1].startswith(b'"# exported ') or lines[-1].startswith(b"# exported ")
    return b"".join(lines[:-1])


def table(tmp_path, data):
    path = tmp_path / "listing.csv"
    path.write_bytes(data)
    return Table(path)


def is_restore(listing):
    return can_restore([(listing, *formats.choose("auto", listing))])


def empty():
    """Leave no entry, source or history."""
    Clinic.objects.update(merged_into=None)
    for model in (Clinic, Organization, Source, Change, SearchChange):
        model.objects.all().delete()


def every_term(vocabulary):
    return list(Term.objects.of(vocabulary).values_list("slug", flat=True))


def rich_clinic():
    """A clinic that states every fact, with dirty text."""
    organization = make_organization(
        name=DIRTY.replace("\n", " ").replace("\r", ""), ownership="tribal", npi="1234567893"
    )
    clinic = make_clinic(
        name="'Quoted; Clinic | Ñandú",
        organization=organization,
        text_language="es",
        unit="@Suite 4",
        county="Pima",
        time_zone="America/Phoenix",
        email="intake@example.org",
        website="https://example.org/?a=1;b=2",
        operating_status="temporarily_closed",
        operating_reason="\tPainters | in; the house",
        operating_since=dt.date(2026, 1, 2),
        look_instead="＝see the other clinic",
        latitude=32.123456789012345,
        longitude=-110.1,
        precision="street",
        address_withheld="no",
    )
    with change(clinic, by="tests", source=make_source("The clinic itself", Source.Kind.CLINIC), as_of=TODAY):
        set_terms(clinic, "language", [("es", "", "yes", "mornings; only"), ("fr", "", "no", "")])
        set_terms(clinic, "access", every_term("access"))
        set_rows(
            clinic,
            "phones",
            [
                Phone(kind="intake", number="+15205550101", extension="12", note="weekdays; 9 | 5"),
                Phone(kind="main", number="+15205550100"),
            ],
        )
        set_rows(
            clinic,
            "hours",
            [
                Hours(day=7, opens=dt.time(9), closes=dt.time(12, 30)),
                Hours(day=1, opens=dt.time(8), closes=dt.time(17)),
            ],
        )
        set_rows(
            clinic,
            "licences",
            [
                Licence(
                    issuer="AZ | Health",
                    number="-12",
                    state="valid",
                    valid_until=TODAY,
                    looked_up_at="https://example.org/l",
                ),
                Licence(kind="accreditation", issuer="The Commission"),
            ],
        )
    return clinic


LISTS = {
    "routes": "route",
    "settings": "setting",
    "therapies": "therapy",
    "supervisors": "supervisor",
    "plan_factors": "plan-factor",
    "aftercare": "aftercare",
    "conditions": "condition",
    "groups": "group",
    "exclusions": "exclusion",
}


def rich_program(clinic, name="=cmd|' /C calc'!A0"):
    """A program that states every fact: each word once, each number another one."""
    program = make_program(
        clinic,
        types=["infusion", "integrated"],
        name=name,
        published=False,
        routes=["iv-infusion"],
        therapies=["cbt"],
    )
    numbers = itertools.count(3)
    with change(program, by="tests", source=make_source("Another register"), edition="2025"):
        for (owner, fact), known in FACTS.items():
            if owner == "program" and known.kind == "field" and fact not in ("name", "summary"):
                field = Program._meta.get_field(fact)
                words = [word for word, _label in field.choices or () if word != NOT_STATED]
                setattr(program, fact, words[0] if words else next(numbers))
        program.summary, program.trial_registration, program.aftercare_note = DIRTY, "NCT00000001", "+ a note"
        program.dose_low, program.dose_high, program.dose_unit = "0.500", "12.345", "mg/kg"
        program.abstinence_days = 0
        for vocabulary in LISTS.values():
            set_terms(program, vocabulary, every_term(vocabulary))
        set_terms(
            program,
            "substance",
            [
                ("alcohol", "primary", "yes", "since 2020; more"),
                ("opioids", "also", "yes", ""),
                ("cannabis", "", "no", ""),
            ],
        )
        set_terms(program, "payment", [("medicaid", "visits", "yes", DIRTY)])
        set_types(program, ["infusion", "integrated", "personalized", "trial"])
        set_states(program, ["NM", "AZ"])
        price = {"item": "dosing_session", "low": 45050, "high": 60000}
        set_rows(
            program,
            "prices",
            [
                Price(
                    **price,
                    includes=["preparation", "integration_session"],
                    source=make_source(),
                    note="a; b",
                    valid_from=TODAY,
                ),
                Price(
                    item="whole_course",
                    low=0,
                    high=None,
                    currency="EUR",
                    excludes=["consultation"],
                    valid_until=TODAY,
                ),
            ],
        )
    return program


def rich_directory():
    """Every kind of entry a directory can hold."""
    curator = make_user()
    clinic = rich_clinic()
    program = rich_program(clinic)
    publish(program, by=curator)
    make_program(clinic, types=["other-care"], medicine="", published=True)
    for group, method, days in (
        ("offer", "call", 0),
        ("safeguards", "web_page", 400),
        ("prices", "visit", 3),
    ):
        confirm(
            program,
            group,
            by=curator,
            method=method,
            on=TODAY - dt.timedelta(days=days),
            note="said | so; twice",
        )
    confirm(clinic, "licences", by=curator, method="registry")
    with change(program, by=curator, why="Dearer now."):
        set_rows(program, "prices", [Price(item="booster", low=1, high=2)])
    withheld = make_clinic(name="Quiet House", address_withheld="yes", county="Pima", phone=None)
    make_program(withheld)
    make_clinic(name="No program yet")
    draft = make_program(make_clinic(name="A draft", published=False), published=False)
    with change(draft.clinic, by=curator):
        draft.clinic.organization = clinic.organization
    closed = make_program(make_clinic(name="Closed")).clinic
    close(closed, by=curator, why="Retired.", look_instead="Ask; them")
    withdraw(make_program(make_clinic(name="Gone")), by=curator, why="Asked for it.")
    clinic.refresh_from_db()
    rename(clinic, "another-address", by=curator, why="On purpose.")
    merge(make_program(make_clinic(name="Twice")).clinic, clinic, by=curator)
    Clinic.objects.filter(pk=withheld.pk).update(demonstration=True)


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
