"""The curators' desk in a real browser: strict policy, accessible, no sideways scroll, two curators at once."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import override_settings

from programs.imports.kept_files import keep
from programs.models import Clinic, Conflict, DuplicateSuspect, Source, SourceRecord, Term
from programs.publishing import confirm
from programs.publishing.batches import begin_work, take_in
from programs.publishing.calls import could_not_reach
from tests.browser.measures import findings
from tests.factories import make_clinic, make_organization, make_program, make_user

pytestmark = pytest.mark.browser
PASSWORD = "a long enough one"
PAGES = [
    "/admin/",
    "/admin/programs/clinic/",
    "/admin/programs/clinic/?status=published&checks=never",
    "/admin/programs/clinic/add/",
    "/admin/programs/clinic/start/?name=willow&place=Tucson",
    "{clinic}",
    "{clinic}../invite/",
    "{clinic}../same-as/",
    "{clinic}../history/",
    "{clinic}../history/?fact=clinic.unit&on=2026-11-01",
    "/admin/preview/{preview}/",
    "/admin/programs/program/",
    "{program}",
    "{program}../copy-to/",
    "/admin/programs/organization/",
    "{organization}",
    "/admin/programs/term/",
    "{term}",
    "{source}",
    "/admin/programs/passage/add/",
    "/admin/conflicts/",
    "/admin/conflicts/?decided=decided&state=QQ",
    "/admin/conflicts/{conflict}/",
    "/admin/queue/",
    "/admin/queue/?rule=promise",
    "/admin/queue/?state=QQ",
    "/admin/check/program/{checked}/availability/",
    "/admin/absences/",
    "/admin/duplicates/",
    "/admin/duplicates/{pair}/",
    "/admin/imports/",
    "/admin/imports/{told}/",
    "/admin/imports/{planned}/",
    "/admin/imports/{planned}/?what=rejected",
    "/admin/jobs/",
    "/admin/password_change/",
    "/accounts/own/",
]
# What an administrator sees as well.
OF_PEOPLE = ["/admin/auth/user/", "/admin/auth/user/add/", "/admin/programs/audit/"]


LIST = b"""Clinic,Street,Town,St,Postal,Tel #,Ketamine?,Insurence
Blue Mesa,100 Invented Street,Tucson,AZ,85701,520-555-0100,yes,Medicaid
Saguaro,200 Invented Street,Tucson,AX,85701,520-555-0101,yes,cash
"""


@pytest.fixture(scope="module")
def desk(chromium, server, django_db_blocker, tmp_path_factory):
    """The addresses of one entry of each kind, and a curator."""
    kept = override_settings(VAR_DIR=tmp_path_factory.mktemp("var"))
    with kept, django_db_blocker.unblock():
        curator = make_user("cora", is_staff=True)
        curator.set_password(PASSWORD)
        curator.save()
        curator.groups.set(Group.objects.filter(name__in=["publisher", "administrator"]))
        organization = make_organization("Desert Operators")
        program = make_program(
            make_clinic(name="Desert Willow", organization=organization, languages=["en"]),
            therapies=["cbt"],
            payments=[("medicaid", "visits", "yes", "some plans")],
            prices=[{"item": "dosing_session", "low": 45000, "high": 60000}],
        )
        confirm(program, "offer", by=curator, method="call")
        waiting = wait_for_decisions(program) | brought(curator)
        rows = {"clinic": program.clinic, "program": program, "organization": organization}
        rows |= {"term": Term.objects.first(), "source": Source.objects.first()}
        waiting["preview"] = program.clinic.public_id
        yield {name: f"/admin/programs/{name}/{row.pk}/change/" for name, row in rows.items()} | waiting
        call_command("flush", interactive=False)


def wait_for_decisions(program):
    """A row of each list where decisions wait; the pk of a conflict."""
    clinic, source = program.clinic, Source.objects.first()
    about = {"clinic": clinic, "source": source, "edition": "2025"}
    Conflict.objects.create(**about, field="phones.+15205550177", offered="intake | +15205550177")
    Conflict.objects.create(**about, program=program, field="therapies.cbt", offered="cbt=no", was="cbt")
    conflict = Conflict.objects.create(
        **about, field="website", offered="https://example.org/" + "long/" * 30
    )
    SourceRecord.objects.create(**about, key="1", digest="1", missing_from="2026")
    other = make_program(make_clinic(name="Desert Willow Annex")).clinic
    pair = DuplicateSuspect.objects.create(one=clinic, other=other, reason="Like names, a phone in common.")
    could_not_reach(program, "availability", by=make_user("cora"), said="No answer. " * 20)
    return {"conflict": conflict.pk, "checked": program.pk, "pair": pair.pk}


def brought(curator):
    """The pks of a list that was uploaded, and of one of which the plan is made."""
    batches = {}
    for name in ("told", "planned"):
        file_name, stored, size = keep(SimpleUploadedFile("list.csv", LIST))
        about = {"source_name": "Dana's list", "edition": "2026", "told": {"scope": "all"}}
        batches[name] = take_in(curator, file_name=file_name, stored=stored, size=size, **about)
    begin_work(batches["planned"], "plan-import", by=curator)
    call_command("run_jobs", "--once")
    return {name: batch.pk for name, batch in batches.items()}


def sign_in(page):
    """Sign in, and note every breach of the content policy from then on."""
    page.fill("[name=username]", "cora")
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url("**/admin/")
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    return page


def save(page):
    """Press *Save*: the status of the answer, and what the page that follows says."""
    with page.expect_navigation(), page.expect_response(lambda it: it.request.method == "POST") as sent:
        page.click("button:text-is('Save')")
    return sent.value.status, page.locator(".messagelist li").all_inner_texts()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_every_page_is_accessible(visit, desk, scheme):
    page = sign_in(visit("/admin/login/?next=/admin/", color_scheme=scheme))
    found = {}
    for address in [*PAGES, *OF_PEOPLE]:
        page.goto(address.format(**desk))
        if wrong := findings(page):
            found[address] = wrong
    assert found == {}, found


# Words of headings that are broken within, not at a blank: a column is too narrow for them.
BROKEN = """() => [...document.querySelectorAll('th')].flatMap((cell) => {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
    while (walk.nextNode()) for (const word of walk.currentNode.data.matchAll(/[A-Za-z]+/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, word.index);
        range.setEnd(walk.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((one) => one.top)).size > 1) found.push(word[0]);
    }
    return found;
})"""


@pytest.mark.long
def test_no_word_of_a_heading_is_broken_on_a_tablet(visit, desk):
    page = sign_in(visit("/admin/login/?next=/admin/", 768))
    found = {}
    for address in PAGES:
        page.goto(address.format(**desk))
        if words := page.evaluate(BROKEN):
            found[address] = words
    assert found == {}


@pytest.mark.long
def test_every_page_keeps_the_policy(visit, desk):
    page = sign_in(visit("/admin/login/?next=/admin/"))
    for address in [*PAGES, *OF_PEOPLE]:
        page.goto(address.format(**desk))
    page.goto(desk["program"])
    page.click("button:text-is('Another price')")
    page.click("#fact-substances > summary")
    assert page.said == []


@pytest.mark.parametrize("width", [768, pytest.param(1280, marks=pytest.mark.long)])
def test_no_page_scrolls_sideways(visit, desk, width):
    page = sign_in(visit("/admin/login/?next=/admin/", width))
    widths = {}
    for address in [*PAGES, *OF_PEOPLE]:
        page.goto(address.format(**desk))
        widths[address] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys([*PAGES, *OF_PEOPLE], width)


def test_two_curators_at_once_lose_nothing(visit, desk, django_db_blocker):
    one, two = (sign_in(visit("/admin/login/?next=/admin/")) for _curator in range(2))
    one.goto(desk["clinic"])
    two.goto(desk["clinic"])
    one.fill("[name=email]", "one@example.org")
    one.fill("[name=unit]", "Suite 1")
    assert save(one) == (302, ["Saved: Desert Willow."])

    two.fill("[name=email]", "two@example.org")
    two.click("button:text-is('Another phone')")
    two.fill("[name=phones-2-number]", "(520) 555-0188")
    assert save(two) == (409, [])
    assert findings(two) == []
    assert two.locator(".both tbody th").all_inner_texts() == ["Unit", "Phones", "E-mail"]
    assert two.input_value("[name=unit]") == "Suite 1"
    assert save(two) == (302, ["Saved: Desert Willow."])
    with django_db_blocker.unblock():
        clinic = Clinic.objects.get(pk=desk["clinic"].split("/")[-3])
        assert (clinic.email, clinic.unit, clinic.phones.count()) == ("two@example.org", "Suite 1", 2)


def test_still_correct_is_one_click(visit, desk):
    page = sign_in(visit("/admin/login/?next=/admin/"))
    page.goto(desk["program"])
    page.click("#prices button:text-is('Still correct')")
    page.wait_for_selector("#prices .claim-leaf")
    assert page.inner_text("#prices .claim-leaf span") == "Confirmed today, by phone"


def test_an_organization_is_found_while_typing(visit, desk):
    page = sign_in(visit("/admin/login/?next=/admin/"))
    page.goto("/admin/programs/clinic/add/")
    page.click(".select2-selection")
    page.keyboard.type("desert")
    page.click("li:text-is('Desert Operators')")
    assert page.inner_text(".select2-selection__rendered").endswith("Desert Operators")
    assert page.said == []


def test_conflicts_are_decided_by_keyboard_and_without_script(visit, desk, django_db_blocker):
    page = sign_in(visit("/admin/login/?next=/admin/", java_script_enabled=False))
    page.goto("/admin/conflicts/?field=therapies")
    page.locator("button[value^='keep:']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Kept ours: 1 conflict.")
    page.goto(f"/admin/conflicts/{desk['conflict']}/")
    page.locator("[name=value]").fill("https://example.org/ours")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved your value: Desert Willow, Website.")
    with django_db_blocker.unblock():
        found = Conflict.objects.order_by("field").values_list("field", "decision")
        assert list(found) == [
            ("phones.+15205550177", "waiting"),
            ("therapies.cbt", "kept"),
            ("website", "edited"),
        ]


def test_enter_on_a_tick_decides_nothing(visit, desk, django_db_blocker):
    page = sign_in(visit("/admin/login/?next=/admin/"))
    page.goto("/admin/conflicts/?field=phones")
    page.locator("[name=chosen]").check()
    page.locator("[name=chosen]").press("Enter")
    page.wait_for_selector("text=Nothing was decided: press one of the buttons.")
    with django_db_blocker.unblock():
        assert Conflict.objects.get(field__startswith="phones").decision == "waiting"


def test_a_list_is_brought_and_planned_by_keyboard(visit, desk, django_db_blocker):
    page = sign_in(visit("/admin/login/?next=/admin/", 768))
    page.goto("/admin/imports/")
    page.focus("[name=source_name]")
    page.keyboard.type("Dana's list")
    page.set_input_files("[name=file]", {"name": "more.csv", "mimeType": "text/csv", "buffer": LIST})
    page.focus("[name=file]")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=What it is taken for")
    page.focus("[aria-label='Insurence is taken for']")
    page.keyboard.type("payments")
    page.focus("button:text-is('Make the plan')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Waiting")
    with django_db_blocker.unblock():
        call_command("run_jobs", "--once")
    page.focus("text=Look again")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=What would be written")
    assert findings(page) == []
    assert page.said == []


def test_two_clinics_are_made_one_by_keyboard_and_two_again(visit, desk):
    page = sign_in(visit("/admin/login/?next=/admin/"))
    page.goto("/admin/duplicates/")
    page.focus("text=The same place …")
    page.keyboard.press("Enter")
    page.focus("#merge-name_1")
    page.keyboard.press("ArrowLeft")
    page.focus("button:text-is('Make them one')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Made one lately")
    page.focus("button:has-text('Undo')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Two places again")
    assert page.said == []
