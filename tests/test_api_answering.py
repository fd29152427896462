"""What holds for every answer to machines: methods, errors, tags, and who may read it."""

import datetime as dt
import html
import re

import pytest
from django.db import OperationalError
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from programs.api.about import HINTS
from programs.models import SearchRevision
from programs.publishing import change, confirm
from tests.factories import make_clinic, make_organization, make_program, make_user

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/api/",
    "/api/clinics",
    "/api/openapi.json",
    "/api/services",
    "/api/service_at_locations",
    "/api/organizations",
    "/api/taxonomies",
    "/api/taxonomy_terms",
]
MISSING = ["/api/nothing", "/api/services/", "/api/services/x/y", "/api/clinics/", "/api/%00"]
PROBLEM = "application/problem+json"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_has_not_changed_is_not_sent_again(client, address):
    program = make_program()
    first = client.get(address)
    assert (first.status_code, first["Cache-Control"]) == (200, "public, max-age=60")
    assert first["Access-Control-Allow-Origin"] == "*"
    tags = [{"if-none-match": tag} for tag in (first["ETag"], "*")]
    for asked in (*tags, {"if-modified-since": first["Last-Modified"]}):
        again = client.get(address, headers=asked)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    earlier = http_date(parse_http_date(first["Last-Modified"]) - 1)
    assert client.get(address, headers={"if-modified-since": earlier}).status_code == 200
    confirm(program, "offer", by=make_user(), method="call")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_last_modified_is_the_second_of_the_last_change(client):
    program = make_program()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for moment in (midnight + dt.timedelta(seconds=1), midnight - dt.timedelta(days=3)):
        SearchRevision.objects.update(at=moment)
        assert client.get("/api/services")["Last-Modified"] == http_date(max(moment, midnight).timestamp())
    confirm(program, "offer", by=make_user(), method="call")
    changed = SearchRevision.objects.get().at
    assert client.get("/api/services")["Last-Modified"] == http_date(int(changed.timestamp()))


def test_a_tag_is_of_one_address_and_one_day(client, monkeypatch):
    make_program()
    tag = client.get("/api/services")["ETag"]
    assert client.get("/api/services?full=true", headers={"if-none-match": tag}).status_code == 200
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    assert client.get("/api/services", headers={"if-none-match": tag}).status_code == 200


def test_what_is_known_costs_one_query(client, django_assert_num_queries):
    make_program()
    tag = client.get("/api/services")["ETag"]
    with django_assert_num_queries(1):
        client.get("/api/services", headers={"if-none-match": tag})


def test_the_moment_of_change_is_that_of_the_last_change_of_any_kind(client):
    organization = make_organization()
    make_program(make_clinic(organization=organization))
    before = client.get("/api/services")["ETag"]
    with change(organization, by=make_user()):
        organization.name = "Renamed"
    assert client.get("/api/services")["ETag"] != before


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/nothing", "/api/services/x"])
def test_only_reading(client, address):
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(address)
        assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
        assert response["Allow"] == "GET, HEAD, OPTIONS"
    response = client.options(address)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Headers"] == "If-None-Match, If-Modified-Since"
    assert client.head(address).content == b""


@pytest.mark.parametrize("address", MISSING)
def test_whatever_else_is_a_problem_too(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"], response["Access-Control-Allow-Origin"]) == (
        404,
        PROBLEM,
        "*",
    )
    assert response.json()["status"] == 404


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("canary"), 503), (ValueError("canary"), 500)]
)
def test_what_goes_wrong_here_is_a_problem_that_tells_nothing(client, monkeypatch, error, status):
    def fail(*_args):
        raise error

    monkeypatch.setattr("programs.api.answering.validators", fail)
    client.raise_request_exception = False
    response = client.get("/api/services")
    assert (response.status_code, response["Content-Type"], response["Access-Control-Allow-Origin"]) == (
        status,
        PROBLEM,
        "*",
    )
    assert (b"canary" in response.content, response.get("Retry-After")) == (
        False,
        "60" if status == 503 else None,
    )


def test_a_foreign_host_is_a_problem(client):
    response = client.get("/api/services", headers={"host": "evil.example"})
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)


def test_the_page_for_people_says_how_to_ask_and_what_each_parameter_takes(client):
    """Each address, parameter and error of the description; and the first line that it tells to type works."""
    text = html.unescape(client.get("/api/", headers={"accept": "text/html"}).content.decode())
    said = client.get("/api/openapi.json").json()
    parameters = {each["name"] for path in said["paths"].values() for each in path["get"]["parameters"]}
    errors = said["paths"]["/api/services"]["get"]["responses"].keys() - {"200", "304"}
    terms = re.findall(r"<dt>([^<]+)</dt>", text)
    assert set(terms) == parameters | errors | set(HINTS)
    assert re.findall(r"<h3>([^<]+)</h3>", text) == list(said["paths"])
    assert "(a time, or a day)" in text
    [typed] = re.findall(r"<code>curl 'http://testserver([^']+)'</code>", text)
    assert client.get(typed).status_code == 200


def test_the_root_is_a_page_or_what_hsds_says(client):
    page = client.get("/api/", headers={"accept": "text/html,*/*;q=0.8"})
    assert (page["Content-Type"], "Accept" in page["Vary"]) == ("text/html; charset=utf-8", True)
    assert "X-Robots-Tag" not in page
    assert client.get("/api/")["Content-Type"] == page["Content-Type"]
    root = client.get("/api/", headers={"accept": "application/json"})
    assert root.json() == {
        "version": "3.0",
        "profile": "https://docs.openreferral.org/en/3.0/",
        "openapi_url": "http://testserver/api/openapi.json",
    }
    assert (root["ETag"] != page["ETag"], root["X-Robots-Tag"]) == (True, "noindex")
