"""The news of a week for feed readers: what is public of it, and never what was a draft."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.utils import timezone

from programs.models import Change, Clinic, Price
from programs.publishing import change, close, publish, set_rows, withdraw
from tests.factories import make_clinic, make_organization, make_program, make_user

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
CANARY = "Zzcanary"
LONG_AGO = timezone.now() - dt.timedelta(30)


def old_program(name, **fields):
    """A program that has been public for a month."""
    program = make_program(make_clinic(name=name), **fields)
    Clinic.objects.filter(pk=program.clinic.pk).update(published_at=LONG_AGO, updated_at=LONG_AGO)
    Change.objects.update(last_action_date=LONG_AGO)
    program.clinic.refresh_from_db()
    return program


def news(client):
    """{title: summary} of the feed, in its order."""
    root = ET.fromstring(client.get("/feed.xml").content)
    return {
        each.find(f"{ATOM}title").text: each.find(f"{ATOM}summary").text for each in root.iter(f"{ATOM}entry")
    }


def test_new_changed_and_closed_clinics(client):
    programs = {name: old_program(name) for name in ("Same", "Priced", "Moved", "Closed", "Withdrawn")}
    with change(programs["Priced"], by=make_user()):
        set_rows(programs["Priced"], "prices", [Price(item="dosing_session", low=45000)])
        programs["Priced"].urine_drug_screen = "yes"
    with change(programs["Moved"].clinic, by=make_user()):
        programs["Moved"].clinic.website = "https://moved.example.org"
    make_program(make_clinic(name="New"))
    close(programs["Closed"].clinic, by=make_user(), why="Retired")
    withdraw(programs["Withdrawn"].clinic, by=make_user(), why="Asked us to")
    assert news(client) == {
        "Withdrawn": "No longer listed.",
        "Closed": "Closed for good.",
        "New": "New in the list.",
        "Moved": "Changed: Contact.",
        "Priced": "Changed: Safeguards, Prices.",
    }


def test_it_is_a_feed_as_the_standard_has_it(client):
    clinic = make_program(make_clinic(name="A & B <i>\x0b")).clinic
    response = client.get("/feed.xml")
    assert response["Content-Type"] == "application/atom+xml"
    root = ET.fromstring(response.content)
    assert (root.tag, root.find(f"{ATOM}id").text) == (f"{ATOM}feed", "http://testserver/feed.xml")
    links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/feed.xml", "alternate": "http://testserver/about/changes/"}
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "A & B <i> "
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{clinic.public_id}"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/clinics/{clinic.slug}/"
    times = [root.find(f"{ATOM}updated").text, entry.find(f"{ATOM}updated").text]
    assert times[0] == times[1]
    assert dt.datetime.fromisoformat(times[0]).tzinfo is not None


def test_an_empty_feed_has_a_time_too(client):
    root = ET.fromstring(client.get("/feed.xml").content)
    assert root.find(f"{ATOM}updated").text.startswith(f"{timezone.localdate()}T00:00:00")


def test_drafts_are_never_in_it(client):
    shown = old_program("Open House")
    make_program(make_clinic(name=f"{CANARY} House"), name=CANARY, published=False)
    draft = make_program(shown.clinic, name=CANARY, published=False)
    with change(draft, by=make_user(), why=CANARY):
        draft.summary = CANARY
    withdrawn = make_program(shown.clinic, name=CANARY)
    withdraw(withdrawn, by=make_user(), why=CANARY)
    Change.objects.filter(resource_type="clinic").update(last_action_date=LONG_AGO)
    assert CANARY not in client.get("/feed.xml").content.decode()
    assert news(client) == {}
    publish(draft, by=make_user())
    assert news(client) == {"Open House": "Changed: What it offers."}


def test_a_withheld_address_is_never_in_it(client):
    clinic = old_program("Quiet").clinic
    with change(clinic, by=make_user(), why=CANARY):
        clinic.address_withheld, clinic.street, clinic.postal_code = "yes", f"1 {CANARY} Street", "85711"
    text = client.get("/feed.xml").content.decode()
    assert (CANARY in text, "85711" in text) == (False, False)
    assert news(client) == {"Quiet": "Changed: Name and place."}


def test_the_same_queries_for_one_clinic_and_for_thirty(client, django_assert_num_queries):
    for count in (1, 29):
        for _number in range(count):
            program = make_program(make_clinic(organization=make_organization()))
            with change(program, by=make_user()):
                program.summary = "New words"
        with django_assert_num_queries(
            4
        ):  # new clinics; changes, whose programs are public; clinics that are gone
            client.get("/feed.xml")


@pytest.mark.parametrize("address", ["/", "/clinics/", "/about/changes/", "/es/"])
def test_pages_lead_to_it(client, address):
    text = client.get(address).content.decode()
    assert '<link rel="alternate" type="application/atom+xml" href="/feed.xml"' in text


def test_the_sitemap_tells_when_a_program_changed(client):
    program = old_program("Willow")
    type(program).objects.update(updated_at=LONG_AGO)
    assert f"<lastmod>{LONG_AGO:%Y-%m-%d}</lastmod>" in client.get("/sitemap.xml").content.decode()
    with change(program, by=make_user()):
        program.summary = "New words"
    assert f"<lastmod>{timezone.now():%Y-%m-%d}</lastmod>" in client.get("/sitemap.xml").content.decode()
