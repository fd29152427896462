"""No word of a visitor stays: in no log, report, table, title or cache; and nobody outside is asked."""

import io
import logging
import re
import socket
import sys

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.core import serializers
from django.core.cache import cache
from django.db import OperationalError
from django.utils.log import AdminEmailHandler

from programs.models import Place
from programs.pages.card import KEPT
from programs.pages.sitemap import fixed_addresses
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db
WORD = "zzcanary"
SEARCHES = [
    f"/clinics/?q={WORD}&near={WORD}",
    f"/clinics/?q=willow+{WORD}",
    f"/clinics/?city={WORD}&type={WORD}",
    f"/clinics/complete?q={WORD}",
    f"/clinics/map/?q={WORD}",
    f"/clinics/phones/?near={WORD}",
    f"/compare/?clinic={WORD}",
    f"/api/clinics?q={WORD}&near={WORD}",
    f"/api/services?search={WORD}",
    f"/costs/?dosing={WORD}",
    f"/es/clinics/?q={WORD}",
]


@pytest.fixture
def site(client):
    """A browser on a site of two clinics, that gets the page of a failure and not the failure."""
    make_program(make_clinic(name="Willow", website="https://willow.example.org"), payments=["medicaid"])
    make_program(make_clinic(name="Saguaro"))
    client.raise_request_exception = False
    return client


@pytest.fixture
def written():
    """Everything that the loggers of the site write, in the form in which they write it."""
    text = io.StringIO()
    swapped = []
    for name, parts in site_settings.LOGGING["loggers"].items():
        for handler in logging.getLogger(name).handlers:
            if type(handler) is logging.StreamHandler:
                swapped.append((handler, handler.stream))
                handler.stream = text
        assert parts["propagate"] is False
    yield text
    for handler, stream in swapped:
        handler.stream = stream


def stored():
    """All rows of all tables as one text, but for the many places, of which the number stands."""
    models = [model for model in apps.get_models() if model._meta.managed and model is not Place]
    rows = (serializers.serialize("json", model._default_manager.all()) for model in models)
    return "\n".join([f"{Place.objects.count()} places", *rows])


def test_a_search_is_in_no_log_table_and_memory(site, written):
    before = stored()
    assert {site.get(address).status_code for address in SEARCHES} == {200, 400}
    assert (WORD in written.getvalue(), stored() == before) == (False, True)
    assert WORD not in repr([list(KEPT.values), getattr(cache, "_cache", {})])


@pytest.mark.parametrize("error", [RuntimeError, OperationalError, UnicodeError])
def test_a_failure_is_logged_by_its_place_alone(site, written, monkeypatch, error):
    def fail(params, **_options):
        raise error(params["q"])

    monkeypatch.setattr("programs.pages.views.find", fail)
    site.get(
        f"/clinics/?q={WORD}",
        headers={"referer": f"https://example.org/?q={WORD}"},
        REMOTE_ADDR="203.0.113.7",
    )
    log = written.getvalue()
    assert [": /clinics/\n" in log, ", in fail" in log, error.__name__ in log] == [True] * 3
    assert [word for word in (WORD, "203.0.113.7", "Referer") if word in log] == []


def test_an_error_report_holds_nothing_of_the_visitor(site, monkeypatch, mailoutbox, settings, rf):
    settings.ADMINS = [("Ada", "ada@example.org")]
    for include_html in (False, True):
        request = rf.get(f"/clinics/?q={WORD}", headers={"referer": f"https://example.org/{WORD}"})
        try:
            raise ValueError(f"{WORD} is no number")
        except ValueError:
            fault = sys.exc_info()
        record = logging.LogRecord(
            "django.request", logging.ERROR, "", 1, "Failed: %s", (request.path,), fault
        )
        record.request, record.status_code = request, 500
        AdminEmailHandler(include_html=include_html).emit(record)
    texts = [message.subject + message.body + str(message.alternatives) for message in mailoutbox]
    assert [(WORD in text, "ValueError" in text, "test_pages_privacy.py" in text) for text in texts] == [
        (False, True, True)
    ] * 2


def test_the_server_itself_keeps_no_log_of_requests():
    from programs.management.commands.serve import server_command

    words = " ".join(server_command(8000))
    assert ("access-log" in words, "--log-level warning" in words) == (False, True)


def test_no_page_asks_anybody_outside(site, monkeypatch):
    asked = []

    def refuse(*arguments, **_options):
        asked.append(arguments)
        raise OSError("no way out")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    answers = [
        site.get(address).status_code
        for address in [*SEARCHES, *fixed_addresses(), "/clinics/?near=Tucson,+AZ"]
    ]
    assert (asked, 500 in answers) == ([], False)


@pytest.mark.parametrize("start", ["", "/es"])
def test_titles_hold_neither_words_nor_place(site, start):
    addresses = [
        "/clinics/?q=willow&near=85701",
        "/clinics/?near=Tucson,+AZ&payment=medicaid",
        "/clinics/map/?near=85701&q=willow",
    ]
    addresses += [
        "/clinics/phones/?near=85701&q=willow",
        "/clinics/?near=Atlantis",
        "/clinics/?q=ketamine+addiction",
    ]
    for address in addresses:
        page = site.get(start + address).content.decode()
        title, description = (
            re.search(part, page, re.DOTALL)[1]
            for part in (r"<title>(.*?)</title>", r'name="description" content="(.*?)"')
        )
        words = f"{title} {description}".lower()
        assert (
            address,
            [word for word in ("willow", "85701", "tucson", "atlantis", "medicaid") if word in words],
        ) == (address, [])


def test_fields_of_a_search_are_not_remembered(site):
    for address in ("/", "/clinics/", "/es/clinics/", "/clinics/map/"):
        page = site.get(address).content.decode()
        fields = re.findall(r'<input[^>]* name="(?:q|near)"[^>]*>', page)
        assert [
            field for field in fields if 'type="hidden"' not in field and 'autocomplete="off"' not in field
        ] == []
        assert len(fields) >= 2 or address == "/clinics/map/"


def test_no_public_page_is_kept_by_the_browser(site):
    addresses = [*fixed_addresses(), "/clinics/willow-tucson-az/", "/clinics/none/", "/nowhere/", *SEARCHES]
    kept = {
        address: site.get(address)["Cache-Control"]
        for address in addresses
        if not address.startswith("/api/")
    }
    assert {address: words for address, words in kept.items() if "no-store" not in words} == {}


def test_links_to_other_sites_tell_them_nothing(site):
    found = []
    for address in [*fixed_addresses(), "/clinics/willow-tucson-az/"]:
        page = site.get(address).content.decode()
        for link in re.findall(r'<a [^>]*href="https?://[^>]*>', page):
            rel = re.search(r'rel="([^"]*)"', link)
            if not rel or not {"noopener", "noreferrer"} <= set(rel[1].split()):
                found.append((address, link))
    assert found == []


def test_the_help_page_says_what_stays(site):
    page = re.sub(r"\s+", " ", site.get("/about/private-browsing/").content.decode())
    said = [
        "Open a private window",
        "does not erase your history",
        "On a shared device",
        "It does not erase the pages you saw before",
    ]
    assert [words for words in said if words not in page] == []


def test_nothing_promises_too_much(site):
    """No "HIPAA compliant" and no "100 % anonymous": the words for which others were fined (FTC on Monument)."""
    promised = re.compile(r"HIPAA|100\s*%|completely (anonymous|private|secure)|anonymous", re.IGNORECASE)
    pages = {address: site.get(address).content.decode() for address in fixed_addresses()}
    assert {address: promised.findall(text) for address, text in pages.items() if promised.search(text)} == {}
