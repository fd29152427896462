"""Checking a group of facts from the queue: still correct, changed, could not reach; the call log."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from programs.admin.script import QUESTIONS, script
from programs.models import Call, Check, Program
from programs.models.claims import day
from programs.models.groups import groups_of
from programs.publishing import change, confirm
from programs.publishing.calls import could_not_reach, still_correct
from programs.queue import Work
from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import fields_of, page_of, texts_of

pytestmark = pytest.mark.django_db
# Session, user and its permissions 4 · entry, clinic, types, terms, prices, states 5 · statements, checks, records 3 ·
# labels of terms and types 4 · phones, calls 2 · what else is confirmed, or stated 2
CHECK_QUERIES = 20
NOT_ASKED = sorted(
    "country county latitude longitude operating_reason operating_since precision region text_language "
    "time_zone".split()
)


def page_at(program, group="offer"):
    return f"/admin/check/program/{program.pk}/{group}/"


def contact_at(clinic):
    return f"/admin/check/clinic/{clinic.pk}/contact/"


def waiting(rule=""):
    return [(item.program, item.rule.name) for item in Work(rule=rule).page(0, 50)]


def messages_of(response):
    return texts_of(response, ".//ul[@class='messagelist']/li")


def press(desk, program, act, **typed):
    page = desk.get(page_at(program))
    return desk.post(page_at(program), fields_of(page, "check-form") | {"act": act} | typed, follow=True)


def test_the_page_shows_what_is_said_whom_to_call_and_what_to_ask(desk):
    clinic = make_clinic(name="Mesa House", phone="+15205550122", website="https://mesa.example/")
    program = make_program(clinic, name="Infusions", summary="Six visits.")
    page = page_of(desk.get(page_at(program)))
    said = dict(
        zip(
            ["".join(node.itertext()) for node in page.iterfind(".//dl[@class='says']/dt")],
            ["".join(node.itertext()) for node in page.iterfind(".//dl[@class='says']/dd")],
            strict=True,
        )
    )
    assert (said["Name"], said["In short"], said["Setting"]) == ("Infusions", "Six visits.", "Not stated")
    links = [a.get("href") for a in page.iterfind(".//ul[@class='numbers']//a")]
    assert links == ["tel:+15205550122", "https://mesa.example/"]
    asked = ["".join(node.itertext()) for node in page.iterfind(".//details//li")]
    assert asked[:1] == ["“What do you call this program?”“We say: Infusions. Right?”"]
    assert "“Do people stay with you, or come and go?”" in asked


def test_what_is_said_on_the_phone_can_be_said_in_a_breath():
    """A long list is several questions; a pair of numbers is one answer."""
    facts = {"payments": "Medicaid; Medicare; private insurance; cash; no: TRICARE", "claims_help": ""}
    assert [(each.asked, each.said) for each in script("program", facts)] == [
        (
            "Which insurance do you take, and how else can people pay?",
            [
                "We say: Medicaid, Medicare and private insurance. Right?",
                "And: cash. Right?",
                "And no to TRICARE. Right?",
            ],
        ),
        ("Do you help with insurance claims?", []),
    ]
    facts = {
        "dosing_fewest": "3",
        "dosing_most": "6",
        "dose_low": "0.5",
        "dose_high": "",
        "dose_unit": "mg/kg",
    }
    assert [each.said for each in script("program", facts)] == [
        ["We say: 3 to 6. Right?"],
        ["We say: 0.5 mg/kg. Right?"],
    ]


@pytest.mark.parametrize("kind", ["clinic", "program"])
def test_each_fact_is_asked_about_once_or_is_none_to_ask(kind):
    """What is worked out, or belongs to another answer, is no question of its own."""
    asked = [name for names, _words in QUESTIONS[kind] for name in names]
    facts = [fact.name for group in groups_of(kind) for fact in group.facts]
    assert len(asked) == len(set(asked))
    assert sorted(set(facts) - set(asked)) == {"clinic": NOT_ASKED, "program": []}[kind]
    assert [words for _names, words in QUESTIONS[kind] if len(str(words).split()) > 14] == []


def test_it_leads_to_what_else_can_be_asked_in_the_same_call(desk, curator):
    program = make_program(medical_screening="yes", payments=["medicaid"])
    make_program(program.clinic, prices=[{"item": "dosing_session", "low": 1, "high": 1}])
    confirm(program, "payment", by=curator, method="call")
    page = desk.get(page_at(program))
    assert [str(group.label) for group, _url in page.context["others"]] == [
        "Name and place",
        "Contact",
        "Safeguards",
    ]
    at_clinic = desk.get(page.context["others"][1][1])
    assert [str(group.label) for group, _url in at_clinic.context["others"]] == ["Name and place"]


def test_care_without_a_medicine_is_not_asked_about_one(desk):
    program = make_program(types=("other-care",), medicine="none")
    asked = [question.asked for question in desk.get(page_at(program)).context["script"]]
    assert "Which medicine do you use?" in asked
    assert "How is the medicine given?" not in asked


def test_still_correct_is_one_click_and_the_queue_goes_on(desk, curator):
    first = make_program(medical_screening="yes")
    other = make_program(make_clinic(name="Other House"), medical_screening="yes")
    assert (
        desk.get("/admin/queue/?rule=never-checked").context["rows"][0].first.url.startswith(page_at(first))
    )
    page = press(desk, first, "still", answered_by="Front desk", said="All as it was.")
    check = Check.objects.get(program=first)
    assert (check.group, check.method, check.by, check.checked_on) == (
        "offer",
        "call",
        curator,
        timezone.localdate(),
    )
    call = Call.objects.get()
    assert call.number == first.clinic.phones.get().number
    assert (call.made, call.outcome, call.answered_by, call.said, call.clinic, call.program) == (
        check,
        "reached",
        "Front desk",
        "All as it was.",
        first.clinic,
        first,
    )
    assert (first.pk, "never-checked") not in waiting()
    assert messages_of(page) == [
        f"{first.clinic}, {first}, What it offers: checked, until {day(check.expires_on)}."
    ]
    assert page.redirect_chain[-1][0] == contact_at(first.clinic)
    typed = fields_of(page, "check-form") | {"act": "still"}
    assert desk.post(contact_at(first.clinic), typed).url == page_at(other)


def test_what_a_card_stands_on_is_settled_in_one_call_from_either_side(desk, curator):
    """Whatever rule the queue was narrowed to: Contact, and what each public program offers."""
    first, query = make_program(), "?rule=check-ended"
    second, draft = make_program(first.clinic), make_program(first.clinic, published=False)
    confirm(second, "payment", by=curator, method="call")
    typed = fields_of(desk.get(contact_at(first.clinic) + query), "check-form") | {"act": "still"}
    assert desk.post(contact_at(first.clinic) + query, typed).url == page_at(first) + query
    typed = fields_of(desk.get(page_at(first) + query), "check-form") | {"act": "still"}
    assert desk.post(page_at(first) + query, typed).url == page_at(second) + query
    typed = fields_of(desk.get(page_at(second) + query), "check-form") | {"act": "still"}
    assert desk.post(page_at(second) + query, typed).url == "/admin/queue/" + query
    assert not draft.checks.exists()


def test_a_check_that_ends_soon_is_settled_in_the_same_call(desk, curator):
    program = make_program(medical_screening="yes", payments=["medicaid"])
    for group, days in (("contact", 1), ("payment", 80)):
        on = timezone.localdate() - dt.timedelta(days=days)
        entry = program.clinic if group == "contact" else program
        confirm(entry, group, by=curator, method="call", on=on)
    query = "?rule=never-checked"
    typed = fields_of(desk.get(page_at(program) + query), "check-form") | {"act": "still"}
    assert desk.post(page_at(program) + query, typed).url == page_at(program, "payment") + query


def changed(desk, program, query, **pressed):
    """What is answered to a changed name that is saved on the page to which the check page leads."""
    links = page_of(desk.get(page_at(program) + query)).iterfind(".//p[@class='acts']/a")
    address = next(links).get("href")
    typed = fields_of(desk.get(address)) | {"name": "Renamed", "why": "Heard on Monday."} | pressed
    return desk.post(address, typed)


def test_what_was_changed_is_saved_and_confirmed_in_one_act_and_the_queue_goes_on(desk, curator):
    program = make_program(medical_screening="yes")
    other = make_program(make_clinic(name="Other House"), medical_screening="yes")
    confirm(program.clinic, "contact", by=curator, method="call")
    query = "?rule=never-checked"
    answer = changed(desk, program, query, confirm="offer", method="call")
    program.refresh_from_db()
    check = program.checks.get()
    assert answer.url == page_at(other) + query
    assert messages_of(desk.get(answer.url)) == ["Saved, and What it offers is confirmed: Renamed."]
    assert (program.name, check.group, check.method, check.by) == ("Renamed", "offer", "call", curator)
    assert (check.ended_on, check.note) == (None, "Heard on Monday.")
    assert (check.call.outcome, check.call.said) == ("reached", "Heard on Monday.")


def test_what_was_only_saved_waits_and_the_queue_goes_on(desk, curator):
    program = make_program(medical_screening="yes")
    other = make_program(make_clinic(name="Other House"), medical_screening="yes")
    confirm(program.clinic, "contact", by=curator, method="call")
    answer = changed(desk, program, "")
    assert answer.url == page_at(other)
    assert messages_of(desk.get(answer.url)) == ["Saved: Renamed."]
    assert (program.pk, "never-checked") in waiting()


def test_what_cannot_be_confirmed_is_not_saved_either(desk):
    ended = {"low": 45000, "high": 45000, "valid_until": dt.date(2026, 1, 31)}
    program = make_program(prices=[{"item": "dosing_session", **ended}])
    address = f"/admin/programs/program/{program.pk}/change/?at=prices"
    typed = fields_of(desk.get(address)) | {"name": "Renamed", "confirm": "prices", "method": "call"}
    page = desk.post(address, typed)
    said = "Dosing session: its price ended on 31 Jan 2026. Enter the new one, or take it out."
    assert texts_of(page, ".//div[@class='mend']//li") == [said]
    program.refresh_from_db()
    assert (program.name == "Renamed", program.checks.count()) == (False, 0)


def test_an_entry_that_the_queue_did_not_lead_to_is_saved_where_it_is(desk):
    program = make_program()
    for query in ("", "?at=contact", "?at=nothing"):
        address = f"/admin/programs/program/{program.pk}/change/{query}"
        page = desk.get(address)
        assert texts_of(page, ".//div[@class='save']//button") == ["Save"]
        assert desk.post(address, fields_of(page)).url == f"/admin/programs/program/{program.pk}/change/"


def test_only_a_closed_clinic_is_asked_where_people_should_go(desk):
    words = "Where should people go instead?"
    for status, asked in (("open", False), ("temporarily_closed", True), ("not_stated", False)):
        clinic = make_clinic(operating_status=status, operating_reason="Repairs.")
        script = desk.get(contact_at(clinic)).context["script"]
        assert (words in [question.asked for question in script]) == asked


def test_a_price_that_has_ended_is_not_confirmed(desk, curator):
    """Unless another of the same thing holds by now: the old one stays beside it."""
    ended = {"low": 45000, "high": 45000, "valid_until": dt.date(2026, 1, 31)}
    program = make_program(prices=[{"item": "dosing_session", **ended}])
    response = desk.post(
        f"/admin/programs/program/{program.pk}/confirm/prices/",
        {"method": "call", "version": "1"},
        follow=True,
    )
    said = "Dosing session: its price ended on 31 Jan 2026. Enter the new one, or take it out."
    assert messages_of(response) == [said]
    assert not program.checks.exists()
    newer = make_program(
        make_clinic(name="Newer"),
        prices=[{"item": "dosing_session", **ended}, {"item": "dosing_session", "low": 50000, "high": 50000}],
    )
    confirm(newer, "prices", by=curator, method="call")
    confirm(program, "prices", by=curator, method="call", on=dt.date(2026, 1, 30))
    assert (newer.checks.count(), program.checks.count()) == (1, 1)


def test_still_correct_on_the_entry_page_goes_on_where_the_queue_led_to_that_group(desk):
    """Else it stays at the group, so that the next one on the page can be confirmed."""
    here = make_program()
    narrowed = "rule=never-checked&state=AZ"
    same_call = f"/admin/check/clinic/{here.clinic.pk}/contact/?{narrowed}"
    for at, leads_to in (("offer", same_call), ("people", None)):
        page = desk.get(f"/admin/programs/program/{here.pk}/change/?at={at}&{narrowed}")
        (action,) = re.findall(r'id="confirm-offer" action="([^"]+)"', page.content.decode())
        answer = desk.post(html.unescape(action), {"method": "call", "version": here.version})
        assert answer.url == (leads_to or f"/admin/programs/program/{here.pk}/change/#offer")


def test_a_look_at_the_website_is_no_call(desk):
    program = make_program()
    press(desk, program, "still", method="web_page")
    assert Check.objects.get().method == "web_page"
    assert Call.objects.count() == 0


def test_the_queue_goes_on_as_it_was_narrowed(desk):
    here, there = make_program(), make_program(make_clinic(region="NV", city="Reno", postal_code="89501"))
    query = "?rule=never-checked&state=NV"
    typed = fields_of(desk.get(page_at(there) + query), "check-form") | {"act": "still"}
    assert desk.post(page_at(there) + query, typed).url == contact_at(there.clinic) + query
    typed = fields_of(desk.get(contact_at(there.clinic) + query), "check-form") | {"act": "still"}
    response = desk.post(contact_at(there.clinic) + query, typed)
    assert response.url == "/admin/queue/?rule=never-checked&state=NV"
    typed = fields_of(desk.get(page_at(here) + "?rule=never-checked"), "check-form") | {"act": "no-answer"}
    assert desk.post(page_at(here) + "?rule=never-checked", typed).url == "/admin/queue/?rule=never-checked"


def test_three_calls_in_vain_put_a_clinic_on_hold_and_an_answer_ends_that(desk, curator):
    program, other = make_program(medical_screening="yes"), make_program(medical_screening="yes")
    for number in range(3):
        assert (program.pk, "never-checked") in waiting()
        assert (program.pk, "unreached") not in waiting()
        press(desk, program, "no-answer", said=f"Rang {number}.")
    assert waiting() == [(program.pk, "unreached"), (other.pk, "never-checked")]
    could_not_reach(program, "offer", by=curator)
    assert waiting("unreached") == [(program.pk, "unreached")]
    still_correct(program, "offer", by=curator, method="call", version=program.version)
    assert waiting() == [(other.pk, "never-checked")]
    could_not_reach(program, "offer", by=curator)
    assert waiting("unreached") == []
    log = texts_of(desk.get(page_at(program)), ".//section[@aria-labelledby='log-title']//li")
    assert len(log) == 5
    assert "Nobody answered" in log[0]


def test_who_was_called_in_vain_today_is_not_led_to_again(desk, curator):
    first, second, third = (make_program(medical_screening="yes") for _number in range(3))
    query = "?rule=never-checked"
    could_not_reach(first, "offer", by=curator)
    typed = fields_of(desk.get(page_at(second) + query), "check-form") | {"act": "no-answer"}
    assert desk.post(page_at(second) + query, typed).url == page_at(third) + query
    typed = fields_of(desk.get(page_at(third) + query), "check-form") | {"act": "no-answer"}
    assert desk.post(page_at(third) + query, typed).url == "/admin/queue/" + query
    Call.objects.filter(clinic=first.clinic).update(at=timezone.now() - dt.timedelta(days=1))
    assert desk.post(page_at(third) + query, typed).url == page_at(first) + query


def test_a_check_on_hold_waits_as_unreached_alone(curator):
    program = make_program(medical_screening="yes")
    check = confirm(program, "offer", by=curator, method="call")
    after = check.expires_on + dt.timedelta(days=1)
    assert [item.rule.name for item in Work(today=after).page(0, 9)] == ["check-ended"]
    for _number in range(3):
        could_not_reach(program, "offer", by=curator)
    assert [item.rule.name for item in Work(today=after).page(0, 9)] == ["unreached"]


def test_an_entry_that_changed_meanwhile_is_not_confirmed(desk):
    program = make_program()
    typed = fields_of(desk.get(page_at(program)), "check-form") | {"act": "still", "said": "Yes."}
    with change(program, by="tests"):
        program.summary = "Changed since."
        program.save()
    page = desk.post(page_at(program), typed, follow=True)
    assert messages_of(page) == ["Somebody has changed this entry meanwhile. Look at it again, then confirm."]
    assert (Check.objects.count(), Call.objects.count()) == (0, 0)
    assert page.redirect_chain[-1][0] == page_at(program)


@pytest.mark.parametrize(
    "place",
    [
        "program/1/contact/",
        "clinic/1/offer/",
        "organization/1/offer/",
        "program/1/nothing/",
        "program/99999999999999999999999/offer/",
    ],
)
def test_a_page_that_is_none_is_not_found(desk, place):
    assert desk.get(f"/admin/check/{place}").status_code == 404


@pytest.mark.parametrize("wrong", [{"act": "drop"}, {"version": "x"}, {"method": "guess"}])
def test_a_form_that_was_tampered_with_is_not_found(desk, wrong):
    program = make_program()
    typed = fields_of(desk.get(page_at(program)), "check-form") | {"act": "still"} | wrong
    assert desk.post(page_at(program), typed).status_code == 404
    assert Check.objects.count() == 0


def test_long_words_are_cut_to_what_the_log_holds(desk):
    program = make_program()
    press(desk, program, "still", said="a" * 400, answered_by="b" * 200)
    call = Call.objects.get()
    assert (call.said, call.answered_by) == ("a" * 300, "b" * 120)


def test_who_may_not_curate_sees_no_check_page(client):
    program = make_program()
    client.force_login(make_user("vera", is_staff=True))
    assert client.get(page_at(program)).status_code == 403
    assert client.post(page_at(program), {"act": "still"}).status_code == 403


def test_the_page_costs_the_same_for_few_facts_and_for_many(desk, django_assert_num_queries):
    few = make_program()
    many = make_program(
        make_clinic(), substances=["alcohol", "opioids"], conditions=["depression"], states=["AZ", "NV"]
    )
    for program in (few, many):
        with django_assert_num_queries(CHECK_QUERIES):
            desk.get(page_at(program))
    assert Program.objects.count() == 2
