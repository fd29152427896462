"""The index follows every change, in place where it can."""

import datetime as dt
import json
import random
import re
from importlib import import_module

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from programs.models import Clinic, SearchChange, SearchRevision, Term
from programs.models.indexed import indexed_rows
from programs.models.place import LoadedFile
from programs.publishing import change, confirm, merge, set_terms, withdraw
from programs.search import find
from programs.search.fresh import CHANGES, Held, current, forget
from programs.vocabulary.loaders import load_places, load_vocabulary
from tests.factories import make_clinic, make_organization, make_program, make_user
from tests.import_files import directory_row, import_rows
from tests.test_search_index import counted
from tests.worlds import TODAY, edits, make_world, truth

pytestmark = pytest.mark.django_db
DOSE = {"item": "dosing_session", "low": 500, "high": 500}


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


def tables_read(act):
    """The tables that `act()` asks for, a query each."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return [re.search(r'FROM "?(\w+)', query["sql"])[1] for query in queries]


def look():
    with current():
        pass


def test_a_change_of_one_clinic_brings_its_rows_along():
    program = make_program(payments=["medicaid"])
    find({})
    with change(program, by="tests"):
        set_terms(program, "payment", ["va"])
    newest = SearchChange.objects.latest("n")
    rows = {name: [list(row) for row in found] for name, found in indexed_rows([program.clinic_id]).items()}
    assert json.loads(newest.indexed) == rows
    assert tables_read(look) == ["programs_searchrevision", "programs_searchrevision"]
    assert tables_read(look) == ["programs_searchrevision"]


def test_what_touches_several_clinics_is_read_for_all_of_them_together():
    organization = make_organization(name="Before")
    programs = [make_program(make_clinic(name=name, organization=organization)) for name in "AB"]
    find({})
    with change(organization, by="tests"):
        organization.name = "After"
    assert set(SearchChange.objects.filter(n=SearchRevision.objects.get().n).values_list("indexed")) == {
        ("",)
    }
    assert tables_read(look).count("programs_program") == 1
    assert [hit.programs for hit in find({"sort": "name"}).hits] == [[one] for one in programs]


def test_a_clinic_that_was_withdrawn_leaves_nothing_behind():
    gone, kept = (
        make_program(make_clinic(name=name), payments=["va"], prices=[DOSE], states=["AZ"]) for name in "AB"
    )
    confirm(gone, "offer", by=make_user(), method="call")
    assert find({"price_max": "9", "payment": "va", "near": "Arizona"}).total == 2
    withdraw(gone.clinic, by=make_user(), why="Gone")
    for params in ({"price_max": "9"}, {"payment": "va"}, {"near": "Arizona"}, {"sort": "name"}):
        assert find(params, with_page=False).ids == [(kept.clinic_id, [kept.pk])]
    assert find({"claim": "confirmed"}).total == 0


@pytest.mark.long
def test_a_second_program_of_a_late_clinic_widens_its_plane():
    late = [make_program(make_clinic(name=f"Late {number}")) for number in range(70)][-1]
    make_program(make_clinic(name="First"))
    forget()
    find({})
    planes, reach = Held.planes, Held.planes.reach[:]
    assert (planes.planes, reach) == (1, [2])
    forget()
    make_program(Clinic.objects.get(name="First"))
    find({})
    planes = Held.planes
    assert planes.reach == [2, 1]
    second = make_program(late.clinic, payments=["va"])
    assert find({"payment": "va"}, with_page=False).ids == [(late.clinic_id, [second.pk])]
    assert (Held.planes, planes.reach) == (planes, [2, 2])


@pytest.mark.long
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


def test_a_vocabulary_that_is_loaded_anew_shows_in_the_next_search():
    program = make_program(substances=["alcohol"])
    find({})
    planes, n = Held.planes, SearchRevision.objects.get().n
    assert (load_vocabulary(), load_places(), SearchRevision.objects.get().n) == ([], [], n)
    Term.objects.get(vocabulary="substance", slug="alcohol").texts.filter(language="en").update(label="Ale")
    LoadedFile.objects.filter(name="terms/substance.toml").update(digest="another")
    assert "substance" in load_vocabulary()
    labels = {option.value: option.label for facet, option in counted(find({})) if facet == "substance"}
    assert (labels["alcohol"], find({"substance": "alcohol"}).total) == ("Alcohol", 1)
    assert (Held.planes is planes, program.clinic_id in Held.planes.positions) == (False, True)


@pytest.fixture
def short_log(monkeypatch):
    """A log that keeps three numbers, and is cleared at every second one."""
    writing = import_module("programs.publishing.change")
    monkeypatch.setattr(writing, "KEPT_NUMBERS", 3)
    monkeypatch.setattr(writing, "CLEARED_EVERY", 2)
    monkeypatch.setattr("programs.search.fresh.KEPT_NUMBERS", 3)


def rename(program, names):
    for name in names:
        with change(program.clinic, by="tests"):
            program.clinic.name = name


def test_the_log_keeps_the_newest_numbers_alone(short_log):
    rename(make_program(), "ABCDEFGH")
    newest = SearchRevision.objects.get().n
    kept = sorted(SearchChange.objects.values_list("n", flat=True))
    assert kept == list(range(newest - newest % 2 - 2, newest + 1))
    with_rows = SearchChange.objects.exclude(indexed="").values_list("n", flat=True)
    assert sorted(with_rows) == list(range(newest - newest % 2 - 1, newest + 1))


def test_whoever_knows_no_number_that_is_kept_reads_everything_again(short_log):
    program = make_program(make_clinic(name="Before"))
    others = [make_program(make_clinic(name=f"Other {number}")) for number in range(2)]
    find({})
    planes = Held.planes
    rename(program, "AB")
    assert {hit.clinic.name for hit in find({}).hits} == {"B", "Other 0", "Other 1"}
    assert Held.planes is planes
    rename(program, "C")
    rename(others[0], "DEFGH")
    assert {hit.clinic.name for hit in find({}).hits} == {"C", "H", "Other 1"}
    assert Held.planes is not planes


def test_what_is_cleared_while_the_log_is_read_is_noticed(short_log, monkeypatch):
    program, other = make_program(), make_program(make_clinic(name="Other"))
    find({})
    with change(program, by="tests"):
        set_terms(program, "payment", ["va"])
    asked = []

    def number():
        asked.append(SearchRevision.objects.get().n)
        if len(asked) == 1:
            rename(other, "BCDEFG")
        return asked[-1]

    monkeypatch.setattr("programs.search.fresh.number", number)
    assert find({"payment": "va"}).total == 1


def test_after_an_import_everything_is_read_anew(tmp_path):
    make_program(make_clinic(name="Before"))
    find({})
    planes = Held.planes
    import_rows(tmp_path, [directory_row(name1="Blue Mesa Counseling")])
    assert find({}, with_page=False).ids == truth({}, TODAY)
    assert {hit.clinic.name for hit in find({}).hits} == {"Before", "Blue Mesa Counseling"}
    assert Held.planes is not planes


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a log of three rows whole")
def test_the_log_of_changes_is_not_read_whole():
    """However little the database knows of its length: it was counted when it was short."""
    for _number in range(3):
        make_program()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(f"EXPLAIN QUERY PLAN {CHANGES}", [1, 500])
        steps = [step for *_numbers, step in cursor.fetchall()]
    reads = [step for step in steps if "programs_searchchange" in step]
    assert reads == ["SEARCH programs_searchchange USING INDEX programs_searchchange_n_47ea8651 (n>?)"]
