"""A clinic's own word: the link, the page behind it, and what becomes of what it says."""

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programs.models import Change, Check, Correction, Invitation, Statement
from programs.models.claims import claim
from programs.publishing import confirm, withdraw
from programs.publishing.invitations import forget_invitations, invite
from programs.search import find
from programs.search.fresh import state as search_state
from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import page_of, texts_of

pytestmark = pytest.mark.django_db
FIRST_OF_PROGRAM = 4  # parts of the clinic: identity, contact, access, licences


@pytest.fixture
def program():
    return make_program(make_clinic(name="Oak Clinic"), name="Oak program", accepting="yes")


@pytest.fixture
def cora():
    return make_user("cora")


@pytest.fixture
def address(program, cora):
    return f"/your-clinic/?key={invite(program.clinic, by=cora)}"


def test_the_page_shows_the_entry_part_by_part_and_sets_no_cookie(client, program, address):
    make_program(program.clinic, name="Draft program", published=False)
    response = client.get(address)
    assert texts_of(response, ".//form[@id='own-word-form']//h2") == ["Oak Clinic", "Oak program"]
    assert texts_of(response, ".//form[@id='own-word-form']//h3") == [
        "Name and place", "Contact", "Languages and access", "Licenses and accreditations", "What it offers",
        "What happens", "Who it is for", "Safeguards", "Prices", "Who pays", "Places now",
    ]  # fmt: skip
    assert response.cookies == {}
    assert "no-store" in response.headers["Cache-Control"]
    robots = [node.get("content") for node in page_of(response).iter("meta") if node.get("name") == "robots"]
    assert robots == ["noindex"]


def test_each_price_stands_there_with_its_amount(client):
    prices = [{"item": "dosing_session", "low": 45000, "high": 60000}]
    program = make_program(make_clinic(), prices=prices)
    response = client.get(f"/your-clinic/?key={invite(program.clinic, by=make_user())}")
    assert texts_of(response, ".//dl[@class='prices']//dd") == ["$450-$600"]


def test_what_was_answered_stands_open_when_it_comes_back(client, program, address):
    for number in range(2):
        make_program(program.clinic, name=f"More {number}")
    is_open = ["Oak Clinic", "Oak program"]
    assert texts_of(client.get(address), ".//details[@open]/summary") == is_open
    refused = client.post(address, {f"words-{FIRST_OF_PROGRAM + 14}": "Two visits."})
    assert texts_of(refused, ".//details[@open]/summary") == [*is_open, "More 1"]


def test_what_is_right_is_stated_by_the_clinic_and_what_is_not_waits(client, program, address):
    before, changes = search_state(), Change.objects.count()
    response = client.post(
        address,
        {
            "answer-1": "right",
            f"answer-{FIRST_OF_PROGRAM}": "right",
            f"answer-{FIRST_OF_PROGRAM + 4}": "wrong",
            f"words-{FIRST_OF_PROGRAM + 4}": "A session costs $500 now.",
        },
    )
    assert response.status_code == 200
    said = Statement.objects.filter(source__name="The clinic itself")
    today = timezone.localdate()
    assert sorted(said.values_list("group", "program", "as_of")) == [
        ("contact", None, today),
        ("offer", program.pk, today),
    ]
    correction = Correction.objects.get()
    assert (correction.group, correction.program, correction.proposed, correction.knows) == (
        "prices", program, "A session costs $500 now.", "clinic",
    )  # fmt: skip
    assert texts_of(response, ".//main//li/a") == [correction.reference]
    assert "2 parts of your entry now show" in response.content.decode()
    assert not Check.objects.exists()
    assert Change.objects.count() == changes
    assert search_state() != before


def test_the_search_and_the_page_know_it_at_once(client, program, address):
    assert find(QueryDict("claim=clinic")).total == 0
    client.post(address, {f"answer-{FIRST_OF_PROGRAM}": "right"})
    assert find(QueryDict("claim=clinic")).total == 1
    rows = list(Statement.objects.filter(program=program))
    assert claim("offer", rows, [], timezone.localdate()).level == "clinic"


def test_a_check_stays_what_it_is(client, program, address, cora):
    confirm(program, "offer", method="call", by=cora)
    client.post(address, {f"answer-{FIRST_OF_PROGRAM}": "right"})
    assert Check.objects.get().ended_on is None


def test_a_link_works_once(client, program, address):
    assert client.post(address, {"answer-0": "right"}).status_code == 200
    for response in (client.get(address), client.post(address, {"answer-1": "right"})):
        assert response.status_code == 410
        assert texts_of(response, ".//h1") == ["This link no longer works"]
    assert Statement.objects.filter(source__name="The clinic itself").count() == 1


def test_its_days_end_a_new_one_ends_it_and_so_does_withdrawing(client, program, address, cora):
    Invitation.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(address).status_code == 410
    second = f"/your-clinic/?key={invite(program.clinic, by=cora)}"
    assert client.get(second).status_code == 200
    third = f"/your-clinic/?key={invite(program.clinic, by=cora)}"
    assert [client.get(second).status_code, client.get(third).status_code] == [404, 200]
    withdraw(program.clinic, by=cora, why="Closed.")
    assert client.get(third).status_code == 410


@pytest.mark.parametrize("key", ["", "x", "é", "%00", "%ED%A0%80", "a" * 5000])
def test_another_key_is_no_key(client, address, key):
    assert client.get(f"/your-clinic/?key={key}").status_code == 404
    assert client.post(f"/your-clinic/?key={key}", {"answer-0": "right"}).status_code == 404


def test_the_key_itself_is_nowhere_kept(address):
    key = address.partition("key=")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM programs_invitation")
        assert key not in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, ["Nothing was sent: answer one part at least."]),
        ({"answer-1": "wrong"}, ["Write what would be right."]),
        (
            {"answer-1": "right", "words-1": "Oak"},
            ["Choose “Something is different”, or leave the words out."],
        ),
        ({"words-1": "Oak"}, ["Choose “Something is different”, or leave the words out."]),
        (
            {"answer-1": "wrong", "words-1": "x" * 601},
            ["Ensure this value has at most 600 characters (it has 601)."],
        ),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(client, address, data, errors):
    response = client.post(address, data)
    assert response.status_code == 400
    assert texts_of(response, ".//section[@id='error-summary']//li") == errors
    assert data.get("words-1", "") in response.content.decode()
    assert not Correction.objects.exists()
    assert client.post(address, {"answer-1": "right"}).status_code == 200


def test_another_site_cannot_send_it(client, address):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(address, {"answer-1": "right"}, headers=headers).status_code == 403
    assert Invitation.objects.get().used_at is None


def test_too_much_is_refused(client, address):
    response = client.post(address, {"words-1": "x" * 100_001, "answer-1": "wrong"})
    assert response.status_code == 413
    assert Invitation.objects.get().used_at is None


def test_links_are_forgotten(address):
    now = timezone.now()
    forget_invitations(now + dt.timedelta(days=103))
    assert Invitation.objects.count() == 1
    forget_invitations(now + dt.timedelta(days=105))
    assert Invitation.objects.count() == 0


def test_the_same_queries_for_one_program_and_for_three(client, program, cora):
    counts = []
    for more in (0, 2):
        for number in range(more):
            make_program(program.clinic, name=f"More {number}")
        address = f"/your-clinic/?key={invite(program.clinic, by=cora)}"
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
