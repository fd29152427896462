"""What is done to a selection: through publishing, each entry reported by name."""

import datetime as dt

import pytest
from django.urls import reverse

from programs.admin import actions
from programs.models import Change, Check, Clinic, Program
from programs.publishing import change, set_types
from tests.factories import make_clinic, make_program
from tests.page_forms import texts_of

pytestmark = pytest.mark.django_db


def do(desk, action, *entries, **said):
    """Run a list action on `entries`; with `said` its page between is answered too. Follows to the next page."""
    address = reverse(f"admin:programs_{entries[0]._meta.model_name}_changelist")
    body = {"action": action, "_selected_action": [entry.pk for entry in entries], "index": "0", **said}
    return desk.post(address, body, follow=True)


def reports(response):
    return texts_of(response, ".//ul[@class='messagelist']/li")


def states(*entries):
    return [type(entry).objects.get(pk=entry.pk).status for entry in entries]


def test_publishing_reports_each_by_name_with_what_is_missing(desk):
    good = make_program(make_clinic(name="Willow"), name="Good", published=False)
    bad = make_program(good.clinic, types=["infusion"], name="Bad", published=False)
    untyped = make_program(good.clinic, name="Untyped", published=False)
    with change(untyped, by="tests"):
        set_types(untyped, [])
    response = do(desk, "publish_selected", good, bad, untyped)
    assert states(good, bad, untyped) == ["published", "draft", "draft"]
    done, refused = reports(response)
    assert done == "Published: Good, and with it Willow."
    assert refused.startswith("Not done: Bad: Bad: the type “Ketamine infusions, outpatient” needs")
    assert "Untyped: choose at least one program type." in refused
    assert (
        Change.objects.filter(resource_id=good.public_id, field_name="status").get().user.username == "cora"
    )


def test_publishing_names_the_clinic_of_a_program(desk):
    clinic = make_clinic(name="Willow", published=True)
    program = make_program(clinic, name="Mornings", published=False)
    assert reports(do(desk, "publish_selected", program)) == ["Published: Mornings at Willow."]


def test_publishing_a_clinic_publishes_its_drafts(desk):
    program = make_program(make_clinic(name="Willow"), published=False)
    empty = make_clinic(name="Empty")
    response = do(desk, "publish_selected", program.clinic, empty)
    assert states(program, program.clinic, empty) == ["published", "published", "draft"]
    assert reports(response) == [
        "Published: Willow.",
        "Not done: Empty: A clinic is published only with a program: add one first.",
    ]


def test_withdrawing_asks_for_the_reason_first(desk):
    program = make_program(name="Evening group")
    asked = do(desk, "withdraw_selected", program)
    assert texts_of(asked, ".//form[@class='ask']/ul/li") == ["Evening group"]
    assert states(program) == ["published"]
    again = do(desk, "withdraw_selected", program, apply="1", why=" ")
    assert texts_of(again, ".//p[@class='error']") == ["This field is required."]
    response = do(desk, "withdraw_selected", program, apply="1", why="It has stopped.")
    assert reports(response) == ["Withdrawn: Evening group."]
    assert states(program, program.clinic) == ["withdrawn", "withdrawn"]
    assert Program.objects.get(pk=program.pk).withdrawn_reason == "It has stopped."


def test_confirming_a_group_of_several_entries(desk):
    programs = [make_program(name="One"), make_program(name="Two")]
    asked = do(desk, "confirm_selected", *programs)
    assert texts_of(asked, ".//select[@name='group']/option")[0] == "What it offers"
    response = do(
        desk, "confirm_selected", *programs, apply="1", group="safeguards", method="visit", note="Went there"
    )
    assert reports(response) == ["Checked: One; Two."]
    made = Check.objects.order_by("pk").values_list("program__name", "group", "method", "note", "by_name")
    assert list(made) == [
        ("One", "safeguards", "visit", "Went there", "cora"),
        ("Two", "safeguards", "visit", "Went there", "cora"),
    ]
    do(desk, "confirm_selected", *programs, apply="1", group="contact", method="visit")
    assert Check.objects.count() == 2


def test_closing_says_why_since_when_and_where_to_look(desk):
    clinic = make_program(make_clinic(name="Willow")).clinic
    do(desk, "close_selected", clinic)
    said = {
        "for_good": "for_good",
        "why": "The owner retired.",
        "look_instead": "Call 988",
        "on": "2026-03-01",
    }
    response = do(desk, "close_selected", clinic, apply="1", **said)
    assert reports(response) == ["Closed: Willow."]
    kept = Clinic.objects.get(pk=clinic.pk)
    assert (kept.operating_status, kept.operating_reason, kept.look_instead, kept.operating_since) == (
        "closed",
        "The owner retired.",
        "Call 988",
        dt.date(2026, 3, 1),
    )
    do(desk, "reopen_selected", clinic)
    assert Clinic.objects.get(pk=clinic.pk).operating_status == "open"


def test_an_entrys_own_button_comes_back_to_its_page(desk):
    program = make_program(published=False)
    response = do(desk, "publish_selected", program, one="1")
    page = reverse("admin:programs_program_change", args=[program.pk])
    assert response.redirect_chain == [(page, 302)]
    assert states(program) == ["published"]


def test_nothing_selected_changes_nothing(desk):
    program = make_program(published=False)
    address = reverse("admin:programs_program_changelist")
    for action in ("publish_selected", "withdraw_selected", "confirm_selected"):
        desk.post(
            address,
            {"action": action, "index": "0", "apply": "1", "why": "x", "group": "offer", "method": "call"},
        )
    assert (states(program), Check.objects.count()) == (["draft"], 0)


def test_more_than_can_be_reported_by_name_are_refused(desk, monkeypatch):
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 1)
    programs = [make_program(published=False), make_program(published=False)]
    response = do(desk, "publish_selected", *programs)
    assert reports(response) == ["Choose at most 1 entries at once."]
    assert states(*programs) == ["draft", "draft"]


def test_no_list_offers_deletion(desk, admin_client):
    make_program()
    for browser in (desk, admin_client):
        for kind in ("clinic", "program", "organization", "term", "source", "passage", "programtype"):
            page = browser.get(reverse(f"admin:programs_{kind}_changelist")).content.decode()
            assert "delete_selected" not in page
