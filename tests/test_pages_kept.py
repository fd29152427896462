"""Cards are kept in memory, and what they say is never older than the entry, the day and the words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from programs.models import Passage, TermText
from programs.pages import card as cards_module
from programs.pages.card import KEPT, cards
from programs.pages.keeping import Kept
from programs.publishing import change, confirm, set_terms, withdraw
from programs.publishing.change import tell_search
from programs.search import find
from tests.factories import make_clinic, make_organization, make_program, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def loaded(monkeypatch):
    """How many clinics were loaded for cards, a number a call."""
    counts = []

    def load(found, known):
        counts.append(len(found))
        return original(found, known)

    original = cards_module.load_hits
    monkeypatch.setattr(cards_module, "load_hits", load)
    return counts


def shown(today=TODAY, **params):
    result = find(params, today, load=False)
    return [one.html for one in cards(result.found, result.asked, today)]


def test_a_card_is_made_once_and_looks_the_same_again(loaded):
    make_program(make_clinic(name="Oak"), payments=["medicaid"])
    assert shown() == shown()
    assert loaded == [1, 0]


def test_an_edit_shows_in_the_next_card_and_leaves_the_others_kept(loaded):
    oak, elm = make_program(make_clinic(name="Oak")), make_program(make_clinic(name="Elm"))
    shown()
    with change(oak.clinic, by="tests"):
        oak.clinic.name = "Ash"
    with change(oak, by="tests"):
        oak.name = "Another course"
    names = [one for one in shown(sort="name") if "Ash" in one and "Another course" in one]
    assert (len(names), loaded) == (1, [2, 1])
    assert elm.name in "".join(shown())


def test_a_check_shows_at_once_and_lapses_on_its_day():
    program = make_program(accepting="yes")
    assert "Takes new people" not in shown()[0]
    confirm(program, "availability", by=make_user(), method="call")
    assert "Takes new people" in shown()[0]
    last = TODAY + dt.timedelta(90)
    days = [last, last + dt.timedelta(1), last]
    assert ["Takes new people" in shown(day)[0] for day in days] == [True, False, True]


def test_a_term_that_is_called_something_else_shows_so_at_once():
    program = make_program(payments=["medicaid"])
    assert "Medicaid" in shown(payment="medicaid")[0]
    text = TermText.objects.get(term__slug="medicaid", language="en")
    text.label = "The state's plan"
    text.save()
    tell_search([None], type(program).objects.filter(pk=program.pk))
    found = shown(payment="medicaid")[0]
    assert ("The state&#x27;s plan" in found, "Medicaid" in found) == (True, False)


def test_a_source_that_is_called_something_else_is_called_so_at_once(desk):
    source = make_program().statements.first().source
    assert f"Listed by {source.name}" in shown()[0]
    desk.post(f"/admin/programs/source/{source.pk}/change/", {"name": "State register", "kind": source.kind})
    assert "Listed by State register" in shown()[0]


def test_searches_that_match_other_programs_or_ask_other_things_do_not_mix():
    clinic = make_clinic(name="Oak")
    make_program(clinic, name="For alcohol", substances=["alcohol"], payments=["medicaid"])
    make_program(clinic, name="For opioids", substances=["opioids"])
    for _round in range(2):
        alcohol, opioids = (shown(substance=substance)[0] for substance in ("alcohol", "opioids"))
        both = shown()[0]
        assert ["For alcohol" in alcohol, "For opioids" in alcohol] == [True, False]
        assert ["For alcohol" in opioids, "For opioids" in opioids] == [False, True]
        assert ["For alcohol" in both, "For opioids" in both, "Alcohol" in both] == [True, True, False]
        assert "Medicaid" not in alcohol
        assert "Medicaid" in shown(substance="alcohol", payment="medicaid")[0]


def test_the_distance_is_that_of_the_search():
    make_program(make_clinic(name="Oak", precision="exact"))
    here, there = shown(near="85701")[0], shown(near="Phoenix, AZ", radius="250")[0]
    assert ("less than a mile away" in here, "miles south" in there) == (True, True)
    assert "mile" not in shown()[0]


def test_another_language_has_cards_of_its_own():
    make_program()
    english = shown()
    with translation.override("es"):
        assert shown() != english
    assert shown() == english


def test_no_more_cards_are_kept_than_fit(monkeypatch, loaded):
    monkeypatch.setattr(KEPT, "most", 1)
    make_program(make_clinic(name="Oak"))
    make_program(make_clinic(name="Elm"))
    shown()
    assert len(KEPT.values) == 1
    shown()
    assert loaded == [2, 1]


def test_terms_of_a_program_changed_in_place_show_in_counts_and_cards():
    program = make_program(payments=["medicaid"])
    assert "Medicaid" in shown(payment="medicaid")[0]
    with change(program, by="tests"):
        set_terms(program, "payment", [("medicaid", "", "no", "")])
    assert shown(payment="medicaid") == []


def page_of(client, program, query=""):
    """(words of a clinic's page, how many queries it took)."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/clinics/{program.clinic.slug}/{query}")
    return response.content.decode(), len(queries)


def test_a_clinic_s_page_is_kept_until_anything_changes(client):
    organization = make_organization()
    oak, elm = (make_program(make_clinic(name=name, organization=organization)) for name in ("Oak", "Elm"))
    first, queries = page_of(client, oak)
    assert page_of(client, oak) == (first, 1)
    assert queries > 1
    assert page_of(client, elm)[0] != first
    with change(elm.clinic, by="tests"):
        elm.clinic.name = "Ash"
    assert ["Ash" in first, "Ash" in page_of(client, oak)[0], page_of(client, oak)[1]] == [False, True, 1]


def test_a_clinic_s_page_is_made_anew_the_next_day_with_a_query_and_in_another_language(client, monkeypatch):
    program = make_program(accepting="yes")
    confirm(program, "availability", by=make_user(), method="call")
    today = page_of(client, program)[0]
    assert page_of(client, program, "?page=2")[1] > 1
    assert client.get(f"/es/clinics/{program.clinic.slug}/").content.decode() != today
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY + dt.timedelta(91))
    later, queries = page_of(client, program)
    assert (later == today, queries > 1) == (False, True)


def test_a_clinic_that_is_gone_is_gone_at_once(client):
    program = make_program()
    page_of(client, program)
    withdraw(program.clinic, by=make_user(), why="Gone")
    address = f"/clinics/{program.clinic.slug}/"
    assert [client.get(address).status_code for _time in range(2)] == [410, 410]


def test_a_passage_that_is_edited_shows_on_the_page_at_once(client, desk):
    program = make_program()
    before = page_of(client, program)[0]
    passage = Passage.objects.get(key="ketamine-approval", language="en")
    typed = {"language": "en", "title": "Told anew", "body": passage.body, "citation": passage.citation}
    assert desk.post(f"/admin/programs/passage/{passage.pk}/change/", typed).status_code == 302
    assert ["Told anew" in text for text in (before, page_of(client, program)[0])] == [False, True]


def test_the_pages_least_asked_for_go_first():
    kept = Kept(2)
    for key in "abac":
        kept.get(key) or kept.put(key, key)
    assert [kept.get(key) for key in "abc"] == ["a", None, "c"]
