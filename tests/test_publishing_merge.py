"""Two clinics become one, field by field, and two again."""

import pytest
from django.urls import reverse

from programs.models import Clinic, Conflict, DuplicateSuspect, Merge, Phone, Status
from programs.models.facts import texts
from programs.publishing import Refused, change, confirm, merge, set_rows
from programs.publishing.change import fresh
from programs.publishing.corrections import suggest
from programs.publishing.merge import BOTH, THEIRS, undo_merge
from programs.publishing.suspects import not_the_same, same_place
from tests.factories import make_clinic, make_conflict, make_program, make_source, make_user
from tests.test_publishing_undo import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """Two public clinics with a program each: (the one that goes, the one that stays)."""
    gone = make_clinic(
        name="Blue Mesa LLC",
        website="https://gone.example.org/",
        languages=["en", "es"],
        phone="+15205550111",
        source=make_source("Second register"),
    )
    into = make_clinic(
        name="Blue Mesa", email="desk@example.org", languages=["en", "ase"], phone="+15205550122"
    )
    for clinic in (gone, into):
        make_program(clinic)
    return Clinic.objects.get(pk=gone.pk), Clinic.objects.get(pk=into.pk)


def said(clinic):
    return texts(fresh(clinic))


def test_fields_are_picked_and_lists_joined(pair):
    gone, into = pair
    merge(
        gone,
        into,
        by=make_user(),
        picks={"name": THEIRS, "website": THEIRS, "phones": BOTH, "languages": BOTH},
    )
    now = said(into)
    assert (now["name"], now["website"], now["email"]) == (
        "Blue Mesa LLC",
        "https://gone.example.org/",
        "desk@example.org",
    )
    assert {phone.number for phone in into.phones.all()} == {"+15205550111", "+15205550122"}
    assert {head.partition("=")[0] for head in now["languages"].split("; ")} == {"en", "es", "ase"}


def test_an_address_is_picked_with_its_point(pair):
    gone, into = pair
    theirs = said(gone)
    merge(gone, into, by=make_user(), picks={"street": THEIRS})
    now = said(into)
    assert {name: now[name] for name in ("street", "city", "postal_code", "latitude", "precision")} == {
        name: theirs[name] for name in ("street", "city", "postal_code", "latitude", "precision")
    }
    assert now["name"] == "Blue Mesa"


@pytest.mark.parametrize("picks", [{"status": THEIRS}, {"name": BOTH}, {"city": THEIRS}, {"name": "ours"}])
def test_what_cannot_be_picked_is_refused_and_nothing_is_written(pair, picks):
    before = everything()
    with pytest.raises(Refused):
        merge(*pair, by=make_user(), picks=picks)
    assert everything() == before


def test_who_says_a_picked_group_says_it_there_too(pair):
    gone, into = pair
    merge(gone, into, by=make_user(), picks={"website": THEIRS})
    sources = into.statements.filter(program=None, group="contact").values_list("source__name", flat=True)
    assert set(sources) == {"Register of tests", "Second register"}
    assert not into.statements.filter(program=None, source__name="The directory's editors").exists()


def test_a_check_of_what_both_say_holds_for_the_one_that_stays(pair):
    gone, into = pair
    for clinic in pair:
        with change(clinic, by=make_user()):
            set_rows(clinic, "phones", [Phone(number="+15205550133")])
            clinic.website, clinic.email = "", ""
    check = confirm(gone, "contact", by=make_user(), method="call")
    other = confirm(gone, "access", by=make_user(), method="call")
    merge(gone, into, by=make_user())
    check.refresh_from_db()
    other.refresh_from_db()
    assert (check.clinic, check.ended_on, other.clinic) == (into, None, gone)


def test_a_check_of_what_is_picked_anew_ends(pair):
    gone, into = pair
    check = confirm(into, "contact", by=make_user(), method="call")
    merge(gone, into, by=make_user(), picks={"website": THEIRS})
    check.refresh_from_db()
    assert check.ended_on is not None


def test_the_public_one_is_kept():
    public, draft = make_clinic(published=True), make_clinic()
    with pytest.raises(Refused, match="is public, and the other one is not"):
        merge(public, draft, by=make_user())
    merge(draft, public, by=make_user())


def test_undone_everything_is_as_it_was(pair, client):
    gone, into = pair
    user = make_user()
    suspect = DuplicateSuspect.objects.create(one=gone, other=into, reason="alike")
    suggest(gone, "contact", "Other number", address="192.0.2.1")
    confirm(gone.programs.get(), "offer", by=user, method="call")
    confirm(into, "contact", by=user, method="call")
    make_conflict(gone, "website", "https://other.example.org/")
    make_conflict(into, "email", "other@example.org")
    make_conflict(gone, "email", "third@example.org")
    before, facts = everything(), [said(clinic) for clinic in pair]
    made = same_place(suspect, into, by=user, picks={"name": THEIRS, "phones": BOTH, "street": THEIRS})
    assert client.get(reverse("clinic", args=[gone.slug])).status_code == 301
    undo_merge(made, by=user)
    after = everything()
    merges = after.pop("Merge")
    assert len(merges) == 1
    before.pop("Merge")
    assert after == before
    assert [said(clinic) for clinic in pair] == facts
    assert client.get(reverse("clinic", args=[gone.slug])).status_code == 200


def test_what_was_changed_since_in_a_program_goes_back_with_it(pair):
    gone, into = pair
    program = gone.programs.get()
    made = merge(gone, into, by=make_user())
    program.refresh_from_db()
    with change(program, by=make_user()):
        program.summary = "New words."
    undo_merge(made, by=make_user())
    program.refresh_from_db()
    assert (program.clinic, program.summary) == (gone, "New words.")


def test_a_decision_made_since_stays(pair):
    gone, into = pair
    from programs.publishing.conflicts import keep_ours

    conflict = make_conflict(into, "email", "other@example.org")
    made = merge(gone, into, by=make_user())
    keep_ours(conflict, by=make_user())
    undo_merge(made, by=make_user())
    assert Conflict.objects.get(pk=conflict.pk).decision == Conflict.Decision.KEPT


def test_a_check_that_ended_since_stays_ended(pair):
    gone, into = pair
    check = confirm(into, "contact", by=make_user(), method="call")
    made = merge(gone, into, by=make_user())
    into.refresh_from_db()
    with change(into, by=make_user()):
        into.email = "new@example.org"
    undo_merge(made, by=make_user())
    check.refresh_from_db()
    assert check.ended_on is not None
    assert said(into)["email"] == "new@example.org"


def test_undo_refuses_what_was_picked_and_changed_since(pair):
    gone, into = pair
    made = merge(gone, into, by=make_user(), picks={"name": THEIRS, "website": THEIRS})
    into.refresh_from_db()
    with change(into, by=make_user()):
        into.name = "Blue Mesa Care"
    before = everything()
    with pytest.raises(Refused, match="was changed since: name"):
        undo_merge(made, by=make_user())
    assert everything() == before


def test_merges_are_undone_the_last_first_and_once(pair):
    gone, into = pair
    third = make_clinic(published=True)
    first = merge(gone, into, by=make_user())
    into.refresh_from_db()
    second = merge(into, third, by=make_user())
    with pytest.raises(Refused, match="merged away itself"):
        undo_merge(first, by=make_user())
    undo_merge(second, by=make_user())
    undo_merge(first, by=make_user())
    with pytest.raises(Refused, match="apart already"):
        undo_merge(first, by=make_user())
    assert set(Clinic.objects.values_list("status", flat=True)) == {Status.PUBLISHED}
    assert Merge.objects.exclude(undone_at=None).count() == 2


def test_not_the_same_is_not_merged_and_not_asked_again(pair):
    gone, into = pair
    suspect = DuplicateSuspect.objects.create(one=gone, other=into, reason="alike")
    not_the_same(suspect, by=make_user())
    with pytest.raises(Refused, match="Not the same"):
        same_place(suspect, into, by=make_user())
    assert not Merge.objects.exists()


def test_the_search_follows_both_ways(pair):
    from programs.search import find

    gone, into = pair
    assert find({"q": "Blue Mesa LLC"}).total == 1
    made = merge(gone, into, by=make_user())
    assert find({"q": "Blue Mesa LLC"}).total == 0
    undo_merge(made, by=make_user())
    assert find({"q": "Blue Mesa LLC"}).total == 1
