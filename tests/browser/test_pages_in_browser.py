"""The public pages as a browser meets them."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from programs.publishing import close, confirm, withdraw
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.browser
LONG = "Wohlbefindensbehandlungszentrum-für-Abhängigkeitserkrankungen"
STORED = """() => indexedDB.databases().then((databases) => [
    document.cookie, localStorage.length, sessionStorage.length, databases.length])"""


@pytest.fixture(scope="module")
def site(chromium, server, django_db_blocker):
    """The address of each kind of page, over clinics in every state that are made once for all tests here."""
    with django_db_blocker.unblock():
        yield make_site()
        call_command("flush", interactive=False)


def make_site():
    rich = make_program(
        make_clinic(name="Desert Willow", languages=["en", "es"], website="https://willow.example.org"),
        types=["kap", "infusion"],
        routes=["iv-infusion", "lozenge"],
        payments=["medicaid", ("va", "", "no", "")],
        substances=[("alcohol", "primary", "yes", "")],
        prices=[{"item": "dosing_session", "low": 45000, "high": 60000}],
        dosing_fewest=4,
        prescriber_on_site="yes",
        urine_drug_screen="no",
        telemedicine_prescribing="yes",
        take_home="posted",
        accepting="yes",
    )
    for group in ("offer", "availability", "prices"):
        confirm(rich, group, by=make_user(), method="call", on=timezone.localdate() - dt.timedelta(3))
    make_program(rich.clinic, name="Other care", types=["other-care"], medicine="none", payments=["va"])
    plain = make_program(make_clinic(name=f"{LONG} {LONG}", address_withheld="yes"), name=LONG, summary=LONG)
    paused = make_program(make_clinic(name="Saguaro"))
    close(paused.clinic, by=make_user(), why="Repairs", for_good=False)
    gone = make_program(make_clinic(name="Mesa"))
    withdraw(gone.clinic, by=make_user(), why="Nobody answers")
    return {
        "home": "/",
        "list": "/clinics/?near=85701&payment=medicaid&unknown=include",
        "whole list": "/clinics/",
        "filters": "/clinics/?payment=medicaid#filters",
        "empty": "/clinics/?q=nothing&payment=medicaid",
        "errors": "/clinics/?near=Atlantis&price_max=free&type=zzz&prescriber_on_site=maybe",
        "clinic": f"/clinics/{rich.clinic.slug}/",
        "clinic that states nothing": f"/clinics/{plain.clinic.slug}/",
        "paused": f"/clinics/{paused.clinic.slug}/",
        "gone": f"/clinics/{gone.clinic.slug}/",
        "missing": "/clinics/none/",
        "past the end": "/clinics/?page=99",
        "sources": "/about/sources/",
        "kinds of program": "/program-types/",
        "a kind of program": "/program-types/kap/",
        "safety": "/safety/",
        "studies": "/evidence/?substance=alcohol",
        "a sum": "/costs/?dosing=6&dosing_price=450&integration=3#sum",
        "a wrong sum": "/costs/?dosing=x&dosing_price=-1",
        "help": "/help-now/",
        "about": "/about/",
        "privacy": "/about/privacy/",
        "week": "/about/changes/",
        "Spanish list": "/es/clinics/?near=85701&payment=medicaid&unknown=include",
        "Spanish clinic": f"/es/clinics/{rich.clinic.slug}/",
        "Spanish guide": "/es/safety/",
    }


def findings(page):
    """What axe finds, one line each."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in violations for node in rule["nodes"]]


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), pytest.param(1280, "dark", marks=pytest.mark.long)]
)
def test_axe_finds_nothing(visit, site, width, scheme):
    found = {name: findings(visit(path, width, color_scheme=scheme)) for name, path in site.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_nothing_is_stored_and_nobody_else_is_asked(visit, site, server):
    page = visit("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name, path in site.items():
        page.goto(path)
        assert (name, page.evaluate(STORED), page.context.cookies()) == (name, ["", 0, 0, 0], [])
    assert [url for url in asked if not url.startswith(server.url)] == []
    assert len(asked) >= len(site)


def test_no_page_scrolls_sideways_at_320(visit, site):
    wide = {}
    for name, path in site.items():
        page = visit(path, 320, 640)
        wide[name] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


def test_search_filter_and_unfilter_without_a_script(visit, site):
    page = visit("/", 360, java_script_enabled=False)
    page.get_by_label("Where").fill("85701")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("3 clinics near 85701 (Tucson, AZ)")
    page.get_by_role("link", name="Filters").click()
    page.locator("input[name=payment][value=medicaid]").check()
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_role("status")).to_have_text("1 clinic near 85701 (Tucson, AZ)")
    page.get_by_role("link", name="Desert Willow", exact=True).click()
    expect(page.locator("a.button-call")).to_have_attribute("href", re.compile(r"tel:\+1520555"))
    page.go_back()
    page.get_by_role("link", name="Take off the filter: Medicaid").click()
    expect(page.get_by_role("status")).to_have_text("3 clinics near 85701 (Tucson, AZ)")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_error_leads_to_its_field(visit, site, width):
    page = visit(site["errors"], width)
    page.get_by_role("link", name="Where: ").click()
    expect(page.locator("#id_near")).to_be_focused()
    described = page.locator("#id_near").get_attribute("aria-describedby").split()[-1]
    assert "Atlantis" in page.locator(f"#{described}").inner_text()
    assert page.locator("#id_price_max").is_visible()
