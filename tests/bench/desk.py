"""The desk's pages over the clinics of the bench: seconds and queries of each, in this process."""

import time
from contextlib import contextmanager

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programs.models import Clinic, Status
from tests.bench.inside import middle

ROUNDS = 5


@contextmanager
def curator():
    """A browser in which a curator has signed in, who is gone afterwards."""
    user = get_user_model().objects.create(username="curator of the bench", is_staff=True)
    user.groups.set([Group.objects.get(name="publisher")])
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    try:
        yield client
    finally:
        user.delete()


def addresses():
    """{page: its address}; the entry is one with many programs."""
    clinic = Clinic.objects.filter(status=Status.PUBLISHED).order_by("pk")[7]
    desk = "/admin/programs"
    return {
        "queue": "/admin/queue/",
        "queue by state": "/admin/queue/?state=AZ",
        "queue by rule": "/admin/queue/?rule=never-checked&page=40",
        "change list": f"{desk}/clinic/",
        "change list, narrowed": f"{desk}/clinic/?status=published&checks=never&state=AZ",
        "change list of programs": f"{desk}/program/",
        "search": f"{desk}/clinic/?q={clinic.name.split()[0]}+{clinic.city}",
        "search by phone": f"{desk}/clinic/?q={clinic.phones.all()[0].number}",
        "entry": f"{desk}/clinic/{clinic.pk}/change/",
        "program": f"{desk}/program/{clinic.programs.all()[0].pk}/change/",
        "first screen": "/admin/",
    }


def desk_figures(rounds=ROUNDS):
    """{page: {middle of some rounds in ms, queries, ms of the first one}}."""
    found = {}
    with curator() as client:
        for page, address in addresses().items():
            first, _queries = timed(client, address)
            seconds, queries = zip(*(timed(client, address) for _round in range(rounds)), strict=True)
            found[page] = {"ms": 1000 * middle(seconds), "queries": max(queries), "first_ms": 1000 * first}
    return found


def timed(client, address):
    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        response = client.get(address)
        seconds = time.perf_counter() - start
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return seconds, len(queries)
