"""Every fact of the model has its line on a clinic's page, and what nobody states is said as such."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from programs.models import Hours, Licence, Phone, Statement
from programs.models.groups import GROUPS, groups_of
from programs.pages.clinic_page import load
from programs.pages.fact_lines import LINES, lines
from programs.pages.gists import safeguards_gist
from programs.pages.panels import panel
from programs.pages.program_section import section
from programs.pages.questions import OF_ANY_PROGRAM, OF_KETAMINE, questions, split
from programs.publishing import change, confirm, set_rows
from tests.factories import make_clinic, make_program, make_source, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.mark.parametrize("owner", ["clinic", "program"])
def test_each_fact_is_in_exactly_one_line(owner):
    for group in groups_of(owner):
        named = [name for one in LINES[owner][group.slug] for name in one.facts]
        assert sorted(named) == sorted(fact.name for fact in group.facts)


def found(**fields):
    """The public program, loaded as its page loads it."""
    program = make_program(**fields)
    return load(program.clinic.pk).public_programs[0]


def texts(entry, group):
    return {name: line.text or line.value for name, line in lines(entry, group, TODAY).items()}


def items(entry, group, name):
    line = lines(entry, group, TODAY)[name]
    return [(item.label, item.answer, item.note) for item in line.items]


def test_what_nobody_states_is_not_stated():
    program = found(medicine="", types=("kap",))
    shown = {
        name: line.value
        for group in groups_of("program")
        for name, line in lines(program, group.slug, TODAY).items()
        if name not in ("types", "name")
    }
    assert set(shown.values()) == {"not_stated"}


def test_numbers_have_their_units_in_words():
    program = found(
        preparation_fewest=1,
        preparation_most=1,
        dosing_fewest=4,
        dosing_most=6,
        integration_fewest=0,
        integration_most=0,
        minutes_fewest=40,
        weeks_most=8,
        dose_low="0.5",
        dose_high="0.800",
        dose_unit="mg/kg",
    )
    shown = texts(program, "protocol")
    names = ["preparation", "dosing", "integration", "minutes", "weeks", "dose"]
    assert {name: shown[name] for name in names} == {
        "preparation": "1 session",
        "dosing": "4-6 sessions",
        "integration": "None",
        "minutes": "at least 40 minutes",
        "weeks": "up to 8 weeks",
        "dose": "0.5-0.8 mg for each kg of body weight",
    }


def test_zero_is_a_statement():
    program = found(abstinence_days=0, minutes_observed=0, wait_days=0, age_min=0)
    assert texts(program, "people")["abstinence_days"] == "None asked for"
    assert texts(program, "safeguards")["minutes_observed"] == "None: people leave at once"
    assert texts(program, "availability")["wait_days"] == "No wait"
    assert texts(program, "people")["ages"] == "0 and older"


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 day"), (10, "10 days"), (14, "2 weeks"), (15, "15 days"), (7, "7 days")]
)
def test_a_wait_is_said_in_days_or_whole_weeks(days, words):
    assert texts(found(wait_days=days), "availability")["wait_days"] == words


def test_the_four_states_of_an_answer():
    program = found(urine_drug_screen="yes", pdmp_check="no", prescriber_on_site="does_not_apply")
    shown = texts(program, "safeguards")
    assert (shown["urine_drug_screen"], shown["pdmp_check"]) == ("yes", "no")
    assert (shown["prescriber_on_site"], shown["emergency_equipment"]) == ("does_not_apply", "not_stated")


def test_a_list_says_its_main_ones_first_then_what_is_not_offered():
    stated = [
        ("cannabis", "", "no", ""),
        ("opioids", "also", "yes", "with a medicine"),
        ("alcohol", "primary", "yes", ""),
    ]
    assert items(found(substances=stated), "people", "substances") == [
        ("Alcohol (main)", "yes", ""),
        ("Opioids (also)", "yes", "with a medicine"),
        ("Cannabis (marijuana)", "no", ""),
    ]


def test_prices_say_what_they_include_and_until_when():
    until = TODAY + dt.timedelta(30)
    past = {"item": "booster", "low": 100, "valid_until": TODAY - dt.timedelta(1)}
    dosing = {
        "item": "dosing_session",
        "low": 45000,
        "high": 60000,
        "includes": ["consultation"],
        "valid_until": until,
    }
    program = found(prices=[dosing, past])
    shown = lines(program, "prices", TODAY)["prices"].items
    assert [(item.label, item.amount, item.note) for item in shown] == [
        ("Dosing session", "$450-$600", f"Includes consultation, until {until.day} {until:%b %Y}.")
    ]


def test_facts_of_a_clinic():
    clinic = make_clinic(
        name="Oak",
        unit="Suite 2",
        county="Pima",
        website="https://oak.example.org",
        email="a@example.org",
        languages=["es"],
    )
    with change(clinic, by="tests", source=make_source()):
        set_rows(clinic, "hours", [Hours(day=1, opens=dt.time(9), closes=dt.time(17, 30))])
        set_rows(
            clinic,
            "licences",
            [Licence(issuer="State of Arizona", number="7", valid_until=dt.date(2030, 1, 2))],
        )
        set_rows(
            clinic,
            "phones",
            [Phone(number="+15205550100", extension="7"), Phone(kind="fax", number="+15205550101")],
        )
    make_program(clinic)
    clinic = load(clinic.pk)
    identity = texts(clinic, "identity")
    assert identity["address"] == f"{clinic.street}, Suite 2, Tucson, AZ 85701, Pima County"
    assert identity["point"] == "The building"
    assert items(clinic, "contact", "phones") == [
        ("Main: (520) 555-0100 ext. 7", "", ""),
        ("Fax: (520) 555-0101", "", ""),
    ]
    phones = lines(clinic, "contact", TODAY)["phones"].items
    assert [item.url.partition(";")[0] for item in phones] == ["tel:+15205550100", ""]  # nobody calls a fax
    assert [item[0] for item in items(clinic, "contact", "hours")] == ["Monday 9 a.m.-5:30 p.m."]
    assert items(clinic, "licences", "licences") == [
        ("License: State of Arizona 7, until 2 Jan 2030", "", "")
    ]
    assert [item.url for item in lines(clinic, "contact", TODAY)["website"].items] == [
        "https://oak.example.org"
    ]


def test_a_closed_panel_tells_the_beginning_of_its_first_fact_and_what_is_open():
    spoken = load(make_program(make_clinic(languages=["en", "es"])).clinic.pk)
    assert panel(spoken, "access", TODAY).gist == "English · Spanish · Not stated: Accessibility"
    slugs = ["cbt", "group-counselling", "family-counselling", "emdr", "motivational-interviewing"]
    program = found(therapies=slugs)
    assert panel(program.clinic, "access", TODAY).gist == "Not stated"
    protocol = panel(program, "protocol", TODAY).only_known()
    names = [item.short for item in protocol.line("therapies").items]
    assert protocol.gist == f"{names[0]} · {names[1]} · {names[2]} · 2 more"


def test_a_closed_panel_that_says_no_alone_says_that():
    program = found(therapies=[("cbt", "", "no", ""), ("emdr", "", "no", "")])
    protocol = panel(program, "protocol", TODAY).only_known()
    names = [item.short for item in protocol.line("therapies").items]
    assert protocol.gist == f"No: {names[0]} · No: {names[1]}"
    assert panel(found(emergency_training="no"), "safeguards", TODAY).only_known().gist.endswith(": No")


def test_what_is_no_yes_or_no_is_said_beside_the_safeguards():
    told = safeguards_gist(panel(found(minutes_observed=120, take_home="never"), "safeguards", TODAY))
    assert (
        told
        == "Time watched afterwards: 120 minutes · Medicine to take at home: Never · Not stated: 12 of 14"
    )


def test_a_name_that_an_import_gave_is_said_in_the_language_of_the_page():
    other, own = (
        found(types=("other-care",), medicine="none", name=name) for name in ("Other care here", "Whole care")
    )
    with override("es"):
        named = [(part.name, part.name_language) for part in (section(other, TODAY), section(own, TODAY))]
    assert named == [("Atención para la adicción", ""), ("Whole care", "en")]
    assert section(other, TODAY).name == "Addiction care"


def test_a_page_prints_every_label(client):
    program = make_program()
    text = client.get(f"/clinics/{program.clinic.slug}/").content.decode()
    labels = {str(one.label) for owner in LINES for group in LINES[owner].values() for one in group}
    printed_elsewhere = {"Name", "Program types", "In short", "Prices"}
    missing = {label for label in labels - printed_elsewhere if label not in text}
    assert missing == set()


@pytest.mark.parametrize("group", list(GROUPS))
def test_a_group_says_claim_source_and_check(group):
    clinic = make_clinic()
    program = make_program(clinic)
    entry = program if GROUPS[group].owner == "program" else clinic
    source = make_source("Willow Register")
    about = {"clinic": clinic, "program": program if entry is program else None, "group": group}
    Statement.objects.filter(group=group).delete()
    Statement.objects.create(**about, source=source, edition="2024", as_of=TODAY)
    confirm(entry, group, by=make_user(), method="call", on=TODAY - dt.timedelta(3))
    loaded = load(clinic.pk)
    loaded = loaded.public_programs[0] if entry is program else loaded
    authority = panel(loaded, group, TODAY).authority
    assert (authority.words, authority.tone, authority.source) == (
        "Confirmed 3 days ago, by phone",
        "leaf",
        "Willow Register 2024",
    )
    checked = TODAY - dt.timedelta(3)
    until = checked + dt.timedelta(GROUPS[group].check_days)
    assert authority.check == (
        f"Checked on {checked.day} {checked:%b %Y} by phone. After {until.day} {until:%b %Y}, ask again."
    )


def test_places_show_only_while_their_check_is_live():
    program = make_program(accepting="yes", wait_days=14)
    assert availability(program) == ("not_stated", "not_stated", "Nobody has confirmed this lately.")
    confirm(program, "availability", by=make_user(), method="call", on=TODAY - dt.timedelta(10))
    assert availability(program) == ("yes", "2 weeks", "Confirmed 10 days ago, by phone")
    later = TODAY + dt.timedelta(81)
    checked = TODAY - dt.timedelta(10)
    assert availability(program, later) == (
        "not_stated",
        "not_stated",
        f"Was confirmed on {checked.day} {checked:%b %Y}, please ask again",
    )


def availability(program, today=TODAY):
    shown = panel(load(program.clinic.pk).public_programs[0], "availability", today)
    accepting, wait = shown.line("accepting"), shown.line("wait_days")
    return accepting.value, wait.text or wait.value, shown.authority.words


def test_questions_come_from_what_is_not_stated():
    stated = found(payments=["medicaid"], escorted_ride_home="yes")
    (asked,) = questions([section(stated, TODAY)])
    every = {str(text) for text in (OF_ANY_PROGRAM | OF_KETAMINE).values()}
    assert every - {str(text) for text in [*asked.first, *asked.more]} == {
        "Do you take my insurance or Medicaid for this program? For which part of it?",
        "Does someone need to take me home?",
    }


def test_a_first_call_asks_few_questions_and_none_waits_alone():
    assert split(list("abcdef")) == (list("abcdef"), [])
    assert split(list("abcdefg")) == (list("abcde"), ["f", "g"])


def test_questions_know_their_facts():
    assert set(OF_ANY_PROGRAM | OF_KETAMINE) <= {
        one.name for group in LINES["program"].values() for one in group
    }


def test_care_without_a_medicine_asks_nothing_about_one():
    program = found(types=("other-care",), medicine="none")
    part = section(program, TODAY)
    (asked,) = questions([part])
    of_ketamine = set(OF_KETAMINE.values()) & {*asked.first, *asked.more}
    assert (of_ketamine, part.steps, part.safeguards.lines) == (set(), [], {})


def test_the_same_question_names_its_programs_when_not_all_leave_it_open():
    clinic = make_clinic()
    make_program(clinic, name="One", payments=["medicaid"])
    make_program(clinic, name="Two")
    parts = [section(program, TODAY) for program in load(clinic.pk).public_programs]
    both, second = questions(parts)
    assert (both.programs, second.programs) == ("", "Two")
    assert (second.first, second.more) == ([OF_ANY_PROGRAM["payments"]], [])
    assert OF_ANY_PROGRAM["substances"] in both.first
