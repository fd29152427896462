"""Taking a clinic's page along: its link, and a sheet of paper."""

import re

import pytest
from django.core.management import call_command

from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.browser
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


@pytest.fixture(scope="module")
def path(chromium, server, django_db_blocker):
    """The address of a clinic whose one program states little: the sheet then has the most to ask."""
    with django_db_blocker.unblock():
        yield f"/clinics/{make_program(make_clinic(name='Desert Willow')).clinic.slug}/"
        call_command("flush", interactive=False)


@pytest.mark.parametrize("where", ["", "sheet/"])
def test_the_link_of_the_page_is_copied_without_its_anchor(visit, server, path, where):
    page = visit(f"{path}{where}#who", **CLIPBOARD)
    page.locator("[data-copy-link]").click()
    page.locator("body > [role=status]", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == f"{server.url}{path}"


def test_without_a_script_there_is_no_button_that_does_nothing(visit, path):
    for address in (path, f"{path}sheet/"):
        page = visit(address, java_script_enabled=False)
        assert page.locator("main button:visible").count() == 0


def test_one_program_prints_on_two_sheets_at_most_with_help_lines_and_no_links(visit, path):
    page = visit(f"{path}sheet/", 700)
    printed = page.pdf(format="Letter", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2
    page.emulate_media(media="print")
    shown = page.locator(".crisis, .print-only, .sheet-code svg").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height > 0)"
    )
    assert shown == [True] * 3
    assert page.locator(".exit, .site-nav, .footer-links").evaluate_all(
        "all => all.every(one => one.getBoundingClientRect().height === 0)"
    )
