"""The description of the interfaces is true: whatever it allows is answered as it says, what it forbids is refused."""

import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from directory.wsgi import application
from programs.api.openapi import description
from programs.search.parameters import KNOWN
from tests.exported import make_whole
from tests.factories import make_clinic, make_organization

CALM = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
PLAINLY = {"Accept-Encoding": "identity"}  # the tool does not unpack what an application hands it
# A place that nobody knows is refused, though a description cannot say which ones are known: left to other tests.
ONCE = (Phase.explicit, Phase.generate)
KINDS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
PATHS = ["/api/clinics", *(f"/api/{kind}{end}" for kind in KINDS for end in ("", "/{id}"))]


@pytest.fixture
def kept_open(db):
    """The connection of the test's transaction, which a request would close, as each does of its own."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def described(kept_open):
    """The description as it is read from the site, with an entry of each kind behind it."""
    make_whole()
    make_clinic(organization=make_organization("Other"), published=True)
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application)


def is_blank(value):
    """Whether a parameter is empty, or blank at an end: that is the same as without it."""
    return any(
        str(each) != str(each).strip() or not str(each)
        for each in (value if isinstance(value, list) else [value])
    )


def ask(described, path, mode, **how):
    """Ask one address what its description allows (or, by `mode`, forbids); each answer has to be as described."""

    @settings(suppress_health_check=CALM, deadline=None, database=None, **how)
    @given(described[path]["GET"].as_strategy(generation_mode=mode))
    def check(case):
        assume(not any(is_blank(value) for value in (case.query or {}).values()))
        case.call_and_validate(headers=PLAINLY, excluded_checks=[positive_data_acceptance])

    check()


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_as_described(described, path, mode):
    ask(described, path, mode, max_examples=3, phases=ONCE, derandomize=True)


@pytest.mark.long
@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_as_described_however_often_it_is_asked(described, path, mode):
    ask(described, path, mode, max_examples=25)


def test_every_address_of_the_interfaces_is_described(db):
    routes = {
        re.sub(r"<[^>]*>", "{id}", f"/api/{route.pattern}")
        for included in get_resolver().url_patterns
        if str(included.pattern) == "api/"
        for route in included.url_patterns
    }
    assert routes - {"/api/", "/api/openapi.json"} == set(description()["paths"]) == set(PATHS)


def test_every_parameter_of_the_search_is_described(db):
    found = description()["paths"]["/api/clinics"]["get"]["parameters"]
    assert [each["name"] for each in found] == list(KNOWN)
    kinds = next(each["schema"]["items"]["enum"] for each in found if each["name"] == "type")
    assert {"kap", "any"} <= set(kinds)
