"""The desk's page on which two clinics become one."""

import pytest
from django.contrib.auth.models import Permission

from programs.models import Clinic, DuplicateSuspect, Merge, Program
from programs.models.facts import texts
from programs.publishing.change import fresh
from programs.publishing.suspects import not_the_same
from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import page_of
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


@pytest.mark.parametrize("side", ["one", "other"])
def test_an_address_that_one_of_the_two_keeps_private_stays_private(desk, suspect, side):
    private = getattr(suspect, side)
    Clinic.objects.filter(pk=private.pk).update(address_withheld="yes", street="")
    merge_at_the_desk(desk, suspect)
    now = texts(fresh(Clinic.objects.get(name="Mesa Two")))
    assert (now["address_withheld"], now["street"]) == ("yes", "")


def test_programs_of_one_name_are_pointed_out_and_not_joined(desk, suspect):
    make_program(suspect.other, name="Infusions")
    for name in ("infusions", "Group therapy"):
        make_program(suspect.one, name=name)
    gone = make_program(suspect.other, name="Group therapy")
    Program.objects.filter(pk=gone.pk).update(status="withdrawn", withdrawn_reason="Ended.")
    page = desk.get(f"{PAGE}{suspect.pk}/")
    assert page.context["alike"] == ["infusions"]
    assert "infusions. If they are one, withdraw the other afterwards" in text(page)
    before = Program.objects.count()
    merge_at_the_desk(desk, suspect)
    assert Program.objects.filter(clinic__merged_into=None).count() == before


def test_one_press_makes_one_of_two_with_all_they_say(desk, suspect):
    page = merge_at_the_desk(desk, suspect)
    merge = f"merge-{Merge.objects.get().pk}"
    assert [str(message) for message in page.context["messages"]] == [
        "One place: Mesa One / Mesa Two. What is kept: Mesa Two."
        f' <a href="/admin/duplicates/#{merge}">Undo</a>'
    ]
    assert [node.get("id") for node in page_of(page).iterfind(".//ul[@class='merged']/li")] == [merge]
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


LIST = "/admin/programs/clinic/"


def choose(desk, *clinics):
    """What the list of clinics answers to "Merge these two …"."""
    chosen = {"action": "merge_selected", "_selected_action": [clinic.pk for clinic in clinics], "index": "0"}
    return desk.post(LIST, chosen, follow=True)


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_two_clinics_of_the_list_are_laid_side_by_side_made_one_and_two_again(desk):
    one, other = make_clinic(name="Mesa One"), make_clinic(name="Far Two")
    before = [texts(fresh(clinic)) for clinic in (one, other)]
    page = choose(desk, other, one)
    pair = DuplicateSuspect.objects.get()
    assert page.redirect_chain[-1][0] == f"{PAGE}{pair.pk}/"
    assert (pair.one, pair.other, pair.reason, pair.decision) == (one, other, "Chosen by cora.", "waiting")
    merge_at_the_desk(desk, pair, keep="one", name="one")
    assert Clinic.objects.get(name="Far Two").merged_into == one
    desk.post(PAGE, {"pair": Merge.objects.get().pk, "act": "undo"})
    assert [texts(fresh(clinic)) for clinic in (one, other)] == before


@pytest.mark.parametrize("number", [1, 3])
def test_other_than_two_are_not_laid_side_by_side(desk, number):
    page = choose(desk, *(make_clinic() for _number in range(number)))
    assert said(page) == ["Choose two clinics: these are laid side by side."]
    assert not DuplicateSuspect.objects.exists()


def test_a_pair_that_was_two_places_can_be_asked_about_again_by_hand(desk, suspect):
    not_the_same(suspect, by=make_user("dora"))
    choose(desk, suspect.one, suspect.other)
    suspect.refresh_from_db()
    assert (suspect.decision, suspect.decided_by, suspect.reason) == ("waiting", None, "Chosen by cora.")


def test_a_pair_that_waits_already_keeps_its_reason(desk, suspect):
    choose(desk, suspect.one, suspect.other)
    assert DuplicateSuspect.objects.get().reason == "Like names."


def test_a_clinic_that_was_merged_away_is_no_choice(desk, suspect):
    merge_at_the_desk(desk, suspect)
    third = make_clinic()
    gone = Clinic.objects.exclude(merged_into=None).get()
    assert said(choose(desk, gone, third)) == [
        "Choose two clinics that are both here: one of these was merged away, or they are the same."
    ]
    assert desk.post(f"{LIST}{third.pk}/same-as/", {"other": third.pk}, follow=True).status_code == 200
    assert DuplicateSuspect.objects.count() == 1


def test_the_same_clinic_is_found_from_the_page_of_one(desk):
    clinic = make_clinic(name="Mesa Recovery", phone="+15205550166")
    like = make_clinic(name="Mesa Recovery Center")
    make_clinic(name="Far House")
    phone = make_clinic(name="Quite Another", phone="+15205550166")
    address = f"{LIST}{clinic.pk}/same-as/"
    assert sorted(map(str, desk.get(address).context["found"])) == ["Mesa Recovery Center", "Quite Another"]
    page = desk.get(address, {"q": "far house"})
    assert list(map(str, page.context["found"])) == ["Far House"]
    answer = desk.post(address, {"other": like.pk})
    assert answer.url == f"{PAGE}{DuplicateSuspect.objects.get(one=clinic, other=like).pk}/"
    assert desk.post(address, {"other": "x"}).status_code == 404
    assert desk.put(address).status_code == 405
    assert not DuplicateSuspect.objects.filter(other=phone).exists()
    assert f'href="{address}"' in text(desk.get(f"{LIST}{clinic.pk}/change/"))
