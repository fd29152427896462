"""The staff's way out in a real browser: from the search to sign-in, to a file, to signed out."""

import csv
import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from tests.browser.measures import findings
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.browser
PASSWORD = "a long enough one"


@pytest.fixture(scope="module")
def listings(chromium, server, django_db_blocker):
    """A staff member, and two clinics of which one treats alcohol."""
    with django_db_blocker.unblock():
        staff = make_user("staff")
        staff.set_password(PASSWORD)
        staff.save()
        staff.groups.add(Group.objects.get(name="staff export"))
        make_program(make_clinic(name="Desert Willow"), substances=["alcohol"])
        make_program(make_clinic(name="Saguaro"))
        yield
        call_command("flush", interactive=False)


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.long)])
def test_staff_sign_in_choose_and_take_the_file(visit, listings, width):
    page = visit("/exports/?substance=alcohol", width)
    assert findings(page) == []
    page.fill("[name=username]", "staff")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/exports/?substance=alcohol")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.check("[name=rows][value=clinic]")
    with page.expect_download() as download:
        page.click('button:text-is("CSV")')
    with download.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["clinic_name"] for row in rows[:-1]] == ["Desert Willow"]
    page.click("text=Sign out")
    page.wait_for_selector("text=You are signed out")
    page.goto("/exports/")
    assert "/accounts/login/" in page.url
    page.goto("/exports/listings.csv?type=nonsense&substance=alcohol")
    assert findings(page) == []


def test_each_printed_sheet_ends_in_the_help_lines(chromium, listings, tmp_path, django_db_blocker):
    path = tmp_path / "listings.html"
    with django_db_blocker.unblock():
        for _number in range(12):
            make_program(make_clinic(name="Ocotillo"))
        call_command("export_listings", "--format", "print", "--output", str(path))
    page = chromium.new_page()
    page.goto(path.as_uri())
    printed = page.pdf(format="Letter", prefer_css_page_size=True)
    page.close()
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", printed))
    assert sheets > 1
    # Chromium notes a link that stands on each of n sheets n times a sheet.
    assert printed.count(b"(tel:911)") == printed.count(b"(sms:988)") == sheets**2


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.long)])
def test_staff_bring_an_address_save_it_and_take_it_again(visit, listings, width):
    page = visit("/exports/", width)
    page.fill("[name=username]", "staff")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/exports/")
    page.fill("#id_address", "https://example.org/clinics/?substance=alcohol")
    page.click("text=Take this filter")
    page.wait_for_url("**/exports/?substance=alcohol")
    page.fill("#id_name", f"Alcohol {width}")
    page.click('button:text-is("Save")')
    page.wait_for_load_state()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.click(f'a:text-is("Alcohol {width}")')
    page.wait_for_url("**/exports/?substance=alcohol")
    assert page.locator("tbody tr").count() == 1
    page.click(f"text=Remove “Alcohol {width}”")
    page.wait_for_url("**/exports/")
    assert page.locator(f'a:text-is("Alcohol {width}")').count() == 0
