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


def test_what_is_called_just_so_comes_first():
    make_program()
    assert said("k")[0] == ("substance", "Ketamine (Substances)", "substance=ketamine")
    assert said("va")[0] == ("payment", "VA funds (Ways to pay)", "payment=va")
    assert said("spravato")[0] == ("medicine", "Esketamine (Spravato) (Medicines)", "medicine=esketamine")


@pytest.mark.parametrize("typed", ["junkie", "my son is a junk", "crackhead", "drunk"])
def test_words_that_we_do_not_use_are_answered_in_ours(typed):
    make_program()
    kind, label, _query = said(typed)[0]
    assert (kind, label.split()[0]) in {
        ("substance", "Opioids"),
        ("substance", "Cocaine"),
        ("substance", "Alcohol"),
    }
    assert not {"junkie", "crackhead", "drunk"} & set(str(said(typed)).casefold().split())


def test_clinics_that_are_called_so_come_before_those_whose_programs_are():
    for number in range(4):
        make_program(make_clinic(name=f"Aaa {number}"), name="Ocotillo sessions")
    make_program(make_clinic(name="Zzz Ocotillo"))
    assert [label for kind, label, _slug in said("ocot") if kind == "clinic"] == [
        "Zzz Ocotillo, Tucson, AZ",
        "Aaa 0, Tucson, AZ",
        "Aaa 1, Tucson, AZ",
    ]


def test_the_address_keeps_nothing_and_tells_nobody(client, caplog):
    make_program(make_clinic(name="Willow"))
    caplog.clear()
    answer = client.get("/clinics/complete", {"q": "willow"})
    assert answer.json() == {
        "suggestions": [
            {"kind": "clinic", "label": "Willow, Tucson, AZ", "url": "/clinics/willow-tucson-az/"}
        ]
    }
    assert (answer["Cache-Control"], "Vary" in answer and "Cookie" in answer["Vary"]) == ("no-store", False)
    assert (answer.cookies, caplog.records) == ({}, [])


@pytest.mark.parametrize("text", ["", "  ", "!!!", "x" * 201, "\0", "zzzzqqq"])
def test_nothing_to_say(text):
    make_program()
    assert said(text) == []


def test_three_queries(django_assert_num_queries):
    make_program(make_clinic(name="Willow"))
    complete("willow")
    with django_assert_num_queries(3):
        complete("willow")
