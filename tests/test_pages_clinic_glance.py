"""A clinic's page at a glance: what the whole treatment costs, what protects patients, who pays."""

import pytest

from programs.pages.costs import cost
from programs.publishing import confirm
from tests.clinic_pages import DAY, TODAY, html, money, page, plain
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db


def test_a_complete_course():
    prices = [
        money("consultation", 250),
        money("dosing_session", 450, 600),
        money("integration_session", 150),
    ]
    program = make_program(
        prices=prices, dosing_fewest=3, dosing_most=6, integration_fewest=2, integration_most=2
    )
    found = cost(program, TODAY)
    assert (found.session, found.amount, found.missing) == ("$450-$600", "$1,900-$4,150", ())


def test_an_incomplete_course_says_what_is_missing(client):
    program = make_program(prices=[money("dosing_session", 450)], integration_fewest=3)
    found = cost(program, TODAY)
    assert (found.amount, found.complete) == ("at least $450", False)
    assert found.missing == (
        "The number of sessions is not stated: dosing session.",
        "The price is not stated: integration session.",
    )
    assert "At least $450" in html(client, program.clinic)


def test_a_price_of_yesterday_or_of_another_currency_is_no_price_today():
    past = money("dosing_session", 450, valid_until=TODAY - DAY)
    euros = money("dosing_session", 300, currency="EUR")
    assert cost(make_program(prices=[past, euros]), TODAY).session == ""


def test_the_facts_at_a_glance_in_the_order_of_the_questions():
    clinic = make_clinic()
    fields = {
        "payments": [("medicaid", "visits", "yes", ""), ("va", "", "no", "")],
        "substances": [("alcohol", "primary", "yes", "")],
        "accepting": "yes",
        "wait_days": 14,
    }
    program = make_program(
        clinic, prices=[money("dosing_session", 450), money("whole_course", 3000)], **fields
    )
    make_program(clinic, types=["other-care"], medicine="none", payments=["va"])
    confirm(program, "availability", by=make_user(), method="call")
    assert [(fact.label, fact.value, fact.text) for fact in page(clinic)["glance"].shared] == [
        ("Takes new people", "yes", "Yes, wait: 2 weeks"),
        ("Offers", "said", "Ketamine with talk therapy"),
        ("Treats", "said", "Alcohol"),
        ("What protects you", "not_stated", "Not stated: ask before you book"),
        ("One dosing session", "said", "$450"),
        ("Whole course", "said", "$3,000"),
        ("Who pays", "said", "Medicaid (covers evaluation and visits)"),
    ]


def protects(clinic):
    """What the page says at a glance of the safeguards."""
    return next(fact for fact in page(clinic)["glance"].shared if fact.label == "What protects you")


def test_safety_at_a_glance_counts_names_and_leads_to_all_of_it(client):
    program = make_program(prescriber_on_site="yes", urine_drug_screen="no")
    fact = protects(program.clinic)
    assert (fact.value, fact.text, fact.link) == (
        "said",
        "Yes to 1 safeguard · No: Urine drug screen · Not stated: 12 of 14 · Monitoring during a dose: not stated",
        f"{program.slug}-safeguards",
    )
    text = client.get(f"/clinics/{program.clinic.slug}/").content.decode()
    assert text.count(f'href="#{fact.link}"') == text.count(f'id="{fact.link}"') == 1


def test_monitoring_that_somebody_states_is_not_called_unknown():
    program = make_program(blood_pressure_monitoring="yes")
    assert protects(program.clinic).text == "Yes to 1 safeguard · Not stated: 13 of 14"


def test_safety_at_a_glance_names_the_programs_that_differ():
    clinic = make_clinic()
    first = make_program(clinic, name="One", oximetry_monitoring="yes")
    second = make_program(clinic, name="Two")
    assert [
        (one.names, [(fact.label, fact.value, fact.text, fact.link) for fact in one.facts])
        for one in page(clinic)["glance"].apart
    ] == [
        (
            [("One", "")],
            [
                (
                    "What protects you",
                    "said",
                    "Yes to 1 safeguard · Not stated: 13 of 14",
                    f"{first.slug}-safeguards",
                )
            ],
        ),
        (
            [("Two", "")],
            [
                (
                    "What protects you",
                    "not_stated",
                    "Not stated: ask before you book",
                    f"{second.slug}-safeguards",
                )
            ],
        ),
    ]


def test_care_without_a_medicine_that_states_no_safeguard_is_not_asked_for_any():
    program = make_program(types=["other-care"], medicine="none")
    assert [fact.label for fact in page(program.clinic)["glance"].shared if fact.link] == []


def test_what_insurance_pays_is_one_step_from_who_pays(client):
    clinic = make_program(name="One").clinic
    make_program(clinic, name="Other", types=["other-care"], medicine="none")
    text = client.get(f"/clinics/{clinic.slug}/").content.decode()
    assert text.count('<a class="text-button" href="/costs/#insurance">') == 1


def test_where_no_price_is_stated_prices_of_ketamine_that_others_report_are_one_step_away(client):
    link = '<a class="text-button" href="/costs/#prices">'
    shown = {
        "none": make_program(),
        "one": make_program(prices=[money("dosing_session", 450)]),
        "spray": make_program(medicine="esketamine"),
        "care": make_program(types=["other-care"], medicine="none"),
    }
    pages = {name: client.get(f"/clinics/{one.clinic.slug}/").content.decode() for name, one in shown.items()}
    assert {name for name, page in pages.items() if link in page} == {"none"}


def test_at_a_glance_no_program_is_said_to_do_what_another_does(client):
    clinic = make_clinic(text_language="es")
    fields = {"substances": ["alcohol"], "payments": ["medicaid"], "prices": [money("dosing_session", 450)]}
    for name in ("One", "Two"):
        make_program(clinic, name=name, **fields)
    prices = [money("dosing_session", 450)]
    make_program(
        clinic,
        name="Spray",
        types=["personalized"],
        plan_factors=["history"],
        medicine="esketamine",
        prices=prices,
    )
    found = page(clinic)["glance"]
    assert [(fact.label, fact.value, fact.text) for fact in found.shared] == [
        ("Takes new people", "not_stated", ""),
        ("Offers", "said", "Ketamine with talk therapy · Plan made for you"),
        ("What protects you", "not_stated", "Not stated: ask before you book"),
        ("One dosing session", "said", "$450"),
        ("Whole course", "said", "at least $450"),
    ]
    assert [
        (one.names, [(fact.label, fact.value, fact.text) for fact in one.facts]) for one in found.apart
    ] == [
        ([("One", "es"), ("Two", "es")], [("Treats", "said", "Alcohol"), ("Who pays", "said", "Medicaid")]),
        ([("Spray", "es")], [("Treats", "not_stated", ""), ("Who pays", "not_stated", "")]),
    ]
    text = plain(html(client, clinic)).replace("◌ ", "◌")
    assert (
        "One, Two Treats: Alcohol Who pays: Medicaid Spray Treats: ◌Not stated Who pays: ◌Not stated" in text
    )


def test_care_beside_it_that_states_no_safeguard_leads_nowhere():
    clinic = make_clinic()
    care = {"types": ["other-care"], "medicine": "none"}
    first = make_program(clinic, name="One", prescriber_on_site="yes", **care)
    make_program(clinic, name="Two", **care)
    links = [
        fact.link
        for one in page(clinic)["glance"].apart
        for fact in one.facts
        if fact.label == "What protects you"
    ]
    assert links == [f"{first.slug}-safeguards", ""]


def test_care_without_a_medicine_has_a_course_only_where_one_is_stated():
    care = {"types": ["other-care"], "medicine": "none"}
    visit, whole = money("consultation", 180), money("whole_course", 900)
    assert cost(make_program(prices=[visit], **care), TODAY).amount == ""
    assert cost(make_program(prices=[visit, whole], **care), TODAY).amount == "$900"
