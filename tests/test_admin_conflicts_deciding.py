"""The desk's conflicts: deciding one or many, and the page of one."""

import pytest
from django.utils import timezone

from programs.models import Change, Clinic, Conflict, Phone
from programs.models.facts import texts
from programs.publishing import change, confirm, set_rows
from programs.publishing.conflicts import edit, keep_ours, take_theirs
from tests.desk_conflicts import LIST, listed, messages_of, press
from tests.factories import make_clinic, make_conflict, make_program, make_user
from tests.page_forms import fields_of, texts_of

pytestmark = pytest.mark.django_db


def test_one_click_keeps_and_one_click_takes(desk):
    one, two = make_clinic(name="One"), make_clinic(name="Two")
    kept, taken = make_conflict(one, "name", "Uno"), make_conflict(two, "name", "Dos")
    page = press(desk, f"keep:{kept.pk}", query="?field=name")
    assert messages_of(page) == ["Kept ours: 1 conflict."]
    assert page.redirect_chain == [(f"{LIST}?field=name#conflict-{taken.pk}", 302)]
    assert messages_of(press(desk, f"take:{taken.pk}")) == ["Took theirs: 1 conflict."]
    assert sorted(Clinic.objects.values_list("name", flat=True)) == ["Dos", "One"]
    assert listed(desk) == []
    assert listed(desk, decided="decided") == [("Dos", "Name"), ("One", "Name")]
    page = desk.get(LIST, {"decided": "decided"})
    assert [text.split(" cora")[0] for text in texts_of(page, ".//td[@class='decide']")] == [
        "Took theirs: Dos",
        "Kept ours: One",
    ]
    assert texts_of(page, ".//td[@class='decide']//button") == []


def test_many_at_once_some_of_one_entry(desk):
    clinic, other = make_clinic(name="Mesa"), make_clinic(name="Other")
    first = [
        make_conflict(clinic, "name", "Mesa Two"),
        make_conflict(clinic, "email", "two@example.org"),
        make_conflict(clinic, "website", "https://example.org/"),
    ]
    left = make_conflict(other, "name", "Other Two")
    assert messages_of(press(desk, "take", *first)) == ["Took theirs: 3 conflicts."]
    clinic.refresh_from_db()
    assert (clinic.name, clinic.email, clinic.website) == (
        "Mesa Two",
        "two@example.org",
        "https://example.org/",
    )
    assert list(Conflict.objects.filter(decision="waiting")) == [left]
    again = [make_conflict(clinic, "unit", "Suite 1"), left]
    assert messages_of(press(desk, "keep", *again)) == ["Kept ours: 2 conflicts."]
    assert Change.objects.filter(resource_id=clinic.public_id, last_action_type="update").count() == 3


def test_ticking_all_needs_no_script(desk):
    make_conflict(make_clinic(), "name", "Another")
    assert "chosen" not in fields_of(desk.get(LIST), "conflicts-form")
    assert fields_of(desk.get(f"{LIST}?ticked=all"), "conflicts-form")["chosen"] == str(
        Conflict.objects.get().pk
    )


def test_nothing_ticked_says_so(desk):
    make_conflict(make_clinic(), "name", "Another")
    assert messages_of(press(desk, "keep")) == ["Nothing is ticked: tick the conflicts to decide."]


def test_what_cannot_be_decided_is_named_and_the_rest_is_done(desk):
    clinic, other, third = make_clinic(name="Mesa"), make_clinic(name="Other"), make_clinic(name="Third")
    empty, good, moved = (
        make_conflict(clinic, "name", ""),
        make_conflict(other, "name", "Other Two"),
        make_conflict(third, "name", "Third Two"),
    )
    typed = fields_of(desk.get(LIST), "conflicts-form")
    with change(third, by="somebody"):
        third.email = "new@example.org"
    body = typed | {"act": "take", "chosen": [empty.pk, good.pk, moved.pk, 999]}
    said = messages_of(desk.post(LIST, body, follow=True))
    assert said[0] == "Took theirs: 1 conflict."
    assert said[1].startswith("Not decided: Mesa, Name: ")
    assert said[2:] == [
        "Not decided: Third, Name: somebody has changed the entry since this page was made: look at it again.",
        "Not decided: a conflict: it is over: the source and the entry agree by now.",
    ]
    assert sorted(Clinic.objects.values_list("name", flat=True)) == ["Mesa", "Other Two", "Third"]


def test_what_somebody_else_has_just_decided_says_so(desk):
    clinic = make_clinic(name="Mesa")
    conflict = make_conflict(clinic, "name", "Mesa Two")
    page = f"/admin/conflicts/{conflict.pk}/"
    in_list, on_page = fields_of(desk.get(LIST), "conflicts-form"), fields_of(desk.get(page), "edit-form")
    keep_ours(conflict, by=make_user("dora"))
    day = timezone.localdate().strftime("%-d %b %Y")
    why = f"it is decided already, by dora on {day}: Kept ours"
    said = desk.post(LIST, in_list | {"act": f"take:{conflict.pk}"}, follow=True)
    assert messages_of(said) == [f"Not decided: Mesa, Name: {why}."]
    answer = desk.post(page, on_page | {"act": "edit", "value": "Mesa Three"})
    assert answer.status_code == 409
    assert texts_of(answer, ".//div[@role='alert']/p") == [
        f"Name: {why}.",
        "You had typed: Mesa Three. You can still change it on the entry’s page.",
    ]
    clinic.refresh_from_db()
    assert clinic.name == "Mesa"


def test_an_offer_that_moved_meanwhile_is_shown_anew(desk):
    clinic = make_clinic(name="Mesa")
    conflict = make_conflict(clinic, "name", "Mesa Two")
    typed = fields_of(desk.get(LIST), "conflicts-form")
    Conflict.objects.update(offered="Mesa Three")
    said = messages_of(desk.post(LIST, typed | {"act": f"take:{conflict.pk}"}, follow=True))
    assert said == ["Not decided: Mesa, Name: the source offers something else by now: look at it again."]
    assert Conflict.objects.get().decision == "waiting"


def test_the_page_keeps_what_was_typed_over_a_newer_version(desk):
    clinic = make_clinic(name="Mesa")
    conflict = make_conflict(clinic, "name", "Mesa Two")
    page = f"/admin/conflicts/{conflict.pk}/"
    typed = fields_of(desk.get(page), "edit-form") | {"act": "edit", "value": "Mesa Three", "why": "Called."}
    with change(clinic, by="dora"):
        clinic.name = "Mesa Four"
    answer = desk.post(page, typed)
    assert answer.status_code == 409
    assert texts_of(answer, ".//form[@class='sides']/section[1]/p")[0] == "Mesa Four"
    again = fields_of(answer, "edit-form")
    assert (again["value"], again["why"]) == ("Mesa Three", "Called.")
    answer = desk.post(page, again | {"act": "edit"}, follow=True)
    assert messages_of(answer) == ["Saved your value: Mesa Three, Name."]
    clinic.refresh_from_db()
    assert clinic.name == "Mesa Three"
    assert Change.objects.order_by("-pk").values_list("replacement_value", "updated_by", "why")[0] == (
        "Mesa Three", "cora", "Called.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "offered", "typed", "then"),
    [
        ("phones.+15205550122", "intake | +15205550122", "(520) 555-0144 ext. 7",
         "main | +15205550111; intake | +15205550144 | 7"),
        ("phones.+15205550111", "", "", ""),
        ("languages.es", "es | by phone", "no", "es=no | by phone"),
        ("languages.en", "", "", "es"),
        ("operating_status", "closed", "temporarily_closed", "temporarily_closed"),
        ("organization", "Desert Operators", "Mesa Operators", "Mesa Operators"),
        ("website", "https://example.org/a", "https://example.org/b", "https://example.org/b"),
        ("hours", "MO | 09:00 | 17:00", "TU | 09:00 | 17:00", "TU | 09:00 | 17:00"),
        ("point", "32.5 | -110.5 | street", "32.6 | -110.6 | exact", "32.6"),
    ],
)  # fmt: skip
def test_another_value_of_each_kind_is_typed(desk, field, offered, typed, then):
    clinic = make_clinic(phone="+15205550111", languages=["en"] if field != "languages.en" else ["en", "es"])
    conflict = make_conflict(clinic, field, offered)
    page = f"/admin/conflicts/{conflict.pk}/"
    answer = desk.post(page, fields_of(desk.get(page), "edit-form") | {"act": "edit", "value": typed})
    assert answer.status_code == 302, texts_of(answer, ".//p[@class='error']")
    name = {"point": "latitude"}.get(field, field.partition(".")[0])
    found = texts(Clinic.objects.get())[name]
    assert found == ("en; " if field == "languages.es" else "") + then
    assert Conflict.objects.get().decision == "edited"


@pytest.mark.parametrize(
    ("field", "offered", "typed"),
    [
        ("phones.+15205550122", "main | +15205550122", "call us"),
        ("phones.+15205550122", "main | +15205550122", "555-01"),
        ("languages.es", "es", "perhaps"),
        ("operating_status", "closed", "gone"),
        ("name", "Mesa Two", ""),
        ("name", "Mesa Two", "x" * 300),
        ("website", "https://example.org/a", "javascript:alert(1)"),
        ("hours", "MO | 09:00 | 17:00", "every day"),
        ("licences.State of AZ", "licence | State of AZ | 8", "licence | a | b | c | d | e | f"),
        ("point", "32.5 | -110.5 | street", "32.6 | west"),
        ("point", "32.5 | -110.5 | street", "95 | -110.5 | street"),
    ],
)
def test_wrong_input_has_its_error_at_the_field_and_is_kept(desk, field, offered, typed):
    clinic = make_clinic(name="Mesa", phone="+15205550111", email="old@example.org")
    before = texts(clinic)
    conflict = make_conflict(clinic, field, offered)
    page = f"/admin/conflicts/{conflict.pk}/"
    answer = desk.post(page, fields_of(desk.get(page), "edit-form") | {"act": "edit", "value": typed})
    assert answer.status_code == 200
    assert len(texts_of(answer, ".//p[@class='error']")) == 1
    if field not in ("languages.es", "operating_status"):  # a browser cannot post what is not offered
        assert fields_of(answer, "edit-form")["value"] == typed
    assert texts(Clinic.objects.get()) == before
    assert Conflict.objects.get().decision == "waiting"


def test_a_program_is_edited_with_its_own_fields(desk):
    program = make_program(published=False, accepting="no")
    for field, offered, typed, then in [
        ("accepting", "yes", "does_not_apply", "does_not_apply"),
        ("medicine", "esketamine", "psilocybin", "psilocybin"),
        ("types.infusion", "infusion", "yes", "kap; infusion"),
        ("telehealth_states.NV", "NV", "", ""),
        ("weeks_most", "6", "7", "7"),
    ]:
        page = f"/admin/conflicts/{make_conflict(program, field, offered).pk}/"
        answer = desk.post(page, fields_of(desk.get(page), "edit-form") | {"act": "edit", "value": typed})
        assert answer.status_code == 302, (field, texts_of(answer, ".//p[@class='error']"))
        program.refresh_from_db()
        assert texts(type(program).objects.get(pk=program.pk))[field.partition(".")[0]] == then


def test_a_conflict_that_is_over_leads_back_to_the_list(desk):
    response = desk.get("/admin/conflicts/999/", follow=True)
    assert messages_of(response) == ["This conflict is over: the source and the entry agree by now."]
    assert desk.get("/admin/conflicts/99999999999999999999/", follow=True).status_code == 200


def test_what_the_entry_says_by_now_is_told(desk):
    clinic = make_clinic(phone="+15205550111")
    conflict = make_conflict(clinic, "phones.+15205550122", "main | +15205550122")
    with change(clinic, by=make_user("cora")):
        set_rows(clinic, "phones", [Phone(number="+15205550122")])
    [row] = desk.get(LIST).context["rows"]
    assert (row.ours, row.effect) == ("(520) 555-0122", "The entry says so already.")
    take_theirs(conflict, by=make_user("cora"))
    assert Conflict.objects.get().decision == "taken"


def test_a_decided_row_says_what_was_decided_and_no_longer_what_could_be(desk, curator):
    clinic = make_clinic(phone="+15205550111")
    conflict = make_conflict(clinic, "phones.+15205550122", "main | +15205550122")
    edit(conflict, "tty | +15205550144", by=curator)
    confirm(clinic, "contact", by=curator, method="call")
    [row] = desk.get(LIST, {"decided": "decided"}).context["rows"]
    told = (row.ours, row.all_ours, row.theirs, row.effect, row.changed, row.check_words, row.decided_value)
    assert told == ("", "", "(520) 555-0122", "", None, "", "TTY: (520) 555-0144")


def test_the_enter_key_decides_nothing(desk):
    conflict = make_conflict(make_clinic(), "name", "Another")
    page = press(desk, "none", conflict, query="?field=name")
    assert messages_of(page) == ["Nothing was decided: press one of the buttons."]
    assert Conflict.objects.get().decision == "waiting"
