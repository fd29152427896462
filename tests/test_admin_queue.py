"""The desk's lists beside conflicts: what a source lists no longer, and likely duplicates."""

import pytest

from programs.models import Change, Clinic, DuplicateSuspect, Program, SourceRecord
from programs.publishing import withdraw
from programs.publishing.suspects import not_the_same
from tests.factories import make_clinic, make_program, make_user
from tests.import_files import KETAMINE, directory_row, import_rows
from tests.page_forms import fields_of, page_of, texts_of

pytestmark = pytest.mark.django_db
ABSENCES, SUSPECTS = "/admin/absences/", "/admin/duplicates/"
# Session, user and its permissions 4 · count, rows 2; clinics' phones and programs 4
ABSENCE_QUERIES, SUSPECT_QUERIES = 6, 11


def messages_of(response):
    return texts_of(response, ".//ul[@class='messagelist']/li")


def rows(number):
    """Rows of `number` clinics, each at a place of its own."""
    return [
        directory_row(name1=f"Number {n} House", street1=f"{100 + n} Other Road", phone=f"520-555-01{n:02}")
        for n in range(number)
    ]


def listed(desk):
    return [(each.clinic.name, each.part) for each in desk.get(ABSENCES).context["page"].object_list]


def whole(tmp_path, *kept, edition="2025"):
    import_rows(tmp_path, list(kept), "--complete", edition=edition)


def test_a_clinic_or_program_that_is_gone_from_a_list_is_kept_or_withdrawn(desk, tmp_path):
    house, *others = rows(3)
    import_rows(tmp_path, [house, *others])
    assert listed(desk) == []
    whole(tmp_path, house | {"service_code_info": KETAMINE.replace("KIT ", "")})
    assert listed(desk) == [
        ("Number 0 House", "infusion"),
        ("Number 1 House", "clinic"),
        ("Number 2 House", "clinic"),
    ]
    typed = fields_of(desk.get(ABSENCES + "?ticked=all"), "absences-form")
    assert len(typed["chosen"]) == 3
    program, clinic, _other = typed["chosen"]
    page = desk.post(ABSENCES, typed | {"act": f"keep:{clinic}"}, follow=True)
    assert messages_of(page) == ["Kept: 1 entry."]
    seen = SourceRecord.objects.exclude(missing_seen_by=None)
    assert set(seen.values_list("clinic__name", "missing_seen_by__username")) == {("Number 1 House", "cora")}
    assert listed(desk) == [("Number 0 House", "infusion"), ("Number 2 House", "clinic")]
    withdraw(
        Clinic.objects.get(name="Number 2 House"), by=make_user("cora"), why="The register has it no longer."
    )
    assert listed(desk) == [("Number 0 House", "infusion")]
    page = desk.post(ABSENCES, typed | {"act": "keep", "chosen": [program, clinic]}, follow=True)
    assert messages_of(page) == ["Kept: 1 entry.", "The others are decided already, or listed again."]
    assert listed(desk) == []
    assert Clinic.objects.filter(status="published").count() == 2
    whole(tmp_path, house | {"service_code_info": KETAMINE.replace("KIT ", "")}, edition="2026")
    assert listed(desk) == [("Number 0 House", "infusion"), ("Number 1 House", "clinic")]


def test_a_clinic_that_another_row_of_the_list_still_has_does_not_wait(desk, tmp_path):
    [house] = rows(1)
    again = house | {"phone": "520-555-0155"}
    import_rows(tmp_path, [house, again])
    whole(tmp_path, again)
    assert SourceRecord.objects.exclude(missing_from="").count() == 3
    assert listed(desk) == []


def test_withdrawing_leads_to_the_page_that_asks_why(desk, tmp_path):
    import_rows(tmp_path, rows(2))
    whole(tmp_path, rows(1)[0])
    page = desk.get(ABSENCES)
    [form] = [node for node in page_of(page).iter("form") if node.get("id", "").startswith("withdraw-")]
    asked = desk.post(form.get("action"), fields_of(page, form.get("id")))
    assert texts_of(asked, ".//h1") == ["Withdraw from the public"]
    assert texts_of(asked, ".//form[@class='ask']/ul/li") == ["Number 1 House"]


def pair(name="Mesa"):
    one, other = make_program(make_clinic(name=f"{name} One")), make_program(make_clinic(name=f"{name} Two"))
    return DuplicateSuspect.objects.create(one=one.clinic, other=other.clinic, reason="Like names.")


def merge_at_the_desk(desk, suspect, **said):
    """Make one of a pair on its page, as it offers it but for what is `said`; return the answer."""
    address = f"{SUSPECTS}{suspect.pk}/"
    form = desk.get(address).context["form"]
    typed = {"act": "merge"} | {name: form[name].value() or "" for name in form.fields} | said
    return desk.post(address, typed, follow=True)


def test_not_the_same_is_remembered(desk):
    suspect = pair()
    typed = fields_of(desk.get(SUSPECTS), f"pair-{suspect.pk}")
    page = desk.post(SUSPECTS, typed | {"act": "different"}, follow=True)
    assert messages_of(page) == ["Two places: Mesa One / Mesa Two."]
    suspect.refresh_from_db()
    assert (suspect.decision, suspect.decided_by.username, suspect.decided_at is None) == (
        "different",
        "cora",
        False,
    )
    assert list(desk.get(SUSPECTS).context["page"].object_list) == []
    assert Change.objects.filter(last_action_type="update", updated_by="cora").count() == 0


@pytest.mark.parametrize(
    ("act", "kept", "gone"), [("one", "Mesa One", "Mesa Two"), ("other", "Mesa Two", "Mesa One")]
)
def test_the_same_place_is_merged_into_the_one_that_is_kept(desk, act, kept, gone):
    suspect = pair()
    merge_at_the_desk(desk, suspect, keep=act, name=act, why="Same door.")
    suspect.refresh_from_db()
    assert (suspect.decision, suspect.decided_by.username) == ("merged", "cora")
    assert Clinic.objects.get(name=gone).merged_into.name == kept
    assert set(Program.objects.values_list("clinic__name", flat=True)) == {kept}
    assert set(Change.objects.filter(updated_by="cora").values_list("why", flat=True)) == {"Same door."}


def test_what_somebody_else_decided_says_so(desk):
    suspect = pair()
    not_the_same(suspect, by=make_user("dora"))
    page = merge_at_the_desk(desk, suspect)
    assert messages_of(page) == ["It is decided already, by dora: Not the same."]
    page = desk.post(SUSPECTS, {"pair": suspect.pk, "act": "different"}, follow=True)
    assert messages_of(page) == ["Mesa One / Mesa Two: It is decided already, by dora: Not the same."]
    assert not Clinic.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize(
    "body",
    [{}, {"pair": "x", "act": "different"}, {"pair": "999", "act": "undo"}, {"pair": "1", "act": "drop"}],
)
def test_a_forged_post_is_no_page(desk, body):
    pair()
    assert desk.post(SUSPECTS, body).status_code == 404
    assert desk.post(ABSENCES, body).status_code == 404
    assert DuplicateSuspect.objects.get().decision == "waiting"


def test_too_long_a_reason_is_refused(desk):
    suspect = pair()
    page = merge_at_the_desk(desk, suspect, why="x" * 301)
    assert page.status_code == 400
    assert page.context["form"].errors["why"] == [
        "Ensure this value has at most 300 characters (it has 301)."
    ]


def test_lists_cost_the_same_for_one_row_and_for_many(desk, tmp_path, django_assert_num_queries):
    import_rows(tmp_path, rows(8))
    for number in (7, 1):
        whole(tmp_path, *rows(number), edition=f"202{8 - number}")
        with django_assert_num_queries(ABSENCE_QUERIES):
            assert len(desk.get(ABSENCES).context["page"].object_list) == 8 - number
    for number in range(1, 4):
        pair(f"Mesa {number}")
        with django_assert_num_queries(SUSPECT_QUERIES):
            assert len(desk.get(SUSPECTS).context["page"].object_list) == number


@pytest.mark.parametrize("address", [ABSENCES, SUSPECTS])
def test_only_curators_may(client, address):
    from django.contrib.auth.models import Group

    assert client.get(address).status_code == 302
    user = make_user("sam", is_staff=True)
    user.groups.set(Group.objects.filter(name="staff export"))
    client.force_login(user)
    assert (client.get(address).status_code, client.post(address, {"act": "keep"}).status_code) == (403, 403)
