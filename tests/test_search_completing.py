"""Typing help."""

import pytest

from programs.publishing import withdraw
from programs.search.completing import complete
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db


def said(text):
    return [(found.kind, found.label, found.query or found.slug) for found in complete(text)]


def test_terms_are_found_by_everyday_words():
    make_program()
    assert ("substance", "Alcohol (Substances)", "substance=alcohol") in said("booz")
    assert ("payment", "Medicaid (Ways to pay)", "payment=medicaid") in said("medicai")


def test_cities_and_clinics_with_a_public_page():
    clinic = make_program(make_clinic(name="Tucumcari House")).clinic
    make_program(make_clinic(name="Tucdraft House"), published=False)
    gone = make_program(make_clinic(name="Tucgone House"))
    withdraw(gone.clinic, by=make_user(), why="Asked")
    assert said("tuc") == [
        ("city", "Tucson, AZ", "near=Tucson%2C+AZ"),
        ("clinic", "Tucumcari House, Tucson, AZ", clinic.slug),
    ]


def test_at_most_eight_and_places_and_clinics_keep_their_room():
    for number in range(6):
        make_program(make_clinic(name=f"Alcove {number}", city="Alcoa", region="TN"))
    found = complete("a")
    assert len(found) == 8
    assert [row.kind for row in found[-3:]] == ["clinic"] * 3


@pytest.mark.parametrize("text", ["", "  ", "!!!", "x" * 201, "\0", "zzzzqqq"])
def test_nothing_to_say(text):
    make_program()
    assert said(text) == []


def test_three_queries(django_assert_num_queries):
    make_program(make_clinic(name="Willow"))
    complete("willow")
    with django_assert_num_queries(3):
        complete("willow")
