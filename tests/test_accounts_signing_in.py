"""Guessing stops, whoever claims which address, and nobody learns which accounts there are."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from programs.accounts import throttle
from programs.accounts.address import sender
from programs.models import Audit, SignInTry
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def fast(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cora(db):
    user = make_user("cora", is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(client, name="cora", password="wrong", address="192.0.2.1", **headers):
    said = {"username": name, "password": password}
    return client.post(LOGIN, said, REMOTE_ADDR=address, headers=headers)


def statuses(client, number, **said):
    return [attempt(client, **said).status_code for _n in range(number)]


def test_guessing_is_refused_whatever_address_is_claimed(client, cora):
    got = [
        attempt(client, password=f"guess {n}", **{"X-Forwarded-For": f"198.51.100.{n}"}).status_code
        for n in range(20)
    ]
    assert got == [200] * 5 + [429] * 15
    assert attempt(client, password=PASSWORD).status_code == 429


def test_behind_our_proxy_only_its_own_word_counts(client, cora, settings):
    settings.BEHIND_PROXY = True
    got = [
        attempt(client, **{"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9"}).status_code for n in range(7)
    ]
    assert got == [200] * 5 + [429] * 2


def test_guessing_from_everywhere_is_refused_too(client, cora):
    got = [attempt(client, address=f"198.51.100.{n}").status_code for n in range(20)]
    assert got == [200] * 15 + [429] * 5


def test_the_person_meant_signs_in_from_elsewhere_meanwhile(client, cora):
    statuses(client, 20)
    assert attempt(client, password=PASSWORD, address="203.0.113.7").status_code == 302


def test_the_person_meant_signs_in_from_a_known_place_while_everybody_guesses(client, cora):
    assert attempt(client, password=PASSWORD, address="203.0.113.7").status_code == 302
    client.logout()
    assert [attempt(client, address=f"198.51.100.{n}").status_code for n in range(16)][-1] == 429
    assert attempt(client, password=PASSWORD, address="203.0.113.7").status_code == 302


def test_one_password_for_many_names_is_refused(client, cora):
    got = [attempt(client, name=f"name {n}").status_code for n in range(25)]
    assert got == [200] * 20 + [429] * 5


def test_a_network_of_ipv6_is_one_place(client, cora):
    got = [attempt(client, address=f"2001:db8::{n}").status_code for n in range(1, 8)]
    assert got == [200] * 5 + [429] * 2


def test_a_refusal_ends_by_itself_though_somebody_goes_on(client, cora):
    statuses(client, 30)
    refused = attempt(client)
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    SignInTry.objects.update(at=SignInTry.objects.earliest("at").at - throttle.WINDOW)
    assert attempt(client, password=PASSWORD).status_code == 302


def test_each_process_counts_the_same_rows(cora):
    for _n in range(throttle.OF_BOTH):
        throttle.begin("cora", "192.0.2.1")
    assert SignInTry.objects.filter(succeeded=False).count() == throttle.OF_BOTH
    with pytest.raises(throttle.TooMany):
        throttle.begin("CORA", "192.0.2.1")
    assert SignInTry.objects.count() == throttle.OF_BOTH


def test_neither_name_nor_address_is_kept(cora):
    throttle.begin("cora", "192.0.2.1")
    row = SignInTry.objects.values_list("account", "address").get()
    assert [len(text) for text in row] == [64, 64]
    assert not {"cora", "192.0.2.1"} & set(row)


def test_an_account_cannot_be_told_from_none(client, cora):
    make_user("gone", is_active=False, password="x")
    pages = {}
    for name in ("cora", "nobody", "gone"):
        client.cookies.clear()
        pages[name] = [attempt(client, name=name, address=f"192.0.2.{len(pages)}") for _n in range(6)]
    said = {
        name: [(page.status_code, plain(page, name)) for page in answers] for name, answers in pages.items()
    }
    assert said["cora"] == said["nobody"] == said["gone"]
    assert [status for status, _body in said["cora"]] == [200] * 5 + [429]


def plain(page, name):
    """A page without its token and the name that was typed."""
    body = page.content.decode().replace(name, "NAME")
    return (
        body.partition('name="csrfmiddlewaretoken"')[0] + body.partition('name="csrfmiddlewaretoken"')[2][80:]
    )


def test_a_password_is_worked_out_whether_there_is_an_account_or_not(client, cora, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    worked = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *said: worked.append(1) or encode(self, *said)
    )
    attempt(client)
    with_account = len(worked)
    attempt(client, name="nobody")
    assert (with_account, len(worked)) == (1, 2)


def test_the_admin_has_no_other_door(client, cora):
    answer = client.post("/admin/login/", {"username": "cora", "password": PASSWORD, "next": "/admin/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/admin/")
    assert client.get("/admin/").status_code == 302
    assert get_user_model().objects.get(username="cora").last_login is None


def test_a_name_that_is_no_account_is_not_written_down(client, cora):
    attempt(client, name="my secret password")
    attempt(client)
    assert list(Audit.objects.order_by("pk").values_list("kind", "who", "what")) == [
        ("failed", "(no such account)", "password"),
        ("failed", "cora", "password"),
    ]


def test_sender_is_what_the_connection_says(rf):
    request = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4"}, REMOTE_ADDR="192.0.2.8")
    assert sender(request) == "192.0.2.8"


def test_signing_in_goes_where_one_wanted(client, cora):
    answer = client.post(f"{LOGIN}?next=/admin/queue/", {"username": "cora", "password": PASSWORD})
    assert answer["Location"] == "/admin/queue/"
    client.logout()
    far = client.post(f"{LOGIN}?next=https://example.org/", {"username": "cora", "password": PASSWORD})
    assert far["Location"] == reverse("admin:index")
