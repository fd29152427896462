"""What the desk's pages cost: the same queries for two clinics and for thirty, and never more than thirty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.models import Clinic
from programs.queue import Work
from tests.factories import make_clinic, make_conflict, make_program

pytestmark = pytest.mark.django_db
LISTS = "/admin/programs"
MOST = 30
# Session, user and its permissions 4 are in each.
PAGES = {
    # the last change 1 · one a rule that is not kept 6 · clinics, programs, facts in conflict, who took it 4
    "/admin/queue/": 15,
    # the same · drafts 2, sentences 1
    "/admin/": 18,
    # program types of the filter 2 · count, rows 2 · programs, statements, checks 3
    f"{LISTS}/clinic/": 11,
    f"{LISTS}/clinic/?q=mesa+tucson": 11,
    f"{LISTS}/clinic/?q=520+555+0100": 11,
    f"{LISTS}/program/": 12,
    f"{LISTS}/clinic/{{clinic}}/same-as/?q=mesa": 12,
    f"{LISTS}/clinic/{{clinic}}/same-as/": 12,
    f"{LISTS}/clinic/{{clinic}}/change/": 29,
    f"{LISTS}/program/{{program}}/change/": 28,
    "/admin/conflicts/": 16,
    "/admin/check/program/{program}/offer/": 20,
}


def grow(number):
    """`number` clinics with all that their pages show; return the first one's program."""
    for _number in range(number):
        clinic = make_clinic(name="Mesa House", phone="+15205550100", languages=["en"])
        make_program(clinic, payments=["medicaid"], routes=["iv-infusion"])
        make_conflict(clinic, "website", "https://example.org/")
    return Clinic.objects.order_by("pk").first().programs.first()


def test_each_page_costs_the_same_for_two_clinics_and_for_thirty(desk):
    found = {}
    for number in (2, 28):
        program = grow(number)
        Work().counts()
        for page in PAGES:
            address = page.format(clinic=program.clinic_id, program=program.pk)
            desk.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(address).status_code == 200
            found.setdefault(page, []).append(len(queries))
    assert found == {page: [number, number] for page, number in PAGES.items()}
    assert max(PAGES.values()) <= MOST
