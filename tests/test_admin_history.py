"""The history of an entry on one page."""

import pytest
from django.urls import reverse

from programs.admin import history
from programs.models import Change, Phone
from programs.publishing import change, set_rows, set_terms, withdraw
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
    return [tuple(cells[start + 1 : end]) for start, end in zip(starts, ends, strict=True)]


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
    # session, user and its permissions 4 · clinic with its facts 7 · count, changes 2 · programs 1 · terms 2
    with django_assert_num_queries(14):
        desk.get(address(program.clinic))
