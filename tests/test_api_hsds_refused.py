"""The HSDS interface, asked for what there is not: each answer names the parameter and the cure."""

from itertools import product
from urllib.parse import quote

import pytest

from tests.factories import make_program
from tests.hsds_answers import LISTS, PROBLEM
from tests.test_search_hostile import HOSTILE

pytestmark = pytest.mark.django_db
MOMENT = "Use a time such as 2026-11-23T14:05:00Z, or a day such as 2026-11-23."
PARAMETERS = (
    "search page per_page format taxonomy_term_id taxonomy_id organization_id modified_after minimal full "
    "full_service postcode proximity cheese"
).split()
EDGES = [
    "0",
    "101",
    "TRUE",
    "2026-02-30",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "T",
    "%00",
]
SAMPLE = [*HOSTILE[9:16], "x" * 300, *EDGES]


def check_hostile(client, values, kinds, names):
    """Every answer is a page, or a problem that names the parameter."""
    for kind, name, value in product(kinds, names, values):
        response = client.get(f"/api/{kind}", {name: value.encode("utf-8", "replace")})
        assert response.status_code in (200, 400, 404), (kind, name, value)
        if response.status_code == 400:
            assert list(response.json()["errors"]) == [name]


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_hostile_value_is_refused_with_the_cure_or_finds_what_it_says(client, name):
    check_hostile(client, SAMPLE, ["services"], [name])


@pytest.mark.long
@pytest.mark.parametrize("kind", LISTS)
def test_so_is_every_hostile_value_of_every_list(client, kind):
    make_program()
    check_hostile(client, [*HOSTILE, *EDGES], [kind], PARAMETERS)


@pytest.mark.parametrize("kind", LISTS)
def test_a_hostile_id_is_a_404(client, kind):
    for value in HOSTILE[:40]:
        response = client.get(f"/api/{kind}/{quote(value.encode('utf-8', 'replace'), safe='')}")
        assert (response.status_code, response["Content-Type"]) == (404, PROBLEM), value


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("page=0", {"page": ["Use a whole number from 1 to 100000."]}),
        ("per_page=101", {"per_page": ["Use a whole number from 1 to 100."]}),
        ("full=maybe&minimal=1", {"minimal": ["Use true or false."], "full": ["Use true or false."]}),
        (
            "modified_after=yesterday",
            {"modified_after": [MOMENT]},
        ),
        (
            "taxonomy_term_id=cbt",
            {"taxonomy_term_id": ["Use an id such as 123e4567-e89b-12d3-a456-426614174000."]},
        ),
        ("format=ndjson", {"format": ["Use json. Whole files in other formats are exports."]}),
        ("postcode=85701", {"postcode": ["This is not asked here. Use /api/clinics with near and radius."]}),
    ],
)
def test_a_wrong_parameter_is_named_with_the_cure(client, query, errors):
    response = client.get(f"/api/services?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert response.json()["errors"] == errors


def test_a_page_past_the_end_names_the_last_one(client):
    make_program()
    response = client.get("/api/services?page=2")
    assert (response.status_code, response.json()["last_page"]) == (404, 1)
