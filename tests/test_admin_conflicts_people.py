"""The desk's conflicts: who may see them, who may decide, and that nothing else decides."""

import re

import pytest
from django.contrib.auth.models import Permission

from programs.models import Clinic, Conflict
from tests.desk_conflicts import LIST
from tests.factories import make_clinic, make_conflict, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "body",
    [
        {"act": "drop"},
        {"act": "keep:x"},
        {"act": "take:99999999999999999999"},
        {"act": "keep", "chosen": ["x"]},
        {},
    ],
)
def test_a_forged_post_is_no_page(desk, body):
    conflict = make_conflict(make_clinic(), "name", "Another")
    assert desk.post(LIST, body).status_code == 404
    assert Conflict.objects.get() == conflict


@pytest.mark.parametrize("token", ["", "x", "1", "-", "99999999999999999999-0", "1-0"])
def test_a_post_without_what_was_seen_decides_nothing(desk, token):
    conflict = make_conflict(make_clinic(), "name", "Another")
    desk.post(LIST, {"act": f"keep:{conflict.pk}", f"seen-{conflict.pk}": token})
    desk.post(f"/admin/conflicts/{conflict.pk}/", {"act": "take", "seen": token})
    assert Conflict.objects.get().decision == "waiting"


def test_a_get_decides_nothing(desk):
    conflict = make_conflict(make_clinic(), "name", "Another")
    desk.get(LIST, {"act": f"take:{conflict.pk}"})
    desk.get(f"/admin/conflicts/{conflict.pk}/", {"act": "take"})
    assert Conflict.objects.get().decision == "waiting"


# What each gets for GET, and for a POST that decides.
PEOPLE = {
    "anonymous": (302, 302),
    "patient": (302, 302),
    "staff export": (403, 403),
    "viewer": (200, 403),
    "curator": (200, 302),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_see_and_who_may_decide(client, who):
    from django.contrib.auth.models import Group

    conflict = make_conflict(make_clinic(name="Mesa"), "name", "Mesa Two")
    if who != "anonymous":
        user = make_user(f"a {who}", is_staff=who != "patient")
        user.groups.set(Group.objects.filter(name=who))
        if who == "viewer":
            user.user_permissions.set(Permission.objects.filter(codename="view_clinic"))
        client.force_login(user)
    pages = [LIST, f"/admin/conflicts/{conflict.pk}/"]
    seen = f"1-{re.search('-(.*)', seen_of(conflict))[1]}"
    body = {"act": f"take:{conflict.pk}", f"seen-{conflict.pk}": seen}
    got = [client.get(page) for page in pages]
    assert [page.status_code for page in got] == [PEOPLE[who][0]] * 2
    if who == "viewer":
        assert all(b'name="act"' not in page.content for page in got)
    assert client.post(LIST, body).status_code == PEOPLE[who][1]
    assert client.post(pages[1], {"act": "take", "seen": seen}).status_code in (PEOPLE[who][1], 409)
    assert Clinic.objects.get().name == ("Mesa Two" if who == "curator" else "Mesa")


def seen_of(conflict):
    from programs.admin.conflict_rows import seen

    return seen(conflict, 1)


def test_a_post_without_its_token_is_refused():
    from django.contrib.auth.models import Group
    from django.test import Client

    user = make_user("cora", is_staff=True)
    user.groups.add(Group.objects.get(name="curator"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    conflict = make_conflict(make_clinic(), "name", "Another")
    for page in (LIST, f"/admin/conflicts/{conflict.pk}/"):
        assert client.post(page, {"act": "take"}).status_code == 403
