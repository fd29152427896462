"""Copying a program to other clinics of its organization."""

import pytest
from django.urls import reverse

from programs.models import Program
from programs.publishing import confirm, withdraw
from tests.factories import make_clinic, make_organization, make_program, make_user
from tests.page_forms import texts_of
from tests.test_admin_actions import reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    clinic = make_clinic(name="Oak North", organization=make_organization("Oak Group"))
    found = make_program(
        clinic, name="Evening group", prices=[{"item": "dosing_session", "low": 1, "high": 2}]
    )
    confirm(found, "offer", method="call", by=make_user("cora"))
    return found


def sibling(name, program, **fields):
    return make_clinic(name=name, organization=program.clinic.organization, **fields)


def page(program):
    return reverse("admin:programs_program_copy_to", args=[program.pk])


def test_the_other_clinics_of_the_organization_are_offered(desk, program):
    sibling("oak South", program)
    sibling("Oak West", program, city="Mesa")
    sibling("Oak East", program)
    sibling("Oak Far", program, city="Reno", region="NV")
    gone = make_program(sibling("Oak Gone", program)).clinic
    withdraw(gone, by=make_user(), why="Closed.")
    make_clinic(name="Elm", organization=make_organization("Elm Group"))
    make_clinic(name="Alone")
    offered = texts_of(desk.get(page(program)), ".//form[@id='copy-form']//label")
    assert offered == [
        "Oak West, Mesa, AZ",
        "Oak East, Tucson, AZ",
        "oak South, Tucson, AZ",
        "Oak Far, Reno, NV",
    ]


def test_a_clinic_that_has_such_a_program_says_so(desk, program):
    """By its name, or by what kind it is and which medicine; one that was withdrawn is none."""
    make_program(sibling("Oak A", program), name="evening Group", types=("trial",))
    make_program(sibling("Oak B", program), name="Mornings")
    make_program(sibling("Oak C", program), name="Days", types=("trial",))
    gone = make_program(sibling("Oak D", program), name="Evening group")
    make_program(gone.clinic, name="Other", types=("trial",))
    withdraw(gone, by=make_user(), why="It stopped.")
    assert texts_of(desk.get(page(program)), ".//form[@id='copy-form']//label") == [
        "Oak A, Tucson, AZ: has “evening Group” already",
        "Oak B, Tucson, AZ: has “Mornings” already",
        "Oak C, Tucson, AZ",
        "Oak D, Tucson, AZ",
    ]


def test_each_gets_a_draft_with_the_facts_and_without_checks(desk, program):
    south, east = sibling("Oak South", program, city="Mesa"), sibling("Oak East", program)
    left = sibling("Oak West", program)
    response = desk.post(page(program), {"clinics": [south.pk, east.pk]}, follow=True)
    assert reports(response) == [
        "Copied as a draft to Oak South, Mesa, AZ; Oak East, Tucson, AZ. Checks were not copied."
    ]
    drafts = Program.objects.exclude(pk=program.pk).order_by("clinic__name")
    assert [(draft.clinic, draft.name, draft.status) for draft in drafts] == [
        (east, "Evening group", "draft"), (south, "Evening group", "draft"),
    ]  # fmt: skip
    assert [(draft.prices.get().high, draft.checks.count()) for draft in drafts] == [(2, 0), (2, 0)]
    assert left.programs.count() == 0


@pytest.mark.parametrize("chosen", [[], ["0"], ["x"]])
def test_nothing_chosen_or_something_else_is_refused(desk, program, chosen):
    sibling("Oak South", program)
    response = desk.post(page(program), {"clinics": chosen})
    assert response.status_code == 400
    assert len(texts_of(response, ".//p[@class='error']")) == 1
    assert Program.objects.count() == 1


def test_a_clinic_of_another_organization_is_refused(desk, program):
    other = make_clinic(name="Elm", organization=make_organization("Elm Group"))
    sibling("Oak South", program)
    assert desk.post(page(program), {"clinics": [other.pk]}).status_code == 400
    assert other.programs.count() == 0


def test_without_an_organization_or_another_clinic_it_says_so(desk, program):
    assert "Oak Group has no other clinic here." in desk.get(page(program)).content.decode()
    alone = make_program(make_clinic(name="Alone"))
    assert "belongs to no organization" in desk.get(page(alone)).content.decode()
