"""The desk's list of conflicts: its rows, its filters, what it costs."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import Conflict
from programs.publishing import change, confirm
from programs.publishing.conflicts import keep_ours
from tests.desk_conflicts import LIST, listed
from tests.factories import make_clinic, make_conflict, make_program, make_source, make_user
from tests.page_forms import page_of, texts_of

pytestmark = pytest.mark.django_db
# Session, user and its permissions 4 · filter 3 · count, rows 2 · clinics 4, programs 8 · changes, checks 2 · labels 4
LIST_QUERIES = 25


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


def test_the_first_screen_leads_to_the_conflicts(desk):
    make_conflict(make_clinic(), "name", "Another")
    links = [
        node.get("href")
        for node in page_of(desk.get(reverse("admin:index"))).iterfind(".//ul[@class='waiting']//a")
    ]
    assert LIST in links
