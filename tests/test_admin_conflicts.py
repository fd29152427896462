"""The desk's conflicts: the list with its filters, deciding one or many, the page of one, and who may."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from programs.models import Change, Clinic, Conflict, Phone
from programs.models.facts import texts
from programs.publishing import change, confirm, set_rows
from programs.publishing.conflicts import edit, keep_ours, take_theirs
from tests.factories import make_clinic, make_conflict, make_program, make_source, make_user
from tests.page_forms import fields_of, page_of, texts_of

pytestmark = pytest.mark.django_db
LIST = "/admin/conflicts/"
# Session, user and its permissions 4 · filter 3 · count, rows 2 · clinics 4, programs 8 · changes, checks 2 · labels 4
LIST_QUERIES = 25


def listed(desk, **query):
    """(entry, fact) of each row of the list."""
    response = desk.get(LIST, query)
    assert response.status_code == 200
    return [(str(row.entry), row.label) for row in response.context["rows"]]


def messages_of(response):
    return texts_of(response, ".//ul[@class='messagelist']/li")


def press(desk, act, *chosen, query=""):
    """Open the list, tick `chosen`, and press the button `act`; return the page that follows."""
    address = LIST + query
    typed = fields_of(desk.get(address), "conflicts-form")
    return desk.post(address, typed | {"act": act, "chosen": [each.pk for each in chosen]}, follow=True)


def test_a_row_says_who_wrote_ours_and_what_the_source_said(desk, curator):
    clinic = make_clinic(name="Mesa")
    with change(clinic, by=curator, why="Their page says so."):
        clinic.name = "Mesa Center"
    confirm(clinic, "identity", by=curator, method="call")
    make_conflict(clinic, "name", "Mesa Group", was="Mesa")
    cells = texts_of(desk.get(LIST), ".//table/tbody/tr/*")
    day = timezone.localdate().strftime("%-d %b %Y")
    assert cells == [
        "",
        "Name Mesa Center Tucson, AZ",
        f"Mesa Center Edited by cora, {day}: Their page says so. "
        f"Confirmed by phone on {day}: taking theirs or editing ends this check.",
        "Mesa Group Invented register 2025 · said before: Mesa",
        "Keep ours: Name, Mesa Center Take theirs: Name, Mesa Center Edit: Name, Mesa Center",
    ]
    links = [node.get("href") for node in page_of(desk.get(LIST)).iterfind(".//tbody//a")]
    assert links == [
        f"/admin/programs/clinic/{clinic.pk}/change/#identity",
        f"/admin/conflicts/{Conflict.objects.get().pk}/?",
    ]


def test_a_part_of_a_list_stands_beside_the_whole_list(desk):
    clinic = make_clinic(phone="+15205550111")
    program = make_program(clinic, therapies=["cbt"], types=["kap"])
    make_conflict(clinic, "phones.+15205550122", "intake | +15205550122")
    make_conflict(program, "therapies.cbt", "cbt=no | not at night", was="cbt")
    make_conflict(program, "types.infusion", "infusion")
    rows = desk.get(LIST).context["rows"]
    said = {row.label: (row.ours, row.theirs, row.all_ours, row.effect) for row in rows}
    assert said == {
        "Phones": ("", "New patients: (520) 555-0122", "(520) 555-0111", "Would be added to the list."),
        "Therapies": ("Cognitive behavioral therapy (CBT)", "no: Cognitive behavioral therapy (CBT) (not at night)",
                      "Cognitive behavioral therapy (CBT)", ""),
        "Program types": ("", said["Program types"][1], said["Program types"][2], "Would be added to the list."),
    }  # fmt: skip
    assert said["Program types"][1] == "Ketamine infusions, outpatient"


def test_filters_and_their_counts(desk):
    tucson, reno = make_clinic(name="Tucson"), make_clinic(name="Reno", region="NV")
    program = make_program(reno, name="Talking", published=False)
    make_conflict(tucson, "phones.+15205550122", "main | +15205550122")
    make_conflict(tucson, "phones.+15205550123", "main | +15205550123")
    make_conflict(tucson, "name", "Tucson Two", source="Another register")
    make_conflict(reno, "name", "Reno Two")
    make_conflict(program, "name", "Talking Two")
    keep_ours(make_conflict(reno, "email", "a@example.org"), by=make_user("cora"))
    merged = make_clinic(name="Merged", merged_into=tucson)
    make_conflict(merged, "name", "Merged Two")
    register, another = make_source("Invented register").pk, make_source("Another register").pk
    table = {
        (): [("Reno", "Name"), ("Talking", "Name"), ("Tucson", "Name"), ("Tucson", "Phones"), ("Tucson", "Phones")],
        ("source", another): [("Tucson", "Name")],
        ("source", register): [("Reno", "Name"), ("Talking", "Name"), ("Tucson", "Phones"), ("Tucson", "Phones")],
        ("state", "NV"): [("Reno", "Name"), ("Talking", "Name")],
        ("field", "name"): [("Reno", "Name"), ("Talking", "Name"), ("Tucson", "Name")],
        ("field", "phones"): [("Tucson", "Phones"), ("Tucson", "Phones")],
        ("decided", "decided"): [("Reno", "E-mail")],
        ("clinic", tucson.pk): [("Tucson", "Name"), ("Tucson", "Phones"), ("Tucson", "Phones")],
    }  # fmt: skip
    assert {query: listed(desk, **dict([query] if query else [])) for query in table} == table
    form = desk.get(LIST).context["filter"]
    choices = {name: [label for _value, label in form.fields[name].choices] for name in ("state", "field")}
    assert choices == {
        "state": ["All", "Arizona (3)", "Nevada (2)"],
        "field": ["All", "Name (3)", "Phones (2)"],
    }


@pytest.mark.parametrize(
    "query", ["source=9999", "source=x", "state=QQ", "field=nonsense", "decided=yes", "clinic=x"]
)
def test_a_wrong_filter_shows_its_error_and_no_rows(desk, query):
    make_conflict(make_clinic(), "name", "Another")
    response = desk.get(f"{LIST}?{query}")
    assert (response.status_code, response.context["rows"]) == (200, [])
    assert len(texts_of(response, ".//span[@class='error']")) == 1


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


def test_the_list_costs_the_same_for_one_conflict_and_for_thirty(desk, django_assert_num_queries):
    def more(n):
        clinic = make_clinic(phone=f"+1520555{1000 + n}")
        program = make_program(clinic, therapies=["cbt"], types=["kap"])
        with change(clinic, by=make_user("cora")):
            clinic.email = "mine@example.org"
        confirm(program, "offer", by=make_user("cora"), method="call")
        make_conflict(clinic, "email", "theirs@example.org")
        make_conflict(clinic, f"phones.+1520555{2000 + n}", f"main | +1520555{2000 + n}")
        make_conflict(program, "therapies.dbt", "dbt")
        make_conflict(program, "types.infusion", "infusion")
        make_conflict(program, "medicine", "esketamine")

    more(0)
    desk.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(LIST)
    for n in range(1, 6):
        more(n)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(desk.get(LIST).context["rows"]) == 30


def test_fifty_a_page(desk):
    for n in range(51):
        make_conflict(make_clinic(name=f"Clinic {n:02}"), "name", "Another")
    first, second = desk.get(LIST), desk.get(LIST, {"page": "2"})
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 1)
    assert texts_of(second, ".//p[@class='pages']") == ["Back Page 2 of 2"]


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


def test_the_first_screen_leads_to_the_conflicts(desk):
    make_conflict(make_clinic(), "name", "Another")
    links = [
        node.get("href")
        for node in page_of(desk.get(reverse("admin:index"))).iterfind(".//ul[@class='waiting']//a")
    ]
    assert LIST in links
