"""The logins of the demonstration: random, kept for their owner alone, and made again when they are lost."""

import stat

import pytest
from django.contrib.auth import authenticate, get_user_model

from programs.demo.logins import demo_logins, logins_path

FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def var(settings, tmp_path, db):
    settings.VAR_DIR = tmp_path / "var"
    settings.PASSWORD_HASHERS = FAST


def test_both_people_can_sign_in_and_have_their_role():
    logins = demo_logins()
    users = {name: authenticate(username=name, password=password) for name, password in logins.items()}
    assert {name: user.is_staff for name, user in users.items()} == {"curator": True, "staff": False}
    groups = {name: [group.name for group in user.groups.all()] for name, user in users.items()}
    assert groups == {"curator": ["publisher"], "staff": ["staff export"]}
    assert not any(user.is_superuser for user in users.values())


def test_the_file_holds_a_line_each_for_its_owner_alone():
    logins = demo_logins()
    assert logins_path().read_text() == "".join(f"{name} {word}\n" for name, word in logins.items())
    assert stat.S_IMODE(logins_path().stat().st_mode) == 0o600
    assert min(map(len, logins.values())) >= 16


def test_passwords_stay_as_long_as_file_and_users_do():
    assert demo_logins() == demo_logins()


def test_a_lost_file_sets_new_passwords():
    first = demo_logins()
    logins_path().unlink()
    second = demo_logins()
    assert set(first.values()) & set(second.values()) == set()
    assert authenticate(username="curator", password=first["curator"]) is None
    assert authenticate(username="curator", password=second["curator"]).username == "curator"


def test_a_file_without_its_users_sets_new_passwords():
    first = demo_logins()
    get_user_model().objects.all().delete()
    second = demo_logins()
    assert first != second
    assert authenticate(username="staff", password=second["staff"]).username == "staff"
