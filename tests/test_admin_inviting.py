"""Asking a clinic for its own word, and calls in vain to several clinics at once."""

import pytest
from django.urls import reverse

from programs.models import Call, Invitation
from tests.factories import make_clinic, make_program
from tests.page_forms import page_of, texts_of
from tests.test_admin_actions import do, reports

pytestmark = pytest.mark.django_db


def page(clinic, verb="invite"):
    return reverse(f"admin:programs_clinic_{verb}", args=[clinic.pk])


def link_of(response):
    return next(node.get("value") for node in page_of(response).iter("input") if node.get("id") == "link")


def test_a_link_is_made_on_a_post_shown_once_and_works(desk, client):
    clinic = make_program(make_clinic(name="Oak Clinic")).clinic
    assert "Make a link" in texts_of(desk.get(page(clinic)), ".//button")
    assert not Invitation.objects.exists()
    link = link_of(desk.post(page(clinic)))
    assert link.startswith("http://testserver/your-clinic/?key=")
    assert texts_of(type(client)().get(link), ".//h1") == ["Is your clinic’s entry right?"]
    assert link.partition("key=")[2] not in desk.get(page(clinic)).content.decode()
    assert Invitation.objects.get().made_by.username == "cora"


def test_what_became_of_earlier_links_is_told(desk, client):
    clinic = make_program(make_clinic(name="Oak Clinic")).clinic
    link = link_of(desk.post(page(clinic)))
    assert [row.split(": ")[1] for row in texts_of(desk.get(page(clinic)), ".//*[@id='content']//li")] == [
        "waits"
    ]
    type(client)().post(link, {"answer-0": "right"})
    row = texts_of(desk.get(page(clinic)), ".//*[@id='content']//li")[0]
    assert ": used on " in row


def test_a_draft_is_not_asked(desk):
    clinic = make_clinic(name="Draft")
    assert "publish it first" in desk.post(page(clinic)).content.decode()
    assert not Invitation.objects.exists()


def test_the_entry_leads_there_while_it_is_public(desk):
    public, draft = make_program(make_clinic(name="Oak")).clinic, make_clinic(name="Draft")
    for clinic, there in ((public, True), (draft, False)):
        assert (page(clinic) in desk.get(page(clinic, "change")).content.decode()) is there


def test_several_clinics_were_called_in_vain(desk):
    clinics = [make_program(make_clinic(name=name)).clinic for name in ("Oak", "Elm")]
    untouched = make_program(make_clinic(name="Ash")).clinic
    response = do(desk, "unreached_selected", *clinics)
    assert reports(response) == ["Nobody answered: Elm; Oak."]
    calls = Call.objects.order_by("clinic__name").values_list(
        "clinic__name", "group", "outcome", "by__username"
    )
    assert list(calls) == [("Elm", "contact", "no_answer", "cora"), ("Oak", "contact", "no_answer", "cora")]
    assert untouched.calls.count() == 0
    for _time in range(2):
        do(desk, "unreached_selected", *clinics)
    assert Call.objects.unreached().count() == 2
