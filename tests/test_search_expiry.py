"""A day passes and nothing is written: every door tells it on that very day."""

import csv
import datetime as dt
import html
import io
import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from programs.models import Change, SearchRevision
from programs.publishing import confirm
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST = TODAY + dt.timedelta(90)  # of the checks of contact and availability, and of the price


@pytest.fixture
def lapsing():
    """A clinic whose contact and availability were checked today, with a price that holds as long; and a silent one."""
    program = make_program(
        make_clinic(name="Lapsing"),
        accepting="yes",
        wait_days=5,
        prices=[{"item": "dosing_session", "low": 45_000, "high": 45_000, "valid_until": LAST}],
    )
    for entry, group in ((program, "offer"), (program, "availability"), (program.clinic, "contact")):
        confirm(entry, group, by=make_user(), method="call", on=TODAY)
    make_program(make_clinic(name="Silent"))
    return program


@pytest.fixture
def staff(client):
    user = make_user("exporter")
    user.groups.add(Group.objects.get(name="staff export"))
    client.force_login(user)
    return client


QUERIES = ["accepting=yes", "wait_max=5", "price_max=450", "checked=current"]


def words_of(fragment):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


def on_list(client, query):
    """How many clinics the list page finds, by its cards; and what the card of the clinic says."""
    page = client.get(f"/clinics/?{query}").content.decode()
    cards = [words_of(card) for card in re.findall(r'<article class="card">.*?</article>', page, re.DOTALL)]
    return len(cards), next((card for card in cards if "Lapsing" in card), "")


def in_file(client, query):
    answer = client.get(f"/exports/listings.csv?{query}")
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))[:-1]


def by_command(capsysbinary, query):
    call_command("export_listings", query=query, output="-")
    return list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode(), newline="")))[:-1]


def by_machine(client, query):
    return client.get(f"/api/clinics?{query}").json()


def counted(answer, facet, value):
    return next(option["count"] for option in answer["facets"][facet] if option["value"] == value)


def seen(client, capsysbinary):
    """What the doors say of the four things that lapse, and of the clinic itself."""
    everything = by_machine(client, "")
    row = next(row for row in in_file(client, "") if row["clinic_name"] == "Lapsing")
    clinic = next(each for each in everything["results"] if each["clinic_name"] == "Lapsing")
    _cards, card = on_list(client, "")
    page = words_of(client.get(f"/clinics/{clinic['clinic_slug']}/").content.decode())
    return {
        "list": [on_list(client, query)[0] for query in QUERIES],
        "api": [by_machine(client, query)["total"] for query in QUERIES],
        "export": [len(in_file(client, query)) for query in QUERIES],
        "command": [len(by_command(capsysbinary, query)) for query in QUERIES],
        "counts": (counted(everything, "accepting", "yes"), counted(everything, "claim", "confirmed")),
        "card": ("Takes new people" in card, "$450" in card),
        "cells": (row["accepting"], row["wait_days"], row["price_from"], row["checked_on"]),
        "api cells": (clinic["programs"][0]["accepting"], clinic["programs"][0]["price_from"]),
        "page": re.search(r"Takes new people\W+(\w+)", page)[1],
    }


HOLDS = {
    "list": [1, 1, 1, 1],
    "api": [1, 1, 1, 1],
    "export": [1, 1, 1, 1],
    "command": [1, 1, 1, 1],
    "counts": (1, 1),
    "card": (True, True),
    "cells": ("yes", "5", "450", TODAY.isoformat()),
    "api cells": ("yes", 450),
    "page": "Yes",
}
LAPSED = {
    "list": [0, 0, 0, 0],
    "api": [0, 0, 0, 0],
    "export": [0, 0, 0, 0],
    "command": [0, 0, 0, 0],
    "counts": (0, 1),
    "card": (False, False),
    "cells": ("not_stated", "", "", ""),
    "api cells": ("not_stated", None),
    "page": "Not",
}


def test_an_expiry_shows_at_every_door_on_its_day(lapsing, staff, capsysbinary, monkeypatch):
    written = SearchRevision.objects.get().n, Change.objects.count()
    monkeypatch.setattr(timezone, "localdate", lambda *_zone: LAST)
    assert seen(staff, capsysbinary) == HOLDS
    monkeypatch.setattr(timezone, "localdate", lambda *_zone: LAST + dt.timedelta(1))
    assert seen(staff, capsysbinary) == LAPSED
    assert (SearchRevision.objects.get().n, Change.objects.count()) == written
