"""The desk's page on which two clinics become one."""

import pytest
from django.contrib.auth.models import Permission

from programs.models import Clinic, DuplicateSuspect, Merge
from programs.models.facts import texts
from programs.publishing.change import fresh
from tests.factories import make_clinic, make_program, make_user
from tests.test_admin_queue import merge_at_the_desk

pytestmark = pytest.mark.django_db
PAGE = "/admin/duplicates/"


@pytest.fixture
def suspect():
    one = make_clinic(
        name="Mesa One", website="https://one.example.org/", languages=["en"], phone="+15205550111"
    )
    other = make_clinic(name="Mesa Two", email="desk@example.org", languages=["es"], phone="+15205550122")
    make_program(other)
    return DuplicateSuspect.objects.create(one=one, other=other, reason="Like names.")


def text(page):
    return " ".join(page.content.decode().split())


def test_the_page_shows_what_differs_and_offers_what_is_likelier(desk, suspect):
    page = desk.get(f"{PAGE}{suspect.pk}/")
    form = page.context["form"]
    offered = {name: form[name].value() for name in form.fields if name != "why"}
    assert offered == {
        "keep": "other",  # it is public
        "name": "other",
        "street": "other",
        "phones": "both",
        "email": "other",
        "website": "one",  # the other says none
        "languages": "both",
    }
    said = {fact.label: (fact.one, fact.other) for fact in page.context["facts"]}
    assert said["Name"] == ("Mesa One", "Mesa Two")
    assert said["Website"] == ("https://one.example.org/", "")


def test_one_press_makes_one_of_two_with_all_they_say(desk, suspect):
    page = merge_at_the_desk(desk, suspect)
    assert [str(message) for message in page.context["messages"]] == [
        "One place: Mesa One / Mesa Two. What is kept: Mesa Two."
    ]
    now = texts(fresh(Clinic.objects.get(name="Mesa Two")))
    assert (now["website"], now["email"]) == ("https://one.example.org/", "desk@example.org")
    assert (now["phones"].count("+1520"), now["languages"]) == (2, "en; es")


def test_each_fact_can_be_picked_otherwise(desk, suspect):
    merge_at_the_desk(desk, suspect, keep="other", name="one", website="other", phones="one")
    kept = Clinic.objects.get(merged_into=None)
    now = texts(fresh(kept))
    assert (kept.pk, now["name"], now["website"], now["phones"]) == (
        suspect.other_id,
        "Mesa One",
        "",
        "main | +15205550111",
    )


def test_a_merge_is_undone_from_the_list(desk, suspect):
    before = [texts(fresh(clinic)) for clinic in (suspect.one, suspect.other)]
    merge_at_the_desk(desk, suspect)
    merge = Merge.objects.get()
    page = desk.get(PAGE)
    assert list(page.context["merges"]) == [merge]
    desk.post(PAGE, {"pair": merge.pk, "act": "undo"})
    suspect.refresh_from_db()
    assert suspect.decision == "waiting"
    assert [texts(fresh(clinic)) for clinic in (suspect.one, suspect.other)] == before
    assert list(desk.get(PAGE).context["merges"]) == []


@pytest.mark.parametrize("forged", [{"keep": "third"}, {"name": "both"}, {"name": "x"}, {"keep": ""}])
def test_a_forged_choice_merges_nothing(desk, suspect, forged):
    page = merge_at_the_desk(desk, suspect, **forged)
    assert page.status_code == 400
    assert not Merge.objects.exists()


def test_a_decided_pair_offers_nothing(desk, suspect):
    merge_at_the_desk(desk, suspect)
    page = text(desk.get(f"{PAGE}{suspect.pk}/"))
    assert "Make them one" not in page
    assert "Merged" in page


def test_who_may_only_look_decides_nothing(client, suspect):
    viewer = make_user("vera", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_clinic"))
    client.force_login(viewer)
    assert "Make them one" not in text(client.get(f"{PAGE}{suspect.pk}/"))
    assert client.post(f"{PAGE}{suspect.pk}/", {"act": "merge", "keep": "one"}).status_code == 403
    assert client.post(PAGE, {"pair": suspect.pk, "act": "different"}).status_code == 403
    assert not Merge.objects.exists()
