"""The first page, the sources, liveness, robots and the error pages."""

import re
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils.html import strip_tags

from programs.models import Source
from programs.pages import errors
from tests.factories import make_clinic, make_program, make_source

pytestmark = pytest.mark.django_db
CRISIS = ['href="tel:911"', 'href="tel:988"', 'href="sms:988"', 'href="tel:1-800-662-4357"']


def words(response):
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def test_the_first_page_asks_one_question_and_opens_four_doors(client):
    make_program()
    make_program(types=["integrated"], therapies=["cbt"], published=False)
    response = client.get("/")
    assert response.content.decode().count("<form") == 1
    assert [(door.slug, door.count) for door in response.context["doors"]] == [
        ("kap", 1),
        ("infusion", 0),
        ("integrated", 0),
        ("personalized", 0),
    ]
    for door in response.context["doors"]:
        assert door.url == f"/program-types/{door.slug}/"
        shown = f'href="/clinics/?type={door.slug}"' in response.content.decode()
        assert shown is (door.count > 0)


def test_the_first_page_says_what_it_is_not_and_names_other_ways(client):
    text = words(client.get("/"))
    for sentence in (
        "It gives no medical advice and recommends no clinic.",
        "Unknown is not no.",
        "It is not proven.",
    ):
        assert sentence in text
    for name in ("acamprosate", "methadone", "naltrexone", "FindTreatment.gov", "give naloxone and call 911"):
        assert name in text


def test_sources_behind_a_public_entry_are_named_with_their_terms(client):
    make_program(source=make_source("Willow Register"))
    make_program(make_clinic(name="Draft", source=make_source("Secret Register")), published=False)
    Source.objects.filter(name="Willow Register").update(
        licence="Public domain", attribution="Thanks to Willow"
    )
    make_source("Never used")
    response = client.get("/about/sources/")
    assert [source.name for source in response.context["sources"]] == ["Register of tests", "Willow Register"]
    text = words(response)
    for sentence in (
        "Thanks to Willow",
        "Terms of use: Public domain",
        "GeoNames",
        "U.S. Census Bureau",
        "CC BY 4.0",
    ):
        assert sentence in text


def test_without_an_entry_the_sources_say_so(client):
    assert "No clinic is listed yet." in words(client.get("/about/sources/"))


def test_robots_stay_out_of_a_demonstration_and_of_what_needs_a_person(client, settings):
    assert client.get("/robots.txt").content.decode().split() == ["User-agent:", "*", "Disallow:", "/"]
    settings.DEMONSTRATION = False
    assert [line for line in client.get("/robots.txt").content.decode().splitlines() if line] == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /suggest/",
        "Disallow: /corrections/",
        "Disallow: /accounts/",
        "Disallow: /exports/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


@pytest.mark.parametrize(
    ("answer", "status", "heading"),
    [
        (lambda request: errors.bad_request(request), 400, "We could not read that"),
        (lambda request: errors.denied(request), 403, "This page is for staff"),
        (lambda request: errors.not_found(request), 404, "This page is not here"),
        (errors.failed, 500, "Something went wrong on our side"),
    ],
)
def test_error_pages_have_help_lines_and_tell_nothing(answer, status, heading):
    response = answer(RequestFactory().get("/clinics/secret-path/?q=zzcanary", headers={"host": "localhost"}))
    text = response.content.decode()
    assert (response.status_code, text.count("<h1>")) == (status, 1)
    assert f"<h1>{heading}</h1>" in text
    assert [line for line in CRISIS if line not in text] == []
    assert not re.search(r"secret-path|zzcanary|Traceback|Django|Python", text)


def test_a_failure_is_answered_with_our_page(client, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("zzcanary")

    monkeypatch.setattr("programs.pages.views.home_page", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "zzcanary" not in response.content.decode()
    assert "Something went wrong on our side" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


@contextmanager
def without_database():
    """Every query fails, as it does while the database restarts."""

    def refuse(*_args):
        raise OperationalError("zzcanary: connection refused")

    with connection.execute_wrapper(refuse):
        yield


def test_without_the_database_a_page_says_when_to_try_again_and_whom_to_call(client):
    slug = make_program().clinic.slug
    client.raise_request_exception = False
    with without_database():
        answers = [client.get(f"{start}/clinics/{slug}/") for start in ("", "/es")]
    for response, heading in zip(
        answers, ["The list is resting for a moment", "La lista descansa un momento"], strict=True
    ):
        text = response.content.decode()
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert response["Cache-Control"] == "private, no-store"
        assert f"<h1>{heading}</h1>" in text
        assert [line for line in CRISIS if line not in text] == []
        assert "zzcanary" not in text


def test_the_page_of_help_lines_begins_with_what_to_press(client):
    main = client.get("/help-now/").content.decode().split("<main")[1]
    pressed = re.findall(r'class="button[^"]*" href="((?:tel|sms):[^"]+)"', main.split('class="contents')[0])
    assert pressed == ["tel:911", "tel:988", "sms:988", "tel:1-800-662-4357"]


def test_the_page_of_help_lines_stands_without_the_database(client):
    client.raise_request_exception = False
    with without_database():
        response, other = client.get("/help-now/"), client.get("/safety/")
    assert (response.status_code, other.status_code) == (200, 503)
    text = words(response)
    for line in ("Call 911 now", "Call 988 now", "Text 988 now", "Call 1-800-662-4357", "TTY 1-800-487-4889"):
        assert line in text


def test_every_public_page_has_the_crisis_lines_before_its_main_part(client):
    slug = make_program().clinic.slug
    for address in (
        "/",
        "/clinics/",
        f"/clinics/{slug}/",
        "/about/sources/",
        "/clinics/none/",
        "/clinics/?page=9",
    ):
        head = client.get(address).content.decode().split("<main")[0]
        assert (address, [line for line in CRISIS if line not in head]) == (address, [])


def test_titles_hold_no_word_of_the_search(client):
    text = client.get("/clinics/?q=zzcanary&near=85701").content.decode()
    assert re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1].strip().startswith("Find a clinic ·")
