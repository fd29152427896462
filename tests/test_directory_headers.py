"""Every class of answer carries the same strict headers; a table of points, kept here, grades them."""

import pytest

from tests.factories import make_clinic, make_program, make_user

YEAR = 31_536_000
HTTPS = {"secure": True}
ISOLATION = (
    "Cross-Origin-Resource-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
)
ANSWERS = {
    "page": ("/", 200),
    "Spanish page": ("/es/clinics/", 200),
    "clinic": ("/clinics/willow-tucson-az/", 200),
    "moved": ("/clinics", 301),
    "missing": ("/nowhere/", 404),
    "missing clinic": ("/clinics/none/", 404),
    "wrong value": ("/evidence/?substance=zz", 400),
    "API": ("/api/clinics", 200),
    "API, wrong value": ("/api/clinics?type=zz", 400),
    "API, missing": ("/api/none", 404),
    "API, for people": ("/api/", 200),
    "API, described": ("/api/openapi.json", 200),
    "HSDS": ("/api/services?full=true", 200),
    "HSDS, wrong value": ("/api/services?page=0", 400),
    "typing help": ("/clinics/complete?q=wil", 200),
    "style": ("/static/css/site.css", 200),
    "script": ("/static/js/leave.js", 200),
    "font": ("/static/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2", 200),
    "missing file": ("/static/none.css", 404),
    "style of the admin": ("/static/admin/css/base.css", 200),
    "admin, signed out": ("/admin/", 302),
    "login": ("/accounts/login/", 200),
    "exports, signed out": ("/exports/", 302),
    "sitemap": ("/sitemap.xml", 200),
    "feed": ("/feed.xml", 200),
    "robots": ("/robots.txt", 200),
    "health": ("/healthz", 200),
}
OF_THE_DESK = ["/admin/", "/admin/programs/clinic/", "/admin/programs/clinic/add/", "/admin/none/"]


@pytest.fixture
def secure(db, client, settings):
    """A browser on the site as production sets it, over TLS."""
    settings.SECURE_HSTS_SECONDS = YEAR
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    make_program(make_clinic(name="Willow"))
    client.raise_request_exception = False
    return client


def policy(response):
    """The content policy: {directive: [sources]}."""
    parts = (part.split() for part in response.get("Content-Security-Policy", "").split(";"))
    return {name: sources for name, *sources in filter(None, parts)}


def grade(response):
    """Points: 100, less what is missing, and more for what is stricter than asked."""
    csp = policy(response)
    scripts = csp.get("script-src", csp.get("default-src", ["*"]))
    less = [
        (25, not csp),
        (20, any(source.startswith(("'unsafe", "*", "data:", "http")) for source in scripts)),
        (20, "Strict-Transport-Security" not in response),
        (20, "X-Frame-Options" not in response and "frame-ancestors" not in csp),
        (5, response.get("X-Content-Type-Options") != "nosniff"),
    ]
    more = [
        (10, csp.get("default-src") == ["'none'"] and "form-action" in csp),
        (5, "Referrer-Policy" in response),
        (5, "frame-ancestors" in csp),
        *((10, name in response) for name in ISOLATION),
    ]
    return (
        100 - sum(points for points, holds in less if holds) + sum(points for points, holds in more if holds)
    )


def wrong(response):
    """What of the strict rules an answer breaks, in words; a file that it sends is closed."""
    response.close()
    unsafe = [
        source for sources in policy(response).values() for source in sources if source.startswith("'unsafe")
    ]
    found = {
        f"{grade(response)} points": grade(response) < 140,
        f"{unsafe}": unsafe,
        "HSTS": response.get("Strict-Transport-Security") != f"max-age={YEAR}; includeSubDomains; preload",
        "referrer": response.get("Referrer-Policy") not in ("no-referrer", "same-origin"),
        "isolation": [response.get(name) for name in ISOLATION]
        != ["same-origin", "require-corp", "same-origin"],
        "place": not response.get("Permissions-Policy", "").startswith("geolocation=("),
        "frames": (response.get("X-Frame-Options"), policy(response).get("frame-ancestors"))
        != ("DENY", ["'none'"]),
        "version": "Server" in response or "X-Powered-By" in response,
    }
    return [name for name, holds in found.items() if holds]


@pytest.mark.parametrize("name", ANSWERS)
def test_every_class_of_answer_has_140_points(secure, name):
    address, status = ANSWERS[name]
    response = secure.get(address, **HTTPS)
    assert (response.status_code, wrong(response)) == (status, [])


@pytest.mark.parametrize("address", OF_THE_DESK)
def test_the_desk_has_them_too(secure, curator, address):
    secure.force_login(curator)
    response = secure.get(address, **HTTPS)
    assert (response.status_code, wrong(response)) == (404 if "none" in address else 200, [])
    assert response["Referrer-Policy"] == "same-origin"


def test_who_is_not_staff_is_refused_with_them(secure):
    secure.force_login(make_user("guest"))
    response = secure.get("/admin/programs/clinic/", **HTTPS)
    assert (response.status_code in (302, 403), wrong(response)) == (True, [])


def test_our_own_failure_has_them_too(secure, monkeypatch):
    monkeypatch.setattr("programs.pages.views.home_page", None)
    response = secure.get("/", **HTTPS)
    assert (response.status_code, wrong(response)) == (500, [])


def test_a_foreign_host_is_refused(secure):
    response = secure.get("/", headers={"host": "evil.example"}, **HTTPS)
    assert (response.status_code, wrong(response)) == (400, [])
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "BREW"])
@pytest.mark.parametrize("address", ["/", "/admin/", "/api/clinics", "/static/css/site.css"])
def test_methods_that_nobody_needs_are_refused(secure, method, address):
    response = secure.generic(method, address, **HTTPS)
    assert (response.status_code, response.content, wrong(response)) == (405, b"", [])


@pytest.mark.parametrize("address", ["/", "/clinics/", "/safety/", "/api/clinics"])
def test_a_public_page_only_reads(secure, address):
    assert [
        getattr(secure, method)(address, **HTTPS).status_code for method in ("post", "put", "delete")
    ] == [405] * 3


def test_places_are_asked_for_on_pages_with_a_search_alone(secure):
    pages = [address for address, status in ANSWERS.values() if status == 200 and "/static/" not in address]
    policies = {address: secure.get(address, **HTTPS)["Permissions-Policy"] for address in pages}
    allowed = [address for address, words in policies.items() if words.startswith("geolocation=(self)")]
    assert allowed == ["/", "/es/clinics/"]


def test_a_grade_falls_with_each_header_that_is_missing(secure):
    response = secure.get("/", **HTTPS)
    assert grade(response) == 150
    points = {}
    for name in [
        "Content-Security-Policy",
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "Referrer-Policy",
        *ISOLATION,
    ]:
        kept = response[name]
        del response[name]
        points[name] = grade(response)
        response[name] = kept
    assert list(points.values()) == [90, 130, 145, 145, 140, 140, 140]


def test_no_other_site_may_read_our_files(secure):
    response = secure.get("/static/css/site.css", **HTTPS)
    response.close()
    assert "Access-Control-Allow-Origin" not in response
