"""The list for machines."""

import pytest
from django.http import QueryDict

from programs.search import find
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db


def test_it_says_what_the_list_finds(client):
    shown = make_program(make_clinic(name="Willow", street="1 Elm Street"), payments=["medicaid"])
    make_program(shown.clinic, payments=["va"])
    make_program(make_clinic(name="Draft"), payments=["medicaid"], published=False)
    answer = client.get("/api/clinics?payment=medicaid&near=85701").json()
    assert (answer["total"], answer["page"], answer["pages"], answer["sort"]) == (1, 1, 1, "distance")
    (clinic,) = answer["results"]
    assert (clinic["clinic_id"], clinic["clinic_name"], clinic["street"]) == (
        str(shown.clinic.public_id),
        "Willow",
        "1 Elm Street",
    )
    assert [program["program_id"] for program in clinic["programs"]] == [str(shown.public_id)]
    assert clinic["programs"][0]["payments"] == ["medicaid"]
    assert clinic["miles"] == 0.5


def test_its_facets_are_those_of_the_list(client):
    make_program(payments=["medicaid"], substances=["alcohol"])
    answer = client.get("/api/clinics?payment=medicaid").json()
    facets = find(QueryDict("payment=medicaid")).facets
    assert list(answer["facets"]) == [facet.name for facet in facets]
    for facet in facets:
        said = [
            (row["value"], row["label"], row["count"], row["selected"])
            for row in answer["facets"][facet.name]
        ]
        assert said == [(o.value, o.label, o.count, o.selected) for o in facet.options]


@pytest.mark.parametrize(
    ("query", "status", "named", "problem"),
    [
        ("claim=x", 400, "errors", {"claim": ["“x” is none of: confirmed, clinic, listed."]}),
        ("wait_max=-1", 400, "errors", {"wait_max": ["Use a whole number from 0 to 3650."]}),
        ("page=2", 404, "last_page", 1),
    ],
)
def test_wrong_parameters_are_a_problem_that_names_them(client, query, status, named, problem):
    make_program()
    response = client.get(f"/api/clinics?{query}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()[named] == problem
    assert "results" not in response.json()


def test_it_keeps_a_withheld_address_and_asks_nobody(client):
    make_program(make_clinic(address_withheld="yes", street="77 Canary Street", postal_code="85799"))
    response = client.get("/api/clinics")
    assert b"Canary" not in response.content
    assert b"85799" not in response.content
    assert (response.cookies, response.headers.get("Vary"), response["Access-Control-Allow-Origin"]) == (
        {},
        "Accept-Encoding",
        "*",
    )


def test_the_same_queries_for_one_clinic_and_for_twenty(client, django_assert_num_queries):
    numbers = []
    for count in (1, 19):
        for _number in range(count):
            make_program(payments=["medicaid"])
        client.get("/api/clinics")
        with django_assert_num_queries(QUERIES) as queries:
            client.get("/api/clinics")
        numbers.append(len(queries))
    assert numbers == [QUERIES, QUERIES]


# The number of the last change, for the tag and again for the search; the page as the list reads it; the terms and
# their codes, types and sources there are; clinics and programs with all that belongs to them.
QUERIES = 16


def test_typing_help_keeps_nothing(client):
    make_program(make_clinic(name="Willow"))
    response = client.get("/clinics/complete?q=will")
    assert response.json() == {
        "suggestions": [
            {"kind": "clinic", "label": "Willow, Tucson, AZ", "url": "/clinics/willow-tucson-az/"}
        ]
    }
    assert (response["Cache-Control"], response.cookies) == ("no-store", {})
