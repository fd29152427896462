"""Clinics side by side: which, what of them, and what differs."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from programs.publishing import rename, withdraw
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db


def clinic(name, **fields):
    return make_program(make_clinic(name=name), **fields).clinic


def compare(client, *slugs, **others):
    query = QueryDict(mutable=True)
    query.setlist("clinic", slugs)
    query.update(others)
    return client.get(f"/compare/?{query.urlencode()}")


def rows(response, group):
    block = next(one for one in response.context["blocks"] if one.slug == group)
    return {str(row.label): (row.differs, [line.value for line in row.lines]) for row in block.rows}


def names(response):
    return [one.clinic.name for one in response.context.get("columns", [])]


def test_two_clinics_stand_side_by_side_with_what_differs_marked(client):
    oak = clinic("Oak", urine_drug_screen="yes", pdmp_check="yes", prescriber_on_site="yes")
    elm = clinic("Elm", urine_drug_screen="no", pdmp_check="yes")
    response = compare(client, oak.slug, elm.slug)
    assert names(response) == ["Oak", "Elm"]
    assert list(rows(response, "safeguards").values()) == [
        (True, ["yes", "no"]),
        (False, ["yes", "yes"]),
        (True, ["yes", "not_stated"]),
    ]
    silent = next(one for one in response.context["blocks"] if one.slug == "safeguards").unknown
    assert "Emergency equipment" in silent


def test_only_what_differs_can_be_asked_for(client):
    oak, elm = clinic("Oak", take_home="never"), clinic("Elm", take_home="never", pdmp_check="no")
    text = compare(client, oak.slug, elm.slug).content.decode()
    less = compare(client, oak.slug, elm.slug, show="differences").content.decode()
    assert ("Medicine to take at home" in text, "Medicine to take at home" in less) == (True, False)
    assert '<tr class="row-differs">' in less


def test_the_price_of_the_course_says_what_is_missing(client):
    price = {"item": "dosing_session", "low": 45000, "high": 45000}
    oak = clinic("Oak", prices=[price], dosing_fewest=6, dosing_most=6, integration_fewest=2)
    response = compare(client, oak.slug, clinic("Elm").slug)
    costs = [(one.cost.session, one.cost.amount, one.cost.missing) for one in response.context["columns"]]
    assert costs == [
        ("$450", "at least $2,700", ("The price is not stated: integration session.",)),
        ("", "", ()),
    ]
    assert "The price is not stated: integration session." in response.content.decode()


def test_the_program_of_a_clinic_can_be_chosen(client):
    oak, elm = clinic("Oak"), clinic("Elm")
    second = make_program(oak, name="Second")
    other = make_program(oak, name="Other care", types=["other-care"])
    make_program(oak, name="Draft", published=False)
    response = compare(client, oak.slug, elm.slug)
    options = response.context["columns"][0].options
    assert [(name, language) for _key, name, language, _chosen in options][1:] == [
        ("Second", ""),
        ("Other care", ""),
    ]
    for program in (second, other):
        response = compare(client, oak.slug, elm.slug, program=f"{oak.slug}/{program.slug}")
        assert response.context["columns"][0].program == program
    response = compare(client, oak.slug, elm.slug, program=f"{oak.slug}/none")
    assert response.context["columns"][0].program != second


def test_what_people_decide_on_stands_first_and_others_can_be_chosen(client):
    facts = {"substances": ["alcohol"], "payments": ["medicaid"], "pdmp_check": "yes"}
    oak, elm = clinic("Oak", **facts), clinic("Elm", dosing_fewest=6, dosing_most=6)
    response = compare(client, oak.slug, elm.slug)
    blocks = [(one.slug, one.main) for one in response.context["blocks"] if one.rows]
    assert blocks == [
        ("offer", True),
        ("payment", True),
        ("safeguards", True),
        ("protocol", False),
        ("people", False),
    ]
    assert [name for name, _authority in response.context["blocks"][0].claims] == ["Oak", "Elm"]
    assert response.context["list_url"] == f"/clinics/?clinic={oak.slug}&clinic={elm.slug}"
    tray = client.get(response.context["list_url"]).context["tray"]
    assert [one.name for one in tray.clinics] == ["Oak", "Elm"]
    assert compare(client).context["list_url"] == "/clinics/"


@pytest.mark.parametrize(
    ("count", "problem"),
    [
        (0, "Choose two to four clinics from the list."),
        (1, "That is one clinic. Choose one to three more to compare it with."),
        (2, ""),
        (4, ""),
        (5, "That is 5 clinics. Compare at most four: take some off."),
    ],
)
def test_two_to_four_and_else_it_says_so(client, count, problem):
    slugs = [clinic(f"Clinic {number}").slug for number in range(count)]
    response = compare(client, *slugs)
    assert (response.status_code, response.context["problem"]) == (200, problem)
    assert len(names(response)) == (0 if problem else count)
    if problem:
        assert problem in response.content.decode()


def test_the_same_clinic_twice_is_one(client):
    oak = clinic("Oak")
    old = oak.slug
    rename(oak, "oak-house", by=make_user(), why="New name")
    response = compare(client, old, "oak-house")
    assert [one.name for one in response.context["chosen"]] == ["Oak"]


def test_what_is_no_longer_listed_is_named_and_a_draft_is_unknown(client):
    oak, elm, gone = clinic("Oak"), clinic("Elm"), clinic("Ash")
    withdraw(gone, by=make_user(), why="Nobody answers")
    draft = make_clinic(name="Secret draft", slug="secret-draft")
    response = compare(client, oak.slug, elm.slug, gone.slug)
    assert "Ash is no longer listed" in response.content.decode()
    assert names(response) == ["Oak", "Elm"]
    of_draft, of_nothing = (
        compare(client, oak.slug, elm.slug, slug).content.replace(slug.encode(), b"it")
        for slug in (draft.slug, "nothing-at-all")
    )
    assert of_draft == of_nothing
    assert b"Secret" not in of_draft


def test_queries_do_not_grow_with_clinics(client):
    slugs = [clinic(f"Clinic {n}", substances=["alcohol"], payments=["medicaid"]).slug for n in range(4)]
    made = []
    for count in (2, 4):
        with CaptureQueriesContext(connection) as queries:
            compare(client, *slugs[:count])
        made.append(len(queries))
    assert made[0] == made[1]


def test_the_answer_is_shared_briefly_and_sets_no_cookie(client):
    response = compare(client)
    assert (response["Cache-Control"], response["CDN-Cache-Control"]) == ("no-store", "max-age=60")
    assert dict(response.cookies) == {}
    assert "cookie" not in response.get("Vary", "").lower()


def test_a_hostile_address_is_answered(client):
    for slug in ("\0", "x" * 5000, "../..", "²", "'"):
        assert compare(client, slug, slug + "a", program="\0").status_code == 200


def test_programs_to_choose_from_say_their_language(client):
    first, second = make_program(name="One course").clinic, make_program(name="Other").clinic
    make_program(first, name="Two course")
    text = client.get(f"/es/compare/?clinic={first.slug}&clinic={second.slug}").content.decode()
    options = re.findall(r"<option ([^>]*)>(.*?)</option>", text)
    assert [(name, 'lang="en"' in attributes) for attributes, name in options] == [
        ("One course", True),
        ("Two course", True),
    ]
