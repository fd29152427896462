"""A directory that states every fact and holds every kind of entry, with dirty text; and its full listing."""

import datetime as dt
import io
import itertools

from django.utils import timezone

from programs.exports.formats import write
from programs.exports.rows import all_ids, published_ids
from programs.exports.table import table_of
from programs.models import (
    Change,
    Clinic,
    Hours,
    Licence,
    Organization,
    Phone,
    Price,
    Program,
    SearchChange,
    Source,
    Term,
)
from programs.models.answers import NOT_STATED
from programs.models.groups import FACTS
from programs.publishing import (
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
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

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
