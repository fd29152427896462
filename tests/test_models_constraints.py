"""Every rule that the database holds, broken once on purpose: it refuses, and says so in words for people."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from programs.models import (
    Assignment,
    Audit,
    Batch,
    Call,
    Check,
    Clinic,
    ClinicSlug,
    ClinicTerm,
    Conflict,
    Correction,
    DuplicateSuspect,
    Hours,
    Licence,
    LinkVisit,
    Organization,
    Passage,
    Phone,
    Price,
    Program,
    ProgramTerm,
    ProgramType,
    ProgramTypeRequirement,
    ProgramTypeText,
    ServedState,
    SourceRecord,
    Statement,
    Study,
    StudyText,
    Term,
    TermCode,
    TermText,
)
from programs.models.export import Export
from programs.models.job import Job
from tests.factories import make_clinic, make_organization, make_program, make_source, make_user

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


def constraints():
    return {
        constraint.name: (model, constraint)
        for model in apps.get_app_config("programs").get_models()
        for constraint in model._meta.constraints
    }


def clinic(**fields):
    return Clinic(**{"name": "Broken", "slug": "broken", **fields})


def program(**fields):
    return Program(**{"clinic": make_clinic(), "name": "Broken", "slug": "broken", **fields})


def price(**fields):
    return Price(**{"program": make_program(), "item": "dosing_session", "low": 100, **fields})


def check(**fields):
    days = {"checked_on": TODAY, "expires_on": TODAY}
    return Check(**{"clinic": make_clinic(), "group": "contact", "method": "call", **days, **fields})


def licence(**fields):
    return Licence(**{"clinic": make_clinic(), "issuer": "State", "kind": "licence", **fields})


def hours(**fields):
    return Hours(**{"clinic": make_clinic(), "day": 1, "opens": dt.time(9), "closes": dt.time(17), **fields})


def alcohol():
    return Term.objects.get(vocabulary="substance", slug="alcohol")


def again(row):
    """Save `row`, and return its twin."""
    row.save()
    twin = type(row)(**{f.name: getattr(row, f.name) for f in row._meta.concrete_fields if not f.primary_key})
    if hasattr(twin, "public_id"):
        twin.public_id = type(row)().public_id
    return twin


def twice(model, **fields):
    return lambda: again(model(**{name: make() if callable(make) else make for name, make in fields.items()}))


def second_statement(**fields):
    return again(Statement(source=make_source("Another"), **fields))


def suspects(swap):
    one, other = make_clinic(), make_clinic()
    pair = (other, one) if swap else (one, other)
    return DuplicateSuspect(one=pair[0], other=pair[1], reason="alike")


def same_npi():
    make_organization(npi="1234567893")
    return Organization(name="Other", npi="1234567893")


def same_slug():
    return clinic(slug=make_program().clinic.slug)


def broken_program_statement():
    place = make_program()
    return second_statement(clinic=place.clinic, program=place, group="offer")


def broken_program_assignment():
    place = make_program()
    return again(Assignment(clinic=place.clinic, program=place, rule="promise", by=make_user()))


def broken_program_conflict():
    place = make_program()
    return again(Conflict(clinic=place.clinic, program=place, field="name", source=make_source()))


BROKEN = {
    "clinic_name": lambda: clinic(name=""),
    "clinic_slug": same_slug,
    "clinic_published_has_slug": lambda: clinic(status="published", slug=""),
    "clinic_withdrawn_says_why": lambda: clinic(status="withdrawn"),
    "clinic_closed_says_why": lambda: clinic(operating_status="closed"),
    "clinic_point_whole": lambda: clinic(latitude=95, longitude=0, precision="exact"),
    "clinic_website_http": lambda: clinic(website="javascript:alert(1)"),
    "organization_npi": same_npi,
    "export_name_once": lambda: again(Export.objects.create(name="Board", by=make_user())),
    "program_name": lambda: program(name=""),
    "program_clinic_slug": lambda: again(program()),
    "program_withdrawn_says_why": lambda: program(status="withdrawn"),
    "program_dose_has_unit": lambda: program(dose_low=1),
    "program_dose_not_negative": lambda: program(dose_low=-1, dose_unit="mg"),
    "program_dose_low_to_dose_high": lambda: program(dose_low=2, dose_high=1, dose_unit="mg"),
    "program_preparation_fewest_to_preparation_most": lambda: program(
        preparation_fewest=2, preparation_most=1
    ),
    "program_dosing_fewest_to_dosing_most": lambda: program(dosing_fewest=2, dosing_most=1),
    "program_integration_fewest_to_integration_most": lambda: program(
        integration_fewest=2, integration_most=1
    ),
    "program_minutes_fewest_to_minutes_most": lambda: program(minutes_fewest=2, minutes_most=1),
    "program_weeks_fewest_to_weeks_most": lambda: program(weeks_fewest=2, weeks_most=1),
    "program_age_min_to_age_max": lambda: program(age_min=2, age_max=1),
    "price_not_negative": lambda: price(low=-1),
    "price_low_to_high": lambda: price(low=2, high=1),
    "price_valid_from_to_valid_until": lambda: price(valid_from=TODAY, valid_until=TODAY - dt.timedelta(1)),
    "price_currency": lambda: price(currency=""),
    "phone_once": lambda: again(Phone(clinic=make_clinic(), number="+15205550111")),
    "phone_number_e164": lambda: Phone(clinic=make_clinic(), number="5205550111"),
    "hours_day": lambda: hours(day=8),
    "hours_opens_before_closes": lambda: hours(closes=dt.time(9)),
    "hours_once": lambda: again(hours()),
    "licence_issuer": lambda: licence(issuer=""),
    "licence_once": lambda: again(licence()),
    "check_group_owner": lambda: check(group="offer"),
    "check_expires_after": lambda: check(expires_on=TODAY - dt.timedelta(1)),
    "statement_group_owner": lambda: Statement(clinic=make_clinic(), source=make_source(), group="offer"),
    "statement_clinic_once": lambda: second_statement(clinic=make_clinic(), group="contact"),
    "statement_program_once": broken_program_statement,
    "assignment_clinic_once": twice(Assignment, clinic=make_clinic, rule="promise", by=make_user),
    "assignment_program_once": broken_program_assignment,
    "conflict_clinic_once": twice(Conflict, clinic=make_clinic, field="name", source=make_source),
    "conflict_program_once": broken_program_conflict,
    "job_once_a_period": twice(Job, kind="forget-old", period="2026-11-26"),
    "sourcerecord_key": twice(SourceRecord, clinic=make_clinic, source=make_source, key="1", digest="1"),
    "duplicatesuspect_order": lambda: suspects(swap=True),
    "duplicatesuspect_once": lambda: again(suspects(swap=False)),
    "term_vocabulary_slug": lambda: Term(vocabulary="substance", slug="alcohol"),
    "termtext_term_language": lambda: TermText(term=alcohol(), language="en", label="Again"),
    "termcode_list_edition_code": twice(TermCode, term=alcohol, list="x", edition="1", code="A"),
    "programtypetext_language": lambda: ProgramTypeText(
        program_type=ProgramType.objects.get(slug="kap"), language="en", label="Again"
    ),
    "programtyperequirement_once": lambda: ProgramTypeRequirement(
        program_type=ProgramType.objects.get(slug="integrated"), vocabulary="therapy"
    ),
    "clinicterm_once": twice(ClinicTerm, clinic=make_clinic, term=alcohol),
    "programterm_once": twice(ProgramTerm, program=make_program, term=alcohol),
    "servedstate_once": twice(ServedState, program=make_program, region="AZ"),
    "passage_key_language": twice(Passage, key="broken", language="en", body="Text"),
    "study_effect_inside_its_interval": lambda: Study(
        slug="broken",
        name="Broken",
        year=2026,
        design="compared",
        scale="ratio",
        effect=3,
        effect_low=1,
        effect_high=2,
    ),
    "study_text_language": lambda: StudyText(study=Study.objects.get(slug="grabski-2022"), language="en"),
}
ENTRIES = {
    "audit": lambda **fields: Audit(who="somebody", **fields),
    "clinic": clinic,
    "program": program,
    "organization": lambda **fields: Organization(name="Broken", **fields),
    "price": price,
    "phone": lambda **fields: Phone(clinic=make_clinic(), number="+15205550111", **fields),
    "licence": licence,
    "check": check,
    "call": lambda **fields: Call(clinic=make_clinic(), group="contact", by=make_user(), **fields),
    "correction": lambda **fields: Correction(clinic=make_clinic(), group="contact", **fields),
    "linkvisit": lambda **fields: LinkVisit(
        clinic=make_clinic(), url="https://x.example/", visited_at=timezone.now(), **fields
    ),
    "source": lambda **fields: type(make_source())(name="Broken", **fields),
    "batch": lambda **fields: Batch(source_name="Broken", **fields),
    "job": lambda **fields: Job(kind="broken", **fields),
    "termcode": lambda **fields: TermCode(term=alcohol(), list="x", code="A", **fields),
    "clinicterm": lambda **fields: ClinicTerm(clinic=make_clinic(), term=alcohol(), **fields),
    "programterm": lambda **fields: ProgramTerm(program=make_program(), term=alcohol(), **fields),
}
WORDS = [name for name in constraints() if name.endswith("_word")]


def test_every_constraint_is_broken_here():
    assert set(constraints()) == set(BROKEN) | set(WORDS)


def assert_refused(row, name):
    """The row is refused by validation with the rule's message, and by the database with the rule's name."""
    model, constraint = constraints()[name]
    assert isinstance(row, model)
    with pytest.raises(ValidationError) as told:
        constraint.validate(model, row)
    assert told.value.messages == [constraint.violation_error_message]
    assert str(constraint.violation_error_message) != models.BaseConstraint.default_violation_error_message
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_rule_is_refused_and_explained(name):
    assert_refused(BROKEN[name](), name)


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_word_outside_the_list_is_refused_and_explained(name):
    entry, field = name.removesuffix("_word").split("_", 1)
    assert_refused(ENTRIES[entry](**{field: "no" if field == "answered" else "?"}), name)


def test_an_old_slug_is_never_given_twice():
    ClinicSlug.objects.create(slug="old", clinic=make_clinic())
    with pytest.raises(IntegrityError), transaction.atomic():
        ClinicSlug.objects.create(slug="old", clinic=make_clinic())
