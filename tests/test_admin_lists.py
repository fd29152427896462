"""The lists of entries: filters, search, what a row costs; and the first screen's counts."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.admin.checks import with_claim
from programs.admin.next import what_next
from programs.models import Clinic, Conflict, DuplicateSuspect, Program, Source
from programs.models.claims import about, claim
from programs.publishing import change, close, confirm
from programs.publishing.corrections import suggest
from programs.queue import Work
from tests.factories import make_clinic, make_program, make_source, make_user
from tests.page_forms import texts_of

pytestmark = pytest.mark.django_db
# Session, user and its permissions 4 · program types of the filter 2 · count, rows 2 · their relations 3-4
CLINIC_LIST = 11
PROGRAM_LIST = 12


def listed(desk, kind, **query):
    """The names in the list of a kind, in their order."""
    response = desk.get(reverse(f"admin:programs_{kind}_changelist"), query)
    assert response.status_code == 200
    return [entry.name for entry in response.context["cl"].result_list]


def check(entry, group, days_ago=0, ends_in=None):
    """A check of `group` made `days_ago`; its last day is in `ends_in` days."""
    today = timezone.localdate()
    made = confirm(entry, group, by=make_user("cora"), method="call", on=today - dt.timedelta(days=days_ago))
    if ends_in is not None:
        made.expires_on = today + dt.timedelta(days=ends_in)
        made.save()
    return made


def test_filters_of_clinics(desk):
    tucson = make_program(make_clinic(name="Tucson")).clinic
    reno = make_program(make_clinic(name="Reno", region="NV"), types=["other-care"]).clinic
    make_clinic(name="Draft")
    check(tucson, "contact")
    said = Source.Kind.CLINIC
    with change(reno, by="tests", source=make_source("Reno itself", said)):
        reno.email = "reno@example.org"
    Conflict.objects.create(clinic=reno, field="email", source=make_source())
    DuplicateSuspect.objects.create(one=tucson, other=reno, reason="alike")
    table = {
        ("state", "NV"): ["Reno"],
        ("state", "QQ"): [],
        ("status", "draft"): ["Draft"],
        ("status", "published"): ["Reno", "Tucson"],
        ("type", "other-care"): ["Reno"],
        ("type", "kap"): ["Tucson"],
        ("type", "nonsense"): [],
        ("claim", "confirmed"): ["Tucson"],
        ("claim", "clinic"): ["Reno"],
        ("claim", "listed"): ["Draft"],
        ("claim", "none"): [],
        ("needs", "conflict"): ["Reno"],
        ("needs", "suspect"): ["Reno", "Tucson"],
    }
    found = {(name, value): listed(desk, "clinic", **{name: value}) for name, value in table}
    assert found == table


def test_the_filter_of_checks(desk):
    names = [
        "Ended",
        "Ends far off",
        "Ends in 14 days",
        "Ends in 15 days",
        "Ends today",
        "Never",
        "Renewed",
        "Changed",
    ]
    programs = {name: make_program(name=name) for name in names}
    check(programs["Ended"], "offer", ends_in=-1, days_ago=2)
    check(programs["Ends far off"], "offer")
    check(programs["Ends in 14 days"], "offer", ends_in=14)
    check(programs["Ends in 15 days"], "offer", ends_in=15)
    check(programs["Ends today"], "offer", ends_in=0)
    check(programs["Renewed"], "offer", ends_in=3)
    check(programs["Renewed"], "offer")
    check(programs["Changed"], "offer")
    with change(programs["Changed"], by="tests"):
        programs["Changed"].summary = "Another text"
    found = {
        state: sorted(listed(desk, "program", checks=state)) for state in ("expiring", "expired", "never")
    }
    assert found == {
        "expiring": ["Ends in 14 days", "Ends today"],
        "expired": ["Changed", "Ended"],
        "never": ["Never"],
    }
    by_clinic = {state: len(listed(desk, "clinic", checks=state)) for state in found}
    assert by_clinic == {"expiring": 2, "expired": 2, "never": 1}


def test_the_claim_filter_agrees_with_the_claim_beside_the_heading():
    today = timezone.localdate()
    clinics = [make_clinic() for _number in range(5)]
    check(clinics[0], "contact")
    check(clinics[1], "contact", days_ago=200)
    with change(clinics[2], by="tests", source=make_source("Itself", Source.Kind.CLINIC)):
        clinics[2].email = "itself@example.org"
    clinics[3].statements.all().delete()
    levels = {
        clinic.pk: claim(
            "contact", about(clinic.statements.select_related("source")), about(clinic.checks.all()), today
        )
        for clinic in clinics
    }
    assert len({said.level for said in levels.values()}) == 4
    for clinic in clinics:
        for level in ("confirmed", "clinic", "listed", ""):
            found = with_claim(Clinic.objects.filter(pk=clinic.pk), level, today, "clinic").exists()
            assert found == (levels[clinic.pk].level == level)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("willow", ["Desert Willow"]),
        ("WILLOW desert", ["Desert Willow"]),
        ("willow reno", []),
        ("reno", ["Other"]),
        ("895", ["Other"]),
        ("(775) 555-0142", ["Other"]),
        ("5550142", ["Other"]),
        ("other-reno-nv", ["Other"]),
        ("%", []),
        ("'; drop", []),
        ("\0", ["Desert Willow", "Other"]),
        ("x" * 500, []),
    ],
)
def test_searching_clinics(desk, words, names):
    make_clinic(name="Desert Willow", phone="+15205550101")
    other = make_clinic(
        name="Other", city="Reno", region="NV", postal_code="89501", phone="+17755550142", published=True
    )
    assert listed(desk, "clinic", q=words) == names
    assert listed(desk, "clinic", q=str(other.public_id)) == ["Other"]


def test_searching_programs_by_their_own_name_and_their_clinics(desk):
    program = make_program(make_clinic(name="Desert Willow", phone="+15205550101"), name="Evening group")
    make_program(make_clinic(phone="+15205550102"), name="Morning group")
    for words in ("evening", "willow evening", "520 555 0101", str(program.public_id)):
        assert listed(desk, "program", q=words) == ["Evening group"]
    assert listed(desk, "program", q="group") == ["Morning group", "Evening group"]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_costs_the_same_queries_for_one_row_and_for_thirty(desk, django_assert_num_queries, rows):
    for _number in range(rows):
        program = make_program(types=["kap", "infusion"], routes=["iv-infusion"])
        check(program, "offer")
        check(program.clinic, "contact")
    for kind, queries in (("clinic", CLINIC_LIST), ("program", PROGRAM_LIST)):
        desk.get(reverse(f"admin:programs_{kind}_changelist"))
        with django_assert_num_queries(queries):
            assert len(listed(desk, kind)) == rows


def test_a_row_says_what_stands_on_the_card(desk):
    clinic = make_program(make_clinic(name="Desert Willow")).clinic
    check(clinic, "contact", days_ago=12)
    check(clinic.programs.get(), "offer", days_ago=3)
    cells = texts_of(
        desk.get(reverse("admin:programs_clinic_changelist")), ".//table[@id='result_list']/tbody/tr/*"
    )
    day = timezone.localdate() - dt.timedelta(days=12)
    assert cells[1:] == [
        "Desert Willow",
        "Tucson, AZ",
        "Published",
        "Not stated",
        "1",
        "Confirmed 12 days ago, by phone",
        f"{day.day} {day:%B %Y}",
    ]


def test_the_first_screen_counts_what_waits(desk):
    published = make_program()
    check(published, "offer", ends_in=3)
    check(make_program(), "prices", days_ago=200)
    make_program()
    make_program(published=False)
    clinic = make_clinic()
    Conflict.objects.create(clinic=clinic, field="email", source=make_source())
    Conflict.objects.create(clinic=clinic, field="website", source=make_source())
    Conflict.objects.create(clinic=clinic, field="unit", source=make_source(), decision="kept")
    DuplicateSuspect.objects.create(one=published.clinic, other=clinic, reason="alike")
    suggest(clinic, "contact", "Closed.", address="203.0.113.1")
    told = what_next(Work().counts())
    assert [row.count for row in told] == [1, 1, 1, 1, 2, 1, 2, 0, 1, 0]
    for row in told:
        context = desk.get(row.url).context
        shown = context["cl"].result_list if "cl" in context else context["page"].object_list
        assert (context["things"] if "things" in context else len(shown)) == row.count
    response = desk.get(reverse("admin:index"))
    assert texts_of(response, ".//ul[@class='waiting']/li/a/strong") == [
        "1",
        "1",
        "1",
        "1",
        "2",
        "1",
        "2",
        "0",
        "1",
        "0",
    ]


def test_a_closed_clinic_is_no_longer_waited_for():
    program = make_program()
    close(program.clinic, by=make_user(), why="The doors are shut.")
    assert Program.objects.published().count() == 0
    assert Work().counts() == {}
