"""A draft as its public page will show it: for staff alone, and kept by nobody."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from programs.models import Clinic
from programs.publishing import change, withdraw
from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import page_of

pytestmark = pytest.mark.django_db
STRANGE = "Only In The Draft"


@pytest.fixture
def draft():
    return make_program(make_clinic(name="Elm House"), name=STRANGE, published=False)


def address(clinic):
    return f"/admin/preview/{clinic.public_id}/"


def test_a_draft_is_shown_with_what_the_public_page_will_say(desk, draft):
    shown = desk.get(address(draft.clinic))
    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
    assert "CDN-Cache-Control" not in shown
    assert '<meta name="robots" content="noindex">' in shown.content.decode()
    assert "The clinic is: Draft." in shown.content.decode()
    assert STRANGE in shown.content.decode()
    assert Clinic.objects.get(pk=draft.clinic_id).slug == ""


def test_what_is_withdrawn_is_not_shown(desk, draft):
    gone = make_program(draft.clinic, name="Gone Course")
    withdraw(gone, by=make_user(), why="It stopped.")
    page = desk.get(address(draft.clinic)).content.decode()
    assert (STRANGE in page, "Gone Course" in page) == (True, False)


def test_a_published_clinic_shows_its_draft_programs_in_the_preview_alone(desk, client):
    program = make_program(make_clinic(name="Elm House"), name="Open Course")
    make_program(program.clinic, name=STRANGE, published=False)
    public = f"/clinics/{Clinic.objects.get(pk=program.clinic_id).slug}/"
    assert STRANGE in desk.get(address(program.clinic)).content.decode()
    client.logout()
    assert STRANGE not in client.get(public).content.decode()
    with change(program, by="tests"):
        program.summary = "Another."
    desk.force_login(make_user("cora"))
    assert STRANGE not in desk.get(public).content.decode()


def test_nobody_else_sees_it(client, draft):
    answer = client.get(address(draft.clinic))
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/accounts/login/?next={address(draft.clinic)}",
    )
    assert answer["Cache-Control"] == "private, no-store"
    staff = make_user("stan")
    staff.groups.add(Group.objects.get(name="staff export"))
    client.force_login(staff)
    refused = client.get(address(draft.clinic))
    assert (refused.status_code, refused["Cache-Control"]) == (403, "private, no-store")
    assert STRANGE not in refused.content.decode()


def test_an_entrys_page_leads_there(desk, draft):
    for entry in (draft, draft.clinic):
        page = desk.get(reverse(f"admin:programs_{entry._meta.model_name}_change", args=[entry.pk]))
        links = [node.get("href") for node in page_of(page).iter("a")]
        anchor = f"#{draft.slug}" if entry is draft else ""
        assert address(draft.clinic) + anchor in links


def test_no_such_clinic(desk):
    assert desk.get("/admin/preview/00000000-0000-4000-8000-000000000000/").status_code == 404
