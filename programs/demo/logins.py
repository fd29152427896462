"""The two people who try the demonstration: their users, and the file that keeps their passwords."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

LOGINS_FILE = "demo-logins.txt"
# name: (group, whether it may open the admin)
PEOPLE = {"curator": ("publisher", True), "staff": ("staff export", False)}


def logins_path():
    """Where the passwords are kept: lines of `name password`, for the owner of the file alone."""
    return settings.VAR_DIR / LOGINS_FILE


def demo_logins() -> dict[str, str]:
    """{name: password} of the demonstration's users.

    Made at the first call and kept; where a user or the file is missing, all passwords are set anew.
    """
    kept = read_logins()
    users = {user.username: user for user in get_user_model().objects.filter(username__in=PEOPLE)}
    if kept.keys() == users.keys() == PEOPLE.keys():
        return kept
    made = {name: secrets.token_urlsafe(12) for name in PEOPLE}
    for name, password in made.items():
        set_user(users.get(name) or get_user_model()(username=name), password)
    write_logins(made)
    return made


def set_user(user, password):
    group, is_staff = PEOPLE[user.username]
    user.is_staff = is_staff
    user.set_password(password)
    user.save()
    user.groups.set([Group.objects.get(name=group)])


def read_logins():
    """{name: password} of the file, empty without one."""
    path = logins_path()
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split(maxsplit=1) for line in lines if " " in line)


def write_logins(logins):
    """Write the file so that only its owner can read it."""
    path = logins_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"{name} {password}\n" for name, password in logins.items()))
