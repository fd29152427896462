"""The planes answer as the database alone does: found, order, counts, after every kind of change, on every day."""

import itertools
import random

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from programs.models import Clinic, Program
from programs.models.program import PROGRAM_ANSWERS
from programs.search import PageMissing, find
from programs.search.finding import OFFERED, count_found
from programs.search.fresh import Held
from programs.search.parameters import known
from tests.worlds import DAYS, MANY_PROGRAMS, MOVING, TERMS, TODAY, TYPES, WORDS, make_world, truth

PER_PAGE = 5  # so that a small world has many pages


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Twenty-six random clinics, the same at each run, one of them with twelve programs."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("programs.search.finding.PER_PAGE", PER_PAGE)
        block = transaction.atomic()
        block.__enter__()
        make_world(random.Random(20261125), 26)
        yield
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


def chosen_of(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=2)


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "type": chosen_of([*TYPES, "any"]),
        "substance": chosen_of(TERMS["substances"]),
        "condition": chosen_of(TERMS["conditions"]),
        "setting": chosen_of(TERMS["settings"]),
        "group": chosen_of(TERMS["groups"]),
        "payment": chosen_of(TERMS["payments"]),
        "therapy": chosen_of(TERMS["therapies"]),
        "route": chosen_of(TERMS["routes"]),
        "medicine": chosen_of(["ketamine", "psilocybin"]),
        **{name: chosen_of(["yes", "no"]) for name in PROGRAM_ANSWERS[:6]},
        "language": chosen_of(["en", "es"]),
        "access": chosen_of(["wheelchair"]),
        "state": chosen_of(["AZ", "MA", "BC"]),
        "city": chosen_of(["tucson-az", "boston-ma", "vancouver-bc"]),
        "claim": chosen_of(["confirmed", "clinic", "listed"]),
        "checked": st.just(["current"]),
        "price_max": st.sampled_from([["0"], ["450"], ["900"]]),
        "course_max": st.sampled_from([["900"], ["2700"]]),
        "wait_max": st.sampled_from([["0"], ["10"]]),
        "near": st.sampled_from([["85701"], ["Boston, MA"], ["Arizona"], ["33,-111.5"]]),
        "radius": st.sampled_from([["5"], ["100"], ["500"]]),
        "q": st.sampled_from([[words] for words in WORDS]),
        "unknown": st.just(["include"]),
        "sort": st.sampled_from([["best"], ["distance"], ["course"], ["wait"], ["checked"], ["name"]]),
    },
)
MANY = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def assert_true(params, today=TODAY):
    expected = truth(params, today)
    assert find(params, today, with_page=False).ids == expected
    assert count_found(params, today) == len(expected)
    first = find(params, today)
    assert (first.total, first.pages) == (len(expected), max(1, -(-len(expected) // PER_PAGE)))
    pages = [first, *(find({**params, "page": page}, today) for page in range(2, first.pages + 1))]
    assert [[id_of(hit) for hit in page.hits] for page in pages] == [
        expected[start : start + PER_PAGE] for start in range(0, first.pages * PER_PAGE, PER_PAGE)
    ]
    with pytest.raises(PageMissing):
        find({**params, "page": first.pages + 1}, today)


def id_of(hit):
    return hit.clinic.pk, [program.pk for program in hit.programs]


@pytest.mark.django_db
@pytest.mark.long
@MANY
@given(params=FILTERS, today=st.sampled_from(DAYS))
def test_planes_and_database_agree(world, params, today):
    assert_true(params, today)


@pytest.mark.django_db
@settings(parent=MANY, max_examples=40)
@given(params=FILTERS, today=st.sampled_from(DAYS))
@example(params={"q": ["booze"], "type": ["any"]}, today=TODAY)
@example(params={"q": ["phoenix"], "type": ["any"]}, today=TODAY)
def test_planes_and_database_agree_on_a_few(world, params, today):
    assert_true(params, today)


@pytest.mark.django_db
@settings(parent=MANY, max_examples=4)
@given(params=FILTERS)
def test_they_agree_on_every_day_from_one_index(world, params):
    find(params)
    planes = Held.planes
    for day in MOVING:
        assert find(params, day, with_page=False).ids == truth(params, day)
    assert Held.planes is planes


def counted(result):
    return [(facet.name, option) for facet in result.facets for option in facet.options if option.count]


SAID = st.lists(st.sampled_from([*WORDS, "has", "Boston", "PTSD"]), min_size=1, max_size=4, unique=True)


@pytest.mark.django_db
@settings(parent=MANY, max_examples=10)
@given(params=FILTERS, words=SAID)
def test_a_phrase_taken_back_gives_what_the_database_says_of_the_others(world, params, words):
    for chip in find(params | {"q": [" ".join(words)]}).chips:
        rest = known(QueryDict(chip.without))
        assert find(rest, with_page=False).ids == truth(rest, TODAY)
        if chip.name == "q":
            assert len(rest.get("q", [""])[0].split()) < len(" ".join(words).split())


@pytest.mark.django_db
@settings(parent=MANY, max_examples=10)
@given(params=FILTERS)
def test_care_that_shows_only_when_chosen_is_as_much_as_the_database_says(world, params):
    for option in find(params).left_out:
        assert option.count == len(truth({**params, "type": [option.value]}, TODAY))


@pytest.mark.django_db
@settings(parent=MANY, max_examples=2)
@given(params=FILTERS)
def test_following_a_value_gives_its_count(world, params):
    assert_counts(params)


@pytest.mark.django_db
@pytest.mark.long
@settings(parent=MANY, max_examples=40)
@given(params=FILTERS, today=st.sampled_from(DAYS))
def test_following_every_value_on_any_day_gives_its_count(world, params, today):
    assert_counts(params, today)


def assert_counts(params, today=TODAY):
    """Each value of each facet, also one that would give nothing, leads to as many clinics as it says."""
    shown = [(f.name, option.value, option.count) for f in find(params, today).facets for option in f.options]
    followed = [
        (name, value, count_found({**known(params), name: [value]}, today)) for name, value, _count in shown
    ]
    assert followed == shown


@pytest.mark.django_db
@settings(parent=MANY, max_examples=20)
@given(params=FILTERS)
def test_what_the_unknown_adds_is_what_it_adds(world, params):
    params = {name: values for name, values in params.items() if name != "unknown"}
    result = find(params)
    wider = find({**params, "unknown": ["include"]})
    assert wider.total == result.total + (result.unknown_adds or 0)


@pytest.mark.django_db
def test_a_value_that_would_give_nothing_counts_zero(world):
    facets = {facet.name: facet for facet in find({"state": "AZ"}).facets}
    counts = {option.value: option.count for option in facets["condition"].options}
    assert {value for value, count in counts.items() if count} <= set(TERMS["conditions"])
    assert None not in {option.count for facet in facets.values() for option in facet.options}


@pytest.mark.django_db
def test_the_world_is_not_trivial(world):
    counts = Program.objects.published().values_list("clinic_id", flat=True)
    assert max(len(list(group)) for _clinic, group in itertools.groupby(sorted(counts))) == MANY_PROGRAMS
    assert len(find({"type": "any"}).facets) == len(OFFERED)
    assert Clinic.objects.count() == 26
