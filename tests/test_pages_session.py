"""Public pages never look at who asks: no user, session, message or token, and no cookie."""

import pytest
from django.utils.functional import SimpleLazyObject

from programs.pages.sitemap import fixed_addresses
from programs.publishing import close, rename, withdraw
from tests.factories import make_clinic, make_organization, make_program, make_user

pytestmark = pytest.mark.django_db
REAL = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
GUARD = "tests.test_pages_session.guard"
TOUCHED = []


class Forbidden:
    """Notes every look at it, also where a template would swallow the error."""

    def __init__(self, name):
        object.__setattr__(self, "name", name)

    def __getattribute__(self, attribute):
        TOUCHED.append((object.__getattribute__(self, "name"), attribute))
        raise AssertionError(f"{TOUCHED[-1]} on a public page")

    def __iter__(self):
        TOUCHED.append((object.__getattribute__(self, "name"), "iter"))
        raise AssertionError("iteration on a public page")


def note(name):
    """An evaluation of what is lazy, noted."""

    def touch(*_args):
        TOUCHED.append((name, "evaluated"))
        raise AssertionError(f"{name} on a public page")

    return touch


def guard(get_response):
    def middleware(request):
        request.session = Forbidden("session")
        request.user = SimpleLazyObject(note("user"))
        request._messages = Forbidden("messages")
        return get_response(request)

    return middleware


@pytest.fixture
def guarded(settings, monkeypatch):
    """A site whose requests may not be asked who sends them."""
    TOUCHED.clear()
    guarded = [GUARD if name == REAL[0] else name for name in settings.MIDDLEWARE]
    settings.MIDDLEWARE = [name for name in guarded if name not in REAL]
    monkeypatch.setattr("django.template.context_processors.get_token", note("csrf_token"))


def program_at(name, **fields):
    organization = make_organization(name=f"Operator of {name}")
    return make_program(make_clinic(name=name, organization=organization, **fields))


@pytest.fixture
def addresses():
    """Every kind of public answer."""
    shown, paused, closed, gone, moved = (
        program_at(name).clinic for name in "Shown Paused Closed Gone Moved".split()
    )
    close(paused, by=make_user(), why="Repairs", for_good=False)
    close(closed, by=make_user(), why="Retired")
    withdraw(gone, by=make_user(), why="Asked")
    old = moved.slug
    rename(moved, "moved-house", by=make_user(), why="New name")
    clinics = [clinic.slug for clinic in (shown, paused, closed, gone)]
    queries = [
        "",
        "?q=clinic&near=85701&type=kap",
        "?price_max=x",
        "?q=nothingatall",
        "?page=99",
        "?near=85701&sort=distance",
    ]
    return [
        *fixed_addresses(),
        "/evidence/?substance=none",
        "/costs/?dosing=6&dosing_price=x",
        *(f"/clinics/{query}" for query in queries),
        *(f"/clinics/{slug}/" for slug in [*clinics, old, "unknown"]),
        "/clinics/map/?state=AZ",
        "/clinics/phones/",
        "/clinics/complete?q=clin",
        "/clinics/in/az/",
        "/clinics/in/az/tucson/",
        f"/compare/?clinic={shown.slug}&clinic={paused.slug}",
        "/api/clinics?near=85701",
        "/api/",
        "/api/openapi.json",
        *(f"/api/{kind}?full=true" for kind in ("services", "service_at_locations", "organizations")),
        "/feed.xml",
        "/sitemap.xml",
        "/healthz",
        "/robots.txt",
        "/nowhere/",
    ]


def test_no_public_page_looks_at_who_asks(guarded, client, addresses):
    statuses = {client.get(address).status_code for address in addresses}
    assert TOUCHED == []
    assert statuses == {200, 301, 400, 404, 410}


def test_the_guard_notices_a_look(guarded, client, settings):
    settings.LOGIN_URL = "/accounts/login/"
    with pytest.raises(AssertionError):
        client.get("/exports/")
    assert TOUCHED != []


def test_no_public_answer_sets_a_cookie_or_varies_by_one(client, addresses):
    client.force_login(make_user(is_staff=True))
    cookies = dict(client.cookies)
    for address in addresses:
        response = client.get(address)
        assert (address, dict(response.cookies)) == (address, {})
        assert "cookie" not in response.get("Vary", "").lower()
    assert dict(client.cookies) == cookies


def test_a_signed_in_curator_gets_the_same_bytes(client, addresses):
    strangers = [client.get(address).content for address in addresses]
    client.force_login(make_user(is_staff=True))
    assert [client.get(address).content for address in addresses] == strangers
