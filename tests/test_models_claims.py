"""Claim levels are worked out, never typed."""

import datetime as dt

import pytest

from programs.models import Source, Statement
from programs.models.claims import about, checked_on, claim
from programs.publishing import change, confirm
from tests.factories import make_clinic, make_program, make_source, make_user

pytestmark = pytest.mark.django_db
TODAY = dt.date.today()  # noqa: DTZ011


def claim_of(clinic, group="contact", today=TODAY):
    return claim(group, about(clinic.statements.all()), about(clinic.checks.all()), today)


def test_a_source_lists():
    found = claim_of(make_clinic(source=make_source("SAMHSA")))
    assert (found.level, found.source, found.tone, found.words(TODAY)) == (
        "listed",
        "SAMHSA",
        "plain",
        "Listed by SAMHSA",
    )


def test_the_clinic_states():
    clinic = make_clinic()
    own = make_source("The clinic", Source.Kind.CLINIC)
    with change(clinic, by="tests", source=own, as_of=dt.date(2026, 11, 3)):
        clinic.email = "hello@example.org"
    assert (claim_of(clinic).level, claim_of(clinic).words(TODAY)) == (
        "clinic",
        "Stated by the clinic, 3 Nov 2026",
    )


def test_a_live_check_confirms_and_a_lapsed_one_asks_again():
    clinic = make_clinic()
    confirm(clinic, "contact", by=make_user(), method="call", on=TODAY - dt.timedelta(12))
    assert claim_of(clinic).words(TODAY) == "Confirmed 12 days ago, by phone"
    last = TODAY - dt.timedelta(12) + dt.timedelta(90)
    assert claim_of(clinic, today=last).level == "confirmed"
    lapsed = claim_of(clinic, today=last + dt.timedelta(1))
    assert (lapsed.level, lapsed.tone, lapsed.words(TODAY)[:17]) == ("listed", "sun", "Was confirmed on ")


def test_a_check_of_another_group_or_program_does_not_count():
    program = make_program()
    confirm(program, "offer", by=make_user(), method="call")
    clinic = program.clinic
    assert claim("offer", [], about(clinic.checks.all()), TODAY).level == ""
    assert claim_of(clinic).level == "listed"


def test_checked_on_is_the_older_of_contact_and_offer():
    program = make_program()
    days = {"contact": TODAY - dt.timedelta(3), "offer": TODAY - dt.timedelta(9)}
    confirm(program, "offer", by=make_user(), method="call", on=days["offer"])
    clinic = program.clinic
    assert checked_on(about(clinic.checks.all()), about(clinic.checks.all(), program), TODAY) is None
    confirm(clinic, "contact", by=make_user(), method="call", on=days["contact"])
    assert checked_on(about(clinic.checks.all()), about(clinic.checks.all(), program), TODAY) == days["offer"]


def test_what_curators_found_out_is_said_to_be_the_editors():
    clinic = make_clinic()
    with change(clinic, by=make_user()):
        clinic.email = "new@example.org"
    said = claim_of(clinic)
    assert (said.level, said.words(TODAY)[:22]) == ("listed", "Found by our editors, ")


def listed(*editions):
    """A clinic of which sources say the contact, one after another, each as of its edition."""
    clinic = make_clinic(source=None)
    Statement.objects.filter(clinic=clinic).delete()
    for place, edition in enumerate(editions):
        source = make_source(f"List {place}")
        Statement.objects.create(clinic=clinic, group="contact", source=source, edition=edition)
    return clinic


@pytest.mark.parametrize(
    ("editions", "words"),
    [
        (["2026", "2021"], "Listed by List 0 2026"),
        (["2021", "2026-11"], "Listed by List 1 2026-11"),
        (["2023"], "Listed by List 0 2023"),
        (["2022"], "Listed by List 0 2022, and in no newer list here: please ask"),
        (["2020", "2021", "2020-12"], "Listed by List 1 2021, and in no newer list here: please ask"),
        (["spring"], "Listed by List 0 spring"),
        (["spring", "2021"], "Listed by List 1 2021, and in no newer list here: please ask"),
    ],
)
def test_the_newest_list_speaks_and_an_old_one_says_so(editions, words):
    assert claim_of(listed(*editions)).words(dt.date(2026, 11, 26)) == words
