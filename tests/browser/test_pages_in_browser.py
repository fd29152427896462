"""The public pages as a browser meets them: searched, filtered, with an error."""

import re

import pytest
from playwright.sync_api import expect

from programs.models import Clinic
from programs.publishing.invitations import invite
from tests.factories import make_user

pytestmark = pytest.mark.browser


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


@pytest.mark.parametrize("path", ["/", "/clinics/", "/es/"])
def test_on_a_phone_a_touch_of_the_button_searches_while_places_are_suggested(visit, site, path):
    page = visit(path, 360, 640)
    page.locator("#id_near").press_sequentially("Tucson")
    page.locator("#typing-list").wait_for()
    page.locator("form[role=search] button[type=submit]").click(timeout=3000)
    expect(page).to_have_url(re.compile("near=Tucson"))


@pytest.mark.parametrize("path", ["/", "/clinics/"])
def test_on_a_phone_every_suggestion_can_be_touched(visit, site, path):
    page = visit(path, 360, 640)
    page.locator("#id_near").press_sequentially("Tucson")
    page.locator("#id_q").press_sequentially("ke")
    options = page.locator("#typing-list [role=option]")
    expect(options.nth(3)).to_be_visible()
    options.last.click(trial=True, timeout=3000)


@pytest.mark.parametrize("width", [360, 1280])
def test_an_error_leads_to_its_field(visit, site, width):
    page = visit(site["errors"], width)
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Where: ").click()
    expect(page.locator("#id_near")).to_be_focused()
    described = page.locator("#id_near").get_attribute("aria-describedby").split()[-1]
    assert "Atlantis" in page.locator(f"#{described}").inner_text()
    assert page.locator("#id_price_max").is_visible()


@pytest.fixture
def link(site, django_db_blocker):
    """A link by which Desert Willow says what is right."""
    with django_db_blocker.unblock():
        clinic = Clinic.objects.get(name="Desert Willow")
        yield f"/your-clinic/?key={invite(clinic, by=make_user())}"


@pytest.mark.parametrize("scripted", [True, False])
def test_a_clinic_says_once_what_is_right(visit, link, scripted):
    page = visit(link, 360, java_script_enabled=scripted)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is your clinic’s entry right?")
    part = page.locator(".own-part", has=page.get_by_role("heading", name="Contact", exact=True))
    words = part.get_by_label("What would be right?")
    expect(words).to_be_hidden()
    part.get_by_label("Something is different").check()
    expect(words).to_be_visible()
    part.get_by_label("All of it is right").check()
    expect(words).to_be_hidden()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.goto(page.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")


# The lines above each page take a third of a phone at most, in each language; links of the menu stand in one line.
BANDS = """() => [document.querySelector('main').getBoundingClientRect().top <= innerHeight / 3,
    new Set([...document.querySelectorAll('.crisis li')].map((one) => one.getBoundingClientRect().top)).size,
    new Set([...document.querySelectorAll('.site-nav li')].map((one) => one.getBoundingClientRect().top)).size]"""


@pytest.mark.parametrize("path", ["/", "/es/"])
def test_what_stands_above_a_page_is_low_on_a_phone(visit, site, path):
    assert visit(path, 360, 640).evaluate(BANDS) == [True, 1, 1]


def test_the_menu_is_one_line_on_the_smallest_phone(visit, site):
    assert visit("/es/", 320, 640).evaluate(BANDS)[2] == 1
