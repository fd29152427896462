"""How long somebody stays signed in, and when an old cookie is worth nothing."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def fast(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cora(client):
    user = make_user("cora", is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    assert client.post("/accounts/login/", {"username": "cora", "password": PASSWORD}).status_code == 302
    return user


def opens(client):
    return client.get("/admin/").status_code == 200


def replayed(client, cookie):
    client.cookies.clear()
    client.cookies["session"] = cookie
    return opens(client)


def test_an_old_cookie_is_dead_after_signing_out(client, cora):
    cookie = client.cookies["session"].value
    assert opens(client)
    client.post("/admin/logout/")
    assert not replayed(client, cookie)


def test_an_old_cookie_is_dead_after_signing_out_of_the_site(client, cora):
    cookie = client.cookies["session"].value
    client.post("/accounts/logout/")
    assert not replayed(client, cookie)


def test_an_old_cookie_is_dead_when_the_account_is_disabled(client, cora):
    cookie = client.cookies["session"].value
    cora.is_active = False
    cora.save()
    assert not replayed(client, cookie)


def test_an_old_cookie_is_dead_after_a_new_password(client, cora):
    cookie = client.cookies["session"].value
    new = {
        "old_password": PASSWORD,
        "new_password1": "quite another one",
        "new_password2": "quite another one",
    }
    assert client.post("/admin/password_change/", new).status_code == 302
    assert opens(client)
    assert not replayed(client, cookie)


def test_a_new_session_begins_with_each_sign_in(client, cora):
    cookie = client.cookies["session"].value
    client.post("/accounts/login/", {"username": "cora", "password": PASSWORD})
    assert client.cookies["session"].value != cookie
    assert not replayed(client, cookie)


def test_a_session_ends_an_hour_after_its_last_use(client, cora):
    left = Session.objects.get().expire_date - timezone.now()
    assert 0 < left.total_seconds() <= 60 * 60
    Session.objects.update(expire_date=timezone.now())
    assert not opens(client)


def test_a_session_that_is_used_goes_on(client, cora):
    session = client.session
    session["seen"] = int(time.time()) - 61
    session.save()
    before = Session.objects.get().expire_date
    assert opens(client)
    assert Session.objects.get().expire_date > before
    assert client.session["seen"] >= int(time.time()) - 2


def test_a_session_ends_after_twelve_hours_however_it_is_used(client, cora):
    session = client.session
    session["began"] = int(time.time()) - 12 * 60 * 60 - 1
    session.save()
    assert not opens(client)
    assert not Session.objects.exists()


def names():
    ends = ("NAME", "SECURE", "HTTPONLY", "PATH", "SAMESITE", "DOMAIN")
    cookies = [f"{kind}_COOKIE_{end}" for kind in ("SESSION", "CSRF") for end in ends]
    return [*cookies, "SECOND_STEP"]


def test_in_production_the_cookies_are_bound_to_the_host():
    asked = f"from django.conf import settings; print({{n: getattr(settings, n) for n in {names()}}})"
    environment = os.environ | {
        "PRODUCTION": "1",
        "SECRET_KEY": "k" * 50,
        "ALLOWED_HOSTS": "example.org",
        "DATABASE_URL": "sqlite://:memory:",
        "DJANGO_SETTINGS_MODULE": "directory.settings",
    }
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    found = ast.literal_eval(told)
    for name in ("SESSION_COOKIE", "CSRF_COOKIE"):
        assert found[f"{name}_NAME"].startswith("__Host-")
        assert (found[f"{name}_SECURE"], found[f"{name}_HTTPONLY"], found[f"{name}_PATH"]) == (
            True,
            True,
            "/",
        )
        assert (found[f"{name}_SAMESITE"], found[f"{name}_DOMAIN"]) == ("Lax", None)
    assert found["SECOND_STEP"] is True
