"""Which requests read a replica, which replica is left out, and what happens when one fails under a page."""

import time

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import resolve
from psycopg.errors import QueryCanceled

from directory import replicas as middleware
from directory.replicas import needs_primary, reads_replicas
from programs import databases
from programs.databases import CHOSEN, PRIMARY, Replica, Router, lateness, pick, read_from
from programs.models import Clinic
from programs.search import fresh
from tests.test_directory_settings import SOUND, manage

REPLICA = "replica1"


@pytest.fixture
def replica(settings, monkeypatch):
    """A replica that is alive and new, so that public pages choose it; nobody looks at it."""
    one = Replica(REPLICA)
    one.seconds_late, one.seen_at = 0.0, time.monotonic()
    settings.REPLICAS = {REPLICA: {}}
    monkeypatch.setattr(databases.Watched, "replicas", {REPLICA: one})
    return one


@pytest.mark.parametrize(
    ("method", "address", "cookies", "primary"),
    [
        ("get", "/", {}, False),
        ("head", "/es/clinics/", {}, False),
        ("get", "/clinics/?q=x", {"session": "x"}, False),
        ("get", "/api/clinics", {}, False),
        ("get", "/clinics/", {"changed": "1"}, True),
        ("post", "/suggest/willow/", {}, True),
        ("get", "/es/suggest/willow/", {}, True),
        ("get", "/corrections/abc/", {}, True),
        ("get", "/admin/", {}, True),
        ("get", "/exports/", {}, True),
        ("get", "/accounts/login/", {}, True),
    ],
)
def test_public_pages_read_replicas_and_all_that_may_write_the_primary(rf, method, address, cookies, primary):
    request = getattr(rf, method)(address)
    request.COOKIES = cookies
    assert needs_primary(request) is primary


def test_the_choice_holds_for_reads_of_one_request_alone(rf, replica):
    seen = []

    def answer(_request):
        seen.append((Router().db_for_read(Clinic), Router().db_for_write(Clinic)))
        return HttpResponse()

    reads_replicas(answer)(rf.get("/"))
    assert (seen, Clinic.objects.all().db) == ([(REPLICA, PRIMARY)], PRIMARY)


def test_who_has_changed_something_carries_it_for_a_minute(rf, replica):
    answer = reads_replicas(lambda _request: HttpResponse())
    cookies = {
        (method, address): answer(getattr(rf, method)(address)).cookies
        for method in ("get", "post")
        for address in ("/", "/suggest/willow/", "/admin/")
    }
    assert [key for key, found in cookies.items() if found] == [("post", "/admin/")]
    cookie = cookies["post", "/admin/"]["changed"]
    assert (cookie.value, cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("1", 60, True, "Lax")


def test_without_replicas_nothing_is_remembered(rf):
    assert reads_replicas(lambda _request: HttpResponse())(rf.post("/admin/")).cookies == {}


@pytest.mark.parametrize(
    ("late", "unseen", "expected"), [(30, 2, REPLICA), (31, 2, PRIMARY), (0, 4, PRIMARY)]
)
def test_late_and_silent_replicas_are_left_out(replica, late, unseen, expected):
    replica.seconds_late, replica.seen_at = late, time.monotonic() - unseen
    assert pick() == expected


def test_one_that_follows_nobody_is_no_replica_and_without_the_primary_nobody_is_late():
    assert lateness(False, 0, 0.0) is None
    assert [lateness(True, 4.5, 0.0), lateness(True, None, None), lateness(True, None, 40.0)] == [
        4.5,
        0.0,
        40.0,
    ]


def failing(error, cause=None):
    """A view that fails on a replica."""

    def view(_request):
        if CHOSEN.get() == REPLICA:
            raise error from cause
        return HttpResponse("from the primary")

    return view


def answered(rf, view):
    """What the middleware makes of a failure of `view` on a replica."""
    request = rf.get("/")
    request.resolver_match = resolve("/")
    request.resolver_match.func = view
    with read_from(REPLICA):
        try:
            return view(request)
        except Exception as error:
            return middleware.read_again(request, error)


def test_a_page_that_fails_on_a_replica_is_made_from_the_primary(rf, replica):
    response = answered(rf, failing(OperationalError("terminating connection")))
    assert (response.content, pick()) == (b"from the primary", PRIMARY)


@pytest.mark.parametrize("error", [OperationalError("slow"), ValueError("ours")])
def test_a_statement_that_took_too_long_and_our_own_faults_are_not_tried_again(rf, replica, error):
    assert (answered(rf, failing(error, QueryCanceled())), pick()) == (None, REPLICA)


@pytest.mark.django_db
def test_a_replica_behind_the_index_serves_the_request_no_further(monkeypatch):
    with fresh.current():
        pass
    known = fresh.Held.n
    monkeypatch.setattr(fresh, "number", lambda: known - (CHOSEN.get() == REPLICA))
    planes = fresh.Held.planes
    with read_from(REPLICA):
        with fresh.current():
            pass
        assert (CHOSEN.get(), fresh.Held.n, fresh.Held.planes is planes) == (PRIMARY, known, True)
    assert CHOSEN.get() == PRIMARY


def test_replicas_need_postgresql(tmp_path):
    variables = SOUND | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/x",
        "DATABASE_REPLICAS": "postgres://127.0.0.1/x",
    }
    code, said = manage(tmp_path, "check", **variables)
    assert (code, said[:37]) == (1, "DATABASE_REPLICAS needs PostgreSQL; D")
