"""What the address of a clinic answers in each of its states."""

import pytest
from django.http import Http404

from programs.models import Clinic, Status
from programs.pages.standing import standing
from programs.publishing import change, close, merge, rename, reopen, withdraw
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
SHARED = {"Cache-Control": "no-store", "CDN-Cache-Control": "max-age=60"}


def published(name="Oak Clinic", **fields):
    return make_program(make_clinic(name=name, **fields)).clinic


def get(client, slug, **kwargs):
    response = client.get(f"/clinics/{slug}/", **kwargs)
    assert {name: response[name] for name in SHARED} == SHARED
    return response


def heading(response):
    return response.content.decode().split("<h1", 1)[1].split(">", 1)[1].split("</h1>", 1)[0].strip()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_a_draft_answers_as_an_unknown_address_does(client, status):
    clinic = make_program(make_clinic(name="Hidden Clinic"), published=False).clinic
    Clinic.objects.filter(pk=clinic.pk).update(slug="hidden-clinic", status=status)
    draft, unknown = get(client, "hidden-clinic"), get(client, "no-such-clinic")
    assert (draft.status_code, unknown.status_code) == (404, 404)
    assert draft.content == unknown.content
    assert dict(draft.headers) == dict(unknown.headers)


def test_a_published_clinic_is_shown(client):
    response = get(client, published().slug)
    assert (response.status_code, heading(response)) == (200, "Oak Clinic")


def test_a_temporarily_closed_clinic_is_shown_and_says_so_first(client):
    clinic = published()
    close(clinic, by=make_user(), why="The roof leaks", look_instead="Elm Clinic", for_good=False)
    response = get(client, clinic.slug)
    main = response.content.decode().split("<main", 1)[1].split(">", 1)[1]
    assert response.status_code == 200
    assert main.strip().startswith('<div class="notice notice-sun">')
    assert main.index("Temporarily closed") < main.index("The roof leaks.") < main.index("<h1")


def test_a_temporarily_closed_clinic_takes_nobody_whatever_was_said(client):
    program = make_program(accepting="yes")
    close(program.clinic, by=make_user(), why="The roof leaks", for_good=False)
    text = get(client, program.clinic.slug).content.decode()
    assert "Not now: temporarily closed" in text


def test_a_clinic_closed_for_good_is_gone_with_when_why_and_where_instead(client):
    clinic = published()
    close(clinic, by=make_user(), why="The owner retired", look_instead="Elm Clinic", on=None)
    response = get(client, clinic.slug)
    clinic.refresh_from_db()
    text = response.content.decode()
    assert (response.status_code, heading(response)) == (410, "Oak Clinic has closed")
    assert f"It closed for good on {clinic.operating_since:%-d %B %Y}." in text
    assert "The owner retired" in text
    assert "Elm Clinic" in text
    assert "/clinics/?near=Tucson%2C+AZ" in text


def test_a_reopened_clinic_is_shown_again(client):
    clinic = published()
    close(clinic, by=make_user(), why="The owner retired")
    reopen(clinic, by=make_user())
    assert get(client, clinic.slug).status_code == 200


def test_a_withdrawn_clinic_is_gone_with_the_reason(client):
    clinic = published()
    withdraw(clinic, by=make_user(), why="Nobody answers there")
    response = get(client, clinic.slug)
    assert (response.status_code, heading(response)) == (410, "Oak Clinic is no longer listed")
    assert "Nobody answers there" in response.content.decode()


def test_a_clinic_merged_away_leads_to_the_end_of_the_chain(client):
    first, second, third = published("First"), published("Second"), published("Third")
    merge(first, second, by=make_user())
    merge(second, third, by=make_user())
    for gone in (first, second):
        response = get(client, gone.slug)
        assert (response.status_code, response["Location"]) == (301, f"/clinics/{third.slug}/")


def test_where_the_kept_clinic_is_gone_its_answer_counts(client):
    gone, kept = published("Gone"), published("Kept")
    merge(gone, kept, by=make_user())
    withdraw(kept, by=make_user(), why="It asked us to")
    response = get(client, gone.slug)
    assert (response.status_code, heading(response)) == (410, "Kept is no longer listed")


def test_a_merge_in_a_ring_ends():
    one, two = published("One"), published("Two")
    Clinic.objects.filter(pk=one.pk).update(merged_into=two)
    Clinic.objects.filter(pk=two.pk).update(merged_into=one)
    with pytest.raises(Http404):
        standing(one.slug)


def test_an_old_address_leads_to_the_new_one(client):
    clinic = published()
    old = clinic.slug
    rename(clinic, "oak-house", by=make_user(), why="It changed its name")
    response = get(client, old)
    assert (response.status_code, response["Location"]) == (301, "/clinics/oak-house/")


def test_an_old_address_of_a_draft_stays_unknown(client):
    clinic = published()
    old = clinic.slug
    rename(clinic, "oak-house", by=make_user(), why="It changed its name")
    with change(clinic, by=make_user(), why="Back to the desk"):
        clinic.status = Status.DRAFT
    assert get(client, old).content == get(client, "no-such-clinic").content


def test_head_answers_as_get_without_a_body(client):
    slug = published().slug
    for address in ("/", "/clinics/", f"/clinics/{slug}/", "/about/sources/", "/healthz"):
        response = client.head(address)
        assert (response.status_code, response.content) == (200, b"")
    assert client.post(f"/clinics/{slug}/").status_code == 405
