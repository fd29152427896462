"""The index follows every change, in place where it can."""

import datetime as dt
import random

import pytest
from django.http import QueryDict

from programs.models import Clinic, Program, SearchChange, SearchRevision, Term
from programs.publishing import change, close, confirm, merge, reopen, set_terms, withdraw
from programs.search import find
from programs.search.fresh import Held, forget
from tests.factories import make_clinic, make_organization, make_program, make_user
from tests.test_search_index import counted, truth
from tests.worlds import PLACES, TERMS, TODAY, make_world, random_program, some

pytestmark = pytest.mark.django_db


def edits(dice):
    """Every kind of change that the search has to follow, a few times each."""
    clinics, programs = list(Clinic.objects.all()), list(Program.objects.filter(status="published"))

    def rename():
        clinic = dice.choice(clinics)
        with change(clinic, by="tests"):
            clinic.name = dice.choice(["Aaa", "zzz", "Desert Clinic", "Ñandú"])

    def answer():
        program = dice.choice(programs)
        with change(program, by="tests"):
            program.accepting = dice.choice(["yes", "no", "not_stated"])
            set_terms(program, "payment", some(dice, TERMS["payments"]))

    def move():
        clinic = dice.choice(clinics)
        with change(clinic, by="tests"):
            for name, value in {"precision": "exact", **dice.choice(PLACES)}.items():
                setattr(clinic, name, value)

    def check():
        program = dice.choice(programs)
        confirm(program, dice.choice(["offer", "availability"]), by=make_user(), method="call")
        confirm(program.clinic, "contact", by=make_user(), method="call")

    def go():
        withdraw(dice.choice(programs), by=make_user(), why="Asked")

    def shut():
        clinic = dice.choice(clinics)
        close(clinic, by=make_user(), why="Flood", for_good=dice.random() < 0.5)

    def back():
        reopen(dice.choice(clinics), by=make_user())

    def new():
        random_program(dice, make_clinic(name="New", **dice.choice(PLACES)))

    return [rename, answer, move, check, go, shut, back, new]


def test_each_change_shows_in_the_next_search():
    dice = random.Random(7)
    make_world(dice, 12)
    find({})
    for act in [dice.choice(edits(dice)) for _number in range(30)]:
        act()
        for params in (
            {},
            {"type": "any"},
            {"accepting": "yes", "payment": "medicaid"},
            {"near": "85701"},
            {"q": "desert"},
        ):
            expected = truth(params, TODAY)
            assert (act.__name__, find(params, with_page=False).ids) == (act.__name__, expected)
    kept = find({"type": "any"}, with_page=False).ids
    counts = [(name, option.value, option.count) for name, option in counted(find({}))]
    forget()
    assert find({"type": "any"}, with_page=False).ids == kept
    assert [(name, option.value, option.count) for name, option in counted(find({}))] == counts


def test_a_change_is_read_in_place_and_costs_no_new_index():
    program = make_program(payments=["medicaid"])
    find({})
    planes = Held.planes
    with change(program, by="tests"):
        set_terms(program, "payment", ["va"])
    assert (find({"payment": "medicaid"}).total, find({"payment": "va"}).total) == (0, 1)
    assert Held.planes is planes


def test_more_programs_than_planes_or_clinics_than_room_build_it_anew():
    program = make_program()
    find({})
    for _number in range(3):
        make_program(program.clinic)
    assert [len(hit.programs) for hit in find({}).hits] == [4]
    for _number in range(80):
        make_program(make_clinic(phone=None))
    assert find({}).total == 81


def test_a_bulk_change_reads_everything_anew():
    make_program()
    find({})
    planes = Held.planes
    SearchChange.objects.create(n=bump(), clinic_pk=None)
    find({})
    assert Held.planes is not planes


def bump():
    revision = SearchRevision.objects.get()
    revision.n += 1
    revision.save()
    return revision.n


def test_organizations_and_merges_are_followed():
    organization = make_organization(name="Before")
    one, other = (make_program(make_clinic(organization=organization)) for _number in range(2))
    assert find({"q": "before"}).total == 2
    with change(organization, by="tests"):
        organization.name = "After"
    assert (find({"q": "before"}).total, find({"q": "after"}).total) == (0, 2)
    merge(one.clinic, other.clinic, by=make_user())
    assert [len(hit.programs) for hit in find({"q": "after"}).hits] == [2]


def test_what_lapses_without_a_write_lapses_at_midnight():
    program = make_program(
        accepting="yes", prices=[{"item": "dosing_session", "low": 100, "high": 100, "valid_until": TODAY}]
    )
    for entry, group in ((program, "offer"), (program, "availability"), (program.clinic, "contact")):
        confirm(entry, group, by=make_user(), method="call")
    find({})
    planes = Held.planes
    for query, last in (
        ("accepting=yes", TODAY + dt.timedelta(90)),
        ("checked=current", TODAY + dt.timedelta(90)),
        ("claim=confirmed", TODAY + dt.timedelta(365)),
        ("price_max=1", TODAY),
    ):
        totals = [find(QueryDict(query), day).total for day in (last, last + dt.timedelta(1))]
        assert (query, totals) == (query, [1, 0])
    assert Held.planes is planes


def test_a_term_added_by_a_curator_is_counted_once_it_is_used():
    find({})
    term = Term.objects.create(vocabulary="therapy", slug="horse-care")
    program = make_program()
    with change(program, by="tests"):
        program.terms.create(term=term)
    assert find({"therapy": "horse-care"}).total == 1
