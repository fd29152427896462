"""The history of an entry on one page."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from programs.admin import history
from programs.models import Change, Hours, Phone, Price
from programs.models.facts import texts
from programs.publishing import (
    change,
    confirm,
    set_rows,
    set_states,
    set_terms,
    set_types,
    withdraw,
)
from tests.factories import make_clinic, make_organization, make_program, make_user
from tests.page_forms import texts_of

pytestmark = pytest.mark.django_db


def address(entry):
    return reverse(f"admin:programs_{entry._meta.model_name}_history", args=[entry.pk])


def rows(desk, entry, page=1):
    """(who, what, before, after, why) of each row, newest first; (who, what, why) where no fact is named."""
    cells = texts_of(desk.get(f"{address(entry)}?page={page}"), ".//table[@class='history']/tbody/tr/td")
    times = texts_of(desk.get(f"{address(entry)}?page={page}"), ".//table[@class='history']/tbody/tr/td/time")
    starts = [number for number, cell in enumerate(cells) if cell in times]
    ends = [*starts[1:], len(cells)]
    return [
        tuple(cells[start + 1 : end - 1]) for start, end in zip(starts, ends, strict=True)
    ]  # without the button


def test_a_clinics_history_holds_that_of_its_programs_and_of_nobody_else(desk):
    clinic, other = make_clinic(name="Willow"), make_clinic()
    program = make_program(clinic, name="Evening group", substances=["alcohol"], published=False)
    with change(clinic, by=make_user("ida"), why="They moved"):
        clinic.unit = "Suite 2"
    with change(other, by="nobody"):
        other.unit = "Suite 3"
    with change(program, by=make_user("ida")):
        set_terms(
            program, "substance", [("alcohol", "primary", "yes", ""), ("cannabis", "", "no", "says so")]
        )
        program.accepting = "yes"
    with change(clinic, by=make_user("ida")):
        set_rows(clinic, "phones", [Phone(number="+15205550142", note="weekdays")])
    found = rows(desk, clinic)
    assert found[0][1:3] == ("Phones", found[0][2])
    assert found[0][3] == "(520) 555-0142 (weekdays)"
    assert set(found[1:3]) == {
        (
            "ida",
            "Evening group Substances treated",
            "Alcohol",
            "Alcohol (Main); no: Cannabis (marijuana) (says so)",
            "",
        ),
        ("ida", "Evening group Takes new people", "Not stated", "Yes", ""),
    }
    assert found[3:] == [
        ("ida", "Unit", "Not stated", "Suite 2", "They moved"),
        ("tests", "Evening group Created", ""),
        ("tests", "Created", ""),
    ]
    assert len(rows(desk, program)) == 3


def test_the_state_of_an_entry_is_history_too(desk):
    program = make_program()
    withdraw(program, by=make_user("ida"), why="It stopped.")
    found = {row[1]: row[2:] for row in rows(desk, program) if len(row) == 5 and row[0] == "ida"}
    assert found["Status"] == ("Published", "Withdrawn", "It stopped.")
    assert found["Why withdrawn"] == ("Not stated", "It stopped.", "It stopped.")


def test_an_organizations_history(desk):
    organization = make_organization("Old Name")
    with change(organization, by=make_user("ida")):
        organization.ownership = "federal_va"
    assert rows(desk, organization)[0] == (
        "ida",
        "Who runs it",
        "Not stated",
        "Department of Veterans Affairs",
        "",
    )


def test_texts_that_cannot_be_read_stay_as_they_are(desk):
    clinic = make_clinic()
    Change.objects.filter(clinic=clinic).update(
        field_name="hours", previous_value="XX | 99:99 | 1", replacement_value="MO | 09:00 | 17:00"
    )
    assert rows(desk, clinic) == [("tests", "Opening hours", "XX | 99:99 | 1", "Monday 09:00-17:00", "")]


def test_a_long_history_is_paged(desk, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(history, "PER_PAGE", 4)
    clinic = make_clinic()
    for number in range(6):
        with change(clinic, by="tests"):
            clinic.unit = f"Suite {number}"
    assert [row[3] for row in rows(desk, clinic) if len(row) == 5] == [
        f"Suite {number}" for number in (5, 4, 3, 2)
    ]
    assert [row[3] for row in rows(desk, clinic, 2) if len(row) == 5] == ["Suite 1", "Suite 0"]
    assert rows(desk, clinic, "999") == rows(desk, clinic, 2)


@pytest.mark.parametrize("changes", [1, 30])
def test_a_history_costs_the_same_queries_for_one_change_and_for_thirty(
    desk, django_assert_num_queries, changes
):
    program = make_program(published=False)
    for number in range(changes):
        with change(program, by="tests"):
            set_terms(program, "substance", [("alcohol", "", "yes", f"note {number}")])
    desk.get(address(program.clinic))
    # session, user and its permissions 4 · clinic with its facts 7 · facts, count, rows 3 · programs 1 · terms 2
    with django_assert_num_queries(15):
        desk.get(address(program.clinic))


def posted(desk, entry, row, version=None):
    seen = version or type(entry).objects.get(pk=entry.pk).version
    return desk.post(address(entry), {"change": row.pk, "version": seen}, follow=True).content.decode()


def last(entry, name):
    return Change.objects.filter(resource_id=entry.public_id, field_name=name).order_by("-pk").first()


def test_an_older_value_comes_back_in_a_change_of_its_own(desk):
    clinic = make_clinic(unit="Suite 1")
    with change(clinic, by="ida"):
        clinic.unit = "Suite 2"
        clinic.county = "Pima"
    assert "says again what it said before" in posted(desk, clinic, last(clinic, "unit"))
    clinic.refresh_from_db()
    assert (clinic.unit, clinic.county, clinic.version) == ("Suite 1", "Pima", 3)
    row = last(clinic, "unit")
    assert (row.previous_value, row.replacement_value, row.updated_by) == ("Suite 2", "Suite 1", "cora")
    assert row.why.startswith("Brought back as it was before")


def facts_of(entry):
    """What an entry says, without what it says of itself as an entry."""
    return texts(type(entry).objects.get(pk=entry.pk))


@pytest.mark.parametrize("name", ["phones", "hours", "languages", "point", "organization", "website"])
def test_each_kind_of_fact_of_a_clinic_comes_back_as_it_was(desk, name):
    clinic = make_clinic(
        languages=["es"], organization=make_organization("Old"), website="https://old.example/"
    )
    before = facts_of(clinic)
    with change(clinic, by="ida"):
        set_rows(clinic, "phones", [Phone(number="+15205550142", note="weekdays; | and \\")])
        set_rows(clinic, "hours", [Hours(day=1, opens=dt.time(9), closes=dt.time(17))])
        set_terms(clinic, "language", ["en", ("ase", "", "no", "")])
        clinic.latitude, clinic.longitude, clinic.precision = 33, -111, "city"
        clinic.organization = make_organization("New")
        clinic.website = ""
    names = ("latitude", "longitude", "precision") if name == "point" else (name,)
    row = last(clinic, names[0])
    posted(desk, clinic, row)
    after = facts_of(clinic)
    assert {name: after[name] for name in names} == {name: before[name] for name in names}
    assert sum(after[each] != before[each] for each in before) == 8 - len(names)


@pytest.mark.parametrize(
    "name", ["types", "substances", "prices", "telehealth_states", "medicine", "accepting", "dosing_fewest"]
)
def test_each_kind_of_fact_of_a_program_comes_back_as_it_was(desk, name):
    price = {"item": "dosing_session", "low": 45000, "high": 45000}
    program = make_program(
        substances=["alcohol"],
        prices=[price],
        states=["AZ"],
        published=False,
        accepting="yes",
        dosing_fewest=2,
    )
    before = facts_of(program)
    with change(program, by="ida"):
        set_types(program, ["kap", "infusion"])
        set_terms(program, "substance", [("opioids", "primary", "yes", "says so")])
        set_rows(program, "prices", [Price(item="dosing_session", low=1, high=2)])
        set_states(program, ["CA", "NV"])
        program.medicine, program.accepting, program.dosing_fewest = None, "no", None
    posted(desk, program, last(program, name))
    after = facts_of(program)
    assert [each for each in before if after[each] == before[each]].count(name) == 1
    assert sum(after[each] != before[each] for each in before) == 6


def test_bringing_back_ends_the_check_of_its_group_alone(desk, curator):
    program = make_program(summary="Old.")
    with change(program, by="ida"):
        program.summary = "New."
    for group in ("offer", "safeguards"):
        confirm(program, group, by=curator, method="call")
    posted(desk, program, last(program, "summary"))
    assert {check.group: check.ended_on is None for check in program.checks.all()} == {
        "offer": False,
        "safeguards": True,
    }


def test_what_cannot_come_back_says_why_and_changes_nothing(desk):
    program = make_program(dosing_fewest=2, dosing_most=3)
    with change(program, by="ida"):
        program.dosing_fewest = program.dosing_most = 8
    with change(program, by="ida"):
        program.dosing_fewest = 6
    row = last(program, "dosing_most")
    assert "It cannot say this any longer" in posted(desk, program, row)
    withdraw(program, by=make_user("ida"), why="It stopped.")
    assert "This is no fact" in posted(desk, program, last(program, "status"))
    stale = posted(desk, program, row, version=1)
    assert "Somebody has changed this entry meanwhile" in stale
    program.refresh_from_db()
    assert (program.dosing_most, program.status) == (8, "withdrawn")


def test_a_change_of_another_entry_is_none_of_this_one(desk):
    clinic, other = make_clinic(), make_clinic(unit="Theirs")
    with change(other, by="ida"):
        other.unit = "New"
    answer = desk.post(address(clinic), {"change": last(other, "unit").pk, "version": 1})
    assert answer.status_code == 404
    assert desk.post(address(clinic), {"change": "x", "version": "1"}).status_code == 404


def test_whoever_may_only_look_brings_nothing_back(client):
    vera = make_user("vera", is_staff=True)
    vera.groups.add(Group.objects.get(name="viewer"))
    client.force_login(vera)
    clinic = make_clinic(unit="Suite 1")
    with change(clinic, by="ida"):
        clinic.unit = "Suite 2"
    assert "Bring back" not in client.get(address(clinic)).content.decode()
    answer = client.post(address(clinic), {"change": last(clinic, "unit").pk, "version": 2})
    assert (answer.status_code, type(clinic).objects.get(pk=clinic.pk).unit) == (403, "Suite 2")


def test_a_history_is_narrowed_to_a_fact(desk):
    clinic = make_clinic()
    program = make_program(clinic, published=False)
    with change(clinic, by="ida"):
        clinic.unit, clinic.county = "Suite 2", "Pima"
    with change(program, by="ida"):
        program.summary = "Short."
    page = desk.get(address(clinic), {"fact": "clinic.unit"})
    assert [line.field for line in page.context["lines"]] == ["Unit"]
    page = desk.get(address(clinic), {"fact": "program.summary"})
    assert [(line.about, line.field) for line in page.context["lines"]] == [(program.name, "In short")]
    wrong = desk.get(address(clinic), {"fact": "clinic.nothing"})
    assert (wrong.context["lines"], wrong.status_code) == ([], 200)
    assert "No change of this fact is recorded." in wrong.content.decode()


def on(desk, entry, day):
    then = desk.get(address(entry), {"on": day}).context["then"]
    return then if then is None else {row.label: (row.then, row.now) for row in then if row.differs}


def test_the_entry_as_it_was_on_a_day(desk):
    clinic = make_clinic(unit="Suite 1")
    for number, day in ((2, 10), (3, 20)):
        with change(clinic, by="ida"):
            clinic.unit = f"Suite {number}"
        rows_ = Change.objects.filter(resource_id=clinic.public_id, version=number)
        rows_.update(last_action_date=dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC))
    Change.objects.filter(resource_id=clinic.public_id, field_name="").update(
        last_action_date=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    )
    assert on(desk, clinic, "2026-02-28") is None
    assert on(desk, clinic, "2026-03-01") == {"Unit": ("Suite 1", "Suite 3")}
    assert on(desk, clinic, "2026-03-10") == {"Unit": ("Suite 2", "Suite 3")}
    assert on(desk, clinic, "2026-03-20") == {}
    assert on(desk, clinic, "nonsense") is None
