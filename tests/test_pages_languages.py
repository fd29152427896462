"""The address chooses the language, and nothing else does."""

import re

import pytest

from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db


def language_of(response):
    page = response.content.decode()
    return re.search(r'<html lang="([a-z]+)"', page).group(1), response["Content-Language"]


def others(response):
    named = r'<link rel="alternate" hreflang="([a-z]+)" href="http://testserver([^"]+)"'
    return re.findall(named, response.content.decode())


@pytest.mark.parametrize("path", ["/", "/clinics/", "/safety/", "/about/privacy/", "/clinics/in/az/"])
def test_each_page_stands_under_es_too_and_they_name_each_other(client, path):
    make_program()
    english, spanish = client.get(path), client.get(f"/es{path}")
    assert (english.status_code, spanish.status_code) == (200, 200)
    assert (language_of(english), language_of(spanish)) == (("en", "en"), ("es", "es"))
    assert (others(english), others(spanish)) == ([("es", f"/es{path}")], [("en", path)])


def test_no_header_and_no_cookie_chooses(client):
    headers = {"accept-language": "es", "cookie": "django_language=es"}
    response = client.get("/", headers=headers)
    assert (language_of(response), response["Vary"], response.cookies) == (
        ("en", "en"),
        "Accept-Encoding",
        {},
    )


def test_links_of_a_spanish_page_stay_spanish(client):
    slug = make_program(make_clinic(name="Willow")).clinic.slug
    page = client.get("/es/clinics/").content.decode()
    assert f'href="/es/clinics/{slug}/"' in page
    assert f'href="/clinics/{slug}/"' not in page


def test_a_search_goes_along_without_what_is_not_ours(client):
    make_program(payments=["medicaid"])
    response = client.get("/clinics/?payment=medicaid&utm_source=x&q=")
    assert others(response) == [("es", "/es/clinics/?payment=medicaid")]
    assert others(client.get("/safety/?clinic=oak-tucson-az")) == [("es", "/es/safety/")]
    response = client.get("/compare/?clinic=oak-tucson-az&clinic=%00<b>&clinic=elm-tucson-az")
    assert others(response) == [("es", "/es/compare/?clinic=oak-tucson-az&amp;clinic=elm-tucson-az")]


@pytest.mark.parametrize("start", ["", "/es"])
def test_a_draft_looks_like_nothing_in_every_language(client, start):
    draft = make_program(make_clinic(slug="canary-draft"), published=False)
    found, missing = (client.get(f"{start}/clinics/{slug}/") for slug in (draft.clinic.slug, "zz"))
    assert (found.status_code, found.content) == (404, missing.content)
    assert others(found) == [("en", "/")] if start else [("es", "/es/")]


def test_machines_and_people_who_sign_in_have_one_address(client):
    statuses = [
        client.get(f"/es{path}").status_code for path in ("/healthz", "/api/clinics", "/admin/", "/exports/")
    ]
    assert statuses == [404, 404, 404, 404]
    assert others(client.get("/accounts/login/")) == []


def test_the_clinics_own_words_say_their_language(client):
    slug = make_program(make_clinic(name="Willow"), summary="Calm care.").clinic.slug
    spanish, english = client.get(f"/es/clinics/{slug}/"), client.get(f"/clinics/{slug}/")
    assert re.search(r'<h1[^>]*lang="en"', spanish.content.decode())
    assert not re.search(r"<h1[^>]*lang=", english.content.decode())


def test_directions_are_said_in_the_language_of_the_page(client):
    make_program(make_clinic(latitude=32.4, longitude=-110.9698))
    assert "12 millas al norte" in client.get("/es/clinics/?near=32.22,-110.97").content.decode()
    assert "12 miles north" in client.get("/clinics/?near=32.22,-110.97").content.decode()
